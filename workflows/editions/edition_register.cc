#include "workflows/editions/edition_register.h"

#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "workflows/editions/guidance.h"
#include "workflows/editions/standing.h"
#include "workflows/forms/definition.h"

namespace candour::workflows::editions {
namespace {

using clocks::RuleInForce;
using types::v1::Aggregate;
using types::v1::BoardOverride;
using types::v1::Chapter;
using types::v1::ClockRule;
using types::v1::Edition;
using types::v1::Guidance;
using types::v1::Standing;

std::string ClockKey(Aggregate topic, const std::string& kind) {
  return absl::StrCat("clock/", static_cast<int>(topic), "/", kind);
}

std::string QuorumKey(Aggregate topic, const std::string& body_kind) {
  return absl::StrCat("quorum/", static_cast<int>(topic), "/", body_kind);
}

std::string OwnClockPrefix(Aggregate topic) {
  return absl::StrCat("own_clock/", static_cast<int>(topic), "/");
}

std::string LetterKey(const std::string& key) { return absl::StrCat("letter/", key); }

constexpr char kReturnRulesKey[] = "return_rules";

std::string KeyOf(const BoardOverride& own) {
  switch (own.replaces_case()) {
    case BoardOverride::kClock:
      return ClockKey(own.topic(), own.clock().kind());
    case BoardOverride::kQuorum:
      return QuorumKey(own.topic(), own.quorum().body_kind());
    case BoardOverride::kOwnClock:
      return absl::StrCat(OwnClockPrefix(own.topic()), own.own_clock().kind());
    case BoardOverride::kLetter:
      return LetterKey(own.letter().key());
    case BoardOverride::kReturnRules:
      return kReturnRulesKey;
    case BoardOverride::kChapterStart:
    case BoardOverride::REPLACES_NOT_SET:
      break;
  }
  return "";
}

absl::CivilDay DayOf(const types::v1::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

constexpr auto kAny = [](const auto& datum) { return true; };

absl::Status NotFound(const std::string& what, Aggregate topic, absl::CivilDay day) {
  return absl::NotFoundError(absl::StrCat("no ", what, " for ", TopicWords(topic),
                                          " that has been adopted is in force on ",
                                          clocks::DateWords(day)));
}

// The rule with its days written out, so that it can be judged without its edition.
RuleInForce Resolved(const Edition& edition, const ClockRule& rule, const DaysInForce& days) {
  RuleInForce resolved{rule, edition.id(), std::nullopt};
  Standing& standing = *resolved.rule.mutable_standing();
  if (days.from.has_value()) *standing.mutable_in_force_from() = clocks::ToDate(*days.from);
  if (days.to.has_value()) *standing.mutable_in_force_to() = clocks::ToDate(*days.to);
  return resolved;
}

void Replace(const BoardOverride& own, RuleInForce& rule) {
  if (!MayBeOverridden(rule.rule.standing()) || !rule.rule.has_period()) return;
  rule.replaced_period = rule.rule.period();
  if (!own.clock().starts_at().empty()) *rule.rule.mutable_starts_at() = own.clock().starts_at();
  *rule.rule.mutable_period() = own.clock().period();
  *rule.rule.mutable_standing()->mutable_source() = own.source();
}

}  // namespace

absl::Status EditionRegister::Adopt(const std::string& bytes, Adoption adoption) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Guidance> parsed, GuidanceIn(bytes));
  const Guidance& guidance = *parsed;
  if (guidance.has_edition()) {
    editions_[guidance.edition().id()] = {parsed, std::move(adoption)};
  } else if (guidance.has_holidays()) {
    if (!holidays_adoption_.hash.empty()) {
      former_holidays_.push_back({std::move(holidays_), guidance.holidays().name(),
                                  adoption.recorded_at, adoption.position});
    }
    holidays_ = clocks::Holidays(guidance.holidays());
    holidays_adoption_ = std::move(adoption);
  } else if (guidance.has_forms()) {
    forms_.Adopt(guidance.forms(), adoption);
  } else {
    const BoardOverride& own = guidance.board_override();
    if (own.has_chapter_start()) {
      starts_[{own.topic(), own.chapter_start().edition_id()}][own.board_id()] = {
          own, std::move(adoption)};
    } else {
      overrides_[KeyOf(own)][own.board_id()][DayOf(own.from())] = {own, std::move(adoption)};
    }
  }
  return absl::OkStatus();
}

const EditionRegister::AdoptedEdition* EditionRegister::Find(const std::string& edition_id) const {
  const auto found = editions_.find(edition_id);
  return found == editions_.end() ? nullptr : &found->second;
}

