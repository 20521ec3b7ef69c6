#include "workflows/editions/letters.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"

namespace candour::workflows::editions {
namespace {

using types::v1::LetterTemplate;

// What a letter to an audience may ask for; the first three are in every letter's gift.
std::vector<std::string> PlacesOf(LetterTemplate::Audience audience) {
  std::vector<std::string> places = {"board", "reference", "today"};
  switch (audience) {
    case LetterTemplate::AGENCY:
    case LetterTemplate::NAMED_EXECUTIVE:
      places.insert(places.end(), {"addressee", "agency", "asked_on", "due_on", "form", "number"});
      break;
    case LetterTemplate::FAMILY:
      places.insert(places.end(), {"addressee", "child"});
      break;
    default:
      break;
  }
  return places;
}

absl::Status Refused(const LetterTemplate& letter, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat("letter ", letter.key(), ": ", what));
}

// Hands the plain stretches and the places to `plain` and `place`, in order.
template <typename Plain, typename Place>
absl::Status Walk(const LetterTemplate& letter, const Plain& plain, const Place& place) {
  const std::string& text = letter.text();
  size_t at = 0;
  while (at < text.size()) {
    const size_t open = text.find_first_of("{}", at);
    plain(text.substr(at, open == std::string::npos ? open : open - at));
    if (open == std::string::npos) break;
    const size_t close = text.find_first_of("{}", open + 1);
    if (text[open] == '}' || close == std::string::npos || text[close] == '{') {
      return Refused(letter, "a brace stands alone: write places as {board}");
    }
    RETURN_IF_ERROR(place(text.substr(open + 1, close - open - 1)));
    at = close + 1;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckLetter(const LetterTemplate& letter) {
  if (absl::StripAsciiWhitespace(letter.title()).empty())
    return Refused(letter, "title is missing");
  if (absl::StripAsciiWhitespace(letter.text()).empty()) return Refused(letter, "text is missing");
  if (letter.audience() == LetterTemplate::AUDIENCE_UNSPECIFIED) {
    return Refused(letter, "audience is missing");
  }
  const std::vector<std::string> known = PlacesOf(letter.audience());
  return Walk(
      letter, [](const std::string&) {},
      [&](const std::string& place) -> absl::Status {
        if (std::find(known.begin(), known.end(), place) != known.end()) return absl::OkStatus();
        return Refused(letter,
                       absl::StrCat("there is no place {", place, "} in such letters; there are ",
                                    absl::StrJoin(known, ", ")));
      });
}

absl::StatusOr<std::string> FillLetter(const LetterTemplate& letter,
                                       const std::map<std::string, std::string>& values) {
  std::string filled;
  RETURN_IF_ERROR(Walk(
      letter, [&](const std::string& plain) { filled += plain; },
      [&](const std::string& place) -> absl::Status {
        const auto value = values.find(place);
        if (value == values.end() || value->second.empty()) {
          return Refused(letter,
                         absl::StrCat("nothing is known to put in the place {", place, "}"));
        }
        filled += value->second;
        return absl::OkStatus();
      }));
  return filled;
}

}  // namespace candour::workflows::editions
