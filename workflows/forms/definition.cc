#include "workflows/forms/definition.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/limits.h"
#include "base/status.h"
#include "workflows/data_checks.h"

namespace candour::workflows::forms {
namespace {

using types::v1::FormCondition;
using types::v1::FormDefinition;
using types::v1::FormField;
using types::v1::FormSection;
using types::v1::FormSet;
using types::v1::FormVocabulary;

using Vocabularies = google::protobuf::RepeatedPtrField<FormVocabulary>;
using Conditions = google::protobuf::RepeatedPtrField<FormCondition>;

std::string NameOf(const FormDefinition& form) {
  return absl::StrCat("form ", form.type(), " ", form.version());
}

bool IsPath(const std::string& key) {
  for (const absl::string_view part : absl::StrSplit(key, '.')) {
    if (!IsKey(std::string(part))) return false;
  }
  return true;
}

absl::Status CheckVocabularies(const std::string& where, const Vocabularies& vocabularies,
                               bool with_source) {
  std::set<std::string> keys;
  for (const FormVocabulary& vocabulary : vocabularies) {
    const std::string at = absl::StrCat(where, ", vocabulary ", vocabulary.key());
    RETURN_IF_ERROR(CheckKey(at, "key", vocabulary.key()));
    if (!keys.insert(vocabulary.key()).second) return RefuseData(at, "key: there are two");
    if (with_source) RETURN_IF_ERROR(CheckSource(at, vocabulary.source()));
    const bool own = vocabulary.from_edition() == FormVocabulary::FROM_EDITION_UNSPECIFIED;
    if (own == vocabulary.values().empty()) {
      return RefuseData(at, "values: either its own or those of the edition");
    }
    std::set<std::string> codes;
    for (const FormVocabulary::Value& value : vocabulary.values()) {
      RETURN_IF_ERROR(CheckWords(at, "values.code", value.code()));
      RETURN_IF_ERROR(CheckWords(at, "values.title", value.title()));
      if (codes.insert(value.code()).second) continue;
      return RefuseData(at, absl::StrCat("values: the code ", value.code(), " comes twice"));
    }
  }
  return absl::OkStatus();
}

// Reads a form from its first field to its last.
class ContentsCheck {
 public:
  explicit ContentsCheck(const FormDefinition& form) : form_(form), where_(NameOf(form)) {}

  absl::Status Run() {
    if (form_.sections().empty()) return RefuseData(where_, "sections are missing");
    std::set<std::string> sections;
    for (const FormSection& section : form_.sections()) {
      const std::string at = absl::StrCat(where_, ", section ", section.key());
      if (!IsPath(section.key())) return RefuseData(at, "key is a name in small letters");
      if (!sections.insert(section.key()).second) return RefuseData(at, "key: there are two");
      RETURN_IF_ERROR(CheckWords(at, "title", section.title()));
      if (section.fields().empty()) return RefuseData(at, "fields are missing");
      if (section.max_items() > limits::kRepeatedItems ||
          section.min_items() > section.max_items()) {
        return RefuseData(at, absl::StrCat("max_items is at most ", limits::kRepeatedItems,
                                           ", and no less than min_items"));
      }
      RETURN_IF_ERROR(CheckConditions(at, "show_when", section, section.show_when()));
      for (const FormField& field : section.fields()) {
        RETURN_IF_ERROR(CheckField(section, field));
        read_.insert(field.key());
      }
    }
    return absl::OkStatus();
  }

 private:
  absl::Status CheckField(const FormSection& section, const FormField& field) {
    const std::string at = absl::StrCat(where_, ", field ", field.key());
    if (!IsPath(field.key())) return RefuseData(at, "key is a name in small letters");
    if (read_.contains(field.key())) return RefuseData(at, "key: there are two");
    if (Repeats(section) && field.key().rfind(absl::StrCat(section.key(), "."), 0) != 0) {
      return RefuseData(at, absl::StrCat("key begins with \"", section.key(), ".\""));
    }
    RETURN_IF_ERROR(CheckWords(at, "label", field.label()));
    if (field.type() == FormField::TYPE_UNSPECIFIED) return RefuseData(at, "type is missing");
    if (field.has_source()) RETURN_IF_ERROR(CheckSource(at, field.source()));
    RETURN_IF_ERROR(CheckSuits(at, field));
    RETURN_IF_ERROR(CheckConditions(at, "required_when", section, field.required_when()));
    return CheckConditions(at, "show_when", section, field.show_when());
  }

