// Hard cases of intake and identity, through the services: 1, 2, 3, 10 and 12.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/hard_cases/office.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"

namespace candour::testing {
namespace {

using types::v1::ClockAnswer;
using workflows::DayOf;
using workflows::clocks::DateWords;

std::string Received(const std::string& id, const std::string& notifier, const std::string& at) {
  return absl::StrCat("ReceiveNotification { case_id: ", id, " case_reference: '", id.substr(1),
                      "' channel: TELEPHONE notifier: ", notifier, " received_at: @", at, " }");
}

views::v1::ListPossibleDuplicatesReply Duplicates(Office& office, const std::string& name) {
  const auto reply = office.desk().Ask<views::v1::ListPossibleDuplicatesReply>(
      "ListPossibleDuplicates", absl::StrCat("ListPossibleDuplicatesRequest { case_id: ", name,
                                             " at_least_position: ", office.last(), " }"));
  REQUIRE(reply.ok());
  return *reply;
}

views::v1::ListAgencyReturnsReply Owed(Office& office) {
  const auto reply = office.desk().Ask<views::v1::ListAgencyReturnsReply>(
      "ListAgencyReturns",
      absl::StrCat("ListAgencyReturnsRequest { only_owed: true at_least_position: ", office.last(),
                   " }"),
      "agency_author");
  REQUIRE(reply.ok());
  return *reply;
}

TEST_CASE("hard case 1: twins of one day, mother and address, one number still missing") {
  Office office;
  office.On("2018-03-06");
  for (const std::string twin : {"$first", "$second"}) {
    const std::string of = absl::StrCat("{ case_id: ", twin, " ");
    office.Do(Received(twin, "HOSPITAL", "2018-03-06T09:00"))
        .Do(absl::StrCat("RecordDeath ", of,
                         "date_of_birth: @2018-03-04 date_of_death: @2018-03-05 sex: MALE } "
                         "IdentifyChild ",
                         of,
                         "given_names: 'Baby' family_name: 'Testperson' postcode: 'ZZ99 3WZ' "
                         "nhs_number_absence: NUMBER_NOT_KNOWN }"));
  }
  // What a matcher would merge is shown to people, who know better.
  REQUIRE(Duplicates(office, "$first").cases_size() == 1);
  office.Do(R"(
    LinkMultipleBirth {
      case_id: $first sibling_case_id: $second birth_order: 1 births: 2 sibling_birth_order: 2
      born_at: @2018-03-04T03:10
    }
    RecordNhsNumber { case_id: $first nhs_number: '9434765919' source: HOSPITAL_RECORD })");
  CHECK(Duplicates(office, "$first").cases_size() == 0);
  CHECK(office.Refusal("MergeCases { survivor_case_id: $first absorbed_case_id: $second grounds: "
                       "'One day.' }") == "CONTRADICTORY");

  for (const std::string twin : {"$first", "$second"}) {
    office.Do(absl::StrCat("DetermineScope { case_id: ", twin,
                           " live_born: YES lawful_termination: NO in_scope: true ground: 'Born "
                           "alive.' } ClassifyExpectedness { case_id: ",
                           twin, " expectedness: EXPECTED grounds: 'Preterm.' }"));
  }
  office.Convene("$panel_day", "2018-06-20", {"$first", "$second"});
  office.Do(Office::Quorum("$panel_day", "$panel_day-1", "2018-06-20", false))
      .Do(Office::Decision("$first", "$panel_day-1", "2018-06-20",
                           "categories_applying: 8 category: 8 modifiability: 'not_modifiable'"));
  CHECK(office.Row("$first")->stage() == "decided");
  CHECK(office.Row("$second")->stage() == "listed");
  CHECK(office.File("$second").decisions_size() == 0);
  const auto meeting = office.MeetingRow("$panel_day");
  CHECK(meeting.decided() == 1);
}

TEST_CASE("hard case 2: two hospitals, registrar and coroner tell of one death") {
  Office office;
  const auto link = [](const std::string& notifier, const std::string& at) {
    return absl::StrCat(
        "LinkDuplicateNotification { case_id: $case channel: LETTER match_basis: "
        "'Same child.' notifier: ",
        notifier, " received_at: @", at, " }");
  };
  office.On("2018-03-06").TakeIn("$case", "CDR-1", "2018-03-06T11:00", "2018-03-05");
  office.On("2018-03-08")
      .Do(link("HOSPITAL", "2018-03-06T08:15"))
      .Do(link("REGISTRAR", "2018-03-08T09:00"))
      .Do(link("CORONER", "2018-03-07T09:00"));
  const auto row = office.Row("$case");
  // The earliest receipt is the notification of the case; there is one row, one death notified.
  CHECK(absl::FormatTime("%d %H:%M", absl::FromUnixSeconds(row->notified_at().seconds()),
                         absl::UTCTimeZone()) == "06 08:15");
  CHECK(office.Figures("2018-03-01", "2018-03-31").notified() == 1);

  // As known on the 7th, the first hospital had not been heard of.
  const auto then = office.File("$case", "2018-03-07T12:00");
  CHECK(Office::Fact(then, "duplicate_notification_linked").empty());
  CHECK(then.as_of_position() < office.File("$case").as_of_position());

  // A second case opened by mistake, of which health was asked for a report: merged, and separated
  // again, both in its history.
  office.Do(Received("$again", "HOSPITAL", "2018-03-06T08:00")).Do(R"(
    RequestAgencyReport {
      case_id: $again request_id: $report agency_id: $health form_type: 'agency_report'
      requested_on: @2018-03-08 due_on: @2018-03-27
    })");
  CHECK(office.Figures("2018-03-01", "2018-03-31").notified() == 2);
  office.Do(
      "MergeCases { survivor_case_id: $case absorbed_case_id: $again grounds: 'One child.' }");
  CHECK(office.Row("$again")->stage() == "merged into another case");
  CHECK(office.Row("$again")->concluded());
  CHECK(office.Figures("2018-03-01", "2018-03-31").notified() == 1);
  CHECK(office.Refusal("RecordParentLeaflet { case_id: $again sent_on: @2018-03-08 }") ==
        "CASE_ABSORBED");
  // The agency owes its report still: of the case that goes on, where it sends it.
  REQUIRE(Owed(office).returns_size() == 1);
  CHECK(Owed(office).returns(0).case_id() == office.Id("$case"));
  CHECK(Owed(office).returns(0).reference() == "CDR-1");
  CHECK(absl::StrJoin(office.File("$case").missing_for_panel(), "; ").find("27 March 2018") !=
        std::string::npos);
  const std::string sent = " request_id: $report received_on: @2018-03-08 summary: 'Seen.' }";
  CHECK(office.Refusal("ReceiveAgencyReport { case_id: $again" + sent) == "CASE_ABSORBED");
  office.Do("ReceiveAgencyReport { case_id: $case" + sent);
  CHECK(Owed(office).returns_size() == 0);
  office.Do("UnmergeCases { survivor_case_id: $case absorbed_case_id: $again grounds: 'Two.' }");
  CHECK(office.Row("$again")->stage() == "notified");
  const auto history = office.Timeline("$again");
  CHECK(history == std::vector<std::string>{"DeathNotificationReceived", "AgencyReportRequested",
                                            "CasesMerged", "CasesUnmerged",
                                            "AgencyRequestCarriedOver", "AgencyReportReceived"});
}

TEST_CASE("hard case 3: the number is a living brother's, and then the child was eighteen") {
  Office office;
  office.On("2018-03-06").TakeIn("$case", "CDR-1", "2018-03-06T09:00", "2018-03-05");
  office.Do(Received("$other", "HOSPITAL", "2018-03-06T10:00"));
  for (const std::string name : {"$case", "$other"}) {
    office.Do(absl::StrCat("RecordNhsNumber { case_id: ", name,
                           " nhs_number: '9434765919' source: NOTIFIER_SAYS }"));
  }
  CHECK(Duplicates(office, "$case").cases_size() == 1);
  office.On("2018-03-09").Do(R"(
    CorrectNhsNumber {
      case_id: $case nhs_number: '9434765870' source: PERSONAL_DEMOGRAPHICS_SERVICE
      reason: 'The first is a living brother\'s.'
    })");
  // The wrong number is out of the index, and matches nobody any more.
  CHECK(Duplicates(office, "$case").cases_size() == 0);

  // The same child told of again, under the brother's number: all else is the same.
  office.TakeIn("$again", "CDR-3", "2018-03-06T11:00", "2018-03-05")
      .Do("RecordNhsNumber { case_id: $again nhs_number: '9434765919' source: NOTIFIER_SAYS }");
  const auto suspected = Duplicates(office, "$case");
  REQUIRE(suspected.cases_size() == 1);
  CHECK(suspected.cases(0).reference() == "CDR-3");
  CHECK(absl::StrJoin(suspected.cases(0).reasons(), " ").find("one may be a brother's") !=
        std::string::npos);
  office.Do(
      "MergeCases { survivor_case_id: $case absorbed_case_id: $again grounds: 'One child.' }");

  office.On("2018-03-20").Do(R"(
    CorrectDemographics {
      case_id: $case date_of_birth: @2000-03-05 authority: REGISTRARS_ENTRY
      reason: 'The entry says 2000.'
    })");
  const auto row = office.Row("$case");
  CHECK(row->stage() == "void");
  CHECK(row->concluded());
  CHECK(row->overdue() == 0);
  const auto figures = office.Figures("2018-03-01", "2018-03-31");
  CHECK(figures.notified_out_of_scope() == 1);
  CHECK(office.Refusal("RecordParentLeaflet { case_id: $case sent_on: @2018-03-20 }") ==
        "OUT_OF_SCOPE");
  // The audit keeps the case as it was known before, and what became of it.
  CHECK(office.File("$case", "2018-03-10T12:00").stage() == "in scope");
  const auto history = office.Timeline("$case");
  CHECK(history.front() == "DeathNotificationReceived");
  CHECK(history.back() == "CaseVoided");
  // A day younger, and it is a case again.
  office.Do(R"(
    CorrectDemographics {
      case_id: $case date_of_birth: @2000-03-06 authority: REGISTRARS_ENTRY reason: 'Misread.'
    })");
  CHECK_FALSE(office.Row("$case")->concluded());
}

TEST_CASE("hard case 10: twenty-one weeks, nine minutes of life") {
  Office office;
  office.On("2018-03-06").Do(Received("$case", "HOSPITAL", "2018-03-06T09:00")).Do(R"(
    RecordDeath {
      case_id: $case date_of_birth: @2018-03-05 date_of_death: @2018-03-05 sex: FEMALE
      pregnancy_booked_on: @2017-12
    }
    DeclareNhsNumberUnavailable {
      case_id: $case nhs_number_absence: NEVER_HAD_A_NUMBER reason: 'Lived nine minutes.'
    }
    DetermineResidence {
      case_id: $case area_code: 'E09000999' area_code_edition: 'February 2018'
      basis: MOTHERS_HOME grounds: 'Booked so.'
    }
    AssignLead { case_id: $case basis: MOTHERS_RESIDENCE grounds: 'A newborn.' })");
  const auto scope = [](const std::string& finding) {
    return absl::StrCat(
        "DetermineScope { case_id: $case ground: 'Signs of life for nine minutes; "
        "registered.' ",
        finding, " }");
  };
  CHECK(office.Refusal(scope("live_born: NO lawful_termination: NO in_scope: true")) ==
        "SCOPE_CONTRADICTS_FACTS");
  CHECK(office.Refusal(scope("live_born: YES lawful_termination: YES in_scope: true")) ==
        "SCOPE_CONTRADICTS_FACTS");
  office.Do(scope("live_born: YES lawful_termination: NO in_scope: true"));
  office.Do(R"(
    RequestAgencyReport {
      case_id: $case request_id: $mothers agency_id: $health form_type: 'neonatal'
      requested_on: @2018-03-06 due_on: @2018-03-27
    })");
  const auto row = office.Row("$case");
  CHECK(row->stage() == "collecting reports");
  CHECK(office.Figures("2018-03-01", "2018-03-31").notified_out_of_scope() == 0);
  const auto file = office.File("$case");
  const std::string missing = absl::StrJoin(file.missing_for_panel(), "; ");
  CAPTURE(missing);
  CHECK(missing.find("neonatal") != std::string::npos);
  CHECK_FALSE(file.ready_for_panel());
}

TEST_CASE("hard case 12: a death abroad, learned of through the school six weeks later") {
  Office office;
  office.On("2020-03-17").Do(Received("$case", "SCHOOL", "2020-03-16T15:00")).Do(R"(
    RecordDeath {
      case_id: $case date_of_birth: @2012-05-02 date_of_death: @2020-02-03 sex: MALE
    })");
  CHECK(office.Clock("$case", "professional_notice").breached());
  office.Do(R"(
    RecordAwareness {
      case_id: $case learned_at: @2020-03-16T10:00 from: SCHOOL how: 'The family told the school.'
    }
    RecordDeathAbroad {
      case_id: $case country: 'Elsewhere' english_registration: NO english_coroner: NO
      papers: 'A foreign certificate.'
    }
    DetermineScope {
      case_id: $case live_born: YES lawful_termination: NO in_scope: true
      ground: 'Lived here; died abroad.'
    })");
  // The clocks run from when it was known, and show how they read from the death.
  const ClockAnswer notice = office.Clock("$case", "professional_notice");
  CHECK_FALSE(notice.breached());
  CHECK(notice.started_by().milestone() == "death_known");
  REQUIRE(notice.other_starts_size() == 1);
  const ClockAnswer national = office.Clock("$case", "national_database_notice");
  CHECK(DateWords(DayOf(national.due_on())) == "18 March 2020");
  CHECK(DateWords(DayOf(national.other_starts(0).due_on())) == "5 February 2020");
  for (const char* never : {"registrar_particulars", "coroner_notice"}) {
    CHECK(office.Clock("$case", never).status() == ClockAnswer::NOT_STARTED);
  }
  CHECK(office.Row("$case")->stage() == "in scope");
}

}  // namespace
}  // namespace candour::testing
