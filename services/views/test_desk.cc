#include "services/views/test_desk.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/casework/v1/board.pb.h"
#include "candour/record/v1/record.pb.h"
#include "services/gate/gate.h"
#include "services/views/keys.h"
#include "storage/memory/memory_log.h"
#include "storage/memory/memory_views.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/meeting/meeting.h"
#include "workflows/upcast.h"
#include "workflows/validate.h"

namespace candour::views {
namespace {

using google::protobuf::Message;

void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "the desk does not stand: %s\n", status.ToString().c_str());
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

const google::protobuf::MethodDescriptor& MethodFor(const Message& command) {
  for (const auto* service : casework::Casework::Services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      if (service->method(i)->input_type() == command.GetDescriptor()) return *service->method(i);
    }
  }
  Must(absl::NotFoundError(command.GetTypeName()));
  std::abort();
}

std::string Raw(const std::string& uuid) {
  const Bytes16 bytes = Must(ParseUuid(uuid));
  return std::string(bytes.begin(), bytes.end());
}

}  // namespace

TestDesk::TestDesk()
    : words_({}),
      london_(London()),
      tokens_(Must(gate::TokenVerifier::Create(identity_.options(), clock_))),
      keyring_(Must(storage::Keyring::Create(folder_.Inside("keyring"), masters_))),
      log_(storage::NewMemoryLog()),
      record_(Must(record::Record::Create({*log_, *keyring_, clock_}))),
      table_(london_),
      stores_(storage::NewMemoryViews()),
      board_(Id("$board")) {
  for (auto enter :
       {workflows::board::Register, workflows::meeting::Register, workflows::child_death::Register,
        workflows::case_review::Register, workflows::action_plan::Register}) {
    enter(table_);
  }
  Must(table_.Check(casework::Casework::Services()));
  service_ = gate::Client::InProcess(TokenFor("service"));
  administrator_ = gate::Client::InProcess(TokenFor("cdop_administrator"));
  casework_ = std::make_unique<casework::Casework>(table_, *service_, london_);
  std::vector<gate::ServiceHandlers> services = casework_->Handlers();
  services.push_back(record_->Handlers());
  host_ = Must(
      gate::Host::Start(Must(gate::Gate::Create({*tokens_, clock_}, std::move(services))), {}));
  host_->Attach(*service_);
  host_->Attach(*administrator_);

  record::v1::OpenLogRequest open;
  open.set_tenant(kTenant);
  open.set_driven_clock(true);
  open.set_driven_clock_start_micros(
      absl::ToUnixMicros(absl::FromCivil(absl::CivilHour(2006, 4, 3, 12), london_)));
  now_ = open.driven_clock_start_micros();
  record::v1::OpenLogReply opened;
  Must(service_->Call("candour.record.v1.Record.OpenLog", open, opened));
}

TestDesk::~TestDesk() { CloseViews(); }

gate::TokenSource TestDesk::TokenFor(const std::string& role) {
  gate::TokenContents contents = gate::TestIdentity::Contents({role}, clock_.NowMicros());
  contents.caller.tenants = {kTenant};
  contents.caller.boards = {Id("$board")};
  contents.caller.subject = role;
  contents.caller.is_service = role == "service";
  if (role == "action_owner") contents.caller.agency_id = Id(kOwner);
  const std::string token = identity_.Token(contents);
  return [token] { return token; };
}

TestDesk& TestDesk::On(const std::string& moment) {
  const std::string text = absl::StrContains(moment, 'T') ? moment : absl::StrCat(moment, "T12:00");
  absl::CivilMinute minute;
  if (!absl::ParseCivilTime(text, &minute)) Must(absl::InvalidArgumentError(text));
  now_ = absl::ToUnixMicros(absl::FromCivil(minute, london_));
  record::v1::DriveClockRequest drive;
  drive.set_tenant(kTenant);
  drive.set_to_micros(now_);
  record::v1::DriveClockReply driven;
  const auto driver = gate::Client::InProcess(TokenFor("demonstration_driver"));
  host_->Attach(*driver);
  Must(driver->Call("candour.record.v1.Record.DriveClock", drive, driven));
  return *this;
}

TestDesk& TestDesk::InNameOf(const std::string& board) {
  board_ = Id(board);
  return *this;
}

