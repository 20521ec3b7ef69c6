// Commands through one real path: gate, casework, record.
#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "candour/casework/v1/child_death.pb.h"
#include "candour/record/v1/record.pb.h"
#include "services/casework/append.h"
#include "services/gate/errors.h"
#include "services/record/streams.h"
#include "tests/support/house.h"

namespace candour::casework {
namespace {

using record::v1::RecordedEvent;
using testing::TestHouse;

std::string Raw(const std::string& uuid) {
  const Bytes16 bytes = ParseUuid(uuid).value();
  return {bytes.begin(), bytes.end()};
}

std::vector<RecordedEvent> Read(TestHouse& house, const std::string& method,
                                const google::protobuf::Message& request) {
  std::vector<RecordedEvent> events;
  auto pages = house.service().Read<record::v1::EventPage>(
      absl::StrCat("candour.record.v1.Record.", method), request);
  record::v1::EventPage page;
  while (pages.Next(page)) events.insert(events.end(), page.events().begin(), page.events().end());
  REQUIRE(pages.Finish().ok());
  return events;
}

std::vector<RecordedEvent> WholeLog(TestHouse& house) {
  record::v1::ReadAllRequest request;
  request.set_tenant(TestHouse::kTenant);
  return Read(house, "ReadAll", request);
}

std::vector<RecordedEvent> Scope(TestHouse& house, const std::string& case_id,
                                 types::v1::Scope scope = types::v1::OWN) {
  record::v1::ReadScopeRequest request;
  request.set_tenant(TestHouse::kTenant);
  request.set_scope_id(record::ScopeIdOf({types::v1::CHILD_DEATH, case_id}, scope));
  return Read(house, "ReadScope", request);
}

std::string Notification(const std::string& changes = "") {
  return absl::StrCat(R"(ReceiveNotification {
    case_id: $case case_reference: 'CDOP/2010/1' channel: TELEPHONE notifier: HOSPITAL
    received_at: @2010-03-08T09:00 )",
                      changes, "}");
}

std::string Death(const std::string& changes = "") {
  return absl::StrCat(R"(RecordDeath {
    case_id: $case date_of_birth: @2009-01-01 date_of_death: @2010-03-07 sex: FEMALE )",
                      changes, "}");
}

std::string Leaflet(const std::string& changes = "") {
  return absl::StrCat("RecordParentLeaflet { case_id: $case sent_on: @2010-03-08 ", changes, "}");
}

void OpenBoard(TestHouse& house, const std::string& board) {
  house.Of(board)
      .As("operator")
      .Do(absl::StrCat("OpenBoard { board_id: ", board,
                       " name: 'Northshire' area_code: 'E09000999' opened_on: @2010-01-04 }"));
}

// A board with a case of which nothing is known but the notification.
void ReceiveCase(TestHouse& house) {
  house.On("2010-03-08");
  OpenBoard(house, "$board");
  house.As("cdop_administrator").Do(Notification());
}

types::v1::RejectionReason ReasonOf(const absl::Status& status) {
  CAPTURE(status.ToString());
  CHECK(absl::IsFailedPrecondition(status));
  const auto rejection = gate::RejectionIn(status);
  return rejection ? rejection->reason() : types::v1::REJECTION_REASON_UNSPECIFIED;
}

TEST_CASE("a command retried is answered as before and done once") {
  TestHouse house;
  ReceiveCase(house);
  const std::string command = Death("header { command_id: $once }");
  const types::v1::Accepted first = house.Do(command);
  const size_t size = WholeLog(house).size();
  CHECK(first.last_position() + 1 == size);

  SECTION("at once") {}
  SECTION("later, when more has happened") {
    house.On("2011-01-01").Do(Leaflet());
    CHECK(WholeLog(house).size() == size + 1);
  }
  SECTION("though what it expected is no longer so") { house.Do(Leaflet()); }
  const auto size_now = WholeLog(house).size();
  CHECK(house.Do(command).SerializeAsString() == first.SerializeAsString());
  CHECK(absl::IsAlreadyExists(
      house.Try(Death("header { command_id: $once } place: 'Elsewhere'")).status()));
  CHECK(absl::IsAlreadyExists(house.Try(Leaflet("header { command_id: $once }")).status()));
  CHECK(WholeLog(house).size() == size_now);
}

