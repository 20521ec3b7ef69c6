// What the registrar tells: once, and in the order in which it happened.
#include "workflows/child_death/child_death_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Story;

std::string Registered(const std::string& day, const std::string& changes = "") {
  return "RecordRegistrarParticulars { case_id: $case received_on: @2011-01-14 registered_on: @" +
         day + " " + changes + "}";
}

std::string Corrected(const std::string& day) {
  return "RecordRegistrationCorrection { case_id: $case received_on: @2011-01-14 corrected: 'Ib.' "
         "corrected_on: @" +
         day + " }";
}

std::string NotLiable(const std::string& day) {
  return "RecordNoLiabilityCertificate { case_id: $case received_on: @2011-01-14 issued_on: @" +
         day + " }";
}

TEST_CASE("a death is registered once, and corrected after that") {
  Story story = InScope();
  story.On("2011-01-14");
  Story unknown = story;  // the particulars never came
  CHECK(unknown.When(Corrected("2010-12-23")).reason.empty());
  CHECK(unknown.When(Registered("2010-12-24")).reason == "DATE_OUT_OF_ORDER");
  CHECK(unknown.When(Registered("2010-12-23")).reason.empty());

  story.Do(Registered("2010-12-23"));
  CheckEach(story, {{"again", Registered("2010-12-22"), "ALREADY_DONE"},
                    {"typed wrongly",
                     Registered("2010-12-22",
                                "header { corrects_event_id: $RegistrarParticularsReceived "
                                "correction_reason: 'Typed wrongly.' }"),
                     ""},
                    {"corrected before", Corrected("2010-12-22"), "DATE_OUT_OF_ORDER"},
                    {"corrected after", Corrected("2010-12-24"), ""},
                    {"no liability", NotLiable("2010-12-24"), "CONTRADICTORY"}});
}

TEST_CASE("what was held not to need it may be registered after all") {
  Story story = InScope();
  story.On("2011-01-14").Do(NotLiable("2010-12-23"));
  CheckEach(story, {{"twice", NotLiable("2010-12-24"), "ALREADY_DONE"},
                    {"registered before", Registered("2010-12-22"), "DATE_OUT_OF_ORDER"},
                    {"registered after", Registered("2011-01-10"), ""}});
}

}  // namespace
}  // namespace candour::workflows::child_death
