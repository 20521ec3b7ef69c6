#include "services/gate/guest_limit.h"

#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"
#include "base/limits.h"

namespace candour::gate {
namespace {

constexpr Micros kNoon = 1'292'846'400'000'000;
constexpr Micros kSecond = 1'000'000;

TEST_CASE("one address has so many calls a minute, whatever its port") {
  GuestLimit limit;
  for (int i = 0; i < limits::kGuestCallsPerMinuteOfOne; ++i) {
    CHECK(limit.Count(absl::StrCat("ipv4:192.0.2.7:", 5000 + i), kNoon).ok());
  }
  CHECK(absl::IsResourceExhausted(limit.Count("ipv4:192.0.2.7:6000", kNoon + 59 * kSecond)));
  CHECK(limit.Count("ipv4:192.0.2.8:5000", kNoon).ok());
  CHECK(limit.Count("ipv4:192.0.2.7:6000", kNoon + 60 * kSecond).ok());
}

TEST_CASE("all together have so many, and what is refused uses nothing up") {
  GuestLimit limit;
  for (int i = 0; i < limits::kGuestCallsPerMinute; ++i) {
    CHECK(limit.Count(absl::StrCat("ipv4:192.0.2.", i, ":1"), kNoon).ok());
  }
  CHECK(absl::IsResourceExhausted(limit.Count("ipv4:198.51.100.1:1", kNoon)));
  CHECK(limit.Count("ipv4:198.51.100.1:1", kNoon + 60 * kSecond).ok());
}

}  // namespace
}  // namespace candour::gate
