#include "services/audit/export.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/events/v1/log.pb.h"
#include "candour/record/v1/record.pb.h"
#include "services/audit/bundle/bundle.h"
#include "services/audit/bundle/readable.h"
#include "services/dossiers/dossiers.h"
#include "services/gate/membership.h"
#include "services/record/streams.h"
#include "storage/crypto/crypto.h"
#include "storage/keyring/sealing.h"
#include "storage/leaf.h"

namespace candour::audit {
namespace {

template <typename Bytes>
std::string Raw(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// A sequence the bundle will hold.
struct Sequence {
  const char* of;
  types::v1::Extent part;
  ScopeId scope;
  const types::v1::Forgetting* forgotten = nullptr;  // what closed it, if that was forgetting
};

class Export {
 public:
  Export(gate::Client& record, const gate::Call& call, const std::string& tenant,
         const v1::ExportRequest& request)
      : record_(record), call_(call), tenant_(tenant), request_(request) {}

  absl::StatusOr<std::string> Make() {
    RETURN_IF_ERROR(FindLog());
    ASSIGN_OR_RETURN(forgettings_, dossiers::ForgettingsOf(record_, tenant_, request_.about()));
    NameSequences();
    RETURN_IF_ERROR(RecordThatItIsMade());
    RETURN_IF_ERROR(AddCheckpoints());
    for (const Sequence& sequence : sequences_) RETURN_IF_ERROR(AddSequence(sequence));
    RETURN_IF_ERROR(AddNotices());
    std::sort(bundle_.events.begin(), bundle_.events.end(),
              [](const auto& a, const auto& b) { return a.position() < b.position(); });
    for (const std::string& line : BundleStatement()) bundle_.head.add_statement(line);
    bundle_.head.set_format(kBundleFormat);
    return WriteBundle(bundle_);
  }

 private:
  absl::Status FindLog();
  void NameSequences();
  absl::Status RecordThatItIsMade();
  absl::Status AddCheckpoints();
  absl::Status AddSequence(const Sequence& sequence);
  absl::Status AddNotices();
  absl::Status Disclose(const record::v1::DiscloseScopeRequest& wanted, uint64_t& count);
  absl::Status Add(const record::v1::DisclosedEvent& disclosed);

  gate::Client& record_;
  const gate::Call& call_;
  const std::string& tenant_;
  const v1::ExportRequest& request_;

  LogId log_;
  std::vector<types::v1::Forgetting> forgettings_;
  std::vector<Sequence> sequences_;
  uint64_t tree_size_ = 0;
  Bundle bundle_;
};

absl::Status Export::FindLog() {
  record::v1::ListLogsReply logs;
  RETURN_IF_ERROR(
      record_.Call("candour.record.v1.Record.ListLogs", record::v1::ListLogsRequest(), logs));
  for (const record::v1::LogSummary& log : logs.logs()) {
    if (log.tenant() != tenant_) continue;
    for (const uint64_t size : request_.since_sizes()) {
      if (size > 0 && size <= log.size()) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("since_sizes: ", size, " is no size this log had; it holds ", log.size(),
                       " events. Take the size from the second line of the checkpoint you hold"));
    }
    ASSIGN_OR_RETURN(log_, LogId::Parse(log.log_id()));
    bundle_.head.set_log_id(log.log_id());
    bundle_.head.set_verifier_key(log.verifier_key());
    return absl::OkStatus();
  }
  return absl::NotFoundError("no log is kept for the tenant named");
}

void Export::NameSequences() {
  const auto named = [&](types::v1::Scope scope) {
    ScopeId id;
    const std::string raw =
        record::ScopeIdOf({request_.about().aggregate(), request_.about().id()}, scope);
    std::copy(raw.begin(), raw.end(), id.bytes.begin());
    return id;
  };
  sequences_.push_back({"case", types::v1::WHOLE_CASE, named(types::v1::OWN)});
  if (request_.about().include_identity()) {
    sequences_.push_back({"identity", types::v1::IDENTITY_ONLY, named(types::v1::IDENTITY)});
  }
  for (Sequence& sequence : sequences_) {
    for (const types::v1::Forgetting& act : forgettings_) {
      for (const types::v1::ForgottenScope& gone : act.scopes()) {
        if (gone.scope_id() == sequence.scope.Text()) sequence.forgotten = &act;
      }
    }
  }
}

absl::Status Export::RecordThatItIsMade() {
  record::v1::AppendRequest append;
  append.set_tenant(tenant_);
  append.set_command_id(Raw(storage::crypto::RandomId()));
  append.set_actor(Raw(gate::ActorIdOf(call_.caller(), tenant_).bytes));
  for (const Sequence& sequence : sequences_) {
    if (sequence.forgotten != nullptr) continue;
    events::v1::ExportMade made;
    made.mutable_about()->set_aggregate(request_.about().aggregate());
    made.mutable_about()->set_id(request_.about().id());
    made.mutable_about()->set_board_id(request_.about().board_id());
    made.set_part(sequence.part);
    made.set_recipient(request_.recipient());
    made.set_purpose(request_.purpose());
    made.set_with_identity(request_.about().include_identity());
    record::v1::NewEvent& event = *append.add_events();
    event.set_stream_type(types::v1::LOG);
    event.set_stream_id(Raw(log_.bytes));
    event.set_scope_id(Raw(sequence.scope.bytes));
    record::v1::EventBody& body = *event.mutable_body();
    body.set_type(made.GetDescriptor()->name());
    body.set_schema_version(1);
    *body.mutable_by() = gate::ActorFrom(call_.caller());
    body.set_board_id(request_.about().board_id());
    body.set_payload(made.SerializeAsString());
  }
  if (append.events().empty()) return absl::OkStatus();
  record::v1::AppendReply reply;
  return record_.Call("candour.record.v1.Record.Append", append, reply);
}

// Every checkpoint that was signed, or evenly chosen ones, and those that were asked for.
absl::Status Export::AddCheckpoints() {
  record::v1::GetCheckpointRequest now;
  now.set_tenant(tenant_);
  record::v1::Checkpoint checkpoint;
  RETURN_IF_ERROR(record_.Call("candour.record.v1.Record.GetCheckpoint", now, checkpoint));
  bundle_.head.set_checkpoint(checkpoint.note());
  tree_size_ = checkpoint.size();
  record::v1::ListCheckpointsRequest all;
  all.set_tenant(tenant_);
  record::v1::ListCheckpointsReply kept;
  RETURN_IF_ERROR(record_.Call("candour.record.v1.Record.ListCheckpoints", all, kept));
  std::set<uint64_t> sizes(request_.since_sizes().begin(), request_.since_sizes().end());
  const size_t step = kept.checkpoints_size() / limits::kBundleCheckpoints + 1;
  for (size_t i = kept.checkpoints_size() % step; i < static_cast<size_t>(kept.checkpoints_size());
       i += step) {
    sizes.insert(kept.checkpoints(static_cast<int>(i)).size());
  }
  for (const uint64_t size : sizes) {
    if (size == 0 || size >= tree_size_) continue;
    record::v1::ConsistencyProofRequest request;
    request.set_tenant(tenant_);
    request.set_old_size(size);
    request.set_new_size(tree_size_);
    record::v1::ConsistencyProof proof;
    RETURN_IF_ERROR(record_.Call("candour.record.v1.Record.GetConsistencyProof", request, proof));
    v1::EarlierCheckpoint& earlier = *bundle_.head.add_earlier();
    earlier.set_size(size);
    earlier.set_root(proof.old_root());
    *earlier.mutable_path() = proof.path();
  }
  return absl::OkStatus();
}

absl::Status Export::AddSequence(const Sequence& sequence) {
  record::v1::DiscloseScopeRequest wanted;
  wanted.set_scope_id(Raw(sequence.scope.bytes));
  uint64_t count = 0;
  RETURN_IF_ERROR(Disclose(wanted, count));
  v1::BundleScope& scope = *bundle_.head.add_scopes();
  scope.set_scope_id(sequence.scope.Text());
  scope.set_of(sequence.of);
  scope.set_events(count);
  scope.set_closed_by(sequence.forgotten == nullptr ? "ExportMade" : "ScopesForgotten");
  return absl::OkStatus();
}

// What the log says of the gaps, each event once.
absl::Status Export::AddNotices() {
  std::set<uint64_t> positions;
  for (const Sequence& sequence : sequences_) {
    if (sequence.forgotten == nullptr) continue;
    positions.insert(sequence.forgotten->forgotten_position());
    if (sequence.forgotten->certified()) {
      positions.insert(sequence.forgotten->certified_position());
    }
  }
  if (positions.empty()) return absl::OkStatus();
  record::v1::DiscloseScopeRequest wanted;
  wanted.set_scope_id(Raw(log_.bytes));
  for (const uint64_t position : positions) wanted.add_positions(position);
  uint64_t count = 0;
  return Disclose(wanted, count);
}

absl::Status Export::Disclose(const record::v1::DiscloseScopeRequest& named, uint64_t& count) {
  record::v1::DiscloseScopeRequest wanted = named;
  wanted.set_tenant(tenant_);
  wanted.set_tree_size(tree_size_);
  auto pages =
      record_.Read<record::v1::DisclosedPage>("candour.record.v1.Record.DiscloseScope", wanted);
  record::v1::DisclosedPage page;
  while (pages.Next(page)) {
    for (const record::v1::DisclosedEvent& event : page.events()) {
      RETURN_IF_ERROR(Add(event));
      ++count;
    }
  }
  return pages.Finish();
}

absl::Status Export::Add(const record::v1::DisclosedEvent& disclosed) {
  ASSIGN_OR_RETURN(const storage::Leaf leaf, storage::ParseLeaf(disclosed.leaf()));
  v1::BundleEvent& event = bundle_.events.emplace_back();
  event.set_position(leaf.position);
  event.set_leaf(disclosed.leaf());
  *event.mutable_path() = disclosed.path();
  event.set_ciphertext(disclosed.ciphertext());
  event.set_forgotten(disclosed.event_key().empty());
  if (event.forgotten()) return absl::OkStatus();
  event.set_event_key(disclosed.event_key());
  Bytes32 key{};
  std::copy(disclosed.event_key().begin(), disclosed.event_key().end(), key.begin());
  ASSIGN_OR_RETURN(
      *event.mutable_opened(),
      storage::UnsealWithEventKey(storage::crypto::SecretKey(key), log_, leaf.event_id,
                                  {leaf.nonce, leaf.key_commitment, disclosed.ciphertext()}));
  record::v1::EventBody body;
  if (!body.ParseFromString(event.opened())) {
    return absl::DataLossError("an event's envelope does not parse");
  }
  ASSIGN_OR_RETURN(auto fields, ReadableOf(body));
  for (v1::ReadableField& field : fields) *event.add_read() = std::move(field);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> MakeBundle(gate::Client& record, const gate::Call& call,
                                       const std::string& tenant,
                                       const v1::ExportRequest& request) {
  return Export(record, call, tenant, request).Make();
}

}  // namespace candour::audit
