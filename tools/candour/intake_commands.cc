// candour notify; candour case duplicates
#include <CLI/CLI.hpp>
#include <array>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/casework/v1/intake.pb.h"
#include "candour/views/v1/views.pb.h"
#include "storage/crypto/crypto.h"
#include "tools/candour/cases.h"
#include "tools/candour/commands.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/values.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

// What a guest is asked, as on the first form.
struct Question {
  const char* option;
  const char* field;
  const char* help;
  bool needed;
};
constexpr std::array<Question, 13> kQuestions = {{
    {"--from", "notifier", "Who tells of it: HOSPITAL, POLICE, REGISTRAR ...", true},
    {"--account", "account", "What happened", true},
    {"--your-name", "guest_name", "Who you are", true},
    {"--contact", "guest_contact", "How the office can reach you", true},
    {"--organisation", "guest_organisation", "For whom you write", false},
    {"--given-names", "given_names", "Of the child", false},
    {"--family-name", "family_name", "Of the child", false},
    {"--born", "date_of_birth", "A date, a month or a year", false},
    {"--died", "date_of_death", "A date, a month or a year", false},
    {"--nhs-number", "nhs_number", "Of the child", false},
    {"--address", "address", "Where the child lived", false},
    {"--postcode", "postcode", "Of that address", false},
    {"--place", "place_of_death", "Where the child died", false},
}};

using Answers = std::map<std::string, std::string>;  // by field

absl::Status Notify(const Answers& answers, Session& session, Terminal& terminal) {
  casework::v1::NotifyDeath command;
  for (const auto& [field, answer] : answers) {
    if (!answer.empty()) RETURN_IF_ERROR(SetField(command, field, answer, London()));
  }
  auto& header = *command.mutable_header();
  header.set_command_id(UuidText(storage::crypto::RandomId()));
  ASSIGN_OR_RETURN(*header.mutable_tenant(), TenantToShow(session));
  header.set_board_id(session.board());
  casework::v1::NotificationReceipt receipt;
  RETURN_IF_ERROR(
      session.CallAsGuest("candour.casework.v1.GuestNotifications.NotifyDeath", command, receipt));
  if (terminal.json) {
    terminal.out << JsonText(receipt);
    return absl::OkStatus();
  }
  terminal.out << "Received on " << ValueWords(receipt, "received_at") << ". Your receipt is "
               << receipt.receipt_code()
               << ".\nThe board's office reads it and reaches you if it has questions. Keep the "
                  "receipt: nothing you told can be read back.\n";
  return absl::OkStatus();
}

absl::Status ShowDuplicates(const std::string& name, Session& session, Terminal& terminal) {
  ASSIGN_OR_RETURN(const NamedCase found, FindCase(session, name));
  views::v1::ListPossibleDuplicatesRequest request;
  request.set_tenant(found.tenant);
  request.set_case_id(found.id);
  views::v1::ListPossibleDuplicatesReply reply;
  RETURN_IF_ERROR(session.Call("candour.views.v1.Views.ListPossibleDuplicates", request, reply));
  if (terminal.json) {
    terminal.out << JsonText(reply);
    return absl::OkStatus();
  }
  Table table({"Case", "Stage", "Score", "Because"});
  for (const auto& possible : reply.cases()) {
    table.AddRow({possible.reference(), possible.stage(), absl::StrCat(possible.score(), " of 100"),
                  absl::StrJoin(possible.reasons(), "; ")});
  }
  terminal.out << (table.empty() ? "No other case you may see looks like this one.\n"
                                 : table.Text());
  for (const auto& same : reply.same_reference()) {
    terminal.out << "Under the same reference: " << same.reference() << ", " << same.stage() << " ("
                 << same.case_id() << ").\n";
  }
  for (const auto& elsewhere : reply.elsewhere()) {
    terminal.out << "Another board has a case that looks like it: ask the office of "
                 << elsewhere.board_name() << ".\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddIntakeCommands(CLI::App& app, Chosen& chosen) {
  auto answers = std::make_shared<Answers>();
  CLI::App& notify =
      *app.add_subcommand("notify", "Tell a board of a child's death, without an account");
  for (const Question& question : kQuestions) {
    CLI::Option& option =
        *notify.add_option(question.option, (*answers)[question.field], question.help);
    if (question.needed) option.required();
  }
  notify.footer(
      "Example:\n  candour --tenant ashbrook --board BOARD notify --from HOSPITAL --died "
      "2024-04-30 "
      "--account \"Brought in by ambulance.\" --your-name \"Ward sister\" --contact 01632960000");
  notify.callback([&chosen, answers] {
    chosen.run = [answers](Session& s, Terminal& t) { return Notify(*answers, s, t); };
  });

  auto name = std::make_shared<std::string>();
  CLI::App& duplicates = *app.get_subcommand("case")->add_subcommand(
      "duplicates", "Cases that may be of the same child, with the reasons");
  duplicates.add_option("CASE", *name, "Which")->required();
  duplicates.footer("Example:\n  candour case duplicates AV-2012-03");
  duplicates.callback([&chosen, name] {
    chosen.run = [name](Session& s, Terminal& t) { return ShowDuplicates(*name, s, t); };
  });
}

}  // namespace candour::cli
