// candour log list | verify | checkpoint | backup | restore | repair
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "candour/record/v1/record.pb.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/tree.h"
#include "tools/candour/cases.h"
#include "tools/candour/commands.h"
#include "tools/candour/rows.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

const Shape& LogShape() {
  static const auto& shape = *new Shape{"logs",
                                        {{"Tenant", "tenant"},
                                         {"Origin", "origin"},
                                         {"Events", "size"},
                                         {"Its time", "now_micros"},
                                         {"Driven", "driven_clock"},
                                         {"Read-only because", "read_only_because"}},
                                        "log",
                                        "logs",
                                        "There are no logs yet. `candour demo load` makes two."};
  return shape;
}

absl::Status ListLogs(Session& session, Terminal& terminal) {
  record::v1::ListLogsReply reply;
  RETURN_IF_ERROR(
      session.Call("candour.record.v1.Record.ListLogs", record::v1::ListLogsRequest(), reply));
  terminal.out << (terminal.json ? JsonText(reply) : RowsText(reply, LogShape()));
  return absl::OkStatus();
}

namespace merkle = storage::merkle;

bool TakeHash(const std::string& bytes, Bytes32& hash) {
  if (bytes.size() != hash.size()) return false;
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return true;
}

bool ProvesConsistency(const record::v1::ConsistencyProof& proof, const merkle::Checkpoint& kept,
                       const record::v1::Checkpoint& now) {
  Bytes32 root{};
  if (!TakeHash(now.root(), root)) return false;
  std::vector<Bytes32> path(static_cast<size_t>(proof.path_size()));
  for (int i = 0; i < proof.path_size(); ++i) {
    if (!TakeHash(proof.path(i), path[static_cast<size_t>(i)])) return false;
  }
  return merkle::VerifyConsistency(kept.size, now.size(), path, kept.root, root);
}

struct LogOptions {
  std::string file;
  std::string folder;
};

// That the log goes on from every checkpoint somebody kept in the folder, and how many there are.
absl::StatusOr<int64_t> CompareWithKept(Session& session, const std::string& tenant,
                                        const std::string& folder, uint64_t size) {
  std::vector<std::string> paths;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(folder) / tenant, error)) {
    if (entry.path().extension() == ".checkpoint") paths.push_back(entry.path());
  }
  if (error) return absl::NotFoundError(absl::StrCat(folder, " holds no checkpoints of ", tenant));
  record::v1::GetCheckpointRequest now;
  now.set_tenant(tenant);
  record::v1::Checkpoint signed_now;
  RETURN_IF_ERROR(session.Call("candour.record.v1.Record.GetCheckpoint", now, signed_now));
  ASSIGN_OR_RETURN(const auto key, merkle::VerifierKey::Parse(signed_now.verifier_key()));
  for (const std::string& path : paths) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream note;
    note << file.rdbuf();
    const auto kept = merkle::VerifyCheckpoint(note.str(), key);
    const auto differs = [&](absl::string_view how) {
      return absl::DataLossError(absl::StrCat(path, ": ", how));
    };
    if (!kept.ok()) return differs(kept.status().message());
    if (kept->size > size) return differs("it was signed for more than the log holds");
    record::v1::ConsistencyProofRequest request;
    request.set_tenant(tenant);
    request.set_old_size(kept->size);
    request.set_new_size(signed_now.size());
    record::v1::ConsistencyProof proof;
    RETURN_IF_ERROR(session.Call("candour.record.v1.Record.GetConsistencyProof", request, proof));
    if (!ProvesConsistency(proof, *kept, signed_now)) {
      return differs("the log does not go on from it: it tells another history");
    }
  }
  return static_cast<int64_t>(paths.size());
}

absl::Status VerifyLog(const LogOptions& options, Session& session, Terminal& terminal) {
  record::v1::VerifyLogRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  ASSIGN_OR_RETURN(const auto stream, session.Read("candour.record.v1.Record.VerifyLog", request));
  record::v1::VerifyProgress progress;
  {
    Progress bar(terminal, "Recomputing every hash");
    while (stream->Read(progress)) bar.Show(progress.checked(), progress.of());
  }
  RETURN_IF_ERROR(stream->Finish());
  if (!progress.done()) return absl::UnavailableError("The log was not verified to its end");
  int64_t kept = 0;
  if (!options.folder.empty()) {
    ASSIGN_OR_RETURN(
        kept, CompareWithKept(session, request.tenant(), options.folder, progress.checked()));
  }
  if (terminal.json) {
    terminal.out << JsonText(progress);
    return absl::OkStatus();
  }
  terminal.out << "The log of " << request.tenant() << " is whole: "
               << Counted(static_cast<int64_t>(progress.checked()), "event", "events")
               << " in an unbroken chain of hashes,\n"
               << Counted(static_cast<int64_t>(progress.checkpoints_checked()), "signed checkpoint",
                          "signed checkpoints")
               << " confirmed.\n"
               << Particulars({{"Root", absl::BytesToHexString(progress.root())},
                               {"Forgotten", progress.forgotten() == 0
                                                 ? ""
                                                 : absl::StrCat(progress.forgotten(),
                                                                " events, by destroying keys")},
                               {"Kept outside",
                                options.folder.empty()
                                    ? ""
                                    : absl::StrCat(Counted(kept, "checkpoint", "checkpoints"),
                                                   " in ", options.folder, ", all confirmed")}});
  return absl::OkStatus();
}

