#include "workflows/forms/form_register.h"

#include "absl/strings/str_cat.h"
#include "workflows/forms/definition.h"
#include "workflows/forms/form_test_support.h"

namespace candour::workflows::forms {
namespace {

using types::v1::FormSet;

absl::CivilDay Day(int year, int month, int day) { return absl::CivilDay(year, month, day); }

FormSet Set(const std::string& version, const std::string& standing,
            const std::string& label = "Name") {
  FormSet set =
      Read<FormSet>(absl::StrCat("forms { type: 'drowning' version: '", version,
                                 "' edition_id: 'forms' title: 'Drowning' "
                                 "standing { ",
                                 standing,
                                 " source { document: 'Form' verification: CONFIRMED } } "
                                 "sections { key: 'a' title: 'A' fields { key: 'name' label: '",
                                 label, "' type: TEXT } } }"));
  REQUIRE(Check(set).ok());
  return set;
}

constexpr char kEarly[] =
    "in_force_from { year: 2010 month: 1 day: 1 } in_force_to { year: 2019 month: 3 day: 31 }";
constexpr char kLate[] = "in_force_from { year: 2019 month: 4 day: 1 }";

FormRegister TwoVersions() {
  FormRegister forms;
  for (const auto& set : {Set("1", kEarly), Set("2", kLate)}) {
    CHECK(forms.CheckAdoptable(set).ok());
    forms.Adopt(set, {"ab", absl::UnixEpoch(), 1});
  }
  return forms;
}

TEST_CASE("the switch hangs on the review, not on the death") {
  struct Row {
    ReviewDay day;
    const char* version;  // blank: none
  };
  const auto row = GENERATE(values<Row>({
      {{Day(2019, 3, 31), std::nullopt}, "1"},
      {{Day(2019, 4, 1), std::nullopt}, "2"},
      // An inquest adjourned for two years: whatever the day of the death, today's form.
      {{Day(2021, 5, 1), std::nullopt}, "2"},
      // Completed before the switch: what comes late comes on the form of then.
      {{Day(2021, 5, 1), Day(2019, 3, 31)}, "1"},
      {{Day(2021, 5, 1), Day(2019, 4, 1)}, "2"},
      // Recorded before the completion it names: the day of the act.
      {{Day(2019, 3, 1), Day(2019, 4, 1)}, "1"},
      {{Day(2009, 12, 31), std::nullopt}, ""},
  }));
  const FormRegister forms = TwoVersions();
  const auto found = forms.InForce("drowning", row.day);
  CHECK((found.ok() ? (*found)->definition.version() : "") == row.version);
  CHECK(forms.AllInForce(row.day).size() == (std::string(row.version).empty() ? 0 : 1));
}

TEST_CASE("the newest version is the one that comes into force last") {
  CHECK(TwoVersions().Newest("drowning")->definition.version() == "2");
  CHECK(TwoVersions().Newest("no_such_form") == nullptr);
}

TEST_CASE("what is not in force is named") {
  const auto missing = TwoVersions().InForce("poisoning", {Day(2021, 5, 1), std::nullopt});
  CHECK(missing.status().code() == absl::StatusCode::kNotFound);
  CHECK(missing.status().message() ==
        "no form poisoning that has been adopted is in force on 1 May 2021");
}

TEST_CASE("a version never changes what it asks") {
  FormRegister forms = TwoVersions();
  CHECK(forms.CheckAdoptable(Set("1", kEarly)).ok());
  CHECK(forms.CheckAdoptable(Set("1", kEarly, "Full name")).message() ==
        "the form drowning, version 1, was adopted with other contents: give the new one a version "
        "of its own");
  // Even where an older programme let it through, the first stands.
  forms.Adopt(Set("1", kEarly, "Full name"), {"cd", absl::UnixEpoch(), 2});
  const AdoptedForm* form = forms.Find("drowning", "1");
  REQUIRE(form != nullptr);
  CHECK(form->definition.sections(0).fields(0).label() == "Name");
  CHECK(form->adoption.hash == "ab");
  CHECK(forms.Find("drowning", "3") == nullptr);
}

TEST_CASE("days can be put right, and never overlap") {
  FormRegister forms = TwoVersions();
  CHECK(forms.CheckAdoptable(Set("3", kLate)).message() ==
        "the form drowning has versions 2 and 3 in force on the same days");
  CHECK(forms.CheckAdoptable(Set("3", absl::StrCat(kLate, " local: true"))).ok());
  const FormSet ended =
      Set("2", absl::StrCat(kLate, " in_force_to { year: 2021 month: 3 day: 31 }"));
  CHECK(forms.CheckAdoptable(ended).ok());
  forms.Adopt(ended, {"cd", absl::UnixEpoch(), 2});
  CHECK(forms.CheckAdoptable(Set("3", "in_force_from { year: 2021 month: 4 day: 1 }")).ok());
}

TEST_CASE("a board's own form comes before the national one") {
  FormRegister forms = TwoVersions();
  forms.Adopt(Set("ours", absl::StrCat(kLate, " local: true")), {"cd", absl::UnixEpoch(), 2});
  const ReviewDay day{Day(2020, 1, 1), std::nullopt};
  CHECK((*forms.InForce("drowning", day))->definition.version() == "ours");
}

}  // namespace
}  // namespace candour::workflows::forms
