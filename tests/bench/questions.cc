#include "tests/bench/questions.h"

#include <algorithm>

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
  double slowest = 0;
  for (const testing::LargeQuestion& question : testing::LargeQuestions()) {
    Histogram answered;
    for (int asked = 0; asked < kAskedEachRound; ++asked) {
      const auto begun = Steady::now();
      Must(testing::Answer(*desk_, question));
      answered.Record(NanosSince(begun));
    }
    const double millis = static_cast<double>(answered.Quantile(0.5)) / 1e6;
    figures.Add(absl::StrCat(question.of, ".", question.method), "ms", millis);
    slowest = std::max(slowest, millis);
  }
  figures.Add("slowest_question", "ms", slowest);
}

void Questions::Judge(Figures& figures) const {
  figures.Limit("slowest_question_ms", "slowest_question", Figures::Goal::kAtMost, 50);
}

}  // namespace candour::bench
