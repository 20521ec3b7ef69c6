// The agencies' reports, the family, what blocks a case.
#include "workflows/child_death/child_death_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

std::string Request(const std::string& changes) {
  return R"(RequestAgencyReport {
    case_id: $case request_id: $health_report agency_id: $health form_type: 'agency_report'
    requested_on: @2010-12-20 due_on: @2011-01-17 )" +
         changes + "}";
}

std::string Receipt(const std::string& changes) {
  return R"(ReceiveAgencyReport {
    case_id: $case request_id: $health_report received_on: @2011-01-14 summary: 'Seen.' )" +
         changes + "}";
}

TEST_CASE("a report is asked of an agency once for each form, to be answered later") {
  Story told = InScope();
  told.Adopt("../../forms/data/supplementary_2010").Do(Request(""));
  CheckEach(told, {{"the same form", Request("request_id: $another"), "ALREADY_DONE"},
                   {"the same id", Request("agency_id: $police"), "ALREADY_DONE"},
                   {"another form", Request("request_id: $another form_type: 'neonatal'"), ""},
                   {"another agency", Request("request_id: $another agency_id: $police"), ""},
                   {"agency unknown", Request("request_id: $another agency_id: $school"),
                    "UNKNOWN_REFERENCE"},
                   {"due before it is asked",
                    Request("request_id: $another agency_id: $police "
                            "due_on: @2010-12-19"),
                    "DATE_OUT_OF_ORDER"},
                   {"asked before the death",
                    Request("request_id: $another agency_id: $police "
                            "requested_on: @2010-12-18"),
                    "DATE_OUT_OF_ORDER"}});
  CHECK(StageOf(told.Of<ChildDeath>("$case")) == "collecting reports");

  told.On("2011-01-14").Do(Receipt("nil_return: true nil_return_searched: 'Both systems.'"));
  CHECK(told.When(Request("request_id: $another")).reason.empty());  // asked anew
}

TEST_CASE("a report answers a request, and a nil return says what was searched") {
  Story told = InScope();
  told.Do(Request("")).On("2011-01-14");
  CheckEach(told,
            {{"not asked for", Receipt("request_id: $another"), "UNKNOWN_REFERENCE"},
             {"before it was asked for", Receipt("received_on: @2010-12-19"), "DATE_OUT_OF_ORDER"},
             {"what it says stands on the form", Receipt("summary: ''"), ""},
             {"nil, nothing searched", Receipt("nil_return: true"), "NO_EVIDENCE"},
             {"nil, a blank searched", Receipt("nil_return: true nil_return_searched: ' '"),
              "INVALID_ARGUMENT"},
             {"nil, searched", Receipt("nil_return: true nil_return_searched: 'Names.'"), ""},
             {"on the day", Receipt("received_on: @2010-12-20"), ""}});

  CHECK(told.When(Receipt("summary: 'Seen twice.'")).events == told.Events(R"(AgencyReportReceived {
          request_id: $health_report received_on: @2011-01-14 summary: 'Seen twice.' })"));
  CHECK(told.When(Receipt("")).reason == "ALREADY_DONE");
  CHECK(StageOf(told.Of<ChildDeath>("$case")) == "in scope");
}

TEST_CASE("who may move a date is asked of the rule whose clock runs") {
  Story story = InScopeIn2020();
  story.On("2020-03-10")
      .Do("RecordPostMortemDirection { case_id: $case kind: CORONERS_POST_MORTEM directed_on: "
          "@2020-03-02 }");
  const Outcome refused = story.When(
      "ReviseDueDate { case_id: $case clock_kind: 'coroner_notice' new_due_on: @2020-03-31 reason: "
      "'Illness.' authority: 'Panel office' }");
  CHECK(refused.reason == "CLOCK_NOT_REVISABLE");
  CHECK(refused.source == "Coroners (Investigations) Regulations 2013, regulation 24");
}

TEST_CASE("a date that was moved in time may be told when the clock has ended") {
  Story story = InScope();
  story.Do(Request("")).On("2011-01-20");
  story.Do(Receipt("received_on: @2011-01-20"));
  const auto status = [&] {
    return ClockNow(story, "agency_report", story.Id("$health_report")).status();
  };
  CHECK(status() == types::v1::ClockAnswer::MET_LATE);
  const auto moved = [](const std::string& on) {
    return "ReviseDueDate { case_id: $case clock_kind: 'agency_report' subject: $health_report "
           "new_due_on: @2011-01-31 reason: 'The record is away.' authority: 'Panel office' " +
           on + "}";
  };
  story.On("2011-02-10");
  CheckEach(story,
            {{"nobody says when", moved(""), "WRONG_STAGE"},
             {"after it came", moved("revised_on: @2011-01-21"), "WRONG_STAGE"},
             {"before it was asked for", moved("revised_on: @2010-12-01"), "DATE_OUT_OF_ORDER"}});
  story.Do(moved("revised_on: @2011-01-14"));
  CHECK(status() == types::v1::ClockAnswer::MET);
  CHECK(ClockNow(story, "agency_report", story.Id("$health_report"))
            .revisions(0)
            .recorded_after_due());
}

