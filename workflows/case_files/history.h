// A stream as it was read: its events with their messages, and the state they fold to. What a case
// file is made of.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "candour/record/v1/event.pb.h"
#include "candour/types/v1/options.pb.h"
#include "google/protobuf/message.h"
#include "workflows/aggregate.h"
#include "workflows/table.h"

namespace candour::workflows::case_files {

// How much of the log an account may know.
struct AsAt {
  uint64_t position = std::numeric_limits<uint64_t>::max();  // up to and including it
  Micros moment = std::numeric_limits<Micros>::max();        // up to and including it
  // The moment is held against when the office says it learned of things. Guidance counts whenever
  // it was adopted, and what is called how whenever it was registered.
  bool by_known_at = false;
  // It is held against when things happened, as is known now: by their last correction, and what
  // has no time of its own when it was known. Of a board's register all counts, for that says
  // itself since when what holds; guidance that was adopted later was in force then.
  bool by_occurred = false;

  // Of `by_occurred` an event by itself, whatever corrects it.
  bool Includes(const record::v1::RecordedEvent& event) const;
};

// When the office says it learned of it: never after it was recorded; as recorded if nothing is
// said.
Micros KnownAt(const record::v1::RecordedEvent& event);

struct Happened {
  record::v1::RecordedEvent recorded;
  std::unique_ptr<const google::protobuf::Message> message;  // null: forgotten

  std::string EventId() const;
  // Empty if it is forgotten.
  const types::v1::EventRule& rule() const;
};

struct History {
  types::v1::Aggregate kind{};
  std::string id;
  std::vector<Happened> events;            // in the order of the log
  std::unique_ptr<const Aggregate> state;  // never null; without a revision if there are none
};

// The events of one stream, in the order of the log, of which those that `as_at` includes count.
// DATA_LOSS as WorkflowTable::Fold.
absl::StatusOr<History> Open(const WorkflowTable& table, types::v1::Aggregate kind, std::string id,
                             std::vector<record::v1::RecordedEvent> events, const AsAt& as_at);

// A case and what its account rests on: the register of the board that leads it, those of boards
// that recorded some of it before its lead passed on, and the meetings it was listed for. All but
// the case may be shared between the dossiers of one question.
struct Dossier {
  History own;
  std::shared_ptr<const History> board;  // never null
  std::vector<std::shared_ptr<const History>>
      other_boards;  // that led it, or whose panel it was before
  std::map<std::string, std::shared_ptr<const History>> meetings;  // by id
};

// The meetings that the events of a stream name, each once.
std::set<std::string> MeetingsNamedIn(const History& history);

// The other cases that they name: linked with it, merged, of a sibling, its plans.
using NamedStream = std::pair<types::v1::Aggregate, std::string>;
std::set<NamedStream> CasesNamedIn(const History& history);

// The event as it was first recorded: what a correction corrects, and what that corrected; itself,
// if it corrects nothing.
const Happened& FirstTold(const History& history, const Happened& happened);

// The text of a field every message of which some have: blank if this one has no such field.
std::string TextOf(const google::protobuf::Message& message, const std::string& field);

}  // namespace candour::workflows::case_files
