// candour actions; candour plan list | progress | import
#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/views/v1/views.pb.h"
#include "tools/candour/agencies.h"
#include "tools/candour/cases.h"
#include "tools/candour/commands.h"
#include "tools/candour/named_streams.h"
#include "tools/candour/options.h"
#include "tools/candour/plan_import.h"
#include "tools/candour/rows.h"
#include "tools/candour/speech/as_at.h"
#include "tools/candour/speech/plan_text.h"
#include "tools/candour/speech/values.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

struct ActionOptions {
  std::map<std::string, std::string> set;  // fields of the request, as typed
  bool overdue = false;
  bool finished = false;
};

absl::Status ShowActions(const ActionOptions& options, Session& session, Terminal& terminal) {
  views::v1::ListActionsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  request.set_board_id(session.board());
  request.set_only_overdue(options.overdue);
  request.set_also_finished(options.finished);
  for (const auto& [field, text] : options.set) {
    if (!text.empty()) RETURN_IF_ERROR(SetField(request, field, text, London()));
  }
  ASSIGN_OR_RETURN(*request.mutable_agency_id(),
                   FindAgency(session, request.tenant(), request.agency_id()));
  views::v1::ListActionsReply reply;
  RETURN_IF_ERROR(FetchAll(session, "candour.views.v1.Views.ListActions", request, reply));
  terminal.out << (terminal.json                 ? JsonText(reply)
                   : request.action_id().empty() ? ActionsText(reply) + WithheldText(reply)
                                                 : ActionText(reply));
  return absl::OkStatus();
}

struct ProgressOptions {
  std::string plan;
  std::string when;
};

absl::Status ShowProgress(const ProgressOptions& options, Session& session, Terminal& terminal) {
  audit::v1::GetPlanProgressRequest request;
  if (!options.when.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_as_at(), ParseAsAt(options.when, London()));
  }
  audit::v1::CaseName& about = *request.mutable_about();
  ASSIGN_OR_RETURN(*about.mutable_tenant(), TenantToShow(session));
  ASSIGN_OR_RETURN(*about.mutable_board_id(), FindBoard(session, about.tenant()));
  about.set_aggregate(types::v1::ACTION_PLAN);
  ASSIGN_OR_RETURN(const auto plans, FindPlans(session, about.tenant(), options.plan));
  std::vector<types::v1::PlanProgress> all;
  for (const auto& [id, title] : plans) {
    about.set_id(id);
    types::v1::PlanProgress progress;
    const absl::Status read =
        InOptionWords(session.Call("candour.audit.v1.Audit.GetPlanProgress", request, progress),
                      {{"as_at", "--as-of"}});
    if (absl::IsNotFound(read)) continue;  // it was opened later
    RETURN_IF_ERROR(read);
    all.push_back(std::move(progress));
  }
  if (terminal.json) {
    for (const auto& progress : all) terminal.out << JsonText(progress);
  } else if (all.size() == 1) {
    terminal.out << all[0].text() << "SHA-256 " << all[0].sha256() << "\n";
  } else {
    terminal.out << PlansText(all);
  }
  return absl::OkStatus();
}

struct PlanListOptions {
  std::string review;
  bool open = false;
};

const Shape& PlansShape() {
  static const auto& shape = *new Shape{"plans",
                                        {{"Plan", "title"},
                                         {"Review", "review_reference"},
                                         {"Stage of it", "review_stage"},
                                         {"Recommendations", "recommendations"},
                                         {"Closed", "recommendations_closed"},
                                         {"Actions", "actions"},
                                         {"Verified", "verified"},
                                         {"Overdue", "overdue"},
                                         {"Updates late", "updates_late"},
                                         {"Closed on", "closed_on"},
                                         {"Id", "plan_id"}},
                                        "plan",
                                        "plans",
                                        "No action plan was opened. One is with `candour do "
                                        "OpenActionPlan`, or `candour plan import`."};
  return shape;
}

absl::Status ListPlans(const PlanListOptions& options, Session& session, Terminal& terminal) {
  views::v1::ListPlansRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  request.set_board_id(session.board());
  request.set_only_open(options.open);
  if (!options.review.empty()) {
    ASSIGN_OR_RETURN(const NamedCase review, FindCase(session, options.review));
    request.set_review_id(review.id);
  }
  views::v1::ListPlansReply reply;
  return ShowList(session, terminal, "candour.views.v1.Views.ListPlans", request, reply,
                  PlansShape());
}

