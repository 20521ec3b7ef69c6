// Documents in and out: takes content and the command that speaks of it, has it scanned, and gives
// it to whoever may have it. Keys stay with the record, which seals and unseals; the rules stay
// with casework, which decides; this service stands between them and the person.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "candour/documents/v1/documents.pb.h"
#include "services/casework/casework.h"
#include "services/documents/scanner.h"
#include "services/gate/client.h"
#include "services/gate/handlers.h"
#include "workflows/document/document.h"
#include "workflows/table.h"

namespace candour::documents {

// Thread-safe.
class Documents {
 public:
  // All must outlive it; `record` is a client with a service's token.
  struct Options {
    const workflows::WorkflowTable& table;
    gate::Client& record;
    casework::Casework& casework;
    absl::TimeZone london;
    Scanner scanner;
  };
  explicit Documents(Options options) : options_(std::move(options)) {}

  gate::ServiceHandlers Handlers();

 private:
  using Document = workflows::document::Document;

  // A document that exists, as it is open to a board the caller belongs to.
  struct Found {
    std::string tenant;
    std::unique_ptr<const Document> document;
  };
  // NOT_FOUND also for what is another board's.
  absl::StatusOr<Found> Find(const gate::Caller& caller, const std::string& tenant,
                             const std::string& document_id, uint64_t at_least_position = 0) const;
  // The case a document is part of; null: of none.
  absl::StatusOr<std::unique_ptr<const workflows::Aggregate>> WholeOf(
      const std::string& tenant, const Document& document) const;
  // The document as far as a board of the caller may read it: all of it for whoever holds it, what
  // was recorded before it passed the lead on for a board that led before; none for any other.
  static std::optional<Document> AsOpenTo(const gate::Caller& caller, const Document& document,
                                          const workflows::Aggregate* whole);
  // Where content is kept.
  struct Place {
    std::string tenant;
    std::string scope_id;
    std::string command_id;
  };

  // upload.cc
  class Receiving;
  absl::Status Upload(const gate::Call& call, gate::Reader<v1::UploadRequest>& requests,
                      gate::Writer<v1::UploadReply>& replies);
  absl::StatusOr<Place> PlaceFor(const gate::Caller& caller,
                                 const google::protobuf::Message& command) const;
  absl::Status RecordScan(const gate::Caller& caller, types::v1::CommandHeader header,
                          const std::string& document_id, uint32_t version,
                          const ScanAnswer& answer) const;
  absl::Status Answer(const gate::Caller& caller, const google::protobuf::Message& command,
                      const ScanAnswer& answer, v1::UploadReply& reply) const;

  // reading.cc
  absl::Status Download(const gate::Call& call, const v1::DownloadRequest& request,
                        gate::Writer<v1::DownloadReply>& replies) const;
  absl::Status List(const gate::Call& call, const v1::ListDocumentsRequest& request,
                    v1::ListDocumentsReply& reply) const;
  // Of one case, review, meeting or board; and of the cases merged into it.
  absl::Status ListOf(const gate::Caller& caller, const std::string& tenant,
                      const workflows::StreamRef& owner, uint64_t at_least_position,
                      v1::ListDocumentsReply& reply) const;
  absl::Status Get(const gate::Call& call, const v1::GetDocumentRequest& request,
                   v1::DocumentSummary& reply) const;
  absl::Status Rescan(const gate::Call& call, const v1::RescanDocumentRequest& request,
                      gate::Writer<v1::VersionSummary>& replies) const;
  // verifying.cc
  absl::Status VerifyContents(const gate::Call& call, const v1::VerifyContentsRequest& request,
                              gate::Writer<v1::ContentsVerified>& replies) const;
  absl::Status VerifyOne(const Found& found, const workflows::document::Version& version,
                         const gate::Call& call, v1::ContentsVerified& told) const;
  // Hands over the content of a version, part by part; an error of `take` ends it.
  absl::Status ReadContent(const Found& found, const workflows::document::Version& version,
                           const std::function<absl::Status(const std::string&)>& take) const;

  const Options options_;
};

}  // namespace candour::documents
