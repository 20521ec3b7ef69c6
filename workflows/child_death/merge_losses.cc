// What a case that is merged into another knows and the other does not. Requests, the family and
// the first notices are carried over (carried_requests.cc, carried_family.cc). Of all else the case
// that knows more is to be the survivor; where each knows something, the merge tells what is found
// in the absorbed case alone. What a clock, a stage of the review or its end rests on is told in
// the survivor first.
#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/milestones.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {

using types::v1::Rejection;

namespace {

// What is carried over, judged by itself, or follows from the merge.
bool IsCarried(std::string_view milestone) {
  constexpr std::string_view kCarried[] = {
      clocks::kNotified, clocks::kProfessionalNotice, clocks::kAgencyReportRequested,
      clocks::kAgencyReportReceived, clocks::kAgencyReportWithdrawn, clocks::kParentLeafletSent,
      // What was done of the one case as a duplicate, or
      // can be told of one case alone.
      clocks::kRapidResponseStoodDown, clocks::kSceneVisitDeclined, clocks::kReviewMeetingPlanned,
      clocks::kReviewMeetingInvited, clocks::kNoLiabilityIssued, clocks::kNoLiabilityReceived,
      clocks::kDeathKnown, clocks::kHoldPlaced, clocks::kHoldReviewed, clocks::kHoldReleased,
      clocks::kReviewCompleted, clocks::kReviewReopened, clocks::kCaseVoided,
      clocks::kReviewNotOwed};
  return std::find(std::begin(kCarried), std::end(kCarried), milestone) != std::end(kCarried);
}

bool Runs(const ChildDeath& death, types::v1::ProcessKind kind) {
  return std::any_of(death.processes.by_id.begin(), death.processes.by_id.end(),
                     [kind](const auto& entry) {
                       return entry.second.kind == kind && !entry.second.course.ended_on;
                     });
}

void AddMilestones(const ChildDeath& survivor, const ChildDeath& absorbed,
                   std::vector<std::string>& lost) {
  std::set<std::string> told;
  for (const clocks::Milestone& reached : absorbed.clock_facts.milestones) {
    if (IsCarried(reached.name) || FirstDayOf(survivor, reached.name)) continue;
    if (survivor.completed_on && reached.name == clocks::kReviewMeetingReported) continue;
    if (told.insert(reached.name).second) {
      lost.emplace_back(clocks::MilestoneWords(reached.name));
    }
  }
}

// What stands in the way of a decision or of the end of a review, which a merge must not clear; and
// what was done, which clocks and stages go by.
std::vector<std::string> LostBy(const ChildDeath& survivor, const ChildDeath& absorbed) {
  std::vector<std::string> lost;
  // A review that is completed is not held up any more.
  if (!survivor.completed_on && absorbed.OnHold() && !survivor.OnHold()) {
    lost.emplace_back("that the case is on hold");
  }
  std::set<types::v1::ProcessKind> kinds;
  for (const auto& [id, process] : absorbed.processes.by_id) {
    const bool runs = !process.course.ended_on && !Runs(survivor, process.kind);
    if (runs && kinds.insert(process.kind).second) {
      lost.push_back(absl::StrCat("that this goes on: ", Words(process.kind)));
    }
  }
  for (const auto& [form_type, why] : absorbed.agencies.supplementary) {
    if (!survivor.agencies.supplementary.contains(form_type)) {
      lost.push_back(absl::StrCat("that a form is required: ", form_type));
    }
  }
  AddMilestones(survivor, absorbed, lost);
  if (absorbed.response.decided && !survivor.response.decided) {
    lost.emplace_back("whether a joint response was needed");
  }
  return lost;
}

}  // namespace

std::vector<std::string> KnownOnlyTo(const ChildDeath& absorbed, const ChildDeath& survivor) {
  std::vector<std::string> known;
  const auto number = [](const ChildDeath& death) {
    return death.identity && !death.identity->nhs_number().empty();
  };
  if (number(absorbed) && !number(survivor)) known.emplace_back("the NHS number");
  const auto ethnicity = [](const ChildDeath& death) {
    return death.identity && death.identity->ethnicity() != types::v1::ETHNICITY_UNSPECIFIED;
  };
  if (ethnicity(absorbed) && !ethnicity(survivor)) known.emplace_back("the ethnicity");
  if (absorbed.processes.Cause() != nullptr && survivor.processes.Cause() == nullptr) {
    known.emplace_back("the cause of death");
  }
  if (absorbed.who.residence && !survivor.who.residence) {
    known.emplace_back("where the child lived");
  }
  return known;
}

std::optional<Rejection> UnlessNothingIsLost(const ChildDeath& survivor,
                                             const ChildDeath& absorbed) {
  if (absorbed.who.voided) return std::nullopt;
  std::vector<std::string> lost = LostBy(survivor, absorbed);
  const std::vector<std::string> known = KnownOnlyTo(absorbed, survivor);
  const bool each_knows_more =
      !KnownOnlyTo(survivor, absorbed).empty() || !LostBy(absorbed, survivor).empty();
  if (lost.empty() && (known.empty() || each_knows_more)) return std::nullopt;
  // Where the other knows something too that only it can tell, neither can be the survivor as it
  // is.
  const char* way_out = LostBy(absorbed, survivor).empty()
                            ? ". Make it the survivor; or record this in the other first."
                            : ". Record this in the other first.";
  lost.insert(lost.end(), known.begin(), known.end());
  return Refuse(types::v1::WRONG_STAGE,
                absl::StrCat("The case to be absorbed knows what the other does not: ",
                             absl::StrJoin(lost, "; "), way_out),
                kOwnRule, {absorbed.id});
}

}  // namespace candour::workflows::child_death
