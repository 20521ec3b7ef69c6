// What runs beside a review, what it holds up, and what a hold is told when it ends.
#include <set>

#include "workflows/child_death/child_death_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Story;

std::string Opened(const std::string& day, const std::string& id = "$inquest") {
  return "RecordInquestOpened { case_id: $case coroner_area: 'Northshire' process_id: " + id +
         " opened_on: @" + day + " }";
}

std::string Adjourned(const std::string& day, const std::string& changes) {
  return "RecordInquestAdjourned { case_id: $case process_id: $inquest reason: 'The trial.' "
         "adjourned_on: @" +
         day + " " + changes + " }";
}

std::string Concluded(const std::string& day) {
  return "RecordInquestConcluded { case_id: $case process_id: $inquest conclusion: 'Narrative.' "
         "concluded_on: @" +
         day + " }";
}

std::string Held(const std::string& process, const std::string& look_again_on) {
  return "HoldCase { case_id: $case hold_id: $hold because_of: 'inquest' process_id: " + process +
         " look_again_on: @" + look_again_on + " }";
}

std::string LookedAt(const std::string& day, const std::string& next) {
  return "ReviewHold { case_id: $case hold_id: $hold found: 'Still adjourned.' reviewed_on: @" +
         day + " look_again_on: @" + next + " }";
}

TEST_CASE("an inquest is opened, adjourned as often as it takes, and concluded") {
  Story story = InScopeIn2020();
  story.On("2020-09-01");
  CHECK(story.When(Concluded("2020-08-01")).reason == "UNKNOWN_REFERENCE");
  CHECK(story.When(Opened("2020-02-29")).reason == "DATE_OUT_OF_ORDER");
  story.Do(Opened("2020-03-05"));
  CheckEach(story,
            {{"twice", Opened("2020-03-05"), "ALREADY_DONE"},
             {"another beside it", Opened("2020-03-06", "$second"), "ALREADY_DONE"},
             {"adjourned until further notice", Adjourned("2020-04-01", ""), ""},
             {"to a month", Adjourned("2020-04-01", "until: @2021-03"), ""},
             {"to this month", Adjourned("2020-04-01", "until: @2020-04"), ""},
             {"to the past", Adjourned("2020-04-01", "until: @2020-03"), "DATE_OUT_OF_ORDER"},
             {"before it was opened", Adjourned("2020-03-04", ""), "DATE_OUT_OF_ORDER"},
             {"concluded before it was opened", Concluded("2020-03-04"), "DATE_OUT_OF_ORDER"}});
  story.Do(Adjourned("2020-04-01", "")).Do(Adjourned("2020-06-01", "until: @2020-08"));
  story.Do(Concluded("2020-08-03"));
  CheckEach(story, {{"concluded twice", Concluded("2020-08-04"), "WRONG_STAGE"},
                    {"adjourned after", Adjourned("2020-08-04", ""), "WRONG_STAGE"},
                    {"a fresh one", Opened("2020-08-20", "$second"), ""}});
  CHECK(story.Of<ChildDeath>("$case").processes.HasEnded(types::v1::INQUEST));
}

TEST_CASE("a hold names what blocks, and is due to be released when that has ended") {
  Story story = InScopeIn2020();
  story.On("2020-04-01").Do(Opened("2020-03-05"));
  CHECK(story.When(Held("$nothing", "2020-07-01")).reason == "UNKNOWN_REFERENCE");
  story.Do(Held("$inquest", "2020-07-01"));
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == "on hold");
  CHECK(ClockNow(story, "hold_review").subject_words() == "inquest");

  story.On("2020-06-15").Do(Concluded("2020-06-12"));
  ChildDeath death = story.Of<ChildDeath>("$case");
  CHECK(StageOf(death) == "hold to be released");
  CHECK(death.WordsOf(death.holds.at(story.Id("$hold"))) ==
        "inquest, which ended on 12 June 2020: release the hold");
  CHECK(ClockNow(story, "hold_review").subject_words() ==
        "inquest, which ended on 12 June 2020: release the hold");
  CHECK(death.OnHold());  // it blocks until somebody releases it
  CHECK(story.When(LookedAt("2020-06-15", "2020-09-01")).reason == "WRONG_STAGE");
  story.Do("ReleaseHold { case_id: $case hold_id: $hold reason: 'Concluded.' }");
  CHECK(story
            .When("HoldCase { case_id: $case because_of: 'inquest' process_id: $inquest "
                  "look_again_on: @2020-09-01 }")
            .reason == "WRONG_STAGE");
  // Two things at once: the case waits while one of them goes on.
  story.Do(R"(
    RecordCriminalProceedings {
      case_id: $case process_id: $trial force_agency_id: $police reference: 'NP/1'
      started_on: @2020-05-01
    }
    HoldCase { case_id: $case because_of: 'criminal trial' process_id: $trial
               look_again_on: @2020-09-01 }
    HoldCase { case_id: $case because_of: 'a theme' look_again_on: @2020-09-01 }
    ConcludeCriminalProceedings {
      case_id: $case process_id: $trial outcome: ACQUITTED concluded_on: @2020-06-15
    })");
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == "on hold");
}

