#include "workflows/child_death/readiness.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {
namespace {

using What = types::v1::MissingForPanel;

What Lack(What::What what) {
  What lack;
  lack.set_what(what);
  return lack;
}

bool Reached(const ChildDeath& death, std::string_view milestone) {
  return std::any_of(death.clock_facts.milestones.begin(), death.clock_facts.milestones.end(),
                     [&](const auto& reached) { return reached.name == milestone; });
}

// Asked for if the guidance that was in force when the child died keeps a clock that ends with it.
bool AsksForReviewMeeting(const board::Board& board, absl::CivilDay died_on) {
  const auto rules = board.editions.ClockRulesFor(types::v1::CHILD_DEATH, died_on, board.id);
  return std::any_of(rules.begin(), rules.end(), [](const clocks::RuleInForce& in_force) {
    const auto& ends = in_force.rule.met_by();
    return std::find(ends.begin(), ends.end(), clocks::kReviewMeetingHeld) != ends.end();
  });
}

// Of an agency that only an earlier board has in its register, what that board calls it.
std::string AgencyOf(const What& lack, const board::Board& board) {
  if (board.agencies.contains(lack.agency_id())) return board.AgencyName(lack.agency_id());
  return lack.agency().empty() ? std::string("an agency that the board before this one asked")
                               : lack.agency();
}

std::string InWords(const What& lack, const board::Board& board) {
  const std::string words = Words(lack.what());
  switch (lack.what()) {
    case What::AGENCY_REPORT:
      return absl::StrCat(words, " of ", AgencyOf(lack, board), " (",
                          lack.detail().empty() ? "form not said" : lack.detail(), "), due on ",
                          clocks::DateWords(DayOf(lack.day())));
    case What::HOLD_RELEASED:
      return absl::StrCat(words, " because of ", lack.detail(), ", to be looked at on ",
                          clocks::DateWords(DayOf(lack.day())));
    case What::SUPPLEMENTARY_FORM:
      return absl::StrCat(words, ": ", lack.detail());
    default:
      return words;
  }
}

}  // namespace

std::vector<What> MissingForPanel(const ChildDeath& death) {
  std::vector<What> missing;
  if (death.Standing() != nullptr || IsConcluded(death)) return missing;
  if (!death.identity) missing.push_back(Lack(What::CHILD_IDENTIFIED));
  if (!death.death) missing.push_back(Lack(What::DEATH_RECORDED));
  if (!death.scope) missing.push_back(Lack(What::SCOPE_DETERMINED));
  if (death.expectedness == types::v1::EXPECTEDNESS_UNSPECIFIED) {
    missing.push_back(Lack(What::EXPECTEDNESS_CLASSIFIED));
  }
  for (const auto& [id, request] : death.requests) {
    if (request.received_on) continue;
    What& lack = missing.emplace_back(Lack(What::AGENCY_REPORT));
    lack.set_about_id(id);
    lack.set_agency_id(request.agency_id);
    const auto named = death.agencies.names.find(request.agency_id);
    if (named != death.agencies.names.end()) lack.set_agency(named->second);
    lack.set_detail(request.form_type);
    *lack.mutable_day() = clocks::ToDate(request.due_on);
  }
  for (const auto& [form_type, why] : death.agencies.supplementary) {
    const bool asked =
        std::any_of(death.requests.begin(), death.requests.end(),
                    [&](const auto& entry) { return entry.second.form_type == form_type; });
    if (!asked) missing.emplace_back(Lack(What::SUPPLEMENTARY_FORM)).set_detail(form_type);
  }
  for (const auto& [id, hold] : death.holds) {
    if (hold.released_at) continue;
    What& lack = missing.emplace_back(Lack(What::HOLD_RELEASED));
    lack.set_about_id(id);
    lack.set_detail(hold.because_of);
    *lack.mutable_day() = clocks::ToDate(hold.look_again_on);
  }
  if (death.death && !Reached(death, clocks::kReviewMeetingHeld)) {
    *missing.emplace_back(Lack(What::REVIEW_MEETING)).mutable_day() = death.death->date_of_death();
  }
  return missing;
}

std::vector<std::string> MissingInWords(absl::Span<const What> missing, const board::Board& board) {
  std::vector<std::string> words;
  for (const What& lack : missing) {
    if (lack.what() == What::REVIEW_MEETING && !AsksForReviewMeeting(board, DayOf(lack.day()))) {
      continue;
    }
    words.push_back(InWords(lack, board));
  }
  return words;
}

}  // namespace candour::workflows::child_death
