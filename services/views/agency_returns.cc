// What agencies were asked for across cases, and how timely each was.
#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "base/status.h"
#include "services/gate/roles.h"
#include "services/views/answers.h"
#include "services/views/contributions.h"
#include "services/views/keys.h"
#include "services/views/paging.h"
#include "services/views/scan.h"
#include "workflows/board/board.h"
#include "workflows/dates.h"
#include "workflows/editions/titles.h"

namespace candour::views {
namespace {

using v1::CaseRow;
using workflows::DayOf;

bool IsOwed(const CaseRow::AgencyReturn& asked) {
  return !asked.has_answered_on() && !asked.has_withdrawn_on() && !asked.owed_no_more();
}

// Withdrawn or fallen away with its case. What came after all came.
bool IsOff(const CaseRow::AgencyReturn& asked) {
  return !asked.has_answered_on() && !IsOwed(asked);
}

// Days past the due day: of the answer, or until today while it is owed. Nought if in time. The
// days before it was passed on are nobody's lateness who took it over.
uint32_t DaysLate(const CaseRow::AgencyReturn& asked, absl::CivilDay today) {
  if (IsOff(asked)) return 0;
  const absl::CivilDay due_on = asked.has_passed_on()
                                    ? std::max(DayOf(asked.due_on()), DayOf(asked.passed_on()))
                                    : DayOf(asked.due_on());
  const absl::CivilDay day = asked.has_answered_on() ? DayOf(asked.answered_on()) : today;
  return static_cast<uint32_t>(std::max<int64_t>(0, day - due_on));
}

const char* StateOf(const CaseRow::AgencyReturn& asked, absl::CivilDay today) {
  if (IsOff(asked)) return asked.has_withdrawn_on() ? "withdrawn" : "owed no more";
  const bool late = DaysLate(asked, today) > 0;
  if (asked.has_answered_on()) return late ? "late" : "in time";
  return late ? "overdue" : "outstanding";
}

// Calls fn(row, asked) for each request the caller may see and asked for. Whoever may not look at
// all cases sees what their own agency was asked for.
template <typename Request, typename Fn>
absl::Status ForEachReturn(const Asked& asked, const Request& request, Fn fn) {
  const bool sees_all = gate::Permits(asked.caller, "views.read");
  return ScanRows<CaseRow>(
      asked.view.rows, kCasePrefix, [&](const std::string&, const CaseRow& row) {
        if (!asked.Shows(row.board_id(), request.board_id())) return;
        for (const CaseRow::AgencyReturn& one : row.agency_returns()) {
          const std::string& with =
              IsOwed(one) ? AgencyNow(row.board_id(), one.agency_id(), asked) : one.agency_id();
          if (!sees_all && with != asked.caller.agency_id) continue;
          if (!request.agency_id().empty() && with != request.agency_id()) continue;
          fn(row, one);
        }
      });
}

struct Found {
  std::string case_id;
  std::string reference;
  std::string board_id;
  CaseRow::AgencyReturn asked;
};

void Fill(const Found& found, const Asked& asked, v1::AgencyReturnSummary& summary) {
  const CaseRow::AgencyReturn& one = found.asked;
  summary.set_request_id(one.request_id());
  const std::string& with =
      IsOwed(one) ? AgencyNow(found.board_id, one.agency_id(), asked) : one.agency_id();
  summary.set_agency_id(with);
  summary.set_agency_name(AgencyName(found.board_id, with, asked));
  summary.set_case_id(found.case_id);
  summary.set_reference(found.reference);
  summary.set_board_id(found.board_id);
  summary.set_form_type(one.form_type());
  if (const auto board = asked.view.boards.find(found.board_id); board != asked.view.boards.end()) {
    summary.set_form_title(
        workflows::editions::FormTitle(board->second->editions, one.form_type()));
  }
  *summary.mutable_asked_on() = one.asked_on();
  *summary.mutable_due_on() = one.due_on();
  if (one.has_answered_on()) *summary.mutable_answered_on() = one.answered_on();
  summary.set_state(StateOf(one, asked.Today()));
  summary.set_days_late(DaysLate(one, asked.Today()));
  summary.set_nil_return(one.nil_return());
  summary.set_reminders(one.reminders_sent());
  summary.set_reminders_not_sent(one.reminders() - one.reminders_sent());
  if (one.has_reminders_paused_until()) {
    *summary.mutable_reminders_paused_until() = one.reminders_paused_until();
  }
  if (one.has_escalated_on()) *summary.mutable_escalated_on() = one.escalated_on();
  summary.set_draft_saved(one.draft_saved());
  summary.set_answers(one.answers());
}

void Count(const CaseRow::AgencyReturn& one, absl::CivilDay today, v1::AgencyTimeliness& agency) {
  if (IsOff(one)) {
    agency.set_withdrawn(agency.withdrawn() + 1);
    return;
  }
  agency.set_asked(agency.asked() + 1);
  agency.set_nil_returns(agency.nil_returns() + one.nil_return());
  agency.set_reminders(agency.reminders() + one.reminders_sent());
  const uint32_t days_late = DaysLate(one, today);
  if (IsOwed(one)) {
    agency.set_outstanding(agency.outstanding() + 1);
    agency.set_overdue(agency.overdue() + (days_late > 0));
  } else if (days_late == 0) {
    agency.set_in_time(agency.in_time() + 1);
  } else {
    agency.set_late(agency.late() + 1);
    agency.set_days_late(agency.days_late() + days_late);
  }
}

// Of a contribution to a case review, by the versions of it that came.
void Count(const CaseRow::Contribution& one, absl::CivilDay today, v1::Contributed& agency) {
  if (one.settled_how() == "withdrawn") {
    agency.set_withdrawn(agency.withdrawn() + 1);
    return;
  }
  agency.set_asked(agency.asked() + 1);
  agency.set_returned(agency.returned() + one.returned());
  if (one.versions() > 0) {
    agency.set_in_time(agency.in_time() + (one.late_versions() == 0));
    agency.set_late(agency.late() + (one.late_versions() > 0));
    agency.set_days_late(agency.days_late() + one.days_late());
  }
  if (one.has_settled_on()) {
    agency.set_waived(agency.waived() + (one.settled_how() == "waived"));
    agency.set_refused(agency.refused() + (one.settled_how() == "refused"));
    agency.set_accepted(agency.accepted() + absl::StartsWith(one.settled_how(), "accepted"));
  } else if (one.with_agency()) {
    agency.set_outstanding(agency.outstanding() + 1);
    agency.set_overdue(agency.overdue() + (DayOf(one.due_on()) < today));
  }
}

// Calls fn(row, contribution) as ForEachReturn does.
template <typename Fn>
absl::Status ForEachContribution(const Asked& asked, const v1::GetTimelinessRequest& request,
                                 Fn fn) {
  const bool sees_all = gate::Permits(asked.caller, "views.read");
  return ScanRows<CaseRow>(
      asked.view.rows, kCasePrefix, [&](const std::string&, const CaseRow& row) {
        if (!asked.Shows(row.board_id(), request.board_id())) return;
        for (const CaseRow::Contribution& one : ContributionsOf(row, asked)) {
          if (!sees_all && one.agency_id() != asked.caller.agency_id) continue;
          if (!request.agency_id().empty() && one.agency_id() != request.agency_id()) continue;
          fn(row, one);
        }
      });
}

}  // namespace

std::string AgencyName(const std::string& board_id, const std::string& agency_id,
                       const Asked& asked) {
  const auto own = asked.view.boards.find(board_id);
  if (own != asked.view.boards.end() && own->second->agencies.contains(agency_id)) {
    return own->second->AgencyName(agency_id);
  }
  for (const auto& [id, board] : asked.view.boards) {
    if (board->agencies.contains(agency_id)) return board->AgencyName(agency_id);
  }
  return agency_id;
}

const std::string& AgencyNow(const std::string& board_id, const std::string& agency_id,
                             const Asked& asked) {
  const auto own = asked.view.boards.find(board_id);
  return own == asked.view.boards.end() ? agency_id
                                        : own->second->AgencyInPlaceOf(agency_id, asked.Today());
}

absl::Status ListAgencies(const Asked& asked, const v1::ListAgenciesRequest& request,
                          v1::ListAgenciesReply& reply) {
  std::vector<std::pair<std::string, v1::RegisteredAgency>> found;
  for (const auto& [board_id, board] : asked.view.boards) {
    if (!asked.Shows(board_id, request.board_id())) continue;
    for (const auto& [agency_id, name] : board->agencies) {
      v1::RegisteredAgency agency;
      agency.set_agency_id(agency_id);
      agency.set_name(name);
      agency.set_board_id(board_id);
      agency.set_board_name(board->name);
      std::string key;
      AppendKey(key, name);
      AppendKey(key, agency_id);
      AppendKey(key, board_id);
      found.emplace_back(std::move(key), std::move(agency));
    }
  }
  return GivePage(found, request, reply, [&](const v1::RegisteredAgency& agency) {
    *reply.add_agencies() = agency;
    return absl::OkStatus();
  });
}

absl::Status ListAgencyReturns(const Asked& asked, const v1::ListAgencyReturnsRequest& request,
                               v1::ListAgencyReturnsReply& reply) {
  std::vector<std::pair<std::string, Found>> found;
  RETURN_IF_ERROR(
      ForEachReturn(asked, request, [&](const CaseRow& row, const CaseRow::AgencyReturn& one) {
        if (request.only_owed() && !IsOwed(one)) return;
        const absl::CivilDay due_on = DayOf(one.due_on());
        std::string key;
        AppendKey(key, IsOwed(one) ? "0" : "1");
        AppendKey(key,
                  absl::StrFormat("%04d%02d%02d", due_on.year(), due_on.month(), due_on.day()));
        AppendKey(key, row.reference());
        AppendKey(key, one.request_id());
        found.emplace_back(std::move(key),
                           Found{row.case_id(), row.reference(), row.board_id(), one});
      }));
  return GivePage(found, request, reply, [&](const Found& one) {
    Fill(one, asked, *reply.add_returns());
    return absl::OkStatus();
  });
}

absl::Status GetTimeliness(const Asked& asked, const v1::GetTimelinessRequest& request,
                           v1::GetTimelinessReply& reply) {
  std::map<std::pair<std::string, std::string>, v1::AgencyTimeliness> agencies;  // by name and id
  const auto agency_asked = [&](const CaseRow& row, const auto& one) -> v1::AgencyTimeliness* {
    const absl::CivilDay asked_on = DayOf(one.asked_on());
    if (request.has_from() && asked_on < DayOf(request.from())) return nullptr;
    if (request.has_until() && asked_on > DayOf(request.until())) return nullptr;
    const std::string name = AgencyName(row.board_id(), one.agency_id(), asked);
    v1::AgencyTimeliness& agency = agencies[{name, one.agency_id()}];
    agency.set_agency_id(one.agency_id());
    agency.set_agency_name(name);
    return &agency;
  };
  if (gate::Permits(asked.caller, "agency_return.read")) {
    RETURN_IF_ERROR(
        ForEachReturn(asked, request, [&](const CaseRow& row, const CaseRow::AgencyReturn& one) {
          if (auto* agency = agency_asked(row, one)) Count(one, asked.Today(), *agency);
        }));
  }
  if (gate::Permits(asked.caller, "contribution.read")) {
    RETURN_IF_ERROR(ForEachContribution(
        asked, request, [&](const CaseRow& row, const CaseRow::Contribution& one) {
          auto* agency = agency_asked(row, one);
          if (agency != nullptr) Count(one, asked.Today(), *agency->mutable_contributions());
        }));
  }
  for (auto& [name, agency] : agencies) *reply.add_agencies() = std::move(agency);
  return absl::OkStatus();
}

}  // namespace candour::views
