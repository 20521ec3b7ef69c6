// A review is closed only when all of it hangs together, and opens again with what opens below it.
#include "workflows/case_review/closing.h"

#include <algorithm>

#include "tests/support/case_review_stories.h"
#include "tests/support/local_review_stories.h"
#include "tests/support/northshire.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::Outcome;
using testing::Story;

constexpr char kClose[] =
    "CloseReview { review_id: $review authority: 'The Board' closed_on: @2011-02-10 ";

constexpr char kSubmitted[] =
    "SubmitForEvaluation { review_id: $review evaluator: 'Ofsted' version: 1 submitted_on: "
    "@2010-09-03 } ";

std::string ClockExplained(const std::string& kind, const std::string& subject = "") {
  return "ExplainMissedReviewDate { review_id: $review clock_kind: '" + kind +
         "' reason: 'Nobody was there.' authority: 'The chair' subject: '" + subject + "' }";
}

// Published in September 2010, with one recommendation whose action was verified by February 2011.
Story Published() {
  Story story = testing::Accepted();
  story.On("2010-09-10")
      .Do("PublishReport { review_id: $review form: FULL_OVERVIEW "
          "published_on: @2010-09-10 document_sha256: '" +
          testing::AcceptedSha256() + "' } " + kSubmitted);
  return story;
}

constexpr char kPlan[] = R"(
  OpenActionPlan { plan_id: $plan title: 'SCR/2010/1' review_id: $review opened_on: @2010-09-03 }
  MakeRecommendation {
    plan_id: $plan recommendation_id: $r1 number: '1' text: 'Share.' source: FROM_OVERVIEW
    made_on: @2010-09-03
  }
  CreateAction {
    plan_id: $plan action_id: $train recommendation_ids: $r1 owner_agency_id: $health
    lead_role: 'named nurse' text: 'Train staff' due_on: @2010-12-31
    measure: 'Children are referred earlier.' created_on: @2010-09-10
  }
  RespondToRecommendation {
    plan_id: $plan recommendation_id: $r1 agency_id: $health response: ACCEPTED
    responded_on: @2010-09-10
  })";

constexpr char kPlanDone[] = R"(
  DeclareActionComplete {
    plan_id: $plan action_id: $train by_agency_id: $health declared_on: @2010-12-01
  }
  SubmitEvidence {
    plan_id: $plan action_id: $train evidence_id: $e1 by_agency_id: $health
    description: 'An audit.' submitted_on: @2010-12-01
  }
  VerifyAction {
    plan_id: $plan action_id: $train verifier_agency_id: $police verifier_person_id: $inspector
    evidence_ids: $e1 effect_seen: 'Children are referred earlier.' verified_on: @2011-02-01
  }
  CloseRecommendation {
    plan_id: $plan recommendation_id: $r1 outcome: EFFECT_VERIFIED closed_on: @2011-02-10
  })";

// Everything met but the closing itself.
Story PlanClosed() {
  Story story = Published();
  story.Do(kPlan);
  testing::HoldQuorateMeeting(story, "$february", "$full_board", "2011-02-10", "$review");
  story.On("2011-02-10")
      .Do(kPlanDone)
      .Do("ClosePlan { plan_id: $plan review_id: $review meeting_id: $february closed_on: "
          "@2011-02-10 }");
  return story;
}

