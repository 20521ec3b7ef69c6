// The integrated chronology of a review as the server tells it, and finding the lines people name.
#pragma once

#include "absl/status/statusor.h"
#include "candour/types/v1/chronology.pb.h"
#include "google/protobuf/message.h"
#include "tools/candour/cases.h"
#include "tools/candour/session/session.h"
#include "tools/candour/session/terminal.h"

namespace candour::cli {

// All pages of it, as of one position.
absl::StatusOr<types::v1::IntegratedChronology> FetchChronology(const NamedCase& review,
                                                                uint32_t gap_days,
                                                                Session& session);

// Lets people name a chronology by its review, and its lines as `chronology show` does: by their
// number ("12", "12b") or the beginning of their id. Which lines were taken is told on `terminal`,
// for a number may have moved since it was read. Does nothing to a command about no chronology.
absl::Status ResolveLines(Session& session, google::protobuf::Message& command, Terminal& terminal);

}  // namespace candour::cli
