// Finding what people name: a case by its reference, the board by being the only one.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "candour/types/v1/options.pb.h"
#include "tools/candour/session/session.h"

namespace candour::cli {

struct NamedCase {
  types::v1::Aggregate kind{};
  std::string id;
  std::string reference;
  std::string board_id;
  std::string tenant;
};

// By reference (whole, in any case, or a part that only one case has) or by id, in the tenants the
// session looks in. NOT_FOUND if there is none; INVALID_ARGUMENT, naming them, if there are
// several, be it the same reference in two tenants.
absl::StatusOr<NamedCase> FindCase(Session& session, const std::string& name);

// The same for what is to be written: only by the whole reference or the id, among cases of this
// kind. A part of a reference is INVALID_ARGUMENT, naming the cases it may mean.
absl::StatusOr<NamedCase> FindCaseToChange(Session& session, types::v1::Aggregate kind,
                                           const std::string& name);

// The session's board; else the only one with cases in `tenant`. INVALID_ARGUMENT, naming the
// choices, if there are several or none.
absl::StatusOr<std::string> FindBoard(Session& session, const std::string& tenant);

// The session's tenant: as given, or the only one the token names. INVALID_ARGUMENT, naming the
// choices, if there are several: none of them is anybody's default.
absl::StatusOr<std::string> TenantToShow(const Session& session);

}  // namespace candour::cli
