// Sent to the national database: the sheet line by line, what came back, and what has to be sent
// anew.
#include "workflows/child_death/submissions.h"

#include "absl/strings/str_join.h"
#include "workflows/child_death/child_death_test_support.h"
#include "workflows/child_death/national_sheet.h"
#include "workflows/clocks/milestones.h"
#include "workflows/editions/national_returns.h"
#include "workflows/editions/return_facts.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

const char kNumber[] = "9434765919";
const char kAnother[] = "9434765870";

Story Identified() {
  Story story = InScopeIn2020();
  story.Adopt("return_ncmd");
  story.Do(R"(
    IdentifyChild {
      case_id: $case given_names: 'Robin' family_name: 'Example' nhs_number: '9434765919'
      address: '1 Nowhere Lane' postcode: 'ZZ9 9ZZ'
    }
    DecideJointResponse {
      case_id: $case required: true triggers: 'sudden_no_apparent_cause' reasons: 'Found.'
      decided_at: @2020-03-02T10:00 decider_person_id: $paediatrician
    })");
  story.On("2020-03-04");
  return story;
}

std::string Send(const std::string& id, const std::string& day, const std::string& changes = "") {
  return "SendSubmission { case_id: $case submission_id: " + id + " how: 'portal' sent_on: @" +
         day + " despite_missing: 'Nobody has said yet.' " + changes + " }";
}

const Submission& Last(const ChildDeath& death) { return death.submissions.all.back(); }

types::v1::FilledSheet SheetNow(Story& story, absl::CivilDay day) {
  absl::TimeZone london;
  REQUIRE(absl::LoadTimeZone("Europe/London", &london));
  const auto sheet =
      SheetOf(story.Of<ChildDeath>("$case"), story.Of<board::Board>("$board"), day, london);
  REQUIRE(sheet.ok());
  return *sheet;
}

std::string FillOf(const types::v1::FilledSheet& sheet, const std::string& key) {
  for (const auto& line : sheet.lines()) {
    if (line.key() == key)
      return types::v1::FilledSheet::Fill_Name(line.fill()) + " " + line.value();
  }
  return "none";
}

TEST_CASE("a number that was sent is corrected by what notes that it was disclosed") {
  Story story = Identified();
  const auto corrected = [](const std::string& by) {
    return "IdentifyChild { header { corrects_event_id: $ChildIdentified correction_reason: 'Typed "
           "wrongly.' } case_id: $case given_names: 'Robin' " +
           by + " }";
  };
  CHECK(Story(story).When(corrected("nhs_number: '9434765870'")).reason.empty());
  story.Do(Send("$sent", "2020-03-04"));
  CheckEach(story,
            {{"another number", corrected("nhs_number: '9434765870'"), "ALREADY_DONE"},
             {"another name", corrected("nhs_number: '9434765919' family_name: 'Exempel'"), ""}});
  Story alone = InScopeIn2020();
  alone.Adopt("return_ncmd");
  alone.On("2020-03-04")
      .Do("IdentifyChild { case_id: $case given_names: 'Robin' family_name: 'Exemplar' } "
          "RecordNhsNumber { case_id: $case nhs_number: '9434765919' source: HOSPITAL_RECORD }");
  alone.Do(Send("$sent", "2020-03-04"));
  CHECK(alone
            .When("RecordNhsNumber { header { corrects_event_id: $NhsNumberRecorded "
                  "correction_reason: 'Typed wrongly.' } case_id: $case nhs_number: '9434765870' "
                  "source: HOSPITAL_RECORD }")
            .reason == "ALREADY_DONE");
}

TEST_CASE("every fact a sheet may ask for can be read from a case") {
  for (const std::string_view fact : editions::kSheetFacts) {
    CAPTURE(std::string(fact));
    CHECK(ReadsSheetFact(fact));
  }
}

