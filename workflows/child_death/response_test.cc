// The rapid response, the agencies' reports, what blocks a case.
#include "workflows/child_death/child_death_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

std::string Start(const std::string& changes) {
  return R"(StartRapidResponse {
    case_id: $case lead_person_id: $paediatrician started_at: @2010-12-19T14:00 )" +
         changes + "}";
}

std::string Visit(const std::string& changes) {
  return R"(RecordSceneVisit {
    case_id: $case visited_at: @2010-12-19T18:00 by_person_ids: $sergeant )" +
         changes + "}";
}

std::string StandDown(const std::string& changes) {
  return R"(StandDownRapidResponse {
    case_id: $case stood_down_at: @2010-12-20T09:00 reason: 'A palliative plan surfaced.' )" +
         changes + "}";
}

std::string Request(const std::string& changes) {
  return R"(RequestAgencyReport {
    case_id: $case request_id: $health_report agency_id: $health form_type: 'agency_report'
    requested_on: @2010-12-20 due_on: @2011-01-17 )" +
         changes + "}";
}

std::string Receipt(const std::string& changes) {
  return R"(ReceiveAgencyReport {
    case_id: $case request_id: $health_report received_on: @2011-01-14 )" +
         changes + "}";
}

TEST_CASE("a rapid response answers an unexpected death") {
  CHECK(Notified().When(Start("")).reason == "NOT_UNEXPECTED");
  CheckEach(InScope(),
            {{"unexpected", Start(""), ""},
             {"led by nobody known", Start("lead_person_id: $stranger"), "UNKNOWN_REFERENCE"},
             {"before the death", Start("started_at: @2010-12-18T23:59"), "DATE_OUT_OF_ORDER"},
             {"ahead", Start("started_at: @2010-12-20T12:01"), "INVALID_ARGUMENT"},
             {"visit before it", Visit(""), "WRONG_STAGE"},
             {"stood down before it", StandDown(""), "WRONG_STAGE"}});
  Story story = InScope();
  story.Do("ClassifyExpectedness { case_id: $case expectedness: EXPECTED grounds: 'Plan.' }");
  CHECK(story.When(Start("")).reason == "NOT_UNEXPECTED");
}

TEST_CASE("a rapid response runs until it is stood down") {
  Story told = InScope();
  told.Do(Start(""));
  CheckEach(
      told,
      {{"twice", Start(""), "ALREADY_DONE"},
       {"visit", Visit(""), ""},
       {"visit before the death", Visit("visited_at: @2010-12-18T18:00"), "DATE_OUT_OF_ORDER"},
       {"visit by nobody known", Visit("by_person_ids: $stranger"), "UNKNOWN_REFERENCE"},
       {"visit by nobody", "RecordSceneVisit { case_id: $case visited_at: @2010-12-19T18:00 }",
        "INVALID_ARGUMENT"},
       {"stood down", StandDown(""), ""},
       {"stood down before the start", StandDown("stood_down_at: @2010-12-19T13:59"),
        "DATE_OUT_OF_ORDER"}});

  told.Do(Visit("")).Do(StandDown(""));
  CheckEach(told, {{"visit after", Visit("visited_at: @2010-12-20T09:00"), "WRONG_STAGE"},
                   {"visit before, told late", Visit("visited_at: @2010-12-19T20:00"), ""},
                   {"stood down twice", StandDown(""), "WRONG_STAGE"},
                   {"started again before", Start("started_at: @2010-12-20T08:59"),
                    "DATE_OUT_OF_ORDER"}});

  told.Do(Start("started_at: @2010-12-20T10:00 lead_person_id: $nurse"));
  const ChildDeath death = told.Of<ChildDeath>("$case");
  CHECK(death.rapid_response->lead_person_id == told.Id("$nurse"));
  CHECK_FALSE(death.rapid_response->stood_down_at);
  CHECK(death.rapid_response->visits.size() == 1);
}

TEST_CASE("a report is asked of an agency once for each form, to be answered later") {
  Story told = InScope();
  told.Do(Request(""));
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
             {"nil, nothing searched", Receipt("nil_return: true"), "NO_EVIDENCE"},
             {"nil, a blank searched", Receipt("nil_return: true nil_return_searched: ' '"),
              "NO_EVIDENCE"},
             {"nil, searched", Receipt("nil_return: true nil_return_searched: 'Names.'"), ""},
             {"on the day", Receipt("received_on: @2010-12-20"), ""}});

  CHECK(told.When(Receipt("summary: 'Seen twice.'")).events == told.Events(R"(AgencyReportReceived {
          request_id: $health_report received_on: @2011-01-14 summary: 'Seen twice.' })"));
  CHECK(told.When(Receipt("")).reason == "ALREADY_DONE");
  CHECK(StageOf(told.Of<ChildDeath>("$case")) == "in scope");
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
             {"of no request", revise("agency_report", "subject: $another"), "UNKNOWN_REFERENCE"},
             {"of all requests", revise("agency_report", ""), "UNKNOWN_REFERENCE"},
             {"of no clock", revise("no_clock", ""), "UNKNOWN_REFERENCE"},
             {"not yet started", revise("coroner_notice", ""), "UNKNOWN_REFERENCE"},
             {"not to be moved", revise("parent_leaflet", ""), "CLOCK_NOT_REVISABLE"}});
  CHECK(told.When(revise("parent_leaflet", "")).source == "Board annual report, Havering");

  told.Do(Receipt("received_on: @2011-01-10"));
  CHECK(told.When(revise("agency_report", "subject: $health_report")).reason == "WRONG_STAGE");
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
