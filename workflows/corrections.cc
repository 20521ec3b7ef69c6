#include "workflows/corrections.h"

#include "absl/strings/str_cat.h"

namespace candour::workflows {
namespace {

using google::protobuf::Message;
using types::v1::CommandHeader;
using types::v1::Rejection;

const StandingEvent* FindStanding(const std::string& event_id,
                                  absl::Span<const Aggregate* const> states) {
  for (const Aggregate* state : states) {
    const auto found = state->standing.find(event_id);
    if (found != state->standing.end()) return &found->second;
  }
  return nullptr;
}

}  // namespace

std::optional<Rejection> UnlessCorrectable(const CommandHeader& header, const Decision& decision,
                                           absl::Span<const Aggregate* const> states) {
  const std::string& event_id = header.corrects_event_id();
  if (event_id.empty()) {
    if (header.correction_reason().empty()) return std::nullopt;
    return Refuse(types::v1::NOTHING_TO_CORRECT,
                  "There is a reason for a correction, and no event that it corrects. Name the "
                  "event, or leave the reason out.");
  }
  if (header.correction_reason().empty()) {
    return Refuse(types::v1::REASON_MISSING,
                  "A correction says why the earlier entry was wrong. Give correction_reason.", {},
                  {event_id});
  }
  if (FindStanding(event_id, states) == nullptr) {
    return Refuse(types::v1::NOTHING_TO_CORRECT,
                  "No event that stands here has the id in corrects_event_id. The timeline of the "
                  "case tells the ids; of what was corrected before, name the correction.",
                  {}, {event_id});
  }
  if (CorrectingEvent(header, decision, states) != nullptr) return std::nullopt;
  return Refuse(
      types::v1::NOTHING_TO_CORRECT,
      absl::StrCat("What corrects_event_id names is a ", FindStanding(event_id, states)->type,
                   ", which this command does not record. Correct it with the command "
                   "that recorded it."),
      {}, {event_id});
}

const Message* CorrectingEvent(const CommandHeader& header, const Decision& decision,
                               absl::Span<const Aggregate* const> states) {
  if (header.corrects_event_id().empty()) return nullptr;
  const StandingEvent* corrected = FindStanding(header.corrects_event_id(), states);
  if (corrected == nullptr) return nullptr;
  for (const auto& event : decision.events()) {
    if (event->GetDescriptor()->name() == corrected->type) return event.get();
  }
  return nullptr;
}

}  // namespace candour::workflows
