// One case a child: suspected, merged, separated again.
#include "workflows/child_death/child_death_test_support.h"
#include "workflows/child_death/readiness.h"
#include "workflows/clocks/milestones.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

// `$case` (CDR/2010/7, told by the hospital) and `$again` (CDR/2010/9, told by the registrar
// later), both of one child.
Story Twice() {
  Story story = InScope();
  story.Do("IdentifyChild { case_id: $case given_names: 'Ann Zoë' family_name: 'Test-Person' }");
  story.On("2010-12-22").Do(R"(
    ReceiveNotification {
      case_id: $again case_reference: 'CDR/2010/9' channel: LETTER notifier: AMBULANCE
      received_at: @2010-12-20T08:00
    })");
  story.Do(Death("case_id: $again"));
  story.Do("IdentifyChild { case_id: $again given_names: 'A' family_name: 'Person Test' }");
  return story;
}

std::string Merge(const std::string& survivor, const std::string& absorbed) {
  return "MergeCases { survivor_case_id: " + survivor + " absorbed_case_id: " + absorbed +
         " grounds: 'One child, by the registrar.' }";
}

std::string Unmerge(const std::string& survivor, const std::string& absorbed) {
  return "UnmergeCases { survivor_case_id: " + survivor + " absorbed_case_id: " + absorbed +
         " grounds: 'Two children after all.' }";
}

constexpr char kSuspect[] = "SuspectDuplicate { case_id: $case other_case_id: $again }";

// What a state holds of its own, as text.
std::string Held(const ChildDeath& death) {
  std::string held = StageOf(death) + " " + absl::FormatTime(death.FirstNotifiedAt()) + " " +
                     std::to_string(death.notifications.size());
  for (const auto& reached : death.clock_facts.milestones) {
    held += " " + reached.name + "@" + std::to_string(reached.position);
  }
  return held + " " + death.intake.belongs_to + " " + death.intake.belongs_to_reference + " " +
         std::to_string(death.intake.absorbed.size());
}

TEST_CASE("a suspicion stands in both histories, with its score and reasons") {
  Story story = Twice();
  const Outcome suspected = story.When(kSuspect);
  CHECK(suspected.events == story.Events(R"(
    DuplicateSuspected {
      other_case_id: $again other_case_reference: 'CDR/2010/9' score: 57
      reasons: 'The names are written differently, but alike.'
      reasons: 'The dates of birth are the same.' reasons: 'The dates of death are the same.'
    }
    DuplicateSuspected {
      other_case_id: $case other_case_reference: 'CDR/2010/7' score: 57
      reasons: 'The names are written differently, but alike.'
      reasons: 'The dates of birth are the same.' reasons: 'The dates of death are the same.'
    })"));
  CHECK(story.When(kSuspect).reason == "NOTHING_TO_CHANGE");
  story.Do("RuleOutDuplicate { case_id: $case other_case_id: $again grounds: 'Cousins.' }");
  CHECK(story.Of<ChildDeath>("$case").intake.suspected.empty());
  CHECK(story.When("RuleOutDuplicate { case_id: $case other_case_id: $again grounds: 'Again.' }")
            .reason == "NOTHING_TO_CHANGE");
}

TEST_CASE("after a merge one case lives, notified when the first of all notices came") {
  Story story = Twice();
  const Outcome merged = story.When(Merge("$case", "$again"));
  const std::string event = R"(CasesMerged {
    survivor_case_id: $case absorbed_case_id: $again survivor_reference: 'CDR/2010/7'
    absorbed_reference: 'CDR/2010/9' grounds: 'One child, by the registrar.'
    absorbed_notified_at: @2010-12-20T08:00 absorbed_professional_notice_at: @2010-12-20T08:00 })";
  CHECK(merged.events == story.Events(event + event));
  CHECK(absl::FormatTime("%H:%M", story.Of<ChildDeath>("$case").FirstNotifiedAt(),
                         absl::UTCTimeZone()) == "08:00");
  CHECK(StageOf(story.Of<ChildDeath>("$again")) == "merged into another case");
  CHECK(IsConcluded(story.Of<ChildDeath>("$again")));

  const Outcome refused = story.When(Scope("case_id: $again"));
  CHECK(refused.reason == "CASE_ABSORBED");
  CHECK(refused.about == std::vector<std::string>{"$case"});
  CHECK(refused.sentence.find("CDR/2010/7") != std::string::npos);
  CheckEach(story, {{"again", Merge("$case", "$again"), "CASE_ABSORBED"},
                    {"turned round", Merge("$again", "$case"), "CASE_ABSORBED"},
                    {"suspected", kSuspect, "CASE_ABSORBED"},
                    {"its day of birth put right",
                     Death("case_id: $again date_of_birth: @2009-03-15 header { corrects_event_id: "
                           "$DeathRecorded correction_reason: 'Typed wrongly.' }"),
                     "CASE_ABSORBED"},
                    {"the survivor goes on",
                     "RecordParentLeaflet { case_id: $case sent_on: @2010-12-22 }", ""}});
}

