#include "workflows/forms/answers.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/id.h"
#include "base/limits.h"
#include "workflows/forms/answer_sheet.h"
#include "workflows/forms/definition.h"
#include "workflows/nhs_number.h"
#include "workflows/value_checks.h"

namespace candour::workflows::forms {
namespace {

using types::v1::FormAnswer;
using types::v1::FormAnswers;
using types::v1::FormDefinition;
using types::v1::FormField;
using types::v1::FormSection;
using types::v1::FormValue;
using types::v1::FormVocabulary;

FormValue::ValueCase KindOf(FormField::Type type) {
  switch (type) {
    case FormField::TEXT:
    case FormField::LONG_TEXT:
      return FormValue::kText;
    case FormField::CHOICE:
    case FormField::YES_NO:
      return FormValue::kCode;
    case FormField::DATE:
    case FormField::APPROXIMATE_DATE:
      return FormValue::kDate;
    case FormField::CLOCK_TIME:
      return FormValue::kClockTime;
    case FormField::MOMENT:
      return FormValue::kMoment;
    case FormField::NUMBER:
      return FormValue::kNumber;
    case FormField::PERSON:
    case FormField::AGENCY:
    case FormField::REFERENCE:
      return FormValue::kId;
    case FormField::ADDRESS:
      return FormValue::kAddress;
    case FormField::NHS_NUMBER:
      return FormValue::kNhsNumber;
    default:
      return FormValue::VALUE_NOT_SET;
  }
}

const char* WantedWords(FormField::Type type) {
  switch (KindOf(type)) {
    case FormValue::kText:
      return "words are needed here";
    case FormValue::kCode:
      return "one of the listed answers is needed";
    case FormValue::kDate:
      return "a date is needed";
    case FormValue::kClockTime:
      return "a time of day is needed, from 00:00 to 23:59";
    case FormValue::kMoment:
      return "a date and time is needed";
    case FormValue::kNumber:
      return "a number is needed";
    case FormValue::kId:
      return "one from the register is needed";
    case FormValue::kAddress:
      return "an address is needed: its lines, its postcode, or both";
    case FormValue::kNhsNumber:
      return "an NHS number is needed";
    case FormValue::VALUE_NOT_SET:
      break;
  }
  return "";
}

// Digits with at most one point and a sign before them: as people write it down, and nothing that a
// computer might read into it.
bool IsDecimal(absl::string_view text, uint32_t decimals) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  const size_t point = text.find('.');
  const absl::string_view whole = text.substr(0, point);
  const absl::string_view part =
      point == absl::string_view::npos ? absl::string_view() : text.substr(point + 1);
  const auto digits = [](absl::string_view of) {
    return std::all_of(of.begin(), of.end(), absl::ascii_isdigit);
  };
  return !whole.empty() && whole.size() <= 15 && digits(whole) && digits(part) &&
         part.size() <= decimals && (point == absl::string_view::npos || !part.empty());
}

std::string NumberViolation(const FormField& field, const std::string& text) {
  const std::string unit = field.unit().empty() ? "" : absl::StrCat(" in ", field.unit());
  if (!IsDecimal(text, field.decimals())) {
    return field.decimals() == 0
               ? absl::StrCat("a whole number", unit, " is needed, in digits")
               : absl::StrCat("a number", unit, " is needed, in digits, with at most ",
                              field.decimals(), " after the point");
  }
  double number = 0;
  const bool bounded = field.at_least() != 0 || field.at_most() != 0;
  if (!absl::SimpleAtod(text, &number) || !bounded) return "";
  if (number >= static_cast<double>(field.at_least()) &&
      number <= static_cast<double>(field.at_most())) {
    return "";
  }
  return absl::StrCat("a number from ", field.at_least(), " to ", field.at_most(), unit,
                      " is needed");
}

// What this form takes where a question has no answer yet.
std::string WaysOut(const FormDefinition& form, bool required) {
  std::vector<std::string> ways = {"give an answer"};
  if (form.takes_not_known()) ways.emplace_back("say that it is not known");
  if (form.takes_not_applicable()) ways.emplace_back("say that it does not apply");
  if (!required) ways.emplace_back("leave it blank");
  const std::string last = std::move(ways.back());
  ways.pop_back();
  return ways.empty() ? last : absl::StrCat(absl::StrJoin(ways, ", "), ", or ", last);
}

bool NamesSomething(const std::string& id) {
  const absl::StatusOr<Bytes16> bytes = ParseUuid(id);
  return bytes.ok() && *bytes != Bytes16{};
}

std::string AddressViolation(const types::v1::Address& address) {
  if (static_cast<size_t>(address.lines_size()) > limits::kAddressLines) {
    return absl::StrCat("an address has at most ", limits::kAddressLines, " lines");
  }
  bool blank = IsBlank(address.postcode());
  for (const std::string& line : address.lines()) {
    blank = blank && IsBlank(line);
    if (std::string wrong = TextViolation(line, limits::kShortTextCharacters); !wrong.empty()) {
      return wrong;
    }
  }
  if (blank) return WantedWords(FormField::ADDRESS);
  return TextViolation(address.postcode(), limits::kPostcodeCharacters);
}

class AnswersCheck {
 public:
  AnswersCheck(const FormDefinition& form, const FormAnswers& answers, Micros now,
               const absl::TimeZone& london)
      : form_(form), answers_(answers), sheet_(form, answers), dates_(now, london) {}