TEST_CASE("what stands against closing a review is told, each by its name and the way out") {
  struct Row {
    const char* name;
    std::string before;
    const char* says;
    std::vector<std::string> about;
  };
  for (
      const Row& row : {
          Row{"an open plan", kPlan, "An action plan of the review is open.", {"$plan"}},
          Row{"a standing hold",
              "LinkParallelProcess { review_id: $review process_id: $trial kind: "
              "CRIMINAL_PROCEEDINGS run_by: 'Crown court' began_on: @2010-04-01 expected_on: "
              "@2010-12-01 } HoldReviewStep { review_id: $review hold_id: $hold process_id: $trial "
              "steps: SPEAKING_WITH_STAFF reason: 'Witnesses.' authority: 'Crown court' "
              "look_again_on: @2011-07-01 held_on: @2010-09-10 }",
              "A hold stands, because of criminal proceedings, Crown court. Release it first, with "
              "the reason.",
              {"$hold"}},
          Row{"a request without an answer",
              "RequestDisclosure { review_id: $review disclosure_id: $asked recipient: "
              "'coroner' what: 'The overview.' requested_on: @2010-09-10 }",
              "A request for disclosure has no answer: coroner.",
              {"$asked"}},
          Row{"a date still to be met",
              "RequireSafetyAction { review_id: $review safety_action_id: $safe agency_id: "
              "$health action: 'Check the beds.' required_on: @2010-09-10 due_on: @2010-12-01 }",
              "A date is still to be met: Agency takes the immediate safety action",
              {"$safe"}},
      }) {
    INFO(row.name);
    Story story = Published();
    story.Do(row.before).On("2011-02-10");
    const Outcome refused = story.When(std::string(kClose) + "no_plan_reason: 'None.' }");
    CHECK(refused.reason == "STILL_OPEN");
    INFO(refused.sentence);
    CHECK(refused.sentence.find(row.says) == 0);
    CHECK(refused.about == row.about);
  }
}

// Invariants 3 and 16.
TEST_CASE("a review is not closed on a contribution whose author is found not to be independent") {
  Story story = Published();
  story.On("2011-02-10")
      .Do("DeclareInvolvement { review_id: $review person_id: $author involvement: "
          "DIRECTLY_INVOLVED }");
  const std::string close = std::string(kClose) + "no_plan_reason: 'None.' }";
  const Outcome refused = story.When(close);
  CHECK(refused.reason == "STILL_OPEN");
  CHECK(refused.sentence.find("found not to be independent") != std::string::npos);
  CHECK(refused.about == std::vector<std::string>{"$health_imr"});
  story.Do(
      "ExceptAuthor { review_id: $review contribution_id: $health_imr person_id: $author reason: "
      "'Nobody else was there.' approver_person_id: $chair excepted_on: @2011-02-10 }");
  CHECK(story.When(close).reason == "");
}

TEST_CASE("a review is not closed before its report is published or kept back for a reason") {
  Story story = testing::Accepted();
  story.On("2011-02-10");
  const std::string close = std::string(kClose) + "no_plan_reason: 'None.' }";
  CHECK(story.When(close).reason == "STILL_OPEN");
  CHECK(story.When(close).sentence.find("It is neither published nor decided, with the reasons") ==
        0);
  story.Do(
      "DecideNonPublication { review_id: $review reasons: 'A child would be harmed.' "
      "decider_person_id: $new_chair decided_on: @2011-02-10 }");
  CHECK(story.When(close).reason == "REASON_MISSING");
  story.Do(kSubmitted);
  CHECK(story.When(close).reason == "");
}

TEST_CASE("a review is not closed on a day before its action plan was") {
  Story story = PlanClosed();
  const auto close = [](const std::string& day) {
    return "CloseReview { review_id: $review authority: 'The Board' closed_on: @" + day + " }";
  };
  const Outcome refused = story.When(close("2011-02-09"));
  CHECK(refused.reason == "DATE_OUT_OF_ORDER");
  CHECK(refused.sentence.find("before its action plan was closed on 10 February 2011") !=
        std::string::npos);
  CHECK(story.When(close("2011-02-10")).reason == "");
}

TEST_CASE("open contributions stand against closing what another board leads") {
  Story story = testing::Requested("CONTRIBUTE_ELSEWHERE");
  story.On("2011-02-10");
  const Outcome open = story.When(std::string(kClose) + "}");
  CHECK(open.reason == "STILL_OPEN");
  CHECK(open.about == std::vector<std::string>{"$health_imr", "$police_imr"});
  CHECK(open.sentence.find("The contribution of Northshire") == 0);
  for (const char* id : {"$health_imr", "$police_imr"}) {
    story.Do(std::string("WaiveContribution { review_id: $review contribution_id: ") + id +
             " approver_person_id: $convenor reason: 'Not needed.' waived_on: @2011-02-10 }");
  }
  CHECK(story.When(std::string(kClose) + "}").reason == "");
}

