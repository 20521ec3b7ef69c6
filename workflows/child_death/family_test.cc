// The family: named apart, asked one by one, told what they may be told.
#include "workflows/child_death/child_death_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Story;

std::string Member(const std::string& relative, const std::string& changes) {
  return "RecordFamilyMember { case_id: $case parental_responsibility: YES relative_id: " +
         relative + " " + changes + " }";
}

std::string Letter(const std::string& relative, const std::string& day,
                   const std::string& changes = "") {
  return "RecordFamilyLetter { case_id: $case template_key: 'parent_leaflet' sender_person_id: "
         "$nurse relative_id: " +
         relative + " sent_on: @" + day + " " + changes + " }";
}

std::string Wish(const std::string& relative, const std::string& wish) {
  return "RecordContactPreference { case_id: $case told_on: @2020-03-04 relative_id: " + relative +
         " wish: " + wish + " }";
}

std::string Suspicion(const std::string& relative, const std::string& suspected) {
  return "RecordSuspicion { case_id: $case told_on: @2020-03-05 authority: 'The investigating "
         "officer' relative_id: " +
         relative + " suspected: " + suspected + " }";
}

std::string Ruling(const std::string& relative, const std::string& ruling,
                   const std::string& changes = "") {
  return "RuleOnDisclosure { case_id: $case what: 'The agreed summary.' reason: 'The trial.' "
         "legal_basis: 'Common law duty of confidence' decider_person_id: $director ruled_on: "
         "@2020-03-06 relative_id: " +
         relative + " ruling: " + ruling + " " + changes + " }";
}

Story WithParents() {
  Story story = InScopeIn2020();
  story.On("2020-03-06")
      .Do(Member("$mother", "relation: MOTHER name: 'Ariadne Example' telephone: '000'"))
      .Do(Member("$father", "relation: FATHER name: 'Theseus Example'"));
  return story;
}

