// Answers that arrive in any order and leave in the order of their questions.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "candour/record/v1/record.pb.h"

namespace candour::record {

// Thread-safe: one thread reserves, one takes, any fill.
class InOrder {
 public:
  // The place of the next question. Waits while too many are open (limits::kGroupCommitBatches);
  // none if nobody takes the answers any more.
  std::optional<uint64_t> Reserve();

  void Fill(uint64_t place, absl::StatusOr<v1::AppendReply> answer);

  // No more questions follow.
  void Close();

  // The next answer in order, waited for; none after the last one.
  std::optional<v1::BulkAppendReply> Next();

  // Nobody takes answers any more.
  void StopWaiting();

  // Returns once every reserved place was filled: only then may this object go.
  void AwaitAllFilled();

 private:
  bool MayReserve() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  bool MayTake() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  bool AllFilled() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return open_ == 0; }

  absl::Mutex mutex_;
  std::deque<std::optional<v1::BulkAppendReply>> answers_ ABSL_GUARDED_BY(mutex_);
  uint64_t first_ ABSL_GUARDED_BY(mutex_) = 0;  // the place of answers_.front()
  uint64_t open_ ABSL_GUARDED_BY(mutex_) = 0;   // reserved and not yet filled
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool abandoned_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace candour::record
