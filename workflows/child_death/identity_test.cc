// Number, name, dates and residence: recorded, corrected on authority, and what follows.
#include "candour/options.pb.h"
#include "workflows/child_death/child_death_test_support.h"
#include "workflows/child_death/matching.h"
#include "workflows/child_death/sources.h"
#include "workflows/clocks/milestones.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

std::string Correct(const std::string& changes) {
  return "CorrectDemographics { case_id: $case authority: REGISTRARS_ENTRY reason: 'As entered.' " +
         changes + "}";
}

std::string Residence(const std::string& changes = "") {
  return R"(DetermineResidence {
    case_id: $case address: '1 Invented Road' postcode: 'NS1 1AA' area_code: 'E09000999'
    area_code_edition: 'November 2010' basis: CHILDS_HOME grounds: 'The family said so.' )" +
         changes + "}";
}

TEST_CASE("an NHS number is recorded once, then corrected, or said not to be there") {
  Story story = InScope();
  const std::string record =
      "RecordNhsNumber { case_id: $case nhs_number: '943 476 5919' source: HOSPITAL_RECORD }";
  const auto correct = [](const std::string& number) {
    return "CorrectNhsNumber { case_id: $case nhs_number: '" + number +
           "' source: PERSONAL_DEMOGRAPHICS_SERVICE reason: 'Traced.' }";
  };
  CHECK(story.When(correct("9434765870")).reason == "NOTHING_TO_CORRECT");
  CHECK(story.When(record).events ==
        story.Events("NhsNumberRecorded { nhs_number: '9434765919' source: HOSPITAL_RECORD }"));
  CHECK(story.When(record).reason == "ALREADY_DONE");
  CHECK(story.When(correct("943 476 5919")).reason == "NOTHING_TO_CHANGE");
  CHECK(story.When(correct("9434765918")).reason == "INVALID_ARGUMENT");
  CHECK(story.When(correct("0000000000")).reason == "INVALID_ARGUMENT");
  CHECK(story.When(correct("9434765870")).events == story.Events(R"(NhsNumberCorrected {
    old_nhs_number: '9434765919' nhs_number: '9434765870' source: PERSONAL_DEMOGRAPHICS_SERVICE
    reason: 'Traced.' })"));
  const std::string none =
      "DeclareNhsNumberUnavailable { case_id: $case nhs_number_absence: NUMBER_NOT_KNOWN reason: "
      "'It is the brother\\'s.' }";
  CHECK(story.When(none).reason.empty());
  CHECK(story.When(none).reason == "NOTHING_TO_CHANGE");
  CHECK(story.Of<ChildDeath>("$case").identity->nhs_number().empty());
  CHECK(story.When(record).reason.empty());
  CHECK(story.Of<ChildDeath>("$case").identity->nhs_number_absence() ==
        types::v1::NHS_NUMBER_ABSENCE_UNSPECIFIED);
}

TEST_CASE("whatever names the child lies in the identity scope") {
  for (const auto* event :
       {events::v1::NhsNumberRecorded::descriptor(), events::v1::NhsNumberCorrected::descriptor(),
        events::v1::NhsNumberDeclaredUnavailable::descriptor(),
        events::v1::DemographicsCorrected::descriptor(),
        events::v1::ResidenceAddressRecorded::descriptor()}) {
    CHECK(EventRuleOf(*event).scope() == types::v1::IDENTITY);
    // Told to nobody who may not read who the child was.
    for (const char* name : {"ethnicity", "old_ethnicity", "ethnicity_as_stated"}) {
      const auto* field = event->FindFieldByName(name);
      if (field != nullptr) CHECK(field->options().GetExtension(candour::field).personal());
    }
  }
  for (const auto* event :
       {events::v1::DeathFactsCorrected::descriptor(),
        events::v1::ResidenceDetermined::descriptor(),
        events::v1::MultipleBirthLinked::descriptor(), events::v1::DuplicateSuspected::descriptor(),
        events::v1::CasesMerged::descriptor()}) {
    CHECK(EventRuleOf(*event).scope() != types::v1::IDENTITY);
    for (int i = 0; i < event->field_count(); ++i) {
      CHECK_FALSE(event->field(i)->options().GetExtension(candour::field).personal());
    }
  }
}