TEST_CASE("separated cases are as they were, both of them") {
  Story story = Twice();
  const std::string survivor = Held(story.Of<ChildDeath>("$case"));
  const std::string absorbed = Held(story.Of<ChildDeath>("$again"));
  story.Do(Merge("$case", "$again"));
  CHECK(Held(story.Of<ChildDeath>("$case")) != survivor);
  CHECK(Held(story.Of<ChildDeath>("$again")) != absorbed);
  const Outcome separated = story.When(Unmerge("$case", "$again"));
  const std::string event =
      "CasesUnmerged { survivor_case_id: $case absorbed_case_id: $again grounds: 'Two children "
      "after all.' }";
  CHECK(separated.events == story.Events(event + event));
  CHECK(Held(story.Of<ChildDeath>("$case")) == survivor);
  CHECK(Held(story.Of<ChildDeath>("$again")) == absorbed);
  CHECK(story.When(Unmerge("$case", "$again")).reason == "NOTHING_TO_CHANGE");
  CHECK(story.When(Merge("$again", "$case")).reason.empty());
}

TEST_CASE("not everything merges") {
  Story story = Twice();
  story.Given("$other", "BoardOpened { name: 'Southshire' }").InNameOf("$other").Do(R"(
    ReceiveNotification {
      case_id: $theirs case_reference: 'S/1' channel: LETTER notifier: REGISTRAR
      received_at: @2010-12-21T09:00
    })");
  story.InNameOf("$board");
  const Outcome foreign = story.When(Merge("$case", "$theirs"));
  CHECK(foreign.reason == "WRONG_BOARD");
  CHECK(foreign.about == std::vector<std::string>{"$other"});  // whom to ask, and nothing else
  CHECK(Story(story).InNameOf("$other").When(Merge("$case", "$theirs")).reason == "WRONG_BOARD");
  Story suspected = story;
  suspected.Do(kSuspect).InNameOf("$other");
  CHECK(suspected.When("RuleOutDuplicate { case_id: $case other_case_id: $again grounds: 'Two.' }")
            .reason == "WRONG_BOARD");
  CheckEach(story, {{"with itself", Merge("$case", "$case"), "CONTRADICTORY"},
                    {"suspecting itself",
                     "SuspectDuplicate { case_id: $case other_case_id: $case }", "CONTRADICTORY"},
                    {"with what is not there", Merge("$case", "$nothing"), "NOT_FOUND"}});
  Story completed = story;
  completed.Given("$again", "ReviewCompleted { completed_on: @2010-12-22 }");
  CHECK(completed.When(Merge("$case", "$again")).reason == "WRONG_STAGE");
  CHECK(completed.When(Merge("$again", "$case")).reason.empty());
}

