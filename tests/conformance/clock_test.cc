#include "base/limits.h"
#include "tests/conformance/world.h"

namespace candour::tests {
namespace {

Backend AnyBackend() { return GENERATE(from_range(kBackends)); }

TEST_CASE("times of recording follow the clock and never run backwards") {
  World world(AnyBackend());
  CHECK(world.Append(AnyBatch()).value().recorded_at == kStart);
  world.Pass(10 * kSecond);
  CHECK(world.Append(AnyBatch()).value().recorded_at == kStart + 10 * kSecond);
  world.clock.Set(kStart + 7 * kSecond);
  CHECK(world.Append(AnyBatch()).value().recorded_at == kStart + 10 * kSecond);
  CHECK(world.Head().last_recorded_at == kStart + 10 * kSecond);
}

TEST_CASE("a clock that jumps makes the log read-only until a person has looked") {
  World world(AnyBackend());
  world.Pass(3600 * kSecond);
  const storage::Batch known = AnyBatch();
  REQUIRE(world.Append(known).ok());
  const Micros jump = GENERATE(-6 * kSecond, 6 * kSecond);
  world.clock.Set(world.clock.NowMicros() + jump);

  CHECK(world.Append(AnyBatch()).status().code() == absl::StatusCode::kFailedPrecondition);
  CHECK(world.store->ReadOnlyBecause(world.log).value().has_value());
  CHECK(world.Head().next_position == 2);
  CHECK(world.All().size() == 2);
  CHECK(world.Append(known).value().already_known);

  // Putting the clock right is not yet a person's word.
  world.clock.Set(world.clock.NowMicros() - jump);
  CHECK(world.Append(AnyBatch()).status().code() == absl::StatusCode::kFailedPrecondition);
  REQUIRE(world.store->AllowWriting(world.log).ok());
  CHECK_FALSE(world.store->ReadOnlyBecause(world.log).value().has_value());
  CHECK(world.Append(AnyBatch()).ok());
}

TEST_CASE("a person may let writing go on with the clock as it is") {
  World world(AnyBackend());
  world.clock.Set(kStart - 3600 * kSecond);
  CHECK_FALSE(world.Append(AnyBatch()).ok());
  REQUIRE(world.store->AllowWriting(world.log).ok());
  CHECK(world.Append(AnyBatch()).value().recorded_at == kStart);
}

TEST_CASE("a log can be made read-only by hand; reading goes on") {
  World world(AnyBackend());
  REQUIRE(world.store->RefuseWriting(world.log, "the board asked").ok());
  CHECK(world.Append(AnyBatch()).status().message() == "the log is read-only: the board asked");
  CHECK(world.store->ReadOnlyBecause(world.log).value() == "the board asked");
  CHECK(world.All().size() == 1);
  REQUIRE(world.store->AllowWriting(world.log).ok());
  CHECK(world.Append(AnyBatch()).ok());
}

TEST_CASE("a driven log lives years in a moment, and its neighbour does not notice") {
  World world(AnyBackend());
  DrivenClock driven(kStart);
  const storage::LogInfo demo{NewId<LogId>(), "demo", "demo/north", true};
  REQUIRE(world.store->CreateLog(demo, driven, AnyBatch()).ok());
  REQUIRE(driven.DriveTo(kStart + 3 * 365 * 24 * 3600 * kSecond).ok());
  CHECK(world.store->AppendAndWait(demo.id, AnyBatch()).value().recorded_at ==
        kStart + 3 * 365 * 24 * 3600 * kSecond);
  CHECK(world.Append(AnyBatch()).value().recorded_at == kStart);
}

}  // namespace
}  // namespace candour::tests
