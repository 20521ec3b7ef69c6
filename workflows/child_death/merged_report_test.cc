// Several agencies' answers as one form of the case.
#include "workflows/child_death/merged_report.h"

#include "absl/strings/str_replace.h"
#include "workflows/child_death/returns_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;
using types::v1::MergedField;

MergedField Merged(Story& story, const std::string& field) {
  const auto report = MergeReturns(story.Of<ChildDeath>("$case"), story.Of<board::Board>("$board"),
                                   "agency_report", true);
  for (const MergedField& merged : report.fields()) {
    if (merged.field() == field) return merged;
  }
  return {};
}

// Health says at home, by palliative care; the police say in a public place.
Story Answered(const std::string& of_health = "", const std::string& of_police = "",
               const std::string& named_by_police = "Robin Example") {
  Story story = Asked();
  story.On("2011-01-14");
  story.ActingFor("$health").Do(
      Answer("$health", Needed("$health") + Code("place", "home") + of_health));
  story.ActingFor("$police").Do(Answer(
      "$police", absl::StrReplaceAll(Needed("$police"), {{"Robin Example", named_by_police}}) +
                     Code("place", "public_place") + of_police));
  story.ActingFor("");
  return story;
}

std::string Settle(const std::string& changes) {
  return "SettleDisagreement { case_id: $case form_type: 'agency_report' field: 'place' "
         "reason: 'The police were there.' " +
         changes + "}";
}

std::string Again(const std::string& agency, const std::string& answers) {
  return Answer(agency, Needed(agency) + answers, "reason: 'Looked again.'");
}

TEST_CASE("how a name is written is no disagreement; that there is one is told without the names") {
  Story alike = Answered("", "", "ROBIN  Example ");
  CHECK(Merged(alike, "child_name").agreement() == types::v1::AGREED);
  Story otherwise = Answered("", "", "Robyn Example");
  CHECK(Merged(otherwise, "child_name").agreement() == types::v1::DISAGREED);
  const auto report = MergeReturns(otherwise.Of<ChildDeath>("$case"),
                                   otherwise.Of<board::Board>("$board"), "agency_report", false);
  CHECK(report.disagreements() == 2);
  for (const MergedField& field : report.fields()) {
    if (!field.identity()) continue;
    CHECK(field.field() == "child_name");
    CHECK(field.claims().empty());
  }
  const Outcome refused = otherwise.When(
      "WriteAnonymisedSummary { case_id: $case author_person_id: $nurse text: 'An infant.' }");
  CHECK(refused.reason == "WRONG_STAGE");
  CHECK(refused.about.size() == 2);
}

TEST_CASE("each field says how far the agencies agree, and from whom it is") {
  using enum types::v1::Agreement;
  struct Row {
    const char* field;
    std::string health;
    std::string police;
    types::v1::Agreement agreement;
  };
  for (const Row& row : std::vector<Row>{
           {"place", "", "", DISAGREED},
           {"resuscitation", Code("resuscitation", "yes"), "", ONE_SOURCE},
           {"resuscitation", Code("resuscitation", "yes"), Code("resuscitation", "yes"), AGREED},
           {"resuscitation", Code("resuscitation", "yes"), Absent("resuscitation", "NOT_KNOWN"),
            ONE_SOURCE},
           {"resuscitation", Code("resuscitation", "yes"), Absent("resuscitation", "BLANK"),
            ONE_SOURCE},
           {"resuscitation", Code("resuscitation", "yes"),
            Absent("resuscitation", "NOT_APPLICABLE"), DISAGREED},
           {"resuscitation", Absent("resuscitation", "NOT_KNOWN"), "", NO_ANSWER},
           {"child_name", "", "", AGREED},
           {"agency", "", "", SIDE_BY_SIDE},
           {"summary", "", "", SIDE_BY_SIDE}}) {
    INFO(row.field << row.health << row.police);
    Story story = Answered(row.health, row.police);
    const MergedField merged = Merged(story, row.field);
    CHECK(merged.agreement() == row.agreement);
    const bool has_value = row.agreement == ONE_SOURCE || row.agreement == AGREED;
    CHECK(merged.has_value() == has_value);
  }
  Story story = Answered();
  const MergedField place = Merged(story, "place");
  REQUIRE(place.claims_size() == 2);
  CHECK(place.claims(0).of().version() == 1);
  CHECK(place.label() == "Where the child was when it happened");
}

