// Passages redacted, each with its ground, and exactly which document may be published.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/casework/v1/publication.pb.h"
#include "workflows/case_review/review_kind.h"
#include "workflows/dates.h"
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
                  kOwnRule, {document.id, review.id});
  }
  return document::UnlessReadable(document, version);
}

std::optional<Rejection> UnlessNewDecision(const CaseReview& review,
                                           const std::string& decision_id) {
  if (!review.publication.decisions.contains(decision_id)) return std::nullopt;
  return Refuse(types::v1::ALREADY_DONE,
                "A decision on publication is recorded under this id already. Give another id, or "
                "leave it blank.",
                kOwnRule, {decision_id});
}

namespace {

// What a text of so many bytes can hold at most. Of a plain text that is its bytes; papers of other
// kinds are compressed, which makes them smaller by this factor at the very most (RFC 1951).
uint64_t CharactersAtMost(const ev::DocumentVersionAdded& version) {
  constexpr uint64_t kMostCharactersAByte = 1032;
  return absl::StartsWith(version.media_type(), "text/") ? version.bytes()
                                                         : version.bytes() * kMostCharactersAByte;
}

std::optional<Rejection> UnlessSpanOf(const cw::ApplyRedaction& command, const CaseReview& review,
                                      const ev::DocumentVersionAdded& version) {
  const uint32_t from = command.from_character();
  const uint32_t to = command.to_character();
  if (to <= from) {
    return Refuse(types::v1::CONTRADICTORY,
                  "The passage ends before it begins. Count its characters from 0; the last one "
                  "named is the first that is left.",
                  kOwnRule, {review.id});
  }
  if (to > CharactersAtMost(version)) {
    return Refuse(types::v1::CONTRADICTORY,
                  absl::StrCat("The passage lies outside the document: this version has ",
                               version.bytes(), " bytes, and cannot hold ", to,
                               " characters. Count the passage in the text of this version."),
                  kOwnRule, {command.document_id()});
  }
  for (const auto& [id, known] : review.publication.redactions) {
    const ev::RedactionApplied& span = known.record;
    if (known.lifted || span.document().sha256() != version.sha256()) continue;
    if (span.from_character() == from && span.to_character() == to) {
      return Refuse(types::v1::ALREADY_DONE,
                    "This passage is redacted already. Name another passage.", kOwnRule, {id});
    }
    if (from >= span.to_character() || to <= span.from_character()) continue;
    return Refuse(types::v1::CONTRADICTORY,
                  absl::StrCat("The passage overlaps with one that is redacted, from character ",
                               span.from_character(), " to ", span.to_character(),
                               ". Name what lies beside it, or take that redaction back first."),
                  kOwnRule, {id});
  }
  return std::nullopt;
}

}  // namespace

Decision Decide(const cw::ApplyRedaction& command, const Context& context, const CaseReview& review,
                const Document& document) {
  const uint32_t version = command.document_version();
  RETURN_IF_REFUSED(UnlessPaperOf(review, document, version));
  RETURN_IF_REFUSED(UnlessSpanOf(command, review, document.Find(version)->record));
  Decision decision;
  *decision.Add<ev::RedactionApplied>(command).mutable_document() =
      document.PinOf(*document.Find(version));
  return decision;
}

// A document that was approved carries out what it was approved with, for ever.
Decision Decide(const cw::LiftRedaction& command, const Context&, const CaseReview& review) {
  const Redaction& redaction = review.publication.redactions.at(command.redaction_id());
  if (redaction.lifted) {
    return Refuse(
        types::v1::ALREADY_DONE,
        "This redaction was taken back. Redact the passage anew if it has to go after all.",
        kOwnRule, {command.redaction_id()});
  }
  const ev::PublicationApproved* approval =
      review.publication.Approval(types::v1::REDACTED_OVERVIEW);
  const bool carried_out =
      approval != nullptr &&
      std::find(approval->redaction_ids().begin(), approval->redaction_ids().end(),
                command.redaction_id()) != approval->redaction_ids().end();
  if (carried_out) {
    return Refuse(
        types::v1::WRONG_STAGE,
        "A document that carries this redaction out is approved for publication, and "
        "what was approved does not change. Have that approval withdrawn first, or record what "
        "else is to be redacted of another version, and have that approved.",
        kOwnRule, {command.redaction_id()});
  }
  RETURN_IF_REFUSED(UnlessInOrder("the taking back", DayOf(command.lifted_on()), "the redaction",
                                  DayOf(redaction.record.redacted_on())));
  return Recorded<ev::RedactionLifted>(command);
}

namespace {

// Of a version of the report that is not the one the Board accepted last: what went from that has
// nothing to do with what is approved of this one.
bool IsOfAnotherVersion(const CaseReview& review, const Redaction& redaction) {
  const std::string& sha256 = redaction.record.document().sha256();
  const auto is_of = [&](const OverviewDraft& draft) {
    return !sha256.empty() && absl::EqualsIgnoreCase(draft.record.document_sha256(), sha256);
  };
  return !is_of(*review.AcceptedReport()) &&
         std::any_of(review.drafts.begin(), review.drafts.end(), is_of);
}

}  // namespace

