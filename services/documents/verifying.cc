// Whether every content that the record speaks of is there, whole and unaltered.
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/record/v1/record.pb.h"
#include "services/documents/documents.h"
#include "services/gate/check_fields.h"
#include "services/gate/membership.h"
#include "services/record/streams.h"

namespace candour::documents {

using workflows::document::Document;
using workflows::document::Version;

absl::Status Documents::VerifyContents(const gate::Call& call,
                                       const v1::VerifyContentsRequest& request,
                                       gate::Writer<v1::ContentsVerified>& replies) const {
  RETURN_IF_ERROR(gate::CheckFields(request, options_.london));
  ASSIGN_OR_RETURN(const std::string tenant, gate::TenantFor(call.caller(), request.tenant()));
  record::v1::ReadAllRequest all;
  all.set_tenant(tenant);
  std::map<std::string, std::unique_ptr<Document>> documents;
  v1::ContentsVerified told;
  const auto fold = [&](const record::v1::RecordedEvent& event) {
    if (event.stream_type() != types::v1::DOCUMENT) return absl::OkStatus();
    if (event.forgotten()) {
      told.set_forgotten(told.forgotten() + (event.revision() == 0 ? 1 : 0));
      return absl::OkStatus();
    }
    Bytes16 id{};
    std::copy(event.stream_id().begin(), event.stream_id().end(), id.begin());
    std::unique_ptr<Document>& document = documents[event.stream_id()];
    if (document == nullptr) document = std::make_unique<Document>();
    document->id = UuidText(id);
    return options_.table.Fold(*document, event,
                               [&] { return record::ReadUpTo(options_.record, tenant, event); });
  };
  RETURN_IF_ERROR(record::ReadEvents(options_.record, all, fold).status());
  bool whole = true;
  for (auto& [key, document] : documents) {
    const Found found{tenant, std::move(document)};
    for (const Version& version : found.document->versions) {
      RETURN_IF_ERROR(VerifyOne(found, version, call, told));
      whole &= told.faults().empty();
      if (!replies.Write(told)) return absl::CancelledError("nobody waits for it any more");
      told.clear_faults();
    }
  }
  told.set_all(true);
  replies.Write(told);
  return whole ? absl::OkStatus()
               : absl::DataLossError("contents of documents are missing or altered");
}

// A key destroyed since the log was read is no fault.
absl::Status Documents::VerifyOne(const Found& found, const Version& version,
                                  const gate::Call& call, v1::ContentsVerified& told) const {
  uint64_t bytes = 0;
  const absl::Status read = ReadContent(found, version, [&](const std::string& part) {
    bytes += part.size();
    return call.IsCancelled() ? absl::CancelledError("nobody waits for it any more")
                              : absl::OkStatus();
  });
  told.set_versions(told.versions() + 1);
  told.set_bytes(told.bytes() + bytes);
  if (read.ok() || absl::IsFailedPrecondition(read)) return absl::OkStatus();
  if (!absl::IsDataLoss(read)) return read;
  v1::ContentsVerified::Fault& fault = *told.add_faults();
  fault.set_document_id(found.document->id);
  fault.set_version(version.record.version());
  fault.set_what(std::string(read.message()));
  return absl::OkStatus();
}

}  // namespace candour::documents
