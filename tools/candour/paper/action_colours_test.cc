#include "tools/candour/paper/action_colours.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "tools/candour/paper/read_before.h"

namespace candour::cli::paper {
namespace {

std::string Said(const SaidColour& said) {
  return absl::StrCat(said.colour ? types::v1::Colour_Name(*said.colour) : "none", "|", said.rest,
                      "|", said.doubt);
}

TEST_CASE("what a cell says of a colour, and what it says besides") {
  struct Row {
    const char* cell;
    const char* said;  // the colour, what stands besides, what was assumed
  };
  const std::vector<Row> rows = {
      {"GREEN", "GREEN||"},
      {"g ", "GREEN||"},
      {"R.", "RED||"},
      {"", "none||"},
      {"On track", "none|On track|"},
      {"Green?", "none|Green?|"},
      // Several.
      {"A/G", "AMBER||more than one colour stands there, amber, green; the worst, amber, is taken"},
      {"A-G", "AMBER||more than one colour stands there, amber, green; the worst, amber, is taken"},
      {"Red/Amber", "RED||more than one colour stands there, amber, red; the worst, red, is taken"},
      {"Yellow", "AMBER||yellow is taken as amber"},
      {"R / A / G", "none|R / A / G|"},
      // What stands besides.
      {"Green - done", "GREEN|done|"},
      {"Green \u2013 done", "GREEN|done|"},
      {"Completed - Green", "GREEN|Completed|"},
      {"Completed (G)", "GREEN|Completed|"},
      {"RED - no progress", "RED|no progress|"},
      {"Green (was Amber)", "GREEN|was Amber|"},
      {"Green, not amber and no longer red", "GREEN|not amber and no longer red|"},
      {"Green for health, amber for police",
       "AMBER|Green for health, amber for police|more than one colour stands there, amber, green; "
       "the worst, amber, is taken; \"Green for health, amber for police\" is taken as amber"},
      {"Rated green", "GREEN|Rated green|\"Rated green\" is taken as green"},
      // What is not so, or not yet.
      {"Not green", "none|Not green|"},
      {"No longer amber", "none|No longer amber|"},
      {"Green by May", "none|Green by May|"},
      {"Should be green soon", "none|Should be green soon|"},
      {"non-green", "none|non-green|"},
      {"Not green - amber", "AMBER|Not green|"},
      // What it was, and is now.
      {"Was red, now green", "GREEN|Was red, now green|\"Was red, now green\" is taken as green"},
      {"Amber \u2192 Green", "GREEN||\"Amber \u2192 Green\" is taken as green"},
      {"R -> A", "AMBER||\"R -> A\" is taken as amber"},
      {"From red to amber", "AMBER|From red to amber|\"From red to amber\" is taken as amber"},
      {"Amber to green by May", "none|Amber to green by May|"},
      {"Now not green", "none|Now not green|"},
      // A letter that is none.
      {"Plan B, done", "none|Plan B, done|"},
      {"A. Leaflets sent", "none|A. Leaflets sent|"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.cell);
    CHECK(Said(ReadColour(row.cell)) == row.said);
  }
}

TEST_CASE("what tells of progress says a colour by itself, or none") {
  struct Row {
    const char* cell;
    const char* said;
  };
  const std::vector<Row> rows = {
      {"A/G", "AMBER||more than one colour stands there, amber, green; the worst, amber, is taken"},
      {"Green - done", "GREEN|done|"},
      {"Green - no longer amber", "GREEN|no longer amber|"},
      {"Was red, now green", "GREEN|Was red, now green|\"Was red, now green\" is taken as green"},
      {"Green spaces improved", "none|Green spaces improved|"},
      {"The cover was changed - green", "none|The cover was changed - green|"},
      {"Not green", "none|Not green|"},
      {"n/a", "none|n/a|"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.cell);
    CHECK(Said(TakeColour(row.cell)) == row.said);
  }
}

TEST_CASE("what imports took before is known, whatever is understood since") {
  struct Row {
    CellsBefore cells;
    const char* said;  // colour and progress
  };
  const std::vector<Row> rows = {
      {{"", true, "Not green", {}}, "GREEN|"},
      {{"", true, "Was red, now green", {}}, "RED|"},
      {{"", true, "Green (was Amber)", {}}, "AMBER|was Amber)"},
      {{"", true, "Completed - Green", {}}, "GREEN|"},
      {{"", true, "Complete", {}}, "none|Complete"},
      {{"", true, "Complete", types::v1::GREEN}, "GREEN|"},
      {{"R", true, "", {}}, "none|R"},
      {{"Green - done", false, "", {}}, "GREEN|done"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.cells.said, row.cells.progress);
    const SaidBefore before = ReadBefore(row.cells);
    CHECK(absl::StrCat(before.colour ? types::v1::Colour_Name(*before.colour) : "none", "|",
                       before.progress) == row.said);
  }
}

}  // namespace
}  // namespace candour::cli::paper
