// A panel that sits for several boards: the one whose body it is and the one that leads a case may
// both act on what it does with the case.
#include "absl/strings/str_cat.h"
#include "workflows/board/board.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"

namespace candour::workflows::child_death {

namespace ev = events::v1;
using board::Board;
using meeting::Meeting;
using types::v1::Rejection;

namespace {

bool SitsFor(const std::string& board_id, const Meeting& meeting, const Board& host,
             const Context& context) {
  return host.Serves(meeting.body_id, board_id, clocks::DayOf(meeting.starts_at, context.london));
}

}  // namespace

const Board& HostOf(const Meeting& meeting, const Context& context, const Board& own) {
  for (const Aggregate* stream : context.streams) {
    const auto* board = dynamic_cast<const Board*>(stream);
    if (board != nullptr && board->id == meeting.opened_by_board) return *board;
  }
  return own;
}

Context InPlaceOfLead(const Context& context, const ChildDeath& death, const Meeting& meeting,
                      const Board& host) {
  Context acting = context;
  if (context.board_id == host.id && SitsFor(death.lead_board_id, meeting, host, context)) {
    acting.board_id = death.lead_board_id;
  }
  return acting;
}

Context InPlaceOfHost(const Context& context, const ChildDeath& death, const Meeting& meeting,
                      const Board& host) {
  Context acting = context;
  if (context.board_id == death.lead_board_id &&
      SitsFor(death.lead_board_id, meeting, host, context)) {
    acting.board_id = meeting.opened_by_board;
  }
  return acting;
}

// Whether this panel ever met for that board, and until when.
std::optional<Rejection> UnlessMeetsForLead(const Context& context, const ChildDeath& death,
                                            const Meeting& meeting, const Board& host) {
  if (death.lead_board_id == host.id || SitsFor(death.lead_board_id, meeting, host, context)) {
    return std::nullopt;
  }
  const bool led_here = context.board_id == death.lead_board_id;
  const char* leads =
      led_here ? "The meeting is another board's" : "Another board leads this review";
  const char* it = led_here ? "yours" : "it";
  std::string served = absl::StrCat(leads, ", and this panel is not said to serve ", it, ". ");
  for (const ev::BodyShared& share : host.shares) {
    if (share.body_id() != meeting.body_id || share.served_board_id() != death.lead_board_id)
      continue;
    served = absl::StrCat(
        leads, ", and this panel served ", it, " from ", clocks::DateWords(DayOf(share.from())),
        share.has_until() ? absl::StrCat(" to ", clocks::DateWords(DayOf(share.until()))) : "",
        ", and not on the day of the meeting. ");
  }
  return Refuse(
      types::v1::WRONG_BOARD,
      absl::StrCat(served, led_here ? "If it does, ask that board to record it (ShareBody). "
                                      "Else take the case to a meeting of your own."
                                    : "If it does, record that first (ShareBody). Else have "
                                      "that board's own panel decide, or have the case "
                                      "transferred."),
      kOwnRule, {death.id});
}

std::optional<Rejection> UnlessReviewableThere(const Context& context, const ChildDeath& death,
                                               const Meeting& meeting, const Board& host) {
  RETURN_IF_REFUSED(UnlessMeetsForLead(context, death, meeting, host));
  return UnlessReviewable(death, InPlaceOfLead(context, death, meeting, host));
}

}  // namespace candour::workflows::child_death
