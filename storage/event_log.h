// The contract of the event log. storage/rocksdb, storage/postgres and storage/memory implement it,
// and one conformance suite holds them to it.
//
// A store holds one log per tenant. A log is a sequence of sealed events at positions 0, 1, 2 ...
// without gaps; position order is commit order. The store knows bytes: what an event means, and
// the keys that open it, are somebody else's.
//
// What is promised (docs/formats/log.md says how):
//   - an append is acknowledged only after its bytes are synced;
//   - an append is atomic over all its events and streams, at consecutive positions;
//   - positions, and revisions within a stream, and sequence numbers within a scope, start at 0
//     without gaps and follow one another in position order;
//   - conditions are evaluated atomically with the write, also on streams that are not written;
//   - command ids and event ids are unique per log for ever, and are looked at before conditions:
//     the same command again returns its first answer;
//   - nothing is readable before it is durable;
//   - every event is a leaf of one RFC 6962 tree per log;
//   - on damage, a lost tail or an I/O error the store stops and says so: it never serves a
//     shorter or altered log.
//
// Thread safety: every method may be called from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/id.h"

namespace candour::storage {

// Streams are named by kind and random id; the numbers of the kinds are frozen elsewhere.
struct StreamName {
  uint16_t type = 0;
  StreamId id;
  friend auto operator<=>(const StreamName&, const StreamName&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const StreamName& name) {
    return H::combine(std::move(h), name.type, name.id);
  }
};

// What a stream must be at the moment of the append.
struct Condition {
  enum class Kind : uint8_t { kNoStream, kExists, kRevision };
  StreamName stream;
  Kind kind = Kind::kExists;
  uint64_t revision = 0;  // kRevision: exactly this is the stream's last one
};

// One event, sealed: its position, revision, sequence number and time are given on commit.
struct SealedEvent {
  StreamName stream;
  EventId event_id;
  ScopeId scope;
  std::array<uint8_t, 12> nonce{};
  Bytes32 key_commitment{};
  std::string ciphertext;  // with its tag
};

// One command's events.
struct Batch {
  CommandId command;
  ActorId actor;
  // What a retry must equal: computed by the caller over the request, under the key of
  // `digest_scope`, which is remembered so that the caller can compute it again.
  Bytes32 request_digest{};
  ScopeId digest_scope;
  std::vector<Condition> conditions;
  std::vector<SealedEvent> events;  // at least one
};

// Where a batch stands in the log.
struct Committed {
  uint64_t first_position = 0;
  uint32_t event_count = 0;
  Micros recorded_at = 0;
  Bytes32 request_digest{};
  ScopeId digest_scope;
  bool already_known = false;       // the command had been taken before; nothing was written now
  std::vector<uint64_t> revisions;  // of the events, in their order; none if it was known already
};

// An event as stored. `leaf` holds 210 bytes (storage/leaf.h reads them).
struct StoredEvent {
  std::string leaf;
  std::string ciphertext;
};

struct Head {
  uint64_t next_position = 0;  // also the size of the tree
  Micros last_recorded_at = 0;
};

struct ReadLimits {
  size_t events = 0;  // at most; at least one is returned if there is one
  size_t bytes = 0;   // of leaves and ciphertexts, at most, unless a single event is larger
};

struct LogInfo {
  LogId id;
  std::string tenant;
  std::string origin;  // first line of its checkpoints
  bool driven_clock = false;
};

// Where a recovered log ends, and what it had to reach.
struct RecoveredLog {
  LogId log;
  uint64_t next_position = 0;
  uint64_t acknowledged = 0;     // every position below it had been acknowledged
  uint64_t checkpoint_size = 0;  // of the newest checkpoint; 0: none
  friend bool operator==(const RecoveredLog&, const RecoveredLog&) = default;
};

// What was found and done when the store was opened.
struct Recovery {
  bool unclean_shutdown = false;
  bool recovered = false;  // the damaged, unacknowledged end of the write-ahead log was dropped
  // The logs that have taken no append since such a recovery, at this opening or an earlier one:
  // each owes its readers a word about it.
  std::vector<RecoveredLog> unreported;
};

// A copy of a store, made beside its work.
struct BackupMade {
  uint64_t number = 0;  // from 1
  uint64_t bytes = 0;   // of the whole copy; files an earlier one holds are shared with it
};

class EventLog {
 public:
  virtual ~EventLog() = default;

  // Opens a new log. `clock` gives its times and must outlive the store (a driven log is opened
  // again with AttachClock after a restart). `first` becomes position 0.
  // ALREADY_EXISTS if the tenant or the id has a log.
  virtual absl::Status CreateLog(const LogInfo& info, const Clock& clock, Batch first) = 0;