TEST_CASE("the sheet says of every line whether it is given, not known, missing or not asked yet") {
  Story story = Identified();
  struct Line {
    const char* key;
    const char* fill;
  };
  const auto line = GENERATE(values<Line>({
      {"case_reference", "GIVEN CDR/2020/3"},
      {"nhs_number", "GIVEN 9434765919"},
      {"child_name", "GIVEN Robin Example"},
      {"date_of_birth", "GIVEN 2019-01-10"},
      {"sex", "GIVEN male"},
      {"notified_on", "GIVEN 2020-03-02"},
      {"notified_by", "GIVEN hospital"},
      {"expectedness", "GIVEN unexpected"},
      {"place_of_death", "MISSING "},
      {"category", "NOT_ASKED_YET "},
      {"inquest", "NOT_ASKED_YET "},
  }));
  CAPTURE(line.key);
  CHECK(FillOf(SheetNow(story, absl::CivilDay(2020, 3, 4)), line.key) == line.fill);
}

TEST_CASE("a number that nobody knows is not a missing one") {
  Story story = Identified();
  story.Do(
      "DeclareNhsNumberUnavailable { case_id: $case nhs_number_absence: NUMBER_NOT_KNOWN reason: "
      "'Newly born.' }");
  CHECK(FillOf(SheetNow(story, absl::CivilDay(2020, 3, 4)), "nhs_number") ==
        "NOT_KNOWN_TO_ANYBODY ");
  story.Do(
      "DeclareNhsNumberUnavailable { case_id: $case nhs_number_absence: NOT_RESIDENT_IN_ENGLAND "
      "reason: 'Lived abroad.' }");
  CHECK(FillOf(SheetNow(story, absl::CivilDay(2020, 3, 4)), "nhs_number") ==
        "GIVEN the child did not live in England");
}

TEST_CASE("when and how a sheet went is put right, whatever came back, and what it said stays") {
  Story story = Identified();
  story.On("2020-03-10").Do(Send("$sent", "2020-03-04"));
  story.Do(
      "AcknowledgeSubmission { case_id: $case submission_id: $sent reference: 'R1' "
      "acknowledged_on: @2020-03-06 }");
  story.Do(
      "WithdrawSubmission { case_id: $case submission_id: $sent reason: 'Twice.' "
      "withdrawn_on: @2020-03-08 }");
  const std::string header = " header { correction_reason: 'Typed wrongly.' corrects_event_id: ";
  const auto sent = [&](const std::string& day, const std::string& changes = "") {
    return Send("''", day, header + "$NationalSubmissionSent } " + changes);
  };
  const auto acknowledged = [&](const std::string& day) {
    return "AcknowledgeSubmission { case_id: $case reference: 'R2' acknowledged_on: @" + day +
           header + "$NationalSubmissionAcknowledged } }";
  };
  const std::string withdrawn =
      "WithdrawSubmission { case_id: $case reason: 'Sent twice.' withdrawn_on: @2020-03-07" +
      header + "$NationalSubmissionWithdrawn } }";
  CheckEach(story,
            {{"a day earlier", sent("2020-03-03"), ""},
             {"the very day of the answer", sent("2020-03-06"), ""},
             {"after the answer", sent("2020-03-07"), "CONTRADICTORY"},
             {"another sheet", sent("2020-03-03", "sheet_sha256: '" + std::string(64, 'a') + "'"),
              "NOTHING_TO_CORRECT"},
             {"another id", sent("2020-03-03", "submission_id: $another"), "NOTHING_TO_CORRECT"},
             {"without why", sent("2020-03-03", "despite_missing: ''"), ""},
             {"as it stands", sent("2020-03-04"), "NOTHING_TO_CHANGE"},
             {"answered another day", acknowledged("2020-03-05"), ""},
             {"answered before it was sent", acknowledged("2020-03-03"), "DATE_OUT_OF_ORDER"},
             {"withdrawn a day earlier", withdrawn, ""}});
  story.Do(sent("2020-03-03", "despite_missing: ''") + acknowledged("2020-03-05"));
  const ChildDeath& death = story.See<ChildDeath>("$case");
  REQUIRE(death.submissions.all.size() == 1);
  const Submission& one = death.submissions.all[0];
  CHECK(one.sent.sent_on().day() == 3);
  CHECK(one.sent.submission_id() == story.Id("$sent"));
  CHECK(one.kept.has_value());
  CHECK(one.sent.despite_missing() == "Nobody has said yet.");
  CHECK(one.reference == "R2");
  CHECK(one.state == types::v1::SUBMISSION_WITHDRAWN);
}

