#include "tools/candour/paper/action_colours.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "tools/candour/paper/action_words.h"
#include "workflows/words.h"

namespace candour::cli::paper {
namespace {

using types::v1::Colour;

struct Named {
  absl::string_view word;
  absl::string_view letter;  // blank: nobody shortens it
  Colour colour;
};
constexpr Named kNamed[] = {{"red", "r", types::v1::RED},     {"amber", "a", types::v1::AMBER},
                            {"yellow", "", types::v1::AMBER}, {"orange", "", types::v1::AMBER},
                            {"green", "g", types::v1::GREEN}, {"blue", "b", types::v1::BLUE}};

constexpr absl::string_view kMarks = ",;:()[]/.|!*\"";
constexpr absl::string_view kDashes[] = {"-", "\xe2\x80\x93", "\xe2\x80\x94"};
constexpr absl::string_view kArrows[] = {"->", "=>", "\xe2\x86\x92", "\xe2\x87\x92", ">"};

// Before a colour: so it was, and is no more. "To" ends it: "from red to green".
constexpr absl::string_view kPast[] = {"was",      "were",      "from",       "previously",
                                       "formerly", "initially", "originally", "earlier"};
// Before a colour: so it is not, or not yet. It lasts as far as the next mark.
constexpr absl::string_view kNotSo[] = {
    "not",      "no",     "never",  "nor",     "longer",   "isn't", "than",   "until", "till",
    "be",       "become", "will",   "would",   "should",   "could", "might",  "must",  "hope",
    "hoped",    "aim",    "target", "towards", "expected", "if",    "unless", "when",  "nearly",
    "becoming", "almost", "moving", "turning", "going",    "needs", "once",   "before"};
// Behind a colour: so it will be.
constexpr absl::string_view kThen[] = {"by",     "if",   "when", "once",   "expected", "until",
                                       "unless", "soon", "next", "before", "target",   "?"};
constexpr absl::string_view kNow[] = {"now", "currently", "presently", "today"};

struct Token {
  enum Kind { kWord, kColour, kMark, kArrow };
  Kind kind = kWord;
  size_t from = 0;
  size_t until = 0;
  std::string lower;
  const Named* named = nullptr;
  enum Standing { kPlain, kSoNow, kNotSoNow };
  Standing standing = kPlain;

