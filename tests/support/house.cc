#include "tests/support/house.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "candour/casework/v1/board.pb.h"
#include "candour/record/v1/record.pb.h"
#include "services/gate/gate.h"
#include "storage/keyring/keyring_file.h"
#include "storage/memory/memory_log.h"
#include "workflows/all/all_workflows.h"

namespace candour::testing {
namespace {

using google::protobuf::Message;

void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "the house does not stand: %s\n", status.ToString().c_str());
  std::abort();
}

template <typename T>
T Must(absl::StatusOr<T> value) {
  Must(value.status());
  return *std::move(value);
}

absl::TimeZone London() {
  absl::TimeZone london;
  if (!absl::LoadTimeZone("Europe/London", &london)) Must(absl::InternalError("no time zone"));
  return london;
}

Micros ParseMoment(const std::string& moment, const absl::TimeZone& london) {
  const std::string text = absl::StrContains(moment, 'T') ? moment : absl::StrCat(moment, "T12:00");
  absl::CivilMinute minute;
  if (!absl::ParseCivilTime(text, &minute)) Must(absl::InvalidArgumentError(text));
  return absl::ToUnixMicros(absl::FromCivil(minute, london));
}

const google::protobuf::MethodDescriptor& MethodFor(const Message& command) {
  for (const auto* service : casework::Casework::Services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      if (service->method(i)->input_type() == command.GetDescriptor()) return *service->method(i);
    }
  }
  Must(absl::NotFoundError(command.GetTypeName()));
  std::abort();
}

}  // namespace

TestHouse::TestHouse(const std::string& scanner)
    : words_({}),
      london_(London()),
      tokens_(Must(gate::TokenVerifier::Create(identity_.options(), clock_))),
      keyring_(Must(storage::Keyring::Create(
          std::make_unique<storage::KeyringFile>(folder_.Inside("keyring")), masters_))),
      log_(storage::NewMemoryLog()),
      table_(london_),
      scanner_(scanner) {
  workflows::RegisterAll(table_);
  Must(table_.Check(workflows::EventFiles(), casework::Casework::Services()));
  board_ = Id("$board");
  service_ = gate::Client::InProcess(TokenFor("service", board_));
  Serve();

  record::v1::OpenLogRequest open;
  open.set_tenant(kTenant);
  open.set_driven_clock(true);
  open.set_driven_clock_start_micros(ParseMoment("2006-04-03", london_));
  record::v1::OpenLogReply opened;
  Must(service_->Call("candour.record.v1.Record.OpenLog", open, opened));
}

void TestHouse::Serve() {
  document_store_ = Must(storage::DocumentStore::Open({DocumentsFolder()}));
  record_ = Must(
      record::Record::Create({*log_, *keyring_, clock_, "local", "", "", document_store_.get()}));
  casework_ = std::make_unique<casework::Casework>(table_, *service_, london_);
  documents_ = std::make_unique<documents::Documents>(documents::Documents::Options{
      table_, *service_, *casework_, london_, Must(documents::Scanner::At(scanner_))});
  audit_ = std::make_unique<audit::Audit>(table_, *service_, nullptr, london_);
  national_returns_ = std::make_unique<audit::NationalReturns>(table_, *service_, london_);
  std::vector<gate::ServiceHandlers> services = casework_->Handlers();
  services.push_back(record_->Handlers());
  services.push_back(documents_->Handlers());
  services.push_back(audit_->Handlers());
  services.push_back(national_returns_->Handlers());
  gate::Gate::Options options{*tokens_, clock_};
  options.on_reach = [this](const auto& asked, absl::Duration at_most, auto& reply) {
    return reach_ ? reach_(asked, at_most, reply) : absl::OkStatus();
  };
  host_ = Must(gate::Host::Start(Must(gate::Gate::Create(options, std::move(services))),
                                 {absl::StrCat("unix:", folder_.Inside("socket"))}));
  host_->Attach(*service_);
}

void TestHouse::RestartRecord() {
  host_.reset();
  document_store_.reset();
  Serve();
  for (const auto& [who, client] : clients_) host_->Attach(*client);
}

gate::TokenSource TestHouse::TokenFor(const std::string& role, const std::string& board) const {
  gate::TokenContents contents =
      gate::TestIdentity::Contents(absl::StrSplit(role, ", "), clock_.NowMicros());
  contents.caller.tenants = {tenant_};
  contents.caller.boards = {board};
  contents.caller.subject = role;
  contents.caller.agency_id = agency_;
  contents.caller.display_name = absl::StrCat("Somebody, ", role);
  contents.caller.is_service = role == "service";
  const std::string token = identity_.Token(contents);
  return [token] { return token; };
}

gate::Client& TestHouse::client() {
  std::unique_ptr<gate::Client>& client =
      clients_[absl::StrCat(role_, " of ", board_, " in ", tenant_, " for ", agency_)];
  if (client == nullptr) {
    client = gate::Client::InProcess(TokenFor(role_, board_));
    host_->Attach(*client);
  }
  return *client;
}

std::unique_ptr<gate::Client> TestHouse::Connect() const {
  return gate::Client::Connect(host_->addresses().front(), TokenFor("service", board_));
}

TestHouse& TestHouse::On(const std::string& moment) {
  record::v1::DriveClockRequest drive;
  drive.set_tenant(kTenant);
  drive.set_to_micros(ParseMoment(moment, london_));
  record::v1::DriveClockReply driven;
  const std::string role = std::exchange(role_, "demonstration_driver");
  Must(client().Call("candour.record.v1.Record.DriveClock", drive, driven));
  role_ = role;
  return *this;
}

TestHouse& TestHouse::As(const std::string& role) {
  role_ = role;
  return *this;
}

TestHouse& TestHouse::Of(const std::string& board) {
  board_ = Id(board);
  return *this;
}

TestHouse& TestHouse::For(const std::string& agency) {
  agency_ = agency.empty() ? agency : Id(agency);
  return *this;
}

TestHouse& TestHouse::In(const std::string& tenant) {
  tenant_ = tenant;
  return *this;
}

absl::StatusOr<types::v1::Accepted> TestHouse::Send(Message& command) {
  auto& header = static_cast<types::v1::CommandHeader&>(*command.GetReflection()->MutableMessage(
      &command, command.GetDescriptor()->FindFieldByName("header")));
  ++commands_;
  if (header.command_id().empty()) header.set_command_id(Id(absl::StrCat("$command-", commands_)));
  if (header.board_id().empty()) header.set_board_id(board_);
  types::v1::Accepted accepted;
  const absl::Status sent = client().Call(MethodFor(command), command, accepted);
  if (!sent.ok()) return sent;
  return accepted;
}

types::v1::Accepted TestHouse::Do(const std::string& commands) {
  types::v1::Accepted last;
  for (const auto& command : words_.Tell("casework", commands)) last = Must(Send(*command));
  return last;
}

absl::StatusOr<types::v1::Accepted> TestHouse::Try(const std::string& command) {
  return Send(*words_.Tell("casework", command).front());
}

void TestHouse::Adopt(const std::string& guidance) {
  std::ifstream file(absl::StrCat(CANDOUR_EDITIONS_DATA, "/", guidance, ".textproto"));
  std::ostringstream text;
  text << file.rdbuf();
  casework::v1::AdoptEdition command;
  command.set_data(text.str());
  Must(Send(command));
}

absl::Status TestHouse::AskAudit(const std::string& method, const std::string& request,
                                 Message& reply) {
  return client().Call(absl::StrCat("candour.audit.v1.Audit.", method),
                       *words_.Tell("audit", request).front(), reply);
}

}  // namespace candour::testing
