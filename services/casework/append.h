// From a decision to the append that records it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "candour/record/v1/record.pb.h"
#include "services/gate/token.h"
#include "workflows/table.h"

namespace candour::casework {

// A UUIDv5 of the command's id and a name: the same each time the command is tried.
std::string FreshId(const std::string& command_id, const std::string& name);

// The bytes a retry must equal.
std::string Deterministic(const google::protobuf::Message& message);

workflows::Context ContextOf(const gate::Caller& caller, const types::v1::CommandHeader& header,
                             Micros now, const absl::TimeZone& london);

struct Decided {
  const workflows::WorkflowTable& table;
  const std::vector<workflows::StreamSlot>& slots;
  const std::vector<const workflows::Aggregate*>& states;  // in the order of the slots
  const workflows::Context& context;
  const types::v1::CommandHeader& header;
  const workflows::Decision& decision;  // not a refusal
};

// Every stream loaded becomes a condition, as it was when first laid out; each event goes to the
// stream of its aggregate, sealed under that stream's scope, or under the identity scope beside it.
void AddTo(record::v1::AppendRequest& append, const Decided& decided);

}  // namespace candour::casework
