#include "base/id.h"

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace candour {

std::string UuidText(const Bytes16& bytes) {
  const std::string hex = absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  const absl::string_view h = hex;
  return absl::StrCat(h.substr(0, 8), "-", h.substr(8, 4), "-", h.substr(12, 4), "-",
                      h.substr(16, 4), "-", h.substr(20));
}

absl::StatusOr<Bytes16> ParseUuid(std::string_view text) {
  const auto refuse = [] {
    return absl::InvalidArgumentError(
        "not an identifier: expected a lower-case UUID such as "
        "0b2f1c0e-6a3d-4c53-9d6e-0f4f6f1f2a10");
  };
  if (text.size() != 36) return refuse();
  Bytes16 out{};
  size_t nibble = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (c != '-') return refuse();
      continue;
    }
    int value;
    if (c >= '0' && c <= '9') {
      value = c - '0';
    } else if (c >= 'a' && c <= 'f') {
      value = c - 'a' + 10;
    } else {
      return refuse();
    }
    out[nibble / 2] = static_cast<uint8_t>(out[nibble / 2] << 4 | value);
    ++nibble;
  }
  return out;
}

}  // namespace candour
