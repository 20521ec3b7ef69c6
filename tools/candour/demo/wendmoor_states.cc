// One case in each state that a child's review can be in, told act by act.
#include <initializer_list>
#include <string>

#include "absl/strings/str_cat.h"
#include "tools/candour/demo/telling.h"
#include "tools/candour/demo/wendmoor.h"

namespace candour::cli::demo {
namespace {

constexpr char kPanelDay[] = "2024-04-18";
constexpr char kNoFactor[] = "not_modifiable";

class States {
 public:
  explicit States(Script& script) : script_(script) {}

  std::string Case(absl::string_view reference) const {
    return script_.Id(absl::StrCat("death/", std::string(reference)));
  }
  std::string Person(absl::string_view key) const {
    return script_.Id(absl::StrCat("person/", std::string(key)));
  }
  std::string Agency(absl::string_view key) const {
    return script_.Id(absl::StrCat("agency/", std::string(key)));
  }
  void Do(const std::string& when, absl::string_view command, FieldValues fields,
          absl::string_view role = kAdministrator) {
    script_.Do(MomentOf(when), role, command, std::move(fields));
  }

  // Notified at ten on a day, of a child that died the day before.
  void Notify(const std::string& reference, const std::string& born, const std::string& died,
              const std::string& day, const std::string& nhs_number = "") {
    const std::string id = Case(reference);
    Do(day + "T10:05", "ReceiveNotification",
       {{"case_id", id},
        {"case_reference", reference},
        {"channel", "form"},
        {"notifier", "hospital"},
        {"received_at", day + "T10:00"}});
    FieldValues child = {{"case_id", id},
                         {"given_names", absl::StrCat("Child of ", reference)},
                         {"family_name", "Specimen (invented)"},
                         {"address", "Nowhere Lane (invented)"},
                         {"postcode", "ZZ99 9ZZ"}};
    child.emplace_back(nhs_number.empty() ? "nhs_number_absence" : "nhs_number",
                       nhs_number.empty() ? "never_had_a_number" : nhs_number);
    Do(day + "T10:10", "IdentifyChild", std::move(child));
    Do(day + "T10:15", "RecordDeath",
       {{"case_id", id},
        {"date_of_birth", born},
        {"date_of_death", died},
        {"sex", "female"},
        {"place", "Wendmoor Infirmary"}});
    Do(day + "T10:20", "DetermineScope",
       {{"case_id", id},
        {"live_born", "yes"},
        {"lawful_termination", "no"},
        {"in_scope", "yes"},
        {"ground", "Live-born, and under eighteen at death."}});
    Do(day + "T10:25", "ClassifyExpectedness",
       {{"case_id", id}, {"expectedness", "expected"}, {"grounds", "Foreseen by her doctors."}});
    Do(day + "T10:30", "DecideJointResponse",
       {{"case_id", id},
        {"required", "no"},
        {"reasons", "Nothing calls for one."},
        {"decided_at", day + "T10:30"},
        {"decider_person_id", Person("paediatrician")}});
  }

  void HoldReviewMeeting(const std::string& reference, const std::string& day) {
    Do(day + "T16:00", "RecordReviewMeeting",
       {{"case_id", Case(reference)},
        {"form", "child_death_review_meeting"},
        {"held_at", day + "T14:00"},
        {"attendee_person_ids", Person("paediatrician")},
        {"attendee_person_ids", Person("nurse")},
        {"agreed", "What the panel is to be told."}});
  }

  void Ask(const std::string& reference, absl::string_view agency, const std::string& day,
           const std::string& due) {
    Do(day + "T15:00", "RequestAgencyReport",
       {{"case_id", Case(reference)},
        {"agency_id", Agency(agency)},
        {"request_id", script_.Id(absl::StrCat("report/", reference, "/", std::string(agency)))},
        {"form_type", "agency_report"},
        {"requested_on", day},
        {"due_on", due}});
  }

