// Letters in the board's words, checked by another, and what stops one.
#include <algorithm>

#include "workflows/child_death/returns_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

std::string Draft(const std::string& changes) {
  return "DraftLetter { case_id: $case letter_id: $letter template_key: 'parents_first' "
         "author_person_id: $nurse " +
         changes + "}";
}

constexpr char kToMother[] = "recipient_name: 'Ms Example' to_relative_id: $mother ";

Story WithParents() {
  Story story = Asked();
  for (const std::string relative :
       {"relation: MOTHER relative_id: $mother", "relation: FATHER relative_id: $father"}) {
    story.Do("RecordFamilyMember { case_id: $case parental_responsibility: YES name: 'Example' " +
             relative + " }");
  }
  return story;
}

Story Identified() {
  Story story = WithParents();
  story.Do(
      "IdentifyChild { case_id: $case given_names: 'Robin' family_name: 'Example' "
      "nhs_number_absence: NUMBER_NOT_KNOWN }");
  return story;
}

TEST_CASE("a letter to the family is filled in, its words sealed apart") {
  Story told = Identified();
  CheckEach(
      told,
      {{"to nobody", Draft(""), "CONTRADICTORY"},
       {"to an agency, in words for a parent", Draft("to_agency_id: $health"), "CONTRADICTORY"},
       {"by a stranger", Draft(std::string(kToMother) + "author_person_id: $stranger"),
        "UNKNOWN_REFERENCE"},
       {"to somebody who is not recorded",
        Draft("recipient_name: 'Ms Example' to_relative_id: $aunt"), "UNKNOWN_REFERENCE"},
       {"without saying to whom", Draft("recipient_name: 'Ms Example'"), "UNKNOWN_REFERENCE"}});
  CHECK(WithParents().When(Draft(kToMother)).reason == "REASON_MISSING");
  Story by_record = Identified();
  by_record.Do(Draft("to_relative_id: $mother"));
  CHECK(by_record.See<ChildDeath>("$case")
            .letters.at(by_record.Id("$letter"))
            .text.find("Dear Example,") != std::string::npos);
  told.Do(Draft(kToMother));
  events::v1::LetterWorded worded;
  REQUIRE(worded.ParseFromString(told.Stream("$case").back().body().payload()));
  CHECK(worded.text().find("Dear Ms Example,") != std::string::npos);
  CHECK(worded.text().find("the death of Robin.") != std::string::npos);
  CHECK(told.When(Draft(kToMother)).reason == "ALREADY_DONE");
}

