// Notified, identified, in scope or not.
#include "workflows/child_death/child_death_test_support.h"
#include "workflows/clocks/milestones.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

int Reached(Story& story, std::string_view milestone) {
  int times = 0;
  for (const auto& reached : story.Of<ChildDeath>("$case").clock_facts.milestones) {
    times += reached.name == milestone;
  }
  return times;
}

std::string Duplicate(const std::string& changes) {
  return R"(LinkDuplicateNotification {
    case_id: $case notification_id: $second channel: LETTER notifier: REGISTRAR
    received_at: @2010-12-20T09:00 match_basis: 'Same day of birth and hospital.' )" +
         changes + "}";
}

TEST_CASE("a notification opens the case under the board that received it") {
  Story story = Notified();
  const ChildDeath death = story.Of<ChildDeath>("$case");
  CHECK(death.reference == "CDR/2010/7");
  CHECK(death.lead_board_id == story.Id("$board"));
  CHECK(StageOf(death) == "notified");

  const Outcome second = story.When(R"(ReceiveNotification {
    case_reference: 'CDR/2010/8' channel: EMAIL notifier: POLICE_FORCE account: 'A road.'
    received_at: @2010-12-20T10:00 })");
  CHECK(second.events == story.Events(R"(DeathNotificationReceived {
    notification_id: $new-2-1 case_reference: 'CDR/2010/8' channel: EMAIL notifier: POLICE_FORCE
    received_at: @2010-12-20T10:00 account: 'A road.' }
    ReferenceTaken { case_kind: CHILD_DEATH case_id: $new-2 })"));
  CHECK(story
            .When("ReceiveNotification { case_id: $case case_reference: 'CDR/2010/7' "
                  "channel: EMAIL notifier: CORONER received_at: @2010-12-20T10:00 }")
            .reason == "ALREADY_DONE");
  story.InNameOf("$other");
  CHECK(story
            .When("ReceiveNotification { case_reference: '1' channel: EMAIL notifier: CORONER "
                  "received_at: @2010-12-20T10:00 }")
            .reason == "NOT_FOUND");
}

