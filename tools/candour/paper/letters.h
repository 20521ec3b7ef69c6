// What people are called in a review in place of their names.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace candour::cli::paper {

class Letters {
 public:
  // Earlier imports knew a name by its own letters and with its parts apart. What they took is
  // recognised by reading it as they did.
  enum class Reading { kNow, kBefore };

  // Of "NAME=LETTER", such as "Ada Example=Child A". INVALID_ARGUMENT naming what is not so.
  static absl::StatusOr<Letters> From(const std::vector<std::string>& called,
                                      Reading reading = Reading::kNow);

  // The text with the letter for every name, however it is spaced, also not at all, hyphenated,
  // capitalised or accented. A name within a longer word is none.
  std::string InPlaceOfNames(absl::string_view text) const;

  // Whether a part of a name still stands in a text: a first name alone, a family name, one that a
  // word in capitals begins with ("Adas"), or two of one name within a word. A short word in small
  // letters is taken as one of the language: "will", "may".
  bool PartStandsIn(absl::string_view text) const;

 private:
  struct Called {
    std::vector<std::string> name;  // its words
    std::string letter;
  };
  Reading reading_ = Reading::kNow;
  std::vector<Called> called_;  // names of most words first
};

}  // namespace candour::cli::paper
