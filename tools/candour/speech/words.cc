#include "tools/candour/speech/words.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/id.h"
#include "candour/types/v1/time.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/json_util.h"
#include "workflows/clocks/calendar.h"
#include "workflows/words.h"

namespace candour::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;

constexpr size_t kShortIdColumns = 8;

std::string EnumWords(const google::protobuf::EnumDescriptor& type, int value) {
  return absl::StrReplaceAll(workflows::WordsOf(type, value), {{"_", " "}});
}

std::string OccurredWords(const types::v1::Occurred& occurred) {
  const absl::Time earliest = absl::FromUnixSeconds(occurred.earliest().seconds());
  if (occurred.precision() == types::v1::MOMENT) return MomentWords(earliest);
  const absl::CivilDay day = workflows::clocks::DayOf(earliest, London());
  types::v1::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  if (occurred.precision() != types::v1::YEAR) date.set_month(day.month());
  if (occurred.precision() == types::v1::DAY) date.set_day(day.day());
  return workflows::clocks::DateWords(date);
}

// Messages other than dates and moments have no words of their own.
std::string MessageWords(const Message& message) {
  if (message.GetDescriptor() == types::v1::Occurred::descriptor()) {
    return OccurredWords(static_cast<const types::v1::Occurred&>(message));
  }
  if (message.GetDescriptor() == types::v1::Date::descriptor()) {
    const auto& date = static_cast<const types::v1::Date&>(message);
    return date.year() == 0 ? "" : workflows::clocks::DateWords(date);
  }
  if (message.GetDescriptor() == Timestamp::descriptor()) {
    const auto& moment = static_cast<const Timestamp&>(message);
    return MomentWords(absl::FromUnixSeconds(moment.seconds()));
  }
  return message.ShortDebugString();
}

std::string TextWords(const FieldDescriptor& field, const std::string& value) {
  return field.type() == FieldDescriptor::TYPE_BYTES ? absl::BytesToHexString(value) : value;
}

// Moments are also kept as microseconds; the name says so.
std::string WholeWords(const FieldDescriptor& field, int64_t value) {
  if (!absl::EndsWith(field.name(), "_micros")) return absl::StrCat(value);
  return value == 0 ? "" : MomentWords(absl::FromUnixMicros(value));
}

std::string ItemWords(const Message& message, const FieldDescriptor& field, int i) {
  const Reflection& in = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return TextWords(field, in.GetRepeatedString(message, &field, i));
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumWords(*field.enum_type(), in.GetRepeatedEnumValue(message, &field, i));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(in.GetRepeatedUInt32(message, &field, i));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(in.GetRepeatedUInt64(message, &field, i));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageWords(in.GetRepeatedMessage(message, &field, i));
    default:
      return "";
  }
}

std::string SingleWords(const Message& message, const FieldDescriptor& field) {
  const Reflection& in = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return TextWords(field, in.GetString(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int value = in.GetEnumValue(message, &field);
      return value == 0 ? "" : EnumWords(*field.enum_type(), value);
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return in.GetBool(message, &field) ? "yes" : "no";
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(in.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return WholeWords(field, in.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(in.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(in.GetUInt64(message, &field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return absl::StrCat(in.GetDouble(message, &field));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return absl::StrCat(in.GetFloat(message, &field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return in.HasField(message, &field) ? MessageWords(in.GetMessage(message, &field)) : "";
  }
  return "";
}

}  // namespace

const absl::TimeZone& London() {
  static const absl::TimeZone& zone = *[] {
    auto* loaded = new absl::TimeZone;
    absl::LoadTimeZone("Europe/London", loaded);
    return loaded;
  }();
  return zone;
}

std::string MomentWords(absl::Time moment) {
  return absl::StrCat(workflows::clocks::DateWords(workflows::clocks::DayOf(moment, London())),
                      absl::FormatTime(" %H:%M", moment, London()));
}

std::string ValueWords(const Message& message, absl::string_view path) {
  if (const size_t bar = path.find('|'); bar != absl::string_view::npos) {
    const std::string first = ValueWords(message, path.substr(0, bar));
    return first.empty() ? ValueWords(message, path.substr(bar + 1)) : first;
  }
  const Message* at = &message;
  const std::vector<std::string> steps = absl::StrSplit(path, '.');
  for (size_t i = 0; i < steps.size(); ++i) {
    const FieldDescriptor* field = at->GetDescriptor()->FindFieldByName(steps[i]);
    if (field == nullptr) return "";
    if (i + 1 < steps.size()) {
      at = &at->GetReflection()->GetMessage(*at, field);
      continue;
    }
    if (!field->is_repeated()) return SingleWords(*at, *field);
    std::vector<std::string> items;
    for (int n = 0; n < at->GetReflection()->FieldSize(*at, field); ++n) {
      items.push_back(ItemWords(*at, *field, n));
    }
    return absl::StrJoin(items, "; ");
  }
  return "";
}

std::string ShortId(const std::string& text) {
  return ParseUuid(text).ok() ? text.substr(0, kShortIdColumns) : text;
}

std::string Counted(int64_t count, absl::string_view one, absl::string_view many) {
  return absl::StrCat(count, " ", count == 1 ? one : many);
}

std::string JsonText(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string text;
  // Every message of ours can be said in JSON: there are no Any fields of unknown types.
  (void)google::protobuf::util::MessageToJsonString(message, &text, options);
  return text;
}

}  // namespace candour::cli
