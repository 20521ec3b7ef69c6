#include "workflows/forms/answer_sheet.h"

#include <algorithm>

namespace candour::workflows::forms {

using types::v1::FormAnswer;
using types::v1::FormCondition;
using types::v1::FormSection;

AnswerSheet::AnswerSheet(const types::v1::FormDefinition& form,
                         const types::v1::FormAnswers& answers)
    : form_(form) {
  for (const FormAnswer& answer : answers.answers()) {
    answers_.insert({{answer.field(), answer.item()}, &answer});
    const FieldPlace place = FindField(form, answer.field());
    if (place.section == nullptr || !Repeats(*place.section)) continue;
    uint32_t& items = items_[place.section->key()];
    items = std::max(items, std::min(answer.item(), place.section->max_items()) + 1);
  }
}

const FormAnswer* AnswerSheet::Find(const std::string& field, uint32_t item) const {
  const auto found = answers_.find({field, item});
  return found == answers_.end() ? nullptr : found->second;
}

bool AnswerSheet::IsAnswered(const std::string& field, uint32_t item) const {
  const FormAnswer* answer = Find(field, item);
  if (answer == nullptr) return false;
  return answer->has_given() ? !answer->given().values().empty()
                             : answer->absence() == FormAnswer::NOT_KNOWN ||
                                   answer->absence() == FormAnswer::NOT_APPLICABLE;
}

bool AnswerSheet::IsAsked(const FieldPlace& place, uint32_t item) const {
  return AllHold(place.section->show_when(), 0) && AllHold(place.field->show_when(), item);
}

bool AnswerSheet::IsRequired(const FieldPlace& place, uint32_t item) const {
  if (!IsAsked(place, item)) return false;
  return place.field->required() ||
         (!place.field->required_when().empty() && AllHold(place.field->required_when(), item));
}

uint32_t AnswerSheet::Items(const FormSection& section) const {
  if (!Repeats(section)) return 1;
  const auto found = items_.find(section.key());
  return found == items_.end() ? 0 : found->second;
}

bool AnswerSheet::AllHold(const Conditions& conditions, uint32_t item) const {
  return std::all_of(conditions.begin(), conditions.end(), [&](const FormCondition& condition) {
    return Holds(condition, item) != condition.negated();
  });
}

// Conditions look back only, so this ends.
bool AnswerSheet::Holds(const FormCondition& condition, uint32_t item) const {
  const FieldPlace place = FindField(form_, condition.field());
  const uint32_t of_item = Repeats(*place.section) ? item : 0;
  const FormAnswer* answer = Find(condition.field(), of_item);
  if (answer == nullptr || !answer->has_given() || !IsAsked(place, of_item)) return false;
  if (condition.any_of().empty()) return !answer->given().values().empty();
  return std::any_of(answer->given().values().begin(), answer->given().values().end(),
                     [&](const types::v1::FormValue& value) {
                       return std::find(condition.any_of().begin(), condition.any_of().end(),
                                        value.code()) != condition.any_of().end();
                     });
}

}  // namespace candour::workflows::forms