TEST_CASE("criminal proceedings, a case review and an incident run by their own steps") {
  Story story = InScopeIn2020();
  story.On("2020-09-01");
  const std::string trial =
      "RecordCriminalProceedings { case_id: $case process_id: $trial reference: 'NP/1' "
      "started_on: @2020-05-01 force_agency_id: ";
  const std::string suggest =
      "SuggestCaseReview { case_id: $case process_id: $scr grounds: 'Neglect is suspected.' "
      "referrer_person_id: $nurse referred_on: @2020-04-01 }";
  const auto decide = [](const std::string& outcome) {
    return "DecideCaseReviewSuggestion { case_id: $case process_id: $scr decided_on: @2020-04-20 "
           "outcome: " +
           outcome + " }";
  };
  const std::string ended =
      "RecordCaseReviewEnded { case_id: $case process_id: $scr ended_on: @2020-08-30 result: "
      "'Published.' }";
  CheckEach(story, {{"of a force", trial + "$police }", ""},
                    {"of no agency", trial + "$stranger }", "UNKNOWN_REFERENCE"},
                    {"decided unasked", decide("NO_REVIEW"), "UNKNOWN_REFERENCE"},
                    {"suggested", suggest, ""}});
  story.Do(suggest);
  CHECK(story.When(ended).reason == "NO_DECISION");
  Story none = story;
  none.Do(decide("NO_REVIEW"));
  CHECK(none.Of<ChildDeath>("$case").processes.HasEnded(types::v1::CASE_REVIEW_REFERRAL));
  CHECK(none.When(ended).reason == "WRONG_STAGE");
  CHECK(story.When(decide("SERIOUS_CASE_REVIEW")).reason == "NOT_A_KIND_OF_EDITION");
  CheckEach(story, {{"referred twice", suggest, "ALREADY_DONE"},
                    {"referred twice, as another",
                     "SuggestCaseReview { case_id: $case grounds: 'Again.' "
                     "referrer_person_id: $nurse referred_on: @2020-04-02 }",
                     "ALREADY_DONE"}});
  story.Do(decide("LOCAL_REVIEW"));
  CHECK(story
            .When("SuggestCaseReview { case_id: $case grounds: 'What came since.' "
                  "referrer_person_id: $nurse referred_on: @2020-06-02 }")
            .reason.empty());
  CHECK_FALSE(story.Of<ChildDeath>("$case").processes.HasEnded(types::v1::CASE_REVIEW_REFERRAL));
  story.Given("$review", "CaseReferred { case_reference: 'CR/1' child_death_id: $case }");
  story.Given("$other", "CaseReferred { case_reference: 'CR/2' }");
  const std::string link = "LinkCaseReview { case_id: $case process_id: $scr review_id: ";
  CHECK(story.When(link + "$other }").reason == "CONTRADICTORY");
  story.Do(link + "$review }");
  CHECK(story.When(link + "$review }").reason == "ALREADY_DONE");
  story.Do(ended);

  story.Do(R"(
    RecordSeriousIncident {
      case_id: $case process_id: $incident agency_id: $health reported_on: @2020-03-10
      reference: 'SI/1'
    }
    ConcludeSeriousIncident {
      case_id: $case process_id: $incident concluded_on: @2020-07-01 findings: 'Staffing.'
    })");
  CHECK(story.Of<ChildDeath>("$case").processes.HasEnded(types::v1::NHS_INCIDENT));
}

TEST_CASE("each addressee of a coroner's report answers for itself") {
  Story story = InScopeIn2020();
  story.On("2020-12-01").Do(R"(ReceivePreventionReport {
    case_id: $case report_id: $report reference: '2020-0042' made_on: @2020-09-01
    received_on: @2020-09-02 addressees: 'Northshire NHS Trust' addressees: 'Northshire Council'
  })");
  const auto answer = [](const std::string& addressee) {
    return "RecordPreventionReportAnswer { case_id: $case report_id: $report answered_on: "
           "@2020-10-20 addressee: '" +
           addressee + "' }";
  };
  story.Do(answer("Northshire NHS Trust"));
  CheckEach(story, {{"again", answer("Northshire NHS Trust"), "ALREADY_DONE"},
                    {"nobody it went to", answer("Another"), "UNKNOWN_REFERENCE"}});
  const std::string id = story.Id("$report");
  CHECK(StatusNow(story, "prevention_report_reply", id + ": Northshire NHS Trust") == "MET");
  CHECK(StatusNow(story, "prevention_report_reply", id + ": Northshire Council") == "OVERDUE");
}

