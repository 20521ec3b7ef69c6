// Information asked for, advice answered, safety actions, and what is done instead of a review.
#include "workflows/case_review/advice.h"

#include "absl/strings/str_cat.h"
#include "workflows/case_review/parts.h"
#include "workflows/case_review/review_kind.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

void Evolve(CaseReview& review, const ev::InformationRequested& event, const Fact& fact) {
  review.consideration.requests[event.request_id()].record = event;
  review.NameSubject(event.request_id(), event.agency_id());
  review.Reach(clocks::kInformationRequested, event.requested_on(), fact, event.request_id(),
               &event.due_on());
}

Decision Decide(const cw::RequestInformation& command, const Context&, const CaseReview& review,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessOfItsOwn(review));
  RETURN_IF_REFUSED(
      board::UnlessAgencyStands(board, command.agency_id(), DayOf(command.requested_on())));
  return Recorded<ev::InformationRequested>(command);
}

Decision Decide(const cw::PassInformationRequestOn& command, const Context&,
                const CaseReview& review, const Board& board) {
  const InformationRequest& request = review.consideration.requests.at(command.request_id());
  if (request.received) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The agency has answered: there is nothing left to pass on. Ask the other one "
                  "anew.",
                  kOwnRule, {command.request_id()});
  }
  const std::string& asked = request.record.agency_id();
  RETURN_IF_REFUSED(
      board::UnlessMayPassOn(board, {asked, command.to_agency_id(), DayOf(command.passed_on())}));
  RETURN_IF_REFUSED(UnlessInOrder("passing it on", DayOf(command.passed_on()), "the request",
                                  DayOf(request.record.requested_on())));
  Decision decision;
  decision.Add<ev::InformationRequestPassedOn>(command).set_from_agency_id(asked);
  return decision;
}

void Evolve(CaseReview& review, const ev::InformationRequestPassedOn& event, const Fact&) {
  review.consideration.requests[event.request_id()].record.set_agency_id(event.to_agency_id());
  review.NameSubject(event.request_id(), event.to_agency_id());
}

Decision Decide(const cw::ReceiveInformation& command, const Context&, const CaseReview& review) {
  const InformationRequest& request = review.consideration.requests.at(command.request_id());
  RETURN_IF_REFUSED(UnlessInOrder("the answer", DayOf(command.received_on()), "the request",
                                  DayOf(request.record.requested_on())));
  if (!command.nil_return() && command.summary().empty() && command.document_sha256().empty()) {
    return Refuse(types::v1::REASON_MISSING,
                  "Say what the agency told, give the content hash of its paper, or mark it as a "
                  "nil return.",
                  kOwnRule, {command.request_id()});
  }
  if (command.nil_return() && !(command.summary().empty() && command.document_sha256().empty())) {
    return Refuse(types::v1::CONTRADICTORY,
                  "A nil return says that the agency knows nothing, and something of what it knows "
                  "is told. Leave one of the two out.",
                  kOwnRule, {command.request_id()});
  }
  return Recorded<ev::InformationReceived>(command);
}

void Evolve(CaseReview& review, const ev::InformationReceived& event, const Fact& fact) {
  review.consideration.requests[event.request_id()].received = event;
  review.Reach(clocks::kInformationReceived, event.received_on(), fact, event.request_id());
}

// Of one decision: on the review, or on publishing its report.
Decision Decide(const cw::RecordPanelAdvice& command, const Context&, const CaseReview& review) {
  const bool on_publication = !command.publication_decision_id().empty();
  if (on_publication != command.decision_id().empty()) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "Advice is about one decision. Name the decision on the review in decision_id, "
                  "or the one on publication in publication_decision_id.",
                  kOwnRule);
  }
  const auto& on_publishing = review.publication.decisions;
  if (on_publication && !on_publishing.contains(command.publication_decision_id())) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "No such decision on publication was made. Name one that was recorded.", kOwnRule,
                  {command.publication_decision_id()});
  }
  const absl::CivilDay decided = on_publication
                                     ? DayOf(on_publishing.at(command.publication_decision_id()))
                                     : review.FindDecision(command.decision_id())->decided_on;
  RETURN_IF_REFUSED(
      UnlessInOrder("the advice", DayOf(command.received_on()), "the decision", decided));
  return Recorded<ev::PanelAdviceReceived>(command);
}

