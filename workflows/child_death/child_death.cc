#include "workflows/child_death/child_death.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {

ChildDeath::ChildDeath() = default;
ChildDeath::ChildDeath(const ChildDeath&) = default;
ChildDeath::ChildDeath(ChildDeath&&) = default;
ChildDeath& ChildDeath::operator=(const ChildDeath&) = default;
ChildDeath& ChildDeath::operator=(ChildDeath&&) = default;
ChildDeath::~ChildDeath() = default;

using types::v1::Rejection;

absl::Time ChildDeath::FirstNotifiedAt() const {
  absl::Time first = absl::InfiniteFuture();
  for (const Notification& notification : notifications) {
    first = std::min(first, notification.received_at);
  }
  return first;
}

bool Identity::IsSibling(const std::string& case_id) const {
  return std::any_of(siblings.begin(), siblings.end(),
                     [&](const auto& linked) { return linked.sibling_case_id() == case_id; });
}

const PanelDecision* ChildDeath::Standing() const {
  for (auto decision = decisions.rbegin(); decision != decisions.rend(); ++decision) {
    if (!decision->not_ratified) return &*decision;
  }
  return nullptr;
}

std::optional<meeting::DecisionMade> ChildDeath::DecidedAs(const std::string& meeting_id,
                                                           const std::string& item_id,
                                                           const absl::TimeZone&) const {
  for (auto decision = decisions.rbegin(); decision != decisions.rend(); ++decision) {
    const auto& record = decision->record;
    if (decision->not_ratified || record.meeting_id() != meeting_id) continue;
    if (record.item_id() != item_id) continue;
    return meeting::DecisionMade{record.decision_id(), MomentOf(record.decided_at())};
  }
  return std::nullopt;
}

bool ChildDeath::IsReopened() const {
  if (completed_on || aftermath.reopened_position == 0) return false;
  const PanelDecision* standing = Standing();
  return standing == nullptr || standing->position < aftermath.reopened_position;
}

bool ChildDeath::OnHold() const {
  return std::any_of(holds.begin(), holds.end(),
                     [](const auto& entry) { return !entry.second.released_at; });
}

bool IsCaseOfItsOwn(const ChildDeath& death) {
  return death.intake.admission == Admission::kCase && death.intake.belongs_to.empty();
}

bool ChildDeath::IsToBeReleased(const Hold& hold) const {
  const ParallelProcess* process = processes.Find(hold.process_id);
  return !hold.released_at && process != nullptr && process->course.ended_on;
}

std::string ChildDeath::WordsOf(const Hold& hold) const {
  const ParallelProcess* process = processes.Find(hold.process_id);
  if (hold.released_at || process == nullptr) return hold.because_of;
  return AwaitedWords(hold.because_of, process->course);
}

bool IsNoPanels(const ChildDeath& death) {
  if (death.intake.admission == Admission::kWaiting) return false;
  return (death.scope && !death.scope->in_scope()) || death.who.voided || !IsCaseOfItsOwn(death);
}

bool IsRespondedToAlone(const ChildDeath& death) {
  const auto& voided = death.who.voided;
  return death.response.CalledForAlone() && IsCaseOfItsOwn(death) &&
         (!voided || voided->ground() == types::v1::BORN_WITHOUT_LIFE);
}

bool IsConcluded(const ChildDeath& death) {
  if (death.completed_on) return death.intake.admission != Admission::kWaiting;
  const bool stood_down = death.rapid_response && death.rapid_response->stood_down_at;
  return IsNoPanels(death) && (stood_down || !IsRespondedToAlone(death));
}

namespace {

constexpr char kInScope[] = "in scope";
constexpr char kListed[] = "listed";

}  // namespace

std::string StageOf(const ChildDeath& death) {
  if (death.intake.admission == Admission::kWaiting) return "waiting to be accepted";
  if (death.intake.admission == Admission::kSetAside) return "set aside";
  if (death.intake.admission == Admission::kLinked) return "linked to another case";
  if (!death.intake.belongs_to.empty()) return "merged into another case";
  if (death.who.voided) return "void";
  if (death.completed_on) return "completed";
  if (death.scope && !death.scope->in_scope()) return "out of scope";
  const bool reopened = death.IsReopened();
  if (death.Standing() != nullptr && !reopened) return "decided";
  if (death.OnHold()) {
    const bool only_kept =
        std::all_of(death.holds.begin(), death.holds.end(), [](const auto& hold) {
          return hold.second.released_at || !hold.second.meeting_kind.empty();
        });
    if (only_kept) return "kept for a meeting";
    const bool blocked = std::any_of(death.holds.begin(), death.holds.end(), [&](const auto& hold) {
      return !hold.second.released_at && !death.IsToBeReleased(hold.second);
    });
    return blocked ? "on hold" : "hold to be released";
  }
  if (reopened) return "reopened";
  if (!death.scope) return "notified";
  const bool waits = std::any_of(death.requests.begin(), death.requests.end(),
                                 [](const auto& entry) { return entry.second.IsOwed(); });
  if (waits) return "collecting reports";
  return death.open_listings.empty() ? kInScope : kListed;
}