TEST_CASE("names are corrected with what they were and on whose word") {
  Story story = InScope();
  story.Do("IdentifyChild { case_id: $case given_names: 'Ann' family_name: 'Test' }");
  CHECK(story.When(Correct("given_names: 'Anne' family_name: 'Test'")).events ==
        story.Events(R"(DemographicsCorrected {
          old_given_names: 'Ann' given_names: 'Anne' family_name: 'Test'
          authority: REGISTRARS_ENTRY reason: 'As entered.' })"));
  CHECK(story.Of<ChildDeath>("$case").identity->given_names() == "Anne");
  CHECK(story.Of<ChildDeath>("$case").identity->family_name() == "Test");
  CheckEach(story,
            {{"nothing", Correct(""), "NOTHING_TO_CHANGE"},
             {"the same", Correct("given_names: 'Anne' sex: FEMALE"), "NOTHING_TO_CHANGE"},
             {"born after death", Correct("date_of_birth: @2010-12-20"), "DATE_OUT_OF_ORDER"},
             {"dead after the notice", Correct("date_of_death: @2010-12-21"), "INVALID_ARGUMENT"},
             {"sex", Correct("sex: MALE"), ""}});
  CHECK(Notified().When(Correct("sex: MALE")).reason == "NOTHING_TO_CORRECT");

  Story visited = InScope();
  visited.Do("RecordFamilyLeftHospital { case_id: $case left_at: @2010-12-19T12:00 }");
  const Outcome late = visited.When(Correct("date_of_death: @2010-12-20"));
  CHECK(late.reason == "DATE_OUT_OF_ORDER");
  CHECK(late.sentence ==
        "The death would lie after the family's leaving the hospital, on 19 December 2010. Correct "
        "the date that is wrong.");
}

TEST_CASE("a corrected birth that makes eighteen voids the case, and its history stays") {
  Story story = InScope();
  const Outcome corrected = story.When(Correct("date_of_birth: @1992-12-19"));
  CHECK(corrected.events == story.Events(R"(
    DeathFactsCorrected {
      old_date_of_birth: @2009-03-14 date_of_birth: @1992-12-19 authority: REGISTRARS_ENTRY
      reason: 'As entered.'
    }
    CaseVoided { ground: NOT_UNDER_18 reason: 'As entered.' }
    ReferenceFreed { case_id: $case because: 'The case is void.' })"));
  const ChildDeath death = story.Of<ChildDeath>("$case");
  CHECK(StageOf(death) == "void");
  CHECK(IsConcluded(death));
  CHECK(Reached(death, clocks::kCaseVoided) == 1);
  CHECK(death.notifications.size() == 1);
  const Outcome refused = story.When("RecordParentLeaflet { case_id: $case sent_on: @2010-12-20 }");
  CHECK(refused.reason == "OUT_OF_SCOPE");
  CHECK(refused.sentence.find("the age of 18") != std::string::npos);

  story.Do(Correct("date_of_birth: @1992-12-20"));
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == "notified");
  CHECK(Reached(story.Of<ChildDeath>("$case"), clocks::kCaseVoided) == 0);
}