TEST_CASE(
    "cases that differ in the day of death, or in expectedness, are put right before a merge") {
  Story story = Twice();
  story.Given("$again", "DeathRecorded { date_of_death: @2010-12-18 }");
  CHECK(story.When(Merge("$case", "$again")).reason == "CONTRADICTORY");
  Story expected = Twice();
  expected.Given("$case", "ExpectednessClassified { expectedness: UNEXPECTED }");
  expected.Given("$again", "ExpectednessClassified { expectedness: EXPECTED }");
  CHECK(expected.When(Merge("$case", "$again")).reason == "CONTRADICTORY");
}

TEST_CASE("where the survivor went, the absorbed case went too") {
  Story story = Twice();
  story.Given("$other", "BoardOpened { name: 'Southshire' }");
  const auto propose = [](const std::string& of) {
    return "ProposeTransfer { case_id: " + of +
           " transfer_id: $transfer to_board_id: $other basis: AGREEMENT_OF_BOARDS reason: "
           "'Agreed.' "
           "}";
  };
  const std::string accept =
      "AcceptTransfer { case_id: $case transfer_id: $transfer accepted_at: @2010-12-22T12:00 }";
  Story proposed = story;
  proposed.Do(propose("$again"));
  CHECK(proposed.When(Merge("$case", "$again")).reason == "WRONG_STAGE");
  CHECK(proposed.When(Merge("$again", "$case")).reason.empty());

  story.Do(Merge("$case", "$again")).Do(propose("$case")).InNameOf("$other").Do(accept);
  CHECK(Story(story).InNameOf("$board").When(Unmerge("$case", "$again")).reason == "WRONG_BOARD");
  story.Do(Unmerge("$case", "$again"));
  CHECK(story.Of<ChildDeath>("$again").lead_board_id == story.Id("$other"));
  CHECK(story.When(Scope("case_id: $again")).reason.empty());
}

// `$again` has asked health for a neonatal form, and been reminded of nothing yet.
Story AskedTwice() {
  Story story = Twice();
  story.Adopt("../../forms/data/supplementary_2010").Adopt("../../forms/data/agency_report_2008");
  story.Adopt("board/return_rules").Adopt("board/reminder").Adopt("board/escalation");
  story.Do(Scope("case_id: $again")).Do(R"(
    IdentifyAgency { case_id: $again agency_id: $health source: 'Form A' contact_person_id: $nurse }
    RequestAgencyReport {
      case_id: $again request_id: $request agency_id: $health form_type: 'agency_report'
      requested_on: @2010-12-22 due_on: @2011-01-12 })");
  return story;
}

std::string Of(const std::string& command, const std::string& of, const std::string& changes) {
  return command + " { case_id: " + of + " request_id: $request " + changes + " }";
}

std::string Nil(const std::string& of, const std::string& changes = "") {
  return Of("AnswerAgencyForm", of,
            "given_on: @2011-01-14 answers { nil_return { names_searched: 'Robin Example' "
            "systems_searched: 'Hospital records' } } answered_by: 'Nurse Example' " +
                changes);
}

ReportRequest Request(const ChildDeath& death, Story& story) {
  return death.requests.at(story.Id("$request"));
}

TEST_CASE("what the absorbed case was owed is told to whoever goes on") {
  Story story = AskedTwice();
  story.Do(Merge("$case", "$again"));
  events::v1::CasesMerged merged;
  for (const auto& recorded : story.Stream("$case")) {
    if (recorded.body().type() == "CasesMerged") {
      REQUIRE(merged.ParseFromString(recorded.body().payload()));
    }
  }
  REQUIRE(merged.open_items_size() == 1);
  CHECK(merged.open_items(0).kind() == "agency report");
  CHECK(merged.open_items(0).what() == "agency_report");
  CHECK(merged.open_items(0).agency_id() == story.Id("$health"));
  CHECK(merged.open_items(0).due_on().day() == 12);
}

