// candour register | submission show, send, acknowledge, reject, withdraw
//   | return show, freeze, revise, compare, publish | agency draft
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status.h"
#include "candour/audit/v1/national_return.pb.h"
#include "candour/casework/v1/submissions.pb.h"
#include "candour/casework/v1/yearly_return.pb.h"
#include "candour/views/v1/views.pb.h"
#include "tools/candour/cases.h"
#include "tools/candour/commands.h"
#include "tools/candour/do_command.h"
#include "tools/candour/rows.h"
#include "tools/candour/speech/as_at.h"
#include "tools/candour/speech/return_text.h"
#include "tools/candour/speech/values.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

namespace cw = casework::v1;

constexpr char kReturns[] = "candour.audit.v1.NationalReturns.";

struct RegisterOptions {
  std::string stage, by, from, until, modifiability, expectedness, reference, submission;
  uint32_t category = 0;
  bool owed = false;
  bool cases = false;
};

struct SubmissionOptions {
  std::string name, submission, on, how, despite_missing, seen, reference, reason, when;
  std::vector<std::string> errors;
  bool identity = false;
  bool text = false;
};

struct YearOptions {
  int year = 0;
  uint32_t version = 0;
  std::string on, reason, authority, title, where, when, request, name;
  bool text = false;
};

const Shape& RegisterShape() {
  static const auto& shape = *new Shape{"cases",
                                        {{"Reference", "reference"},
                                         {"Notified", "notified_at"},
                                         {"Stage", "stage"},
                                         {"Category", "category_title"},
                                         {"Completed", "completed_on"},
                                         {"Submission", "submission"},
                                         {"Besides", "other"}},
                                        "case",
                                        "cases",
                                        "No cases match."};
  return shape;
}

absl::Status ShowRegister(const RegisterOptions& options, Session& session, Terminal& terminal) {
  views::v1::ListRegisterRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  request.set_board_id(session.board());
  request.set_stage(AsSpoken(options.stage));
  request.set_category(options.category);
  request.set_modifiability(options.modifiability);
  request.set_reference_contains(options.reference);
  request.set_only_owed(options.owed);
  request.set_only_cases(options.cases);
  RETURN_IF_ERROR(SetIfGiven(request, "day", options.by));
  RETURN_IF_ERROR(SetIfGiven(request, "from", options.from));
  RETURN_IF_ERROR(SetIfGiven(request, "until", options.until));
  RETURN_IF_ERROR(SetIfGiven(request, "expectedness", options.expectedness));
  RETURN_IF_ERROR(SetIfGiven(request, "submission", options.submission));
  views::v1::ListRegisterReply reply;
  return ShowList(session, terminal, "candour.views.v1.Views.ListRegister", request, reply,
                  RegisterShape());
}

absl::StatusOr<audit::v1::CaseName> NameOf(Session& session, const std::string& name,
                                           bool identity) {
  ASSIGN_OR_RETURN(const NamedCase found, FindCase(session, name));
  audit::v1::CaseName about;
  about.set_tenant(found.tenant);
  about.set_board_id(found.board_id);
  about.set_aggregate(found.kind);
  about.set_id(found.id);
  about.set_include_identity(identity);
  return about;
}

absl::Status ShowSubmission(const SubmissionOptions& options, Session& session,
                            Terminal& terminal) {
  audit::v1::GetSubmissionRequest request;
  ASSIGN_OR_RETURN(*request.mutable_about(),
                   NameOf(session, options.name, options.identity || options.text));
  if (!options.when.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_as_at(), ParseAsAt(options.when, London()));
  }
  audit::v1::Submission reply;
  RETURN_IF_ERROR(session.Call(absl::StrCat(kReturns, "GetSubmission"), request, reply));
  terminal.out << (options.text    ? reply.text()
                   : terminal.json ? JsonText(reply)
                                   : SubmissionText(reply));
  return absl::OkStatus();
}

// The full id of a submission of which the list shows the beginning; blank stays blank.
absl::StatusOr<std::string> SubmissionId(const SubmissionOptions& options, Session& session) {
  if (options.submission.empty()) return std::string();
  audit::v1::GetSubmissionRequest request;
  ASSIGN_OR_RETURN(*request.mutable_about(), NameOf(session, options.name, false));
  audit::v1::Submission reply;
  RETURN_IF_ERROR(session.Call(absl::StrCat(kReturns, "GetSubmission"), request, reply));
  for (const auto& sent : reply.sent()) {
    if (absl::StartsWith(sent.submission_id(), options.submission) ||
        absl::StrCat(sent.number()) == options.submission) {
      return sent.submission_id();
    }
  }
  return absl::NotFoundError("Nothing was sent of this case under that id or number");
}

template <typename Command>
absl::Status GiveOf(const SubmissionOptions& options, const char* day, Command command,
                    Session& session, Terminal& terminal) {
  command.set_case_id(options.name);
  ASSIGN_OR_RETURN(*command.mutable_submission_id(), SubmissionId(options, session));
  RETURN_IF_ERROR(SetField(command, day, options.on, London()));
  return Give(session,
              absl::StrCat("candour.casework.v1.Submissions.", Command::descriptor()->name()),
              command, terminal);
}