TEST_CASE("a review without a plan says why nothing was recommended") {
  Story story = Published();
  story.On("2011-02-10");
  CHECK(story.When(std::string(kClose) + "}").reason == "REASON_MISSING");
  CHECK(story.When(std::string(kClose) + "no_plan_reason: 'Nothing to change.' }").reason == "");
}

TEST_CASE("a date that was missed, and why is recorded, does not hold a review open for ever") {
  Story story = Published();
  story.Do(
      "RequireSafetyAction { review_id: $review safety_action_id: $safe agency_id: $health action: "
      "'Check the beds.' required_on: @2010-09-10 due_on: @2010-12-01 }");
  story.On("2011-02-10").Do(ClockExplained("safety_action", story.Id("$safe")));
  story.Do(std::string(kClose) + "no_plan_reason: 'None.' }");
  for (const auto& clock : story.Clocks<CaseReview>("$review")) {
    if (clock.kind() != "safety_action") continue;
    CHECK(clock.status() == types::v1::ClockAnswer::LAPSED);
    CHECK(clock.breached());
  }
}

TEST_CASE("a closed review takes nothing more but what comes after it") {
  Story story = PlanClosed();
  CHECK(
      story.When("CloseReview { review_id: $review authority: 'The Board' closed_on: @2010-09-09 }")
          .reason == "DATE_OUT_OF_ORDER");
  story.Do(std::string(kClose) + "}");
  CHECK(StageOf(story.See<CaseReview>("$review")) == "closed");
  CHECK(IsConcluded(story.See<CaseReview>("$review")));
  struct Row {
    const char* name;
    const char* command;
    const char* reason;
  };
  for (const Row& row : {
           Row{"again", "CloseReview { review_id: $review authority: 'B' closed_on: @2011-02-10 }",
               "ALREADY_DONE"},
           Row{"another plan",
               "OpenActionPlan { title: 'Second' review_id: $review opened_on: @2011-02-10 }",
               "WRONG_STAGE"},
           Row{"another contribution",
               "RequestContribution { review_id: $review agency_id: $health kind: "
               "INDIVIDUAL_MANAGEMENT_REVIEW requested_on: @2011-02-10 due_on: @2011-03-10 }",
               "WRONG_STAGE"},
           Row{"taken down",
               "TakeReportDown { review_id: $review form: FULL_OVERVIEW reason: 'A year is over.' "
               "taken_down_on: @2011-02-10 }",
               ""},
           Row{"a learning event",
               "RecordLearningEvent { review_id: $review audience: 'Schools' agency_ids: $health "
               "attended: 30 held_on: @2011-02-10 }",
               ""},
           Row{"a disclosure",
               "RequestDisclosure { review_id: $review recipient: 'parent' what: 'The report.' "
               "requested_on: @2011-02-10 }",
               ""},
           Row{"a process beside it",
               "LinkParallelProcess { review_id: $review kind: INQUEST run_by: 'Coroner' began_on: "
               "@2010-04-01 }",
               ""},
           Row{"taken up again",
               "ReopenCaseReview { review_id: $review trigger: 'A conviction.' scope: 'All.' "
               "authority: 'The chair' reopened_on: @2011-02-10 }",
               ""},
       }) {
    INFO(row.name);
    Story after = story;
    CHECK(after.When(row.command).reason == row.reason);
  }
  story.Do(
      "LinkParallelProcess { review_id: $review process_id: $inquest kind: INQUEST run_by: "
      "'Coroner' began_on: @2010-04-01 }");
  CHECK(story
            .When("HoldReviewStep { review_id: $review process_id: $inquest steps: PUBLISHING "
                  "reason: 'R.' authority: 'A' look_again_on: @2011-03-01 held_on: @2011-02-10 }")
            .reason == "WRONG_STAGE");
}

