#include "services/server/checkpoint_folder.h"

#include <fcntl.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status.h"
#include "candour/record/v1/record.pb.h"
#include "storage/bytes.h"
#include "storage/files.h"
#include "storage/merkle/tree.h"

namespace candour::server {
namespace {

namespace fs = std::filesystem;
namespace merkle = storage::merkle;

constexpr char kEnding[] = ".checkpoint";
constexpr char kKeyFile[] = "verifier-key";

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  ASSIGN_OR_RETURN(const storage::File file, storage::File::Open(path, O_RDONLY));
  return file.ReadWhole();
}

// Whole and durable, or not there.
absl::Status WriteFile(const std::string& path, std::string_view bytes) {
  const std::string beside = path + ".new";
  ASSIGN_OR_RETURN(storage::File file,
                   storage::File::Open(beside, O_WRONLY | O_CREAT | O_TRUNC, 0644));
  RETURN_IF_ERROR(file.WriteAt(0, bytes));
  RETURN_IF_ERROR(file.Sync());
  RETURN_IF_ERROR(storage::Rename(beside, path));
  return storage::SyncFolder(storage::FolderOf(path));
}

absl::StatusOr<Bytes32> HashFrom(const std::string& bytes) {
  if (bytes.size() != 32) return absl::DataLossError("a hash does not have 32 bytes");
  return storage::FieldReader(bytes).Bytes<32>();
}

}  // namespace

absl::StatusOr<std::optional<CheckpointFolder::Published>> CheckpointFolder::Newest(
    const std::string& tenant) const {
  const fs::path folder = fs::path(folder_) / tenant;
  std::error_code error;
  std::string newest;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename();
    if (absl::EndsWith(name, kEnding)) newest = std::max(newest, name);
  }
  if (newest.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(const std::string key_text, ReadFile(folder / kKeyFile));
  Published published;
  ASSIGN_OR_RETURN(published.key, merkle::VerifierKey::Parse(
                                      std::string_view(key_text).substr(0, key_text.find('\n'))));
  ASSIGN_OR_RETURN(const std::string note, ReadFile(folder / newest));
  ASSIGN_OR_RETURN(published.checkpoint, merkle::VerifyCheckpoint(note, published.key));
  return published;
}

std::vector<std::string> CheckpointFolder::Tenants() const {
  std::vector<std::string> tenants;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    if (entry.is_directory()) tenants.push_back(entry.path().filename());
  }
  return tenants;
}

absl::Status CheckpointFolder::CheckAllAreThere(const std::vector<storage::LogInfo>& logs) const {
  for (const std::string& tenant : Tenants()) {
    ASSIGN_OR_RETURN(const auto newest, Newest(tenant));
    const bool there = std::any_of(logs.begin(), logs.end(),
                                   [&](const auto& info) { return info.tenant == tenant; });
    if (!newest || there) continue;
    return absl::FailedPreconditionError(absl::StrCat(
        "the record has no log of ", tenant, ", and a checkpoint in ", folder_,
        " was signed for one of ", newest->checkpoint.size,
        " events: an older copy of the record was put back, or another record. Restore the newest "
        "copy"));
  }
  return absl::OkStatus();
}

absl::Status CheckpointFolder::Check(const storage::EventLog& log) const {
  RETURN_IF_ERROR(CheckAllAreThere(log.Logs()));
  for (const storage::LogInfo& info : log.Logs()) {
    ASSIGN_OR_RETURN(const auto newest, Newest(info.tenant));
    if (!newest) continue;
    const merkle::Checkpoint& said = newest->checkpoint;
    ASSIGN_OR_RETURN(const storage::Head head, log.GetHead(info.id));
    if (said.size > head.next_position) {
      return absl::FailedPreconditionError(
          absl::StrCat("the log of ", info.tenant, " holds ", head.next_position,
                       " events, and a checkpoint in ", folder_, " was signed for ", said.size,
                       ": an older copy of the record was put back. Restore the newest copy"));
    }
    ASSIGN_OR_RETURN(const Bytes32 root, log.Root(info.id, said.size));
    if (root != said.root || info.origin != said.origin) {
      return absl::DataLossError(absl::StrCat("the log of ", info.tenant,
                                              " is not the one that the checkpoint of ", said.size,
                                              " events in ", folder_, " was signed for"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckpointFolder::WriteOne(gate::Client& record, const std::string& tenant) {
  ASSIGN_OR_RETURN(const auto before, Newest(tenant));
  record::v1::GetCheckpointRequest now;
  now.set_tenant(tenant);
  record::v1::Checkpoint signed_now;
  RETURN_IF_ERROR(record.Call("candour.record.v1.Record.GetCheckpoint", now, signed_now));
  ASSIGN_OR_RETURN(const auto key, merkle::VerifierKey::Parse(signed_now.verifier_key()));
  ASSIGN_OR_RETURN(const auto checkpoint, merkle::VerifyCheckpoint(signed_now.note(), key));
  if (before) {
    if (before->checkpoint == checkpoint) return absl::OkStatus();
    record::v1::ConsistencyProofRequest request;
    request.set_tenant(tenant);
    request.set_old_size(before->checkpoint.size);
    request.set_new_size(checkpoint.size);
    record::v1::ConsistencyProof proof;
    RETURN_IF_ERROR(record.Call("candour.record.v1.Record.GetConsistencyProof", request, proof));
    std::vector<Bytes32> path;
    for (const std::string& hash : proof.path()) {
      ASSIGN_OR_RETURN(path.emplace_back(), HashFrom(hash));
    }
    if (!merkle::VerifyConsistency(before->checkpoint.size, checkpoint.size, path,
                                   before->checkpoint.root, checkpoint.root)) {
      return absl::DataLossError(absl::StrCat("the log of ", tenant,
                                              " does not go on from its checkpoint of ",
                                              before->checkpoint.size, " events"));
    }
  }
  const fs::path folder = fs::path(folder_) / tenant;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return absl::UnavailableError(absl::StrCat(folder_, " cannot be written to"));
  if (!before) {
    RETURN_IF_ERROR(WriteFile(folder / kKeyFile, absl::StrCat(signed_now.verifier_key(), "\n")));
  }
  return WriteFile(folder / absl::StrFormat("%012d%s", checkpoint.size, kEnding),
                   signed_now.note());
}

absl::Status CheckpointFolder::WriteAll(gate::Client& record) {
  record::v1::ListLogsReply logs;
  RETURN_IF_ERROR(
      record.Call("candour.record.v1.Record.ListLogs", record::v1::ListLogsRequest(), logs));
  absl::Status first_failure;
  for (const record::v1::LogSummary& log : logs.logs()) {
    first_failure.Update(WriteOne(record, log.tenant()));
  }
  return first_failure;
}

void CheckpointFolder::Start(gate::Client& record, absl::Duration interval) {
  thread_ = std::thread([this, &record, interval] { Run(record, interval); });
}

void CheckpointFolder::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void CheckpointFolder::Run(gate::Client& record, absl::Duration interval) {
  absl::Status told;
  for (bool last = false; !last;) {
    {
      absl::MutexLock lock(&mutex_);
      mutex_.AwaitWithTimeout(absl::Condition(&stopping_), interval);
      last = stopping_;
    }
    const absl::Status written = WriteAll(record);
    if (!written.ok() && written != told) {
      std::fprintf(stderr, "candour-server: no checkpoint was written: %s\n",
                   std::string(written.message()).c_str());
    }
    told = written;
  }
}

}  // namespace candour::server