  // What is said of the field suits its type.
  absl::Status CheckSuits(const std::string& at, const FormField& field) const {
    const bool choice = field.type() == FormField::CHOICE;
    if (choice != !field.vocabulary().empty()) {
      return RefuseData(at, "vocabulary: a choice has one, and nothing else has");
    }
    if (choice && FindVocabulary(form_, field.vocabulary()) == nullptr) {
      return RefuseData(at, absl::StrCat("vocabulary: there is no ", field.vocabulary()));
    }
    if (!choice && field.widget() != FormField::WIDGET_UNSPECIFIED) {
      return RefuseData(at, "widget: only a choice is shown in several ways");
    }
    if ((field.widget() == FormField::CHECKBOXES) != (field.max_values() > 1) &&
        field.widget() != FormField::WIDGET_UNSPECIFIED) {
      return RefuseData(at, "widget: checkboxes are for choices of several");
    }
    const bool number = field.type() == FormField::NUMBER;
    if (!number && (!field.unit().empty() || field.at_least() != 0 || field.at_most() != 0 ||
                    field.decimals() != 0)) {
      return RefuseData(at, "unit, bounds and decimals belong to numbers");
    }
    if (field.at_most() < field.at_least()) return RefuseData(at, "at_most is below at_least");
    const bool dated = field.type() == FormField::DATE || field.type() == FormField::MOMENT ||
                       field.type() == FormField::APPROXIMATE_DATE;
    if (field.not_future() && !dated) return RefuseData(at, "not_future belongs to dates");
    if (field.max_values() > limits::kRepeatedItems) {
      return RefuseData(at, absl::StrCat("max_values is at most ", limits::kRepeatedItems));
    }
    return absl::OkStatus();
  }

  // Conditions look back only: so they cannot go in circles, and a page can be shown from the top.
  absl::Status CheckConditions(const std::string& at, const char* what, const FormSection& section,
                               const Conditions& conditions) const {
    for (const FormCondition& condition : conditions) {
      const FieldPlace place = FindField(form_, condition.field());
      if (place.field == nullptr || !read_.contains(condition.field())) {
        return RefuseData(at,
                          absl::StrCat(what, ": no field ", condition.field(), " comes before it"));
      }
      if (Repeats(*place.section) && place.section != &section) {
        return RefuseData(at, absl::StrCat(what, ": ", condition.field(),
                                           " has an answer for each item of another section"));
      }
      for (const std::string& code : condition.any_of()) {
        if (HasCode(*place.field, code)) continue;
        return RefuseData(
            at, absl::StrCat(what, ": ", condition.field(), " has no answer \"", code, "\""));
      }
    }
    return absl::OkStatus();
  }

  bool HasCode(const FormField& field, const std::string& code) const {
    if (field.type() == FormField::YES_NO) return code == "yes" || code == "no";
    if (field.type() != FormField::CHOICE) return false;
    const FormVocabulary* vocabulary = FindVocabulary(form_, field.vocabulary());
    return vocabulary->values().empty() || FindValue(*vocabulary, code) != nullptr;
  }