TEST_CASE("a slip put right in a move does not make it one that was told late") {
  Story story = InScope();
  story.Do(Request("")).On("2011-01-10");
  const std::string move =
      "ReviseDueDate { case_id: $case clock_kind: 'agency_report' subject: $health_report "
      "new_due_on: @2011-01-31 authority: 'Panel office' reason: ";
  story.Do(move + "'The recrod is away.' }");
  story.On("2011-01-25")
      .Do(move +
          "'The record is away.' header { corrects_event_id: $DueDateRevised "
          "correction_reason: 'A slip.' } }");
  const auto clock = ClockNow(story, "agency_report", story.Id("$health_report"));
  REQUIRE(clock.revisions_size() == 1);
  CHECK(clock.revisions(0).reason() == "The record is away.");
  CHECK_FALSE(clock.revisions(0).recorded_after_due());
}

TEST_CASE("an agency answers its own requests only") {
  Story story = InScope();
  story.Do(Request("")).On("2011-01-14");
  const Outcome refused = story.ActingFor("$police").When(Receipt(""));
  CHECK(refused.reason == "NOT_AUTHORISED");
  CHECK(refused.about == std::vector<std::string>{"$health_report"});
  CHECK(story.ActingFor("$health").When(Receipt("")).reason.empty());
}

TEST_CASE("a due date moves only while its clock runs, and if the guidance lets it") {
  Story told = InScope();
  told.Do(Request("")).On("2011-01-10");
  const auto revise = [](const std::string& clock, const std::string& changes) {
    return "ReviseDueDate { case_id: $case new_due_on: @2011-01-31 reason: 'The record is away.' "
           "authority: 'Panel office' clock_kind: '" +
           clock + "' " + changes + "}";
  };
  CheckEach(told,
            {{"of the request", revise("agency_report", "subject: $health_report"), ""},
             {"to before it was asked for",
              revise("agency_report", "subject: $health_report new_due_on: @1950-01-01"),
              "DATE_OUT_OF_ORDER"},
             {"of no request", revise("agency_report", "subject: $another"), "UNKNOWN_REFERENCE"},
             {"of all requests", revise("agency_report", ""), "UNKNOWN_REFERENCE"},
             {"of no clock", revise("no_clock", ""), "UNKNOWN_REFERENCE"},
             {"not yet started", revise("coroner_notice", ""), "UNKNOWN_REFERENCE"},
             {"not to be moved", revise("parent_leaflet", ""), "CLOCK_NOT_REVISABLE"}});
  CHECK(told.When(revise("parent_leaflet", "")).source == "Board annual report");

  // Sooner than was said is said beforehand; later may be recorded when the day has passed.
  const auto move = [&](const std::string& to) {
    return revise("agency_report", "subject: $health_report new_due_on: @" + to);
  };
  CheckEach(told, {{"to the day that stands", move("2011-01-17"), "NOTHING_TO_CHANGE"},
                   {"ten years ahead", move("2021-01-01"), ""},
                   {"by a slip of the pen", move("2099-01-31"), "DATE_OUT_OF_ORDER"},
                   {"sooner, to today", move("2011-01-10"), ""},
                   {"sooner, to yesterday", move("2011-01-09"), "DATE_OUT_OF_ORDER"}});
  Story passed = told;
  passed.On("2011-02-10");
  CheckEach(passed, {{"later, recorded late", move("2011-01-31"), ""},
                     {"sooner, when all is past", move("2011-01-16"), "DATE_OUT_OF_ORDER"}});
  Story moved = told;
  moved.Do(move("2011-01-31"));
  const auto due_on = [&] {
    return moved.Of<ChildDeath>("$case").requests.at(moved.Id("$health_report")).due_on;
  };
  CHECK(due_on() == absl::CivilDay(2011, 1, 31));
  // An earlier move that is told only now moves nothing, there and on the clock alike.
  const auto decided = [&](const std::string& to, const std::string& on) {
    return move(to + " revised_on: @" + on);
  };
  CHECK(moved.When(decided("2011-02-28", "2010-12-19")).reason == "DATE_OUT_OF_ORDER");
  moved.Do(decided("2011-02-28", "2011-01-05"));
  CHECK(due_on() == absl::CivilDay(2011, 1, 31));
  CHECK(DayOf(ClockNow(moved, "agency_report").due_on()) == due_on());
  // Of one day the one told last says it, whenever it was typed in.
  moved.Do(decided("2011-02-14", "2011-01-10"));
  CHECK(due_on() == absl::CivilDay(2011, 2, 14));
  CHECK(DayOf(ClockNow(moved, "agency_report").due_on()) == due_on());

  told.Do(Receipt("received_on: @2011-01-10"));
  CHECK(told.When(revise("agency_report", "subject: $health_report")).reason == "WRONG_STAGE");
}

