#include "tools/candour/paper/action_words.h"

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tools/candour/paper/action_colours.h"
#include "tools/candour/paper/symbols.h"

namespace candour::cli::paper {
namespace {

constexpr std::array<absl::string_view, 14> kBullets = {
    "\xe2\x80\xa2", "\xef\x82\xb7", "\xe2\x97\x8f",  "\xe2\x96\xaa", "\xe2\x99\xa3",
    "\xe2\x96\xba", "\xe2\x9e\xa2", "\xef\x82\xa7",  "\xef\x83\x98", "* ",
    "o ",           "- ",           "\xe2\x80\x93 ", "\xe2\x80\x94 "};
// Words of posts and bodies. What has none of them, and no abbreviation in capitals, may be a name.
const std::set<std::string>& RoleWords() {
  static const auto& words = *new std::set<std::string>{
      "manager",      "managers",      "head",      "heads",     "director",     "directors",
      "chair",        "nurse",         "nurses",    "doctor",    "officer",      "officers",
      "lead",         "leads",         "group",     "groups",    "board",        "team",
      "teams",        "service",       "services",  "agency",    "agencies",     "members",
      "trust",        "trusts",        "police",    "council",   "school",       "schools",
      "health",       "panel",         "probation", "executive", "coordinator",  "partner",
      "partners",     "commissioner",  "care",      "subgroup",  "hospital",     "ordinator",
      "practitioner", "paediatrician", "governor",  "governors", "administrator"};
  return words;
}

// Tags that end a line; every other tag is nothing.
std::string WithoutTags(absl::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    if (text[at] != '<') {
      out += text[at++];
      continue;
    }
    const size_t end = text.find('>', at);
    const absl::string_view tag =
        end == absl::string_view::npos ? absl::string_view() : text.substr(at + 1, end - at - 1);
    const bool is_tag =
        !tag.empty() && tag.size() < 40 && (absl::ascii_isalpha(tag[0]) || tag[0] == '/');
    if (!is_tag) {
      out += text[at++];
      continue;
    }
    const std::string name =
        absl::AsciiStrToLower(absl::StripPrefix(tag.substr(0, tag.find(' ')), "/"));
    if (name == "p" || name == "li" || name == "ul" || name == "ol" || name == "br" ||
        name == "br/" || name == "div") {
      out += '\n';
    }
    if (tag == "li" || absl::StartsWith(tag, "li ")) absl::StrAppend(&out, kBullets[0], " ");
    at = end + 1;
  }
  return absl::StrReplaceAll(out, {{"&amp;", "&"},
                                   {"&lt;", "<"},
                                   {"&gt;", ">"},
                                   {"&nbsp;", " "},
                                   {"\xc2\xa0", " "},
                                   {"&quot;", "\""},
                                   {"\r", ""}});
}

// "1.1 ", "2) ", "a) ", "(iv) ": how long the mark of an item is; 0 if there is none.
size_t NumberMark(absl::string_view line) {
  constexpr size_t kLongestRoman = 4;
  size_t at = absl::StartsWith(line, "(") ? 1 : 0;
  const size_t from = at;
  while (at < line.size() && (absl::ascii_isdigit(line[at]) || line[at] == '.')) ++at;
  const bool dotted = absl::StrContains(line.substr(0, at), '.');
  const bool letters = at == from;
  while (letters && at < line.size() && absl::StrContains("ivx", line[at])) ++at;
  if (letters && at == from && at < line.size() && absl::ascii_islower(line[at])) ++at;
  constexpr size_t kLongestNumber = 3;  // "(2009)" is a year
  if (at == from || (letters && at - from > kLongestRoman) ||
      (!letters && !dotted && at - from > kLongestNumber)) {
    return 0;
  }
  if (at < line.size() && line[at] == ')') {
    ++at;
  } else if (!dotted || from > 0) {
    return 0;  // "12 reviews" is no item, nor is "a review"
  }
  return at < line.size() && (line[at] == ' ' || line[at] == '\t') ? at : 0;
}

Line MarkedLine(absl::string_view text) {
  Line line;
  for (bool found = true; found;) {
    found = false;
    for (const absl::string_view bullet : kBullets) {
      if (!absl::ConsumePrefix(&text, bullet)) continue;
      line.mark = std::string(kBullets[0]);
      text = absl::StripLeadingAsciiWhitespace(text);
      found = true;
    }
  }
  if (const size_t length = NumberMark(text)) {
    line.mark = std::string(absl::StripSuffix(text.substr(0, length), "."));
    text = absl::StripLeadingAsciiWhitespace(text.substr(length));
  }
  line.text = std::string(text);
  return line;
}

std::string Lower(absl::string_view text) {
  return absl::AsciiStrToLower(absl::StripAsciiWhitespace(text));
}

template <typename Words>
bool HasAny(const std::string& text, const Words& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](absl::string_view word) { return absl::StrContains(text, word); });
}

}  // namespace