  std::vector<FieldViolation> Run() {
    if (!IsOfThisVersion()) return std::move(violations_);
    if (static_cast<size_t>(answers_.answers_size()) > limits::kFormAnswers) {
      Refuse("answers", absl::StrCat("at most ", limits::kFormAnswers, " answers are taken"));
      return std::move(violations_);
    }
    std::set<std::pair<std::string, uint32_t>> seen;
    for (const FormAnswer& answer : answers_.answers()) {
      const FieldPlace place = FindField(form_, answer.field());
      if (place.field == nullptr) {
        Refuse(answer.field(), "this version of the form does not ask this: leave it out");
      } else if (!seen.insert({answer.field(), answer.item()}).second) {
        Refuse(PathOf(place, answer.item()), "this is answered twice: keep one of the answers");
      } else {
        CheckAnswer(place, answer);
      }
    }
    CheckNilReturn();
    return std::move(violations_);
  }

 private:
  void Refuse(std::string field, std::string description) {
    violations_.push_back({std::move(field), std::move(description)});
  }

  bool IsOfThisVersion() {
    if (answers_.form_type() != form_.type()) {
      Refuse("form_type", absl::StrCat("these are judged as answers to the form ", form_.type()));
    } else if (answers_.form_version() != form_.version()) {
      Refuse("form_version", absl::StrCat("these are judged by version ", form_.version(),
                                          "; answers stay with the version they were given on"));
    }
    return violations_.empty();
  }

  void CheckAnswer(const FieldPlace& place, const FormAnswer& answer) {
    const std::string at = PathOf(place, answer.item());
    const uint32_t items = Repeats(*place.section) ? place.section->max_items() : 1;
    if (answer.item() >= items) {
      Refuse(at, items == 1 ? "this is asked once only: leave the further one out"
                            : absl::StrCat("at most ", items, " are taken: leave the rest out"));
      return;
    }
    if (answer.has_given() && !sheet_.IsAsked(place, answer.item())) {
      Refuse(at, absl::StrCat("this is not asked given the answers before it: take it out, or "
                              "change the answer to \"",
                              ReasonNotAsked(place), "\""));
      return;
    }
    if (answer.has_given()) {
      CheckValues(*place.field, answer.given(), at);
    } else {
      CheckAbsence(place, answer, at);
    }
  }

  // The label of the question whose answer decides.
  std::string ReasonNotAsked(const FieldPlace& place) const {
    const auto& conditions =
        place.field->show_when().empty() ? place.section->show_when() : place.field->show_when();
    return FindField(form_, conditions.rbegin()->field()).field->label();
  }

  void CheckAbsence(const FieldPlace& place, const FormAnswer& answer, const std::string& at) {
    const FormAnswer::Absence absence = answer.absence();
    const bool required = sheet_.IsRequired(place, answer.item());
    if (absence == FormAnswer::NOT_KNOWN && !form_.takes_not_known()) {
      Refuse(at, absl::StrCat("\"not known\" is no answer here: ", WaysOut(form_, required)));
    } else if (absence == FormAnswer::NOT_APPLICABLE && !form_.takes_not_applicable()) {
      Refuse(at, absl::StrCat("\"not applicable\" is no answer here: ", WaysOut(form_, required)));
    } else if (absence == FormAnswer::ABSENCE_UNSPECIFIED ||
               !FormAnswer::Absence_IsValid(absence)) {
      Refuse(at, "an answer is values, or one of blank, not known and not applicable");
    }
  }

  void CheckValues(const FormField& field, const types::v1::FormValues& given,
                   const std::string& at) {
    const int limit = static_cast<int>(std::max(field.max_values(), 1U));
    if (given.values().empty()) {
      Refuse(at, "this holds no value: give one, or say that it is blank");
    } else if (given.values_size() > limit) {
      Refuse(at, limit == 1 ? "one answer is taken: choose one of them"
                            : absl::StrCat("at most ", limit, " answers are taken"));
    }
    std::set<std::string> codes;
    for (const FormValue& value : given.values()) {
      std::string wrong = ValueViolation(field, value);
      if (wrong.empty() && value.has_code() && !codes.insert(value.code()).second) {
        wrong = "an answer is chosen twice: keep one";
      }
      if (wrong.empty()) continue;
      Refuse(at, std::move(wrong));
      return;
    }
  }

