// candour log list | verify | checkpoint
#include <CLI/CLI.hpp>
#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "candour/record/v1/record.pb.h"
#include "tools/candour/cases.h"
#include "tools/candour/commands.h"
#include "tools/candour/rows.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

const Shape& LogShape() {
  static const auto& shape = *new Shape{"logs",
                                        {{"Tenant", "tenant"},
                                         {"Origin", "origin"},
                                         {"Events", "size"},
                                         {"Its time", "now_micros"},
                                         {"Driven", "driven_clock"},
                                         {"Read-only because", "read_only_because"}},
                                        "log",
                                        "logs",
                                        "There are no logs yet. `candour demo load` makes two."};
  return shape;
}

absl::Status ListLogs(Session& session, Terminal& terminal) {
  record::v1::ListLogsReply reply;
  RETURN_IF_ERROR(
      session.Call("candour.record.v1.Record.ListLogs", record::v1::ListLogsRequest(), reply));
  terminal.out << (terminal.json ? JsonText(reply) : RowsText(reply, LogShape()));
  return absl::OkStatus();
}

absl::Status VerifyLog(Session& session, Terminal& terminal) {
  record::v1::VerifyLogRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  ASSIGN_OR_RETURN(const auto stream, session.Read("candour.record.v1.Record.VerifyLog", request));
  record::v1::VerifyProgress progress;
  {
    Progress bar(terminal, "Recomputing every hash");
    while (stream->Read(progress)) bar.Show(progress.checked(), progress.of());
  }
  RETURN_IF_ERROR(stream->Finish());
  if (!progress.done()) return absl::UnavailableError("The log was not verified to its end");
  if (terminal.json) {
    terminal.out << JsonText(progress);
    return absl::OkStatus();
  }
  terminal.out << "The log of " << request.tenant() << " is whole: "
               << Counted(static_cast<int64_t>(progress.checked()), "event", "events")
               << " in an unbroken chain of hashes,\n"
               << Counted(static_cast<int64_t>(progress.checkpoints_checked()), "signed checkpoint",
                          "signed checkpoints")
               << " confirmed.\n"
               << Particulars({{"Root", absl::BytesToHexString(progress.root())},
                               {"Forgotten", progress.forgotten() == 0
                                                 ? ""
                                                 : absl::StrCat(progress.forgotten(),
                                                                " events, by destroying keys")}});
  return absl::OkStatus();
}

absl::Status ShowCheckpoint(Session& session, Terminal& terminal) {
  record::v1::GetCheckpointRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  record::v1::Checkpoint checkpoint;
  RETURN_IF_ERROR(session.Call("candour.record.v1.Record.GetCheckpoint", request, checkpoint));
  if (terminal.json) {
    terminal.out << JsonText(checkpoint);
    return absl::OkStatus();
  }
  terminal.out << checkpoint.note() << "\nVerify it with the key " << checkpoint.verifier_key()
               << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddLogCommands(CLI::App& app, Chosen& chosen) {
  CLI::App& group = *app.add_subcommand("log", "The event log: that nothing in it was altered");
  group.require_subcommand(1);
  group.footer("Examples:\n  candour log verify --tenant ashbrook\n  candour log checkpoint");
  const auto runs = [&chosen](CLI::App& command, auto run, const char* role) {
    command.callback([&chosen, run, role] {
      chosen.run = run;
      chosen.usual_role = role;
    });
  };
  CLI::App& list = *group.add_subcommand("list", "The logs this server holds, one a tenant");
  runs(list, ListLogs, "operator");

  CLI::App& verify = *group.add_subcommand("verify", "Recompute every hash of a tenant's log");
  verify.footer("Exit code 6 if anything was altered, removed or added.");
  runs(verify, VerifyLog, "auditor");

  CLI::App& checkpoint = *group.add_subcommand(
      "checkpoint", "A signed statement of the log as it is now, to keep outside");
  checkpoint.footer(
      "Whoever keeps a copy can later prove that nothing before it has changed. Print it on board\n"
      "papers.");
  runs(checkpoint, ShowCheckpoint, "auditor");
}

}  // namespace candour::cli