TEST_CASE("what was sent is what is kept and hashed") {
  Story story = Identified();
  const std::string plain = "SendSubmission { case_id: $case how: 'portal' sent_on: @2020-03-04 }";
  const Outcome refused = story.When(plain);
  CHECK(refused.reason == "LINES_MISSING");
  CHECK(refused.sentence.find("place_of_death") != std::string::npos);
  const std::string stale(64, '0');
  CHECK(story.When(Send("$first", "2020-03-04", "sheet_sha256: '" + stale + "'")).reason ==
        "CHANGED_SINCE_SEEN");

  const auto sheet = SheetNow(story, absl::CivilDay(2020, 3, 4));
  story.Do(Send("$first", "2020-03-04"));
  const ChildDeath death = story.Of<ChildDeath>("$case");
  const Submission& sent = Last(death);
  CHECK(sent.sent.number() == 1);
  CHECK(sent.state == types::v1::SUBMISSION_SENT);
  REQUIRE(sent.kept);
  CHECK(sent.kept->sheet().SerializeAsString() == sheet.SerializeAsString());
  CHECK(sent.kept->sha256().size() == 64);
  // Nothing in the case's own events says who the child was.
  CHECK(sent.sent.DebugString().find(kNumber) == std::string::npos);
  CHECK(story.When(Send("$second", "2020-03-04")).reason == "NOTHING_TO_CHANGE");
  // Whoever has the sheet has been told of the death.
  CHECK(Reached(death, clocks::kNationalDatabaseNotified) == 1);
}

TEST_CASE("a first sheet is owed of a case of its own, where a sheet is asked for that day") {
  const auto owed = [](Story& story, absl::CivilDay day) {
    const ChildDeath death = story.Of<ChildDeath>("$case");
    return absl::StrJoin(
        OwedToday(SubmissionOwed(death), death.completed_on, story.Of<board::Board>("$board"), day),
        "; ");
  };
  const absl::CivilDay today(2020, 3, 4);
  Story story = Identified();
  CHECK(owed(story, today) == "the first sheet: nothing of this case was sent yet");
  CHECK(owed(story, absl::CivilDay(2018, 9, 1)).empty());  // nobody asked for a sheet then
  Story unadopted = InScopeIn2020();
  CHECK(owed(unadopted, today).empty());

  Story told = story;
  told.Do(
      "RecordNationalDatabaseNotice { case_id: $case notified_at: @2020-03-03T10:00 reference: 'N' "
      "}");
  CHECK(owed(told, today) == "the first sheet: only a notice of the death was given");
  Story sent = story;
  sent.Do(Send("$first", "2020-03-04"));
  CHECK(owed(sent, today).empty());
  Story apart = story;
  apart.Do("VoidCase { case_id: $case ground: OPENED_IN_ERROR reason: 'A drill.' }");
  CHECK(owed(apart, today).empty());

  // A review that is over is sent too, but for one completed before there was a database.
  Story over = story;
  over.Given("$case", "ReviewCompleted { completed_on: @2020-03-04 }");
  CHECK_FALSE(owed(over, today).empty());
  Story before = story;
  before.Given("$case", "ReviewCompleted { completed_on: @2019-03-31 }");
  CHECK(owed(before, today).empty());
}

