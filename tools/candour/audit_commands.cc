// candour audit decisions | as-of | diff
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "candour/audit/v1/audit.pb.h"
#include "tools/candour/cases.h"
#include "tools/candour/commands.h"
#include "tools/candour/options.h"
#include "tools/candour/rows.h"
#include "tools/candour/speech/as_at.h"
#include "tools/candour/speech/case_text.h"
#include "tools/candour/speech/values.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

struct AuditOptions {
  std::string name;
  std::string when;
  std::string until;
  std::string from_day;
  std::string until_day;
  std::vector<std::string> oddities;
  uint32_t sample = 0;
  uint64_t seed = 1;
  bool as_stated = false;
  bool as_true = false;
  bool identity = false;
};

absl::StatusOr<audit::v1::CaseName> Name(Session& session, const AuditOptions& options) {
  ASSIGN_OR_RETURN(const NamedCase found, FindCase(session, options.name));
  audit::v1::CaseName name;
  name.set_tenant(found.tenant);
  name.set_board_id(found.board_id);
  name.set_aggregate(found.kind);
  name.set_id(found.id);
  name.set_include_identity(options.identity);
  return name;
}

absl::Status ShowAsOf(const AuditOptions& options, Session& session, Terminal& terminal) {
  audit::v1::GetCaseRequest request;
  if (!options.when.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_as_at(), ParseAsAt(options.when, London()));
  }
  if (options.as_stated) request.mutable_as_at()->set_by_known_at(true);
  if (options.as_true) request.mutable_as_at()->set_by_occurred(true);
  ASSIGN_OR_RETURN(*request.mutable_about(), Name(session, options));
  types::v1::CaseFile file;
  RETURN_IF_ERROR(InOptionWords(
      session.Call("candour.audit.v1.Audit.GetCase", request, file),
      {{"as_at", "WHEN"}, {"by_known_at", "--as-stated"}, {"by_occurred", "--as-true"}}));
  terminal.out << (terminal.json ? JsonText(file) : CaseText(file));
  return absl::OkStatus();
}

absl::Status ShowDifference(const AuditOptions& options, Session& session, Terminal& terminal) {
  audit::v1::DiffCaseRequest request;
  ASSIGN_OR_RETURN(*request.mutable_from(), ParseAsAt(options.when, London()));
  if (!options.until.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_to(), ParseAsAt(options.until, London()));
  }
  ASSIGN_OR_RETURN(*request.mutable_about(), Name(session, options));
  types::v1::CaseDifference difference;
  RETURN_IF_ERROR(
      InOptionWords(session.Call("candour.audit.v1.Audit.DiffCase", request, difference),
                    {{"from", "FROM"}, {"to", "TO"}}));
  terminal.out << (terminal.json ? JsonText(difference) : DifferenceText(difference));
  return absl::OkStatus();
}

template <typename Reply>
void PrintDecisions(const Reply& reply, Terminal& terminal) {
  if (terminal.json) {
    terminal.out << JsonText(reply);
    return;
  }
  for (const auto& decision : reply.decisions()) terminal.out << DecisionText(decision) << "\n";
  terminal.out << (reply.decisions().empty()
                       ? "No decisions match.\n"
                       : Counted(reply.decisions_size(), "decision", "decisions") + "\n");
}

