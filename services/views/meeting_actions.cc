#include "services/views/meeting_actions.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "candour/views/v1/meeting_actions.pb.h"
#include "services/gate/roles.h"
#include "services/views/answers.h"
#include "services/views/keys.h"
#include "services/views/paging.h"
#include "services/views/scan.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"

namespace candour::views {
namespace {

using v1::MeetingRow;
using v1::UndertakenRow;
using workflows::DayOf;

// An action, and the meeting that agreed it; none if its row is not there.
struct Found {
  std::string board_id;
  std::string case_id;
  UndertakenRow::Action action;
  std::optional<MeetingRow> meeting;
};

bool IsOverdue(const UndertakenRow::Action& action, absl::CivilDay today) {
  return !action.has_done_on() && DayOf(action.due_on()) < today;
}

// Of an open one, with whoever took its owner's place.
const std::string& OwnerOf(const Found& found, const Asked& asked) {
  const std::string& owner = found.action.owner_agency_id();
  return found.action.has_done_on() ? owner : AgencyNow(found.board_id, owner, asked);
}

bool IsWanted(const Found& found, const v1::ListMeetingActionsRequest& request,
              const Asked& asked) {
  const UndertakenRow::Action& action = found.action;
  const auto is = [](const std::string& wanted, const std::string& given) {
    return wanted.empty() || wanted == given;
  };
  if (action.has_done_on() && !request.also_done()) return false;
  if (request.only_overdue() && !IsOverdue(action, asked.Today())) return false;
  if (request.has_due_by() && DayOf(action.due_on()) > DayOf(request.due_by())) return false;
  return is(request.meeting_id(), action.meeting_id()) && is(request.case_id(), found.case_id) &&
         is(request.agency_id(), OwnerOf(found, asked)) &&
         is(request.body_id(), found.meeting ? found.meeting->body_id() : "");
}

// The register of the board that leads the case, or of the one whose meeting it was.
std::string PersonName(const Found& found, const Asked& asked) {
  const std::string& person_id = found.action.owner_person_id();
  for (const std::string& id : {found.board_id, found.meeting ? found.meeting->board_id() : ""}) {
    const auto board = asked.view.boards.find(id);
    if (board == asked.view.boards.end() || !board->second->people.contains(person_id)) continue;
    return board->second->PersonName(person_id);
  }
  return person_id;
}

absl::Status Fill(const Found& found, const Asked& asked, v1::MeetingAction& action) {
  const UndertakenRow::Action& stored = found.action;
  action.set_action_id(stored.action_id());
  action.set_board_id(found.board_id);
  action.set_meeting_id(stored.meeting_id());
  if (found.meeting) {
    const auto board = asked.view.boards.find(found.meeting->board_id());
    if (board != asked.view.boards.end()) {
      action.set_body_name(board->second->BodyName(found.meeting->body_id()));
    }
    *action.mutable_starts_at() = found.meeting->starts_at();
  }
  action.set_case_id(found.case_id);
  if (!found.case_id.empty()) {
    ASSIGN_OR_RETURN(
        const auto row,
        GetRow<v1::CaseRow>(asked.view.rows, CaseKey(types::v1::CHILD_DEATH, found.case_id)));
    if (row) action.set_reference(row->reference());
  }
  action.set_theme(stored.theme());
  action.set_text(stored.text());
  action.set_owner_agency_id(OwnerOf(found, asked));
  action.set_owner_agency_name(AgencyName(found.board_id, action.owner_agency_id(), asked));
  action.set_owner_person_id(stored.owner_person_id());
  if (!stored.owner_person_id().empty()) action.set_owner_name(PersonName(found, asked));
  *action.mutable_due_on() = stored.due_on();
  if (stored.has_done_on()) *action.mutable_done_on() = stored.done_on();
  action.set_outcome(stored.outcome());
  if (IsOverdue(stored, asked.Today())) {
    action.set_days_overdue(static_cast<uint32_t>(asked.Today() - DayOf(stored.due_on())));
  }
  return absl::OkStatus();
}

// Open ones first, by due day; then by the meeting that agreed them.
std::string OrderOf(const Found& found) {
  std::string key;
  AppendKey(key, found.action.has_done_on() ? "1" : "0");
  AppendKey(key, absl::FormatCivilTime(DayOf(found.action.due_on())));
  AppendKey(key, found.meeting
                     ? Ordered(absl::ToUnixMicros(workflows::MomentOf(found.meeting->starts_at())))
                     : "");
  AppendKey(key, found.action.meeting_id());
  AppendKey(key, found.action.action_id());
  return key;
}

// Those that the caller may see: of a case, whoever may read child death reviews.
absl::StatusOr<std::vector<Found>> Shown(const Asked& asked, const std::string& wanted) {
  std::vector<Found> shown;
  const bool reads_cases = gate::Permits(asked.caller, "child_death.read");
  RETURN_IF_ERROR(ScanRows<UndertakenRow>(
      asked.view.rows, kUndertakenPrefix, [&](const std::string&, const UndertakenRow& row) {
        if (!asked.Shows(row.board_id(), wanted)) return;
        if (!row.case_id().empty() && !reads_cases) return;
        for (const UndertakenRow::Action& action : row.actions()) {
          shown.push_back({row.board_id(), row.case_id(), action, std::nullopt});
        }
      }));
  std::map<std::string, std::optional<MeetingRow>> meetings;
  for (Found& found : shown) {
    const auto [meeting, unknown] = meetings.try_emplace(found.action.meeting_id());
    if (unknown) {
      ASSIGN_OR_RETURN(meeting->second,
                       GetRow<MeetingRow>(asked.view.rows, MeetingKey(meeting->first)));
    }
    found.meeting = meeting->second;
  }
  return shown;
}

}  // namespace

void AddUndertaken(const Undertaken& undertaken, Rows& rows) {
  if (undertaken.actions.empty()) return;
  UndertakenRow row;
  row.set_board_id(undertaken.board_id);
  row.set_case_id(undertaken.case_id);
  for (const auto& [id, action] : undertaken.actions) {
    auto& added = *row.add_actions();
    added.set_action_id(id);
    added.set_text(action.text);
    added.set_theme(action.theme);
    added.set_owner_agency_id(action.owner_agency_id);
    added.set_owner_person_id(action.owner_person_id);
    *added.mutable_due_on() = workflows::clocks::ToDate(action.due_on);
    if (action.done_on) *added.mutable_done_on() = workflows::clocks::ToDate(*action.done_on);
    added.set_outcome(action.outcome);
    added.set_meeting_id(action.meeting_id.empty() ? undertaken.stream_id : action.meeting_id);
  }
  rows[UndertakenKey(undertaken.stream_id)] = row.SerializeAsString();
}

absl::Status ListMeetingActions(const Asked& asked, const v1::ListMeetingActionsRequest& request,
                                v1::ListMeetingActionsReply& reply) {
  ASSIGN_OR_RETURN(std::vector<Found> shown, Shown(asked, request.board_id()));
  std::vector<std::pair<std::string, Found>> rows;
  for (Found& found : shown) {
    if (!IsWanted(found, request, asked)) continue;
    reply.set_overdue(reply.overdue() + IsOverdue(found.action, asked.Today()));
    std::string order = OrderOf(found);
    rows.emplace_back(std::move(order), std::move(found));
  }
  return GivePage(rows, request, reply,
                  [&](const Found& found) { return Fill(found, asked, *reply.add_actions()); });
}

}  // namespace candour::views
