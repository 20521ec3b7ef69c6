#include "services/gate/membership.h"

#include <algorithm>
#include <vector>

namespace candour::gate {
namespace {

bool Holds(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

absl::StatusOr<std::string> TenantFor(const Caller& caller, const std::string& tenant) {
  if (tenant.empty() && caller.tenants.size() == 1) return caller.tenants.front();
  if (Holds(caller.tenants, tenant)) return tenant;
  return absl::PermissionDeniedError("you do not belong to the arrangement named in tenant");
}

absl::StatusOr<std::string> TenantFor(const Caller& caller, const std::string& tenant,
                                      const std::string& board_id) {
  if (!Holds(caller.boards, board_id)) {
    return absl::PermissionDeniedError("you do not act for the board named in board_id");
  }
  return TenantFor(caller, tenant);
}

types::v1::Actor ActorFrom(const Caller& caller) {
  types::v1::Actor actor;
  actor.set_issuer(caller.issuer);
  actor.set_subject(caller.subject);
  actor.set_display_name(caller.display_name);
  for (const std::string& role : caller.roles) actor.add_roles(role);
  actor.set_agency_id(caller.agency_id);
  return actor;
}

}  // namespace candour::gate
