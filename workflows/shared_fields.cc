#include "workflows/shared_fields.h"

#include <vector>

namespace candour::workflows {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool SameShape(const FieldDescriptor& a, const FieldDescriptor& b) {
  return a.type() == b.type() && a.is_repeated() == b.is_repeated() &&
         a.message_type() == b.message_type() && a.enum_type() == b.enum_type();
}

void CopyRepeated(const Message& from, const FieldDescriptor& source, Message& to,
                  const FieldDescriptor& target) {
  const Reflection& in = *from.GetReflection();
  const Reflection& out = *to.GetReflection();
  out.ClearField(&to, &target);
  for (int i = 0; i < in.FieldSize(from, &source); ++i) {
    switch (source.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        out.AddString(&to, &target, in.GetRepeatedString(from, &source, i));
        break;
      case FieldDescriptor::CPPTYPE_UINT32:
        out.AddUInt32(&to, &target, in.GetRepeatedUInt32(from, &source, i));
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        out.AddEnumValue(&to, &target, in.GetRepeatedEnumValue(from, &source, i));
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        out.AddMessage(&to, &target)->CopyFrom(in.GetRepeatedMessage(from, &source, i));
        break;
      default:
        GOOGLE_LOG(FATAL) << "no command repeats a field such as " << source.full_name();
    }
  }
}

void CopySingle(const Message& from, const FieldDescriptor& source, Message& to,
                const FieldDescriptor& target) {
  const Reflection& in = *from.GetReflection();
  const Reflection& out = *to.GetReflection();
  switch (source.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      out.SetString(&to, &target, in.GetString(from, &source));
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
      out.SetUInt32(&to, &target, in.GetUInt32(from, &source));
      break;
    case FieldDescriptor::CPPTYPE_UINT64:
      out.SetUInt64(&to, &target, in.GetUInt64(from, &source));
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      out.SetBool(&to, &target, in.GetBool(from, &source));
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      out.SetEnumValue(&to, &target, in.GetEnumValue(from, &source));
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      out.MutableMessage(&to, &target)->CopyFrom(in.GetMessage(from, &source));
      break;
    default:
      GOOGLE_LOG(FATAL) << "no command has a field such as " << source.full_name();
  }
}

}  // namespace

void CopySharedFields(const Message& from, Message& to) {
  std::vector<const FieldDescriptor*> set;
  from.GetReflection()->ListFields(from, &set);
  for (const FieldDescriptor* source : set) {
    const FieldDescriptor* target = to.GetDescriptor()->FindFieldByName(source->name());
    if (target == nullptr || !SameShape(*source, *target)) continue;
    if (source->is_repeated()) {
      CopyRepeated(from, *source, to, *target);
    } else {
      CopySingle(from, *source, to, *target);
    }
  }
}

}  // namespace candour::workflows
