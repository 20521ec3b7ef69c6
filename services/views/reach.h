// What somebody may not read, of all that their role lets them read: told from the rows, for the
// gate, which asks before and after every call (services/gate/reach.h).
//
//   - Who had a part in a case, or takes no part in an item about it, is kept apart from the case,
//     from what is part of it or was merged with it, from the item and from packs with papers on
//     it. Of the meeting they may read all but the item.
//   - Who reads by virtue of a seat reads the meetings they sit in, and the packs issued to them.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "candour/views/v1/views.pb.h"
#include "services/views/projection.h"
#include "workflows/board/board.h"

namespace candour::views {

// Of one tenant. Thread-safe. Keeps what rarely changes, and looks the rest up.
class Reach {
 public:
  absl::Status Answer(const Snapshot& view, const v1::GetReachRequest& request,
                      v1::GetReachReply& reply) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Apart {
    absl::flat_hash_set<std::string> ids;
    absl::flat_hash_set<std::string> part_ids;
  };
  struct Kept {
    uint32_t rebuilds = 0;
    uint64_t apart_changes = 0;
    absl::flat_hash_map<std::string, Apart> apart;  // by person
    std::map<workflows::board::SignIn, std::vector<std::string>> people;
    std::set<std::string> joining_boards;  // that have joined anybody
  };
  class Reader;

  absl::StatusOr<std::shared_ptr<const Kept>> KeptOf(const Snapshot& view)
      ABSL_LOCKS_EXCLUDED(mutex_);

  absl::Mutex mutex_;
  std::shared_ptr<const Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace candour::views
