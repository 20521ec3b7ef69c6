#include "workflows/child_death/identifying.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "workflows/child_death/matching.h"
#include "workflows/dates.h"

namespace candour::workflows::child_death {
namespace {

// Shorter names are words of the language too often, and so are shorter addresses.
constexpr size_t kTellingCharacters = 3;
constexpr size_t kTellingAddress = 8;

constexpr std::array<std::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

// Runs of letters and of digits, in lower case; everything else only parts them.
std::vector<std::string> Tokens(std::string_view text) {
  std::vector<std::string> tokens;
  char kind = ' ';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const char now = absl::ascii_isdigit(byte) ? '0' : absl::ascii_isalpha(byte) ? 'a' : ' ';
    if (now != ' ' && now != kind) tokens.emplace_back();
    if (now != ' ') tokens.back() += absl::ascii_tolower(byte);
    kind = now;
  }
  return tokens;
}

// Letters and digits alone, so that "ns12ab" is found in "NS1 2AB".
std::string Squeezed(std::string_view text) {
  std::string squeezed;
  for (const std::string& token : Tokens(text)) squeezed += token;
  return squeezed;
}

bool IsMonth(const std::string& token, int month) {
  int number = 0;
  if (absl::SimpleAtoi(token, &number)) return number == month;
  // "Sept", "Mar": as much of the name as tells it.
  return token.size() >= 3 && kMonths[static_cast<size_t>(month - 1)].starts_with(token);
}

bool IsNumber(const std::string& token, int wanted) {
  int number = 0;
  return absl::SimpleAtoi(token, &number) && number == wanted;
}

bool IsYear(const std::string& token, absl::CivilDay day) {
  const int year = static_cast<int>(day.year());
  return IsNumber(token, year) || (token.size() == 2 && IsNumber(token, year % 100));
}

// "14 March 2009", "March 14th, 2009", "14.3.09", "2009-03-14", and "14 March" alone.
bool TellsDay(const std::vector<std::string>& all, const types::v1::Date& date) {
  if (date.day() == 0 || date.month() == 0) return false;
  const absl::CivilDay day = DayOf(date);
  std::vector<std::string> tokens;
  for (size_t i = 0; i < all.size(); ++i) {
    const bool ordinal = i > 0 && absl::ascii_isdigit(static_cast<unsigned char>(all[i - 1][0])) &&
                         (all[i] == "st" || all[i] == "nd" || all[i] == "rd" || all[i] == "th");
    if (!ordinal && all[i] != "of") tokens.push_back(all[i]);
  }
  const auto is_day = [&](size_t i) { return IsNumber(tokens[i], day.day()); };
  const auto is_month = [&](size_t i) { return IsMonth(tokens[i], day.month()); };
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    const bool in_letters = absl::ascii_isalpha(static_cast<unsigned char>(tokens[i][0])) ||
                            absl::ascii_isalpha(static_cast<unsigned char>(tokens[i + 1][0]));
    if (in_letters && ((is_day(i) && is_month(i + 1)) || (is_month(i) && is_day(i + 1)))) {
      return true;
    }
    if (i + 2 >= tokens.size()) continue;
    if (is_day(i) && is_month(i + 1) && IsYear(tokens[i + 2], day)) return true;
    if (IsYear(tokens[i], day) && is_month(i + 1) && is_day(i + 2)) return true;
  }
  return false;
}

// The words of a text as names are compared: "O'Brien's" is obriens, and o, brien and s.
std::vector<std::string> WordsOf(std::string_view text) {
  std::string spaced(text);
  std::string parted;
  for (char& c : spaced) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_ispunct(byte) && c != '\'') c = ' ';
    parted += c == '\'' ? ' ' : c;
  }
  absl::StrAppend(&spaced, " ", parted);
  std::vector<std::string> words;
  for (const absl::string_view word :
       absl::StrSplit(spaced, absl::ByAnyChar(" \n\t\r"), absl::SkipEmpty())) {
    for (std::string& part : NameParts(std::string(word))) words.push_back(std::move(part));
  }
  return words;
}

