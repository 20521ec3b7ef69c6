// What a merge would lose sight of: what the absorbed case knows and the survivor does not, as far
// as clocks, readiness or the panel rest on it and no merge carries it over.
#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/milestones.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {
namespace {

// Told of the survivor too, carried by the merge, or told below in other words.
bool GoesAlong(std::string_view milestone) {
  static const std::set<std::string_view> along = {clocks::kDeath,
                                                   clocks::kDeathKnown,
                                                   clocks::kNotified,
                                                   clocks::kCaseVoided,
                                                   clocks::kProfessionalNotice,
                                                   clocks::kReviewNotOwed,
                                                   clocks::kHoldPlaced,
                                                   clocks::kHoldReviewed,
                                                   clocks::kHoldReleased,
                                                   clocks::kReviewReopened,
                                                   clocks::kAgencyReportRequested,
                                                   clocks::kAgencyReportReceived,
                                                   clocks::kAgencyReportWithdrawn};
  return along.contains(milestone);
}

bool HasReached(const ChildDeath& death, const std::string& milestone) {
  const auto& reached = death.clock_facts.milestones;
  return std::any_of(reached.begin(), reached.end(),
                     [&](const clocks::Milestone& one) { return one.name == milestone; });
}

std::vector<std::string> KnownOnlyTo(const ChildDeath& absorbed, const ChildDeath& survivor) {
  std::vector<std::string> known;
  const auto add = [&](std::string words) {
    if (std::find(known.begin(), known.end(), words) == known.end()) {
      known.push_back(std::move(words));
    }
  };
  for (const clocks::Milestone& reached : absorbed.clock_facts.milestones) {
    if (GoesAlong(reached.name) || HasReached(survivor, reached.name)) continue;
    add(std::string(clocks::MilestoneWords(reached.name)));
  }
  for (const auto& [id, process] : absorbed.processes.by_id) {
    if (!survivor.processes.Knows(process.kind)) add(Words(process.kind));
  }
  for (const auto& [form_type, why] : absorbed.agencies.supplementary) {
    if (!survivor.agencies.supplementary.contains(form_type)) {
      add(absl::StrCat("that a form is required (", form_type, ")"));
    }
  }
  for (const auto& [id, hold] : absorbed.holds) {
    if (!hold.released_at) add(absl::StrCat("a hold because of ", hold.because_of));
  }
  return known;
}

}  // namespace

std::optional<types::v1::Rejection> UnlessSurvivorKnows(const ChildDeath& survivor,
                                                        const ChildDeath& absorbed) {
  const std::vector<std::string> lost = KnownOnlyTo(absorbed, survivor);
  if (lost.empty()) return std::nullopt;
  return Refuse(
      types::v1::WRONG_STAGE,
      absl::StrCat(absorbed.reference, " knows what ", survivor.reference,
                   " does not, and a merge would lose sight of it: ", absl::StrJoin(lost, "; "),
                   ". Make ", absorbed.reference, " the survivor; or record this in ",
                   survivor.reference, ", release what holds it up, and merge them then."),
      kOwnRule, {absorbed.id, survivor.id});
}

}  // namespace candour::workflows::child_death
