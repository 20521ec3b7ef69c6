// What an operator may set. Every setting is a flag; `candour-server --help` explains each.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/limits.h"

namespace candour::server {

struct Config {
  std::set<std::string> services;      // of "record", "casework", "documents" ...
  std::vector<std::string> addresses;  // "127.0.0.1:PORT", "unix:/path"
  std::string data_folder;             // of the record and the views
  // Where the record and its keys are, if not in the data folder: addresses of PostgreSQL
  // databases. They may hold passwords, and are never printed.
  std::string log_database;
  std::string keys_database;
  std::string master_key_command;  // holds the master key; see docs/operations.md
  std::string record_address;      // where the record is, when it runs elsewhere
  std::string views_address;       // where the views are, when they run elsewhere
  std::string checkpoint_folder;   // outside the data folder; blank: none are written
  int checkpoint_minutes = 10;
  std::string jwks_path;
  std::vector<std::string> issuers;
  std::string service_token_path;  // what this process says to the other services
  std::string origin = "candour.invalid";
  uint64_t low_disk_mebibytes = limits::kLowDiskBytes >> 20;
  std::string backup_folder;          // of the record; blank: no backups are made
  std::string keyring_backup_folder;  // of the keyring, apart; blank: it is not backed up
  std::string scanner_address;        // of the virus scanner; "none": there is to be none
  std::string address_file;           // written when serving: one address a line

  bool Hosts(const std::string& service) const { return services.contains(service); }
};

// Exits the process for --help, with its text. INVALID_ARGUMENT, naming the flag, if the settings
// do not fit together.
absl::StatusOr<Config> ReadConfig(int argc, char** argv);

}  // namespace candour::server