  bool Is(absl::Span<const absl::string_view> words) const {
    return std::find(words.begin(), words.end(), lower) != words.end();
  }
  bool IsColour() const { return kind == kColour; }
  bool IsLetter() const { return IsColour() && lower.size() == 1; }
};

// How long the first of the signs is that stands at the beginning of the text; 0 if none does.
size_t SignAt(absl::string_view text, absl::Span<const absl::string_view> signs) {
  for (const absl::string_view sign : signs) {
    if (absl::StartsWith(text, sign)) return sign.size();
  }
  return 0;
}

Token WordAt(absl::string_view text, size_t from, size_t until) {
  Token token{Token::kWord, from, until, absl::AsciiStrToLower(text.substr(from, until - from))};
  for (const Named& one : kNamed) {
    if (token.lower != one.word && token.lower != one.letter) continue;
    token.kind = Token::kColour;
    token.named = &one;
  }
  return token;
}

// A dash within a word parts it where a colour stands before it: "A-G", and not "non-green".
std::vector<Token> TokensOf(absl::string_view text) {
  std::vector<Token> tokens;
  for (size_t at = 0; at < text.size();) {
    const absl::string_view left = text.substr(at);
    if (absl::ascii_isspace(left[0])) {
      ++at;
    } else if (const size_t arrow = SignAt(left, kArrows)) {
      tokens.push_back({Token::kArrow, at, at + arrow, {}});
      at += arrow;
    } else if (const size_t dash = SignAt(left, kDashes)) {
      tokens.push_back({Token::kMark, at, at + dash, "-"});
      at += dash;
    } else if (absl::StrContains(kMarks, left[0])) {
      tokens.push_back({Token::kMark, at, at + 1, std::string(left.substr(0, 1))});
      ++at;
    } else if (left[0] == '?') {
      tokens.push_back({Token::kWord, at, at + 1, "?"});
      ++at;
    } else {
      const size_t from = at;
      while (at < text.size() && !absl::ascii_isspace(text[at]) && text[at] != '?' &&
             !absl::StrContains(kMarks, text[at]) && SignAt(text.substr(at), kArrows) == 0) {
        const size_t within = SignAt(text.substr(at), kDashes);
        if (within > 0 && WordAt(text, from, at).IsColour()) break;
        at += std::max<size_t>(within, 1);
      }
      tokens.push_back(WordAt(text, from, at));
    }
  }
  return tokens;
}

// Words that tell which of several colours is so now.
bool Joins(const Token& token) {
  return token.kind != Token::kWord || token.Is(kPast) || token.Is(kNow) || token.lower == "to";
}

// A letter is a colour where nothing but colours stands in the cell, or where it stands alone
// between marks: "G - done", and not "a leaflet", "Plan B", "A. Leaflets" or "B) Leaflets".
void DropLetters(std::vector<Token>& tokens, absl::string_view text) {
  const bool only = std::none_of(tokens.begin(), tokens.end(),
                                 [](const Token& one) { return one.kind == Token::kWord; });
  if (only) return;
  for (size_t at = 0; at < tokens.size(); ++at) {
    Token& token = tokens[at];
    if (!token.IsLetter()) continue;
    const bool marks_item =
        at + 1 < tokens.size() && at == 0 && (tokens[1].lower == "." || tokens[1].lower == ")");
    const bool alone = (at == 0 || Joins(tokens[at - 1])) &&
                       (at + 1 == tokens.size() || Joins(tokens[at + 1])) && !marks_item;
    if (alone && absl::ascii_isupper(text[token.from])) continue;
    token.kind = Token::kWord;
    token.named = nullptr;
  }
}

void FindStanding(std::vector<Token>& tokens) {
  bool past = false;
  bool not_so = false;
  bool now = false;
  for (size_t at = 0; at < tokens.size(); ++at) {
    Token& token = tokens[at];
    const bool to = token.kind == Token::kArrow || token.lower == "to";
    if (to && at > 0 && tokens[at - 1].IsColour()) now = true;
    if (to) past = false;
    if (token.kind == Token::kMark && token.lower != "/") past = not_so = now = false;
    if (token.Is(kNow)) {
      past = not_so = false;
      now = true;
    }
    past = past || token.Is(kPast);
    not_so = not_so || token.Is(kNotSo);
    if (!token.IsColour()) continue;
    token.standing = past || not_so ? Token::kNotSoNow : now ? Token::kSoNow : Token::kPlain;
    for (size_t behind = at + 1; behind < tokens.size(); ++behind) {
      if (tokens[behind].kind == Token::kMark) break;
      if (tokens[behind].Is(kThen)) token.standing = Token::kNotSoNow;
    }
  }
}

// Of a run of colours at one end of a cell.
bool OfRun(const Token& token) {
  return token.kind == Token::kMark || (token.IsColour() && token.standing == Token::kPlain);
}

std::string Bare(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  if (absl::EndsWith(text, ")") && !absl::StrContains(text, "(")) text.remove_suffix(1);
  return std::string(text);
}

// What stands behind the mark that ends a run of colours at the beginning; none if there is none.
std::optional<std::string> BehindColours(absl::string_view text, const std::vector<Token>& tokens) {
  const auto end = std::find_if_not(tokens.begin(), tokens.end(), OfRun);
  const bool run = end != tokens.end() && end != tokens.begin() && tokens[0].IsColour();
  if (!run || std::prev(end)->IsColour()) return std::nullopt;
  return Bare(text.substr(end->from));
}

// What stands before the mark that begins a run of colours at the end.
std::optional<std::string> BeforeColours(absl::string_view text, const std::vector<Token>& tokens) {
  const auto begin = std::find_if_not(tokens.rbegin(), tokens.rend(), OfRun).base();
  const bool run =
      begin != tokens.begin() && begin != tokens.end() && !begin->IsColour() &&
      std::any_of(begin, tokens.end(), [](const Token& one) { return one.IsColour(); });
  if (!run) return std::nullopt;
  return Bare(text.substr(0, std::prev(begin)->until));
}

// The colours that are so now: those said to be, or else those of which nothing is said.
std::vector<Token> SoNow(const std::vector<Token>& tokens, Token::Standing standing) {
  std::vector<Token> found;
  for (const Token& token : tokens) {
    if (token.IsColour() && token.standing == standing) found.push_back(token);
  }
  return found;
}

void AddDoubt(std::string& doubt, const std::string& more) {
  absl::StrAppend(&doubt, doubt.empty() ? "" : "; ", more);
}

// The worst, with what is assumed by taking it.
SaidColour WorstOf(const std::vector<Token>& colours) {
  const Token& worst = *std::min_element(
      colours.begin(), colours.end(),
      [](const Token& one, const Token& other) { return one.named->colour < other.named->colour; });
  std::set<std::string> words;
  for (const Token& one : colours) words.insert(workflows::Words(one.named->colour));
  SaidColour said{worst.named->colour, {}, {}};
  const std::string taken = workflows::Words(worst.named->colour);
  if (words.size() > 1) {
    said.doubt = absl::StrCat("more than one colour stands there, ", absl::StrJoin(words, ", "),
                              "; the worst, ", taken, ", is taken");
  }
  if (worst.named->letter.empty()) {
    AddDoubt(said.doubt, absl::StrCat(worst.named->word, " is taken as ", taken));
  }
  return said;
}

bool OffersAll(const std::vector<Token>& tokens) {
  constexpr size_t kTrafficLight = 3;
  std::set<Colour> all;
  for (const Token& token : tokens) {
    if (token.kind == Token::kWord || token.kind == Token::kArrow) return false;
    if (token.IsColour()) all.insert(token.named->colour);
  }
  return all.size() >= kTrafficLight;
}

enum class Column { kColours, kProgress };

SaidColour Read(absl::string_view written, Column column) {
  const std::string text = PlainText(written);
  std::vector<Token> tokens = TokensOf(text);
  DropLetters(tokens, text);
  FindStanding(tokens);
  const SaidColour none{std::nullopt, text, {}};
  std::vector<Token> colours = SoNow(tokens, Token::kSoNow);
  const bool told = !colours.empty();  // which of them is so now
  if (!told) colours = SoNow(tokens, Token::kPlain);
  if (colours.empty() || OffersAll(tokens)) return none;
  SaidColour said = WorstOf(colours);
  const bool only = std::none_of(tokens.begin(), tokens.end(),
                                 [](const Token& one) { return one.kind == Token::kWord; });
  if (only && !told) return said;
  std::optional<std::string> beside;
  if (!told) beside = BehindColours(text, tokens);
  if (!told && !beside && column == Column::kColours) beside = BeforeColours(text, tokens);
  if (beside) {
    said.rest = *beside;
    return said;
  }
  const bool joined = std::all_of(tokens.begin(), tokens.end(), Joins);
  if (column == Column::kProgress && !joined) return none;
  AddDoubt(said.doubt, absl::StrCat("\"", text, "\" is taken as ", workflows::Words(*said.colour)));
  if (!only) said.rest = text;
  return said;
}

}  // namespace

SaidColour ReadColour(absl::string_view text) { return Read(text, Column::kColours); }

SaidColour TakeColour(absl::string_view progress) { return Read(progress, Column::kProgress); }

}  // namespace candour::cli::paper
