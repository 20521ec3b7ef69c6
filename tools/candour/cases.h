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
// session looks in. NOT_FOUND, naming those it may have meant; INVALID_ARGUMENT if there are
// several.
absl::StatusOr<NamedCase> FindCase(Session& session, const std::string& name);

// The session's board; else the only one with cases in `tenant`. Blank if there are several.
std::string FindBoard(Session& session, const std::string& tenant);

// The tenant to show lists of when none was named: the first to look in.
const std::string& TenantToShow(const Session& session);

}  // namespace candour::cli
