#include "services/casework/desk.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/id.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/types/v1/changed.pb.h"
#include "services/casework/append.h"
#include "services/dossiers/minutes.h"
#include "services/gate/errors.h"
#include "services/record/streams.h"
#include "workflows/consistent.h"

namespace candour::casework {
namespace {

using google::protobuf::Message;
using workflows::Aggregate;
using workflows::StreamSlot;

// The id a command gives a stream; a blank one that opens a stream is made from the command's id.
std::string StreamIdOf(const Message& command, const StreamSlot& slot) {
  if (slot.field == nullptr) return HeaderOf(command).board_id();
  std::string id = workflows::StreamIdIn(command, slot);
  if (id.empty() && slot.opens) id = FreshId(HeaderOf(command).command_id(), "stream");
  return id;
}

}  // namespace

const types::v1::CommandHeader& HeaderOf(const Message& command) {
  const auto* field = command.GetDescriptor()->FindFieldByNumber(1);
  return static_cast<const types::v1::CommandHeader&>(
      command.GetReflection()->GetMessage(command, field));
}

absl::Status Desk::Lay(const Message& command, const workflows::CommandEntry& entry) {
  keys_.clear();
  slots_ = entry.SlotsFor(command);
  for (const StreamSlot& slot : slots_) {
    keys_.emplace_back(acts_.tenant, slot.kind, StreamIdOf(command, slot));
  }
  const bool first = laid_.empty();
  ASSIGN_OR_RETURN(bool stale, ReadAll(command, entry));
  while (stale && first) {
    laid_.clear();
    ASSIGN_OR_RETURN(stale, ReadAll(command, entry));
  }
  if (stale) return absl::AbortedError("a case was forgotten meanwhile");
  states_.clear();
  for (const StateCache::Key& key : keys_) states_.push_back(laid_.at(key).state.get());
  return absl::OkStatus();
}

absl::StatusOr<bool> Desk::ReadAll(const Message& command, const workflows::CommandEntry& entry) {
  for (size_t seen = 0; seen < keys_.size();) {
    ASSIGN_OR_RETURN(const bool stale, ReadMissing());
    if (stale) return true;
    for (const size_t read = keys_.size(); seen < read; ++seen) {
      AddBeside(entry.BesideOf(command, *laid_.at(keys_[seen]).state));
    }
  }
  return false;
}

void Desk::AddBeside(const std::vector<workflows::StreamRef>& all) {
  for (const workflows::StreamRef& beside : all) {
    const std::string id = beside.name.empty()
                               ? beside.id
                               : workflows::NamedStreamId(beside.name, &dossiers::HexSha256);
    const StateCache::Key key(acts_.tenant, beside.kind, id);
    if (std::find(keys_.begin(), keys_.end(), key) != keys_.end()) continue;
    keys_.push_back(key);
    StreamSlot& slot = slots_.emplace_back();
    slot.kind = beside.kind;
    slot.beside = true;
  }
}

absl::StatusOr<bool> Desk::ReadMissing() {
  record::v1::ReadStreamsRequest read;
  read.set_tenant(acts_.tenant);
  ASSIGN_OR_RETURN(const CommandId command_id, CommandId::Parse(acts_.command_id));
  read.set_command_id(std::string(command_id.View()));
  read.set_request(acts_.request);

  struct Reading {
    StateCache::Key key;
    Laid* laid;
    std::shared_ptr<Aggregate> folded;  // once something was read
  };
  // By kind and id: nothing keeps two streams of different kinds from having the same id.
  std::map<std::pair<uint32_t, std::string>, Reading> by_stream;
  bool more = false;
  for (const StateCache::Key& key : keys_) {
    if (read.streams_size() == static_cast<int>(limits::kStreamsPerCommand)) {
      more = true;
      break;
    }
    const auto& [tenant, kind, id] = key;
    const auto [at, missing] = laid_.try_emplace(key);
    if (!missing) continue;
    Laid& laid = at->second;
    laid.state = cache_.Find(key);
    const uint64_t from = laid.state == nullptr ? 0 : *laid.state->revision + 1;
    if (laid.state == nullptr) {
      auto blank = table_.Kind(kind).make();
      blank->id = id;
      laid.state = StateCache::State(std::move(blank));
    }
    if (id.empty()) continue;
    ASSIGN_OR_RETURN(const StreamId stream_id, StreamId::Parse(id));
    auto& stream = *read.add_streams();
    stream.set_stream_type(kind);
    stream.set_stream_id(std::string(stream_id.View()));
    read.add_from_revisions(from);
    by_stream[{stream.stream_type(), stream.stream_id()}] = {key, &laid, nullptr};
  }
  if (read.streams().empty() && now_ != 0) return false;

  const auto fold = [&](const record::v1::RecordedEvent& event) {
    Reading& reading = by_stream.at({event.stream_type(), event.stream_id()});
    if (event.forgotten() && event.revision() == 0) reading.laid->forgotten = true;
    if (reading.folded == nullptr) {
      reading.folded = cache_.TakeOut(reading.key, reading.laid->state);
    }
    if (reading.folded == nullptr) {
      reading.folded = table_.Kind(std::get<1>(reading.key)).copy(*reading.laid->state);
    }
    return table_.Fold(*reading.folded, event,
                       [&] { return record::ReadUpTo(record_, acts_.tenant, event); });
  };
  ASSIGN_OR_RETURN(const record::ReadEnd end, record::ReadEvents(record_, read, fold));
  if (cache_.DropOlderThan(end.keyring_generation)) return true;
  known_ = end.known;
  now_ = end.now;
  for (auto& [stream, reading] : by_stream) {
    if (reading.folded == nullptr) continue;
    reading.laid->state = StateCache::State(std::move(reading.folded));
    if (!reading.laid->forgotten) cache_.Keep(reading.key, reading.laid->state);
  }
  // What a meeting decided may be more than is read at one go.
  return more ? ReadMissing() : false;
}

absl::StatusOr<std::vector<record::v1::RecordedEvent>> Desk::Stored(const StateCache::Key& key,
                                                                    uint64_t from,
                                                                    uint64_t to) const {
  const auto& [tenant, kind, id] = key;
  ASSIGN_OR_RETURN(const StreamId stream_id, StreamId::Parse(id));
  record::v1::StreamName stream;
  stream.set_stream_type(kind);
  stream.set_stream_id(std::string(stream_id.View()));
  return record::ReadBetween(record_, tenant, stream, from, to);
}

absl::Status Desk::UnlessAsLastSeen(const types::v1::CommandHeader& header, bool reads) const {
  const Aggregate& first = *states_.front();
  if (!header.has_expected_revision() || first.revision == header.expected_revision()) {
    return absl::OkStatus();
  }
  if (!first.Exists()) {
    return gate::InvalidFields(
        {{"header.expected_revision",
          "nobody can have seen what this command opens: leave the revision out"}});
  }
  types::v1::ChangedSince changed;
  changed.set_revision(*first.revision);
  const std::string& holder =
      first.lead_board_id.empty() ? first.opened_by_board : first.lead_board_id;
  if (!reads || holder != header.board_id()) return gate::Changed(changed);
  ASSIGN_OR_RETURN(const auto events,
                   Stored(keys_.front(), header.expected_revision() + 1, *first.revision));
  for (const record::v1::RecordedEvent& event : events) {
    if (changed.changes_size() == limits::kChangesTold) {
      changed.set_more(changed.more() + 1);
      continue;
    }
    auto& change = *changed.add_changes();
    change.set_revision(event.revision());
    change.set_event_id(workflows::IdTextOf(event));
    change.mutable_recorded_at()->set_seconds(event.recorded_at_micros() / 1'000'000);
    if (event.forgotten()) continue;
    change.set_event_type(event.body().type());
    change.set_title(
        workflows::EventRuleOf(*table_.FindEvent(event.body().type())->prototype->GetDescriptor())
            .title());
    *change.mutable_by() = event.body().by();
  }
  return gate::Changed(changed);
}

absl::Status Desk::SetAside(const std::string& event_id) {
  corrected_ = {};
  for (size_t at = 0; at < states_.size() && corrected_.event == nullptr; ++at) {
    const Aggregate& state = *states_[at];
    if (state.FindStanding(event_id) == nullptr) continue;
    corrected_at_ = at;
    ASSIGN_OR_RETURN(corrected_in_, Stored(keys_[at], 0, *state.revision));
    ASSIGN_OR_RETURN(corrected_,
                     workflows::SetAside(table_, state, corrected_in_, event_id, slots_[at].opens));
    // What stands in other streams may rest on it.
    if (at == 0 && corrected_.without != nullptr) states_[0] = corrected_.without.get();
  }
  return absl::OkStatus();
}

absl::Status Desk::UnlessAtOdds(const record::v1::AppendRequest& append, int from) const {
  if (corrected_.event == nullptr) return absl::OkStatus();
  for (int ordinal = from; ordinal < append.events_size(); ++ordinal) {
    const record::v1::NewEvent& added = append.events(ordinal);
    if (added.body().corrects_event_id().empty()) continue;
    record::v1::RecordedEvent event;
    event.set_recorded_at_micros(now_);
    event.set_stream_type(added.stream_type());
    event.set_stream_id(added.stream_id());
    *event.mutable_body() = added.body();
    ASSIGN_OR_RETURN(const EventId id,
                     EventId::Parse(FreshId(acts_.command_id, absl::StrCat("event/", ordinal))));
    event.set_event_id(std::string(id.View()));
    ASSIGN_OR_RETURN(
        const std::vector<workflows::Contradiction> found,
        workflows::AtOddsWith(table_, *laid_.at(keys_[corrected_at_]).state, corrected_in_, event));
    if (const auto refusal = workflows::UnlessAtOdds(found)) return gate::Rejected(*refusal);
  }
  return absl::OkStatus();
}

absl::Status Desk::Leave(const record::v1::AppendRequest& append, int from) {
  for (int ordinal = from; ordinal < append.events_size(); ++ordinal) {
    const record::v1::NewEvent& added = append.events(ordinal);
    for (size_t slot = 0; slot < keys_.size(); ++slot) {
      const auto& [tenant, kind, id] = keys_[slot];
      const auto stream_id = StreamId::Parse(id);
      if (static_cast<uint32_t>(kind) != added.stream_type() || !stream_id.ok() ||
          stream_id->View() != added.stream_id()) {
        continue;
      }
      Laid& laid = laid_.at(keys_[slot]);
      auto left = table_.Kind(kind).copy(*laid.state);
      record::v1::RecordedEvent event;
      event.set_recorded_at_micros(now_);
      event.set_stream_type(added.stream_type());
      event.set_stream_id(added.stream_id());
      event.set_revision(left->revision ? *left->revision + 1 : 0);
      // As the record will name it.
      ASSIGN_OR_RETURN(const EventId event_id,
                       EventId::Parse(FreshId(acts_.command_id, absl::StrCat("event/", ordinal))));
      event.set_event_id(std::string(event_id.View()));
      *event.mutable_body() = added.body();
      RETURN_IF_ERROR(table_.Fold(*left, event));
      laid.state = StateCache::State(std::move(left));
      break;
    }
  }
  return absl::OkStatus();
}

types::v1::Accepted AnswerTo(const record::v1::AppendRequest& append) {
  types::v1::Accepted answer;
  for (const record::v1::NewEvent& event : append.events()) {
    auto& written = *answer.add_events();
    written.set_aggregate(static_cast<types::v1::Aggregate>(event.stream_type()));
    StreamId id;
    std::copy_n(event.stream_id().begin(), id.bytes.size(), id.bytes.begin());
    written.set_stream_id(id.Text());
    written.set_event_type(event.body().type());
  }
  return answer;
}

}  // namespace candour::casework