TEST_CASE("a published review that is taken up again is closed again, or its report kept back") {
  const std::string closes =
      std::string(kClose) + "no_plan_reason: 'None.' closed_on: @2011-03-02 }";
  const auto closed = [&](Story told) { return told.When(closes).reason; };
  const std::string withhold =
      "DecideNonPublication { review_id: $review reasons: 'A court.' decider_person_id: $new_chair "
      "decided_on: @2011-03-02 }";
  Story story = Published();
  story.On("2011-02-10").Do(std::string(kClose) + "no_plan_reason: 'None.' }");
  story.On("2011-03-02")
      .Do("ReopenCaseReview { review_id: $review trigger: 'A letter.' scope: 'One date.' "
          "authority: 'The chair' reopened_on: @2011-03-01 }");
  CHECK(Story(story).When(withhold).reason == "WRONG_STAGE");  // it is up
  // What is up stands, and there is nothing else to publish.
  CHECK(closed(story) == "");
  // Taken down, it is neither up nor kept back until somebody says so.
  story.Do(
      "TakeReportDown { review_id: $review form: FULL_OVERVIEW reason: 'A court.' "
      "taken_down_on: @2011-03-02 }");
  CHECK(closed(story) == "STILL_OPEN");
  story.Do(withhold);
  CHECK(closed(story) == "");
}

TEST_CASE("what opens below a closed review opens it, and it is named") {
  Story story = PlanClosed();
  story.Do(std::string(kClose) + "}").On("2011-03-01");
  const std::string late =
      "MakeRecommendation { plan_id: $plan recommendation_id: $r9 number: '9' text: 'Late.' "
      "source: FROM_CORONER made_on: @2011-03-01 ";
  CHECK(story.When(late + "}").reason == "UNKNOWN_REFERENCE");
  const std::string reopen =
      "ReopenAction { plan_id: $plan action_id: $train reason: 'As before.' "
      "reopened_on: @2011-03-01 ";
  CHECK(story.When(reopen + "}").reason == "UNKNOWN_REFERENCE");
  Story action = story;
  CHECK(action.When(reopen + "review_id: $review }").events.find("ReviewPlanReopened") !=
        std::string::npos);
  Story impact = story;
  impact.Do(
      "PlanImpactReview { plan_id: $plan action_id: $train planned_on: @2011-03-01 review_on: "
      "@2011-08-01 }");
  const std::string evaluate =
      "EvaluateImpact { plan_id: $plan action_id: $train evaluated_on: @2011-03-01 result: "
      "NO_EFFECT_SHOWN finding: 'As before.' evaluator_agency_id: $police evaluator_person_id: "
      "$inspector ";
  CHECK(impact.When(evaluate + "}").reason == "UNKNOWN_REFERENCE");
  CHECK(impact.When(evaluate + "review_id: $review }").events.find("ReviewPlanReopened") !=
        std::string::npos);
  CHECK(story.When(late + "review_id: $review }").events.find("ReviewPlanReopened") !=
        std::string::npos);
  const CaseReview& review = story.See<CaseReview>("$review");
  CHECK(StageOf(review) == "taken up again");
  CHECK_FALSE(review.closing.closed);
  const auto& reached = review.clock_facts.milestones;
  CHECK(std::none_of(reached.begin(), reached.end(),
                     [](const auto& milestone) { return milestone.name == "scr_closed"; }));
  CHECK(
      story.When("CloseReview { review_id: $review authority: 'The Board' closed_on: @2011-03-01 }")
          .about == std::vector<std::string>{"$plan"});
}

