// Hard cases of what was known and reckoned when, through the services: 11 and 13.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "tests/hard_cases/review_office.h"

namespace candour::testing {
namespace {

using types::v1::ClockAnswer;

// Told of and notified in time, decided on 3 March 2016, when one agency had answered of two. The
// id of the event by which it was told of.
std::string DecideOnTheThird(ReviewOffice& office) {
  office.Refer("$review", "SCR/2016/1", "2016-01-30", "2016-02-08");
  std::string reported = office.desk()
                             .house()
                             .Do(R"(
    ReportIncident {
      review_id: $review area_of_incident: 'E09000999' aware_on: @2016-02-08 abuse_or_neglect: YES
    })")
                             .events(0)
                             .event_id();
  office.Do(R"(
    RequestInformation {
      review_id: $review request_id: $of_health agency_id: $health requested_on: @2016-02-08
      due_on: @2016-02-22
    }
    RequestInformation {
      review_id: $review request_id: $of_police agency_id: $police requested_on: @2016-02-08
      due_on: @2016-02-22
    })");
  office.On("2016-02-12").Do(R"(
    NotifyIncident { review_id: $review recipient: 'ofsted' channel: FORM sent_on: @2016-02-12 }
    NotifyIncident {
      review_id: $review recipient: 'appropriate_board' channel: FORM sent_on: @2016-02-12
    }
    ReceiveInformation {
      review_id: $review request_id: $of_health summary: 'One visit.' received_on: @2016-02-12
    })");
  office.Begin("$review", "2016-03-03");
  return reported;
}

TEST_CASE("hard case 11 of case reviews: what did the chair know on 3 March?") {
  ReviewOffice office;
  const std::string reported = DecideOnTheThird(office);
  const std::string third = "2016-03-03T23:00";
  CHECK(office.Clock("$review", "notify_incident").status() == ClockAnswer::MET);
  // The office had it in a letter on the second, and wrote it down a week after the decision.
  office.On("2016-03-10").Do(R"(
    ReceiveInformation {
      header { known_at: @2016-03-02T09:00 } review_id: $review request_id: $of_police
      summary: 'Called to the house in December.' received_on: @2016-03-02
    }
    OpenChronology {
      review_id: $review chronology_id: $chronology period_from: @2015-01-01
      period_until: @2016-01-30 opened_on: @2016-03-10
    })");
  office.On("2016-06-06").Do(R"(
    SubmitChronology {
      chronology_id: $chronology agency_id: $health submitted_on: @2016-06-06
      lines {
        on: @2015-12-01 text: 'Bruises seen; told to social care by telephone.' source: 'Notes, 3'
        shared_with_agency_ids: $social_care
      }
    })");

  // On what the decision rested, and what was only recorded after it.
  const auto decision = office.File("$review").decisions(0);
  CHECK(DayText(decision.facts_as_of()) == "2016-03-03");
  std::string held;
  for (const auto& item : decision.evidence().held()) absl::StrAppend(&held, item.summary(), "\n");
  CHECK(absl::StrContains(held, "One visit"));
  CHECK_FALSE(absl::StrContains(held, "Called to the house"));
  CHECK_FALSE(absl::StrContains(held, "Bruises"));
  const auto fact = [](const types::v1::CaseFile& file, const std::string& key) {
    return Office::Fact(file, key);
  };
  const std::string police = absl::StrCat("information_received/", office.Id("$of_police"));
  CHECK(fact(office.File("$review", third), police).empty());
  CHECK_FALSE(fact(office.File("$review"), police).empty());
  const auto known = office.desk().house().Ask<types::v1::CaseFile>(
      "GetCase",
      absl::StrCat("GetCaseRequest { about { board_id: $board aggregate: CASE_REVIEW id: "
                   "$review } as_at { moment: @",
                   third, " by_known_at: true } }"));
  REQUIRE(known.ok());
  CHECK_FALSE(fact(*known, police).empty());
  const auto chronology = office.Chronology("$review");
  REQUIRE(chronology.entries_size() == 1);
  CHECK(DayText(chronology.entries(0).tellings(0).line().on()) == "2015-12-01");
  CHECK(office.Chronology("$review", "2016-06-01T12:00").entries_size() == 0);
  REQUIRE(chronology.silences_size() == 1);
  CHECK(chronology.silences(0).agency() == "Northshire Social Care");

  // The authority had known a week earlier: what was in time is late now, and was in time then.
  office.On("2016-06-07")
      .Do(absl::StrCat(
          "ReportIncident { review_id: $review area_of_incident: 'E09000999' aware_on: @2016-02-01 "
          "abuse_or_neglect: YES header { corrects_event_id: '",
          reported, "' correction_reason: 'The authority had it in a letter.' } }"));
  const auto late = office.Clock("$review", "notify_incident");
  CHECK(late.status() == ClockAnswer::MET_LATE);
  CHECK(late.breached());
  CHECK(DayText(late.due_on()) == "2016-02-08");
  CHECK(ClockIn(office.File("$review"), "notify_incident").status() == ClockAnswer::MET_LATE);
  const auto then = ClockIn(office.File("$review", third), "notify_incident");
  CHECK(then.status() == ClockAnswer::MET);
  CHECK(DayText(then.due_on()) == "2016-02-15");
}

// The days of 2016 as they were told at first, and with one more.
std::string Holidays(const std::string& more) {
  return absl::StrCat(
      "AdoptEdition { data: \"holidays { name: 'England and Wales' from_year: 2016 to_year: 2016 "
      "source { document: 'Proclamation' verification: CONFIRMED } ",
      "days { date { year: 2016 month: 5 day: 2 } name: 'May Day' } ", more,
      " days { date { year: 2016 month: 5 day: 30 } name: 'Spring' } }\" }");
}

TEST_CASE("hard case 13 of case reviews: advice is rejected, and the calendar changes") {
  ReviewOffice office;
  office.Refer("$review", "SCR/2016/2", "2016-05-01", "2016-05-09").Begin("$review", "2016-05-23");
  CHECK(DayText(office.Clock("$review", "announce_scr_decision").due_on()) == "2016-05-31");
  office.On("2016-05-25")
      .Do(Holidays("days { date { year: 2016 month: 5 day: 27 } name: 'A day held once' }"));
  const auto clock = office.Clock("$review", "announce_scr_decision");
  CHECK(DayText(clock.due_on()) == "2016-06-01");
  CHECK(clock.skipped_holidays_size() == 2);
  REQUIRE(clock.restated_size() == 1);
  CHECK(DayText(clock.restated(0).due_on()) == "2016-05-31");
  CHECK(DayText(clock.restated(0).restated_on()) == "2016-05-25");
  CHECK(clock.restated(0).reason() == "bank holidays adopted anew: England and Wales");
  CHECK(DayText(ClockIn(office.File("$review"), "announce_scr_decision").due_on()) == "2016-06-01");
  CHECK(DayText(ClockIn(office.File("$review", "2016-05-24T12:00"), "announce_scr_decision")
                    .due_on()) == "2016-05-31");

  office.Report("$review", 1, "$october", "2016-10-10", std::string(64, 'a')).Do(R"(
    DecideNonPublication {
      review_id: $review reasons: 'The welfare of her brother.' decider_person_id: $chair
      decided_on: @2016-10-10
    })");
  office.On("2016-11-02").Do(R"(
    RecordPanelAdvice {
      review_id: $review advice_id: $advice decision_id: $review-decision agrees: NO
      advice: 'Publish it.' received_on: @2016-11-02
    })");
  office.On("2016-11-14").Do(R"(
    AnswerPanelAdvice {
      review_id: $review advice_id: $advice reason: 'His school would know him.'
      answered_on: @2016-11-14
    })");
  // It was heard and answered, and binds nobody; both sides stay.
  CHECK(office.ReviewRow("$review").stage() == "not published");
  const std::string publish = absl::StrCat(
      "PublishReport { review_id: $review form: FULL_OVERVIEW published_on: @2016-11-14 "
      "document_sha256: '",
      std::string(64, 'a'), "' }");
  CHECK(office.Refusal(publish) == "PUBLICATION_BLOCKED");
  const auto file = office.File("$review");
  const std::string advice = office.Id("$advice");
  CHECK(Office::Fact(file, absl::StrCat("panel_advice_received/", advice, "/agrees")) == "no");
  CHECK(Office::Fact(file, absl::StrCat("panel_advice_answered/", advice, "/reason")) ==
        "His school would know him.");
  CHECK(Office::Fact(office.File("$review", "2016-11-10T12:00"),
                     absl::StrCat("panel_advice_answered/", advice))
            .empty());
  // Heeded after all, a fortnight on: taken up again, and published.
  office.On("2016-11-28").Do(R"(
    ReopenCaseReview {
      review_id: $review trigger: 'He has moved.' scope: 'Publication only.' authority: 'The Board'
      reopened_on: @2016-11-28
    })");
  office.Do(ReviewOffice::SendAhead("2016-11-28", "2016-12-12"));
  office.On("2016-12-12")
      .Do(absl::StrCat(
          "PublishReport { review_id: $review form: FULL_OVERVIEW published_on: @2016-12-12 "
          "document_sha256: '",
          std::string(64, 'a'), "' }"));
  CHECK(office.ReviewRow("$review").stage() == "published");
  CHECK(office.File("$review", "2016-11-20T12:00").stage() == "not published");
}

}  // namespace
}  // namespace candour::testing