TEST_CASE("who decides on what they last saw") {
  TestHouse house;
  ReceiveCase(house);
  const auto at = [&](int revision) {
    return house.Try(Death(absl::StrCat("header { expected_revision: ", revision, " }"))).status();
  };
  house.Do(Leaflet());
  for (const int revision : {0, 2}) {
    CAPTURE(revision);
    CHECK(absl::IsAborted(at(revision)));
    CHECK(at(revision).message() ==
          "this has changed since you looked at it: it is at revision 1 now; look again, then "
          "decide again");
  }
  const auto changed = gate::ChangedIn(at(0));
  REQUIRE(changed);
  REQUIRE(changed->changes_size() == 1);
  CHECK(changed->changes(0).title() == "Leaflet for parents sent");
  CHECK(changed->changes(0).event_type() == "ParentLeafletSent");
  CHECK(changed->changes(0).revision() == 1);
  CHECK(changed->changes(0).by().roles_size() == 1);
  for (int i = 0; i < limits::kChangesTold; ++i) house.Do(Leaflet());
  const auto many = gate::ChangedIn(at(0));
  CHECK(many->changes_size() == limits::kChangesTold);
  CHECK(many->more() == 1);
  CHECK(at(1 + limits::kChangesTold).ok());
  const absl::Status opening =
      house
          .Try(
              "ReceiveNotification { case_id: $other_case case_reference: 'CD/2' channel: LETTER "
              "notifier: HOSPITAL received_at: @2010-03-01T09:00 header { expected_revision: 0 } }")
          .status();
  CHECK(absl::IsInvalidArgument(opening));
  CHECK(absl::StrContains(opening.ToString(), "nobody can have seen what this command opens"));
}

TEST_CASE("what somebody changed is told to nobody but those who may read it") {
  TestHouse house;
  ReceiveCase(house);
  house.Do(Leaflet());
  house.As("case_review_coordinator").Do(R"(
    ReferCase {
      review_id: $review case_reference: 'SCR/2010/1' referrer: HOSPITAL harm: DEATH
      incident_on: @2010-02 referred_on: @2010-03-08 grounds: 'Bruises.'
    }
    IdentifyReviewSubject { review_id: $review given_names: 'A' })");
  const auto told = [](const absl::Status& status) {
    CAPTURE(status.ToString());
    CHECK(absl::IsAborted(status));
    const auto changed = gate::ChangedIn(status);
    REQUIRE(changed);
    CHECK(changed->revision() == 1);
    CHECK(changed->more() == 0);
    return changed->changes_size();
  };
  const std::string comment =
      "MakeFactualComment { review_id: $review version: 1 agency_id: $police comment: 'No.' "
      "made_on: @2010-03-08 header { expected_revision: 0 } }";
  SECTION("of the board, who read its record") {
    CHECK(told(house.Try(comment).status()) == 1);
    house.As("cdop_administrator");
    CHECK(told(house.Try(Death("header { expected_revision: 0 }")).status()) == 1);
  }
  SECTION("of the board, who do not") {
    house.As("agency_author").For("$police");
    CHECK(told(house.Try(comment).status()) == 0);
  }
  SECTION("of another board") {
    OpenBoard(house, "$elsewhere");
    house.As("cdop_administrator");
    CHECK(told(house.Try(Death("header { expected_revision: 0 }")).status()) == 0);
  }
}

TEST_CASE("streams that are not there, and streams that are there already") {
  TestHouse house;
  ReceiveCase(house);
  const size_t size = WholeLog(house).size();

  const absl::Status unknown = house.Try(Death("case_id: $nowhere ")).status();
  CHECK(ReasonOf(unknown) == types::v1::NOT_FOUND);
  CHECK(gate::RejectionIn(unknown)->sentence() ==
        "There is nothing under the id given as case_id. Look it up in the list it comes from.");
  CHECK(ReasonOf(house.Try(Notification()).status()) == types::v1::ALREADY_DONE);
  CHECK(ReasonOf(house.Try(Leaflet("case_id: $board ")).status()) == types::v1::NOT_FOUND);

  // A board nobody opened has no cases.
  house.Of("$unopened");
  CHECK(ReasonOf(house.Try(Notification("case_id: $other ")).status()) == types::v1::NOT_FOUND);
  CHECK(WholeLog(house).size() == size);
}

