// The panel: listing, deferring, deciding.
#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/board/board.h"
#include "workflows/chairs.h"
#include "workflows/child_death/parts.h"
#include "workflows/child_death/readiness.h"
#include "workflows/child_death/sources.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using meeting::Meeting;
using types::v1::CategoryVocabulary;
using types::v1::ModifiabilityVocabulary;
using types::v1::Rejection;

namespace {

std::string SourceOf(const types::v1::Standing& standing) { return CitationOf(standing.source()); }

const CategoryVocabulary::Category* Find(const CategoryVocabulary& vocabulary, uint32_t number) {
  for (const auto& category : vocabulary.categories()) {
    if (static_cast<uint32_t>(category.number()) == number) return &category;
  }
  return nullptr;
}

std::optional<Rejection> UnlessInVocabulary(const cw::RecordPanelDecision& command,
                                            const CategoryVocabulary& vocabulary) {
  std::vector<uint32_t> named(command.categories_applying().begin(),
                              command.categories_applying().end());
  for (const auto& rejected : command.categories_rejected()) named.push_back(rejected.category());
  for (const uint32_t number : named) {
    if (Find(vocabulary, number) != nullptr) continue;
    return Refuse(
        types::v1::VOCABULARY_OF_OTHER_EDITION,
        absl::StrCat("The edition in force has no category ", number, ". Name one that it has."),
        SourceOf(vocabulary.standing()));
  }
  return std::nullopt;
}

// Of the categories that apply, the one highest in the list is chosen; one considered and rejected
// does not apply.
std::optional<Rejection> UnlessCategoryHolds(const cw::RecordPanelDecision& command,
                                             const CategoryVocabulary& vocabulary) {
  RETURN_IF_REFUSED(UnlessInVocabulary(command, vocabulary));
  const std::string source = SourceOf(vocabulary.standing());
  const std::set<uint32_t> applying(command.categories_applying().begin(),
                                    command.categories_applying().end());
  std::set<uint32_t> rejected_once;
  for (const auto& rejected : command.categories_rejected()) {
    if (!rejected_once.insert(rejected.category()).second) {
      return Refuse(types::v1::CATEGORY_CONTRADICTORY,
                    absl::StrCat("Category ", rejected.category(),
                                 " is rejected twice. Leave one of the two out."),
                    source);
    }
    if (!applying.contains(rejected.category())) continue;
    return Refuse(types::v1::CATEGORY_CONTRADICTORY,
                  absl::StrCat("Category ", rejected.category(),
                               " cannot both apply and have been rejected. Leave it out of one."),
                  source);
  }
  if (applying.size() != static_cast<size_t>(command.categories_applying_size())) {
    return Refuse(types::v1::CATEGORY_CONTRADICTORY, "A category is named twice. Name each once.",
                  source);
  }
  if (!applying.contains(command.category())) {
    return Refuse(
        types::v1::CATEGORY_CONTRADICTORY,
        "The category chosen is not among those that apply. Name it among them, or choose "
        "one of them.",
        source);
  }
  if (command.category() != *applying.begin()) {
    return Refuse(types::v1::CATEGORY_NOT_HIGHEST,
                  absl::StrCat("Several categories apply (", absl::StrJoin(applying, ", "),
                               "); the one highest in the list is chosen: ", *applying.begin(),
                               ". Choose that, or reject with a reason what does not apply."),
                  source);
  }
  return std::nullopt;
}

bool Contributes(types::v1::FactorScore score) {
  return score == types::v1::MAY_HAVE_CONTRIBUTED || score == types::v1::COMPLETE_EXPLANATION;
}

bool Keeps(const ev::PanelDecisionRecorded& decision, const types::v1::ContributoryFactor& factor) {
  const auto& kept = decision.factors();
  return std::any_of(kept.begin(), kept.end(), [&](const auto& one) {
    return one.SerializeAsString() == factor.SerializeAsString();
  });
}

template <typename Values>
bool Has(const Values& values, int value) {
  return values.empty() || std::find(values.begin(), values.end(), value) != values.end();
}

// A factor is judged by the form of the day: in one of its domains, with a score of its scale. One
// that is kept as the decision that stands has it was judged by the form of its own day, and is
// told as that.
std::optional<Rejection> UnlessByTheForm(const cw::RecordPanelDecision& command,
                                         const ModifiabilityVocabulary& vocabulary,
                                         const PanelDecision* standing) {
  for (const auto& factor : command.factors()) {
    if (standing != nullptr && Keeps(standing->record, factor)) continue;
    if (!Has(vocabulary.factor_scores(), factor.score())) {
      return Refuse(
          types::v1::VOCABULARY_OF_OTHER_EDITION,
          absl::StrCat("The scale of the form in force has no score \"", Words(factor.score()),
                       "\", and nothing on it is the same. Have the panel score the factor "
                       "by that form."),
          CitationOf(vocabulary.factor_scores_source()));
    }
    if (Has(vocabulary.factor_domains(), factor.domain())) continue;
    std::vector<std::string> domains;
    for (const int domain : vocabulary.factor_domains()) {
      domains.push_back(Words(static_cast<types::v1::FactorDomain>(domain)));
    }
    return Refuse(
        types::v1::VOCABULARY_OF_OTHER_EDITION,
        absl::StrCat("The form in force has no factors of the domain \"", Words(factor.domain()),
                     "\". Choose one of its own: ", absl::StrJoin(domains, ", "), "."),
        CitationOf(vocabulary.factor_domains_source()));
  }
  return std::nullopt;
}

// Whether a child is to be referred is asked of every one, and the panel answers it.
std::optional<Rejection> UnlessReferralAnswered(const cw::RecordPanelDecision& command) {
  if (command.refer_for_review() == types::v1::NOT_KNOWN) {
    return Refuse(
        types::v1::REASON_MISSING,
        "The panel says for every child whether it is to be referred for a review. Answer "
        "yes or no; where that was done before, no, and say so in referred_already.",
        kOwnRule);
  }
  if (!command.referred_already() || command.refer_for_review() == types::v1::NO) {
    return std::nullopt;
  }
  return Refuse(types::v1::CONTRADICTORY,
                "What was referred before is not to be referred again. Answer no, or leave "
                "referred_already out.",
                kOwnRule);
}

// A death counts as modifiable if, and only if, a factor that contributed could be changed. The
// older scale (preventable, potentially preventable) judged the death as a whole and is not bound.
std::optional<Rejection> UnlessModifiabilityHolds(const cw::RecordPanelDecision& command,
                                                  const ModifiabilityVocabulary& vocabulary,
                                                  const ModifiabilityVocabulary::Value** chosen) {
  for (const auto& value : vocabulary.values()) {
    if (value.key() == command.modifiability()) *chosen = &value;
  }
  if (*chosen == nullptr) {
    std::vector<std::string> known;
    for (const auto& value : vocabulary.values()) {
      known.push_back(ChoiceWords(value.title(), value.key()));
    }
    return Refuse(types::v1::VOCABULARY_OF_OTHER_EDITION,
                  absl::StrCat("The edition in force says one of: ", absl::StrJoin(known, ", "),
                               ". Choose one of them."),
                  SourceOf(vocabulary.standing()));
  }
  if (!vocabulary.decided_by_factors()) return std::nullopt;
  const bool modifiable_factor = std::any_of(
      command.factors().begin(), command.factors().end(),
      [](const auto& factor) { return factor.modifiable() && Contributes(factor.score()); });
  // Too little is known to say that nothing could be changed, never to overlook what could.
  if ((*chosen)->inadequate_information() && !modifiable_factor) return std::nullopt;
  if ((*chosen)->counted() == modifiable_factor) return std::nullopt;
  return Refuse(
      types::v1::MODIFIABILITY_CONTRADICTS_FACTORS,
      modifiable_factor
          ? "A factor that contributed is marked modifiable; then the death is too. Choose "
            "that answer, or correct the factor."
          : "No factor that contributed is marked modifiable; mark it, or choose "
            "another answer.",
      SourceOf(vocabulary.standing()));
}

bool IsDeferred(const ChildDeath& death, const std::string& item_id) {
  return std::any_of(death.deferrals.begin(), death.deferrals.end(),
                     [&](const auto& deferral) { return deferral.item_id() == item_id; });
}

// A decision after the first names the one that stands, and is made no earlier than that. One that
// is put right stays in the place it has, also where a completion rests on it.
std::optional<Rejection> UnlessReplacesStanding(const cw::RecordPanelDecision& command,
                                                const Context& context, const ChildDeath& death,
                                                absl::Time decided_at) {
  const PanelDecision* standing = death.Standing();
  const auto* was = dynamic_cast<const ev::PanelDecisionRecorded*>(context.corrected);
  if (was != nullptr && !command.decision_id().empty() &&
      command.decision_id() != was->decision_id()) {
    return Refuse(types::v1::NOTHING_TO_CORRECT,
                  "A correction is of the same decision as what it corrects. Leave decision_id "
                  "blank, or give the id that stands there.",
                  kOwnRule, {was->decision_id()});
  }
  if (was != nullptr && standing != nullptr &&
      was->decision_id() == standing->record.decision_id()) {
    if (command.supersedes_decision_id() == was->supersedes_decision_id()) return std::nullopt;
    return Refuse(types::v1::CONTRADICTORY,
                  "A correction replaces what the decision replaced. Give the same "
                  "supersedes_decision_id, or none if there was none.",
                  kOwnRule, {was->decision_id()});
  }
  const std::string standing_id = standing == nullptr ? "" : standing->record.decision_id();
  if (standing_id != command.supersedes_decision_id()) {
    return Refuse(types::v1::ALREADY_DONE,
                  standing_id.empty()
                      ? "There is no earlier decision to replace. Leave supersedes_decision_id out."
                      : "The panel has decided. To replace the decision, name the one that stands.",
                  kOwnRule, {death.id});
  }
  if (standing != nullptr && decided_at < MomentOf(standing->record.decided_at())) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "This lies before the decision that it is to replace. Correct the time.",
                  kOwnRule, {standing_id});
  }
  const auto has_id = [&](const PanelDecision& decision) {
    return decision.record.decision_id() == command.decision_id();
  };
  if (std::any_of(death.decisions.begin(), death.decisions.end(), has_id)) {
    return Refuse(types::v1::ALREADY_DONE,
                  "A decision has this id already. Give another, or leave it blank.", kOwnRule,
                  {command.decision_id()});
  }
  return std::nullopt;
}