TEST_CASE("four notices are one case, notified when the earliest was received") {
  Story story = InScope();
  CHECK(story.When(Duplicate("notification_id: $first")).reason == "ALREADY_DONE");
  CHECK(story.When(Duplicate("received_at: @2010-12-18T23:59")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(Duplicate("")).events == story.Events(R"(DuplicateNotificationLinked {
    notification_id: $second channel: LETTER notifier: REGISTRAR received_at: @2010-12-20T09:00
    match_basis: 'Same day of birth and hospital.' })"));
  CHECK(story.When(Duplicate("")).reason == "ALREADY_DONE");
  story.Do(Duplicate("notification_id: $third notifier: CORONER received_at: @2010-12-20T11:00"));

  const ChildDeath death = story.Of<ChildDeath>("$case");
  REQUIRE(death.notifications.size() == 3);
  CHECK(death.notifications[1].match_basis == "Same day of birth and hospital.");
  CHECK(absl::FormatTime("%H:%M", death.FirstNotifiedAt(), absl::UTCTimeZone()) == "09:00");
  CHECK(Reached(story, clocks::kNotified) == 3);
}

TEST_CASE("the child is identified by something at least, beside the case") {
  Story story = Notified();
  CHECK(story.When("IdentifyChild { case_id: $case }").reason == "NOTHING_TO_CHANGE");
  CHECK(story.When("IdentifyChild { case_id: $case postcode: 'NS1 1AA' }").events ==
        story.Events("ChildIdentified { postcode: 'NS1 1AA' }"));
  CHECK(EventRuleOf(*events::v1::ChildIdentified::descriptor()).scope() == types::v1::IDENTITY);
  CHECK(story.When("IdentifyChild { case_id: $case nhs_number: '943 476 5919' }").events ==
        story.Events("ChildIdentified { nhs_number: '9434765919' }"));
  CHECK(story.When("IdentifyChild { case_id: $case nhs_number: '9434765918' }").reason ==
        "INVALID_ARGUMENT");
  CHECK(Notified()
            .When("IdentifyChild { case_id: $case nhs_number_absence: NUMBER_NOT_KNOWN }")
            .events == story.Events("ChildIdentified { nhs_number_absence: NUMBER_NOT_KNOWN }"));
  CHECK(story
            .When("IdentifyChild { case_id: $case nhs_number: '9434765919' "
                  "nhs_number_absence: NUMBER_NOT_KNOWN }")
            .reason == "CONTRADICTORY");
}

TEST_CASE("who the child is is told once, added to, and corrected by what says on whose word") {
  Story story = Notified();
  const auto identify = [](const std::string& by) {
    return "IdentifyChild { case_id: $case " + by + " }";
  };
  story.Do(identify("given_names: 'Ann' nhs_number_absence: NUMBER_NOT_KNOWN"));
  story.Do(identify("family_name: 'Test' nhs_number: '9434765919'"));
  const ChildDeath death = story.Of<ChildDeath>("$case");
  CHECK(death.identity->given_names() == "Ann");
  CHECK(death.identity->family_name() == "Test");
  CHECK(death.identity->nhs_number() == "9434765919");
  CHECK(death.identity->nhs_number_absence() == types::v1::NHS_NUMBER_ABSENCE_UNSPECIFIED);
  CheckEach(story,
            {{"the same number", identify("nhs_number: '943 476 5919'"), ""},
             {"another number", identify("nhs_number: '9434765870'"), "ALREADY_DONE"},
             {"none after all", identify("nhs_number_absence: NUMBER_NOT_KNOWN"), "ALREADY_DONE"},
             {"another name", identify("given_names: 'Anne'"), "ALREADY_DONE"},
             {"an address", identify("address: '1 Invented Road'"), ""},
             {"typed wrongly",
              identify("header { corrects_event_id: $ChildIdentified correction_reason: "
                       "'Typed wrongly.' } family_name: 'Text' nhs_number: '9434765870'"),
              ""}});
}

TEST_CASE("the facts of the death are in order") {
  CheckEach(
      Notified(),
      {{"as told", Death(""), ""},
       {"a newborn", Death("date_of_birth: @2010-12-19"), ""},
       {"booked years before", Death("pregnancy_booked_on: @2006-03"), "DATE_OUT_OF_ORDER"},
       {"booked the year before", Death("pregnancy_booked_on: @2008"), ""},
       {"dead before birth", Death("date_of_birth: @2010-12-20"), "DATE_OUT_OF_ORDER"},
       {"on the day of the notification", Death("date_of_death: @2010-12-20"), ""},
       {"booked before the birth", Death("pregnancy_booked_on: @2008-08"), ""},
       {"booked on the day of birth", Death("pregnancy_booked_on: @2009-03-14"), ""},
       {"booked after the birth", Death("pregnancy_booked_on: @2009-03-15"), "DATE_OUT_OF_ORDER"},
       {"born on 30 February", Death("date_of_birth: @2009-02-30"), "INVALID_ARGUMENT"},
       {"ahead", Death("date_of_death: @2010-12-21"), "INVALID_ARGUMENT"}});
  Story story = Notified();
  story.On("2010-12-23");
  CHECK(story.When(Death("date_of_death: @2010-12-21")).reason == "DATE_OUT_OF_ORDER");
}

TEST_CASE("recorded facts are corrected, never overwritten") {
  Story story = InScope();
  CHECK(story.When(Death("date_of_death: @2010-12-18")).reason == "ALREADY_DONE");
  story.Do(
      Death("date_of_death: @2010-12-18 header { corrects_event_id: $DeathRecorded "
            "correction_reason: 'Typed wrongly.' }"));
  const ChildDeath death = story.Of<ChildDeath>("$case");
  CHECK(death.death->date_of_death().day() == 18);
  CHECK(Reached(story, clocks::kDeath) == 1);
  CHECK(death.scope.has_value());
  int recorded = 0;
  for (const auto& event : story.Stream("$case"))
    recorded += event.body().type() == "DeathRecorded";
  CHECK(recorded == 2);
}

TEST_CASE(
    "a correction that contradicts the finding of scope voids the case, and takes that back") {
  Story story = InScope();
  story.Do(
      Death("date_of_birth: @1992-12-19 header { corrects_event_id: $DeathRecorded "
            "correction_reason: 'Typed wrongly.' }"));
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == "void");
  CHECK(story.When(Scope("in_scope: false")).reason == "OUT_OF_SCOPE");
  CHECK(Reached(story, clocks::kCaseVoided) == 1);

  story.Do(
      Death("date_of_birth: @1992-12-20 header { corrects_event_id: $DeathRecorded "
            "correction_reason: 'Typed wrongly.' }"));
  CHECK(Reached(story, clocks::kCaseVoided) == 0);
  story.Do(Scope(""));
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == "in scope");
}

