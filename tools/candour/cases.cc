#include "tools/candour/cases.h"

#include <set>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/id.h"
#include "base/status.h"
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
  views::v1::ListCasesReply reply;
  RETURN_IF_ERROR(FetchAll(session, "candour.views.v1.Views.ListCases", request, reply));
  return reply;
}

}  // namespace

absl::StatusOr<NamedCase> FindCase(Session& session, const std::string& name) {
  const bool by_id = ParseUuid(name).ok();
  std::vector<NamedCase> found;
  for (const std::string& tenant : session.tenants()) {
    ASSIGN_OR_RETURN(const views::v1::ListCasesReply reply,
                     ListCases(session, tenant, by_id ? "" : name));
    for (const views::v1::CaseSummary& row : reply.cases()) {
      if (by_id && row.case_id() != name) continue;
      NamedCase named{row.kind(), row.case_id(), row.reference(), row.board_id(), tenant};
      if (by_id || absl::EqualsIgnoreCase(row.reference(), name)) return named;
      found.push_back(std::move(named));
    }
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    return absl::NotFoundError(absl::StrCat("There is no case ", name,
                                            " among those you may see. `candour case list` shows "
                                            "them"));
  }
  std::vector<std::string> names;
  for (size_t i = 0; i < found.size() && i < kNamed; ++i) names.push_back(found[i].reference);
  return absl::InvalidArgumentError(absl::StrCat(found.size(), " cases match ", name,
                                                 "; say which: ", absl::StrJoin(names, ", "),
                                                 found.size() > kNamed ? " ..." : ""));
}

std::string FindBoard(Session& session, const std::string& tenant) {
  if (!session.board().empty()) return session.board();
  const absl::StatusOr<views::v1::ListCasesReply> reply = ListCases(session, tenant, "");
  if (!reply.ok()) return "";
  std::set<std::string> boards;
  for (const views::v1::CaseSummary& row : reply->cases()) boards.insert(row.board_id());
  return boards.size() == 1 ? *boards.begin() : "";
}

const std::string& TenantToShow(const Session& session) { return session.tenants().front(); }

}  // namespace candour::cli