std::string StageUnlessListed(const std::string& stage) {
  return stage == kListed ? kInScope : stage;
}

const std::vector<std::string>& Stages() {
  static const auto& stages = *new std::vector<std::string>{"waiting to be accepted",
                                                            "set aside",
                                                            "linked to another case",
                                                            "merged into another case",
                                                            "notified",
                                                            "collecting reports",
                                                            "in scope",
                                                            "listed",
                                                            "on hold",
                                                            "kept for a meeting",
                                                            "hold to be released",
                                                            "decided",
                                                            "reopened",
                                                            "completed",
                                                            "out of scope",
                                                            "void"};
  return stages;
}

std::optional<Rejection> UnlessLedHere(const ChildDeath& death, const Context& context) {
  if (death.lead_board_id == context.board_id) return std::nullopt;
  return Refuse(types::v1::WRONG_BOARD,
                "Another board leads this review. Ask its office, or have the case transferred.",
                {}, {death.id});
}

std::optional<Rejection> UnlessOurs(const ChildDeath& death, const Context& context) {
  RETURN_IF_REFUSED(UnlessLedHere(death, context));
  const Intake& intake = death.intake;
  if (!intake.belongs_to.empty()) {
    return Refuse(types::v1::CASE_ABSORBED,
                  absl::StrCat("This belongs to ", intake.belongs_to_reference,
                               " now. Act on that case; or separate the two, if they are of two "
                               "children."),
                  {}, {intake.belongs_to});
  }
  if (intake.admission == Admission::kCase) return std::nullopt;
  return Refuse(types::v1::WRONG_STAGE,
                "This is a guest's notification and no case yet. Accept it, link it to its case, "
                "or leave it set aside.",
                {}, {death.id});
}

std::optional<Rejection> UnlessAfterDeath(const ChildDeath& death, absl::CivilDay day) {
  if (!death.death || day >= DayOf(death.death->date_of_death())) return std::nullopt;
  return Refuse(types::v1::DATE_OUT_OF_ORDER,
                absl::StrCat("This cannot lie before the death, on ",
                             clocks::DateWords(DayOf(death.death->date_of_death())), "."),
                {}, {death.id});
}

std::optional<Rejection> UnlessOpen(const ChildDeath& death, const Context& context) {
  RETURN_IF_REFUSED(UnlessOurs(death, context));
  if (death.who.voided) {
    return Refuse(types::v1::OUT_OF_SCOPE,
                  absl::StrCat("The case is void: ", Words(death.who.voided->ground()),
                               ". Correct the facts if that is wrong."),
                  {}, {death.id});
  }
  if (!death.scope || death.scope->in_scope()) return std::nullopt;
  return Refuse(
      types::v1::OUT_OF_SCOPE,
      "The death was found to be out of scope. If that is wrong, determine the scope again.", {},
      {death.id});
}

std::optional<Rejection> UnlessReviewable(const ChildDeath& death, const Context& context) {
  RETURN_IF_REFUSED(UnlessOpen(death, context));
  if (!death.scope) {
    return Refuse(types::v1::SCOPE_NOT_DETERMINED, "Determine first whether the death is in scope.",
                  {}, {death.id});
  }
  if (death.completed_on) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The review is completed. To take it up again, reopen it.", {}, {death.id});
  }
  return std::nullopt;
}

namespace {

// What the stages of options.proto mean for a case. A command that declares none asks for itself.
std::optional<Rejection> UnlessAdmitted(const ChildDeath& death, types::v1::Stage stage,
                                        const Context& context) {
  switch (stage) {
    case types::v1::OUR_OWN:
      return UnlessLedHere(death, context);
    case types::v1::A_CASE:
      return UnlessOurs(death, context);
    case types::v1::OPEN:
      return UnlessOpen(death, context);
    case types::v1::IN_REVIEW:
      return UnlessReviewable(death, context);
    case types::v1::DECIDED:
      return UnlessDecided(death, context);
    default:
      return std::nullopt;
  }
}

}  // namespace

void Register(WorkflowTable& table) {
  table.Admit<ChildDeath>(&UnlessAdmitted);
  table.SinceDeath<ChildDeath>(&UnlessAfterDeath);
  RegisterIntake(table);
  RegisterGuestNotifications(table);
  RegisterMerging(table);
  RegisterIdentity(table);
  RegisterJurisdiction(table);
  RegisterRapidResponse(table);
  RegisterResponse(table);
  RegisterAgencies(table);
  RegisterReturns(table);
  RegisterCarriedRequests(table);
  RegisterCarriedFamily(table);
  RegisterCollation(table);
  RegisterLetters(table);
  RegisterEarlierRecords(table);
  RegisterPanel(table);
  RegisterReviewMeeting(table);
  RegisterNotices(table);
  RegisterFamily(table);
  RegisterCoroner(table);
  RegisterProcesses(table);
  RegisterCompletion(table);
  RegisterOutcomes(table);
  RegisterSubmissions(table);
  RegisterMinutes(table);
}

}  // namespace candour::workflows::child_death
