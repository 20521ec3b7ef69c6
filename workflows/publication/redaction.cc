// Passages redacted, each with its ground, and exactly which document may be published.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "candour/casework/v1/publication.pb.h"
#include "workflows/publication/parts.h"
#include "workflows/publication/publication.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using document::Document;
using types::v1::Rejection;

std::optional<Rejection> UnlessPaperOf(const CaseReview& review, const Document& document,
                                       uint32_t version) {
  if (document.added.about_id() != review.id) {
    return Refuse(types::v1::CONTRADICTORY,
                  "The document is not one of this review. Add it to the review, and name that.",
                  {}, {document.id, review.id});
  }
  return document::UnlessReadable(document, version);
}

std::optional<Rejection> UnlessNewDecision(const CaseReview& review,
                                           const std::string& decision_id) {
  if (!review.publication.decisions.contains(decision_id)) return std::nullopt;
  return Refuse(types::v1::ALREADY_DONE,
                "A decision on publication is recorded under this id already.", {}, {decision_id});
}

Decision Decide(const cw::ApplyRedaction& command, const Context& context, const CaseReview& review,
                const Document& document) {
  const uint32_t version = command.document_version();
  RETURN_IF_REFUSED(UnlessPaperOf(review, document, version));
  if (command.to_character() <= command.from_character()) {
    return Refuse(types::v1::CONTRADICTORY,
                  "The passage ends before it begins. Count its characters from 0; the last one "
                  "named is the first that is left.",
                  {}, {review.id});
  }
  const types::v1::DocumentPin pin = document.PinOf(*document.Find(version));
  for (const auto& [id, known] : review.publication.redactions) {
    if (known.document().sha256() != pin.sha256() ||
        known.from_character() != command.from_character() ||
        known.to_character() != command.to_character()) {
      continue;
    }
    return Refuse(types::v1::ALREADY_DONE, "This passage is redacted already.", {}, {id});
  }
  Decision decision;
  *decision.Add<ev::RedactionApplied>(command).mutable_document() = pin;
  return decision;
}

// A redacted report carries out every redaction there is, and is another document than the one it
// was made from; nothing else carries out any.
Decision Decide(const cw::ApprovePublication& command, const Context& context,
                const CaseReview& review, const Document& document, const Board&) {
  RETURN_IF_REFUSED(UnlessPaperOf(review, document, command.document_version()));
  RETURN_IF_REFUSED(
      UnlessApartFromCase(review, command.approver_person_id(), "approve what is published of it"));
  RETURN_IF_REFUSED(
      UnlessOtherHands(review, command.approver_person_id(), "approve what is published of it"));
  const types::v1::DocumentPin pin = document.PinOf(*document.Find(command.document_version()));
  const bool redacted = command.form() == types::v1::REDACTED_OVERVIEW;
  const auto& named = command.redaction_ids();
  for (const auto& [id, redaction] : review.publication.redactions) {
    if (!redacted) break;
    if (redaction.document().sha256() == pin.sha256()) {
      return Refuse(types::v1::CONTRADICTORY,
                    "This is the document from which passages are to go. Add the redacted one, and "
                    "have that approved.",
                    {}, {id});
    }
    if (std::find(named.begin(), named.end(), id) != named.end()) continue;
    return Refuse(types::v1::CONTRADICTORY,
                  "A passage that is to be redacted is not among those the document carries out. "
                  "Name every redaction.",
                  {}, {id});
  }
  if (redacted == named.empty()) {
    return Refuse(types::v1::CONTRADICTORY,
                  redacted
                      ? "Nothing was redacted. Record each redaction with its ground first, or "
                        "publish the report in full."
                      : "Only a redacted report carries out redactions.",
                  {}, {review.id});
  }
  const std::string decision_id = context.IdOr(command.decision_id(), 0);
  RETURN_IF_REFUSED(UnlessNewDecision(review, decision_id));
  Decision decision;
  auto& event = decision.Add<ev::PublicationApproved>(command);
  event.set_decision_id(decision_id);
  *event.mutable_document() = pin;
  return decision;
}

void RegisterRedaction(WorkflowTable& table) {
  table.Command<cw::ApplyRedaction, CaseReview, Document>();
  table.Command<cw::ApprovePublication, CaseReview, Document, Board>();
}

}  // namespace candour::workflows::case_review

namespace candour::workflows::publication {

void Register(WorkflowTable& table) {
  case_review::RegisterRedaction(table);
  case_review::RegisterPublishing(table);
  case_review::RegisterDisclosure(table);
}

}  // namespace candour::workflows::publication
