// What the cells of action plans say, and what had to be assumed to read it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "candour/types/v1/action_plan.pb.h"
#include "candour/types/v1/vocabulary.pb.h"

namespace candour::cli::paper {

// One line or item of a cell.
struct Line {
  std::string text;
  std::string mark;  // "1.1" or a bullet; blank: it is not marked as an item
};

// The lines of a cell, whatever marks them: line ends, or the tags of a web page ("<p>", "<li>").
// Blank ones are left out.
std::vector<Line> LinesOf(absl::string_view text);

// Without tags, on one line.
std::string PlainText(absl::string_view text);

// "As above", "Ditto", a ditto mark.
bool SaysAsAbove(absl::string_view text);

// "N/A", "None": what stands where an action would and is none.
bool SaysNoAction(absl::string_view text);

struct Standing {
  types::v1::ActionStatus status = types::v1::ACTION_STATUS_UNSPECIFIED;  // not said
  bool done = false;         // so the plan says: the owner's word, and nobody else's
  std::string doubt;         // where the words do not say how it stands; blank: they do
  bool done_before = false;  // earlier imports took the same words as saying that it is done
};

// "Achieved. Leaflet sent", "Outstanding Task", "Delayed but underway".
Standing ReadStanding(absl::string_view text);

// What stands between commas, full stops and the like.
std::vector<std::string> PartsOf(absl::string_view text);

// Whether the words name a post or a body. What does not may name a person.
bool NamesARole(absl::string_view text);

}  // namespace candour::cli::paper
