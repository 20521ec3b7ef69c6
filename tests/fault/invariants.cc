#include "tests/fault/invariants.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/bytes.h"
#include "storage/leaf.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/tree.h"
#include "tests/fault/load.h"

namespace candour::tests {
namespace {

using storage::Leaf;
using storage::StoredEvent;
using storage::StreamName;
namespace merkle = storage::merkle;

constexpr storage::ReadLimits kPage{2000, 8 << 20};
constexpr size_t kEnough = 8;  // findings

class Inspection {
 public:
  Inspection(const storage::EventLog& store, const LogId& log, const History& history)
      : store_(store), log_(log), history_(history) {}

  std::vector<std::string> Run() {
    findings_ = history_.Contradictions();
    ReadThrough();
    if (findings_.empty()) CheckSent();
    if (findings_.empty()) CheckTree();
    if (findings_.empty()) CheckDerived();
    return std::move(findings_);
  }

 private:
  template <typename... Parts>
  bool Expect(bool holds, const Parts&... said) {
    if (!holds && findings_.size() < kEnough) findings_.push_back(absl::StrCat(said...));
    return holds;
  }

  void ReadThrough() {
    const auto head = store_.GetHead(log_);
    if (!Expect(head.ok(), "no head: ", head.status().ToString())) return;
    while (findings_.size() < kEnough) {
      const auto page = store_.ReadAll(log_, next_, kPage);
      if (!Expect(page.ok(), "reading at ", next_, ": ", page.status().ToString())) return;
      if (page->empty()) break;
      for (const StoredEvent& event : *page) Take(event);
    }
    Expect(next_ == head->next_position, "3: the head is ", head->next_position, " after ", next_,
           " events");
    Expect(expected_.empty(), "5: the last batch is cut short");
    Expect(history_.seen().size() <= next_, "6: a follower saw ", history_.seen().size(),
           " events of ", next_);
  }

  // The events that must follow, once the first of a batch was read.
  void BeginBatch(const Leaf& leaf) {
    const auto sent = history_.sent().find(leaf.command);
    if (!Expect(sent != history_.sent().end(), "2: nobody sent what stands at ", next_)) return;
    Expect(sent->second.outcome != Sent::Outcome::kRefused, "2: what stands at ", next_,
           " was refused");
    Expect(begins_.emplace(leaf.command, next_).second, "1: a command stands twice, at ", next_);
    for (storage::SealedEvent& event : BatchOf(leaf.command).events) {
      expected_.push_back(std::move(event));
    }
    command_ = leaf.command;
    if (!sent->second.condition.has_value()) return;
    const storage::Condition& condition = *sent->second.condition;
    Expect(won_.emplace(condition.stream, condition.revision).second,
           "4: two succeeded at revision ", condition.revision, " of a stream");
    Expect(revisions_[condition.stream] == condition.revision + 1, "4: what stands at ", next_,
           " expected revision ", condition.revision, " of a stream of ",
           revisions_[condition.stream]);
  }

  void Take(const StoredEvent& event) {
    const auto parsed = storage::ParseLeaf(event.leaf);
    if (!Expect(parsed.ok(), "3: no leaf at ", next_)) return;
    const Leaf& leaf = *parsed;
    if (expected_.empty()) BeginBatch(leaf);
    if (expected_.empty()) return;
    const storage::SealedEvent sent = std::move(expected_.front());
    expected_.erase(expected_.begin());
    Expect(leaf.command == command_ && leaf.event_id == sent.event_id && leaf.stream == sent.stream,
           "5: another event than the batch's next stands at ", next_);
    Expect(event.ciphertext == sent.ciphertext, "1: the bytes at ", next_, " are not those sent");
    Expect(leaf.position == next_, "3: what stands at ", next_, " says ", leaf.position);
    Expect(leaf.revision == revisions_[leaf.stream]++, "3: a hole in a stream at ", next_);
    Expect(leaf.scope_seq == numbers_[leaf.scope]++, "3: a hole in a scope at ", next_);
    const Bytes32 hash = merkle::HashLeaf(event.leaf);
    if (next_ < history_.seen().size()) {
      Expect(history_.seen()[next_] == hash, "6: a follower saw another event at ", next_);
    }
    completed_.clear();
    tree_.Append(hash, completed_);
    ++next_;
    if (const auto signed_at = history_.checkpoints().find(next_);
        signed_at != history_.checkpoints().end()) {
      Expect(signed_at->second == tree_.Root(), "7: the checkpoint of ", next_,
             " is of another tree");
    }
  }

  void CheckSent() {
    for (const auto& [command, sent] : history_.sent()) {
      if (sent.outcome != Sent::Outcome::kAcknowledged) continue;
      const auto stands = begins_.find(command);
      if (!Expect(stands != begins_.end(), "1: what was acknowledged at ", sent.position,
                  " is gone")) {
        continue;
      }
      Expect(stands->second == sent.position, "1: acknowledged at ", sent.position, ", stands at ",
             stands->second);
    }
  }

  void CheckTree() {
    const auto root = store_.Root(log_, next_);
    Expect(root.ok() && *root == tree_.Root(), "7: the root is not that of the leaves");
    const auto kept = store_.Checkpoints(log_);
    if (!Expect(kept.ok(), "7: no checkpoints: ", kept.status().ToString())) return;
    std::set<uint64_t> sizes;
    for (const auto& [size, note] : *kept) {
      sizes.insert(size);
      const auto path = store_.ConsistencyPath(log_, size, next_);
      const auto then = store_.Root(log_, size);
      Expect(path.ok() && then.ok() &&
                 merkle::VerifyConsistency(size, next_, *path, *then, tree_.Root()),
             "7: the checkpoint of ", size, " is not consistent with the log");
    }
    for (const auto& [size, root_then] : history_.checkpoints()) {
      Expect(sizes.contains(size), "7: the checkpoint of ", size, " was not kept");
    }
  }

  void CheckDerived() {
    for (const auto& [stream, count] : revisions_) {
      const uint64_t last = count - 1;
      const auto read = store_.ReadStream(log_, stream, last, kPage);
      Expect(read.ok() && read->size() == 1 &&
                 storage::ParseLeaf(read->front().leaf)->revision == last,
             "8: a stream does not end where the log says");
    }
    for (const auto& [scope, count] : numbers_) {
      const uint64_t last = count - 1;
      const auto read = store_.ReadScope(log_, scope, last, kPage);
      Expect(read.ok() && read->size() == 1 &&
                 storage::ParseLeaf(read->front().leaf)->scope_seq == last,
             "8: a scope does not end where the log says");
    }
  }

  const storage::EventLog& store_;
  const LogId log_;
  const History& history_;
  std::vector<std::string> findings_;

  uint64_t next_ = 0;
  CommandId command_;
  std::vector<storage::SealedEvent> expected_;
  absl::flat_hash_map<CommandId, uint64_t> begins_;
  std::map<StreamName, uint64_t> revisions_;
  std::map<ScopeId, uint64_t> numbers_;
  std::set<std::pair<StreamName, uint64_t>> won_;
  merkle::Frontier tree_;
  std::vector<merkle::Node> completed_;
};

}  // namespace

std::vector<std::string> BrokenInvariants(const storage::EventLog& store, const LogId& log,
                                          const History& history) {
  return Inspection(store, log, history).Run();
}

}  // namespace candour::tests
