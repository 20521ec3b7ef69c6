#include "workflows/editions/guidance.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/base/const_init.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "base/limits.h"
#include "base/status.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/data_checks.h"
#include "workflows/editions/clock_checks.h"
#include "workflows/editions/letters.h"
#include "workflows/editions/national_returns.h"
#include "workflows/editions/standing.h"
#include "workflows/forms/definition.h"

namespace candour::workflows::editions {
namespace {

using types::v1::ClockRule;
using types::v1::Edition;
using types::v1::HolidayTable;
using types::v1::Source;
using types::v1::Standing;

// Keeps the first complaint of the parser, with its place in the file.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (!text_.empty()) return;
    text_ = absl::StrCat("line ", line + 1, ", column ", column + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

absl::Status CheckOrder(const std::string& where, const DaysInForce& days) {
  if (days.from.has_value() && days.to.has_value() && *days.to < *days.from) {
    return RefuseData(where, "in_force_to lies before in_force_from");
  }
  return absl::OkStatus();
}

absl::Status CheckStanding(const Edition& edition, const std::string& where,
                           const Standing& standing) {
  const types::v1::Chapter* chapter = ChapterOn(edition, standing.topic());
  if (chapter == nullptr) {
    return RefuseData(where, absl::StrCat("standing.topic: the edition has no chapter on ",
                                          TopicWords(standing.topic())));
  }
  if (standing.timing() == Standing::TIMING_UNSPECIFIED) {
    return RefuseData(where, "standing.timing is missing");
  }
  RETURN_IF_ERROR(CheckDaysInForce(where, standing));
  const DaysInForce widest = WidestDaysOf(*chapter);
  const DaysInForce days = OwnDaysOf(standing).OrElse(widest);
  RETURN_IF_ERROR(CheckOrder(where, days));
  if (!widest.Encloses(days)) {
    return RefuseData(where, "standing: its days lie outside those of its chapter");
  }
  return CheckSource(where, standing.source());
}

absl::Status CheckClocks(const Edition& edition) {
  // A kind may have several versions, one after another.
  std::map<std::pair<int, std::string>, std::vector<DaysInForce>> versions;
  for (const ClockRule& rule : edition.clocks()) {
    const std::string where = absl::StrCat("clock ", rule.kind());
    RETURN_IF_ERROR(CheckRule(where, rule));
    RETURN_IF_ERROR(CheckStanding(edition, where, rule.standing()));
    const DaysInForce days = DaysOf(edition, rule.standing());
    std::vector<DaysInForce>& others = versions[{rule.standing().topic(), rule.kind()}];
    for (const DaysInForce& other : others) {
      if (!days.Overlaps(other)) continue;
      return RefuseData(where,
                        absl::StrCat("kind: there are two on ", TopicWords(rule.standing().topic()),
                                     " in force on the same days"));
    }
    others.push_back(days);
  }
  return absl::OkStatus();
}

absl::Status CheckCategories(const Edition& edition) {
  for (const types::v1::CategoryVocabulary& vocabulary : edition.categories()) {
    RETURN_IF_ERROR(CheckStanding(edition, "categories", vocabulary.standing()));
    if (vocabulary.choice() == types::v1::CategoryVocabulary::CHOICE_UNSPECIFIED) {
      return RefuseData("categories", "choice is missing");
    }
    if (vocabulary.categories().empty()) return RefuseData("categories", "there are none");
    for (int i = 0; i < vocabulary.categories_size(); ++i) {
      const auto& category = vocabulary.categories(i);
      if (category.number() != i + 1) {
        return RefuseData("categories",
                          absl::StrCat("number: ", i + 1, " is expected, not ", category.number()));
      }
      const std::string where = absl::StrCat("category ", category.number());
      RETURN_IF_ERROR(CheckWords(where, "title", category.title()));
      RETURN_IF_ERROR(CheckSource(where, category.source()));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckModifiability(const Edition& edition) {
  for (const types::v1::ModifiabilityVocabulary& vocabulary : edition.modifiability()) {
    RETURN_IF_ERROR(CheckStanding(edition, "modifiability", vocabulary.standing()));
    if (vocabulary.values().empty()) return RefuseData("modifiability", "there are no values");
    std::set<std::string> keys;
    for (const auto& value : vocabulary.values()) {
      const std::string where = absl::StrCat("modifiability ", value.key());
      RETURN_IF_ERROR(CheckKey(where, "key", value.key()));
      RETURN_IF_ERROR(CheckWords(where, "title", value.title()));
      RETURN_IF_ERROR(CheckSource(where, value.source()));
      if (!keys.insert(value.key()).second) return RefuseData(where, "key: there are two");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckQuorum(const std::string& where, const types::v1::QuorumRuleSet& quorum) {
  RETURN_IF_ERROR(CheckKey(where, "body_kind", quorum.body_kind()));
  RETURN_IF_ERROR(CheckWords(where, "title", quorum.title()));
  if (quorum.minimum_members() < 1) return RefuseData(where, "minimum_members is at least 1");
  for (const auto& place : quorum.places()) {
    RETURN_IF_ERROR(CheckWords(where, "places.title", place.title()));
    if (place.any_of_roles().empty()) {
      return RefuseData(where, absl::StrCat("places: no role fills \"", place.title(), "\""));
    }
    for (const std::string& role : place.any_of_roles()) {
      RETURN_IF_ERROR(CheckKey(where, "places.any_of_roles", role));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRolesAndBodies(const Edition& edition) {
  for (const auto& quorum : edition.quorums()) {
    const std::string where = absl::StrCat("quorum ", quorum.body_kind());
    RETURN_IF_ERROR(CheckStanding(edition, where, quorum.standing()));
    RETURN_IF_ERROR(CheckQuorum(where, quorum));
  }
  for (const auto& role : edition.required_roles()) {
    const std::string where = absl::StrCat("required role ", role.role());
    RETURN_IF_ERROR(CheckKey(where, "role", role.role()));
    RETURN_IF_ERROR(CheckWords(where, "title", role.title()));
    RETURN_IF_ERROR(CheckStanding(edition, where, role.standing()));
  }
  for (const auto& decider : edition.deciders()) {
    const std::string where = absl::StrCat("decider ", decider.decision());
    RETURN_IF_ERROR(CheckKey(where, "decision", decider.decision()));
    RETURN_IF_ERROR(CheckKey(where, "role", decider.role()));
    RETURN_IF_ERROR(CheckStanding(edition, where, decider.standing()));
  }
  for (const auto& recipient : edition.recipients()) {
    const std::string where = absl::StrCat("recipient ", recipient.body());
    RETURN_IF_ERROR(CheckKey(where, "body", recipient.body()));
    RETURN_IF_ERROR(CheckWords(where, "title", recipient.title()));
    RETURN_IF_ERROR(CheckStanding(edition, where, recipient.standing()));
    if (recipient.of() != kDisclosure && !clocks::IsMilestone(recipient.of())) {
      return RefuseData(where, absl::StrCat("of: there is no milestone \"", recipient.of(), "\""));
    }
    if (!recipient.told().empty() && !clocks::IsMilestone(recipient.told())) {
      return RefuseData(where,
                        absl::StrCat("told: there is no milestone \"", recipient.told(), "\""));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckConduct(const Edition& edition) {
  for (const auto& criterion : edition.criteria()) {
    const std::string where = absl::StrCat("criterion ", criterion.key());
    RETURN_IF_ERROR(CheckKey(where, "key", criterion.key()));
    RETURN_IF_ERROR(CheckWords(where, "words", criterion.words()));
    RETURN_IF_ERROR(CheckStanding(edition, where, criterion.standing()));
    if (criterion.strength() == types::v1::ReviewCriterion::STRENGTH_UNSPECIFIED) {
      return RefuseData(where, "strength is missing");
    }
  }
  for (const types::v1::ReviewConduct& conduct : edition.conduct()) {
    RETURN_IF_ERROR(CheckStanding(edition, "conduct", conduct.standing()));
    for (const auto& condition : conduct.imr_author()) {
      if (condition.condition() == types::v1::ReviewConduct::INDEPENDENCE_UNSPECIFIED) {
        return RefuseData("conduct", "imr_author.condition is missing");
      }
      RETURN_IF_ERROR(CheckSource("conduct.imr_author", condition.source()));
    }
    RETURN_IF_ERROR(CheckSource("conduct.imrs", conduct.imrs().source()));
    RETURN_IF_ERROR(CheckSource("conduct.health_overview", conduct.health_overview().source()));
    RETURN_IF_ERROR(CheckSource("conduct.executive_summary", conduct.executive_summary().source()));
    RETURN_IF_ERROR(CheckSource("conduct.chair_differs_from_author",
                                conduct.chair_differs_from_author().source()));
    RETURN_IF_ERROR(
        CheckSource("conduct.author_independent", conduct.author_independent().source()));
    for (const auto& check : conduct.contribution_checks()) {
      RETURN_IF_ERROR(CheckKey("conduct.contribution_checks", "key", check.key()));
      RETURN_IF_ERROR(CheckWords("conduct.contribution_checks", "words", check.words()));
    }
    if (conduct.contribution_checks().empty()) continue;
    RETURN_IF_ERROR(CheckSource("conduct.contribution_checks", conduct.checks_source()));
  }
  return absl::OkStatus();
}

absl::Status CheckReviewKinds(const Edition& edition) {
  for (const types::v1::ReviewKind& kind : edition.review_kinds()) {
    const std::string where = absl::StrCat("review kind ", kind.option());
    RETURN_IF_ERROR(CheckKey(where, "option", kind.option()));
    RETURN_IF_ERROR(CheckWords(where, "title", kind.title()));
    RETURN_IF_ERROR(CheckKey(where, "decision", kind.decision()));
    RETURN_IF_ERROR(CheckStanding(edition, where, kind.standing()));
    if (!clocks::IsMilestone(kind.decided())) return RefuseData(where, "decided: no milestone");
    for (const std::string& milestone : {kind.accepted(), kind.published()}) {
      if (milestone.empty() || clocks::IsMilestone(milestone)) continue;
      return RefuseData(where, absl::StrCat("there is no milestone \"", milestone, "\""));
    }
    for (const types::v1::ReviewKind::Switch& owed : {kind.advance_copy(), kind.improvements()}) {
      if (owed.required()) RETURN_IF_ERROR(CheckSource(where, owed.source()));
    }
    for (const std::string& role : kind.usual_roles()) {
      const auto& known = edition.required_roles();
      if (std::any_of(known.begin(), known.end(),
                      [&](const auto& one) { return one.role() == role; })) {
        continue;
      }
      return RefuseData(where, absl::StrCat("usual_roles: there is no role \"", role, "\""));
    }
    if (!kind.has_publication()) continue;
    RETURN_IF_ERROR(CheckSource(where, kind.publication().source()));
    for (const auto& ground : kind.publication().withheld_on()) {
      RETURN_IF_ERROR(CheckKey(where, "withheld_on", ground.key()));
      RETURN_IF_ERROR(CheckWords(where, "withheld_on", ground.words()));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckTriggersAndReturns(const Edition& edition) {
  std::set<std::string> triggers;
  for (const types::v1::ResponseTrigger& trigger : edition.response_triggers()) {
    const std::string where = absl::StrCat("response trigger ", trigger.key());
    RETURN_IF_ERROR(CheckKey(where, "key", trigger.key()));
    RETURN_IF_ERROR(CheckKey(where, "response", trigger.response()));
    RETURN_IF_ERROR(CheckWords(where, "words", trigger.words()));
    RETURN_IF_ERROR(CheckStanding(edition, where, trigger.standing()));
    if (!triggers.insert(trigger.key()).second) return RefuseData(where, "key: there are two");
  }
  for (const types::v1::YearlyReturn& yearly : edition.returns()) {
    const std::string where = absl::StrCat("return ", yearly.key());
    RETURN_IF_ERROR(CheckKey(where, "key", yearly.key()));
    RETURN_IF_ERROR(CheckWords(where, "title", yearly.title()));
    RETURN_IF_ERROR(CheckWords(where, "collector", yearly.collector()));
    RETURN_IF_ERROR(CheckStanding(edition, where, yearly.standing()));
    if (!yearly.due().empty()) RETURN_IF_ERROR(CheckSource(where, yearly.due_source()));
    for (const auto& counted : yearly.counted()) {
      RETURN_IF_ERROR(CheckKey(where, "counted.modifiability", counted.modifiability()));
      RETURN_IF_ERROR(CheckSource(absl::StrCat(where, ", counted"), counted.source()));
    }
    for (const auto& measure : yearly.measures()) {
      const std::string at = absl::StrCat(where, ", measure ", measure.key());
      RETURN_IF_ERROR(CheckKey(at, "key", measure.key()));
      RETURN_IF_ERROR(CheckWords(at, "title", measure.title()));
      RETURN_IF_ERROR(CheckSource(at, measure.source()));
      if (measure.basis() == types::v1::YearlyReturn::BASIS_UNSPECIFIED) {
        return RefuseData(at, "basis is missing");
      }
    }
    RETURN_IF_ERROR(CheckReturnTables(yearly));
  }
  for (const types::v1::SubmissionSheet& sheet : edition.sheets()) {
    RETURN_IF_ERROR(CheckStanding(edition, absl::StrCat("sheet ", sheet.key()), sheet.standing()));
    RETURN_IF_ERROR(CheckSheetLines(sheet));
  }
  return absl::OkStatus();
}

absl::Status CheckMeetingKinds(const Edition& edition) {
  std::set<std::string> keys;
  for (const types::v1::MeetingKind& kind : edition.meeting_kinds()) {
    const std::string where = absl::StrCat("kind of meeting ", kind.key());
    RETURN_IF_ERROR(CheckKey(where, "key", kind.key()));
    RETURN_IF_ERROR(CheckWords(where, "title", kind.title()));
    RETURN_IF_ERROR(CheckStanding(edition, where, kind.standing()));
    if (!keys.insert(kind.key()).second) return RefuseData(where, "key: there are two");
    if (kind.body_kinds().empty()) return RefuseData(where, "body_kinds: no body holds it");
  }
  return absl::OkStatus();
}

// A chapter that each area starts for itself says between which days.
absl::Status CheckStarts(const std::string& where, const types::v1::Chapter& chapter) {
  if (!chapter.has_earliest_start() && !chapter.has_latest_start()) return absl::OkStatus();
  RETURN_IF_ERROR(CheckDay(where, "earliest_start", chapter.earliest_start()));
  RETURN_IF_ERROR(CheckDay(where, "latest_start", chapter.latest_start()));
  const DaysInForce days = DaysOf(chapter);
  if (days.from.has_value() && StartsOf(chapter).Contains(*days.from)) return absl::OkStatus();
  return RefuseData(where, "in_force_from lies between earliest_start and latest_start");
}

absl::Status CheckEdition(const Edition& edition) {
  RETURN_IF_ERROR(CheckKey("edition", "id", edition.id()));
  RETURN_IF_ERROR(CheckWords("edition", "title", edition.title()));
  if (edition.axis() == Edition::AXIS_UNSPECIFIED) return RefuseData("edition", "axis is missing");
  std::set<int> topics;
  for (const types::v1::Chapter& chapter : edition.chapters()) {
    const std::string where = absl::StrCat("chapter on ", TopicWords(chapter.topic()));
    if (chapter.topic() == types::v1::AGGREGATE_UNSPECIFIED) {
      return RefuseData("chapters", "topic is missing");
    }
    if (!topics.insert(chapter.topic()).second) return RefuseData(where, "topic: there are two");
    RETURN_IF_ERROR(CheckWords(where, "title", chapter.title()));
    RETURN_IF_ERROR(CheckDaysInForce(where, chapter));
    RETURN_IF_ERROR(CheckOrder(where, DaysOf(chapter)));
    RETURN_IF_ERROR(CheckStarts(where, chapter));
    RETURN_IF_ERROR(CheckSource(where, chapter.source()));
  }
  if (topics.empty()) return RefuseData("edition", "chapters are missing");
  RETURN_IF_ERROR(CheckClocks(edition));
  RETURN_IF_ERROR(CheckCategories(edition));
  RETURN_IF_ERROR(CheckModifiability(edition));
  RETURN_IF_ERROR(CheckRolesAndBodies(edition));
  RETURN_IF_ERROR(CheckConduct(edition));
  RETURN_IF_ERROR(CheckReviewKinds(edition));
  RETURN_IF_ERROR(CheckMeetingKinds(edition));
  return CheckTriggersAndReturns(edition);
}

absl::Status CheckHolidays(const HolidayTable& table) {
  const std::string where = absl::StrCat("holidays of ", table.name());
  RETURN_IF_ERROR(CheckWords("holidays", "name", table.name()));
  RETURN_IF_ERROR(CheckSource(where, table.source()));
  if (table.from_year() < limits::kEarliestYear || table.to_year() > limits::kLatestYear ||
      table.to_year() < table.from_year()) {
    return RefuseData(where, "from_year and to_year are years in order");
  }
  std::set<int64_t> years;
  absl::CivilDay previous(table.from_year() - 1, 12, 31);
  for (const HolidayTable::Day& day : table.days()) {
    RETURN_IF_ERROR(CheckDay(where, "date", day.date()));
    const absl::CivilDay date(day.date().year(), day.date().month(), day.date().day());
    const std::string at = absl::StrCat(where, ", ", clocks::DateWords(date));
    RETURN_IF_ERROR(CheckWords(at, "name", day.name()));
    if (date <= previous) return RefuseData(at, "days ascend, each once, from the first year on");
    if (date.year() > table.to_year()) return RefuseData(at, "it lies after to_year");
    previous = date;
    years.insert(date.year());
  }
  for (int year = table.from_year(); year <= table.to_year(); ++year) {
    if (years.count(year) == 0) return RefuseData(where, absl::StrCat(year, " has none"));
  }
  return absl::OkStatus();
}

absl::Status CheckReturnRules(const types::v1::ReturnRules& rules) {
  const std::string where = "return rules";
  RETURN_IF_ERROR(CheckPeriod(where, rules.period()));
  std::set<std::string> types;
  for (const auto& form : rules.by_form()) {
    RETURN_IF_ERROR(CheckKey(where, "by_form.form_type", form.form_type()));
    RETURN_IF_ERROR(CheckPeriod(where, form.period()));
    if (types.insert(form.form_type()).second) continue;
    return RefuseData(where, absl::StrCat("by_form: ", form.form_type(), " comes twice"));
  }
  if (rules.reminders_before_escalation() == 0) {
    return RefuseData(where, "reminders_before_escalation is missing");
  }
  if (rules.longest_pause_days() == 0) return RefuseData(where, "longest_pause_days is missing");
  return absl::OkStatus();
}

absl::Status CheckOverride(const types::v1::BoardOverride& own) {
  RETURN_IF_ERROR(CheckDay("override", "from", own.from()));
  RETURN_IF_ERROR(CheckSource("override", own.source()));
  if (own.topic() == types::v1::AGGREGATE_UNSPECIFIED) {
    return RefuseData("override", "topic is missing");
  }
  switch (own.replaces_case()) {
    case types::v1::BoardOverride::kClock:
      RETURN_IF_ERROR(CheckKey("override", "clock.kind", own.clock().kind()));
      RETURN_IF_ERROR(CheckMilestones("override", "clock.starts_at", own.clock().starts_at()));
      return CheckPeriod(absl::StrCat("override of ", own.clock().kind()), own.clock().period());
    case types::v1::BoardOverride::kQuorum:
      return CheckQuorum(absl::StrCat("override of ", own.quorum().body_kind()), own.quorum());
    case types::v1::BoardOverride::kChapterStart:
      return CheckKey("override", "chapter_start.edition_id", own.chapter_start().edition_id());
    case types::v1::BoardOverride::kOwnClock: {
      const std::string where = absl::StrCat("own clock ", own.own_clock().kind());
      if (own.own_clock().has_standing()) {
        return RefuseData(where, "standing: days, source and topic are those of the override");
      }
      return CheckRule(where, own.own_clock());
    }
    case types::v1::BoardOverride::kLetter:
      RETURN_IF_ERROR(CheckKey("letter", "key", own.letter().key()));
      return CheckLetter(own.letter());
    case types::v1::BoardOverride::kReturnRules:
      return CheckReturnRules(own.return_rules());
    case types::v1::BoardOverride::REPLACES_NOT_SET:
      break;
  }
  return RefuseData("override", "it replaces nothing");
}

}  // namespace

absl::StatusOr<types::v1::Guidance> ParseGuidance(const std::string& text) {
  if (text.size() > limits::kGuidanceBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("guidance is at most ", limits::kGuidanceBytes, " bytes"));
  }
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  types::v1::Guidance guidance;
  if (!parser.ParseFromString(text, &guidance)) {
    return absl::InvalidArgumentError(error.text());
  }
  RETURN_IF_ERROR(Check(guidance));
  return guidance;
}

absl::StatusOr<std::shared_ptr<const types::v1::Guidance>> GuidanceIn(const std::string& text) {
  using Known = absl::flat_hash_map<std::string, std::shared_ptr<const types::v1::Guidance>>;
  static absl::Mutex mutex(absl::kConstInit);
  static Known& known = *new Known;
  {
    absl::MutexLock lock(&mutex);
    if (const auto found = known.find(text); found != known.end()) return found->second;
  }
  ASSIGN_OR_RETURN(types::v1::Guidance guidance, ParseGuidance(text));
  auto parsed = std::make_shared<const types::v1::Guidance>(std::move(guidance));
  absl::MutexLock lock(&mutex);
  if (known.size() >= limits::kGuidanceKept) known.clear();
  return known.try_emplace(text, std::move(parsed)).first->second;
}

absl::Status Check(const types::v1::Guidance& guidance) {
  switch (guidance.content_case()) {
    case types::v1::Guidance::kEdition:
      return CheckEdition(guidance.edition());
    case types::v1::Guidance::kHolidays:
      return CheckHolidays(guidance.holidays());
    case types::v1::Guidance::kBoardOverride:
      return CheckOverride(guidance.board_override());
    case types::v1::Guidance::kForms:
      return forms::Check(guidance.forms());
    case types::v1::Guidance::CONTENT_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError(
      "the file holds no edition, no holidays, no override of a board and no forms");
}

bool MayBeOverridden(const Standing& standing) {
  return standing.local() || standing.source().verification() != Source::CONFIRMED;
}

}  // namespace candour::workflows::editions
