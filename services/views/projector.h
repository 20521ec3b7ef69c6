// From pages of the log to changes of a view: folds what each page touches and makes the rows anew.
//
// A stream whose state is no longer held is read again from the record, up to the page in hand.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "candour/record/v1/record.pb.h"
#include "services/gate/client.h"
#include "services/views/fold_cache.h"
#include "services/views/rows.h"
#include "storage/view_store.h"
#include "workflows/board/board.h"
#include "workflows/table.h"

namespace candour::views {

// The registers of the boards, by id, as they stood at a view's position.
using Boards = std::map<std::string, std::shared_ptr<const workflows::board::Board>, std::less<>>;

// Not thread-safe.
class Projector {
 public:
  struct Source {
    const workflows::WorkflowTable& table;
    gate::Client& record;  // with a service's token
    std::string tenant;
  };

  // Goes on from `next_position`, where the rows stand; `board_ids` are those the rows know.
  // `source` must outlive it (its references, that is).
  Projector(Source source, uint64_t next_position) : source_(source), next_(next_position) {}

  // Folds the boards again as they stood at the position. To be called once before anything else,
  // unless the position is 0. Errors as Take.
  absl::Status LoadBoards(const std::vector<std::string>& board_ids);

  // Folds a page that begins at next_position(). DATA_LOSS, naming the position, if an event of it
  // cannot be folded or the log has a hole: the projector is of no use any more. Any other error is
  // the record's, and nothing has happened.
  absl::Status Take(const record::v1::EventPage& page);

  // Everything below has been taken, though perhaps not yet handed out.
  uint64_t next_position() const { return next_; }

  // How many aggregates and lines the next change will write.
  size_t pending() const { return touched_.size() + lines_.size(); }

  // What has been taken since the last change, as one. Each touched aggregate is written once.
  storage::ViewChange TakeChange();

  // How many changes touched who is kept apart from what, or who somebody is who signs in.
  uint64_t apart_changes() const { return apart_changes_; }

  // As of the last TakeChange or LoadBoards.
  const Boards& boards() const { return boards_; }

 private:
  using Stream = storage::StreamName;

  absl::Status Load(const std::vector<Stream>& streams);
  absl::Status LoadFew(const std::vector<Stream>& streams);
  // `held` is its stream's, if it is known to be held already.
  absl::Status FoldOne(const record::v1::RecordedEvent& event, FoldCache::Held* held);
  void PublishBoards();

  const Source source_;
  uint64_t next_;
  std::string last_event_id_;
  FoldCache states_;
  std::vector<FoldCache::Held*> touched_;
  Rows lines_;
  uint64_t apart_changes_ = 0;
  Boards boards_;
};

}  // namespace candour::views