uint64_t TestDesk::Append(const std::string& stream, types::v1::Aggregate kind,
                          record::v1::EventBody body) {
  record::v1::AppendRequest append;
  append.set_tenant(kTenant);
  append.set_command_id(Raw(Id(absl::StrCat("$append-", ++commands_))));
  append.set_actor(Raw(Id("$somebody")));
  append.set_request(absl::StrCat(commands_));
  record::v1::NewEvent& event = *append.add_events();
  event.set_stream_type(kind);
  event.set_stream_id(Raw(Id(stream)));
  event.set_scope_id(Raw(Id(stream)));
  *event.mutable_body() = std::move(body);
  record::v1::AppendReply reply;
  Must(service_->Call("candour.record.v1.Record.Append", append, reply));
  return reply.accepted().last_position();
}

uint64_t TestDesk::Given(const std::string& stream, const std::string& events) {
  uint64_t last = 0;
  for (const auto& event : words_.Tell("events", events)) {
    record::v1::EventBody body;
    body.set_type(event->GetDescriptor()->name());
    body.set_schema_version(workflows::kSchemaVersion);
    *body.mutable_occurred() = workflows::OccurredOf(*event, now_, london_);
    body.set_board_id(board_);
    body.set_payload(event->SerializeAsString());
    last = Append(stream, workflows::EventRuleOf(*event->GetDescriptor()).aggregate(),
                  std::move(body));
  }
  return last;
}

uint64_t TestDesk::GivenUnknown(const std::string& stream) {
  record::v1::EventBody body;
  body.set_type("SomethingOfAYearToCome");
  body.set_schema_version(workflows::kSchemaVersion);
  body.set_board_id(board_);
  return Append(stream, types::v1::CHILD_DEATH, std::move(body));
}

types::v1::Accepted TestDesk::Do(const std::string& command) {
  const auto message = words_.Tell("casework", command);
  auto& header =
      static_cast<types::v1::CommandHeader&>(*message.front()->GetReflection()->MutableMessage(
          message.front().get(), message.front()->GetDescriptor()->FindFieldByName("header")));
  header.set_command_id(Id(absl::StrCat("$command-", ++commands_)));
  header.set_board_id(board_);
  types::v1::Accepted accepted;
  Must(administrator_->Call(MethodFor(*message.front()), *message.front(), accepted));
  return accepted;
}

void TestDesk::Adopt(const std::string& guidance) {
  std::ifstream file(absl::StrCat(CANDOUR_EDITIONS_DATA, "/", guidance, ".textproto"));
  std::ostringstream text;
  text << file.rdbuf();
  casework::v1::AdoptEdition command;
  command.mutable_header()->set_command_id(Id(absl::StrCat("$command-", ++commands_)));
  command.mutable_header()->set_board_id(board_);
  command.set_data(text.str());
  types::v1::Accepted accepted;
  Must(administrator_->Call(MethodFor(command), command, accepted));
}

void TestDesk::OpenViews() {
  views_ = std::make_unique<Views>(table_, *service_, *stores_, london_);
  std::vector<gate::ServiceHandlers> services;
  services.push_back(views_->Handlers());
  views_host_ = Must(
      gate::Host::Start(Must(gate::Gate::Create({*tokens_, clock_}, std::move(services))), {}));
}

void TestDesk::CloseViews() {
  clients_.clear();
  views_host_.reset();
  views_.reset();
}

absl::Status TestDesk::Call(const std::string& method, const Message& request, Message& reply,
                            const std::string& role) {
  std::unique_ptr<gate::Client>& client = clients_[role];
  if (client == nullptr) {
    client = gate::Client::InProcess(TokenFor(role));
    views_host_->Attach(*client);
  }
  return client->Call(absl::StrCat("candour.views.v1.Views.", method), request, reply);
}

std::vector<record::v1::RecordedEvent> TestDesk::Log() {
  record::v1::ReadAllRequest request;
  request.set_tenant(kTenant);
  auto pages = service_->Read<record::v1::EventPage>("candour.record.v1.Record.ReadAll", request);
  std::vector<record::v1::RecordedEvent> events;
  record::v1::EventPage page;
  while (pages.Next(page)) events.insert(events.end(), page.events().begin(), page.events().end());
  Must(pages.Finish());
  return events;
}

std::vector<storage::ViewRow> RowsOf(const storage::ViewStore& store) {
  std::vector<storage::ViewRow> rows = Must(store.Scan({"", "", 100'000}));
  std::erase_if(rows, [](const storage::ViewRow& row) { return row.key == kAnchorKey; });
  return rows;
}

}  // namespace candour::views
