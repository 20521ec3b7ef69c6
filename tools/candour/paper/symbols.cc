#include "tools/candour/paper/symbols.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_format.h"

namespace candour::cli::paper {
namespace {

constexpr uint32_t kOwnUse = 0xF000;  // fonts of signs stand here among the letters of Unicode

struct Sign {
  absl::string_view font;  // in lower case
  uint32_t code;
  absl::string_view text;
};

constexpr Sign kSigns[] = {
    {"wingdings", 0xFC, kTick},
    {"wingdings", 0xFB, kCross},
    {"wingdings", 0xFE, kTickedBox},
    {"wingdings", 0xFD, kCrossedBox},
    {"wingdings", 0x78, kCrossedBox},
    {"wingdings", 0xA8, kEmptyBox},
    {"wingdings", 0x6F, kEmptyBox},
    {"wingdings", 0x71, kEmptyBox},
    {"wingdings", 0x72, kEmptyBox},
    {"wingdings", 0xA7, kBulletSign},
    {"wingdings", 0x9F, kBulletSign},
    {"wingdings", 0x6C, kBulletSign},
    {"wingdings", 0x6E, kBulletSign},
    {"wingdings", 0x75, kBulletSign},
    {"wingdings", 0x76, kBulletSign},
    {"wingdings", 0xD8, kBulletSign},
    {"wingdings", 0xE0, "\xe2\x86\x92"},
    {"wingdings", 0xE8, "\xe2\x86\x92"},
    {"wingdings 2", 0x50, kTick},
    {"wingdings 2", 0x4F, kCross},
    {"wingdings 2", 0x52, kTickedBox},
    {"wingdings 2", 0x51, kCrossedBox},
    {"wingdings 2", 0x53, kCrossedBox},
    {"wingdings 2", 0x54, kCrossedBox},
    {"wingdings 2", 0xA3, kEmptyBox},
    {"webdings", 0x61, kTick},
    {"webdings", 0x72, kCross},
    {"webdings", 0x63, kEmptyBox},
    {"symbol", 0xB7, kBulletSign},
    {"symbol", 0xD6, kTick},
    {"symbol", 0xB4, kCross},
    {"symbol", 0xAE, "\xe2\x86\x92"},
    {"symbol", 0xA3, "\xe2\x89\xa4"},
    {"symbol", 0xB3, "\xe2\x89\xa5"},
};

// The first letter of UTF-8 text, which it is taken off.
uint32_t TakeLetter(absl::string_view& text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  uint32_t code = length == 1 ? first : first & (0xFFu >> (length + 1));
  for (size_t at = 1; at < length && at < text.size(); ++at) {
    code = code << 6 | (static_cast<unsigned char>(text[at]) & 0x3F);
  }
  text.remove_prefix(std::min(length, text.size()));
  return code;
}

}  // namespace

bool IsSignFont(absl::string_view font) {
  return absl::StartsWithIgnoreCase(font, "wingdings") ||
         absl::StartsWithIgnoreCase(font, "webdings") || absl::EqualsIgnoreCase(font, "symbol");
}

std::string SignText(absl::string_view font, uint32_t code, bool& known) {
  if (code >= kOwnUse) code -= kOwnUse;
  if (code == ' ') return " ";
  for (const Sign& sign : kSigns) {
    if (sign.code == code && absl::EqualsIgnoreCase(sign.font, font)) return std::string(sign.text);
  }
  known = false;
  return absl::StrFormat("[%s %02X]", font, code);
}

std::string SignsText(absl::string_view font, absl::string_view text, bool& known) {
  std::string signs;
  while (!text.empty()) signs += SignText(font, TakeLetter(text), known);
  return signs;
}

}  // namespace candour::cli::paper