TEST_CASE("why a date was missed is said of one that was, and erases nothing") {
  Story told = InScope();
  told.Do(Request("")).On("2011-01-10");
  const auto explain = [](const std::string& clock, const std::string& changes = "") {
    return "ExplainMissedDate { case_id: $case reason: 'Flood.' authority: 'the panel chair' "
           "clock_kind: '" +
           clock + "' " + changes + "}";
  };
  CheckEach(told, {{"missed", explain("parent_leaflet"), ""},
                   {"not missed", explain("agency_report", "subject: $health_report"),
                    "NOTHING_TO_CHANGE"},
                   {"not begun", explain("coroner_notice"), "UNKNOWN_REFERENCE"},
                   {"of no clock", explain("no_clock"), "UNKNOWN_REFERENCE"}});
  told.Do(explain("parent_leaflet"));
  for (const types::v1::ClockAnswer& clock : told.Clocks<ChildDeath>("$case")) {
    const bool explained = clock.kind() == "parent_leaflet";
    INFO(clock.kind());
    CHECK(clock.explained_size() == (explained ? 1 : 0));
    if (!explained) continue;
    CHECK(clock.breached());
    CHECK(clock.explanation().find("Missed, as the panel chair said on 10 January 2011: Flood.") !=
          std::string::npos);
  }
}

TEST_CASE("a hold says when somebody will look again, and what it waits for") {
  const auto hold = [](const std::string& changes) {
    return "HoldCase { case_id: $case hold_id: $inquest because_of: 'inquest' "
           "look_again_on: @2011-03-01 " +
           changes + "}";
  };
  const std::string release =
      "ReleaseHold { case_id: $case hold_id: $inquest reason: 'It concluded.' }";
  Story fresh = Notified();
  CHECK(fresh.When(hold("")).reason == "SCOPE_NOT_DETERMINED");

  Story told = InScope();
  CheckEach(told,
            {{"ahead", hold("look_again_on: @2010-12-21"), ""},
             {"today", hold("look_again_on: @2010-12-20"), "DATE_OUT_OF_ORDER"},
             {"no day", "HoldCase { case_id: $case because_of: 'inquest' }", "INVALID_ARGUMENT"},
             {"released before", release, "NOTHING_TO_CHANGE"}});
  told.Do(hold(""));
  CHECK(told.When(hold("")).reason == "ALREADY_DONE");
  CHECK(StageOf(told.Of<ChildDeath>("$case")) == "on hold");
  told.Do(hold("hold_id: $trial because_of: 'criminal trial'")).Do(release);
  CHECK(told.Of<ChildDeath>("$case").OnHold());
  CHECK(told.When(release).reason == "NOTHING_TO_CHANGE");
  told.Do("ReleaseHold { case_id: $case hold_id: $trial reason: 'Acquitted.' }");
  CHECK_FALSE(told.Of<ChildDeath>("$case").OnHold());
}

TEST_CASE("a hold is looked at again, and kept with the day of the next look") {
  const auto review = [](const std::string& changes) {
    return "ReviewHold { case_id: $case hold_id: $inquest found: 'Adjourned.' "
           "reviewed_on: @2011-02-28 look_again_on: @2011-06-01 " +
           changes + "}";
  };
  Story told = InScope();
  told.Do(
      "HoldCase { case_id: $case hold_id: $inquest because_of: 'inquest' "
      "look_again_on: @2011-03-01 }");
  told.On("2011-02-28");
  CheckEach(told,
            {{"kept", review(""), ""},
             {"no such hold", review("hold_id: $trial"), "NOTHING_TO_CHANGE"},
             {"before it was placed", review("reviewed_on: @2010-12-19"), "DATE_OUT_OF_ORDER"},
             {"no day ahead", review("look_again_on: @2011-02-28"), "DATE_OUT_OF_ORDER"}});
  CHECK(told.When(review("")).events == told.Events(R"(HoldReviewed {
    hold_id: $inquest found: 'Adjourned.' reviewed_on: @2011-02-28 look_again_on: @2011-06-01 })"));
  CHECK(told.Of<ChildDeath>("$case").holds.at(told.Id("$inquest")).look_again_on ==
        absl::CivilDay(2011, 6, 1));
  told.On("2011-03-01");
  CHECK(told.When(review("reviewed_on: @2011-02-27")).reason == "DATE_OUT_OF_ORDER");
  told.Do("ReleaseHold { case_id: $case hold_id: $inquest reason: 'Concluded.' }");
  CHECK(told.When(review("")).reason == "NOTHING_TO_CHANGE");
}

TEST_CASE("leaflets and serious incidents follow the death") {
  const auto incident = [](const std::string& changes) {
    return "RecordSeriousIncident { case_id: $case agency_id: $health reference: 'SI/1' "
           "reported_on: @2010-12-20 " +
           changes + "}";
  };
  CheckEach(InScope(),
            {{"leaflet", "RecordParentLeaflet { case_id: $case sent_on: @2010-12-19 }", ""},
             {"leaflet before", "RecordParentLeaflet { case_id: $case sent_on: @2010-12-18 }",
              "DATE_OUT_OF_ORDER"},
             {"incident", incident(""), ""},
             {"incident of nobody known", incident("agency_id: $school"), "UNKNOWN_REFERENCE"},
             {"incident before", incident("reported_on: @2010-12-18"), "DATE_OUT_OF_ORDER"}});
}

}  // namespace
}  // namespace candour::workflows::child_death
