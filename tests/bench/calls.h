// gRPC clients in a closed loop, and a server that only echoes: gRPC itself, with nothing around
// it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/timing.h"

namespace candour::bench {

inline constexpr char kEchoPath[] = "/candour.bench.Echo/Say";

// Clients with a connection each and one call outstanding each; one thread drives them all, which
// leaves the server more of a machine of two cores. For one thread.
class Callers {
 public:
  struct Calls {
    std::string path;   // "/package.Service/Method"
    std::string token;  // empty: none is sent
    std::function<std::string(int client)> request;
    std::function<void(int client, const absl::Status&, const std::string& reply)> answered;
  };

  Callers(const std::string& address, int clients);
  ~Callers();

  Timing Run(const Span& span, const Calls& calls);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// Serves kEchoPath at an address until the process ends; writes the address into a file once it
// does. Raw bytes by the same callback interface as the gate's.
void ServeEcho(const std::string& address, const std::string& address_file);

}  // namespace candour::bench
