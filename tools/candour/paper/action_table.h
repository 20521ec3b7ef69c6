// Action and business plans as boards kept them in tables: recommendations or objectives, what is
// done about each by whom and until when, and how it stands. No two boards have the same columns:
// what one means is known by its heading.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "candour/types/v1/import_plan.pb.h"
#include "tools/candour/paper/action_due.h"
#include "tools/candour/paper/action_words.h"
#include "tools/candour/paper/read_before.h"
#include "tools/candour/paper/sheet.h"

namespace candour::cli::paper {

struct ReadRecommendation {
  std::string number;  // the paper's; where it gives none, one that the paper does not use
  std::string name;    // tells it from others of its text, whatever numbers others are given
  std::string text;
  std::string objective;  // blank: none stands above it

  // By which an earlier reading of the paper can be found, with other rows around it.
  std::string Said() const { return name + "/" + text; }
};

struct TableReading {
  std::map<std::string, std::string> agencies;  // id by name, and by what else the paper calls them
  std::string default_owner_id;  // of actions whose lead names no agency; blank: they are refused
  std::map<std::string, std::string> headings;  // meaning by heading, where it is not known
  std::string title;                            // of the plan
  absl::CivilDay made_on;                       // a year of two digits that is due lies near it
  // What an earlier reading that was taken over made of the paper: the number a recommendation was
  // given there, blank if it was not among them; and all numbers that were given.
  std::function<std::string(const ReadRecommendation&)> number_before;
  std::set<std::string> numbers_before;
};

// One action of a row.
struct ReadAction {
  std::string text;
  std::string how;
  std::string owner_id;
  std::string lead_role;
  std::string measure;
  Due due;
  std::string progress;
  Standing standing;
  std::optional<types::v1::Colour> colour;
  SaidBefore before;         // as earlier imports read the same cells
  std::string owner_before;  // likewise
};

struct ReadPlanRow {
  types::v1::ImportReport::Row report;
  int recommendation = -1;  // what its actions answer, among ReadPlan::recommendations
  bool introduces = false;  // it is the first row of that recommendation
  std::vector<ReadAction> actions;
  std::string as_written;
  std::string said;  // as it is understood (action_rows.h); blank of a cell that stands alone
  std::string kept;  // words that are none of its text: struck through, of a footnote
};

struct ReadPlan {
  std::vector<ReadRecommendation> recommendations;
  std::vector<ReadPlanRow> rows;  // every row of every table, in order
};

// Every row is there: taken, taken with a stated doubt, refused with the reason, or passed over
// because it is no part of the plan (headings, a line drawn, blank rows, several together). A cell
// that lists several actions becomes several. INVALID_ARGUMENT if no table has headings that are
// known, naming what is looked for.
absl::StatusOr<ReadPlan> ReadActionPlan(const std::vector<Sheet>& sheets,
                                        const TableReading& reading);

}  // namespace candour::cli::paper