TEST_CASE("a letter is checked by another, and a hold on contact stops it") {
  Story story = Identified();
  story.Do(Draft(kToMother));
  const std::string send =
      "SendLetter { case_id: $case letter_id: $letter sent_on: @2010-12-20 sender_person_id: "
      "$nurse }";
  const auto check = [](const std::string& who) {
    return "CheckLetter { case_id: $case letter_id: $letter checker_person_id: " + who + " }";
  };
  CHECK(story.When(send).reason == "WRONG_STAGE");
  CHECK(story.When(check("$nurse")).reason == "SAME_PERSON");
  story.Do(check("$social_worker"));

  const auto hold = [](const std::string& changes) {
    return "HoldContact { case_id: $case hold_id: $hold asked_by: 'investigating officer' "
           "reason: 'An arrest is planned.' look_again_on: @2011-01-10 " +
           changes + "}";
  };
  CHECK(Story(story).Do(hold("relative_id: $father")).When(send).reason.empty());
  CHECK(Story(story).Do(hold("relative_id: $mother")).When(send).reason == "BLOCKED_BY_HOLD");
  const auto told = [&](const std::string& command) {
    return Story(story).Do(command).When(send).reason;
  };
  const std::string suspected =
      "RecordSuspicion { case_id: $case relative_id: $mother suspected: true told_on: @2010-12-20 "
      "authority: 'The investigating officer' }";
  CHECK(told(suspected) == "DISCLOSURE_WITHHELD");
  CHECK(told("RecordContactPreference { case_id: $case relative_id: $mother told_on: @2010-12-20 "
             "wish: NO_CONTACT_WANTED }") == "CONTACT_NOT_WANTED");
  CHECK(Story(story)
            .Do(hold(""))
            .When("RecordFamilyLetter { case_id: $case template_key: 'parent_leaflet' relative_id: "
                  "$mother sender_person_id: $nurse sent_on: @2010-12-20 }")
            .reason == "BLOCKED_BY_HOLD");
  const std::string leaflet = "RecordParentLeaflet { case_id: $case sent_on: @2010-12-20 }";
  const auto support = [](const std::string& relative) {
    return "OfferBereavementSupport { case_id: $case offered_on: @2010-12-20 what: 'A nurse.' "
           "accepted: NOT_KNOWN "
           "relative_id: " +
           relative + " }";
  };
  CHECK(Story(story).When(leaflet).reason.empty());
  CHECK(Story(story).Do(hold("relative_id: $father")).When(leaflet).reason == "BLOCKED_BY_HOLD");
  CHECK(Story(story).Do(hold("relative_id: $father")).When(support("$mother")).reason.empty());
  story.Do(hold(""));
  CHECK(story.When(leaflet).reason == "BLOCKED_BY_HOLD");
  CHECK(story.When(support("$mother")).reason == "BLOCKED_BY_HOLD");
  const Outcome held = story.When(send);
  CHECK(held.reason == "BLOCKED_BY_HOLD");
  CHECK(held.about == std::vector<std::string>{"$hold"});
  CHECK(held.sentence ==
        "Contact with the family is held, as the investigating officer asked; to be looked at "
        "again on 10 January 2011. Ask them, and release the hold first.");
  story.Do("ReleaseContactHold { case_id: $case hold_id: $hold reason: 'The arrest was made.' }");
  story.Do(send);
  CHECK(story.When(send).reason == "ALREADY_DONE");
  CHECK(story.Of<ChildDeath>("$case").letters.at(story.Id("$letter")).sent_on ==
        absl::CivilDay(2010, 12, 20));
}

TEST_CASE("a letter goes after it was checked, and names the child as it is known by then") {
  Story story = Identified();
  story.Do(Draft(kToMother));
  const std::string check =
      "CheckLetter { case_id: $case letter_id: $letter checker_person_id: $social_worker }";
  const auto send = [](const std::string& day) {
    return "SendLetter { case_id: $case letter_id: $letter sender_person_id: $nurse sent_on: @" +
           day + " }";
  };
  Story renamed = story;
  renamed.Given("$case", "ChildIdentified { given_names: 'Robyn' family_name: 'Example' }");
  CHECK(renamed.When(check).reason == "WRONG_STAGE");
  story.Do(check);
  CHECK(story.When(send("2010-12-19")).reason == "DATE_OUT_OF_ORDER");
  CHECK(Story(story).When(send("2010-12-20")).reason == "");
  story.Given("$case", "ChildIdentified { given_names: 'Robyn' family_name: 'Example' }");
  CHECK(story.When(send("2010-12-20")).reason == "WRONG_STAGE");
}

