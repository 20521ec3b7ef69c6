#include "services/views/projector.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/views/v1/rows.pb.h"
#include "services/record/streams.h"
#include "services/views/keys.h"

namespace candour::views {
namespace {

using record::v1::EventPage;
using record::v1::RecordedEvent;
using workflows::board::Board;

// Says of the log what no view may pass over in silence.
absl::Status Unfoldable(uint64_t position, const std::string& why) {
  return absl::DataLossError(
      absl::StrCat("the event at position ", position, " cannot be folded: ", why));
}

absl::StatusOr<storage::StreamName> StreamOf(const RecordedEvent& event) {
  storage::StreamName stream{static_cast<uint16_t>(event.stream_type()), {}};
  if (event.stream_id().size() != stream.id.bytes.size()) {
    return Unfoldable(event.position(), "its stream has no proper name");
  }
  std::copy(event.stream_id().begin(), event.stream_id().end(), stream.id.bytes.begin());
  return stream;
}

types::v1::Aggregate KindOf(const storage::StreamName& stream) {
  return static_cast<types::v1::Aggregate>(stream.type);
}

}  // namespace

absl::Status Projector::LoadBoards(const std::vector<std::string>& board_ids) {
  std::vector<Stream> streams;
  for (const std::string& id : board_ids) {
    ASSIGN_OR_RETURN(const StreamId stream_id, StreamId::Parse(id));
    streams.push_back({types::v1::BOARD, stream_id});
  }
  RETURN_IF_ERROR(Load(streams));
  PublishBoards();
  return absl::OkStatus();
}

absl::Status Projector::Load(const std::vector<Stream>& streams) {
  for (size_t from = 0; from < streams.size(); from += limits::kStreamsPerCommand) {
    const size_t end = std::min(streams.size(), from + limits::kStreamsPerCommand);
    RETURN_IF_ERROR(LoadFew({streams.begin() + from, streams.begin() + end}));
  }
  return absl::OkStatus();
}

// All or nothing, so that a reader cut off half-way leaves no half-folded state behind.
absl::Status Projector::LoadFew(const std::vector<Stream>& streams) {
  record::v1::ReadStreamsRequest request;
  request.set_tenant(source_.tenant);
  std::map<Stream, FoldCache::State> loaded;
  for (const Stream& stream : streams) {
    auto& named = *request.add_streams();
    named.set_stream_type(stream.type);
    named.set_stream_id(std::string(stream.id.View()));
    FoldCache::State& state = loaded[stream];
    state = source_.table.Kind(KindOf(stream)).make();
    state->id = stream.id.Text();
  }
  const auto fold = [&](const RecordedEvent& event) -> absl::Status {
    if (event.position() >= next_) return absl::OkStatus();  // its own page will bring it
    ASSIGN_OR_RETURN(const Stream stream, StreamOf(event));
    const auto state = loaded.find(stream);
    if (state == loaded.end()) return Unfoldable(event.position(), "its stream was not asked for");
    const absl::Status folded = source_.table.Fold(*state->second, event, [&] {
      return record::ReadUpTo(source_.record, source_.tenant, event);
    });
    return folded.ok() ? folded : Unfoldable(event.position(), std::string(folded.message()));
  };
  RETURN_IF_ERROR(record::ReadEvents(source_.record, request, fold).status());
  for (auto& [stream, state] : loaded) states_.Add(stream, std::move(state));
  return absl::OkStatus();
}

absl::Status Projector::Take(const EventPage& page) {
  absl::flat_hash_set<Stream> missing;
  absl::flat_hash_set<Stream> opened;
  std::vector<FoldCache::Held*> held(static_cast<size_t>(page.events_size()));
  for (int i = 0; i < page.events_size(); ++i) {
    const RecordedEvent& event = page.events(i);
    if (event.stream_type() == types::v1::LOG) continue;
    ASSIGN_OR_RETURN(const Stream stream, StreamOf(event));
    if (!source_.table.kinds().contains(KindOf(stream))) {
      return Unfoldable(event.position(), "this program does not know its kind of stream");
    }
    held[static_cast<size_t>(i)] = states_.Find(stream);
    if (held[static_cast<size_t>(i)] != nullptr || opened.contains(stream)) continue;
    (event.revision() == 0 ? opened : missing).insert(stream);
  }
  RETURN_IF_ERROR(Load({missing.begin(), missing.end()}));
  for (int i = 0; i < page.events_size(); ++i) {
    RETURN_IF_ERROR(FoldOne(page.events(i), held[static_cast<size_t>(i)]));
  }
  return absl::OkStatus();
}

absl::Status Projector::FoldOne(const RecordedEvent& event, FoldCache::Held* held) {
  if (event.position() != next_) {
    return Unfoldable(event.position(), absl::StrCat("the log was expected to go on at ", next_));
  }
  if (event.stream_type() != types::v1::LOG) {
    if (held == nullptr) {
      ASSIGN_OR_RETURN(const Stream stream, StreamOf(event));
      held = states_.Find(stream);
      if (held == nullptr) {
        held = &states_.Add(stream, source_.table.Kind(KindOf(stream)).make());
        held->state->id = stream.id.Text();
      }
    }
    workflows::Aggregate& state = *held->state;
    const uint64_t expected = state.revision ? *state.revision + 1 : 0;
    if (event.revision() != expected) {
      return Unfoldable(event.position(), absl::StrCat("its stream was expected to go on at ",
                                                       "revision ", expected));
    }
    absl::Status folded = source_.table.Fold(
        state, event, [&] { return record::ReadUpTo(source_.record, source_.tenant, event); });
    if (folded.ok()) folded = AddLine(event, source_.table, lines_);
    if (!folded.ok()) return Unfoldable(event.position(), std::string(folded.message()));
    if (!std::exchange(held->touched, true)) touched_.push_back(held);
  }
  last_event_id_ = event.event_id();
  next_ = event.position() + 1;
  return absl::OkStatus();
}

storage::ViewChange Projector::TakeChange() {
  Rows rows = std::move(lines_);
  lines_.clear();
  bool boards_changed = false;
  for (FoldCache::Held* const held : touched_) {
    AddRows(KindOf(held->stream), *held->state, rows);
    boards_changed |= held->stream.type == types::v1::BOARD;
    held->touched = false;
  }
  touched_.clear();
  states_.Trim(limits::kViewStates);
  if (boards_changed) PublishBoards();
  const auto apart = rows.lower_bound(kApartPrefix);
  if (boards_changed || (apart != rows.end() && absl::StartsWith(apart->first, kApartPrefix))) {
    ++apart_changes_;
  }

  storage::ViewChange change;
  change.next_position = next_;
  if (!last_event_id_.empty()) {  // none: nothing was taken since it began
    v1::AnchorRow anchor;
    anchor.set_position(next_ - 1);
    anchor.set_event_id(last_event_id_);
    change.puts.push_back({kAnchorKey, anchor.SerializeAsString()});
  }
  for (auto& [key, value] : rows) change.puts.push_back({key, std::move(value)});
  return change;
}

void Projector::PublishBoards() {
  states_.ForEachBoard([&](const workflows::Aggregate& state) {
    auto& published = boards_[state.id];
    if (published != nullptr && published->revision == state.revision) return;
    published = std::make_shared<const Board>(static_cast<const Board&>(state));
  });
}

}  // namespace candour::views
