// Completed, reopened, its category revised; and what came of the decision.
#include "workflows/child_death/completion.h"

#include "workflows/action_plan/action_plan.h"
#include "workflows/child_death/child_death_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Story;

const char kUnexplained[] =
    "decision_id: $first categories_applying: 10 category: 10 modifiability: 'modifiable' factors "
    "{ domain: SERVICE_PROVISION score: MAY_HAVE_CONTRIBUTED description: 'A shared bed.' "
    "modifiable: true }";

std::string Complete(const std::string& day, const std::string& changes = "") {
  return "CompleteReview { case_id: $case completed_on: @" + day + " " + changes + " }";
}

std::string Reopen(const std::string& day, const std::string& ground) {
  return "ReopenReview { case_id: $case reason: 'New facts.' authority: 'Chair of the panel' "
         "reopened_on: @" +
         day + " ground: " + ground + " }";
}

std::string Revise(int category, const std::string& ground, const std::string& changes = "") {
  const std::string number = std::to_string(category);
  return "ReviseCategory { case_id: $case meeting_id: $second item_id: $second-item decision_id: "
         "$revised reasons: 'The verdict.' decided_at: @2021-07-12T10:40 categories_applying: " +
         number + " category: " + number + " ground: " + ground + " " + changes + " }";
}

Story PanelDecided() {
  Story story = InScopeIn2020();
  HoldQuoratePanel(story, "$meeting", "2020-09-14");
  story.Do(Decided("$meeting", "2020-09-14", kUnexplained)).On("2020-09-20");
  return story;
}

TEST_CASE("a slip in a decision that was completed is put right once the review is reopened") {
  const std::string slip =
      Decided("$meeting", "2020-09-14",
              std::string(kUnexplained) +
                  " header { corrects_event_id: $PanelDecisionRecorded correction_reason: 'Typed "
                  "wrongly.' } learning: 'As minuted.'");
  Story story = PanelDecided();
  story.Do(Complete("2020-09-15"));
  CHECK(story.When(slip).reason == "WRONG_STAGE");
  story.Do(Reopen("2020-09-18", "ERROR_FOUND"));
  const testing::Outcome corrected = story.When(slip);
  CHECK(corrected.reason.empty());
  CHECK(story.Of<ChildDeath>("$case").decisions.size() == 1);
}

// In June 2021.
void Convict(Story& story) {
  story.On("2021-06-20").Do(R"(
    RecordCriminalProceedings {
      case_id: $case process_id: $trial force_agency_id: $police reference: 'NP/1'
      started_on: @2020-05-01
    }
    ConcludeCriminalProceedings {
      case_id: $case process_id: $trial outcome: CONVICTED concluded_on: @2021-06-18
    })");
}

TEST_CASE("invariant 4: no completion without a quorate decision, nor past a hold unexplained") {
  CHECK(InScopeIn2020().When(Complete("2020-03-02")).reason == "NO_DECISION");
  Story undecided = InScopeIn2020();
  HoldQuoratePanel(undecided, "$second", "2021-07-12");
  CHECK(undecided.When(Revise(1, "CONVICTION_SINCE")).reason == "NO_DECISION");
  Story unquorate = InScopeIn2020();
  unquorate.On("2020-09-14T18:00").Given("$meeting", R"(
    MeetingScheduled { body_id: $panel starts_at: @2020-09-14T10:00 }
    ItemListed { item_id: $meeting-item number: 1 subject: CHILD_DEATH subject_id: $case }
    QuorumEvaluated { item_id: $meeting-item met: false at: @2020-09-14T10:30
                      unexpected_death: true })");
  CHECK(unquorate.When(Decided("$meeting", "2020-09-14", kUnexplained)).reason == "NOT_QUORATE");
  CHECK(unquorate.When(Complete("2020-09-14")).reason == "NO_DECISION");

  Story story = PanelDecided();
  const std::string why = "override_reason: 'Nothing can come of it.' ";
  const std::string who = "override_authority: 'Chair of the panel' ";
  CheckEach(story, {{"decided", Complete("2020-09-15"), ""},
                    {"before that", Complete("2020-09-13"), "DATE_OUT_OF_ORDER"},
                    {"overriding nothing", Complete("2020-09-15", why + who), "CONTRADICTORY"}});
  story.Do(
      "HoldCase { case_id: $case hold_id: $hold because_of: 'inquest' look_again_on: "
      "@2020-12-01 }");
  CheckEach(story, {{"on hold", Complete("2020-09-15"), "BLOCKED_BY_HOLD"},
                    {"on nobody's word", Complete("2020-09-15", why), "REASON_MISSING"},
                    {"for no reason", Complete("2020-09-15", who), "REASON_MISSING"}});
  CHECK(story.When(Complete("2020-09-15", why + who)).events == story.Events(R"(ReviewCompleted {
    completed_on: @2020-09-15 decision_id: $first overridden_hold_ids: $hold
    override_reason: 'Nothing can come of it.' override_authority: 'Chair of the panel' })"));
}

