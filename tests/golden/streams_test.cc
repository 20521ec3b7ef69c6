// Streams recorded by earlier releases stay readable, event by event and folded.
#include <set>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "candour/record/v1/record.pb.h"
#include "google/protobuf/text_format.h"
#include "tests/golden/golden_file.h"
#include "tests/golden/state_words.h"
#include "tests/support/rules.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/all/all_workflows.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/corrections.h"
#include "workflows/document/document.h"
#include "workflows/meeting/meeting.h"
#include "workflows/upcast.h"

namespace candour::tests {
namespace {

using google::protobuf::Message;
using google::protobuf::TextFormat;
using record::v1::EventPage;
using record::v1::RecordedEvent;
using workflows::WorkflowTable;

constexpr const char* kStreams[] = {"board",
                                    "meeting",
                                    "child_death",
                                    "case_review",
                                    "action_plan",
                                    "rapid_response",
                                    "agency_returns",
                                    "reopened_contribution",
                                    "review_scrutiny",
                                    "review_items",
                                    "review_redone",
                                    "impact",
                                    "plan_follow_up",
                                    "withdrawn_deputy",
                                    "interest",
                                    "missed_death_date",
                                    "missed_review_date",
                                    "missed_action_date",
                                    "custody",
                                    "linked_notification",
                                    "succession",
                                    "time_of_death",
                                    "joint_response",
                                    "family",
                                    "parallel_processes",
                                    "aftermath",
                                    "agenda",
                                    "departure",
                                    "chair",
                                    "papers",
                                    "minutes",
                                    "earlier_meeting",
                                    "panel_minutes",
                                    "decision_ways",
                                    "document",
                                    "earlier_records",
                                    "chronology",
                                    "review_chronology",
                                    "incident",
                                    "consideration",
                                    "review_set_up",
                                    "agency_work",
                                    "review_report",
                                    "publication",
                                    "review_processes",
                                    "review_closing",
                                    "learning",
                                    "board_learning",
                                    "review_kinds",
                                    "submissions",
                                    "parted_births",
                                    "yearly_return",
                                    "genogram",
                                    "counted_actions",
                                    "publication_decisions",
                                    "approval_withdrawn",
                                    "carried_family",
                                    "carried_requests",
                                    "lesser_review",
                                    "not_ratified",
                                    "review_not_ratified",
                                    "recipients",
                                    "reference",
                                    "reinstated",
                                    "unlinked_notification",
                                    "carried_questions",
                                    "review_reference",
                                    "agencies_succeeded",
                                    "passed_on",
                                    "recommendation_passed_on",
                                    "request_passed_on",
                                    "split_review",
                                    "disputed_chronology",
                                    "sign_ins"};

absl::TimeZone London() {
  absl::TimeZone london;
  REQUIRE(absl::LoadTimeZone("Europe/London", &london));
  return london;
}

// Records what `name`.events tells. Its first line names the stream and the moment of recording.
EventPage Record(const std::string& name) {
  const std::optional<std::string> telling = ReadGolden(name + ".events");
  REQUIRE(telling.has_value());
  std::istringstream in(*telling);
  std::string stream, moment;
  in >> stream >> moment;
  std::ostringstream events;
  events << in.rdbuf();

  testing::Story story({workflows::RegisterAll});
  story.On(moment).Given(stream, events.str());
  EventPage page;
  for (const RecordedEvent& event : story.Stream(stream)) {
    RecordedEvent& kept = *page.add_events() = event;
    if (kept.body().type() == "PanelDecisionRecorded" || kept.body().type() == "ReviewDecided") {
      kept.mutable_body()->set_edition("wt2010");
    }
  }
  return page;
}

// A recording is made once and never again: it stands for what a release left on disks.
EventPage Recorded(const std::string& name) {
  const std::string file = name + ".stream";
  std::optional<std::string> text = ReadGolden(file);
  if (!text && Rewriting()) {
    std::string recorded;
    REQUIRE(TextFormat::PrintToString(Record(name), &recorded));
    WriteGolden(file, "# proto-message: candour.record.v1.EventPage\n" + recorded);
    text = ReadGolden(file);
  }
  REQUIRE(text.has_value());
  EventPage page;
  REQUIRE(TextFormat::ParseFromString(*text, &page));
  return page;
}

std::string SingleLine(const Message& message) {
  TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  std::string text;
  REQUIRE(printer.PrintToString(message, &text));
  return text;
}

TEST_CASE("a recorded stream is read as the same facts and folds into the same state") {
  WorkflowTable table(London());
  workflows::RegisterAll(table);
  for (const char* name : kStreams) {
    INFO(name);
    const EventPage page = Recorded(name);
    REQUIRE(page.events_size() > 0);
    const auto kind = static_cast<types::v1::Aggregate>(page.events(0).stream_type());
    const std::unique_ptr<workflows::Aggregate> state = table.Kind(kind).make();
    state->id = "the stream";
    std::string text = "Facts\n";
    for (const RecordedEvent& event : page.events()) {
      INFO(event.body().type());
      const workflows::EventEntry* entry = table.FindEvent(event.body().type());
      REQUIRE(entry != nullptr);
      const auto message = workflows::Upcast(event.body(), *entry->prototype);
      REQUIRE(message.ok());
      absl::StrAppend(&text, event.position(), " ", event.body().type(), " { ",
                      SingleLine(**message), "}\n");
      REQUIRE(table.Fold(*state, event).ok());
    }
    CHECK(state->revision == page.events_size() - 1);
    CheckGolden(std::string(name) + ".expected", text + "\nState\n" + StateWords(kind, *state));
  }
}

std::vector<RecordedEvent> EventsOf(const char* name) {
  const EventPage page = Recorded(name);
  return {page.events().begin(), page.events().end()};
}

// What a stream folds into, in words.
std::string Folded(const WorkflowTable& table, const std::vector<RecordedEvent>& stream) {
  const auto kind = static_cast<types::v1::Aggregate>(stream.front().stream_type());
  const std::unique_ptr<workflows::Aggregate> state = table.Kind(kind).make();
  state->id = "the stream";
  REQUIRE(table.FoldWhole(*state, stream).ok());
  CHECK(state->revision == stream.size() - 1);
  CHECK(state->id == "the stream");
  return StateWords(kind, *state);
}

TEST_CASE("what is corrected into the same again leaves the same, wherever it stands") {
  WorkflowTable table(London());
  workflows::RegisterAll(table);
  for (const char* name : kStreams) {
    const std::vector<RecordedEvent> stream = EventsOf(name);
    const std::string before = Folded(table, stream);
    for (const RecordedEvent& event : stream) {
      INFO(name << " " << event.body().type());
      RecordedEvent again = event;  // known at the same moment, so that nothing else can differ
      again.set_event_id("corrects it anew");
      again.set_revision(stream.size());
      again.mutable_body()->set_corrects_event_id(workflows::IdTextOf(event));
      if (table.InPlaceOf(again).empty()) continue;
      std::vector<RecordedEvent> corrected = stream;
      corrected.push_back(again);
      const std::string after = Folded(table, corrected);
      CHECK(absl::StrReplaceAll(
                after, {{workflows::IdTextOf(again), workflows::IdTextOf(event)}}) == before);
      // And once more, which corrects the correction.
      again.mutable_body()->set_corrects_event_id(workflows::IdTextOf(again));
      again.set_event_id("and corrects it.");
      again.set_revision(stream.size() + 1);
      corrected.push_back(again);
      CHECK(absl::StrReplaceAll(Folded(table, corrected),
                                {{workflows::IdTextOf(again), workflows::IdTextOf(event)}}) ==
            before);
    }
  }
}

TEST_CASE("a correction of what is not there happens where it stands") {
  WorkflowTable table(London());
  workflows::RegisterAll(table);
  std::vector<RecordedEvent> stream = EventsOf("meeting");
  const std::string before = Folded(table, stream);
  // As seen by whoever asks what was known when the first telling was not.
  stream.back().mutable_body()->set_corrects_event_id("99999999-9999-4999-8999-999999999999");
  REQUIRE_FALSE(table.InPlaceOf(stream.back()).empty());
  CHECK(Folded(table, stream) == before);
}

TEST_CASE("any event can be set aside, to be judged anew") {
  WorkflowTable table(London());
  workflows::RegisterAll(table);
  int judged_without = 0;
  for (const char* name : kStreams) {
    const std::vector<RecordedEvent> stream = EventsOf(name);
    const auto kind = static_cast<types::v1::Aggregate>(stream.front().stream_type());
    const std::unique_ptr<workflows::Aggregate> state = table.Kind(kind).make();
    REQUIRE(table.FoldWhole(*state, stream).ok());
    for (const RecordedEvent& event : stream) {
      INFO(name << " " << event.body().type());
      const auto corrected =
          workflows::SetAside(table, *state, stream, workflows::IdTextOf(event), true);
      REQUIRE(corrected.ok());
      CHECK(corrected->event->GetDescriptor()->name() == event.body().type());
      if (corrected->without == nullptr) continue;
      ++judged_without;
      CHECK(corrected->without->revision == stream.size() - 1);
      CHECK(corrected->without->FindStanding(workflows::IdTextOf(event)) == nullptr);
    }
  }
  CHECK(judged_without > 200);
}

TEST_CASE("every type of event a workflow stores is in a recorded stream") {
  std::set<std::string> recorded;
  for (const char* name : kStreams) {
    const EventPage page = Recorded(name);
    for (const RecordedEvent& event : page.events()) recorded.insert(event.body().type());
  }
  for (const auto* file : workflows::EventFiles()) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      const auto& event = *file->message_type(i);
      if (workflows::EventRuleOf(event).aggregate() == types::v1::LOG) continue;
      INFO(event.name());
      CHECK(recorded.contains(event.name()));
    }
  }
}

}  // namespace
}  // namespace candour::tests
