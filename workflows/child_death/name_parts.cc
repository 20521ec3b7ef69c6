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

// The same of Latin Extended Additional, from U+1E00 to U+1EFF: Yoruba and Vietnamese are written
// with them.
constexpr std::string_view kPlainAdditional =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwyasssssaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyllvvyy";
constexpr uint32_t kFirstPlainAdditional = 0x1E00;
constexpr uint32_t kFirstMark = 0x300, kLastMark = 0x36F;  // accents that are letters of their own

constexpr std::array<std::string_view, 12> kNoName = {"baby",    "babe",    "infant", "newborn",
                                                      "unnamed", "unknown", "boy",    "girl",
                                                      "male",    "female",  "twin",   "triplet"};

bool IsOneOf(std::string_view word, const auto& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The letter at a place in UTF-8 of two or three bytes, and of how many; none: it is neither.
struct Letter {
  uint32_t code = 0;
  size_t bytes = 0;
};

Letter LetterAt(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<uint32_t>(text[i]) & 0xFFu; };
  if ((byte(at) & 0xE0u) == 0xC0u && at + 1 < text.size()) {
    return {((byte(at) & 0x1Fu) << 6) | (byte(at + 1) & 0x3Fu), 2};
  }
  if ((byte(at) & 0xF0u) == 0xE0u && at + 2 < text.size()) {
    return {((byte(at) & 0x0Fu) << 12) | ((byte(at + 1) & 0x3Fu) << 6) | (byte(at + 2) & 0x3Fu), 3};
  }
  return {};
}

bool IsIn(uint32_t code, uint32_t first, std::string_view letters) {
  return code >= first && code - first < letters.size();
}

// Letters with accents as one plain letter; what is beyond the tables stays as it is written.
std::string Plain(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    const Letter letter = LetterAt(text, i);
    const bool mark = letter.code >= kFirstMark && letter.code <= kLastMark;
    if (IsIn(letter.code, kFirstPlain, kPlain)) {
      plain += kPlain[letter.code - kFirstPlain];
    } else if (IsIn(letter.code, kFirstPlainAdditional, kPlainAdditional)) {
      plain += kPlainAdditional[letter.code - kFirstPlainAdditional];
    } else if (!mark) {
      plain += absl::ascii_tolower(static_cast<unsigned char>(text[i]));
      continue;
    }
    i += letter.bytes - 1;
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
