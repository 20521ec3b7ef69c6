// A document on its way in: kept first, then spoken of by its event, then judged by the scanner's
// answer. Whatever interrupts it, there is never an event without its content; content without its
// event is removed.
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/record/v1/record.pb.h"
#include "services/casework/append.h"
#include "services/documents/documents.h"
#include "services/documents/media_type.h"
#include "services/gate/check_fields.h"
#include "services/gate/errors.h"
#include "services/gate/membership.h"
#include "services/record/streams.h"
#include "workflows/decision.h"
#include "workflows/refusals.h"

namespace candour::documents {
namespace {

using google::protobuf::Message;

// The fields that both commands with content have, by name.
const std::string& TextOf(const Message& command, const char* field) {
  std::string scratch;
  return command.GetReflection()->GetStringReference(
      command, command.GetDescriptor()->FindFieldByName(field), &scratch);
}

void SetText(Message& command, const char* field, std::string text) {
  command.GetReflection()->SetString(&command, command.GetDescriptor()->FindFieldByName(field),
                                     std::move(text));
}

uint64_t BytesOf(const Message& command) {
  return command.GetReflection()->GetUInt64(command,
                                            command.GetDescriptor()->FindFieldByName("bytes"));
}

const types::v1::CommandHeader& HeaderOf(const Message& command) {
  return static_cast<const types::v1::CommandHeader&>(command.GetReflection()->GetMessage(
      command, command.GetDescriptor()->FindFieldByName("header")));
}

Message* CommandIn(v1::UploadRequest& request) {
  if (request.has_document()) return request.mutable_document();
  if (request.has_version()) return request.mutable_version();
  return nullptr;
}

std::string RawId(const std::string& uuid) {
  const absl::StatusOr<Bytes16> bytes = ParseUuid(uuid);
  return bytes.ok() ? std::string(bytes->begin(), bytes->end()) : std::string();
}

absl::Status TooLarge() {
  return gate::Rejected(
      workflows::Refuse(types::v1::DOCUMENT_TOO_LARGE,
                        absl::StrCat("A document may have ", limits::kDocumentBytes >> 20,
                                     " MiB. Divide it, or scan the paper less finely."),
                        workflows::kOwnRule));
}

absl::Status NotTaken() {
  return gate::Rejected(workflows::Refuse(
      types::v1::DOCUMENT_TYPE_NOT_TAKEN,
      absl::StrCat("The content is of no kind that is taken, or not of the kind it says it is. "
                   "Taken are: ",
                   KindsTaken(), ". Save it as one of them."),
      workflows::kOwnRule));
}

// Whether nothing was recorded and nothing will be: the rule or the record said no. Of any other
// failure the log alone knows the outcome.
bool SurelyNotRecorded(const absl::Status& status) {
  return absl::IsFailedPrecondition(status) || absl::IsInvalidArgument(status) ||
         absl::IsNotFound(status) || absl::IsAlreadyExists(status) || absl::IsAborted(status) ||
         absl::IsPermissionDenied(status);
}

}  // namespace

// The content of one upload, going two ways at once: to the record and to the scanner.
class Documents::Receiving {
 public:
  Receiving(const Documents& documents, const Place& place, Message& command)
      : command_(command),
        record_(
            documents.options_.record
                .Exchange<record::v1::KeepContentRequest, record::v1::KeptContent>(
                    "candour.record.v1.Record.KeepContent", {.timeout = absl::InfiniteDuration()})),
        scan_(documents.options_.scanner.Begin()) {
    record::v1::KeepContentRequest step;
    step.mutable_place()->set_tenant(place.tenant);
    step.mutable_place()->set_scope_id(place.scope_id);
    step.mutable_place()->set_command_id(place.command_id);
    taken_ = record_.Write(step);
  }

