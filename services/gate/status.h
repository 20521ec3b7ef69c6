// The one mapping between absl::Status and grpc::Status.
//
// Codes are equal by number. The payloads named in errors.h travel in a google.rpc.Status in the
// trailer `grpc-status-details-bin`, where every gRPC client looks for them; any other payload
// stays in the process.
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace candour::gate {

// Details beyond limits::kStatusDetailBytes are left out, the message always arrives: trailers
// have a size limit, and a client must not lose the answer to its own length.
grpc::Status ToGrpcStatus(const absl::Status& status);

// Keeps every detail the peer sent. A details trailer that does not parse is ignored.
absl::Status FromGrpcStatus(const grpc::Status& status);

}  // namespace candour::gate
