#include "services/views/fold_cache.h"

#include "candour/types/v1/options.pb.h"

namespace candour::views {

FoldCache::Held* FoldCache::Find(const storage::StreamName& stream) {
  if (stream.type == types::v1::BOARD) {
    const auto found = boards_.find(stream);
    return found == boards_.end() ? nullptr : found->second.get();
  }
  const auto found = index_.find(stream);
  if (found == index_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return &*found->second;
}

FoldCache::Held& FoldCache::Add(const storage::StreamName& stream, State state) {
  if (stream.type == types::v1::BOARD) {
    auto& board = boards_[stream];
    board = std::make_unique<Held>(Held{stream, std::move(state)});
    return *board;
  }
  entries_.push_front({stream, std::move(state)});
  index_[stream] = entries_.begin();
  return entries_.front();
}

void FoldCache::Trim(size_t states) {
  while (entries_.size() > states) {
    index_.erase(entries_.back().stream);
    entries_.pop_back();
  }
}

}  // namespace candour::views
