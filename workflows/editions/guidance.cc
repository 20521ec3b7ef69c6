#include "workflows/editions/guidance.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "base/limits.h"
#include "base/status.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/editions/standing.h"

namespace candour::workflows::editions {
namespace {

using types::v1::ClockRule;
using types::v1::Edition;
using types::v1::HolidayTable;
using types::v1::Period;
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

absl::Status Refuse(const std::string& where, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(where, ": ", what));
}

bool IsKey(const std::string& text) {
  if (text.empty() || !absl::ascii_islower(text.front())) return false;
  for (const char c : text) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '_') return false;
  }
  return true;
}

absl::Status CheckKey(const std::string& where, const char* field, const std::string& key) {
  if (IsKey(key)) return absl::OkStatus();
  return Refuse(where, absl::StrCat(field,
                                    " is a name in small letters, digits and underscores, "
                                    "not \"",
                                    key, "\""));
}

absl::Status CheckText(const std::string& where, const char* field, const std::string& text) {
  return text.empty() ? Refuse(where, absl::StrCat(field, " is missing")) : absl::OkStatus();
}

absl::Status CheckDate(const std::string& where, const char* field, const types::v1::Date& date) {
  const absl::Status status = clocks::ToCivilDay(date).status();
  if (status.ok()) return status;
  return Refuse(where, absl::StrCat(field, ": ", status.message()));
}

absl::Status CheckSource(const std::string& where, const Source& source) {
  RETURN_IF_ERROR(CheckText(where, "source.document", source.document()));
  if (source.verification() == Source::VERIFICATION_UNSPECIFIED) {
    return Refuse(where, "source.verification is missing");
  }
  return absl::OkStatus();
}

// The in-force days of a chapter or a standing.
template <typename T>
absl::Status CheckDays(const std::string& where, const T& dated) {
  if (dated.has_in_force_from()) {
    RETURN_IF_ERROR(CheckDate(where, "in_force_from", dated.in_force_from()));
  }
  if (dated.has_in_force_to()) {
    RETURN_IF_ERROR(CheckDate(where, "in_force_to", dated.in_force_to()));
  }
  return absl::OkStatus();
}

absl::Status CheckOrder(const std::string& where, const DaysInForce& days) {
  if (days.from.has_value() && days.to.has_value() && *days.to < *days.from) {
    return Refuse(where, "in_force_to lies before in_force_from");
  }
  return absl::OkStatus();
}

absl::Status CheckStanding(const Edition& edition, const std::string& where,
                           const Standing& standing) {
  const types::v1::Chapter* chapter = ChapterOn(edition, standing.topic());
  if (chapter == nullptr) {
    return Refuse(where, absl::StrCat("standing.topic: the edition has no chapter on ",
                                      TopicWords(standing.topic())));
  }
  if (standing.timing() == Standing::TIMING_UNSPECIFIED) {
    return Refuse(where, "standing.timing is missing");
  }
  RETURN_IF_ERROR(CheckDays(where, standing));
  const DaysInForce days = DaysOf(edition, standing);
  RETURN_IF_ERROR(CheckOrder(where, days));
  if (!DaysOf(*chapter).Encloses(days)) {
    return Refuse(where, "standing: its days lie outside those of its chapter");
  }
  return CheckSource(where, standing.source());
}

absl::Status CheckPeriod(const std::string& where, const Period& period) {
  if (period.amount() < 1) return Refuse(where, "period.amount is at least 1");
  if (period.unit() == Period::UNIT_UNSPECIFIED) return Refuse(where, "period.unit is missing");
  return absl::OkStatus();
}

absl::Status CheckMilestones(const std::string& where, const char* field,
                             const google::protobuf::RepeatedPtrField<std::string>& names) {
  for (const std::string& name : names) {
    if (clocks::IsMilestone(name)) continue;
    return Refuse(where, absl::StrCat(field, ": there is no milestone \"", name, "\""));
  }
  return absl::OkStatus();
}

absl::Status CheckDue(const std::string& where, const ClockRule& rule) {
  switch (rule.due_case()) {
    case ClockRule::kPeriod: {
      RETURN_IF_ERROR(CheckPeriod(where, rule.period()));
      const bool working_days = rule.period().unit() == Period::WORKING_DAYS;
      if (rule.counting() == ClockRule::COUNTING_UNSPECIFIED) {
        return Refuse(where, "counting is missing");
      }
      if (rule.counting() == ClockRule::FROM_WORKING_DAY_ZERO && !working_days) {
        return Refuse(where, "counting: a working day nought needs a period in working days");
      }
      return absl::OkStatus();
    }
    case ClockRule::kStated:
      return rule.stated() ? absl::OkStatus() : Refuse(where, "stated: leave it out or say true");
    case ClockRule::kBeforeMilestone:
      if (clocks::IsMilestone(rule.before_milestone())) return absl::OkStatus();
      return Refuse(where, absl::StrCat("before_milestone: there is no milestone \"",
                                        rule.before_milestone(), "\""));
    case ClockRule::DUE_NOT_SET:
      break;
  }
  return Refuse(where, "it is due neither after a period, nor as stated, nor before a milestone");
}

