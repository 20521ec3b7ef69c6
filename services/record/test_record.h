// A record behind a real gate with one tenant's log in it, and short words for what tests ask of
// it.
#pragma once

#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "candour/record/v1/record.pb.h"
#include "services/gate/client.h"
#include "tests/support/house.h"

namespace candour::record {

// Sixteen bytes that begin with the name.
inline std::string Id16(std::string_view name) {
  std::string id(16, '.');
  name.copy(id.data(), id.size());
  return id;
}

class TestRecord {
 public:
  static constexpr uint32_t kKind = 5;

  gate::Client& client() { return house.service(); }

  static std::string Method(const std::string& name) {
    return absl::StrCat("candour.record.v1.Record.", name);
  }

  template <typename Reply>
  absl::StatusOr<Reply> Ask(const std::string& method, const google::protobuf::Message& request) {
    Reply reply;
    const absl::Status asked = client().Call(Method(method), request, reply);
    if (!asked.ok()) return asked;
    return reply;
  }

  absl::StatusOr<v1::AppendReply> Append(const v1::AppendRequest& request) {
    return Ask<v1::AppendReply>("Append", request);
  }

  // The pages of a read, the last of them included.
  absl::StatusOr<std::vector<v1::EventPage>> Read(const std::string& method,
                                                  const google::protobuf::Message& request) {
    std::vector<v1::EventPage> pages;
    auto stream = client().Read<v1::EventPage>(Method(method), request);
    v1::EventPage page;
    while (stream.Next(page)) pages.push_back(std::exchange(page, {}));
    const absl::Status read = stream.Finish();
    if (!read.ok()) return read;
    return pages;
  }

  uint64_t Size(const std::string& tenant = testing::TestHouse::kTenant) {
    const auto reply = Ask<v1::ListLogsReply>("ListLogs", v1::ListLogsRequest()).value();
    for (const v1::LogSummary& log : reply.logs()) {
      if (log.tenant() == tenant) return log.size();
    }
    return 0;
  }

  testing::TestHouse house;
};

// One event `type` on `stream`, sealed under a scope of the stream's name.
inline void AddEvent(v1::AppendRequest& request, const std::string& stream, const std::string& type,
                     const std::string& payload = "said") {
  v1::NewEvent& event = *request.add_events();
  event.set_stream_type(TestRecord::kKind);
  event.set_stream_id(Id16(stream));
  event.set_scope_id(Id16(stream));
  event.mutable_body()->set_type(type);
  event.mutable_body()->set_schema_version(1);
  event.mutable_body()->set_payload(payload);
}

inline v1::AppendRequest OneEvent(const std::string& command, const std::string& stream,
                                  const std::string& type = "Noted") {
  v1::AppendRequest request;
  request.set_tenant(testing::TestHouse::kTenant);
  request.set_command_id(Id16(command));
  request.set_actor(Id16("somebody"));
  request.set_request(command);
  AddEvent(request, stream, type);
  return request;
}

inline v1::ReadStreamsRequest StreamsOf(const std::vector<std::string>& streams) {
  v1::ReadStreamsRequest request;
  request.set_tenant(testing::TestHouse::kTenant);
  for (const std::string& name : streams) {
    request.add_streams()->set_stream_type(TestRecord::kKind);
    request.mutable_streams()->rbegin()->set_stream_id(Id16(name));
  }
  return request;
}

inline std::vector<v1::RecordedEvent> EventsIn(const std::vector<v1::EventPage>& pages) {
  std::vector<v1::RecordedEvent> events;
  for (const v1::EventPage& page : pages) {
    events.insert(events.end(), page.events().begin(), page.events().end());
  }
  return events;
}

// What the events are called, in order.
inline std::string TypesOf(const std::vector<v1::EventPage>& pages) {
  std::string types;
  for (const v1::RecordedEvent& event : EventsIn(pages)) {
    absl::StrAppend(&types, types.empty() ? "" : " ", event.body().type());
  }
  return types;
}

}  // namespace candour::record