TEST_CASE("answers of the database are recorded once, and only of what was sent") {
  Story story = Identified();
  const std::string acknowledge =
      "AcknowledgeSubmission { case_id: $case reference: 'NCMD-1' acknowledged_on: @2020-03-05 }";
  const std::string reject =
      "RejectSubmission { case_id: $case rejected_on: @2020-03-05 errors { line: 'nhs_number' "
      "what: 'The number is not the child\\'s.' } }";
  const std::string withdraw =
      "WithdrawSubmission { case_id: $case reason: 'In error.' withdrawn_on: @2020-03-05 }";
  story.On("2020-03-06");
  CheckEach(story, {{"acknowledged", acknowledge, "UNKNOWN_REFERENCE"},
                    {"rejected", reject, "UNKNOWN_REFERENCE"},
                    {"withdrawn", withdraw, "UNKNOWN_REFERENCE"}});
  story.Do(Send("$first", "2020-03-04"));
  CHECK(story
            .When("AcknowledgeSubmission { case_id: $case reference: 'N' acknowledged_on: "
                  "@2020-03-03 }")
            .reason == "DATE_OUT_OF_ORDER");
  Story acknowledged = story;
  acknowledged.Do(acknowledge);
  CHECK(Last(acknowledged.Of<ChildDeath>("$case")).reference == "NCMD-1");
  CHECK(acknowledged.When(acknowledge).reason == "ALREADY_DONE");

  Story rejected = story;
  rejected.Do(reject);
  ChildDeath death = rejected.Of<ChildDeath>("$case");
  CHECK(Last(death).state == types::v1::SUBMISSION_REJECTED);
  CHECK(Last(death).errors.at(0).line() == "nhs_number");
  CHECK(SubmissionOwed(death) ==
        std::vector<std::string>{"the sheet put right: the last one was rejected"});
  CHECK(rejected.When(reject).reason == "ALREADY_DONE");
  rejected.Do(Send("$second", "2020-03-06"));
  death = rejected.Of<ChildDeath>("$case");
  CHECK(Last(death).sent.number() == 2);
  CHECK(SubmissionOwed(death).empty());

  Story withdrawn = story;
  withdrawn.Do(withdraw);
  CHECK(withdrawn.When(withdraw).reason == "ALREADY_DONE");
  withdrawn.Do(acknowledge);  // of the withdrawal
  CHECK(Last(withdrawn.Of<ChildDeath>("$case")).withdrawal_acknowledged);
  CHECK(withdrawn.When(acknowledge).reason == "ALREADY_DONE");
}

TEST_CASE(
    "hard case 3: a number that is a living sibling's is sent again and its disclosure logged") {
  Story story = Identified();
  story.Do(Send("$first", "2020-03-04")).On("2020-03-09");
  const std::string correct = std::string("CorrectNhsNumber { case_id: $case nhs_number: '") +
                              kAnother +
                              "' source: PERSONAL_DEMOGRAPHICS_SERVICE reason: 'It is "
                              "the sister\\'s.' old_number_was: LIVING_SIBLINGS }";
  const Outcome outcome = story.When(correct);
  REQUIRE(outcome.reason.empty());
  CHECK(outcome.events.find("CaseDisclosed") != std::string::npos);
  const ChildDeath death = story.Of<ChildDeath>("$case");
  REQUIRE(death.submissions.disclosures.size() == 1);
  const auto& disclosure = death.submissions.disclosures.front();
  CHECK(disclosure.in_error());
  CHECK(disclosure.recipient() == "National Child Mortality Database");
  CHECK(disclosure.submission_id() == story.Id("$first"));
  CHECK(disclosure.what().find(kNumber) == std::string::npos);
  // Nothing by which the sibling would be found is left in what the case is matched by.
  CHECK(death.identity->DebugString().find(kNumber) == std::string::npos);
  CHECK(SubmissionOwed(death) ==
        std::vector<std::string>{"the sheet again: the NHS number was corrected"});
  story.Do(Send("$second", "2020-03-09"));
  CHECK(SubmissionOwed(story.Of<ChildDeath>("$case")).empty());
  CHECK(Last(story.Of<ChildDeath>("$case")).sent.supersedes_submission_id() == story.Id("$first"));
}

