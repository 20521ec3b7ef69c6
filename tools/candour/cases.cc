#include "tools/candour/cases.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/record/v1/record.pb.h"
#include "candour/views/v1/views.pb.h"
#include "tools/candour/rows.h"

namespace candour::cli {
namespace {

constexpr size_t kNamed = 5;  // of several that match

absl::StatusOr<views::v1::ListCasesReply> ListCases(Session& session, const std::string& tenant,
                                                    const std::string& reference_contains) {
  views::v1::ListCasesRequest request;
  request.set_tenant(tenant);
  request.set_reference_contains(reference_contains);
  request.set_conclusion(views::v1::ALL_CASES);
  views::v1::ListCasesReply reply;
  RETURN_IF_ERROR(FetchAll(session, "candour.views.v1.Views.ListCases", request, reply));
  return reply;
}

// A case that was forgotten is in no list, but the log still says whose it was.
std::optional<NamedCase> FindForgotten(Session& session, const std::string& id) {
  for (const std::string& tenant : session.tenants()) {
    record::v1::ListForgettingsRequest request;
    request.set_tenant(tenant);
    record::v1::ListForgettingsReply reply;
    if (!session.Call("candour.record.v1.Record.ListForgettings", request, reply).ok()) continue;
    for (const types::v1::Forgetting& act : reply.forgettings()) {
      if (act.about().id() != id) continue;
      return NamedCase{act.about().aggregate(), id, "", act.about().board_id(), tenant};
    }
  }
  return std::nullopt;
}

// Who acts for an agency sees no list of cases: of reviews, those that asked it to contribute.
absl::StatusOr<std::vector<NamedCase>> ListAsked(Session& session, const std::string& tenant) {
  views::v1::ListContributionsRequest request;
  request.set_tenant(tenant);
  views::v1::ListContributionsReply reply;
  RETURN_IF_ERROR(FetchAll(session, "candour.views.v1.Views.ListContributions", request, reply));
  std::map<std::string, NamedCase> reviews;
  for (const views::v1::ContributionSummary& row : reply.contributions()) {
    reviews[row.review_id()] = {types::v1::CASE_REVIEW, row.review_id(), row.reference(),
                                row.board_id(), tenant};
  }
  std::vector<NamedCase> named;
  for (auto& [id, review] : reviews) named.push_back(std::move(review));
  return named;
}

absl::StatusOr<std::vector<NamedCase>> ListNamed(Session& session, const std::string& tenant,
                                                 const std::string& reference_contains) {
  const absl::StatusOr<views::v1::ListCasesReply> reply =
      ListCases(session, tenant, reference_contains);
  if (absl::IsPermissionDenied(reply.status())) {
    absl::StatusOr<std::vector<NamedCase>> asked = ListAsked(session, tenant);
    if (asked.ok()) return asked;
  }
  RETURN_IF_ERROR(reply.status());
  if (!reference_contains.empty() && reply->cases().empty()) {
    if (const std::string withheld = WithheldText(*reply); !withheld.empty()) {
      return absl::PermissionDeniedError(absl::StripTrailingAsciiWhitespace(withheld));
    }
  }
  std::vector<NamedCase> named;
  for (const views::v1::CaseSummary& row : reply->cases()) {
    named.push_back({row.kind(), row.case_id(), row.reference(), row.board_id(), tenant});
  }
  return named;
}

// A review this board led before is in no list of cases, but may be asked for as of a day on which
// it was its own.
absl::StatusOr<std::vector<NamedCase>> FindPassedOn(Session& session, const std::string& name) {
  std::vector<NamedCase> found;
  for (const std::string& tenant : session.tenants()) {
    views::v1::ListReviewsRequest request;
    request.set_tenant(tenant);
    request.set_board_id(session.board());
    views::v1::ListReviewsReply reply;
    RETURN_IF_ERROR(FetchAll(session, "candour.views.v1.Views.ListReviews", request, reply));
    for (const views::v1::ReviewSummary& row : reply.reviews()) {
      if (row.led_by().empty()) continue;
      if (row.review_id() != name && !absl::EqualsIgnoreCase(row.reference(), name)) continue;
      ASSIGN_OR_RETURN(const std::string board, FindBoard(session, tenant));
      found.push_back({types::v1::CASE_REVIEW, row.review_id(), row.reference(), board, tenant});
    }
  }
  return found;
}

struct Found {
  std::vector<NamedCase> whole;   // of this reference or id
  std::vector<NamedCase> partly;  // with it in their reference
};

absl::StatusOr<Found> Look(Session& session, const std::string& name) {
  const bool by_id = ParseUuid(name).ok();
  Found found;
  for (const std::string& tenant : session.tenants()) {
    ASSIGN_OR_RETURN(const std::vector<NamedCase> cases,
                     ListNamed(session, tenant, by_id ? "" : name));
    for (const NamedCase& named : cases) {
      if (by_id && named.id != name) continue;
      const bool whole = by_id || absl::EqualsIgnoreCase(named.reference, name);
      if (!whole &&
          !absl::StrContains(absl::AsciiStrToLower(named.reference), absl::AsciiStrToLower(name)))
        continue;
      (whole ? found.whole : found.partly).push_back(named);
    }
  }
  return found;
}

// References need not be unique: where two are alike, the ids tell them apart.
std::string Names(const std::vector<NamedCase>& cases) {
  std::vector<std::string> names;
  for (size_t i = 0; i < cases.size() && i < kNamed; ++i) {
    const bool alike =
        std::count_if(cases.begin(), cases.end(), [&](const NamedCase& other) {
          return other.reference == cases[i].reference && other.tenant == cases[i].tenant;
        }) > 1;
    names.push_back(absl::StrCat(cases[i].reference, " of ", cases[i].tenant,
                                 alike ? absl::StrCat(" (", cases[i].id, ")") : ""));
  }
  return absl::StrCat(absl::StrJoin(names, ", "), cases.size() > kNamed ? " ..." : "");
}

absl::StatusOr<NamedCase> TheOnly(const std::vector<NamedCase>& found, const std::string& name) {
  if (name.empty()) {
    return absl::InvalidArgumentError(
        "Say which case: its reference, or its id. `candour case list` shows them");
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    return absl::NotFoundError(absl::StrCat("There is no case ", name,
                                            " among those you may see. `candour case list` shows "
                                            "them"));
  }
  return absl::InvalidArgumentError(
      absl::StrCat(found.size(), " cases match ", name, "; say which: ", Names(found)));
}

}  // namespace

absl::StatusOr<NamedCase> FindCase(Session& session, const std::string& name) {
  ASSIGN_OR_RETURN(const Found found, Look(session, name));
  if (found.whole.empty() && ParseUuid(name).ok()) {
    if (auto forgotten = FindForgotten(session, name)) return *std::move(forgotten);
  }
  if (found.whole.empty() && found.partly.empty()) {
    ASSIGN_OR_RETURN(const std::vector<NamedCase> before, FindPassedOn(session, name));
    if (!before.empty()) return TheOnly(before, name);
  }
  return TheOnly(found.whole.empty() ? found.partly : found.whole, name);
}

absl::StatusOr<NamedCase> FindCaseToChange(Session& session, types::v1::Aggregate kind,
                                           const std::string& name) {
  ASSIGN_OR_RETURN(Found found, Look(session, name));
  for (std::vector<NamedCase>* cases : {&found.whole, &found.partly}) {
    std::erase_if(*cases, [&](const NamedCase& known) { return known.kind != kind; });
  }
  if (found.whole.empty() && !found.partly.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("What is changed is named by its whole reference or its id. ", name,
                     " is part of: ", Names(found.partly)));
  }
  return TheOnly(found.whole, name);
}