TEST_CASE("invariant 4: no completion on a decision that does not stand as quorate any longer") {
  const std::string complete = Complete("2020-09-15");
  const std::string overriding =
      Complete("2020-09-15", "override_reason: 'She said nothing.' override_authority: 'Chair' ");
  const auto attended = [] {
    Story story = InScopeIn2020();
    HoldQuoratePanel(story, "$meeting", "2020-09-14");
    story.Given("$meeting", R"(
      AttendanceRecorded { person_id: $nurse seat_id: $nurse_seat kind: SEAT_HOLDER
                           from: @2020-09-14T10:00 }
      QuorumEvaluated { item_id: $meeting-item met: true members_counted: 1 at: @2020-09-14T10:30
                        unexpected_death: true counted_seat_ids: $nurse_seat })");
    story.Do(Decided("$meeting", "2020-09-14", kUnexplained)).On("2020-09-20");
    return story;
  };
  CHECK(attended().When(complete).reason.empty());
  struct Row {
    const char* name;
    std::string since;
    const char* why;
  };
  const Row rows[] = {
      {"an interest of who took part",
       "InterestDeclared { person_id: $nurse item_id: $meeting-item nature: 'x' recused: true }",
       "declared an interest"},
      {"gone before the evaluation",
       "DepartureRecorded { person_id: $nurse left_at: @2020-09-14T10:20 }", "was not there"},
      {"gone before the decision",
       "DepartureRecorded { person_id: $nurse left_at: @2020-09-14T10:35 }", "was not there"},
      {"gone, and the quorum evaluated again since",
       "QuorumEvaluated { item_id: $meeting-item met: true members_counted: 1 at: "
       "@2020-09-14T10:50 unexpected_death: true } "
       "DepartureRecorded { person_id: $nurse left_at: @2020-09-14T10:35 }",
       "was not there"}};
  for (const Row& row : rows) {
    INFO(row.name);
    Story story = attended();
    story.Given("$meeting", row.since);
    const testing::Outcome refused = story.When(complete);
    CHECK(refused.reason == "NOT_QUORATE");
    CHECK(refused.sentence.find(row.why) != std::string::npos);
    CHECK(refused.sentence.find("RatifyItem") != std::string::npos);
    CHECK(Story(story).When(overriding).reason.empty());
    Story later = story;
    later.Given("$later", "MeetingScheduled { body_id: $panel starts_at: @2020-09-18T09:00 }");
    CHECK(later
              .When("RatifyItem { meeting_id: $meeting item_id: $meeting-item at_meeting_id: "
                    "$later ratified: NO reason: 'Gone.' ratified_at: @2020-09-18T10:00 }")
              .reason != "NOTHING_TO_CHANGE");
    story.Given("$meeting",
                "ItemRatified { item_id: $meeting-item ratified: YES ratified_at: "
                "@2020-09-18T10:00 }");
    CHECK(story.When(complete).reason.empty());
  }
  // What came to light after the completion is shown, and keeps no slip from being put right.
  Story completed = attended();
  completed.Do(complete).Given("$meeting", rows[0].since);
  CHECK(completed
            .When(Complete("2020-09-16",
                           "header { corrects_event_id: $ReviewCompleted correction_reason: 'A "
                           "slip.' }"))
            .reason.empty());
}

