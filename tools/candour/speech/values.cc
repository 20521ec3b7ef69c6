#include "tools/candour/speech/values.h"

#include <limits>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/types/v1/options.pb.h"
#include "google/protobuf/util/json_util.h"
#include "tools/candour/speech/catalogue.h"
#include "tools/candour/speech/words.h"
#include "workflows/clocks/calendar.h"
#include "workflows/words.h"

namespace candour::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;
using types::v1::Date;

constexpr char kDateExpected[] =
    "a date is written 2012-05-03; 2012-05 if only the month is known, 2012 if only the year";
constexpr char kMomentExpected[] =
    "a moment is written 2012-05-03T09:30 (London time) or 2012-05-03T09:30Z (UTC)";

std::string Normalised(absl::string_view text) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(text), {{"-", "_"}, {" ", "_"}});
}

absl::Status About(absl::string_view path, const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", status.message()));
}

struct Step {
  std::string name;
  std::optional<int> index;
};

absl::StatusOr<std::vector<Step>> ParsePath(absl::string_view path) {
  std::vector<Step> steps;
  for (absl::string_view part : absl::StrSplit(path, '.')) {
    Step step;
    const size_t bracket = part.find('[');
    if (bracket != absl::string_view::npos) {
      int index = 0;
      if (part.back() != ']' ||
          !absl::SimpleAtoi(part.substr(bracket + 1, part.size() - bracket - 2), &index) ||
          index < 0) {
        return absl::InvalidArgumentError(
            absl::StrCat(path, ": an item is named by its number, from 0: factors[0]"));
      }
      step.index = index;
      part = part.substr(0, bracket);
    }
    step.name = Normalised(part);
    steps.push_back(std::move(step));
  }
  return steps;
}

absl::StatusOr<const FieldDescriptor*> FindField(const Descriptor& type, const std::string& name) {
  if (const FieldDescriptor* field = type.FindFieldByName(name)) return field;
  std::vector<std::string> known;
  for (int i = 0; i < type.field_count(); ++i) {
    // What a header holds is given by options of their own.
    if (type.field(i)->name() != "header") known.push_back(type.field(i)->name());
  }
  if (known.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(name, ": ", type.name(), " has no fields"));
  }
  return absl::InvalidArgumentError(
      absl::StrCat(name, ": ", type.name(), " has no such field. Nearest: ", NearestOf(name, known),
                   "; it has ", absl::StrJoin(known, ", ")));
}

// The message at one step, made if it is not there yet.
absl::StatusOr<Message*> Enter(Message& message, const FieldDescriptor& field, const Step& step) {
  const Reflection& in = *message.GetReflection();
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return absl::InvalidArgumentError(absl::StrCat(field.name(), ": nothing is inside this field"));
  }
  if (!field.is_repeated()) return in.MutableMessage(&message, &field);
  const int size = in.FieldSize(message, &field);
  const int index = step.index.value_or(size);
  if (index > size) {
    return absl::InvalidArgumentError(
        absl::StrCat(field.name(), "[", index, "]: item ", size, " comes first"));
  }
  return index == size ? in.AddMessage(&message, &field)
                       : in.MutableRepeatedMessage(&message, &field, index);
}

absl::Status SetMessage(Message& at, absl::string_view text, const absl::TimeZone& zone) {
  if (at.GetDescriptor() == Date::descriptor()) {
    ASSIGN_OR_RETURN(const Date date, ParseDate(text));
    at.CopyFrom(date);
    return absl::OkStatus();
  }
  if (at.GetDescriptor() == Timestamp::descriptor()) {
    ASSIGN_OR_RETURN(const Timestamp moment, ParseMoment(text, zone));
    at.CopyFrom(moment);
    return absl::OkStatus();
  }
  google::protobuf::util::JsonParseOptions options;
  options.case_insensitive_enum_parsing = true;
  const auto parsed = google::protobuf::util::JsonStringToMessage(std::string(text), &at, options);
  if (parsed.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("JSON is expected, such as {\"field\": \"value\"}; ",
                   std::string(parsed.message().data(), parsed.message().size())));
}

