// What guests tell, and what the office makes of it.
#include "absl/strings/str_cat.h"
#include "workflows/board/board.h"
#include "workflows/board/references.h"
#include "workflows/board/succession.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/nhs_number.h"
#include "workflows/receipt_code.h"
#include "workflows/refusals.h"
#include "workflows/whose.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using types::v1::Rejection;

namespace {

// What was set aside in error is taken up again.
std::optional<Rejection> UnlessUndecided(const ChildDeath& death, const Context& context) {
  RETURN_IF_REFUSED(UnlessLedHere(death, context));
  const bool merged = !death.intake.merge_event_id.empty();
  if (merged) return UnlessOurs(death, context);
  if (death.intake.admission == Admission::kWaiting ||
      death.intake.admission == Admission::kSetAside) {
    return std::nullopt;
  }
  return Refuse(
      types::v1::ALREADY_DONE,
      death.intake.admission == Admission::kLinked
          ? absl::StrCat("This notification is linked to ", death.intake.belongs_to_reference,
                         " already, and its notice is kept there. Act on that case.")
          : "This is a case already. Act on it as on any other.",
      kOwnRule, {death.id});
}

}  // namespace

// Handed the board only so that nothing is received for one that was never opened.
Decision Decide(const cw::NotifyDeath& command, const Context& context, const ChildDeath&,
                const board::Board&) {
  Decision decision;
  auto& received = decision.Add<ev::GuestNotificationReceived>(command);
  received.set_notification_id(context.fresh_id(1));
  received.set_receipt_code(ReceiptCode(context.fresh_id(0)));
  received.mutable_received_at()->set_seconds(context.now / 1'000'000);
  auto& account = decision.Add<ev::GuestAccountGiven>(command);
  account.set_notification_id(received.notification_id());
  account.set_nhs_number(NhsDigits(command.nhs_number()));
  return decision;
}

void Evolve(ChildDeath& death, const ev::GuestNotificationReceived& event, const Fact& fact) {
  death.reference = event.receipt_code();
  death.lead_board_id = fact.body.board_id();
  death.intake.admission = Admission::kWaiting;
  death.notifications.push_back({event.notification_id(),
                                 types::v1::GUEST_CALL,
                                 event.notifier(),
                                 MomentOf(event.received_at()),
                                 {},
                                 {}});
  ReachNotified(death, event.notifier(), event.received_at(), fact);
}

void Evolve(ChildDeath& death, const ev::GuestAccountGiven& event, const Fact&) {
  death.intake.guest = event;
}

Decision Decide(const cw::AcceptNotification& command, const Context& context,
                const ChildDeath& death, const board::Board& board) {
  RETURN_IF_REFUSED(UnlessUndecided(death, context));
  RETURN_IF_REFUSED(board::UnlessSucceeded(
      board, context,
      "Have it take this notification over (SucceedLead), and accept it in its name."));
  Decision decision = Recorded<ev::NotificationAccepted>(command);
  if (const auto* was = dynamic_cast<const ev::NotificationAccepted*>(context.corrected)) {
    FreeReferenceFor(was->case_reference(), command.case_reference(), death.id, context, decision);
  }
  RETURN_IF_REFUSED(TakeReferenceFor(death.id, command.case_reference(), context, decision));
  return decision;
}

void Evolve(ChildDeath& death, const ev::NotificationAccepted& event, const Fact&) {
  death.reference = event.case_reference();
  death.intake.admission = Admission::kCase;
  death.TakeBack(clocks::kCaseVoided);
}

Decision Decide(const cw::SetAsideNotification& command, const Context& context,
                const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessUndecided(death, context));
  if (death.intake.admission == Admission::kSetAside) {
    return Refuse(
        types::v1::NOTHING_TO_CHANGE,
        "This notification is set aside already. Accept it or link it, if it is needed after all.",
        kOwnRule);
  }
  return Recorded<ev::NotificationSetAside>(command);
}

void Evolve(ChildDeath& death, const ev::NotificationSetAside&, const Fact& fact) {
  death.intake.admission = Admission::kSetAside;
  death.ReachAsRecorded(clocks::kCaseVoided, fact);
}

