#include "tests/fault/history.h"

#include "absl/strings/str_cat.h"

namespace candour::tests {

void History::Sending(const storage::Batch& batch) {
  absl::MutexLock lock(&mutex_);
  Sent& sent = sent_[batch.command];
  for (const storage::Condition& condition : batch.conditions) sent.condition = condition;
  unknown_.insert(batch.command);
}

void History::Answered(const CommandId& command, const absl::StatusOr<storage::Committed>& answer) {
  absl::MutexLock lock(&mutex_);
  Take(command, answer);
}

void History::Resolved(const CommandId& command, const absl::StatusOr<storage::Committed>& answer) {
  absl::MutexLock lock(&mutex_);
  sent_[command].left_open = false;
  Take(command, answer);
}

void History::Take(const CommandId& command, const absl::StatusOr<storage::Committed>& answer) {
  Sent& sent = sent_[command];
  if (absl::IsUnavailable(answer.status())) {
    // Another copy of it may yet have been taken, whatever this or that one was told.
    sent.left_open = true;
    unknown_.insert(command);
    if (sent.outcome == Sent::Outcome::kRefused) sent.outcome = Sent::Outcome::kUnknown;
    return;
  }
  if (!sent.left_open) unknown_.erase(command);
  const bool was_taken = sent.outcome == Sent::Outcome::kAcknowledged;
  if (answer.ok()) {
    if (was_taken && sent.position != answer->first_position) {
      contradictions_.push_back(absl::StrCat("command ", command.Text(), " was acknowledged at ",
                                             sent.position, " and at ", answer->first_position));
    }
    if (!was_taken) acknowledged_events_ += answer->event_count;
    sent.outcome = Sent::Outcome::kAcknowledged;
    sent.position = answer->first_position;
    return;
  }
  const bool refused = absl::IsAborted(answer.status()) ||
                       absl::IsFailedPrecondition(answer.status()) ||
                       absl::IsResourceExhausted(answer.status());
  if (was_taken || !refused) {
    contradictions_.push_back(absl::StrCat("command ", command.Text(),
                                           was_taken ? " was acknowledged, and then: " : ": ",
                                           answer.status().ToString()));
    return;
  }
  sent.outcome = sent.left_open ? Sent::Outcome::kUnknown : Sent::Outcome::kRefused;
}

void History::CheckpointSigned(uint64_t size, const Bytes32& root) {
  absl::MutexLock lock(&mutex_);
  checkpoints_[size] = root;
}

void History::Saw(uint64_t position, const Bytes32& leaf_hash) {
  absl::MutexLock lock(&mutex_);
  if (position == seen_.size()) {
    seen_.push_back(leaf_hash);
  } else if (position > seen_.size() || seen_[position] != leaf_hash) {
    contradictions_.push_back(absl::StrCat("a follower was given another event at ", position,
                                           " than the one that follows"));
  }
}

std::vector<CommandId> History::Unknown() const {
  absl::MutexLock lock(&mutex_);
  return {unknown_.begin(), unknown_.end()};
}

std::vector<std::string> History::Contradictions() const {
  absl::MutexLock lock(&mutex_);
  return contradictions_;
}

uint64_t History::acknowledged_events() const {
  absl::MutexLock lock(&mutex_);
  return acknowledged_events_;
}

}  // namespace candour::tests