// What is decided of a review that was taken up again is decided since.
std::optional<Rejection> UnlessSinceReopened(const ChildDeath& death, absl::Time decided_at,
                                             const Context& context) {
  if (context.corrected != nullptr || !death.IsReopened()) return std::nullopt;
  const absl::CivilDay reopened = DayOf(death.aftermath.reopenings.back().reopened_on());
  if (clocks::DayOf(decided_at, context.london) >= reopened) return std::nullopt;
  return Refuse(types::v1::DATE_OUT_OF_ORDER,
                absl::StrCat("The review was taken up again on ", clocks::DateWords(reopened),
                             ", and nothing was decided anew before that. Correct decided_at; or "
                             "list the case for another meeting, and have that one decide."),
                kOwnRule, {death.id});
}

// A hold that was released since still held at the time.
std::optional<Rejection> UnlessReleasedBy(const ChildDeath& death, absl::Time decided_at,
                                          const Context& context) {
  for (const auto& [id, hold] : death.holds) {
    if (!hold.released_at || decided_at < hold.placed_at || decided_at >= *hold.released_at) {
      continue;
    }
    if (!hold.ended_by_meeting_id.empty()) continue;  // listed where it was kept for
    return Refuse(types::v1::BLOCKED_BY_HOLD,
                  absl::StrCat("The case was on hold at that time, until ",
                               clocks::MomentWords(*hold.released_at, context.london),
                               ". Have the panel decide after that."),
                  kHolds, {death.id, id});
  }
  return std::nullopt;
}