void AddImport(CLI::App& plan, Chosen& chosen) {
  auto options = std::make_shared<PlanImportOptions>();
  CLI::App& taking =
      *plan.add_subcommand("import", "Take over a plan kept before Candour, from its table");
  taking.add_option("FILE", options->file, "CSV file, XLSX workbook or DOCX document")->required();
  taking.add_option("--title", options->title, "Of the plan; never a name. Its name for ever")
      ->required();
  taking.add_option("--review", options->review, "The review it carries out");
  taking.add_option("--source", options->source, "Of its recommendations; none: the business plan");
  taking.add_option("--made-on", options->made_on, "When it was agreed")->required();
  taking.add_option("--updated-on", options->updated_on,
                    "When its progress was written; none: when it was agreed");
  taking.add_option("--owner", options->owner, "Agency that owns what names no agency");
  taking.add_option("--agency", options->agencies,
                    "What the paper calls an agency: \"CSC=Agency\"");
  taking.add_option("--column", options->headings,
                    "What a heading means: \"Who=owner\", of number, recommendation, action, how, "
                    "owner, measure, due, progress, rag");
  taking.add_flag("--record", options->record, "Record the rows; without it, only try them");
  taking.footer(
      "Example:\n  candour plan import plan.docx --title 'Business plan' --made-on 2014-04-01\n"
      "Every row is accounted for: taken, taken with a stated doubt, or refused with the reason.");
  const auto run = [options](Session& s, Terminal& t) { return ImportPlanFile(*options, s, t); };
  taking.callback([&chosen, run] {
    chosen.run = run;
    chosen.usual_role = "case_review_coordinator";
  });
}  // namespace

}  // namespace

void AddPlanCommands(CLI::App& app, Chosen& chosen) {
  auto actions = std::make_shared<ActionOptions>();
  CLI::App& list = *app.add_subcommand(
      "actions",
      "Open actions across plans, agency by agency: due, colour, update before a meeting");
  list.add_option("--agency", actions->set["agency_id"], "Only of this agency, by name or id");
  list.add_option("--meeting", actions->set["meeting_id"],
                  "Only those written about before this meeting, by id");
  list.add_option("--plan", actions->set["plan_id"], "Only of this plan, by id");
  list.add_option("--action", actions->set["action_id"], "One action with its evidence, by id");
  list.add_option("--theme", actions->set["theme"], "Only of recommendations with this theme");
  list.add_option("--source", actions->set["source"],
                  "Only of this source: coroner, inspection ...");
  list.add_option("--rag", actions->set["rag"], "Only red, amber, green or blue");
  list.add_option("--due-by", actions->set["due_by"], "Only what is due by this day");
  list.add_option("--update", actions->set["update"],
                  "Only with an update that is owed, written, accepted or returned");
  list.add_flag("--overdue", actions->overdue, "Only what is past its day");
  list.add_flag("--finished", actions->finished, "Also what is verified or superseded");
  list.footer("Examples:\n  candour actions --overdue\n  candour actions --meeting MEETING");
  list.callback([&chosen, actions] {
    chosen.run = [actions](Session& s, Terminal& t) { return ShowActions(*actions, s, t); };
  });

  CLI::App& plan = *app.add_subcommand("plan", "Action plans: how far they have come, and import");
  plan.require_subcommand(1);
  auto asked = std::make_shared<ProgressOptions>();
  CLI::App& progress =
      *plan.add_subcommand("progress", "How far a plan has come, today or as it was known");
  progress.add_option("PLAN", asked->plan, "By its title, a part of it, or id; none: all of them");
  progress.add_option("--as-of", asked->when, "As known then: a position, a day or a moment");
  progress.footer("Example:\n  candour plan progress SCR/2013/1 --as-of 2013-12-31");
  progress.callback([&chosen, asked] {
    chosen.run = [asked](Session& s, Terminal& t) { return ShowProgress(*asked, s, t); };
    chosen.usual_role = "auditor";
  });
  auto listed = std::make_shared<PlanListOptions>();
  CLI::App& plans = *plan.add_subcommand(
      "list", "The plans, with how far each is; also those in which nothing is recommended yet");
  plans.add_option("--review", listed->review, "Only those that carry out this review");
  plans.add_flag("--open", listed->open, "Only those not closed");
  plans.callback([&chosen, listed] {
    chosen.run = [listed](Session& s, Terminal& t) { return ListPlans(*listed, s, t); };
  });
  AddImport(plan, chosen);
}

}  // namespace candour::cli
