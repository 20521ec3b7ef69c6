// Many subscribers, and some that do not read: over a socket, with everybody else still served.
#include <unistd.h>

#include <fstream>
#include <thread>

#include "absl/time/clock.h"
#include "base/limits.h"
#include "services/record/test_record.h"

namespace candour::record {
namespace {

using testing::TestHouse;
using Stream = gate::ReplyStream<v1::EventPage>;

constexpr uint64_t kMebibyte = 1 << 20;

// A client of its own, as another process would be.
struct Subscriber {
  Subscriber(TestRecord& record, uint64_t from)
      : client(record.house.Connect()),
        next(from),
        stream(client->Read<v1::EventPage>(TestRecord::Method("Subscribe"), Request(from))) {}

  static v1::SubscribeRequest Request(uint64_t from) {
    v1::SubscribeRequest request;
    request.set_tenant(TestHouse::kTenant);
    request.set_from_position(from);
    return request;
  }

  // The next page; fails the test if there is a gap, or if it was said too early that that is all.
  v1::EventPage Take() {
    v1::EventPage page;
    REQUIRE(stream.Next(page));
    for (const v1::RecordedEvent& event : page.events()) REQUIRE(event.position() == next++);
    REQUIRE(page.next_position() == next);
    REQUIRE(page.caught_up() == (next == page.head_position()));
    return page;
  }
  void CatchUp(uint64_t at_least) {
    while (!Take().caught_up() || next < at_least) {
    }
  }

  std::unique_ptr<gate::Client> client;
  uint64_t next;
  Stream stream;
};

// Appends so many large events.
void Fill(TestRecord& record, const std::string& name, int appends) {
  for (int i = 0; i < appends; ++i) {
    v1::AppendRequest request = OneEvent(absl::StrCat(name, i), "case", "Opened");
    for (int e = 0; e < 8; ++e) AddEvent(request, "case", "Long", std::string(200'000, 'x'));
    REQUIRE(record.Append(request).ok());
  }
}

uint64_t ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  uint64_t pages = 0;
  statm >> pages >> pages;
  return pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

TEST_CASE("promise 11: subscribers that never read slow nobody and take little memory") {
  TestRecord record;
  Fill(record, "before", 24);  // 38 MB, of which each could hold all
  const uint64_t before = ResidentBytes();
  std::vector<std::unique_ptr<Subscriber>> stuck;
  for (int i = 0; i < 24; ++i) stuck.push_back(std::make_unique<Subscriber>(record, 0));
  for (const auto& one : stuck) one->Take();  // it has begun; nothing more is taken of it

  Subscriber reader(record, 0);
  Fill(record, "beside", 4);
  reader.CatchUp(record.Size());
  CHECK(reader.next == record.Size());
  CHECK(ResidentBytes() - before < 24 * 8 * kMebibyte);

  // One that was stuck goes on where it stood, without a gap.
  stuck.front()->CatchUp(record.Size());
  CHECK(stuck.front()->next == record.Size());
}

TEST_CASE(
    "promise 11: hundreds of subscribers, each in order, caught up when it is said, and told "
    "when idle") {
  constexpr size_t kSubscribers = 200;
  TestRecord record;
  REQUIRE(record.Append(OneEvent("first", "case", "Opened")).ok());
  std::vector<std::unique_ptr<Subscriber>> all;
  for (size_t i = 0; i < kSubscribers; ++i) {
    all.push_back(std::make_unique<Subscriber>(record, i % 3));
  }
  std::thread office([&] {
    for (int i = 0; i < 20; ++i) {
      REQUIRE(record.Append(OneEvent(absl::StrCat("one", i), absl::StrCat("case", i))).ok());
    }
  });
  for (const auto& one : all) one->CatchUp(10);
  office.join();
  const uint64_t size = record.Size();
  for (const auto& one : all) one->CatchUp(size);
  // Nothing comes any more, and each is told so.
  for (const auto& one : all) CHECK(one->Take().events().empty());
}

TEST_CASE("subscribers that went away leave their places to others; beyond those one is refused") {
  TestRecord record;
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  for (int generation = 0; generation < 3; ++generation) {
    std::vector<std::unique_ptr<Subscriber>> all;
    while (all.size() < limits::kSubscriptionsPerProcess) {
      REQUIRE(absl::Now() < deadline);
      auto one = std::make_unique<Subscriber>(record, 0);
      v1::EventPage page;
      // Those of the generation before are let go as they are noticed.
      if (one->stream.Next(page)) {
        all.push_back(std::move(one));
      } else {
        REQUIRE(absl::IsResourceExhausted(one->stream.Finish()));
        REQUIRE(generation > 0);
      }
    }
    Subscriber one_more(record, 0);
    v1::EventPage page;
    CHECK_FALSE(one_more.stream.Next(page));
    CHECK(absl::IsResourceExhausted(one_more.stream.Finish()));
    CHECK(record.Append(OneEvent(absl::StrCat("of ", generation), "case")).ok());
  }
}

}  // namespace
}  // namespace candour::record
