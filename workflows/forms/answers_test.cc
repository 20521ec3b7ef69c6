#include "workflows/forms/answers.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/forms/form_test_support.h"

namespace candour::workflows::forms {
namespace {

using types::v1::FormAnswers;
using types::v1::FormDefinition;

std::string Words(const std::vector<FieldViolation>& violations) {
  return absl::StrJoin(violations, "; ", [](std::string* out, const FieldViolation& violation) {
    absl::StrAppend(out, violation.field, ": ", violation.description);
  });
}

std::string Violations(const std::string& answers) {
  return Words(AnswerViolations(Form(), Answers(answers), Now(), London()));
}

TEST_CASE("an answer is judged by the type of its field") {
  struct Row {
    const char* answer;
    const char* violation;  // blank: it is taken
  };
  const auto row = GENERATE(values<Row>({
      {"field: 'name' given { values { text: 'A' } }", ""},
      {"field: 'name' given { values { text: ' ' } }", "name: words are needed here"},
      {"field: 'name' given { values { text: 'twenty-one letters --' } }",
       "name: at most 20 characters are taken; there are 21"},
      {"field: 'name' given { values { text: 'a\\007' } }",
       "name: control characters are not taken"},
      {"field: 'name' given { values { code: 'sea' } }", "name: words are needed here"},
      {"field: 'name' given { values { text: 'A' } values { text: 'B' } }",
       "name: one answer is taken: choose one of them"},
      {"field: 'name' given { }", "name: this holds no value: give one, or say that it is blank"},
      {"field: 'name' absence: NOT_KNOWN", ""},
      {"field: 'name' absence: NOT_APPLICABLE", ""},
      {"field: 'name' absence: BLANK", ""},
      {"field: 'name'", "name: an answer is values, or one of blank, not known and not applicable"},
      {"field: 'number' given { values { nhs_number: '943 476 5919' } }", ""},
      {"field: 'number' given { values { nhs_number: '9434765918' } }",
       "number: the last digit does not fit the others: look for a slip, or for two digits changed "
       "over"},
      {"field: 'number' given { values { text: '9434765919' } }",
       "number: an NHS number is needed"},
      {"field: 'home' given { values { address { lines: '1 High Street' postcode: 'AB1 2CD' } } }",
       ""},
      {"field: 'home' given { values { address { lines: ' ' } } }",
       "home: an address is needed: its lines, its postcode, or both"},
      {"field: 'home' given { values { address { postcode: 'AB1 2CD EF' } } }",
       "home: at most 8 characters are taken; there are 10"},
      {"field: 'born' given { values { date { year: 2019 month: 2 day: 28 } } }", ""},
      {"field: 'born' given { values { date { year: 2019 month: 2 day: 29 } } }",
       "born: a date that exists, in the years 1900 to 2100, is needed"},
      {"field: 'born' given { values { date { year: 2019 month: 2 } } }",
       "born: the day is needed, not only the month or year"},
      {"field: 'born' given { values { date { year: 2020 month: 6 day: 5 } } }",
       "born: this cannot lie in the future: today is 4 June 2020"},
      {"field: 'where' given { values { code: '1*' } values { code: 'sea' } }", ""},
      {"field: 'where' given { values { code: 'lake' } }",
       "where: one of the listed answers is needed"},
      {"field: 'where' given { values { code: 'sea' } values { code: 'sea' } }",
       "where: an answer is chosen twice: keep one"},
      {"field: 'depth' given { values { number: '2.5' } }", ""},
      {"field: 'depth' given { values { number: '0' } }", ""},
      {"field: 'depth' given { values { number: '60.1' } }",
       "depth: a number from 0 to 60 in metres is needed"},
      {"field: 'depth' given { values { number: '-0.1' } }",
       "depth: a number from 0 to 60 in metres is needed"},
      {"field: 'depth' given { values { number: '2.55' } }",
       "depth: a number in metres is needed, in digits, with at most 1 after the point"},
      {"field: 'depth' given { values { number: '1e1' } }",
       "depth: a number in metres is needed, in digits, with at most 1 after the point"},
      {"field: 'depth' given { values { number: '2.' } }",
       "depth: a number in metres is needed, in digits, with at most 1 after the point"},
      {"field: 'depth' given { values { number: '' } }",
       "depth: a number in metres is needed, in digits, with at most 1 after the point"},
      {"field: 'bathed_since' given { values { date { year: 2019 } } }", ""},
      {"field: 'found_at' given { values { clock_time { hour: 23 minute: 59 } } }", ""},
      {"field: 'found_at' given { values { clock_time { hour: 24 } } }",
       "found_at: a time of day is needed, from 00:00 to 23:59"},
      {"field: 'called' given { values { moment { seconds: 1591268400 } } }", ""},
      {"field: 'called' given { values { moment { seconds: 1591268401 } } }",
       "called: this cannot lie in the future: it is 12:00 on Thursday 4 June 2020 now"},
      {"field: 'agency' given { values { id: '0b2f1c0e-6a3d-4c53-9d6e-0f4f6f1f2a10' } }", ""},
      {"field: 'agency' given { values { id: '00000000-0000-0000-0000-000000000000' } }",
       "agency: one from the register is needed"},
      {"field: 'agency' given { values { id: 'police' } }",
       "agency: one from the register is needed"},
      {"field: 'account' given { values { text: 'Line\\nand line.' } }", ""},
      {"field: 'colour' given { values { text: 'x' } }",
       "colour: this version of the form does not ask this: leave it out"},
      {"field: 'name' item: 1 given { values { text: 'A' } }",
       "name: this is asked once only: leave the further one out"},
      {"field: 'warnings.by' item: 1 given { values { text: 'A' } }", ""},
      {"field: 'warnings.by' item: 2 given { values { text: 'A' } }",
       "warnings[2].by: at most 2 are taken: leave the rest out"},
  }));
  CAPTURE(row.answer);
  CHECK(Violations(absl::StrCat("answers { ", row.answer, " }")) == row.violation);
}

TEST_CASE("a form that takes no absences says so") {
  FormDefinition form = Form();
  form.set_takes_not_known(false);
  form.set_takes_not_applicable(false);
  form.set_takes_nil_return(false);
  const auto violations = [&](const std::string& answers) {
    return Words(AnswerViolations(form, Answers(answers), Now(), London()));
  };
  CHECK(violations("answers { field: 'name' absence: BLANK }").empty());
  CHECK(violations("answers { field: 'name' absence: NOT_KNOWN }") ==
        "name: \"not known\" is no answer here: give an answer");
  CHECK(violations("answers { field: 'depth' absence: NOT_APPLICABLE }") ==
        "depth: \"not applicable\" is no answer here: give an answer, or leave it blank");
  CHECK(MissingAnswers(form, Answers("")).front().way_out == "give an answer");
  CHECK(violations("nil_return { names_searched: 'A' systems_searched: 'B' }") ==
        "nil_return: this form takes no nil return: answer it");
}

TEST_CASE("every way out that is named is open") {
  FormDefinition form = Form();
  form.set_takes_not_applicable(false);
  const char* open = "give an answer, or say that it is not known";
  CHECK(Words(AnswerViolations(form, Answers("answers { field: 'name' absence: NOT_APPLICABLE }"),
                               Now(), London())) ==
        absl::StrCat("name: \"not applicable\" is no answer here: ", open));
  CHECK(MissingAnswers(form, Answers("")).front().way_out == open);
}

TEST_CASE("a question is asked if the answers before it bring it up") {
  struct Row {
    const char* answers;
    const char* violations;
    const char* missing;  // of the two questions that hang on others; with * if required
  };
  const auto row = GENERATE(values<Row>({
      {"", "", ""},
      {"answers { field: 'where' given { values { code: '1*' } } }", "", ""},
      {"answers { field: 'where' absence: NOT_KNOWN }", "", ""},
      {"answers { field: 'where' given { values { code: 'sea' } } }", "", "supervised*"},
      {"answers { field: 'where' given { values { code: '1*' } values { code: 'sea' } } }", "",
       "supervised*"},
      {"answers { field: 'where' given { values { code: 'sea' } } }"
       "answers { field: 'supervised' given { values { code: 'yes' } } }",
       "", "supervisor"},
      {"answers { field: 'where' given { values { code: 'river' } } }"
       "answers { field: 'supervised' given { values { code: 'yes' } } }",
       "", "supervisor*"},
      {"answers { field: 'where' given { values { code: 'river' } } }"
       "answers { field: 'supervised' absence: NOT_KNOWN }",
       "", ""},
      {"answers { field: 'where' given { values { code: '1*' } } }"
       "answers { field: 'supervised' given { values { code: 'yes' } } }",
       "supervised: this is not asked given the answers before it: take it out, or change the "
       "answer to \"Where\"",
       ""},
      // What was left blank is no answer that would have to be taken out.
      {"answers { field: 'where' given { values { code: '1*' } } }"
       "answers { field: 'supervised' absence: BLANK }",
       "", ""},
      // An answer that should not be there brings nothing up.
      {"answers { field: 'supervised' given { values { code: 'yes' } } }",
       "supervised: this is not asked given the answers before it: take it out, or change the "
       "answer to \"Where\"",
       ""},
  }));
  CAPTURE(row.answers);
  CHECK(Violations(row.answers) == row.violations);
  std::vector<std::string> missing;
  for (const MissingAnswer& answer : MissingAnswers(Form(), Answers(row.answers))) {
    if (answer.field != "supervised" && answer.field != "supervisor") continue;
    missing.push_back(absl::StrCat(answer.field, answer.required ? "*" : ""));
  }
  CHECK(absl::StrJoin(missing, ",") == row.missing);
}

TEST_CASE("a reason is asked for only while there is no number") {
  const char* reason = "answers { field: 'no_number' given { values { text: 'Newborn.' } } }";
  CHECK(Violations(reason).empty());
  CHECK(Violations(absl::StrCat(reason, "answers { field: 'number' absence: NOT_KNOWN }")).empty());
  CHECK_FALSE(Violations(absl::StrCat(reason,
                                      "answers { field: 'number' "
                                      "given { values { nhs_number: '9434765919' } } }"))
                  .empty());
}

TEST_CASE("each item of a list answers for itself") {
  const std::string answers =
      "answers { field: 'warnings.by' item: 0 given { values { text: 'A' } } }"
      "answers { field: 'warnings.heeded' item: 0 given { values { code: 'yes' } } }"
      "answers { field: 'warnings.heeded' item: 1 given { values { code: 'no' } } }"
      "answers { field: 'warnings.why_not' item: 1 given { values { text: 'Deaf.' } } }";
  CHECK(Violations(answers).empty());
  CHECK(
      Violations(absl::StrCat(answers,
                              "answers { field: 'warnings.why_not' "
                              "given { values { text: 'Deaf.' } } }")) ==
      "warnings[0].why_not: this is not asked given the answers before it: take it out, or change "
      "the answer to \"Heeded\"");
  std::vector<std::string> missing;
  for (const MissingAnswer& answer : MissingAnswers(Form(), Answers(answers))) {
    if (answer.required) missing.push_back(answer.field);
  }
  CHECK(absl::StrJoin(missing, ",") == "name,warnings[1].by");
}

TEST_CASE("what is missing is named by its label, and a list by its title") {
  const auto missing = MissingAnswers(Form(), Answers(""));
  REQUIRE(missing.size() == 13);
  CHECK(missing.front().field == "name");
  CHECK(missing.front().label == "Name");
  CHECK(missing.front().required);
  CHECK(missing.back().field == "warnings");
  CHECK(missing.back().label == "Warnings");
  CHECK(missing.back().required);
}

TEST_CASE("not known is an answer, blank is none") {
  const auto is_missing = [](const char* absence) {
    const auto missing = MissingAnswers(
        Form(), Answers(absl::StrCat("answers { field: 'name' absence: ", absence, " }")));
    return missing.front().field == "name";
  };
  CHECK(is_missing("BLANK"));
  CHECK_FALSE(is_missing("NOT_KNOWN"));
  CHECK_FALSE(is_missing("NOT_APPLICABLE"));
}

TEST_CASE("an answer given twice is refused, and so is one of another version") {
  CHECK(Violations("answers { field: 'name' absence: BLANK } "
                   "answers { field: 'name' absence: NOT_KNOWN }") ==
        "name: this is answered twice: keep one of the answers");
  FormAnswers answers = Answers("");
  answers.set_form_version("2");
  CHECK(Words(AnswerViolations(Form(), answers, Now(), London())) ==
        "form_version: these are judged by version 1; answers stay with the version they were "
        "given on");
  answers.set_form_type("poisoning");
  CHECK(Words(AnswerViolations(Form(), answers, Now(), London())) ==
        "form_type: these are judged as answers to the form drowning");
}

TEST_CASE("a nil return says where it looked, and nothing is missing from it") {
  struct Row {
    const char* nil;
    const char* violations;
  };
  const auto row = GENERATE(values<Row>({
      {"names_searched: 'A B' systems_searched: 'Case system' "
       "searched_on { year: 2020 month: 6 day: 3 }",
       ""},
      {"systems_searched: 'Case system'",
       "nil_return.names_searched: say under which names you looked"},
      {"names_searched: 'A B'",
       "nil_return.systems_searched: say in which records and systems you looked"},
      {"names_searched: ' ' systems_searched: 'Case system'",
       "nil_return.names_searched: say under which names you looked"},
      {"names_searched: 'A B' systems_searched: 'Case system' "
       "searched_on { year: 2020 month: 6 day: 5 }",
       "nil_return.searched_on: this cannot lie in the future: today is 4 June 2020"},
  }));
  const std::string answers = absl::StrCat("nil_return { ", row.nil, " }");
  CHECK(Violations(answers) == row.violations);
  CHECK(MissingAnswers(Form(), Answers(answers)).empty());
}

TEST_CASE("who people are goes apart, with every name that was searched") {
  FormAnswers answers = Answers(
      "answers { field: 'name' given { values { text: 'A B' } } }"
      "answers { field: 'where' given { values { code: 'sea' } } }"
      "answers { field: 'home' absence: NOT_KNOWN }"
      "nil_return { names_searched: 'A B' systems_searched: 'Case system' }");
  answers.set_definition_sha256("ab12");
  const AnswersByScope parts = SplitByScope(Form(), answers);
  CHECK(parts.own.ShortDebugString() ==
        "form_type: \"drowning\" form_version: \"1\" definition_sha256: \"ab12\" "
        "answers { field: \"where\" given { values { code: \"sea\" } } } "
        "nil_return { systems_searched: \"Case system\" }");
  CHECK(parts.identity.ShortDebugString() ==
        "form_type: \"drowning\" form_version: \"1\" definition_sha256: \"ab12\" "
        "answers { field: \"name\" given { values { text: \"A B\" } } } "
        "answers { field: \"home\" absence: NOT_KNOWN } "
        "nil_return { names_searched: \"A B\" }");
}

TEST_CASE("a complaint never repeats an answer") {
  const std::string said = Violations(
      "answers { field: 'name' given { values { text: 'Confidential Confidential' } } }"
      "answers { field: 'number' given { values { nhs_number: '1234567890' } } }");
  CHECK(said.find("Confidential") == std::string::npos);
  CHECK(said.find("1234567890") == std::string::npos);
}

}  // namespace
}  // namespace candour::workflows::forms