  // The panel of April 2024, and the cases on its agenda.
  void OpenPanel() {
    Do("2024-02-20T11:00", "ScheduleMeeting",
       {{"meeting_id", Panel()},
        {"body_id", script_.Id("body/panel")},
        {"starts_at", absl::StrCat(kPanelDay, "T10:00")},
        {"place", "By video"}});
    for (const auto& [person, role] : std::initializer_list<std::pair<const char*, const char*>>{
             {"panel_chair", "public_health"},
             {"paediatrician", "designated_paediatrician"},
             {"nurse", "designated_nurse"},
             {"social_head", "childrens_social_care"},
             {"inspector", "police"}}) {
      Do(absl::StrCat(kPanelDay, "T10:02"), "RecordAttendance",
         {{"meeting_id", Panel()},
          {"person_id", Person(person)},
          {"seat_id", script_.Id(absl::StrCat("seat/panel/", role))},
          {"kind", "seat_holder"},
          {"from", absl::StrCat(kPanelDay, "T10:00")}});
    }
    Do(absl::StrCat(kPanelDay, "T12:05"), "CloseMeeting",
       {{"meeting_id", Panel()}, {"closed_at", absl::StrCat(kPanelDay, "T12:00")}});
  }
  void List(const std::string& reference, const std::string& when, const std::string& meeting) {
    Do(when, "ListChildDeath",
       {{"meeting_id", meeting},
        {"case_id", Case(reference)},
        {"item_id", Item(reference)},
        {"despite_missing", "What is outstanding is expected in time."}});
  }
  void Evaluate(const std::string& reference, const std::string& time) {
    const std::string at = absl::StrCat(kPanelDay, "T", time);
    Do(at, "EvaluateQuorum",
       {{"meeting_id", Panel()},
        {"item_id", Item(reference)},
        {"unexpected_death", "no"},
        {"at", at}});
  }
  void Decide(const std::string& reference, const std::string& time, absl::string_view role,
              const std::string& category) {
    const std::string at = absl::StrCat(kPanelDay, "T", time);
    Do(at, "RecordPanelDecision",
       {{"case_id", Case(reference)},
        {"meeting_id", Panel()},
        {"item_id", Item(reference)},
        {"categories_applying", category},
        {"category", category},
        {"modifiability", kNoFactor},
        {"reasons", "As the analysis form says."},
        {"refer_for_review", "no"},
        {"refer_for_review_reason", "Considered: neither abuse nor neglect is suspected."},
        {"decided_at", at}},
       role);
  }

  std::string Panel() const { return script_.Id("meeting/panel-2024"); }
  std::string Item(const std::string& reference) const {
    return script_.Id(absl::StrCat("item/panel-2024/", reference));
  }
  Script& script() { return script_; }