TEST_CASE("a slip of the pen, or a number never sent, discloses nobody's") {
  const auto corrected = [](Story story, const std::string& owner) {
    story.On("2020-03-09")
        .Do(std::string("CorrectNhsNumber { case_id: $case nhs_number: '") + kAnother +
            "' source: HOSPITAL_RECORD reason: 'Wrong.' "
            "old_number_was: " +
            owner + " }");
    return story.Of<ChildDeath>("$case").submissions.disclosures.size();
  };
  CHECK(corrected(Identified(), "LIVING_SIBLINGS") == 0);
  Story sent = Identified();
  sent.Do(Send("$first", "2020-03-04"));
  CHECK(corrected(sent, "NOBODYS_KNOWN") == 0);
  CHECK(corrected(sent, "ANOTHER_CHILDS") == 1);
}

TEST_CASE("hard case 3: the registrar's date makes the child 18, and what was sent is withdrawn") {
  Story story = Identified();
  story.Do(Send("$first", "2020-03-04")).On("2020-03-20");
  const Outcome outcome = story.When(
      "CorrectDemographics { case_id: $case date_of_birth: @2002-01-10 authority: "
      "REGISTRARS_ENTRY reason: 'The entry says so.' }");
  REQUIRE(outcome.reason.empty());
  CHECK(outcome.events.find("CaseVoided") != std::string::npos);
  CHECK(outcome.events.find("NationalSubmissionWithdrawn") != std::string::npos);
  const ChildDeath death = story.Of<ChildDeath>("$case");
  CHECK(Last(death).state == types::v1::SUBMISSION_WITHDRAWN);
  CHECK(Last(death).kept);  // what was sent stays on the record
  CHECK(SubmissionOwed(death).empty());
  CHECK(story.When(Send("$second", "2020-03-20")).reason == "OUT_OF_SCOPE");
  // That the database forgot it can still be recorded.
  CHECK(story
            .When("AcknowledgeSubmission { case_id: $case reference: 'Gone' acknowledged_on: "
                  "@2020-03-20 }")
            .reason.empty());
}

TEST_CASE("a date that was typed wrongly and makes the child 18 voids what was sent or decided") {
  Story story = Identified();
  story.Do(Send("$first", "2020-03-04")).On("2020-03-20");
  const Outcome outcome = story.When(
      "RecordDeath { case_id: $case date_of_birth: @2002-01-10 date_of_death: @2020-03-01 sex: "
      "FEMALE header { corrects_event_id: $DeathRecorded correction_reason: 'Typed wrongly.' } }");
  REQUIRE(outcome.reason.empty());
  const ChildDeath death = story.Of<ChildDeath>("$case");
  REQUIRE(death.who.voided.has_value());
  CHECK(death.who.voided->reason() == "Typed wrongly.");
  CHECK(Last(death).state == types::v1::SUBMISSION_WITHDRAWN);
  CHECK(IsConcluded(death));
}

TEST_CASE("before April 2019 the figures go with the year's return, and none before are taken") {
  Story story = InScope();
  story.Adopt("return_lscb1").On("2011-02-01");
  CHECK(story.When(Send("$first", "2011-02-01")).reason == "NOT_SENT_SINGLY");
  Story none = InScope();
  none.On("2011-02-01");
  CHECK(none.When(Send("$first", "2011-02-01")).reason == "NO_EDITION_IN_FORCE");
}