TEST_CASE("a case is voided on a ground that its facts bear out") {
  CheckEach(
      InScope(),
      {{"in error", "VoidCase { case_id: $case ground: OPENED_IN_ERROR reason: 'A drill.' }", ""},
       {"of age", "VoidCase { case_id: $case ground: NOT_UNDER_18 reason: 'Seemed so.' }",
        "SCOPE_CONTRADICTS_FACTS"},
       {"stillborn", "VoidCase { case_id: $case ground: BORN_WITHOUT_LIFE reason: 'A slip.' }",
        "SCOPE_CONTRADICTS_FACTS"},
       {"terminated", "VoidCase { case_id: $case ground: TERMINATED_LAWFULLY reason: 'A slip.' }",
        "SCOPE_CONTRADICTS_FACTS"}});
  CHECK(Notified()
            .When("VoidCase { case_id: $case ground: BORN_WITHOUT_LIFE reason: 'Found.' }")
            .reason.empty());
  Story story = InScope();
  story.Do("VoidCase { case_id: $case ground: OPENED_IN_ERROR reason: 'A drill.' }");
  CHECK(story.When("VoidCase { case_id: $case ground: OPENED_IN_ERROR reason: 'Again.' }").reason ==
        "ALREADY_DONE");
  story.Do(Correct("date_of_birth: @2009-03-15"));
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == "void");
  // No correction of a date brings it back, so none is given as the way out.
  const auto refused = story.When(
      "RequestAgencyReport { case_id: $case agency_id: $police form_type: 'agency_report' "
      "requested_on: @2010-12-20 due_on: @2011-01-17 }");
  CHECK(refused.sentence ==
        "The case is void: the case was opened in error. If that is wrong, take it up again "
        "(ReinstateCase).");
  CHECK(refused.source == kWhoseDeaths);
}

TEST_CASE("a case voided by mistake is taken up again, with its clocks as they stood") {
  Story story = InScope();
  const auto clocks = [&] {
    std::string told;
    for (const auto& clock : story.Clocks<ChildDeath>("$case")) {
      told += clock.kind() + " " + types::v1::ClockAnswer::Status_Name(clock.status()) + " " +
              clock.due_on().ShortDebugString() + "\n";
    }
    return told;
  };
  const std::string reinstate = "ReinstateCase { case_id: $case reason: 'It was no drill.' }";
  CHECK(story.When(reinstate).reason == "NOTHING_TO_CHANGE");
  const std::string before = clocks();
  const std::string stage = StageOf(story.Of<ChildDeath>("$case"));
  story.Do("VoidCase { case_id: $case ground: OPENED_IN_ERROR reason: 'A drill.' }");
  CHECK(clocks() != before);
  const testing::Outcome taken = story.When(reinstate);
  CHECK(taken.events ==
        story.Events("CaseReinstated { was_void_for: OPENED_IN_ERROR reason: 'It was no drill.' } "
                     "ReferenceTaken { case_kind: CHILD_DEATH case_id: $case }"));
  CHECK(clocks() == before);
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == stage);
  // What was found out of scope stays so.
  Story stillborn = Notified();
  stillborn.Do(Death("")).Do(Scope("live_born: NO in_scope: false"));
  stillborn.Do("VoidCase { case_id: $case ground: BORN_WITHOUT_LIFE reason: 'Stillborn.' }");
  stillborn.Do(reinstate);
  CHECK(StageOf(stillborn.Of<ChildDeath>("$case")) == "out of scope");
  CHECK(IsConcluded(stillborn.Of<ChildDeath>("$case")));
  CHECK(Reached(stillborn.Of<ChildDeath>("$case"), clocks::kCaseVoided) +
            Reached(stillborn.Of<ChildDeath>("$case"), clocks::kReviewNotOwed) ==
        1);
}