// Of a text only the words with a capital: "Will" may be a name, and "will" is none.
std::string Capitalised(const std::string& text) {
  const std::vector<std::string> words =
      absl::StrSplit(text, absl::ByAnyChar(" \n\t\r-"), absl::SkipEmpty());
  std::string capitalised;
  for (const std::string& word : words) {
    const auto letter = std::find_if(word.begin(), word.end(), [](char c) {
      return !absl::ascii_ispunct(static_cast<unsigned char>(c));
    });
    if (letter == word.end() || absl::ascii_islower(static_cast<unsigned char>(*letter))) continue;
    absl::StrAppend(&capitalised, word, " ");
  }
  return capitalised;
}

bool HoldsName(const std::vector<std::string>& words, const std::string& name) {
  const std::vector<std::string> parts = NameParts(name);
  return std::any_of(parts.begin(), parts.end(), [&](const std::string& part) {
    return part.size() >= kTellingCharacters &&
           std::find(words.begin(), words.end(), part) != words.end();
  });
}

bool HoldsNumber(const std::string& squeezed, const std::string& number) {
  const std::string wanted = Squeezed(number);
  return !wanted.empty() && absl::StrContains(squeezed, wanted);
}

// Any line of it, without the number of the house.
bool HoldsAddress(const std::string& squeezed, const std::string& address) {
  const std::vector<std::string> lines = absl::StrSplit(address, absl::ByAnyChar(",\n"));
  return std::any_of(lines.begin(), lines.end(), [&](std::string_view line) {
    while (!line.empty() && !absl::ascii_isalpha(static_cast<unsigned char>(line.front()))) {
      line.remove_prefix(1);
    }
    const std::string wanted = Squeezed(line);
    return wanted.size() >= kTellingAddress && absl::StrContains(squeezed, wanted);
  });
}

// "R.E." and "R. E."; letters alone are words of many trades.
bool HoldsInitials(const std::string& text, const std::string& given_names,
                   const std::string& family_name) {
  const std::string given(absl::StripAsciiWhitespace(given_names));
  const std::string family(absl::StripAsciiWhitespace(family_name));
  if (given.empty() || family.empty()) return false;
  const std::string first = absl::StrCat(given.substr(0, 1), ".");
  const std::string last = absl::StrCat(family.substr(0, 1), ".");
  return absl::StrContains(text, absl::StrCat(first, last)) ||
         absl::StrContains(text, absl::StrCat(first, " ", last));
}

}  // namespace

std::string IdentifyingIn(const std::string& text, const ChildDeath& death,
                          const std::string& author_name) {
  const std::vector<std::string> words = WordsOf(text);
  const std::vector<std::string> tokens = Tokens(text);
  const std::string squeezed = Squeezed(text);
  if (death.identity) {
    const events::v1::ChildIdentified& child = *death.identity;
    if (HoldsName(words, child.given_names()) || HoldsName(words, child.family_name())) {
      return "a name of the child";
    }
    if (HoldsNumber(squeezed, child.nhs_number())) return "the NHS number";
    if (HoldsNumber(squeezed, child.postcode())) return "the postcode";
    if (HoldsAddress(squeezed, child.address())) return "the address";
    if (HoldsInitials(text, child.given_names(), child.family_name()))
      return "the initials of the child";
  }
  for (const auto& [id, relative] : death.family.relatives) {
    if (HoldsName(words, relative.named.name())) return "a name of somebody of the family";
    if (HoldsAddress(squeezed, relative.named.address())) return "an address of the family";
    if (HoldsNumber(squeezed, relative.named.telephone()))
      return "a telephone number of the family";
  }
  if (death.death) {
    if (TellsDay(tokens, death.death->date_of_birth())) return "the day of birth";
    if (TellsDay(tokens, death.death->date_of_death())) return "the day of death";
  }
  return HoldsName(words, author_name) ? "the name of who wrote it" : "";
}

std::string IdentifyingIn(const std::string& text, const std::vector<NamedPerson>& people) {
  const std::vector<std::string> words = WordsOf(Capitalised(text));
  const std::vector<std::string> tokens = Tokens(text);
  for (const NamedPerson& person : people) {
    if (HoldsName(words, person.given_names) || HoldsName(words, person.family_name)) {
      return "a name of somebody whom the case is about";
    }
    if (HoldsInitials(text, person.given_names, person.family_name)) return "their initials";
    if (TellsDay(tokens, person.date_of_birth)) return "a day of birth";
  }
  return "";
}

}  // namespace candour::workflows::child_death
