// candour plan import: an action or business plan kept before Candour, taken over row by row.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/candour/session/session.h"
#include "tools/candour/session/terminal.h"

namespace candour::cli {

struct PlanImportOptions {
  std::string file;
  std::string title;                  // of the plan: the same title is the same plan
  std::string review;                 // the review it carries out, by reference or id; blank: none
  std::string source;                 // of its recommendations; blank: the Board's business plan
  std::string made_on;                // when it was agreed
  std::string updated_on;             // when its progress was written; blank: when it was agreed
  std::string owner;                  // of actions whose lead names no agency
  std::vector<std::string> agencies;  // "paper words=agency"
  std::vector<std::string> headings;  // "heading=meaning"
  bool record = false;
};

// FAILED_PRECONDITION if rows were refused; the report says which, and is printed in any case.
absl::Status ImportPlanFile(const PlanImportOptions& options, Session& session, Terminal& terminal);

}  // namespace candour::cli