TEST_CASE("invariant 6: modifiable if, and only if, a factor that contributed is") {
  const auto decide = [](const std::string& word, const std::string& score,
                         const std::string& modifiable) {
    return Decided("$meeting", "2020-09-14",
                   "categories_applying: 10 category: 10 modifiability: '" + word +
                       "' factors { domain: SERVICE_PROVISION description: 'Late.' score: " +
                       score + " modifiable: " + modifiable + " }");
  };
  Story story = InScopeIn2020();
  HoldQuoratePanel(story, "$meeting", "2020-09-14");
  const char* no = "MODIFIABILITY_CONTRADICTS_FACTORS";
  CheckEach(story, {{"both", decide("modifiable", "MAY_HAVE_CONTRIBUTED", "true"), ""},
                    {"neither", decide("not_modifiable", "MAY_HAVE_CONTRIBUTED", "false"), ""},
                    {"no factor", decide("modifiable", "MAY_HAVE_CONTRIBUTED", "false"), no},
                    {"a factor", decide("not_modifiable", "MAY_HAVE_CONTRIBUTED", "true"), no},
                    {"a factor, too little known",
                     decide("inadequate_information", "MAY_HAVE_CONTRIBUTED", "true"), no}});
}

TEST_CASE("invariant 7: a score that the scale of the form lacks is given to no factor") {
  const std::string three =
      "factors { domain: SERVICE_PROVISION description: 'Late.' score: COMPLETE_EXPLANATION "
      "modifiable: true } ";
  const std::string modifiable =
      "categories_applying: 10 category: 10 modifiability: 'modifiable' " + three;
  Story story = InScopeIn2020();
  HoldQuoratePanel(story, "$second", "2021-07-12");
  const testing::Outcome refused = story.When(Decided("$second", "2021-07-12", modifiable));
  CHECK(refused.reason == "VOCABULARY_OF_OTHER_EDITION");
  CHECK(refused.sentence.find("no score \"3: complete and sufficient explanation\"") !=
        std::string::npos);
  CHECK(refused.source == "Analysis Form");
  CHECK(story
            .When(Decided("$second", "2021-07-12",
                          "categories_applying: 10 category: 10 modifiability: 'not_modifiable' "
                          "factors { domain: SERVICE_PROVISION description: 'None.' score: "
                          "FACTORS_UNLIKELY_TO_HAVE_CONTRIBUTED }"))
            .reason.empty());
  // What was scored by the form of its day is neither mapped nor lost when the category changes.
  Story older = InScopeIn2020();
  older.Given("$case",
              "PanelDecisionRecorded { decision_id: $first refer_for_review: NO "
              "refer_for_review_reason: 'No.' decided_at: @2020-04-01T10:00 " +
                  modifiable + "}");
  HoldQuoratePanel(older, "$second", "2021-07-12");
  older.Do(Revise(1, "ERROR_FOUND"));
  CHECK(older.Of<ChildDeath>("$case").Standing()->record.factors(0).score() ==
        types::v1::COMPLETE_EXPLANATION);
}

TEST_CASE("a completed review is reopened on a ground that is on the record") {
  Story story = PanelDecided();
  CHECK(story.When(Reopen("2020-09-20", "OTHER_EVIDENCE_SINCE")).reason == "WRONG_STAGE");
  story.Do(Complete("2020-09-15"));
  CheckEach(story,
            {{"other evidence", Reopen("2020-09-20", "OTHER_EVIDENCE_SINCE"), ""},
             {"before it", Reopen("2020-09-14", "OTHER_EVIDENCE_SINCE"), "DATE_OUT_OF_ORDER"},
             {"no conviction", Reopen("2020-09-20", "CONVICTION_SINCE"), "NO_EVIDENCE"},
             {"no report", Reopen("2020-09-20", "FINAL_POST_MORTEM_SINCE"), "NO_EVIDENCE"},
             {"no inquest", Reopen("2020-09-20", "INQUEST_RESULT_SINCE"), "NO_EVIDENCE"}});
  story.Do(Reopen("2020-09-20", "ERROR_FOUND"));
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == "reopened");
  Story held = story;
  held.Do("HoldCase { case_id: $case because_of: 'appeal' look_again_on: @2020-12-01 }");
  CHECK(StageOf(held.Of<ChildDeath>("$case")) == "on hold");
  CheckEach(story, {{"twice", Reopen("2020-09-20", "ERROR_FOUND"), "WRONG_STAGE"},
                    {"completed before", Complete("2020-09-19"), "DATE_OUT_OF_ORDER"},
                    {"completed again", Complete("2020-09-20"), ""}});
}

