#include "tests/bench/timing.h"

#include <thread>
#include <vector>

namespace candour::bench {

Timing RunThreads(int clients, const Span& span, const std::function<void(int client)>& call) {
  std::vector<Histogram> latencies(static_cast<size_t>(clients));
  const auto counted_from = Steady::now() + absl::ToChronoNanoseconds(span.warm_up);
  const auto until = counted_from + absl::ToChronoNanoseconds(span.run);
  std::vector<std::thread> threads;
  for (int client = 0; client < clients; ++client) {
    threads.emplace_back([&, client] {
      for (auto begun = Steady::now(); begun < until; begun = Steady::now()) {
        call(client);
        if (begun >= counted_from) latencies[static_cast<size_t>(client)].Record(NanosSince(begun));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  Timing timing;
  for (const Histogram& one : latencies) timing.latencies.Add(one);
  timing.seconds = static_cast<double>(NanosSince(counted_from)) / 1e9;
  return timing;
}

}  // namespace candour::bench
