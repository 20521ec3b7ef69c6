// Hard case 5, through the services: a child of three boards.
#include "absl/strings/str_cat.h"
#include "tests/hard_cases/office.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"

namespace candour::testing {
namespace {

using types::v1::ClockAnswer;

TEST_CASE("hard case 5: looked after by one borough, born in a second, died in a third") {
  Office office;
  office.OpenBoard("$x", "Xshire, looking after", "E09000888");
  office.OpenBoard("$z", "Zshire, of the hospital", "E09000777");
  office.Of("$board").On("2018-03-06");
  office.TakeIn("$case", "CDR-1", "2018-03-06T09:30", "2018-03-05", "EXPECTED").Do(R"(
    RequestAgencyReport {
      case_id: $case request_id: $report agency_id: $health form_type: 'agency_report'
      requested_on: @2018-03-06 due_on: @2018-03-27
    })");
  office.On("2018-04-10").Do(R"(
    ProposeTransfer {
      case_id: $case transfer_id: $to_z to_board_id: $z basis: AGREEMENT_OF_BOARDS
      reason: 'Died in your hospital.'
    })");
  office.Of("$z").Do("DeclineTransfer { case_id: $case transfer_id: $to_z reason: 'No more.' }");
  CHECK_FALSE(office.Row("$case"));
  office.Of("$board");
  REQUIRE(office.Row("$case"));
  const ClockAnswer overdue = office.Clock("$case", "agency_report", "$report");
  CHECK(overdue.status() == ClockAnswer::OVERDUE);

  office.Do(R"(
    DetermineResidence {
      case_id: $case area_code: 'E09000888' area_code_edition: 'February 2018'
      basis: LOOKED_AFTER_BY_AUTHORITY grounds: 'A full care order.'
    }
    ProposeTransfer {
      case_id: $case transfer_id: $to_x to_board_id: $x basis: LOOKED_AFTER_CHILD
      reason: 'Looked after by you.'
    })");
  CHECK(office.Row("$case"));  // until somebody accepts
  office.Of("$x").Do(
      "AcceptTransfer { case_id: $case transfer_id: $to_x accepted_at: @2018-04-10T11:00 }");

  // One board has it, with what is owed as it was; nobody else shows or counts it.
  REQUIRE(office.Row("$case"));
  CHECK(office.Row("$case")->board_id() == office.Id("$x"));
  const ClockAnswer carried = office.Clock("$case", "agency_report", "$report");
  CHECK(carried.status() == ClockAnswer::OVERDUE);
  CHECK(carried.due_on().SerializeAsString() == overdue.due_on().SerializeAsString());
  CHECK(carried.started_by().event_id() == overdue.started_by().event_id());
  CHECK(office.Figures("2018-03-01", "2018-03-31").notified() == 1);
  office.Of("$board");
  CHECK_FALSE(office.Row("$case"));
  CHECK(office.Figures("2018-03-01", "2018-03-31").notified() == 0);
  CHECK(office.Refusal("RecordParentLeaflet { case_id: $case sent_on: @2018-04-10 }") ==
        "WRONG_BOARD");

  // Northshire's panel serves the new lead, which completes the review and alone counts it.
  office.Do(
      "ShareBody { body_id: $panel served_board_id: $x from: @2018-04-01 source: 'Agreed.' }");
  office.Of("$x").Do(
      "ReceiveAgencyReport { case_id: $case request_id: $report received_on: "
      "@2018-04-10 summary: 'Known.' }");
  office.Of("$board").Convene("$may", "2018-05-16", {"$case"});
  office.Do(Office::Quorum("$may", "$may-1", "2018-05-16", false))
      .Do(Office::Decision("$case", "$may-1", "2018-05-16",
                           "categories_applying: 6 category: 6 modifiability: 'not_modifiable'"));
  office.Of("$x").Do("CompleteReview { case_id: $case completed_on: @2018-05-16 }");
  CHECK(office.Figures("2018-04-01", "2019-03-31").reviews_completed() == 1);
  CHECK(office.Clock("$case", "agency_report", "$report").status() == ClockAnswer::MET_LATE);
  CHECK(office.Of("$board").Figures("2018-04-01", "2019-03-31").reviews_completed() == 0);
}

}  // namespace
}  // namespace candour::testing