std::optional<absl::CivilDay> EditionRegister::StartOf(const Edition& edition, Aggregate topic,
                                                       const std::string& board_id) const {
  const auto boards = starts_.find({topic, edition.id()});
  if (boards == starts_.end()) return std::nullopt;
  for (const std::string& board : {board_id, std::string()}) {
    const auto own = boards->second.find(board);
    if (own != boards->second.end()) return DayOf(own->second.board_override.from());
  }
  return std::nullopt;
}

DaysInForce EditionRegister::DaysFor(const Edition& edition, const Standing& standing,
                                     const std::string& board_id) const {
  const Chapter* chapter = ChapterOn(edition, standing.topic());
  if (chapter == nullptr) return OwnDaysOf(standing);
  const DaysInForce usual = DaysOf(*chapter);
  if (starts_.empty()) return OwnDaysOf(standing).Within(usual);
  DaysInForce days = usual;
  if (const auto start = StartOf(edition, standing.topic(), board_id)) days.from = *start;
  for (const auto& [id, adopted] : editions_) {
    const Chapter* next = ChapterOn(adopted.edition(), standing.topic());
    if (adopted.edition().axis() != edition.axis() || next == nullptr || !usual.to.has_value() ||
        DaysOf(*next).from != *usual.to + 1) {
      continue;
    }
    if (const auto start = StartOf(adopted.edition(), standing.topic(), board_id)) {
      days.to = *start - 1;
    }
  }
  return OwnDaysOf(standing).Within(days);
}

bool EditionRegister::IsInForce(const Edition& edition, const Standing& standing,
                                const CaseDays& days) const {
  const bool pinned = standing.timing() == Standing::PINNED_AT_START;
  return DaysFor(edition, standing, days.board_id).Contains(pinned ? days.began : days.act);
}

template <typename Datum, typename Matches>
std::vector<const Datum*> EditionRegister::Collect(
    const google::protobuf::RepeatedPtrField<Datum>& (Edition::*data)() const, const CaseDays& days,
    const Matches& matches) const {
  std::vector<const Datum*> of_forms;
  std::vector<const Datum*> of_others;
  for (const auto& [id, adopted] : editions_) {
    auto& found = adopted.edition().axis() == Edition::FORMS ? of_forms : of_others;
    for (const Datum& datum : (adopted.edition().*data)()) {
      if (matches(datum) && IsInForce(adopted.edition(), datum.standing(), days)) {
        found.push_back(&datum);
      }
    }
  }
  of_forms.insert(of_forms.end(), of_others.begin(), of_others.end());
  return of_forms;
}

absl::StatusOr<const Edition*> EditionRegister::LawFor(Aggregate topic, absl::CivilDay day,
                                                       const std::string& board_id) const {
  Standing whole_chapter;
  whole_chapter.set_topic(topic);
  for (const auto& [id, adopted] : editions_) {
    if (adopted.edition().axis() != Edition::LAW ||
        ChapterOn(adopted.edition(), topic) == nullptr) {
      continue;
    }
    if (DaysFor(adopted.edition(), whole_chapter, board_id).Contains(day))
      return &adopted.edition();
  }
  return NotFound("edition of the guidance", topic, day);
}

const EditionRegister::AdoptedOverride* EditionRegister::OverrideOf(const std::string& key,
                                                                    const std::string& board_id,
                                                                    absl::CivilDay day) const {
  const auto boards = overrides_.find(key);
  if (boards == overrides_.end()) return nullptr;
  // A board's own comes before what all the boards of the log have in common.
  for (const std::string& board : {board_id, std::string()}) {
    const auto days = boards->second.find(board);
    if (days == boards->second.end()) continue;
    const auto after = days->second.upper_bound(day);
    if (after != days->second.begin()) return &std::prev(after)->second;
  }
  return nullptr;
}

void EditionRegister::AddCalendarRule(const RuleInForce& rule, const std::string& board_id,
                                      std::vector<RuleInForce>& rules) const {
  const std::string key = ClockKey(rule.rule.standing().topic(), rule.rule.kind());
  std::set<absl::CivilDay> changes;
  if (const auto boards = overrides_.find(key); boards != overrides_.end()) {
    for (const auto& [board, days] : boards->second) {
      if (!board.empty() && board != board_id) continue;
      for (const auto& [day, own] : days) changes.insert(day);
    }
  }
  // One version of the rule for each stretch of days between the changes.
  RuleInForce stretch = rule;
  const auto end_before = [&](absl::CivilDay day) {
    RuleInForce ended = stretch;
    *ended.rule.mutable_standing()->mutable_in_force_to() = clocks::ToDate(day - 1);
    rules.push_back(std::move(ended));
  };
  for (const absl::CivilDay day : changes) {
    const Standing& days = rule.rule.standing();
    if (days.has_in_force_to() && day > DayOf(days.in_force_to())) break;
    const bool from_the_first = days.has_in_force_from() && day <= DayOf(days.in_force_from());
    if (!from_the_first) end_before(day);
    stretch = rule;
    if (!from_the_first) {
      *stretch.rule.mutable_standing()->mutable_in_force_from() = clocks::ToDate(day);
    }
    Replace(OverrideOf(key, board_id, day)->board_override, stretch);
  }
  rules.push_back(std::move(stretch));
}