TEST_CASE("names of the family stand in the identity scope alone") {
  Story story = InScopeIn2020();
  const testing::Outcome outcome =
      story.When(Member("$mother", "relation: MOTHER name: 'Ariadne Example'"));
  CHECK(outcome.events == story.Events(R"(
    FamilyMemberRecorded { relative_id: $mother relation: MOTHER parental_responsibility: YES }
    FamilyMemberNamed { relative_id: $mother name: 'Ariadne Example' })"));
  for (const auto& event : story.Stream("$case")) {
    const bool named = event.body().payload().find("Ariadne") != std::string::npos;
    CHECK(named == (event.body().type() == "FamilyMemberNamed"));
  }
  CHECK(EventRuleOf(*events::v1::FamilyMemberNamed::descriptor()).scope() == types::v1::IDENTITY);
  CHECK(story.When(Member("$mother", "relation: MOTHER name: 'Another'")).reason == "ALREADY_DONE");
}

TEST_CASE("a letter goes to a person of the family, from a person of the office") {
  Story story = WithParents();
  CheckEach(story,
            {{"sent", Letter("$mother", "2020-03-05"), ""},
             {"to nobody known", Letter("$aunt", "2020-03-05"), "UNKNOWN_REFERENCE"},
             {"by nobody known", Letter("$mother", "2020-03-05", "sender_person_id: $stranger"),
              "UNKNOWN_REFERENCE"},
             {"before the death", Letter("$mother", "2020-02-29"), "DATE_OUT_OF_ORDER"}});
  story.Do(Letter("$mother", "2020-03-05"));
  CHECK(story.Of<ChildDeath>("$case").letters.size() == 1);
}

TEST_CASE("a key worker is a person of the register, and the last one stands") {
  Story story = WithParents();
  const auto assign = [](const std::string& person) {
    return "AssignKeyWorker { case_id: $case assigned_on: @2020-03-03 person_id: " + person + " }";
  };
  CHECK(story.When(assign("$stranger")).reason == "UNKNOWN_REFERENCE");
  story.Do(assign("$nurse"));
  CHECK(story.When(assign("$nurse")).reason == "NOTHING_TO_CHANGE");
  story.Do(assign("$social_worker"));
  CHECK(story.Of<ChildDeath>("$case").family.key_worker_person_id == story.Id("$social_worker"));
}

TEST_CASE("feedback is agreed after the decision, then delivered to each") {
  const auto agree =
      "AgreeFeedback { case_id: $case content: 'What was found.' agreed_on: "
      "@2020-09-15 }";
  const auto deliver = [](const std::string& relative, const std::string& day) {
    return "DeliverFeedback { case_id: $case messenger_person_id: $nurse relative_id: " + relative +
           " delivered_on: @" + day + " }";
  };
  Story story = WithParents();
  story.On("2020-09-20");
  CHECK(story.When(agree).reason == "NO_DECISION");
  HoldQuoratePanel(story, "$meeting", "2020-09-14");
  story.Do(Decided("$meeting", "2020-09-14",
                   "categories_applying: 10 category: 10 modifiability: 'not_modifiable'"));
  story.On("2020-09-20");
  CHECK(story.When(deliver("$mother", "2020-09-16")).reason == "WRONG_STAGE");
  story.Do(agree);
  CHECK(story.When(deliver("$mother", "2020-09-14")).reason == "DATE_OUT_OF_ORDER");
  CHECK(
      Story(story).Do(Suspicion("$mother", "true")).When(deliver("$mother", "2020-09-16")).reason ==
      "DISCLOSURE_WITHHELD");
  story.Do(deliver("$mother", "2020-09-16"));
  const Family family = story.Of<ChildDeath>("$case").family;
  CHECK(family.relatives.at(story.Id("$mother")).feedback_delivered);
  CHECK_FALSE(family.relatives.at(story.Id("$father")).feedback_delivered);
}

TEST_CASE("hard case 9: separated parents disagree, and one of them is a suspect") {
  Story story = WithParents();
  story.On("2020-03-06")
      .Do(Wish("$mother", "CONTACT_WANTED"))
      .Do(Wish("$father", "CONTACT_WANTED"));
  // The father asks for the file and to attend; then suspicion falls on him.
  story.Do(R"(
    RecordFamilyRequest {
      case_id: $case request_id: $file relative_id: $father kind: ASKS_FOR_THE_FILE
      received_on: @2020-03-04
    }
    RecordFamilyRequest {
      case_id: $case request_id: $seat relative_id: $father kind: ASKS_TO_ATTEND
      received_on: @2020-03-04
    })");
  story.Do(Ruling("$father", "DISCLOSE"));
  CHECK(story.When(Letter("$father", "2020-03-06")).reason == "");
  story.Do(Suspicion("$father", "true"));
  CHECK(story.When(Suspicion("$father", "true")).reason == "NOTHING_TO_CHANGE");

  // The ruling before the suspicion covers nothing since; the mother is told as before.
  CHECK(story.When(Letter("$father", "2020-03-06")).reason == "DISCLOSURE_WITHHELD");
  CHECK(story.When(Letter("$mother", "2020-03-06")).reason == "");
  CHECK(story.When(Ruling("$mother", "WITHHOLD", "request_id: $file")).reason ==
        "UNKNOWN_REFERENCE");  // it is not her request
  story.Do(Ruling("$father", "WITHHOLD", "request_id: $file"));
  CHECK(story.When(Ruling("$father", "DISCLOSE", "request_id: $file")).reason ==
        "UNKNOWN_REFERENCE");  // ruled on
  const testing::Outcome refused = story.When(Letter("$father", "2020-03-06"));
  CHECK(refused.reason == "DISCLOSURE_WITHHELD");
  CHECK(refused.source == "Common law duty of confidence");
  CHECK(story.Of<ChildDeath>("$case").family.open_requests.size() == 1);  // to attend
  story.Do(Ruling("$father", "DISCLOSE_IN_PART", "request_id: $seat"));
  CHECK(story.When(Letter("$father", "2020-03-06")).reason == "");
  // He is heard all the same.
  CHECK(story
            .When("RecordFamilyContribution { case_id: $case relative_id: $father received_on: "
                  "@2020-03-06 text: 'Who was called, and when?' }")
            .reason == "");

  const std::string heard =
      "RecordFamilyContribution { case_id: $case contribution_id: $heard relative_id: $mother "
      "received_on: @2020-03-06 text: 'He had been well.' }";
  CHECK(Story(story).Do(heard).When(heard).reason == "ALREADY_DONE");

  // The mother asks to be left alone; that says nothing of the father.
  story.Do(
      "RecordFamilyRequest { case_id: $case relative_id: $mother kind: ASKS_TO_STOP_CONTACT "
      "received_on: @2020-03-06 }");
  const std::string offer =
      "OfferBereavementSupport { case_id: $case what: 'A counsellor.' offered_on: @2020-03-06 "
      "accepted: NOT_KNOWN relative_id: ";
  CHECK(story.When(Letter("$mother", "2020-03-06")).reason == "CONTACT_NOT_WANTED");
  CHECK(story.When(offer + "$mother }").reason == "CONTACT_NOT_WANTED");
  CHECK(story.When(offer + "$father }").reason == "");
  CHECK(story.When(Wish("$mother", "CONTACT_THROUGH_ANOTHER")).reason == "REASON_MISSING");
  story.Do(Wish("$mother", "CONTACT_THROUGH_ANOTHER through: 'her solicitor'"));
  CHECK(story.When(Letter("$mother", "2020-03-06")).reason == "");
}

}  // namespace
}  // namespace candour::workflows::child_death
