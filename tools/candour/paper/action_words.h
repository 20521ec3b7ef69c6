// What the cells of action plans say, and what had to be assumed to read it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "candour/types/v1/action_plan.pb.h"
#include "candour/types/v1/vocabulary.pb.h"
#include "tools/candour/paper/sheet.h"

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

struct Due {
  std::optional<absl::CivilDay> on;  // none: on no day
  std::string words;                 // as written, where they say more or other than the day
  std::string doubt;                 // blank if nothing was assumed
};

// "31 st March 2015"; "July 2014" is due on its last day; "July 2014 and January 2015" on the later
// one; "Ongoing" on none. Never fails: what is no date is kept in words, with a doubt.
// A year of two digits is the one nearest to `near`.
Due ReadDue(const Cell& cell, absl::CivilDay near);

struct Standing {
  types::v1::ActionStatus status = types::v1::ACTION_STATUS_UNSPECIFIED;  // not said
  bool done = false;  // so the plan says: the owner's word, and nobody else's
  std::string doubt;  // where the words do not say how it stands; blank: they do
};

// "Achieved. Leaflet sent", "Outstanding Task", "Delayed but underway".
Standing ReadStanding(absl::string_view text);

// "Red", "G", "Amber/Green" (the worse); none if it is no colour, as "n/a" is not.
std::optional<types::v1::Colour> ReadColour(absl::string_view text);

// Takes the colour off what is nothing but one, or begins with one and goes on behind a mark:
// "Green - done".
std::optional<types::v1::Colour> TakeColour(std::string& progress);

// What stands between commas, full stops and the like.
std::vector<std::string> PartsOf(absl::string_view text);

// Whether the words name a post or a body. What does not may name a person.
bool NamesARole(absl::string_view text);

}  // namespace candour::cli::paper
