// Serves a gate: on addresses, and to clients in the same process. Beside the gate's services it
// answers grpc.health.v1.Health and server reflection, both without a token: they tell of the
// programme, never of a case.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/gate/client.h"
#include "services/gate/gate.h"

namespace candour::gate {

// Thread-safe.
class Host {
 public:
  // Serves from return on. Each address is "127.0.0.1:PORT" (0: any free port) or "unix:/path",
  // whose socket only the owner may use; none at all serves in-process clients alone. UNAVAILABLE,
  // naming the addresses, if one cannot be had; a port is never shared with another process.
  static absl::StatusOr<std::unique_ptr<Host>> Start(std::unique_ptr<Gate> gate,
                                                     std::vector<std::string> addresses);

  // As Shutdown with ten seconds.
  ~Host();

  // The addresses asked for, with the ports that were bound.
  const std::vector<std::string>& addresses() const;

  // Connects a client made by Client::InProcess. It may outlive the host; it then answers
  // UNAVAILABLE.
  void Attach(Client& client);

  // What the health service says of every service, and of the whole ("").
  void SetServing(bool serving);

  // Streams end at once with UNAVAILABLE, unary calls have until `grace` is over and are then
  // cancelled. Returns when every handler has returned. Only the first call counts.
  void Shutdown(absl::Duration grace);

 private:
  class Impl;
  explicit Host(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace candour::gate
