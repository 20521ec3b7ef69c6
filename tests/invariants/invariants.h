// The twelve invariants of child death reviews, and of case reviews those that no walk of one
// review alone shows (workflows/case_review/invariants_test.cc has the others): each a question to
// a world, of what is recorded, and what the rules fold from it. Each is asked after every command
// that was taken, and reckons for itself whatever the rules decided.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "tests/invariants/world.h"

namespace candour::tests {

// What is wrong, in sentences; nothing if all is well.
class Findings {
 public:
  template <typename... Parts>
  void Expect(bool holds, const Parts&... parts) {
    if (!holds) told_.push_back(absl::StrCat(invariant_, ": ", parts...));
  }
  void About(const char* invariant) { invariant_ = invariant; }
  const std::vector<std::string>& told() const { return told_; }

 private:
  std::string invariant_;
  std::vector<std::string> told_;
};

// custody_invariants.cc
void OneLiveCaseAChild(const World& world, Findings& findings);
void OneLeadAtAnyInstant(const World& world, Findings& findings);
void ScopeFollowsTheFacts(const World& world, Findings& findings);

// decision_invariants.cc
void CompletedOnlyOnAQuorateDecision(const World& world, Findings& findings);
void CategoryIsTheHighestThatApplies(const World& world, Findings& findings);
void ModifiableFollowsTheFactors(const World& world, Findings& findings);
void RecusedMembersCountForNothing(const World& world, Findings& findings);

// record_invariants.cc
void WordsAreThoseOfTheirDay(const World& world, Findings& findings);
void PacksAreApprovedByAnotherAndNameNobody(const World& world, Findings& findings);
void ClocksEndWithACause(const World& world, Findings& findings);
void FrozenReturnsStand(const World& world, Findings& findings);
void CompletionPlacesAReviewInItsYear(const World& world, Findings& findings);

// Whether a text of the message, to any depth, names one of the children there are.
bool NamesAChild(const google::protobuf::Message& message);

// review_invariants.cc
void AgenciesSpeakForThemselves(const World& world, Findings& findings);
void RecommendationsAreAnswered(const World& world, Findings& findings);
void ActionsCloseOnEvidence(const World& world, Findings& findings);
void NothingClosesVacuously(const World& world, Findings& findings);

struct Invariant {
  int number;
  const char* words;
  void (*ask)(const World&, Findings&);
};

inline constexpr Invariant kInvariants[] = {
    {1, "one live case a child; merges can be undone; absorbed ids resolve", OneLiveCaseAChild},
    {2, "exactly one lead at any instant; transfers move no clock", OneLeadAtAnyInstant},
    {3, "in scope if live-born, no lawful termination, and under eighteen", ScopeFollowsTheFacts},
    {4, "completed only on a quorate decision, free of holds", CompletedOnlyOnAQuorateDecision},
    {5, "the category is the highest that applies, never one rejected",
     CategoryIsTheHighestThatApplies},
    {6, "modifiable if and only if a factor that contributed is", ModifiableFollowsTheFactors},
    {7, "words are those of the forms of their day, and stay", WordsAreThoseOfTheirDay},
    {8, "a pack is approved by another, and names nobody", PacksAreApprovedByAnotherAndNameNobody},
    {9, "no clock vanishes; it ends with a cause", ClocksEndWithACause},
    {10, "a frozen return stands, and is reckoned alike again", FrozenReturnsStand},
    {11, "recused members count for nothing", RecusedMembersCountForNothing},
    {12, "the day of completion places a review in its year", CompletionPlacesAReviewInItsYear},
};

// Numbered as those of case reviews are.
inline constexpr Invariant kReviewInvariants[] = {
    {12, "an agency acts for itself alone, and no event names anybody", AgenciesSpeakForThemselves},
    {14, "every recommendation has a response; what is accepted is acted on",
     RecommendationsAreAnswered},
    {15, "an action closes only when another verifies it, on evidence", ActionsCloseOnEvidence},
    {16, "a recommendation closes as verified, superseded or decided by the Board; all before any",
     NothingClosesVacuously},
};

// All of them.
std::vector<std::string> WhatIsWrong(const World& world);

}  // namespace candour::tests
