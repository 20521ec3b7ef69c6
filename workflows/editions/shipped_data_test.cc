// The files in data/, read as they are shipped.
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "candour/types/v1/vocabulary.pb.h"
#include "workflows/clocks/clock.h"
#include "workflows/editions/edition_register.h"
#include "workflows/editions/guidance.h"
#include "workflows/editions/shipped_data_test_support.h"

namespace candour::workflows::editions {
namespace {

using clocks::Milestone;
using clocks::RuleInForce;
using clocks::When;
using types::v1::ACTION_PLAN;
using types::v1::Aggregate;
using types::v1::CASE_REVIEW;
using types::v1::CHILD_DEATH;
using types::v1::ClockAnswer;
using types::v1::Period;
using types::v1::Source;

// Easter Sunday by Gauss's method with its two exceptions: another way than the generator's.
absl::CivilDay Easter(int year) {
  const int a = year % 19;
  const int b = year % 4;
  const int c = year % 7;
  const int k = year / 100;
  const int m = (15 - (13 + 8 * k) / 25 + k - k / 4) % 30;
  const int n = (4 + k - k / 4) % 7;
  const int d = (19 * a + m) % 30;
  const int e = (2 * b + 4 * c + 6 * d + n) % 7;
  const absl::CivilDay easter = absl::CivilDay(year, 3, 22) + d + e;
  if (d == 29 && e == 6) return Day(year, 4, 19);
  if (d == 28 && e == 6 && (11 * m + 11) % 30 < 19) return Day(year, 4, 18);
  return easter;
}

std::map<int, std::map<std::string, absl::CivilDay>> HolidaysByYear() {
  const auto guidance = ParseGuidance(ReadFile("holidays_england_wales"));
  REQUIRE(guidance.ok());
  std::map<int, std::map<std::string, absl::CivilDay>> years;
  for (const auto& day : guidance->holidays().days()) {
    const absl::CivilDay date = Day(day.date().year(), day.date().month(), day.date().day());
    CHECK(years[day.date().year()].emplace(day.name(), date).second);
    const absl::Weekday weekday = absl::GetWeekday(date);
    CHECK(weekday != absl::Weekday::saturday);
    CHECK(weekday != absl::Weekday::sunday);
  }
  return years;
}

TEST_CASE("eight holidays in every year, and those proclaimed for one year") {
  const std::map<int, size_t> more = {{2011, 9}, {2012, 9}, {2022, 10}, {2023, 9}};
  const auto years = HolidaysByYear();
  CHECK(years.begin()->first == 2006);
  CHECK(years.rbegin()->first == 2028);
  CHECK(years.size() == 23);
  for (const auto& [year, days] : years) {
    CAPTURE(year);
    CHECK(days.size() == (more.count(year) > 0 ? more.at(year) : 8));
    CHECK(days.at("Good Friday") == Easter(year) - 2);
    CHECK(days.at("Easter Monday") == Easter(year) + 1);
    for (const char* monday : {"Early May bank holiday", "Spring bank holiday"}) {
      const bool moved = (year == 2020 && monday[0] == 'E') ||
                         ((year == 2012 || year == 2022) && monday[0] == 'S');
      const absl::CivilDay day = days.at(monday);
      CHECK((moved || absl::GetWeekday(day) == absl::Weekday::monday));
      CHECK((moved || day.month() == 5));
      CHECK((moved || (monday[0] == 'E' ? day.day() <= 7 : day.day() >= 25)));
    }
    const absl::CivilDay summer = days.at("Summer bank holiday");
    CHECK(absl::GetWeekday(summer) == absl::Weekday::monday);
    CHECK((summer.month() == 8 && summer.day() >= 25));
  }
}

TEST_CASE("the holidays of awkward years, one by one") {
  struct Case {
    absl::CivilDay day;
    const char* name;
  };
  const auto sample = GENERATE(values<Case>({
      {Day(2006, 1, 2), "New Year's Day"},
      {Day(2008, 3, 21), "Good Friday"},
      {Day(2009, 12, 28), "Boxing Day"},
      {Day(2010, 12, 27), "Christmas Day"},
      {Day(2010, 12, 28), "Boxing Day"},
      {Day(2011, 1, 3), "New Year's Day"},
      {Day(2011, 4, 29), "Royal wedding bank holiday"},
      {Day(2011, 12, 26), "Boxing Day"},
      {Day(2011, 12, 27), "Christmas Day"},
      {Day(2012, 6, 4), "Spring bank holiday"},
      {Day(2012, 6, 5), "Diamond Jubilee bank holiday"},
      {Day(2015, 12, 28), "Boxing Day"},
      {Day(2016, 12, 27), "Christmas Day"},
      {Day(2020, 5, 8), "Early May bank holiday"},
      {Day(2021, 12, 27), "Christmas Day"},
      {Day(2021, 12, 28), "Boxing Day"},
      {Day(2022, 6, 2), "Spring bank holiday"},
      {Day(2022, 6, 3), "Platinum Jubilee bank holiday"},
      {Day(2022, 9, 19), "State funeral bank holiday"},
      {Day(2022, 12, 26), "Boxing Day"},
      {Day(2022, 12, 27), "Christmas Day"},
      {Day(2023, 1, 2), "New Year's Day"},
      {Day(2023, 5, 8), "Coronation bank holiday"},
      {Day(2026, 12, 28), "Boxing Day"},
      {Day(2027, 12, 28), "Boxing Day"},
      {Day(2028, 1, 3), "New Year's Day"},
      {Day(2012, 5, 28), ""},
      {Day(2020, 5, 4), ""},
      {Day(2022, 5, 30), ""},
  }));
  const EditionRegister editions = Shipped();
  const std::string* name = editions.holidays().NameOf(sample.day);
  CAPTURE(sample.day);
  CHECK((name == nullptr ? "" : *name) == sample.name);
}

TEST_CASE("the chapters follow each other without gap, eight before seven in 2010") {
  const EditionRegister editions = Shipped();
  struct Case {
    Aggregate topic;
    absl::CivilDay day;
    const char* edition;
  };
  const auto sample = GENERATE(values<Case>({{CHILD_DEATH, Day(2006, 4, 1), "wt2006"},
                                             {CHILD_DEATH, Day(2009, 12, 18), "wt2006"},
                                             {CASE_REVIEW, Day(2009, 12, 17), "wt2006"},
                                             {CASE_REVIEW, Day(2009, 12, 18), "wt2010"},
                                             {ACTION_PLAN, Day(2009, 12, 18), "wt2010"},
                                             {CHILD_DEATH, Day(2010, 3, 17), "wt2010"},
                                             {CHILD_DEATH, Day(2013, 4, 14), "wt2010"},
                                             {CHILD_DEATH, Day(2013, 4, 15), "wt2013"},
                                             {CASE_REVIEW, Day(2015, 3, 25), "wt2013"},
                                             {CASE_REVIEW, Day(2015, 3, 26), "wt2015"},
                                             {CHILD_DEATH, Day(2019, 9, 28), "wt2015"},
                                             {CHILD_DEATH, Day(2019, 9, 29), "wt2018"},
                                             {ACTION_PLAN, Day(2023, 12, 14), "wt2018"},
                                             {CASE_REVIEW, Day(2023, 12, 15), "wt2023"}}));
  CAPTURE(sample.day, sample.edition);
  CHECK(editions.LawFor(sample.topic, sample.day, "").value()->id() == sample.edition);
  CHECK(editions.LawFor(sample.topic, Day(2006, 3, 31), "").status().code() ==
        absl::StatusCode::kNotFound);
}

TEST_CASE("the clocks of each regime") {
  struct Case {
    Aggregate topic;
    absl::CivilDay began;
    const char* kind;
    int amount;  // 0: the regime has no such clock
    Period::Unit unit;
    Source::Verification verification;
  };
  const auto sample = GENERATE(values<Case>({
      {CASE_REVIEW, Day(2008, 5, 1), "decide_scr", 1, Period::MONTHS, Source::PARTLY},
      {CASE_REVIEW, Day(2009, 12, 17), "complete_scr", 4, Period::MONTHS, Source::CONFIRMED},
      {CASE_REVIEW, Day(2009, 12, 18), "complete_scr", 6, Period::MONTHS, Source::CONFIRMED},
      {CASE_REVIEW, Day(2014, 1, 1), "complete_scr", 6, Period::MONTHS, Source::CONFIRMED},
      {CASE_REVIEW, Day(2014, 1, 1), "advance_copy", 1, Period::WEEKS, Source::UNVERIFIED},
      {CHILD_DEATH, Day(2012, 1, 1), "home_visit", 24, Period::HOURS, Source::UNVERIFIED},
      {CHILD_DEATH, Day(2012, 1, 1), "parent_leaflet", 7, Period::CALENDAR_DAYS, Source::PARTLY},
      {CHILD_DEATH, Day(2014, 1, 1), "parent_leaflet", 0, Period::CALENDAR_DAYS, Source::PARTLY},
      {CHILD_DEATH, Day(2012, 1, 1), "professional_notice", 0, Period::HOURS, Source::PARTLY},
      {CHILD_DEATH, Day(2014, 1, 1), "professional_notice", 24, Period::HOURS, Source::PARTLY},
      {CHILD_DEATH, Day(2014, 1, 1), "rapid_response_phase_3", 12, Period::WEEKS, Source::PARTLY},
      {CASE_REVIEW, Day(2016, 1, 1), "notify_incident", 5, Period::WORKING_DAYS, Source::CONFIRMED},
      {CASE_REVIEW, Day(2014, 1, 1), "notify_incident", 0, Period::WORKING_DAYS, Source::CONFIRMED},
      {CASE_REVIEW, Day(2016, 1, 1), "decide_scr", 1, Period::MONTHS, Source::CONFIRMED},
      {CASE_REVIEW, Day(2016, 1, 1), "announce_scr_decision", 5, Period::WORKING_DAYS,
       Source::UNVERIFIED},
      {CASE_REVIEW, Day(2016, 1, 1), "advance_copy", 7, Period::WORKING_DAYS, Source::UNVERIFIED},
      {CASE_REVIEW, Day(2020, 1, 1), "decide_scr", 0, Period::MONTHS, Source::PARTLY},
      {CASE_REVIEW, Day(2020, 1, 1), "rapid_review", 15, Period::WORKING_DAYS, Source::PARTLY},
      {CASE_REVIEW, Day(2024, 1, 1), "publish_local_review", 6, Period::MONTHS, Source::CONFIRMED},
      {CHILD_DEATH, Day(2020, 1, 1), "jar_meeting", 72, Period::HOURS, Source::PARTLY},
      {CHILD_DEATH, Day(2020, 1, 1), "rapid_response_phase_3", 0, Period::WEEKS, Source::PARTLY},
      {CHILD_DEATH, Day(2020, 1, 1), "national_database_notice", 48, Period::HOURS,
       Source::CONFIRMED},
      {CHILD_DEATH, Day(2024, 1, 1), "review_meeting_notice", 1, Period::MONTHS, Source::CONFIRMED},
      {CHILD_DEATH, Day(2024, 1, 1), "panel_review", 6, Period::WEEKS, Source::UNVERIFIED},
      {CHILD_DEATH, Day(2024, 1, 1), "whole_review", 12, Period::MONTHS, Source::PARTLY},
  }));
  const EditionRegister editions = Shipped();
  const RuleInForce* found = nullptr;
  const auto rules = editions.ClockRulesFor(sample.topic, sample.began, "");
  for (const RuleInForce& rule : rules) {
    if (rule.rule.kind() == sample.kind) found = &rule;
  }
  CAPTURE(sample.kind, sample.began);
  REQUIRE((found != nullptr) == (sample.amount > 0));
  if (found == nullptr) return;
  CHECK(found->rule.period().amount() == sample.amount);
  CHECK(found->rule.period().unit() == sample.unit);
  CHECK(found->rule.standing().source().verification() == sample.verification);
}

TEST_CASE("duties of the law follow the calendar through all editions") {
  struct Case {
    const char* kind;
    const char* starts;
    absl::CivilDay on;
    const char* due;  // blank: there was no such duty
    const char* document;
  };
  const auto sample = GENERATE(values<Case>({
      {"registrar_particulars", "registration", Day(2009, 3, 31), "", ""},
      {"registrar_particulars", "registration", Day(2009, 4, 1), "8 April 2009",
       "Children and Young Persons Act 2008"},
      {"registrar_particulars", "registration", Day(2012, 6, 1), "8 June 2012",
       "Children and Young Persons Act 2008"},
      {"coroner_notice", "coroner_decided", Day(2008, 7, 16), "", ""},
      {"coroner_notice", "coroner_decided", Day(2008, 7, 17), "22 July 2008",
       "Coroners Rules 1984"},
      // Over the long weekend of the jubilee.
      {"coroner_notice", "coroner_decided", Day(2012, 6, 1), "8 June 2012", "Coroners Rules 1984"},
      {"coroner_notice", "coroner_decided", Day(2013, 7, 24), "29 July 2013",
       "Coroners Rules 1984"},
      {"coroner_notice", "coroner_decided", Day(2013, 7, 25), "30 July 2013",
       "Coroners (Investigations) Regulations 2013"},
      {"coroner_transfer", "coroner_transfer_agreed", Day(2013, 7, 24), "", ""},
      {"coroner_transfer", "coroner_transfer_agreed", Day(2013, 8, 22), "30 August 2013",
       "Coroners (Investigations) Regulations 2013"},
  }));
  CAPTURE(sample.kind, sample.on);
  Milestone milestone;
  milestone.name = sample.starts;
  milestone.when = When::On(sample.on);
  // Of a case that began long before: the pinned rules are of 2006, the duties are not.
  const ClockAnswer answer =
      AnswerOf(Shipped(), CHILD_DEATH, sample.kind, milestone, Day(2008, 5, 1));
  CHECK((answer.has_due_on() ? clocks::DateWords(answer.due_on()) : "") == sample.due);
  CHECK(answer.source().document() == sample.document);
}

TEST_CASE("under every edition a hold on a review and a process beside it have their clocks") {
  const EditionRegister editions = Shipped();
  for (const absl::CivilDay began : {Day(2008, 6, 1), Day(2011, 6, 1), Day(2014, 6, 1),
                                     Day(2016, 6, 1), Day(2019, 10, 1), Day(2024, 3, 1)}) {
    INFO(began.year());
    std::set<std::string> per_subject;
    for (const auto& in_force : editions.ClockRulesFor(types::v1::CASE_REVIEW, began, "")) {
      // What nobody met by then, nobody waits for once the review is closed.
      const auto& lapsed_by = in_force.rule.lapsed_by();
      INFO(in_force.rule.kind());
      CHECK(std::find(lapsed_by.begin(), lapsed_by.end(), "scr_closed") != lapsed_by.end());
      if (in_force.rule.per_subject()) per_subject.insert(in_force.rule.kind());
    }
    CHECK(per_subject.contains("hold_review"));
    CHECK(per_subject.contains("parallel_process"));
  }
}

TEST_CASE("a decision against a review is reported within 14 days once there is a national panel") {
  const auto [decided, due] = GENERATE(table<absl::CivilDay, const char*>(
      {{Day(2013, 5, 31), ""}, {Day(2013, 6, 3), "17 June 2013"}}));
  Milestone milestone;
  milestone.name = "scr_decided_no";
  milestone.when = When::On(decided);
  // Also where the case itself began under the guidance of 2010.
  const ClockAnswer answer =
      AnswerOf(Shipped(), CASE_REVIEW, "report_no_scr", milestone, Day(2012, 11, 1));
  CHECK((answer.has_due_on() ? clocks::DateWords(answer.due_on()) : "") == due);
}

// Every source named anywhere in a message.
void CollectSources(const google::protobuf::Message& message, std::vector<Source>& sources) {
  if (message.GetDescriptor() == Source::descriptor()) {
    sources.push_back(static_cast<const Source&>(message));
    return;
  }
  std::vector<const google::protobuf::FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  for (const auto* field : set) {
    if (field->message_type() == nullptr) continue;
    const int count = field->is_repeated() ? message.GetReflection()->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      CollectSources(field->is_repeated()
                         ? message.GetReflection()->GetRepeatedMessage(message, field, i)
                         : message.GetReflection()->GetMessage(message, field),
                     sources);
    }
  }
}

// Screens print the document and the place in it. Which area's paper it was stands in the note, so
// that no board reads another's name beside its own clock.
TEST_CASE("every place at a table can be filled by a seat there is") {
  for (const char* name : {"wt2006", "wt2010", "wt2013", "wt2015", "wt2018", "wt2023"}) {
    const types::v1::Guidance guidance = ParseGuidance(ReadFile(name)).value();
    for (const auto& quorum : guidance.edition().quorums()) {
      for (const auto& place : quorum.places()) {
        for (const std::string& role : place.any_of_roles()) {
          INFO(name << ": " << role);
          types::v1::SeatRole known{};
          CHECK(types::v1::SeatRole_Parse(absl::AsciiStrToUpper(role), &known));
        }
      }
    }
  }
}

TEST_CASE("a paragraph is a place in a document, never the name of an area") {
  for (const char* name : {"wt2006", "wt2010", "wt2013", "wt2015", "wt2018", "wt2023"}) {
    std::vector<Source> sources;
    CollectSources(ParseGuidance(ReadFile(name)).value(), sources);
    CHECK(sources.size() > 50);
    for (const Source& source : sources) {
      INFO(name << ": " << source.ShortDebugString());
      CHECK((source.paragraph().empty() ||
             !absl::ascii_isupper(static_cast<unsigned char>(source.paragraph()[0]))));
    }
  }
}

TEST_CASE("what is unverified says so where people read it") {
  Milestone referred;
  referred.name = "publication_planned";
  referred.when = When::On(Day(2014, 5, 22));
  const ClockAnswer answer =
      AnswerOf(Shipped(), CASE_REVIEW, "advance_copy", referred, Day(2014, 1, 6));
  CHECK(answer.explanation() ==
        "Due Thursday 15 May 2014: 1 week before 22 May 2014. Rule: 1 week before the planned "
        "publication (Working Together 2013, chapter 4, unverified).");
}

TEST_CASE("the words of findings change on 1 April 2010") {
  const EditionRegister editions = Shipped();
  const auto keys = [&](absl::CivilDay day) {
    std::vector<std::string> found;
    for (const auto& value : editions.ModifiabilityFor({day, day}).value()->values()) {
      found.push_back(value.key());
    }
    return found;
  };
  const std::vector<std::string> four = {"preventable", "potentially_preventable",
                                         "not_preventable", "inadequate_information"};
  const std::vector<std::string> three = {"modifiable", "not_modifiable", "inadequate_information"};
  CHECK(keys(Day(2008, 4, 1)) == four);
  CHECK(keys(Day(2010, 3, 16)) == four);
  CHECK(keys(Day(2010, 3, 31)) == four);
  CHECK(keys(Day(2010, 4, 1)) == three);
  CHECK(keys(Day(2014, 4, 1)) == three);
  // Only the later list is defined by factors.
  CHECK_FALSE(editions.ModifiabilityFor({Day(2010, 3, 31), Day(2010, 3, 31)})
                  .value()
                  ->decided_by_factors());
  CHECK(
      editions.ModifiabilityFor({Day(2010, 4, 1), Day(2010, 4, 1)}).value()->decided_by_factors());
  // It is the day of the decision that counts, not that of the death.
  CHECK(editions.ModifiabilityFor({Day(2009, 5, 1), Day(2010, 5, 1)}).value()->values_size() == 3);
  CHECK(editions.ModifiabilityFor({Day(2007, 5, 1), Day(2007, 5, 1)}).status().code() ==
        absl::StatusCode::kNotFound);
}

TEST_CASE("ten categories, the lowest number that applies") {
  const EditionRegister editions = Shipped();
  const absl::CivilDay day = GENERATE(Day(2008, 4, 1), Day(2012, 5, 1), Day(2014, 5, 1),
                                      Day(2017, 5, 1), Day(2019, 4, 1), Day(2024, 5, 1));
  const auto found = editions.CategoriesFor({day, day});
  REQUIRE(found.ok());
  const types::v1::CategoryVocabulary& vocabulary = **found;
  CHECK(vocabulary.choice() == types::v1::CategoryVocabulary::LOWEST_NUMBER_THAT_APPLIES);
  REQUIRE(vocabulary.categories_size() == 10);
  CHECK(vocabulary.categories(0).title() == "Deliberately inflicted injury, abuse or neglect");
  CHECK(vocabulary.categories(0).source().verification() == Source::CONFIRMED);
  CHECK(vocabulary.categories(3).title() == "Malignancy");
  CHECK(vocabulary.categories(3).source().verification() == Source::PARTLY);
  CHECK(vocabulary.categories(9).title() == "Sudden unexpected, unexplained death");
  CHECK(vocabulary.categories(9).source().verification() == Source::UNVERIFIED);
}

TEST_CASE("conduct of a review: what 2010 added and 2013 let go") {
  const EditionRegister editions = Shipped();
  const auto conduct = [&](absl::CivilDay began) {
    return *editions.ConductFor({began, Day(2014, 6, 1)}).value();
  };
  CHECK(conduct(Day(2008, 1, 1)).imr_author_size() == 2);
  CHECK_FALSE(conduct(Day(2008, 1, 1)).chair_differs_from_author().required());
  CHECK(conduct(Day(2010, 1, 1)).imr_author_size() == 3);
  CHECK(conduct(Day(2010, 1, 1)).chair_differs_from_author().required());
  CHECK(conduct(Day(2010, 1, 1)).chair_differs_from_author().source().verification() ==
        Source::UNVERIFIED);
  CHECK(conduct(Day(2010, 1, 1)).imrs().required());
  CHECK_FALSE(conduct(Day(2014, 1, 1)).imrs().required());
}

TEST_CASE("who is told of a decision follows the calendar") {
  const EditionRegister editions = Shipped();
  const auto told = [&](absl::CivilDay day) {
    std::set<std::string> bodies;
    // The case itself began in 2006.
    for (const auto* recipient :
         editions.RecipientsOf(CASE_REVIEW, "scr_decided_yes", {Day(2006, 5, 1), day})) {
      bodies.insert(recipient->body());
    }
    return bodies;
  };
  using Bodies = std::set<std::string>;
  CHECK(told(Day(2007, 3, 31)) == Bodies{"csci", "government_office"});
  CHECK(told(Day(2007, 4, 1)) == Bodies{"ofsted", "government_office"});
  CHECK(told(Day(2011, 2, 20)) == Bodies{"ofsted", "government_office"});
  CHECK(told(Day(2011, 2, 21)) == Bodies{"ofsted", "department_for_education"});
  CHECK(told(Day(2013, 5, 1)) == Bodies{"ofsted"});
  CHECK(told(Day(2013, 7, 1)) == Bodies{"ofsted", "national_panel"});
}

TEST_CASE("the panel's quorum, its deciders and criteria are there in every regime") {
  const EditionRegister editions = Shipped();
  const absl::CivilDay day =
      GENERATE(Day(2008, 5, 1), Day(2011, 5, 1), Day(2014, 5, 1), Day(2017, 5, 1));
  CAPTURE(day);
  const CaseDays days{day, day};
  const auto quorum = editions.QuorumFor(CHILD_DEATH, "child_death_overview_panel", days);
  REQUIRE(quorum.ok());
  CHECK((*quorum)->places_size() == 5);
  CHECK((*quorum)->places(4).unexpected_deaths_only());
  CHECK(MayBeOverridden((*quorum)->standing()));
  CHECK(editions.DeciderOf(CASE_REVIEW, "hold_serious_case_review", days).value()->role() ==
        "board_chair");
  CHECK(editions.CriteriaFor(days).size() >= 3);
  CHECK(editions.RequiredRolesFor(CHILD_DEATH, days).size() == 3);
}

}  // namespace
}  // namespace candour::workflows::editions
