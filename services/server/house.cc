#include "services/server/house.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/status.h"
#include "services/audit/audit.h"
#include "services/audit/certifying.h"
#include "services/audit/national_return.h"
#include "services/casework/casework.h"
#include "services/documents/documents.h"
#include "services/gate/client.h"
#include "services/gate/gate.h"
#include "services/gate/host.h"
#include "services/record/record.h"
#include "services/server/checkpoint_folder.h"
#include "services/views/views.h"
#include "storage/documents/document_store.h"
#include "storage/files.h"
#include "storage/keyring/keyring.h"
#include "storage/keyring/keyring_file.h"
#include "storage/keyring/master_key.h"
#include "storage/postgres/postgres_keys.h"
#include "storage/postgres/postgres_log.h"
#include "storage/rocksdb/rocksdb_log.h"
#include "storage/rocksdb/rocksdb_views.h"
#include "storage/rocksdb/shared_memory.h"
#include "workflows/all/all_workflows.h"

namespace candour::server {
namespace {

// Read for each call, so that a renewed token needs no restart.
gate::TokenSource TokenFrom(const std::string& path) {
  return [path] {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    std::string token = text.str();
    while (!token.empty() && std::isspace(static_cast<unsigned char>(token.back()))) {
      token.pop_back();
    }
    return token;
  };
}

// Who may read what is told by the views, wherever they are; empty if that is not known.
gate::ReachHook ReachFrom(views::Views* here, gate::Client* elsewhere) {
  using Request = candour::views::v1::GetReachRequest;
  using Reply = candour::views::v1::GetReachReply;
  if (here != nullptr) {
    return [here](const Request& request, absl::Duration at_most, Reply& reply) {
      return here->GetReach(request, at_most, reply);
    };
  }
  if (elsewhere == nullptr) return {};
  return [elsewhere](const Request& request, absl::Duration, Reply& reply) {
    return elsewhere->Call("candour.views.v1.Views.GetReach", request, reply);
  };
}

class ServingHouse final : public House {
 public:
  explicit ServingHouse(const Config& config) : config_(config) {}

  ~ServingHouse() override {
    // Callers first, then what they call.
    certifying_.Stop();
    if (checkpoints_ != nullptr) checkpoints_->Stop();
    if (host_ != nullptr) host_->Shutdown(absl::Seconds(10));
    host_.reset();
  }

  absl::Status Start();

  const std::vector<std::string>& addresses() const override { return host_->addresses(); }
  std::string notice() const override { return notice_; }
  absl::Status Standing() const override;

 private:
  absl::Status MakeFolder();
  absl::Status OpenLog();
  absl::Status OpenKeyring();
  absl::Status OpenDocuments();
  absl::Status OpenRecord();
  absl::Status RegisterWorkflows();

  const Config config_;
  SystemClock clock_;
  std::string notice_;

