// A disk that is nearly full.
#include "absl/strings/match.h"
#include "base/limits.h"
#include "tests/conformance/world.h"

namespace candour::tests {
namespace {

TEST_CASE("promise 15: before the disk is full the log is read-only, and says so") {
  World world(Backend::kRocksDb);
  const storage::Batch known = AnyBatch();
  REQUIRE(world.Append(known).ok());
  world.free_bytes = limits::kLowDiskBytes - 1;

  const absl::Status refused = world.Append(AnyBatch()).status();
  CHECK(refused.code() == absl::StatusCode::kFailedPrecondition);
  CHECK(absl::StrContains(refused.message(), "the disk is nearly full: 511 MiB are free"));
  CHECK(world.store->ReadOnlyBecause(world.log).value().has_value());
  CHECK(world.All().size() == 2);
  CHECK(world.Append(known).value().already_known);
  // It can be closed and opened like this.
  REQUIRE(world.Reopen().ok());
  CHECK_FALSE(world.Append(AnyBatch()).ok());

  // A little more is not enough: a store at the edge would flicker.
  world.free_bytes = limits::kLowDiskBytes + 1;
  CHECK_FALSE(world.Append(AnyBatch()).ok());
  world.free_bytes = limits::kLowDiskBytes * 2;
  CHECK(world.Append(AnyBatch()).ok());
  CHECK_FALSE(world.store->ReadOnlyBecause(world.log).value().has_value());
}

}  // namespace
}  // namespace candour::tests
