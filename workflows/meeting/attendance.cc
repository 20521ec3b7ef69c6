// Who comes, who leaves, and who sends apologies.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "candour/casework/v1/meeting.pb.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"

namespace candour::workflows::meeting {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;

Decision Decide(const cw::RecordAttendance& command, const Context& context, const Meeting& meeting,
                const Board& board) {
  const absl::Time from = MomentOf(command.from());
  if (command.has_until() && MomentOf(command.until()) <= from) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "They cannot leave before they come. Correct until.", kOwnRule);
  }
  if (!meeting.InSession()) {
    return Refuse(types::v1::WRONG_STAGE,
                  "Nobody attends what is decided outside a meeting. Record their reply.",
                  kOwnRule);
  }
  if (clocks::DayOf(from, context.london) < clocks::DayOf(meeting.starts_at, context.london)) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  absl::StrCat("The meeting begins only on ",
                               clocks::DateWords(clocks::DayOf(meeting.starts_at, context.london)),
                               ". Correct from."),
                  kOwnRule, {meeting.id});
  }
  RETURN_IF_REFUSED(UnlessEnded(meeting, from, context.london));
  if (command.has_until() && MomentOf(command.until()) > meeting.EndsBy()) {
    RETURN_IF_REFUSED(UnlessEnded(meeting, MomentOf(command.until()), context.london));
  }
  const bool by_seat =
      command.kind() == types::v1::SEAT_HOLDER || command.kind() == types::v1::DEPUTY;
  if (by_seat) {
    const Attendance as{command.person_id(), command.seat_id(), command.kind(), from, std::nullopt};
    RETURN_IF_REFUSED(UnlessSits(meeting, board, as, clocks::DayOf(from, context.london)));
  }
  for (const Attendance& other : meeting.attendance) {
    const bool overlaps = (!other.until || from < *other.until) &&
                          (!command.has_until() || MomentOf(command.until()) > other.from);
    if (other.person_id == command.person_id() && overlaps) {
      return Refuse(
          types::v1::ALREADY_DONE,
          "Their attendance at that time is recorded already, and somebody sits in one seat at a "
          "time. Who holds several counts once among the members, and for the role of each: "
          "nothing need be recorded for the others. To have them sit in another from some time "
          "on, record first when they left the one; or correct the times.",
          kOwnRule, {command.person_id()});
    }
  }
  return Recorded<ev::AttendanceRecorded>(command);
}

void Evolve(Meeting& meeting, const ev::AttendanceRecorded& event, const Fact&) {
  Attendance present{event.person_id(), event.seat_id(), event.kind(), MomentOf(event.from()),
                     std::nullopt};
  if (event.has_until()) present.until = MomentOf(event.until());
  meeting.attendance.push_back(std::move(present));
  meeting.apologies.erase(event.person_id());  // they came after all
}

// From then on they count for nothing; what was decided while they were there stands, and what was
// decided later than they left is marked (Item::gone_position).
Decision Decide(const cw::RecordDeparture& command, const Context&, const Meeting& meeting,
                const Board&) {
  const absl::Time left_at = MomentOf(command.left_at());
  for (const Attendance& present : meeting.attendance) {
    if (present.person_id != command.person_id() || !present.PresentAt(left_at) || present.until) {
      continue;
    }
    if (left_at > present.from) return Recorded<ev::DepartureRecorded>(command);
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "They came only at that time. Correct left_at; if they never came, correct their "
                  "attendance.",
                  kOwnRule, {command.person_id()});
  }
  return Refuse(types::v1::NOT_A_MEMBER,
                "They are not recorded as there at that time, or have left already. Record when "
                "they came first.",
                kOwnRule, {command.person_id()});
}

// An evaluation for a time when they were gone no longer says who counts.
void Evolve(Meeting& meeting, const ev::DepartureRecorded& event, const Fact& fact) {
  const absl::Time left_at = MomentOf(event.left_at());
  std::string seat_id;
  for (Attendance& present : meeting.attendance) {
    if (present.person_id != event.person_id() || !present.PresentAt(left_at)) continue;
    if (!present.until) present.until = left_at;
    seat_id = present.seat_id;
  }
  for (auto& [id, item] : meeting.items) {
    if (!item.quorum || MomentOf(item.quorum->at()) < left_at) continue;
    const auto& counted = item.quorum->counted_seat_ids();
    if (std::find(counted.begin(), counted.end(), seat_id) != counted.end()) {
      item.gone_position = fact.place.position;
    }
    item.quorum.reset();
  }
}

Decision Decide(const cw::RecordApologies& command, const Context&, const Meeting& meeting,
                const Board&) {
  if (meeting.apologies.contains(command.person_id())) {
    return Refuse(types::v1::ALREADY_DONE,
                  "Their apologies are recorded already: nothing is left to do. To take them back, "
                  "correct that.",
                  kOwnRule, {command.person_id()});
  }
  const bool came =
      std::any_of(meeting.attendance.begin(), meeting.attendance.end(),
                  [&](const Attendance& one) { return one.person_id == command.person_id(); });
  if (came) {
    return Refuse(types::v1::CONTRADICTORY,
                  "They are recorded as there. If they left, record their departure; if they never "
                  "came, correct their attendance.",
                  kOwnRule, {command.person_id()});
  }
  return Recorded<ev::ApologiesRecorded>(command);
}

void Evolve(Meeting& meeting, const ev::ApologiesRecorded& event, const Fact&) {
  meeting.apologies.insert(event.person_id());
}

void RegisterAttendance(WorkflowTable& table) {
  table.Events<Meeting, ev::AttendanceRecorded, ev::DepartureRecorded, ev::ApologiesRecorded>();
  table.Command<cw::RecordAttendance, Meeting, Board>();
  table.Command<cw::RecordDeparture, Meeting, Board>();
  table.Command<cw::RecordApologies, Meeting, Board>();
}

}  // namespace candour::workflows::meeting
