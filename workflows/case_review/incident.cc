// An incident reported and notified, its subjects, and the rapid review that follows a notice.
#include "workflows/case_review/incident.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/area_code.h"
#include "workflows/case_review/parts.h"
#include "workflows/case_review/recipients.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

namespace {

// What was reported stands, and is corrected; but an incident nobody suspected of abuse or neglect
// may come to be, and is then reported once more, as of the day on which it was.
std::optional<Rejection> UnlessReportedAnew(const CaseReview& review, types::v1::YesNo abuse,
                                            const types::v1::Date& aware_on) {
  const auto& reported = review.incident.reported;
  if (!reported) return std::nullopt;
  if (reported->abuse_or_neglect() == types::v1::NO && abuse != types::v1::NO) {
    return UnlessInOrder("the suspicion", DayOf(aware_on), "learning of the incident",
                         DayOf(reported->aware_on()));
  }
  return Refuse(types::v1::ALREADY_DONE,
                "The incident is reported already, and dates count from it. Correct that report if "
                "it was known on another day, or is otherwise than was told.",
                kOwnRule, {review.id});
}

// A death that is told of for the child's having been looked after, and for nothing else.
bool IsOnlyLookedAfter(const CaseReview& review) {
  const auto& reported = review.incident.reported;
  return reported && reported->abuse_or_neglect() == types::v1::NO &&
         !reported->looked_after_by_area().empty() && review.referral.harm() == types::v1::DEATH;
}

// As what those are told of it who have to be.
std::string_view ToldOf(const CaseReview& review) {
  return IsOnlyLookedAfter(review) ? clocks::kLookedAfterDeathKnown : clocks::kIncidentKnown;
}

// Those of `owed` who had no notice that stands.
void EraseTold(const CaseReview& review, std::set<std::string>& owed) {
  for (const auto& [id, notice] : review.incident.notices) {
    if (!notice.withdrawn && !notice.unsuspected) owed.erase(notice.record.recipient());
  }
}

// A rapid review follows a notice to those who are told of abuse or neglect, not one to others.
std::optional<Rejection> UnlessToldOfAbuse(const CaseReview& review, const Board& board,
                                           const types::v1::Date& on) {
  std::set<std::string> owed = RecipientsOf(review, board, clocks::kIncidentKnown, DayOf(on));
  const size_t all = owed.size();
  EraseTold(review, owed);
  if (all == 0 || owed.size() < all) return std::nullopt;
  return Refuse(types::v1::NOT_NOTIFIED,
                absl::StrCat("A rapid review follows a notification to: ",
                             absl::StrJoin(owed, "; "), ". Record that one first."),
                kOwnRule, {review.id});
}

}  // namespace

Decision Decide(const cw::ReportIncident& command, const Context&, const CaseReview& review,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessOfItsOwn(review));
  for (const std::string& code :
       {command.area_of_incident(), command.home_area(), command.looked_after_by_area()}) {
    RETURN_IF_REFUSED(UnlessAreaCode(code));
  }
  RETURN_IF_REFUSED(UnlessReportedAnew(review, command.abuse_or_neglect(), command.aware_on()));
  Decision decision;
  // Of a child harmed outside England the authority of its home tells, as of one harmed there.
  decision.Add<ev::IncidentReported>(command).set_elsewhere(
      !board.area_code.empty() && absl::StartsWith(command.area_of_incident(), "E") &&
      command.area_of_incident() != board.area_code);
  return decision;
}

// Nothing is owed to anybody of an incident in which nobody suspects abuse or neglect, unless a
// child looked after died.
void Evolve(CaseReview& review, const ev::IncidentReported& event, const Fact& fact) {
  const bool was_only_looked_after = IsOnlyLookedAfter(review);
  review.incident.reported = event;
  // Whoever was told of the death has not been told of the suspicion.
  for (auto& [id, notice] : review.incident.notices) {
    notice.unsuspected |= was_only_looked_after && !IsOnlyLookedAfter(review);
  }
  for (const auto milestone : {clocks::kIncidentKnown, clocks::kLookedAfterDeathKnown,
                               clocks::kLookedAfterDeathNotified, clocks::kIncidentElsewhere}) {
    review.TakeBack(milestone);
  }
  if (event.abuse_or_neglect() == types::v1::NO && !IsOnlyLookedAfter(review)) return;
  review.Reach(ToldOf(review), event.aware_on(), fact);
  if (event.elsewhere()) review.Reach(clocks::kIncidentElsewhere, event.aware_on(), fact);
}

Decision Decide(const cw::AddSubject& command, const Context&, const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessOfItsOwn(review));
  RETURN_IF_REFUSED(UnlessNameless(review, command.pseudonym(), "pseudonym"));
  return Recorded<ev::SubjectAdded>(command);
}

