#include "tools/candour/paper/letters.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace candour::cli::paper {
namespace {

constexpr absl::string_view kCurlyApostrophe = "\xe2\x80\x99";

// A word of a text, and where it stands there, without the 's behind it.
struct Word {
  size_t from = 0;
  size_t until = 0;
  std::string folded;  // in small letters
};

// How long the letter at `at` is in UTF-8; 0 if no letter and no digit stands there.
size_t LetterAt(absl::string_view text, size_t at) {
  if (at >= text.size()) return 0;
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) return absl::ascii_isalnum(byte) ? 1 : 0;
  if (byte <= 0xC2) return 0;  // within a letter; signs, and the space that no line breaks at
  if (absl::StartsWith(text.substr(at), "\xe2\x80")) return 0;  // dashes, quotation marks
  const size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
  return std::min(length, text.size() - at);
}

size_t ApostropheAt(absl::string_view text, size_t at) {
  if (absl::StartsWith(text.substr(at), "'")) return 1;
  return absl::StartsWith(text.substr(at), kCurlyApostrophe) ? kCurlyApostrophe.size() : 0;
}

std::string Folded(absl::string_view word) {
  std::string folded = absl::StrReplaceAll(word, {{kCurlyApostrophe, "'"}});
  for (size_t at = 0; at < folded.size(); ++at) {
    auto byte = static_cast<unsigned char>(folded[at]);
    const bool behind_c3 = at > 0 && static_cast<unsigned char>(folded[at - 1]) == 0xC3;
    if (behind_c3 && byte >= 0x80 && byte <= 0x9E && byte != 0x97) byte += 0x20;  // "É" is "é"
    folded[at] = static_cast<char>(byte < 0x80 ? absl::ascii_tolower(byte) : byte);
  }
  return folded;
}

// Without the accents of what is in small letters: "Ad\u00e1" is "Ada".
std::string WithoutAccents(absl::string_view folded) {
  constexpr absl::string_view kLetters = "aaaaaa?ceeeeiiii?nooooo?ouuuuy?y";  // from U+00E0 on
  std::string plain;
  for (size_t at = 0; at < folded.size(); ++at) {
    const auto byte = static_cast<unsigned char>(folded[at]);
    const auto next = at + 1 < folded.size() ? static_cast<unsigned char>(folded[at + 1]) : '\0';
    const bool mark = byte == 0xCC || (byte == 0xCD && next <= 0xAF);  // over the letter before it
    const bool accented =
        byte == 0xC3 && next >= 0xA0 && next <= 0xBF && kLetters[next - 0xA0] != '?';
    if (accented) plain += kLetters[next - 0xA0];
    if (mark || accented) {
      ++at;
    } else {
      plain += folded[at];
    }
  }
  return plain;
}

std::vector<Word> WordsIn(absl::string_view text) {
  std::vector<Word> words;
  for (size_t at = 0; at < text.size();) {
    if (LetterAt(text, at) == 0) {
      ++at;
      continue;
    }
    Word word{at, at, {}};
    while (true) {
      if (const size_t letter = LetterAt(text, at)) {
        at += letter;
        word.until = at;
        continue;
      }
      const size_t apostrophe = ApostropheAt(text, at);
      if (apostrophe == 0 || LetterAt(text, at + apostrophe) == 0) break;
      at += apostrophe;
    }
    word.folded = Folded(text.substr(word.from, word.until - word.from));
    if (absl::EndsWith(word.folded, "'s")) {
      const bool curly = text[word.until - 2] != '\'';
      word.until -= 1 + (curly ? kCurlyApostrophe.size() : 1);
      word.folded.resize(word.folded.size() - 2);
    }
    words.push_back(std::move(word));
  }
  return words;
}

// Whether what parts two words may part those of one name.
bool PartsAName(absl::string_view between) {
  const std::string bare = absl::StrReplaceAll(
      between, {{"\xc2\xa0", " "}, {"\xe2\x80\x90", "-"}, {"\xe2\x80\x91", "-"}});
  return bare.find_first_not_of(" \t\r\n-.") == std::string::npos;
}

