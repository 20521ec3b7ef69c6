#include "tests/support/desk.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/record/v1/record.pb.h"
#include "services/gate/gate.h"
#include "services/record/streams.h"
#include "storage/memory/memory_views.h"
#include "workflows/table.h"
#include "workflows/upcast.h"
#include "workflows/validate.h"

namespace candour::testing {
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

std::string Raw(const std::string& uuid) {
  const Bytes16 bytes = Must(ParseUuid(uuid));
  return std::string(bytes.begin(), bytes.end());
}

}  // namespace

TestDesk::TestDesk()
    : tokens_(Must(gate::TokenVerifier::Create(identity_.options(), clock_))),
      stores_(storage::NewMemoryViews()),
      board_(Id("$board")),
      asking_(board_) {
  if (!absl::LoadTimeZone("Europe/London", &london_)) Must(absl::InternalError("no time zone"));
}

TestDesk::~TestDesk() { CloseViews(); }

gate::TokenSource TestDesk::TokenFor(const std::string& role) {
  gate::TokenContents contents = gate::TestIdentity::Contents({role}, clock_.NowMicros());
  contents.caller.tenants = {kTenant};
  contents.caller.boards = {asking_};
  contents.caller.subject = role;
  if (role == "action_owner" || role == "agency_author") {
    contents.caller.agency_id = Id("$health");
  }
  const std::string token = identity_.Token(contents);
  return [token] { return token; };
}

TestDesk& TestDesk::On(const std::string& moment) {
  house_.On(moment);
  const std::string text = absl::StrContains(moment, 'T') ? moment : absl::StrCat(moment, "T12:00");
  absl::CivilMinute minute;
  if (!absl::ParseCivilTime(text, &minute)) Must(absl::InvalidArgumentError(text));
  now_ = absl::ToUnixMicros(absl::FromCivil(minute, london_));
  return *this;
}

TestDesk& TestDesk::InRole(const std::string& role) {
  role_ = role;
  return *this;
}

TestDesk& TestDesk::Asking(const std::string& board) {
  asking_ = Id(board);
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
  append.set_command_id(Raw(Id(absl::StrCat("$append-", ++appends_))));
  append.set_actor(Raw(Id("$somebody")));
  append.set_request(absl::StrCat(appends_));
  record::v1::NewEvent& event = *append.add_events();
  event.set_stream_type(kind);
  event.set_stream_id(Raw(Id(stream)));
  event.set_scope_id(record::ScopeIdOf({kind, Id(stream)}, types::v1::OWN));
  *event.mutable_body() = std::move(body);
  record::v1::AppendReply reply;
  Must(house_.service().Call("candour.record.v1.Record.Append", append, reply));
  return reply.accepted().last_position();
}

uint64_t TestDesk::Given(const std::string& stream, const std::string& events) {
  uint64_t last = 0;
  for (const auto& event : house_.Tell("events", events)) last = Tell(stream, *event, "");
  return last;
}

uint64_t TestDesk::GivenCorrection(const std::string& stream, const std::string& event) {
  const auto told = std::move(house_.Tell("events", event).front());
  std::string corrects;
  for (const record::v1::RecordedEvent& recorded : Log()) {
    if (recorded.stream_id() != Raw(Id(stream))) continue;
    if (recorded.body().type() != told->GetDescriptor()->name()) continue;
    corrects = workflows::IdTextOf(recorded);
  }
  return Tell(stream, *told, corrects);
}

uint64_t TestDesk::Tell(const std::string& stream, const Message& event,
                        const std::string& corrects) {
  record::v1::EventBody body;
  body.set_type(event.GetDescriptor()->name());
  body.set_schema_version(workflows::kSchemaVersion);
  *body.mutable_occurred() = workflows::OccurredOf(event, now_, london_);
  body.set_board_id(board_);
  body.set_corrects_event_id(corrects);
  if (!role_.empty()) body.mutable_by()->add_roles(role_);
  body.set_payload(event.SerializeAsString());
  return Append(stream, workflows::EventRuleOf(*event.GetDescriptor()).aggregate(),
                std::move(body));
}

uint64_t TestDesk::GivenUnknown(const std::string& stream) {
  record::v1::EventBody body;
  body.set_type("SomethingOfAYearToCome");
  body.set_schema_version(workflows::kSchemaVersion);
  body.set_board_id(board_);
  return Append(stream, types::v1::CHILD_DEATH, std::move(body));
}

void TestDesk::OpenViews() {
  views_ = std::make_unique<views::Views>(house_.table(), house_.service(), *stores_, london_);
  std::vector<gate::ServiceHandlers> services;
  services.push_back(views_->Handlers());
  const gate::ReachHook reach = [this](const auto& asked, absl::Duration at_most, auto& reply) {
    return views_->GetReach(asked, at_most, reply);
  };
  house_.AskReach(reach);
  gate::Gate::Options options{*tokens_, clock_};
  options.on_reach = reach;
  host_ = Must(gate::Host::Start(Must(gate::Gate::Create(options, std::move(services))), {}));
}

void TestDesk::CloseViews() {
  house_.AskReach({});
  clients_.clear();
  host_.reset();
  views_.reset();
}

absl::Status TestDesk::Call(const std::string& method, const Message& request, Message& reply,
                            const std::string& role) {
  std::unique_ptr<gate::Client>& client = clients_[absl::StrCat(role, " of ", asking_)];
  if (client == nullptr) {
    client = gate::Client::InProcess(TokenFor(role));
    host_->Attach(*client);
  }
  return client->Call(absl::StrCat("candour.views.v1.Views.", method), request, reply);
}

std::vector<record::v1::RecordedEvent> TestDesk::Log() {
  record::v1::ReadAllRequest request;
  request.set_tenant(kTenant);
  std::vector<record::v1::RecordedEvent> events;
  Must(record::ReadEvents(house_.service(), request, [&](const record::v1::RecordedEvent& event) {
         events.push_back(event);
         return absl::OkStatus();
       }).status());
  return events;
}

std::vector<storage::ViewRow> RowsOf(const storage::ViewStore& store) {
  return Must(store.Scan({"", "", 100'000}));
}

}  // namespace candour::testing
