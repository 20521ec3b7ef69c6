// Latencies in the manner of HDR histograms: every value is kept to within one part in 128,
// whatever its size, in fixed memory. (Debian has no library of it for C or C++.)
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace candour::bench {

// Not thread-safe: each thread records into its own, and they are added up.
class Histogram {
 public:
  void Record(int64_t nanos);
  void Add(const Histogram& other);

  uint64_t count() const { return count_; }
  int64_t max_nanos() const { return max_; }

  // The smallest value that at least `quantile` (0 to 1) of all values do not exceed, give or take
  // that one part in 128; 0 if there is none.
  int64_t Quantile(double quantile) const;

 private:
  static constexpr int kSubBits = 7;
  static constexpr size_t kBuckets = (64 - kSubBits) << kSubBits;

  static size_t BucketOf(uint64_t value);
  static uint64_t HighestOf(size_t bucket);

  std::array<uint64_t, kBuckets> counts_{};
  uint64_t count_ = 0;
  int64_t max_ = 0;
};

}  // namespace candour::bench
