// Programs that serve over gRPC, each held to the server's core.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "services/gate/client.h"
#include "tests/bench/own_record.h"
#include "tests/bench/processes.h"
#include "tests/bench/settings.h"

namespace candour::bench {

// candour-server over a folder that outlives it.
class CandourServer {
 public:
  CandourServer(const Settings& settings, const Identity& identity, std::string folder,
                std::string services, int core);

  // Returns once it serves.
  void Start();
  // SIGTERM for a good end, SIGKILL for none.
  void End(int signal) { server_.End(signal); }

  const std::string& address() const { return address_; }
  pid_t pid() const { return server_.pid(); }
  std::unique_ptr<gate::Client> Connect(const std::string& part) const;

 private:
  const Settings& settings_;
  const Identity& identity_;
  const std::string folder_;
  const std::string services_;
  const int core_;
  std::string address_;
  Child server_;
};

// This program as a peer: `words` say which.
class Peer {
 public:
  Peer(const Settings& settings, const std::string& name, std::vector<std::string> words);
  const std::string& address() const { return address_; }
  pid_t pid() const { return child_.pid(); }

 private:
  Child child_;
  std::string address_;
};

// The gate in front of nothing, until the process ends.
void ServeGateEcho(const std::string& identity_folder, const std::string& address,
                   const std::string& address_file);

}  // namespace candour::bench
