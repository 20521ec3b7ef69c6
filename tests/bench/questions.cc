#include "tests/bench/questions.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "tests/bench/must.h"
#include "tests/bench/timing.h"
#include "tests/support/large_questions.h"

namespace candour::bench {
namespace {

constexpr int kAskedEachRound = 5;

}  // namespace

Questions::Questions(const Settings&, const Identity&) : desk_(testing::LargeReviewDesk()) {}
Questions::~Questions() = default;

void Questions::Round(Figures& figures) {
  std::map<std::string, double> slowest;
  for (const testing::LargeQuestion& question : testing::LargeQuestions()) {
    Histogram answered;
    for (int asked = 0; asked < kAskedEachRound; ++asked) {
      const auto begun = Steady::now();
      Must(testing::Answer(*desk_, question));
      answered.Record(NanosSince(begun));
    }
    const double millis = static_cast<double>(answered.Quantile(0.5)) / 1e6;
    figures.Add(absl::StrCat(question.of, ".", question.method), "ms", millis);
    slowest[question.of] = std::max(slowest[question.of], millis);
  }
  for (const auto& [of, millis] : slowest) {
    figures.Add(absl::StrCat("slowest_of_", of), "ms", millis);
  }
}

void Questions::Judge(Figures& figures) const {
  for (const char* of : {"views", "review", "plan"}) {
    const std::string slowest = absl::StrCat("slowest_of_", of);
    figures.Limit(slowest + "_ms", slowest, Figures::Goal::kAtMost, 50);
  }
}

}  // namespace candour::bench