TEST_CASE("a hold on contact is from its day on, is looked at again, and is told of what went") {
  Story story = Identified();
  const auto leaflet = [](const std::string& day) {
    return "RecordFamilyLetter { case_id: $case template_key: 'parent_leaflet' relative_id: "
           "$mother sender_person_id: $nurse sent_on: @" +
           day + " }";
  };
  story.Do(
      "HoldContact { case_id: $case hold_id: $hold asked_by: 'police' reason: 'An arrest.' "
      "look_again_on: @2011-01-10 }");
  CHECK(Reached(story.Of<ChildDeath>("$case"), "hold_placed") == 1);
  story.On("2011-01-12");
  CHECK(Story(story).When(leaflet("2010-12-19")).reason == "");
  CHECK(Story(story).When(leaflet("2010-12-20")).reason == "BLOCKED_BY_HOLD");
  const auto look = [](const std::string& day, const std::string& again = "2011-02-10") {
    return "ReviewHold { case_id: $case hold_id: $hold found: 'Not yet.' reviewed_on: @" + day +
           " look_again_on: @" + again + " }";
  };
  CheckEach(story,
            {{"before the hold", look("2010-12-19"), "DATE_OUT_OF_ORDER"},
             {"not to be looked at again", look("2011-01-12", "2011-01-12"), "DATE_OUT_OF_ORDER"},
             {"the next day", look("2011-01-12", "2011-01-13"), ""}});
  story.Do(look("2011-01-12"));
  const ChildDeath held = story.Of<ChildDeath>("$case");
  CHECK(Reached(held, "hold_reviewed") == 1);
  CHECK(held.agencies.contact_holds.at(story.Id("$hold")).record.look_again_on().month() == 2);
  story.On("2011-01-20");
  story.Do("ReleaseContactHold { case_id: $case hold_id: $hold reason: 'The arrest was made.' }");
  story.Do(leaflet("2011-01-15"));
  const auto against = [&] {
    const ChildDeath death = story.Of<ChildDeath>("$case");
    return std::count_if(death.letters.begin(), death.letters.end(),
                         [](const auto& entry) { return entry.second.against_hold; });
  };
  CHECK(against() == 1);
  story.Do(leaflet("2011-01-20"));
  CHECK(against() == 1);
  story.Do(
      "RecordContactPreference { case_id: $case relative_id: $mother told_on: @2011-01-18 wish: "
      "NO_CONTACT_WANTED }");
  CHECK(story.When(leaflet("2011-01-19")).reason == "CONTACT_NOT_WANTED");
  CHECK(story.When(leaflet("2011-01-17")).reason == "");
}

TEST_CASE("every letter is in one list, and a leaflet meets its clock however it was written") {
  const std::string drafted =
      "LetterDrafted { letter_id: $drafted template_key: 'parent_leaflet' to_relative_id: $mother "
      "}";
  Story story = Identified();
  story.Given("$case", drafted);
  CHECK(Reached(story.Of<ChildDeath>("$case"), "parent_leaflet_sent") == 0);
  story.Given("$case", "LetterSent { letter_id: $drafted sent_on: @2010-12-20 }");
  CHECK(Reached(story.Of<ChildDeath>("$case"), "parent_leaflet_sent") == 1);
  const auto elsewhere = [](const std::string& day, const std::string& header) {
    return "RecordFamilyLetter { case_id: $case relative_id: $father template_key: "
           "'parent_leaflet' sender_person_id: $nurse sent_on: @" +
           day + header + " }";
  };
  story.On("2010-12-22").Do(elsewhere("2010-12-20", ""));
  story.Do(
      elsewhere("2010-12-21",
                " header { corrects_event_id: $FamilyLetterSent correction_reason: 'Typed.' }"));
  const ChildDeath death = story.Of<ChildDeath>("$case");
  std::vector<std::string> sent;
  for (const auto& [id, letter] : death.letters) {
    sent.push_back(absl::FormatCivilTime(*letter.sent_on) +
                   (letter.record.letter_id().empty() ? " elsewhere" : " drafted"));
  }
  std::sort(sent.begin(), sent.end());
  CHECK(sent == std::vector<std::string>{"2010-12-20 drafted", "2010-12-21 elsewhere"});
  CHECK(Reached(death, "parent_leaflet_sent") == 2);

  // A letter to an agency is no leaflet to the parents.
  Story agency = Identified();
  agency.Given("$case",
               "LetterDrafted { letter_id: $drafted template_key: 'parent_leaflet' "
               "to_agency_id: $health } LetterSent { letter_id: $drafted sent_on: "
               "@2010-12-20 }");
  CHECK(Reached(agency.Of<ChildDeath>("$case"), "parent_leaflet_sent") == 0);
}

}  // namespace
}  // namespace candour::workflows::child_death
