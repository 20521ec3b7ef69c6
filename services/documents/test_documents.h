// Documents through a real gate, for this folder's tests: a house with one case, and uploads and
// downloads in a line.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "candour/documents/v1/documents.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "services/gate/client.h"
#include "services/gate/errors.h"
#include "tests/support/house.h"

namespace candour::documents {

inline constexpr char kUpload[] = "candour.documents.v1.Documents.Upload";

class TestDocuments {
 public:
  using Stream = gate::Exchange<v1::UploadRequest, v1::UploadReply>;

  // Northshire with one case, `$case`; the administrator acts.
  explicit TestDocuments(const std::string& scanner = "none") : house(scanner) {
    house.On("2010-01-04")
        .As("operator")
        .Do("OpenBoard { board_id: $board name: 'Northshire' area_code: 'E09000999' "
            "opened_on: @2010-01-04 }");
    house.As("cdop_administrator");
    house.Adopt("holidays_england_wales");
    house.Adopt("wt2010");
    house.On("2010-03-08")
        .Do("ReceiveNotification { case_id: $case case_reference: 'CDOP/2010/1' channel: TELEPHONE "
            "notifier: HOSPITAL received_at: @2010-03-08T09:00 }");
  }

  static std::string Add(const std::string& changes = "") {
    return absl::StrCat(
        "AddDocument { case_id: $case kind: POST_MORTEM_REPORT title: 'Report on Ada Example' "
        "file_name: 'ada-example.pdf' ",
        changes, " }");
  }
  static std::string Content(size_t bytes, const std::string& seed = "line") {
    std::string content = "%PDF-1.4\n";
    while (content.size() < bytes) absl::StrAppend(&content, seed, " ", content.size(), "\n");
    content.resize(bytes);
    return content;
  }

  // The command with its header, and the length of its content unless it says another.
  v1::UploadRequest First(const std::string& command, size_t bytes) {
    v1::UploadRequest first;
    const auto message = std::move(house.Tell("casework", command).front());
    if (const auto* add = dynamic_cast<casework::v1::AddDocument*>(message.get())) {
      *first.mutable_document() = *add;
      Complete(*first.mutable_document(), bytes);
    } else {
      first.mutable_version()->CopyFrom(*message);
      Complete(*first.mutable_version(), bytes);
    }
    return first;
  }

  absl::StatusOr<v1::UploadReply> Upload(const std::string& command, const std::string& content,
                                         size_t part = 100'000) {
    Stream stream = house.client().Exchange<v1::UploadRequest, v1::UploadReply>(kUpload);
    bool open = stream.Write(First(command, content.size()));
    for (size_t at = 0; open && at < content.size(); at += part) {
      v1::UploadRequest next;
      next.set_part(content.substr(at, part));
      open = stream.Write(next);
    }
    stream.WritesDone();
    v1::UploadReply reply;
    const bool answered = stream.Next(reply);
    const absl::Status outcome = stream.Finish();
    if (!outcome.ok()) return outcome;
    if (!answered) return absl::InternalError("no answer");
    return reply;
  }

  absl::StatusOr<std::string> Download(const std::string& document_id, uint32_t version = 0,
                                       bool from_quarantine = false) {
    v1::DownloadRequest request;
    request.set_document_id(document_id);
    request.set_version(version);
    request.set_from_quarantine(from_quarantine);
    auto parts =
        house.client().Read<v1::DownloadReply>("candour.documents.v1.Documents.Download", request);
    std::string content;
    v1::DownloadReply reply;
    while (parts.Next(reply)) content += reply.part();
    last_part = content;
    const absl::Status outcome = parts.Finish();
    if (!outcome.ok()) return outcome;
    return content;
  }

  absl::StatusOr<v1::ListDocumentsReply> List(const std::string& about = "$case") {
    v1::ListDocumentsRequest request;
    request.set_about(types::v1::CHILD_DEATH);
    request.set_about_id(house.Id(about));
    v1::ListDocumentsReply reply;
    const absl::Status asked =
        house.client().Call("candour.documents.v1.Documents.ListDocuments", request, reply);
    if (!asked.ok()) return asked;
    return reply;
  }

  absl::StatusOr<v1::VersionSummary> Rescan(const std::string& document_id, uint32_t version) {
    v1::RescanDocumentRequest request;
    Complete(request, 0);
    request.set_document_id(document_id);
    request.set_version(version);
    auto replies = house.client().Read<v1::VersionSummary>(
        "candour.documents.v1.Documents.RescanDocument", request);
    v1::VersionSummary summary;
    replies.Next(summary);
    const absl::Status outcome = replies.Finish();
    if (!outcome.ok()) return outcome;
    return summary;
  }

  // Every file of content there is.
  std::vector<std::filesystem::path> Files() const {
    std::vector<std::filesystem::path> files;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(house.DocumentsFolder())) {
      if (entry.is_regular_file() && entry.path().filename() != "lock") files.push_back(entry);
    }
    return files;
  }

  static types::v1::RejectionReason ReasonOf(const absl::Status& status) {
    const auto rejection = gate::RejectionIn(status);
    return rejection ? rejection->reason() : types::v1::REJECTION_REASON_UNSPECIFIED;
  }

  testing::TestHouse house;
  std::string last_part;  // what a download gave out, though it failed

 private:
  template <typename Command>
  void Complete(Command& command, size_t bytes) {
    types::v1::CommandHeader& header = *command.mutable_header();
    ++commands_;
    if (header.command_id().empty()) {
      header.set_command_id(house.Id(absl::StrCat("$document-command-", commands_)));
    }
    if (header.board_id().empty()) header.set_board_id(house.Id("$board"));
    if constexpr (requires { command.set_bytes(bytes); }) {
      if (command.bytes() == 0) command.set_bytes(bytes);
    }
  }

  int commands_ = 0;
};

}  // namespace candour::documents