void EditionRegister::AddOwnClocks(Aggregate topic, absl::CivilDay began,
                                   const std::string& board_id,
                                   std::vector<RuleInForce>& rules) const {
  const std::string prefix = OwnClockPrefix(topic);
  for (auto own = overrides_.lower_bound(prefix);
       own != overrides_.end() && own->first.compare(0, prefix.size(), prefix) == 0; ++own) {
    const AdoptedOverride* adopted = OverrideOf(own->first, board_id, began);
    if (adopted == nullptr) continue;
    const BoardOverride& said = adopted->board_override;
    // An edition adopted since may have brought a clock of that kind.
    if (HasClock(topic, said.own_clock().kind())) continue;
    RuleInForce& rule = rules.emplace_back(RuleInForce{said.own_clock(), "", std::nullopt});
    Standing& standing = *rule.rule.mutable_standing();
    standing.set_topic(topic);
    standing.set_timing(Standing::PINNED_AT_START);
    standing.set_local(true);
    *standing.mutable_in_force_from() = said.from();
    *standing.mutable_source() = said.source();
  }
}

std::vector<RuleInForce> EditionRegister::ClockRulesFor(Aggregate topic, absl::CivilDay began,
                                                        const std::string& board_id) const {
  std::vector<RuleInForce> rules;
  for (const auto& [id, adopted] : editions_) {
    if (adopted.edition().axis() != Edition::LAW) continue;
    for (const ClockRule& rule : adopted.edition().clocks()) {
      if (rule.standing().topic() != topic) continue;
      const DaysInForce days = DaysFor(adopted.edition(), rule.standing(), board_id);
      if (days.IsEmpty()) continue;
      RuleInForce resolved = Resolved(adopted.edition(), rule, days);
      if (rule.standing().timing() == Standing::FOLLOWS_CALENDAR) {
        AddCalendarRule(resolved, board_id, rules);
        continue;
      }
      if (!days.Contains(began)) continue;
      if (const AdoptedOverride* own = OverrideOf(ClockKey(topic, rule.kind()), board_id, began);
          own != nullptr) {
        Replace(own->board_override, resolved);
      }
      rules.push_back(std::move(resolved));
    }
  }
  AddOwnClocks(topic, began, board_id, rules);
  return rules;
}

absl::StatusOr<const types::v1::CategoryVocabulary*> EditionRegister::CategoriesFor(
    const CaseDays& days) const {
  const auto found = Collect(&Edition::categories, {days.began, days.act, ""}, kAny);
  if (found.empty()) return NotFound("list of categories", types::v1::CHILD_DEATH, days.act);
  return found.front();
}

absl::StatusOr<const types::v1::ModifiabilityVocabulary*> EditionRegister::ModifiabilityFor(
    const CaseDays& days) const {
  const auto found = Collect(&Edition::modifiability, {days.began, days.act, ""}, kAny);
  if (found.empty()) return NotFound("list of outcomes", types::v1::CHILD_DEATH, days.act);
  return found.front();
}

absl::StatusOr<const types::v1::ReviewConduct*> EditionRegister::ConductFor(
    const CaseDays& days) const {
  const auto found = Collect(&Edition::conduct, days, kAny);
  if (found.empty()) return NotFound("rule of conduct", types::v1::CASE_REVIEW, days.began);
  return found.front();
}

absl::StatusOr<const types::v1::QuorumRuleSet*> EditionRegister::QuorumFor(
    Aggregate topic, const std::string& body_kind, const CaseDays& days) const {
  const auto found = Collect(&Edition::quorums, days, [&](const auto& datum) {
    return datum.standing().topic() == topic && datum.body_kind() == body_kind;
  });
  const bool fixed = !found.empty() && !MayBeOverridden(found.front()->standing());
  const AdoptedOverride* own = OverrideOf(QuorumKey(topic, body_kind), days.board_id, days.act);
  if (own != nullptr && !fixed) return &own->board_override.quorum();
  if (found.empty()) return NotFound(absl::StrCat("quorum of a ", body_kind), topic, days.act);
  return found.front();
}

absl::StatusOr<const types::v1::Decider*> EditionRegister::DeciderOf(Aggregate topic,
                                                                     const std::string& decision,
                                                                     const CaseDays& days) const {
  const auto found = Collect(&Edition::deciders, days, [&](const auto& datum) {
    return datum.standing().topic() == topic && datum.decision() == decision;
  });
  if (found.empty()) return NotFound(absl::StrCat("decider of ", decision), topic, days.act);
  return found.front();
}