absl::Status CheckClock(const Edition& edition, const ClockRule& rule) {
  const std::string where = absl::StrCat("clock ", rule.kind());
  RETURN_IF_ERROR(CheckKey(where, "kind", rule.kind()));
  RETURN_IF_ERROR(CheckText(where, "title", rule.title()));
  RETURN_IF_ERROR(CheckStanding(edition, where, rule.standing()));
  if (rule.starts_at().empty()) return Refuse(where, "starts_at is missing");
  if (rule.start() == ClockRule::START_UNSPECIFIED) return Refuse(where, "start is missing");
  if (rule.met_by().empty()) return Refuse(where, "met_by is missing");
  RETURN_IF_ERROR(CheckMilestones(where, "starts_at", rule.starts_at()));
  RETURN_IF_ERROR(CheckMilestones(where, "met_by", rule.met_by()));
  RETURN_IF_ERROR(CheckMilestones(where, "cancelled_by", rule.cancelled_by()));
  RETURN_IF_ERROR(CheckMilestones(where, "superseded_by", rule.superseded_by()));
  RETURN_IF_ERROR(CheckMilestones(where, "lapsed_by", rule.lapsed_by()));
  RETURN_IF_ERROR(CheckMilestones(where, "only_if", rule.only_if()));
  if (rule.has_revisable()) {
    RETURN_IF_ERROR(CheckText(where, "revisable.by", rule.revisable().by()));
  }
  return CheckDue(where, rule);
}