void Evolve(CaseReview& review, const ev::PanelAdviceReceived& event, const Fact&) {
  review.consideration.advice[event.advice_id()].record = event;
}

// Advice does not bind: what is rejected stays on the record beside its answer.
Decision Decide(const cw::AnswerPanelAdvice& command, const Context&, const CaseReview& review) {
  const Advice& advice = review.consideration.advice.at(command.advice_id());
  if (advice.answered) {
    return Refuse(types::v1::ALREADY_DONE,
                  "This advice was answered. To change the answer, correct it.", kOwnRule,
                  {command.advice_id()});
  }
  RETURN_IF_REFUSED(UnlessInOrder("the answer", DayOf(command.answered_on()), "the advice",
                                  DayOf(advice.record.received_on())));
  return Recorded<ev::PanelAdviceAnswered>(command);
}

void Evolve(CaseReview& review, const ev::PanelAdviceAnswered& event, const Fact&) {
  review.consideration.advice[event.advice_id()].answered = event;
}

// What is looked at in a lesser way is no review of the kind that rests on criteria, and takes the
// place of one only where one was decided against.
Decision Decide(const cw::CommissionAlternative& command, const Context&, const CaseReview& review,
                const Board& board) {
  const absl::CivilDay commissioned = DayOf(command.commissioned_on());
  const FoundKind kind = KindOf(review, board, command.option(), commissioned);
  if (kind.rejection) return *kind.rejection;
  const FoundKind standing = KindOf(review, board, review.Standing()->option, commissioned);
  if (standing.rejection) return *standing.rejection;
  if (kind.datum->accepted_by().empty() || kind.datum->rests_on_criterion() ||
      standing.datum->rests_on_criterion()) {
    return Refuse(types::v1::CONTRADICTORY,
                  absl::StrCat("A lesser review is commissioned in place of one that was decided "
                               "against. The decision that stands is for: ",
                               standing.datum->title(), "; what is commissioned: ",
                               kind.datum->title(), ". Have the decision reversed instead."),
                  kOwnRule, {review.id, review.Standing()->decision_id});
  }
  RETURN_IF_REFUSED(
      UnlessInOrder("the commission", commissioned, "the decision", review.Standing()->decided_on));
  return Recorded<ev::AlternativeCommissioned>(command);
}

// One that was given no day starts no clock; it may be done all the same.
void Evolve(CaseReview& review, const ev::AlternativeCommissioned& event, const Fact& fact) {
  const std::string& id = event.alternative_id().empty() ? fact.event_id : event.alternative_id();
  review.consideration.alternatives[id].record = event;
  review.NameSubject(id, event.by_agency_id(), Words(event.option()));
  if (!event.has_due_on()) return;
  review.Reach(clocks::kAlternativeCommissioned, event.commissioned_on(), fact, id,
               &event.due_on());
}

Decision Decide(const cw::CompleteAlternative& command, const Context&, const CaseReview& review) {
  const Alternative& alternative = review.consideration.alternatives.at(command.alternative_id());
  if (alternative.completed) {
    return Refuse(
        types::v1::ALREADY_DONE,
        "This lesser review is done. To change what it found, correct that, or commission another.",
        kOwnRule, {command.alternative_id()});
  }
  RETURN_IF_REFUSED(UnlessInOrder("its end", DayOf(command.completed_on()), "the commission",
                                  DayOf(alternative.record.commissioned_on())));
  return Recorded<ev::AlternativeCompleted>(command);
}

void Evolve(CaseReview& review, const ev::AlternativeCompleted& event, const Fact& fact) {
  review.consideration.alternatives[event.alternative_id()].completed = event;
  review.Reach(clocks::kAlternativeCompleted, event.completed_on(), fact, event.alternative_id());
}

Decision Decide(const cw::RecordNationalReview& command, const Context&, const CaseReview& review) {
  for (const ev::NationalReviewArranged& known : review.consideration.national_reviews) {
    if (known.reference() != command.reference() ||
        (known.reference().empty() && DayOf(known.arranged_on()) != DayOf(command.arranged_on()))) {
      continue;
    }
    return Refuse(types::v1::ALREADY_DONE,
                  "This national review is recorded already. Correct that entry, or give the "
                  "reference of another one.",
                  kOwnRule, {review.id});
  }
  return Recorded<ev::NationalReviewArranged>(command);
}

