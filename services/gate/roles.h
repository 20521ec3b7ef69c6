// Which role may do what: one table, everything not in it denied.
//
// A permission here opens the door of a method; whether this person may touch this case (board,
// agency, meeting, conflict of interest) is decided behind it, by the service.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "services/gate/token.h"

namespace candour::gate {

// A method that declares it admits anybody, without a token.
inline constexpr std::string_view kPublicPermission = "public";

// The permission that a method declares or, if it declares none, the usual one of its service;
// blank if there is neither.
const std::string& PermissionOf(const google::protobuf::MethodDescriptor& method);

// Whether any of the caller's roles holds `permission`. Unknown roles hold nothing, and neither
// does a role that speaks for an agency while the token names none.
bool Permits(const Caller& caller, std::string_view permission);

// PERMISSION_DENIED, with the way out, unless Permits.
absl::Status CheckPermitted(const Caller& caller, std::string_view permission);

// What a permission is held by, for who stands over a role (reach.h). Whether all roles by which
// the caller holds it
//   speak for an agency, whose own account they give and read;
bool OnlyForAgency(const Caller& caller, std::string_view permission);
//   are had by virtue of a seat, so that it must be known whose;
bool OnlySeated(const Caller& caller, std::string_view permission);
//   read no more than was given to whoever has the seat.
bool OnlyBySeat(const Caller& caller, std::string_view permission);

// Whether it opens anything that tells of cases: not so what operates, proves or forgets a record.
bool ShowsCases(std::string_view permission);

// Whether `permission` is public or held by some role. A method that declares any other is a
// spelling mistake and keeps the server from starting.
bool IsKnownPermission(std::string_view permission);

// The roles that hold it, in the order of the table.
std::vector<std::string_view> RolesWith(std::string_view permission);

// Every role there is, in the order of the table.
std::vector<std::string_view> KnownRoles();

}  // namespace candour::gate
