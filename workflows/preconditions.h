// What the fields of a command declare about the streams it names, asked once for all commands
// before their rules are (options.proto: FieldRule, from `stage` on). A rule may rely on it: what a
// field names is there, what it makes is new and has an id, its dates are in order, and every case
// it names is the board's own and far enough on.
//
// The words and the places come from the workflows: WorkflowTable::Admit and ::Things.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "candour/types/v1/document.pb.h"
#include "candour/types/v1/options.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "workflows/aggregate.h"
#include "workflows/context.h"

namespace candour::workflows {

// How things of one kind are found, and what is said where one is missing or already there.
struct ThingEntry {
  types::v1::Aggregate kept_in{};
  std::function<bool(const Aggregate&, const std::string& id)> has;
  std::string unknown;
  std::string known;
};

// Whether a stream may be acted on at all; STAGE_UNSPECIFIED asks only whose it is.
using Admission = std::function<std::optional<types::v1::Rejection>(
    const Aggregate&, types::v1::Stage, const Context&)>;

// Whether a day lies behind the death that a stream is about.
using Since = std::function<std::optional<types::v1::Rejection>(const Aggregate&, absl::CivilDay)>;

// One thing asked of a command and the states its rule is handed. None if all is well.
using Precondition = std::function<std::optional<types::v1::Rejection>(
    const google::protobuf::Message&, const Context&, absl::Span<const Aggregate* const>)>;

// One stream a command is handed.
struct StreamSlot {
  types::v1::Aggregate kind{};
  // The command's field that names it; null: the board of the header.
  const google::protobuf::FieldDescriptor* field = nullptr;
  bool opens = false;     // it must not exist; a blank id means a fresh one
  bool optional = false;  // a blank id means none: the rule is handed an empty state
  // A document whose version was read: it names the stream, and no rule is handed that.
  const types::v1::DocumentPin* pin = nullptr;
  bool beside = false;  // named by no field, but by a stream before it (Aggregate::Beside)
};

// The id a command gives a stream; blank where it gives none.
std::string StreamIdIn(const google::protobuf::Message& command, const StreamSlot& slot);

// Whether a document may rest on this version of it.
using PinAdmission = std::function<std::optional<types::v1::Rejection>(
    const Aggregate&, const types::v1::DocumentPin&, const Context&)>;

struct Vocabulary {
  std::map<types::v1::Aggregate, Admission> admissions;
  std::map<types::v1::Thing, ThingEntry> things;
  PinAdmission pins;
  Since since_death;
};

// The documents a command says were read, in the order of its fields.
std::vector<StreamSlot> PinsIn(const google::protobuf::Message& command);

// Everything a command declares, in the order it is asked: streams first, then what is named, what
// is made, for whom it is said, the order of dates, and that they do not precede the death.
// INTERNAL if it declares what no workflow knows, or of a stream its rule is not handed. `words`
// must outlive the answer.
absl::StatusOr<std::vector<Precondition>> PreconditionsOf(
    const google::protobuf::Descriptor& command, absl::Span<const StreamSlot> slots,
    const Vocabulary& words);

// The command with an id for everything it makes: its own, or the n-th fresh one.
std::unique_ptr<google::protobuf::Message> WithFreshIds(const google::protobuf::Message& command,
                                                        const Context& context);

}  // namespace candour::workflows