absl::StatusOr<std::string> FindBoard(Session& session, const std::string& tenant) {
  if (!session.board().empty()) return session.board();
  const absl::StatusOr<views::v1::ListCasesReply> reply = ListCases(session, tenant, "");
  if (absl::IsPermissionDenied(reply.status())) {
    return absl::InvalidArgumentError(
        "In your role no cases are seen from which the board could be told. Say in whose name you "
        "act with --board or CANDOUR_BOARD");
  }
  RETURN_IF_ERROR(reply.status());
  std::map<std::string, std::string> boards;  // id to how it is told
  for (const views::v1::CaseSummary& row : reply->cases()) {
    boards[row.board_id()] = absl::StrCat(row.board_id(), " (", row.board_name(), ")");
  }
  if (boards.size() == 1) return boards.begin()->first;
  if (boards.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "No board of ", tenant, " has cases you may see. Name one with --board or CANDOUR_BOARD"));
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "Several boards have cases in ", tenant, ". Say which with --board or CANDOUR_BOARD: ",
      absl::StrJoin(boards, ", ",
                    [](std::string* out, const auto& board) { *out += board.second; })));
}

absl::StatusOr<std::string> TenantToShow(const Session& session) {
  if (session.tenants().size() == 1) return session.tenants().front();
  return absl::InvalidArgumentError(absl::StrCat(
      "You belong to several arrangements. Say whose record with --tenant, or once for "
      "all with CANDOUR_TENANT: ",
      absl::StrJoin(session.tenants(), ", ")));
}

}  // namespace candour::cli