absl::Status ShowDecisions(const AuditOptions& options, Session& session, Terminal& terminal) {
  audit::v1::AsAt as_at;
  if (!options.when.empty()) {
    ASSIGN_OR_RETURN(as_at, ParseAsAt(options.when, London()));
  }
  if (!options.name.empty()) {
    audit::v1::GetDecisionsRequest request;
    if (!options.when.empty()) *request.mutable_as_at() = as_at;
    ASSIGN_OR_RETURN(*request.mutable_about(), Name(session, options));
    audit::v1::Decisions reply;
    RETURN_IF_ERROR(
        InOptionWords(session.Call("candour.audit.v1.Audit.GetDecisions", request, reply),
                      {{"as_at", "--as-of"}}));
    PrintDecisions(reply, terminal);
    return absl::OkStatus();
  }
  audit::v1::ListDecisionsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  ASSIGN_OR_RETURN(*request.mutable_board_id(), FindBoard(session, request.tenant()));
  if (!options.when.empty()) *request.mutable_as_at() = as_at;
  if (!options.from_day.empty()) {
    RETURN_IF_ERROR(SetField(request, "from", options.from_day, London()));
  }
  if (!options.until_day.empty()) {
    RETURN_IF_ERROR(SetField(request, "until", options.until_day, London()));
  }
  for (const std::string& oddity : options.oddities) {
    RETURN_IF_ERROR(SetField(request, "oddities", oddity, London()));
  }
  request.set_sample(options.sample);
  request.set_seed(options.seed);
  audit::v1::DecisionPage reply;
  RETURN_IF_ERROR(FetchAll(session, "candour.audit.v1.Audit.ListDecisions", request, reply));
  PrintDecisions(reply, terminal);
  return absl::OkStatus();
}

}  // namespace

void AddAuditCommands(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<AuditOptions>();
  CLI::App& group =
      *app.add_subcommand("audit", "The record as it stood: decisions, replay, differences");
  group.require_subcommand(1);
  group.footer(
      "WHEN is a position (a number), a day (2012-05-03: at its end) or a moment\n"
      "(2012-05-03T09:30, London time).\n\n"
      "Examples:\n"
      "  candour audit decisions MH-R-2008-3\n"
      "  candour audit as-of MH-R-2008-3 2009-04-30\n"
      "  candour audit diff MH-R-2008-3 2009-04-30 2009-06-30");
  const auto runs = [&chosen, options](CLI::App& command, auto show) {
    command.callback([&chosen, options, show] {
      chosen.run = [options, show](Session& s, Terminal& t) { return show(*options, s, t); };
      chosen.usual_role = "auditor";
    });
  };

  CLI::App& decisions =
      *group.add_subcommand("decisions", "Who decided what, on what evidence, how quorate");
  decisions.add_option("CASE", options->name, "Of one case; none: across the board's cases");
  decisions.add_option("--as-of", options->when, "As known then: WHEN");
  decisions.add_option("--from", options->from_day, "Across cases: decided on or after this day");
  decisions.add_option("--until", options->until_day, "Across cases: decided on or before it");
  decisions.add_option("--odd", options->oddities,
                       "Across cases: only with this oddity; may be repeated: " +
                           EnumChoices(*types::v1::Oddity_descriptor()));
  decisions.add_option("--sample", options->sample, "Across cases: so many, drawn by the seed");
  decisions.add_option("--seed", options->seed, "The same seed draws the same sample");
  decisions.footer(
      "Examples:\n  candour audit decisions MH-R-2008-3\n"
      "  candour audit decisions --from 2008-04-01 --sample 5 --seed 7");
  runs(decisions, ShowDecisions);

  CLI::App& as_of = *group.add_subcommand("as-of", "One case as it stood, and as it was known");
  as_of.add_option("CASE", options->name, "Which")->required();
  as_of.add_option("WHEN", options->when, "A position, a day or a moment; none: now");
  as_of.add_flag("--as-stated", options->as_stated,
                 "By when the office says it learned of things, not by when it recorded them");
  as_of.add_flag("--as-true", options->as_true,
                 "As it truly stood: by when things happened, as is known now");
  as_of.add_flag("--identity", options->identity, "With who the child is; the look is recorded");
  as_of.footer("Example:\n  candour audit as-of MH-R-2008-3 2009-04-30");
  runs(as_of, ShowAsOf);

  CLI::App& diff = *group.add_subcommand("diff", "What changed in one case between two moments");
  diff.add_option("CASE", options->name, "Which")->required();
  diff.add_option("FROM", options->when, "A position, a day or a moment")->required();
  diff.add_option("TO", options->until, "The same; none: now");
  diff.footer("Example:\n  candour audit diff MH-R-2008-3 2009-04-30 2009-06-30");
  runs(diff, ShowDifference);
}

}  // namespace candour::cli
