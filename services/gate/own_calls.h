// Calls that stay in the process and on the caller's thread. They pass the same door; only the
// transport is left out, with its hand-overs from thread to thread. Internal to the gate.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "services/gate/call.h"
#include "services/gate/door.h"

namespace candour::gate {

struct OwnCall {
  std::string path;  // "/candour.record.v1.Record/Append"
  std::string_view token;
  absl::Duration timeout;  // what the handler is told; nobody cuts it short
  const google::protobuf::Message& request;
};

// Filled before the first call; after that from any thread.
class OwnCalls {
 public:
  explicit OwnCalls(Door& door) : door_(door) {}

  // `method` must outlive it.
  void Add(const Method& method) { methods_[method.path] = &method; }

  // The outcome, once the handler has answered; nothing if the call must go over the transport: the
  // method is unknown, public or of another kind, or the messages are not those of its descriptors.
  std::optional<absl::Status> Unary(const OwnCall& call, google::protobuf::Message& reply);
  std::optional<absl::Status> ServerStream(const OwnCall& call, MessageWriter& replies);

 private:
  const Method* Find(const OwnCall& call) const;
  absl::StatusOr<Admitted> Admit(const Method& method, const OwnCall& call);

  Door& door_;
  absl::flat_hash_map<std::string, const Method*> methods_;
};

}  // namespace candour::gate
