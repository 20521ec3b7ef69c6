// The commands of the command line, each group adding its own to the parser. What is chosen is run
// once the whole line has been read.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "tools/candour/session/session.h"
#include "tools/candour/session/terminal.h"

namespace CLI {
class App;
}

namespace candour::cli {

struct Chosen {
  std::function<absl::Status(Session&, Terminal&)> run;
  std::function<absl::Status(Terminal&)> offline;  // instead, for what asks no server
  std::string usual_role;                          // unless --as says otherwise
};

void AddCaseCommands(CLI::App& app, Chosen& chosen);    // case list, show, timeline, clocks
void AddIntakeCommands(CLI::App& app, Chosen& chosen);  // notify; case duplicates
void AddFollowCommands(CLI::App& app, Chosen& chosen);  // recommendations, meetings, figures, board
void AddAgencyCommands(CLI::App& app, Chosen& chosen);  // agency owes, timeliness, merged
void AddReturnCommands(CLI::App& app, Chosen& chosen);  // register, submission, return
void AddAuditCommands(CLI::App& app, Chosen& chosen);   // audit decisions, as-of, diff
void AddLogCommands(CLI::App& app, Chosen& chosen);     // log list, verify, checkpoint, backup ...
void AddProofCommands(CLI::App& app, Chosen& chosen);   // export, verify
void AddForgetCommands(CLI::App& app, Chosen& chosen);  // forget request, carry-out, list, hold
void AddUpkeepCommands(CLI::App& app, Chosen& chosen);  // log open, confirm-clock; views rebuild
void AddDocumentCommands(CLI::App& app, Chosen& chosen);    // document add, list, get ...
void AddImportCommands(CLI::App& app, Chosen& chosen);      // import
void AddReviewCommands(CLI::App& app, Chosen& chosen);      // review list, contributions
void AddChronologyCommands(CLI::App& app, Chosen& chosen);  // chronology show, import
void AddPlanCommands(CLI::App& app, Chosen& chosen);        // actions, plan progress, plan import
void AddDemoCommands(CLI::App& app, Chosen& chosen);        // demo load, tenants

}  // namespace candour::cli