TEST_CASE("what an absorbed case asked for lives on in the survivor, and is acted on there") {
  Story story = AskedTwice();
  const Outcome merged = story.When(Merge("$case", "$again"));
  CHECK(merged.events.find(story.Events(R"(AgencyRequestCarriedOver {
    request_id: $request from_case_id: $again agency_id: $health form_type: 'agency_report'
    requested_on: @2010-12-22 due_on: @2011-01-12 reminders_to_person_id: $nurse
    agency_name: 'Northshire NHS Trust' })")) != std::string::npos);
  story.On("2011-01-14");
  const ChildDeath survivor = story.Of<ChildDeath>("$case");
  CHECK(Request(survivor, story).IsOwed());
  CHECK_FALSE(Request(story.Of<ChildDeath>("$again"), story).IsOwed());
  CHECK(MissingInWords(MissingForPanel(survivor), story.Of<board::Board>("$board")) ==
        std::vector<std::string>{
            "report of Northshire NHS Trust (Agency report), due on 12 January 2011"});
  const auto clock = ClockNow(story, "agency_report", story.Id("$request"));
  CHECK(clock.status() == types::v1::ClockAnswer::OVERDUE);  // of the day first asked for

  const std::string receive = "received_on: @2011-01-14 summary: 'Seen twice.'";
  const std::string withdraw = "withdrawn_on: @2011-01-14 reason: 'Never knew the child.'";
  const std::string remind =
      "written_on: @2011-01-14 template_key: 'reminder' author_person_id: $nurse";
  CheckEach(story, {{"received", Of("ReceiveAgencyReport", "$case", receive), ""},
                    {"withdrawn", Of("WithdrawReportRequest", "$case", withdraw), ""},
                    {"reminded", Of("WriteReminder", "$case", remind), ""},
                    {"where it was asked", Of("ReceiveAgencyReport", "$again", receive),
                     "CASE_ABSORBED"}});
  story.ActingFor("$health").Do(Nil("$case"));
  CHECK(MissingInWords(MissingForPanel(story.Of<ChildDeath>("$case")),
                       story.Of<board::Board>("$board"))
            .empty());
}

TEST_CASE("with a separation a request goes back, with all that came of it") {
  Story story = AskedTwice();
  const size_t owned = story.Of<ChildDeath>("$case").clock_facts.milestones.size();
  story.Do(Merge("$case", "$again")).On("2011-01-14");
  Story unanswered = story;
  unanswered.Do(Unmerge("$case", "$again"));
  CHECK(Request(unanswered.Of<ChildDeath>("$again"), story).IsOwed());
  CHECK(unanswered.Of<ChildDeath>("$case").requests.empty());
  CHECK(
      unanswered.When(Of("ReceiveAgencyReport", "$again", "received_on: @2011-01-14 summary: 'S.'"))
          .reason.empty());

  story.Do(Of("WriteReminder", "$case",
              "written_on: @2011-01-13 template_key: 'reminder' author_person_id: $nurse"));
  story.ActingFor("$health").Do(Nil("$case")).ActingFor("");
  story.Do(Unmerge("$case", "$again"));
  const ChildDeath survivor = story.Of<ChildDeath>("$case");
  CHECK(survivor.requests.empty());
  CHECK(survivor.clock_facts.milestones.size() == owned);
  const ReportRequest back = Request(story.Of<ChildDeath>("$again"), story);
  CHECK(back.received_on == absl::CivilDay(2011, 1, 14));
  CHECK(back.nil_return);
  CHECK(back.reminders == 1);
  CHECK(back.reminders_sent == 0);
  CHECK(back.reminded_late_on.size() == 1);
  REQUIRE(back.returns.size() == 1);
  CHECK(back.returns[0].answers.Whole().nil_return().names_searched(0) == "Robin Example");
  CHECK(back.returns[0].answered_by == "Nurse Example");

  // And forth again, whole, as late evidence where the panel has decided meanwhile.
  story.Given("$case", "PanelDecisionRecorded { decided_at: @2011-01-14T10:00 }");
  story.Do(Merge("$case", "$again"));
  const ReportRequest forth = Request(story.Of<ChildDeath>("$case"), story);
  REQUIRE(forth.returns.size() == 1);
  CHECK(forth.returns[0].after_decision);
  CHECK(forth.after_decision);
}

TEST_CASE("through merges upon merges a request comes home by the way it went") {
  Story story = AskedTwice();
  story.Do(R"(ReceiveNotification { case_id: $third case_reference: 'CDR/2010/11' channel: LETTER
    notifier: REGISTRAR received_at: @2010-12-22T08:00 })");
  story.Do(Death("case_id: $third"));
  story.Do("IdentifyChild { case_id: $third given_names: 'A' }");
  story.Do(Merge("$third", "$again")).Do(Merge("$case", "$third")).On("2011-01-14");
  story.Do(Of("ReceiveAgencyReport", "$case", "received_on: @2011-01-14 summary: 'Seen twice.'"));
  const Outcome refused = story.When(Unmerge("$third", "$again"));
  CHECK(refused.reason == "CASE_ABSORBED");
  CHECK(refused.about == std::vector<std::string>{"$case"});
  story.Do(Unmerge("$case", "$third"));
  CHECK(Request(story.Of<ChildDeath>("$third"), story).received_on.has_value());
  story.Do(Unmerge("$third", "$again"));
  CHECK(story.Of<ChildDeath>("$third").requests.empty());
  const ReportRequest home = Request(story.Of<ChildDeath>("$again"), story);
  REQUIRE(home.receipt.has_value());
  CHECK(home.receipt->summary() == "Seen twice.");
}