absl::Status CheckClocks(const Edition& edition) {
  // A kind may have several versions, one after another.
  std::map<std::pair<int, std::string>, std::vector<DaysInForce>> versions;
  for (const ClockRule& rule : edition.clocks()) {
    RETURN_IF_ERROR(CheckClock(edition, rule));
    const DaysInForce days = DaysOf(edition, rule.standing());
    std::vector<DaysInForce>& others = versions[{rule.standing().topic(), rule.kind()}];
    for (const DaysInForce& other : others) {
      if (!days.Overlaps(other)) continue;
      return Refuse(absl::StrCat("clock ", rule.kind()),
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
      return Refuse("categories", "choice is missing");
    }
    if (vocabulary.categories().empty()) return Refuse("categories", "there are none");
    for (int i = 0; i < vocabulary.categories_size(); ++i) {
      const auto& category = vocabulary.categories(i);
      if (category.number() != i + 1) {
        return Refuse("categories",
                      absl::StrCat("number: ", i + 1, " is expected, not ", category.number()));
      }
      const std::string where = absl::StrCat("category ", category.number());
      RETURN_IF_ERROR(CheckText(where, "title", category.title()));
      RETURN_IF_ERROR(CheckSource(where, category.source()));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckModifiability(const Edition& edition) {
  for (const types::v1::ModifiabilityVocabulary& vocabulary : edition.modifiability()) {
    RETURN_IF_ERROR(CheckStanding(edition, "modifiability", vocabulary.standing()));
    if (vocabulary.values().empty()) return Refuse("modifiability", "there are no values");
    std::set<std::string> keys;
    for (const auto& value : vocabulary.values()) {
      const std::string where = absl::StrCat("modifiability ", value.key());
      RETURN_IF_ERROR(CheckKey(where, "key", value.key()));
      RETURN_IF_ERROR(CheckText(where, "title", value.title()));
      RETURN_IF_ERROR(CheckSource(where, value.source()));
      if (!keys.insert(value.key()).second) return Refuse(where, "key: there are two");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckQuorum(const std::string& where, const types::v1::QuorumRuleSet& quorum) {
  RETURN_IF_ERROR(CheckKey(where, "body_kind", quorum.body_kind()));
  RETURN_IF_ERROR(CheckText(where, "title", quorum.title()));
  if (quorum.minimum_members() < 1) return Refuse(where, "minimum_members is at least 1");
  for (const auto& place : quorum.places()) {
    RETURN_IF_ERROR(CheckText(where, "places.title", place.title()));
    if (place.any_of_roles().empty()) {
      return Refuse(where, absl::StrCat("places: no role fills \"", place.title(), "\""));
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
    RETURN_IF_ERROR(CheckText(where, "title", role.title()));
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
    RETURN_IF_ERROR(CheckText(where, "title", recipient.title()));
    RETURN_IF_ERROR(CheckStanding(edition, where, recipient.standing()));
    if (!clocks::IsMilestone(recipient.of())) {
      return Refuse(where, absl::StrCat("of: there is no milestone \"", recipient.of(), "\""));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckConduct(const Edition& edition) {
  for (const auto& criterion : edition.criteria()) {
    const std::string where = absl::StrCat("criterion ", criterion.key());
    RETURN_IF_ERROR(CheckKey(where, "key", criterion.key()));
    RETURN_IF_ERROR(CheckText(where, "words", criterion.words()));
    RETURN_IF_ERROR(CheckStanding(edition, where, criterion.standing()));
    if (criterion.strength() == types::v1::ReviewCriterion::STRENGTH_UNSPECIFIED) {
      return Refuse(where, "strength is missing");
    }
  }
  for (const types::v1::ReviewConduct& conduct : edition.conduct()) {
    RETURN_IF_ERROR(CheckStanding(edition, "conduct", conduct.standing()));
    for (const auto& condition : conduct.imr_author()) {
      if (condition.condition() == types::v1::ReviewConduct::INDEPENDENCE_UNSPECIFIED) {
        return Refuse("conduct", "imr_author.condition is missing");
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
  }
  return absl::OkStatus();
}

absl::Status CheckEdition(const Edition& edition) {
  RETURN_IF_ERROR(CheckKey("edition", "id", edition.id()));
  RETURN_IF_ERROR(CheckText("edition", "title", edition.title()));
  if (edition.axis() == Edition::AXIS_UNSPECIFIED) return Refuse("edition", "axis is missing");
  std::set<int> topics;
  for (const types::v1::Chapter& chapter : edition.chapters()) {
    const std::string where = absl::StrCat("chapter on ", TopicWords(chapter.topic()));
    if (chapter.topic() == types::v1::AGGREGATE_UNSPECIFIED) {
      return Refuse("chapters", "topic is missing");
    }
    if (!topics.insert(chapter.topic()).second) return Refuse(where, "topic: there are two");
    RETURN_IF_ERROR(CheckText(where, "title", chapter.title()));
    RETURN_IF_ERROR(CheckDays(where, chapter));
    RETURN_IF_ERROR(CheckOrder(where, DaysOf(chapter)));
    RETURN_IF_ERROR(CheckSource(where, chapter.source()));
  }
  if (topics.empty()) return Refuse("edition", "chapters are missing");
  RETURN_IF_ERROR(CheckClocks(edition));
  RETURN_IF_ERROR(CheckCategories(edition));
  RETURN_IF_ERROR(CheckModifiability(edition));
  RETURN_IF_ERROR(CheckRolesAndBodies(edition));
  return CheckConduct(edition);
}

absl::Status CheckHolidays(const HolidayTable& table) {
  const std::string where = absl::StrCat("holidays of ", table.name());
  RETURN_IF_ERROR(CheckText("holidays", "name", table.name()));
  RETURN_IF_ERROR(CheckSource(where, table.source()));
  if (table.from_year() < limits::kEarliestYear || table.to_year() > limits::kLatestYear ||
      table.to_year() < table.from_year()) {
    return Refuse(where, "from_year and to_year are years in order");
  }
  std::set<int64_t> years;
  absl::CivilDay previous(table.from_year() - 1, 12, 31);
  for (const HolidayTable::Day& day : table.days()) {
    RETURN_IF_ERROR(CheckDate(where, "date", day.date()));
    const absl::CivilDay date(day.date().year(), day.date().month(), day.date().day());
    const std::string at = absl::StrCat(where, ", ", clocks::DateWords(date));
    RETURN_IF_ERROR(CheckText(at, "name", day.name()));
    if (date <= previous) return Refuse(at, "days ascend, each once, from the first year on");
    if (date.year() > table.to_year()) return Refuse(at, "it lies after to_year");
    previous = date;
    years.insert(date.year());
  }
  for (int year = table.from_year(); year <= table.to_year(); ++year) {
    if (years.count(year) == 0) return Refuse(where, absl::StrCat(year, " has none"));
  }
  return absl::OkStatus();
}

absl::Status CheckOverride(const types::v1::BoardOverride& own) {
  RETURN_IF_ERROR(CheckDate("override", "from", own.from()));
  RETURN_IF_ERROR(CheckSource("override", own.source()));
  if (own.topic() == types::v1::AGGREGATE_UNSPECIFIED) {
    return Refuse("override", "topic is missing");
  }
  switch (own.replaces_case()) {
    case types::v1::BoardOverride::kClock:
      RETURN_IF_ERROR(CheckKey("override", "clock.kind", own.clock().kind()));
      return CheckPeriod(absl::StrCat("override of ", own.clock().kind()), own.clock().period());
    case types::v1::BoardOverride::kQuorum:
      return CheckQuorum(absl::StrCat("override of ", own.quorum().body_kind()), own.quorum());
    case types::v1::BoardOverride::REPLACES_NOT_SET:
      break;
  }
  return Refuse("override", "it replaces nothing");
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

absl::Status Check(const types::v1::Guidance& guidance) {
  switch (guidance.content_case()) {
    case types::v1::Guidance::kEdition:
      return CheckEdition(guidance.edition());
    case types::v1::Guidance::kHolidays:
      return CheckHolidays(guidance.holidays());
    case types::v1::Guidance::kBoardOverride:
      return CheckOverride(guidance.board_override());
    case types::v1::Guidance::CONTENT_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError(
      "the file holds no edition, no holidays and no override of a board");
}

bool MayBeOverridden(const Standing& standing) {
  return standing.local() || standing.source().verification() != Source::CONFIRMED;
}

}  // namespace candour::workflows::editions
