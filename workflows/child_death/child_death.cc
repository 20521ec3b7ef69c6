#include "workflows/child_death/child_death.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"

namespace candour::workflows::child_death {

using types::v1::Rejection;

absl::Time ChildDeath::FirstNotifiedAt() const {
  absl::Time first = absl::InfiniteFuture();
  for (const Notification& notification : notifications) {
    first = std::min(first, notification.received_at);
  }
  return first;
}

bool ChildDeath::OnHold() const {
  return std::any_of(holds.begin(), holds.end(),
                     [](const auto& entry) { return !entry.second.released_at; });
}

bool IsConcluded(const ChildDeath& death) {
  return death.completed_on || (death.scope && !death.scope->in_scope());
}

std::string StageOf(const ChildDeath& death) {
  if (death.completed_on) return "completed";
  if (death.scope && !death.scope->in_scope()) return "out of scope";
  if (death.Standing() != nullptr) return "decided";
  if (death.OnHold()) return "on hold";
  if (!death.scope) return "notified";
  const bool waits = std::any_of(death.requests.begin(), death.requests.end(),
                                 [](const auto& entry) { return !entry.second.received_on; });
  if (waits) return "collecting reports";
  return death.listings.empty() ? "in scope" : "listed";
}

std::optional<Rejection> UnlessOurs(const ChildDeath& death, const Context& context) {
  if (death.lead_board_id == context.board_id) return std::nullopt;
  return Refuse(types::v1::WRONG_BOARD,
                "Another board leads this review. Ask its office, or have the case transferred.",
                {}, {death.id});
}

std::optional<Rejection> UnlessAfterDeath(const ChildDeath& death, absl::CivilDay day) {
  if (!death.death || day >= DayOf(death.death->date_of_death())) return std::nullopt;
  return Refuse(types::v1::DATE_OUT_OF_ORDER,
                absl::StrCat("This cannot lie before the death, on ",
                             clocks::DateWords(DayOf(death.death->date_of_death())), "."),
                {}, {death.id});
}

std::optional<Rejection> UnlessOpen(const ChildDeath& death, const Context& context) {
  if (auto refusal = UnlessOurs(death, context)) return refusal;
  if (!death.scope || death.scope->in_scope()) return std::nullopt;
  return Refuse(types::v1::OUT_OF_SCOPE, "The death was found to be out of scope.", {}, {death.id});
}

std::optional<Rejection> UnlessReviewable(const ChildDeath& death, const Context& context) {
  if (auto refusal = UnlessOpen(death, context)) return refusal;
  if (!death.scope) {
    return Refuse(types::v1::SCOPE_NOT_DETERMINED, "Determine first whether the death is in scope.",
                  {}, {death.id});
  }
  if (death.completed_on) {
    return Refuse(types::v1::WRONG_STAGE, "The review is completed.", {}, {death.id});
  }
  return std::nullopt;
}

void Register(WorkflowTable& table) {
  RegisterIntake(table);
  RegisterRapidResponse(table);
  RegisterResponse(table);
  RegisterPanel(table);
  RegisterMinutes(table);
}

}  // namespace candour::workflows::child_death