TEST_CASE("residence has its area, the edition that says so and a basis") {
  Story story = InScope();
  CHECK(story.When(Residence()).events == story.Events(R"(
    ResidenceDetermined {
      area_code: 'E09000999' area_code_edition: 'November 2010' basis: CHILDS_HOME
      grounds: 'The family said so.'
    }
    ResidenceAddressRecorded { address: '1 Invented Road' postcode: 'NS1 1AA' })"));
  CHECK(story.Of<ChildDeath>("$case").identity->postcode() == "NS1 1AA");
  CheckEach(story, {{"no code", Residence("area_code: ''"), ""},
                    {"no such code", Residence("area_code: 'Ashbrook'"), "CONTRADICTORY"},
                    {"a short code", Residence("area_code: 'E0900099'"), "CONTRADICTORY"},
                    {"no edition", Residence("area_code_edition: ''"), ""},
                    {"not here", Residence("area_code: '' basis: NOT_RESIDENT_HERE"), ""},
                    {"in Wales", Residence("area_code: 'W06000999' basis: NOT_RESIDENT_HERE"), ""},
                    {"not here, and here", Residence("basis: NOT_RESIDENT_HERE"), "CONTRADICTORY"},
                    {"the mother's, of a child of one", Residence("basis: MOTHERS_HOME"),
                     "CONTRADICTORY"}});
  Story newborn = Notified();
  newborn.Do(Death("date_of_birth: @2010-11-22"));
  CHECK(newborn.When(Residence("basis: MOTHERS_HOME")).reason.empty());
  Story infant = Notified();
  infant.Do(Death("date_of_birth: @2010-11-21"));
  CHECK(infant.When(Residence("basis: MOTHERS_HOME")).reason == "CONTRADICTORY");
}

TEST_CASE("siblings of one birth are linked in both cases, each with an order of their own") {
  Story story = InScope();
  story.Do(R"(ReceiveNotification {
    case_id: $twin case_reference: 'CDR/2010/8' channel: TELEPHONE notifier: HOSPITAL
    received_at: @2010-12-20T09:31 })");
  const auto link = [](const std::string& changes) {
    return R"(LinkMultipleBirth {
      case_id: $case sibling_case_id: $twin birth_order: 1 births: 2 sibling_birth_order: 2
      born_at: @2009-03-14T04:10 )" +
           changes + "}";
  };
  CheckEach(
      story,
      {{"one order for two", link("sibling_birth_order: 1"), "CONTRADICTORY"},
       {"third of two", link("birth_order: 3"), "CONTRADICTORY"},
       {"order not given, the other of two", link("sibling_birth_order: 0"), ""},
       {"order not given, of three", link("births: 3 sibling_birth_order: 0"), "CONTRADICTORY"},
       {"an only child", link("births: 1"), "INVALID_ARGUMENT"},
       {"their own twin", link("sibling_case_id: $case"), "CONTRADICTORY"},
       {"a sibling who lives", link("sibling_case_id: '' sibling_birth_order: 0"), ""}});
  Story merged = story;
  merged.Do("MergeCases { survivor_case_id: $case absorbed_case_id: $twin grounds: 'One child.' }");
  CHECK(merged.When(link("")).reason == "CASE_ABSORBED");
  const testing::Outcome any = story.When(link("births: 3 sibling_birth_order: 0"));
  CHECK(any.sentence.find("sibling_birth_order") != std::string::npos);
  CHECK(Story(story).When(link("sibling_birth_order: 0")).events ==
        Story(story).When(link("")).events);
  CHECK(story.When(link("")).events == story.Events(R"(
    MultipleBirthLinked {
      sibling_case_id: $twin birth_order: 1 births: 2 born_at: @2009-03-14T04:10
      sibling_birth_order: 2
    }
    MultipleBirthLinked {
      sibling_case_id: $case birth_order: 2 births: 2 sibling_birth_order: 1
    })"));
  CHECK(story.When(link("")).reason == "ALREADY_DONE");
  CHECK(MatchingIdentityOf(story.Of<ChildDeath>("$twin")).birth_order == 2);
  const std::string merge =
      "MergeCases { survivor_case_id: $case absorbed_case_id: $twin grounds: 'One child.' }";
  CHECK(story.When(merge).reason != "");
  const std::string unlink =
      "UnlinkMultipleBirth { case_id: $twin sibling_case_id: $case reason: 'Told twice.' }";
  CHECK(story.When(unlink).events ==
        story.Events("MultipleBirthUnlinked { sibling_case_id: $case reason: 'Told twice.' } "
                     "MultipleBirthUnlinked { sibling_case_id: $twin reason: 'Told twice.' }"));
  CHECK(story.When(unlink).reason == "UNKNOWN_REFERENCE");
  const std::string lives = "UnlinkMultipleBirth { case_id: $case reason: 'There is none.' }";
  CHECK(story.When(lives).reason == "UNKNOWN_REFERENCE");
  story.Do(link("sibling_case_id: '' sibling_birth_order: 0"));
  CHECK(story.When(lives).events ==
        story.Events("MultipleBirthUnlinked { reason: 'There is none.' }"));
  Story passed_on = story;
  passed_on.Do(link(""));
  passed_on.Given("$twin", "CaseTransferred { from_board_id: $board to_board_id: $other }");
  CHECK(
      passed_on.When("UnlinkMultipleBirth { case_id: $case sibling_case_id: $twin reason: 'No.' }")
          .events ==
      passed_on.Events("MultipleBirthUnlinked { sibling_case_id: $twin reason: 'No.' }"));
  CHECK(story.When(merge).reason == "");
}

