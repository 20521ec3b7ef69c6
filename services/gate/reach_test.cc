// What stands over a role: what is refused before a handler is called, and left out of its answer.
#include "services/gate/reach.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/casework/v1/board.pb.h"
#include "candour/casework/v1/together.pb.h"
#include "candour/documents/v1/documents.pb.h"
#include "candour/testing/v1/echo.pb.h"
#include "candour/views/v1/views.pb.h"
#include "services/gate/test_server.h"

namespace candour::gate {
namespace {

using testing::v1::EchoReply;
using testing::v1::EchoRequest;
using views::v1::GetReachReply;
using views::v1::GetReachRequest;

constexpr char kCase[] = "5b0f6a52-7c1e-4d0e-9a43-2f1d0c9b8a71";
constexpr char kOther[] = "5b0f6a52-7c1e-4d0e-9a43-2f1d0c9b8a72";
constexpr char kItem[] = "5b0f6a52-7c1e-4d0e-9a43-2f1d0c9b8a73";

// Kept apart from kCase, and from part of kOther.
absl::Status KeepApart(const GetReachRequest& request, absl::Duration, GetReachReply& reply) {
  reply.set_apart(true);
  for (const std::string& id : request.ids()) {
    if (id == kCase || id == kItem) reply.add_ids(id);
    if (id == kOther) reply.add_part_ids(id);
  }
  return absl::OkStatus();
}

absl::Status Unknown(const GetReachRequest&, absl::Duration, GetReachReply& reply) {
  reply.set_unknown(true);
  return absl::OkStatus();
}

absl::Status NotYet(const GetReachRequest&, absl::Duration, GetReachReply&) {
  return absl::UnavailableError("the view is being built");
}

absl::Status NoSuchTenant(const GetReachRequest&, absl::Duration, GetReachReply&) {
  return absl::NotFoundError("no log is kept for the tenant named");
}

// Of the calls that there are, one of each kind.
std::vector<absl::Status> CallEachWay(TestServer& server, const std::string& role,
                                      const std::string& text) {
  TokenContents contents = TestIdentity::Contents({role}, server.clock.NowMicros());
  contents.caller.tenants = {"northshire"};
  contents.caller.agency_id = kOther;
  contents.caller.is_service = role == "service";
  const std::string token = server.identity.Token(contents);
  EchoRequest request;
  request.set_text(text);
  request.set_times(1);
  std::vector<absl::Status> outcomes;
  for (const auto& [transport, client] : server.Clients([token] { return token; })) {
    for (const bool in_place : {false, true}) {
      EchoReply reply;
      const CallOptions options{absl::Seconds(60), in_place};
      for (const char* method : {"Say", "SayLater"}) {
        outcomes.push_back(client->Call(absl::StrCat("candour.testing.v1.Echo.", method), request,
                                        reply, options));
      }
      outcomes.push_back(client->ReadEach(
          "candour.testing.v1.Echo.Repeat", request, reply, [] { return absl::OkStatus(); },
          options));
    }
    auto stream = client->OpenExchange("candour.testing.v1.Echo.Converse", {absl::Seconds(60)});
    stream->Write(request);
    stream->WritesDone();
    for (EchoReply reply; stream->Read(reply);) continue;
    outcomes.push_back(stream->Finish());
  }
  return outcomes;
}

TEST_CASE("who is kept apart is refused in every kind of call, over every transport") {
  struct Row {
    const char* what;
    const char* role;
    const char* text;
    absl::Status (*told)(const GetReachRequest&, absl::Duration, GetReachReply&);
    absl::StatusCode code;
    const char* says;
  };
  const Row row = GENERATE(values<Row>({
      {"the case", "auditor", kCase, &KeepApart, absl::StatusCode::kPermissionDenied,
       "the board's office answers for it"},
      {"all of what they may read in part", "auditor", kOther, &KeepApart,
       absl::StatusCode::kPermissionDenied, "kept apart from some of it"},
      {"anything else", "auditor", kCase + 1, &KeepApart, absl::StatusCode::kOk, ""},
      {"a service", "service", kCase, &KeepApart, absl::StatusCode::kOk, ""},
      {"a seat of nobody knows whom", "subgroup_member", "hello", &Unknown,
       absl::StatusCode::kPermissionDenied, "does not say who you are"},
      {"a role without a seat, of whoever it is", "auditor", kCase, &Unknown, absl::StatusCode::kOk,
       ""},
      {"nobody can tell yet", "auditor", "hello", &NotYet, absl::StatusCode::kUnavailable,
       "what you may read is not known yet"},
      {"a tenant without a log", "subgroup_member", kCase, &NoSuchTenant, absl::StatusCode::kOk,
       ""},
  }));
  TestServer server;
  server.on_reach = row.told;
  for (const absl::Status& outcome : CallEachWay(server, row.role, row.text)) {
    CAPTURE(row.what, outcome.message());
    CHECK(outcome.code() == row.code);
    CHECK(absl::StrContains(outcome.message(), row.says));
    CHECK_FALSE(absl::StrContains(outcome.message(), kCase));
  }
}

TEST_CASE("what is refused reaches no handler, and is told to whoever keeps the accesses") {
  TestServer server;
  server.on_reach = &KeepApart;
  std::vector<absl::StatusCode> told;
  server.on_access = [&](const Caller&, const auto&, const auto*, absl::StatusCode outcome) {
    told.push_back(outcome);
    return absl::OkStatus();
  };
  TokenContents contents = TestIdentity::Contents({"auditor"}, server.clock.NowMicros());
  contents.caller.tenants = {"northshire"};
  const std::string token = server.identity.Token(contents);
  EchoRequest request;
  request.set_text(kCase);
  EchoReply reply;
  auto client = server.Connect(server.tcp(), [token] { return token; });
  CHECK(absl::IsPermissionDenied(client->Call("candour.testing.v1.Echo.Say", request, reply)));
  CHECK(server.handled == 0);
  CHECK(told == std::vector<absl::StatusCode>{absl::StatusCode::kPermissionDenied});
}

const google::protobuf::MethodDescriptor& MethodNamed(const std::string& name) {
  return *google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
}

Caller Somebody(std::vector<std::string> roles) {
  Caller caller;
  caller.subject = "ada";
  caller.roles = std::move(roles);
  caller.tenants = {"northshire"};
  caller.agency_id = kOther;
  return caller;
}

TEST_CASE("whom it is asked of, and as whom") {
  struct Row {
    const char* what;
    std::vector<std::string> roles;
    const char* method;
    bool asked;
    bool by_seat;
  };
  const Row row = GENERATE(values<Row>({
      {"a panel member reads what was issued",
       {"panel_member"},
       "candour.views.v1.Views.ListMeetings",
       true,
       true},
      {"not what a chair reads",
       {"panel_member", "panel_chair"},
       "candour.views.v1.Views.ListMeetings",
       true,
       false},
      {"nor a member of the subgroup",
       {"subgroup_member"},
       "candour.views.v1.Views.ListMeetings",
       true,
       false},
      {"an agency's own account",
       {"agency_author"},
       "candour.casework.v1.AgencyReturns.AnswerAgencyForm",
       false,
       false},
      {"the office's words for an agency",
       {"cdop_administrator", "agency_author"},
       "candour.casework.v1.AgencyReturns.AnswerAgencyForm",
       true,
       false},
      {"how a view stands", {"operator"}, "candour.views.v1.Views.GetViewState", false, false},
      {"that nothing was altered",
       {"auditor"},
       "candour.documents.v1.Documents.VerifyContents",
       false,
       false},
  }));
  CAPTURE(row.what);
  bool asked = false;
  bool by_seat = false;
  const ReachHook hook = [&](const GetReachRequest& request, absl::Duration, GetReachReply&) {
    asked = true;
    by_seat = request.by_seat();
    return absl::OkStatus();
  };
  const Caller caller = Somebody(row.roles);
  Reach reach(hook, MethodNamed(row.method), caller);
  CHECK(reach.Judge(GetReachRequest()).ok());
  CHECK(asked == row.asked);
  CHECK(by_seat == row.by_seat);
}

TEST_CASE("who may read is judged as of the position that the question asks for") {
  const Caller caller = Somebody({"auditor"});
  uint64_t asked = 0;
  const ReachHook hook = [&](const GetReachRequest& request, absl::Duration, GetReachReply&) {
    asked = request.at_least_position();
    return absl::OkStatus();
  };
  views::v1::ListCasesRequest of_its_own;
  of_its_own.set_at_least_position(7);
  Reach list(hook, MethodNamed("candour.views.v1.Views.ListCases"), caller);
  CHECK(list.Judge(of_its_own).ok());
  CHECK(asked == 7);
  audit::v1::GetCaseRequest about_a_case;
  about_a_case.mutable_about()->set_at_least_position(9);
  Reach one(hook, MethodNamed("candour.audit.v1.Audit.GetCase"), caller);
  CHECK(one.Judge(about_a_case).ok());
  CHECK(asked == 9);
}

TEST_CASE("a command goes on while it is not known who may read what, and waits for nothing") {
  const Caller caller = Somebody({"cdop_administrator"});
  absl::Duration waited = absl::InfiniteDuration();
  const ReachHook hook = [&](const GetReachRequest&, absl::Duration at_most, GetReachReply&) {
    waited = at_most;
    return absl::UnavailableError("not yet");
  };
  Reach reach(hook, MethodNamed("candour.casework.v1.Boards.RegisterPerson"), caller);
  CHECK(reach.Judge(casework::v1::RegisterPerson()).ok());
  CHECK(waited == absl::ZeroDuration());
}

TEST_CASE("a command may name what is read in part, and not what they are kept apart from") {
  const Caller caller = Somebody({"cdop_administrator"});
  const ReachHook hook = &KeepApart;
  for (const auto& [id, taken] : {std::pair(kOther, true), std::pair(kCase, false)}) {
    casework::v1::RegisterPerson command;
    command.set_agency_id(id);
    Reach one(hook, MethodNamed("candour.casework.v1.Boards.RegisterPerson"), caller);
    CHECK(one.Judge(command).ok() == taken);
    // Acts together are looked into.
    casework::v1::ActsTogether acts;
    acts.add_acts()->PackFrom(command);
    Reach together(hook, MethodNamed("candour.casework.v1.Together.DoTogether"), caller);
    CHECK(together.Judge(acts).ok() == taken);
  }
}

TEST_CASE("rows of what they are kept apart from are left out, and counted") {
  const Caller caller = Somebody({"auditor"});
  const ReachHook hook = &KeepApart;
  views::v1::GetTimelineReply reply;
  reply.add_entries()->set_subject_id(kCase);
  auto& kept = *reply.add_entries();
  kept.set_subject_id(kOther);
  kept.mutable_meeting()->add_items()->set_item_id(kItem);
  kept.mutable_meeting()->add_items()->set_subject_id(kOther);
  Reach reach(hook, MethodNamed("candour.views.v1.Views.GetTimeline"), caller);
  REQUIRE(reach.Judge(views::v1::GetTimelineRequest()).ok());
  REQUIRE(reach.LeaveOut(reply).ok());
  REQUIRE(reply.entries_size() == 1);
  CHECK(reply.entries(0).subject_id() == kOther);
  REQUIRE(reply.entries(0).meeting().items_size() == 1);
  CHECK(reply.entries(0).meeting().items(0).subject_id() == kOther);
  CHECK(reply.as_of().withheld() == 2);

  documents::v1::ListDocumentsReply papers;  // that counts by itself
  for (const char* id : {kOther, kItem, kCase, kOther}) papers.add_documents()->set_document_id(id);
  Reach of_papers(hook, MethodNamed("candour.documents.v1.Documents.ListDocuments"), caller);
  REQUIRE(of_papers.Judge(documents::v1::ListDocumentsRequest()).ok());
  REQUIRE(of_papers.LeaveOut(papers).ok());
  CHECK(papers.documents_size() == 2);
  CHECK(papers.withheld() == 2);
}

}  // namespace
}  // namespace candour::gate
