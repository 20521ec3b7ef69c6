#include "tools/candour/owed.h"

#include "base/status.h"
#include "candour/views/v1/views.pb.h"
#include "tools/candour/speech/plan_text.h"
#include "tools/candour/speech/values.h"

namespace candour::cli {
namespace {

const Shape& ReturnShape() {
  static const auto& shape = *new Shape{"returns",
                                        {{"Agency", "agency_name"},
                                         {"Case", "reference"},
                                         {"Form", "form_title|form_type"},
                                         {"Due on", "due_on"},
                                         {"State", "state"},
                                         {"Days late", "days_late"},
                                         {"Reminders", "reminders"},
                                         {"Request", "request_id"}},
                                        "report",
                                        "reports",
                                        "No report is owed. What was answered shows with --all."};
  return shape;
}

template <typename Request>
Request Asked(const Owed& owed, const Session& session) {
  Request request;
  request.set_tenant(owed.tenant);
  request.set_board_id(session.board());
  request.set_agency_id(owed.agency_id);
  return request;
}

// A list the caller has no permission for is none of theirs to owe, as far as they can see.
absl::Status OrNotTheirs(const absl::Status& status, Terminal& terminal) {
  if (!absl::IsPermissionDenied(status)) return status;
  terminal.out << "You have no permission to see these.\n";
  return absl::OkStatus();
}

absl::Status ShowContributions(const Owed& owed, Session& session, Terminal& terminal) {
  auto request = Asked<views::v1::ListContributionsRequest>(owed, session);
  request.set_only_owed(!owed.all);
  views::v1::ListContributionsReply reply;
  return ShowList(session, terminal, "candour.views.v1.Views.ListContributions", request, reply,
                  ContributionShape());
}

absl::Status ShowActions(const Owed& owed, Session& session, Terminal& terminal) {
  auto request = Asked<views::v1::ListActionsRequest>(owed, session);
  request.set_also_finished(owed.all);
  views::v1::ListActionsReply reply;
  RETURN_IF_ERROR(FetchAll(session, "candour.views.v1.Views.ListActions", request, reply));
  terminal.out << ActionsText(reply);
  return absl::OkStatus();
}

}  // namespace

const Shape& ContributionShape() {
  static const auto& shape =
      *new Shape{"contributions",
                 {{"Agency", "agency_name"},
                  {"Review", "reference"},
                  {"Kind", "kind"},
                  {"Due on", "due_on"},
                  {"State", "state"},
                  {"Days late", "days_late"},
                  {"Versions", "versions"},
                  {"Returned", "returned"},
                  {"Contribution", "contribution_id"}},
                 "contribution",
                 "contributions",
                 "Nothing is owed. What is with the panel or settled shows with --all."};
  return shape;
}

absl::Status ShowOwed(const Owed& owed, Session& session, Terminal& terminal) {
  auto request = Asked<views::v1::ListAgencyReturnsRequest>(owed, session);
  request.set_only_owed(!owed.all);
  views::v1::ListAgencyReturnsReply reply;
  if (!terminal.json) terminal.out << "Reports on deaths\n";
  const absl::Status shown = ShowList(session, terminal, "candour.views.v1.Views.ListAgencyReturns",
                                      request, reply, ReturnShape());
  if (terminal.json) return shown;
  RETURN_IF_ERROR(OrNotTheirs(shown, terminal));
  terminal.out << "\nContributions to reviews\n";
  RETURN_IF_ERROR(OrNotTheirs(ShowContributions(owed, session, terminal), terminal));
  terminal.out << "\nActions\n";
  return OrNotTheirs(ShowActions(owed, session, terminal), terminal);
}

}  // namespace candour::cli
