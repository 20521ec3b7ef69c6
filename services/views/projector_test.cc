#include "services/views/projector.h"

#include <random>

#include "absl/strings/match.h"
#include "services/views/keys.h"
#include "services/views/scan.h"
#include "storage/memory/memory_views.h"
#include "tests/support/desk.h"

namespace candour::views {
namespace {

using testing::RowsOf;
using testing::TestDesk;

using record::v1::EventPage;
using record::v1::RecordedEvent;

EventPage PageOf(const std::vector<RecordedEvent>& log, size_t from, size_t count) {
  EventPage page;
  for (size_t i = from; i < std::min(log.size(), from + count); ++i) *page.add_events() = log[i];
  return page;
}

std::vector<std::string> BoardIds(const storage::ViewStore& store) {
  std::vector<std::string> ids;
  CHECK(ScanRows<v1::BoardRow>(store, kBoardPrefix, [&](const std::string&, const auto& row) {
          ids.push_back(row.board_id());
        }).ok());
  return ids;
}

TEST_CASE("rows are the same however the log was cut and wherever the projector began again") {
  TestDesk desk;
  desk.TellOfAYear();
  const std::vector<RecordedEvent> log = desk.Log();
  const Projector::Source source{desk.house().table(), desk.house().service(), TestDesk::kTenant};

  const auto stores = storage::NewMemoryViews();
  const auto whole = stores->Open("whole", 1).value();
  Projector all(source, 0);
  REQUIRE(all.Take(PageOf(log, 0, log.size())).ok());
  REQUIRE(whole->Write(all.TakeChange()).ok());
  const std::vector<storage::ViewRow> expected = RowsOf(*whole);
  REQUIRE(expected.size() > 30);

  const uint32_t seed = GENERATE(range(1u, 21u));
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto cut = stores->Open("cut", seed).value();
  auto projector = std::make_unique<Projector>(source, 0);
  while (projector->next_position() < log.size()) {
    const size_t count = 1 + random() % 9;
    REQUIRE(projector->Take(PageOf(log, projector->next_position(), count)).ok());
    if (random() % 2 == 0) continue;
    REQUIRE(cut->Write(projector->TakeChange()).ok());
    if (random() % 3 != 0) continue;
    const uint64_t next = cut->NextPosition().value();
    CHECK(next == projector->next_position());
    projector = std::make_unique<Projector>(source, next);
    REQUIRE(projector->LoadBoards(BoardIds(*cut)).ok());
  }
  REQUIRE(cut->Write(projector->TakeChange()).ok());
  CHECK(RowsOf(*cut) == expected);
  REQUIRE(projector->boards().size() == 1);
  CHECK(projector->boards().begin()->second->revision == all.boards().begin()->second->revision);
}

TEST_CASE("no row knows who a child was") {
  TestDesk desk;
  desk.TellOfAYear();
  const std::vector<RecordedEvent> log = desk.Log();
  Projector projector({desk.house().table(), desk.house().service(), TestDesk::kTenant}, 0);
  REQUIRE(projector.Take(PageOf(log, 0, log.size())).ok());
  for (const storage::ViewRow& row : projector.TakeChange().puts) {
    CAPTURE(row.key);
    CHECK_FALSE(absl::StrContains(row.value, "Hidden"));
  }
}

TEST_CASE("what cannot be folded is refused with its position and never passed over") {
  TestDesk desk;
  desk.TellOfAYear();
  std::vector<RecordedEvent> log = desk.Log();
  const size_t at = log.size() - 1;
  struct Row {
    const char* what;
    void (*spoil)(std::vector<RecordedEvent>&, size_t);
  };
  const Row row = GENERATE(values<Row>({
      {"a type of a newer program",
       [](auto& log, size_t at) { log[at].mutable_body()->set_type("FromTheFuture"); }},
      {"a schema of a newer program",
       [](auto& log, size_t at) { log[at].mutable_body()->set_schema_version(99); }},
      {"a payload that does not parse",
       [](auto& log, size_t at) { log[at].mutable_body()->set_payload("\xff\xff"); }},
      {"a kind of stream of a newer program",
       [](auto& log, size_t at) { log[at].set_stream_type(99); }},
      {"a stream with a hole",
       [](auto& log, size_t at) { log[at].set_revision(log[at].revision() + 1); }},
      {"a log with a hole", [](auto& log, size_t at) { log[at].set_position(at + 1); }},
  }));
  CAPTURE(row.what);
  row.spoil(log, at);
  Projector projector({desk.house().table(), desk.house().service(), TestDesk::kTenant}, 0);
  const absl::Status taken = projector.Take(PageOf(log, 0, log.size()));
  CHECK(taken.code() == absl::StatusCode::kDataLoss);
  CHECK(absl::StrContains(taken.message(), absl::StrCat("position ", log[at].position())));
  CHECK(projector.next_position() <= at);
}

}  // namespace
}  // namespace candour::views
