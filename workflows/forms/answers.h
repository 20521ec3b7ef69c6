// Judging the answers to a form, against the very version they were given on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/clock.h"
#include "candour/types/v1/form.pb.h"
#include "workflows/validate.h"

namespace candour::workflows::forms {

// What is wrong with what was answered, field by field, and what to do instead; never the answer
// itself. Answers not yet given are no violation: MissingAnswers lists them. `form` has its lists
// written out (EditionRegister::FormVersion). Answers given on another form or version are refused
// whole.
std::vector<FieldViolation> AnswerViolations(const types::v1::FormDefinition& form,
                                             const types::v1::FormAnswers& answers, Micros now,
                                             const absl::TimeZone& london);

struct MissingAnswer {
  std::string field;  // as in FieldViolation
  std::string label;
  bool required = false;  // the form cannot be sent without it
  std::string way_out;    // what the form takes there: "give an answer, or leave it blank"
};

// What is asked, given the answers so far, and was passed over or left blank; in the order of the
// form. Nothing is missing from a nil return.
std::vector<MissingAnswer> MissingAnswers(const types::v1::FormDefinition& form,
                                          const types::v1::FormAnswers& answers);

// The same answers in two parts, each naming form and version: what is sealed with the case, and
// what says who people are. A part without answers is still a part.
struct AnswersByScope {
  types::v1::FormAnswers own;
  types::v1::FormAnswers identity;
};
AnswersByScope SplitByScope(const types::v1::FormDefinition& form,
                            const types::v1::FormAnswers& answers);

}  // namespace candour::workflows::forms