TEST_CASE("a coroner's transfer is done when the next of kin are told") {
  Story story = InScopeIn2020();
  story.On("2020-04-01")
      .Do(Opened("2020-03-05"))
      .Do("RecordCoronerTransferAgreed { case_id: $case from_area: 'Northshire' to_area: "
          "'Southshire' "
          "agreed_on: @2020-03-10 }");
  const auto over = [](const std::string& told) {
    return "RecordCoronerTransfer { case_id: $case to_area: 'Southshire' handed_over_on: "
           "@2020-03-16 kin_told: " +
           told + " }";
  };
  story.Do(over("NO"));
  CHECK(StatusNow(story, "coroner_transfer") == "OVERDUE");
  story.Do(over("YES"));
  CHECK(StatusNow(story, "coroner_transfer") == "MET");
  CHECK(story.Of<ChildDeath>("$case").processes.by_id.at(story.Id("$inquest")).reference ==
        "Southshire");
}

TEST_CASE("a coroner's transfer is agreed from one area to another, and then made to that one") {
  Story story = InScopeIn2020();
  story.On("2020-04-01");
  const auto agreed = [](const std::string& to) {
    return "RecordCoronerTransferAgreed { case_id: $case from_area: 'Northshire' to_area: '" + to +
           "' agreed_on: @2020-03-10 }";
  };
  const auto over = [](const std::string& to, const std::string& day = "2020-03-16") {
    return "RecordCoronerTransfer { case_id: $case to_area: '" + to +
           "' kin_told: YES "
           "handed_over_on: @" +
           day + " }";
  };
  CheckEach(story, {{"not agreed", over("Southshire"), "WRONG_STAGE"},
                    {"to itself", agreed(" NORTHSHIRE"), "CONTRADICTORY"}});
  story.Do(agreed("Southshire"));
  CheckEach(story, {{"elsewhere", over("Westshire"), "CONTRADICTORY"},
                    {"before", over("Southshire", "2020-03-09"), "DATE_OUT_OF_ORDER"},
                    {"as agreed", over("southshire"), ""}});
}

TEST_CASE("a post-mortem examination is directed, reported on, and final once") {
  const auto directed = [](const std::string& day) {
    return "RecordPostMortemDirection { case_id: $case kind: CORONERS_POST_MORTEM directed_on: @" +
           day + " }";
  };
  const auto came = [](const std::string& report, const std::string& day) {
    return "ReceivePostMortemReport { case_id: $case causes: 'Unascertained.' report: " + report +
           " received_on: @" + day + " }";
  };
  Story undirected = InScopeIn2020();
  undirected.On("2020-09-01").Do(came("FINAL_REPORT", "2020-04-01"));
  CheckEach(undirected, {{"directed after its report", directed("2020-04-02"), "DATE_OUT_OF_ORDER"},
                         {"directed before it", directed("2020-03-04"), ""}});

  Story story = InScopeIn2020();
  story.On("2020-09-01").Do(directed("2020-03-04"));
  CheckEach(story, {{"a report before", came("FINAL_REPORT", "2020-03-03"), "DATE_OUT_OF_ORDER"},
                    {"preliminary", came("PRELIMINARY_REPORT", "2020-03-05"), ""}});
  story.Do(came("FINAL_REPORT", "2020-04-01"));
  CheckEach(story, {{"preliminary after final", came("PRELIMINARY_REPORT", "2020-04-02"),
                     "DATE_OUT_OF_ORDER"},
                    {"told late", came("PRELIMINARY_REPORT", "2020-03-10"), ""},
                    {"another examination", directed("2020-05-01"), ""}});
  CHECK(story.Of<ChildDeath>("$case").processes.FinalReportOfLast() == absl::CivilDay(2020, 4, 1));
  story.Do(directed("2020-05-01")).Do(came("PRELIMINARY_REPORT", "2020-05-02"));
  CHECK_FALSE(story.Of<ChildDeath>("$case").processes.FinalReportOfLast());
}