std::vector<const types::v1::Recipient*> EditionRegister::RecipientsOf(Aggregate topic,
                                                                       const std::string& milestone,
                                                                       const CaseDays& days) const {
  return Collect(&Edition::recipients, days, [&](const auto& datum) {
    return datum.standing().topic() == topic && datum.of() == milestone;
  });
}

std::vector<const types::v1::RequiredRole*> EditionRegister::RequiredRolesFor(
    Aggregate topic, const CaseDays& days) const {
  return Collect(&Edition::required_roles, days,
                 [&](const auto& datum) { return datum.standing().topic() == topic; });
}

std::vector<const types::v1::ReviewCriterion*> EditionRegister::CriteriaFor(
    const CaseDays& days) const {
  return Collect(&Edition::criteria, days, kAny);
}

std::vector<const types::v1::ReviewKind*> EditionRegister::ReviewKindsFor(
    const CaseDays& days) const {
  return Collect(&Edition::review_kinds, days, kAny);
}

absl::StatusOr<const types::v1::ReviewKind*> EditionRegister::ReviewKindOf(
    const std::string& option, const CaseDays& days) const {
  const auto found = Collect(&Edition::review_kinds, days,
                             [&](const auto& datum) { return datum.option() == option; });
  if (found.empty()) return NotFound(option, types::v1::CASE_REVIEW, days.began);
  return found.front();
}

std::vector<const types::v1::ResponseTrigger*> EditionRegister::ResponseTriggersFor(
    const CaseDays& days) const {
  return Collect(&Edition::response_triggers, days, kAny);
}

std::vector<const types::v1::MeetingKind*> EditionRegister::MeetingKindsOf(
    const std::string& body_kind, const CaseDays& days) const {
  return Collect(&Edition::meeting_kinds, days, [&](const auto& datum) {
    const auto& bodies = datum.body_kinds();
    return std::find(bodies.begin(), bodies.end(), body_kind) != bodies.end();
  });
}

absl::StatusOr<const types::v1::MeetingKind*> EditionRegister::MeetingKindOf(
    const std::string& key, const CaseDays& days) const {
  const auto found =
      Collect(&Edition::meeting_kinds, days, [&](const auto& datum) { return datum.key() == key; });
  if (found.empty()) {
    return NotFound(absl::StrCat("kind of meeting \"", key, "\""), types::v1::MEETING, days.act);
  }
  return found.front();
}

absl::StatusOr<const types::v1::YearlyReturn*> EditionRegister::ReturnFor(
    absl::CivilDay completed_on) const {
  const auto found = Collect(&Edition::returns, {completed_on, completed_on, ""}, kAny);
  if (found.empty()) return NotFound("yearly return", types::v1::CHILD_DEATH, completed_on);
  return found.front();
}

absl::StatusOr<EditionRegister::AdoptedLetter> EditionRegister::LetterFor(
    const std::string& key, const std::string& board_id, absl::CivilDay day) const {
  if (const AdoptedOverride* own = OverrideOf(LetterKey(key), board_id, day)) {
    return AdoptedLetter{own->board_override.letter(), own->adoption.hash};
  }
  return absl::NotFoundError(absl::StrCat("the board has adopted no letter ", key,
                                          " that is in force on ", clocks::DateWords(day)));
}

const types::v1::ReturnRules* EditionRegister::ReturnRulesFor(const std::string& board_id,
                                                              absl::CivilDay day) const {
  const AdoptedOverride* own = OverrideOf(kReturnRulesKey, board_id, day);
  return own == nullptr ? nullptr : &own->board_override.return_rules();
}

const types::v1::Source* EditionRegister::ReturnRulesSource(const std::string& board_id,
                                                            absl::CivilDay day) const {
  const AdoptedOverride* own = OverrideOf(kReturnRulesKey, board_id, day);
  return own == nullptr ? nullptr : &own->board_override.source();
}

absl::StatusOr<types::v1::FormDefinition> EditionRegister::FormVersion(
    const std::string& type, const std::string& version) const {
  const forms::AdoptedForm* form = forms_.Find(type, version);
  if (form == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("the form ", type, ", version ", version, ", has not been adopted"));
  }
  types::v1::FormDefinition definition = form->definition;
  if (!forms::TakesListsOfEdition(definition)) return definition;
  const AdoptedEdition* adopted = Find(definition.edition_id());
  if (adopted == nullptr) {
    return absl::NotFoundError(absl::StrCat("the edition ", definition.edition_id(),
                                            ", whose lists the form ", type,
                                            " takes, has not been adopted"));
  }
  forms::WriteListsOut(adopted->edition(), definition);
  return definition;
}

}  // namespace candour::workflows::editions
