#include "workflows/validate.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/id.h"
#include "base/limits.h"
#include "candour/options.pb.h"
#include "candour/types/v1/command.pb.h"
#include "candour/types/v1/options.pb.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/field_rule.h"
#include "workflows/nhs_number.h"
#include "workflows/value_checks.h"

namespace candour::workflows {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;
using types::v1::Date;
using types::v1::FieldRule;

bool IsA(const FieldDescriptor& field, const Descriptor* type) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field.message_type() == type;
}

bool IsSha256(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(),
                                          [](unsigned char c) { return std::isxdigit(c) != 0; });
}

class Validator {
 public:
  Validator(Micros now, const absl::TimeZone& london)
      : london_(london),
        dates_(now, london),
        first_known_(absl::FromCivil(absl::CivilDay(limits::kEarliestYearKnown, 1, 1), london)) {}

  void Check(const Message& message, const std::string& path) {
    CheckUnknown(message, path);
    const Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const std::string at = path.empty() ? field.name() : absl::StrCat(path, ".", field.name());
      const FieldRule& rule = RuleOf(field);
      if (field.is_repeated()) {
        CheckRepeated(message, field, rule, at);
      } else {
        CheckSingle(message, field, rule, at);
      }
    }
  }

  // What an event may hold bounds what a command may, and what an append may hold bounds several
  // together: it names the field that takes most of it.
  void CheckSize(const Message& command) {
    const size_t size = command.ByteSizeLong();
    const bool is_one = command.GetDescriptor()->options().HasExtension(candour::command);
    const size_t most = is_one ? limits::kEventPayloadBytes : limits::kAppendBytes;
    if (size <= most) return;
    const Reflection& in = *command.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    in.ListFields(command, &fields);
    const auto without = [&](const FieldDescriptor* field) {
      const std::unique_ptr<Message> rest(command.New());
      rest->CopyFrom(command);
      in.ClearField(rest.get(), field);
      return rest->ByteSizeLong();
    };
    const FieldDescriptor* largest = *std::min_element(
        fields.begin(), fields.end(), [&](const FieldDescriptor* a, const FieldDescriptor* b) {
          return without(a) < without(b);
        });
    Refuse(largest->name(), absl::StrCat("this takes ", size - without(largest),
                                         " bytes; all of it "
                                         "together may take ",
                                         most));
  }

  // The office cannot have known of a thing before it happened. Where nothing says when it did, it
  // cannot have before there was such an office.
  void CheckKnownAt(const Message& command) {
    const FieldDescriptor* header = command.GetDescriptor()->FindFieldByNumber(1);
    if (header == nullptr || !IsA(*header, types::v1::CommandHeader::descriptor())) return;
    const auto& told = static_cast<const types::v1::CommandHeader&>(
        command.GetReflection()->GetMessage(command, header));
    if (!told.has_known_at()) return;
    const absl::Time known = workflows::MomentOf(told.known_at());
    if (known < first_known_) {
      Refuse("header.known_at",
             absl::StrCat("nothing was known here before the year ", limits::kEarliestYearKnown));
    } else if (known < EarliestOf(command)) {
      Refuse("header.known_at", "this cannot have been known before it happened");
    }
  }

  std::vector<FieldViolation> Take() { return std::move(violations_); }

 private:
  void CheckUnknown(const Message& message, const std::string& path) {
    const auto& unknown = message.GetReflection()->GetUnknownFields(message);
    if (unknown.empty()) return;
    Refuse(absl::StrCat(path, path.empty() ? "" : ".", "#", unknown.field(0).number()),
           "this field is not known here; the sender speaks a newer version");
  }

  // When what the command tells can have happened at the earliest, if that lies behind it.
  absl::Time EarliestOf(const Message& command) const {
    const Descriptor& type = *command.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const FieldRule& rule = RuleOf(field);
      if (!IsOccurred(rule) || !IsNotFuture(rule)) continue;
      if (!command.GetReflection()->HasField(command, &field)) continue;
      const Message& value = command.GetReflection()->GetMessage(command, &field);
      if (IsA(field, Timestamp::descriptor())) {
        return workflows::MomentOf(static_cast<const Timestamp&>(value));
      }
      const auto days = clocks::ToDayRange(static_cast<const Date&>(value));
      if (days.ok()) return clocks::StartOfDay(days->earliest, london_);
    }
    return absl::InfinitePast();
  }

  void Refuse(std::string field, std::string description) {
    violations_.push_back({std::move(field), std::move(description)});
  }

  void CheckRepeated(const Message& message, const FieldDescriptor& field, const FieldRule& rule,
                     const std::string& at) {
    const Reflection& in = *message.GetReflection();
    const int items = in.FieldSize(message, &field);
    const size_t limit = rule.max_items() != 0 ? rule.max_items() : limits::kRepeatedItems;
    if (items == 0 && IsRequired(rule)) Refuse(at, "at least one is needed");
    if (static_cast<size_t>(items) > limit) {
      Refuse(at, absl::StrCat("at most ", limit, " are taken; there are ", items));
      return;
    }
    CheckNamedOnce(message, field, rule, at);
    for (int i = 0; i < items; ++i) {
      const std::string item = absl::StrCat(at, "[", i, "]");
      switch (field.cpp_type()) {
        case FieldDescriptor::CPPTYPE_STRING:
          CheckText(in.GetRepeatedString(message, &field, i), rule, /*required=*/true, item);
          break;
        case FieldDescriptor::CPPTYPE_ENUM:
          CheckEnum(in.GetRepeatedEnumValue(message, &field, i), field, /*required=*/true, item);
          break;
        case FieldDescriptor::CPPTYPE_UINT32:
          CheckNumber(in.GetRepeatedUInt32(message, &field, i), rule, item);
          break;
        case FieldDescriptor::CPPTYPE_MESSAGE:
          CheckMessage(in.GetRepeatedMessage(message, &field, i), field, rule, item);
          break;
        default:
          break;
      }
    }
  }

  // A list of known values or of ids is a set.
  void CheckNamedOnce(const Message& message, const FieldDescriptor& field, const FieldRule& rule,
                      const std::string& at) {
    const Reflection& in = *message.GetReflection();
    const bool known = field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
    if (!known && !(field.cpp_type() == FieldDescriptor::CPPTYPE_STRING && rule.uuid())) return;
    std::set<std::string> named;
    for (int i = 0; i < in.FieldSize(message, &field); ++i) {
      const std::string one = known ? absl::StrCat(in.GetRepeatedEnumValue(message, &field, i))
                                    : in.GetRepeatedString(message, &field, i);
      if (!named.insert(one).second) Refuse(absl::StrCat(at, "[", i, "]"), "this is named twice");
    }
  }

  void CheckSingle(const Message& message, const FieldDescriptor& field, const FieldRule& rule,
                   const std::string& at) {
    const Reflection& in = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        CheckText(in.GetString(message, &field), rule, IsRequired(rule), at);
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        CheckEnum(in.GetEnumValue(message, &field), field, IsRequired(rule), at);
        break;
      case FieldDescriptor::CPPTYPE_UINT32:
        CheckNumber(in.GetUInt32(message, &field), rule, at);
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (in.HasField(message, &field)) {
          CheckMessage(in.GetMessage(message, &field), field, rule, at);
        } else if (IsRequired(rule)) {
          Refuse(at, "this is needed");
        }
        break;
      default:
        break;
    }
  }

  void CheckText(const std::string& text, const FieldRule& rule, bool required,
                 const std::string& at) {
    if (text.empty() || (required && IsBlank(text))) {
      if (required) Refuse(at, "this is needed");
      return;
    }
    if (IsBlank(text)) {
      Refuse(at, "this holds nothing but spaces: say what is meant, or leave it out");
      return;
    }
    const size_t limit = rule.max_characters() != 0 ? rule.max_characters()
                         : rule.long_text()         ? limits::kLongTextCharacters
                                                    : limits::kShortTextCharacters;
    if (std::string wrong = TextViolation(text, limit); !wrong.empty()) {
      Refuse(at, std::move(wrong));
      return;
    }
    const bool names_stream = rule.refers_to() != types::v1::AGGREGATE_UNSPECIFIED ||
                              rule.opens() != types::v1::AGGREGATE_UNSPECIFIED;
    if (rule.nhs_number()) {
      if (std::string wrong = NhsNumberViolation(text); !wrong.empty()) Refuse(at, wrong);
    }
    if (rule.sha256() && !IsSha256(text)) Refuse(at, "a SHA-256 is needed: 64 hexadecimal digits");
    if (rule.uuid() || names_stream) {
      if (absl::StatusOr<Bytes16> id = ParseUuid(text); !id.ok()) {
        Refuse(at, std::string(id.status().message()));
      } else if (*id == Bytes16{}) {
        Refuse(at, "an id of nothing but zeros names nothing");
      }
    }
  }

  void CheckEnum(int value, const FieldDescriptor& field, bool required, const std::string& at) {
    if (field.enum_type()->FindValueByNumber(value) == nullptr) {
      Refuse(at, absl::StrCat("a known ", field.enum_type()->name(), " is needed"));
    } else if (value == 0 && required) {
      Refuse(at, "one of the known values is needed");
    }
  }

  void CheckNumber(int64_t value, const FieldRule& rule, const std::string& at) {
    if (rule.at_least() == 0 && rule.at_most() == 0) return;
    if (value < rule.at_least() || value > rule.at_most()) {
      Refuse(at, absl::StrCat("a whole number from ", rule.at_least(), " to ", rule.at_most(),
                              " is needed"));
    }
  }

  void CheckMessage(const Message& message, const FieldDescriptor& field, const FieldRule& rule,
                    const std::string& at) {
    // What is carried as any message is held against its own declarations by who unpacks it.
    if (message.GetDescriptor() == google::protobuf::Any::descriptor()) return;
    if (IsA(field, Date::descriptor())) {
      CheckUnknown(message, at);
      CheckDate(static_cast<const Date&>(message), rule, at);
    } else if (IsA(field, Timestamp::descriptor())) {
      CheckUnknown(message, at);
      CheckMoment(static_cast<const Timestamp&>(message), rule, at);
    } else {
      Check(message, at);
    }
  }

  void CheckDate(const Date& date, const FieldRule& rule, const std::string& at) {
    std::string wrong = dates_.Violation(date, {rule.approximate(), IsNotFuture(rule)});
    if (!wrong.empty()) Refuse(at, std::move(wrong));
  }

  void CheckMoment(const Timestamp& moment, const FieldRule& rule, const std::string& at) {
    std::string wrong = dates_.Violation(moment, IsNotFuture(rule));
    if (!wrong.empty()) Refuse(at, std::move(wrong));
  }

  const absl::TimeZone& london_;
  const DateChecks dates_;
  const absl::Time first_known_;
  std::vector<FieldViolation> violations_;
};