// Died in March 2018, under Working Together 2015 and the forms of 2010; decided after the forms
// and the law had changed.
TEST_CASE("hard case 6: an inquest adjourned for two years, across a change of edition") {
  Story story = UnderEveryEdition();
  story.On("2018-03-06").Do(R"(
    ReceiveNotification {
      case_id: $case case_reference: 'CDR/2018/3' channel: TELEPHONE notifier: HOSPITAL
      received_at: @2018-03-06T09:30
    }
    RecordDeath {
      case_id: $case date_of_birth: @2016-01-10 date_of_death: @2018-03-05 sex: MALE
    }
    DetermineScope {
      case_id: $case live_born: YES lawful_termination: NO in_scope: true ground: 'Registered.'
    }
    ClassifyExpectedness { case_id: $case expectedness: UNEXPECTED grounds: 'Fell.' })");
  // The clocks are those of the day the case began, and stay so.
  const auto editions = [&] {
    std::set<std::string> of;
    for (const auto& clock : story.Clocks<ChildDeath>("$case")) {
      if (clock.kind() == "paediatric_report" || clock.kind() == "hold_review") {
        of.insert(clock.edition_id());
      }
    }
    return of;
  };
  story.On("2018-06-01")
      .Do(Opened("2018-03-12"))
      .Do(Adjourned("2018-05-14", "until: @2019-05"));  // provisional: no more than a month
  story.Do(Held("$inquest", "2018-12-01"));
  CHECK(editions() == std::set<std::string>{"wt2015"});
  CHECK(StatusNow(story, "hold_review") == "RUNNING");
  // Nobody looked again: the hold says so.
  story.On("2018-12-10");
  CHECK(StatusNow(story, "hold_review") == "OVERDUE");
  story.Do(LookedAt("2018-12-10", "2019-06-01"));
  story.On("2019-05-20").Do(Adjourned("2019-05-17", "until: @2020-04"));
  story.Do(LookedAt("2019-05-20", "2020-05-01"));
  CHECK(story.Of<ChildDeath>("$case")
            .processes.by_id.at(story.Id("$inquest"))
            .adjourned->until()
            .year() == 2020);
  HoldQuoratePanel(story, "$early", "2019-09-09");
  const std::string finding =
      "categories_applying: 3 category: 3 modifiability: 'modifiable' factors { domain: "
      "SERVICE_PROVISION score: MAY_HAVE_CONTRIBUTED description: 'No lock.' modifiable: true }";
  CHECK(story.When(Decided("$early", "2019-09-09", finding)).reason == "BLOCKED_BY_HOLD");

  story.On("2020-05-06").Do(Concluded("2020-05-04"));
  story.Do("ReleaseHold { case_id: $case hold_id: $hold reason: 'Concluded.' }");
  HoldQuoratePanel(story, "$meeting", "2020-06-08");
  story.Do(Decided("$meeting", "2020-06-08", finding));
  const ChildDeath death = story.Of<ChildDeath>("$case");
  CHECK(editions() == std::set<std::string>{"wt2015"});
  // In the words of the form of the day of the decision, under the law of that day.
  CHECK(death.Standing()->record.category_title() ==
        "Trauma and other external factors, including medical/surgical complications/error");
  CHECK(death.Standing()->edition == "wt2018");
}

TEST_CASE("of causes of death the coroner's finding holds, else the one stated last") {
  Story story = InScope();
  story.On("2011-03-01");
  const auto state = [](const std::string& source, const std::string& on,
                        const std::string& cause) {
    return "RecordCauseOfDeath { case_id: $case source: " + source + " stated_on: " + on +
           " immediate_cause: '" + cause + "' }";
  };
  const auto standing = [&] {
    const ChildDeath death = story.Of<ChildDeath>("$case");
    return death.processes.Cause() == nullptr ? "" : death.processes.Cause()->immediate_cause();
  };
  CHECK(standing().empty());
  story.Do(state("REGISTERED_CAUSE", "@2011-02-01", "Pneumonia"));
  story.Do(
      "ReceivePostMortemReport { case_id: $case report: PRELIMINARY_REPORT received_on: "
      "@2010-12-28 causes: 'Not ascertained.' }");
  CHECK(standing() == "Pneumonia");
  story.Do(
      "ReceivePostMortemReport { case_id: $case report: FINAL_REPORT received_on: @2011-02-20 "
      "causes: 'Sepsis.' }");
  CHECK(standing() == "Sepsis.");
  story.Do(state("REGISTERED_CAUSE", "@2011-02-01", "Lobar pneumonia"));
  CHECK(standing() == "Sepsis.");
  CHECK(story.Of<ChildDeath>("$case").processes.causes.size() == 3);
  story.Do(state("CORONERS_FINDING", "@2011-02-28", "Meningococcal sepsis"));
  CHECK(standing() == "Meningococcal sepsis");
  // What others state since is kept, and displaces no finding.
  story.Do(state("REGISTERED_CAUSE", "@2011-03-01", "Septicaemia"));
  CHECK(standing() == "Meningococcal sepsis");
  CHECK(story.Of<ChildDeath>("$case").processes.causes.size() == 5);
  CheckEach(story, {{"before the death", state("REGISTERED_CAUSE", "@2010-12-18", "Sepsis"),
                     "DATE_OUT_OF_ORDER"},
                    {"by nobody",
                     "RecordCauseOfDeath { case_id: $case stated_on: @2011-02-28 "
                     "immediate_cause: 'Sepsis' }",
                     "INVALID_ARGUMENT"}});
}

}  // namespace
}  // namespace candour::workflows::child_death
