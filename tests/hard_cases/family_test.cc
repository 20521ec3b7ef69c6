// Hard case 9, through the services: what each of the parents wishes, and may be told.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/hard_cases/office.h"

namespace candour::testing {
namespace {

std::string Relative(const std::string& id, const std::string& relation) {
  return absl::StrCat("RecordFamilyMember { case_id: $case relative_id: ", id,
                      " relation: ", relation,
                      " parental_responsibility: YES name: 'Parent Testperson' }");
}

std::string Letter(const std::string& to) {
  return absl::StrCat("RecordFamilyLetter { case_id: $case relative_id: ", to,
                      " template_key: 'review_explained' sent_on: @2020-03-06 sender_person_id: "
                      "$nurse }");
}

std::string Ruling(const std::string& of, const std::string& ruling, const std::string& more = "") {
  return absl::StrCat("RuleOnDisclosure { case_id: $case relative_id: ", of, " ruling: ", ruling,
                      " what: 'The file.' reason: 'As advised.' legal_basis: 'Common law duty of "
                      "confidence' decider_person_id: $director ruled_on: @2020-03-06 ",
                      more, " }");
}

TEST_CASE("hard case 9: separated parents disagree, one of them a suspect") {
  Office office;
  office.On("2020-03-06").TakeIn("$case", "CDR-1", "2020-03-02T09:30", "2020-03-01");
  office.Do(Relative("$mother", "MOTHER")).Do(Relative("$father", "FATHER")).Do(R"(
    RecordContactPreference {
      case_id: $case relative_id: $mother wish: NO_CONTACT_WANTED told_on: @2020-03-05
    }
    RecordContactPreference {
      case_id: $case relative_id: $father wish: CONTACT_WANTED told_on: @2020-03-05
    }
    RecordFamilyRequest {
      case_id: $case request_id: $file relative_id: $father kind: ASKS_FOR_THE_FILE
      received_on: @2020-03-04
    }
    RecordFamilyRequest {
      case_id: $case request_id: $seat relative_id: $father kind: ASKS_TO_ATTEND
      received_on: @2020-03-04
    })");
  office.Do(Ruling("$father", "DISCLOSE"));
  CHECK(office.Refusal(Letter("$father")) == "");
  CHECK(office.Refusal(Letter("$mother")) == "CONTACT_NOT_WANTED");

  office.On("2020-03-07").Do(R"(
    RecordSuspicion {
      case_id: $case relative_id: $father suspected: true told_on: @2020-03-06
      authority: 'The investigating officer'
    })");
  CHECK(office.Refusal(Letter("$father")) == "DISCLOSURE_WITHHELD");
  office.Do(Ruling("$father", "WITHHOLD", "request_id: $file"));
  office.Do(
      "RecordContactPreference { case_id: $case relative_id: $mother wish: CONTACT_WANTED "
      "told_on: @2020-03-07 }");
  CHECK(office.Refusal(Letter("$mother")) == "");

  // Each wish and ruling is told of its own person, and as it was known on its day.
  const auto history = office.Timeline("$case");
  CHECK(std::count(history.begin(), history.end(), "ContactPreferenceRecorded") == 3);
  CHECK(std::count(history.begin(), history.end(), "FamilyLetterSent") == 2);
  const auto now = office.File("$case");
  const auto before = office.File("$case", "2020-03-06T20:00");
  const std::string mothers = absl::StrCat("contact_preference_recorded/", office.Id("$mother"));
  CHECK(Office::Fact(before, mothers) != Office::Fact(now, mothers));
  CHECK(Office::Fact(before, absl::StrCat("suspicion_recorded/", office.Id("$father"))).empty());
  CHECK_FALSE(Office::Fact(now, absl::StrCat("suspicion_recorded/", office.Id("$father"))).empty());
  // Nothing of who they are is in what anybody reads who was not asked for it.
  for (const auto& fact : now.facts()) {
    CHECK(fact.value().find("Testperson") == std::string::npos);
  }
}

}  // namespace
}  // namespace candour::testing