  // Gives a log found on opening its clock. A log without one refuses to append.
  virtual absl::Status AttachClock(const LogId& log, const Clock& clock) = 0;

  virtual std::vector<LogInfo> Logs() const = 0;
  virtual Recovery recovery() const = 0;

  // Queues a batch. `done` is called once, from a thread of the store that must not be blocked:
  //   OK                   durable; or known already, with the first answer's place
  //   ABORTED              a condition did not hold
  //   ALREADY_EXISTS       the command id is known with another digest, or an event id is taken
  //   INVALID_ARGUMENT     an empty or oversized batch; an event id that is a UUIDv5, as those made
  //                        from commands are, but not its own command's
  //   RESOURCE_EXHAUSTED   the queue is full; nothing was written
  //   FAILED_PRECONDITION  the log is read-only (the message says why)
  //   NOT_FOUND            there is no such log
  //   UNAVAILABLE          outcome unknown; the store has stopped: reopen, then retry with the
  //                        same ids
  using AppendDone = absl::AnyInvocable<void(absl::StatusOr<Committed>)>;
  virtual void Append(const LogId& log, Batch batch, AppendDone done) = 0;

  // Append, waited for.
  absl::StatusOr<Committed> AppendAndWait(const LogId& log, Batch batch);

  // NOT_FOUND if the log has no such command.
  virtual absl::StatusOr<Committed> FindCommand(const LogId& log, const CommandId& id) const = 0;

  virtual absl::StatusOr<Head> GetHead(const LogId& log) const = 0;

  // Blocks until the log's head is beyond `position`, or the deadline, or the store stops; returns
  // the head it saw.
  virtual absl::StatusOr<Head> WaitForHead(const LogId& log, uint64_t beyond_position,
                                           absl::Time deadline) const = 0;

  // Events at positions from, from+1, ...; empty at or after the head. DATA_LOSS on a hole or a
  // ciphertext that is not the one its leaf names.
  virtual absl::StatusOr<std::vector<StoredEvent>> ReadAll(const LogId& log, uint64_t from_position,
                                                           ReadLimits limits) const = 0;

  // Events of one stream from a revision on; empty if there are none (also for no such stream).
  virtual absl::StatusOr<std::vector<StoredEvent>> ReadStream(const LogId& log,
                                                              const StreamName& stream,
                                                              uint64_t from_revision,
                                                              ReadLimits limits) const = 0;

  // Events of one scope from a sequence number on.
  virtual absl::StatusOr<std::vector<StoredEvent>> ReadScope(const LogId& log, const ScopeId& scope,
                                                             uint64_t from_seq,
                                                             ReadLimits limits) const = 0;

  // The tree. Sizes beyond the head are OUT_OF_RANGE.
  virtual absl::StatusOr<Bytes32> Root(const LogId& log, uint64_t size) const = 0;
  virtual absl::StatusOr<std::vector<Bytes32>> InclusionPath(const LogId& log, uint64_t position,
                                                             uint64_t size) const = 0;
  virtual absl::StatusOr<std::vector<Bytes32>> ConsistencyPath(const LogId& log, uint64_t old_size,
                                                               uint64_t new_size) const = 0;

  // Keeps a signed checkpoint, synced before it returns, so that nothing is published that a
  // crash could make us contradict.
  virtual absl::Status PutCheckpoint(const LogId& log, uint64_t size, std::string note) = 0;
  virtual absl::StatusOr<std::vector<std::pair<uint64_t, std::string>>> Checkpoints(
      const LogId& log) const = 0;

  // Copies the store into a folder of backups, with everything acknowledged before the call; synced
  // before it returns. Another backend than an embedded one is backed up by its own tools:
  // UNIMPLEMENTED.
  virtual absl::StatusOr<BackupMade> BackUp(const std::string& folder);

  // Reads the files of the whole store, indexes too, and holds them against their checksums, beside
  // reads and appends. DATA_LOSS, naming the file, if one is damaged. A backend whose files are
  // another database's has them checked by its tools: OK.
  virtual absl::Status CheckFiles() const { return absl::OkStatus(); }

  // Makes a log refuse appends until AllowWriting, also after a restart; reading goes on. A clock
  // that cannot be believed does the same by itself; AllowWriting then takes the clock as it is. A
  // disk that is nearly full does so too, and writing goes on by itself once there is room.
  virtual absl::Status RefuseWriting(const LogId& log, std::string because) = 0;
  virtual absl::Status AllowWriting(const LogId& log) = 0;
  // Why a log refuses appends, if it does.
  virtual absl::StatusOr<std::optional<std::string>> ReadOnlyBecause(const LogId& log) const = 0;
};

}  // namespace candour::storage
