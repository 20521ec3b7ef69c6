// The folded states of one log's streams, as far as they are needed: those used last are kept.
#pragma once

#include <list>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "storage/event_log.h"
#include "workflows/aggregate.h"

namespace candour::views {

// Not thread-safe.
class FoldCache {
 public:
  using State = std::unique_ptr<workflows::Aggregate>;
  struct Held {
    storage::StreamName stream;
    State state;
    bool touched = false;  // since the last change; the projector's note
  };

  // Null if it is not held. What is returned stays where it is until Trim.
  Held* Find(const storage::StreamName& stream);

  // The stream must not be held.
  Held& Add(const storage::StreamName& stream, State state);

  // Forgets those used longest ago, until at most `states` are held besides boards, which every
  // question about a clock needs.
  void Trim(size_t states);

  // Calls with every board held.
  template <typename Fn>
  void ForEachBoard(Fn fn) const {
    for (const auto& [stream, held] : boards_) fn(*held->state);
  }

 private:
  using Entries = std::list<Held>;

  Entries entries_;  // the one used last in front
  absl::flat_hash_map<storage::StreamName, Entries::iterator> index_;
  absl::flat_hash_map<storage::StreamName, std::unique_ptr<Held>> boards_;
};

}  // namespace candour::views
