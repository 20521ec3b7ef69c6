// What earlier imports of a plan took, and what of it the file no longer has.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/id.h"
#include "candour/types/v1/case_file.pb.h"
#include "google/protobuf/message.h"
#include "tools/candour/paper/action_table.h"

namespace candour::cli {

// Ids follow from what is said, so that importing a file again changes nothing.
std::string RecommendationIdOf(const Bytes16& plan, const paper::ReadRecommendation& one);
// The `times`th action of that text under the recommendation, from 0.
std::string ActionIdOf(const Bytes16& plan, const std::string& recommendation_id,
                       const std::string& text, int times);

class PlanBefore {
 public:
  PlanBefore() = default;
  PlanBefore(const Bytes16& plan, const types::v1::CaseFile& file);

  // The numbers recommendations have, by id.
  const std::map<std::string, std::string>& numbers() const { return numbers_; }

  // Whether what a row makes is in the plan, and was taken from the same in other words, a day
  // written otherwise, a column more, or by an import that understood less of them. None: it says
  // something else. Otherwise what that import took otherwise, in words; mostly nothing. `agencies`
  // are ids by name.
  std::optional<std::vector<std::string>> TakenAs(
      const paper::ReadPlanRow& row,
      const std::vector<std::unique_ptr<google::protobuf::Message>>& acts,
      const std::map<std::string, std::string>& agencies) const;

  // What of it the file has not. A row of the file that is new beside such an action may be the
  // same in other words.
  void CompareWith(const paper::ReadPlan& plan);

  // Why a row may not be taken: it may be an action that was taken in other words. Blank: it may.
  std::string WhyNot(const paper::ReadPlan& plan, const paper::ReadPlanRow& row) const;

  // What is doubtful about a recommendation that is new; blank: nothing.
  std::string DoubtOf(const paper::ReadRecommendation& one) const;

  // What is said of all that the file has not; blank if it has all.
  std::string Missing() const;

 private:
  // Names of the agency an action is taken to be of, and of the one earlier imports took.
  struct Owners {
    std::string now;
    std::string before;
  };
  // Of one action.
  std::optional<std::vector<std::string>> Says(const std::string& action_id, const Owners& owners,
                                               const paper::ReadAction& action) const;

  using Said = std::pair<std::string, std::string>;  // the recommendation's id, the action's text

  Bytes16 plan_{};
  std::map<std::string, std::string> numbers_;
  std::map<std::string, std::string> facts_;  // in words, by what they are of and the field
  std::set<Said> taken_;
  std::map<std::string, std::vector<std::string>> missing_;  // texts of actions, by recommendation
  std::set<std::string> missing_whole_;                      // recommendations
};

}  // namespace candour::cli
