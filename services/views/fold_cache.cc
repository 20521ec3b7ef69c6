#include "services/views/fold_cache.h"

#include "candour/types/v1/options.pb.h"

namespace candour::views {

workflows::Aggregate* FoldCache::Find(const storage::StreamName& stream) {
  if (stream.type == types::v1::BOARD) {
    const auto found = boards_.find(stream);
    return found == boards_.end() ? nullptr : found->second.get();
  }
  const auto found = index_.find(stream);
  if (found == index_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->second.get();
}

workflows::Aggregate& FoldCache::Add(const storage::StreamName& stream, State state) {
  if (stream.type == types::v1::BOARD) return *(boards_[stream] = std::move(state));
  entries_.emplace_front(stream, std::move(state));
  index_[stream] = entries_.begin();
  return *entries_.front().second;
}

void FoldCache::Trim(size_t states) {
  while (entries_.size() > states) {
    index_.erase(entries_.back().first);
    entries_.pop_back();
  }
}

}  // namespace candour::views
