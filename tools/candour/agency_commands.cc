// candour agency list | owes | timeliness | draft | merged
#include <CLI/CLI.hpp>
#include <memory>

#include "absl/strings/match.h"
#include "base/status.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/audit/v1/national_return.pb.h"
#include "candour/views/v1/views.pb.h"
#include "tools/candour/agencies.h"
#include "tools/candour/cases.h"
#include "tools/candour/commands.h"
#include "tools/candour/owed.h"
#include "tools/candour/rows.h"
#include "tools/candour/speech/values.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

struct AgencyOptions {
  std::string agency;
  std::string from;
  std::string until;
  std::string name;
  std::string form_type;
  std::string request;
  bool all = false;
  bool identity = false;
};

const Shape& AgencyShape() {
  static const auto& shape = *new Shape{
      "agencies",
      {{"Agency", "name"}, {"Board", "board_name"}, {"Id", "agency_id", /*whole_id=*/true}},
      "agency",
      "agencies",
      "No agency is on the register. One is entered with `candour do RegisterAgency`."};
  return shape;
}

const Shape& TimelinessShape() {
  static const auto& shape = *new Shape{"agencies",
                                        {{"Agency", "agency_name"},
                                         {"Asked", "asked"},
                                         {"In time", "in_time"},
                                         {"Late", "late"},
                                         {"Days late", "days_late"},
                                         {"Nil", "nil_returns"},
                                         {"Outstanding", "outstanding"},
                                         {"Overdue", "overdue"},
                                         {"To reviews", "contributions.asked"},
                                         {"In time", "contributions.in_time"},
                                         {"Late", "contributions.late"},
                                         {"Returned", "contributions.returned"},
                                         {"Accepted", "contributions.accepted"}},
                                        "agency",
                                        "agencies",
                                        "No agency was asked for anything in that time."};
  return shape;
}

const Shape& MergedShape() {
  static const auto& shape = *new Shape{"fields",
                                        {{"Question", "label"},
                                         {"Agreement", "agreement"},
                                         {"Field", "field"},
                                         {"Settled because", "settled_reason"}},
                                        "answer",
                                        "answers",
                                        "No agency has answered this form."};
  return shape;
}

const Shape& DraftShape() {
  static const auto& shape =
      *new Shape{"answers",
                 {{"Field", "field"}, {"Item", "item"}, {"Answer", "given"}, {"None", "absence"}},
                 "answer",
                 "answers",
                 "The draft is blank."};
  return shape;
}

absl::Status ListAgencies(const AgencyOptions&, Session& session, Terminal& terminal) {
  views::v1::ListAgenciesRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  request.set_board_id(session.board());
  views::v1::ListAgenciesReply reply;
  return ShowList(session, terminal, "candour.views.v1.Views.ListAgencies", request, reply,
                  AgencyShape());
}

absl::Status ListOwed(const AgencyOptions& options, Session& session, Terminal& terminal) {
  Owed owed;
  ASSIGN_OR_RETURN(owed.tenant, TenantToShow(session));
  ASSIGN_OR_RETURN(owed.agency_id, FindAgency(session, owed.tenant, options.agency));
  owed.all = options.all;
  return ShowOwed(owed, session, terminal);
}

absl::Status ShowTimeliness(const AgencyOptions& options, Session& session, Terminal& terminal) {
  views::v1::GetTimelinessRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  request.set_board_id(session.board());
  ASSIGN_OR_RETURN(*request.mutable_agency_id(),
                   FindAgency(session, request.tenant(), options.agency));
  if (!options.from.empty()) RETURN_IF_ERROR(SetField(request, "from", options.from, London()));
  if (!options.until.empty()) RETURN_IF_ERROR(SetField(request, "until", options.until, London()));
  views::v1::GetTimelinessReply reply;
  RETURN_IF_ERROR(session.Call("candour.views.v1.Views.GetTimeliness", request, reply));
  terminal.out << (terminal.json ? JsonText(reply) : RowsText(reply, TimelinessShape()));
  return absl::OkStatus();
}

