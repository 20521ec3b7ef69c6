// What a sequence is made of: short steps that become commands once the world says what would be
// plausible. So a sequence from which steps are taken away is still one.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/invariants/world.h"

namespace candour::tests {

enum class Deed : uint8_t {
  kGoOn,        // what comes next in a case
  kOpenCase,    // somebody tells of a death
  kAnything,    // any command of the catalogue, its fields filled as the world suggests
  kMerge,       // two cases made one, or separated
  kHandOver,    // a transfer proposed, accepted, declined
  kReconsider,  // reopened, classified or identified anew, held, voided
  kCorrect,     // something that stands is corrected
  kRecuse,      // an interest declared at a meeting
  kFreeze,      // the figures of a year laid down
  kReview,      // what comes next in a case review
  kPlan,        // something about a recommendation or an action
  kAnyOfPlans,  // any command of reviews and plans, its fields filled as the world suggests
};

struct Step {
  Deed deed = Deed::kGoOn;
  int days = 0;       // that pass first
  int which = 0;      // of the cases
  uint32_t seed = 0;  // of whatever else is open
};

// Chance within one step.
class Chance {
 public:
  explicit Chance(uint32_t seed) : engine_(seed + 1) {}

  int Below(int limit) { return static_cast<int>(engine_() % static_cast<uint32_t>(limit)); }
  bool In(int of) { return Below(of) == 0; }
  template <typename T>
  const T& Of(const std::vector<T>& choices) {
    return choices[static_cast<size_t>(Below(static_cast<int>(choices.size())))];
  }

 private:
  std::minstd_rand engine_;
};

// Does the step in the world: a few commands, of which some may be refused.
void Do(const Step& step, World& world);
// The same in a world of reviews and plans (review_acts.cc), which begins with one of each.
void DoOfReviews(const Step& step, World& world);
// Gives `$north` a Board with a chair, a subgroup, and the people who write and accept reviews.
void SeatReviewers(World& world);

// Any one command: filled at random from what the world has seen (anything.cc).
void DoAnything(const std::string& about_case, Chance& chance, World& world);
void DoAnyOfPlans(Chance& chance, World& world);

// The name of the board that leads a case.
std::string LeadOf(const World& world, const std::string& name);

}  // namespace candour::tests
