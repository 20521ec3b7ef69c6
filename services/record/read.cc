// Unsealing and reading, in pages.
#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "base/limits.h"
#include "base/status.h"
#include "services/record/bytes.h"
#include "services/record/record.h"
#include "storage/keyring/sealing.h"
#include "storage/leaf.h"

namespace candour::record {
namespace {

constexpr storage::ReadLimits kPage{limits::kPageEvents, limits::kPageBytes};
// How often a waiting subscription looks whether its client is still there, and tells it that
// nothing has happened.
constexpr absl::Duration kLook = absl::Milliseconds(200);
constexpr absl::Duration kIdle = absl::Seconds(2);
constexpr size_t kArenaBytes = 2 * limits::kPageBytes;  // what the parts of a page take up

}  // namespace

absl::Status Record::KeyIsLost() {
  return absl::DataLossError(
      "the keyring lacks the key of an event that was never forgotten: it is not this record's, it "
      "was cut short, or an older copy was put back. Nothing was written. Put the newest copy of "
      "the keyring back");
}

absl::Status Record::Unseal(const Tenant& tenant, const storage::StoredEvent& stored,
                            v1::RecordedEvent& event) const {
  ASSIGN_OR_RETURN(const storage::Leaf leaf, storage::ParseLeaf(stored.leaf));
  event.set_position(leaf.position);
  event.set_recorded_at_micros(leaf.recorded_at);
  event.set_stream_type(leaf.stream.type);
  event.set_stream_id(std::string(leaf.stream.id.View()));
  event.set_revision(leaf.revision);
  event.set_event_id(std::string(leaf.event_id.View()));
  event.set_command_id(std::string(leaf.command.View()));
  event.set_actor(std::string(leaf.actor.View()));
  event.set_scope_id(std::string(leaf.scope.View()));
  event.set_scope_seq(leaf.scope_seq);
  const absl::StatusOr<storage::crypto::SecretKey> key =
      options_.keyring.Get(tenant.info.id, leaf.scope);
  if (absl::IsFailedPrecondition(key.status())) {
    event.set_forgotten(true);
    return absl::OkStatus();
  }
  if (absl::IsNotFound(key.status())) return KeyIsLost();
  if (!key.ok()) return key.status();
  // What was sealed is the body as it is sent. Parsing it only to serialise it again would cost
  // more than opening it.
  ASSIGN_OR_RETURN(*event.GetReflection()->MutableUnknownFields(&event)->AddLengthDelimited(
                       v1::RecordedEvent::kBodyFieldNumber),
                   storage::Unseal(*key, tenant.info.id, leaf.event_id,
                                   {leaf.nonce, leaf.key_commitment, stored.ciphertext}));
  return absl::OkStatus();
}

absl::StatusOr<v1::RecordedEvent> Record::Read(const Tenant& tenant,
                                               const storage::StoredEvent& stored) const {
  v1::RecordedEvent sent;
  RETURN_IF_ERROR(Unseal(tenant, stored, sent));
  v1::RecordedEvent event;
  if (!event.ParseFromString(sent.SerializeAsString())) {
    return absl::DataLossError("an event's envelope does not parse");
  }
  return event;
}

absl::Status Record::FillPage(const Tenant& tenant, const std::vector<storage::StoredEvent>& events,
                              v1::EventPage& page) const {
  page.mutable_events()->Reserve(static_cast<int>(events.size()));
  for (const storage::StoredEvent& stored : events) {
    RETURN_IF_ERROR(Unseal(tenant, stored, *page.add_events()));
  }
  ASSIGN_OR_RETURN(const storage::Head head, options_.log.GetHead(tenant.info.id));
  page.set_head_position(head.next_position);
  page.set_keyring_generation(options_.keyring.generation());
  page.set_now_micros(ClockOf(tenant).NowMicros());
  return absl::OkStatus();
}

absl::StatusOr<bool> Record::AddKnown(const Tenant& tenant, const v1::ReadStreamsRequest& request,
                                      v1::EventPage& page) const {
  if (request.command_id().empty()) return false;
  absl::StatusOr<v1::AppendReply> known =
      FindKnown(tenant, request.command_id(), request.request());
  if (absl::IsNotFound(known.status())) return false;
  if (!known.ok()) return known.status();
  *page.mutable_known() = *std::move(known);
  return true;
}

absl::Status Record::ReadStreams(const v1::ReadStreamsRequest& request,
                                 gate::Writer<v1::EventPage>& pages) {
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(request.tenant()));
  if (request.streams_size() > static_cast<int>(limits::kStreamsPerCommand)) {
    return absl::InvalidArgumentError("streams: too many at once");
  }
  const LogId& log = tenant->info.id;
  if (request.at_least_position() > 0) {
    ASSIGN_OR_RETURN(const storage::Head head,
                     options_.log.WaitForHead(
                         log, request.at_least_position(),
                         absl::Now() + absl::Milliseconds(limits::kLongestWaitForPositionMillis)));
    if (head.next_position <= request.at_least_position()) {
      return absl::UnavailableError("the log does not hold that position yet");
    }
  }
  v1::EventPage last;
  last.set_end(true);
  last.set_keyring_generation(options_.keyring.generation());
  ASSIGN_OR_RETURN(const storage::Head before, options_.log.GetHead(log));
  ASSIGN_OR_RETURN(bool is_known, AddKnown(*tenant, request, last));
  if (is_known) {
    pages.Write(last);
    return absl::OkStatus();
  }
  for (int i = 0; i < request.streams_size(); ++i) {
    const v1::StreamName& name = request.streams(i);
    ASSIGN_OR_RETURN(const storage::StreamName stream,
                     StreamFrom(name.stream_type(), name.stream_id()));
    uint64_t from = i < request.from_revisions_size() ? request.from_revisions(i) : 0;
    while (true) {
      ASSIGN_OR_RETURN(const auto events, options_.log.ReadStream(log, stream, from, kPage));
      if (events.empty()) break;
      v1::EventPage page;
      RETURN_IF_ERROR(FillPage(*tenant, events, page));
      if (!pages.Write(page)) return absl::CancelledError("the reader is gone");
      from += events.size();
    }
  }
  RETURN_IF_ERROR(FillPage(*tenant, {}, last));
  // The command may have been taken meanwhile, and what was read may hold what it led to.
  if (last.head_position() != before.next_position) {
    ASSIGN_OR_RETURN(is_known, AddKnown(*tenant, request, last));
  }
  pages.Write(last);
  return absl::OkStatus();
}