void Evolve(CaseReview& review, const ev::NationalReviewArranged& event, const Fact&) {
  review.consideration.national_reviews.push_back(event);
}

void Evolve(CaseReview& review, const ev::SafetyActionRequired& event, const Fact& fact) {
  review.consideration.safety_actions[event.safety_action_id()].record = event;
  review.NameSubject(event.safety_action_id(), event.agency_id());
  review.Reach(clocks::kSafetyActionRequired, event.required_on(), fact, event.safety_action_id(),
               &event.due_on());
}

Decision Decide(const cw::RecordSafetyAction& command, const Context&, const CaseReview& review) {
  const SafetyAction& action = review.consideration.safety_actions.at(command.safety_action_id());
  if (action.taken) {
    return Refuse(types::v1::ALREADY_DONE, "This action was taken. Require another one.", kOwnRule,
                  {command.safety_action_id()});
  }
  RETURN_IF_REFUSED(UnlessInOrder("the action", DayOf(command.taken_on()), "it was required",
                                  DayOf(action.record.required_on())));
  return Recorded<ev::SafetyActionTaken>(command);
}

void Evolve(CaseReview& review, const ev::SafetyActionTaken& event, const Fact& fact) {
  review.consideration.safety_actions[event.safety_action_id()].taken = event;
  review.Reach(clocks::kSafetyActionTaken, event.taken_on(), fact, event.safety_action_id());
}

void RegisterAdvice(WorkflowTable& table) {
  table.Events<CaseReview, ev::InformationRequested, ev::InformationRequestPassedOn,
               ev::InformationReceived, ev::PanelAdviceReceived, ev::PanelAdviceAnswered,
               ev::AlternativeCommissioned, ev::AlternativeCompleted, ev::NationalReviewArranged,
               ev::SafetyActionRequired, ev::SafetyActionTaken>();
  table.Things<CaseReview>(
      types::v1::AN_INFORMATION_REQUEST,
      [](const CaseReview& review, const std::string& id) {
        return review.consideration.requests.contains(id);
      },
      "No agency was asked under this id. Record the request first.",
      "An agency was asked under this id already. Give another one its own id, or leave that "
      "blank.");
  table.Things<CaseReview>(
      types::v1::A_PIECE_OF_ADVICE,
      [](const CaseReview& review, const std::string& id) {
        return review.consideration.advice.contains(id);
      },
      "There is no such advice. Record it first.",
      "The advice is recorded already. Give another one its own id, or leave that blank.");
  table.Things<CaseReview>(
      types::v1::A_SAFETY_ACTION,
      [](const CaseReview& review, const std::string& id) {
        return review.consideration.safety_actions.contains(id);
      },
      "No such safety action was required. Record the requirement first.",
      "A safety action was required under this id already. Give another one its own id, or leave "
      "that blank.");
  table.Things<CaseReview>(
      types::v1::AN_ALTERNATIVE,
      [](const CaseReview& review, const std::string& id) {
        return review.consideration.alternatives.contains(id);
      },
      "No such lesser review was commissioned. Record the commission first.",
      "A lesser review was commissioned under this id already. Give another one its own id, or "
      "leave that blank.");
  table.Command<cw::RequestInformation, CaseReview, Board>();
  table.Command<cw::PassInformationRequestOn, CaseReview, Board>();
  table.Command<cw::ReceiveInformation, CaseReview>();
  table.Command<cw::RecordPanelAdvice, CaseReview>();
  table.Command<cw::AnswerPanelAdvice, CaseReview>();
  table.Command<cw::CommissionAlternative, CaseReview, Board>();
  table.Command<cw::CompleteAlternative, CaseReview>();
  table.Command<cw::RecordNationalReview, CaseReview>();
  table.Record<cw::RequireSafetyAction, ev::SafetyActionRequired, CaseReview, Board>();
  table.Command<cw::RecordSafetyAction, CaseReview>();
}

}  // namespace candour::workflows::case_review