 private:
  Script& script_;
};

void TellReturns(States& states) {
  states.Do("2019-05-16T10:00", "FreezeReturn",
            {{"table.year", "2019"}, {"frozen_on", "2019-05-16"}});
  states.Do("2023-05-11T10:00", "FreezeReturn",
            {{"table.year", "2023"}, {"frozen_on", "2023-05-11"}});
  states.Do("2023-07-04T10:00", "PublishAnnualReport",
            {{"year", "2023"},
             {"report_title", "Annual report 2022 to 2023"},
             {"where", "The Partnership's pages"},
             {"published_on", "2023-07-03"}});
}

// Decided in November 2022; the final post-mortem report of 2023 changed what it was called.
void TellReopened(States& states) {
  const std::string id = states.Case("WM-2022-02");
  states.Do("2023-09-12T11:00", "ReceivePostMortemReport",
            {{"case_id", id},
             {"report", "final_report"},
             {"received_on", "2023-09-11"},
             {"causes", "As given by the pathologist: a condition the child was born with."}});
  states.Do("2023-09-20T11:00", "ReopenReview",
            {{"case_id", id},
             {"reopened_on", "2023-09-20"},
             {"ground", "final_post_mortem_since"},
             {"reason", "The final report names another cause."},
             {"authority", "Chair of the panel"}});
  states.List("WM-2022-02", "2024-04-11T12:00", states.Panel());
  states.Evaluate("WM-2022-02", "10:10");
  const std::string at = absl::StrCat(kPanelDay, "T10:15");
  states.Do(at, "ReviseCategory",
            {{"case_id", id},
             {"meeting_id", states.Panel()},
             {"item_id", states.Item("WM-2022-02")},
             {"ground", "final_post_mortem_since"},
             {"categories_applying", "7"},
             {"category", "7"},
             {"reasons", "The final report names a condition the child was born with."},
             {"decided_at", at}},
            "panel_chair");
  states.Do("2024-04-25T11:00", "CompleteReview",
            {{"case_id", id}, {"completed_on", "2024-04-25"}});
  states.Do("2024-04-29T10:00", "ReviseReturn",
            {{"table.year", "2023"},
             {"frozen_on", "2024-04-29"},
             {"reason", "The category of one death was revised."},
             {"authority", "Chair of the panel"}});
}

// And one that is being done again.
void TellBeingDoneAgain(States& states) {
  states.Do("2024-04-30T11:00", "ReopenReview",
            {{"case_id", states.Case("WM-2022-03")},
             {"reopened_on", "2024-04-30"},
             {"ground", "other_evidence_since"},
             {"reason", "A second hospital's notes were found."},
             {"authority", "Chair of the panel"}});
}

void TellSubmissions(States& states) {
  const auto send = [&](const std::string& reference, const std::string& when) {
    states.Do(when, "SendSubmission",
              {{"case_id", states.Case(reference)},
               {"submission_id", states.script().Id(absl::StrCat("sent/", reference, "/", when))},
               {"sent_on", when.substr(0, 10)},
               {"how", "portal"},
               {"despite_missing", "The agencies' reports came on paper."}});
  };
  send("WM-2022-01", "2022-12-05T10:00");
  states.Do("2022-12-06T10:00", "AcknowledgeSubmission",
            {{"case_id", states.Case("WM-2022-01")},
             {"reference", "NCMD-INVENTED-1"},
             {"acknowledged_on", "2022-12-06"}});
  send("WM-2022-03", "2023-03-01T10:00");
  states.Do("2023-03-03T10:00", "RejectSubmission",
            {{"case_id", states.Case("WM-2022-03")},
             {"rejected_on", "2023-03-03"},
             {"errors[0].line", "postcode"},
             {"errors[0].what", "The postcode is missing."}});
  // The number was a living brother's.
  states.Notify("WM-2023-09", "2021-03-02", "2023-05-30", "2023-05-31", "9990000018");
  send("WM-2023-09", "2023-06-01T10:00");
  states.Do("2023-06-14T10:00", "CorrectNhsNumber",
            {{"case_id", states.Case("WM-2023-09")},
             {"nhs_number", "9990000026"},
             {"source", "personal_demographics_service"},
             {"old_number_was", "living_siblings"},
             {"reason", "The number that was given is a living brother's."}});
  // The registrar's entry makes the person eighteen: void, and withdrawn.
  states.Notify("WM-2023-10", "2006-02-01", "2023-08-20", "2023-08-21", "9990000034");
  send("WM-2023-10", "2023-08-22T10:00");
  states.Do("2023-09-05T10:00", "CorrectDemographics",
            {{"case_id", states.Case("WM-2023-10")},
             {"date_of_birth", "2005-02-01"},
             {"authority", "registrars_entry"},
             {"reason", "The entry says 2005."}});
}

void TellCustody(States& states) {
  // The board next door, in the same record.
  const auto lode = [](FieldValues fields) {
    fields.emplace_back("header.board_id", kLode);
    return fields;
  };
  states.Do("2023-01-09T09:00", "OpenBoard",
            lode({{"board_id", kLode},
                  {"name", "Lode Vale Safeguarding Partnership (invented)"},
                  {"area_code", "E09000996"},
                  {"opened_on", "2018-04-03"}}),
            "operator");
  states.Notify("WM-2023-11", "2019-11-20", "2023-10-08", "2023-10-09", "9990000042");
  const std::string id = states.Case("WM-2023-11");
  const std::string transfer = states.script().Id("transfer/WM-2023-11");
  states.Do("2023-10-16T11:00", "ProposeTransfer",
            {{"case_id", id},
             {"transfer_id", transfer},
             {"to_board_id", kLode},
             {"basis", "agreement_of_boards"},
             {"reason", "Nearly all who cared for the child work in Lode Vale."}});
  states.Do(
      "2023-10-18T15:00", "AcceptTransfer",
      lode({{"case_id", id}, {"transfer_id", transfer}, {"accepted_at", "2023-10-18T14:30"}}));
  // Two notifications that turned out to be of one child.
  states.Notify("WM-2023-12", "2023-11-01", "2023-11-13", "2023-11-14");
  states.Notify("WM-2023-13", "2023-11-01", "2023-11-13", "2023-11-15");
  states.Do("2023-11-16T10:00", "MergeCases",
            {{"survivor_case_id", states.Case("WM-2023-12")},
             {"absorbed_case_id", states.Case("WM-2023-13")},
             {"grounds", "Same mother, same ward, same hour: told of twice."}});
}

void TellOpenOnes(States& states) {
  states.Notify("WM-2024-01", "2024-03-30", "2024-04-02", "2024-04-03");  // open
  states.Notify("WM-2024-02", "2016-12-24", "2024-03-04", "2024-03-05", "9990000050");
  states.Ask("WM-2024-02", "gp", "2024-03-07", "2024-03-28");  // awaited, and late
  states.Notify("WM-2024-03", "2012-07-19", "2024-01-15", "2024-01-16", "9990000069");
  const std::string inquest = states.script().Id("process/WM-2024-03");
  states.Do("2024-01-30T10:00", "RecordInquestOpened",
            {{"case_id", states.Case("WM-2024-03")},
             {"process_id", inquest},
             {"coroner_area", "Wendmoor"},
             {"opened_on", "2024-01-29"}});
  states.Do("2024-01-30T10:10", "HoldCase",
            {{"case_id", states.Case("WM-2024-03")},
             {"because_of", "inquest"},
             {"look_again_on", "2024-07-01"},
             {"process_id", inquest}});
  states.Notify("WM-2024-04", "2024-01-02", "2024-01-06", "2024-01-08");
  states.HoldReviewMeeting("WM-2024-04", "2024-03-12");  // nothing is missing
  states.Notify("WM-2024-05", "2023-12-01", "2024-01-20", "2024-01-22");
  states.HoldReviewMeeting("WM-2024-05", "2024-03-14");
  const std::string june = states.script().Id("meeting/panel-2024-06");
  states.Do("2024-04-22T11:00", "ScheduleMeeting",
            {{"meeting_id", june},
             {"body_id", states.script().Id("body/panel")},
             {"starts_at", "2024-06-13T10:00"},
             {"place", "By video"}});
  states.List("WM-2024-05", "2024-04-23T11:00", june);
  // Told of by somebody without an account, and not looked at yet.
  states.Do("2024-04-30T18:40", "NotifyDeath",
            {{"notifier", "school"},
             {"account",
              "A pupil did not come back after the holiday; the "
              "family says that she died abroad."},
             {"date_of_death", "2024-04-10"},
             {"guest_name", "Pat Specimen (invented)"},
             {"guest_contact", "School office (invented)"}},
            "auditor");
}

void TellPanel(States& states) {
  states.OpenPanel();
  states.Notify("WM-2023-14", "2023-09-12", "2023-09-30", "2023-10-02");
  states.HoldReviewMeeting("WM-2023-14", "2023-12-05");
  states.List("WM-2023-14", "2024-04-11T12:10", states.Panel());
  states.Evaluate("WM-2023-14", "10:30");
  // Typed by the office; the chair has not confirmed it.
  states.Decide("WM-2023-14", "10:40", kAdministrator, "8");
  states.Notify("WM-2023-15", "2010-05-05", "2023-11-21", "2023-11-22", "9990000077");
  states.HoldReviewMeeting("WM-2023-15", "2024-02-06");
  states.List("WM-2023-15", "2024-04-11T12:20", states.Panel());
  states.Evaluate("WM-2023-15", "11:00");
  states.Do(absl::StrCat(kPanelDay, "T11:05"), "DeferCase",
            {{"case_id", states.Case("WM-2023-15")},
             {"meeting_id", states.Panel()},
             {"item_id", states.Item("WM-2023-15")},
             {"reason", "The school's account is missing."},
             {"needs", "Report of the school"}});
}

}  // namespace

void TellStates(Script& script) {
  States states(script);
  TellReturns(states);
  TellSubmissions(states);
  TellCustody(states);
  TellOpenOnes(states);
  TellPanel(states);
  TellReopened(states);
  TellBeingDoneAgain(states);
}

}  // namespace candour::cli::demo