TEST_CASE("a hold on contact stands in the survivor, and goes back") {
  Story story = Twice();
  const auto release = [](const std::string& name) {
    return "ReleaseContactHold { case_id: " + name + " hold_id: $hold reason: 'They may.' }";
  };
  const std::string leaflet = "RecordParentLeaflet { case_id: $case sent_on: @2010-12-22 }";
  story.Do(
      "RecordFamilyMember { case_id: $again relative_id: $mother relation: MOTHER name: 'P' "
      "parental_responsibility: YES }");
  story.Do(
      "HoldContact { case_id: $again hold_id: $hold relative_id: $mother asked_by: 'the "
      "officer' reason: 'An arrest.' look_again_on: @2011-01-10 }");
  CHECK(story.When(leaflet).reason.empty());
  story.Do(Merge("$case", "$again"));
  CHECK(story.When(leaflet).reason == "BLOCKED_BY_HOLD");
  const auto& held = story.Of<ChildDeath>("$case").agencies.contact_holds;
  REQUIRE(held.size() == 1);
  CHECK(held.begin()->second.record.relative_id().empty());  // nobody there is known as she is
  SECTION("what still stands, stands in the case it came from alone") {
    story.Do(Unmerge("$case", "$again"));
    CHECK(story.When(leaflet).reason.empty());
    CHECK(Story(story).When(release("$again")).reason.empty());
    story.Do(Merge("$case", "$again"));  // and once more
    CHECK(story.When(leaflet).reason == "BLOCKED_BY_HOLD");
  }
  SECTION("what was released meanwhile is released in both") {
    story.Do(release("$case")).Do(Unmerge("$case", "$again"));
    CHECK(story.When(release("$again")).reason == "NOTHING_TO_CHANGE");
  }
}

