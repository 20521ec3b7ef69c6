#include "workflows/words.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "candour/types/v1/options.pb.h"

namespace candour::workflows {

std::string KeyOf(const google::protobuf::EnumDescriptor& type, int value) {
  const auto* known = type.FindValueByNumber(value);
  return known == nullptr ? absl::StrCat(value) : absl::AsciiStrToLower(known->name());
}

std::string WordsOf(const google::protobuf::EnumDescriptor& type, int value) {
  const auto* known = type.FindValueByNumber(value);
  if (known != nullptr && known->options().HasExtension(types::v1::words)) {
    return known->options().GetExtension(types::v1::words);
  }
  return KeyOf(type, value);
}

}  // namespace candour::workflows
