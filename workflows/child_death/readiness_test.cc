// What a case lacks before a panel can decide it.
#include "workflows/child_death/readiness.h"

#include "absl/strings/str_join.h"
#include "workflows/child_death/returns_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Story;

std::string Missing(Story& story) {
  return absl::StrJoin(MissingInWords(MissingForPanel(story.Of<ChildDeath>("$case")),
                                      story.Of<board::Board>("$board")),
                       "; ");
}

TEST_CASE("readiness says exactly what is missing, in words, and nothing when nothing is") {
  Story notified = Notified();
  CHECK(
      Missing(notified) ==
      "the child is not identified; the death is not recorded; it is not determined whether the "
      "death is in scope; it is not classified as expected or unexpected, and is to be treated as "
      "unexpected until evidence permits otherwise");
  Story story = InScope();
  CHECK(Missing(story) == "the child is not identified");
  story.Given("$case", "ChildIdentified { given_names: 'Invented' family_name: 'Child' }");
  CHECK(Missing(story) == "");

  story.On("2010-12-21").Do(R"(
    RequestAgencyReport { case_id: $case request_id: $request agency_id: $police
      form_type: 'agency_report' requested_on: @2010-12-21 due_on: @2011-01-17 }
    HoldCase { case_id: $case hold_id: $hold because_of: 'inquest' look_again_on: @2011-06-01 })");
  CHECK(Missing(story) ==
        "report of Northshire Police (agency report), due on 17 January 2011; "
        "on hold because of inquest, to be looked at on 1 June 2011");
  story.On("2011-01-10").Do(R"(
    ReceiveAgencyReport { case_id: $case request_id: $request received_on: @2011-01-10
      summary: 'Nothing held.' }
    ReleaseHold { case_id: $case hold_id: $hold reason: 'Concluded.' })");
  CHECK(Missing(story) == "");

  story.Adopt("../../forms/data/supplementary_2010");
  story.Given("$case", "SupplementaryRequired { form_type: 'drowning' why: 'In the bath.' }");
  CHECK(Missing(story) == "a form is required that no agency was asked for: Drowning");
  story.Do(R"(
    RequestAgencyReport { case_id: $case request_id: $drowning agency_id: $police
      form_type: 'drowning' requested_on: @2011-01-10 due_on: @2011-01-17 })");
  CHECK(Missing(story) == "report of Northshire Police (Drowning), due on 17 January 2011");
  // That one agency is not to fill it in does not say that none is.
  story.Do(
      "WithdrawReportRequest { case_id: $case request_id: $drowning withdrawn_on: @2011-01-10 "
      "reason: 'They were not there.' }");
  CHECK(Missing(story) == "a form is required that no agency was asked for: Drowning");
}

TEST_CASE("a report is missing by the day to which its date was moved") {
  Story story = Asked();
  story.Given("$case",
              "ChildIdentified { given_names: 'Invented' family_name: 'Child' } "
              "AgencyReportReceived { request_id: $health_report "
              "received_on: @2010-12-20 summary: 'Seen.' }");
  story.Do(
      "ReviseDueDate { case_id: $case clock_kind: 'agency_report' subject: $police_report "
      "new_due_on: @2011-01-31 reason: 'The record is away.' authority: 'Panel office' }");
  CHECK(Missing(story) == "report of Northshire Police (Agency report), due on 31 January 2011");
}

TEST_CASE("a trial and a case review are missing while no hold says whether they are waited for") {
  Story story = InScope();
  story.Do("IdentifyChild { case_id: $case given_names: 'Invented' family_name: 'Child' }");
  story.Do(R"(
    RecordCriminalProceedings {
      case_id: $case process_id: $trial force_agency_id: $police reference: 'NP/1'
      started_on: @2010-12-20
    }
    RecordSeriousIncident {
      case_id: $case process_id: $incident agency_id: $health reported_on: @2010-12-20
      reference: 'SI/1'
    })");
  const std::string trial =
      "criminal proceedings run, and no hold says whether they are waited for";
  CHECK(Missing(story) == trial);
  const std::string unnamed =
      "HoldCase { case_id: $case hold_id: $any because_of: 'trial' look_again_on: @2011-03-01 }";
  const std::string opened =
      "InquestOpened { process_id: $inquest coroner_area: 'Northshire' opened_on: @2010-12-20 }";
  const std::string held = "on hold because of trial, to be looked at on 1 March 2011";
  CHECK(Missing(Story(story).Do(unnamed)) == held);
  CHECK(Missing(Story(story).Do(unnamed).Do(
            "ReleaseHold { case_id: $case hold_id: $any reason: 'It was of something else.' }")) ==
        trial);
  // Of what runs when it is placed, and of nothing that is learned of after it.
  CHECK(Missing(Story(story).Do(unnamed).Given("$case", opened)) ==
        absl::StrCat("an inquest is open, and no hold says whether it is waited for; ", held));
  Story before = InScope();
  before.Do("IdentifyChild { case_id: $case given_names: 'Invented' family_name: 'Child' }");
  before.Do(unnamed).Do(
      "RecordCriminalProceedings { case_id: $case process_id: $trial force_agency_id: $police "
      "reference: 'NP/1' started_on: @2010-12-20 }");
  CHECK(Missing(before) ==
        absl::StrCat(trial,
                     " (the hold that stands was placed before this was recorded, and names no "
                     "process: if it is because of this, correct it to say so); ",
                     held));
  CHECK(Missing(Story(story).Given("$case", opened).Do(unnamed)) ==
        "on hold because of trial (the hold names none of the processes that run, and is taken to "
        "be of each), to be looked at on 1 March 2011");
  story.Do(
      "HoldCase { case_id: $case hold_id: $hold process_id: $trial because_of: 'trial' "
      "look_again_on: @2011-03-01 } "
      "ReleaseHold { case_id: $case hold_id: $hold reason: 'The panel does not wait.' }");
  CHECK(Missing(story) == "");
  story.Do(
      "SuggestCaseReview { case_id: $case process_id: $scr grounds: 'Neglect is suspected.' "
      "referrer_person_id: $nurse referred_on: @2010-12-20 }");
  CHECK(Missing(story) ==
        "a case review was asked for and has not ended, and no hold says whether it is waited for");
  story.Do(
      "DecideCaseReviewSuggestion { case_id: $case process_id: $scr "
      "decided_on: @2010-12-20 outcome: NO_REVIEW }");
  CHECK(Missing(story) == "");
}

