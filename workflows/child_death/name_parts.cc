// Names as they are compared.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "absl/strings/ascii.h"
#include "workflows/child_death/matching.h"

namespace candour::workflows::child_death {
namespace {

// The letters beneath those of Latin-1 and Latin Extended-A, from U+00C0 to U+017F; '*' is no
// letter. Letters that English papers write as two are written as the first of them on both sides.
constexpr std::string_view kPlain =
    "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo*ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
constexpr uint32_t kFirstPlain = 0xC0;

constexpr std::array<std::string_view, 12> kNoName = {"baby",    "babe",    "infant", "newborn",
                                                      "unnamed", "unknown", "boy",    "girl",
                                                      "male",    "female",  "twin",   "triplet"};

bool IsOneOf(std::string_view word, const auto& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Letters of two bytes as one plain letter; what is beyond the table stays as it is written.
std::string Plain(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xE0) == 0xC0 && i + 1 < text.size()) {
      const uint32_t letter = ((byte & 0x1Fu) << 6) | (static_cast<uint32_t>(text[i + 1]) & 0x3Fu);
      if (letter >= kFirstPlain && letter - kFirstPlain < kPlain.size()) {
        plain += kPlain[letter - kFirstPlain];
        ++i;
        continue;
      }
    }
    plain += absl::ascii_tolower(byte);
  }
  return plain;
}

}  // namespace

std::vector<std::string> NameParts(const std::string& name) {
  std::vector<std::string> parts;
  std::string part;
  bool no_name = false;
  const auto end_part = [&] {
    const bool number = !part.empty() && absl::ascii_isdigit(static_cast<unsigned char>(part[0]));
    no_name |= IsOneOf(part, kNoName);
    if (!part.empty() && !number && !IsOneOf(part, kNoName)) parts.push_back(part);
    part.clear();
  };
  constexpr std::string_view kRightQuote = "\xE2\x80\x99";  // as word processors write apostrophes
  std::string_view rest = name;
  std::string cleaned;
  while (!rest.empty()) {
    if (rest.substr(0, kRightQuote.size()) == kRightQuote) {
      rest.remove_prefix(kRightQuote.size());
      continue;
    }
    if (rest.front() != '\'' && rest.front() != '`') cleaned += rest.front();
    rest.remove_prefix(1);
  }
  for (const char c : Plain(cleaned)) {
    if (c == ' ' || c == '-' || c == '.' || c == ',') {
      end_part();
    } else {
      part += c;
    }
  }
  end_part();
  // "Baby of A" names the mother.
  if (no_name) {
    const auto of = std::find(parts.begin(), parts.end(), "of");
    parts.erase(of, parts.end());
  }
  return parts;
}

}  // namespace candour::workflows::child_death
