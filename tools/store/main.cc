// candour-store: a backup put back, a damaged store repaired, while no server has the folder open.
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "storage/rocksdb/backup.h"
#include "tools/store/data_folder.h"

namespace {

using candour::storage::Demanded;
using candour::storage::MadeStore;

// As the command line of Candour has them.
enum Exit { kDone = 0, kUsage = 2, kFailed = 5, kDamage = 6 };

struct Asked {
  std::string from;
  std::string to;
  std::string data;
  std::string keyring;
  std::string checkpoint_path;
  std::string verifier_key;
};

void AddOptions(CLI::App& command, Asked& asked, const char* from) {
  command.add_option("--from", asked.from, from)->required()->check(CLI::ExistingDirectory);
  command.add_option("--to", asked.to, "A new folder for the result");
  command
      .add_option("--checkpoint", asked.checkpoint_path,
                  "File of the newest checkpoint kept outside; the result must reach it")
      ->check(CLI::ExistingFile);
  command.add_option("--verifier-key", asked.verifier_key,
                     "The key of the checkpoint's log, as printed with it");
}

std::string Contents(const std::string& path) {
  std::stringstream text;
  if (!path.empty()) text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

int Refuse(const absl::Status& status) {
  std::cerr << "candour-store: refused, and nothing was made: " << status.message() << "\n";
  if (absl::IsDataLoss(status)) return kDamage;
  return absl::IsUnavailable(status) ? kFailed : kUsage;
}

void TellLogs(const MadeStore& made, const Asked& asked) {
  for (const candour::storage::WholeLog& log : made.logs) {
    const absl::string_view root(reinterpret_cast<const char*>(log.root.data()), log.root.size());
    std::cout << log.tenant << ": " << log.events << " events, every one read and in place\n"
              << "  root " << absl::BytesToHexString(root) << "\n";
  }
  for (const std::string& lost : made.lost) std::cout << "Lost: " << lost << "\n";
  if (asked.checkpoint_path.empty()) {
    std::cout << "No checkpoint was given: that nothing newer is missing was not checked.\n";
  }
}

int Tell(const absl::StatusOr<MadeStore>& made, const Asked& asked) {
  if (!made.ok()) return Refuse(made.status());
  TellLogs(*made, asked);
  std::cout << "The store is in " << asked.to << "\n";
  return kDone;
}

int Tell(const absl::StatusOr<candour::store::MadeData>& made, const Asked& asked) {
  if (!made.ok()) return Refuse(made.status());
  TellLogs(made->record, asked);
  if (!made->keyring) std::cout << "No keyring was given: without it nothing can be read.\n";
  std::cout << "The record" << (made->keyring ? ", its keyring" : "") << " and " << made->documents
            << " files of documents are in " << asked.data
            << ".\nStart the server on it, then see that all of it is whole:\n"
               "  candour log verify\n  candour document verify\n";
  return kDone;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Works on the record's files while no server has them open.", "candour-store");
  app.require_subcommand(1);
  Asked asked;
  CLI::App& restore = *app.add_subcommand("restore", "Put the newest backup into a new folder");
  AddOptions(restore, asked, "The folder of backups");
  restore
      .add_option("--data", asked.data,
                  "Instead of --to: a new data folder, with the documents and the keyring")
      ->excludes("--to");
  restore.add_option("--keyring", asked.keyring, "With --data: the folder of the keyring's backup")
      ->check(CLI::ExistingDirectory)
      ->needs("--data");
  CLI::App& repair = *app.add_subcommand("repair", "Copy a damaged store as far as it is whole");
  AddOptions(repair, asked, "The damaged store, which is not changed");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  if (asked.to.empty() && asked.data.empty()) {
    std::cerr << "candour-store: say where to: --to" << (restore.parsed() ? " or --data" : "")
              << "\n";
    return kUsage;
  }
  const candour::storage::RocksDbMemory memory;
  const Demanded demanded{Contents(asked.checkpoint_path), asked.verifier_key};
  if (!asked.data.empty()) {
    return Tell(
        candour::store::RestoreData({asked.from, asked.keyring}, asked.data, demanded, memory),
        asked);
  }
  return Tell(restore.parsed()
                  ? candour::storage::RestoreBackup(asked.from, asked.to, demanded, memory)
                  : candour::storage::RepairStore(asked.from, asked.to, demanded, memory),
              asked);
}
