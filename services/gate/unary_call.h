// One unary call in progress. Internal to the gate.
#pragma once

#include <grpcpp/support/server_callback.h>

#include "google/protobuf/arena.h"
#include "services/gate/door.h"

namespace candour::gate {

// Judges the call and sets it going. What is returned looks after itself.
grpc::ServerUnaryReactor* StartUnary(Door& door, const Method& method,
                                     grpc::CallbackServerContext& context,
                                     const grpc::ByteBuffer& request, grpc::ByteBuffer& reply);

}  // namespace candour::gate