absl::Status Record::ReadAll(const v1::ReadAllRequest& request,
                             gate::Writer<v1::EventPage>& pages) {
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(request.tenant()));
  ASSIGN_OR_RETURN(const storage::Head head, options_.log.GetHead(tenant->info.id));
  uint64_t from = request.from_position();
  uint64_t end = std::max(from, head.next_position);
  if (request.at_most_events() > 0) {
    end = from + std::min(end - from, request.at_most_events());
  }
  while (from < end) {
    const storage::ReadLimits page_limits{std::min<size_t>(kPage.events, end - from), kPage.bytes};
    ASSIGN_OR_RETURN(const auto events, options_.log.ReadAll(tenant->info.id, from, page_limits));
    if (events.empty()) return absl::DataLossError("the log ends before its head");
    v1::EventPage page;
    if (request.sealed()) {
      RETURN_IF_ERROR(FillPage(*tenant, {}, page));
      for (const storage::StoredEvent& stored : events) {
        v1::SealedEvent& sealed = *page.add_sealed_events();
        sealed.set_leaf(stored.leaf);
        sealed.set_ciphertext(stored.ciphertext);
      }
    } else {
      RETURN_IF_ERROR(FillPage(*tenant, events, page));
    }
    from += events.size();
    page.set_next_position(from);
    if (!pages.Write(page)) return absl::CancelledError("the reader is gone");
  }
  v1::EventPage last;
  RETURN_IF_ERROR(FillPage(*tenant, {}, last));
  last.set_next_position(from);
  last.set_end(true);
  pages.Write(last);
  return absl::OkStatus();
}

absl::Status Record::ReadScope(const v1::ReadScopeRequest& request,
                               gate::Writer<v1::EventPage>& pages) {
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(request.tenant()));
  ASSIGN_OR_RETURN(const ScopeId scope, IdFrom<ScopeId>(request.scope_id(), "scope_id"));
  uint64_t from = request.from_seq();
  while (true) {
    ASSIGN_OR_RETURN(const auto events,
                     options_.log.ReadScope(tenant->info.id, scope, from, kPage));
    v1::EventPage page;
    RETURN_IF_ERROR(FillPage(*tenant, events, page));
    page.set_end(events.empty());
    if (!pages.Write(page)) return absl::CancelledError("the reader is gone");
    if (events.empty()) return absl::OkStatus();
    from += events.size();
  }
}

absl::Status Record::Subscribe(const gate::Call& call, const v1::SubscribeRequest& request,
                               gate::Writer<v1::EventPage>& pages) {
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(request.tenant()));
  const LogId& log = tenant->info.id;
  uint64_t next = request.from_position();
  bool caught_up = false;
  absl::Time told = absl::Now();
  // A page is thousands of small parts, freed together. Memory for them is kept from page to page
  // until nothing is left to catch up with.
  std::unique_ptr<char[]> block;
  while (!call.IsCancelled()) {
    ASSIGN_OR_RETURN(const auto events, options_.log.ReadAll(log, next, kPage));
    const bool idle = events.empty() && caught_up && absl::Now() - told >= kIdle;
    if (!events.empty() || !caught_up || idle) {
      google::protobuf::ArenaOptions keeping;
      if (!caught_up) {
        if (block == nullptr) {
          block = std::make_unique_for_overwrite<char[]>(kArenaBytes);
        }
        keeping.initial_block = block.get();
        keeping.initial_block_size = kArenaBytes;
      }
      google::protobuf::Arena arena(keeping);
      v1::EventPage& page = *google::protobuf::Arena::CreateMessage<v1::EventPage>(&arena);
      RETURN_IF_ERROR(FillPage(*tenant, events, page));
      next += events.size();
      page.set_next_position(next);
      caught_up = next >= page.head_position();
      page.set_caught_up(caught_up);
      if (!pages.Write(page)) break;
      told = absl::Now();
      continue;
    }
    block.reset();
    // Beyond next - 1 means: position `next` is there.
    RETURN_IF_ERROR(options_.log.WaitForHead(log, next, absl::Now() + kLook).status());
  }
  return absl::CancelledError("the subscriber is gone");
}

}  // namespace candour::record
