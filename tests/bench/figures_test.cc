#include "tests/bench/figures.h"

namespace candour::bench {

TEST_CASE("a ratio is the median of the rounds' own ratios") {
  Figures figures;
  // The machine's speed doubles from round to round; what is compared drifts with it.
  for (const double speed : {1.0, 2.0, 4.0}) {
    figures.Add("ours", "1/s", 300 * speed);
    figures.Add("theirs", "1/s", 100 * speed);
  }
  figures.Add("theirs", "1/s", 1);
  figures.Ratio("ours_over_theirs", "ours", "theirs", Figures::Goal::kAtLeast, 4);
  figures.Ratio("nobody_over_theirs", "nobody", "theirs", Figures::Goal::kAtLeast, 4);
  figures.Limit("ours_at_most", "ours", Figures::Goal::kAtMost, 600);
  CHECK(figures.Median("ours") == 600);

  const std::string json = figures.Json();
  CHECK(json.find("\"ours_over_theirs\": 3") != std::string::npos);
  CHECK(json.find("nobody") == std::string::npos);
  const std::string table = figures.Table();
  CHECK(table.find("MISSED ours / theirs") != std::string::npos);
  CHECK(table.find("met    ours\n") != std::string::npos);
}

}  // namespace candour::bench
