// Folded streams, by tenant and stream, so that a command reads only what is new since.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <tuple>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "candour/types/v1/options.pb.h"
#include "workflows/aggregate.h"

namespace candour::casework {

// Keeps the limits::kStateCacheEntries used last. Thread-safe; states are shared and immutable.
class StateCache {
 public:
  using Key = std::tuple<std::string, types::v1::Aggregate, std::string>;  // tenant, kind, id
  using State = std::shared_ptr<const workflows::Aggregate>;

  // Null if it is not held.
  State Find(const Key& key);

  // Drops everything that was folded before the keyring had this generation: something was
  // forgotten since. Whether there was anything to drop.
  bool DropOlderThan(uint64_t keyring_generation);

  // Takes out a state that was found, to be folded on where it is: a long case costs more to copy
  // than to decide on. Null, and nothing done, if anybody else holds it or it is kept no more.
  std::shared_ptr<workflows::Aggregate> TakeOut(const Key& key, const State& found);

  // Keeps the state unless a later revision of it is held already.
  void Keep(const Key& key, State state);

 private:
  using Entries = std::list<std::pair<Key, State>>;

  absl::Mutex mutex_;
  uint64_t keyring_generation_ ABSL_GUARDED_BY(mutex_) = 0;
  Entries entries_ ABSL_GUARDED_BY(mutex_);  // the one used last in front
  absl::flat_hash_map<Key, Entries::iterator> index_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace candour::casework