TEST_CASE("what only the case to be absorbed knows is not lost by a merge") {
  Story told = Twice();
  told.Do(Scope("case_id: $again"));
  const std::pair<const char*, const char*> rows[] = {
      {"HoldCase { case_id: $again because_of: 'an inquest' look_again_on: @2011-03-01 }",
       "that the case is on hold"},
      {"RecordInquestOpened { case_id: $again coroner_area: 'Northshire' opened_on: @2010-12-21 }",
       "that this goes on: inquest; the opening of the inquest; the coroner's decision"},
      {"RecordCoronerNotice { case_id: $again decided_on: @2010-12-20 received_on: @2010-12-20 "
       "decision: 'Inquest.' }",
       "the coroner's decision; the coroner's notice"},
      {"RecordCriminalProceedings { case_id: $again force_agency_id: $police reference: 'NP/1' "
       "started_on: @2010-12-20 }",
       "that this goes on: criminal proceedings"},
      {"RecordNhsNumber { case_id: $again nhs_number: '9434765919' source: HOSPITAL_RECORD }",
       "the NHS number"},
      {"DetermineResidence { case_id: $again area_code: 'E09000999' grounds: 'So.' "
       "area_code_edition: 'November 2010' basis: CHILDS_HOME }",
       "where the child lived"},
      {"CorrectDemographics { case_id: $again ethnicity: ASIAN authority: FAMILY_SAYS reason: "
       "'Asked.' }",
       "the ethnicity"},
      {"RecordCauseOfDeath { case_id: $again source: REGISTERED_CAUSE stated_on: @2010-12-20 "
       "immediate_cause: 'Sepsis' }",
       "the cause of death"}};
  for (const auto& [command, lost] : rows) {
    INFO(command);
    Story story = told;
    story.Do(command);
    const Outcome refused = story.When(Merge("$case", "$again"));
    CHECK(refused.reason == "WRONG_STAGE");
    CHECK(refused.sentence ==
          "The case to be absorbed knows what the other does not: " + std::string(lost) +
              ". Make it the survivor; or record this in the other first.");
    // The other way round nothing is lost; and nothing is, where both know it.
    CHECK(Story(story).When(Merge("$again", "$case")).reason.empty());
    std::string same = command;
    story.Do(same.replace(same.find("$again"), 6, "$case"));
    CHECK(story.When(Merge("$case", "$again")).reason.empty());
  }
}

TEST_CASE("where each of two cases knows something, the merge tells what is in one alone") {
  Story story = Twice();
  story.Do(Scope("case_id: $again"));
  story.Do(
      "RecordNhsNumber { case_id: $again nhs_number: '9434765919' source: HOSPITAL_RECORD } "
      "DetermineResidence { case_id: $again grounds: 'So.' basis: CHILDS_HOME }");
  const std::string of_the_other =
      "RecordCauseOfDeath { case_id: $case source: REGISTERED_CAUSE stated_on: @2010-12-20 "
      "immediate_cause: 'Sepsis' }";
  CHECK(story.When(Merge("$case", "$again")).reason == "WRONG_STAGE");
  story.Do(of_the_other);
  // A clock goes by what was done, and the stage by what was decided.
  Story noticed = story;
  noticed.Do(
      "RecordCoronerNotice { case_id: $again decided_on: @2010-12-20 received_on: @2010-12-20 "
      "decision: 'Inquest.' }");
  CHECK(noticed.When(Merge("$case", "$again")).reason == "WRONG_STAGE");
  CHECK(noticed.When(Merge("$again", "$case")).reason.empty());
  Story held = story;
  held.Do("HoldCase { case_id: $again because_of: 'an inquest' look_again_on: @2011-03-01 }");
  CHECK(held.When(Merge("$case", "$again")).reason == "WRONG_STAGE");
  CHECK(held.When(Merge("$again", "$case")).reason.empty());
  // What each alone can tell is told in one of them first: neither is the survivor as it is.
  Story both = story;
  both.Do("HoldCase { case_id: $again because_of: 'an inquest' look_again_on: @2011-03-01 }")
      .Do("RecordInquestOpened { case_id: $case coroner_area: 'North' opened_on: @2010-12-21 }");
  for (const std::string& merge : {Merge("$case", "$again"), Merge("$again", "$case")}) {
    const std::string sentence = both.When(merge).sentence;
    CHECK(sentence.find("survivor") == std::string::npos);
    CHECK(sentence.find(". Record this in the other first.") != std::string::npos);
  }
  Story other_way = story;
  other_way.Do(Merge("$again", "$case"));
  CHECK(other_way.See<ChildDeath>("$again").intake.known_only_there.begin()->second.find(
            "the cause of death; whether the death was expected") != std::string::npos);

  story.Do(Merge("$case", "$again"));
  const auto& told = story.See<ChildDeath>("$case").intake.known_only_there;
  REQUIRE(told.size() == 1);
  CHECK(told.begin()->second ==
        "told in CDR/2010/9 alone, when it was merged into this: the NHS number; where the child "
        "lived");
  story.Do(Unmerge("$case", "$again"));
  CHECK(story.See<ChildDeath>("$case").intake.known_only_there.empty());
}

