// The streams that what is done in one append is handed: as they are stored, then as each act
// leaves them for the next.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "candour/record/v1/record.pb.h"
#include "candour/types/v1/command.pb.h"
#include "services/casework/state_cache.h"
#include "services/gate/client.h"
#include "workflows/corrections.h"
#include "workflows/table.h"

namespace candour::casework {

const types::v1::CommandHeader& HeaderOf(const google::protobuf::Message& command);

// What one append records.
struct Acts {
  std::string tenant;
  std::string command_id;  // a UUID
  std::string request;     // the bytes a retry must equal
  std::vector<const google::protobuf::Message*> commands;
  bool only_try = false;
};

// For one attempt, by one thread.
class Desk {
 public:
  // Everything handed in must outlive it.
  Desk(const workflows::WorkflowTable& table, gate::Client& record, StateCache& cache,
       const Acts& acts)
      : table_(table), record_(record), cache_(cache), acts_(acts) {}

  // Lays out the streams a command names, in the order of its rule's states. ABORTED if a case was
  // forgotten since the acts before.
  absl::Status Lay(const google::protobuf::Message& command, const workflows::CommandEntry& entry);

  // The reply the acts had when they were done before.
  const std::optional<types::v1::Accepted>& known() const { return known_; }
  Micros now() const { return now_; }
  // Of the command laid out last, which must outlive them; null is never among the states.
  const std::vector<workflows::StreamSlot>& slots() const { return slots_; }
  const std::vector<const workflows::Aggregate*>& states() const { return states_; }
  // ABORTED if the first stream laid out is no longer as the header says it was last seen, with
  // what was recorded since as a detail (gate::ChangedIn) for whoever `reads` of a stream that is
  // the header's board's own: nobody learns of a case by having guessed wrongly.
  absl::Status UnlessAsLastSeen(const types::v1::CommandHeader& header, bool reads) const;

  // Finds what a command corrects among the states laid out; nothing of an id that stands in none.
  // If it is the first, puts in its place the state the stream would have without it.
  absl::Status SetAside(const std::string& event_id);
  const workflows::Corrected& corrected() const { return corrected_; }

  // Of what was decided, in `append` from the given event on: the correction is refused that what
  // was recorded since contradicts (workflows/consistent.h).
  absl::Status UnlessAtOdds(const record::v1::AppendRequest& append, int from) const;

  // How a stream began cannot be read any more.
  bool IsForgotten(size_t slot) const { return laid_.at(keys_[slot]).forgotten; }

  // Folds the events of `append` from the given one on into the states the next act is handed.
  absl::Status Leave(const record::v1::AppendRequest& append, int from);

 private:
  struct Laid {
    StateCache::State state;
    bool forgotten = false;
  };

  // Reads what the command names, and what stands beside that (CommandEntry::BesideOf), as far as
  // it is not on the desk. Whether the cache held what has been forgotten since, so that it has to
  // be read again.
  absl::StatusOr<bool> ReadAll(const google::protobuf::Message& command,
                               const workflows::CommandEntry& entry);
  absl::StatusOr<bool> ReadMissing();
  // What is stored of a stream, from one revision to another.
  absl::StatusOr<std::vector<record::v1::RecordedEvent>> Stored(const StateCache::Key& key,
                                                                uint64_t from, uint64_t to) const;
  void AddBeside(const std::vector<workflows::StreamRef>& all);

  const workflows::WorkflowTable& table_;
  gate::Client& record_;
  StateCache& cache_;
  const Acts& acts_;
  std::optional<types::v1::Accepted> known_;
  Micros now_ = 0;
  std::vector<workflows::StreamSlot> slots_;
  std::vector<StateCache::Key> keys_;
  std::vector<const workflows::Aggregate*> states_;
  workflows::Corrected corrected_;
  size_t corrected_at_ = 0;                              // whose stream that stands in
  std::vector<record::v1::RecordedEvent> corrected_in_;  // that stream
  std::map<StateCache::Key, Laid> laid_;
};

// What an append would be answered, but for where and when it stands.
types::v1::Accepted AnswerTo(const record::v1::AppendRequest& append);

}  // namespace candour::casework
