#include "tests/bench/load.h"

#include <map>

namespace candour::bench {

TEST_CASE("the same seed makes the same load, and revisions have no gaps") {
  ClientLoad load(7, 256);
  ClientLoad again(7, 256);
  std::map<StreamId, uint64_t> streams;
  size_t opened = 0;
  constexpr size_t kSteps = 20'000;
  for (size_t i = 0; i < kSteps; ++i) {
    const Step step = load.Next();
    const Step same = again.Next();
    REQUIRE(step.stream == same.stream);
    REQUIRE(step.command == same.command);
    REQUIRE(step.payload == same.payload);
    REQUIRE(step.payload.size() == 256);
    REQUIRE(step.revision == streams[step.stream]++);
    opened += step.revision == 0 ? 1 : 0;
  }
  CHECK(opened > kSteps / 12);
  CHECK(opened < kSteps / 8);
  size_t busiest = 0;
  for (const auto& [id, events] : streams) busiest = std::max<size_t>(busiest, events);
  // By Zipf's law the first of some thousand streams takes about a ninth.
  CHECK(busiest > kSteps / 12);
  CHECK(busiest < kSteps / 6);
}

}  // namespace candour::bench
