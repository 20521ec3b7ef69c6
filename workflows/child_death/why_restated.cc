#include "workflows/child_death/why_restated.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {

using types::v1::ReturnDifference;

bool IsLinkedToCaseReview(const ChildDeath& death) {
  return std::any_of(
      death.processes.by_id.begin(), death.processes.by_id.end(), [](const auto& entry) {
        const types::v1::ReviewOption outcome = entry.second.review_outcome;
        return outcome != types::v1::REVIEW_OPTION_UNSPECIFIED && outcome != types::v1::NO_REVIEW;
      });
}

namespace {

std::string DayWords(const types::v1::Date& date) { return clocks::DateWords(DayOf(date)); }

}  // namespace

void Explain(const ChildDeath* was, const ChildDeath* is, const std::string& board_id,
             ReturnDifference& difference) {
  if (is == nullptr) return difference.add_why("the case was forgotten since");
  if (is->who.voided && !(was != nullptr && was->who.voided)) {
    difference.add_why(absl::StrCat("void: ", Words(is->who.voided->ground())));
  }
  if (!is->intake.belongs_to.empty() && !(was != nullptr && !was->intake.belongs_to.empty())) {
    difference.add_why(absl::StrCat("belongs to ", is->intake.belongs_to_reference, " since"));
  }
  if (is->lead_board_id != board_id) difference.add_why("another board leads it since");
  if (is->scope && !is->scope->in_scope()) difference.add_why("found to be out of scope");
  if (was == nullptr) {
    return difference.add_why("nothing of the case was recorded when the figures were frozen");
  }
  if (!was->intake.belongs_to.empty() && is->intake.belongs_to.empty()) {
    difference.add_why(absl::StrCat("separated since from ", was->intake.belongs_to_reference));
  }
  if (was->lead_board_id != board_id && is->lead_board_id == board_id) {
    difference.add_why("this board leads it since");
  }
  for (size_t i = was->aftermath.reopenings.size(); i < is->aftermath.reopenings.size(); ++i) {
    const auto& reopening = is->aftermath.reopenings[i];
    difference.add_why(absl::StrCat("reopened on ", DayWords(reopening.reopened_on()),
                                    " because of ", Words(reopening.ground())));
  }
  for (size_t i = was->aftermath.revisions.size(); i < is->aftermath.revisions.size(); ++i) {
    const auto& revision = is->aftermath.revisions[i];
    difference.add_why(absl::StrCat("category revised from ", revision.old_category(), " to ",
                                    revision.new_category(), " because of ",
                                    Words(revision.ground())));
  }
  const size_t revised = is->aftermath.revisions.size() - was->aftermath.revisions.size();
  const bool anew = is->decisions.size() > was->decisions.size() + revised;
  if (anew) difference.add_why("the panel decided again");
  const auto& were = was->aftermath.completions;
  const auto& are = is->aftermath.completions;
  for (size_t i = 0; i < std::min(were.size(), are.size()); ++i) {
    if (were[i].completed_on == are[i].completed_on) continue;
    difference.add_why(absl::StrCat("the day of completion was corrected since, from ",
                                    clocks::DateWords(were[i].completed_on), " to ",
                                    clocks::DateWords(are[i].completed_on)));
  }
  if (is->completed_on && is->completed_on != was->completed_on &&
      (are.size() > were.size() || are.empty())) {
    difference.add_why(absl::StrCat("completed on ", clocks::DateWords(*is->completed_on),
                                    ", recorded since the figures were frozen"));
  }
  const bool told = was->death && is->death;
  if (told && was->death->SerializeAsString() != is->death->SerializeAsString()) {
    difference.add_why("facts of the death were corrected");
  }
  if (was->expectedness != is->expectedness) difference.add_why("expectedness was reclassified");
  if (IsLinkedToCaseReview(*was) != IsLinkedToCaseReview(*is)) {
    difference.add_why("whether there is a case review was decided since");
  }
}

}  // namespace candour::workflows::child_death
