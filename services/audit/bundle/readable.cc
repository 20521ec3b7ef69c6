#include "services/audit/bundle/readable.h"

#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "candour/options.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace candour::audit {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct Place {
  std::string number;
  std::string name;
};

Place Inside(const Place& place, const FieldDescriptor& field, int index) {
  const std::string at = index < 0 ? "" : absl::StrCat("[", index, "]");
  const char* dot = place.number.empty() ? "" : ".";
  return {absl::StrCat(place.number, dot, field.number(), at),
          absl::StrCat(place.name, dot, field.name(), at)};
}

std::string WordOf(const EnumValueDescriptor& value) {
  const std::string& words = value.options().GetExtension(candour::words);
  return words.empty() ? value.name() : words;
}

class Reader {
 public:
  explicit Reader(std::vector<v1::ReadableField>& fields) : fields_(fields) {}

  absl::Status Read(const Message& message, const Place& place) {
    const google::protobuf::Reflection& reflection = *message.GetReflection();
    if (!reflection.GetUnknownFields(message).empty()) {
      return absl::DataLossError(
          "the event holds fields this program does not know: it was altered, or made by a newer "
          "Candour");
    }
    std::vector<const FieldDescriptor*> set;
    reflection.ListFields(message, &set);
    if (set.empty() && !place.number.empty()) Add(place).set_empty(true);
    for (const FieldDescriptor* field : set) {
      const bool repeated = field->is_repeated();
      const int count = repeated ? reflection.FieldSize(message, field) : 1;
      for (int i = 0; i < count; ++i) {
        RETURN_IF_ERROR(ReadValue(message, *field, repeated ? i : -1, place));
      }
    }
    return absl::OkStatus();
  }

 private:
  v1::ReadableField& Add(const Place& place) {
    v1::ReadableField& field = fields_.emplace_back();
    field.set_number(place.number);
    field.set_name(place.name);
    return field;
  }

  absl::Status ReadValue(const Message& message, const FieldDescriptor& field, int index,
                         const Place& around) {
    const google::protobuf::Reflection& reflection = *message.GetReflection();
    const bool one = index < 0;
    const Place place = Inside(around, field, index);
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Read(one ? reflection.GetMessage(message, &field)
                        : reflection.GetRepeatedMessage(message, &field, index),
                    place);
      case FieldDescriptor::CPPTYPE_STRING:
        return ReadText(one ? reflection.GetString(message, &field)
                            : reflection.GetRepeatedString(message, &field, index),
                        message, field, place);
      case FieldDescriptor::CPPTYPE_ENUM: {
        const EnumValueDescriptor* value = one ? reflection.GetEnum(message, &field)
                                               : reflection.GetRepeatedEnum(message, &field, index);
        v1::Choice& choice = *Add(place).mutable_choice();
        choice.set_number(value->number());
        choice.set_word(WordOf(*value));
        return absl::OkStatus();
      }
      case FieldDescriptor::CPPTYPE_BOOL:
        Add(place).set_yes(one ? reflection.GetBool(message, &field)
                               : reflection.GetRepeatedBool(message, &field, index));
        return absl::OkStatus();
      case FieldDescriptor::CPPTYPE_INT32:
        Add(place).set_whole(one ? reflection.GetInt32(message, &field)
                                 : reflection.GetRepeatedInt32(message, &field, index));
        return absl::OkStatus();
      case FieldDescriptor::CPPTYPE_INT64:
        Add(place).set_whole(one ? reflection.GetInt64(message, &field)
                                 : reflection.GetRepeatedInt64(message, &field, index));
        return absl::OkStatus();
      case FieldDescriptor::CPPTYPE_UINT32:
        Add(place).set_whole(one ? reflection.GetUInt32(message, &field)
                                 : reflection.GetRepeatedUInt32(message, &field, index));
        return absl::OkStatus();
      case FieldDescriptor::CPPTYPE_UINT64:
        Add(place).set_whole(
            static_cast<int64_t>(one ? reflection.GetUInt64(message, &field)
                                     : reflection.GetRepeatedUInt64(message, &field, index)));
        return absl::OkStatus();
      case FieldDescriptor::CPPTYPE_FLOAT:
      case FieldDescriptor::CPPTYPE_DOUBLE:
        break;  // no fact is a fraction
    }
    return absl::DataLossError("an event holds a value that has no exact form in words");
  }

  absl::Status ReadText(const std::string& value, const Message& message,
                        const FieldDescriptor& field, const Place& place) {
    if (field.type() == FieldDescriptor::TYPE_STRING) {
      Add(place).set_text(value);
      return absl::OkStatus();
    }
    if (message.GetDescriptor() == record::v1::EventBody::descriptor()) {
      ASSIGN_OR_RETURN(const std::unique_ptr<Message> payload,
                       PayloadOf(static_cast<const record::v1::EventBody&>(message)));
      if (payload != nullptr) return Read(*payload, place);
    }
    Add(place).set_data(value);
    return absl::OkStatus();
  }

  std::vector<v1::ReadableField>& fields_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Message>> PayloadOf(const record::v1::EventBody& body) {
  const Descriptor* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
          "candour.events.v1." + body.type());
  if (type == nullptr) return nullptr;
  std::unique_ptr<Message> payload(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!payload->ParseFromString(body.payload())) {
    return absl::DataLossError("an event's payload is not of the type it names");
  }
  return payload;
}

absl::StatusOr<std::vector<v1::ReadableField>> ReadableOf(const record::v1::EventBody& body) {
  std::vector<v1::ReadableField> fields;
  RETURN_IF_ERROR(Reader(fields).Read(body, {}));
  return fields;
}

}  // namespace candour::audit
