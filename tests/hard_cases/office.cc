#include "tests/hard_cases/office.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "services/gate/errors.h"

namespace candour::testing {
namespace {

constexpr const char* kSeats[][2] = {{"HEALTH_LEAD", "health_lead"},
                                     {"LOCAL_AUTHORITY_LEAD", "authority_lead"},
                                     {"DESIGNATED_PAEDIATRICIAN", "paediatrician"},
                                     {"PUBLIC_HEALTH", "director"},
                                     {"DESIGNATED_NURSE", "nurse"},
                                     {"CHILDRENS_SOCIAL_CARE", "social_worker"},
                                     {"POLICE", "sergeant"}};

void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "the office cannot go on: %s\n", status.ToString().c_str());
  std::abort();
}

const std::string& Name(types::v1::Aggregate kind) { return types::v1::Aggregate_Name(kind); }

std::string FirstDays(const std::string& panel) {
  std::string told = absl::StrCat(R"(
    RegisterAgency { agency_id: $health name: 'Northshire NHS Trust' }
    RegisterAgency { agency_id: $police name: 'Northshire Police' }
    RegisterAgency { agency_id: $school name: 'Northshire School' }
    EstablishBody { kind: CHILD_DEATH_OVERVIEW_PANEL name: 'Panel' from: @2008-04-01 body_id: )",
                                  panel, " }");
  for (const auto& [role, person] : kSeats) {
    absl::StrAppend(&told, "RegisterPerson { person_id: $", person, " name: 'Member ", person,
                    "' job_title: '", person, "' } CreateSeat { seat_id: $", person,
                    "_seat body_id: ", panel, " role: ", role,
                    " from: @2008-04-01 } FillSeat { seat_id: $", person, "_seat person_id: $",
                    person, " from: @2008-04-01 }");
  }
  return told;
}

}  // namespace

Office::Office(types::v1::Aggregate about) : about_(about) {
  OpenBoard("$board", "Northshire", "E09000999");
  Do(FirstDays("$panel"));
  Do("RegisterPerson { person_id: $locum name: 'Locum' job_title: 'Paediatrician' } NameDeputy { "
     "seat_id: $paediatrician_seat person_id: $locum from: @2010-01-01 }");
  desk_.OpenViews();
}

Office& Office::OpenBoard(const std::string& board, const std::string& name,
                          const std::string& area_code) {
  Of(board);
  desk_.house().As("operator");
  Do(absl::StrCat("OpenBoard { board_id: ", board, " name: '", name, "' area_code: '", area_code,
                  "' opened_on: @2006-04-03 }"));
  desk_.house().As("cdop_administrator");
  for (const char* guidance : {"holidays_england_wales", "wt2006", "wt2010", "wt2013", "wt2015",
                               "wt2018", "wt2023", "forms_2008", "forms_2010", "forms_2019",
                               "return_lscb1", "return_nhs_digital", "return_ncmd"}) {
    desk_.house().Adopt(guidance);
  }
  return *this;
}

Office& Office::On(const std::string& moment) {
  desk_.On(moment);
  return *this;
}

Office& Office::Of(const std::string& board) {
  board_ = board;
  desk_.house().Of(board);
  desk_.Asking(board);
  return *this;
}

Office& Office::Do(const std::string& commands) {
  last_ = desk_.house().Do(commands).last_position();
  return *this;
}

std::string Office::Refusal(const std::string& command) {
  const auto accepted = desk_.house().Try(command);
  if (accepted.ok()) {
    last_ = accepted->last_position();
    return "";
  }
  const auto rejection = gate::RejectionIn(accepted.status());
  return rejection ? types::v1::RejectionReason_Name(rejection->reason())
                   : accepted.status().ToString();
}

Office& Office::TakeIn(const std::string& name, const std::string& reference,
                       const std::string& received_at, const std::string& died_on,
                       const std::string& expectedness) {
  const std::string of = absl::StrCat("{ case_id: ", name, " ");
  return Do(absl::StrCat(
      "ReceiveNotification ", of, "case_reference: '", reference,
      "' channel: TELEPHONE notifier: HOSPITAL received_at: @", received_at, " } IdentifyChild ",
      of, "given_names: 'Fictia' family_name: 'Testperson' } RecordDeath ", of,
      "date_of_birth: @2009-03-14 date_of_death: @", died_on, " sex: FEMALE } DetermineScope ", of,
      "live_born: YES lawful_termination: NO in_scope: true ground: 'Registered.' } "
      "ClassifyExpectedness ",
      of, "expectedness: ", expectedness, " grounds: 'As told.' }"));
}

Office& Office::Convene(const std::string& meeting, const std::string& day,
                        const std::vector<std::string>& cases,
                        const std::vector<std::string>& absent) {
  Do(absl::StrCat("ScheduleMeeting { meeting_id: ", meeting, " body_id: $panel starts_at: @", day,
                  "T10:00 }"));
  for (size_t i = 0; i < cases.size(); ++i) {
    Do(absl::StrCat("ListChildDeath { meeting_id: ", meeting, " case_id: ", cases[i], " item_id: ",
                    meeting, "-", i + 1, " despite_missing: 'Agreed with the chair.' }"));
  }
  On(day + "T12:00");
  for (const auto& [role, person] : kSeats) {
    if (std::find(absent.begin(), absent.end(), person) != absent.end()) continue;
    Do(absl::StrCat("RecordAttendance { meeting_id: ", meeting, " person_id: $", person,
                    " seat_id: $", person, "_seat kind: SEAT_HOLDER from: @", day, "T10:00 }"));
  }
  return *this;
}

