// Appending to the record and reading it back, through a real gate.
#include <functional>
#include <set>
#include <thread>

#include "absl/strings/match.h"
#include "base/limits.h"
#include "services/record/test_record.h"
#include "storage/leaf.h"

namespace candour::record {
namespace {

using testing::TestHouse;

TEST_CASE("what was appended is read back as it was handed in") {
  TestRecord record;
  v1::AppendRequest request = OneEvent("first", "case", "Opened");
  request.mutable_events(0)->mutable_body()->set_board_id("board");
  AddEvent(request, "meeting", "Listed");
  AddEvent(request, "case", "Changed");

  const auto reply = record.Append(request);
  REQUIRE(reply.ok());
  const types::v1::Accepted& accepted = reply->accepted();
  CHECK_FALSE(reply->repeated_command());
  CHECK(accepted.first_position() == 1);  // LogOpened stands at 0
  CHECK(accepted.last_position() == 3);
  REQUIRE(accepted.events_size() == 3);
  CHECK(accepted.events(2).event_type() == "Changed");
  CHECK(accepted.events(2).revision() == 1);

  const auto pages = record.Read("ReadStreams", StreamsOf({"meeting", "case"}));
  REQUIRE(pages.ok());
  CHECK(TypesOf(*pages) == "Listed Opened Changed");
  CHECK(pages->back().end());
  CHECK(pages->back().head_position() == 4);
  const v1::RecordedEvent opened = EventsIn(*pages)[1];
  CHECK(opened.body().SerializeAsString() == request.events(0).body().SerializeAsString());
  CHECK(opened.position() == 1);
  CHECK(opened.recorded_at_micros() == accepted.recorded_at().seconds() * 1'000'000);
  CHECK(opened.command_id() == Id16("first"));
  CHECK(opened.actor() == EventsIn(*pages)[2].actor());

  v1::ReadStreamsRequest later = StreamsOf({"meeting", "case"});
  later.add_from_revisions(1);
  later.add_from_revisions(1);
  CHECK(TypesOf(*record.Read("ReadStreams", later)) == "Changed");
  later.clear_from_revisions();
  later.add_from_revisions(1);
  CHECK(TypesOf(*record.Read("ReadStreams", later)) == "Opened Changed");
}

TEST_CASE("an actor is one pseudonym throughout a log, which links nothing between logs") {
  TestRecord record;
  v1::OpenLogRequest other;
  other.set_tenant("west-shire");
  REQUIRE(record.Ask<v1::OpenLogReply>("OpenLog", other).ok());
  const auto actor = [&](const std::string& command, const std::string& by,
                         const std::string& tenant) {
    v1::AppendRequest request = OneEvent(command, command, "Opened");
    request.set_actor(Id16(by));
    request.set_tenant(tenant);
    const uint64_t position = record.Append(request).value().accepted().first_position();
    v1::ReadAllRequest read;
    read.set_tenant(tenant);
    read.set_from_position(position);
    return EventsIn(*record.Read("ReadAll", read))[0].actor();
  };
  const std::string ada = actor("first", "ada", TestHouse::kTenant);
  CHECK(ada == actor("second", "ada", TestHouse::kTenant));
  std::set<std::string> names = {ada, Id16("ada"), actor("third", "bea", TestHouse::kTenant),
                                 actor("fourth", "ada", "west-shire")};
  CHECK(names.size() == 4);
}

TEST_CASE("a command known by its id") {
  TestRecord record;
  v1::AppendRequest request = OneEvent("once", "case", "Opened");
  const auto first = record.Append(request);
  REQUIRE(first.ok());
  REQUIRE(record.Append(OneEvent("other", "case")).ok());
  record.house.On("2007-01-01");

  SECTION("is answered as before, byte for byte, and not written again") {
    const auto again = record.Append(request);
    REQUIRE(again.ok());
    CHECK(again->repeated_command());
    CHECK(again->accepted().SerializeAsString() == first->accepted().SerializeAsString());
  }
  SECTION("is looked at before its conditions") {
    v1::Condition& condition = *request.add_conditions();
    condition.set_stream_type(TestRecord::kKind);
    condition.set_stream_id(Id16("case"));
    condition.set_no_stream(true);
    CHECK(record.Append(request)->repeated_command());
  }
  SECTION("with another request is refused") {
    request.set_request("something else");
    CHECK(absl::IsAlreadyExists(record.Append(request).status()));
  }
  SECTION("is found by a read, which then holds nothing else") {
    v1::ReadStreamsRequest read = StreamsOf({"case"});
    read.set_command_id(request.command_id());
    read.set_request(request.request());
    const auto pages = record.Read("ReadStreams", read);
    REQUIRE(pages.ok());
    REQUIRE(pages->size() == 1);
    CHECK(pages->front().known().repeated_command());
    CHECK(pages->front().known().accepted().SerializeAsString() ==
          first->accepted().SerializeAsString());
    CHECK(pages->front().events().empty());

    read.set_request("something else");
    CHECK(absl::IsAlreadyExists(record.Read("ReadStreams", read).status()));
    read.set_command_id(Id16("unheard of"));
    CHECK(TypesOf(*record.Read("ReadStreams", read)) == "Opened Noted");
  }
  CHECK(record.Size() == 3);
}

// `events` says how long the stream is; the append itself always goes to another one.
struct ConditionRow {
  int events;
  std::function<void(v1::Condition&)> wanted;
  bool holds;
};

TEST_CASE("conditions, on streams that are not written") {
  TestRecord record;
  const auto no_stream = [](v1::Condition& condition) { condition.set_no_stream(true); };
  const auto exists = [](v1::Condition& condition) { condition.set_exists(true); };
  const auto revision = [](uint64_t value) {
    return [value](v1::Condition& condition) { condition.set_revision(value); };
  };
  const std::vector<ConditionRow> rows = {
      {0, no_stream, true},    {0, exists, false},      {0, revision(0), false},
      {2, no_stream, false},   {2, exists, true},       {2, revision(1), true},
      {2, revision(0), false}, {2, revision(2), false},
  };
  for (size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i);
    const std::string stream = absl::StrCat("looked-at-", i);
    for (int n = 0; n < rows[i].events; ++n) {
      REQUIRE(record.Append(OneEvent(absl::StrCat("fill-", i, "-", n), stream)).ok());
    }
    v1::AppendRequest request = OneEvent(absl::StrCat("try-", i), "written");
    v1::Condition& condition = *request.add_conditions();
    condition.set_stream_type(TestRecord::kKind);
    condition.set_stream_id(Id16(stream));
    rows[i].wanted(condition);

    const uint64_t size = record.Size();
    const auto reply = record.Append(request);
    CHECK(reply.ok() == rows[i].holds);
    if (!rows[i].holds) CHECK(absl::IsAborted(reply.status()));
    CHECK(record.Size() == size + (rows[i].holds ? 1 : 0));
  }
}

struct Malformed {
  std::function<void(v1::AppendRequest&)> spoil;
  std::string says;
};

TEST_CASE("a malformed append is refused, and nothing is written") {
  TestRecord record;
  const std::vector<Malformed> rows = {
      {[](auto& r) { r.clear_events(); }, "at least one"},
      {[](auto& r) { r.clear_command_id(); }, "command_id must be 16 bytes; it is 0"},
      {[](auto& r) { r.set_command_id("short"); }, "command_id must be 16 bytes; it is 5"},
      {[](auto& r) { r.set_actor(std::string(17, 'x')); }, "actor must be 16 bytes"},
      {[](auto& r) { r.mutable_events(0)->set_stream_id("x"); }, "stream_id must be 16 bytes"},
      {[](auto& r) { r.mutable_events(0)->clear_scope_id(); }, "scope_id must be 16 bytes"},
      {[](auto& r) { r.mutable_events(0)->set_event_id("x"); }, "event_id must be 16 bytes"},
      {[](auto& r) { r.mutable_events(0)->set_stream_type(0); }, "stream_type 0"},
      {[](auto& r) { r.mutable_events(0)->set_stream_type(65'536); }, "stream_type 65536"},
      {[](auto& r) { r.mutable_events(0)->mutable_body()->clear_type(); }, "body.type"},
      {[](auto& r) { r.add_conditions()->set_stream_type(TestRecord::kKind); }, "stream_id"},
      {[](auto& r) {
         r.add_conditions()->set_stream_type(TestRecord::kKind);
         r.mutable_conditions(0)->set_stream_id(Id16("case"));
       },
       "a condition must say"},
      {[](auto& r) {
         r.mutable_events(0)->mutable_body()->set_payload(
             std::string(limits::kEventPayloadBytes + 1, 'x'));
       },
       "a payload may hold 262144 bytes"},
      {[](auto& r) {
         r.mutable_events(0)->mutable_body()->set_capacity(
             std::string(limits::kSealedEventBytes + 1, 'x'));
       },
       ""},
      {[](auto& r) {
         for (int i = 0; i < 8; ++i) AddEvent(r, "case", "Long", std::string(262'144, 'x'));
       },
       ""},
      {[](auto& r) {
         for (size_t i = 0; i < limits::kEventsPerAppend; ++i) AddEvent(r, "case", "Noted");
       },
       "at most 256"},
      {[](auto& r) {
         for (size_t i = 0; i <= limits::kConditionsPerAppend; ++i) r.add_conditions();
       },
       "at most 256"},
  };
  for (size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i);
    v1::AppendRequest request = OneEvent("malformed", "case");
    rows[i].spoil(request);
    const absl::Status status = record.Append(request).status();
    CAPTURE(status.ToString());
    CHECK(absl::IsInvalidArgument(status));
    CHECK(absl::StrContains(status.message(), rows[i].says));
  }
  CHECK(record.Size() == 1);

  // What is just small enough is taken.
  v1::AppendRequest largest = OneEvent("largest", "case");
  largest.mutable_events(0)->mutable_body()->set_payload(
      std::string(limits::kEventPayloadBytes, 'x'));
  CHECK(record.Append(largest).ok());
}

TEST_CASE("who and for whom: strangers' appends are refused") {
  TestRecord record;
  v1::AppendRequest request = OneEvent("stranger", "case");
  v1::AppendReply reply;
  for (const char* role : {"cdop_administrator", "operator", "auditor"}) {
    CAPTURE(role);
    CHECK(absl::IsPermissionDenied(
        record.house.As(role).client().Call(TestRecord::Method("Append"), request, reply)));
  }
  request.set_tenant("nowhere");
  CHECK(absl::IsNotFound(record.Append(request).status()));
  CHECK(record.Size() == 1);
}

TEST_CASE("many appends on one stream of messages, answered in order") {
  TestRecord record;
  auto exchange = record.client().Exchange<v1::AppendRequest, v1::BulkAppendReply>(
      TestRecord::Method("BulkAppend"));
  constexpr int kAppends = 600;  // more than are ever open at once
  std::vector<v1::BulkAppendReply> replies;
  std::thread reader([&] {
    v1::BulkAppendReply reply;
    while (exchange.Next(reply)) replies.push_back(std::exchange(reply, {}));
  });
  for (int i = 0; i < kAppends; ++i) {
    v1::AppendRequest request =
        OneEvent(absl::StrCat("bulk-", i), absl::StrCat("s", i % 7), absl::StrCat("Type", i));
    if (i == 300) request.clear_actor();
    if (!exchange.Write(request)) break;
  }
  exchange.WritesDone();
  reader.join();
  CHECK(exchange.Finish().ok());

  REQUIRE(replies.size() == kAppends);
  for (int i = 0; i < kAppends; ++i) {
    CAPTURE(i);
    REQUIRE(replies[i].has_failure() == (i == 300));
    if (i == 300) continue;
    REQUIRE(replies[i].reply().accepted().events_size() == 1);
    REQUIRE(replies[i].reply().accepted().events(0).event_type() == absl::StrCat("Type", i));
  }
  CHECK(replies[300].failure().code() == static_cast<int>(absl::StatusCode::kInvalidArgument));
  CHECK(absl::StrContains(replies[300].failure().message(), "actor"));
  CHECK(record.Size() == kAppends);  // one failed, LogOpened stands first
}

TEST_CASE("a read that waits for a position") {
  TestRecord record;
  v1::ReadStreamsRequest read = StreamsOf({"case"});
  read.set_at_least_position(1);
  absl::StatusOr<std::vector<v1::EventPage>> pages;
  std::thread reader([&] { pages = record.Read("ReadStreams", read); });
  CHECK(record.Append(OneEvent("first", "case", "Opened")).ok());
  reader.join();
  REQUIRE(pages.ok());
  CHECK(TypesOf(*pages) == "Opened");

  read.set_at_least_position(2);
  CHECK(absl::IsUnavailable(record.Read("ReadStreams", read).status()));
}

TEST_CASE("reads that name no stream there can be") {
  TestRecord record;
  REQUIRE(record.Append(OneEvent("first", "case")).ok());
  v1::ReadStreamsRequest read = StreamsOf({"case"});
  // In sixteen bits it would be the stream that was written.
  read.mutable_streams(0)->set_stream_type(65'536 + TestRecord::kKind);
  CHECK(absl::IsInvalidArgument(record.Read("ReadStreams", read).status()));
  read = StreamsOf({"case"});
  read.mutable_streams(0)->set_stream_id("short");
  CHECK(absl::IsInvalidArgument(record.Read("ReadStreams", read).status()));
  read = StreamsOf(std::vector<std::string>(limits::kStreamsPerCommand + 1, "case"));
  CHECK(absl::IsInvalidArgument(record.Read("ReadStreams", read).status()));
  CHECK(TypesOf(*record.Read("ReadStreams", StreamsOf({"no such"}))).empty());
}

TEST_CASE("the whole log, in pages") {
  TestRecord record;
  constexpr int kEvents = 40;
  for (int i = 0; i < 2; ++i) {
    v1::AppendRequest request = OneEvent(absl::StrCat("fill-", i), "case");
    request.clear_events();
    for (int n = 0; n < kEvents / 2; ++n) {
      AddEvent(request, "case", "Long", std::string(40'000, 'x'));
    }
    REQUIRE(record.Append(request).ok());
  }
  v1::ReadAllRequest read;
  read.set_tenant(TestHouse::kTenant);

  SECTION("opened") {
    const auto pages = record.Read("ReadAll", read);
    REQUIRE(pages.ok());
    CHECK(pages->size() >= 7);
    uint64_t position = 0;
    for (const v1::EventPage& page : *pages) {
      CHECK(page.ByteSizeLong() <= limits::kPageBytes);
      for (const v1::RecordedEvent& event : page.events()) CHECK(event.position() == position++);
      CHECK(page.next_position() == position);
      CHECK(page.end() == (&page == &pages->back()));
    }
    CHECK(position == kEvents + 1);
  }
  SECTION("sealed: leaves and the bytes they name") {
    read.set_sealed(true);
    uint64_t position = 0;
    const auto pages = record.Read("ReadAll", read);
    REQUIRE(pages.ok());
    for (const v1::EventPage& page : *pages) {
      CHECK(page.events().empty());
      for (const v1::SealedEvent& sealed : page.sealed_events()) {
        const auto leaf = storage::ParseLeaf(sealed.leaf());
        REQUIRE(leaf.ok());
        CHECK(leaf->position == position++);
        CHECK_FALSE(absl::StrContains(sealed.ciphertext(), "xxxxxxxx"));
      }
    }
    CHECK(position == kEvents + 1);
  }
  SECTION("from a position, at most so many") {
    read.set_from_position(39);
    for (const auto& [at_most, found] : std::vector<std::pair<uint64_t, size_t>>{
             {1, 1}, {2, 2}, {3, 2}, {0, 2}, {UINT64_MAX, 2}}) {
      CAPTURE(at_most);
      read.set_at_most_events(at_most);
      const auto pages = record.Read("ReadAll", read);
      REQUIRE(pages.ok());
      CHECK(EventsIn(*pages).size() == found);
      CHECK(pages->back().next_position() == 39 + found);
    }
    read.set_from_position(1000);
    CHECK(record.Read("ReadAll", read)->size() == 1);
  }
}

TEST_CASE("all there is under one key, without a gap") {
  TestRecord record;
  for (int i = 0; i < 5; ++i) {
    v1::AppendRequest request = OneEvent(absl::StrCat("c", i), "case", absl::StrCat("Type", i));
    AddEvent(request, "other", "Other");
    // Two streams, one scope.
    request.mutable_events(1)->set_scope_id(Id16(i % 2 == 0 ? "case" : "other"));
    REQUIRE(record.Append(request).ok());
  }
  v1::ReadScopeRequest read;
  read.set_tenant(TestHouse::kTenant);
  read.set_scope_id(Id16("case"));
  const auto pages = record.Read("ReadScope", read);
  REQUIRE(pages.ok());
  CHECK(TypesOf(*pages) == "Type0 Other Type1 Type2 Other Type3 Type4 Other");
  uint64_t seq = 0;
  for (const v1::RecordedEvent& event : EventsIn(*pages)) CHECK(event.scope_seq() == seq++);
  CHECK(pages->back().end());

  read.set_from_seq(6);
  CHECK(TypesOf(*record.Read("ReadScope", read)) == "Type4 Other");
  read.set_scope_id("short");
  CHECK(absl::IsInvalidArgument(record.Read("ReadScope", read).status()));
}

TEST_CASE("a subscription: events in order, then caught up, then what comes") {
  TestRecord record;
  v1::AppendRequest long_events = OneEvent("fill", "case");
  for (int i = 1; i < 20; ++i) AddEvent(long_events, "case", "Long", std::string(40'000, 'x'));
  REQUIRE(record.Append(long_events).ok());
  v1::SubscribeRequest request;
  request.set_tenant(TestHouse::kTenant);
  request.set_from_position(1);
  auto stream = record.client().Read<v1::EventPage>(TestRecord::Method("Subscribe"), request);

  uint64_t next = 1;
  const auto take = [&] {
    v1::EventPage page;
    REQUIRE(stream.Next(page));
    for (const v1::RecordedEvent& event : page.events()) CHECK(event.position() == next++);
    CHECK(page.next_position() == next);
    CHECK(page.caught_up() == (next == page.head_position()));
    return page;
  };
  v1::EventPage page = take();
  while (!page.caught_up()) page = take();
  CHECK(next == 21);

  // Idle, it tells that nothing has happened, and the time.
  record.house.On("2009-01-01");
  page = take();
  CHECK(page.events().empty());
  CHECK(page.caught_up());
  v1::AppendRequest late = OneEvent("late", "case", "Late");
  REQUIRE(record.Append(late).ok());
  do page = take();
  while (page.events().empty());
  CHECK(page.events(0).body().type() == "Late");
  CHECK(page.caught_up());
  CHECK(page.events(0).recorded_at_micros() == page.now_micros());
  stream.Cancel();
  CHECK(absl::IsCancelled(stream.Finish()));
}

}  // namespace
}  // namespace candour::record