std::optional<Rejection> UnlessReportsAreIn(const cw::RecordPanelDecision& command,
                                            const ChildDeath& death, const Board& board) {
  std::vector<std::string> outstanding, agencies;
  for (const auto& [id, request] : death.requests) {
    if (!request.IsOwed()) continue;
    outstanding.push_back(id);
    agencies.push_back(AgencyWords(death, board, request.agency_id));
  }
  if (outstanding.empty() || !command.despite_outstanding().empty()) return std::nullopt;
  return Refuse(
      types::v1::REASON_MISSING,
      absl::StrCat("Reports asked for are outstanding: ", absl::StrJoin(agencies, "; "),
                   ". Wait for them, or say in despite_outstanding why the panel decided without."),
      kOwnRule, std::move(outstanding));
}

std::optional<Rejection> UnlessDecidable(const cw::RecordPanelDecision& command,
                                         const Context& context, const ChildDeath& death,
                                         const Meeting& meeting, const Board& board) {
  const Board& host = HostOf(meeting, context, board);
  RETURN_IF_REFUSED(UnlessReviewableThere(context, death, meeting, host));
  if (death.OnHold()) {
    return Refuse(types::v1::BLOCKED_BY_HOLD,
                  "The case is on hold. Release the hold with its reason first.", kHolds,
                  {death.id});
  }
  RETURN_IF_REFUSED(meeting::UnlessMeetingOf(types::v1::CHILD_DEATH_OVERVIEW_PANEL, meeting, host));
  const absl::Time decided_at = MomentOf(command.decided_at());
  RETURN_IF_REFUSED(UnlessVerdictFits(death, meeting, command.item_id()));
  RETURN_IF_REFUSED(
      meeting::UnlessQuorate(meeting, command.item_id(), death.id, decided_at, context.london));
  if (IsDeferred(death, command.item_id())) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The case was deferred as this item. List it for another meeting.", kOwnRule,
                  {meeting.id, command.item_id()});
  }
  const meeting::Item& item = meeting.items.at(command.item_id());
  RETURN_IF_REFUSED(meeting::UnlessStillThere(meeting, item, decided_at, context.london));
  if (decided_at < meeting.starts_at) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "The meeting had not begun at that time. Correct the time.", kOwnRule,
                  {meeting.id});
  }
  if (meeting.closed_at && decided_at > *meeting.closed_at) {
    return Refuse(
        types::v1::DATE_OUT_OF_ORDER,
        "The meeting was closed at that time. Correct the time, or list the case for another.",
        kOwnRule, {meeting.id});
  }
  if (decided_at >= meeting.EndsBy()) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  absl::StrCat("The meeting ended on ", clocks::DateWords(meeting.last_day),
                               ". Correct the time, or list the case for another."),
                  kOwnRule, {meeting.id});
  }
  RETURN_IF_REFUSED(UnlessSinceReopened(death, decided_at, context));
  RETURN_IF_REFUSED(UnlessReleasedBy(death, decided_at, context));
  for (const types::v1::DocumentPin& read : command.read()) {
    RETURN_IF_REFUSED(meeting::UnlessOfCases(context, read, {death.id}));
  }
  RETURN_IF_REFUSED(UnlessReportsAreIn(command, death, board));
  return UnlessReplacesStanding(command, context, death, decided_at);
}

}  // namespace

