// What may be added to what, and when a version may be read, released and pinned.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/document/document.h"
#include "workflows/document/parts.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"
#include "workflows/whose.h"
#include "workflows/words.h"

namespace candour::workflows::document {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using case_review::CaseReview;
using child_death::ChildDeath;
using meeting::Meeting;
using types::v1::Rejection;

StreamRef OwnerOf(const cw::AddDocument& command) {
  if (!command.case_id().empty()) return {types::v1::CHILD_DEATH, command.case_id()};
  if (!command.review_id().empty()) return {types::v1::CASE_REVIEW, command.review_id()};
  if (!command.meeting_id().empty()) return {types::v1::MEETING, command.meeting_id()};
  return {types::v1::BOARD, command.header().board_id()};
}

namespace {

std::optional<Rejection> UnlessVersion(const Document& document, uint32_t version) {
  if (version > 0 && document.Find(version) != nullptr) return std::nullopt;
  return Refuse(types::v1::UNKNOWN_REFERENCE,
                absl::StrCat("The document has no version ", version, ": it has ",
                             document.versions.size(), ". Name one of them."),
                kOwnRule, {document.id});
}

}  // namespace

std::optional<Rejection> UnlessReadable(const Document& document, uint32_t version) {
  RETURN_IF_REFUSED(UnlessVersion(document, version));
  const Version& found = *document.Find(version);
  if (!found.Quarantined()) return std::nullopt;
  const std::string because =
      found.scans.empty() ? "it has not been scanned" : Words(found.Finding());
  return Refuse(types::v1::DOCUMENT_QUARANTINED,
                absl::StrCat("Version ", version, " is in quarantine: ", because,
                             ". Have it scanned again, or have it released by somebody who "
                             "answers for what is given out."),
                kOwnRule, {document.id});
}

namespace {

// Of a command that says a version was read: as above, and CONTRADICTORY if the hash it gives is
// another's.
std::optional<Rejection> UnlessRead(const Document& document, const types::v1::DocumentPin& pin,
                                    const Context& context) {
  RETURN_IF_REFUSED(UnlessHeldHere(document, context));
  RETURN_IF_REFUSED(UnlessReadable(document, pin.version()));
  if (document.Find(pin.version())->record.sha256() == pin.sha256()) return std::nullopt;
  return Refuse(types::v1::CONTRADICTORY,
                absl::StrCat("Version ", pin.version(),
                             " of the document has another hash. Look up which version was read."),
                kOwnRule, {document.id});
}

}  // namespace

Decision Decide(const cw::AddDocument& command, const Context& context, const Document&,
                const ChildDeath& death, const CaseReview& review, const Meeting& meeting,
                const Board&) {
  if (death.Exists() + review.Exists() + meeting.Exists() > 1) {
    return Refuse(types::v1::CONTRADICTORY,
                  "A document belongs to one case, one review or one meeting. Name one of them, "
                  "and pin it to whatever else reads it.",
                  kOwnRule);
  }
  const StreamRef owner = OwnerOf(command);
  Decision decision;
  auto& added = decision.Add<ev::DocumentAdded>(command);
  added.set_about(owner.kind);
  added.set_about_id(owner.id);
  decision.Add<ev::DocumentNamed>(command);
  decision.Add<ev::DocumentVersionAdded>(command).set_version(1);
  return decision;
}

Decision Decide(const cw::AddDocumentVersion& command, const Context& context,
                const Document& document) {
  for (const Version& version : document.versions) {
    if (version.record.sha256() != command.sha256()) continue;
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  absl::StrCat("This is version ", version.record.version(),
                               " of the document, to the letter. Refer to that."),
                  kOwnRule);
  }
  Decision decision;
  decision.Add<ev::DocumentVersionAdded>(command).set_version(
      static_cast<uint32_t>(document.versions.size()) + 1);
  if (!command.file_name().empty()) decision.Add<ev::DocumentNamed>(command);
  return decision;
}

Decision Decide(const cw::RecordDocumentScan& command, const Context& context,
                const Document& document) {
  RETURN_IF_REFUSED(UnlessVersion(document, command.version()));
  return Recorded<ev::DocumentScanned>(command);
}

Decision Decide(const cw::RenameDocument& command, const Context& context,
                const Document& document) {
  if (command.title() == document.named.title()) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "The document has this title already. Give another title.", kOwnRule);
  }
  return Recorded<ev::DocumentNamed>(command);
}

Decision Decide(const cw::ReleaseDocument& command, const Context& context,
                const Document& document) {
  RETURN_IF_REFUSED(UnlessVersion(document, command.version()));
  if (!document.Find(command.version())->Quarantined()) {
    return Refuse(
        types::v1::NOTHING_TO_CHANGE,
        "This version is not in quarantine. Read it as it is, or name the version that is.",
        kOwnRule);
  }
  return Recorded<ev::DocumentReleased>(command);
}

Decision Decide(const cw::PinDocument& command, const Context& context, const Document& document,
                const Meeting& meeting) {
  if (command.meeting_id().empty() && command.decision_event_id().empty()) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "Something must have read it. Name the meeting, the event of the decision, or "
                  "both.",
                  kOwnRule);
  }
  RETURN_IF_REFUSED(UnlessReadable(document, command.version()));
  const Version& version = *document.Find(command.version());
  const bool pinned = std::any_of(version.pins.begin(), version.pins.end(), [&](const auto& pin) {
    return pin.meeting_id() == command.meeting_id() &&
           pin.decision_event_id() == command.decision_event_id();
  });
  if (pinned) {
    return Refuse(types::v1::ALREADY_DONE,
                  "This version is pinned to it already. Name another version, or leave it so.",
                  kOwnRule);
  }
  Decision decision;
  *decision.Add<ev::DocumentPinned>(command).mutable_document() = document.PinOf(version);
  return decision;
}

void RegisterRules(WorkflowTable& table) {
  table.Pins<Document>(UnlessRead);
  table.AdmitHolder<Document>();
  table.Command<cw::AddDocument, Document, ChildDeath, CaseReview, Meeting, Board>();
  table.Command<cw::AddDocumentVersion, Document>();
  table.Command<cw::RecordDocumentScan, Document>();
  table.Command<cw::RenameDocument, Document>();
  table.Command<cw::ReleaseDocument, Document>();
  table.Command<cw::PinDocument, Document, Meeting>();
}

}  // namespace candour::workflows::document