TEST_CASE("in scope is who was live-born and died before the eighteenth birthday") {
  struct Born {
    const char* name;
    const char* born;
    const char* died;
    bool under_18;
  };
  const std::vector<Born> rows = {
      {"the day before the birthday", "1992-12-20", "2010-12-19", true},
      {"the birthday", "1992-12-19", "2010-12-19", false},
      {"the day after", "1992-12-18", "2010-12-19", false},
      {"born on 29 February, on 28 February", "1992-02-29", "2010-02-28", true},
      {"born on 29 February, on 1 March", "1992-02-29", "2010-03-01", false},
      {"born on 1 March, on 28 February", "1992-03-01", "2010-02-28", true},
      {"born on 28 February, on 28 February", "1992-02-28", "2010-02-28", false},
      {"born at 21 weeks, lived nine minutes", "2010-12-19", "2010-12-19", true},
  };
  for (const Born& row : rows) {
    INFO(row.name);
    Story story = Notified();
    story.Do(Death(std::string("date_of_birth: @") + row.born + " date_of_death: @" + row.died));
    Story other = story;
    CHECK(story.When(Scope("in_scope: true")).reason ==
          (row.under_18 ? "" : "SCOPE_CONTRADICTS_FACTS"));
    CHECK(other.When(Scope("in_scope: false")).reason ==
          (row.under_18 ? "SCOPE_CONTRADICTS_FACTS" : ""));
  }
}

TEST_CASE("scope follows from the facts and from nothing else") {
  CHECK(Notified().When(Scope("")).reason == "WRONG_STAGE");
  Story told = Notified();
  told.Do(Death(""));
  CheckEach(told, {{"live-born", Scope(""), ""},
                   {"live-born, called out", Scope("in_scope: false"), "SCOPE_CONTRADICTS_FACTS"},
                   {"stillborn", Scope("live_born: NO in_scope: false"), ""},
                   {"stillborn, called in", Scope("live_born: NO"), "SCOPE_CONTRADICTS_FACTS"},
                   {"live-born after a lawful termination",
                    Scope("lawful_termination: YES in_scope: false"), ""},
                   {"that, called in", Scope("lawful_termination: YES"), "SCOPE_CONTRADICTS_FACTS"},
                   {"life not known", Scope("live_born: NOT_KNOWN"), "SCOPE_CONTRADICTS_FACTS"},
                   {"life not known, called out", Scope("live_born: NOT_KNOWN in_scope: false"),
                    "SCOPE_CONTRADICTS_FACTS"},
                   {"termination not known", Scope("lawful_termination: NOT_KNOWN"),
                    "SCOPE_CONTRADICTS_FACTS"},
                   {"not said", Scope("live_born: YES_NO_UNSPECIFIED"), "INVALID_ARGUMENT"},
                   {"no ground", Scope("ground: ' '"), "INVALID_ARGUMENT"}});
  const Outcome refused = told.When(Scope("in_scope: false"));
  CHECK(refused.source.find("Chapter 7") != std::string::npos);
  CHECK(refused.about == std::vector<std::string>{"$case"});
}

