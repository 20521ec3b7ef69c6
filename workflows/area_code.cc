#include "workflows/area_code.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "workflows/decision.h"
#include "workflows/refusals.h"

namespace candour::workflows {

bool IsAreaCode(const std::string& code) {
  return code.size() == 9 && absl::ascii_isupper(static_cast<unsigned char>(code[0])) &&
         std::all_of(code.begin() + 1, code.end(),
                     [](unsigned char c) { return absl::ascii_isdigit(c); });
}

std::optional<types::v1::Rejection> UnlessAreaCode(const std::string& code) {
  if (code.empty() || IsAreaCode(code)) return std::nullopt;
  return Refuse(types::v1::CONTRADICTORY,
                absl::StrCat("\"", code,
                             "\" is no code of an area. Give the code: a capital letter and eight "
                             "digits, such as E09000999."),
                kOwnRule);
}

}  // namespace candour::workflows
