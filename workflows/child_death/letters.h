// Writing a letter of the board's own words, for whichever rule has one written.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "workflows/board/board.h"
#include "workflows/child_death/child_death.h"
#include "workflows/decision.h"

namespace candour::workflows::child_death {

struct LetterToWrite {
  std::string letter_id;
  std::string template_key;
  std::string author_person_id;
  types::v1::LetterTemplate::Audience audience{};
  std::string to_agency_id = {};
  std::string to_person_id = {};
  std::string to_relative_id = {};
  // What is filled in besides the board's name, the case's reference and today's date.
  std::map<std::string, std::string> places = {};
};

// Adds the draft of the letter and, sealed apart, its words: LetterDrafted, LetterWorded. Refused,
// and nothing added, if the board has adopted no such letter, it is to somebody else, its author is
// not registered, or nothing is known to put in one of its places.
std::optional<types::v1::Rejection> AddLetter(const LetterToWrite& letter, const Context& context,
                                              const ChildDeath& death, const board::Board& board,
                                              const google::protobuf::Message& command,
                                              Decision& decision);

}  // namespace candour::workflows::child_death
