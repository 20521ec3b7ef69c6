// What sheets and tables may ask of a case, by name. Edition files are refused if they name any
// other; child_death/ knows how each is read (national_sheet.cc, yearly_return.cc).
//
// Names are persisted in adopted editions: never rename one, add new ones.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace candour::workflows::editions {

inline constexpr std::string_view kSheetFacts[] = {
    // Who the child was.
    "child_name", "nhs_number", "address", "postcode", "ethnicity",
    // The child and the death.
    "case_reference", "date_of_birth", "sex", "multiple_birth", "residence_area", "date_of_death",
    "age_at_death", "place_of_death", "died_abroad", "expectedness", "joint_response",
    "cause_of_death", "cause_of_death_stated_by",
    // How it came in, and what ran beside it.
    "notified_on", "notified_by", "registered_on", "coroner_informed", "post_mortem", "inquest",
    "criminal_proceedings", "case_review", "review_meeting_held_on",
    // What the panel found.
    "decided_on", "category", "categories_applying", "modifiability", "modifiable_factors",
    "learning", "completed_on"};

inline constexpr std::string_view kLayoutFacts[] = {
    "category",     "modifiability",      "sex",        "expectedness",
    "age_at_death", "days_to_completion", "case_review"};

// Of a line that takes a field of the agencies' merged report: "form/place".
inline constexpr std::string_view kFormFactPrefix = "form/";

template <typename Names>
bool IsAmong(const Names& names, std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

inline bool IsSheetFact(const std::string& name) {
  return IsAmong(kSheetFacts, name) ||
         (name.rfind(kFormFactPrefix, 0) == 0 && name.size() > kFormFactPrefix.size());
}

// Whether it is counted in time, and laid out by bands.
inline bool IsTime(std::string_view layout_fact) {
  return layout_fact == "age_at_death" || layout_fact == "days_to_completion";
}

}  // namespace candour::workflows::editions