TEST_CASE("what was done of a case as a duplicate, or can be told of one alone, is not lost") {
  Story story = Twice();
  story.Given("$again", R"(
    SceneVisitDeclined { declined_at: @2010-12-21T10:00 }
    ReviewMeetingScheduled { planned_on: @2011-01-10 invited_on: @2010-12-21 })");
  CHECK(story.When(Merge("$case", "$again")).reason.empty());
  // A review that is completed is held up by nothing any more.
  Story held = Twice();
  held.Given("$again",
             "CaseHeld { hold_id: $hold because_of: 'inquest' look_again_on: @2011-02-01 }");
  CHECK(held.When(Merge("$case", "$again")).reason == "WRONG_STAGE");
  held.Given("$case", "ReviewCompleted { completed_on: @2010-12-22 }");
  CHECK(held.When(Merge("$case", "$again")).reason.empty());
}

TEST_CASE("what was undertaken of a case is done of it when it is part of another") {
  Story story = Twice();
  story.On("2011-02-14T18:00").Given("$meeting", R"(
    MeetingScheduled { body_id: $panel starts_at: @2011-02-14T10:00 }
    ItemListed { item_id: $item number: 1 subject: CHILD_DEATH subject_id: $again })");
  story.Given("$again", R"(
    CaseActionAgreed { action_id: $act meeting_id: $meeting item_id: $item text: 'Ask the GP.'
                       owner_agency_id: $health due_on: @2011-03-01 })");
  story.Do(Merge("$case", "$again"));
  const auto finish = [](const std::string& more) {
    return "FinishMeetingAction { meeting_id: $meeting action_id: $act done_on: @2011-02-14 "
           "outcome: 'Asked.' " +
           more + "}";
  };
  CheckEach(story, {{"of the case", finish("case_id: $again "), ""},
                    {"of whichever it is of", finish(""), ""}});
  CHECK(story
            .When("AgreeMeetingAction { meeting_id: $meeting case_id: $again text: 'Once more.' "
                  "owner_agency_id: $health due_on: @2011-03-01 }")
            .reason == "CASE_ABSORBED");
}

TEST_CASE("two decisions of one child that differ are settled before they are one") {
  Story story = Twice();
  const auto decided = [](const std::string& id, const std::string& category) {
    return "PanelDecisionRecorded { decision_id: " + id + " category: " + category + " }";
  };
  story.Given("$case", decided("$d1", "4")).Given("$again", decided("$d2", "6"));
  const Outcome refused = story.When(Merge("$case", "$again"));
  CHECK(refused.reason == "CONTRADICTORY");
  CHECK(refused.sentence ==
        "The panel placed CDR/2010/7 in category 4 and CDR/2010/9 in category 6. Have it decide "
        "which holds, and revise the other; then merge them.");
  story.Given("$again", decided("$d3", "4"));
  CHECK(story.When(Merge("$case", "$again")).reason.empty());
}

}  // namespace
}  // namespace candour::workflows::child_death