  std::string ValueViolation(const FormField& field, const FormValue& value) const {
    const FormValue::ValueCase kind = KindOf(field.type());
    if (kind == FormValue::VALUE_NOT_SET || value.value_case() != kind) {
      return WantedWords(field.type());
    }
    switch (kind) {
      case FormValue::kText:
        if (IsBlank(value.text())) return WantedWords(field.type());
        return TextViolation(value.text(), field.max_characters() != 0 ? field.max_characters()
                                           : field.type() == FormField::LONG_TEXT
                                               ? limits::kLongTextCharacters
                                               : limits::kShortTextCharacters);
      case FormValue::kCode:
        return HasCode(field, value.code()) ? "" : WantedWords(field.type());
      case FormValue::kDate:
        return dates_.Violation(value.date(),
                                {field.type() == FormField::APPROXIMATE_DATE, field.not_future()});
      case FormValue::kClockTime:
        return value.clock_time().hour() < 24 && value.clock_time().minute() < 60
                   ? ""
                   : WantedWords(field.type());
      case FormValue::kMoment:
        return dates_.Violation(value.moment(), field.not_future());
      case FormValue::kNumber:
        return NumberViolation(field, value.number());
      case FormValue::kId:
        return NamesSomething(value.id()) ? "" : WantedWords(field.type());
      case FormValue::kAddress:
        return AddressViolation(value.address());
      case FormValue::kNhsNumber:
        return NhsNumberViolation(value.nhs_number());
      case FormValue::VALUE_NOT_SET:
        break;
    }
    return "";
  }

  bool HasCode(const FormField& field, const std::string& code) const {
    if (field.type() == FormField::YES_NO) return code == "yes" || code == "no";
    const FormVocabulary* vocabulary = FindVocabulary(form_, field.vocabulary());
    return vocabulary != nullptr && FindValue(*vocabulary, code) != nullptr;
  }

  void CheckNilReturn() {
    if (!answers_.has_nil_return()) return;
    const types::v1::NilReturn& nil = answers_.nil_return();
    if (!form_.takes_nil_return()) {
      Refuse("nil_return", "this form takes no nil return: answer it");
      return;
    }
    CheckSearched("nil_return.names_searched", nil.names_searched(),
                  "say under which names you looked");
    CheckSearched("nil_return.systems_searched", nil.systems_searched(),
                  "say in which records and systems you looked");
    if (!nil.has_searched_on()) return;
    std::string wrong = dates_.Violation(nil.searched_on(), {false, true});
    if (!wrong.empty()) Refuse("nil_return.searched_on", std::move(wrong));
  }

  void CheckSearched(const char* at, const google::protobuf::RepeatedPtrField<std::string>& given,
                     const char* wanted) {
    if (given.empty()) Refuse(at, wanted);
    if (static_cast<size_t>(given.size()) > limits::kRepeatedItems) {
      Refuse(at, absl::StrCat("at most ", limits::kRepeatedItems, " are taken"));
    }
    for (const std::string& text : given) {
      std::string wrong =
          IsBlank(text) ? wanted : TextViolation(text, limits::kShortTextCharacters);
      if (!wrong.empty()) return Refuse(at, std::move(wrong));
    }
  }

  const FormDefinition& form_;
  const FormAnswers& answers_;
  const AnswerSheet sheet_;
  const DateChecks dates_;
  std::vector<FieldViolation> violations_;
};

FormAnswers NamedLike(const FormAnswers& answers) {
  FormAnswers part;
  part.set_form_type(answers.form_type());
  part.set_form_version(answers.form_version());
  part.set_definition_sha256(answers.definition_sha256());
  return part;
}

}  // namespace

std::vector<FieldViolation> AnswerViolations(const FormDefinition& form, const FormAnswers& answers,
                                             Micros now, const absl::TimeZone& london) {
  return AnswersCheck(form, answers, now, london).Run();
}

std::vector<MissingAnswer> MissingAnswers(const FormDefinition& form, const FormAnswers& answers) {
  std::vector<MissingAnswer> missing;
  if (answers.has_nil_return()) return missing;
  const AnswerSheet sheet(form, answers);
  for (const FormSection& section : form.sections()) {
    const uint32_t items = sheet.Items(section);
    if (items < section.min_items() && sheet.IsAsked({&section, &section.fields(0)}, 0)) {
      missing.push_back({section.key(), section.title(), true, "give at least one"});
    }
    for (uint32_t item = 0; item < items; ++item) {
      for (const FormField& field : section.fields()) {
        const FieldPlace place{&section, &field};
        if (!sheet.IsAsked(place, item) || sheet.IsAnswered(field.key(), item)) continue;
        const bool required = sheet.IsRequired(place, item);
        missing.push_back({PathOf(place, item), field.label(), required, WaysOut(form, required)});
      }
    }
  }
  return missing;
}

AnswersByScope SplitByScope(const FormDefinition& form, const FormAnswers& answers) {
  AnswersByScope parts{NamedLike(answers), NamedLike(answers)};
  for (const FormAnswer& answer : answers.answers()) {
    const FieldPlace place = FindField(form, answer.field());
    const bool identity = place.field != nullptr && place.field->identity();
    *(identity ? parts.identity : parts.own).add_answers() = answer;
  }
  if (!answers.has_nil_return()) return parts;
  types::v1::NilReturn& own = *parts.own.mutable_nil_return();
  own = answers.nil_return();
  own.clear_names_searched();
  *parts.identity.mutable_nil_return()->mutable_names_searched() =
      answers.nil_return().names_searched();
  return parts;
}

}  // namespace candour::workflows::forms
