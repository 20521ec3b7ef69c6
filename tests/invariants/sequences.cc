#include "tests/invariants/sequences.h"

#include <rapidcheck.h>

#include <iostream>

#include "absl/strings/str_cat.h"
#include "tests/invariants/invariants.h"

namespace candour::tests {
namespace {

// Before the guidance of 2013 is a year old; about the changes of 2018 and of April 2019.
absl::CivilDay FirstDay(int which) {
  switch (which % 3) {
    case 0:
      return absl::CivilDay(2013, 3, 4);
    case 1:
      return absl::CivilDay(2018, 5, 14);
    default:
      return absl::CivilDay(2019, 3, 4);
  }
}

std::string TellAll(const World& world) {
  std::string told;
  for (const Tried& tried : world.tried()) {
    absl::StrAppend(&told, tried.told, tried.refused.empty() ? "" : " -> refused: ", tried.refused,
                    "\n");
  }
  return told;
}

rc::Gen<Step> AnyStep(bool of_reviews) {
  using rc::gen::set;
  const auto deeds = of_reviews
                         ? rc::gen::weightedElement<Deed>(
                               {{3, Deed::kReview}, {24, Deed::kPlan}, {4, Deed::kAnyOfPlans}})
                         : rc::gen::weightedElement<Deed>({{24, Deed::kGoOn},
                                                           {3, Deed::kOpenCase},
                                                           {8, Deed::kAnything},
                                                           {2, Deed::kMerge},
                                                           {2, Deed::kHandOver},
                                                           {3, Deed::kReconsider},
                                                           {1, Deed::kCorrect},
                                                           {2, Deed::kRecuse},
                                                           {1, Deed::kFreeze}});
  const auto days = rc::gen::weightedOneOf<int>(
      {{5, rc::gen::just(0)}, {2, rc::gen::inRange(0, 4)}, {1, rc::gen::inRange(0, 60)}});
  return rc::gen::build<Step>(set(&Step::deed, deeds), set(&Step::days, days),
                              set(&Step::which, rc::gen::inRange(0, 5)),
                              set(&Step::seed, rc::gen::inRange<uint32_t>(0, 1u << 20)));
}

}  // namespace

std::string WhatGoesWrong(absl::CivilDay first_day, const std::vector<Step>& steps, bool of_reviews,
                          Coverage* coverage) {
  World world(first_day);
  std::string wrong;
  world.OnTaken([&](const World& now) {
    if (!wrong.empty()) return;
    for (const std::string& finding : WhatIsWrong(now)) absl::StrAppend(&wrong, finding, "\n");
    if (!wrong.empty()) absl::StrAppend(&wrong, "after\n", TellAll(now));
  });
  for (const Step& step : steps) {
    of_reviews ? DoOfReviews(step, world) : Do(step, world);
    if (!wrong.empty()) return wrong;
  }
  if (coverage != nullptr) coverage->Count(world);
  return "";
}

bool HoldOver(const Sequences& sequences, Coverage& coverage) {
  rc::detail::TestParams params;
  params.seed = sequences.seed;
  params.maxSuccess = sequences.count;
  params.maxSize = sequences.longest;
  std::string last;
  const auto property = [&] {
    const int start = *rc::gen::resize(100, rc::gen::inRange(0, 3));
    const auto steps = *rc::gen::resize(
        sequences.longest, rc::gen::container<std::vector<Step>>(AnyStep(sequences.of_reviews)));
    const std::string wrong =
        WhatGoesWrong(FirstDay(start), steps, sequences.of_reviews, &coverage);
    if (!wrong.empty() && last.empty()) {
      std::cerr << "makes this shorter:\n" << wrong.substr(0, wrong.find('\n')) << std::endl;
    }
    if (!wrong.empty()) last = wrong;
    RC_ASSERT(wrong.empty());
  };
  const auto result = rc::detail::checkTestable(property, rc::detail::TestMetadata(), params);
  const bool holds = result.template is<rc::detail::SuccessResult>();
  // Of a counterexample, the shortest that was found was the last to go wrong.
  if (!holds) std::cerr << "seed " << sequences.seed << "\n" << last << std::endl;
  return holds;
}

}  // namespace candour::tests
