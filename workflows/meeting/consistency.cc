// What of a meeting cannot be so together, however its parts came to be recorded.
#include "absl/strings/str_cat.h"
#include "workflows/clocks/calendar.h"
#include "workflows/consistent.h"
#include "workflows/meeting/meeting.h"
#include "workflows/meeting/sources.h"
#include "workflows/refusals.h"

namespace candour::workflows::meeting {
namespace {

using types::v1::Rejection;

void OfThoseThere(const Meeting& meeting, Order& order) {
  for (const Attendance& present : meeting.attendance) {
    const std::string& who = present.person_id;
    if (!meeting.InSession()) {
      order.Add("Somebody would attend what is decided outside a meeting.", who);
      continue;
    }
    if (present.from < meeting.first_day_begins) {
      order.Add("Somebody would come before the day of the meeting.", who);
    }
    if (present.from >= meeting.last_day_ends) {
      order.Add("Somebody would come when the meeting was over.", who);
    }
    if (present.until && *present.until < meeting.starts_at) {
      order.Add("Somebody would leave before the meeting began.", who);
    }
    if (meeting.closed_at && present.from > *meeting.closed_at) {
      order.Add("Somebody would come when the meeting was closed.", who);
    }
  }
  for (const events::v1::ChairRecorded& chair : meeting.chairs) {
    const absl::Time from = MomentOf(chair.from());
    if (from < meeting.first_day_begins || from >= meeting.last_day_ends ||
        (meeting.closed_at && from > *meeting.closed_at)) {
      order.Add("Somebody would take the chair when the meeting was not held.", chair.person_id());
    }
  }
  for (const Reply& reply : meeting.replies) {
    const std::string& who = reply.by.person_id;
    if (meeting.InSession()) {
      order.Add("Somebody would reply to a meeting that is held in session.", who);
    } else if (reply.by.from < meeting.starts_at) {
      order.Add("Somebody would reply before the papers were sent round.", who);
    }
  }
}

void OfTheCourse(const Meeting& meeting, Order& order) {
  if (meeting.closed_at && *meeting.closed_at < meeting.starts_at) {
    order.Add("The meeting would be closed before it began.");
  }
  for (const auto& [id, item] : meeting.items) {
    if (!item.quorum) continue;
    const absl::Time at = MomentOf(item.quorum->at());
    if (at < meeting.starts_at) {
      order.Add("A quorum would be evaluated before the meeting began.", id);
    }
    if (at >= meeting.EndsBy()) {
      order.Add("A quorum would be evaluated when the meeting was over.", id);
    }
  }
}

void OfThePacks(const Meeting& meeting, Order& order) {
  for (const auto& [id, pack] : meeting.packs) {
    if (pack.approved_at && *pack.approved_at < pack.prepared_at) {
      order.Add("A pack would be approved before it was prepared.", id);
    }
    const std::string& approver = pack.approved_by_person_id;
    if (!approver.empty() && approver == pack.prepared_by_person_id) {
      order.Add("Who prepared a pack would have approved it.", id);
    }
    if (!pack.approved_sha256.empty() && pack.approved_sha256 != pack.sha256) {
      order.Add("A pack would hold something else than what was approved.", id);
    }
    for (const auto& [person_id, issued_at] : pack.issued_to) {
      if (pack.approved_at && issued_at >= *pack.approved_at) continue;
      order.Add("A pack would be issued before it was approved.", id);
    }
  }
}

std::optional<Rejection> UnlessBears(const Meeting& corrected, const Item& item,
                                     const DecisionMade& decided, const Context& context) {
  const auto refuse = [&](std::string sentence) {
    return Refuse(types::v1::CONTRADICTORY,
                  absl::StrCat("Item ", item.number, " was decided at ",
                               clocks::MomentWords(decided.at, context.london), ", and ", sentence,
                               " Correct the decision first, or leave this as it is."),
                  kOwnRule, {corrected.id, item.id});
  };
  if (corrected.scheduled.advises_only()) {
    return refuse("a meeting of such a kind decides nothing.");
  }
  if (corrected.InSession() && decided.at < corrected.first_day_begins) {
    return refuse("the meeting would have begun only after that.");
  }
  if (decided.at >= corrected.EndsBy()) {
    return refuse("the meeting would have been over by then.");
  }
  // Of a case review only the day is known.
  const absl::Time decided_by =
      item.subject == types::v1::CASE_REVIEW
          ? clocks::EndOfDay(clocks::DayOf(decided.at, context.london), context.london)
          : decided.at;
  if (UnlessOnPack(corrected, item, decided_by, context.london)) {
    return refuse(
        "it would have been decided without a pack that was approved and issued by then.");
  }
  return std::nullopt;
}

}  // namespace

std::vector<Contradiction> Meeting::Contradictions() const {
  Order order;
  OfThoseThere(*this, order);
  OfTheCourse(*this, order);
  OfThePacks(*this, order);
  return std::move(order).Take();
}

std::optional<Rejection> UnlessBearsDecisions(const Meeting& corrected, const Context& context) {
  if (context.corrected == nullptr) return std::nullopt;
  for (const auto& [id, item] : corrected.items) {
    const auto decided = DecidedAs(context, corrected, item);
    if (decided) RETURN_IF_REFUSED(UnlessBears(corrected, item, *decided, context));
  }
  return std::nullopt;
}

}  // namespace candour::workflows::meeting
