// What a command may say it corrects: an event of the very thing it acts on, of the kind it writes.
//
// A correction happens in the place of what it corrects (WorkflowTable::Fold). It is judged as
// though that had never been recorded, where nothing else rests on it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "candour/record/v1/event.pb.h"
#include "candour/types/v1/command.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/aggregate.h"
#include "workflows/context.h"
#include "workflows/decision.h"
#include "workflows/table.h"

namespace candour::workflows {

// What is corrected, and what its stream would be without it.
struct Corrected {
  std::unique_ptr<google::protobuf::Message> event;
  std::unique_ptr<Aggregate> without;  // null where the stream is judged as it stands
  std::unique_ptr<Aggregate> then;     // as it stood when that happened; null of its first event
  const Aggregate* stands = nullptr;   // the stream as it stands, beside `without`
};

// Of a whole stream, in which an event of that id stands. The stream is judged as it stands if
// later events speak of what this one gave an id to, which would otherwise be of nothing; or if it
// is the first, unless the command is one that opens the stream. NOT_FOUND if there is no such
// event; otherwise as WorkflowTable::Fold.
absl::StatusOr<Corrected> SetAside(const WorkflowTable& table, const Aggregate& state,
                                   absl::Span<const record::v1::RecordedEvent> stream,
                                   const std::string& event_id, bool opens);

// Whether a field of the event that is corrected says this.
bool IsOfCorrected(const Context& context, const std::string& field, const std::string& id);

// Refused unless the header names an event that stands, and says why:
//   NOTHING_TO_CORRECT  it names none of the command's streams, or one corrected already; or it
//                       gives a reason and names no event
//   REASON_MISSING
//   WRONG_BOARD         the lead passed to another board with it, and that board corrects it
std::optional<types::v1::Rejection> UnlessCorrectable(const types::v1::CommandHeader& header,
                                                      const Corrected& corrected);

// NOTHING_TO_CHANGE if what was decided says the same as what it corrects.
// NOTHING_TO_CORRECT unless it says anew what it corrects, of the same thing and in
// the stream in which that stands: of two streams of one kind the other is none of its business.
std::optional<types::v1::Rejection> UnlessCorrects(const google::protobuf::Message& command,
                                                   const Decision& decision,
                                                   const Context& context);

// As WorkflowTable::Decide. But a correction of nothing except days, to the stream a command names
// first, that is refused for what came since is judged once more as things stood when what it
// corrects happened, and then says that alone anew. Whether what came since bears it, AtOddsWith
// (workflows/consistent.h) says of this as of every correction.
Decision DecideAsOfThen(const CommandEntry& entry, const google::protobuf::Message& command,
                        const Context& context, absl::Span<const Aggregate* const> states,
                        const Corrected& corrected);

// A correction makes what was made before: ids the command drew anew, and numbers the house gives,
// become those of the event that is corrected, in all that was decided. So does what an event says
// the record held when it was made, such as the figures of a report to the Board.
void KeepIdsOf(const google::protobuf::Message& corrected, const std::vector<std::string>& drawn,
               const google::protobuf::Message& command, Decision& decision);

// The event of a decision that corrects: the first of that type which is written to the stream of
// what it corrects. Null if none is. Of the context the streams must be set.
const google::protobuf::Message* CorrectingEvent(const Decision& decision, const Context& context);

}  // namespace candour::workflows
