// The hard cases of intake, identity and custody, each told to its end.
#include "workflows/child_death/child_death_test_support.h"
#include "workflows/child_death/matching.h"
#include "workflows/clocks/calendar.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;
using types::v1::ClockAnswer;

Story Opened() {
  Story story(
      {board::Register, meeting::Register, Register, case_review::Register, document::Register});
  testing::OpenNorthshire(story);
  testing::SeatPanel(story);
  return story;
}

std::string Received(const std::string& id, const std::string& notifier, const std::string& at) {
  return "ReceiveNotification { case_id: " + id + " case_reference: '" + id.substr(1) +
         "' channel: TELEPHONE notifier: " + notifier + " received_at: @" + at + " }";
}

ClockAnswer Clock(Story& story, const std::string& kind, const std::string& subject = "") {
  for (const ClockAnswer& clock : story.Clocks<ChildDeath>("$case")) {
    if (clock.kind() == kind && (subject.empty() || clock.subject() == story.Id(subject))) {
      return clock;
    }
  }
  return {};
}

int ScoreOf(Story& story, const std::string& one, const std::string& other) {
  return Compare(MatchingIdentityOf(story.Of<ChildDeath>(one)),
                 MatchingIdentityOf(story.Of<ChildDeath>(other)))
      .score;
}

TEST_CASE("hard case 1: twins of one day, mother and address, one number still missing") {
  Story story = Opened();
  story.On("2010-12-20").Do(Received("$first", "HOSPITAL", "2010-12-20T09:00"));
  story.Do(Received("$second", "HOSPITAL", "2010-12-20T09:05"));
  for (const std::string twin : {"$first", "$second"}) {
    story.Do(Death("case_id: " + twin + " date_of_birth: @2010-12-19"));
    story.Do("IdentifyChild { case_id: " + twin +
             " given_names: 'Baby of Ann' family_name: 'Testperson' postcode: 'NS1 1AA' "
             "nhs_number_absence: NUMBER_NOT_KNOWN }");
  }
  CHECK(ScoreOf(story, "$first", "$second") >= kSuspectedAt);
  story.Do("SuspectDuplicate { case_id: $second other_case_id: $first }");

  story.Do(R"(LinkMultipleBirth {
    case_id: $first sibling_case_id: $second birth_order: 1 births: 2 sibling_birth_order: 2
    born_at: @2010-12-19T03:10 })");
  story.Do("RecordNhsNumber { case_id: $first nhs_number: '9434765919' source: HOSPITAL_RECORD }");
  CHECK(ScoreOf(story, "$first", "$second") < kSuspectedAt);
  story.Do("RuleOutDuplicate { case_id: $second other_case_id: $first grounds: 'Twins.' }");
  CHECK(story
            .When("MergeCases { survivor_case_id: $first absorbed_case_id: $second grounds: 'One "
                  "day, one mother.' }")
            .reason == "CONTRADICTORY");

  story.Do(Scope("case_id: $first")).Do(Scope("case_id: $second"));
  story.Do("ClassifyExpectedness { case_id: $first expectedness: EXPECTED grounds: 'Known.' }");
  CHECK(story.Of<ChildDeath>("$second").expectedness == types::v1::EXPECTEDNESS_UNSPECIFIED);
}

