// Letters as boards word them: text with places in braces that are filled for each letter.
#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "candour/types/v1/guidance.pb.h"

namespace candour::workflows::editions {

// INVALID_ARGUMENT unless the letter has a title, words and an audience, its braces are paired, and
// every place is one that letters to that audience have. What they have, the error lists.
absl::Status CheckLetter(const types::v1::LetterTemplate& letter);

// The words, each place filled. INVALID_ARGUMENT, naming the place, if `values` has nothing for
// one. `letter` has passed CheckLetter. What is filled in is never searched for places.
absl::StatusOr<std::string> FillLetter(const types::v1::LetterTemplate& letter,
                                       const std::map<std::string, std::string>& values);

}  // namespace candour::workflows::editions
