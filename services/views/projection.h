// One tenant's view: rows that follow the tenant's log, and the thread that keeps them following.
//
//   - Rows and the position they stand at are written together. What a query reads is of one
//     position throughout.
//   - The view answers only once it has reached the log's head since it was opened: half-built rows
//     are never shown.
//   - On opening, and whenever the record was away, it makes sure that the log still holds the very
//     event the rows stand on. If not (a backup was put back), the rows are of another history, and
//     the view is built again from 0 before it answers anything.
//   - An event that cannot be folded stops the view: it answers nothing and says where and why. A
//     program that can fold it must be started in its place.
//   - When something was forgotten, it goes no further with the rows it has: the view is built
//   again
//     from 0, without it, and the old rows' files are deleted. A view whose position is beyond the
//     event that says so holds nothing of what was forgotten.
//   - It never appends.
//
// The view is named TENANT@VERSION. A program with a newer version builds a view of its own beside
// those of older ones, and deletes them when it has reached the head.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/gate/client.h"
#include "services/views/projector.h"
#include "storage/view_store.h"

namespace candour::views {

// Increased whenever rows, keys or what is folded into them change their meaning.
inline constexpr uint32_t kViewVersion = 19;

// What a query reads, valid during the query.
struct Snapshot {
  const storage::ViewStore& rows;
  const Boards& boards;
  uint64_t next_position = 0;
  uint32_t rebuilds = 0;       // what was computed before the last one must not be kept
  uint64_t apart_changes = 0;  // nor, of who may read what, what was computed before this one
};

// Thread-safe.
class Projection {
 public:
  // Begins to follow. `source`'s references and `stores` must outlive the projection; no other
  // projection of the tenant may be open.
  Projection(Projector::Source source, storage::ViewStores& stores);

  // Stops following; what was written stays.
  ~Projection();

  // Calls `query` when the view reflects the event at `at_least_position`, which it waits for, but
  // no longer than `at_most`. UNAVAILABLE, in words, while the view is being built, or if the
  // position was not reached in time; DATA_LOSS when it has stopped. Otherwise what `query`
  // returned.
  absl::Status Read(uint64_t at_least_position, absl::Duration at_most,
                    absl::FunctionRef<absl::Status(const Snapshot&)> query)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // The same of the rows as they stand, also of a view that has stopped: UNAVAILABLE only while one
  // is being built for which there is none yet.
  absl::Status ReadAsItStands(absl::Duration at_most,
                              absl::FunctionRef<absl::Status(const Snapshot&)> query)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Has the view built again from 0, beside the one in use, which answers as it stands until the
  // new one has reached the head and taken its place. OK once it has; DEADLINE_EXCEEDED if that
  // takes longer than `at_most`, though the building goes on; UNAVAILABLE if the view has stopped.
  absl::Status Rebuild(absl::Duration at_most) ABSL_LOCKS_EXCLUDED(mutex_);

  struct State {
    uint64_t next_position = 0;
    std::string not_answering_because;  // empty: it answers
    bool stopped = false;               // it will not go on by itself
    uint32_t rebuilds = 0;              // completed since it was opened
  };
  State state() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  using Pages = gate::ReplyStream<record::v1::EventPage>;

  void Run();
  absl::Status RunOnce();
  absl::Status Open();
  absl::Status Build();
  absl::Status Follow();
  absl::StatusOr<uint64_t> HeadNow();
  // Pages from the projector's position on, to `take`, until it returns an error or, if told so,
  // the log's head was reached.
  enum class Until { kHead, kStopped };
  absl::Status Subscribe(Projector& projector, Until until,
                         absl::FunctionRef<absl::Status(const record::v1::EventPage&)> take);
  // FAILED_PRECONDITION if the log is not the one the rows were made from.
  absl::Status CheckAnchor(const storage::ViewStore& store, uint64_t next_position);
  absl::StatusOr<std::vector<std::string>> BoardIds(const storage::ViewStore& store) const;
  absl::Status Write(const record::v1::EventPage& page);
  bool Pause(absl::Duration pause);
  std::string Unready(uint64_t at_least_position) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  const Projector::Source source_;
  storage::ViewStores& stores_;

  // The thread's alone.
  std::unique_ptr<Projector> projector_;
  bool must_build_ = false;
  // What the log says was forgotten below this position was forgotten before any of the rows were
  // read.
  uint64_t clean_from_ = 0;

  mutable absl::Mutex mutex_;
  // Changed by the thread alone, under the lock.
  std::unique_ptr<storage::ViewStore> store_ ABSL_GUARDED_BY(mutex_);
  Boards boards_ ABSL_GUARDED_BY(mutex_);
  uint64_t next_position_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t head_position_ ABSL_GUARDED_BY(mutex_) = 0;  // as last seen
  bool caught_up_ ABSL_GUARDED_BY(mutex_) = false;      // since it was opened
  uint64_t apart_changes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::string stopped_because_ ABSL_GUARDED_BY(mutex_);
  std::string trouble_ ABSL_GUARDED_BY(mutex_);  // what ended the last attempt to follow
  uint32_t rebuilds_ ABSL_GUARDED_BY(mutex_) = 0;

  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Rebuilds on request, counted: asked for, begun, and done.
  uint64_t asked_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t begun_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t done_ ABSL_GUARDED_BY(mutex_) = 0;
  Pages* pages_ ABSL_GUARDED_BY(mutex_) = nullptr;  // in progress, to be cancelled

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace candour::views
