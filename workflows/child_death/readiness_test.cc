// What a case lacks before a panel can decide it.
#include "workflows/child_death/readiness.h"

#include "absl/strings/str_join.h"
#include "workflows/child_death/child_death_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Story;

std::string Missing(Story& story) {
  return absl::StrJoin(MissingInWords(MissingForPanel(story.Of<ChildDeath>("$case")),
                                      story.Of<board::Board>("$board")),
                       "; ");
}

TEST_CASE("readiness says exactly what is missing, in words, and nothing when nothing is") {
  Story notified = Notified();
  CHECK(Missing(notified) ==
        "the child is not identified; the death is not recorded; it is not determined whether the "
        "death is in scope; it is not classified as expected or unexpected");
  Story story = InScope();
  CHECK(Missing(story) == "the child is not identified");
  story.Given("$case", "ChildIdentified { given_names: 'Invented' family_name: 'Child' }");
  CHECK(Missing(story) == "");

  story.On("2010-12-21").Do(R"(
    RequestAgencyReport { case_id: $case request_id: $request agency_id: $police
      form_type: 'agency_report' requested_on: @2010-12-21 due_on: @2011-01-17 }
    HoldCase { case_id: $case hold_id: $hold because_of: 'inquest' look_again_on: @2011-06-01 })");
  CHECK(Missing(story) ==
        "report of Northshire Police (agency_report), due on 17 January 2011; "
        "on hold because of inquest, to be looked at on 1 June 2011");
  story.On("2011-01-10").Do(R"(
    ReceiveAgencyReport { case_id: $case request_id: $request received_on: @2011-01-10
      summary: 'Nothing held.' }
    ReleaseHold { case_id: $case hold_id: $hold reason: 'Concluded.' })");
  CHECK(Missing(story) == "");

  story.Given("$case", "SupplementaryRequired { form_type: 'drowning' why: 'In the bath.' }");
  CHECK(Missing(story) == "a form is required that no agency was asked for: drowning");
  story.Do(R"(
    RequestAgencyReport { case_id: $case agency_id: $police form_type: 'drowning'
      requested_on: @2011-01-10 due_on: @2011-01-17 })");
  CHECK(Missing(story) == "report of Northshire Police (drowning), due on 17 January 2011");
}

TEST_CASE("a child death review meeting is missing only where the guidance asks for one") {
  for (const auto& [died, missing] :
       {std::pair{"2015-05-02", ""},
        {"2020-05-02", "the child death review meeting has not been held"}}) {
    INFO(died);
    Story story = Notified();
    story.Adopt("wt2013").Adopt("wt2015").Adopt("wt2018");
    story.Given("$case",
                "ChildIdentified { given_names: 'Invented' family_name: 'Child' } "
                "DeathRecorded { date_of_birth: @2009-03-14 date_of_death: @" +
                    std::string(died) +
                    " } ScopeDetermined { live_born: YES in_scope: true } "
                    "ExpectednessClassified { expectedness: EXPECTED }");
    CHECK(Missing(story) == missing);
  }
}

}  // namespace
}  // namespace candour::workflows::child_death
