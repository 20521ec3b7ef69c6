// The command line of Candour.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "google/protobuf/stubs/logging.h"
#include "tools/candour/commands.h"
#include "tools/candour/do_command.h"
#include "tools/candour/session/session.h"
#include "tools/candour/session/terminal.h"
#include "tools/candour/speech/catalogue.h"
#include "tools/candour/speech/failure.h"

namespace {

using candour::cli::Chosen;
using candour::cli::Exit;
using candour::cli::Session;
using candour::cli::Settings;
using candour::cli::Terminal;

constexpr char kFooter[] =
    "First steps (who belongs to several tenants says which: export CANDOUR_TENANT=ashbrook):\n"
    "  candour case list                      what is on the desk\n"
    "  candour case show AV-2012-03           one case\n"
    "  candour do                             everything that can be done\n"
    "  candour do ReceiveNotification --help  what one act asks for\n"
    "\n"
    "Exit codes:\n"
    "  0 done                          3 not permitted, or not signed in\n"
    "  1 refused by a rule             4 not found\n"
    "  2 wrong usage or invalid input  5 server not reached, or outcome unknown: give the same\n"
    "  6 damage found in the record      command again with the same --command_id\n";

// An option of one value is refused a second one, here and in every command: if the last counted,
// whoever gives two tenants, roles or keys would not learn which of them was heard.
void AddGlobals(CLI::App& app, Settings& settings) {
  app.add_option("--server", settings.server,
                 "unix:/path or host:port; else CANDOUR_SERVER, else what tools/run started");
  app.add_option("--run-folder", settings.run_folder,
                 "Where tools/run keeps address and tokens; else CANDOUR_RUN_FOLDER, else data/run")
      ->type_name("DIR");
  app.add_option("--as", settings.role, "The role to act in, by its token of the run folder")
      ->type_name("ROLE");
  app.add_option("--token-file", settings.token_file,
                 "An access token to act with; else CANDOUR_TOKEN_FILE");
  app.add_option("--tenant", settings.tenant,
                 "Whose record; else CANDOUR_TENANT, else the only one you belong to");
  app.add_option("--board", settings.board, "The board, by id; else CANDOUR_BOARD");
  app.add_flag("--json", settings.json, "Answer with one JSON document");
}

int Code(Exit exit) { return static_cast<int>(exit); }

int Report(const absl::Status& status, const Session* session, Terminal& terminal) {
  if (status.ok()) return Code(Exit::kDone);
  const auto* method = session == nullptr ? nullptr : session->last_method();
  terminal.err << (terminal.json ? candour::cli::FailureJson(status)
                                 : candour::cli::FailureText(status, method));
  return Code(candour::cli::ExitOf(status));
}

// The first word that names none of the commands where it stands, in a sentence with those near it;
// OK if there is none. The parser would only say that a command is missing.
absl::Status UnlessKnown(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* at = &app;
  for (auto word = words.begin(); word != words.end(); ++word) {
    if (absl::StartsWith(*word, "-")) {
      const CLI::Option* option = app.get_option_no_throw(*word);
      if (option != nullptr && option->get_items_expected_min() > 0 && ++word == words.end()) break;
      continue;
    }
    std::vector<std::string> names;
    const CLI::App* next = nullptr;
    for (const CLI::App* inner : at->get_subcommands([](const CLI::App*) { return true; })) {
      names.push_back(inner->get_name());
      if (inner->get_name() == *word) next = inner;
    }
    if (names.empty()) break;
    if (next == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(
          "There is no command \"", *word, "\" here. Nearest: ",
          candour::cli::NearestOf(*word, names), ". All of them: ", absl::StrJoin(names, ", ")));
    }
    at = next;
  }
  return absl::OkStatus();
}

// "Could not convert: YEAR = 12/13", as the parser says it, for people.
std::string NotConverted(absl::string_view told) {
  const std::vector<std::string> sides =
      absl::StrSplit(absl::StripPrefix(told, "Could not convert: "), absl::MaxSplits(" = ", 1));
  return absl::StrCat(sides.front(), ": a whole number is expected",
                      sides.size() > 1 ? absl::StrCat(", and ", sides.back(), " is none") : "",
                      ". Run with --help for more information");
}

// "--key: At Most 1 required but received 2", as the parser says it, for people.
std::string GivenTwice(absl::string_view told) {
  return absl::StrCat(told.substr(0, told.find(':')), ": given more than once; give it once");
}