absl::Status ShowMerged(const AgencyOptions& options, Session& session, Terminal& terminal) {
  ASSIGN_OR_RETURN(const NamedCase found, FindCase(session, options.name));
  audit::v1::GetMergedReportRequest request;
  audit::v1::CaseName& about = *request.mutable_about();
  about.set_tenant(found.tenant);
  about.set_board_id(found.board_id);
  about.set_aggregate(found.kind);
  about.set_id(found.id);
  about.set_include_identity(options.identity);
  request.set_form_type(options.form_type);
  types::v1::MergedReport reply;
  RETURN_IF_ERROR(session.Call("candour.audit.v1.Audit.GetMergedReport", request, reply));
  terminal.out << (terminal.json ? JsonText(reply) : RowsText(reply, MergedShape()));
  return absl::OkStatus();
}

// The case is named by its id: an agency may not look for others by their reference.
absl::Status ShowDraft(const AgencyOptions& options, Session& session, Terminal& terminal) {
  audit::v1::GetDraftRequest request;
  audit::v1::CaseName& about = *request.mutable_about();
  ASSIGN_OR_RETURN(*about.mutable_tenant(), TenantToShow(session));
  about.set_aggregate(types::v1::CHILD_DEATH);
  views::v1::ListAgencyReturnsRequest owed;
  owed.set_tenant(about.tenant());
  views::v1::ListAgencyReturnsReply asked;
  RETURN_IF_ERROR(FetchAll(session, "candour.views.v1.Views.ListAgencyReturns", owed, asked));
  for (const views::v1::AgencyReturnSummary& one : asked.returns()) {
    if (!absl::StartsWith(one.request_id(), options.request)) continue;
    about.set_board_id(one.board_id());
    about.set_id(one.case_id());
    request.set_request_id(one.request_id());
  }
  if (request.request_id().empty()) {
    return absl::NotFoundError(
        "Your agency was asked for nothing under that id: see `agency owes`");
  }
  audit::v1::Draft reply;
  RETURN_IF_ERROR(session.Call("candour.audit.v1.NationalReturns.GetDraft", request, reply));
  terminal.out << (terminal.json ? JsonText(reply) : RowsText(reply.answers(), DraftShape()));
  return absl::OkStatus();
}

}  // namespace

void AddAgencyCommands(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<AgencyOptions>();
  const auto runs = [&chosen, options](CLI::App& command, auto show) {
    command.callback([&chosen, options, show] {
      chosen.run = [options, show](Session& s, Terminal& t) { return show(*options, s, t); };
    });
  };
  CLI::App& agency =
      *app.add_subcommand("agency", "What agencies are asked for, and their answers");
  agency.require_subcommand(1);

  CLI::App& list = *agency.add_subcommand("list", "The agencies on the register, with their ids");
  list.footer("Example:\n  candour agency list");
  runs(list, ListAgencies);

  CLI::App& owes = *agency.add_subcommand(
      "owes",
      "What agencies owe: reports, contributions to reviews, actions; by the day it is due");
  owes.add_option("--agency", options->agency, "Only of this agency, by name or id");
  owes.add_flag("--all", options->all, "Also what was answered or withdrawn");
  owes.footer("Example:\n  candour --as agency_author agency owes");
  runs(owes, ListOwed);

  CLI::App& timeliness = *agency.add_subcommand("timeliness", "How timely each agency was");
  timeliness.add_option("--agency", options->agency, "Only of this agency, by name or id");
  timeliness.add_option("--from", options->from, "Asked for on or after, 2012-04-01");
  timeliness.add_option("--until", options->until, "Asked for on or before, 2013-03-31");
  timeliness.footer("Example:\n  candour agency timeliness --from 2012-04-01 --until 2013-03-31");
  runs(timeliness, ShowTimeliness);

  CLI::App& draft = *agency.add_subcommand("draft", "What your own agency saved and has not sent");
  draft.add_option("REQUEST", options->request, "Which, as `agency owes` shows it")->required();
  draft.footer("Example:\n  candour --as agency_author_health agency draft 5b0f6a52");
  runs(draft, ShowDraft);

  CLI::App& merged = *agency.add_subcommand(
      "merged", "The agencies' answers as one reporting form of the case, and where they disagree");
  merged.add_option("CASE", options->name, "Reference or id")->required();
  merged.add_option("--form", options->form_type, "Type of form; the agency report if not given");
  merged.add_flag("--identity", options->identity, "Also what says who people are");
  merged.footer("Example:\n  candour agency merged AV-2013-03 --json");
  runs(merged, ShowMerged);
}

}  // namespace candour::cli
