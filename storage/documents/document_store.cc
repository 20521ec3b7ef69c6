#include "storage/documents/document_store.h"

#include <fcntl.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status.h"
#include "storage/bytes.h"

namespace candour::storage {
namespace {

namespace fs = std::filesystem;

constexpr char kIncoming[] = "incoming";
// How often a long writing looks whether there is still room.
constexpr uint64_t kBytesBetweenLooks = 1 << 20;

absl::Status Failed(const std::error_code& error, const std::string& what) {
  return absl::UnavailableError(absl::StrCat("cannot ", what, ": ", error.message()));
}

// Of a file that waits; none for one that does not, or that is none of ours.
std::optional<WaitingContent> ParseWaiting(const ContentPlace& place, const std::string& file) {
  const std::vector<std::string> parts = absl::StrSplit(file, '.');
  if (parts.size() != 3) return std::nullopt;
  const absl::StatusOr<CommandId> command = CommandId::Parse(parts[1]);
  if (!command.ok()) return std::nullopt;
  return WaitingContent{place, parts[0], *command, file};
}

// The names in a folder; nothing if there is no folder.
absl::StatusOr<std::vector<std::string>> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error == std::errc::no_such_file_or_directory) return names;
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    names.push_back(entries->path().filename());
  }
  if (error) return Failed(error, "look through the documents");
  return names;
}

absl::Status Remove(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  return error ? Failed(error, "remove a document") : absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<DocumentStore>> DocumentStore::Open(Options options) {
  const std::string incoming = absl::StrCat(options.folder, "/", kIncoming);
  std::error_code error;
  fs::create_directories(options.folder, error);
  if (error) return Failed(error, "make the folder of documents");
  fs::permissions(options.folder, fs::perms::owner_all, error);
  const std::string lock_path = absl::StrCat(options.folder, "/lock");
  ASSIGN_OR_RETURN(File lock, File::Open(lock_path, O_RDWR | O_CREAT));
  RETURN_IF_ERROR(lock.LockExclusively(lock_path));
  RETURN_IF_ERROR(Remove(incoming));
  fs::create_directories(incoming, error);
  if (error) return Failed(error, "make the folder of documents");
  RETURN_IF_ERROR(SyncFolder(options.folder));
  RETURN_IF_ERROR(SyncFolder(FolderOf(options.folder)));
  return std::unique_ptr<DocumentStore>(new DocumentStore(std::move(options), std::move(lock)));
}

std::string DocumentStore::FolderOfPlace(const ContentPlace& place) const {
  return absl::StrCat(folder_, "/", place.log.Text(), "/", place.scope.Text());
}

std::string DocumentStore::PathOf(const WaitingContent& waiting) const {
  return absl::StrCat(FolderOfPlace(waiting.place), "/", waiting.file);
}

absl::Status DocumentStore::CheckRoom() const {
  const std::optional<std::string> lacking = room_.Lacking();
  if (!lacking) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("no documents are taken: ", *lacking));
}

absl::Status DocumentStore::MakeFolderFor(const ContentPlace& place) const {
  const std::string folder = FolderOfPlace(place);
  if (Exists(folder)) return absl::OkStatus();
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Failed(error, "make a folder for documents");
  RETURN_IF_ERROR(SyncFolder(FolderOf(folder)));
  return SyncFolder(folder_);
}

absl::StatusOr<std::unique_ptr<DocumentStore::Incoming>> DocumentStore::Begin(
    const ContentPlace& place, const crypto::SecretKey& scope_key, const CommandId& command) const {
  RETURN_IF_ERROR(CheckRoom());
  const CommandId random{crypto::RandomId()};
  const std::string path = absl::StrCat(folder_, "/", kIncoming, "/", random.Text());
  ASSIGN_OR_RETURN(File file, File::Open(path, O_WRONLY | O_CREAT | O_EXCL));
  std::unique_ptr<Incoming> incoming(new Incoming(*this, place, scope_key, path, std::move(file)));
  incoming->waiting_.command = command;
  RETURN_IF_ERROR(incoming->file_.WriteAt(0, incoming->sealer_.header()));
  incoming->offset_ = kContentHeaderBytes;
  return incoming;
}

DocumentStore::Incoming::Incoming(const DocumentStore& store, const ContentPlace& place,
                                  const crypto::SecretKey& scope_key, std::string path, File file)
    : store_(store),
      scope_key_(scope_key),
      path_(std::move(path)),
      file_(std::move(file)),
      sealer_(place, scope_key),
      waiting_{place, {}, {}, {}} {}

DocumentStore::Incoming::~Incoming() {
  if (!finished_) Remove(path_).IgnoreError();
}

absl::Status DocumentStore::Incoming::WritePiece(bool last) {
  const std::string sealed = sealer_.Seal(piece_, last);
  if (offset_ / kBytesBetweenLooks != (offset_ + sealed.size()) / kBytesBetweenLooks) {
    RETURN_IF_ERROR(store_.CheckRoom());
  }
  RETURN_IF_ERROR(file_.WriteAt(offset_, sealed));
  offset_ += sealed.size();
  piece_.clear();
  return absl::OkStatus();
}

