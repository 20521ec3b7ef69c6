#include "workflows/clocks/former_calendars.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflows/clocks/due.h"

namespace candour::workflows::clocks {

using types::v1::ClockAnswer;

void AddFormerCalendars(const Run& run, const Asked& asked, ClockAnswer& answer) {
  if (run.rule.period().unit() != types::v1::Period::WORKING_DAYS) return;
  if (!answer.has_original_due_on()) return;
  const int corrected = answer.restated_size();
  const auto due_by = [&](const Holidays& table) {
    return ReckonPeriod(run.rule, run.start->when, {asked.now, table, asked.london});
  };
  for (size_t i = 0; i < asked.former.size(); ++i) {
    const FormerHolidays& former = asked.former[i];
    if (former.replaced_position < run.start->place) continue;
    const bool last = i + 1 == asked.former.size();
    const absl::StatusOr<Due> was = due_by(former.table);
    const absl::StatusOr<Due> is = due_by(last ? asked.holidays : asked.former[i + 1].table);
    if (!was.ok() || (is.ok() && is->on == was->on)) continue;
    ClockAnswer::Restated& told = *answer.add_restated();
    *told.mutable_was() = answer.started_by();
    *told.mutable_due_on() = ToDate(was->on);
    *told.mutable_restated_on() = ToDate(DayOf(former.replaced_at, asked.london));
    told.set_reason(absl::StrCat("bank holidays adopted anew: ", former.replaced_by));
    told.set_position(former.replaced_position);
  }
  if (corrected == 0 || corrected == answer.restated_size()) return;
  auto& restated = *answer.mutable_restated();
  std::stable_sort(restated.pointer_begin(), restated.pointer_end(),
                   [](const auto* a, const auto* b) { return a->position() < b->position(); });
}

}  // namespace candour::workflows::clocks