TEST_CASE("what was withdrawn is waited for no more") {
  Story story = Asked();
  story.Given("$case", "ChildIdentified { given_names: 'Invented' family_name: 'Child' }");
  for (const char* report : {"$health_report", "$police_report"}) {
    story.Do(absl::StrCat("WithdrawReportRequest { case_id: $case request_id: ", report,
                          " withdrawn_on: @2010-12-20 reason: 'Never knew the child.' }"));
  }
  CHECK(Missing(story) == "");
}

TEST_CASE("an agency that knew the child and was never asked is missing, until it is asked") {
  Story story = Asked();
  story.Given("$case", R"(
    ChildIdentified { given_names: 'Invented' family_name: 'Child' }
    AgencyReportReceived { request_id: $health_report received_on: @2010-12-20 }
    AgencyReportReceived { request_id: $police_report received_on: @2010-12-20 }
    AgencyIdentified { agency_id: $police source: 'Form A' })");
  CHECK(Missing(story) == "");
  story.Do("IdentifyAgency { case_id: $case agency_id: $social_care source: 'The family' }");
  CHECK(Missing(story) == "an agency that knew the child was not asked: Northshire Social Care");
  story.Given("$case", R"(
    AgencyReportRequested { request_id: $asked agency_id: $social_care form_type: 'agency_report'
      requested_on: @2010-12-20 due_on: @2011-01-17 }
    ReportRequestWithdrawn { request_id: $asked withdrawn_on: @2010-12-20 reason: 'Nothing held.' })");
  CHECK(Missing(story) == "");
}

TEST_CASE("a post-mortem that was directed is missing until its final report is in") {
  Story story = InScope();
  story.Given("$case", R"(
    ChildIdentified { given_names: 'Invented' family_name: 'Child' }
    PostMortemDirected { kind: CORONERS_POST_MORTEM directed_on: @2010-12-20 }
    PostMortemReportReceived { report: PRELIMINARY_REPORT received_on: @2010-12-20 })");
  CHECK(Missing(story) ==
        "the final post-mortem report has not been received, directed on 20 December 2010");
  story.Given("$case",
              "PostMortemReportReceived { report: FINAL_REPORT received_on: @2010-12-20 }");
  CHECK(Missing(story) == "");
}

TEST_CASE("an open inquest is missing while no hold says whether it is waited for") {
  const std::string open =
      "an inquest is open, and no hold says whether it is waited for; "
      "the child death review meeting has not been held";
  Story before = InScope();
  before.Given("$case", R"(
    ChildIdentified { given_names: 'Invented' family_name: 'Child' }
    InquestOpened { process_id: $inquest coroner_area: 'Northshire' opened_on: @2010-12-20 })");
  CHECK(Missing(before) == "an inquest is open, and no hold says whether it is waited for");

  Story story = InScopeIn2020();
  story.Given("$case", R"(
    ChildIdentified { given_names: 'Invented' family_name: 'Child' }
    InquestOpened { process_id: $inquest coroner_area: 'Northshire' opened_on: @2020-03-02 })");
  CHECK(Missing(story) == open);
  Story held = story;
  held.Do(R"(HoldCase { case_id: $case hold_id: $hold process_id: $inquest because_of: 'inquest'
    look_again_on: @2020-06-01 })");
  CHECK(Missing(held) ==
        "on hold because of inquest, to be looked at on 1 June 2020; "
        "the child death review meeting has not been held");
  held.Do("ReleaseHold { case_id: $case hold_id: $hold reason: 'The panel does not wait.' }");
  CHECK(Missing(held) == "the child death review meeting has not been held");
  story.Given("$case",
              "InquestConcluded { process_id: $inquest concluded_on: @2020-03-02 } "
              "CauseOfDeathStated { source: CORONERS_FINDING stated_on: @2020-03-02 }");
  CHECK(Missing(story) == "the child death review meeting has not been held");
}

