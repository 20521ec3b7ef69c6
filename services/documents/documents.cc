#include "services/documents/documents.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/status.h"
#include "services/gate/membership.h"
#include "services/record/streams.h"
#include "workflows/whose.h"

namespace candour::documents {

gate::ServiceHandlers Documents::Handlers() {
  gate::ServiceHandlers handlers("candour.documents.v1.Documents");
  handlers.Bidi<v1::UploadRequest, v1::UploadReply>(
      "Upload", [this](const gate::Call& call, auto& requests, auto& replies) {
        return Upload(call, requests, replies);
      });
  handlers.ServerStream<v1::DownloadRequest, v1::DownloadReply>(
      "Download", [this](const gate::Call& call, const auto& request, auto& replies) {
        return Download(call, request, replies);
      });
  handlers.Unary<v1::ListDocumentsRequest, v1::ListDocumentsReply>(
      "ListDocuments", [this](const gate::Call& call, const auto& request, auto& reply) {
        return List(call, request, reply);
      });
  handlers.Unary<v1::GetDocumentRequest, v1::DocumentSummary>(
      "GetDocument", [this](const gate::Call& call, const auto& request, auto& reply) {
        return Get(call, request, reply);
      });
  handlers.ServerStream<v1::RescanDocumentRequest, v1::VersionSummary>(
      "RescanDocument", [this](const gate::Call& call, const auto& request, auto& replies) {
        return Rescan(call, request, replies);
      });
  handlers.ServerStream<v1::VerifyContentsRequest, v1::ContentsVerified>(
      "VerifyContents", [this](const gate::Call& call, const auto& request, auto& replies) {
        return VerifyContents(call, request, replies);
      });
  return handlers;
}

absl::StatusOr<Documents::Found> Documents::Find(const gate::Caller& caller,
                                                 const std::string& tenant,
                                                 const std::string& document_id,
                                                 uint64_t at_least_position) const {
  Found found;
  ASSIGN_OR_RETURN(found.tenant, gate::TenantFor(caller, tenant));
  ASSIGN_OR_RETURN(record::Histories read,
                   record::ReadHistories(options_.record, options_.table, found.tenant,
                                         {{Document::kKind, document_id}}, {}, at_least_position));
  const auto& state = static_cast<const Document&>(*read.histories.front().state);
  std::optional<Document> open;
  if (state.Exists()) {
    ASSIGN_OR_RETURN(const auto whole, WholeOf(found.tenant, state));
    open = AsOpenTo(caller, state, whole.get());
  }
  if (!open) {
    return absl::NotFoundError(
        "there is no such document of your boards, or the case it belonged to was forgotten");
  }
  found.document = std::make_unique<const Document>(*std::move(open));
  return found;
}

absl::StatusOr<std::unique_ptr<const workflows::Aggregate>> Documents::WholeOf(
    const std::string& tenant, const Document& document) const {
  const auto whole = document.PartOfLed();
  if (!whole) return nullptr;
  ASSIGN_OR_RETURN(record::Histories read,
                   record::ReadHistories(options_.record, options_.table, tenant, {*whole}, {}));
  return std::move(read.histories.front().state);
}

std::optional<workflows::document::Document> Documents::AsOpenTo(
    const gate::Caller& caller, const Document& document, const workflows::Aggregate* whole) {
  std::optional<Micros> until;
  for (const std::string& board_id : caller.boards) {
    until = std::max(until, workflows::OpenUntil(board_id, document, whole));
  }
  if (!until) return std::nullopt;
  Document open = document;
  std::erase_if(open.versions, [&](const auto& version) { return version.recorded_at >= *until; });
  if (open.versions.empty() && !document.versions.empty()) return std::nullopt;
  return open;
}

}  // namespace candour::documents
