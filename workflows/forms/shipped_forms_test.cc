// The files in data/, adopted as they are shipped, beside the editions whose lists they take.
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "workflows/clocks/clock.h"
#include "workflows/editions/edition_register.h"
#include "workflows/editions/guidance.h"
#include "workflows/forms/answers.h"
#include "workflows/forms/definition.h"
#include "workflows/forms/form_test_support.h"

namespace candour::workflows::forms {
namespace {

using editions::EditionRegister;
using editions::ParseGuidance;
using types::v1::FormAnswers;
using types::v1::FormDefinition;
using types::v1::FormField;
using types::v1::Source;

constexpr const char* kForms[] = {"notification_2008",  "notification_2019",  "agency_report_2008",
                                  "agency_report_2019", "supplementary_2008", "supplementary_2010",
                                  "supplementary_2019", "analysis_2008",      "analysis_2019"};
constexpr const char* kEditions[] = {"forms_2008", "forms_2010", "forms_2019", "wt2018",
                                     "holidays_england_wales"};

std::string ReadFile(const char* folder, const std::string& name) {
  std::ifstream file(absl::StrCat(folder, "/", name, ".textproto"));
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void Adopt(EditionRegister& editions, const std::string& bytes) {
  const auto guidance = ParseGuidance(bytes);
  INFO(guidance.status().message());
  REQUIRE(guidance.ok());
  const absl::Status adoptable = editions.CheckAdoptable(*guidance);
  INFO(adoptable.message());
  REQUIRE(adoptable.ok());
  REQUIRE(editions.Adopt(bytes, {"ab12", absl::UnixEpoch(), 1}).ok());
}

EditionRegister Shipped() {
  EditionRegister editions;
  for (const char* name : kEditions) Adopt(editions, ReadFile(CANDOUR_EDITIONS_DATA, name));
  for (const char* name : kForms) Adopt(editions, ReadFile(CANDOUR_FORMS_DATA, name));
  return editions;
}

std::string VersionOn(const EditionRegister& editions, const std::string& type,
                      absl::CivilDay day) {
  const auto form = editions.forms().InForce(type, {day, std::nullopt});
  return form.ok() ? (*form)->definition.version() : "";
}

TEST_CASE("which version of which form is in force") {
  struct Row {
    const char* type;
    std::map<std::string, const char*> on;  // day: version
  };
  const auto row = GENERATE(values<Row>({
      {"notification",
       {{"2008-03-31", ""},
        {"2008-04-01", "2008"},
        {"2019-03-31", "2008"},
        {"2019-04-01", "2019"},
        {"2021-03-31", "2019"},
        {"2021-04-01", "2021"},
        {"2022-04-01", "2022"}}},
      {"agency_report", {{"2019-03-31", "2008"}, {"2022-03-31", "2019"}, {"2022-04-01", "2022"}}},
      {"analysis", {{"2010-03-31", "2008"}, {"2010-04-01", "2010"}, {"2019-04-01", "2019"}}},
      {"drowning", {{"2010-03-31", "2008"}, {"2010-04-01", "2010"}, {"2019-04-01", "2019"}}},
      {"neonatal", {{"2010-03-31", ""}, {"2010-04-01", "2010"}, {"2019-04-01", ""}}},
      {"asthma_anaphylaxis", {{"2019-03-31", ""}, {"2019-04-01", "2019"}}},
  }));
  const EditionRegister editions = Shipped();
  for (const auto& [text, version] : row.on) {
    absl::CivilDay day;
    REQUIRE(absl::ParseCivilTime(text, &day));
    CAPTURE(row.type, text);
    CHECK(VersionOn(editions, row.type, day) == version);
  }
}

// Hence forms go by their type.
TEST_CASE("a printed number belongs to a version: the same one means two things") {
  const EditionRegister editions = Shipped();
  const auto number = [&](const char* type, const char* version) {
    return editions.forms().Find(type, version)->definition.printed_number();
  };
  CHECK(number("sudden_unexpected_death_in_infancy", "2008") == "B10");
  CHECK(number("sudden_unexpected_death_in_infancy", "2010") == "B4");
  CHECK(number("fire_burns", "2008") == "B4");
  CHECK(number("suicide", "2008") == "B9");
  CHECK(number("suicide", "2010") == "B12");
  CHECK(number("drowning", "2019").empty());
}

TEST_CASE("every form says where it comes from, and keeps names out of what the panel sees") {
  const EditionRegister editions = Shipped();
  size_t forms = 0;
  for (const absl::CivilDay day : {absl::CivilDay(2009, 1, 1), absl::CivilDay(2012, 1, 1),
                                   absl::CivilDay(2020, 1, 1), absl::CivilDay(2023, 1, 1)}) {
    for (const AdoptedForm* adopted : editions.forms().AllInForce({day, std::nullopt})) {
      ++forms;
      const FormDefinition& form = adopted->definition;
      CAPTURE(form.type(), form.version());
      CHECK(form.takes_not_known());
      CHECK(form.takes_nil_return() ==
            (form.type() != "notification" && form.type() != "analysis"));
      for (const auto& section : form.sections()) {
        for (const FormField& field : section.fields()) {
          const bool names = field.type() == FormField::NHS_NUMBER ||
                             field.type() == FormField::ADDRESS ||
                             field.key().find("name") != std::string::npos;
          CAPTURE(field.key());
          if (names && field.key() != "agencies.name") CHECK(field.identity());
          if (form.type() == "analysis") CHECK_FALSE(field.identity());
        }
      }
    }
  }
  CHECK(forms == 12 + 14 + 20 + 20);
}

TEST_CASE("scores of the earlier analysis, and those of the later one") {
  const EditionRegister editions = Shipped();
  const auto codes = [&](const char* version, const char* list) {
    std::vector<std::string> found;
    const auto form = editions.FormVersion("analysis", version);
    REQUIRE(form.ok());
    for (const auto& value : FindVocabulary(*form, list)->values()) found.push_back(value.code());
    return found;
  };
  using Codes = std::vector<std::string>;
  CHECK(codes("2008", "score") == Codes{"0", "1", "1*", "2", "3"});
  CHECK(codes("2010", "score") == Codes{"0", "1", "1*", "2", "3"});
  CHECK(codes("2019", "score") == Codes{"0", "1", "2"});
  CHECK(codes("2008", "outcome").size() == 4);
  CHECK(codes("2010", "outcome").size() == 3);
  CHECK(codes("2019", "category").size() == 10);
  CHECK(FindField(*editions.FormVersion("analysis", "2010"), "factors.modifiable").field ==
        nullptr);
  CHECK(FindField(*editions.FormVersion("analysis", "2019"), "factors.modifiable").field !=
        nullptr);
}

TEST_CASE("a form whose edition was not adopted cannot be filled in yet") {
  EditionRegister editions;
  Adopt(editions, ReadFile(CANDOUR_FORMS_DATA, "analysis_2019"));
  const auto form = editions.FormVersion("analysis", "2019");
  CHECK(form.status().code() == absl::StatusCode::kNotFound);
  CHECK(form.status().message() ==
        "the edition forms_2019, whose lists the form analysis takes, has not been adopted");
  CHECK(editions.FormVersion("analysis", "2010").status().message() ==
        "the form analysis, version 2010, has not been adopted");
}

std::string Violations(const EditionRegister& editions, const std::string& type,
                       const std::string& version, const std::string& answers) {
  const FormDefinition form = editions.FormVersion(type, version).value();
  const auto violations =
      AnswerViolations(form,
                       Read<FormAnswers>(absl::StrCat("form_type: '", type, "' form_version: '",
                                                      version, "' ", answers)),
                       Now(), London());
  return violations.empty() ? "" : violations.front().field;
}

TEST_CASE("answers are judged by the version they were given on") {
  const EditionRegister editions = Shipped();
  const char* three = "answers { field: 'factors.score' given { values { code: '3' } } }";
  CHECK(Violations(editions, "analysis", "2010", three).empty());
  CHECK(Violations(editions, "analysis", "2019", three) == "factors[0].score");
  const char* without_number =
      "answers { field: 'no_nhs_number' given { values { code: 'non_resident' } } }";
  CHECK(Violations(editions, "notification", "2022", without_number).empty());
  CHECK(Violations(editions, "notification", "2021", without_number) == "no_nhs_number");
  const char* preventable = "answers { field: 'outcome' given { values { code: 'preventable' } } }";
  CHECK(Violations(editions, "analysis", "2008", preventable).empty());
  CHECK(Violations(editions, "analysis", "2010", preventable) == "outcome");
}

// Nothing but bytes: the programme that reads them was built before they were written.
TEST_CASE("a new version of a form is a data file, and nothing else") {
  EditionRegister editions = Shipped();
  const std::string file = ReadFile(CANDOUR_FORMS_DATA, "supplementary_2019");
  const std::string ended =
      absl::StrReplaceAll(file, {{"in_force_from { year: 2019 month: 4 day: 1 }",
                                  "in_force_from { year: 2019 month: 4 day: 1 }\n"
                                  "in_force_to { year: 2027 month: 3 day: 31 }"}});
  Adopt(editions, ended);
  const std::string added =
      absl::StrReplaceAll(file, {{"version: \"2019\"", "version: \"2027\""},
                                 {"year: 2019 month: 4 day: 1", "year: 2027 month: 4 day: 1"},
                                 {"key: \"account\"\n      label", "key: \"story\"\n      label"}});
  Adopt(editions, added);
  CHECK(VersionOn(editions, "epilepsy", absl::CivilDay(2027, 3, 31)) == "2019");
  CHECK(VersionOn(editions, "epilepsy", absl::CivilDay(2027, 4, 1)) == "2027");
  const char* story = "answers { field: 'story' given { values { text: 'What is known.' } } }";
  CHECK(Violations(editions, "epilepsy", "2027", story).empty());
  CHECK(Violations(editions, "epilepsy", "2019", story) == "story");
}

TEST_CASE("a clock of a board's own is a data file, and nothing else") {
  EditionRegister editions = Shipped();
  const auto kinds = [&](absl::CivilDay began, const char* board) {
    std::set<std::string> found;
    for (const auto& rule : editions.ClockRulesFor(types::v1::CHILD_DEATH, began, board)) {
      found.insert(rule.rule.kind());
    }
    return found;
  };
  constexpr char kOwn[] = R"(
    board_override {
      board_id: "ashbrook" topic: CHILD_DEATH from { year: 2021 month: 4 day: 1 }
      source { document: "The board's own protocol" verification: CONFIRMED }
      own_clock {
        kind: "family_letter" title: "Letter to the family"
        starts_at: "death" start: FIRST counting: START_NOT_COUNTED
        period { amount: 5 unit: WORKING_DAYS } met_by: "parent_leaflet_sent"
      }
    })";
  Adopt(editions, kOwn);
  CHECK(kinds(absl::CivilDay(2021, 4, 1), "ashbrook").contains("family_letter"));
  CHECK_FALSE(kinds(absl::CivilDay(2021, 3, 31), "ashbrook").contains("family_letter"));
  CHECK_FALSE(kinds(absl::CivilDay(2021, 4, 1), "millharbour").contains("family_letter"));

  clocks::Milestone death;
  death.name = "death";
  death.when = clocks::When::On(absl::CivilDay(2021, 12, 22));
  const absl::TimeZone london = London();
  for (const auto& answer : clocks::Answer(
           editions.ClockRulesFor(types::v1::CHILD_DEATH, absl::CivilDay(2021, 12, 22), "ashbrook"),
           {{death}, {}, {}},
           {absl::FromCivil(absl::CivilDay(2021, 12, 23), london), editions.holidays(), london})) {
    if (answer.kind() != "family_letter") continue;
    // Over Christmas: 27 and 28 December and 3 January are bank holidays.
    CHECK(clocks::DateWords(answer.due_on()) == "31 December 2021");
    CHECK(answer.source().document() == "The board's own protocol");
    return;
  }
  FAIL("the board's own clock does not run");
}

TEST_CASE("a clock that the guidance has is replaced, not added; its start can be changed too") {
  EditionRegister editions = Shipped();
  const auto own = ParseGuidance(R"(
    board_override {
      topic: CHILD_DEATH from { year: 2021 month: 4 day: 1 }
      source { document: "Protocol" verification: CONFIRMED }
      own_clock {
        kind: "jar_meeting" title: "Meeting" starts_at: "death" start: FIRST
        counting: START_NOT_COUNTED period { amount: 5 unit: WORKING_DAYS }
        met_by: "initial_case_discussion_held"
      }
    })");
  REQUIRE(own.ok());
  CHECK(editions.CheckAdoptable(*own).message() ==
        "an adopted edition has a clock jar_meeting: replace its period, or give your own another "
        "kind");
  Adopt(editions, R"(
    board_override {
      topic: CASE_REVIEW from { year: 2021 month: 4 day: 1 }
      source { document: "Protocol" verification: CONFIRMED }
      clock { kind: "rapid_review" period { amount: 15 unit: WORKING_DAYS }
              starts_at: "incident_known" }
    })");
  for (const auto& rule :
       editions.ClockRulesFor(types::v1::CASE_REVIEW, absl::CivilDay(2021, 5, 1), "ashbrook")) {
    if (rule.rule.kind() != "rapid_review") continue;
    REQUIRE(rule.rule.starts_at_size() == 1);
    CHECK(rule.rule.starts_at(0) == "incident_known");
  }
}

}  // namespace
}  // namespace candour::workflows::forms