template <typename Number>
absl::StatusOr<Number> ParseNumber(absl::string_view text) {
  Number number = 0;
  if (absl::SimpleAtoi(text, &number)) return number;
  return absl::InvalidArgumentError("a whole number is expected");
}

absl::Status SetScalar(Message& message, const FieldDescriptor& field, absl::string_view text) {
  const Reflection& in = *message.GetReflection();
  const bool add = field.is_repeated();
  const auto number = [&]<typename Number>(auto set, auto append) -> absl::Status {
    ASSIGN_OR_RETURN(const Number value, ParseNumber<Number>(text));
    add ? (in.*append)(&message, &field, value) : (in.*set)(&message, &field, value);
    return absl::OkStatus();
  };
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      add ? in.AddString(&message, &field, std::string(text))
          : in.SetString(&message, &field, std::string(text));
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_BOOL: {
      ASSIGN_OR_RETURN(const bool value, ParseBool(text));
      add ? in.AddBool(&message, &field, value) : in.SetBool(&message, &field, value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      ASSIGN_OR_RETURN(const EnumValueDescriptor* value, ParseEnum(*field.enum_type(), text));
      add ? in.AddEnum(&message, &field, value) : in.SetEnum(&message, &field, value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_INT32:
      return number.operator()<int32_t>(&Reflection::SetInt32, &Reflection::AddInt32);
    case FieldDescriptor::CPPTYPE_INT64:
      return number.operator()<int64_t>(&Reflection::SetInt64, &Reflection::AddInt64);
    case FieldDescriptor::CPPTYPE_UINT32:
      return number.operator()<uint32_t>(&Reflection::SetUInt32, &Reflection::AddUInt32);
    case FieldDescriptor::CPPTYPE_UINT64:
      return number.operator()<uint64_t>(&Reflection::SetUInt64, &Reflection::AddUInt64);
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return absl::InvalidArgumentError("this kind of field cannot be typed");
}

}  // namespace

absl::StatusOr<Date> ParseDate(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '-');
  constexpr size_t kWidths[] = {4, 2, 2};
  int numbers[] = {0, 0, 0};
  bool well_formed = parts.size() <= 3;
  for (size_t i = 0; well_formed && i < parts.size(); ++i) {
    well_formed =
        parts[i].size() == kWidths[i] && absl::SimpleAtoi(parts[i], &numbers[i]) && numbers[i] > 0;
  }
  if (!well_formed) return absl::InvalidArgumentError(kDateExpected);
  Date date;
  date.set_year(numbers[0]);
  date.set_month(numbers[1]);
  date.set_day(numbers[2]);
  RETURN_IF_ERROR(workflows::clocks::ToDayRange(date).status());
  return date;
}

namespace {

// Whether what was read as `moment` shows another time of day on the clocks of the zone.
bool IsSkipped(const char* format, const std::string& spelled, absl::Time moment,
               const absl::TimeZone& zone) {
  absl::Time as_spelled;
  return absl::ParseTime(format, spelled, absl::UTCTimeZone(), &as_spelled, nullptr) &&
         absl::ToCivilSecond(as_spelled, absl::UTCTimeZone()) != absl::ToCivilSecond(moment, zone);
}

}  // namespace

absl::StatusOr<Timestamp> ParseMoment(absl::string_view text, const absl::TimeZone& zone) {
  std::string spelled = absl::StrReplaceAll(text, {{" ", "T"}});
  if (!spelled.empty() && spelled.back() == 'z') spelled.back() = 'Z';
  for (const char* format :
       {"%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%E*S", "%Y-%m-%dT%H:%M%Ez", "%Y-%m-%dT%H:%M:%E*S%Ez"}) {
    absl::Time moment;
    if (!absl::ParseTime(format, spelled, zone, &moment, nullptr)) continue;
    if (!absl::EndsWith(format, "Ez") && IsSkipped(format, spelled, moment, zone)) {
      return absl::InvalidArgumentError(
          "the clocks went forward over this time of day: there was none such");
    }
    Timestamp out;
    out.set_seconds(absl::ToUnixSeconds(moment));
    out.set_nanos(static_cast<int32_t>(
        absl::ToInt64Nanoseconds(moment - absl::FromUnixSeconds(out.seconds()))));
    return out;
  }
  return absl::InvalidArgumentError(kMomentExpected);
}

absl::StatusOr<bool> ParseBool(absl::string_view text) {
  const std::string word = absl::AsciiStrToLower(text);
  if (word == "yes" || word == "true") return true;
  if (word == "no" || word == "false") return false;
  return absl::InvalidArgumentError("yes or no is expected");
}

absl::StatusOr<const EnumValueDescriptor*> ParseEnum(const EnumDescriptor& type,
                                                     absl::string_view text) {
  const std::string wanted = Normalised(text);
  for (int i = 0; i < type.value_count(); ++i) {
    const EnumValueDescriptor& value = *type.value(i);
    if (value.number() == 0) continue;
    if (Normalised(value.name()) == wanted ||
        Normalised(workflows::WordsOf(type, value.number())) == wanted) {
      return &value;
    }
  }
  return absl::InvalidArgumentError(absl::StrCat("one of these is expected: ", EnumChoices(type)));
}

std::string EnumChoices(const EnumDescriptor& type) {
  std::vector<std::string> choices;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    choices.push_back(workflows::KeyOf(type, type.value(i)->number()));
  }
  return absl::StrJoin(choices, ", ");
}