TEST_CASE("why there is no number agrees with where the child lived") {
  Story story = InScope();
  const std::string elsewhere =
      "DeclareNhsNumberUnavailable { case_id: $case nhs_number_absence: NOT_RESIDENT_IN_ENGLAND "
      "reason: 'On a visit.' }";
  CHECK(Story(story).When(elsewhere).reason.empty());
  story.Do(Residence());
  CHECK(story.When(elsewhere).reason == "CONTRADICTORY");
}

TEST_CASE("facts of the death that are put right void the case by either command") {
  Story story = InScope();
  const Outcome corrected =
      story.When(Death("date_of_birth: @1992-12-19 header { corrects_event_id: $DeathRecorded "
                       "correction_reason: 'As entered.' }"));
  CHECK(corrected.events.find("CaseVoided") != std::string::npos);
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == "void");
  Story told = Notified();
  CHECK(told.When(Death("date_of_birth: @1992-12-19")).events.find("CaseVoided") ==
        std::string::npos);
}

TEST_CASE("the scope of a completed review that fell is found anew") {
  Story story = InScope();
  story.Given("$case", R"(
    PanelDecisionRecorded { decision_id: $decision decided_at: @2010-12-20T10:00 }
    ReviewCompleted { completed_on: @2010-12-20 decision_id: $decision })");
  CHECK(story.When(Scope("")).reason == "WRONG_STAGE");
  story.Do(Correct("date_of_birth: @1992-12-19")).Do(Correct("date_of_birth: @2009-03-14"));
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == "completed");
  CHECK(story.When(Scope("")).reason.empty());
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == "completed");
}

TEST_CASE("those who are linked as born together were, each in a place of their own") {
  Story story = InScope();
  for (const std::string other : {"$twin", "$third"}) {
    story.Do("ReceiveNotification { case_id: " + other + " case_reference: '" + other +
             "' channel: TELEPHONE notifier: HOSPITAL received_at: @2010-12-20T09:31 }");
  }
  const auto link = [](const std::string& changes) {
    return "LinkMultipleBirth { case_id: $case sibling_case_id: $twin birth_order: 1 births: 2 "
           "sibling_birth_order: 2 " +
           changes + "}";
  };
  const auto born = [](const std::string& day) {
    return "RecordDeath { case_id: $twin date_of_death: @2010-12-19 sex: MALE date_of_birth: @" +
           day + " }";
  };
  CheckEach(story, {{"born on the day", link("born_at: @2009-03-14T23:50"), ""},
                    {"born on another", link("born_at: @2009-03-16T04:10"), "CONTRADICTORY"}});
  Story apart = story;
  apart.Do(born("2009-05-20"));
  CHECK(apart.When(link("")).reason.empty());
  Story years = story;
  years.Do(born("2007-03-14"));
  CHECK(years.When(link("")).reason == "CONTRADICTORY");

  Story both = story;
  both.Do(link(""));
  CheckEach(both,
            {{"a third of two", link("sibling_case_id: $third"), "CONTRADICTORY"},
             {"a third of two, to the second",
              link("case_id: $third birth_order: 1 sibling_birth_order: 2"), "CONTRADICTORY"}});
  Story three = story;
  three.Do(link("births: 3"));
  CheckEach(
      three,
      {{"the number of the second", link("sibling_case_id: $third births: 3"), "CONTRADICTORY"},
       {"another number for the first",
        link("sibling_case_id: $third births: 3 birth_order: 2 sibling_birth_order: 3"),
        "CONTRADICTORY"},
       {"one of four", link("sibling_case_id: $third births: 4 sibling_birth_order: 3"),
        "CONTRADICTORY"},
       {"the third", link("sibling_case_id: $third births: 3 sibling_birth_order: 3"), ""},
       {"the third, as the only one left",
        link("sibling_case_id: $third births: 3 sibling_birth_order: 0"), ""}});
}