Decision Decide(const cw::NotifyIncident& command, const Context&, const CaseReview& review,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessOfItsOwn(review));
  const absl::CivilDay sent = DayOf(command.sent_on());
  const auto& reported = review.incident.reported;
  if (!reported) {
    return Refuse(types::v1::WRONG_STAGE,
                  "Nothing is recorded of the incident. Report it first, with the day on which the "
                  "authority learned of it.",
                  kOwnRule, {review.id});
  }
  RETURN_IF_REFUSED(UnlessInOrder("the notification", sent, "learning of the incident",
                                  DayOf(reported->aware_on())));
  RETURN_IF_REFUSED(UnlessRecipient(
      review, board,
      {clocks::kIncidentKnown, sent, command.recipient(), &command.recipient_because()}));
  for (const auto& [id, notice] : review.incident.notices) {
    // Of two children there are two forms, each with a reference of the recipient's own.
    if (notice.withdrawn || notice.unsuspected ||
        notice.record.recipient() != command.recipient() ||
        notice.record.external_reference() != command.external_reference()) {
      continue;
    }
    return Refuse(
        types::v1::ALREADY_DONE,
        absl::StrCat("They were told on ", clocks::DateWords(DayOf(notice.record.sent_on())),
                     ", and dates count from that. Correct that notification if it was "
                     "on another day, or withdraw it."),
        kOwnRule, {id});
  }
  std::set<std::string> owed = RecipientsOf(review, board, ToldOf(review), sent);
  Decision decision;
  auto& event = decision.Add<ev::IncidentNotified>(command);
  event.set_owed(owed.erase(command.recipient()) > 0);
  EraseTold(review, owed);
  event.set_completes(owed.empty());
  event.set_milestone(ToldAs(review, board, ToldOf(review), sent, command.recipient()));
  return decision;
}

void Evolve(CaseReview& review, const ev::IncidentNotified& event, const Fact& fact) {
  review.incident.notices[event.notice_id()].record = event;
  if (review.incident.withdrawn) {
    review.incident.withdrawn.reset();
    review.TakeBack(clocks::kNotificationWithdrawn);
    review.TakeBack(clocks::kIncidentNotified);
    review.TakeBack(clocks::kNationalPanelNotified);
    review.TakeBack(clocks::kScrDecisionAwaited);
  }
  if (!event.milestone().empty()) review.Reach(event.milestone(), event.sent_on(), fact);
  if (!event.completes()) return;
  if (IsOnlyLookedAfter(review)) {
    review.Reach(clocks::kLookedAfterDeathNotified, event.sent_on(), fact);
  } else {
    review.Reach(clocks::kIncidentNotified, event.sent_on(), fact);
  }
  // A notice after the decision leaves nothing to decide.
  if (!review.decisions.empty() && DayOf(event.sent_on()) >= review.decisions.front().decided_on) {
    return;
  }
  review.TakeBack(clocks::kScrReferredUnnotified);
  review.Reach(clocks::kScrDecisionAwaited, event.sent_on(), fact);
}

Decision Decide(const cw::AcknowledgeNotification& command, const Context&,
                const CaseReview& review) {
  RETURN_IF_REFUSED(
      UnlessInOrder("the acknowledgement", DayOf(command.acknowledged_on()), "the notification",
                    DayOf(review.incident.notices.at(command.notice_id()).record.sent_on())));
  return Recorded<ev::NotificationAcknowledged>(command);
}

void Evolve(CaseReview& review, const ev::NotificationAcknowledged& event, const Fact&) {
  review.incident.notices[event.notice_id()].acknowledged = event;
}

Decision Decide(const cw::WithdrawNotification& command, const Context&, const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessInOrder("the withdrawal", DayOf(command.withdrawn_on()),
                                  {{"the first notification", FirstNoticeOf(review)}}));
  return Recorded<ev::NotificationWithdrawn>(command);
}

void Evolve(CaseReview& review, const ev::NotificationWithdrawn& event, const Fact& fact) {
  review.incident.withdrawn = event;
  for (auto& [id, notice] : review.incident.notices) notice.withdrawn = true;
  review.Reach(clocks::kNotificationWithdrawn, event.withdrawn_on(), fact);
}

void Evolve(CaseReview& review, const ev::SubjectAdded& event, const Fact&) {
  review.incident.subjects[event.subject_id()].record = event;
}

void Evolve(CaseReview& review, const ev::SubjectNamed& event, const Fact&) {
  review.incident.subjects[event.subject_id()].named = event;
}

void Evolve(CaseReview& review, const ev::SubjectRemoved& event, const Fact&) {
  review.incident.subjects[event.subject_id()].removed = event;
}

Decision Decide(const cw::EstablishResidence& command, const Context&, const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessOfItsOwn(review));
  RETURN_IF_REFUSED(UnlessAreaCode(command.area_code()));
  return Recorded<ev::ResidenceEstablished>(command);
}

void Evolve(CaseReview& review, const ev::ResidenceEstablished& event, const Fact&) {
  review.incident.subjects[event.subject_id()].residences.push_back(event);
}

Decision Decide(const cw::StartRapidReview& command, const Context&, const CaseReview& review,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessToldOfAbuse(review, board, command.started_on()));
  if (!review.incident.rapid_review.started) return Recorded<ev::RapidReviewStarted>(command);
  return Refuse(
      types::v1::ALREADY_DONE,
      "The rapid review has begun. Submit what it found; to change when it began, correct that.",
      kOwnRule, {review.id});
}

