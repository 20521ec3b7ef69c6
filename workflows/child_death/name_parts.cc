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
// The same of Latin Extended Additional, from U+1E00 to U+1EFF.
constexpr std::string_view kMorePlain =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwyas**s*aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy******";
constexpr uint32_t kFirstMorePlain = 0x1E00;
// Accents that follow the letter they are on, from U+0300.
constexpr uint32_t kFirstAccent = 0x300;
constexpr uint32_t kLastAccent = 0x36F;

constexpr std::array<std::string_view, 12> kNoName = {"baby",    "babe",    "infant", "newborn",
                                                      "unnamed", "unknown", "boy",    "girl",
                                                      "male",    "female",  "twin",   "triplet"};

struct Sign {
  std::string_view utf8;
  std::string_view plain;
};

// What word processors put for the apostrophe, the hyphen and the space, and what keyboards do.
constexpr std::array<Sign, 19> kSigns = {{{"'", ""},
                                          {"`", ""},
                                          {"\xC2\xB4", ""},         // acute accent
                                          {"\xCA\xBB", ""},         // U+02BB
                                          {"\xCA\xBC", ""},         // U+02BC
                                          {"\xE2\x80\x98", ""},     // U+2018
                                          {"\xE2\x80\x99", ""},     // U+2019
                                          {"\xE2\x80\x9B", ""},     // U+201B
                                          {"\xE2\x80\xB2", ""},     // prime
                                          {"\xC2\xAD", ""},         // soft hyphen
                                          {"\xC2\xA0", " "},        // no-break space
                                          {"\xE2\x80\xAF", " "},    // narrow no-break space
                                          {"\xE2\x80\x90", "-"},    // hyphen
                                          {"\xE2\x80\x91", "-"},    // non-breaking hyphen
                                          {"\xE2\x80\x92", "-"},    // figure dash
                                          {"\xE2\x80\x93", "-"},    // en dash
                                          {"\xE2\x80\x94", "-"},    // em dash
                                          {"\xE2\x80\x95", "-"},    // bar
                                          {"\xE2\x88\x92", "-"}}};  // minus

// Without apostrophes, and with one kind of hyphen and space.
std::string Typewritten(std::string_view name) {
  std::string plain;
  while (!name.empty()) {
    const auto sign = std::find_if(kSigns.begin(), kSigns.end(), [&](const Sign& one) {
      return name.substr(0, one.utf8.size()) == one.utf8;
    });
    if (sign == kSigns.end()) {
      plain += name.front();
      name.remove_prefix(1);
    } else {
      plain += sign->plain;
      name.remove_prefix(sign->utf8.size());
    }
  }
  return plain;
}

bool IsOneOf(std::string_view word, const auto& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The letter that begins at `i`, and its bytes: of two or three; 0: it is another.
struct Letter {
  uint32_t code = 0;
  size_t bytes = 0;
};

Letter LetterAt(std::string_view text, size_t i) {
  const auto bits = [&](size_t n) { return static_cast<uint32_t>(text[i + n]) & 0x3Fu; };
  const auto byte = static_cast<unsigned char>(text[i]);
  if ((byte & 0xE0) == 0xC0 && i + 1 < text.size()) return {((byte & 0x1Fu) << 6) | bits(1), 2};
  if ((byte & 0xF0) == 0xE0 && i + 2 < text.size()) {
    return {((byte & 0x0Fu) << 12) | (bits(1) << 6) | bits(2), 3};
  }
  return {};
}

// Letters of several bytes as one plain letter; what is beyond the tables stays as it is written.
std::string Plain(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    const Letter letter = LetterAt(text, i);
    const bool accent = letter.code >= kFirstAccent && letter.code <= kLastAccent;
    if (accent) {
    } else if (letter.code - kFirstPlain < kPlain.size()) {
      plain += kPlain[letter.code - kFirstPlain];
    } else if (letter.code - kFirstMorePlain < kMorePlain.size()) {
      plain += kMorePlain[letter.code - kFirstMorePlain];
    } else {
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
  for (const char c : Plain(Typewritten(name))) {
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
