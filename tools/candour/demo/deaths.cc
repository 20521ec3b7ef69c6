// One row a death: notified, responded to, reported on, decided, completed.
#include <algorithm>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "storage/crypto/crypto.h"
#include "tools/candour/demo/telling.h"
#include "workflows/nhs_number.h"

namespace candour::cli::demo {
namespace {

constexpr int kReportDays = 21;     // the day the office asks for
constexpr int kMinutesAgreed = 14;  // days after the meeting
constexpr int kHoursInHospital = 4;
constexpr int kUnnumberedDays = 3;  // a child who lived no longer had no NHS number yet
constexpr std::pair<char, absl::string_view> kReportLetters[] = {
    {'h', "hospital"}, {'g', "gp"},        {'s', "social_care"},
    {'p', "police"},   {'e', "education"}, {'c', "community_health"}};

// Of the range kept for tests, the same for the same case for ever.
std::string NhsNumber(absl::string_view reference) {
  const Bytes32 digest = storage::crypto::Sha256(std::string(reference));
  for (uint32_t serial = digest[0] << 8 | digest[1];; ++serial) {
    for (int check = 0; check < 10; ++check) {
      std::string number = absl::StrFormat("999%06d%d", serial, check);
      if (workflows::NhsNumberViolation(number).empty()) return number;
    }
  }
}

std::string CaseId(const Script& script, const Death& death) {
  return script.Id(absl::StrCat("death/", death.reference));
}

absl::string_view AgencyOf(char letter) {
  for (const auto& [known, agency] : kReportLetters) {
    if (known == letter) return agency;
  }
  return "";
}

}  // namespace

void Telling::TellDeath(const Death& death) {
  TellIntake(death);
  if (!death.rare.in_scope) return;
  if (absl::string_view(death.expectedness) == "unexpected") TellResponse(death);
  TellReports(death);
  TellAtPanel(death);
}

void Telling::TellIntake(const Death& death) {
  const Moment notified = MomentOf(death.notified);
  const std::string id = CaseId(script_, death);
  script_.Do(notified + 15, kAdministrator, "ReceiveNotification",
             {{"case_id", id},
              {"case_reference", death.reference},
              {"channel", notified.hour() < 9 || notified.hour() > 17 ? "telephone" : "form"},
              {"notifier", death.notifier},
              {"received_at", death.notified}});
  const bool numbered = DayOf(death.died) - DayOf(death.born) >= kUnnumberedDays;
  script_.Do(
      notified + 20, kAdministrator, "IdentifyChild",
      {{"case_id", id},
       {"given_names", absl::StrCat("Child of ", death.reference)},
       {"family_name", "Example (invented)"},
       numbered ? std::pair<std::string, std::string>("nhs_number", NhsNumber(death.reference))
                : std::pair<std::string, std::string>("nhs_number_absence", "never_had_a_number")});
  script_.Do(notified + 25, kAdministrator, "RecordDeath",
             {{"case_id", id},
              {"date_of_birth", death.born},
              {"date_of_death", death.died},
              {"sex", death.sex},
              {"place", death.place}});
  script_.Do(notified + 30, kAdministrator, "DetermineScope",
             {{"case_id", id},
              {"live_born", death.rare.in_scope ? "yes" : "no"},
              {"lawful_termination", "no"},
              {"in_scope", death.rare.in_scope ? "yes" : "no"},
              {"ground", death.rare.in_scope ? "Live-born, and under eighteen at death."
                                             : "Stillborn, attended by a midwife throughout."}});
  for (const auto& [notifier, moment] : Pairs(death.further, '@')) {
    script_.Do(MomentOf(moment) + 10, kAdministrator, "LinkDuplicateNotification",
               {{"case_id", id},
                {"channel", notifier == "registrar" ? "letter" : "email"},
                {"notifier", notifier},
                {"received_at", moment},
                {"match_basis", "Same dates of birth and death, same hospital."}});
  }
  if (!death.rare.in_scope) return;
  script_.Do(notified + 35, kAdministrator, "ClassifyExpectedness",
             {{"case_id", id},
              {"expectedness", death.expectedness},
              {"grounds", absl::string_view(death.expectedness) == "unexpected"
                              ? "Not foreseen a day before."
                              : "Foreseen by those who cared for the child."}});
  const Day sent = OfficeDay(std::max(Day(notified), DayOf(death.died) + 3));
  script_.Do(At(sent, 18), kAdministrator, "RecordParentLeaflet",
             {{"case_id", id}, {"sent_on", Text(sent)}});
  if (!Blank(death.rare.incident)) {
    script_.Do(At(DayOf(death.rare.incident), 17), kAdministrator, "RecordSeriousIncident",
               {{"case_id", id},
                {"agency_id", AgencyId("hospital")},
                {"reported_on", death.rare.incident},
                {"reference", absl::StrCat("SI-", death.reference)}});
  }
}

void Telling::TellResponse(const Death& death) {
  const Moment notified = MomentOf(death.notified);
  const std::string id = CaseId(script_, death);
  script_.Do(notified + 70, kAdministrator, "StartRapidResponse",
             {{"case_id", id},
              {"lead_person_id", PersonId("paediatrician")},
              {"started_at", Text(notified + 60)}});
  const Day coroner = OfficeDay(std::max(Day(notified), DayOf(death.died) + 2));
  script_.Do(At(coroner, 16), kAdministrator, "RecordCoronerNotice",
             {{"case_id", id},
              {"decided_on", Text(std::min(coroner, DayOf(death.died) + 1))},
              {"received_on", Text(coroner)},
              {"decision", "Post-mortem examination directed."}});
  TellDiscussion(death);
  if (!Blank(death.rare.reclassified)) {
    const Moment at = MomentOf(death.rare.reclassified);
    script_.Do(at, kAdministrator, "ClassifyExpectedness",
               {{"case_id", id},
                {"expectedness", "expected"},
                {"grounds", "A palliative care plan came to light."}});
    script_.Do(at + 10, kAdministrator, "StandDownRapidResponse",
               {{"case_id", id},
                {"stood_down_at", Text(at)},
                {"reason", "The death had been foreseen; the hospice's plan was in force."}});
    return;
  }
  const Moment visited = notified + 60 * death.rare.visited_after_hours;
  script_.Do(visited + 90, kAdministrator, "RecordSceneVisit",
             {{"case_id", id},
              {"visited_at", Text(visited)},
              {"by_person_ids", PersonId("paediatrician")},
              {"by_person_ids", PersonId("inspector")},
              {"findings", "Visited together; an account was given to the coroner."}});
  TellPaediatricReport(death);
}

void Telling::TellDiscussion(const Death& death) {
  const Moment notified = MomentOf(death.notified);
  const Moment held = notified + 60 * death.rare.discussed_after_hours;
  const Moment left = notified + 60 * kHoursInHospital;
  const std::string id = CaseId(script_, death);
  script_.Do(held + 30, kAdministrator, "RecordCaseDiscussion",
             {{"case_id", id},
              {"kind", "planning_discussion"},
              {"held_at", Text(held)},
              {"attendee_person_ids", PersonId("paediatrician")},
              {"attendee_person_ids", PersonId("inspector")},
              {"attendee_person_ids", PersonId("social_head")},
              {"agreed", "Who visits, who stays with the family, and who asks after siblings."}});
  script_.Do(left + 45, kAdministrator, "RecordFamilyLeftHospital",
             {{"case_id", id}, {"left_at", Text(left)}});
}

void Telling::TellPaediatricReport(const Death& death) {
  const Day sent = OfficeDay(DayOf(death.died) + death.rare.report_after_days);
  if (death.rare.report_after_days == 0 || sent > Day(MomentOf(tables_.lived_until))) return;
  script_.Do(At(sent, 16, 30), kAdministrator, "RecordPaediatricReport",
             {{"case_id", CaseId(script_, death)},
              {"sent_on", Text(sent)},
              {"author_person_id", PersonId("paediatrician")}});
}

namespace {

Day ReportsAskedFor(const Death& death) { return OfficeDay(Day(MomentOf(death.notified)) + 2); }

// When the report a word of the table is about came in; none: it never did.
std::optional<Day> ReportCame(const Death& death, absl::string_view word) {
  int days = 0;
  if (!absl::SimpleAtoi(word.substr(word[1] == 'n' ? 2 : 1), &days)) return std::nullopt;
  return OfficeDay(ReportsAskedFor(death) + days);
}

bool IsReportOutstanding(const Death& death, Day decided) {
  const std::vector<std::string> reports = Words(death.reports);
  return std::any_of(reports.begin(), reports.end(), [&](const std::string& word) {
    return ReportCame(death, word).value_or(decided) >= decided;
  });
}

}  // namespace

void Telling::TellReports(const Death& death) {
  const std::string id = CaseId(script_, death);
  const Day asked = ReportsAskedFor(death);
  const bool newborn = DayOf(death.died) - DayOf(death.born) < 28;
  int nth = 0;
  for (const std::string& word : Words(death.reports)) {
    const absl::string_view agency = AgencyOf(word[0]);
    const std::string request =
        script_.Id(absl::StrCat("report/", death.reference, "/", std::string(agency)));
    script_.Do(At(asked, 19, ++nth), kAdministrator, "RequestAgencyReport",
               {{"case_id", id},
                {"request_id", request},
                {"agency_id", AgencyId(agency)},
                {"form_type", newborn && word[0] == 'h' ? "neonatal" : "agency_report"},
                {"requested_on", Text(asked)},
                {"due_on", Text(asked + kReportDays)}});
    const bool nil = word[1] == 'n';
    const std::optional<Day> received = ReportCame(death, word);
    if (!received) continue;
    FieldValues fields = {
        {"case_id", id}, {"request_id", request}, {"received_on", Text(*received)}};
    if (nil) {
      fields.emplace_back("nil_return", "yes");
      fields.emplace_back("nil_return_searched",
                          "The child's and both parents' names, in the case and contact systems.");
    } else {
      fields.emplace_back("summary", "Contacts, care given and what was learned, on the form.");
    }
    script_.Do(At(*received, 14, nth), AuthorOf(agency, kAdministrator), "ReceiveAgencyReport",
               std::move(fields));
  }
}

void Telling::TellAtPanel(const Death& death) {
  const std::string id = CaseId(script_, death);
  if (!Blank(death.rare.held)) {
    const std::vector<std::string> held = Parts(death.rare.held, 3);
    script_.Do(At(DayOf(held[0]), 10), kAdministrator, "HoldCase",
               {{"case_id", id}, {"because_of", held[1]}, {"look_again_on", held[2]}});
  }
  if (!Blank(death.rare.deferred_at)) {
    const Meeting& meeting = MeetingOf(death.rare.deferred_at);
    script_.Do(TakenAt(meeting, death.reference) + 5, kAdministrator, "DeferCase",
               {{"case_id", id},
                {"meeting_id", script_.Id(absl::StrCat("meeting/", meeting.key))},
                {"item_id", ItemId(meeting, death.reference)},
                {"reason", death.rare.deferred_because},
                {"needs", "A paediatrician who did not treat the child."}});
  }
  if (Blank(death.decided_at)) return;
  const Meeting& meeting = MeetingOf(death.decided_at);
  const Moment decided = TakenAt(meeting, death.reference) + 10;
  const std::vector<std::string> applying = Words(death.categories);
  FieldValues fields = {
      {"case_id", id},
      {"meeting_id", script_.Id(absl::StrCat("meeting/", meeting.key))},
      {"item_id", ItemId(meeting, death.reference)},
      {"category", applying.front()},
      {"modifiability", death.modifiability},
      {"reasons", death.reasons},
      {"refer_for_review", "no"},
      {"refer_for_review_reason", "Considered: neither abuse nor neglect is known or suspected."},
      {"decided_at", Text(decided)}};
  if (IsReportOutstanding(death, Day(decided))) {
    fields.emplace_back(
        "despite_outstanding",
        "Asked for twice; the other reports leave no question that it could answer.");
  }
  for (const std::string& category : applying) fields.emplace_back("categories_applying", category);
  if (!Blank(death.factor)) {
    const std::vector<std::string> factor = Parts(death.factor, 4);
    fields.emplace_back("factors[0].domain", factor[0]);
    fields.emplace_back("factors[0].score", factor[1]);
    fields.emplace_back("factors[0].modifiable", factor[2]);
    fields.emplace_back("factors[0].description", factor[3]);
  }
  script_.Do(decided, "panel_chair", "RecordPanelDecision", std::move(fields));
  const Day completed = OfficeDay(Day(decided) + kMinutesAgreed);
  script_.Do(At(completed, 15), kAdministrator, "CompleteReview",
             {{"case_id", id}, {"completed_on", Text(completed)}});
}

}  // namespace candour::cli::demo
