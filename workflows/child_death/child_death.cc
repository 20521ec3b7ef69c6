#include "workflows/child_death/child_death.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "workflows/child_death/parts.h"
#include "workflows/child_death/sources.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
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
    return meeting::DecisionMade{record.decision_id(), MomentOf(record.decided_at()),
                                 decision->position, decision->place};
  }
  return std::nullopt;
}

bool ChildDeath::IsReopened() const {
  if (completed_on || aftermath.reopened_place == 0) return false;
  const PanelDecision* standing = Standing();
  return standing == nullptr || standing->place < aftermath.reopened_place;
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

bool IsHeldOnlyForMeetings(const ChildDeath& death) {
  return death.OnHold() &&
         std::all_of(death.holds.begin(), death.holds.end(), [](const auto& hold) {
           return hold.second.released_at || !hold.second.meeting_kind.empty();
         });
}

bool IsBlocked(const ChildDeath& death) {
  return std::any_of(death.holds.begin(), death.holds.end(), [&](const auto& hold) {
    return !hold.second.released_at && !death.IsToBeReleased(hold.second);
  });
}

bool WaitsForReports(const ChildDeath& death) {
  return std::any_of(death.requests.begin(), death.requests.end(),
                     [](const auto& entry) { return entry.second.IsOwed(); });
}

struct Stage {
  const char* words;
  bool (*holds)(const ChildDeath&);
};

using Death = const ChildDeath&;
// The first that holds is where the case is.
constexpr Stage kStages[] = {
    {"waiting to be accepted",
     [](Death death) { return death.intake.admission == Admission::kWaiting; }},
    {"set aside", [](Death death) { return death.intake.admission == Admission::kSetAside; }},
    {"linked to another case",
     [](Death death) { return death.intake.admission == Admission::kLinked; }},
    {"merged into another case", [](Death death) { return !death.intake.belongs_to.empty(); }},
    {"void", [](Death death) { return death.who.voided.has_value(); }},
    {"completed", [](Death death) { return death.completed_on.has_value(); }},
    {"out of scope", [](Death death) { return death.scope && !death.scope->in_scope(); }},
    {"decided", [](Death death) { return death.Standing() != nullptr && !death.IsReopened(); }},
    {"kept for a meeting", &IsHeldOnlyForMeetings},
    {"on hold", [](Death death) { return death.OnHold() && IsBlocked(death); }},
    {"hold to be released", [](Death death) { return death.OnHold(); }},
    {"reopened", [](Death death) { return death.IsReopened(); }},
    {"notified", [](Death death) { return !death.scope.has_value(); }},
    {"collecting reports", &WaitsForReports},
    {kListed, [](Death death) { return !death.open_listings.empty(); }},
    {kInScope, [](Death) { return true; }},
};

}  // namespace

std::string StageOf(const ChildDeath& death) {
  return std::find_if(std::begin(kStages), std::end(kStages),
                      [&](const Stage& stage) { return stage.holds(death); })
      ->words;
}

std::string StageUnlessListed(const std::string& stage) {
  return stage == kListed ? kInScope : stage;
}

std::vector<std::string> Stages() {
  std::vector<std::string> stages;
  for (const Stage& stage : kStages) stages.push_back(stage.words);
  return stages;
}

std::string ChoiceWords(const std::string& title, const std::string& key) {
  return absl::StrCat(title, " (\"", key, "\")");
}

std::optional<Rejection> UnlessLedHere(const ChildDeath& death, const Context& context) {
  // Without the notification that is put right, nobody leads it.
  const bool put_right = context.corrected != nullptr && death.lead_board_id.empty();
  if (death.lead_board_id == context.board_id || put_right) return std::nullopt;
  return Refuse(types::v1::WRONG_BOARD,
                "Another board leads this review. Ask its office, or have the case transferred.",
                kOwnRule, {death.id});
}

