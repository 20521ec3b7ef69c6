#include "services/views/stages.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/gate/errors.h"

namespace candour::views {

absl::Status CheckStage(const std::string& asked,
                        const std::vector<std::vector<std::string>>& known,
                        const std::string& besides) {
  if (asked.empty() || asked == besides) return absl::OkStatus();
  std::vector<std::string> all;
  for (const auto& stages : known) {
    for (const std::string& stage : stages) {
      if (std::find(all.begin(), all.end(), stage) == all.end()) all.push_back(stage);
    }
  }
  if (std::find(all.begin(), all.end(), asked) != all.end()) return absl::OkStatus();
  if (!besides.empty()) all.push_back(besides);
  return gate::InvalidFields({{"stage", absl::StrCat("there is no such stage; the stages are ",
                                                     absl::StrJoin(all, ", "))}});
}

}  // namespace candour::views