void Evolve(CaseReview& review, const ev::RapidReviewStarted& event, const Fact&) {
  review.incident.rapid_review.started = event;
}

Decision Decide(const cw::SubmitRapidReview& command, const Context&, const CaseReview& review,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessToldOfAbuse(review, board, command.submitted_on()));
  const RapidReview& rapid = review.incident.rapid_review;
  if (rapid.Settled()) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The national panel has answered the rapid review and asks for no other. Record "
                  "its advice on the decision, or have the decision reversed on new evidence.",
                  kOwnRule, {review.id});
  }
  if (!rapid.submissions.empty() && !rapid.Answered()) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The rapid review was submitted, and waits for the national panel's answer. "
                  "Record that; to change what was submitted, correct it.",
                  kOwnRule, {review.id});
  }
  std::optional<absl::CivilDay> returned;
  if (!rapid.answers.empty()) returned = DayOf(rapid.answers.back().answered_on());
  RETURN_IF_REFUSED(UnlessInOrder("the submission", DayOf(command.submitted_on()),
                                  {{"the first notification", FirstNoticeOf(review)},
                                   {"the national panel's answer", returned}}));
  Decision decision;
  decision.Add<ev::RapidReviewSubmitted>(command).set_version(
      static_cast<uint32_t>(rapid.submissions.size()) + 1);
  return decision;
}

void Evolve(CaseReview& review, const ev::RapidReviewSubmitted& event, const Fact& fact) {
  review.incident.rapid_review.submissions.push_back(event);
  review.Reach(clocks::kRapidReviewSubmitted, event.submitted_on(), fact);
}

Decision Decide(const cw::RecordRapidReviewAnswer& command, const Context&,
                const CaseReview& review) {
  const RapidReview& rapid = review.incident.rapid_review;
  if (rapid.submissions.empty()) {
    return Refuse(types::v1::WRONG_STAGE,
                  "No rapid review was submitted that could be answered. Record its submission.",
                  kOwnRule, {review.id});
  }
  if (rapid.Answered()) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The rapid review that was last submitted is answered. Record what the national "
                  "panel said since as its advice on the decision, or correct the answer.",
                  kOwnRule, {review.id});
  }
  RETURN_IF_REFUSED(UnlessInOrder("the answer", DayOf(command.answered_on()), "the submission",
                                  DayOf(rapid.submissions.back().submitted_on())));
  Decision decision;
  decision.Add<ev::RapidReviewAnswered>(command).set_version(
      static_cast<uint32_t>(rapid.submissions.size()));
  return decision;
}

void Evolve(CaseReview& review, const ev::RapidReviewAnswered& event, const Fact& fact) {
  review.incident.rapid_review.answers.push_back(event);
  review.Reach(clocks::kRapidReviewAnswered, event.answered_on(), fact);
}

std::optional<absl::CivilDay> FirstNoticeOf(const CaseReview& review) {
  std::optional<absl::CivilDay> first;
  for (const auto& [id, notice] : review.incident.notices) {
    const absl::CivilDay sent = DayOf(notice.record.sent_on());
    first = std::min(first.value_or(sent), sent);
  }
  return first;
}

void RegisterIncident(WorkflowTable& table) {
  table.Events<CaseReview, ev::IncidentReported, ev::IncidentNotified, ev::NotificationAcknowledged,
               ev::NotificationWithdrawn, ev::SubjectAdded, ev::SubjectNamed, ev::SubjectRemoved,
               ev::ResidenceEstablished, ev::RapidReviewStarted, ev::RapidReviewSubmitted,
               ev::RapidReviewAnswered>();
  table.Things<CaseReview>(
      types::v1::A_NOTICE,
      [](const CaseReview& review, const std::string& id) {
        return review.incident.notices.contains(id);
      },
      "There was no such notification. Record it first.",
      "The notification is recorded under this id already. Give another one its own id, or leave "
      "that blank.");
  table.Things<CaseReview>(
      types::v1::A_SUBJECT,
      [](const CaseReview& review, const std::string& id) {
        return review.incident.subjects.contains(id);
      },
      "The review is about nobody of this id. Add them first.",
      "Somebody is in the review under this id already. Give another one its own id, or leave that "
      "blank.");
  table.Command<cw::ReportIncident, CaseReview, Board>();
  table.Command<cw::NotifyIncident, CaseReview, Board>();
  table.Command<cw::AcknowledgeNotification, CaseReview>();
  table.Command<cw::WithdrawNotification, CaseReview>();
  table.Command<cw::AddSubject, CaseReview>();
  table.Record<cw::NameSubject, ev::SubjectNamed, CaseReview>();
  table.Record<cw::RemoveSubject, ev::SubjectRemoved, CaseReview>();
  table.Command<cw::EstablishResidence, CaseReview>();
  table.Command<cw::StartRapidReview, CaseReview, Board>();
  table.Command<cw::SubmitRapidReview, CaseReview, Board>();
  table.Command<cw::RecordRapidReviewAnswer, CaseReview>();
}

}  // namespace candour::workflows::case_review
