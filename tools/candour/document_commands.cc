// candour document add | version | list | get | rescan | verify

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/id.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/documents/v1/documents.pb.h"
#include "storage/crypto/crypto.h"
#include "tools/candour/cases.h"
#include "tools/candour/commands.h"
#include "tools/candour/rows.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/values.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

namespace fs = std::filesystem;
using documents::v1::DocumentSummary;
using documents::v1::DownloadReply;
using documents::v1::UploadReply;
using documents::v1::UploadRequest;
using documents::v1::VersionSummary;

constexpr char kService[] = "candour.documents.v1.Documents.";

struct DocumentOptions {
  std::string file;
  std::string of;  // the case; blank: the board
  std::string meeting;
  std::string document;
  std::string kind;
  std::string title;
  std::string dated_on;
  std::string reason;
  bool anonymised = false;
  bool from_quarantine = false;
  uint32_t version = 0;
};

std::string Method(const char* name) { return absl::StrCat(kService, name); }

absl::Status CompleteHeader(Session& session, types::v1::CommandHeader& header) {
  header.set_command_id(UuidText(storage::crypto::RandomId()));
  if (header.tenant().empty()) {
    ASSIGN_OR_RETURN(*header.mutable_tenant(), TenantToShow(session));
  }
  if (header.board_id().empty()) {
    ASSIGN_OR_RETURN(*header.mutable_board_id(), FindBoard(session, header.tenant()));
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> SizeOf(const std::string& path) {
  std::error_code error;
  const uint64_t bytes = fs::file_size(path, error);
  if (error) return absl::InvalidArgumentError(absl::StrCat(path, " cannot be read"));
  return bytes;
}

// Sends the file behind its command, and waits for the answer.
absl::StatusOr<UploadReply> Send(const DocumentOptions& options, Session& session,
                                 Terminal& terminal, const UploadRequest& command, uint64_t bytes) {
  std::ifstream file(options.file, std::ios::binary);
  if (!file) return absl::InvalidArgumentError(absl::StrCat(options.file, " cannot be read"));
  ASSIGN_OR_RETURN(const auto stream, session.Exchange(Method("Upload")));
  bool taken = stream->Write(command);
  UploadRequest next;
  std::string& part = *next.mutable_part();
  {
    Progress bar(terminal, "Sending the document");
    for (uint64_t sent = 0; taken && sent < bytes; sent += part.size()) {
      part.resize(limits::kDocumentPartBytes);
      file.read(part.data(), static_cast<std::streamsize>(part.size()));
      part.resize(static_cast<size_t>(file.gcount()));
      if (part.empty()) break;  // shorter than it was: the server will say that it was cut off
      taken = stream->Write(next);
      bar.Show(sent + part.size(), bytes);
    }
  }
  stream->WritesDone();
  UploadReply reply;
  const bool answered = stream->Read(reply);
  RETURN_IF_ERROR(stream->Finish());
  if (!answered) return absl::UnavailableError("The upload was not answered");
  return reply;
}

void Tell(const UploadReply& reply, Terminal& terminal) {
  if (terminal.json) {
    terminal.out << JsonText(reply);
    return;
  }
  terminal.out << Particulars({{"Document", reply.pin().document_id()},
                               {"Version", absl::StrCat(reply.pin().version())},
                               {"SHA-256", reply.pin().sha256()},
                               {"Virus scanner", ValueWords(reply, "finding")}});
  if (!reply.quarantined()) return;
  terminal.out << "\nIt is in quarantine, and nobody can open it. Have it scanned again:\n"
                  "  candour document rescan "
               << reply.pin().document_id() << " --version " << reply.pin().version() << "\n";
}

absl::Status Add(const DocumentOptions& options, Session& session, Terminal& terminal) {
  ASSIGN_OR_RETURN(const uint64_t bytes, SizeOf(options.file));
  UploadRequest request;
  casework::v1::AddDocument& command = *request.mutable_document();
  if (!options.of.empty()) {
    ASSIGN_OR_RETURN(const NamedCase found, FindCase(session, options.of));
    (found.kind == types::v1::CASE_REVIEW ? *command.mutable_review_id()
                                          : *command.mutable_case_id()) = found.id;
    command.mutable_header()->set_board_id(found.board_id);
    command.mutable_header()->set_tenant(found.tenant);
  }
  command.set_meeting_id(options.meeting);
  RETURN_IF_ERROR(CompleteHeader(session, *command.mutable_header()));
  RETURN_IF_ERROR(SetField(command, "kind", options.kind, London()));
  if (!options.dated_on.empty()) {
    RETURN_IF_ERROR(SetField(command, "dated_on", options.dated_on, London()));
  }
  command.set_title(options.title);
  command.set_file_name(fs::path(options.file).filename());
  command.set_anonymised(options.anonymised);
  command.set_bytes(bytes);
  ASSIGN_OR_RETURN(const UploadReply reply, Send(options, session, terminal, request, bytes));
  Tell(reply, terminal);
  return absl::OkStatus();
}

absl::Status AddVersion(const DocumentOptions& options, Session& session, Terminal& terminal) {
  ASSIGN_OR_RETURN(const uint64_t bytes, SizeOf(options.file));
  UploadRequest request;
  casework::v1::AddDocumentVersion& command = *request.mutable_version();
  RETURN_IF_ERROR(CompleteHeader(session, *command.mutable_header()));
  command.set_document_id(options.document);
  command.set_reason(options.reason);
  command.set_file_name(fs::path(options.file).filename());
  command.set_bytes(bytes);
  ASSIGN_OR_RETURN(const UploadReply reply, Send(options, session, terminal, request, bytes));
  Tell(reply, terminal);
  return absl::OkStatus();
}

std::string StandingOf(const VersionSummary& version) {
  if (version.quarantined()) {
    return version.scan_detail().empty() ? "in quarantine"
                                         : absl::StrCat("in quarantine: ", version.scan_detail());
  }
  if (version.released()) return "released";
  return ValueWords(version, "finding");
}

absl::Status List(const DocumentOptions& options, Session& session, Terminal& terminal) {
  documents::v1::ListDocumentsRequest request;
  if (!options.of.empty()) {
    ASSIGN_OR_RETURN(const NamedCase found, FindCase(session, options.of));
    request.set_tenant(found.tenant);
    request.set_about(found.kind);
    request.set_about_id(found.id);
  } else {
    ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
    request.set_about(options.meeting.empty() ? types::v1::BOARD : types::v1::MEETING);
    request.set_about_id(options.meeting);
    if (options.meeting.empty()) {
      ASSIGN_OR_RETURN(*request.mutable_about_id(), FindBoard(session, request.tenant()));
    }
  }
  documents::v1::ListDocumentsReply reply;
  RETURN_IF_ERROR(session.Call(Method("ListDocuments"), request, reply));
  if (terminal.json) {
    terminal.out << JsonText(reply);
    return absl::OkStatus();
  }
  if (reply.documents().empty()) {
    terminal.out << "There are no documents here. `candour document add` brings one.\n"
                 << WithheldText(reply);
    return absl::OkStatus();
  }
  Table table(
      {"Document", "Kind", "Title", "Dated", "Version", "Added", "Size", "Standing", "Pinned"});
  for (const DocumentSummary& document : reply.documents()) {
    for (const VersionSummary& version : document.versions()) {
      table.AddRow({document.document_id(), ValueWords(document, "kind"), document.title(),
                    ValueWords(document, "dated_on"), absl::StrCat(version.pin().version()),
                    MomentWords(absl::FromUnixMicros(version.recorded_at_micros())),
                    absl::StrCat((version.bytes() + 1023) >> 10, " KiB"), StandingOf(version),
                    version.pinned_by().empty() ? "" : absl::StrCat(version.pinned_by_size())});
    }
  }
  terminal.out << table.Text();
  return absl::OkStatus();
}

// Beside its name until all of it is there and right: whoever finds the file has the document.
class Arriving {
 public:
  explicit Arriving(const std::string& path)
      : path_(path), beside_(path + ".unfinished"), file_(beside_, std::ios::binary) {}
  ~Arriving() {
    std::error_code error;
    if (!kept_) fs::remove(beside_, error);
  }
  bool Write(const std::string& part) { return static_cast<bool>(file_ << part); }
  absl::Status Keep() {
    file_.close();
    std::error_code error;
    if (file_) fs::rename(beside_, path_, error);
    if (!file_ || error) return absl::InvalidArgumentError(path_ + " cannot be written");
    kept_ = true;
    return absl::OkStatus();
  }

 private:
  const std::string path_;
  const std::string beside_;
  std::ofstream file_;
  bool kept_ = false;
};

absl::Status Get(const DocumentOptions& options, Session& session, Terminal& terminal) {
  if (fs::exists(options.file)) {
    return absl::InvalidArgumentError(absl::StrCat(options.file, " exists; name a new file"));
  }
  documents::v1::DownloadRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  request.set_document_id(options.document);
  request.set_version(options.version);
  request.set_from_quarantine(options.from_quarantine);
  ASSIGN_OR_RETURN(const auto stream, session.Read(Method("Download"), request));
  Arriving file(options.file);
  VersionSummary version;
  DownloadReply reply;
  bool written = true;
  {
    Progress bar(terminal, "Receiving the document");
    for (uint64_t received = 0; written && stream->Read(reply);) {
      if (reply.has_version()) version = reply.version();
      received += reply.part().size();
      written = file.Write(reply.part());
      bar.Show(received, version.bytes());
    }
  }
  if (!written) return absl::InvalidArgumentError(options.file + " cannot be written");
  RETURN_IF_ERROR(stream->Finish());
  RETURN_IF_ERROR(file.Keep());
  if (terminal.json) {
    terminal.out << JsonText(version);
    return absl::OkStatus();
  }
  terminal.out << "Version " << version.pin().version() << " is in " << options.file
               << ", and is what was recorded: SHA-256\n  " << version.pin().sha256() << "\n";
  return absl::OkStatus();
}

absl::Status Rescan(const DocumentOptions& options, Session& session, Terminal& terminal) {
  documents::v1::RescanDocumentRequest request;
  RETURN_IF_ERROR(CompleteHeader(session, *request.mutable_header()));
  request.set_document_id(options.document);
  request.set_version(options.version);
  ASSIGN_OR_RETURN(const auto stream, session.Read(Method("RescanDocument"), request));
  VersionSummary version;
  const bool answered = stream->Read(version);
  RETURN_IF_ERROR(stream->Finish());
  if (!answered) return absl::UnavailableError("The scan was not answered");
  terminal.out << (terminal.json ? JsonText(version)
                                 : Particulars({{"Virus scanner", ValueWords(version, "finding")},
                                                {"Found", version.scan_detail()},
                                                {"Standing", StandingOf(version)}}));
  return absl::OkStatus();
}

// What was found is told whether the call ends well or with DATA_LOSS.
absl::Status Verify(const DocumentOptions&, Session& session, Terminal& terminal) {
  documents::v1::VerifyContentsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  ASSIGN_OR_RETURN(const auto stream, session.Read(Method("VerifyContents"), request));
  documents::v1::ContentsVerified told, last;
  std::string faults;
  while (stream->Read(told)) {
    for (const auto& fault : told.faults()) {
      absl::StrAppend(&faults, fault.document_id(), ", version ", fault.version(), ": ",
                      fault.what(), "\n");
      *last.add_faults() = fault;
    }
    told.mutable_faults()->Swap(last.mutable_faults());
    last = std::move(told);
  }
  const absl::Status ended = stream->Finish();
  if (ended.ok() && !last.all()) {
    return absl::UnavailableError("The contents were not verified to their end");
  }
  if (terminal.json) {
    terminal.out << JsonText(last);
    return ended;
  }
  terminal.out << faults;
  RETURN_IF_ERROR(ended);
  terminal.out << "Every content that the record of " << request.tenant()
               << " speaks of is there and unaltered.\n"
               << Particulars(
                      {{"Versions", absl::StrCat(last.versions())},
                       {"Size", absl::StrCat((last.bytes() + 1023) >> 10, " KiB")},
                       {"Forgotten",
                        last.forgotten() == 0
                            ? ""
                            : absl::StrCat(last.forgotten(), " documents, by destroying keys")}});
  return absl::OkStatus();
}

void AddWhere(CLI::App& command, DocumentOptions& options) {
  auto* of = command.add_option("CASE", options.of, "A case; without one, the board's own");
  command.add_option("--meeting", options.meeting, "The id of a meeting, instead of a case")
      ->excludes(of);
}

}  // namespace

void AddDocumentCommands(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<DocumentOptions>();
  CLI::App& group = *app.add_subcommand("document", "Documents of a case, a meeting or the board");
  group.require_subcommand(1);
  group.footer(
      "What else is done with one: `candour do RenameDocument`, `PinDocument`, `ReleaseDocument`.");
  const auto runs = [&](CLI::App& command, auto run) {
    command.callback([&chosen, options, run] {
      chosen.run = [options, run](Session& s, Terminal& t) { return run(*options, s, t); };
      chosen.usual_role = "cdop_administrator";
    });
  };
  CLI::App& add = *group.add_subcommand("add", "Bring a document in");
  AddWhere(add, *options);
  add.add_option("--file", options->file, "Its content")->required()->check(CLI::ExistingFile);
  add.add_option("--kind", options->kind,
                 absl::StrCat("One of: ", EnumChoices(*types::v1::DocumentKind_descriptor())))
      ->required();
  add.add_option("--title", options->title, "What it is called; names may stand in it")->required();
  add.add_option("--dated", options->dated_on, "The day the paper itself bears");
  add.add_flag("--anonymised", options->anonymised, "It names nobody");
  add.footer(
      "Example:\n  candour document add AV-2013-03 --file report.pdf --kind post_mortem_report \\\n"
      "    --title \"Post-mortem report\" --dated 2013-05");
  runs(add, Add);

  CLI::App& version = *group.add_subcommand("version", "Bring in a newer version of a document");
  version.add_option("DOCUMENT", options->document, "Its id, from the list")->required();
  version.add_option("--file", options->file, "Its content")->required()->check(CLI::ExistingFile);
  version.add_option("--reason", options->reason, "Why the one before does not do")->required();
  runs(version, AddVersion);

  CLI::App& list = *group.add_subcommand("list", "Documents and their versions");
  AddWhere(list, *options);
  runs(list, List);

  CLI::App& get = *group.add_subcommand("get", "Fetch a document into a file");
  get.add_option("DOCUMENT", options->document, "Its id, from the list")->required();
  get.add_option("--to", options->file, "A new file")->required();
  get.add_option("--version", options->version, "Which version; without it, the newest");
  get.add_flag("--from-quarantine", options->from_quarantine,
               "Although it may carry a virus; needs the right to release it");
  runs(get, Get);

  CLI::App& rescan = *group.add_subcommand("rescan", "Ask the virus scanner about it again");
  rescan.add_option("DOCUMENT", options->document, "Its id, from the list")->required();
  rescan.add_option("--version", options->version, "Which version")->required();
  runs(rescan, Rescan);

  CLI::App& verify = *group.add_subcommand(
      "verify", "Read every content that the record speaks of, and hold it against its hash");
  verify.footer(
      "After a restore, and now and then. Exit code 6 if anything is missing or altered.");
  verify.callback([&chosen, options] {
    chosen.run = [options](Session& s, Terminal& t) { return Verify(*options, s, t); };
    chosen.usual_role = "operator";
  });
}

}  // namespace candour::cli
