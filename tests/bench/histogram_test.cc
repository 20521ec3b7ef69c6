#include "tests/bench/histogram.h"

namespace candour::bench {

TEST_CASE("values are kept to within one part in 128") {
  for (const int64_t value : {0L, 1L, 127L, 128L, 255L, 256L, 1'000L, 123'456'789L, 1L << 60}) {
    Histogram one;
    one.Record(value);
    one.Record(value);
    CAPTURE(value);
    CHECK(one.Quantile(0.5) == value);  // never beyond the largest
    Histogram beside;
    beside.Record(value);
    beside.Record(1L << 62);
    CHECK(beside.Quantile(0.5) >= value);
    CHECK(beside.Quantile(0.5) <= value + value / 128);
  }
}

TEST_CASE("quantiles count values, not buckets") {
  Histogram all;
  Histogram slow;
  for (int i = 1; i <= 98; ++i) all.Record(i);
  slow.Record(5'000);
  slow.Record(1'000'000);
  all.Add(slow);
  CHECK(all.count() == 100);
  CHECK(all.Quantile(0.5) == 50);
  CHECK(all.Quantile(0.98) == 98);
  CHECK(all.Quantile(0.99) >= 5'000);
  CHECK(all.Quantile(0.99) < 5'050);
  CHECK(all.Quantile(1) == 1'000'000);
  CHECK(Histogram().Quantile(0.5) == 0);
}

}  // namespace candour::bench