TEST_CASE("a correction names an event of the case, and is stored with it") {
  TestHouse house;
  ReceiveCase(house);
  const types::v1::Accepted first = house.Do(Leaflet());
  const auto again = [&](const std::string& id) {
    return house.Try(absl::StrCat("RecordParentLeaflet { case_id: $case sent_on: @2010-03-07 ",
                                  "header { corrects_event_id: ", id,
                                  " correction_reason: 'Typed wrongly.' } }"));
  };
  const size_t size = WholeLog(house).size();
  CHECK(ReasonOf(again("$nothing").status()) == types::v1::NOTHING_TO_CORRECT);
  CHECK(WholeLog(house).size() == size);
  const std::string wrong = absl::StrCat("'", first.events(0).event_id(), "'");
  REQUIRE(again(wrong).ok());
  const RecordedEvent last = WholeLog(house).back();
  CHECK(last.body().corrects_event_id() == first.events(0).event_id());
  CHECK(last.body().correction_reason() == "Typed wrongly.");
  CHECK(ReasonOf(again(wrong).status()) == types::v1::NOTHING_TO_CORRECT);
}

TEST_CASE("an id is looked up among streams of its own kind only") {
  TestHouse house;
  ReceiveCase(house);
  house.As("cdop_administrator").Do(R"(
    EstablishBody {
      body_id: $panel kind: CHILD_DEATH_OVERVIEW_PANEL name: 'Panel' from: @2010-01-04
    }
    ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2010-05-01T10:00 })");
  CHECK(ReasonOf(house.Try("ListChildDeath { meeting_id: $meeting case_id: $meeting }").status()) ==
        types::v1::NOT_FOUND);
  CHECK(ReasonOf(house.Try("ListChildDeath { meeting_id: $case case_id: $case }").status()) ==
        types::v1::NOT_FOUND);
}

struct FieldRow {
  std::string command;
  std::string field;
  std::string description;
};