// Wrong usage, in a sentence of our own where the parser's does not say what is wrong; OK if it
// does.
absl::Status InOurWords(const CLI::ParseError& error) {
  const std::string told = error.what();
  if (error.get_name() == "ConversionError") {
    return absl::InvalidArgumentError(NotConverted(told));
  }
  if (absl::StrContains(told, ": At Most 1 ")) {
    return absl::InvalidArgumentError(GivenTwice(told));
  }
  return absl::OkStatus();
}

// Where the word "do" stands, if that is the command; else where the words end.
std::vector<std::string>::iterator FindDo(std::vector<std::string>& words) {
  for (auto word = words.begin(); word != words.end(); ++word) {
    if (*word == "do") return word;
    if (!absl::StartsWith(*word, "--")) break;
    const bool takes_next = *word != "--json" && !absl::StrContains(*word, '=');
    if (takes_next && ++word == words.end()) break;
  }
  return words.end();
}

// `candour do` names fields that no parser can know beforehand: its words are read apart, once for
// the global options, once for the fields.
int Do(std::vector<std::string> words, Settings settings, Terminal& terminal) {
  CLI::App globals;
  globals.set_help_flag();
  globals.allow_extras();
  AddGlobals(globals, settings);
  std::reverse(words.begin(), words.end());
  globals.parse(words);
  terminal.json = settings.json;
  const auto parsed = candour::cli::ParseDoWords(globals.remaining());
  std::unique_ptr<Session> session;
  const absl::Status status =
      parsed.ok() ? candour::cli::RunDo(*parsed, settings, terminal, session) : parsed.status();
  return Report(status, session.get(), terminal);
}

int Run(Chosen& chosen, Settings& settings, Terminal& terminal) {
  if (chosen.offline) return Report(chosen.offline(terminal), nullptr, terminal);
  if (settings.role.empty() && settings.token_file.empty()) settings.role = chosen.usual_role;
  absl::StatusOr<std::unique_ptr<Session>> session = Session::Open(settings);
  if (!session.ok()) return Report(session.status(), nullptr, terminal);
  return Report(chosen.run(**session, terminal), session->get(), terminal);
}

}  // namespace

int main(int argc, char** argv) {
  // What protobuf would print of a file that is not what it should be is told in words.
  google::protobuf::SetLogHandler(nullptr);
  Settings settings;
  Chosen chosen;
  Terminal terminal{std::cout, std::cerr};
  terminal.watched = isatty(STDERR_FILENO) != 0;

  CLI::App app("Candour: the record of child death reviews and serious case reviews", "candour");
  app.footer(kFooter);
  app.require_subcommand(1);
  app.fallthrough();
  AddGlobals(app, settings);
  app.add_subcommand("do", "Give any command; alone, it lists them");
  candour::cli::AddCaseCommands(app, chosen);
  candour::cli::AddIntakeCommands(app, chosen);
  candour::cli::AddFollowCommands(app, chosen);
  candour::cli::AddAgencyCommands(app, chosen);
  candour::cli::AddReturnCommands(app, chosen);
  candour::cli::AddDocumentCommands(app, chosen);
  candour::cli::AddAuditCommands(app, chosen);
  candour::cli::AddLogCommands(app, chosen);
  candour::cli::AddUpkeepCommands(app, chosen);
  candour::cli::AddProofCommands(app, chosen);
  candour::cli::AddForgetCommands(app, chosen);
  candour::cli::AddImportCommands(app, chosen);
  candour::cli::AddReviewCommands(app, chosen);
  candour::cli::AddChronologyCommands(app, chosen);
  candour::cli::AddPlanCommands(app, chosen);
  candour::cli::AddDemoCommands(app, chosen);

  std::vector<std::string> words(argv + 1, argv + argc);
  // Whoever asks for JSON hears of wrong usage in JSON too.
  terminal.json = std::find(words.begin(), words.end(), "--json") != words.end();
  try {
    if (const auto act = FindDo(words); act != words.end()) {
      words.erase(act);
      return Do(std::move(words), settings, terminal);
    }
    if (const absl::Status known = UnlessKnown(app, words); !known.ok()) {
      return Report(known, nullptr, terminal);
    }
    app.parse(argc, argv);
    terminal.json = settings.json;
    return Run(chosen, settings, terminal);
  } catch (const CLI::ParseError& error) {
    const bool help = error.get_exit_code() == 0;  // asked for, and no error
    const absl::Status ours = InOurWords(error);
    if (!ours.ok()) return Report(ours, nullptr, terminal);
    if (terminal.json && !help) {
      return Report(absl::InvalidArgumentError(error.what()), nullptr, terminal);
    }
    app.exit(error);
    return help ? Code(Exit::kDone) : Code(Exit::kUsage);
  }
}
