// Documents on their way out, and what there is to know of them.
#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "base/status.h"
#include "candour/record/v1/record.pb.h"
#include "services/documents/documents.h"
#include "services/gate/check_fields.h"
#include "services/gate/errors.h"
#include "services/gate/membership.h"
#include "services/gate/roles.h"
#include "services/record/streams.h"
#include "workflows/child_death/child_death.h"

namespace candour::documents {
namespace {

using workflows::document::Document;
using workflows::document::Version;

constexpr char kMayReadNames[] = "identity.read";
constexpr char kMayReadQuarantined[] = "document.quarantine";

v1::VersionSummary Summarise(const Document& document, const Version& version, bool with_names) {
  v1::VersionSummary summary;
  *summary.mutable_pin() = document.PinOf(version);
  summary.set_bytes(version.record.bytes());
  summary.set_media_type(version.record.media_type());
  if (with_names) summary.set_file_name(version.file_name);
  summary.set_reason(version.record.reason());
  summary.set_recorded_at_micros(version.recorded_at);
  summary.set_finding(version.Finding());
  if (!version.scans.empty()) summary.set_scan_detail(version.scans.back().detail());
  summary.set_quarantined(version.Quarantined());
  summary.set_released(version.released.has_value());
  std::set<std::string> pinned_by;
  for (const auto& pin : version.pins) {
    for (const std::string& id : {pin.meeting_id(), pin.decision_event_id()}) {
      if (!id.empty()) pinned_by.insert(id);
    }
  }
  *summary.mutable_pinned_by() = {pinned_by.begin(), pinned_by.end()};
  return summary;
}

v1::DocumentSummary Summarise(const Document& document, bool with_names) {
  v1::DocumentSummary summary;
  summary.set_document_id(document.id);
  summary.set_about(document.added.about());
  summary.set_about_id(document.added.about_id());
  summary.set_kind(document.added.kind());
  summary.set_anonymised(document.added.anonymised());
  if (with_names) summary.set_title(document.named.title());
  if (document.added.has_dated_on()) *summary.mutable_dated_on() = document.added.dated_on();
  for (const Version& version : document.versions) {
    *summary.add_versions() = Summarise(document, version, with_names);
  }
  return summary;
}

absl::Status UnlessMayRead(const gate::Caller& caller, const Document& document,
                           const Version& version, bool from_quarantine) {
  if (!document.added.anonymised()) {
    RETURN_IF_ERROR(gate::CheckPermitted(caller, kMayReadNames));
  }
  if (!version.Quarantined()) return absl::OkStatus();
  if (from_quarantine) return gate::CheckPermitted(caller, kMayReadQuarantined);
  return gate::Rejected(*workflows::document::UnlessReadable(document, version.record.version()));
}

int64_t AddedAt(const v1::DocumentSummary& document) {
  return document.versions().empty() ? 0 : document.versions(0).recorded_at_micros();
}

absl::StatusOr<const Version*> VersionOf(const Document& document, uint32_t number) {
  const Version* const version = document.Find(number);
  if (version != nullptr) return version;
  return absl::NotFoundError("the document has no such version");
}

}  // namespace

absl::Status Documents::ReadContent(
    const Found& found, const Version& version,
    const std::function<absl::Status(const std::string&)>& take) const {
  record::v1::ReadContentRequest request;
  request.set_tenant(found.tenant);
  request.set_scope_id(
      record::ScopeIdOf(*found.document->PartOf(), found.document->ContentScope()));
  request.set_sha256(absl::HexStringToBytes(version.record.sha256()));
  auto parts = options_.record.Read<record::v1::ContentPart>(
      "candour.record.v1.Record.ReadContent", request, {.timeout = absl::InfiniteDuration()});
  record::v1::ContentPart part;
  while (parts.Next(part)) RETURN_IF_ERROR(take(part.part()));
  return parts.Finish();
}

absl::Status Documents::Download(const gate::Call& call, const v1::DownloadRequest& request,
                                 gate::Writer<v1::DownloadReply>& replies) const {
  RETURN_IF_ERROR(gate::CheckFields(request, options_.london));
  ASSIGN_OR_RETURN(const Found found, Find(call.caller(), request.tenant(), request.document_id()));
  const Document& document = *found.document;
  ASSIGN_OR_RETURN(const Version* version, VersionOf(document, request.version()));
  RETURN_IF_ERROR(UnlessMayRead(call.caller(), document, *version, request.from_quarantine()));
  const bool with_names = gate::Permits(call.caller(), kMayReadNames);
  v1::DownloadReply reply;
  *reply.mutable_version() = Summarise(document, *version, with_names);
  if (with_names) reply.set_title(document.named.title());
  return ReadContent(found, *version, [&](const std::string& part) {
    reply.set_part(part);
    const bool taken = replies.Write(reply);
    reply.Clear();
    return taken ? absl::OkStatus() : absl::CancelledError("the reader is gone");
  });
}

absl::Status Documents::List(const gate::Call& call, const v1::ListDocumentsRequest& request,
                             v1::ListDocumentsReply& reply) const {
  RETURN_IF_ERROR(gate::CheckFields(request, options_.london));
  ASSIGN_OR_RETURN(const std::string tenant, gate::TenantFor(call.caller(), request.tenant()));
  if (!options_.table.kinds().contains(request.about())) {
    return gate::InvalidFields({{"about", "nothing of this kind has documents"}});
  }
  RETURN_IF_ERROR(ListOf(call.caller(), tenant, {request.about(), request.about_id()},
                         request.at_least_position(), reply));
  std::stable_sort(reply.mutable_documents()->begin(), reply.mutable_documents()->end(),
                   [](const v1::DocumentSummary& one, const v1::DocumentSummary& other) {
                     return AddedAt(one) < AddedAt(other);
                   });
  return absl::OkStatus();
}

absl::Status Documents::ListOf(const gate::Caller& caller, const std::string& tenant,
                               const workflows::StreamRef& owner, uint64_t at_least_position,
                               v1::ListDocumentsReply& reply) const {
  // Everything sealed with it, among which its documents are streams of their own.
  record::v1::ReadScopeRequest scope;
  scope.set_tenant(tenant);
  scope.set_scope_id(record::ScopeIdOf(owner, types::v1::OWN));
  ASSIGN_OR_RETURN(const record::Histories owners,
                   record::ReadHistories(options_.record, options_.table, tenant, {owner}, {},
                                         at_least_position));
  std::vector<workflows::StreamRef> streams;
  auto pages =
      options_.record.Read<record::v1::EventPage>("candour.record.v1.Record.ReadScope", scope);
  record::v1::EventPage page;
  while (pages.Next(page)) {
    for (const record::v1::RecordedEvent& event : page.events()) {
      if (event.stream_type() != types::v1::DOCUMENT || event.revision() != 0) continue;
      Bytes16 id{};
      std::copy(event.stream_id().begin(), event.stream_id().end(), id.begin());
      if (!event.forgotten()) streams.push_back({types::v1::DOCUMENT, UuidText(id)});
    }
  }
  RETURN_IF_ERROR(pages.Finish());
  ASSIGN_OR_RETURN(const record::Histories read,
                   record::ReadHistories(options_.record, options_.table, tenant, streams, {}));
  const bool with_names = gate::Permits(caller, kMayReadNames);
  for (const auto& history : read.histories) {
    const auto& document = static_cast<const Document&>(*history.state);
    const auto* whole = document.PartOfLed() ? owners.histories.front().state.get() : nullptr;
    if (const auto open = AsOpenTo(caller, document, whole)) {
      *reply.add_documents() = Summarise(*open, with_names);
    }
  }
  // The papers of a case that was merged into this one are read where the work goes on.
  const auto* death =
      dynamic_cast<const workflows::child_death::ChildDeath*>(owners.histories.front().state.get());
  if (death == nullptr) return absl::OkStatus();
  for (const auto& [absorbed_id, merge] : death->intake.absorbed) {
    RETURN_IF_ERROR(ListOf(caller, tenant, {owner.kind, absorbed_id}, at_least_position, reply));
  }
  return absl::OkStatus();
}

absl::Status Documents::Get(const gate::Call& call, const v1::GetDocumentRequest& request,
                            v1::DocumentSummary& reply) const {
  RETURN_IF_ERROR(gate::CheckFields(request, options_.london));
  ASSIGN_OR_RETURN(const Found found, Find(call.caller(), request.tenant(), request.document_id(),
                                           request.at_least_position()));
  reply = Summarise(*found.document, gate::Permits(call.caller(), kMayReadNames));
  return absl::OkStatus();
}

absl::Status Documents::Rescan(const gate::Call& call, const v1::RescanDocumentRequest& request,
                               gate::Writer<v1::VersionSummary>& replies) const {
  RETURN_IF_ERROR(gate::CheckFields(request, options_.london));
  const types::v1::CommandHeader& header = request.header();
  ASSIGN_OR_RETURN(Found found, Find(call.caller(), header.tenant(), request.document_id()));
  ASSIGN_OR_RETURN(const Version* version, VersionOf(*found.document, request.version()));
  const std::unique_ptr<Scanner::Scan> scan = options_.scanner.Begin();
  RETURN_IF_ERROR(ReadContent(found, *version, [&](const std::string& part) {
    scan->Feed(part);
    return call.IsCancelled() ? absl::CancelledError("nobody waits for it any more")
                              : absl::OkStatus();
  }));
  RETURN_IF_ERROR(RecordScan(call.caller(), header, request.document_id(),
                             version->record.version(), scan->Finish()));
  ASSIGN_OR_RETURN(found, Find(call.caller(), header.tenant(), request.document_id()));
  ASSIGN_OR_RETURN(version, VersionOf(*found.document, request.version()));
  replies.Write(Summarise(*found.document, *version, gate::Permits(call.caller(), kMayReadNames)));
  return absl::OkStatus();
}

}  // namespace candour::documents
