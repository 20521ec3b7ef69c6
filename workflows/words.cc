#include "workflows/words.h"

#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "candour/options.pb.h"

namespace candour::workflows {

std::string KeyOf(const google::protobuf::EnumDescriptor& type, int value) {
  const auto* known = type.FindValueByNumber(value);
  return known == nullptr ? absl::StrCat(value) : absl::AsciiStrToLower(known->name());
}

std::string WordsOf(const google::protobuf::EnumDescriptor& type, int value) {
  const auto* known = type.FindValueByNumber(value);
  if (known != nullptr && known->options().HasExtension(candour::words)) {
    return known->options().GetExtension(candour::words);
  }
  return absl::StrReplaceAll(KeyOf(type, value), {{"_", " "}});
}

std::string LabelOf(const google::protobuf::FieldDescriptor& field) {
  std::vector<std::string> words = absl::StrSplit(field.name(), '_');
  if (words.size() > 1 && (words.back() == "id" || words.back() == "ids")) words.pop_back();
  for (std::string& word : words) {
    if (word == "nhs") word = "NHS";
    if (word == "sha256") word = "SHA-256";
  }
  words.front()[0] = absl::ascii_toupper(words.front()[0]);
  return absl::StrJoin(words, " ");
}

std::string AsSentence(std::string text) {
  const bool ends =
      !text.empty() && std::string_view(".!?").find(text.back()) != std::string_view::npos;
  if (!ends) text += '.';
  return text;
}

std::string PoundsOf(uint64_t pence) {
  std::string pounds = absl::StrCat(pence / 100);
  for (size_t at = pounds.size(); at > 3;) pounds.insert(at -= 3, ",");
  return absl::StrCat("£", pounds, ".", absl::Dec(pence % 100, absl::kZeroPad2));
}

std::string CitationOf(const types::v1::Source& source) {
  return source.paragraph().empty() ? source.document()
                                    : absl::StrCat(source.document(), ", ", source.paragraph());
}

}  // namespace candour::workflows
