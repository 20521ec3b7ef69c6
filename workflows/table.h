// The registration table: which rule decides which command, and which folds which event.
//
// A workflow registers whole lists of message types; the functions are found by their argument
// types in the workflow's own namespace:
//
//   table.Events<ChildDeath, events::v1::DeathNotificationReceived, ...>();
//     calls  void Evolve(ChildDeath&, const DeathNotificationReceived&, const Fact&)
//   table.Command<casework::v1::ReceiveNotification, ChildDeath, Board>();
//     calls  Decide(const ReceiveNotification&, const Context&, const ChildDeath&, const Board&)
//   table.Record<casework::v1::SendAdvanceCopy, events::v1::AdvanceCopySent, CaseReview>();
//     leaves the fact as it was told, once what the command declares holds
//
// Check() compares the table with the descriptors at start-up: nothing missing, nothing double, and
// each command is handed exactly the streams its fields name. Registration ends before the first
// use; after that the table is read from any thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "candour/types/v1/options.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "workflows/aggregate.h"
#include "workflows/context.h"
#include "workflows/decision.h"
#include "workflows/preconditions.h"
#include "workflows/whose.h"

namespace candour::workflows {

// Hands over the stream of an event, from its first up to and including this one.
using WholeStream = absl::FunctionRef<absl::StatusOr<std::vector<record::v1::RecordedEvent>>()>;

// How a kind of stream is begun, copied and told from the others.
struct KindEntry {
  bool (*is)(const Aggregate&);
  std::unique_ptr<Aggregate> (*make)();
  std::unique_ptr<Aggregate> (*copy)(const Aggregate&);
  void (*empty)(Aggregate&);  // as it was made
};

struct EventEntry {
  const google::protobuf::Message* prototype = nullptr;
  types::v1::Aggregate kind{};
  std::function<void(Aggregate&, const google::protobuf::Message&, const Fact&)> evolve;
};

struct CommandEntry {
  const google::protobuf::Message* prototype = nullptr;
  std::vector<types::v1::Aggregate> handed;  // the kinds of the rule's states, in order
  std::vector<StreamSlot> slots;             // the same, resolved by Check()
  bool pins = false;                         // documents may be handed behind them
  std::vector<Precondition> preconditions;   // what its fields declare, resolved by Check()
  std::function<Decision(const google::protobuf::Message&, const Context&,
                         absl::Span<const Aggregate* const>)>
      decide;

  // What is loaded for this command beside a stream, and is no matter to most: see LoadBeside.
  std::function<std::vector<StreamRef>(const google::protobuf::Message&, const Aggregate&)> besides;

  // The streams this very command is judged by: those of the rule, then the documents it pins,
  // which the answer points into.
  std::vector<StreamSlot> SlotsFor(const google::protobuf::Message& command) const;
  // What is loaded beside one of them: what always is (Aggregate::Beside), and what this command
  // asks for.
  std::vector<StreamRef> BesideOf(const google::protobuf::Message& command,
                                  const Aggregate& state) const;
};

// The rule of a command, found by the types of its arguments.
template <typename Message, typename... States>
Decision AskRule(const Message& command, const Context& context, const States&... states) {
  return Decide(command, context, states...);
}

class WorkflowTable {
 public:
  // `london` is the zone in which moments become days.
  explicit WorkflowTable(absl::TimeZone london) : london_(london) {}

  template <typename State, typename... Messages>
  void Events() {
    kinds_[State::kKind] = {[](const Aggregate& state) { return typeid(state) == typeid(State); },
                            [] { return std::unique_ptr<Aggregate>(std::make_unique<State>()); },
                            [](const Aggregate& state) {
                              return std::unique_ptr<Aggregate>(
                                  std::make_unique<State>(static_cast<const State&>(state)));
                            },
                            [](Aggregate& state) { static_cast<State&>(state) = State(); }};
    (AddEvent<State, Messages>(), ...);
  }

  template <typename Message, typename... States>
  void Command() {
    AddCommand<Message, States...>(std::index_sequence_for<States...>());
  }