TEST_CASE("hard case 2: two hospitals, registrar and coroner tell of one death") {
  Story story = Opened();
  story.On("2010-12-20T13:00").Do(Received("$case", "HOSPITAL", "2010-12-20T11:00"));
  story.Do(Death(""));
  const auto link = [](const std::string& id, const std::string& notifier, const std::string& at) {
    return "LinkDuplicateNotification { case_id: $case notification_id: " + id +
           " channel: LETTER match_basis: 'Same child.' notifier: " + notifier + " received_at: @" +
           at + " }";
  };
  // The hospital where the child collapsed had told first, to another desk.
  story.On("2010-12-22").Do(link("$at_a", "HOSPITAL", "2010-12-20T08:15"));
  story.Do(link("$registrar", "REGISTRAR", "2010-12-22T09:00"));
  story.Do(link("$coroner", "CORONER", "2010-12-21T09:00"));
  const ChildDeath death = story.Of<ChildDeath>("$case");
  CHECK(death.notifications.size() == 4);
  CHECK(absl::FormatTime("%d %H:%M", death.FirstNotifiedAt(), absl::UTCTimeZone()) == "20 08:15");

  // The same hospital opened a case of its own by mistake: as one, the receipt that counts stays.
  story.Do(Received("$again", "HOSPITAL", "2010-12-20T08:00")).Do(Death("case_id: $again"));
  story.Do("MergeCases { survivor_case_id: $case absorbed_case_id: $again grounds: 'One child.' }");
  CHECK(absl::FormatTime("%H:%M", story.Of<ChildDeath>("$case").FirstNotifiedAt(),
                         absl::UTCTimeZone()) == "08:00");
  CHECK(story.When(Scope("case_id: $again")).about == std::vector<std::string>{"$case"});
  story.Do("UnmergeCases { survivor_case_id: $case absorbed_case_id: $again grounds: 'Two.' }");
  CHECK(absl::FormatTime("%H:%M", story.Of<ChildDeath>("$case").FirstNotifiedAt(),
                         absl::UTCTimeZone()) == "08:15");
}

TEST_CASE("hard case 3: the number is a brother's, and then the child was eighteen") {
  Story story = InScope();
  story.Do("RecordNhsNumber { case_id: $case nhs_number: '9434765919' source: NOTIFIER_SAYS }");
  story.Do(
      "CorrectNhsNumber { case_id: $case nhs_number: '9434765870' source: "
      "PERSONAL_DEMOGRAPHICS_SERVICE reason: 'The first is a living brother\\'s.' }");
  CHECK(MatchingIdentityOf(story.Of<ChildDeath>("$case")).nhs_number == "9434765870");
  const Outcome corrected = story.When(
      "CorrectDemographics { case_id: $case date_of_birth: @1992-12-19 authority: "
      "REGISTRARS_ENTRY reason: 'The entry says 1992.' }");
  CHECK(corrected.events.find("CaseVoided") != std::string::npos);
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == "void");
  CHECK(story
            .When("StartRapidResponse { case_id: $case lead_person_id: $nurse started_at: "
                  "@2010-12-20T10:00 }")
            .reason == "OUT_OF_SCOPE");
  CHECK(story.Stream("$case").front().body().type() == "DeathNotificationReceived");
  CHECK(story.Stream("$case").size() == 8);
}

TEST_CASE("hard case 5: looked after by one borough, placed in a second, died in a third") {
  Story story = InScope();
  story.Given("$y", "BoardOpened { name: 'Y, of birth' area_code: 'E09000777' }");
  story.Given("$x", "BoardOpened { name: 'X, looking after' area_code: 'E09000888' }");
  story.Do(R"(RequestAgencyReport {
    case_id: $case request_id: $report agency_id: $health form_type: 'agency_report'
    requested_on: @2010-12-20 due_on: @2011-01-10 })");
  story.On("2011-01-20").Do(R"(DetermineResidence {
    case_id: $case area_code: 'E09000888' area_code_edition: 'November 2010'
    basis: LOOKED_AFTER_BY_AUTHORITY grounds: 'A full care order to X.' })");
  const ClockAnswer overdue = Clock(story, "agency_report", "$report");
  CHECK(overdue.status() == ClockAnswer::OVERDUE);

  const auto propose = [](const std::string& to, const std::string& id) {
    return "ProposeTransfer { case_id: $case transfer_id: " + id + " to_board_id: " + to +
           " basis: LOOKED_AFTER_CHILD reason: 'Looked after there.' }";
  };
  CHECK(story.When(propose("$y", "$t1")).reason == "CONTRADICTORY");
  story.Do(propose("$x", "$t1")).InNameOf("$x");
  story.Do("DeclineTransfer { case_id: $case transfer_id: $t1 reason: 'Placed elsewhere.' }");
  CHECK(story.Of<ChildDeath>("$case").lead_board_id == story.Id("$board"));
  story.InNameOf("$board").Do(propose("$x", "$t2")).InNameOf("$x");
  const Outcome accepted = story.When(
      "AcceptTransfer { case_id: $case transfer_id: $t2 accepted_at: @2011-01-20T11:00 }");
  CHECK(accepted.events.find("due_on { year: 2011 month: 1 day: 10 }") != std::string::npos);
  const ChildDeath death = story.Of<ChildDeath>("$case");
  CHECK(death.lead_board_id == story.Id("$x"));  // one board, which alone counts the child
  CHECK(death.custody.basis->basis() == types::v1::LOOKED_AFTER_CHILD);
  // Reckoned by the guidance of the board that had it: what was overdue has not begun anew.
  story.InNameOf("$board");
  CHECK(Clock(story, "agency_report", "$report").SerializeAsString() ==
        overdue.SerializeAsString());
}