// Signs that nobody sees, within a word.
std::string WithoutUnseen(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\xc2\xad", ""},
                                    {"\xe2\x80\x8b", ""},
                                    {"\xe2\x80\x8c", ""},
                                    {"\xe2\x80\x8d", ""},
                                    {"\xef\xbb\xbf", ""}});
}

}  // namespace

absl::StatusOr<Letters> Letters::From(const std::vector<std::string>& called, Reading reading) {
  Letters letters;
  letters.reading_ = reading;
  for (const std::string& one : called) {
    const size_t sign = one.find('=');
    Called named;
    if (sign != std::string::npos) {
      for (const Word& word : WordsIn(absl::string_view(one).substr(0, sign))) {
        named.name.push_back(reading == Reading::kNow ? WithoutAccents(word.folded) : word.folded);
      }
      named.letter = std::string(absl::StripAsciiWhitespace(one.substr(sign + 1)));
    }
    if (named.name.empty() || named.letter.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--called takes NAME=LETTER, such as \"Ada Example=Child A\"; not: ", one));
    }
    letters.called_.push_back(std::move(named));
  }
  std::stable_sort(
      letters.called_.begin(), letters.called_.end(),
      [](const Called& one, const Called& other) { return one.name.size() > other.name.size(); });
  return letters;
}

std::string Letters::InPlaceOfNames(absl::string_view written) const {
  if (called_.empty()) return std::string(written);
  const std::string text = WithoutUnseen(written);
  const bool now = reading_ == Reading::kNow;
  std::vector<Word> words = WordsIn(text);
  for (Word& word : words) {
    if (now) word.folded = WithoutAccents(word.folded);
  }
  std::string out;
  size_t copied = 0;
  for (size_t at = 0; at < words.size();) {
    const auto run_together = [&](const Called& one) {
      return now && one.name.size() > 1 && words[at].folded == absl::StrJoin(one.name, "");
    };
    const auto stands_here = [&](const Called& one) {
      if (at + one.name.size() > words.size()) return false;
      for (size_t part = 0; part < one.name.size(); ++part) {
        const Word& word = words[at + part];
        if (word.folded != one.name[part]) return false;
        if (part == 0) continue;
        const size_t end = words[at + part - 1].until;
        if (!PartsAName(absl::string_view(text).substr(end, word.from - end))) return false;
      }
      return true;
    };
    const auto together = std::find_if(called_.begin(), called_.end(), run_together);
    const auto named = together != called_.end()
                           ? together
                           : std::find_if(called_.begin(), called_.end(), stands_here);
    if (named == called_.end()) {
      ++at;
      continue;
    }
    absl::StrAppend(&out, text.substr(copied, words[at].from - copied), named->letter);
    at += together != called_.end() ? 1 : named->name.size();
    copied = words[at - 1].until;
  }
  return out + text.substr(copied);
}

bool Letters::PartStandsIn(absl::string_view text) const {
  constexpr size_t kOfTheLanguage = 4;
  constexpr size_t kTelling = 3;  // letters of a part that may be known within a longer word
  const bool now = reading_ == Reading::kNow;
  const std::vector<Word> words = WordsIn(text);
  return std::any_of(words.begin(), words.end(), [&](Word word) {
    const bool small = absl::ascii_islower(static_cast<unsigned char>(text[word.from]));
    if (now) word.folded = WithoutAccents(word.folded);
    const auto within = [&](const Called& one) {
      const auto stands = [&](const std::string& part) {
        return part.size() >= kTelling && absl::StrContains(word.folded, part);
      };
      const auto begins = [&](const std::string& part) {
        return !small && part.size() >= kTelling && absl::StartsWith(word.folded, part);
      };
      return std::any_of(one.name.begin(), one.name.end(), begins) ||
             std::count_if(one.name.begin(), one.name.end(), stands) > 1;
    };
    if (now && std::any_of(called_.begin(), called_.end(), within)) return true;
    if (word.folded.size() < 2 || (small && word.folded.size() <= kOfTheLanguage)) return false;
    return std::any_of(called_.begin(), called_.end(), [&](const Called& one) {
      return std::find(one.name.begin(), one.name.end(), word.folded) != one.name.end();
    });
  });
}

}  // namespace candour::cli::paper
