// Every clock of a child death review, in every edition, can be met: which event meets it.
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "workflows/child_death/child_death_test_support.h"
#include "workflows/clocks/milestones.h"

namespace candour::workflows::child_death {
namespace {

using testing::Story;
using types::v1::ClockAnswer;

struct Year {
  const char* edition;
  const char* died;           // a day of its years
  const char* analysis_form;  // the version then
  const char* finding;        // a word of its vocabulary
};

const Year kYears[] = {{"wt2006", "2009-09-10", "2008", "not_preventable"},
                       {"wt2010", "2011-02-09", "2010", "not_modifiable"},
                       {"wt2013", "2014-02-05", "2010", "not_modifiable"},
                       {"wt2015", "2019-05-08", "2019", "not_modifiable"},
                       {"wt2018", "2020-02-05", "2019", "not_modifiable"},
                       {"wt2023", "2024-02-07", "2019", "not_modifiable"}};

const std::map<std::string, std::string> kMetBy = {
    {"registrar_particulars", "RegistrarParticularsReceived"},
    {"registrar_correction", "RegistrationCorrected"},
    {"registrar_no_liability", "NoLiabilityCertificateReceived"},
    {"coroner_notice", "CoronerNoticeReceived"},
    {"prevention_report_reply", "PreventionReportAnswered"},
    {"coroner_transfer", "CoronerTransferred"},
    {"national_database_notice", "NationalDatabaseNotified"},
    {"professional_notice", "DeathNotificationReceived"},
    {"planning_discussion", "CaseDiscussionHeld"},
    {"rapid_response_phase_1", "CaseDiscussionHeld"},
    {"rapid_response_phase_2", "CaseDiscussionHeld"},
    {"rapid_response_phase_3", "CaseDiscussionHeld"},
    {"home_visit", "SceneVisited"},
    {"jar_meeting", "CaseDiscussionHeld"},
    {"paediatric_report", "PaediatricReportSent"},
    {"parent_leaflet", "FamilyLetterSent"},
    {"review_meeting_notice", "ReviewMeetingScheduled"},
    {"review_meeting", "ReviewMeetingHeld"},
    {"agency_report", "AgencyReportReceived"},
    {"panel_review", "PanelDecisionRecorded"},
    {"whole_review", "ReviewCompleted"},
    {"hold_review", "HoldReviewed"}};

const char kWhole[] = R"(
  RecordDeath { case_id: $case date_of_birth: @+0 date_of_death: @+0 sex: MALE }
  DetermineScope {
    case_id: $case live_born: YES lawful_termination: NO in_scope: true ground: 'Registered.'
  }
  ClassifyExpectedness { case_id: $case expectedness: UNEXPECTED grounds: 'Found.' }
  RecordNationalDatabaseNotice { case_id: $case notified_at: @+1T16:00 }
  RecordNoLiabilityCertificate { case_id: $case issued_on: @+1 received_on: @+6 }
  RecordRegistrarParticulars { case_id: $case registered_on: @+2 received_on: @+5 }
  RecordRegistrationCorrection {
    case_id: $case corrected_on: @+20 received_on: @+22 corrected: 'Ib.'
  }
  RecordCoronerNotice {
    case_id: $case decided_on: @+1 received_on: @+2 decision: 'Inquest.'
  }
  RecordCoronerTransferAgreed {
    case_id: $case from_area: 'Northshire' to_area: 'Southshire' agreed_on: @+10
  }
  RecordCoronerTransfer {
    case_id: $case to_area: 'Southshire' handed_over_on: @+12 kin_told: YES
  }
  ReceivePreventionReport {
    case_id: $case report_id: $report reference: '42' made_on: @+100 received_on: @+101
    addressees: 'Northshire NHS Trust'
  }
  RecordPreventionReportAnswer {
    case_id: $case report_id: $report addressee: 'Northshire NHS Trust' answered_on: @+140
  }
  StartRapidResponse { case_id: $case lead_person_id: $paediatrician started_at: @+0T12:00 }
  RecordCaseDiscussion {
    case_id: $case kind: PLANNING_DISCUSSION held_at: @+0T13:00 attendee_person_ids: $nurse
  }
  RecordFamilyLeftHospital { case_id: $case left_at: @+0T15:00 }
  RecordSceneVisit { case_id: $case visited_at: @+0T17:00 by_person_ids: $sergeant }
  RecordCaseDiscussion {
    case_id: $case kind: JOINT_RESPONSE_MEETING held_at: @+2T10:00 attendee_person_ids: $nurse
  }
  RecordCaseDiscussion {
    case_id: $case kind: FINAL_CASE_DISCUSSION held_at: @+60T10:00 attendee_person_ids: $nurse
  }
  RecordPaediatricReport { case_id: $case sent_on: @+20 author_person_id: $paediatrician }
  RecordFamilyMember {
    case_id: $case relative_id: $mother relation: MOTHER parental_responsibility: YES
    name: 'Ariadne Example'
  }
  RecordFamilyLetter {
    case_id: $case relative_id: $mother template_key: 'parent_leaflet' sent_on: @+5
    sender_person_id: $nurse
  }
  RequestAgencyReport {
    case_id: $case request_id: $request agency_id: $health form_type: 'agency_report'
    requested_on: @+3 due_on: @+30
  }
  ReceiveAgencyReport { case_id: $case request_id: $request received_on: @+25 summary: 'Seen.' }
  ScheduleReviewMeeting {
    case_id: $case form: CHILD_DEATH_REVIEW_MEETING planned_on: @+80 invited_on: @+30
  }
  RecordReviewMeeting {
    case_id: $case form: CHILD_DEATH_REVIEW_MEETING held_at: @+80T10:00 attendee_person_ids: $nurse
  }
  RecordDraftAnalysis {
    case_id: $case produced_on: @+84 form_version: 'VERSION' author_person_id: $nurse
    document_sha256: '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'
  })";

absl::CivilDay DayOfYear(const Year& year, int days) {
  absl::CivilDay died;
  REQUIRE(absl::ParseCivilTime(year.died, &died));
  return died + days;
}

// `@+12` is the twelfth day after the death.
std::string Dated(std::string text, const Year& year) {
  for (int days = 200; days >= 0; --days) {
    const std::string day = absl::FormatCivilTime(DayOfYear(year, days));
    for (const char* end : {" ", "T", "\n"}) {
      text =
          absl::StrReplaceAll(text, {{absl::StrCat("@+", days, end), absl::StrCat("@", day, end)}});
    }
  }
  return absl::StrReplaceAll(text, {{"VERSION", year.analysis_form}});
}

Story Reviewed(const Year& year) {
  const auto on = [&](int days) { return absl::FormatCivilTime(DayOfYear(year, days)); };
  Story story = UnderEveryEdition();
  story.On(on(1)).Do(Dated(R"(ReceiveNotification {
    case_id: $case case_reference: 'CDR/1' channel: TELEPHONE notifier: HOSPITAL
    received_at: @+0T12:00 })",
                           year));
  story.On(on(141)).Do(Dated(kWhole, year));
  story.On(on(142)).Do(
      Dated("HoldCase { case_id: $case hold_id: $hold because_of: 'inquest' look_again_on: @+150 }",
            year));
  story.On(on(150)).Do(
      Dated("ReviewHold { case_id: $case hold_id: $hold found: 'Nothing.' "
            "reviewed_on: @+150 look_again_on: @+160 } "
            "ReleaseHold { case_id: $case hold_id: $hold reason: 'Done.' }",
            year));
  HoldQuoratePanel(story, "$meeting", on(155));
  story.Do(Decided(
      "$meeting", on(155),
      absl::StrCat("categories_applying: 10 category: 10 modifiability: '", year.finding, "'")));
  story.Do(Dated("CompleteReview { case_id: $case completed_on: @+155 }", year));
  return story.On(on(170));
}

