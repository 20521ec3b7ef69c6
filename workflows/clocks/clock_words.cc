#include "workflows/clocks/clock_words.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/clock_run.h"
#include "workflows/clocks/milestones.h"

namespace candour::workflows::clocks {
namespace {

using types::v1::ClockAnswer;
using types::v1::ClockRule;
using types::v1::Period;
using types::v1::Source;
using Reference = ClockAnswer::Reference;

// Debian's Abseil has a string_view of its own: what goes into StrCat is a string.
std::string Words(const std::string& milestone) { return std::string(MilestoneWords(milestone)); }

absl::CivilDay Day(const types::v1::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

absl::Time Moment(const google::protobuf::Timestamp& stamp) {
  return absl::FromUnixSeconds(stamp.seconds()) + absl::Nanoseconds(stamp.nanos());
}

std::string CountWords(int amount, Period::Unit unit) {
  const auto of = [amount](const char* one) {
    return absl::StrCat(amount, " ", one, amount == 1 ? "" : "s");
  };
  switch (unit) {
    case Period::HOURS:
      return of("hour");
    case Period::CALENDAR_DAYS:
      return of("day");
    case Period::WORKING_DAYS:
      return of("working day");
    case Period::WEEKS:
      return of("week");
    case Period::MONTHS:
      return of("month");
    default:
      return absl::StrCat(amount);
  }
}

// "the death"; "the later of the death and learning of the death"; "a or b".
std::string StartWords(const ClockRule& rule) {
  std::vector<std::string> words;
  for (const std::string& name : rule.starts_at()) words.push_back(Words(name));
  if (words.size() == 1) return words.front();
  if (rule.start() == ClockRule::LATER_OF) {
    return absl::StrCat("the later of ", absl::StrJoin(words, " and "));
  }
  const std::string either = absl::StrJoin(words, " or ");
  return rule.start() == ClockRule::FIRST ? absl::StrCat("the earlier of ", either) : either;
}

std::string OnlyIfWords(const ClockRule& rule) {
  std::vector<std::string> words;
  for (const std::string& name : rule.only_if()) words.push_back(Words(name));
  return words.empty() ? "" : absl::StrCat(", and only after ", absl::StrJoin(words, " or "));
}

// "5 and 26 May are bank holidays".
std::string HolidayWords(const ClockAnswer& answer) {
  std::vector<std::string> days;
  const auto& skipped = answer.skipped_holidays();
  for (int i = 0; i < skipped.size(); ++i) {
    const absl::CivilDay day = Day(skipped[i].date());
    const bool month_follows =
        i + 1 < skipped.size() &&
        absl::CivilMonth(Day(skipped[i + 1].date())) == absl::CivilMonth(day);
    const std::string whole = DateWords(day);
    // The month is said once, after its last day; the year is clear from the due date.
    days.push_back(month_follows ? absl::StrCat(day.day()) : whole.substr(0, whole.rfind(' ')));
  }
  if (days.size() == 1) return absl::StrCat(days.front(), " is a bank holiday");
  const std::string last = days.back();
  days.pop_back();
  return absl::StrCat(absl::StrJoin(days, ", "), " and ", last, " are bank holidays");
}

std::string ReferenceWords(const Reference& reference, const absl::TimeZone& london) {
  if (reference.has_at()) return MomentWords(Moment(reference.at()), london);
  return DateWords(Day(reference.on()));
}

std::string DueWords(const types::v1::Date& on, bool has_at, const google::protobuf::Timestamp& at,
                     const absl::TimeZone& london) {
  return has_at ? MomentWords(Moment(at), london) : WeekdayDateWords(Day(on));
}

std::string OriginalDueWords(const ClockAnswer& answer, const absl::TimeZone& london) {
  return DueWords(answer.original_due_on(), answer.has_original_due_at(), answer.original_due_at(),
                  london);
}

// "2 May 2025"; of a clock in hours the moment, or that it is the end of the day, and why.
std::string FromWords(const Reference& start, const ClockRule& rule, const absl::TimeZone& london) {
  const std::string day = DateWords(Day(start.on()));
  if (rule.period().unit() != Period::HOURS) return day;
  if (start.has_at()) {
    return absl::StrCat(
        MomentWords(Moment(start.at()), london),
        start.time_precision() == types::v1::TIME_KNOWN ? ", the time recorded" : "");
  }
  const std::string why = start.time_precision() == types::v1::TIME_APPROXIMATE
                              ? absl::StrCat("is known only approximately: about ",
                                             MomentWords(Moment(start.about()), london))
                          : start.time_precision() == types::v1::TIME_NOT_KNOWN
                              ? std::string("is not known")
                              : std::string("is not recorded");
  return absl::StrCat("the end of ", day, ", since the time ", why);
}

// "(Working Together 2010, chapter 8, unverified)".
std::string SourceWords(const Source& source, bool local) {
  std::vector<std::string> words = {source.document()};
  if (!source.paragraph().empty()) words.push_back(source.paragraph());
  if (local) words.push_back("local practice");
  if (source.verification() == Source::PARTLY) words.push_back("partly verified");
  if (source.verification() == Source::UNVERIFIED) words.push_back("unverified");
  return absl::StrCat("(", absl::StrJoin(words, ", "), ")");
}

// "15 working days from 2 May 2025; 5 and 26 May are bank holidays".
std::string Basis(const ClockAnswer& answer, const ClockRule& rule, const absl::TimeZone& london) {
  const Reference& start = answer.started_by();
  switch (rule.due_case()) {
    case ClockRule::kStated:
      if (answer.has_stated_by()) {
        return absl::StrCat(PeriodWords(answer.stated_by().period()), " from ",
                            DateWords(Day(start.on())), ", this board's own period ",
                            SourceWords(answer.stated_by().source(), /*local=*/false));
      }
      return absl::StrCat("the day stated on ", DateWords(Day(start.on())));
    case ClockRule::kBeforeMilestone:
      return Words(rule.before_milestone());
    default:
      break;
  }
  const bool back = rule.counting() == ClockRule::BACK_FROM_START;
  std::string basis = absl::StrCat(PeriodWords(rule.period()), back ? " before " : " from ",
                                   FromWords(start, rule, london));
  if (!answer.skipped_holidays().empty()) absl::StrAppend(&basis, "; ", HolidayWords(answer));
  return basis;
}

// "2 calendar days". What is late by hours is so by each hour that began, the last of them not
// whole: less than one is told in minutes, as far as it is over.
std::string LateWords(const ClockAnswer& answer) {
  if (answer.missed_by_unit() != Period::HOURS || answer.missed_by() != 1) {
    return CountWords(answer.missed_by(), answer.missed_by_unit());
  }
  if (!answer.has_ended_by()) return "no more than an hour";
  if (!answer.ended_by().has_at() || !answer.has_due_at()) return "1 hour";
  const absl::Duration late = Moment(answer.ended_by().at()) - Moment(answer.due_at());
  const int64_t minutes = absl::ToInt64Minutes(absl::Ceil(late, absl::Minutes(1)));
  if (minutes >= 60) return "1 hour";
  return absl::StrCat(minutes, minutes == 1 ? " minute" : " minutes");
}

// How it stands, with the date that counts now.
std::string Headline(const ClockAnswer& answer, const ClockRule& rule,
                     const std::string& why_unknown, const absl::TimeZone& london) {
  const std::string late = LateWords(answer);
  const std::string end =
      answer.has_ended_by() ? ReferenceWords(answer.ended_by(), london) : std::string();
  // Void, out of scope or part of another case, that is one milestone.
  const std::string end_words = answer.ended_by().milestone() == kCaseVoided
                                    ? "the finding that there is no case of its own to review"
                                    : Words(answer.ended_by().milestone());
  switch (answer.status()) {
    case ClockAnswer::NOT_STARTED:
      return absl::StrCat("Not started: begins with ", StartWords(rule), OnlyIfWords(rule), ".");
    case ClockAnswer::CALENDAR_UNKNOWN:
      return absl::StrCat("The due date cannot be worked out: ", why_unknown, ".");
    case ClockAnswer::OVERDUE:
      return absl::StrCat("Overdue by ", late, ".");
    case ClockAnswer::MET:
      return absl::StrCat("Met: ", end, ".");
    case ClockAnswer::MET_LATE:
      return absl::StrCat("Met late by ", late, ": ", end, ".");
    case ClockAnswer::SUSPENDED:
      return absl::StrCat("Suspended since ", DateWords(Day(answer.pauses().rbegin()->from())),
                          ".");
    case ClockAnswer::CANCELLED:
      return absl::StrCat("Cancelled: ", end, ", by ", end_words, "; nothing was owed.");
    case ClockAnswer::SUPERSEDED:
      return absl::StrCat("Superseded: ", end, ", by ", end_words, ".");
    case ClockAnswer::LAPSED:
      return absl::StrCat("Never met: ended on ", end, " by ", end_words,
                          answer.missed_by() == 0 ? "." : absl::StrCat(", overdue by ", late, "."));
    default:
      return "";
  }
}

std::string DueSentence(const ClockAnswer& answer, const ClockRule& rule,
                        const absl::TimeZone& london) {
  if (!answer.has_due_on() && !answer.waits_for().empty()) {
    std::vector<std::string> awaited;
    for (const std::string& name : answer.waits_for()) awaited.push_back(Words(name));
    return absl::StrCat(answer.has_ended_by() ? "No day was due yet: it waited for "
                                              : "No day is due yet: it waits for ",
                        absl::StrJoin(awaited, " and "), ".");
  }
  if (!answer.has_due_on()) {
    return rule.due_case() == ClockRule::kBeforeMilestone
               ? absl::StrCat("Due before ", Words(rule.before_milestone()), ".")
               : "No due day was stated.";
  }
  const char* opening = "Was due ";
  switch (answer.status()) {
    case ClockAnswer::DUE_TODAY:
      opening = "Due today, ";
      break;
    case ClockAnswer::RUNNING:
    case ClockAnswer::SUSPENDED:
      opening = "Due ";
      break;
    default:
      break;
  }
  const std::string due = DueWords(answer.due_on(), answer.has_due_at(), answer.due_at(), london);
  if (!answer.has_original_due_on()) return absl::StrCat(opening, due, ".");
  const std::string original = OriginalDueWords(answer, london);
  const std::string basis = Basis(answer, rule, london);
  if (due == original) return absl::StrCat(opening, due, ": ", basis, ".");
  return absl::StrCat(opening, due, "; at first ", original, ": ", basis, ".");
}

void AppendRestated(const ClockAnswer& answer, const ClockRule& rule, const absl::TimeZone& london,
                    std::vector<std::string>& sentences) {
  for (const ClockAnswer::Restated& restated : answer.restated()) {
    // By other bank holidays it counted from the same start.
    const bool same = restated.was().event_id() == answer.started_by().event_id();
    sentences.push_back(absl::StrCat(
        "Restated on ", DateWords(Day(restated.restated_on())),
        restated.reason().empty() ? "" : absl::StrCat(" (", restated.reason(), ")"),
        ": before, it ",
        same ? ""
             : absl::StrCat("counted from ", FromWords(restated.was(), rule, london), ", and "),
        "was due ", DueWords(restated.due_on(), restated.has_due_at(), restated.due_at(), london),
        "."));
  }
}

void AppendHistory(const ClockAnswer& answer, const absl::TimeZone& london,
                   std::vector<std::string>& sentences) {
  for (const ClockAnswer::Undone& undone : answer.undone()) {
    sentences.push_back(absl::StrCat("It had been met on ", ReferenceWords(undone.met_by(), london),
                                     " by ", Words(undone.met_by().milestone()),
                                     ", which was undone by ",
                                     Words(undone.undone_by().milestone()), " on ",
                                     ReferenceWords(undone.undone_by(), london), "."));
  }
  for (const ClockAnswer::Revision& revision : answer.revisions()) {
    sentences.push_back(absl::StrCat(
        "Moved to ", DateWords(Day(revision.new_due())), " on ",
        DateWords(Day(revision.decided_on())), " by ", revision.authority(), ": ",
        absl::StripSuffix(revision.reason(), "."),
        revision.after_breach() ? ", when the date had already passed" : "",
        revision.recorded_after_due() ? ", recorded only when the date had already passed" : "",
        "."));
  }
  for (const ClockAnswer::Explained& explained : answer.explained()) {
    sentences.push_back(absl::StrCat(answer.breached() ? "Missed, as " : "Thought missed, when ",
                                     explained.authority(), " said on ",
                                     DateWords(Day(explained.recorded_on())), ": ",
                                     absl::StripSuffix(explained.reason(), "."), "."));
  }
  for (const ClockAnswer::Pause& pause : answer.pauses()) {
    const std::string until =
        pause.has_to() ? absl::StrCat(" to ", DateWords(Day(pause.to()))) : "";
    sentences.push_back(absl::StrCat("Stood still from ", DateWords(Day(pause.from())), until, ": ",
                                     pause.legal_basis(), "."));
  }
}

// "; it stands still while the case is kept for a meeting of its kind, and for no other hold".
std::string StandsStillWords(const ClockRule& rule) {
  bool kept = false;
  bool waits = false;
  for (const int hold : rule.stands_still_for()) {
    kept |= hold == ClockRule::KEPT_FOR_MEETING;
    waits |= hold == ClockRule::WAITS;
  }
  if (kept && waits) return "; it stands still while the case is held";
  if (kept) {
    return "; it stands still while the case is kept for a meeting of its kind, and for no other "
           "hold";
  }
  return waits ? "; it stands still while the case is held, unless it is kept for a meeting" : "";
}

std::string DueInWords(const ClockRule& rule) {
  const std::string start = StartWords(rule);
  if (rule.due_case() == ClockRule::kStated) {
    return absl::StrCat("by the day stated with ", start);
  }
  if (rule.due_case() == ClockRule::kBeforeMilestone) {
    return absl::StrCat("before ", Words(rule.before_milestone()));
  }
  const std::string period = CountWords(rule.period().amount(), rule.period().unit());
  switch (rule.counting()) {
    case ClockRule::BEGINNING_NEXT_DAY:
      return absl::StrCat("within ", period, " beginning with the day after ", start);
    case ClockRule::FROM_WORKING_DAY_ZERO:
      return absl::StrCat(period, " after ", start,
                          ", counted from the first working day on or after it");
    case ClockRule::BACK_FROM_START:
      return absl::StrCat(period, " before ", start);
    default:
      break;
  }
  const bool days =
      rule.period().unit() == Period::CALENDAR_DAYS || rule.period().unit() == Period::WORKING_DAYS;
  return absl::StrCat(period, " after ", start, days ? ", not counting the day itself" : "");
}

}  // namespace

std::string PeriodWords(const Period& period) { return CountWords(period.amount(), period.unit()); }

std::string RuleInWords(const ClockRule& rule) {
  return absl::StrCat(DueInWords(rule), StandsStillWords(rule));
}

std::string Explain(const ClockAnswer& answer, const ClockRule& rule,
                    const std::string& why_unknown, const absl::TimeZone& london) {
  std::vector<std::string> sentences;
  if (std::string headline = Headline(answer, rule, why_unknown, london); !headline.empty()) {
    sentences.push_back(std::move(headline));
  }
  const bool reckoned = answer.status() != ClockAnswer::NOT_STARTED &&
                        answer.status() != ClockAnswer::CALENDAR_UNKNOWN;
  if (reckoned) sentences.push_back(DueSentence(answer, rule, london));
  for (const ClockAnswer::OtherStart& other : answer.other_starts()) {
    if (!other.has_due_on()) continue;
    const std::string other_due =
        DueWords(other.due_on(), other.has_due_at(), other.due_at(), london);
    if (other_due == DueWords(answer.due_on(), answer.has_due_at(), answer.due_at(), london)) {
      continue;
    }
    sentences.push_back(absl::StrCat("Counted from ", Words(other.started_by().milestone()), " (",
                                     ReferenceWords(other.started_by(), london), ") it would be ",
                                     other_due, "."));
  }
  AppendRestated(answer, rule, london, sentences);
  AppendHistory(answer, london, sentences);
  const bool said =
      answer.status() == ClockAnswer::OVERDUE || answer.status() == ClockAnswer::MET_LATE;
  if (answer.breached() && !said) {
    sentences.push_back("A date that then stood passed unmet: that breach stays.");
  }
  const std::string& from = answer.started_by().milestone();
  if (reckoned && rule.has_period() && !IsNamed(rule.starts_at(), from)) {
    sentences.push_back(
        absl::StrCat("It was ended and begun again since, and counts from ", Words(from), "."));
  }
  sentences.push_back(absl::StrCat("Rule: ", answer.rule_in_words(), " ",
                                   SourceWords(answer.source(), rule.standing().local()), "."));
  if (answer.has_replaced_period()) {
    sentences.push_back(absl::StrCat("The board's own period, in place of ",
                                     PeriodWords(answer.replaced_period()), "."));
  }
  return absl::StrJoin(sentences, " ");
}

}  // namespace candour::workflows::clocks
