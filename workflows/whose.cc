#include "workflows/whose.h"

#include <limits>

#include "workflows/decision.h"
#include "workflows/refusals.h"

namespace candour::workflows {

const std::string& HeldBy(const Aggregate& one, const Aggregate* whole) {
  const Aggregate& led = whole == nullptr ? one : *whole;
  return led.lead_board_id.empty() ? one.opened_by_board : led.lead_board_id;
}

std::optional<Micros> OpenUntil(const std::string& board_id, const Aggregate& one,
                                const Aggregate* whole) {
  if (HeldBy(one, whole) == board_id) return std::numeric_limits<Micros>::max();
  std::optional<Micros> until;
  for (const FormerLead& former : (whole == nullptr ? one : *whole).former_leads) {
    if (former.board_id == board_id) until = former.until;
  }
  return until;
}

namespace {

// Only deaths and reviews have a lead, so that no stream that was given the same id passes for one.
const Aggregate* WholeOf(const Aggregate& one, const Context& context) {
  const auto part_of = one.PartOfLed();
  for (const Aggregate* stream : context.streams) {
    if (part_of && stream->id == part_of->id && !stream->lead_board_id.empty()) return stream;
  }
  return nullptr;
}

}  // namespace

std::optional<types::v1::Rejection> UnlessHeldHere(const Aggregate& one, const Context& context) {
  const Aggregate* whole = WholeOf(one, context);
  if (HeldBy(one, whole) == context.board_id) return std::nullopt;
  if (whole == nullptr) {
    return Refuse(types::v1::WRONG_BOARD,
                  "This is another board's, and that board alone works on it. Ask its office.",
                  kOwnRule, {one.id});
  }
  return Refuse(types::v1::WRONG_BOARD,
                "This is part of a case that another board leads, and that board alone works on "
                "it. Ask its office; what was recorded while your board led can still be read as "
                "it stood then.",
                kOwnRule, {one.id, whole->id});
}

}  // namespace candour::workflows