Decision Decide(const cw::ListChildDeath& command, const Context& context, const Meeting& meeting,
                const ChildDeath& death, const Board& board) {
  const Board& host = HostOf(meeting, context, board);
  RETURN_IF_REFUSED(UnlessReviewableThere(context, death, meeting, host));
  std::vector<types::v1::MissingForPanel> lacks = MissingNow(death, context);
  std::erase_if(lacks, [&](const auto& lack) {
    return lack.what() == types::v1::MissingForPanel::KEPT_FOR_MEETING &&
           lack.meeting_kind() == meeting.scheduled.kind();
  });
  const std::vector<std::string> missing = MissingInWords(lacks, board);
  // A meeting that only discusses a case does not wait for what a decision on it needs.
  const bool decides = !meeting.scheduled.advises_only();
  if (decides) {
    RETURN_IF_REFUSED(
        meeting::UnlessMeetingOf(types::v1::CHILD_DEATH_OVERVIEW_PANEL, meeting, host));
  }
  if (decides && !missing.empty() && command.despite_missing().empty()) {
    return Refuse(types::v1::REASON_MISSING,
                  absl::StrCat("The case is not ready for a panel: ", absl::StrJoin(missing, "; "),
                               ". Wait for it, or say in despite_missing why it is listed."),
                  kOwnRule, {death.id});
  }
  Decision decision;
  const std::string item_id = context.IdOr(command.item_id(), 0);
  RETURN_IF_REFUSED(meeting::ListItem(command, {item_id, types::v1::CHILD_DEATH, death.id},
                                      InPlaceOfHost(context, death, meeting, host), meeting,
                                      decision));
  auto& listed = decision.Add<ev::CaseListed>(command);
  listed.set_item_id(item_id);
  if (decides) *listed.mutable_missing() = {missing.begin(), missing.end()};
  listed.set_meeting_kind(meeting.scheduled.kind());
  listed.set_review_meeting(meeting.scheduled.review_meeting());
  listed.mutable_starts_at()->set_seconds(absl::ToUnixSeconds(meeting.starts_at));
  for (const auto& [id, hold] : death.holds) {
    if (hold.released_at || !hold.IsKeptFor(meeting.scheduled.kind())) continue;
    auto& released = decision.Add<ev::HoldReleased>(command);
    released.set_hold_id(id);
    released.set_reason(
        absl::StrCat("Listed for the meeting it was kept for: ", hold.meeting_kind_title, ", at ",
                     clocks::MomentWords(meeting.starts_at, context.london), "."));
  }
  return decision;
}