  absl::Status Take(const std::string& part) {
    if (part.size() > limits::kDocumentPartBytes) {
      return gate::InvalidFields(
          {{"part", absl::StrCat("at most ", limits::kDocumentPartBytes, " bytes at a time")}});
    }
    bytes_ += part.size();
    if (bytes_ > BytesOf(command_)) return WrongLength();
    const bool told = head_.size() == kTellingBytes;
    head_.append(part, 0, kTellingBytes - head_.size());
    if (!told && head_.size() == kTellingBytes) RETURN_IF_ERROR(TellType());
    scan_->Feed(part);
    record::v1::KeepContentRequest step;
    step.set_part(part);
    return Send(step);
  }

  // All of it is durable. The command then says what it is.
  absl::Status Finish() {
    if (bytes_ != BytesOf(command_)) return WrongLength();
    if (head_.size() < kTellingBytes) RETURN_IF_ERROR(TellType());
    record::v1::KeepContentRequest step;
    step.set_whole(true);
    RETURN_IF_ERROR(Send(step));
    record::v1::KeptContent kept;
    if (!record_.Next(kept)) return record_.Finish();
    const std::string sha256 = absl::BytesToHexString(kept.sha256());
    const std::string& claimed = TextOf(command_, "sha256");
    if (!claimed.empty() && claimed != sha256) {
      Close(/*recorded=*/false);
      return gate::InvalidFields({{"sha256", "the content that came has another hash"}});
    }
    SetText(command_, "sha256", sha256);
    answer_ = scan_->Finish();
    return absl::OkStatus();
  }

  // The log has the last word on whether it stays; what was refused is withdrawn.
  void Close(bool recorded) {
    record::v1::KeepContentRequest withdrawn;
    withdrawn.set_whole(false);
    if (!recorded) record_.Write(withdrawn);
    record_.WritesDone();
    record::v1::KeptContent none;
    while (record_.Next(none)) continue;
    record_.Finish().IgnoreError();  // what could not be settled now is when it is next read
  }

  const ScanAnswer& answer() const { return answer_; }

 private:
  absl::Status Send(const record::v1::KeepContentRequest& step) {
    taken_ = taken_ && record_.Write(step);
    return taken_ ? absl::OkStatus() : record_.Finish();
  }

  absl::Status TellType() {
    const auto type =
        MediaTypeOf(head_, TextOf(command_, "media_type"), TextOf(command_, "file_name"));
    if (!type) return NotTaken();
    SetText(command_, "media_type", *type);
    return absl::OkStatus();
  }

  absl::Status WrongLength() const {
    return gate::InvalidFields(
        {{"bytes", absl::StrCat("the content that came does not have this length: it was cut off, "
                                "or is another; ",
                                bytes_, " bytes were seen")}});
  }

