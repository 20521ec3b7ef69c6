// Disclosure, of each recipient by themselves: asked for, ordered, made or refused. It is apart
// from publication: what was never published may have been given to a court, and to nobody else.
#include "candour/casework/v1/publication.pb.h"
#include "workflows/case_review/recipients.h"
#include "workflows/dates.h"
#include "workflows/publication/parts.h"
#include "workflows/publication/publication.h"
#include "workflows/refusals.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using document::Document;
using types::v1::Rejection;

namespace {

// A court that restricts what is known of the case restricts disclosure too, unless it is ordered.
bool IsRestrictedByCourt(const CaseReview& review) {
  for (const auto& [id, embargo] : review.publication.embargoes) {
    if (!embargo.lifted && embargo.record.cause() == types::v1::COURT_ORDER) return true;
  }
  return false;
}

// The event of a disclosure that was asked for, with the recipient it was asked for.
template <typename Event, typename Command>
Decision ToWhomAsked(const Command& command, const CaseReview& review) {
  Decision decision;
  decision.Add<Event>(command).set_recipient(
      review.publication.disclosures.at(command.disclosure_id()).record.recipient());
  return decision;
}

}  // namespace

Decision Decide(const cw::RequestDisclosure& command, const Context&, const CaseReview& review,
                const Board& board) {
  RETURN_IF_REFUSED(
      UnlessDisclosedTo(review, board, command.recipient(), DayOf(command.requested_on())));
  return Recorded<ev::DisclosureRequested>(command);
}

Decision Decide(const cw::MakeDisclosure& command, const Context& context, const CaseReview& review,
                const Document& document) {
  const Disclosure& disclosure = review.publication.disclosures.at(command.disclosure_id());
  RETURN_IF_REFUSED(UnlessPaperOf(review, document, command.document_version()));
  if (disclosure.refused) {
    return Refuse(types::v1::DISCLOSURE_WITHHELD,
                  "Disclosure to them was refused. Record the order that overrides it first.",
                  kOwnRule, {command.disclosure_id()});
  }
  if (IsRestrictedByCourt(review) && !disclosure.ordered) {
    return Refuse(types::v1::DISCLOSURE_WITHHELD,
                  "An order of a court restricts what may be told of the case, and none orders "
                  "this disclosure. Record the order that does.",
                  kEmbargoSource, {command.disclosure_id()});
  }
  if (disclosure.ordered && !disclosure.ordered->conditions().empty() &&
      command.conditions().empty()) {
    return Refuse(types::v1::REASON_MISSING,
                  "The order sets conditions. Say under which it was given out.", kOwnRule,
                  {command.disclosure_id()});
  }
  RETURN_IF_REFUSED(UnlessInOrder("the disclosure", DayOf(command.made_on()), "the request",
                                  DayOf(disclosure.record.requested_on())));
  Decision decision;
  auto& made = decision.Add<ev::DisclosureMade>(command);
  *made.mutable_document() = document.PinOf(*document.Find(command.document_version()));
  made.set_recipient(disclosure.record.recipient());
  return decision;
}

Decision Decide(const cw::RecordDisclosureOrder& command, const Context&,
                const CaseReview& review) {
  return ToWhomAsked<ev::DisclosureOrdered>(command, review);
}

Decision Decide(const cw::RefuseDisclosure& command, const Context&, const CaseReview& review) {
  if (!review.publication.disclosures.at(command.disclosure_id()).ordered) {
    return ToWhomAsked<ev::DisclosureRefused>(command, review);
  }
  return Refuse(types::v1::NOT_AUTHORISED,
                "It was ordered, and cannot be refused. Ask the court to vary its order.",
                kEmbargoSource, {command.disclosure_id()});
}

void RegisterDisclosure(WorkflowTable& table) {
  table.Command<cw::RequestDisclosure, CaseReview, Board>();
  table.Command<cw::RecordDisclosureOrder, CaseReview>();
  table.Command<cw::MakeDisclosure, CaseReview, Document>();
  table.Command<cw::RefuseDisclosure, CaseReview>();
}

}  // namespace candour::workflows::case_review