void Evolve(ChildDeath& death, const ev::CaseListed& event, const Fact&) {
  death.listings.push_back(event);
  death.open_listings.push_back(event);
  // What was kept for such meetings, and is listed for another of them.
  for (auto& [id, hold] : death.holds) {
    if (hold.IsKeptFor(event.meeting_kind()) && !hold.ended_by_meeting_id.empty()) {
      hold.ended_by_meeting_id = event.meeting_id();
    }
  }
}

Decision Decide(const cw::DeferCase& command, const Context& context, const ChildDeath& death,
                const Meeting& meeting, const Board& board) {
  const Board& host = HostOf(meeting, context, board);
  // A case that passed to another board since is that one's to take off the agenda.
  if (context.board_id != death.lead_board_id) {
    RETURN_IF_REFUSED(UnlessMeetsForLead(context, death, meeting, host));
  }
  RETURN_IF_REFUSED(UnlessReviewable(death, InPlaceOfLead(context, death, meeting, host)));
  if (meeting.ItemAbout(command.item_id(), death.id) == nullptr) {
    return Refuse(types::v1::NOT_LISTED,
                  "The case is not on the agenda as this item. List it, or name its item.",
                  kOwnRule, {meeting.id, death.id});
  }
  if (IsDeferred(death, command.item_id())) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The case is deferred as this item already. List it for another meeting.",
                  kOwnRule, {meeting.id, command.item_id()});
  }
  const PanelDecision* standing = death.Standing();
  if (standing != nullptr && standing->record.item_id() == command.item_id()) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The panel decided the case as this item. To change that, have it decide anew.",
                  kOwnRule, {meeting.id, standing->record.decision_id()});
  }
  return Recorded<ev::CaseDeferred>(command);
}

