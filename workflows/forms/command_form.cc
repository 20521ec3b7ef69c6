#include "workflows/forms/command_form.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/options.pb.h"
#include "candour/types/v1/options.pb.h"
#include "candour/types/v1/time.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "workflows/field_rule.h"
#include "workflows/forms/definition.h"
#include "workflows/words.h"

namespace candour::workflows::forms {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using types::v1::FieldRule;
using types::v1::FormDefinition;
using types::v1::FormField;
using types::v1::FormSection;
using types::v1::FormVocabulary;

constexpr char kHeader[] = "header";

// "record_panel_decision" of RecordPanelDecision.
std::string InSmallLetters(const std::string& name) {
  std::string small;
  for (const char c : name) {
    if (absl::ascii_isupper(c) && !small.empty()) small.push_back('_');
    small.push_back(absl::ascii_tolower(c));
  }
  return small;
}

bool IsA(const FieldDescriptor& field, const Descriptor* type) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field.message_type() == type;
}

bool IsNested(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         !IsA(field, types::v1::Date::descriptor()) &&
         !IsA(field, google::protobuf::Timestamp::descriptor());
}

FormField::Type TypeOfText(const FieldDescriptor& field, const FieldRule& rule) {
  if (rule.nhs_number()) return FormField::NHS_NUMBER;
  if (rule.refers_to() != types::v1::AGGREGATE_UNSPECIFIED ||
      rule.opens() != types::v1::AGGREGATE_UNSPECIFIED) {
    return FormField::REFERENCE;
  }
  if (!rule.uuid()) {
    const bool lines = rule.long_text() || rule.max_characters() > limits::kShortTextCharacters;
    return lines ? FormField::LONG_TEXT : FormField::TEXT;
  }
  if (absl::StrContains(field.name(), "person_id")) return FormField::PERSON;
  if (absl::StrContains(field.name(), "agency_id")) return FormField::AGENCY;
  return FormField::REFERENCE;
}

FormField::Type TypeOf(const FieldDescriptor& field, const FieldRule& rule) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return FormField::CHOICE;
    case FieldDescriptor::CPPTYPE_BOOL:
      return FormField::YES_NO;
    case FieldDescriptor::CPPTYPE_STRING:
      return TypeOfText(field, rule);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (!IsA(field, types::v1::Date::descriptor())) return FormField::MOMENT;
      return rule.approximate() ? FormField::APPROXIMATE_DATE : FormField::DATE;
    default:
      return FormField::NUMBER;
  }
}

class CommandForm {
 public:
  explicit CommandForm(const Descriptor& command) {
    form_.set_type(InSmallLetters(command.name()));
    for (const absl::string_view part : absl::StrSplit(command.file()->package(), '.')) {
      form_.set_version(std::string(part));
    }
    form_.set_title(command.options().GetExtension(candour::command).title());
    FormSection& main = *form_.add_sections();
    main.set_key(form_.type());
    main.set_title(form_.title());
  }

  absl::Status Add(const Descriptor& message, const std::string& path, int section) {
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      if (path.empty() && field.name() == kHeader) continue;
      if (IsA(field, types::v1::FormAnswers::descriptor())) continue;
      const std::string key = absl::StrCat(path, field.name());
      if (!IsNested(field)) {
        AddField(field, key, *form_.mutable_sections(section));
      } else if (!field.is_repeated()) {
        RETURN_IF_ERROR(Add(*field.message_type(), absl::StrCat(key, "."), section));
      } else if (section != 0) {
        return absl::InvalidArgumentError(
            absl::StrCat(form_.type(), ": a form has no list inside a list, as in ", key));
      } else {
        RETURN_IF_ERROR(Add(*field.message_type(), absl::StrCat(key, "."), AddSection(field, key)));
      }
    }
    return absl::OkStatus();
  }

  // Without the sections that came out empty.
  FormDefinition Take() {
    if (form_.sections(0).fields().empty() && form_.sections_size() > 1) {
      form_.mutable_sections()->DeleteSubrange(0, 1);
    }
    return std::move(form_);
  }

 private:
  int AddSection(const FieldDescriptor& field, const std::string& key) {
    const FieldRule& rule = RuleOf(field);
    FormSection& section = *form_.add_sections();
    section.set_key(key);
    section.set_title(LabelOf(field));
    section.set_hint(rule.hint());
    section.set_max_items(rule.max_items() != 0 ? rule.max_items()
                                                : static_cast<uint32_t>(limits::kRepeatedItems));
    section.set_min_items(IsRequired(rule) ? 1 : 0);
    return form_.sections_size() - 1;
  }

  void AddField(const FieldDescriptor& field, const std::string& key, FormSection& section) {
    const FieldRule& rule = RuleOf(field);
    FormField& out = *section.add_fields();
    out.set_key(key);
    out.set_label(LabelOf(field));
    out.set_hint(rule.hint());
    out.set_type(TypeOf(field, rule));
    out.set_required(IsRequired(rule));
    out.set_identity(rule.personal());
    out.set_not_future(IsNotFuture(rule));
    if (out.type() == FormField::TEXT || out.type() == FormField::LONG_TEXT) {
      out.set_max_characters(rule.max_characters());
    }
    if (out.type() == FormField::NUMBER) {
      out.set_at_least(rule.at_least());
      out.set_at_most(rule.at_most());
    }
    if (field.is_repeated()) {
      out.set_max_values(rule.max_items() != 0 ? rule.max_items()
                                               : static_cast<uint32_t>(limits::kRepeatedItems));
    }
    if (out.type() == FormField::CHOICE) out.set_vocabulary(VocabularyOf(*field.enum_type()));
  }

  std::string VocabularyOf(const EnumDescriptor& type) {
    const std::string key = InSmallLetters(type.name());
    if (FindVocabulary(form_, key) != nullptr) return key;
    FormVocabulary& vocabulary = *form_.add_vocabularies();
    vocabulary.set_key(key);
    for (int i = 0; i < type.value_count(); ++i) {
      const int number = type.value(i)->number();
      if (number == 0) continue;
      FormVocabulary::Value& value = *vocabulary.add_values();
      value.set_code(KeyOf(type, number));
      value.set_title(WordsOf(type, number));
    }
    return key;
  }

  FormDefinition form_;
};

}  // namespace

absl::StatusOr<FormDefinition> FormOfCommand(const Descriptor& command) {
  CommandForm form(command);
  RETURN_IF_ERROR(form.Add(command, "", 0));
  return form.Take();
}

}  // namespace candour::workflows::forms