absl::Status Send(const SubmissionOptions& options, Session& session, Terminal& terminal) {
  cw::SendSubmission command;
  command.set_how(options.how);
  command.set_despite_missing(options.despite_missing);
  command.set_sheet_sha256(options.seen);
  return GiveOf(options, "sent_on", std::move(command), session, terminal);
}

absl::Status Acknowledge(const SubmissionOptions& options, Session& session, Terminal& terminal) {
  cw::AcknowledgeSubmission command;
  command.set_reference(options.reference);
  return GiveOf(options, "acknowledged_on", std::move(command), session, terminal);
}

absl::Status Reject(const SubmissionOptions& options, Session& session, Terminal& terminal) {
  cw::RejectSubmission command;
  for (const std::string& error : options.errors) {
    const std::vector<std::string> parts = absl::StrSplit(error, absl::MaxSplits('=', 1));
    types::v1::SubmissionError& added = *command.add_errors();
    if (parts.size() == 2) added.set_line(parts[0]);
    added.set_what(parts.back());
  }
  return GiveOf(options, "rejected_on", std::move(command), session, terminal);
}

absl::Status Withdraw(const SubmissionOptions& options, Session& session, Terminal& terminal) {
  cw::WithdrawSubmission command;
  command.set_reason(options.reason);
  return GiveOf(options, "withdrawn_on", std::move(command), session, terminal);
}

absl::StatusOr<audit::v1::Return> FetchReturn(const YearOptions& options, Session& session) {
  audit::v1::GetReturnRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  ASSIGN_OR_RETURN(*request.mutable_board_id(), FindBoard(session, request.tenant()));
  request.set_year(options.year);
  if (!options.when.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_as_at(), ParseAsAt(options.when, London()));
  }
  audit::v1::Return reply;
  RETURN_IF_ERROR(session.Call(absl::StrCat(kReturns, "GetReturn"), request, reply));
  return reply;
}

absl::Status ShowReturn(const YearOptions& options, Session& session, Terminal& terminal) {
  ASSIGN_OR_RETURN(const audit::v1::Return reply, FetchReturn(options, session));
  terminal.out << (options.text    ? reply.text()
                   : terminal.json ? JsonText(reply)
                                   : ReturnText(reply));
  return absl::OkStatus();
}

// What is frozen is the table as the server counts it now, or as it counted it at --as-of.
template <typename Command>
absl::Status FreezeAs(Command command, const YearOptions& options, Session& session,
                      Terminal& terminal) {
  ASSIGN_OR_RETURN(audit::v1::Return counted, FetchReturn(options, session));
  *command.mutable_table() = std::move(*counted.mutable_table());
  RETURN_IF_ERROR(SetField(command, "frozen_on", options.on, London()));
  return Give(session,
              absl::StrCat("candour.casework.v1.YearlyReturns.", Command::descriptor()->name()),
              command, terminal);
}

absl::Status Freeze(const YearOptions& options, Session& session, Terminal& terminal) {
  return FreezeAs(cw::FreezeReturn(), options, session, terminal);
}

absl::Status Revise(const YearOptions& options, Session& session, Terminal& terminal) {
  cw::ReviseReturn command;
  command.set_reason(options.reason);
  command.set_authority(options.authority);
  return FreezeAs(std::move(command), options, session, terminal);
}

absl::Status Publish(const YearOptions& options, Session& session, Terminal& terminal) {
  cw::PublishAnnualReport command;
  command.set_year(options.year);
  command.set_report_title(options.title);
  command.set_where(options.where);
  RETURN_IF_ERROR(SetField(command, "published_on", options.on, London()));
  return Give(session, "candour.casework.v1.YearlyReturns.PublishAnnualReport", command, terminal);
}

absl::Status Compare(const YearOptions& options, Session& session, Terminal& terminal) {
  audit::v1::CompareReturnRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  ASSIGN_OR_RETURN(*request.mutable_board_id(), FindBoard(session, request.tenant()));
  request.set_year(options.year);
  request.set_version(options.version);
  audit::v1::ReturnComparison reply;
  RETURN_IF_ERROR(session.Call(absl::StrCat(kReturns, "CompareReturn"), request, reply));
  terminal.out << (terminal.json ? JsonText(reply) : ComparisonText(reply));
  return absl::OkStatus();
}

