// What people do: every command of every workflow, through one path.
//
//   check the fields -> load the streams the command names (or the reply it already had) -> Decide
//   -> append, conditioned on every stream loaded; on a conflict, from the load again
//
// Holds no state but a cache of folded streams; any number may run beside one another.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "candour/casework/v1/intake.pb.h"
#include "candour/casework/v1/together.pb.h"
#include "services/casework/desk.h"
#include "services/casework/state_cache.h"
#include "services/gate/client.h"
#include "services/gate/handlers.h"
#include "workflows/table.h"

namespace candour::casework {

// Thread-safe.
class Casework {
 public:
  // `table` (checked against Services()) and `record`, a client with a service's token, must
  // outlive it.
  Casework(const workflows::WorkflowTable& table, gate::Client& record, absl::TimeZone london);

  // The services whose methods are commands.
  static std::vector<const google::protobuf::ServiceDescriptor*> Services();

  std::vector<gate::ServiceHandlers> Handlers();

  // One command, of whichever service, in the name of a caller who was found to be permitted.
  absl::Status Do(const gate::Caller& caller, const google::protobuf::Message& command,
                  types::v1::Accepted& accepted);

 private:
  // What anybody may do, who is told nothing but a receipt.
  absl::Status NotifyDeath(const v1::NotifyDeath& command, v1::NotificationReceipt& receipt);
  // Several commands in one append.
  absl::Status DoTogether(const gate::Call& call, const v1::ActsTogether& together,
                          types::v1::Accepted& accepted);
  // Once it is known for whom the caller acts.
  absl::Status Carry(const gate::Caller& caller, const Acts& acts, types::v1::Accepted& accepted);
  // Adds what follows from the acts to `append`; nothing where they are known already.
  absl::Status Decide(const gate::Caller& caller, const Acts& acts, Desk& desk,
                      record::v1::AppendRequest& append);
  absl::Status DecideOne(const gate::Caller& caller, const google::protobuf::Message& command,
                         const workflows::CommandEntry& entry, const Desk& desk,
                         record::v1::AppendRequest& append) const;

  const workflows::WorkflowTable& table_;
  gate::Client& record_;
  const absl::TimeZone london_;
  StateCache cache_;
};

}  // namespace candour::casework