TEST_CASE("a disclosure says to which body, what, on which basis") {
  Story story = Identified();
  CHECK(story
            .When("RecordDisclosure { case_id: $case disclosure_id: $told recipient: 'The "
                  "coroner' what: 'The agencies\\' reports.' legal_basis: 'Coroners and Justice "
                  "Act 2009, Schedule 5' made_on: @2020-03-04 }")
            .events == story.Events("CaseDisclosed { disclosure_id: $told recipient: 'The "
                                    "coroner' what: 'The agencies\\' reports.' legal_basis: "
                                    "'Coroners and Justice Act 2009, Schedule 5' made_on: "
                                    "@2020-03-04 }"));
  CHECK(story
            .When("RecordDisclosure { case_id: $case recipient: 'The coroner' what: 'All.' "
                  "legal_basis: 'None' made_on: @2020-02-04 }")
            .reason == "DATE_OUT_OF_ORDER");
}

TEST_CASE("ethnicity is of the identity, and the cause of death is as it was stated last") {
  Story story = Identified();
  CHECK(FillOf(SheetNow(story, absl::CivilDay(2020, 3, 4)), "ethnicity") == "NOT_ASKED_YET ");
  const auto correct = [](const std::string& changes) {
    return "CorrectDemographics { case_id: $case authority: FAMILY_SAYS reason: 'Asked.' " +
           changes + " }";
  };
  story.Do(Send("$first", "2020-03-04"));
  story.Do(correct("ethnicity: MIXED_GROUPS ethnicity_as_stated: 'White and Asian'"));
  CHECK_FALSE(story.Of<ChildDeath>("$case").submissions.changed_since.empty());
  CHECK(story.When(correct("ethnicity: MIXED_GROUPS")).reason == "NOTHING_TO_CHANGE");
  story.Do(R"(RecordCauseOfDeath { case_id: $case source: MEDICAL_CERTIFICATE
    stated_on: @2020-03-03 immediate_cause: 'Sepsis' due_to: 'Pneumonia' contributing: 'Asthma' })");
  const auto sheet = SheetNow(story, absl::CivilDay(2020, 3, 4));
  CHECK(FillOf(sheet, "ethnicity") == "GIVEN Mixed: White and Asian");
  CHECK(FillOf(WithoutIdentity(sheet), "ethnicity") == "GIVEN ");
  CHECK(FillOf(sheet, "cause_of_death") == "GIVEN Sepsis; due to Pneumonia; contributing: Asthma");
  CHECK(FillOf(sheet, "cause_of_death_stated_by") ==
        "GIVEN the medical certificate of cause of death, on 2020-03-03");
  story.Do(correct("ethnicity: ETHNICITY_NOT_KNOWN"));
  CHECK(FillOf(SheetNow(story, absl::CivilDay(2020, 3, 4)), "ethnicity") ==
        "NOT_KNOWN_TO_ANYBODY ");
}

TEST_CASE("a sheet that was withdrawn for a wrong date is owed again once the date is put right") {
  Story story = Identified();
  story.Do(Send("$first", "2020-03-04"));
  const auto born = [](const std::string& day) {
    return "CorrectDemographics { case_id: $case authority: REGISTRARS_ENTRY reason: 'The entry.' "
           "date_of_birth: @" +
           day + " }";
  };
  story.Do(born("2001-01-10"));
  CHECK(SubmissionOwed(story.Of<ChildDeath>("$case")).empty());
  story.Do(born("2019-01-10"));
  CHECK(SubmissionOwed(story.Of<ChildDeath>("$case")) ==
        std::vector<std::string>{"the sheet again: it was withdrawn, and this is a case after all",
                                 "the sheet again: facts of the death were corrected"});
}

TEST_CASE("the sheet of a case that was void is owed again once it is taken up again") {
  Story story = Identified();
  story.Do(Send("$first", "2020-03-04"));
  story.Do("VoidCase { case_id: $case ground: OPENED_IN_ERROR reason: 'A drill.' }");
  CHECK(SubmissionOwed(story.Of<ChildDeath>("$case")).empty());
  story.Do("ReinstateCase { case_id: $case reason: 'It was none.' }");
  CHECK(
      SubmissionOwed(story.Of<ChildDeath>("$case")) ==
      std::vector<std::string>{"the sheet again: it was withdrawn, and this is a case after all"});
}

}  // namespace
}  // namespace candour::workflows::child_death
