#include "workflows/editions/edition_register.h"

#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "workflows/editions/guidance.h"
#include "workflows/editions/standing.h"

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

std::string KeyOf(const BoardOverride& own) {
  return own.has_clock() ? ClockKey(own.topic(), own.clock().kind())
                         : QuorumKey(own.topic(), own.quorum().body_kind());
}

absl::CivilDay DayOf(const types::v1::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

bool IsInForce(const Edition& edition, const Standing& standing, const CaseDays& days) {
  const bool pinned = standing.timing() == Standing::PINNED_AT_START;
  return DaysOf(edition, standing).Contains(pinned ? days.began : days.act);
}

absl::Status NotFound(const std::string& what, Aggregate topic, absl::CivilDay day) {
  return absl::NotFoundError(absl::StrCat("no ", what, " for ", TopicWords(topic),
                                          " that has been adopted is in force on ",
                                          clocks::DateWords(day)));
}

// The data of all editions of law in force, in the order of edition ids and files.
template <typename Datum, typename Matches>
std::vector<const Datum*> Collect(
    const std::map<std::string, EditionRegister::AdoptedEdition>& editions,
    const google::protobuf::RepeatedPtrField<Datum>& (Edition::*data)() const, const CaseDays& days,
    const Matches& matches) {
  std::vector<const Datum*> found;
  for (const auto& [id, adopted] : editions) {
    for (const Datum& datum : (adopted.edition.*data)()) {
      if (matches(datum) && IsInForce(adopted.edition, datum.standing(), days)) {
        found.push_back(&datum);
      }
    }
  }
  return found;
}

// The rule with its days written out, so that it can be judged without its edition.
RuleInForce Resolved(const Edition& edition, const ClockRule& rule) {
  RuleInForce resolved{rule, edition.id(), std::nullopt};
  const DaysInForce days = DaysOf(edition, rule.standing());
  Standing& standing = *resolved.rule.mutable_standing();
  if (days.from.has_value()) *standing.mutable_in_force_from() = clocks::ToDate(*days.from);
  if (days.to.has_value()) *standing.mutable_in_force_to() = clocks::ToDate(*days.to);
  return resolved;
}

void Replace(const BoardOverride& own, RuleInForce& rule) {
  if (!MayBeOverridden(rule.rule.standing()) || !rule.rule.has_period()) return;
  rule.replaced_period = rule.rule.period();
  *rule.rule.mutable_period() = own.clock().period();
  *rule.rule.mutable_standing()->mutable_source() = own.source();
}

}  // namespace

absl::Status EditionRegister::CheckAdoptable(const Guidance& guidance) const {
  if (guidance.has_edition()) return CheckChaptersFit(guidance.edition());
  if (guidance.has_board_override()) return CheckOverridable(guidance.board_override());
  return absl::OkStatus();
}

absl::Status EditionRegister::CheckChaptersFit(const Edition& edition) const {
  for (const auto& [id, adopted] : editions_) {
    if (id == edition.id() || adopted.edition.axis() != edition.axis()) continue;
    for (const Chapter& chapter : edition.chapters()) {
      const Chapter* other = ChapterOn(adopted.edition, chapter.topic());
      if (other == nullptr || !DaysOf(chapter).Overlaps(DaysOf(*other))) continue;
      return absl::FailedPreconditionError(
          absl::StrCat("the chapter on ", TopicWords(chapter.topic()), " of ", edition.id(),
                       " is in force on some of the days of that of ", id));
    }
  }
  return absl::OkStatus();
}

absl::Status EditionRegister::CheckOverridable(const BoardOverride& own) const {
  const std::string key = KeyOf(own);
  bool known = false;
  const auto refuses = [&](const Standing& standing) {
    known = true;
    return !MayBeOverridden(standing);
  };
  for (const auto& [id, adopted] : editions_) {
    for (const ClockRule& rule : adopted.edition.clocks()) {
      if (ClockKey(rule.standing().topic(), rule.kind()) != key) continue;
      if (!rule.has_period()) {
        return absl::FailedPreconditionError(
            absl::StrCat("the clock ", rule.kind(), " has no period to replace"));
      }
      if (refuses(rule.standing())) {
        return absl::FailedPreconditionError(
            absl::StrCat("a board cannot change the clock ", rule.kind(), " of ", id,
                         ": it is a national rule with a confirmed source"));
      }
    }
    for (const types::v1::QuorumRuleSet& quorum : adopted.edition.quorums()) {
      if (QuorumKey(quorum.standing().topic(), quorum.body_kind()) != key) continue;
      if (refuses(quorum.standing())) {
        return absl::FailedPreconditionError(
            absl::StrCat("a board cannot change the quorum of the ", quorum.body_kind(), " of ", id,
                         ": it is a national rule with a confirmed source"));
      }
    }
  }
  // The guidance does not name every body that boards have: a quorum may be the first of its kind.
  if (known || own.has_quorum()) return absl::OkStatus();
  return absl::FailedPreconditionError("no adopted edition has the clock this would replace");
}

