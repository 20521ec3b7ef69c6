// candour case list | show | timeline | clocks
#include <CLI/CLI.hpp>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "base/status.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/views/v1/views.pb.h"
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

struct CaseOptions {
  std::string name;
  std::string kind;
  std::string stage;
  std::string reference;
  uint32_t within_days = 0;
  bool overdue = false;
  bool identity = false;
  bool newest_first = false;
  bool explain = false;
  bool concluded = false;
  bool all = false;
  bool not_started = false;
  std::string when;
  bool as_true = false;
};

const Shape& CaseShape() {
  static const auto& shape = *new Shape{
      "cases",
      {{"Reference", "reference"},
       {"Stage", "stage"},
       {"Next due", "next_clock.due_on"},
       {"What is due", "next_clock.title"},
       {"Waiting for", "waiting_for"}},
      "case",
      "cases",
      "No cases match. A case begins with `candour do ReceiveNotification` or `candour do "
      "ReferCase`; the demonstration is loaded by `candour demo load`."};
  return shape;
}

const Shape& TimelineShape() {
  static const auto& shape = *new Shape{"entries",
                                        {{"When", "occurred"},
                                         {"What", "title"},
                                         {"In a line", "summary"},
                                         {"By", "by"},
                                         {"Position", "position"}},
                                        "entry",
                                        "entries",
                                        "Nothing is recorded of this case."};
  return shape;
}

const Shape& DueShape() {
  static const auto& shape =
      *new Shape{"clocks",
                 {{"Due", "clock.due_at|clock.due_on"},
                  {"Status", "clock.status"},
                  {"Case", "reference"},
                  {"Clock", "clock.title"},
                  {"Of", "clock.subject_words|clock.subject"}},
                 "clock",
                 "clocks",
                 "Nothing is due in that time. Look further ahead with --within DAYS."};
  return shape;
}

absl::Status ListCases(const CaseOptions& options, Session& session, Terminal& terminal) {
  views::v1::ListCasesRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  request.set_board_id(session.board());
  request.set_stage(AsSpoken(options.stage));
  request.set_only_overdue(options.overdue);
  request.set_reference_contains(options.reference);
  if (options.concluded) request.set_conclusion(views::v1::CONCLUDED_CASES);
  if (options.all) request.set_conclusion(views::v1::ALL_CASES);
  if (!options.kind.empty()) RETURN_IF_ERROR(SetField(request, "kind", options.kind, London()));
  views::v1::ListCasesReply reply;
  RETURN_IF_ERROR(
      ShowList(session, terminal, "candour.views.v1.Views.ListCases", request, reply, CaseShape()));
  if (terminal.json) return absl::OkStatus();
  for (const views::v1::CaseSummary& row : reply.cases()) {
    if (row.same_reference() == 0) continue;
    terminal.out << row.reference() << " (" << row.stage()
                 << ") has a reference that other cases of the board have too: "
                 << row.same_reference() << ".\n";
  }
  return absl::OkStatus();
}

audit::v1::CaseName Named(const NamedCase& found) {
  audit::v1::CaseName name;
  name.set_tenant(found.tenant);
  name.set_board_id(found.board_id);
  name.set_aggregate(found.kind);
  name.set_id(found.id);
  return name;
}

absl::Status ShowCase(const CaseOptions& options, Session& session, Terminal& terminal) {
  ASSIGN_OR_RETURN(const NamedCase found, FindCase(session, options.name));
  audit::v1::GetCaseRequest request;
  *request.mutable_about() = Named(found);
  request.mutable_about()->set_include_identity(options.identity);
  types::v1::CaseFile file;
  RETURN_IF_ERROR(session.Call("candour.audit.v1.Audit.GetCase", request, file));
  terminal.out << (terminal.json ? JsonText(file) : CaseText(file));
  return absl::OkStatus();
}

absl::Status ShowTimeline(const CaseOptions& options, Session& session, Terminal& terminal) {
  ASSIGN_OR_RETURN(const NamedCase found, FindCase(session, options.name));
  audit::v1::GetTimelineRequest request;
  *request.mutable_about() = Named(found);
  if (!options.when.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_as_at(), ParseAsAt(options.when, London()));
  }
  if (options.as_true) request.mutable_as_at()->set_by_occurred(true);
  request.set_order(options.newest_first ? audit::v1::NEWEST_FIRST : audit::v1::OLDEST_FIRST);
  audit::v1::Timeline reply;
  return InOptionWords(ShowList(session, terminal, "candour.audit.v1.Audit.GetTimeline", request,
                                reply, TimelineShape()),
                       {{"as_at", "--as-of"}, {"by_occurred", "--as-true"}});
}