  // In the order of their need: each may use what stands above it.
  std::unique_ptr<gate::TokenVerifier> tokens_;
  storage::RocksDbMemory memory_;
  std::unique_ptr<storage::CommandMasterKeyProvider> masters_;
  std::unique_ptr<storage::Keyring> keyring_;
  std::unique_ptr<storage::EventLog> log_;
  std::unique_ptr<storage::DocumentStore> document_store_;
  std::unique_ptr<record::Record> record_;
  std::unique_ptr<workflows::WorkflowTable> table_;
  std::unique_ptr<gate::Client> record_client_;
  std::unique_ptr<gate::Client> views_client_;
  std::unique_ptr<casework::Casework> casework_;
  std::unique_ptr<documents::Documents> documents_;
  std::unique_ptr<audit::Audit> audit_;
  std::unique_ptr<audit::NationalReturns> national_returns_;
  std::unique_ptr<storage::ViewStores> view_stores_;
  std::unique_ptr<views::Views> views_;
  std::unique_ptr<CheckpointFolder> checkpoints_;
  std::unique_ptr<gate::Host> host_;
  audit::Certifying certifying_;
};

absl::Status ServingHouse::Standing() const {
  if (log_ == nullptr) return absl::OkStatus();
  for (const storage::LogInfo& info : log_->Logs()) {
    RETURN_IF_ERROR(log_->GetHead(info.id).status());
  }
  return keyring_->Standing();
}

absl::Status ServingHouse::MakeFolder() {
  std::error_code error;
  std::filesystem::create_directories(config_.data_folder, error);
  if (error) return absl::UnavailableError("--data: the folder cannot be made");
  for (const std::string& folder : {config_.backup_folder, config_.keyring_backup_folder}) {
    if (folder.empty()) continue;
    std::filesystem::create_directories(folder, error);
    if (error) return absl::UnavailableError("--backup: the folder cannot be made");
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  std::filesystem::permissions(config_.data_folder, std::filesystem::perms::owner_all, error);
  return absl::OkStatus();
}

absl::Status ServingHouse::OpenLog() {
  const std::filesystem::path folder = config_.data_folder;
  if (config_.log_database.empty()) {
    storage::RocksDbLogOptions options;
    options.folder = folder / "log";
    options.low_disk_bytes = config_.low_disk_mebibytes << 20;
    ASSIGN_OR_RETURN(log_, storage::OpenRocksDbLog(options, memory_));
    if (log_->recovery().recovered) {
      notice_ = "the record was opened after a crash and its unacknowledged end was dropped";
    }
    return absl::OkStatus();
  }
  storage::PostgresLogOptions options;
  options.address = config_.log_database;
  options.floors_path = folder / "acknowledged";
  ASSIGN_OR_RETURN(storage::OpenedPostgresLog opened, storage::OpenPostgresLog(options));
  log_ = std::move(opened.log);
  if (!opened.data_checksums) {
    notice_ = "the database's pages have no checksums: it would not notice what a disk alters";
  }
  return absl::OkStatus();
}

absl::Status ServingHouse::OpenKeyring() {
  masters_ = std::make_unique<storage::CommandMasterKeyProvider>(config_.master_key_command);
  const auto keys = [&]() -> std::unique_ptr<storage::KeyStore> {
    if (!config_.keys_database.empty()) return storage::NewPostgresKeys(config_.keys_database);
    return std::make_unique<storage::KeyringFile>(std::filesystem::path(config_.data_folder) /
                                                  "keyring");
  };
  absl::StatusOr<std::unique_ptr<storage::Keyring>> keyring =
      storage::Keyring::Open(keys(), *masters_);
  // A keyring is made only beside a store without logs: nothing could open theirs.
  if (absl::IsNotFound(keyring.status()) && log_->Logs().empty()) {
    keyring = storage::Keyring::Create(keys(), *masters_);
  }
  if (absl::IsNotFound(keyring.status())) {
    return absl::DataLossError(
        absl::StrCat("the keyring is missing, and without its keys the record cannot be read: put "
                     "its newest copy back, from the folder of --keyring-backup. (",
                     keyring.status().message(), ")"));
  }
  if (!keyring.ok()) return keyring.status();
  keyring_ = *std::move(keyring);
  const std::vector<storage::LogInfo> logs = log_->Logs();
  for (const LogId& id : keyring_->LogsWithCases()) {
    const bool there = std::any_of(logs.begin(), logs.end(),
                                   [&](const storage::LogInfo& info) { return info.id == id; });
    if (there) continue;
    return absl::DataLossError(absl::StrCat(
        "the keyring has keys of cases in the log ", id.Text(),
        ", which is not here: the record was lost, or is another. Restore its newest backup"));
  }
  return absl::OkStatus();
}

absl::Status ServingHouse::OpenDocuments() {
  const std::filesystem::path folder = std::filesystem::path(config_.data_folder) / "documents";
  // It is made with the first start, before there is any log. A database may be served from another
  // machine, whose folder of documents is then made anew or brought along.
  if (config_.log_database.empty() && !log_->Logs().empty() && !storage::Exists(folder)) {
    return absl::DataLossError(absl::StrCat(
        "the folder of the documents is missing (", folder.string(),
        "): put `documents` back from the folder of --backup. Where there never was one, or none "
        "can be had, make an empty folder; `candour document verify` then says what is lost"));
  }
  ASSIGN_OR_RETURN(document_store_,
                   storage::DocumentStore::Open(
                       {folder, [data = config_.data_folder] { return storage::FreeBytes(data); },
                        config_.low_disk_mebibytes << 20}));
  return absl::OkStatus();
}

absl::Status ServingHouse::OpenRecord() {
  RETURN_IF_ERROR(OpenLog());
  if (checkpoints_ != nullptr) RETURN_IF_ERROR(checkpoints_->Check(*log_));
  RETURN_IF_ERROR(OpenKeyring());
  RETURN_IF_ERROR(OpenDocuments());
  ASSIGN_OR_RETURN(record_, record::Record::Create(
                                {*log_, *keyring_, clock_, config_.origin, config_.backup_folder,
                                 config_.keyring_backup_folder, document_store_.get()}));
  for (const std::string& told : record_->notices()) {
    absl::StrAppend(&notice_, notice_.empty() ? "" : "; ", told);
  }
  return absl::OkStatus();
}

absl::Status ServingHouse::RegisterWorkflows() {
  absl::TimeZone london;
  if (!absl::LoadTimeZone("Europe/London", &london)) {
    return absl::FailedPreconditionError("the time zone Europe/London is not installed (tzdata)");
  }
  table_ = std::make_unique<workflows::WorkflowTable>(london);
  workflows::RegisterAll(*table_);
  RETURN_IF_ERROR(table_->Check(workflows::EventFiles(), casework::Casework::Services()));
  casework_ = std::make_unique<casework::Casework>(*table_, *record_client_, london);
  ASSIGN_OR_RETURN(documents::Scanner scanner, documents::Scanner::At(config_.scanner_address));
  documents_ = std::make_unique<documents::Documents>(documents::Documents::Options{
      *table_, *record_client_, *casework_, london, std::move(scanner)});
  audit_ = std::make_unique<audit::Audit>(*table_, *record_client_, views_client_.get(), london);
  national_returns_ = std::make_unique<audit::NationalReturns>(*table_, *record_client_, london);
  if (!config_.Hosts("views")) return absl::OkStatus();
  const std::filesystem::path folder = config_.data_folder;
  ASSIGN_OR_RETURN(view_stores_, storage::OpenRocksDbViews(folder / "views", memory_));
  views_ = std::make_unique<views::Views>(*table_, *record_client_, *view_stores_, london);
  return absl::OkStatus();
}

absl::Status ServingHouse::Start() {
  ASSIGN_OR_RETURN(tokens_,
                   gate::TokenVerifier::Create({config_.jwks_path, config_.issuers}, clock_));
  const gate::TokenSource token = TokenFrom(config_.service_token_path);
  std::vector<gate::ServiceHandlers> services;
  if (config_.Hosts("record") || config_.Hosts("views")) RETURN_IF_ERROR(MakeFolder());
  if (config_.Hosts("record") && !config_.checkpoint_folder.empty()) {
    checkpoints_ = std::make_unique<CheckpointFolder>(config_.checkpoint_folder);
  }
  if (config_.Hosts("record")) {
    RETURN_IF_ERROR(OpenRecord());
    services.push_back(record_->Handlers());
    record_client_ = gate::Client::InProcess(token);
  } else {
    record_client_ = gate::Client::Connect(config_.record_address, token);
  }
  if (config_.Hosts("views")) {
    views_client_ = gate::Client::InProcess(token);
  } else if (!config_.views_address.empty()) {
    views_client_ = gate::Client::Connect(config_.views_address, token);
  }
  RETURN_IF_ERROR(RegisterWorkflows());
  if (config_.Hosts("casework")) {
    for (gate::ServiceHandlers& handlers : casework_->Handlers()) {
      services.push_back(std::move(handlers));
    }
  }
  if (config_.Hosts("documents")) services.push_back(documents_->Handlers());
  if (config_.Hosts("audit")) {
    services.push_back(audit_->Handlers());
    services.push_back(national_returns_->Handlers());
  }
  if (config_.Hosts("views")) services.push_back(views_->Handlers());
  gate::Gate::Options options{*tokens_, clock_, {}};
  options.on_reach = ReachFrom(views_.get(), views_client_.get());
  ASSIGN_OR_RETURN(std::unique_ptr<gate::Gate> door,
                   gate::Gate::Create(std::move(options), std::move(services)));
  ASSIGN_OR_RETURN(host_, gate::Host::Start(std::move(door), config_.addresses));
  if (config_.Hosts("record")) host_->Attach(*record_client_);
  if (config_.Hosts("views")) host_->Attach(*views_client_);
  if (checkpoints_ != nullptr) {
    checkpoints_->Start(*record_client_, absl::Minutes(config_.checkpoint_minutes));
  }
  // A record that cannot be reached yet is asked again with the first query.
  if (config_.Hosts("views")) views_->FollowAll().IgnoreError();
  if (config_.Hosts("audit") && views_client_ != nullptr) {
    certifying_.Start(*record_client_, *views_client_);
  }
  host_->SetServing(true);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<House>> StartHouse(const Config& config) {
  auto house = std::make_unique<ServingHouse>(config);
  RETURN_IF_ERROR(house->Start());
  return house;
}

}  // namespace candour::server
