// What agencies owe, whatever it is owed to.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "tools/candour/commands.h"
#include "tools/candour/rows.h"

namespace candour::cli {

struct Owed {
  std::string tenant;
  std::string agency_id;  // blank: any
  bool all = false;       // also what is settled
};

// Reports on deaths, contributions to reviews and actions, one list below the other; of what the
// caller may not see, that they may not. As JSON the reports alone.
absl::Status ShowOwed(const Owed& owed, Session& session, Terminal& terminal);

const Shape& ContributionShape();

}  // namespace candour::cli
