// candour log open | confirm-clock, candour views rebuild: what a house asks of its operator
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "candour/record/v1/record.pb.h"
#include "candour/views/v1/views.pb.h"
#include "tools/candour/cases.h"
#include "tools/candour/commands.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

struct UpkeepOptions {
  std::string tenant;
  std::string reason;
};

absl::Status OpenLog(const UpkeepOptions& options, Session& session, Terminal& terminal) {
  record::v1::OpenLogRequest request;
  request.set_tenant(options.tenant);
  record::v1::OpenLogReply reply;
  RETURN_IF_ERROR(session.Call("candour.record.v1.Record.OpenLog", request, reply));
  if (terminal.json) {
    terminal.out << JsonText(reply);
    return absl::OkStatus();
  }
  terminal.out << "The log of " << reply.log().tenant() << " is open. Its checkpoints are verified "
               << "with the key\n  " << reply.log().verifier_key()
               << "\nA board begins with `candour --as operator do OpenBoard --tenant "
               << reply.log().tenant() << " ...`.\n";
  return absl::OkStatus();
}

absl::Status ConfirmClock(const UpkeepOptions& options, Session& session, Terminal& terminal) {
  record::v1::ConfirmClockRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  request.set_reason(options.reason);
  record::v1::ConfirmClockReply reply;
  RETURN_IF_ERROR(session.Call("candour.record.v1.Record.ConfirmClock", request, reply));
  terminal.out << (terminal.json
                       ? JsonText(reply)
                       : absl::StrCat("The clock of ", request.tenant(),
                                      " is confirmed, and its log takes events again.\n"));
  return absl::OkStatus();
}

absl::Status RebuildView(const UpkeepOptions&, Session& session, Terminal& terminal) {
  views::v1::RebuildViewRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  views::v1::RebuildViewReply reply;
  RETURN_IF_ERROR(session.Call("candour.views.v1.Views.RebuildView", request, reply));
  terminal.out << (terminal.json ? JsonText(reply)
                                 : absl::StrCat("The view of ", request.tenant(),
                                                " was built again from its log.\n"));
  return absl::OkStatus();
}

}  // namespace

// After AddLogCommands, to whose group two of them belong.
void AddUpkeepCommands(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<UpkeepOptions>();
  const auto runs = [&chosen, options](CLI::App& command, auto run) {
    command.callback([&chosen, options, run] {
      chosen.run = [options, run](Session& s, Terminal& t) { return run(*options, s, t); };
      chosen.usual_role = "operator";
    });
  };
  CLI::App& log = *app.get_subcommand("log");
  CLI::App& open = *log.add_subcommand("open", "Open the log of a new tenant");
  open.add_option("TENANT", options->tenant, "A short name: lower-case letters, digits and dashes")
      ->required();
  open.footer("Example:\n  candour log open northshire\nWhat follows is in docs/operations.md.");
  runs(open, OpenLog);

  CLI::App& confirm = *log.add_subcommand("confirm-clock",
                                          "Let a log go on that is read-only because of its clock");
  confirm.add_option("--reason", options->reason, "What was wrong, and how it was mended")
      ->required();
  confirm.footer(
      "Example:\n  candour log confirm-clock --tenant northshire --reason \"Time service mended\"");
  runs(confirm, ConfirmClock);

  CLI::App& views = *app.add_subcommand("views", "The rows kept across cases");
  views.require_subcommand(1);
  CLI::App& rebuild =
      *views.add_subcommand("rebuild", "Build a tenant's view again from its log, beside the old");
  rebuild.footer("Example:\n  candour views rebuild --tenant northshire");
  runs(rebuild, RebuildView);
}

}  // namespace candour::cli