  // For a command that leaves one fact, as it was told, and leaves nothing to judge.
  template <typename Message, typename Event, typename... States>
  void Record() {
    AddCommand({&Message::default_instance(),
                {States::kKind...},
                {},
                false,
                {},
                [](const google::protobuf::Message& command, const Context&,
                   absl::Span<const Aggregate* const>) { return Recorded<Event>(command); },
                nullptr});
  }

  // Of a command registered before: what else it is judged by that no field of it names, such as
  // the cases that items of a meeting are about. Found in Context::streams; events may be written
  // there (Decision::AddTo). Said twice of a command, both are loaded.
  template <typename Message, typename State>
  void LoadBeside(std::vector<StreamRef> (*beside)(const Message&, const State&)) {
    auto& besides = commands_.at(Message::descriptor()).besides;
    besides = [before = besides, beside](const google::protobuf::Message& command,
                                         const Aggregate& state) {
      auto all = before == nullptr ? std::vector<StreamRef>() : before(command, state);
      const auto* named = dynamic_cast<const State*>(&state);
      if (named == nullptr) return all;
      for (StreamRef& one : beside(static_cast<const Message&>(command), *named)) {
        all.push_back(std::move(one));
      }
      return all;
    };
  }

  // Who may act on streams of this kind, and when. Asked of each one that a command names; the
  // stage is what the naming field declares, none if it declares none.
  template <typename State>
  void Admit(std::optional<types::v1::Rejection> (*unless)(const State&, types::v1::Stage,
                                                           const Context&)) {
    words_.admissions[State::kKind] = [unless](const Aggregate& state, types::v1::Stage stage,
                                               const Context& context) {
      return unless(static_cast<const State&>(state), stage, context);
    };
  }

  // Streams on which whoever holds them acts, and nobody else (workflows/whose.h).
  template <typename State>
  void AdmitHolder() {
    words_.admissions[State::kKind] = [](const Aggregate& state, types::v1::Stage,
                                         const Context& context) {
      return UnlessHeldHere(state, context);
    };
  }

  // What is asked of every day that is declared to lie behind a death: `since_death`.
  template <typename State>
  void SinceDeath(std::optional<types::v1::Rejection> (*unless)(const State&, absl::CivilDay)) {
    words_.since_death = [unless](const Aggregate& state, absl::CivilDay day) {
      return unless(static_cast<const State&>(state), day);
    };
  }

  // What has an id of its own within streams of this kind. `unknown` and `known` are the sentences
  // with which a command is refused that names one which is not there, or makes one which is.
  template <typename State, typename Thing>
  void Things(types::v1::Thing thing, std::map<std::string, Thing> State::*kept,
              std::string unknown, std::string known) {
    words_.things[thing] = {State::kKind,
                            [kept](const Aggregate& state, const std::string& id) {
                              return (static_cast<const State&>(state).*kept).contains(id);
                            },
                            std::move(unknown), std::move(known)};
  }
  // The same, of what is kept in a part of the state.
  template <typename State, typename Part, typename Thing>
  void Things(types::v1::Thing thing, Part State::*part, std::map<std::string, Thing> Part::*kept,
              std::string unknown, std::string known) {
    words_.things[thing] = {State::kKind,
                            [part, kept](const Aggregate& state, const std::string& id) {
                              return (static_cast<const State&>(state).*part.*kept).contains(id);
                            },
                            std::move(unknown), std::move(known)};
  }
  template <typename State>
  void Things(types::v1::Thing thing, bool (*has)(const State&, const std::string& id),
              std::string unknown, std::string known) {
    words_.things[thing] = {State::kKind,
                            [has](const Aggregate& state, const std::string& id) {
                              return has(static_cast<const State&>(state), id);
                            },
                            std::move(unknown), std::move(known)};
  }

  // When a version of a document may be said to have been read.
  template <typename State>
  void Pins(std::optional<types::v1::Rejection> (*unless)(const State&,
                                                          const types::v1::DocumentPin&,
                                                          const Context&)) {
    words_.pins = [unless](const Aggregate& state, const types::v1::DocumentPin& pin,
                           const Context& context) {
      return unless(static_cast<const State&>(state), pin, context);
    };
  }