TEST_CASE("a question on which agencies' answers disagree is missing until it is settled") {
  Story story = Asked();
  story.Given("$case", "ChildIdentified { given_names: 'Invented' family_name: 'Child' }");
  story.On("2011-01-14");
  story.ActingFor("$health").Do(Answer("$health", Needed("$health") + Code("place", "home")));
  CHECK(Missing(story) == "report of Northshire Police (Agency report), due on 17 January 2011");
  // Their accounts stand side by side; where it was is one or the other.
  story.ActingFor("$police").Do(
      Answer("$police", Needed("$police") + Code("place", "public_place")));
  story.ActingFor("");
  CHECK(Missing(story) ==
        "agencies' answers disagree, and it is not settled: Where the child was when it happened");
  story.Do(
      "SettleDisagreement { case_id: $case form_type: 'agency_report' field: 'place' "
      "chosen_request_id: $police_report reason: 'They were there.' }");
  CHECK(Missing(story) == "");
}

TEST_CASE("where no guidance is in force a case is not ready, and it says why") {
  Story story = Notified();
  story.On("2024-03-04")
      .Given("$case",
             "ChildIdentified { given_names: 'Invented' family_name: 'Child' } "
             "DeathRecorded { date_of_birth: @2020-03-14 date_of_death: @2024-02-29 } "
             "ScopeDetermined { live_born: YES in_scope: true } "
             "ExpectednessClassified { expectedness: EXPECTED }");
  const std::string unguided =
      "no edition of the guidance is adopted here that was in force on 29 February 2024, when the "
      "child died, and nothing says what the review needs: adopt the Working Together of that day "
      "(AdoptEdition)";
  CHECK(Missing(story) == unguided);
  // Whatever was held or found meanwhile.
  story.Given("$case", "ReviewMeetingHeld { held_at: @2024-03-03T10:00 }");
  CHECK(Missing(story) == unguided);
  story.Adopt("wt2018").Adopt("wt2023");
  CHECK(Missing(story) == "");
}

TEST_CASE("of a death from before any guidance nothing is waited for") {
  for (const auto& [died, waits] : {std::pair{"2008-03-31", false}, {"2008-04-01", true}}) {
    INFO(died);
    // No guidance is adopted: of the one it could be, and of the other there is none.
    Story story(
        {board::Register, meeting::Register, Register, case_review::Register, document::Register});
    story.On("2010-12-20").Given("$board", "BoardOpened { name: 'Northshire' }");
    story.Given("$case",
                "DeathNotificationReceived { received_at: @2010-12-20T09:30 } "
                "ChildIdentified { given_names: 'Invented' family_name: 'Child' } "
                "DeathRecorded { date_of_birth: @2004-03-14 date_of_death: @" +
                    std::string(died) +
                    " } ScopeDetermined { live_born: YES in_scope: true } "
                    "ExpectednessClassified { expectedness: EXPECTED }");
    CHECK(Missing(story).empty() == !waits);
  }
}

TEST_CASE("a child death review meeting is missing only where the guidance asks for one") {
  for (const auto& [died, missing] :
       {std::pair{"2015-05-02", ""},
        {"2020-05-02", "the child death review meeting has not been held"}}) {
    INFO(died);
    Story story = Notified();
    story.Adopt("wt2013").Adopt("wt2015").Adopt("wt2018");
    story.Given("$case",
                "ChildIdentified { given_names: 'Invented' family_name: 'Child' } "
                "DeathRecorded { date_of_birth: @2009-03-14 date_of_death: @" +
                    std::string(died) +
                    " } ScopeDetermined { live_born: YES in_scope: true } "
                    "ExpectednessClassified { expectedness: EXPECTED }");
    CHECK(Missing(story) == missing);
  }
}

TEST_CASE("what a panel needs is not asked where a case is only discussed") {
  for (const bool discusses : {true, false}) {
    INFO(discusses);
    Story story = Notified();
    story.Do(Death("")).Do(Scope("")).On("2011-02-14T18:00");
    story.Given("$meeting",
                std::string("MeetingScheduled { body_id: $panel starts_at: @2011-02-14T10:00 "
                            "advises_only: ") +
                    (discusses ? "true" : "false") + " }");
    CHECK(story.When("ListChildDeath { case_id: $case meeting_id: $meeting item_id: $item }")
              .reason == (discusses ? "" : "REASON_MISSING"));
  }
}

}  // namespace
}  // namespace candour::workflows::child_death