absl::Status SetField(Message& message, absl::string_view path, absl::string_view text,
                      const absl::TimeZone& zone) {
  ASSIGN_OR_RETURN(const std::vector<Step> steps, ParsePath(path));
  Message* at = &message;
  for (size_t i = 0; i < steps.size(); ++i) {
    ASSIGN_OR_RETURN(const FieldDescriptor* field, FindField(*at->GetDescriptor(), steps[i].name));
    if (steps[i].index && !field->is_repeated()) {
      return absl::InvalidArgumentError(
          absl::StrCat(field->name(), ": there is only one; leave the number out"));
    }
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      absl::StatusOr<Message*> inside = Enter(*at, *field, steps[i]);
      if (!inside.ok()) return inside.status();
      at = *inside;
      if (i + 1 < steps.size()) continue;
      const absl::Status set = SetMessage(*at, text, zone);
      return set.ok() ? set : About(path, set);
    }
    if (i + 1 < steps.size()) {
      return absl::InvalidArgumentError(absl::StrCat(path, ": nothing is inside ", field->name()));
    }
    const absl::Status set = SetScalar(*at, *field, text);
    return set.ok() ? set : About(path, set);
  }
  return absl::OkStatus();
}

std::string PlaceOf(const Descriptor& type, absl::string_view path) {
  const auto steps = ParsePath(path);
  const Descriptor* at = &type;
  std::string place;
  for (const Step& step : steps.ok() ? *steps : std::vector<Step>()) {
    const FieldDescriptor* field = at == nullptr ? nullptr : at->FindFieldByName(step.name);
    if (field == nullptr || (field->is_repeated() && !step.index)) return "";
    absl::StrAppend(&place, place.empty() ? "" : ".", step.name);
    if (step.index) absl::StrAppend(&place, "[", *step.index, "]");
    at = field->message_type();
  }
  return place;
}

std::string AsSpoken(absl::string_view text) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(text), {{"-", " "}, {"_", " "}});
}

absl::Status SetIfGiven(google::protobuf::Message& message, const std::string& field,
                        const std::string& text) {
  return text.empty() ? absl::OkStatus() : SetField(message, field, text, London());
}

}  // namespace candour::cli
