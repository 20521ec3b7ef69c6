// A record over a RocksDB log in this process, without a server; and the check at the end of every
// log's run.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "candour/record/v1/record.pb.h"
#include "services/gate/client.h"
#include "services/gate/handlers.h"
#include "services/gate/host.h"
#include "services/gate/token.h"
#include "services/record/record.h"
#include "storage/event_log.h"
#include "storage/keyring/keyring.h"
#include "storage/keyring/master_key.h"
#include "storage/rocksdb/shared_memory.h"

namespace candour::bench {

// Keys and tokens of invented people, in a folder.
struct Identity {
  explicit Identity(std::string folder);
  std::string TokenFile(const std::string& part) const;
  std::string Token(const std::string& part) const;
  gate::TokenVerifier::Options options() const;

  static constexpr char kBoard[] = "00000000-0000-4000-8000-000000000001";
  std::string folder;
};

// What was acknowledged, and where it must be found.
struct Acknowledged {
  uint64_t position = 0;
  CommandId command;
};

// Thread-safe.
class OwnRecord {
 public:
  // A new one in a folder, with the log of the one tenant opened; over RocksDB, or over the log
  // given.
  OwnRecord(const std::string& folder, const Identity& identity,
            std::unique_ptr<storage::EventLog> log = nullptr);

  // What the gate would call, waited for: sealing, the log's group commit, the answer.
  absl::StatusOr<record::v1::AppendReply> Append(const record::v1::AppendRequest& request);
  // The same, not waited for: request and reply must live until `done` is called.
  void Append(const record::v1::AppendRequest& request, record::v1::AppendReply& reply,
              gate::Done done) {
    append_(call_, request, reply, std::move(done));
  }

  // A client through the gate, in this process.
  gate::Client& client() { return *client_; }

 private:
  SystemClock clock_;
  storage::RocksDbMemory memory_;
  storage::MemoryMasterKeyProvider masters_;
  std::unique_ptr<gate::TokenVerifier> tokens_;
  std::unique_ptr<storage::Keyring> keyring_;
  std::unique_ptr<storage::EventLog> log_;
  std::unique_ptr<record::Record> record_;
  gate::ServiceHandlers handlers_;
  const gate::AsyncFn& append_;
  gate::Call call_;
  std::unique_ptr<gate::Client> client_;
  std::unique_ptr<gate::Host> host_;  // last, so that no handler outlives what it uses
};

void OpenLog(gate::Client& record);

// Reads a log through, which must be at rest: every event acknowledged is at its position, exactly
// once, nothing else was taken, and the root over all leaves is the one of its checkpoint.
// DATA_LOSS otherwise: the run is void.
absl::Status VerifyLog(gate::Client& record, const std::vector<Acknowledged>& all);

}  // namespace candour::bench
