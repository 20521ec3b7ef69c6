#include "services/server/config.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status.h"

namespace candour::server {
namespace {

constexpr char kAllServices[] = "record,casework,documents,views,audit";

bool Within(const std::string& folder, const std::string& around) {
  std::error_code error;
  const auto inner = std::filesystem::weakly_canonical(folder, error);
  const auto outer = std::filesystem::weakly_canonical(around, error);
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

absl::Status Check(const Config& config) {
  for (const std::string& service : config.services) {
    const std::vector<std::string> known = absl::StrSplit(kAllServices, ',');
    if (std::find(known.begin(), known.end(), service) == known.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--services: '", service, "' is not one of ", kAllServices));
    }
  }
  if (config.addresses.empty()) {
    return absl::InvalidArgumentError("--listen: at least one address is needed");
  }
  const bool keeps = config.Hosts("record") || config.Hosts("views");
  if (keeps && config.data_folder.empty()) {
    return absl::InvalidArgumentError("--data: the record and the views need a folder");
  }
  if (config.Hosts("record") && config.master_key_command.empty()) {
    return absl::InvalidArgumentError(
        "--master-key-command: the record needs the command that holds its master key");
  }
  if (!config.backup_folder.empty() && config.backup_folder == config.keyring_backup_folder) {
    return absl::InvalidArgumentError(
        "--keyring-backup: whoever has both the record and its keys has everything; name another "
        "folder than --backup");
  }
  if (!config.Hosts("record") && config.record_address.empty()) {
    return absl::InvalidArgumentError(
        "--record: say where the record is, or host it here with --services");
  }
  if (!config.checkpoint_folder.empty() && Within(config.checkpoint_folder, config.data_folder)) {
    return absl::InvalidArgumentError(
        "--checkpoints: a folder outside --data is needed, or an older copy of the record would "
        "bring its older checkpoints with it");
  }
  return absl::OkStatus();
}

// An address given as @FILE is what the file's first line says.
absl::Status ReadAddress(const char* flag, std::string& address) {
  if (address.empty() || address[0] != '@') return absl::OkStatus();
  std::ifstream file(address.substr(1));
  if (!std::getline(file, address)) {
    return absl::InvalidArgumentError(absl::StrCat(flag, ": the file cannot be read"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Config> ReadConfig(int argc, char** argv) {
  Config config;
  std::string services = kAllServices;
  CLI::App app(
      "candour-server keeps the record of child death reviews and case reviews and serves it.\n"
      "All services run in one process unless --services says otherwise.");
  app.add_option("--services", services, "Services to host, with commas between them")
      ->capture_default_str();
  app.add_option(
      "--listen", config.addresses,
      "Address to serve on: 127.0.0.1:PORT (0: any free port) or unix:/path; repeatable");
  app.add_option("--data", config.data_folder, "Folder of the record, its keyring and the views");
  app.add_option("--log-database", config.log_database,
                 "PostgreSQL database to keep the record in, instead of the data folder: "
                 "postgresql://HOST/NAME, or @FILE to read it from a file, as for one with a "
                 "password");
  app.add_option("--keys-database", config.keys_database,
                 "Another database to keep the keyring in, given alike");
  app.add_option("--master-key-command", config.master_key_command,
                 "Program that holds the master key: run as `PROGRAM get|new|destroy GENERATION`");
  app.add_option("--record", config.record_address,
                 "Where the record service is, if it is not hosted here");
  app.add_option("--views", config.views_address,
                 "Where the views are, if they are not hosted here: asked before it is certified "
                 "that something was forgotten");
  app.add_option("--checkpoints", config.checkpoint_folder,
                 "Folder outside --data to write signed checkpoints to as the logs grow");
  app.add_option("--checkpoint-minutes", config.checkpoint_minutes,
                 "How often to see whether they have grown")
      ->check(CLI::Range(1, 24 * 60))
      ->capture_default_str();
  app.add_option("--jwks", config.jwks_path, "File of the public keys that sign access tokens")
      ->required();
  app.add_option("--issuer", config.issuers, "Issuer of access tokens to trust; repeatable")
      ->required();
  app.add_option("--service-token", config.service_token_path,
                 "File with the token this process shows to the other services; read for each call")
      ->required();
  app.add_option("--origin", config.origin, "First part of the name of new logs")
      ->capture_default_str();
  app.add_option("--low-disk-mib", config.low_disk_mebibytes,
                 "With fewer MiB free on the disk of --data the record takes no more, until there "
                 "is room again")
      ->capture_default_str();
  app.add_option("--backup", config.backup_folder,
                 "Folder that backups of the record go to, best on another disk");
  app.add_option("--keyring-backup", config.keyring_backup_folder,
                 "Folder that the newest copy of the keyring goes to; apart from --backup");
  app.add_option("--scanner", config.scanner_address,
                 "Virus scanner (clamd) that documents are held against: unix:/PATH or "
                 "127.0.0.1:PORT; none: they are taken unscanned. Without it they stay in "
                 "quarantine");
  app.add_option("--address-file", config.address_file,
                 "File to write the addresses to once they are served");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) std::exit(app.exit(error));
    return absl::InvalidArgumentError(error.what());
  }
  RETURN_IF_ERROR(ReadAddress("--log-database", config.log_database));
  RETURN_IF_ERROR(ReadAddress("--keys-database", config.keys_database));
  config.services = absl::StrSplit(services, ',', absl::SkipEmpty());
  if (absl::Status fits = Check(config); !fits.ok()) return fits;
  return config;
}

}  // namespace candour::server