// A redacted report carries out every redaction there is of its version, and is another document
// than the one it was made from; nothing else carries out any.
Decision Decide(const cw::ApprovePublication& command, const Context& context,
                const CaseReview& review, const Document& document, const Board& board) {
  RETURN_IF_REFUSED(UnlessPaperOf(review, document, command.document_version()));
  const absl::CivilDay approved = DayOf(command.approved_on());
  const FoundKind kind = KindOf(review, board, review.Standing()->option, approved);
  if (kind.rejection) return *kind.rejection;
  RETURN_IF_REFUSED(
      UnlessApartFromCase(review, command.approver_person_id(), "approve what is published of it"));
  RETURN_IF_REFUSED(
      UnlessOtherHands(review, command.approver_person_id(), "approve what is published of it"));
  RETURN_IF_REFUSED(
      UnlessOfThoseWhoAccept(review, command.approver_person_id(), *kind.datum, board, approved));
  const types::v1::DocumentPin pin = document.PinOf(*document.Find(command.document_version()));
  const bool redacted = command.form() == types::v1::REDACTED_OVERVIEW;
  const auto& named = command.redaction_ids();
  for (const auto& [id, redaction] : review.publication.redactions) {
    if (!redaction.lifted && redaction.record.document().sha256() == pin.sha256()) {
      return Refuse(types::v1::CONTRADICTORY,
                    "This is the document from which passages are to go. Add the redacted one, and "
                    "have that approved.",
                    kOwnRule, {id});
    }
    if (!redacted) continue;
    if (redaction.lifted) {
      if (std::find(named.begin(), named.end(), id) == named.end()) continue;
      return Refuse(types::v1::CONTRADICTORY,
                    "A redaction that is named was taken back. Name those that stand.", kOwnRule,
                    {id});
    }
    if (std::find(named.begin(), named.end(), id) != named.end()) continue;
    if (IsOfAnotherVersion(review, redaction)) continue;
    return Refuse(types::v1::CONTRADICTORY,
                  "A passage that is to be redacted is not among those the document carries out. "
                  "Name every redaction of this version of the report.",
                  kOwnRule, {id});
  }
  if (redacted == named.empty()) {
    return Refuse(types::v1::CONTRADICTORY,
                  redacted
                      ? "Nothing was redacted. Record each redaction with its ground first, or "
                        "publish the report in full."
                      : "Only a redacted report carries out redactions.",
                  kOwnRule, {review.id});
  }
  const std::string& accepted = review.AcceptedReport()->accepted->document_sha256();
  const bool in_full = command.form() == types::v1::FULL_OVERVIEW;
  if (in_full && !accepted.empty() && !absl::EqualsIgnoreCase(accepted, pin.sha256())) {
    return Refuse(
        types::v1::CONTRADICTORY,
        "This is not the report that the Board accepted. Name that document, approve this "
        "one as what it is, or have it drafted, endorsed and accepted.",
        kOwnRule, {review.id});
  }
  RETURN_IF_REFUSED(UnlessReadForNames(review, command.read_for_names_by_person_id()));
  const std::string decision_id = context.IdOr(command.decision_id(), 0);
  RETURN_IF_REFUSED(UnlessNewDecision(review, decision_id));
  Decision decision;
  auto& event = decision.Add<ev::PublicationApproved>(command);
  event.set_decision_id(decision_id);
  *event.mutable_document() = pin;
  event.set_report_version(review.AcceptedReport()->record.version());
  return decision;
}

Decision Decide(const cw::WithdrawPublicationApproval& command, const Context&,
                const CaseReview& review) {
  const std::string& id = command.decision_id();
  const auto& approvals = review.publication.approvals;
  const auto approval = std::find_if(approvals.begin(), approvals.end(),
                                     [&](const auto& one) { return one.decision_id() == id; });
  if (approval == approvals.end()) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "No approval for publication is recorded under this id. Name one that is.",
                  kOwnRule, {id});
  }
  if (review.publication.Approval(approval->form()) != &*approval) {
    return Refuse(types::v1::ALREADY_DONE,
                  "This approval stands no longer: it was withdrawn, another took its place, or "
                  "what it let out was taken down. Name the one that stands.",
                  kOwnRule, {id});
  }
  for (const ev::ReportPublished* published : UpIn(review, approval->form())) {
    if (!absl::EqualsIgnoreCase(published->document_sha256(), approval->document().sha256())) {
      continue;
    }
    return Refuse(types::v1::WRONG_STAGE,
                  "What was approved is published. Take it down if it must not be read any longer: "
                  "that ends the approval too.",
                  kOwnRule, {review.id, id});
  }
  RETURN_IF_REFUSED(UnlessInOrder("the withdrawal", DayOf(command.withdrawn_on()), "the approval",
                                  DayOf(approval->approved_on())));
  Decision decision;
  decision.Add<ev::PublicationApprovalWithdrawn>(command).set_form(approval->form());
  return decision;
}

void RegisterRedaction(WorkflowTable& table) {
  table.Command<cw::ApplyRedaction, CaseReview, Document>();
  table.Command<cw::LiftRedaction, CaseReview>();
  table.Command<cw::ApprovePublication, CaseReview, Document, Board>();
  table.Command<cw::WithdrawPublicationApproval, CaseReview>();
}

}  // namespace candour::workflows::case_review

namespace candour::workflows::publication {

void Register(WorkflowTable& table) {
  case_review::RegisterRedaction(table);
  case_review::RegisterPublishing(table);
  case_review::RegisterDisclosure(table);
}

}  // namespace candour::workflows::publication