absl::Status ShowClocks(const CaseOptions& options, Session& session, Terminal& terminal) {
  if (options.name.empty()) {
    views::v1::ListClocksRequest request;
    ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
    request.set_board_id(session.board());
    request.set_horizon_days(options.within_days);
    request.set_only_overdue(options.overdue);
    views::v1::ListClocksReply reply;
    return ShowList(session, terminal, "candour.views.v1.Views.ListClocks", request, reply,
                    DueShape());
  }
  ASSIGN_OR_RETURN(const NamedCase found, FindCase(session, options.name));
  views::v1::GetCaseClocksRequest request;
  request.set_tenant(found.tenant);
  request.set_kind(found.kind);
  request.set_case_id(found.id);
  request.set_include_not_started(options.not_started);
  views::v1::GetCaseClocksReply reply;
  RETURN_IF_ERROR(session.Call("candour.views.v1.Views.GetCaseClocks", request, reply));
  terminal.out << (terminal.json ? JsonText(reply) : ClocksText(reply.clocks(), options.explain));
  return absl::OkStatus();
}

}  // namespace

void AddCaseCommands(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<CaseOptions>();
  CLI::App& group = *app.add_subcommand("case", "Cases: list them, and open one");
  group.require_subcommand(1);
  group.footer(
      "A CASE is named by its reference, by a part of it that only one case has, or by its id.\n\n"
      "Examples:\n"
      "  candour case list --overdue\n"
      "  candour case show AV-2012-03\n"
      "  candour case clocks AV-2012-03 --explain");

  CLI::App& list =
      *group.add_subcommand("list", "The caseload: what is overdue first, then by due date");
  list.add_option("--kind", options->kind, "child-death or case-review");
  list.add_option("--stage", options->stage, "Only this stage");
  list.add_option("--reference", options->reference, "Only references with this in them");
  list.add_flag("--overdue", options->overdue, "Only cases with an overdue clock");
  list.add_flag("--concluded", options->concluded, "Only cases that are concluded");
  list.add_flag("--all", options->all, "Open cases, and after them those concluded");
  list.footer("Example:\n  candour case list --kind child-death --stage \"on hold\"");
  list.callback([&chosen, options] {
    chosen.run = [options](Session& s, Terminal& t) { return ListCases(*options, s, t); };
  });

  CLI::App& show = *group.add_subcommand("show", "One case: its facts, clocks and decisions");
  show.add_option("CASE", options->name, "Which")->required();
  show.add_flag("--identity", options->identity, "With who the child is; the look is recorded");
  show.footer("Example:\n  candour case show AV-2012-03");
  show.callback([&chosen, options] {
    chosen.run = [options](Session& s, Terminal& t) { return ShowCase(*options, s, t); };
  });

  CLI::App& timeline = *group.add_subcommand("timeline", "Everything recorded of one case");
  timeline.add_option("CASE", options->name, "Which")->required();
  timeline.add_flag("--newest-first", options->newest_first, "Instead of oldest first");
  timeline.add_option("--as-of", options->when, "Up to a position, a day or a moment");
  timeline.add_flag("--as-true", options->as_true,
                    "By then as it truly stood: by when things happened, as is known now");
  timeline.footer("Example:\n  candour case timeline AV-2012-03 --newest-first");
  timeline.callback([&chosen, options] {
    chosen.run = [options](Session& s, Terminal& t) { return ShowTimeline(*options, s, t); };
  });

  CLI::App& clocks =
      *group.add_subcommand("clocks", "What is due: of one case, or across all of them");
  clocks.add_option("CASE", options->name, "Which; none: all cases");
  clocks.add_option("--within", options->within_days, "Across cases: due within so many days")
      ->check(CLI::Range(0, 3660));
  clocks.add_flag("--overdue", options->overdue, "Across cases: only what is overdue");
  clocks.add_flag("--all", options->not_started, "Of one case: also what nothing has begun");
  clocks.add_flag("--explain", options->explain,
                  "Of one case: why each is due then, and what was skipped or moved");
  clocks.footer(
      "Examples:\n  candour case clocks --within 14\n  candour case clocks AV-2012-03 --explain");
  clocks.callback([&chosen, options] {
    chosen.run = [options](Session& s, Terminal& t) { return ShowClocks(*options, s, t); };
  });
}

}  // namespace candour::cli
