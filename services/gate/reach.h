// What stands over a role: who the caller is. Before a handler is called, every id of the request
// is held against what the caller may not read; once it has answered, every row of the reply. It
// works from descriptors, and knows no method by name
// (docs/decisions/0033-a-sign-in-is-somebody.md).
//
//   - A request that names what they may not read is refused.
//   - Rows of a reply that names how many were `withheld` are left out and counted.
//   - Any other reply is given whole or not at all: it is refused to who may not read all of what
//     the request names. Of a command nothing is read but that it was taken.
//   - Of who reads by virtue of a seat it must be known who they are, as soon as their board has
//     joined anybody to a sign-in.
//   - Who is asked for an agency's own account may give it, whatever part they had.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "candour/views/v1/views.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "services/gate/token.h"

namespace candour::gate {

// Tells what somebody may not read, waiting no longer than `at_most` until it can be told.
// NOT_FOUND: there is no such tenant. Thread-safe by contract.
using ReachHook = std::function<absl::Status(const views::v1::GetReachRequest&,
                                             absl::Duration at_most, views::v1::GetReachReply&)>;

// Of one call. For one thread at a time.
class Reach {
 public:
  // Everything must outlive it. An empty hook keeps nobody from anything.
  Reach(const ReachHook& ask, const google::protobuf::MethodDescriptor& method,
        const Caller& caller);

  // PERMISSION_DENIED, with whom to ask, unless they may read what the request names. UNAVAILABLE
  // while that is not known; commands go on then, and are judged by their rules.
  absl::Status Judge(const google::protobuf::Message& request);

  // Of a reply to a request that was judged.
  absl::Status LeaveOut(google::protobuf::Message& reply);

 private:
  struct Found {
    bool unknown = false;
    bool apart = false;
    absl::flat_hash_set<std::string> ids;
    bool part = false;
  };

  absl::StatusOr<Found> Ask(const std::vector<std::string>& ids) const;

  const ReachHook& ask_;
  const google::protobuf::MethodDescriptor& method_;
  const Caller& caller_;
  const bool exempt_;
  const bool by_seat_;
  const bool command_;
  uint64_t at_least_position_ = 0;  // of the request that was judged
  bool asked_ = false;
  bool apart_ = false;
};

// Every id that a message names, in its own fields and those of its parts.
std::vector<std::string> IdsIn(const google::protobuf::Message& message);

// Takes out of every repeated message of `reply` those that name one of the ids in fields of their
// own. Returns how many.
uint32_t TakeOut(const absl::flat_hash_set<std::string>& ids, google::protobuf::Message& reply);

}  // namespace candour::gate