absl::Status EditionRegister::Adopt(const std::string& bytes, Adoption adoption) {
  ASSIGN_OR_RETURN(Guidance guidance, ParseGuidance(bytes));
  if (guidance.has_edition()) {
    const std::string id = guidance.edition().id();
    editions_[id] = {std::move(*guidance.mutable_edition()), std::move(adoption)};
  } else if (guidance.has_holidays()) {
    holidays_ = clocks::Holidays(guidance.holidays());
    holidays_adoption_ = std::move(adoption);
  } else {
    const BoardOverride& own = guidance.board_override();
    overrides_[KeyOf(own)][own.board_id()][DayOf(own.from())] = {own, std::move(adoption)};
  }
  return absl::OkStatus();
}

const EditionRegister::AdoptedEdition* EditionRegister::Find(const std::string& edition_id) const {
  const auto found = editions_.find(edition_id);
  return found == editions_.end() ? nullptr : &found->second;
}

absl::StatusOr<const Edition*> EditionRegister::LawFor(Aggregate topic, absl::CivilDay day) const {
  for (const auto& [id, adopted] : editions_) {
    if (adopted.edition.axis() != Edition::LAW) continue;
    const Chapter* chapter = ChapterOn(adopted.edition, topic);
    if (chapter != nullptr && DaysOf(*chapter).Contains(day)) return &adopted.edition;
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

std::vector<RuleInForce> EditionRegister::ClockRulesFor(Aggregate topic, absl::CivilDay began,
                                                        const std::string& board_id) const {
  std::vector<RuleInForce> rules;
  for (const auto& [id, adopted] : editions_) {
    if (adopted.edition.axis() != Edition::LAW) continue;
    for (const ClockRule& rule : adopted.edition.clocks()) {
      if (rule.standing().topic() != topic) continue;
      RuleInForce resolved = Resolved(adopted.edition, rule);
      if (rule.standing().timing() == Standing::FOLLOWS_CALENDAR) {
        AddCalendarRule(resolved, board_id, rules);
        continue;
      }
      if (!DaysOf(adopted.edition, rule.standing()).Contains(began)) continue;
      if (const AdoptedOverride* own = OverrideOf(ClockKey(topic, rule.kind()), board_id, began);
          own != nullptr) {
        Replace(own->board_override, resolved);
      }
      rules.push_back(std::move(resolved));
    }
  }
  return rules;
}

absl::StatusOr<const types::v1::CategoryVocabulary*> EditionRegister::CategoriesFor(
    const CaseDays& days) const {
  const auto found =
      Collect(editions_, &Edition::categories, days, [](const auto& datum) { return true; });
  if (found.empty()) return NotFound("list of categories", types::v1::CHILD_DEATH, days.act);
  return found.front();
}

absl::StatusOr<const types::v1::ModifiabilityVocabulary*> EditionRegister::ModifiabilityFor(
    const CaseDays& days) const {
  const auto found =
      Collect(editions_, &Edition::modifiability, days, [](const auto& datum) { return true; });
  if (found.empty()) return NotFound("list of outcomes", types::v1::CHILD_DEATH, days.act);
  return found.front();
}

absl::StatusOr<const types::v1::ReviewConduct*> EditionRegister::ConductFor(
    const CaseDays& days) const {
  const auto found =
      Collect(editions_, &Edition::conduct, days, [](const auto& datum) { return true; });
  if (found.empty()) return NotFound("rule of conduct", types::v1::CASE_REVIEW, days.began);
  return found.front();
}

absl::StatusOr<const types::v1::QuorumRuleSet*> EditionRegister::QuorumFor(
    Aggregate topic, const std::string& body_kind, const CaseDays& days,
    const std::string& board_id) const {
  const auto found = Collect(editions_, &Edition::quorums, days, [&](const auto& datum) {
    return datum.standing().topic() == topic && datum.body_kind() == body_kind;
  });
  const bool fixed = !found.empty() && !MayBeOverridden(found.front()->standing());
  const AdoptedOverride* own = OverrideOf(QuorumKey(topic, body_kind), board_id, days.act);
  if (own != nullptr && !fixed) return &own->board_override.quorum();
  if (found.empty()) return NotFound(absl::StrCat("quorum of a ", body_kind), topic, days.act);
  return found.front();
}

absl::StatusOr<const types::v1::Decider*> EditionRegister::DeciderOf(Aggregate topic,
                                                                     const std::string& decision,
                                                                     const CaseDays& days) const {
  const auto found = Collect(editions_, &Edition::deciders, days, [&](const auto& datum) {
    return datum.standing().topic() == topic && datum.decision() == decision;
  });
  if (found.empty()) return NotFound(absl::StrCat("decider of ", decision), topic, days.act);
  return found.front();
}

std::vector<const types::v1::Recipient*> EditionRegister::RecipientsOf(Aggregate topic,
                                                                       const std::string& milestone,
                                                                       const CaseDays& days) const {
  return Collect(editions_, &Edition::recipients, days, [&](const auto& datum) {
    return datum.standing().topic() == topic && datum.of() == milestone;
  });
}

std::vector<const types::v1::RequiredRole*> EditionRegister::RequiredRolesFor(
    Aggregate topic, const CaseDays& days) const {
  return Collect(editions_, &Edition::required_roles, days,
                 [&](const auto& datum) { return datum.standing().topic() == topic; });
}

std::vector<const types::v1::ReviewCriterion*> EditionRegister::CriteriaFor(
    const CaseDays& days) const {
  return Collect(editions_, &Edition::criteria, days, [](const auto& datum) { return true; });
}

}  // namespace candour::workflows::editions