// A full piece is sealed only when more follows: the last one must be known for it.
absl::Status DocumentStore::Incoming::Write(std::string_view part) {
  digest_.Add(part);
  id_.bytes += part.size();
  while (!part.empty()) {
    if (piece_.size() == kContentPieceBytes) RETURN_IF_ERROR(WritePiece(/*last=*/false));
    const std::string_view fits = part.substr(0, kContentPieceBytes - piece_.size());
    piece_.append(fits);
    part.remove_prefix(fits.size());
  }
  return absl::OkStatus();
}

absl::StatusOr<ContentId> DocumentStore::Incoming::Finish() {
  RETURN_IF_ERROR(WritePiece(/*last=*/true));
  RETURN_IF_ERROR(file_.Sync());
  id_.sha256 = digest_.Finish();
  waiting_.name = ContentName(scope_key_, id_.sha256);
  waiting_.file = absl::StrCat(waiting_.name, ".", waiting_.command.Text(), ".",
                               path_.substr(path_.rfind('/') + 1));
  RETURN_IF_ERROR(store_.MakeFolderFor(waiting_.place));
  RETURN_IF_ERROR(Rename(path_, store_.PathOf(waiting_)));
  finished_ = true;
  RETURN_IF_ERROR(SyncFolder(store_.FolderOfPlace(waiting_.place)));
  return id_;
}

absl::StatusOr<std::vector<WaitingContent>> DocumentStore::WaitingIn(
    const ContentPlace& place) const {
  std::vector<WaitingContent> all;
  ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(FolderOfPlace(place)));
  for (const std::string& name : names) {
    if (auto waiting = ParseWaiting(place, name)) all.push_back(*std::move(waiting));
  }
  return all;
}

absl::StatusOr<std::vector<ContentPlace>> DocumentStore::Places() const {
  std::vector<ContentPlace> places;
  ASSIGN_OR_RETURN(const std::vector<std::string> logs, NamesIn(folder_));
  for (const std::string& name : logs) {
    const absl::StatusOr<LogId> log = LogId::Parse(name);
    if (!log.ok()) continue;
    ASSIGN_OR_RETURN(const std::vector<std::string> scopes,
                     NamesIn(absl::StrCat(folder_, "/", name)));
    for (const std::string& scope_name : scopes) {
      const absl::StatusOr<ScopeId> scope = ScopeId::Parse(scope_name);
      if (scope.ok()) places.push_back({*log, *scope});
    }
  }
  return places;
}

absl::StatusOr<std::vector<WaitingContent>> DocumentStore::Waiting() const {
  std::vector<WaitingContent> all;
  ASSIGN_OR_RETURN(const std::vector<ContentPlace> places, Places());
  for (const ContentPlace& place : places) {
    ASSIGN_OR_RETURN(std::vector<WaitingContent> here, WaitingIn(place));
    std::move(here.begin(), here.end(), std::back_inserter(all));
  }
  return all;
}

// In the place of what may be there already: the same content, perhaps damaged since.
absl::Status DocumentStore::Settle(const WaitingContent& waiting) const {
  const std::string folder = FolderOfPlace(waiting.place);
  const absl::Status renamed = Rename(PathOf(waiting), absl::StrCat(folder, "/", waiting.name));
  if (absl::IsNotFound(renamed)) return absl::OkStatus();  // somebody else settled it
  RETURN_IF_ERROR(renamed);
  return SyncFolder(folder);
}

absl::Status DocumentStore::Drop(const WaitingContent& waiting) const {
  return Remove(PathOf(waiting));
}

absl::StatusOr<std::unique_ptr<DocumentStore::Outgoing>> DocumentStore::Read(
    const ContentPlace& place, const crypto::SecretKey& scope_key, const Bytes32& sha256) const {
  const std::string path = absl::StrCat(FolderOfPlace(place), "/", ContentName(scope_key, sha256));
  ASSIGN_OR_RETURN(File file, File::Open(path, O_RDONLY));
  std::error_code error;
  const uint64_t size = fs::file_size(path, error);
  if (error) return Failed(error, "read a document");
  ASSIGN_OR_RETURN(const std::string header, file.ReadAt(0, kContentHeaderBytes));
  ASSIGN_OR_RETURN(ContentOpener opener, ContentOpener::Begin(place, scope_key, header));
  return std::unique_ptr<Outgoing>(new Outgoing(std::move(file), size, std::move(opener), sha256));
}

absl::StatusOr<std::optional<std::string>> DocumentStore::Outgoing::Next() {
  if (offset_ > size_) return std::nullopt;
  ASSIGN_OR_RETURN(const std::string sealed, file_.ReadAt(offset_, kSealedPieceBytes));
  const bool last = offset_ + sealed.size() >= size_;
  ASSIGN_OR_RETURN(std::string piece, opener_.Open(sealed, last));
  offset_ = last ? size_ + 1 : offset_ + sealed.size();
  digest_.Add(piece);
  if (last && digest_.Finish() != sha256_) {
    return absl::DataLossError("the content of a document is not what was recorded of it");
  }
  return piece;
}

absl::Status DocumentStore::Forget(const LogId& log, absl::Span<const ScopeId> scopes) const {
  for (const ScopeId& scope : scopes) {
    const std::string folder = FolderOfPlace({log, scope});
    if (!Exists(folder)) continue;
    RETURN_IF_ERROR(Remove(folder));
    RETURN_IF_ERROR(SyncFolder(FolderOf(folder)));
  }
  return absl::OkStatus();
}

}  // namespace candour::storage
