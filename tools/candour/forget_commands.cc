// candour forget request | carry-out | list | hold | lift
#include <CLI/CLI.hpp>
#include <memory>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/record/v1/record.pb.h"
#include "tools/candour/cases.h"
#include "tools/candour/commands.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

constexpr char kGovernance[] = "information_governance";

struct ForgetOptions {
  std::string name;
  std::string id;
  std::string reason;
  std::string ground;
  std::string authority;
  bool identity_only = false;
};

// The record and the board to act for, where no case is named.
template <typename Request>
absl::Status ActFor(Session& session, Request& request) {
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  ASSIGN_OR_RETURN(*request.mutable_board_id(), FindBoard(session, request.tenant()));
  return absl::OkStatus();
}

template <typename Request>
absl::Status Name(Session& session, const std::string& name, Request& request) {
  ASSIGN_OR_RETURN(const NamedCase found, FindCase(session, name));
  request.set_tenant(found.tenant);
  request.mutable_about()->set_aggregate(found.kind);
  request.mutable_about()->set_id(found.id);
  request.mutable_about()->set_board_id(found.board_id);
  return absl::OkStatus();
}

std::string Moment(int64_t micros) {
  return micros == 0 ? "" : MomentWords(absl::FromUnixMicros(micros));
}

void Tell(const types::v1::Forgetting& act, Terminal& terminal) {
  if (terminal.json) {
    terminal.out << JsonText(act);
    return;
  }
  const auto by = [](const std::string& who, int64_t micros) {
    return micros == 0 ? "" : absl::StrCat(who, ", ", Moment(micros));
  };
  uint64_t events = 0;
  for (const types::v1::ForgottenScope& scope : act.scopes()) events += scope.events();
  terminal.out << Particulars(
      {{"Request", act.request_id()},
       {"Case", act.about().id()},
       {"What", ValueWords(act, "extent")},
       {"Why", act.reason()},
       {"Legal ground", act.legal_ground()},
       {"Authority", act.authority()},
       {"Asked for", by(act.requested_by(), act.requested_at_micros())},
       {"Agreed", by(act.agreed_by(), act.agreed_at_micros())},
       {"Keys destroyed",
        act.keys_destroyed()
            ? absl::StrCat(Moment(act.forgotten_at_micros()), ": ",
                           Counted(static_cast<int64_t>(events), "entry", "entries"),
                           " can be read by nobody")
            : "not yet"},
       {"Rows in lists", act.certified() ? absl::StrCat("gone, ", Moment(act.certified_at_micros()))
                         : act.keys_destroyed()
                             ? "not yet certified: a server does so within a minute"
                             : ""},
       {"Still readable",
        act.keys_destroyed() ? "positions, kinds of stream and times of recording" : ""}});
}

// What the case names besides: it stays readable unless it is forgotten as well.
absl::Status TellNamedCases(Session& session, const record::v1::RequestForgettingRequest& asked,
                            Terminal& terminal) {
  audit::v1::ListNamedCasesRequest request;
  request.mutable_about()->set_tenant(asked.tenant());
  request.mutable_about()->set_board_id(asked.about().board_id());
  request.mutable_about()->set_aggregate(asked.about().aggregate());
  request.mutable_about()->set_id(asked.about().id());
  audit::v1::NamedCases reply;
  RETURN_IF_ERROR(session.Call("candour.audit.v1.Audit.ListNamedCases", request, reply));
  std::string told;
  for (const audit::v1::NamedCase& named : reply.cases()) {
    if (named.forgotten()) continue;
    absl::StrAppend(&told, "  ", ValueWords(named, "aggregate"), " ",
                    named.reference().empty() ? "of another board" : named.reference(), ", ",
                    named.id(), "\n");
  }
  if (told.empty()) return absl::OkStatus();
  terminal.out
      << "\nThe case names these. They may tell of the same child, and stay readable: each "
         "has to be asked for by itself.\n"
      << told;
  return absl::OkStatus();
}

absl::Status Request(const ForgetOptions& options, Session& session, Terminal& terminal) {
  record::v1::RequestForgettingRequest request;
  RETURN_IF_ERROR(Name(session, options.name, request));
  request.set_extent(options.identity_only ? types::v1::IDENTITY_ONLY : types::v1::WHOLE_CASE);
  request.set_reason(options.reason);
  request.set_legal_ground(options.ground);
  request.set_authority(options.authority);
  types::v1::Forgetting act;
  RETURN_IF_ERROR(session.Call("candour.record.v1.Record.RequestForgetting", request, act));
  Tell(act, terminal);
  if (!terminal.json) {
    terminal.out << "\nNothing is forgotten yet. Somebody else carries it out:\n"
                    "  candour forget carry-out "
                 << act.request_id() << "\n";
    return TellNamedCases(session, request, terminal);
  }
  return absl::OkStatus();
}