TEST_CASE("hard case 8: the category is revised after a conviction, when the year is frozen") {
  Story story = PanelDecided();
  story.Do(Complete("2020-09-15"));
  Convict(story);
  HoldQuoratePanel(story, "$second", "2021-07-12");
  CHECK(story.When(Revise(1, "CONVICTION_SINCE")).reason == "WRONG_STAGE");  // completed
  story.Do(Reopen("2021-06-21", "CONVICTION_SINCE"));
  CheckEach(story,
            {{"to what it is", Revise(10, "CONVICTION_SINCE"), "NOTHING_TO_CHANGE"},
             {"on no report", Revise(9, "FINAL_POST_MORTEM_SINCE"), "NO_EVIDENCE"},
             {"to none there is", Revise(12, "CONVICTION_SINCE"), "VOCABULARY_OF_OTHER_EDITION"}});
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == "reopened");
  // At the meeting that decided before anything came to light.
  const std::string earlier =
      "meeting_id: $meeting item_id: $meeting-item decided_at: @2020-09-14T10:45";
  CHECK(story.When(Revise(1, "CONVICTION_SINCE", earlier)).reason == "DATE_OUT_OF_ORDER");
  story.Do(Revise(1, "CONVICTION_SINCE"));
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == "decided");
  story.On("2021-07-13").Do(Complete("2021-07-13"));

  const ChildDeath death = story.Of<ChildDeath>("$case");
  CHECK(death.Standing()->record.category() == 1);
  CHECK(death.Standing()->record.factors_size() == 1);  // nothing but the category is decided anew
  // The published cell stays explainable: the old decision, its title, and why it changed.
  REQUIRE(death.decisions.size() == 2);
  CHECK(death.decisions.front().record.category() == 10);
  REQUIRE(death.aftermath.revisions.size() == 1);
  const auto& revision = death.aftermath.revisions.front();
  CHECK(revision.old_category() == 10);
  CHECK(revision.old_category_title() == "Sudden unexpected, unexplained death");
  CHECK(revision.new_category() == 1);
  CHECK(revision.ground() == types::v1::CONVICTION_SINCE);
  // Invariant 12: the day of completion places it, and the frozen year keeps it.
  const uint64_t frozen = death.aftermath.completions.front().position;
  const std::string board = story.Id("$board");
  const Completion* counted = CompletionIn(death.aftermath, {board, 2021, frozen});
  REQUIRE(counted != nullptr);
  CHECK(counted->decision_id == story.Id("$first"));
  CHECK(CompletionIn(death.aftermath, {board, 2020, frozen}) == nullptr);
  CHECK(CompletionIn(death.aftermath, {board, 2021, UINT64_MAX}) == nullptr);
  const Completion* again = CompletionIn(death.aftermath, {board, 2022, UINT64_MAX});
  REQUIRE(again != nullptr);
  CHECK(again->decision_id == story.Id("$revised"));
}

TEST_CASE("a re-opening that is put right since takes no decision back") {
  Story story = PanelDecided();
  story.Do(Complete("2020-09-15"));
  Convict(story);
  HoldQuoratePanel(story, "$second", "2021-07-12");
  story.Do(Reopen("2021-06-21", "CONVICTION_SINCE"));
  const uint64_t reopened = story.Stream("$case").back().position();
  story.Do(Revise(1, "CONVICTION_SINCE"));
  story.Do(
      "ReopenReview { case_id: $case reason: 'The verdict.' authority: 'Chair of the panel' "
      "reopened_on: @2021-06-22 ground: CONVICTION_SINCE header { corrects_event_id: "
      "$ReviewReopened correction_reason: 'Typed wrongly.' } }");
  const ChildDeath death = story.Of<ChildDeath>("$case");
  CHECK_FALSE(death.IsReopened());
  CHECK(StageOf(death) == "decided");
  // The return that was frozen before still counts it, and one that was frozen after does not.
  const std::string board = story.Id("$board");
  CHECK(CompletionIn(death.aftermath, {board, 2021, reopened - 1}) != nullptr);
  CHECK(CompletionIn(death.aftermath, {board, 2021, reopened}) == nullptr);
}