std::vector<Line> LinesOf(absl::string_view text) {
  std::vector<Line> lines;
  for (absl::string_view one : absl::StrSplit(WithoutTags(text), '\n')) {
    one = absl::StripAsciiWhitespace(one);
    if (one.empty()) continue;
    Line line = MarkedLine(one);
    if (!line.text.empty()) lines.push_back(std::move(line));
  }
  return lines;
}

std::string PlainText(absl::string_view text) {
  std::vector<std::string> lines;
  for (absl::string_view one : absl::StrSplit(WithoutTags(text), '\n')) {
    one = absl::StripAsciiWhitespace(one);
    if (!one.empty()) lines.emplace_back(one);
  }
  return absl::StrJoin(lines, " ");
}

bool SaysAsAbove(absl::string_view text) {
  constexpr std::array<absl::string_view, 8> kWords = {
      "as above", "ditto", "same as above", "see above",
      "\"",       "''",    "\xe2\x80\x9d",  "\xe3\x80\x83"};
  const std::string lower = Lower(absl::StripSuffix(PlainText(text), "."));
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

bool SaysNoAction(absl::string_view text) {
  constexpr std::array<absl::string_view, 8> kWords = {
      "n/a", "na", "none", "nil", "not applicable", "no action", "no action required", "-"};
  const std::string lower = Lower(absl::StripSuffix(PlainText(text), "."));
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

namespace {

// How an action stands whose cell begins with a tick, a cross or a box.
std::optional<Standing> StandingOfSign(absl::string_view text) {
  struct Sign {
    absl::string_view sign;
    Standing standing;
  };
  static const auto& signs = *new std::vector<Sign>{
      {kTick, {types::v1::ON_TRACK, true, "a tick is taken as done"}},
      {"\xe2\x9c\x94", {types::v1::ON_TRACK, true, "a tick is taken as done"}},
      {"\xe2\x9c\x85", {types::v1::ON_TRACK, true, "a tick is taken as done"}},
      {"\xe2\x88\x9a", {types::v1::ON_TRACK, true, "a tick is taken as done"}},
      {"\xef\x83\xbc", {types::v1::ON_TRACK, true, "a tick is taken as done"}},
      {kTickedBox, {types::v1::ON_TRACK, true, "a ticked box is taken as done"}},
      {kCrossedBox, {types::v1::ON_TRACK, true, "a box with a cross is taken as ticked, as done"}},
      {kEmptyBox, {types::v1::NOT_STARTED, false, "an empty box is taken as not started"}},
      {kCross, {types::v1::DELAYED, false, "a cross is taken as not done"}},
      {"\xe2\x9c\x98", {types::v1::DELAYED, false, "a cross is taken as not done"}},
      {"\xe2\x9d\x8c", {types::v1::DELAYED, false, "a cross is taken as not done"}}};
  for (const Sign& one : signs) {
    if (absl::StartsWith(text, one.sign)) return one.standing;
  }
  return std::nullopt;
}

// "Achieved but ongoing task": in the sentence that says that a thing is done.
bool TakesItBack(absl::string_view lower) {
  constexpr std::array<absl::string_view, 4> kGoesOn = {"ongoing", "on-going", "on going",
                                                        "continuing"};
  constexpr std::array<absl::string_view, 4> kBut = {" but ", "however", "although", "except"};
  constexpr std::array<absl::string_view, 5> kLeft = {"outstanding", "remain", "still ", " not ",
                                                      "to be "};
  const std::string sentence(lower.substr(0, lower.find_first_of(".;")));
  if (HasAny(sentence, kGoesOn)) return true;
  return std::any_of(kBut.begin(), kBut.end(), [&](absl::string_view word) {
    const size_t at = sentence.find(std::string(word));
    return at != std::string::npos && HasAny(sentence.substr(at), kLeft);
  });
}

}  // namespace

Standing ReadStanding(absl::string_view text) {
  const std::string lower = Lower(PlainText(text));
  if (lower.empty()) return {};
  // Of what follows these decide only at the beginning: in a sentence they tell of something else.
  constexpr std::array<absl::string_view, 6> kOver = {"superseded",     "no longer", "n/a",
                                                      "not applicable", "withdrawn", "abandoned"};
  constexpr std::array<absl::string_view, 2> kAgain = {"reopened", "re-opened"};
  constexpr std::array<absl::string_view, 6> kNotDone = {
      "not yet", "not started", "outstanding", "no progress", "to be ", "not been"};
  constexpr std::array<absl::string_view, 11> kLate = {
      "delay",  "overdue",      "slipped",  "behind",  "late ",    "not achieved",
      "unable", "not complete", "not done", "not met", "could not"};
  constexpr std::array<absl::string_view, 6> kPartly = {"partly", "partially",  "part ",
                                                        "nearly", "incomplete", "being "};
  constexpr std::array<absl::string_view, 3> kWithout = {"without action", "no action",
                                                         "without being"};
  constexpr std::array<absl::string_view, 5> kUnderWay = {"on track", "on-track", "under way",
                                                          "underway", "in progress"};
  constexpr std::array<absl::string_view, 7> kDone = {"achieved", "completed", "complete",   "done",
                                                      "closed",   "finished",  "implemented"};
  const auto on_track = [](absl::string_view doubt) {
    return Standing{types::v1::ON_TRACK, false, std::string(doubt)};
  };
  if (auto shown = StandingOfSign(lower)) return *std::move(shown);
  if (const SaidColour said = TakeColour(text);
      said.colour == types::v1::RED && said.rest.empty()) {
    return {types::v1::DELAYED, false, absl::StrCat("\"", lower, "\" is taken as delayed")};
  }
  if (std::any_of(kOver.begin(), kOver.end(),
                  [&](absl::string_view word) { return absl::StartsWith(lower, word); })) {
    return on_track("it may be no longer to be done; that is for the subgroup to say in Candour");
  }
  if (HasAny(lower, kAgain)) return on_track("it may have been done and taken up again");
  const bool begins_done = std::any_of(kDone.begin(), kDone.end(), [&](absl::string_view word) {
    return absl::StartsWith(lower, word) ||
           absl::StartsWith(lower, absl::StrCat("action ", word)) ||
           absl::StartsWith(lower, absl::StrCat("task ", word));
  });
  // "Achieved: no"
  const bool denied =
      begins_done && (absl::EndsWith(lower, ": no") || absl::EndsWith(lower, " - no") ||
                      absl::EndsWith(lower, "? no"));
  if (denied || lower == "no" || lower == "n") {
    return {types::v1::NOT_STARTED, false, absl::StrCat("\"", lower, "\" is taken as not done")};
  }
  if (begins_done && TakesItBack(lower)) {
    Standing standing = on_track("it says that it is done and goes on; it is taken as on track");
    standing.done_before = true;
    return standing;
  }
  if (begins_done && HasAny(lower, kWithout)) {
    return on_track("it may have ended without being done; that is for the subgroup to say");
  }
  if (begins_done && !HasAny(lower, kPartly)) return {types::v1::ON_TRACK, true, {}};
  if (HasAny(lower, kLate)) return {types::v1::DELAYED, false, {}};
  if (HasAny(lower, kNotDone)) return {types::v1::NOT_STARTED, false, {}};
  if (HasAny(lower, kPartly) || HasAny(lower, kUnderWay)) return on_track("");
  return on_track("how it stands is not said in words that are known; it is taken as on track");
}

std::vector<std::string> PartsOf(absl::string_view text) {
  std::vector<std::string> parts;
  const std::string joined = absl::StrReplaceAll(text, {{" and ", ","}, {" & ", ","}, {". ", ","}});
  for (const absl::string_view part : absl::StrSplit(joined, absl::ByAnyChar(",;/"))) {
    const absl::string_view bare = absl::StripSuffix(absl::StripAsciiWhitespace(part), ".");
    if (!bare.empty()) parts.emplace_back(bare);
  }
  return parts;
}

bool NamesARole(absl::string_view text) {
  for (const absl::string_view word :
       absl::StrSplit(text, absl::ByAnyChar(" /,;-().&\n\t"), absl::SkipEmpty())) {
    if (RoleWords().contains(absl::AsciiStrToLower(word))) return true;
    if (word.size() > 1 && std::all_of(word.begin(), word.end(), absl::ascii_isupper)) return true;
  }
  return false;
}

}  // namespace candour::cli::paper
