// Checkpoints, proofs, and verification of the whole log.
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/limits.h"
#include "base/status.h"
#include "services/record/bytes.h"
#include "services/record/record.h"
#include "storage/keyring/sealing.h"
#include "storage/leaf.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/tree.h"

namespace candour::record {
namespace {

namespace merkle = storage::merkle;

// What a whole log must be, checked event by event in position order.
class LogCheck {
 public:
  explicit LogCheck(const LogId& log) : log_(log) {}

  absl::Status Take(const storage::StoredEvent& stored) {
    ASSIGN_OR_RETURN(const storage::Leaf leaf, storage::ParseLeaf(stored.leaf));
    const auto damaged = [&](absl::string_view what) {
      return absl::DataLossError(absl::StrCat("position ", frontier_.size(), ": ", what));
    };
    if (leaf.log != log_) return damaged("the leaf belongs to another log");
    if (leaf.position != frontier_.size()) return damaged("the leaf says another position");
    if (leaf.recorded_at < last_recorded_at_) return damaged("time runs backwards");
    if (leaf.revision != revisions_[leaf.stream]++) return damaged("a revision is missing");
    if (leaf.scope_seq != scope_seqs_[leaf.scope]++) {
      return damaged("a number of the scope's sequence is missing");
    }
    if (storage::crypto::Sha256(stored.ciphertext) != leaf.ciphertext_hash) {
      return damaged("the sealed bytes are not those the leaf names");
    }
    last_recorded_at_ = leaf.recorded_at;
    completed_.clear();
    frontier_.Append(merkle::HashLeaf(stored.leaf), completed_);
    return absl::OkStatus();
  }

  uint64_t size() const { return frontier_.size(); }
  Bytes32 Root() const { return frontier_.Root(); }

 private:
  const LogId log_;
  merkle::Frontier frontier_;
  std::vector<merkle::Node> completed_;
  std::map<storage::StreamName, uint64_t> revisions_;
  std::map<ScopeId, uint64_t> scope_seqs_;
  Micros last_recorded_at_ = 0;
};

}  // namespace

absl::StatusOr<std::string> Record::VerifierKey(const Tenant& tenant) const {
  ASSIGN_OR_RETURN(const storage::crypto::SecretKey seed,
                   options_.keyring.GetOrCreateSigningSeed(tenant.info.id));
  return merkle::VerifierKey{tenant.info.origin, storage::crypto::Ed25519PublicKey(seed)}.Text();
}

// Signs what is durable, and keeps it before anybody sees it.
absl::Status Record::Checkpoint(const v1::GetCheckpointRequest& request, v1::Checkpoint& reply) {
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(request.tenant()));
  const LogId& log = tenant->info.id;
  absl::MutexLock lock(&checkpoint_mutex_);
  ASSIGN_OR_RETURN(const storage::Head head, options_.log.GetHead(log));
  ASSIGN_OR_RETURN(const Bytes32 root, options_.log.Root(log, head.next_position));
  ASSIGN_OR_RETURN(const auto kept, options_.log.Checkpoints(log));
  if (!kept.empty() && kept.back().first == head.next_position) {
    reply.set_note(kept.back().second);
  } else {
    ASSIGN_OR_RETURN(const storage::crypto::SecretKey seed,
                     options_.keyring.GetOrCreateSigningSeed(log));
    const std::string text =
        merkle::CheckpointText({tenant->info.origin, head.next_position, root});
    reply.set_note(merkle::SignNote(text, tenant->info.origin, seed));
    RETURN_IF_ERROR(options_.log.PutCheckpoint(log, head.next_position, reply.note()));
  }
  reply.set_size(head.next_position);
  reply.set_root(ToString(root));
  ASSIGN_OR_RETURN(*reply.mutable_verifier_key(), VerifierKey(*tenant));
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> Record::SignedSize(const Tenant& tenant) const {
  ASSIGN_OR_RETURN(const auto kept, options_.log.Checkpoints(tenant.info.id));
  if (kept.empty()) {
    return absl::FailedPreconditionError("the log has no checkpoint yet: ask for one first");
  }
  return kept.back().first;
}

absl::Status Record::ListCheckpoints(const v1::ListCheckpointsRequest& request,
                                     v1::ListCheckpointsReply& reply) {
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(request.tenant()));
  ASSIGN_OR_RETURN(const auto kept, options_.log.Checkpoints(tenant->info.id));
  for (const auto& [size, note] : kept) {
    v1::Checkpoint& checkpoint = *reply.add_checkpoints();
    checkpoint.set_size(size);
    checkpoint.set_note(note);
  }
  return absl::OkStatus();
}