std::optional<Rejection> UnlessOurs(const ChildDeath& death, const Context& context) {
  RETURN_IF_REFUSED(UnlessLedHere(death, context));
  const Intake& intake = death.intake;
  if (!intake.belongs_to.empty()) {
    return Refuse(
        types::v1::CASE_ABSORBED,
        absl::StrCat("This belongs to ", intake.belongs_to_reference, " now. Act on that case",
                     intake.admission == Admission::kLinked
                         ? "."
                         : "; or separate the two, if they are of two children."),
        kOwnRule, {intake.belongs_to});
  }
  if (intake.admission == Admission::kCase) return std::nullopt;
  return Refuse(types::v1::WRONG_STAGE,
                "This is a guest's notification and no case yet. Accept it, link it to its case, "
                "or leave it set aside.",
                kOwnRule, {death.id});
}

std::optional<Rejection> UnlessAfterDeath(const ChildDeath& death, absl::CivilDay day) {
  if (!death.death || day >= DayOf(death.death->date_of_death())) return std::nullopt;
  return Refuse(
      types::v1::DATE_OUT_OF_ORDER,
      absl::StrCat("This cannot lie before the death, on ",
                   clocks::DateWords(DayOf(death.death->date_of_death())),
                   ". Correct the date; or the day of death, if that is the one that is wrong."),
      kOwnRule, {death.id});
}

std::string ChildDeath::NoMatterBecause() const {
  if (who.voided) return absl::StrCat("the case is void: ", Words(who.voided->ground()));
  if (intake.belongs_to.empty()) return "";
  return absl::StrCat("the case belongs to ",
                      intake.belongs_to_reference.empty() ? "another" : intake.belongs_to_reference,
                      " now");
}

std::optional<Rejection> UnlessOpen(const ChildDeath& death, const Context& context) {
  RETURN_IF_REFUSED(UnlessOurs(death, context));
  if (death.who.voided) {
    return Refuse(types::v1::OUT_OF_SCOPE,
                  absl::StrCat("The case is void: ", Words(death.who.voided->ground()),
                               death.who.voided->ground() == types::v1::NOT_UNDER_18
                                   ? ". Correct the dates if they are wrong."
                                   : ". If that is wrong, take it up again (ReinstateCase)."),
                  kWhoseDeaths, {death.id});
  }
  if (!death.scope || death.scope->in_scope()) return std::nullopt;
  return Refuse(
      types::v1::OUT_OF_SCOPE,
      "The death was found to be out of scope. If that is wrong, determine the scope again.",
      kWhoseDeaths, {death.id});
}

std::optional<Rejection> UnlessNotVoid(const ChildDeath& death, const Context& context) {
  if (!death.who.voided || !context.corrects_event_id.empty()) return std::nullopt;
  return UnlessOpen(death, context);
}

std::optional<Rejection> UnlessWithoutEnglish(
    const ChildDeath& death,
    types::v1::YesNo (events::v1::DeathAbroadRecorded::*there_is)() const) {
  const auto& abroad = death.who.abroad;
  if (!abroad || ((*abroad).*there_is)() != types::v1::NO) return std::nullopt;
  return Refuse(
      types::v1::CONTRADICTORY,
      absl::StrCat("The child died in ", abroad->country(),
                   ", and it is recorded that there is neither notice nor entry of this "
                   "kind in England. If there is one by now, correct that first: name the "
                   "event you correct and why."),
      kOwnRule, {death.id});
}

std::optional<absl::CivilDay> FirstDayOf(const ChildDeath& death, std::string_view milestone) {
  std::optional<absl::CivilDay> first;
  for (const clocks::Milestone& reached : death.clock_facts.milestones) {
    if (reached.name != milestone) continue;
    first = std::min(first.value_or(reached.when.latest), reached.when.latest);
  }
  return first;
}

std::optional<Rejection> UnlessReviewable(const ChildDeath& death, const Context& context) {
  RETURN_IF_REFUSED(UnlessOpen(death, context));
  if (!death.scope) {
    return Refuse(types::v1::SCOPE_NOT_DETERMINED, "Determine first whether the death is in scope.",
                  kWhoseDeaths, {death.id});
  }
  if (death.completed_on) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The review is completed. To take it up again, reopen it.", kOwnRule, {death.id});
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
  RegisterReferences(table);
  RegisterGuestNotifications(table);
  RegisterMerging(table);
  RegisterIdentity(table);
  RegisterMultipleBirths(table);
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