void AddRegister(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<RegisterOptions>();
  CLI::App& command = *app.add_subcommand(
      "register", "The register of child deaths: a row a case, by the day it was notified");
  command.add_option("--stage", options->stage, "Only at this stage, as the register prints it");
  command.add_option("--by", options->by,
                     "What --from and --until are of: notification, death, decision, completion");
  command.add_option("--from", options->from, "First day, 2012-04-01");
  command.add_option("--until", options->until, "Last day, 2013-03-31");
  command.add_option("--category", options->category, "Only of this category of death");
  command.add_option("--modifiability", options->modifiability, "Only with this word: modifiable");
  command.add_option("--expectedness", options->expectedness, "Only expected, or unexpected");
  command.add_option("--reference", options->reference, "Only with this in the reference");
  command.add_option("--submission", options->submission,
                     "Only with its last submission so: rejected");
  command.add_flag("--owed", options->owed, "Only what the national database is owed something of");
  command.add_flag("--cases", options->cases, "Without what is void, merged or out of scope");
  command.footer(
      "Examples:\n"
      "  candour register --by completion --from 2012-04-01 --until 2013-03-31\n"
      "  candour register --owed");
  command.callback([&chosen, options] {
    chosen.run = [options](Session& s, Terminal& t) { return ShowRegister(*options, s, t); };
  });
}

void AddSubmission(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<SubmissionOptions>();
  CLI::App& group = *app.add_subcommand(
      "submission", "What the national database is sent of a case, and what it answered");
  group.require_subcommand(1);
  const auto add = [&](const char* name, const char* what, auto run) -> CLI::App& {
    CLI::App& command = *group.add_subcommand(name, what);
    command.add_option("CASE", options->name, "Reference or id")->required();
    command.callback([&chosen, options, run] {
      chosen.run = [options, run](Session& s, Terminal& t) { return run(*options, s, t); };
    });
    return command;
  };
  const auto answers = [&](CLI::App& command) {
    command.add_option("--submission", options->submission,
                       "Which, by number or id; the last one if not given");
    command.add_option("--on", options->on, "The day, 2023-05-02")->required();
  };
  CLI::App& show =
      add("show", "The sheet, line by line, what was sent, and what is owed", ShowSubmission);
  show.add_flag("--identity", options->identity, "Also what says who the child was");
  show.add_flag("--text", options->text, "Only the sheet as it is sent and hashed");
  show.add_option("--as-of", options->when, "As known then");
  CLI::App& send = add("send", "Record that the sheet is sent as it stands now", Send);
  send.add_option("--on", options->on, "The day, 2023-05-02")->required();
  send.add_option("--how", options->how, "Portal, interface, secure e-mail")->required();
  send.add_option("--despite-missing", options->despite_missing,
                  "Why it is sent although lines are missing");
  send.add_option("--seen", options->seen, "SHA-256 of the sheet you saw");
  CLI::App& acknowledge = add("acknowledge", "Record that it was acknowledged", Acknowledge);
  answers(acknowledge);
  acknowledge.add_option("--reference", options->reference, "The database's")->required();
  CLI::App& reject = add("reject", "Record that it was rejected", Reject);
  answers(reject);
  reject.add_option("--error", options->errors, "LINE=what is wrong; may be repeated")->required();
  reject.get_option("--error")->take_all();
  CLI::App& withdraw = add("withdraw", "Record that it is withdrawn", Withdraw);
  answers(withdraw);
  withdraw.add_option("--reason", options->reason, "Why")->required();
}

void AddReturn(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<YearOptions>();
  CLI::App& group =
      *app.add_subcommand("return", "The figures of a year: counted, frozen, compared");
  group.require_subcommand(1);
  group.footer(
      "Examples:\n"
      "  candour return show 2013\n"
      "  candour return freeze 2013 --on 2013-05-10\n"
      "  candour return compare 2013");
  const auto add = [&](const char* name, const char* what, auto run) -> CLI::App& {
    CLI::App& command = *group.add_subcommand(name, what);
    command.add_option("YEAR", options->year, "In which the year ends: 2013")->required();
    command.callback([&chosen, options, run] {
      chosen.run = [options, run](Session& s, Terminal& t) { return run(*options, s, t); };
    });
    return command;
  };
  CLI::App& show = add("show", "The table as the log gives it, and what was frozen", ShowReturn);
  show.add_option("--as-of", options->when, "As known then");
  show.add_flag("--text", options->text, "Only the table as it is hashed");
  CLI::App& freeze = add("freeze", "Freeze the table as it is counted now", Freeze);
  freeze.add_option("--on", options->on, "The day, 2013-05-10")->required();
  freeze.add_option("--as-of", options->when, "As it was counted then");
  CLI::App& revise = add("revise", "Put another version beside the frozen ones", Revise);
  revise.add_option("--on", options->on, "The day")->required();
  revise.add_option("--reason", options->reason, "Why")->required();
  revise.add_option("--authority", options->authority, "On whose word")->required();
  revise.add_option("--as-of", options->when, "As it was counted then");
  CLI::App& compare =
      add("compare", "A frozen version beside today's figures, case by case", Compare);
  compare.add_option("--version", options->version, "Which; the last if not given");
  CLI::App& publish = add("publish", "Record that the annual report was published", Publish);
  publish.add_option("--on", options->on, "The day")->required();
  publish.add_option("--title", options->title, "Of the report")->required();
  publish.add_option("--where", options->where, "Where it can be read");
}

}  // namespace

void AddReturnCommands(CLI::App& app, Chosen& chosen) {
  AddRegister(app, chosen);
  AddSubmission(app, chosen);
  AddReturn(app, chosen);
}

}  // namespace candour::cli
