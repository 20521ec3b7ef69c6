#include "workflows/forms/definition.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "workflows/forms/form_test_support.h"

namespace candour::workflows::forms {
namespace {

using types::v1::Edition;
using types::v1::FormDefinition;
using types::v1::FormSet;

std::string Refusal(const std::string& form) {
  return std::string(Check(Read<FormSet>(absl::StrCat("forms {", form, "}"))).message());
}

TEST_CASE("a form that keeps to the rules is taken") { CHECK(Refusal(kForm).empty()); }

TEST_CASE("a form that breaks a rule is refused by the name of what is wrong") {
  struct Row {
    const char* from;
    const char* to;
    const char* refusal;
  };
  const auto row = GENERATE(values<Row>({
      {"type: \"drowning\"", "type: \"B3\"", "type is a name in small letters"},
      {"version: \"1\"", "", "version is missing"},
      {"edition_id: \"forms\"", "", "edition_id is a name in small letters"},
      {"title: \"Drowning\"", "", "title is missing"},
      {"standing { source { document: \"Form\" verification: CONFIRMED } }", "standing { }",
       "source.document is missing"},
      {"standing {", "standing { in_force_from { year: 2019 month: 2 day: 29 }",
       "in_force_from: there is no day 29"},
      {"code: \"river\"", "code: \"sea\"", "values: the code sea comes twice"},
      {"source { document: \"Form\" verification: CONFIRMED }\n  }\n  sections", "}\n sections",
       "vocabulary water: source.document is missing"},
      {"values { code: \"1*\" title: \"Pool\" }", "from_edition: MODIFIABILITY",
       "values: either its own or those of the edition"},
      {"title: \"The water\"", "", "section water: title is missing"},
      {"key: \"water\" title: \"The water\"", "key: \"child\" title: \"The water\"",
       "section child: key: there are two"},
      {"key: \"born\"", "key: \"name\"", "field name: key: there are two"},
      {"key: \"born\"", "key: \"Born\"", "field Born: key is a name in small letters"},
      {"label: \"Date of birth\"", "", "field born: label is missing"},
      {"type: NHS_NUMBER", "", "field number: type is missing"},
      {"type: CHOICE vocabulary: \"water\"", "type: CHOICE", "a choice has one, and nothing else"},
      {"type: CHOICE vocabulary: \"water\"", "type: CHOICE vocabulary: \"air\"",
       "vocabulary: there is no air"},
      {"type: CLOCK_TIME", "type: CLOCK_TIME vocabulary: \"water\"",
       "a choice has one, and nothing else"},
      {"type: CLOCK_TIME", "type: CLOCK_TIME widget: SELECT",
       "only a choice is shown in several ways"},
      {"max_values: 2", "widget: CHECKBOXES", "checkboxes are for choices of several"},
      {"max_values: 2", "max_values: 2 widget: RADIOS", "checkboxes are for choices of several"},
      {"type: AGENCY", "type: AGENCY unit: \"kg\"", "unit, bounds and decimals belong to numbers"},
      {"at_most: 60", "at_least: 1 at_most: 0", "at_most is below at_least"},
      {"type: AGENCY", "type: AGENCY not_future: true", "not_future belongs to dates"},
      {"max_values: 2", "max_values: 101", "max_values is at most 100"},
      {"max_items: 2 min_items: 1", "max_items: 2 min_items: 3", "no less than min_items"},
      {"key: \"warnings.by\"", "key: \"by\"", "key begins with \"warnings.\""},
      {"show_when { field: \"where\" any_of: \"sea\"",
       "show_when { field: \"depth\" any_of: \"sea\"", "show_when: no field depth comes before it"},
      {"any_of: \"sea\"", "any_of: \"lake\"", "show_when: where has no answer \"lake\""},
      {"show_when { field: \"supervised\" any_of: \"yes\" }",
       "show_when { field: \"supervised\" any_of: \"perhaps\" }",
       "supervised has no answer \"perhaps\""},
      {"required_when { field: \"where\"", "required_when { field: \"supervisor\"",
       "required_when: no field supervisor comes before it"},
  }));
  CAPTURE(row.from, row.to);
  const std::string broken = absl::StrReplaceAll(kForm, {{row.from, row.to}});
  REQUIRE(broken != kForm);
  const std::string refusal = Refusal(broken);
  CAPTURE(refusal);
  CHECK(refusal.find(row.refusal) != std::string::npos);
}

TEST_CASE("a question outside a list cannot hang on one inside it") {
  const std::string later =
      absl::StrCat(kForm,
                   "sections { key: 'end' title: 'End' fields { key: 'why' label: 'Why' type: TEXT "
                   "show_when { field: 'warnings.heeded' any_of: 'no' } } }");
  CHECK(Refusal(later).find("has an answer for each item of another section") != std::string::npos);
}

TEST_CASE("what the forms of a file share is written out in each, before its own") {
  const FormSet set = Read<FormSet>(R"(
    vocabularies { key: "shared" values { code: "a" title: "A" } }
    opening { key: "first" title: "First" }
    forms { type: "one" sections { key: "own" title: "Own" } }
    forms { type: "two" })");
  const std::vector<FormDefinition> forms = Expand(set);
  REQUIRE(forms.size() == 2);
  REQUIRE(forms[0].sections_size() == 2);
  CHECK(forms[0].sections(0).key() == "first");
  CHECK(forms[0].sections(1).key() == "own");
  REQUIRE(forms[1].sections_size() == 1);
  CHECK(FindVocabulary(forms[1], "shared") != nullptr);
}

TEST_CASE("no version comes twice in a file") {
  const FormSet set = Read<FormSet>(absl::StrCat("forms {", kForm, "} forms {", kForm, "}"));
  CHECK(Check(set).message() == "form drowning 1: type and version: there are two");
}

TEST_CASE("lists of the edition are written into the form") {
  FormDefinition form = Read<FormDefinition>(R"(
    vocabularies { key: "category" from_edition: CATEGORIES_OF_DEATH }
    vocabularies { key: "outcome" from_edition: MODIFIABILITY }
    vocabularies { key: "own" values { code: "a" title: "A" } })");
  CHECK(TakesListsOfEdition(form));
  WriteListsOut(Read<Edition>(R"(
    categories { categories { number: 1 title: "First" note: "Of two." }
                 categories { number: 2 title: "Second" } }
    modifiability { values { key: "modifiable" title: "Modifiable" definition: "If so." } })"),
                form);
  CHECK(FindValue(*FindVocabulary(form, "category"), "2")->title() == "Second");
  CHECK(FindValue(*FindVocabulary(form, "category"), "1")->note() == "Of two.");
  CHECK(FindValue(*FindVocabulary(form, "outcome"), "modifiable")->note() == "If so.");
  CHECK(FindVocabulary(form, "own")->values_size() == 1);
  CHECK_FALSE(TakesListsOfEdition(Form()));
}

}  // namespace
}  // namespace candour::workflows::forms
