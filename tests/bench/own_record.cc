#include "tests/bench/own_record.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/status.h"
#include "candour/types/v1/options.pb.h"
#include "services/gate/gate.h"
#include "storage/bytes.h"
#include "storage/keyring/keyring_file.h"
#include "storage/leaf.h"
#include "storage/merkle/tree.h"
#include "storage/rocksdb/rocksdb_log.h"
#include "tests/bench/load.h"
#include "tests/bench/must.h"
#include "tools/dev_identity/dev_identity.h"

namespace candour::bench {
namespace {

constexpr gate::CallOptions kPatient{absl::InfiniteDuration()};

storage::RocksDbLogOptions LogIn(const std::string& folder) {
  std::filesystem::create_directories(folder);
  storage::RocksDbLogOptions options;
  options.folder = folder + "/log";
  return options;
}

absl::Status Void(const std::string& why) { return absl::DataLossError(why); }

}  // namespace

Identity::Identity(std::string folder_for_it) : folder(std::move(folder_for_it)) {
  Must(dev_identity::Prepare({folder, {{kTenant, kBoard}}}, SystemClock().NowMicros()).status());
}

std::string Identity::TokenFile(const std::string& part) const {
  return absl::StrCat(folder, "/tokens/", part, ".jwt");
}

std::string Identity::Token(const std::string& part) const {
  std::ifstream file(TokenFile(part));
  std::string token;
  file >> token;
  return token;
}

gate::TokenVerifier::Options Identity::options() const {
  return {folder + "/jwks.json", {dev_identity::kIssuer}};
}

OwnRecord::OwnRecord(const std::string& folder, const Identity& identity,
                     std::unique_ptr<storage::EventLog> log)
    : tokens_(Must(gate::TokenVerifier::Create(identity.options(), clock_))),
      keyring_((std::filesystem::create_directories(folder),
                Must(storage::Keyring::Create(
                    std::make_unique<storage::KeyringFile>(folder + "/keyring"), masters_)))),
      log_(log != nullptr ? std::move(log) : Must(storage::OpenRocksDbLog(LogIn(folder), memory_))),
      record_(Must(record::Record::Create({*log_, *keyring_, clock_}))),
      handlers_(record_->Handlers()),
      append_(std::get<gate::AsyncFn>(handlers_.methods().find("Append")->second.fn)),
      call_(std::make_shared<gate::Caller>(), absl::InfiniteFuture()),
      client_(gate::Client::InProcess([token = identity.Token("service")] { return token; })) {
  std::vector<gate::ServiceHandlers> services;
  services.push_back(record_->Handlers());
  host_ = Must(
      gate::Host::Start(Must(gate::Gate::Create({*tokens_, clock_}, std::move(services))), {}));
  host_->Attach(*client_);
  OpenLog(*client_);
}

absl::StatusOr<record::v1::AppendReply> OwnRecord::Append(
    const record::v1::AppendRequest& request) {
  record::v1::AppendReply reply;
  absl::Status outcome;
  absl::Notification answered;
  Append(request, reply, [&](absl::Status status) {
    outcome = std::move(status);
    answered.Notify();
  });
  answered.WaitForNotification();
  if (!outcome.ok()) return outcome;
  return reply;
}

void OpenLog(gate::Client& record) {
  record::v1::OpenLogRequest open;
  open.set_tenant(kTenant);
  record::v1::OpenLogReply opened;
  Must(record.Call("candour.record.v1.Record.OpenLog", open, opened));
}

absl::Status VerifyLog(gate::Client& record, const std::vector<Acknowledged>& all) {
  std::map<uint64_t, CommandId> expected;
  for (const Acknowledged& one : all) {
    if (!expected.emplace(one.position, one.command).second) {
      return Void(absl::StrCat("position ", one.position, " was acknowledged twice"));
    }
  }
  record::v1::ReadAllRequest request;
  request.set_tenant(kTenant);
  request.set_sealed(true);
  auto pages =
      record.Read<record::v1::EventPage>("candour.record.v1.Record.ReadAll", request, kPatient);
  storage::merkle::Frontier tree;
  size_t found = 0;
  record::v1::EventPage page;
  while (pages.Next(page)) {
    for (const auto& sealed : page.sealed_events()) {
      ASSIGN_OR_RETURN(const storage::Leaf leaf, storage::ParseLeaf(sealed.leaf()));
      if (leaf.position != tree.size()) return Void(absl::StrCat("a hole at ", tree.size()));
      const auto acknowledged = expected.find(leaf.position);
      if (acknowledged != expected.end() && acknowledged->second == leaf.command) {
        ++found;
      } else if (leaf.stream.type != types::v1::LOG) {
        return Void(absl::StrCat("position ", leaf.position, " holds what nobody was answered"));
      }
      std::vector<storage::merkle::Node> completed;
      tree.Append(storage::merkle::HashLeaf(sealed.leaf()), completed);
    }
  }
  RETURN_IF_ERROR(pages.Finish());
  if (found != expected.size()) {
    return Void(absl::StrCat(expected.size() - found, " acknowledged events are missing"));
  }
  record::v1::GetCheckpointRequest ask;
  ask.set_tenant(kTenant);
  record::v1::Checkpoint checkpoint;
  RETURN_IF_ERROR(record.Call("candour.record.v1.Record.GetCheckpoint", ask, checkpoint));
  if (checkpoint.size() != tree.size() || checkpoint.root() != storage::View(tree.Root())) {
    return Void("the root over the leaves is not that of the checkpoint");
  }
  return absl::OkStatus();
}

}  // namespace candour::bench