TEST_CASE("a decision against a review, closed, is reversed on new evidence, and all goes on") {
  Story story = testing::Decided("NO_REVIEW");
  story.On("2010-04-01")
      .Do("NotifyDecision { review_id: $review decision_id: $decision recipient: 'ofsted' "
          "sent_on: @2010-03-23 }");
  story.Do("CloseReview { review_id: $review authority: 'The chair' closed_on: @2010-04-01 }");
  story.On("2010-05-03").Do(R"(
    ReverseDecision {
      review_id: $review prior_decision_id: $decision decider_person_id: $chair
      new_evidence: 'The post-mortem report.' evidence_on: @2010-05-01
      criteria_met: ABUSE_OR_NEGLECT_KNOWN_OR_SUSPECTED criteria_met: CHILD_SERIOUSLY_HARMED
      option: SERIOUS_CASE_REVIEW reasons: 'Injuries.' facts_as_of: @2010-05-02
      decided_on: @2010-05-03
    })");
  CHECK(StageOf(story.See<CaseReview>("$review")) == "decided");
}

TEST_CASE("a kind of review that the guidance does not publish closes on its accepted report") {
  Story story = testing::Requested("MANAGEMENT_REVIEW");
  const std::string close =
      "CloseReview { review_id: $review authority: 'The Board' closed_on: @2010-09-10 "
      "no_plan_reason: 'Nothing was recommended.' }";
  for (const char* imr : {"$health_imr", "$police_imr"}) {
    story.On("2010-06-15")
        .Do(std::string("WaiveContribution { review_id: $review contribution_id: ") + imr +
            " approver_person_id: $convenor reason: 'Told at a meeting.' "
            "waived_on: @2010-06-15 }");
  }
  const Outcome open = story.On("2010-09-10").When(close);
  CHECK(open.reason == "STILL_OPEN");
  CHECK(open.sentence.find("Its report is not accepted (set up).") != std::string::npos);
  testing::HoldQuorateMeeting(story, "$board_meeting", "$full_board", "2010-09-02", "$review");
  story.Do(R"(
    DraftOverview { review_id: $review author_person_id: $reviewer drafted_on: @2010-08-01 }
    EndorseOverview { review_id: $review version: 1 endorsed_on: @2010-08-20 })");
  CHECK(story
            .When("AcceptReport { review_id: $review version: 1 meeting_id: $board_meeting "
                  "accepted_on: @2010-09-02 votes_for: 12 }")
            .events.find("knows no publication of it") != std::string::npos);
  CHECK(IsPublicationSettled(story.Of<CaseReview>("$review")));
  story.On("2010-09-10");
  const Outcome closed = story.When(close);
  CAPTURE(closed.sentence);
  CHECK(closed.reason == "");
}

// Invariant 17, of a review that nobody closed.
TEST_CASE("a published review, or one kept back, is not concluded while a plan of it is open") {
  for (const char* how : {"ReportPublished { form: FULL_OVERVIEW document_sha256: 'aa' "
                          "published_on: @2010-10-01 }",
                          "NonPublicationDecided { decided_on: @2010-10-01 }"}) {
    INFO(how);
    Story story = testing::Accepted();
    const auto review = [&]() -> const CaseReview& { return story.See<CaseReview>("$review"); };
    story.On("2011-05-01").Given("$review", how);
    CHECK(IsConcluded(review()));
    story.Given("$review", "ReviewPlanOpened { plan_id: $plan }");
    CHECK_FALSE(IsConcluded(review()));
    CHECK(IsPublicationSettled(review()));  // so that the plan can be closed
    story.Given("$review", "ReviewPlanClosed { plan_id: $plan closed_on: @2011-02-10 }");
    CHECK(IsConcluded(review()));
    story.Given("$review", "ReviewPlanReopened { plan_id: $plan }");
    CHECK_FALSE(IsConcluded(review()));
  }
}