Timestamp ToTimestamp(absl::Time time) {
  Timestamp out;
  out.set_seconds(absl::ToUnixSeconds(time));
  out.set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(out.seconds()))));
  return out;
}

types::v1::Occurred SpanOf(const Date& date, const absl::TimeZone& london) {
  const absl::StatusOr<clocks::DayRange> days = clocks::ToDayRange(date);
  types::v1::Occurred occurred;
  if (!days.ok()) return occurred;
  *occurred.mutable_earliest() = ToTimestamp(clocks::StartOfDay(days->earliest, london));
  *occurred.mutable_latest() = ToTimestamp(clocks::EndOfDay(days->latest, london));
  occurred.set_precision(date.day() != 0     ? types::v1::DAY
                         : date.month() != 0 ? types::v1::MONTH
                                             : types::v1::YEAR);
  return occurred;
}

types::v1::Occurred SpanOf(const Timestamp& moment) {
  types::v1::Occurred occurred;
  *occurred.mutable_earliest() = moment;
  *occurred.mutable_latest() = moment;
  occurred.set_precision(types::v1::MOMENT);
  return occurred;
}

}  // namespace

std::vector<FieldViolation> Validate(const Message& command, Micros now,
                                     const absl::TimeZone& london) {
  Validator validator(now, london);
  validator.Check(command, "");
  validator.CheckKnownAt(command);
  validator.CheckSize(command);
  return validator.Take();
}

types::v1::Occurred OccurredOf(const Message& event, Micros now, const absl::TimeZone& london) {
  const Descriptor& type = *event.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (!RuleOf(field).occurred()) continue;
    if (!event.GetReflection()->HasField(event, &field)) continue;
    const Message& value = event.GetReflection()->GetMessage(event, &field);
    if (IsA(field, Date::descriptor())) return SpanOf(static_cast<const Date&>(value), london);
    if (IsA(field, Timestamp::descriptor())) return SpanOf(static_cast<const Timestamp&>(value));
  }
  return SpanOf(ToTimestamp(absl::FromUnixMicros(now)));
}

}  // namespace candour::workflows