void Evolve(ChildDeath& death, const ev::CaseDeferred& event, const Fact&) {
  death.deferrals.push_back(event);
  std::erase_if(death.open_listings,
                [&](const auto& listing) { return listing.item_id() == event.item_id(); });
}

Decision Decide(const cw::RecordPanelDecision& command, const Context& context,
                const ChildDeath& death, const Meeting& meeting, const Board& board) {
  RETURN_IF_REFUSED(UnlessDecidable(command, context, death, meeting, board));
  const absl::CivilDay day = clocks::DayOf(MomentOf(command.decided_at()), context.london);
  const editions::CaseDays days{DayOf(death.death->date_of_death()), day, board.id};
  const auto categories = board.editions.CategoriesFor(days);
  const auto modifiability = board.editions.ModifiabilityFor(days);
  const auto law = board.editions.LawFor(types::v1::CHILD_DEATH, day, board.id);
  for (const absl::Status& status : {categories.status(), modifiability.status(), law.status()}) {
    if (!status.ok()) {
      return Refuse(types::v1::NO_EDITION_IN_FORCE,
                    absl::StrCat(status.message(), ". Adopt the edition in force that day."),
                    kOwnRule);
    }
  }
  RETURN_IF_REFUSED(UnlessCategoryHolds(command, **categories));
  RETURN_IF_REFUSED(UnlessByTheForm(command, **modifiability, death.Standing()));
  RETURN_IF_REFUSED(UnlessReferralAnswered(command));
  const ModifiabilityVocabulary::Value* word = nullptr;
  RETURN_IF_REFUSED(UnlessModifiabilityHolds(command, **modifiability, &word));

  Decision decision;
  auto& event = decision.Add<ev::PanelDecisionRecorded>(command);
  event.set_decision_id(context.IdOr(command.decision_id(), 0));
  event.set_category_title(Find(**categories, command.category())->title());
  event.set_modifiability_title(word->title());
  event.set_quorum_event_id(meeting.items.at(command.item_id()).quorum_event_id);
  const auto missing = MissingSinceListed(death, command.item_id(), day, context, board);
  *event.mutable_missing_since_listed() = {missing.begin(), missing.end()};
  decision.Under((*law)->id());
  return decision;
}

void Evolve(ChildDeath& death, const ev::PanelDecisionRecorded& event, const Fact& fact) {
  death.decisions.push_back({event, fact.body.edition(), fact.position, fact.place.position,
                             NeedsConfirming(fact.body), fact.event_id});
  death.open_listings.clear();
  death.submissions.Changed("the panel decided");
  death.Reach(clocks::kPanelDecision, event.decided_at(), fact);
}

void RegisterPanel(WorkflowTable& table) {
  table.Events<ChildDeath, ev::CaseListed, ev::CaseDeferred, ev::PanelDecisionRecorded>();
  table.Command<cw::ListChildDeath, Meeting, ChildDeath, Board>();
  table.LoadBeside<cw::ListChildDeath, Meeting>(&HostBeside);
  table.LoadBeside<cw::ListChildDeath, ChildDeath>(&ReviewMeetingBeside);
  table.Command<cw::DeferCase, ChildDeath, Meeting, Board>();
  table.LoadBeside<cw::DeferCase, Meeting>(&HostBeside);
  table.Command<cw::RecordPanelDecision, ChildDeath, Meeting, Board>();
  table.LoadBeside<cw::RecordPanelDecision, Meeting>(&HostBeside);
  table.LoadBeside<cw::RecordPanelDecision, ChildDeath>(&ReviewMeetingBeside);
}

}  // namespace candour::workflows::child_death