  const FormDefinition& form_;
  const std::string where_;
  std::set<std::string> read_;
};

absl::Status CheckNameAndDays(const FormDefinition& form) {
  const std::string where = NameOf(form);
  RETURN_IF_ERROR(CheckKey(where, "type", form.type()));
  RETURN_IF_ERROR(CheckWords(where, "version", form.version()));
  RETURN_IF_ERROR(CheckKey(where, "edition_id", form.edition_id()));
  RETURN_IF_ERROR(CheckWords(where, "title", form.title()));
  RETURN_IF_ERROR(CheckSource(where, form.standing().source()));
  return CheckDaysInForce(where, form.standing());
}

}  // namespace

absl::Status CheckContents(const FormDefinition& form) {
  RETURN_IF_ERROR(CheckVocabularies(NameOf(form), form.vocabularies(), /*with_source=*/false));
  return ContentsCheck(form).Run();
}

absl::Status Check(const FormSet& set) {
  if (set.forms().empty()) return RefuseData("forms", "there are none");
  std::set<std::pair<std::string, std::string>> names;
  for (const FormDefinition& form : Expand(set)) {
    RETURN_IF_ERROR(CheckNameAndDays(form));
    if (!names.insert({form.type(), form.version()}).second) {
      return RefuseData(NameOf(form), "type and version: there are two");
    }
    RETURN_IF_ERROR(CheckVocabularies(NameOf(form), form.vocabularies(), /*with_source=*/true));
    RETURN_IF_ERROR(ContentsCheck(form).Run());
  }
  return absl::OkStatus();
}

std::vector<FormDefinition> Expand(const FormSet& set) {
  std::vector<FormDefinition> forms;
  for (const FormDefinition& own : set.forms()) {
    FormDefinition& form = forms.emplace_back(own);
    *form.mutable_sections() = set.opening();
    form.mutable_sections()->MergeFrom(own.sections());
    form.mutable_vocabularies()->MergeFrom(set.vocabularies());
  }
  return forms;
}

bool TakesListsOfEdition(const FormDefinition& form) {
  for (const FormVocabulary& vocabulary : form.vocabularies()) {
    if (vocabulary.from_edition() != FormVocabulary::FROM_EDITION_UNSPECIFIED) return true;
  }
  return false;
}

void WriteListsOut(const types::v1::Edition& edition, FormDefinition& form) {
  for (FormVocabulary& vocabulary : *form.mutable_vocabularies()) {
    const auto add = [&](std::string code, const std::string& title) -> FormVocabulary::Value& {
      FormVocabulary::Value& value = *vocabulary.add_values();
      value.set_code(std::move(code));
      value.set_title(title);
      return value;
    };
    if (vocabulary.from_edition() == FormVocabulary::CATEGORIES_OF_DEATH &&
        !edition.categories().empty()) {
      for (const auto& category : edition.categories(0).categories()) {
        add(absl::StrCat(category.number()), category.title()).set_note(category.note());
      }
    } else if (vocabulary.from_edition() == FormVocabulary::MODIFIABILITY &&
               !edition.modifiability().empty()) {
      for (const auto& outcome : edition.modifiability(0).values()) {
        add(outcome.key(), outcome.title()).set_note(outcome.definition());
      }
    }
  }
}

const FormVocabulary* FindVocabulary(const FormDefinition& form, const std::string& key) {
  for (const FormVocabulary& vocabulary : form.vocabularies()) {
    if (vocabulary.key() == key) return &vocabulary;
  }
  return nullptr;
}

const FormVocabulary::Value* FindValue(const FormVocabulary& vocabulary, const std::string& code) {
  for (const FormVocabulary::Value& value : vocabulary.values()) {
    if (value.code() == code) return &value;
  }
  return nullptr;
}

FieldPlace FindField(const FormDefinition& form, const std::string& key) {
  for (const FormSection& section : form.sections()) {
    for (const FormField& field : section.fields()) {
      if (field.key() == key) return {&section, &field};
    }
  }
  return {};
}

std::string PathOf(const FieldPlace& place, uint32_t item) {
  if (!Repeats(*place.section)) return place.field->key();
  absl::string_view rest = place.field->key();
  absl::ConsumePrefix(&rest, place.section->key());
  return absl::StrCat(place.section->key(), "[", item, "]", rest);
}

}  // namespace candour::workflows::forms
