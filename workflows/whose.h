// Whose a stream is. A death or a review is its lead's, and so is everything that is part of it:
// its chronology, its action plans and its documents are worked on by whoever leads it, from the
// moment the lead passes, and by nobody else. What is part of neither stays with the board that
// opened it. (Working Together: one board leads, and others join in.)
#pragma once

#include <optional>
#include <string>

#include "candour/types/v1/rejection.pb.h"
#include "workflows/aggregate.h"
#include "workflows/context.h"

namespace candour::workflows {

// The board that alone acts on it. `whole` is the case it is part of; null: of none.
const std::string& HeldBy(const Aggregate& one, const Aggregate* whole);

// Until when the record of it is open to a board: for ever to the one that holds it, until the lead
// passed on to one that led before, to any other not at all (none).
std::optional<Micros> OpenUntil(const std::string& board_id, const Aggregate& one,
                                const Aggregate* whole);

// The stream of a kind with that id, among those that were loaded; null if it was not.
template <typename State>
const State* Loaded(const Context& context, const std::string& id) {
  for (const Aggregate* stream : context.streams) {
    const auto* found = dynamic_cast<const State*>(stream);
    if (found != nullptr && found->id == id && found->Exists()) return found;
  }
  return nullptr;
}

// WRONG_BOARD unless the board one acts for holds it.
std::optional<types::v1::Rejection> UnlessHeldHere(const Aggregate& one, const Context& context);

}  // namespace candour::workflows
