// Who was in the chair. Nothing waits for it: where it is not told, the seat of the chair tells it.
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
using types::v1::Rejection;

std::vector<InTheChair> ChairsOf(const Meeting& meeting, const Board& board) {
  std::vector<InTheChair> chairs;
  // Told before the meeting was put on another day, it is of a meeting that was not held.
  std::vector<ev::ChairRecorded> told_of_it;
  for (const ev::ChairRecorded& told : meeting.chairs) {
    if (MomentOf(told.from()) >= meeting.first_day_begins) told_of_it.push_back(told);
  }
  const absl::Time told_from =
      told_of_it.empty() ? absl::InfiniteFuture() : MomentOf(told_of_it.front().from());
  for (const Attendance& present : meeting.attendance) {
    const auto seat = board.seats.find(present.seat_id);
    const bool chairs_seat = seat != board.seats.end() && seat->second.role == types::v1::CHAIR &&
                             seat->second.body_id == meeting.body_id;
    if (!chairs_seat || present.from >= told_from) continue;
    chairs.push_back({present.person_id, present.seat_id, false, present.from});
  }
  std::stable_sort(chairs.begin(), chairs.end(),
                   [](const auto& one, const auto& other) { return one.from < other.from; });
  for (const ev::ChairRecorded& told : told_of_it) {
    chairs.push_back(
        {told.person_id(), told.seat_id(), told.chosen_by_meeting(), MomentOf(told.from())});
  }
  return chairs;
}

namespace {

std::optional<Rejection> UnlessDuring(const Meeting& meeting, absl::Time from,
                                      const Context& context) {
  if (meeting.starts_at > absl::FromUnixMicros(context.now)) {
    return Refuse(types::v1::MEETING_NOT_HELD,
                  "The meeting has not begun, and nobody is in the chair. Wait until it is held.",
                  kOwnRule, {meeting.id});
  }
  RETURN_IF_REFUSED(UnlessEnded(meeting, from, context.london));
  const bool closed = meeting.closed_at && from > *meeting.closed_at;
  const absl::CivilDay begins = clocks::DayOf(meeting.starts_at, context.london);
  if (!closed && clocks::DayOf(from, context.london) >= begins) return std::nullopt;
  return Refuse(types::v1::DATE_OUT_OF_ORDER,
                closed ? "The meeting was closed at that time. Correct from."
                       : absl::StrCat("The meeting begins only on ", clocks::DateWords(begins),
                                      ". Correct from."),
                kOwnRule, {meeting.id});
}

std::optional<Rejection> UnlessFromTheSeat(const cw::RecordChair& command, const Meeting& meeting,
                                           const Board& board, absl::CivilDay day) {
  const auto seat = board.seats.find(command.seat_id());
  const bool sits = seat != board.seats.end() && seat->second.body_id == meeting.body_id &&
                    (seat->second.HeldBy(command.person_id(), day) ||
                     seat->second.DeputisedBy(command.person_id(), day));
  if (command.seat_id().empty() || sits) return std::nullopt;
  return Refuse(types::v1::NOT_A_MEMBER,
                absl::StrCat("On ", clocks::DateWords(day),
                             " they neither hold this seat of the body nor deputise for it. Name "
                             "the seat they do, or leave seat_id blank."),
                kOwnRule, {command.person_id(), command.seat_id()});
}

}  // namespace

Decision Decide(const cw::RecordChair& command, const Context& context, const Meeting& meeting,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessCancelled(meeting));
  if (!meeting.InSession()) {
    return Refuse(types::v1::WRONG_STAGE,
                  "Nobody is in the chair of what is decided outside a meeting. Record replies.",
                  kOwnRule, {meeting.id});
  }
  const absl::Time from = command.has_from()
                              ? MomentOf(command.from())
                              : absl::FromUnixSeconds(absl::ToUnixSeconds(meeting.starts_at));
  RETURN_IF_REFUSED(UnlessDuring(meeting, from, context));
  RETURN_IF_REFUSED(
      UnlessFromTheSeat(command, meeting, board, clocks::DayOf(from, context.london)));
  const bool told = std::any_of(meeting.chairs.begin(), meeting.chairs.end(),
                                [&](const auto& chair) { return MomentOf(chair.from()) == from; });
  if (told) {
    return Refuse(types::v1::ALREADY_DONE,
                  "It is recorded already who was in the chair from then on. Correct that, or say "
                  "in from when it changed.",
                  kOwnRule, {meeting.id});
  }
  Decision decision;
  auto& event = decision.Add<ev::ChairRecorded>(command);
  event.mutable_from()->set_seconds(absl::ToUnixSeconds(from));
  return decision;
}

void Evolve(Meeting& meeting, const ev::ChairRecorded& event, const Fact&) {
  const auto later = std::find_if(
      meeting.chairs.begin(), meeting.chairs.end(),
      [&](const auto& chair) { return MomentOf(chair.from()) > MomentOf(event.from()); });
  meeting.chairs.insert(later, event);
}

void RegisterChair(WorkflowTable& table) {
  table.Events<Meeting, ev::ChairRecorded>();
  table.Command<cw::RecordChair, Meeting, Board>();
}

}  // namespace candour::workflows::meeting