TEST_CASE("a field that cannot be taken is named, and nothing is written") {
  TestHouse house;
  ReceiveCase(house);
  const std::string new_case = "case_id: $new ";
  const std::vector<FieldRow> rows = {
      {Notification(new_case + "channel: 99 "), "channel", "a known Channel is needed"},
      {Notification(new_case + "channel: CHANNEL_UNSPECIFIED "), "channel",
       "one of the known values is needed"},
      {Notification(new_case + "case_reference: '" + std::string(301, 'x') + "' "),
       "case_reference", "at most 300 characters are taken; there are 301"},
      {Notification(new_case + "account: '" + std::string(20'001, 'x') + "' "), "account",
       "at most 20000 characters are taken; there are 20001"},
      {Notification(new_case + "case_reference: ' ' "), "case_reference", "this is needed"},
      {Notification(new_case + "received_at: @2010-03-08T12:01 "), "received_at",
       "this cannot lie in the future: it is 12:00 on Monday 8 March 2010 now"},
      {Death("date_of_birth: @2009-02-30 "), "date_of_birth",
       "a date that exists, in the years 1900 to 2100, is needed"},
      {Death("date_of_death: @2010-03-09 "), "date_of_death",
       "this cannot lie in the future: today is 8 March 2010"},
      {Death("header { command_id: 'x' } "), "header.command_id", ""},
      {Death("case_id: 'CDOP/2010/1' "), "case_id", ""},
  };
  const size_t size = WholeLog(house).size();
  for (const FieldRow& row : rows) {
    const absl::Status status = house.Try(row.command).status();
    CAPTURE(status.ToString());
    CHECK(absl::IsInvalidArgument(status));
    const auto details = gate::BadRequestIn(status);
    REQUIRE(details);
    REQUIRE(details->field_violations_size() == 1);
    CHECK(details->field_violations(0).field() == row.field);
    if (!row.description.empty()) {
      CHECK(details->field_violations(0).description() == row.description);
    }
  }

  auto unknown = std::move(
      house.Tell("casework", Death("header { command_id: $newer board_id: $board } ")).front());
  unknown->GetReflection()->MutableUnknownFields(unknown.get())->AddVarint(4711, 1);
  types::v1::Accepted accepted;
  const absl::Status status =
      house.client().Call("candour.casework.v1.ChildDeathReviews.RecordDeath", *unknown, accepted);
  CHECK(absl::IsInvalidArgument(status));
  REQUIRE(gate::BadRequestIn(status));
  CHECK(gate::BadRequestIn(status)->field_violations(0).field() == "#4711");
  CHECK(WholeLog(house).size() == size);
}

TEST_CASE("nobody acts for a board or an arrangement they do not belong to") {
  TestHouse house;
  ReceiveCase(house);
  OpenBoard(house, "$other");
  house.Of("$board").As("cdop_administrator");
  const size_t size = WholeLog(house).size();
  CHECK(absl::IsPermissionDenied(house.Try(Death("header { board_id: $other } ")).status()));
  CHECK(absl::IsPermissionDenied(house.Try(Death("header { tenant: 'westshire' } ")).status()));
  CHECK(absl::IsPermissionDenied(house.As("panel_member").Try(Death()).status()));
  // In the name of one's own board, on a case that another leads.
  house.Of("$other").As("cdop_administrator");
  CHECK(ReasonOf(house.Try(Death()).status()) == types::v1::WRONG_BOARD);
  CHECK(WholeLog(house).size() == size);
  CHECK(house.Of("$board").Try(Death("header { tenant: 'northshire' } ")).ok());
}

TEST_CASE("many at once on one case: every act is recorded, once") {
  TestHouse house;
  ReceiveCase(house);
  constexpr int kThreads = 40;
  constexpr int kEach = 2;
  std::vector<std::vector<std::unique_ptr<google::protobuf::Message>>> commands(kThreads);
  std::set<std::string> ids;
  for (int thread = 0; thread < kThreads; ++thread) {
    for (int i = 0; i < kEach; ++i) {
      const std::string name = absl::StrCat("$link-", thread, "-", i);
      ids.insert(Raw(house.Id(name)));
      commands[thread].push_back(std::move(
          house
              .Tell("casework",
                    absl::StrCat("LinkDuplicateNotification { header { command_id: ", name,
                                 " board_id: $board } case_id: $case channel: LETTER notifier: "
                                 "CORONER received_at: @2010-03-08T10:00 match_basis: 'Same' }"))
              .front()));
    }
  }
  gate::Client& client = house.client();
  std::atomic<int> otherwise = 0;
  std::vector<std::thread> threads;
  for (const auto& mine : commands) {
    threads.emplace_back([&] {
      for (const auto& command : mine) {
        types::v1::Accepted accepted;
        otherwise += !client
                          .Call("candour.casework.v1.ChildDeathReviews.LinkDuplicateNotification",
                                *command, accepted)
                          .ok();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(otherwise == 0);

  std::multiset<std::string> recorded;
  uint64_t revision = 0;
  for (const RecordedEvent& event : Scope(house, house.Id("$case"))) {
    CHECK(event.revision() == revision++);
    if (event.body().type() == "DuplicateNotificationLinked") recorded.insert(event.command_id());
  }
  CHECK(recorded.size() == kThreads * kEach);
  CHECK(std::set<std::string>(recorded.begin(), recorded.end()) == ids);
}

TEST_CASE("one command sent by many at once is done once, and everybody hears the same") {
  TestHouse house;
  ReceiveCase(house);
  gate::Client& client = house.client();
  for (int round = 0; round < 40; ++round) {
    CAPTURE(round);
    const auto command = std::move(
        house
            .Tell("casework",
                  Notification(absl::StrCat("case_id: $case-", round, " case_reference: 'R/", round,
                                            "' header { command_id: $command-of-", round,
                                            " board_id: $board } ")))
            .front());
    const size_t size = WholeLog(house).size();
    std::vector<std::string> answers(4);
    std::vector<std::thread> threads;
    for (std::string& answer : answers) {
      threads.emplace_back([&] {
        types::v1::Accepted accepted;
        const absl::Status status = client.Call(
            "candour.casework.v1.ChildDeathReviews.ReceiveNotification", *command, accepted);
        answer = status.ok() ? accepted.DebugString() : status.ToString();
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(answers == std::vector<std::string>(4, answers[0]));
    CHECK(absl::StrContains(answers[0], "DeathNotificationReceived"));
    REQUIRE(WholeLog(house).size() == size + 2);  // and its reference
  }
}

TEST_CASE("of many who would do what can be done once, one does") {
  TestHouse house;
  ReceiveCase(house);
  gate::Client& client = house.client();
  for (int round = 0; round < 20; ++round) {
    CAPTURE(round);
    std::atomic<int> accepted = 0;
    std::atomic<int> refused = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      std::shared_ptr<google::protobuf::Message> command = std::move(
          house
              .Tell("casework",
                    absl::StrCat("LinkDuplicateNotification { header { command_id: $try-", round,
                                 "-", i, " board_id: $board } case_id: $case notification_id: $of-",
                                 round, " channel: LETTER notifier: CORONER received_at: ",
                                 "@2010-03-08T10:00 match_basis: 'Same' }"))
              .front());
      threads.emplace_back([&, command] {
        types::v1::Accepted answer;
        const absl::Status status = client.Call(
            "candour.casework.v1.ChildDeathReviews.LinkDuplicateNotification", *command, answer);
        accepted += status.ok();
        refused += absl::IsFailedPrecondition(status);
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(accepted == 1);
    CHECK(refused == 3);
  }
}

TEST_CASE("who the child is lies under a key of its own, and nowhere else") {
  TestHouse house;
  ReceiveCase(house);
  house.Do(Death());
  house.Do(R"(IdentifyChild {
    case_id: $case given_names: 'Adaline' family_name: 'Exampleton' nhs_number: '9990000018'
    address: '7 Nowhere Street' postcode: 'ZZ99 9ZZ'
  })");
  house.Do(Leaflet());

  std::string types;
  for (const RecordedEvent& event : Scope(house, house.Id("$case"))) {
    absl::StrAppend(&types, event.body().type(), " ");
  }
  CHECK(types == "DeathNotificationReceived DeathRecorded ParentLeafletSent ");
  const auto identity = Scope(house, house.Id("$case"), types::v1::IDENTITY);
  REQUIRE(identity.size() == 1);
  CHECK(identity[0].body().type() == "ChildIdentified");
  CHECK(identity[0].stream_id() == Raw(house.Id("$case")));

  for (const RecordedEvent& event : WholeLog(house)) {
    CAPTURE(event.body().type());
    const std::string bytes = event.SerializeAsString();
    for (const char* name : {"Adaline", "Exampleton", "9990000018", "Nowhere", "ZZ99"}) {
      CHECK(absl::StrContains(bytes, name) == (event.body().type() == "ChildIdentified"));
    }
  }
}

TEST_CASE("what concerns two scopes is recorded as one: side by side, each under its own key") {
  TestHouse house;
  ReceiveCase(house);
  house.Adopt("holidays_england_wales");
  house.Adopt("wt2010");
  house.Do(Death());
  house.Do(R"(
    DetermineScope {
      case_id: $case live_born: YES lawful_termination: NO in_scope: true ground: 'A resident.'
    }
    EstablishBody {
      body_id: $panel kind: CHILD_DEATH_OVERVIEW_PANEL name: 'Panel' from: @2010-01-04
    }
    ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2010-05-01T10:00 })");
  const auto listed =
      house.Do("ListChildDeath { meeting_id: $meeting case_id: $case despite_missing: 'Soon.' }");
  REQUIRE(listed.events_size() == 2);
  CHECK(listed.last_position() == listed.first_position() + 1);

  const std::vector<RecordedEvent> log = WholeLog(house);
  std::map<std::string, std::string> scopes;  // by type
  for (uint64_t position : {listed.first_position(), listed.last_position()}) {
    const RecordedEvent& event = log[position];
    scopes[event.body().type()] = event.scope_id();
    CHECK(event.command_id() == log[listed.first_position()].command_id());
    CHECK(event.recorded_at_micros() == log[listed.first_position()].recorded_at_micros());
  }
  using record::ScopeIdOf;
  CHECK(scopes ==
        std::map<std::string, std::string>{
            {"CaseListed", ScopeIdOf({types::v1::CHILD_DEATH, house.Id("$case")}, types::v1::OWN)},
            {"ItemListed", ScopeIdOf({types::v1::MEETING, house.Id("$meeting")}, types::v1::OWN)}});
}

TEST_CASE("two streams of different kinds under one id share no key") {
  const std::string id = FreshId(UuidText(Bytes16{}), "shared");
  std::set<std::string> scopes;
  for (const auto kind : {types::v1::CHILD_DEATH, types::v1::CASE_REVIEW, types::v1::MEETING}) {
    for (const auto scope : {types::v1::OWN, types::v1::IDENTITY}) {
      scopes.insert(record::ScopeIdOf({kind, id}, scope));
    }
  }
  CHECK(scopes.size() == 6);
}

}  // namespace
}  // namespace candour::casework