TEST_CASE("hard case 10: twenty-one weeks, nine minutes of life") {
  Story story = Opened();
  story.On("2010-12-20").Do(Received("$case", "HOSPITAL", "2010-12-20T09:00"));
  story.Do(Death("date_of_birth: @2010-12-19 pregnancy_booked_on: @2010-09"));
  story.Do(
      "DeclareNhsNumberUnavailable { case_id: $case nhs_number_absence: NEVER_HAD_A_NUMBER "
      "reason: 'Lived nine minutes.' }");
  story.Do(
      "IdentifyChild { case_id: $case given_names: 'Baby of Ann' family_name: 'Testperson' "
      "nhs_number_absence: NEVER_HAD_A_NUMBER }");
  const std::string mothers = R"(DetermineResidence {
    case_id: $case area_code: 'E09000999' area_code_edition: 'November 2010' grounds: 'Booked so.'
    basis: )";
  story.Do(mothers + "MOTHERS_HOME }");
  Story stillborn = story;
  CHECK(stillborn.When(Scope("live_born: NO")).reason == "SCOPE_CONTRADICTS_FACTS");
  CHECK(stillborn.When(Scope("lawful_termination: YES")).reason == "SCOPE_CONTRADICTS_FACTS");
  story.Do(Scope("ground: 'Signs of life for nine minutes; registered.'"));
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == "in scope");
  CHECK(MatchingIdentityOf(story.Of<ChildDeath>("$case")).nhs_number.empty());
}

TEST_CASE("hard case 12: a death abroad, learned of through the school six weeks later") {
  Story story = Opened();
  story.Adopt("wt2018").On("2020-03-17");
  story.Do(Received("$case", "SCHOOL", "2020-03-16T15:00"));
  story.Do(Death("date_of_birth: @2012-05-02 date_of_death: @2020-02-03"));
  const auto notice = [&] { return Clock(story, "professional_notice"); };
  CHECK(notice().breached());  // six weeks after the death, as if all had known of it

  story.Do(
      "RecordAwareness { case_id: $case learned_at: @2020-03-16T10:00 from: SCHOOL how: 'The "
      "family told the school.' }");
  story.Do(
      "RecordDeathAbroad { case_id: $case country: 'Elsewhere' english_registration: NO "
      "english_coroner: NO papers: 'A foreign certificate.' }");
  CHECK_FALSE(notice().breached());
  CHECK(notice().started_by().milestone() == "death_known");
  REQUIRE(notice().other_starts_size() == 1);  // and how it reads from the death, beside it
  CHECK(notice().other_starts(0).started_by().milestone() == "death");
  const ClockAnswer national = Clock(story, "national_database_notice");
  CHECK(clocks::DateWords(national.due_on()) == "18 March 2020");
  CHECK(clocks::DateWords(national.other_starts(0).due_on()) == "5 February 2020");
  story.Do(Scope("ground: 'Lived here; died abroad.'"));
  CHECK(Clock(story, "registrar_particulars").status() == ClockAnswer::NOT_STARTED);
  CHECK(Clock(story, "coroner_notice").status() == ClockAnswer::NOT_STARTED);
}

}  // namespace
}  // namespace candour::workflows::child_death