  // `states` are those of SlotsFor, and behind them whatever stands beside these
  // (Aggregate::Beside). What the command comes to: its preconditions, then its rule.
  static Decision Decide(const CommandEntry& entry, const google::protobuf::Message& command,
                         const Context& context, absl::Span<const Aggregate* const> states);

  // INTERNAL, naming the message, if an event of the given files (all there are: EventFiles) or a
  // method of the given services has no rule, a rule is registered twice, or a rule's states are
  // not those its command names.
  absl::Status Check(absl::Span<const google::protobuf::FileDescriptor* const> events,
                     absl::Span<const google::protobuf::ServiceDescriptor* const> services);

  // Null if there is none.
  const CommandEntry* FindCommand(const google::protobuf::Descriptor& command) const;
  const EventEntry* FindEvent(std::string_view type) const;  // by the message's own name
  const KindEntry& Kind(types::v1::Aggregate kind) const { return kinds_.at(kind); }
  const std::map<types::v1::Aggregate, KindEntry>& kinds() const { return kinds_; }

  // Folds one stored event into the state of its stream. An event type this program does not know
  // (written by a newer one) is DATA_LOSS: a state folded without it would be wrong. So is one that
  // belongs to another kind of stream.
  //
  // A correction happens in the place of what it corrects, which then never happened: the state is
  // made anew from the whole stream. INTERNAL if one comes and nobody hands that over.
  absl::Status Fold(Aggregate& state, const record::v1::RecordedEvent& event) const;
  absl::Status Fold(Aggregate& state, const record::v1::RecordedEvent& event,
                    WholeStream whole) const;

  // Makes a state anew from a stream, from its first event on. `without` is the id of a standing
  // event that is left out as though it had not happened, alone or with all that happened since;
  // blank: none is.
  enum class LeftOut { kAlone, kWithAllSince };
  absl::Status FoldWhole(Aggregate& state, absl::Span<const record::v1::RecordedEvent> stream,
                         std::string_view without = {}, LeftOut left_out = LeftOut::kAlone) const;

  // The id of the event in whose place this one happens; blank: it happens where it stands, as one
  // does that corrects nothing, or whose event tells what was before (EventRule::restates).
  std::string_view InPlaceOf(const record::v1::RecordedEvent& event) const;

 private:
  // `event` stands in the story where `first` was recorded.
  absl::Status FoldOne(Aggregate& state, const record::v1::RecordedEvent& event,
                       const record::v1::RecordedEvent& first) const;

  template <typename State, typename Message>
  void AddEvent() {
    AddEvent({&Message::default_instance(), State::kKind,
              [](Aggregate& state, const google::protobuf::Message& event, const Fact& fact) {
                Evolve(static_cast<State&>(state), static_cast<const Message&>(event), fact);
              }});
  }

  template <typename Message, typename... States, size_t... I>
  void AddCommand(std::index_sequence<I...>) {
    AddCommand({&Message::default_instance(),
                {States::kKind...},
                {},
                false,
                {},
                [](const google::protobuf::Message& command, const Context& context,
                   absl::Span<const Aggregate* const> states) {
                  return AskRule(static_cast<const Message&>(command), context,
                                 static_cast<const States&>(*states[I])...);
                },
                nullptr});
  }

  void AddEvent(EventEntry entry);
  void AddCommand(CommandEntry entry);
  absl::Status CheckEvents(absl::Span<const google::protobuf::FileDescriptor* const> files) const;

  const absl::TimeZone london_;
  std::map<types::v1::Aggregate, KindEntry> kinds_;
  std::map<std::string, EventEntry, std::less<>> events_;
  std::map<const google::protobuf::Descriptor*, CommandEntry> commands_;
  Vocabulary words_;
  std::vector<std::string> doubles_;
};

// The id of a stored event, as a UUID.
std::string IdTextOf(const record::v1::RecordedEvent& event);

// Every file of stored events this program was built with.
std::vector<const google::protobuf::FileDescriptor*> EventFiles();

// The services of every command there is, in the order of proto/CMakeLists.txt.
std::vector<const google::protobuf::ServiceDescriptor*> CommandServices();

// The events a stream type may hold, and the aggregate an event belongs to, as its proto says.
const types::v1::EventRule& EventRuleOf(const google::protobuf::Descriptor& event);

}  // namespace candour::workflows