std::string Office::Quorum(const std::string& meeting, const std::string& item,
                           const std::string& day, bool unexpected) {
  return absl::StrCat("EvaluateQuorum { meeting_id: ", meeting, " item_id: ", item, " at: @", day,
                      "T10:20 unexpected_death: ", unexpected ? "true" : "false", " }");
}

std::string Office::Decision(const std::string& case_name, const std::string& item,
                             const std::string& day, const std::string& finding) {
  const std::string meeting = item.substr(0, item.rfind('-'));
  return absl::StrCat("RecordPanelDecision { case_id: ", case_name, " meeting_id: ", meeting,
                      " item_id: ", item, " decided_at: @", day,
                      "T10:30 reasons: 'As the analysis says.' refer_for_review: NO "
                      "refer_for_review_reason: 'No sign of abuse.' ",
                      finding, " }");
}

template <typename Reply>
Reply Office::Ask(const std::string& method, const std::string& request) {
  const auto reply = desk_.Ask<Reply>(method, request);
  Must(reply.status());
  return *reply;
}

std::optional<views::v1::CaseSummary> Office::Row(const std::string& case_name) {
  const auto reply = Ask<views::v1::ListCasesReply>(
      "ListCases", absl::StrCat("ListCasesRequest { at_least_position: ", last_,
                                " page_size: 500 conclusion: ALL_CASES }"));
  for (const auto& row : reply.cases()) {
    if (row.case_id() == Id(case_name)) return row;
  }
  return std::nullopt;
}

types::v1::ClockAnswer Office::Clock(const std::string& case_name, const std::string& kind,
                                     const std::string& subject) {
  const auto reply = Ask<views::v1::GetCaseClocksReply>(
      "GetCaseClocks",
      absl::StrCat("GetCaseClocksRequest { kind: ", Name(about_), " case_id: ", case_name,
                   " at_least_position: ", last_, " include_not_started: true }"));
  for (const auto& clock : reply.clocks()) {
    if (clock.kind() == kind && (subject.empty() || clock.subject() == Id(subject))) return clock;
  }
  return {};
}

std::vector<std::string> Office::ClocksBroken(const std::string& case_name) {
  const auto reply = Ask<views::v1::GetCaseClocksReply>(
      "GetCaseClocks", absl::StrCat("GetCaseClocksRequest { kind: ", Name(about_),
                                    " case_id: ", case_name, " at_least_position: ", last_, " }"));
  std::vector<std::string> broken;
  for (const auto& clock : reply.clocks()) {
    if (clock.breached()) broken.push_back(clock.kind());
  }
  std::sort(broken.begin(), broken.end());
  return broken;
}

views::v1::MeetingSummary Office::MeetingRow(const std::string& meeting) {
  const auto reply = Ask<views::v1::ListMeetingsReply>(
      "ListMeetings",
      absl::StrCat("ListMeetingsRequest { at_least_position: ", last_, " page_size: 500 }"));
  for (const auto& row : reply.meetings()) {
    if (row.meeting_id() == Id(meeting)) return row;
  }
  return {};
}

views::v1::GetFiguresReply Office::Figures(const std::string& from, const std::string& until) {
  return Ask<views::v1::GetFiguresReply>(
      "GetFigures", absl::StrCat("GetFiguresRequest { at_least_position: ", last_, " board_id: ",
                                 board_, " from: @", from, " until: @", until, " }"));
}

std::string Office::About(types::v1::Aggregate kind, const std::string& name) const {
  return absl::StrCat("about { board_id: ", board_, " aggregate: ", Name(kind), " id: ", name,
                      " }");
}

types::v1::CaseFile Office::File(const std::string& case_name, const std::string& moment) {
  const auto file = desk_.house().Ask<types::v1::CaseFile>(
      "GetCase",
      absl::StrCat("GetCaseRequest { ", About(about_, case_name),
                   moment.empty() ? "" : absl::StrCat(" as_at { moment: @", moment, " }"), " }"));
  Must(file.status());
  return *file;
}

std::vector<std::string> Office::Timeline(const std::string& case_name) {
  const auto timeline = desk_.house().Ask<audit::v1::Timeline>(
      "GetTimeline",
      absl::StrCat("GetTimelineRequest { page_size: 500 ", About(about_, case_name), " }"));
  Must(timeline.status());
  std::vector<std::string> types;
  for (const auto& entry : timeline->entries()) types.push_back(entry.event_type());
  return types;
}

std::string Office::Fact(const types::v1::CaseFile& file, const std::string& key) {
  std::string last;
  for (const auto& fact : file.facts()) {
    if (absl::StartsWith(fact.key(), key)) last = fact.value();
  }
  return last;
}

}  // namespace candour::testing
