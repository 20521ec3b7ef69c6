// What came after 2013: arrangements that areas started for themselves, and three axes that move
// apart.
#include <set>

#include "absl/strings/str_cat.h"
#include "workflows/editions/shipped_data_test_support.h"

namespace candour::workflows::editions {
namespace {

using clocks::Milestone;
using clocks::RuleInForce;
using clocks::When;
using types::v1::CASE_REVIEW;
using types::v1::CHILD_DEATH;
using types::v1::ClockAnswer;

// Every board's own arrangement began on a day of its own.
EditionRegister WithArrangement(const char* topic, const char* board, int year, int month,
                                int day) {
  EditionRegister editions = Shipped();
  const std::string said = absl::StrCat(
      "board_override { topic: ", topic, " board_id: \"", board, "\" from { year: ", year,
      " month: ", month, " day: ", day, " } chapter_start { edition_id: \"wt2018\" } ",
      "source { document: \"Published arrangement\" verification: CONFIRMED } }");
  CHECK(editions.CheckAdoptable(ParseGuidance(said).value()).ok());
  CHECK(editions.Adopt(said, {"", absl::UnixEpoch(), 99}).ok());
  return editions;
}

TEST_CASE("a board says when its own arrangement began; the others keep the last day") {
  const EditionRegister editions = WithArrangement("CHILD_DEATH", "ashbrook", 2018, 10, 1);
  struct Case {
    const char* board;
    absl::CivilDay day;
    const char* edition;
  };
  const auto sample = GENERATE(values<Case>({{"ashbrook", Day(2018, 9, 30), "wt2015"},
                                             {"ashbrook", Day(2018, 10, 1), "wt2018"},
                                             {"ashbrook", Day(2019, 10, 1), "wt2018"},
                                             {"millharbour", Day(2018, 10, 1), "wt2015"},
                                             {"millharbour", Day(2019, 9, 29), "wt2018"},
                                             {"", Day(2018, 10, 1), "wt2015"}}));
  CAPTURE(sample.board, sample.day);
  CHECK(editions.LawFor(CHILD_DEATH, sample.day, sample.board).value()->id() == sample.edition);
  // Another topic is another chapter.
  CHECK(editions.LawFor(CASE_REVIEW, Day(2018, 10, 1), sample.board).value()->id() == "wt2015");
  const bool since = std::string(sample.edition) == "wt2018";
  std::set<std::string> kinds;
  for (const RuleInForce& rule : editions.ClockRulesFor(CHILD_DEATH, sample.day, sample.board)) {
    kinds.insert(rule.rule.kind());
  }
  CHECK(kinds.contains("jar_meeting") == since);
  CHECK(kinds.contains("rapid_response_phase_1") == !since);
  const CaseDays days{sample.day, sample.day, sample.board};
  CHECK(editions.ResponseTriggersFor(days).front()->response() ==
        (since ? "joint_agency_response" : "rapid_response"));
  CHECK(
      editions.QuorumFor(CHILD_DEATH, "child_death_overview_panel", days).value()->places_size() ==
      (since ? 3 : 5));
  // The forms changed everywhere on one day.
  const bool new_forms = sample.day >= Day(2019, 4, 1);
  CHECK(editions.CategoriesFor(days).value()->categories(2).title() ==
        (new_forms ? "Trauma and other external factors, including medical/surgical "
                     "complications/error"
                   : "Trauma and other external factors"));
}

TEST_CASE("an arrangement began after the law allowed it and before it required it") {
  const EditionRegister editions = Shipped();
  struct Case {
    const char* said;
    const char* refusal;  // blank: it can be adopted
  };
  const auto sample = GENERATE(values<Case>({
      {"from { year: 2018 month: 6 day: 29 } chapter_start { edition_id: \"wt2018\" }", ""},
      {"from { year: 2019 month: 9 day: 29 } chapter_start { edition_id: \"wt2018\" }", ""},
      {"from { year: 2018 month: 6 day: 28 } chapter_start { edition_id: \"wt2018\" }",
       "began for every board between 29 June 2018 and 29 September 2019"},
      {"from { year: 2019 month: 9 day: 30 } chapter_start { edition_id: \"wt2018\" }",
       "began for every board between 29 June 2018 and 29 September 2019"},
      {"from { year: 2015 month: 1 day: 1 } chapter_start { edition_id: \"wt2015\" }",
       "it began everywhere on the same day"},
      {"from { year: 2018 month: 7 day: 1 } chapter_start { edition_id: \"wt2099\" }",
       "adopt the edition wt2099 first"},
  }));
  const auto guidance = ParseGuidance(
      absl::StrCat("board_override { topic: CHILD_DEATH ", sample.said,
                   " source { document: \"Arrangement\" verification: CONFIRMED } }"));
  REQUIRE(guidance.ok());
  const absl::Status status = editions.CheckAdoptable(*guidance);
  CAPTURE(sample.said, status.message());
  CHECK(status.ok() == std::string(sample.refusal).empty());
  CHECK(std::string(status.message()).find(sample.refusal) != std::string::npos);
}

TEST_CASE("the rapid review counts from the notification as day nought") {
  Milestone notified;
  notified.name = "incident_notified";
  notified.when = When::On(Day(2022, 5, 26));
  // Over the jubilee: 2 and 3 June are bank holidays.
  const ClockAnswer answer =
      AnswerOf(Shipped(), CASE_REVIEW, "rapid_review", notified, Day(2022, 5, 20));
  CHECK(clocks::DateWords(answer.due_on()) == "20 June 2022");
}

TEST_CASE("a death learned of late counts from then, and both are shown") {
  const absl::TimeZone london = London();
  const EditionRegister editions = Shipped();
  Milestone death;
  death.name = "death";
  death.when = When::At(absl::FromCivil(absl::CivilHour(2020, 2, 3, 8), london), london);
  Milestone known;
  known.name = "death_known";
  known.when = When::At(absl::FromCivil(absl::CivilHour(2020, 3, 16, 10), london), london);
  for (const ClockAnswer& answer : clocks::Answer(
           editions.ClockRulesFor(CHILD_DEATH, Day(2020, 2, 3), ""), {{death, known}, {}, {}},
           {absl::FromCivil(absl::CivilDay(2020, 3, 17), london), editions.holidays(), london})) {
    if (answer.kind() != "national_database_notice") continue;
    CHECK(clocks::DateWords(answer.due_on()) == "18 March 2020");
    REQUIRE(answer.other_starts_size() == 1);
    CHECK(clocks::DateWords(answer.other_starts(0).due_on()) == "5 February 2020");
    return;
  }
  FAIL("there is no clock for the national database");
}

TEST_CASE("criteria of 2015, and the duty to notify since 2018") {
  const EditionRegister editions = Shipped();
  const auto keys = [&](absl::CivilDay began, types::v1::ReviewCriterion::Strength strength) {
    std::set<std::string> found;
    for (const auto* criterion : editions.CriteriaFor({began, began})) {
      if (criterion->strength() == strength) found.insert(criterion->key());
    }
    return found;
  };
  using Keys = std::set<std::string>;
  using types::v1::ReviewCriterion;
  CHECK(keys(Day(2016, 1, 1), ReviewCriterion::MUST_REVIEW) ==
        Keys{"death_abuse_or_neglect", "serious_harm_joint_working", "death_in_custody",
             "death_detained_mental_health_act", "death_deprived_of_liberty"});
  CHECK(keys(Day(2020, 1, 1), ReviewCriterion::MUST_REVIEW).empty());
  CHECK(keys(Day(2020, 1, 1), ReviewCriterion::SHOULD_CONSIDER).size() == 4);
  CHECK(keys(Day(2020, 1, 1), ReviewCriterion::MUST_NOTIFY).count("notify_care_leaver_death") == 0);
  CHECK(keys(Day(2024, 1, 1), ReviewCriterion::MUST_NOTIFY).count("notify_care_leaver_death") == 1);
}

TEST_CASE("what calls for a joint response, and the one that calls for no review") {
  const EditionRegister editions = Shipped();
  const absl::CivilDay day = GENERATE(Day(2020, 1, 1), Day(2024, 1, 1));
  const auto triggers = editions.ResponseTriggersFor({day, day});
  REQUIRE(triggers.size() == 5);
  for (const auto* trigger : triggers) {
    CHECK(trigger->response_only() == (trigger->key() == "unattended_stillbirth"));
  }
}

// The files of law before 2015 still carry the lists that were printed on forms, for boards that
// adopted nothing else.
TEST_CASE("lists in the older files of law are those of the forms") {
  const EditionRegister editions = Shipped();
  const auto [law, forms] = GENERATE(table<const char*, const char*>(
      {{"wt2006", "forms_2008"}, {"wt2010", "forms_2010"}, {"wt2013", "forms_2010"}}));
  const types::v1::Edition& older = editions.Find(law)->edition();
  const types::v1::Edition& of_forms = editions.Find(forms)->edition();
  CAPTURE(law);
  REQUIRE(older.categories_size() == 1);
  for (int i = 0; i < 10; ++i) {
    CHECK(older.categories(0).categories(i).title() ==
          of_forms.categories(0).categories(i).title());
  }
  const auto& said = *older.modifiability().rbegin();
  REQUIRE(said.values_size() == of_forms.modifiability(0).values_size());
  for (int i = 0; i < said.values_size(); ++i) {
    CHECK(said.values(i).key() == of_forms.modifiability(0).values(i).key());
    CHECK(said.values(i).counted() == of_forms.modifiability(0).values(i).counted());
  }
}

TEST_CASE("the return that counts a review goes by the day of its completion") {
  const EditionRegister editions = Shipped();
  struct Case {
    absl::CivilDay completed;
    const char* key;
    const char* counted;
  };
  const auto sample = GENERATE(values<Case>({
      {Day(2008, 4, 1), "lscb1", "preventable"},
      {Day(2010, 3, 31), "lscb1", "preventable"},
      {Day(2010, 4, 1), "lscb1", "modifiable"},
      {Day(2017, 3, 31), "lscb1", "modifiable"},
      {Day(2017, 4, 1), "nhs_digital", "modifiable"},
      {Day(2019, 3, 31), "nhs_digital", "modifiable"},
      {Day(2019, 4, 1), "ncmd", "modifiable"},
  }));
  CAPTURE(sample.completed);
  const auto yearly = editions.ReturnFor(sample.completed);
  REQUIRE(yearly.ok());
  CHECK((*yearly)->key() == sample.key);
  // What is counted is a finding of the forms of that day, and those forms agree.
  const auto outcomes = editions.ModifiabilityFor({sample.completed, sample.completed}).value();
  std::set<std::string> counted;
  for (const auto& value : outcomes->values()) {
    if (value.counted()) counted.insert(value.key());
  }
  CHECK(counted == std::set<std::string>{sample.counted});
  std::set<std::string> of_return;
  for (const auto& row : (*yearly)->counted()) {
    const bool ended = row.has_to() && clocks::ToCivilDay(row.to()).value() < sample.completed;
    const bool ahead = row.has_from() && clocks::ToCivilDay(row.from()).value() > sample.completed;
    if (!ended && !ahead) of_return.insert(row.modifiability());
  }
  CHECK(of_return == counted);
}

}  // namespace
}  // namespace candour::workflows::editions
