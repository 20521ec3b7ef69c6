// Definitions of forms: what a file of them must keep to, and finding one's way in one.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "candour/types/v1/edition.pb.h"
#include "candour/types/v1/form.pb.h"

namespace candour::workflows::forms {

// INVALID_ARGUMENT, naming the form and what is at fault, unless:
// - every form has a type, a version, an edition, a title, days in force and a source, and no type
//   and version come twice;
// - the keys of a form's fields are unique; in a section that repeats they begin with the section's
//   ("factors.score");
// - a choice has a vocabulary of the form, and only a choice; bounds and units belong to numbers;
// - a condition asks about an earlier field, of the same section or of one that does not repeat,
// and
//   names codes that the field has.
absl::Status Check(const types::v1::FormSet& set);

// The same of the sections and vocabularies alone, for forms that no file defines.
absl::Status CheckContents(const types::v1::FormDefinition& form);

// The forms of a set, with what they share written out in each.
std::vector<types::v1::FormDefinition> Expand(const types::v1::FormSet& set);

// Whether a vocabulary of the form is that of its edition.
bool TakesListsOfEdition(const types::v1::FormDefinition& form);

// Writes the edition's lists into the vocabularies that are taken from it. A list the edition lacks
// stays empty.
void WriteListsOut(const types::v1::Edition& edition, types::v1::FormDefinition& form);

// Null if there is none.
const types::v1::FormVocabulary* FindVocabulary(const types::v1::FormDefinition& form,
                                                const std::string& key);
const types::v1::FormVocabulary::Value* FindValue(const types::v1::FormVocabulary& vocabulary,
                                                  const std::string& code);

struct FieldPlace {
  const types::v1::FormSection* section = nullptr;
  const types::v1::FormField* field = nullptr;
};
// Both null if there is none.
FieldPlace FindField(const types::v1::FormDefinition& form, const std::string& key);

inline bool Repeats(const types::v1::FormSection& section) { return section.max_items() != 0; }

// Where a person finds it: "place_of_death", "factors[2].score".
std::string PathOf(const FieldPlace& place, uint32_t item);

}  // namespace candour::workflows::forms
