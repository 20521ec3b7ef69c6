// What the cells of a plan's table show beside their words: colours, signs, what is hidden or
// struck through.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "candour/types/v1/action_plan.pb.h"
#include "candour/types/v1/import_plan.pb.h"
#include "candour/types/v1/vocabulary.pb.h"
#include "tools/candour/paper/action_headings.h"
#include "tools/candour/paper/sheet.h"

namespace candour::cli::paper {

// The colour of a traffic light that people would call 0xRRGGBB; none if it is grey, white, black
// or none of them.
std::optional<types::v1::Colour> ColourOfFill(uint32_t fill);

// Where how an action stands is shown by the colour of its cell and not in words, that colour, with
// a doubt. Where both say something, words stand.
void TakeFill(const Cell& cell, std::optional<types::v1::Colour>& colour,
              types::v1::ImportReport::Row& report);

// Doubts for what is remarkable about a row's cells; problems for cells that the plan needs and
// that say nothing although they should: formulas without a value, actions struck through.
void TellMarks(const Row& row, const Columns& columns, types::v1::ImportReport::Row& report);

// The texts of the cells that have one.
std::vector<std::string> FilledCells(const Row& row);

// A row of dashes.
bool IsDrawnLine(const Row& row);

// "* Subject to funding", "Key: R = red": a cell that stands alone and says that it is a note.
bool IsNote(const Row& row);

// What its cells keep beside their text.
std::string KeptWords(const Row& row);

// How what is said of the row of the headings begins.
inline constexpr char kTheHeadings[] = "the headings";

// What is said of it: which are not known, and what the sheet hides.
std::string HeadingsText(const Columns& columns, const Sheet& sheet);

}  // namespace candour::cli::paper
