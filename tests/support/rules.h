// Tests of the rules, told as stories: given these events, when this command comes, then exactly
// these events follow, or exactly this refusal.
//
//   Story story({board::Register, meeting::Register, case_review::Register, document::Register});
//   story.Given("$board", "BoardOpened { name: 'Northshire' }");
//   story.On("2010-03-08");
//   const Outcome outcome = story.When("DecideOnReview { review_id: $review ... }");
//   CHECK(outcome.reason == "");
//   CHECK(outcome.events == story.Events("ReviewDecided { decision_id: $first ... }"));
//
// Messages are written in protobuf's text format after their own names, one after the other, with
// shorthands outside quotation marks: `$name` is a UUID, the same wherever the name stands;
// `@2010-03-08`, `@2010-03` and `@2010` are dates, `@2010-03-08T14:30` a moment in London.
// `$DeathRecorded`, the name of a message, is the id of the last event of that type.
// Of a field told twice the last holds, so that a test may say what it changes.
//
// Events pass through their stored form and WorkflowTable::Fold; commands pass the validator and
// are handed the streams their fields name, as in service. What was decided becomes part of the
// story. A mistake in the telling ends the program with a message.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/clock.h"
#include "base/id.h"
#include "candour/record/v1/event.pb.h"
#include "candour/types/v1/clock_answer.pb.h"
#include "google/protobuf/message.h"
#include "workflows/board/case_clocks.h"
#include "workflows/corrections.h"
#include "workflows/table.h"

namespace candour::testing {

// What a refusal lacks: its sentence, or on what it rests. Blank: nothing. A story in which a rule
// refuses without ends the program; tools/tidy looks at the rules that no story sees refuse.
std::string LackingIn(const types::v1::Rejection& refusal);

struct Outcome {
  // The name of a RejectionReason; INVALID_ARGUMENT if the validator stopped the command; blank if
  // it was taken.
  std::string reason;
  std::string sentence;
  std::string source;
  std::vector<std::string> about;  // as `$name` where the story named the id
  std::string events;              // one a line, as Story::Events prints them
};

class Story {
 public:
  using Registration = void (*)(workflows::WorkflowTable&);
  explicit Story(const std::vector<Registration>& workflows);

  // The log's clock from here on: "2010-03-08" (noon in London) or "2010-03-08T14:30".
  Story& On(const std::string& moment);
  // In whose name one acts from here on; at first `$board`.
  Story& InNameOf(const std::string& board);
  // The agency to which the person acting is bound; at first none.
  Story& ActingFor(const std::string& agency);
  // The account one acts with from here on; at first none that is known.
  Story& SignedInAs(const std::string& account);

  // Facts of one stream, recorded now.
  Story& Given(const std::string& stream, const std::string& events);
  Story& Given(const std::string& stream, const google::protobuf::Message& event);

  // The board one acts for has adopted a shipped file of guidance or forms: "wt2010".
  Story& Adopt(const std::string& guidance);

  // Commands that are expected to be taken, one after the other.
  Story& Do(const std::string& commands);

  // Fresh ids are `$new-C-N`: the N-th of the C-th command of the story, counting N from 0, C from
  // 1. A stream opened without an id is `$new-C`.
  Outcome When(const std::string& command);
  Outcome When(std::unique_ptr<google::protobuf::Message> command);

  // Messages of a package ("casework", "events", "audit") as told, without acting on them.
  std::vector<std::unique_ptr<google::protobuf::Message>> Tell(const std::string& package,
                                                               const std::string& messages);

  // The same events as Outcome prints them.
  std::string Events(const std::string& events);

  // The UUID behind `$name`; what does not begin with `$` stands for itself.
  std::string Id(const std::string& name);
  // A message as it would be told, without its header; a telling of it can be read again.
  std::string Told(const google::protobuf::Message& message) const;

  // The folded state of a stream, as it stands.
  template <typename State>
  State Of(const std::string& stream) {
    return See<State>(stream);
  }
  // The same, valid until the story goes on.
  template <typename State>
  const State& See(const std::string& stream) {
    return static_cast<const State&>(*Fold(State::kKind, Id(stream)));
  }

  // Its events as they are stored.
  const std::vector<record::v1::RecordedEvent>& Stream(const std::string& stream) {
    return streams_[Id(stream)];
  }

  // Its clocks as they stand now, by the guidance the board one acts for has adopted.
  template <typename State>
  std::vector<types::v1::ClockAnswer> Clocks(const std::string& stream) {
    return workflows::board::ClocksOf(See<workflows::board::Board>(board_), State::kKind,
                                      See<State>(stream).clock_facts, absl::FromUnixMicros(now_),
                                      london_);
  }

  const workflows::WorkflowTable& table() const { return table_; }
  Micros now() const { return now_; }
  const absl::TimeZone& london() const { return london_; }

 private:
  struct Telling {
    std::string name;  // of the message
    std::string text;  // in plain text format
  };

  std::vector<Telling> Read(const std::string& messages);
  std::unique_ptr<google::protobuf::Message> Make(const std::string& package, const Telling& told);
  Outcome Try(std::unique_ptr<google::protobuf::Message> command);
  // Loads what stands beside streams, as the service does.
  void AddBeside(const google::protobuf::Message& command, const workflows::CommandEntry& entry,
                 std::vector<std::shared_ptr<const workflows::Aggregate>>& states);
  // What a command corrects, whose stream is then handed to its rule as it would be without it.
  workflows::Corrected SetAside(const std::string& event_id, bool opens,
                                std::vector<const workflows::Aggregate*>& handed);
  Outcome Decided(const google::protobuf::Message& command, const workflows::CommandEntry& entry);
  std::shared_ptr<const workflows::Aggregate> Fold(types::v1::Aggregate kind,
                                                   const std::string& id);
  void Record(const std::string& stream, const google::protobuf::Message& event,
              const std::string& edition, const std::string& corrects = {});
  std::string Print(const google::protobuf::Message& event) const;
  std::string Named(std::string text) const;

  absl::TimeZone london_;
  workflows::WorkflowTable table_;
  Micros now_ = 0;
  std::string board_;
  std::string agency_;
  std::string account_;
  int commands_ = 0;
  std::map<std::string, std::string, std::less<>> ids_;  // by name
  std::map<std::string, std::string> last_of_type_;      // event ids, by `$` and the type
  std::map<std::string, std::vector<record::v1::RecordedEvent>> streams_;
  // Copies of a story share what they folded alike.
  std::map<std::string, std::shared_ptr<workflows::Aggregate>> folded_;
  uint64_t positions_ = 0;
};

}  // namespace candour::testing
