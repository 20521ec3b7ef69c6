#include "services/casework/state_cache.h"

#include <atomic>
#include <utility>

#include "base/limits.h"

namespace candour::casework {

StateCache::State StateCache::Find(const Key& key) {
  absl::MutexLock lock(&mutex_);
  const auto found = index_.find(key);
  if (found == index_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->second;
}

bool StateCache::DropOlderThan(uint64_t keyring_generation) {
  absl::MutexLock lock(&mutex_);
  if (keyring_generation <= keyring_generation_) return false;
  keyring_generation_ = keyring_generation;
  const bool held = !entries_.empty();
  index_.clear();
  entries_.clear();
  return held;
}

std::shared_ptr<workflows::Aggregate> StateCache::TakeOut(const Key& key, const State& found) {
  constexpr long kOursAndTheCallers = 2;
  absl::MutexLock lock(&mutex_);
  const auto entry = index_.find(key);
  if (entry == index_.end() || entry->second->second != found ||
      found.use_count() != kOursAndTheCallers) {
    return nullptr;
  }
  // Whoever held it before has read his last of it.
  std::atomic_thread_fence(std::memory_order_acquire);
  entries_.erase(entry->second);
  index_.erase(entry);
  return std::const_pointer_cast<workflows::Aggregate>(found);
}

void StateCache::Keep(const Key& key, State state) {
  absl::MutexLock lock(&mutex_);
  if (const auto found = index_.find(key); found != index_.end()) {
    State& held = found->second->second;
    if (held->revision < state->revision) held = std::move(state);
    entries_.splice(entries_.begin(), entries_, found->second);
    return;
  }
  entries_.emplace_front(key, std::move(state));
  index_[key] = entries_.begin();
  if (entries_.size() > limits::kStateCacheEntries) {
    index_.erase(entries_.back().first);
    entries_.pop_back();
  }
}

}  // namespace candour::casework
