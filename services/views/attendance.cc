// How the seats of bodies were filled at their meetings, year by year.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "services/views/answers.h"
#include "services/views/keys.h"
#include "services/views/paging.h"
#include "services/views/scan.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"

namespace candour::views {
namespace {

using v1::MeetingRow;
using v1::SeatAttendance;
using workflows::board::Board;
using workflows::board::Seat;

// A board's year begins on 1 April.
int YearOf(absl::CivilDay day) {
  return static_cast<int>(day.month() >= 4 ? day.year() : day.year() - 1);
}

bool Came(const MeetingRow& row, const std::string& seat_id, types::v1::AttendanceKind kind) {
  return std::any_of(row.seats().begin(), row.seats().end(), [&](const MeetingRow::Seat& seat) {
    return seat.seat_id() == seat_id && seat.kind() == kind;
  });
}

// In another seat of the body that is theirs too.
bool HolderCame(const MeetingRow& row, const Seat& seat, absl::CivilDay day) {
  return std::any_of(row.seats().begin(), row.seats().end(), [&](const MeetingRow::Seat& taken) {
    return seat.HeldBy(taken.person_id(), day);
  });
}

bool SentApologies(const MeetingRow& row, const Seat& seat, absl::CivilDay day) {
  return std::any_of(row.apologies_of().begin(), row.apologies_of().end(),
                     [&](const std::string& person_id) { return seat.HeldBy(person_id, day); });
}

void Count(const MeetingRow& row, const std::string& seat_id, const Seat& seat, absl::CivilDay day,
           SeatAttendance& counted) {
  counted.set_meetings(counted.meetings() + 1);
  if (Came(row, seat_id, types::v1::SEAT_HOLDER)) {
    counted.set_by_holder(counted.by_holder() + 1);
  } else if (Came(row, seat_id, types::v1::DEPUTY)) {
    counted.set_by_deputy(counted.by_deputy() + 1);
  } else if (HolderCame(row, seat, day)) {
    counted.set_by_holder(counted.by_holder() + 1);
  } else if (seat.HolderOn(day) == nullptr) {
    counted.set_vacant(counted.vacant() + 1);
  } else if (SentApologies(row, seat, day)) {
    counted.set_apologies(counted.apologies() + 1);
  } else {
    counted.set_unexplained(counted.unexplained() + 1);
  }
}

using Counts = std::map<std::string, SeatAttendance>;  // by body, seat and year

void CountMeeting(const MeetingRow& row, const Board& board, absl::CivilDay day, Counts& counts) {
  for (const auto& [seat_id, seat] : board.seats) {
    if (seat.body_id != row.body_id() || day < seat.from) continue;
    std::string key;
    AppendKey(key, board.BodyName(row.body_id()));
    AppendKey(key, seat_id);
    AppendKey(key, absl::StrFormat("%04d", YearOf(day)));
    SeatAttendance& counted = counts[key];
    counted.set_body_id(row.body_id());
    counted.set_body_name(board.BodyName(row.body_id()));
    counted.set_seat_id(seat_id);
    counted.set_role(seat.role);
    counted.set_year_from(YearOf(day));
    Count(row, seat_id, seat, day, counted);
  }
}

}  // namespace

absl::Status GetAttendance(const Asked& asked, const v1::GetAttendanceRequest& request,
                           v1::GetAttendanceReply& reply) {
  const Span span = SpanOf(request.has_from() ? &request.from() : nullptr,
                           request.has_until() ? &request.until() : nullptr, asked.london);
  Counts counts;
  RETURN_IF_ERROR(ScanRows<MeetingRow>(
      asked.view.rows, kMeetingPrefix, [&](const std::string&, const MeetingRow& row) {
        if (!asked.Shows(row.board_id(), request.board_id())) return;
        if (!request.body_id().empty() && request.body_id() != row.body_id()) return;
        const absl::Time starts_at = workflows::MomentOf(row.starts_at());
        if (starts_at < span.from || starts_at >= span.until) return;
        if (!row.has_closed_at() || !row.in_session() || row.advises_only()) return;
        const auto board = asked.view.boards.find(row.board_id());
        if (board == asked.view.boards.end()) return;
        CountMeeting(row, *board->second, workflows::clocks::DayOf(starts_at, asked.london),
                     counts);
      }));
  std::vector<std::pair<std::string, SeatAttendance>> found(counts.begin(), counts.end());
  return GivePage(found, request, reply, [&](const SeatAttendance& counted) {
    *reply.add_seats() = counted;
    return absl::OkStatus();
  });
}

}  // namespace candour::views
