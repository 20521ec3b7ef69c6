#include "services/record/streams.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/id.h"
#include "base/limits.h"
#include "base/status.h"
#include "storage/crypto/crypto.h"

namespace candour::record {
namespace {

using workflows::case_files::AsAt;

absl::StatusOr<ReadEnd> ReadPages(gate::Client& record, const char* method,
                                  const google::protobuf::Message& request, const TakeEvent& take) {
  ReadEnd end;
  v1::EventPage page;
  const auto take_page = [&]() -> absl::Status {
    end.head_position = page.head_position();
    end.now = page.now_micros();
    end.keyring_generation = page.keyring_generation();
    if (page.has_known()) end.known = page.known().accepted();
    for (const v1::RecordedEvent& event : page.events()) RETURN_IF_ERROR(take(event));
    return absl::OkStatus();
  };
  gate::CallOptions options;
  options.in_place = true;
  RETURN_IF_ERROR(record.ReadEach(method, request, page, take_page, options));
  return end;
}

}  // namespace

std::string ScopeIdOf(const StreamOf& stream, types::v1::Scope scope) {
  const absl::StatusOr<StreamId> id = StreamId::Parse(stream.id);
  if (!id.ok()) return {};
  const char* const of = scope == types::v1::IDENTITY ? "identity" : "scope";
  const ScopeId named{storage::crypto::NameBasedId(id->bytes, absl::StrCat(of, "/", stream.kind))};
  return std::string(named.View());
}

absl::StatusOr<ReadEnd> ReadEvents(gate::Client& record, const v1::ReadStreamsRequest& request,
                                   const TakeEvent& take) {
  return ReadPages(record, "candour.record.v1.Record.ReadStreams", request, take);
}

absl::StatusOr<ReadEnd> ReadEvents(gate::Client& record, const v1::ReadAllRequest& request,
                                   const TakeEvent& take) {
  return ReadPages(record, "candour.record.v1.Record.ReadAll", request, take);
}

absl::StatusOr<std::vector<v1::RecordedEvent>> ReadUpTo(gate::Client& record,
                                                        const std::string& tenant,
                                                        const v1::RecordedEvent& event) {
  v1::StreamName stream;
  stream.set_stream_type(event.stream_type());
  stream.set_stream_id(event.stream_id());
  return ReadBetween(record, tenant, stream, 0, event.revision());
}

absl::StatusOr<std::vector<v1::RecordedEvent>> ReadBetween(gate::Client& record,
                                                           const std::string& tenant,
                                                           const v1::StreamName& stream,
                                                           uint64_t from, uint64_t to) {
  v1::ReadStreamsRequest request;
  request.set_tenant(tenant);
  *request.add_streams() = stream;
  request.add_from_revisions(from);
  std::vector<v1::RecordedEvent> events;
  RETURN_IF_ERROR(ReadEvents(record, request, [&](const v1::RecordedEvent& event) {
                    if (event.revision() <= to) events.push_back(event);
                    return absl::OkStatus();
                  }).status());
  return events;
}

absl::StatusOr<Histories> ReadHistories(gate::Client& record, const workflows::WorkflowTable& table,
                                        const std::string& tenant,
                                        const std::vector<StreamOf>& streams, const AsAt& as_at,
                                        uint64_t at_least_position) {
  Histories all;
  for (size_t first = 0; first < streams.size(); first += limits::kStreamsPerCommand) {
    const size_t last = std::min(streams.size(), first + limits::kStreamsPerCommand);
    v1::ReadStreamsRequest request;
    request.set_tenant(tenant);
    request.set_at_least_position(at_least_position);
    // By kind and id: nothing keeps two streams of different kinds from having the same id.
    std::map<std::pair<uint32_t, std::string>, std::vector<v1::RecordedEvent>> events;
    for (size_t i = first; i < last; ++i) {
      ASSIGN_OR_RETURN(const StreamId id, StreamId::Parse(streams[i].id));
      v1::StreamName& name = *request.add_streams();
      name.set_stream_type(streams[i].kind);
      name.set_stream_id(std::string(id.View()));
    }
    ASSIGN_OR_RETURN(all.end, ReadEvents(record, request, [&](const v1::RecordedEvent& event) {
                       events[{event.stream_type(), event.stream_id()}].push_back(event);
                       return absl::OkStatus();
                     }));
    for (size_t i = first; i < last; ++i) {
      const v1::StreamName& name = request.streams(static_cast<int>(i - first));
      ASSIGN_OR_RETURN(auto history,
                       workflows::case_files::Open(
                           table, streams[i].kind, streams[i].id,
                           std::move(events[{name.stream_type(), name.stream_id()}]), as_at));
      all.histories.push_back(std::move(history));
    }
  }
  return all;
}

}  // namespace candour::record
