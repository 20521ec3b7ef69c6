// Reading the record from another service: pages into events, streams into histories.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "candour/record/v1/record.pb.h"
#include "candour/types/v1/command.pb.h"
#include "candour/types/v1/options.pb.h"
#include "services/gate/client.h"
#include "workflows/aggregate.h"
#include "workflows/case_files/history.h"
#include "workflows/table.h"

namespace candour::record {

// How a read ended.
struct ReadEnd {
  uint64_t head_position = 0;  // the next position of the log
  Micros now = 0;              // the log's clock
  uint64_t keyring_generation = 0;
  // The command that was asked about is known. Events were read only if it became so meanwhile.
  std::optional<types::v1::Accepted> known;
};

// Hands over every event a request finds, in the order of the record's reply. An error of `take`
// ends the read and is returned.
using TakeEvent = std::function<absl::Status(const v1::RecordedEvent&)>;
absl::StatusOr<ReadEnd> ReadEvents(gate::Client& record, const v1::ReadStreamsRequest& request,
                                   const TakeEvent& take);
absl::StatusOr<ReadEnd> ReadEvents(gate::Client& record, const v1::ReadAllRequest& request,
                                   const TakeEvent& take);

// The stream of an event, from its first up to and including it: what a correction is folded with.
absl::StatusOr<std::vector<v1::RecordedEvent>> ReadUpTo(gate::Client& record,
                                                        const std::string& tenant,
                                                        const v1::RecordedEvent& event);
// A stream from one revision to another, both included.
absl::StatusOr<std::vector<v1::RecordedEvent>> ReadBetween(gate::Client& record,
                                                           const std::string& tenant,
                                                           const v1::StreamName& stream,
                                                           uint64_t from, uint64_t to);

using StreamOf = workflows::StreamRef;

// The 16 bytes that name the key of a stream, or of the identity beside it. Kind and id both enter,
// so that two streams that happen to share an id never share a key. Frozen: it is stored.
std::string ScopeIdOf(const StreamOf& stream, types::v1::Scope scope);

// Whole streams, folded up to a position or moment, in the order asked.
struct Histories {
  std::vector<workflows::case_files::History> histories;
  ReadEnd end;
};
absl::StatusOr<Histories> ReadHistories(gate::Client& record, const workflows::WorkflowTable& table,
                                        const std::string& tenant,
                                        const std::vector<StreamOf>& streams,
                                        const workflows::case_files::AsAt& as_at,
                                        uint64_t at_least_position = 0);

}  // namespace candour::record
