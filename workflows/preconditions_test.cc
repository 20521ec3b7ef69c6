// What the options of a field declare, and what keeps the server from starting.
#include "workflows/preconditions.h"

#include "candour/casework/v1/action_plan.pb.h"
#include "candour/casework/v1/board.pb.h"
#include "candour/casework/v1/case_review.pb.h"
#include "candour/casework/v1/parallel_processes.pb.h"
#include "google/protobuf/text_format.h"
#include "workflows/decision.h"
#include "workflows/refusals.h"

namespace candour::workflows {
namespace {

namespace cw = casework::v1;
using google::protobuf::Descriptor;

struct Plan : Aggregate {};

// A plan that knows recommendation "r" and action "a", and that only the board "b" acts on.
Vocabulary Words() {
  Vocabulary words;
  words.admissions[types::v1::ACTION_PLAN] = [](const Aggregate&, types::v1::Stage,
                                                const Context& context) {
    return context.board_id == "b"
               ? std::nullopt
               : std::optional(Refuse(types::v1::WRONG_BOARD, "Not yours.", kOwnRule));
  };
  const auto know = [&](types::v1::Thing thing, types::v1::Aggregate kept_in, std::string known) {
    words.things[thing] = {kept_in,
                           [known](const Aggregate&, const std::string& id) { return id == known; },
                           "There is none.", "There is one."};
  };
  know(types::v1::A_RECOMMENDATION, types::v1::ACTION_PLAN, "r");
  know(types::v1::AN_ACTION, types::v1::ACTION_PLAN, "a");
  know(types::v1::AN_AGENCY, types::v1::BOARD, "police");
  return words;
}

std::vector<StreamSlot> SlotsOf(const Descriptor& command) {
  return {{types::v1::ACTION_PLAN, command.FindFieldByName("plan_id")}, {types::v1::BOARD}};
}

// The reason and the sentence of the first refusal; blank if there is none.
std::string AskOf(const std::string& text, const std::string& board = "b",
                  const std::string& agency = "") {
  cw::CreateAction command;
  REQUIRE(google::protobuf::TextFormat::MergeFromString(text, &command));
  const Vocabulary words = Words();
  const Descriptor& type = *cw::CreateAction::descriptor();
  const auto preconditions = PreconditionsOf(type, SlotsOf(type), words);
  REQUIRE(preconditions.ok());
  Plan plan;
  plan.revision = 0;
  const Plan board_state;
  Context context;
  context.board_id = board;
  context.actor.set_agency_id(agency);
  for (const Precondition& unless : *preconditions) {
    const auto refusal = unless(command, context, {&plan, &board_state});
    if (!refusal) continue;
    return types::v1::RejectionReason_Name(refusal->reason()) + ": " + refusal->sentence();
  }
  return "";
}

TEST_CASE("streams are asked first, then what is named and made, then dates") {
  const std::string right =
      "recommendation_ids: 'r' owner_agency_id: 'police' created_on { year: 2010 month: 3 day: 1 } "
      "due_on { year: 2010 month: 6 day: 1 } ";
  CHECK(AskOf(right).empty());
  CHECK(AskOf("action_id: 'a' recommendation_ids: 'x'", "another") == "WRONG_BOARD: Not yours.");
  CHECK(AskOf(right + "action_id: 'a'") == "ALREADY_DONE: There is one.");
  CHECK(AskOf(right + "action_id: 'new'").empty());
  CHECK(AskOf(right + "recommendation_ids: 'x'") == "UNKNOWN_REFERENCE: There is none.");
  CHECK(AskOf(right + "owner_agency_id: 'nobody'") == "UNKNOWN_REFERENCE: There is none.");
  CHECK(AskOf(right + "due_on { month: 2 }") ==
        "DATE_OUT_OF_ORDER: The due day lies on 1 February 2010, before the action on "
        "1 March 2010. Correct whichever of the two days is wrong.");
}

TEST_CASE("nothing lies before the death, and what is corrected may be there") {
  Vocabulary words;
  words.things[types::v1::A_PREVENTION_REPORT] = {
      types::v1::CHILD_DEATH, [](const Aggregate&, const std::string& id) { return id == "r"; }, "",
      "There is one."};
  words.since_death = [](const Aggregate&, absl::CivilDay day) {
    return day >= absl::CivilDay(2010, 3, 2)
               ? std::nullopt
               : std::optional(Refuse(types::v1::DATE_OUT_OF_ORDER, "Before the death.", kOwnRule));
  };
  words.admissions[types::v1::CHILD_DEATH] = [](const Aggregate&, types::v1::Stage stage,
                                                const Context&) {
    CHECK(stage == types::v1::OPEN);
    return std::optional<types::v1::Rejection>();
  };
  const Descriptor& type = *cw::ReceivePreventionReport::descriptor();
  const auto preconditions =
      PreconditionsOf(type, {{types::v1::CHILD_DEATH, type.FindFieldByName("case_id")}}, words);
  REQUIRE(preconditions.ok());
  Plan death;
  death.revision = 0;
  cw::ReceivePreventionReport command;
  Context context;
  const auto asked = [&] {
    for (const Precondition& unless : *preconditions) {
      if (const auto refusal = unless(command, context, {&death})) return refusal->sentence();
    }
    return std::string();
  };
  command.mutable_made_on()->set_year(2010);
  command.mutable_made_on()->set_month(3);
  command.mutable_made_on()->set_day(2);
  CHECK(asked().empty());
  command.mutable_made_on()->set_day(1);
  CHECK(asked() == "Made on: Before the death.");
  command.set_report_id("r");
  CHECK(asked() == "There is one.");
}

TEST_CASE("what a command makes has an id, the one it chose or a fresh one") {
  Context context;
  context.fresh_id = [](int n) { return "fresh-" + std::to_string(n); };
  cw::CreateAction command;
  const auto made = [&] {
    return static_cast<const cw::CreateAction&>(*WithFreshIds(command, context)).action_id();
  };
  CHECK(made() == "fresh-0");
  command.set_action_id("chosen");
  CHECK(made() == "chosen");
}

TEST_CASE("a declaration that nothing stands behind is found at the start") {
  const Descriptor& create = *cw::CreateAction::descriptor();
  const auto message = [](const absl::StatusOr<std::vector<Precondition>>& asked) {
    return std::string(asked.status().message());
  };
  const Vocabulary none;
  CHECK(message(PreconditionsOf(create, SlotsOf(create), none)) ==
        "candour.casework.v1.CreateAction.action_id names what no workflow keeps");
  const Vocabulary words = Words();
  const std::vector<StreamSlot> plan_only = {SlotsOf(create).front()};
  CHECK(message(PreconditionsOf(create, plan_only, words)) ==
        "candour.casework.v1.CreateAction.owner_agency_id names what is kept in a stream that the "
        "rule is not handed");
  const Descriptor& draft = *cw::EndorseOverview::descriptor();
  const std::vector<StreamSlot> review = {
      {types::v1::CASE_REVIEW, draft.FindFieldByName("review_id")}};
  CHECK(message(PreconditionsOf(draft, review, none)) ==
        "candour.casework.v1.EndorseOverview.review_id names a stage that no workflow knows");
}

}  // namespace
}  // namespace candour::workflows
