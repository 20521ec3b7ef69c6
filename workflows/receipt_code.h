// What a guest is told in answer: a code that finds their notification again at the office, and
// from which nothing of it can be read.
#pragma once

#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace candour::workflows {

// "3F9A-27C1-88E0", of a UUID whose first twelve digits nobody can foresee.
inline std::string ReceiptCode(std::string_view uuid) {
  std::string digits;
  for (const char c : uuid) {
    if (c != '-' && digits.size() < 12)
      digits += absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  return absl::StrCat(digits.substr(0, 4), "-", digits.substr(4, 4), "-", digits.substr(8));
}

}  // namespace candour::workflows
