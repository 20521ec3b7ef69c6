#include "tests/bench/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace candour::bench {

// Values below 2^7 have a bucket each; each further power of two is cut into 2^7 equal parts.
size_t Histogram::BucketOf(uint64_t value) {
  const int width = std::bit_width(value);
  if (width <= kSubBits) return value;
  const int shift = width - kSubBits - 1;
  return (static_cast<size_t>(shift) << kSubBits) + (value >> shift);
}

uint64_t Histogram::HighestOf(size_t bucket) {
  if (bucket < (size_t{2} << kSubBits)) return bucket;
  const size_t shift = (bucket >> kSubBits) - 1;
  const uint64_t part = bucket - (shift << kSubBits);
  return ((part + 1) << shift) - 1;
}

void Histogram::Record(int64_t nanos) {
  const int64_t value = std::max<int64_t>(nanos, 0);
  ++counts_[BucketOf(static_cast<uint64_t>(value))];
  ++count_;
  max_ = std::max(max_, value);
}

void Histogram::Add(const Histogram& other) {
  for (size_t i = 0; i < kBuckets; ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

int64_t Histogram::Quantile(double quantile) const {
  const auto wanted = static_cast<uint64_t>(std::ceil(quantile * static_cast<double>(count_)));
  uint64_t seen = 0;
  for (size_t i = 0; i < kBuckets; ++i) {
    seen += counts_[i];
    if (seen > 0 && seen >= wanted) {
      return std::min(static_cast<int64_t>(HighestOf(i)), max_);
    }
  }
  return 0;
}

}  // namespace candour::bench