TEST_CASE("hard case 8: the category is revised after the final post-mortem report") {
  Story story = PanelDecided();
  story.On("2021-07-12")
      .Do("ReceivePostMortemReport { case_id: $case report: FINAL_REPORT received_on: @2021-06-18 "
          "causes: 'Meningitis.' }");
  HoldQuoratePanel(story, "$second", "2021-07-12");
  story.Do(Revise(9, "FINAL_POST_MORTEM_SINCE"));
  CHECK(story.Of<ChildDeath>("$case").Standing()->record.category_title() == "Infection");
}

TEST_CASE("the year of a return ends on 31 March") {
  CHECK(ReturnYearOf(absl::CivilDay(2020, 3, 31)) == 2020);
  CHECK(ReturnYearOf(absl::CivilDay(2020, 4, 1)) == 2021);
  CHECK(ReturnYearOf(absl::CivilDay(2020, 12, 31)) == 2021);
  CHECK(ReturnYearOf(absl::CivilDay(2021, 1, 1)) == 2021);
}

TEST_CASE("what came of the decision is told after it") {
  const std::string learning =
      "RecordOutcome { case_id: $case outcome_id: $learning kind: LEARNING_POINT text: 'Ask about "
      "sleep.' }";
  const std::string send =
      "SendOutcomeOn { case_id: $case recipient: 'Southshire CDOP' what: 'The outcome.' "
      "legal_basis: 'Children Act 2004, section 16M' sent_on: @2020-09-16 }";
  const auto refer = [](const std::string& answer) {
    return "DecideOnwardReferral { case_id: $case referral_id: $referral to: TO_POLICE reason: "
           "'Bruises.' decided_on: @2020-03-02 answer: " +
           answer + " }";
  };
  const std::string reply =
      "RecordOnwardAnswer { case_id: $case referral_id: $referral answered_on: @2020-09-19 reply: "
      "'Taken up.' }";
  Story undecided = InScopeIn2020();
  undecided.On("2020-09-20");
  CheckEach(undecided, {{"learning", learning, "NO_DECISION"},
                        {"sent on", send, "NO_DECISION"},
                        {"the police at once", refer("REFERRED_ONWARD"), ""}});
  Story story = PanelDecided();
  CheckEach(story, {{"sent on", send, ""}, {"answered unasked", reply, "UNKNOWN_REFERENCE"}});
  Story unsent = story;
  unsent.Do(refer("NOT_REFERRED"));
  CHECK(unsent.When(reply).reason == "UNKNOWN_REFERENCE");
  story.Do(learning).Do(refer("REFERRED_ONWARD")).Do(reply);
  CHECK(story.When(learning).reason == "ALREADY_DONE");
  CHECK(story.Of<ChildDeath>("$case").aftermath.outcomes.at(story.Id("$learning")).decision_id() ==
        story.Id("$first"));
}

TEST_CASE("a recommendation lives in its action plan, and the case says which are its own") {
  const std::string link =
      "LinkRecommendation { case_id: $case plan_id: $plan recommendation_id: $rec }";
  Story story({board::Register, meeting::Register, Register, case_review::Register,
               document::Register, action_plan::Register});
  testing::OpenNorthshire(story);
  testing::SeatPanel(story);
  story.On("2020-09-14").Given("$case", R"(
    DeathNotificationReceived {
      notification_id: $n case_reference: 'CDR/2020/3' received_at: @2020-03-02T09:30
    }
    DeathRecorded { date_of_birth: @2019-01-10 date_of_death: @2020-03-01 sex: MALE }
    ScopeDetermined { live_born: YES lawful_termination: NO in_scope: true })");
  story.Given("$plan", "ActionPlanOpened { title: 'Panel' opened_on: @2020-09-01 }");
  CHECK(story.When(link).reason == "NO_DECISION");
  story.Given("$case",
              "PanelDecisionRecorded { decision_id: $first category: 10 decided_at: "
              "@2020-09-14T10:00 }");
  CHECK(story.When(link).reason == "UNKNOWN_REFERENCE");
  story.Given("$plan",
              "RecommendationMade { recommendation_id: $rec number: '1' text: 'Teach.' "
              "source: FROM_CHILD_DEATH_PANEL made_on: @2020-09-14 }");
  story.Do(link);
  CHECK(story.When(link).reason == "ALREADY_DONE");
}

}  // namespace
}  // namespace candour::workflows::child_death