absl::Status CarryOut(const ForgetOptions& options, Session& session, Terminal& terminal) {
  record::v1::ForgetRequest request;
  RETURN_IF_ERROR(ActFor(session, request));
  request.set_request_id(options.id);
  types::v1::Forgetting act;
  RETURN_IF_ERROR(session.Call("candour.record.v1.Record.Forget", request, act));
  audit::v1::CertifyForgettingRequest certify;
  certify.set_tenant(request.tenant());
  certify.set_board_id(request.board_id());
  certify.set_request_id(options.id);
  RETURN_IF_ERROR(session.Call("candour.audit.v1.Audit.CertifyForgetting", certify, act));
  Tell(act, terminal);
  if (!terminal.json) {
    terminal.out << "\nThe certificate, with its proof:\n  candour export " << act.about().id()
                 << " --identity --to FILE --recipient ... --purpose ...\n";
  }
  return absl::OkStatus();
}

absl::Status List(Session& session, Terminal& terminal) {
  record::v1::ListForgettingsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  record::v1::ListForgettingsReply reply;
  RETURN_IF_ERROR(session.Call("candour.record.v1.Record.ListForgettings", request, reply));
  if (terminal.json) {
    terminal.out << JsonText(reply);
    return absl::OkStatus();
  }
  if (reply.forgettings().empty() && reply.holds().empty() && reply.untold_keys() == 0) {
    terminal.out << "Nothing was forgotten, and no legal hold stands.\n";
  }
  if (reply.untold_keys() > 0) {
    terminal.out
        << Counted(reply.untold_keys(), "key was", "keys were")
        << " destroyed of which this log holds no word: it was put back from a backup older "
           "than that.\nWhat they sealed can be read by nobody.\n\n";
  }
  for (const types::v1::Forgetting& act : reply.forgettings()) {
    Tell(act, terminal);
    terminal.out << "\n";
  }
  for (const types::v1::LegalHold& hold : reply.holds()) {
    terminal.out << Particulars({{"Legal hold", hold.hold_id()},
                                 {"Case", hold.about().id()},
                                 {"Why", hold.reason()},
                                 {"Authority", hold.authority()},
                                 {"Placed by", hold.placed_by()},
                                 {"On", Moment(hold.placed_at_micros())}})
                 << "\n";
  }
  return absl::OkStatus();
}

absl::Status Hold(const ForgetOptions& options, Session& session, Terminal& terminal) {
  record::v1::PlaceLegalHoldRequest request;
  RETURN_IF_ERROR(Name(session, options.name, request));
  request.set_reason(options.reason);
  request.set_authority(options.authority);
  types::v1::LegalHold hold;
  RETURN_IF_ERROR(session.Call("candour.record.v1.Record.PlaceLegalHold", request, hold));
  terminal.out << (terminal.json ? JsonText(hold)
                                 : absl::StrCat("Nothing of this case can be forgotten while hold ",
                                                hold.hold_id(), " stands.\n"));
  return absl::OkStatus();
}

absl::Status Lift(const ForgetOptions& options, Session& session, Terminal& terminal) {
  record::v1::LiftLegalHoldRequest request;
  RETURN_IF_ERROR(ActFor(session, request));
  request.set_hold_id(options.id);
  request.set_reason(options.reason);
  request.set_authority(options.authority);
  types::v1::LegalHold hold;
  RETURN_IF_ERROR(session.Call("candour.record.v1.Record.LiftLegalHold", request, hold));
  terminal.out << (terminal.json ? JsonText(hold) : "The hold is lifted.\n");
  return absl::OkStatus();
}

}  // namespace

void AddForgetCommands(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<ForgetOptions>();
  CLI::App& group =
      *app.add_subcommand("forget", "Destroying keys, so that nobody can read a case");
  group.require_subcommand(1);
  group.footer(
      "One person asks, another carries it out, and it cannot be undone. That it was done, why "
      "and\n"
      "on whose authority stays readable for ever; positions and times of the entries do too.");
  const auto adds = [&](const char* name, const char* what, const char* role,
                        auto run) -> CLI::App& {
    CLI::App& command = *group.add_subcommand(name, what);
    command.callback([&chosen, options, role, run] {
      chosen.usual_role = role;
      chosen.run = [options, run](Session& s, Terminal& t) { return run(*options, s, t); };
    });
    return command;
  };
  const auto asks = [&](CLI::App& command) {
    command.add_option("--reason", options->reason, "Why; it stays readable, so name nobody")
        ->required();
    command.add_option("--authority", options->authority, "On whose authority")->required();
  };
  CLI::App& request =
      adds("request", "Ask that a case be forgotten", "cdop_administrator", Request);
  request.add_option("CASE", options->name, "Which")->required();
  asks(request);
  request.add_option("--ground", options->ground, "The legal ground")->required();
  request.add_flag("--identity-only", options->identity_only, "Only who it was about");
  CLI::App& carry_out =
      adds("carry-out", "Agree to a request, and destroy the keys", kGovernance, CarryOut);
  carry_out.add_option("REQUEST", options->id, "The request's id")->required();
  adds("list", "What was asked for, done, and is held", kGovernance,
       [](const ForgetOptions&, Session& s, Terminal& t) { return List(s, t); });
  CLI::App& hold = adds("hold", "Keep a case from being forgotten", kGovernance, Hold);
  hold.add_option("CASE", options->name, "Which")->required();
  asks(hold);
  CLI::App& lift = adds("lift", "Lift such a hold", kGovernance, Lift);
  lift.add_option("HOLD", options->id, "The hold's id")->required();
  asks(lift);
}

}  // namespace candour::cli