std::string TypeAt(Story& story, uint64_t position) {
  for (const auto& event : story.Stream("$case")) {
    if (event.position() == position) return event.body().type();
  }
  return "";
}

TEST_CASE("every clock of every edition is met by an event") {
  for (const Year& year : kYears) {
    INFO(year.edition);
    Story story = Reviewed(year);
    const board::Board board = story.Of<board::Board>("$board");
    const auto* adopted = board.editions.Find(year.edition);
    REQUIRE(adopted != nullptr);
    const std::vector<ClockAnswer> clocks = story.Clocks<ChildDeath>("$case");
    int asked = 0;
    for (const auto& rule : adopted->edition().clocks()) {
      if (rule.standing().topic() != types::v1::CHILD_DEATH) continue;
      INFO(rule.kind());
      ++asked;
      REQUIRE(kMetBy.contains(rule.kind()));
      std::string met_by;
      for (const ClockAnswer& clock : clocks) {
        const bool met =
            clock.status() == ClockAnswer::MET || clock.status() == ClockAnswer::MET_LATE;
        if (clock.kind() == rule.kind() && met) met_by = TypeAt(story, clock.ended_by().position());
      }
      CHECK(met_by == kMetBy.at(rule.kind()));
    }
    CHECK(asked > 9);
  }
}

}  // namespace
}  // namespace candour::workflows::child_death
