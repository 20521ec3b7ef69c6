// What people are called in a review in place of their names.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace candour::cli::paper {

class Letters {
 public:
  // Of "NAME=LETTER", such as "Ada Example=Child A". INVALID_ARGUMENT naming what is not so.
  static absl::StatusOr<Letters> From(const std::vector<std::string>& called);

  // The text with the letter for every name, however it is spaced, hyphenated or capitalised. A
  // name within a longer word is none.
  std::string InPlaceOfNames(absl::string_view text) const;

  // Whether a part of a name still stands in a text: a first name alone, a family name. A short
  // word in small letters is taken as one of the language: "will", "may".
  bool PartStandsIn(absl::string_view text) const;

 private:
  struct Called {
    std::vector<std::string> name;  // its words
    std::string letter;
  };
  std::vector<Called> called_;  // names of most words first
};

}  // namespace candour::cli::paper
