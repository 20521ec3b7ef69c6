// Living through the demonstration: every act through the public API, in its own time.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "tools/candour/demo/tables.h"
#include "tools/candour/session/session.h"
#include "tools/candour/session/terminal.h"

namespace candour::cli::demo {

struct Loading {
  std::string editions;  // the folder of the guidance's files
  // Sends again even what the log's clock says is done: changes nothing, and proves it.
  bool from_start = false;
};

struct Loaded {
  uint64_t acts = 0;  // told by the tables
  uint64_t sent = 0;  // of them, those that were not known to be done
  uint64_t last_position = 0;
};

// Opens the tenant's log with a driven clock if it has none, then gives every act not yet done,
// driving the clock to each moment first. An act that was given before is known by its id: loading
// again changes nothing, and loading after a cut goes on where it was cut. Stops at the first act
// that fails, naming it.
absl::StatusOr<Loaded> Load(const Tables& tables, const Loading& loading, Session& session,
                            Terminal& terminal);

}  // namespace candour::cli::demo