absl::Status Record::Inclusion(const v1::InclusionProofRequest& request,
                               v1::InclusionProof& reply) {
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(request.tenant()));
  const LogId& log = tenant->info.id;
  uint64_t size = request.tree_size();
  if (size == 0) {
    ASSIGN_OR_RETURN(size, SignedSize(*tenant));
  }
  ASSIGN_OR_RETURN(const auto path, options_.log.InclusionPath(log, request.position(), size));
  ASSIGN_OR_RETURN(const Bytes32 root, options_.log.Root(log, size));
  ASSIGN_OR_RETURN(const auto events, options_.log.ReadAll(log, request.position(), {1, 1}));
  if (events.empty()) return absl::OutOfRangeError("the log has no such position");
  reply.set_position(request.position());
  reply.set_tree_size(size);
  reply.set_leaf(events.front().leaf);
  for (const Bytes32& hash : path) reply.add_path(ToString(hash));
  reply.set_root(ToString(root));
  return absl::OkStatus();
}

absl::Status Record::Consistency(const v1::ConsistencyProofRequest& request,
                                 v1::ConsistencyProof& reply) {
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(request.tenant()));
  const LogId& log = tenant->info.id;
  uint64_t size = request.new_size();
  if (size == 0) {
    ASSIGN_OR_RETURN(size, SignedSize(*tenant));
  }
  ASSIGN_OR_RETURN(const auto path, options_.log.ConsistencyPath(log, request.old_size(), size));
  ASSIGN_OR_RETURN(const Bytes32 old_root, options_.log.Root(log, request.old_size()));
  ASSIGN_OR_RETURN(const Bytes32 new_root, options_.log.Root(log, size));
  reply.set_old_size(request.old_size());
  reply.set_new_size(size);
  for (const Bytes32& hash : path) reply.add_path(ToString(hash));
  reply.set_old_root(ToString(old_root));
  reply.set_new_root(ToString(new_root));
  return absl::OkStatus();
}

absl::Status Record::Verify(const gate::Call& call, const v1::VerifyLogRequest& request,
                            gate::Writer<v1::VerifyProgress>& progress) {
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(request.tenant()));
  const LogId& log = tenant->info.id;
  ASSIGN_OR_RETURN(const storage::Head head, options_.log.GetHead(log));
  ASSIGN_OR_RETURN(const auto checkpoints, options_.log.Checkpoints(log));
  ASSIGN_OR_RETURN(const std::string key_text, VerifierKey(*tenant));
  ASSIGN_OR_RETURN(const merkle::VerifierKey key, merkle::VerifierKey::Parse(key_text));

  v1::VerifyProgress report;
  report.set_of(head.next_position);
  LogCheck check(log);
  auto checkpoint = checkpoints.begin();
  while (check.size() < head.next_position) {
    if (call.IsCancelled()) return absl::CancelledError("nobody waits for the answer");
    ASSIGN_OR_RETURN(
        const auto events,
        options_.log.ReadAll(log, check.size(), {limits::kPageEvents, limits::kPageBytes * 4}));
    if (events.empty()) return absl::DataLossError("the log ends before its head");
    for (const storage::StoredEvent& stored : events) {
      if (check.size() == head.next_position) break;
      RETURN_IF_ERROR(check.Take(stored));
      v1::RecordedEvent opened;
      RETURN_IF_ERROR(Unseal(*tenant, stored, opened));
      if (opened.forgotten()) report.set_forgotten(report.forgotten() + 1);
      for (; checkpoint != checkpoints.end() && checkpoint->first == check.size(); ++checkpoint) {
        ASSIGN_OR_RETURN(const merkle::Checkpoint said,
                         merkle::VerifyCheckpoint(checkpoint->second, key));
        if (said.root != check.Root() || said.size != check.size()) {
          return absl::DataLossError(
              absl::StrCat("the checkpoint at size ", checkpoint->first, " says another history"));
        }
        report.set_checkpoints_checked(report.checkpoints_checked() + 1);
      }
    }
    report.set_checked(check.size());
    if (!progress.Write(report)) return absl::CancelledError("nobody waits for the answer");
  }
  if (checkpoint != checkpoints.end() && checkpoint->first > head.next_position) {
    return absl::DataLossError("a checkpoint was signed for more than the log holds");
  }
  ASSIGN_OR_RETURN(const Bytes32 stored_root, options_.log.Root(log, head.next_position));
  if (stored_root != check.Root()) {
    return absl::DataLossError("the stored tree is not the tree of the events");
  }
  // What finds the events again is not the events: the indexes are held against their checksums.
  RETURN_IF_ERROR(options_.log.CheckFiles());
  report.set_done(true);
  report.set_root(ToString(check.Root()));
  progress.Write(report);
  return absl::OkStatus();
}

}  // namespace candour::record
