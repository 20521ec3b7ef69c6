// What a case that is merged into another knows and the other does not: it would be known nowhere.
// Requests, the family and the first notices are carried over (carried_requests.cc,
// carried_family.cc); of all else the survivor has its own, or is to have it first.
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

std::vector<std::string> LostBy(const ChildDeath& survivor, const ChildDeath& absorbed) {
  std::vector<std::string> lost;
  // A review that is completed is not held up any more, and reports no meeting.
  const bool goes_on = !survivor.completed_on;
  if (goes_on && absorbed.OnHold() && !survivor.OnHold()) {
    lost.emplace_back("that the case is on hold");
  }
  AddMilestones(survivor, absorbed, lost);
  std::set<types::v1::ProcessKind> kinds;
  for (const auto& [id, process] : absorbed.processes.by_id) {
    const bool runs = !process.course.ended_on && !Runs(survivor, process.kind);
    if (runs && kinds.insert(process.kind).second) {
      lost.push_back(absl::StrCat("that this goes on: ", Words(process.kind)));
    }
  }
  const auto number = [](const ChildDeath& death) {
    return death.identity && !death.identity->nhs_number().empty();
  };
  if (number(absorbed) && !number(survivor)) lost.emplace_back("the NHS number");
  const auto ethnicity = [](const ChildDeath& death) {
    return death.identity && death.identity->ethnicity() != types::v1::ETHNICITY_UNSPECIFIED;
  };
  if (ethnicity(absorbed) && !ethnicity(survivor)) lost.emplace_back("the ethnicity");
  if (absorbed.processes.Cause() != nullptr && survivor.processes.Cause() == nullptr) {
    lost.emplace_back("the cause of death");
  }
  if (absorbed.who.residence && !survivor.who.residence) lost.emplace_back("where the child lived");
  if (absorbed.response.decided && !survivor.response.decided) {
    lost.emplace_back("whether a joint response was needed");
  }
  for (const auto& [form_type, why] : absorbed.agencies.supplementary) {
    if (!survivor.agencies.supplementary.contains(form_type)) {
      lost.push_back(absl::StrCat("that a form is required: ", form_type));
    }
  }
  return lost;
}

}  // namespace

std::optional<Rejection> UnlessNothingIsLost(const ChildDeath& survivor,
                                             const ChildDeath& absorbed) {
  if (absorbed.who.voided) return std::nullopt;
  const std::vector<std::string> lost = LostBy(survivor, absorbed);
  if (lost.empty()) return std::nullopt;
  return Refuse(types::v1::WRONG_STAGE,
                absl::StrCat("The case to be absorbed knows what the other does not: ",
                             absl::StrJoin(lost, "; "),
                             ". Make it the survivor; or record this in the other first."),
                kOwnRule, {absorbed.id});
}

}  // namespace candour::workflows::child_death
