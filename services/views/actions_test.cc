// Actions across plans: filtered, in order, with their evidence, and each agency's own.
#include "absl/strings/str_cat.h"
#include "candour/views/v1/views.pb.h"
#include "services/views/views.h"
#include "tests/support/desk.h"

namespace candour::views {
namespace {

using testing::TestDesk;

// Beside the plan of the year: one of the Board's own, told by themes, with an update asked for.
uint64_t TellOfPlan(TestDesk& desk) {
  desk.TellOfAYear();
  return desk.Given("$own_plan", R"(
    ActionPlanOpened { title: 'Business plan' opened_on: @2012-01-02 }
    RecommendationMade {
      recommendation_id: $voice number: '1' text: 'Hear children.' source: FROM_BOARD
      made_on: @2012-01-02 themes: 'Voice'
    }
    ActionCreated {
      action_id: $ask recommendation_ids: $voice owner_agency_id: $health lead_role: 'named nurse'
      text: 'Ask them' due_words: 'Ongoing' measure: 'They say so.' created_on: @2012-01-02
    }
    ActionCreated {
      action_id: $tell recommendation_ids: $voice owner_agency_id: $police lead_role: 'sergeant'
      text: 'Tell them' due_on: @2012-06-30 measure: 'They know.' created_on: @2012-01-02
    }
    UpdateAsked {
      agency_id: $health meeting_id: $next action_ids: $ask due_on: @2012-09-10 asked_on: @2012-08-20
    }
    ProgressReported {
      action_id: $ask status: ON_TRACK narrative: 'Every clinic asks.' by_agency_id: $health
      reported_on: @2012-09-01 progress_id: $first
    }
    UpdateReturned {
      progress_id: $first reason: 'What did they say?' write_again_by: @2012-09-20
      returned_on: @2012-09-02
    }
    ActionJudged { action_id: $tell colour: GREEN reason: 'We saw it.' judged_on: @2012-09-01 }
    EvidenceSubmitted {
      evidence_id: $leaflet action_id: $tell description: 'A leaflet' by_agency_id: $police
      submitted_on: @2012-06-01
    }
    EvidenceRejected { evidence_id: $leaflet reason: 'Nobody read it.' rejected_on: @2012-06-02 })");
}

TEST_CASE("actions across plans by due day, those due on no day last, as they are asked for") {
  TestDesk desk;
  const uint64_t last = TellOfPlan(desk);
  desk.OpenViews();
  struct Row {
    std::string role;
    std::string filter;
    std::vector<std::string> actions;
  };
  const Row row = GENERATE(values<Row>({
      {"cdop_administrator", "", {"$tell", "$a1", "$a2", "$ask"}},
      {"cdop_administrator", "theme: 'voice'", {"$tell", "$ask"}},
      {"cdop_administrator", "source: FROM_BOARD rag: RED", {"$tell"}},
      {"cdop_administrator", "only_overdue: true", {"$tell", "$a1"}},
      {"cdop_administrator", "due_by: @2012-07-01", {"$tell"}},
      {"cdop_administrator", "meeting_id: $next", {"$ask"}},
      {"cdop_administrator", "update: UPDATE_RETURNED", {"$ask"}},
      {"cdop_administrator", "update: UPDATE_OWED", {}},
      {"cdop_administrator", "agency_id: $police plan_id: $own_plan", {"$tell"}},
      {"action_owner", "", {"$a1", "$ask"}},
  }));
  CAPTURE(row.role, row.filter);
  const auto reply = desk.Ask<v1::ListActionsReply>(
      "ListActions",
      absl::StrCat("ListActionsRequest { at_least_position: ", last, " ", row.filter, " }"),
      row.role);
  REQUIRE(reply.ok());
  std::vector<std::string> actions;
  for (const auto& one : reply->actions()) actions.push_back(one.action().action_id());
  std::vector<std::string> wanted;
  for (const std::string& name : row.actions) wanted.push_back(desk.Id(name));
  CHECK(actions == wanted);
}

TEST_CASE("an action is drilled into down to its evidence and what was made of it") {
  TestDesk desk;
  const uint64_t last = TellOfPlan(desk);
  desk.OpenViews();
  const auto reply = desk.Ask<v1::ListActionsReply>(
      "ListActions",
      absl::StrCat("ListActionsRequest { action_id: $tell at_least_position: ", last, " }"));
  REQUIRE(reply.ok());
  REQUIRE(reply->actions_size() == 1);
  const v1::ActionOfPlan& row = reply->actions(0);
  CHECK(row.plan_title() == "Business plan");
  CHECK(row.days_overdue() == 65);
  CHECK(row.action().rag() == v1::RED);
  CHECK(row.action().rag_rule() == "Red: overdue.");
  CHECK(row.action().judged() == types::v1::GREEN);
  CHECK(row.action().judged_reason() == "We saw it.");
  REQUIRE(row.evidence_size() == 1);
  CHECK(row.evidence(0).state() == "not accepted: Nobody read it.");
  CHECK(row.evidence(0).by_agency_name() == "Northshire Police");
  const auto asked =
      desk.Ask<v1::ListActionsReply>("ListActions", "ListActionsRequest { action_id: $ask }");
  REQUIRE(asked.ok());
  CHECK(asked->actions(0).action().returned_because() == "What did they say?");
  CHECK(asked->actions(0).action().due_words() == "Ongoing");
  CHECK(asked->actions(0).action().rag() == v1::AMBER);
}

TEST_CASE("plans are listed with how far each is, also where nothing is recommended yet") {
  TestDesk desk;
  TellOfPlan(desk);
  const uint64_t last =
      desk.Given("$bare", "ActionPlanOpened { title: 'A plan' opened_on: @2012-01-02 }");
  desk.OpenViews();
  const auto listed = [&](const std::string& filter, const std::string& role) {
    const auto reply = desk.Ask<v1::ListPlansReply>(
        "ListPlans",
        absl::StrCat("ListPlansRequest { at_least_position: ", last, " ", filter, " }"), role);
    REQUIRE(reply.ok());
    std::string told;
    for (const auto& plan : reply->plans()) {
      absl::StrAppend(&told, plan.title(), " ", plan.review_reference(), ": ",
                      plan.recommendations(), "/", plan.actions(), " late ", plan.overdue(), "/",
                      plan.updates_late(), "; ");
    }
    return told;
  };
  CHECK(listed("", "cdop_administrator") ==
        "A plan : 0/0 late 0/0; Business plan : 1/2 late 1/0; "
        "Plan after CR-11-009 CR-11-009: 2/2 late 1/0; ");
  CHECK(listed("review_id: $evaluated", "cdop_administrator") ==
        "Plan after CR-11-009 CR-11-009: 2/2 late 1/0; ");
  // Who only owns actions sees the plans they have one in.
  CHECK(listed("", "action_owner").find("A plan") == std::string::npos);
  CHECK(listed("", "action_owner").find("Business plan") != std::string::npos);
}

TEST_CASE("the clocks of action plans stand beside those of cases") {
  TestDesk desk;
  const uint64_t last = TellOfPlan(desk);
  desk.OpenViews();
  const auto clocks = [&](const std::string& filter) {
    const auto reply = desk.Ask<v1::ListClocksReply>(
        "ListClocks", absl::StrCat("ListClocksRequest { at_least_position: ", last,
                                   " horizon_days: 400 ", filter, " }"));
    REQUIRE(reply.ok());
    std::string told;
    for (const auto& one : reply->clocks()) {
      if (one.kind() != types::v1::ACTION_PLAN) continue;
      CHECK_FALSE(one.clock().explanation().empty());
      if (one.case_id() == desk.Id("$own_plan")) absl::StrAppend(&told, one.clock().kind(), " ");
    }
    return told;
  };
  const std::string all = "complete_action write_update ";
  CHECK(clocks("") == all);
  CHECK(clocks("kind: ACTION_PLAN") == all);
  CHECK(clocks("only_overdue: true") == "complete_action ");
  CHECK(clocks("kind: CHILD_DEATH").empty());
  const auto own = desk.Ask<v1::GetCaseClocksReply>(
      "GetCaseClocks", absl::StrCat("GetCaseClocksRequest { at_least_position: ", last,
                                    " kind: ACTION_PLAN case_id: $own_plan }"));
  REQUIRE(own.ok());
  CHECK(own->reference() == "Business plan");
  CHECK(own->clocks_size() == 3);  // the update was returned, which begins it anew
}

}  // namespace
}  // namespace candour::views