TEST_CASE("what is out of scope is not reviewed, until it is found to be in") {
  Story story = Notified();
  story.Do(Death("")).Do(Scope("live_born: NO in_scope: false"));
  const std::string leaflet = "RecordParentLeaflet { case_id: $case sent_on: @2010-12-20 }";
  CHECK(story.When(leaflet).reason == "OUT_OF_SCOPE");
  CHECK(Reached(story, clocks::kCaseVoided) == 1);
  story.Do(Scope("ground: 'The midwife saw signs of life.'"));
  CHECK(Reached(story, clocks::kCaseVoided) == 0);
  CHECK(story.When(leaflet).reason.empty());
}

TEST_CASE("a death is classified again beside the earlier classification") {
  Story story = InScope();
  const auto classify = [](const std::string& value) {
    return "ClassifyExpectedness { case_id: $case grounds: 'A plan surfaced.' expectedness: " +
           value + " }";
  };
  CHECK(story.When(classify("UNEXPECTED")).reason == "NOTHING_TO_CHANGE");
  CHECK(story.When(classify("EXPECTED")).events == story.Events(R"(ExpectednessClassified {
    expectedness: EXPECTED grounds: 'A plan surfaced.' was: UNEXPECTED })"));
  CHECK(story.Of<ChildDeath>("$case").expectedness == types::v1::EXPECTED);
  CHECK(story.When(classify("UNEXPECTED")).reason.empty());
  int classified = 0;
  for (const auto& event : story.Stream("$case")) {
    classified += event.body().type() == "ExpectednessClassified";
  }
  CHECK(classified == 3);
}

TEST_CASE("registrar and coroner write after the death and after they acted") {
  Story told = InScope();
  told.On("2011-01-10");
  const auto registrar = [](const std::string& registered, const std::string& received) {
    return "RecordRegistrarParticulars { case_id: $case registered_on: @" + registered +
           " received_on: @" + received + " }";
  };
  const auto coroner = [](const std::string& decided, const std::string& received) {
    return "RecordCoronerNotice { case_id: $case decision: 'Inquest.' decided_on: @" + decided +
           " received_on: @" + received + " }";
  };
  CheckEach(told,
            {{"registrar", registrar("2010-12-19", "2010-12-19"), ""},
             {"registered before", registrar("2010-12-18", "2010-12-22"), "DATE_OUT_OF_ORDER"},
             {"received before", registrar("2010-12-22", "2010-12-21"), "DATE_OUT_OF_ORDER"},
             {"coroner", coroner("2010-12-19", "2010-12-19"), ""},
             {"decided before", coroner("2010-12-18", "2010-12-22"), "DATE_OUT_OF_ORDER"},
             {"told before", coroner("2010-12-22", "2010-12-21"), "DATE_OUT_OF_ORDER"},
             {"month only", coroner("2010-12", "2010-12-21"), "INVALID_ARGUMENT"}});
}

TEST_CASE("another board does not act on the case") {
  Story told = InScope();
  told.Given("$other", "BoardOpened { name: 'Southshire' }").InNameOf("$other");
  CheckEach(told, {{"duplicate", Duplicate(""), "WRONG_BOARD"},
                   {"identity", "IdentifyChild { case_id: $case postcode: 'NS1' }", "WRONG_BOARD"},
                   {"death", Death(""), "WRONG_BOARD"},
                   {"scope", Scope(""), "WRONG_BOARD"},
                   {"completion", "CompleteReview { case_id: $case completed_on: @2010-12-20 }",
                    "WRONG_BOARD"}});
}

TEST_CASE("what is in scope is cited from the chapter under which it is determined") {
  Story early = InScope();
  CHECK(early.When(Scope("in_scope: false")).source ==
        "Working Together 2010, Chapter 7, Child death review processes");
  Story late = InScopeIn2020();
  CHECK(late.When(Scope("in_scope: false")).source ==
        "Working Together 2018, Chapter 5, Child death reviews, with the Child Death Review "
        "Statutory and Operational Guidance 2018");
}

}  // namespace
}  // namespace candour::workflows::child_death