TEST_CASE("a twin who lived, and died later, is linked in the place of the one without a case") {
  Story story = InScope();
  story.Do(R"(ReceiveNotification {
    case_id: $twin case_reference: 'CDR/2010/8' channel: TELEPHONE notifier: HOSPITAL
    received_at: @2010-12-20T09:31 })");
  const auto link = [](const std::string& changes) {
    return "LinkMultipleBirth { case_id: $case birth_order: 1 births: 2 " + changes + " }";
  };
  const std::string later = "sibling_case_id: $twin sibling_birth_order: 2 ";
  for (const char* told : {"sibling_birth_order: 2", ""}) {
    INFO(told);
    Story lived = story;
    lived.Do(link(told));
    CheckEach(lived, {{"another number", link(later + "birth_order: 2 sibling_birth_order: 1"),
                       "CONTRADICTORY"},
                      {"of three", link(later + "births: 3"), "CONTRADICTORY"}});
    lived.Do(link(later));
    const auto& siblings = lived.Of<ChildDeath>("$case").who.siblings;
    REQUIRE(siblings.size() == 1);
    CHECK(siblings.front().sibling_case_id() == lived.Id("$twin"));
  }
}

TEST_CASE("that the child lived elsewhere is not why there is no number where it lived here") {
  Story story = InScope();
  const std::string none =
      "IdentifyChild { case_id: $case family_name: 'Exemplar' nhs_number_absence: "
      "NOT_RESIDENT_IN_ENGLAND }";
  CHECK(Story(story).When(none).reason.empty());
  story.Do(Residence());
  CHECK(story.When(none).reason == "CONTRADICTORY");
}

TEST_CASE("a death abroad is none in England, and contradicts nothing that is recorded") {
  const auto abroad = [](const std::string& changes) {
    return "RecordDeathAbroad { case_id: $case country: 'Ruritania' english_registration: NO "
           "english_coroner: NO " +
           changes + "}";
  };
  CheckEach(InScope(), {{"abroad", abroad(""), ""},
                        {"at home", abroad("country: ' england'"), "CONTRADICTORY"}});
  Story story = InScope();
  story.Do(R"(
    RecordCoronerNotice {
      case_id: $case decided_on: @2010-12-20 received_on: @2010-12-20 decision: 'Inquest.'
    }
    RecordRegistrarParticulars {
      case_id: $case registered_on: @2010-12-20 received_on: @2010-12-20
    })");
  Story away = InScope();
  away.Do(abroad(""));
  CheckEach(away, {{"elsewhere, too", abroad("country: 'Graustark'"), "ALREADY_DONE"},
                   {"elsewhere after all",
                    abroad("country: 'Graustark' header { corrects_event_id: $DeathAbroadRecorded "
                           "correction_reason: 'Typed wrongly.' }"),
                    ""},
                   {"an English coroner's",
                    "RecordCoronerNotice { case_id: $case decided_on: @2010-12-20 "
                    "received_on: @2010-12-20 decision: 'Inquest.' }",
                    "CONTRADICTORY"},
                   {"an English entry",
                    "RecordRegistrarParticulars { case_id: $case registered_on: @2010-12-20 "
                    "received_on: @2010-12-20 }",
                    "CONTRADICTORY"}});
  CheckEach(story,
            {{"no coroner", abroad("english_registration: YES"), "CONTRADICTORY"},
             {"not registered", abroad("english_coroner: YES"), "CONTRADICTORY"},
             {"brought home", abroad("english_coroner: YES english_registration: YES"), ""}});
}