// A plan that is open again below a closed and published review.
TEST_CASE("a review that was opened again below is none that is concluded, and is closed anew") {
  Story story = testing::Accepted();
  story.On("2011-05-01").Given("$review", R"(
    ReviewPlanOpened { plan_id: $plan }
    ReviewPlanClosed { plan_id: $plan }
    ReportPublished { form: FULL_OVERVIEW document_sha256: 'aa' published_on: @2010-10-01 }
    ReviewClosed { closed_on: @2010-11-01 })");
  const auto review = [&]() -> const CaseReview& { return story.See<CaseReview>("$review"); };
  CHECK(IsConcluded(review()));
  story.Given("$review", "ReviewPlanReopened { plan_id: $plan }");
  CHECK_FALSE(IsConcluded(review()));
  CHECK(StageOf(review()) == "taken up again");
  CHECK(IsPublicationSettled(review()));  // nothing is left to publish
  story.Given("$review", "ReviewPlanClosed { plan_id: $plan } ReviewClosed { }");
  CHECK(IsConcluded(review()));
  CHECK(StageOf(review()) == "closed");
}

TEST_CASE("a review of which all that was published was taken down says so") {
  Story story = testing::Accepted();
  const auto stage = [&] { return StageOf(story.See<CaseReview>("$review")); };
  story.On("2011-05-01").Given("$review", R"(
    ReportPublished { form: FULL_OVERVIEW document_sha256: 'aa' published_on: @2010-10-01 }
    ReportPublished { form: EXECUTIVE_SUMMARY document_sha256: 'bb' published_on: @2010-10-01 }
    ReportTakenDown { form: FULL_OVERVIEW document_sha256: 'aa' taken_down_on: @2010-11-01 })");
  CHECK(stage() == "published");
  story.Given("$review", R"(
    ReportTakenDown { form: EXECUTIVE_SUMMARY document_sha256: 'bb' taken_down_on: @2010-11-02 })");
  CHECK(stage() == "taken down");
  story.Given("$review", R"(
    ReportPublished { form: EXECUTIVE_SUMMARY document_sha256: 'bb' published_on: @2010-12-01 })");
  CHECK(stage() == "published");
}

// The guidance of 2018 has six months for it.
TEST_CASE("a report that is kept back for good has no date to be published by") {
  Story story = testing::LocalReportAccepted();
  const auto status = [&] {
    types::v1::ClockAnswer::Status found = types::v1::ClockAnswer::STATUS_UNSPECIFIED;
    for (const auto& clock : story.Clocks<CaseReview>("$review")) {
      if (clock.kind() == "publish_local_review") found = clock.status();
    }
    return found;
  };
  REQUIRE(status() == types::v1::ClockAnswer::RUNNING);
  story.On("2020-09-02").Given("$review", "NonPublicationDecided { decided_on: @2020-09-02 }");
  CHECK(status() == types::v1::ClockAnswer::SUPERSEDED);
  story.Do(
      "ReopenCaseReview { review_id: $review trigger: 'T.' scope: 'S.' authority: 'The partners' "
      "reopened_on: @2020-09-02 }");
  CHECK(status() == types::v1::ClockAnswer::RUNNING);
}

TEST_CASE("a report that had to be evaluated was submitted, or it is said why not") {
  Story story = testing::Accepted();
  story.On("2010-09-10")
      .Do("PublishReport { review_id: $review form: FULL_OVERVIEW published_on: @2010-09-10 "
          "document_sha256: '" +
          testing::AcceptedSha256() + "' }");
  story.On("2011-02-10");
  const std::string close = std::string(kClose) + "no_plan_reason: 'None.' ";
  const Outcome refused = story.When(close + "}");
  CHECK(refused.reason == "REASON_MISSING");
  CHECK(refused.sentence.find("The report waits to be submitted for evaluation, to Ofsted.") == 0);
  CHECK(refused.source.find("Ofsted") == 0);
  CHECK(Story(story).When(close + "not_evaluated_because: 'It was not asked for.' }").reason == "");
  story.Do(kSubmitted);
  CHECK(story.When(close + "}").reason == "");
}

}  // namespace
}  // namespace candour::workflows::case_review