  Message& command_;
  gate::Exchange<record::v1::KeepContentRequest, record::v1::KeptContent> record_;
  const std::unique_ptr<Scanner::Scan> scan_;
  bool taken_ = false;
  std::string head_;
  uint64_t bytes_ = 0;
  ScanAnswer answer_;
};

// Looked up first, so that nobody makes keys for cases there are none of.
absl::StatusOr<Documents::Place> Documents::PlaceFor(const gate::Caller& caller,
                                                     const Message& command) const {
  const types::v1::CommandHeader& header = HeaderOf(command);
  Place place;
  place.command_id = RawId(header.command_id());
  if (command.GetDescriptor() == casework::v1::AddDocumentVersion::descriptor()) {
    ASSIGN_OR_RETURN(Found found, Find(caller, header.tenant(), TextOf(command, "document_id")));
    place.tenant = std::move(found.tenant);
    place.scope_id = record::ScopeIdOf(*found.document->PartOf(), found.document->ContentScope());
    return place;
  }
  const auto& add = static_cast<const casework::v1::AddDocument&>(command);
  const workflows::StreamRef owner = workflows::document::OwnerOf(add);
  ASSIGN_OR_RETURN(place.tenant, gate::TenantFor(caller, header.tenant(), header.board_id()));
  ASSIGN_OR_RETURN(
      const record::Histories read,
      record::ReadHistories(options_.record, options_.table, place.tenant, {owner}, {}));
  if (!read.histories.front().state->Exists()) {
    return absl::NotFoundError("there is nothing under the id that the document is to belong to");
  }
  place.scope_id = record::ScopeIdOf(owner, workflows::document::ContentScope(add.anonymised()));
  return place;
}

absl::Status Documents::Upload(const gate::Call& call, gate::Reader<v1::UploadRequest>& requests,
                               gate::Writer<v1::UploadReply>& replies) {
  v1::UploadRequest first;
  Message* const command = requests.Read(first) ? CommandIn(first) : nullptr;
  if (command == nullptr) {
    return absl::InvalidArgumentError("step: the command comes first, then its content");
  }
  RETURN_IF_ERROR(gate::CheckFields(*command, options_.london));
  if (BytesOf(*command) == 0) {
    return gate::InvalidFields({{"bytes", "there is no content: scan the paper again"}});
  }
  if (BytesOf(*command) > limits::kDocumentBytes) return TooLarge();
  ASSIGN_OR_RETURN(const Place place, PlaceFor(call.caller(), *command));
  Receiving receiving(*this, place, *command);
  v1::UploadRequest next;
  while (requests.Read(next)) {
    if (CommandIn(next) != nullptr) {
      return absl::InvalidArgumentError("step: one command, then its content");
    }
    RETURN_IF_ERROR(receiving.Take(next.part()));
  }
  if (call.IsCancelled()) return absl::CancelledError("the upload was cut off");
  RETURN_IF_ERROR(receiving.Finish());
  v1::UploadReply reply;
  const absl::Status done =
      options_.casework.Do(call.caller(), *command, *reply.mutable_accepted());
  if (done.ok() || SurelyNotRecorded(done)) receiving.Close(done.ok());
  RETURN_IF_ERROR(done);
  RETURN_IF_ERROR(Answer(call.caller(), *command, receiving.answer(), reply));
  replies.Write(reply);
  return absl::OkStatus();
}

absl::Status Documents::RecordScan(const gate::Caller& caller, types::v1::CommandHeader header,
                                   const std::string& document_id, uint32_t version,
                                   const ScanAnswer& answer) const {
  casework::v1::RecordDocumentScan scan;
  header.clear_expected_revision();
  header.clear_corrects_event_id();
  header.clear_correction_reason();
  *scan.mutable_header() = std::move(header);
  scan.set_document_id(document_id);
  scan.set_version(version);
  scan.set_finding(answer.finding);
  scan.set_detail(answer.detail);
  types::v1::Accepted accepted;
  return options_.casework.Do(caller, scan, accepted);
}

// A retry finds the version scanned already, and answers as the first try did.
absl::Status Documents::Answer(const gate::Caller& caller, const Message& command,
                               const ScanAnswer& answer, v1::UploadReply& reply) const {
  const types::v1::CommandHeader& header = HeaderOf(command);
  const std::string& document_id = reply.accepted().events(0).stream_id();
  const auto version_of = [&](const Document& document) {
    const workflows::document::Version* found = nullptr;
    for (const auto& version : document.versions) {
      if (version.record.sha256() == TextOf(command, "sha256")) found = &version;
    }
    return found;
  };
  ASSIGN_OR_RETURN(Found found,
                   Find(caller, header.tenant(), document_id, reply.accepted().last_position()));
  const workflows::document::Version* version = version_of(*found.document);
  if (version == nullptr) return absl::InternalError("a version just added is not there");
  if (version->scans.empty()) {
    types::v1::CommandHeader scan_header = header;
    scan_header.set_command_id(casework::FreshId(header.command_id(), "scan"));
    RETURN_IF_ERROR(
        RecordScan(caller, scan_header, document_id, version->record.version(), answer));
    ASSIGN_OR_RETURN(found, Find(caller, header.tenant(), document_id));
    version = version_of(*found.document);
  }
  *reply.mutable_pin() = found.document->PinOf(*version);
  reply.set_finding(version->Finding());
  reply.set_quarantined(version->Quarantined());
  return absl::OkStatus();
}

}  // namespace candour::documents