TEST_CASE("of a void case nothing is taken but what corrects it") {
  Story story = InScope();
  story.Do("VoidCase { case_id: $case ground: OPENED_IN_ERROR reason: 'A drill.' }");
  story.Given("$south", "BoardOpened { name: 'Southshire' area_code: 'E09000888' }");
  const std::string number = "nhs_number: '9434765919' source: HOSPITAL_RECORD }";
  CheckEach(
      story,
      {{"identified", "IdentifyChild { case_id: $case family_name: 'Test' }", "OUT_OF_SCOPE"},
       {"numbered", "RecordNhsNumber { case_id: $case " + number, "OUT_OF_SCOPE"},
       {"residence", Residence(), "OUT_OF_SCOPE"},
       {"scope", Scope(""), "OUT_OF_SCOPE"},
       {"expectedness",
        "ClassifyExpectedness { case_id: $case expectedness: EXPECTED grounds: 'Known.' }",
        "OUT_OF_SCOPE"},
       {"coroner",
        "RecordCoronerNotice { case_id: $case decided_on: @2010-12-20 received_on: @2010-12-20 "
        "decision: 'Inquest.' }",
        "OUT_OF_SCOPE"},
       {"registrar",
        "RecordRegistrarParticulars { case_id: $case registered_on: @2010-12-20 "
        "received_on: @2010-12-20 }",
        "OUT_OF_SCOPE"},
       {"known",
        "RecordAwareness { case_id: $case from: SCHOOL how: 'A letter.' "
        "learned_at: @2010-12-20T08:00 }",
        "OUT_OF_SCOPE"},
       {"abroad",
        "RecordDeathAbroad { case_id: $case country: 'Ruritania' english_registration: NO "
        "english_coroner: NO }",
        "OUT_OF_SCOPE"},
       {"twin", "LinkMultipleBirth { case_id: $case birth_order: 1 births: 2 }", "OUT_OF_SCOPE"},
       {"led", "AssignLead { case_id: $case basis: AGREEMENT_OF_BOARDS grounds: 'So.' }",
        "OUT_OF_SCOPE"},
       {"transferred",
        "ProposeTransfer { case_id: $case to_board_id: $south basis: AGREEMENT_OF_BOARDS "
        "reason: 'So.' }",
        "OUT_OF_SCOPE"},
       {"a date", Correct("date_of_birth: @2009-03-15"), ""},
       {"a word that was typed wrongly",
        "ClassifyExpectedness { header { corrects_event_id: $ExpectednessClassified "
        "correction_reason: 'Typed wrongly.' } case_id: $case expectedness: EXPECTED "
        "grounds: 'Known.' }",
        ""}});
}

TEST_CASE("when a death became known is after it") {
  const auto known = [](const std::string& at) {
    return "RecordAwareness { case_id: $case from: SCHOOL how: 'A letter home.' learned_at: @" +
           at + " }";
  };
  CheckEach(InScope(), {{"before", known("2010-12-18T12:00"), "DATE_OUT_OF_ORDER"},
                        {"on the day", known("2010-12-19T12:00"), ""},
                        {"ahead", known("2010-12-21T12:00"), "INVALID_ARGUMENT"},
                        {"with the first notice", known("2010-12-20T09:30"), ""},
                        {"after it", known("2010-12-20T09:31"), "DATE_OUT_OF_ORDER"}});
  Story story = InScope();
  story.Do(known("2010-12-20T08:00")).Do(known("2010-12-20T09:00"));
  CHECK(Reached(story.Of<ChildDeath>("$case"), clocks::kDeathKnown) == 1);
}

}  // namespace
}  // namespace candour::workflows::child_death
