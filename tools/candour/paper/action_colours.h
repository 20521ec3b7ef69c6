// What the cells of action plans say of the colour of an action: of the subgroup's own red, amber
// and green, and of what stands beside it.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "candour/types/v1/action_plan.pb.h"

namespace candour::cli::paper {

struct SaidColour {
  std::optional<types::v1::Colour> colour;  // none: the cell says none, or none that is so now
  std::string rest;                         // what it says besides; all of it if it says no colour
  std::string doubt;                        // what was assumed; blank if nothing was
};

// Of a cell where colours stand: "Red", "G", "A/G" (the worse), "Green - done", "Completed -
// Green", "Green (was amber)", "Was red, now green". "Not green" and "Green by May" say no colour
// that is so now, and "R / A / G" offers all.
SaidColour ReadColour(absl::string_view text);

// Of what tells of progress: a colour only where there is nothing else, or where it begins and goes
// on behind a mark: "Green - done".
SaidColour TakeColour(absl::string_view progress);

}  // namespace candour::cli::paper
