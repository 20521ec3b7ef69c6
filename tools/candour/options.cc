#include "tools/candour/options.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/gate/errors.h"
#include "tools/candour/speech/values.h"

namespace candour::cli {
namespace {

// "--made-on" for "acts[0].opened_on"; a field that no option says stays as it is.
std::string OptionFor(const std::string& path, const OptionNames& options) {
  for (const auto& [field, option] : options) {
    if (path == field || absl::EndsWith(path, "." + field) ||
        absl::StrContains(path, absl::StrCat(".", field, ".")) ||
        absl::StartsWith(path, field + ".")) {
      return option;
    }
  }
  return path;
}

}  // namespace

absl::StatusOr<types::v1::Date> DateOption(absl::string_view option, const std::string& text) {
  auto date = ParseDate(text);
  if (date.ok()) return date;
  return absl::InvalidArgumentError(absl::StrCat(option, ": ", date.status().message()));
}

std::string OptionsFor(const std::string& sentence, const OptionNames& options) {
  const size_t colon = sentence.find(':');
  if (colon == std::string::npos) return sentence;
  return absl::StrCat(OptionFor(sentence.substr(0, colon), options), sentence.substr(colon));
}

absl::Status InOptionWords(const absl::Status& status, const OptionNames& options) {
  const auto fields = gate::BadRequestIn(status);
  if (!fields || fields->field_violations().empty()) return status;
  std::vector<gate::FieldProblem> problems;
  for (const auto& violation : fields->field_violations()) {
    problems.push_back({OptionFor(violation.field(), options), violation.description()});
  }
  return gate::InvalidFields(problems);
}

}  // namespace candour::cli