absl::Status ShowCheckpoint(const LogOptions& options, Session& session, Terminal& terminal) {
  record::v1::GetCheckpointRequest request;
  ASSIGN_OR_RETURN(*request.mutable_tenant(), TenantToShow(session));
  record::v1::Checkpoint checkpoint;
  RETURN_IF_ERROR(session.Call("candour.record.v1.Record.GetCheckpoint", request, checkpoint));
  if (!options.file.empty()) {
    std::ofstream file(options.file, std::ios::binary | std::ios::trunc);
    file << checkpoint.note();
    file.close();
    if (!file) return absl::InvalidArgumentError(options.file + " cannot be written");
  }
  if (terminal.json) {
    terminal.out << JsonText(checkpoint);
    return absl::OkStatus();
  }
  terminal.out << checkpoint.note() << "\nVerify it with the key " << checkpoint.verifier_key()
               << "\n";
  return absl::OkStatus();
}

absl::Status BackUpRecord(Session& session, Terminal& terminal) {
  ASSIGN_OR_RETURN(const auto stream,
                   session.Read("candour.record.v1.Record.BackUp", record::v1::BackUpRequest()));
  record::v1::BackUpReply made;
  const bool answered = stream->Read(made);
  RETURN_IF_ERROR(stream->Finish());
  if (!answered) return absl::UnavailableError("The backup was not finished");
  if (terminal.json) {
    terminal.out << JsonText(made);
    return absl::OkStatus();
  }
  terminal.out << "Backup " << made.number() << " was made: " << (made.bytes() >> 10)
               << " KiB of the record"
               << (made.documents() > 0
                       ? absl::StrCat(", ", Counted(static_cast<int64_t>(made.documents()),
                                                    "document", "documents"))
                       : "")
               << (made.keyring() ? ", and the keyring in its own folder" : "")
               << ".\nKeep a checkpoint with it: `candour log checkpoint`.\n";
  return absl::OkStatus();
}

// Files that no server has open are the business of a program of its own, found beside this one.
// Returns only if that cannot be started.
absl::Status RunBesides(const std::string& verb, const std::vector<std::string>& words) {
  char self[4096];
  const ssize_t size = readlink("/proc/self/exe", self, sizeof(self));
  const std::string path(self, size < 0 ? 0 : static_cast<size_t>(size));
  const std::string program = path.substr(0, path.rfind('/') + 1) + "candour-store";
  std::vector<char*> arguments{const_cast<char*>(program.c_str()), const_cast<char*>(verb.c_str())};
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execv(program.c_str(), arguments.data());
  return absl::UnavailableError(absl::StrCat(program, " cannot be started"));
}

void AddOffline(CLI::App& group, Chosen& chosen, const char* verb, const char* help,
                const char* footer) {
  CLI::App& command = *group.add_subcommand(verb, help);
  command.footer(footer);
  command.prefix_command();
  command.fallthrough(false);  // or the words would be offered to the groups around it first
  command.set_help_flag();
  command.callback([&chosen, &command, verb = std::string(verb)] {
    chosen.offline = [verb, words = command.remaining()](Terminal&) {
      return RunBesides(verb, words);
    };
  });
}

}  // namespace

void AddLogCommands(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<LogOptions>();
  CLI::App& group = *app.add_subcommand("log", "The event log: that nothing in it was altered");
  group.require_subcommand(1);
  group.footer("Examples:\n  candour log verify --tenant ashbrook\n  candour log checkpoint");
  const auto runs = [&chosen](CLI::App& command, auto run, const char* role) {
    command.callback([&chosen, run, role] {
      chosen.run = run;
      chosen.usual_role = role;
    });
  };
  CLI::App& list = *group.add_subcommand("list", "The logs this server holds, one a tenant");
  runs(list, ListLogs, "operator");

  CLI::App& verify = *group.add_subcommand("verify", "Recompute every hash of a tenant's log");
  verify.footer("Exit code 6 if anything was altered, removed or added.");
  verify
      .add_option("--checkpoints", options->folder,
                  "Also against those the server wrote to this folder")
      ->type_name("FOLDER");
  runs(
      verify, [options](Session& s, Terminal& t) { return VerifyLog(*options, s, t); }, "auditor");

  CLI::App& backup = *group.add_subcommand(
      "backup", "Copy what is new in the record, its documents and the keyring to their backups");
  backup.footer(
      "The server goes on meanwhile. --backup and --keyring-backup of the server say where.");
  runs(backup, BackUpRecord, "operator");
  AddOffline(group, chosen, "restore", "Put the newest backup into a new folder",
             "candour log restore --from BACKUPS --keyring KEYRING-BACKUP --data FOLDER \\\n"
             "    [--checkpoint FILE --verifier-key KEY]");
  AddOffline(group, chosen, "repair", "Copy a damaged store as far as it is whole",
             "candour log repair --from STORE --to FOLDER [--checkpoint FILE --verifier-key KEY]");

  CLI::App& checkpoint = *group.add_subcommand(
      "checkpoint", "A signed statement of the log as it is now, to keep outside");
  checkpoint.footer(
      "Whoever keeps a copy can later prove that nothing before it has changed. Print it on board\n"
      "papers.");
  checkpoint.add_option("--to", options->file, "Write it to a file as well")->type_name("FILE");
  runs(
      checkpoint, [options](Session& s, Terminal& t) { return ShowCheckpoint(*options, s, t); },
      "auditor");
}

}  // namespace candour::cli
