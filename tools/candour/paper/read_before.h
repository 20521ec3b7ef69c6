// How imports until November 2026 read what plans say of how an action stands. What they took from
// a file is in the log, and is recognised when the same file comes again: nothing here changes.
#pragma once

#include <optional>
#include <string>

#include "candour/types/v1/action_plan.pb.h"

namespace candour::cli::paper {

struct SaidBefore {
  std::optional<types::v1::Colour> colour;  // any colour that was named, the worst of several
  std::string progress;
};

struct CellsBefore {
  std::string progress;
  bool has_colours;                       // whether there is a column of colours
  std::string said;                       // what stands in it
  std::optional<types::v1::Colour> fill;  // of the cell that shows the colour
};
SaidBefore ReadBefore(const CellsBefore& cells);

}  // namespace candour::cli::paper