TEST_CASE("who may not know who anybody is sees no such field; a nil return claims nothing") {
  Story story = Answered();
  const auto report = MergeReturns(story.Of<ChildDeath>("$case"), story.Of<board::Board>("$board"),
                                   "agency_report", false);
  CHECK(report.ShortDebugString().find("Example") == std::string::npos);
  CHECK(report.returns_size() == 2);

  story.ActingFor("$police").Do(Answer("$police", kNil, "reason: 'That was another child.'"));
  CHECK(Merged(story, "place").agreement() == types::v1::ONE_SOURCE);
}

TEST_CASE("a disagreement is settled with a reason, by one source or a value of the form") {
  Story told = Answered();
  CheckEach(
      told,
      {{"neither", Settle(""), "CONTRADICTORY"},
       {"both",
        Settle("chosen_request_id: $police_report value { given { values { code: "
               "'school' } } }"),
        "CONTRADICTORY"},
       {"of somebody who was not asked", Settle("chosen_request_id: $other"), "UNKNOWN_REFERENCE"},
       {"a value the form does not have", Settle("value { given { values { code: 'attic' } } }"),
        "ANSWERS_NOT_ACCEPTED"},
       {"nothing to settle", Settle("field: 'summary' chosen_request_id: $police_report"),
        "NOTHING_TO_CHANGE"},
       {"a value", Settle("value { given { values { code: 'school' } } }"), ""}});
  told.Do(Settle("chosen_request_id: $police_report"));
  const MergedField settled = Merged(told, "place");
  CHECK(settled.agreement() == types::v1::SETTLED);
  CHECK(settled.value().given().values(0).code() == "public_place");
  CHECK(settled.settled_reason() == "The police were there.");
  CHECK(told.When(Settle("chosen_request_id: $health_report")).reason == "NOTHING_TO_CHANGE");
}

TEST_CASE("a newer return re-opens what it contradicts, and nothing else") {
  Story told = Answered();
  told.Do(Settle("chosen_request_id: $police_report")).On("2011-01-20");
  told.ActingFor("$health");
  const auto after = [&](const std::string& answers) {
    Story story = told;
    story.Do(Again("$health", answers));
    return Merged(story, "place");
  };
  CHECK(after(Code("place", "home")).agreement() == types::v1::SETTLED);  // as it said before
  CHECK(after(Code("place", "public_place")).agreement() == types::v1::AGREED);
  CHECK(after(Absent("place", "NOT_KNOWN")).agreement() == types::v1::ONE_SOURCE);
  const MergedField reopened = after(Code("place", "school"));
  CHECK(reopened.agreement() == types::v1::DISAGREED);
  CHECK(reopened.reopened());
  CHECK_FALSE(reopened.has_value());
}

