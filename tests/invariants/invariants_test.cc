// The invariants over random sequences of commands.
#include "tests/invariants/sequences.h"

namespace candour::tests {
namespace {

// How often things must have happened in the sequences below, so that no invariant is asked of
// nothing. What a change of the rules makes rarer is made likelier in acts.cc.
const std::map<std::string, int>& AtLeast() {
  static const auto& times = *new std::map<std::string, int>{
      {"ReviewCompleted", 20},
      {"completed again", 2},
      {"completed after the forms of 2019", 5},
      {"hold overridden", 1},
      {"ReviewReopened", 10},
      {"CategoryRevised", 2},
      {"CaseDeferred", 20},
      {"not quorate", 20},
      {"decided with a recusal", 1},
      {"CasesMerged", 20},
      {"CasesUnmerged", 5},
      {"CaseTransferred", 8},
      {"CaseVoided", 8},
      {"NotificationAccepted", 10},
      {"PackIssued", 10},
      {"frozen with reviews", 8},
  };
  return times;
}

TEST_CASE("the twelve invariants hold over any sequence of commands") {
  Coverage coverage;
  REQUIRE(HoldOver({.seed = 20190401, .count = 60, .longest = 160}, coverage));
  INFO(coverage.Told());
  for (const auto& [what, times] : AtLeast()) {
    CAPTURE(what);
    CHECK(coverage.Of(what) >= times);
  }
  CHECK(coverage.commands().size() >= 60);
  CHECK(coverage.taken() > coverage.tried() / 2);
}

// The same for reviews and plans (review_acts.cc).
const std::map<std::string, int>& OfReviewsAtLeast() {
  static const auto& times = *new std::map<std::string, int>{
      {"ContributionSubmitted", 20}, {"ReportPublished", 3},        {"RecommendationResponded", 50},
      {"ActionLinked", 20},          {"ActionSuperseded", 20},      {"ActionReassigned", 20},
      {"EvidenceRejected", 20},      {"ActionVerified", 50},        {"ActionReopened", 20},
      {"RecommendationClosed", 20},  {"RecommendationReopened", 2}, {"PlanClosed", 1},
  };
  return times;
}

TEST_CASE("invariants 12 and 14 to 16 of case reviews hold over any sequence of commands") {
  Coverage coverage;
  REQUIRE(HoldOver({.seed = 20090228, .count = 60, .longest = 160, .of_reviews = true}, coverage));
  INFO(coverage.Told());
  for (const auto& [what, times] : OfReviewsAtLeast()) {
    CAPTURE(what);
    CHECK(coverage.Of(what) >= times);
  }
  CHECK(coverage.commands().size() >= 50);
}

}  // namespace
}  // namespace candour::tests