Decision Decide(const cw::LinkNotification& command, const Context& context,
                const ChildDeath& waiting, const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessUndecided(waiting, context));
  RETURN_IF_REFUSED(UnlessOurs(death, context));
  const Notification& notice = waiting.notifications.front();
  RETURN_IF_REFUSED(UnlessAfterDeath(death, clocks::DayOf(notice.received_at, context.london)));
  Decision decision;
  auto& linked = decision.AddTo<ev::NotificationLinkedToCase>(waiting.id, command);
  linked.set_case_id(death.id);
  linked.set_case_reference(death.reference);
  auto& counted = decision.AddTo<ev::DuplicateNotificationLinked>(death.id, command);
  counted.set_notification_id(notice.notification_id);
  counted.set_channel(notice.channel);
  counted.set_notifier(notice.notifier);
  counted.mutable_received_at()->set_seconds(absl::ToUnixSeconds(notice.received_at));
  counted.set_account(absl::StrCat("As a guest told under ", waiting.reference, "."));
  return decision;
}

void Evolve(ChildDeath& death, const ev::NotificationLinkedToCase& event, const Fact& fact) {
  death.intake.admission = Admission::kLinked;
  death.intake.belongs_to = event.case_id();
  death.intake.belongs_to_reference = event.case_reference();
  death.ReachAsRecorded(clocks::kCaseVoided, fact);
}

namespace {

std::vector<StreamRef> CaseOf(const cw::UnlinkNotification&, const ChildDeath& linked) {
  if (linked.intake.admission != Admission::kLinked) return {};
  return {{types::v1::CHILD_DEATH, linked.intake.belongs_to}};
}

}  // namespace

// By whoever leads the case by now: where that went the notification went too.
Decision Decide(const cw::UnlinkNotification& command, const Context& context,
                const ChildDeath& linked) {
  const ChildDeath* death = Loaded<ChildDeath>(context, linked.intake.belongs_to);
  if (linked.intake.admission != Admission::kLinked || death == nullptr) {
    RETURN_IF_REFUSED(UnlessLedHere(linked, context));
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "This is linked to no case. Name a guest's notification that is, by its receipt.",
                  kOwnRule);
  }
  RETURN_IF_REFUSED(UnlessLedHere(*death, context));
  if (!death->intake.belongs_to.empty()) {
    return Refuse(
        types::v1::CASE_ABSORBED,
        absl::StrCat("The case it is linked to was itself merged into ",
                     death->intake.belongs_to_reference, " since. Separate those two first."),
        kOwnRule, {death->id, death->intake.belongs_to});
  }
  Decision decision;
  auto& unlinked = decision.AddTo<ev::NotificationUnlinked>(linked.id, command);
  unlinked.set_case_id(death->id);
  unlinked.set_case_reference(death->reference);
  decision.AddTo<ev::DuplicateNotificationUnlinked>(death->id, command)
      .set_notification_id(linked.notifications.front().notification_id);
  return decision;
}

// It waits as it did when it came: its receipt stands.
void Evolve(ChildDeath& death, const ev::NotificationUnlinked&, const Fact& fact) {
  death.lead_board_id = fact.body.board_id();
  death.intake.admission = Admission::kWaiting;
  death.intake.belongs_to.clear();
  death.intake.belongs_to_reference.clear();
  death.TakeBack(clocks::kCaseVoided);
}

void Evolve(ChildDeath& death, const ev::DuplicateNotificationUnlinked& event, const Fact&) {
  std::erase_if(death.notifications, [&](const Notification& notice) {
    if (notice.notification_id != event.notification_id()) return false;
    death.TakeBackEvent(notice.linked_by_event);
    return true;
  });
}

void RegisterGuestNotifications(WorkflowTable& table) {
  table.Events<ChildDeath, ev::GuestNotificationReceived, ev::GuestAccountGiven,
               ev::NotificationAccepted, ev::NotificationSetAside, ev::NotificationLinkedToCase,
               ev::NotificationUnlinked, ev::DuplicateNotificationUnlinked>();
  table.Command<cw::NotifyDeath, ChildDeath, board::Board>();
  table.Command<cw::AcceptNotification, ChildDeath, board::Board>();
  table.LoadBeside(&board::ReferencesBeside<cw::AcceptNotification, ChildDeath>);
  table.LoadBeside(&board::SuccessorOf<cw::AcceptNotification>);
  table.Command<cw::SetAsideNotification, ChildDeath>();
  table.Command<cw::LinkNotification, ChildDeath, ChildDeath>();
  table.Command<cw::UnlinkNotification, ChildDeath>();
  table.LoadBeside(&CaseOf);
}

}  // namespace candour::workflows::child_death