TEST_CASE("the anonymised summary rests on the settled form and names nobody") {
  Story told = Answered();
  told.Do(
      "IdentifyChild { case_id: $case given_names: 'Robin' family_name: 'Exemplar-Smith' "
      "nhs_number_absence: NUMBER_NOT_KNOWN postcode: 'NS1 2AB' address: '12 Imaginary Row, "
      "Northshire' } RecordFamilyMember { case_id: $case relation: MOTHER parental_responsibility: "
      "YES name: 'Marigold Exemplar' "
      "address: 'Flat 3, Unreal Court' }");
  const auto summary = [](const std::string& text) {
    return "WriteAnonymisedSummary { case_id: $case author_person_id: $nurse text: '" + text +
           "' }";
  };
  CHECK(told.When(summary("A toddler died in a park.")).reason == "WRONG_STAGE");
  told.Do(Settle("chosen_request_id: $police_report"));
  CheckEach(told, {{"a given name", summary("Then robin fell."), "CONTRADICTORY"},
                   {"whose it was", summary("Robin\\'s cot:\\nold."), "CONTRADICTORY"},
                   {"a part of a family name", summary("The Smith family."), "CONTRADICTORY"},
                   {"the postcode", summary("It was at ns12ab."), "CONTRADICTORY"},
                   {"the street", summary("They lived in Imaginary Row."), "CONTRADICTORY"},
                   {"the mother", summary("Marigold called for help."), "CONTRADICTORY"},
                   {"where she lives", summary("At Unreal Court."), "CONTRADICTORY"},
                   {"initials", summary("R. E. was seen."), "CONTRADICTORY"},
                   {"the writer", summary("Nurse wrote this."), "CONTRADICTORY"},
                   {"the day of death", summary("On 19 December 2010."), "CONTRADICTORY"},
                   {"of December", summary("On the 19th of December."), "CONTRADICTORY"},
                   {"in figures", summary("Died 19/12/10."), "CONTRADICTORY"},
                   {"the American way", summary("On December 19, 2010."), "CONTRADICTORY"},
                   {"of birth", summary("Born 2009-03-14."), "CONTRADICTORY"},
                   {"the month alone", summary("In December 2010, aged one."), ""},
                   {"another day", summary("Seen on 18 December 2010."), ""},
                   {"no name", summary("A toddler died in a park."), ""}});
  told.Do(summary("A toddler died in a park."));
  const auto written = told.Of<ChildDeath>("$case").agencies.summaries.at(0);
  CHECK(written.from_returns_size() == 2);
  CHECK(written.text_sha256().size() == 64);
  CHECK(Asked().When(summary("Nothing yet.")).reason == "WRONG_STAGE");

  // What came without a form is something to write it from as well.
  Story without_form = Asked();
  without_form.Do(
      "ReceiveAgencyReport { case_id: $case request_id: $police_report received_on: @2010-12-20 "
      "summary: 'No contact before.' }");
  without_form.Do(summary("A toddler died in a park."));
  const auto from = without_form.Of<ChildDeath>("$case").agencies.summaries.at(0).from_returns();
  REQUIRE(from.size() == 1);
  CHECK(from[0].request_id() == without_form.Id("$police_report"));
  CHECK(from[0].version() == 0);
}

// Each of these is told by one look at the text, and by no other.
TEST_CASE("the anonymised summary lets through nothing that says who the child was") {
  Story told = Answered();
  told.Do(Settle("chosen_request_id: $police_report"));
  told.Do(R"(
    IdentifyChild { case_id: $case given_names: 'Al-Amin Bo' family_name: "O'Fictional"
                    nhs_number: '943 476 5919' address: '12 Imaginary Row, Nowhere-on-Sea' }
    RecordFamilyMember { case_id: $case relation: FATHER parental_responsibility: YES
                         name: 'Quill Unlikely' address: 'Flat 3, Unreal Court' })");
  const auto refusal = [&](const std::string& text) {
    return Story(told).When(
        "WriteAnonymisedSummary { case_id: $case author_person_id: $nurse text: \"" + text +
        "\" }");
  };
  struct Row {
    const char* text;
    const char* tells;  // blank: nothing
  };
  const Row rows[] = {
      {"Number 9434765919 was given.", "the NHS number"},
      {"Number 943-476-5919 was given.", "the NHS number"},
      {"Number 943 476 5918 was given.", ""},
      {"Then AMIN fell.", "a name of the child"},
      {"Little O'Fictional fell.", "a name of the child"},
      {"The O'Fictionals called.", ""},  // a word that only begins so
      {"Bo had a bow.", ""},             // too short to tell
      {"It was in imaginary row.", "the address"},
      {"It was in Nowhere on Sea.", "the address"},
      {"It was number 12 of the row.", ""},
      {"A.O. was seen.", "the initials of the child"},
      {"A. O. was seen.", "the initials of the child"},
      {"An ordinary day.", ""},
      {"Quill phoned.", "a name of somebody of the family"},
      {"He lives in Unreal Court, flat 3.", "an address of the family"},
      {"It was 14 March, a Saturday.", "the day of birth"},
      {"Born on the 14th Mar.", "the day of birth"},
      {"Born 14.3.09.", "the day of birth"},
      {"Born 14.3.10.", ""},  // of another year
      {"Died on 2010/12/19.", "the day of death"},
      {"Died on the 19th of Dec 2010.", "the day of death"},
      {"Aged 19 months in 12 visits.", ""},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const Outcome one = refusal(row.text);
    CHECK(one.reason == (std::string(row.tells).empty() ? "" : "CONTRADICTORY"));
    CHECK(one.sentence.find(row.tells) != std::string::npos);
  }
}

}  // namespace
}  // namespace candour::workflows::child_death
