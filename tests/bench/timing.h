// Closed loops: a number of clients, each with one call outstanding, for a while.
#pragma once

#include <chrono>
#include <functional>

#include "absl/time/time.h"
#include "tests/bench/histogram.h"

namespace candour::bench {

using Steady = std::chrono::steady_clock;

inline int64_t NanosSince(Steady::time_point begun) {
  return std::chrono::nanoseconds(Steady::now() - begun).count();
}

struct Span {
  absl::Duration warm_up;  // called, not counted
  absl::Duration run;
};

struct Timing {
  Histogram latencies;
  double seconds = 0;

  double PerSecond() const { return static_cast<double>(latencies.count()) / seconds; }
};

// A thread for each client; `call` is the client's next call, waited for.
Timing RunThreads(int clients, const Span& span, const std::function<void(int client)>& call);

}  // namespace candour::bench
