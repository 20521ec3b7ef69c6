#include "services/gate/guest_limit.h"

#include "base/limits.h"

namespace candour::gate {
namespace {

constexpr Micros kMinute = 60'000'000;

std::string_view AddressOf(std::string_view peer) { return peer.substr(0, peer.rfind(':')); }

}  // namespace

absl::Status GuestLimit::Count(std::string_view peer, Micros now) {
  absl::MutexLock lock(&mutex_);
  if (now / kMinute != minute_) {
    minute_ = now / kMinute;
    all_ = 0;
    by_address_.clear();
  }
  if (all_ >= limits::kGuestCallsPerMinute) {
    return absl::ResourceExhaustedError(
        "too many people call without an account just now; try again in a minute, or telephone");
  }
  int& own = by_address_[std::string(AddressOf(peer))];
  if (own >= limits::kGuestCallsPerMinuteOfOne) {
    return absl::ResourceExhaustedError(
        "too many calls without an account came from here; try again in a minute, or telephone");
  }
  ++own;
  ++all_;
  return absl::OkStatus();
}

}  // namespace candour::gate
