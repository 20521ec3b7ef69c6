// The same for ten minutes, or as many as CANDOUR_INVARIANTS_MINUTES says, with seeds of their own.
#include <cstdlib>
#include <random>

#include "absl/strings/numbers.h"
#include "base/clock.h"
#include "tests/invariants/sequences.h"

namespace candour::tests {
namespace {

TEST_CASE("the invariants hold for minutes") {
  int minutes = 10;
  if (const char* told = std::getenv("CANDOUR_INVARIANTS_MINUTES")) {
    REQUIRE(absl::SimpleAtoi(told, &minutes));
  }
  const SystemClock clock;
  const Micros end = clock.NowMicros() + int64_t{minutes} * 60 * 1'000'000;
  Coverage coverage;
  std::random_device seeds;
  while (clock.NowMicros() < end) {
    REQUIRE(HoldOver({.seed = seeds(), .count = 50, .longest = 250}, coverage));
    REQUIRE(HoldOver({.seed = seeds(), .count = 50, .longest = 250, .of_reviews = true}, coverage));
  }
  WARN(coverage.Told());
}

}  // namespace
}  // namespace candour::tests
