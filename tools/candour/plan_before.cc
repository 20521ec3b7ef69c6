#include "tools/candour/plan_before.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "candour/casework/v1/action_plan.pb.h"
#include "storage/crypto/crypto.h"
#include "tools/candour/paper/action_headings.h"
#include "tools/candour/paper/action_rows.h"
#include "workflows/clocks/calendar.h"
#include "workflows/words.h"

namespace candour::cli {

std::string RecommendationIdOf(const Bytes16& plan, const paper::ReadRecommendation& one) {
  return UuidText(storage::crypto::NameBasedId(plan, absl::StrCat("recommendation/", one.Said())));
}

std::string ActionIdOf(const Bytes16& plan, const std::string& recommendation_id,
                       const std::string& text, int times) {
  return UuidText(storage::crypto::NameBasedId(
      plan, absl::StrCat("action/", recommendation_id, "/", text, "/", times)));
}

PlanBefore::PlanBefore(const Bytes16& plan, const types::v1::CaseFile& file) : plan_(plan) {
  std::map<std::string, std::string> texts;  // of actions by id, as they were first recorded
  for (const types::v1::CaseFact& fact : file.facts()) {
    const std::vector<std::string> key = absl::StrSplit(fact.key(), '/');
    if (key.size() != 3) continue;
    facts_[fact.key()] = fact.value();
    if (key[0] == "recommendation_made" && key[2] == "number") numbers_[key[1]] = fact.value();
    if (key[0] == "action_created" && key[2] == "text") texts[key[1]] = fact.value();
  }
  // Which of them an import took, and under which recommendation, their ids tell.
  constexpr int kAlike = 5;  // as many of one text as anybody has
  for (const auto& [id, text] : texts) {
    for (const auto& [recommendation, number] : numbers_) {
      for (int times = 0; times < kAlike; ++times) {
        if (ActionIdOf(plan_, recommendation, text, times) == id) {
          taken_.emplace(recommendation, text);
        }
      }
    }
  }
}

std::optional<std::vector<std::string>> PlanBefore::Says(const std::string& action_id,
                                                         const Owners& owners,
                                                         const paper::ReadAction& action) const {
  const auto told = [&](const char* event, const char* field) {
    const auto found = facts_.find(absl::StrCat(event, "/", action_id, "/", field));
    return found == facts_.end() ? std::string() : found->second;
  };
  const auto created = [&](const char* field, const std::string& read) {
    return paper::BareText(told("action_created", field)) == paper::BareText(read);
  };
  const auto due_on = [&](const std::optional<absl::CivilDay>& day) {
    return created("due_on", day ? workflows::clocks::DateWords(*day) : "") &&
           (day || created("due_words", action.due.words));
  };
  const auto judged = [&](const std::optional<types::v1::Colour>& colour) {
    return told("action_judged", "colour") == (colour ? workflows::Words(*colour) : "");
  };
  const auto reported = [&](const std::string& progress) {
    return paper::BareText(told("progress_reported", "narrative")) == paper::BareText(progress);
  };
  const bool same =
      created("text", action.text) && created("how", action.how) &&
      created("measure", action.measure) && created("lead_role", action.lead_role) &&
      (created("owner_agency_id", owners.now) || created("owner_agency_id", owners.before));
  const bool declared = !told("action_declared_complete", "declared_on").empty();
  const bool as_due = due_on(action.due.on);
  const bool as_judged = judged(action.colour);
  const bool as_told = reported(action.progress);
  if (!same || (!as_due && !due_on(action.due.on_before)) ||
      (action.colour && !as_judged && !judged(action.before.colour)) ||
      (!action.progress.empty() && !as_told && !reported(action.before.progress)) ||
      (action.standing.done && !declared && as_told)) {
    return std::nullopt;
  }
  std::vector<std::string> otherwise;
  if (!as_due) {
    otherwise.push_back(action.due.on_before
                            ? absl::StrCat("due on ", told("action_created", "due_on"))
                            : "due on no day");
  }
  if (action.before.colour != action.colour && judged(action.before.colour)) {
    otherwise.push_back(action.before.colour
                            ? absl::StrCat("judged ", told("action_judged", "colour"))
                            : "judged in no colour");
  }
  if (!created("owner_agency_id", owners.now)) {
    otherwise.push_back(absl::StrCat("owned by ", owners.before));
  }
  if (action.standing.done && !declared) otherwise.push_back("not declared complete");
  if (action.standing.done_before && declared) otherwise.push_back("declared complete");
  return otherwise;
}

std::optional<std::vector<std::string>> PlanBefore::TakenAs(
    const paper::ReadPlanRow& row,
    const std::vector<std::unique_ptr<google::protobuf::Message>>& acts,
    const std::map<std::string, std::string>& agencies) const {
  if (row.actions.empty()) return std::nullopt;
  std::vector<std::string> otherwise;
  auto read = row.actions.begin();
  for (const auto& act : acts) {
    const auto* create = dynamic_cast<const casework::v1::CreateAction*>(act.get());
    if (create == nullptr) continue;
    const auto name_of = [&](const std::string& id) {
      const auto named = std::find_if(agencies.begin(), agencies.end(),
                                      [&](const auto& one) { return one.second == id; });
      return named == agencies.end() ? "an agency without a name" : named->first;
    };
    const Owners owners{name_of(read->owner_id), name_of(read->owner_before)};
    const auto says = Says(create->action_id(), owners, *read);
    if (!says) return std::nullopt;
    const std::string which =
        row.actions.size() == 1
            ? ""
            : absl::StrCat("action ",
                           paper::NameOfItem("", static_cast<size_t>(read - row.actions.begin())),
                           ": ");
    for (const std::string& said : *says) otherwise.push_back(absl::StrCat(which, said));
    ++read;
  }
  return otherwise;
}

void PlanBefore::CompareWith(const paper::ReadPlan& plan) {
  std::set<Said> in_file;
  std::set<std::string> recommendations;
  for (const paper::ReadRecommendation& one : plan.recommendations) {
    recommendations.insert(RecommendationIdOf(plan_, one));
  }
  for (const paper::ReadPlanRow& row : plan.rows) {
    for (const paper::ReadAction& action : row.actions) {
      in_file.emplace(
          RecommendationIdOf(plan_, plan.recommendations[static_cast<size_t>(row.recommendation)]),
          action.text);
    }
  }
  for (const Said& said : taken_) {
    if (in_file.contains(said)) continue;
    missing_[said.first].push_back(said.second);
    if (!recommendations.contains(said.first)) missing_whole_.insert(said.first);
  }
}

std::string PlanBefore::WhyNot(const paper::ReadPlan& plan, const paper::ReadPlanRow& row) const {
  if (row.recommendation < 0) return {};
  const std::string id =
      RecommendationIdOf(plan_, plan.recommendations[static_cast<size_t>(row.recommendation)]);
  const auto missing = missing_.find(id);
  if (missing == missing_.end()) return {};
  for (const paper::ReadAction& action : row.actions) {
    if (taken_.contains({id, action.text})) continue;
    return absl::StrCat(
        "recommendation ", numbers_.at(id), " was taken before with \"",
        absl::StrJoin(missing->second, "\", \""),
        "\", which the file no longer has. If this is the same in other words, replace that one in "
        "Candour (ReplaceActions); if it is another action, enter it there (CreateAction)");
  }
  return {};
}

std::string PlanBefore::DoubtOf(const paper::ReadRecommendation& one) const {
  if (missing_whole_.empty() || numbers_.contains(RecommendationIdOf(plan_, one))) return {};
  std::vector<std::string> numbers;
  for (const std::string& id : missing_whole_) numbers.push_back(numbers_.at(id));
  return absl::StrCat("it is new, and the file no longer has recommendation ",
                      absl::StrJoin(numbers, ", "),
                      ", which was taken before; it may be the same in other words");
}

std::string PlanBefore::Missing() const {
  constexpr size_t kTold = 10;
  std::vector<std::string> told;
  size_t in_all = 0;
  for (const auto& [id, texts] : missing_) {
    for (const std::string& text : texts) {
      if (++in_all <= kTold) told.push_back(absl::StrCat(numbers_.at(id), " \"", text, "\""));
    }
  }
  if (in_all == 0) return {};
  return absl::StrCat("the plan keeps ", in_all, in_all == 1 ? " action" : " actions",
                      " that the file no longer has: ", absl::StrJoin(told, ", "),
                      in_all > kTold ? " and others" : "");
}

}  // namespace candour::cli
