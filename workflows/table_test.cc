// The start-up check, each mistake it finds, and folding what is stored.
#include "workflows/table.h"

#include "candour/casework/v1/action_plan.pb.h"
#include "candour/casework/v1/board.pb.h"
#include "candour/casework/v1/child_death.pb.h"
#include "candour/casework/v1/meeting.pb.h"
#include "candour/events/v1/meeting.pb.h"
#include "workflows/upcast.h"

namespace candour::workflows {
namespace {

namespace cw = casework::v1;
namespace ev = events::v1;

template <types::v1::Aggregate kind>
struct Stream : Aggregate {
  static constexpr types::v1::Aggregate kKind = kind;
  int folded = 0;
  std::string event_id;
};
using Meeting = Stream<types::v1::MEETING>;
using Death = Stream<types::v1::CHILD_DEATH>;
using Review = Stream<types::v1::CASE_REVIEW>;
using Board = Stream<types::v1::BOARD>;

template <typename State, typename Event>
void Evolve(State& state, const Event&, const Fact& fact) {
  ++state.folded;
  state.event_id = fact.event_id;
}

template <typename Command, typename... States>
Decision Decide(const Command&, const Context&, const States&...) {
  return {};
}

void AllEventsButClosed(WorkflowTable& table) {
  table.Events<Meeting, ev::MeetingScheduled, ev::ItemListed, ev::AttendanceRecorded,
               ev::DepartureRecorded, ev::ApologiesRecorded, ev::InterestDeclared,
               ev::InterestRuledOn, ev::QuorumEvaluated, ev::ChairRecorded>();
}

void AllEvents(WorkflowTable& table) {
  AllEventsButClosed(table);
  table.Events<Meeting, ev::MeetingClosed>();
}

bool Known(const Board&, const std::string&) { return true; }

void AllCommandsButThree(WorkflowTable& table) {
  table.Admit<Meeting>([](const Meeting&, types::v1::Stage, const Context&) {
    return std::optional<types::v1::Rejection>();
  });
  table.Things<Board>(types::v1::A_PERSON, &Known, "", "");
  table.Things<Board>(types::v1::A_BODY, &Known, "", "");
  table.Command<cw::RecordAttendance, Meeting, Board>();
  table.Command<cw::RecordDeparture, Meeting, Board>();
  table.Command<cw::RecordApologies, Meeting, Board>();
  table.Command<cw::DeclareInterest, Board, Meeting>();
  table.Command<cw::RuleOnInterest, Board, Meeting>();
  table.Command<cw::EvaluateQuorum, Meeting, Board>();
  table.Command<cw::RecordChair, Meeting, Board>();
  table.Command<cw::ListCaseReview, Review, Meeting>();
}

void Complete(WorkflowTable& table) {
  AllEvents(table);
  AllCommandsButThree(table);
  table.Command<cw::ScheduleMeeting, Meeting, Board>();
  table.Command<cw::ListChildDeath, Meeting, Death>();
  table.Command<cw::CloseMeeting, Meeting>();
}

WorkflowTable Empty() { return WorkflowTable(absl::UTCTimeZone()); }

absl::Status CheckMeetings(WorkflowTable& table) {
  const auto* file = cw::CloseMeeting::descriptor()->file();
  return table.Check({ev::MeetingClosed::descriptor()->file()}, {file->service(0)});
}

TEST_CASE("a complete table is handed the streams its commands name") {
  WorkflowTable table = Empty();
  Complete(table);
  for (int time = 0; time < 2; ++time) {
    REQUIRE(CheckMeetings(table).ok());
    const CommandEntry& schedule = *table.FindCommand(*cw::ScheduleMeeting::descriptor());
    REQUIRE(schedule.slots.size() == 2);
    CHECK(schedule.slots[0].field->name() == "meeting_id");
    CHECK(schedule.slots[0].opens);
    CHECK(schedule.slots[1].kind == types::v1::BOARD);
    CHECK(schedule.slots[1].field == nullptr);
    // In the order of the rule's states, not of the command's fields.
    const CommandEntry& list = *table.FindCommand(*cw::ListCaseReview::descriptor());
    REQUIRE(list.slots.size() == 2);
    CHECK(list.slots[0].field->name() == "review_id");
    CHECK_FALSE(list.slots[0].opens);
    CHECK(list.slots[1].field->name() == "meeting_id");
  }
  CHECK(table.FindCommand(*cw::OpenBoard::descriptor()) == nullptr);
  CHECK(table.FindEvent("BoardOpened") == nullptr);
}

TEST_CASE("every event there is has somebody to fold it") {
  WorkflowTable table = Empty();
  Complete(table);
  REQUIRE(CheckMeetings(table).ok());
  const absl::Status checked =
      table.Check(EventFiles(), {cw::CloseMeeting::descriptor()->file()->service(0)});
  CHECK(checked.code() == absl::StatusCode::kInternal);
  CHECK(checked.message() == "no Evolve for the event candour.events.v1.BoardOpened");
}

TEST_CASE("the start-up check names each mistake of registration") {
  struct Row {
    const char* name;
    void (*registration)(WorkflowTable&);
    const char* message;
  };
  const std::vector<Row> rows = {
      {"an event nobody folds",
       [](WorkflowTable& table) {
         AllEventsButClosed(table);
         AllCommandsButThree(table);
       },
       "no Evolve for the event candour.events.v1.MeetingClosed"},
      {"a command nobody decides",
       [](WorkflowTable& table) {
         AllEvents(table);
         AllCommandsButThree(table);
         table.Command<cw::ListChildDeath, Meeting, Death>();
         table.Command<cw::ScheduleMeeting, Meeting, Board>();
       },
       "no Decide for the command candour.casework.v1.CloseMeeting"},
      {"an event twice",
       [](WorkflowTable& table) {
         Complete(table);
         table.Events<Meeting, ev::MeetingClosed>();
       },
       "registered twice: MeetingClosed"},
      {"a command twice",
       [](WorkflowTable& table) {
         Complete(table);
         table.Command<cw::CloseMeeting, Meeting>();
       },
       "registered twice: CloseMeeting"},
      {"an event of another stream",
       [](WorkflowTable& table) {
         AllEventsButClosed(table);
         table.Events<Board, ev::MeetingClosed>();
       },
       "MeetingClosed is folded by another kind of stream than its proto names"},
      {"a message that is no event",
       [](WorkflowTable& table) { table.Events<Meeting, cw::CloseMeeting>(); },
       "CloseMeeting is folded by another kind of stream than its proto names"},
      {"a command nobody offers",
       [](WorkflowTable& table) {
         Complete(table);
         table.Command<cw::ReviseDueDate, Death, Board>();
       },
       "no service offers the command candour.casework.v1.ReviseDueDate"},
      {"a state no field names",
       [](WorkflowTable& table) {
         AllEvents(table);
         AllCommandsButThree(table);
         table.Command<cw::ScheduleMeeting, Meeting, Board>();
         table.Command<cw::ListChildDeath, Meeting, Death>();
         table.Command<cw::CloseMeeting, Meeting, Death>();
       },
       "the rule for candour.casework.v1.CloseMeeting wants a CHILD_DEATH that no field of the "
       "command names"},
      {"a stream that is not handed on",
       [](WorkflowTable& table) {
         AllEvents(table);
         AllCommandsButThree(table);
         table.Command<cw::ScheduleMeeting, Meeting, Board>();
         table.Command<cw::ListChildDeath, Meeting>();
         table.Command<cw::CloseMeeting, Meeting>();
       },
       "candour.casework.v1.ListChildDeath.case_id names a stream that the rule is not handed"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    WorkflowTable table = Empty();
    row.registration(table);
    const absl::Status checked = CheckMeetings(table);
    CHECK(checked.code() == absl::StatusCode::kInternal);
    CHECK(checked.message() == row.message);
  }
}

record::v1::RecordedEvent Stored(const std::string& type, const std::string& payload) {
  record::v1::RecordedEvent event;
  event.set_position(41);
  event.set_revision(6);
  event.set_event_id(std::string(16, '\x11'));
  event.mutable_body()->set_type(type);
  event.mutable_body()->set_schema_version(kSchemaVersion);
  event.mutable_body()->set_payload(payload);
  return event;
}

TEST_CASE("what is stored is folded, or said to be lost, and never passed over") {
  WorkflowTable table = Empty();
  Complete(table);
  Meeting meeting;
  REQUIRE(table.Fold(meeting, Stored("MeetingClosed", "")).ok());
  CHECK(meeting.folded == 1);
  CHECK(meeting.revision == 6);
  CHECK(meeting.event_id == "11111111-1111-1111-1111-111111111111");

  auto newer = Stored("MeetingClosed", "");
  newer.mutable_body()->set_schema_version(kSchemaVersion + 1);
  for (const auto& event :
       {Stored("MeetingAdjourned", ""), Stored("MeetingClosed", "\xff"), newer}) {
    Meeting untouched;
    const absl::Status folded = table.Fold(untouched, event);
    CHECK(folded.code() == absl::StatusCode::kDataLoss);
    CHECK(untouched.folded == 0);
    CHECK_FALSE(untouched.Exists());
  }
  CHECK(table.Fold(meeting, Stored("MeetingAdjourned", "")).message() ==
        "position 41 holds an event this program does not know: MeetingAdjourned");

  Death elsewhere;
  const absl::Status strayed = table.Fold(elsewhere, Stored("MeetingClosed", ""));
  CHECK(strayed.code() == absl::StatusCode::kDataLoss);
  CHECK(strayed.message() == "position 41 holds an event of another kind of stream: MeetingClosed");
  CHECK(elsewhere.folded == 0);
  CHECK_FALSE(elsewhere.Exists());
}

TEST_CASE("of a forgotten event the revision stays") {
  WorkflowTable table = Empty();
  Complete(table);
  record::v1::RecordedEvent forgotten;
  forgotten.set_revision(7);
  forgotten.set_forgotten(true);
  Meeting meeting;
  REQUIRE(table.Fold(meeting, forgotten).ok());
  CHECK(meeting.folded == 0);
  CHECK(meeting.revision == 7);
}

TEST_CASE("a copied state is one of its own") {
  WorkflowTable table = Empty();
  Complete(table);
  const std::unique_ptr<Aggregate> state = table.Kind(types::v1::MEETING).make();
  REQUIRE(table.Fold(*state, Stored("MeetingClosed", "")).ok());
  const std::unique_ptr<Aggregate> copy = table.Kind(types::v1::MEETING).copy(*state);
  REQUIRE(table.Fold(*state, Stored("MeetingClosed", "")).ok());
  CHECK(static_cast<const Meeting&>(*copy).folded == 1);
  CHECK(static_cast<const Meeting&>(*state).folded == 2);
}

}  // namespace
}  // namespace candour::workflows
