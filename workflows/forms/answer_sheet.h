// A form with its answers side by side: what was answered, and what is asked given the answers.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "candour/types/v1/form.pb.h"
#include "workflows/forms/definition.h"

namespace candour::workflows::forms {

// Keeps references: form and answers must outlive it. Where a field is answered twice, the first
// answer counts.
class AnswerSheet {
 public:
  AnswerSheet(const types::v1::FormDefinition& form, const types::v1::FormAnswers& answers);

  // Null if the field was passed over; an answer may also say that it was left blank.
  const types::v1::FormAnswer* Find(const std::string& field, uint32_t item) const;

  // Whether there is anything: a value, or word that it is not known or does not apply.
  bool IsAnswered(const std::string& field, uint32_t item) const;

  // Whether the answers given so far bring the field up. `item` is 0 in a section that does not
  // repeat.
  bool IsAsked(const FieldPlace& place, uint32_t item) const;
  bool IsRequired(const FieldPlace& place, uint32_t item) const;

  // How many of a section there are: 1 if it does not repeat, else as many as were answered.
  uint32_t Items(const types::v1::FormSection& section) const;

 private:
  using Conditions = google::protobuf::RepeatedPtrField<types::v1::FormCondition>;

  bool AllHold(const Conditions& conditions, uint32_t item) const;
  bool Holds(const types::v1::FormCondition& condition, uint32_t item) const;

  const types::v1::FormDefinition& form_;
  std::map<std::pair<std::string, uint32_t>, const types::v1::FormAnswer*> answers_;
  std::map<std::string, uint32_t> items_;  // by section
};

}  // namespace candour::workflows::forms
