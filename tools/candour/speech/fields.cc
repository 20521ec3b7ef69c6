#include "tools/candour/speech/fields.h"

#include <fstream>
#include <set>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/status.h"
#include "candour/types/v1/command.pb.h"
#include "tools/candour/speech/values.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using types::v1::CommandHeader;

absl::StatusOr<std::string> ContentOf(const std::string& value) {
  if (!value.starts_with("@")) return value;
  if (value.starts_with("@@")) return value.substr(1);
  std::ifstream file(value.substr(1), std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  if (!file) {
    return absl::InvalidArgumentError(absl::StrCat("there is no readable file ", value.substr(1)));
  }
  return content.str();
}

// Fields of the header may be named alone, unless the command has one of that name itself.
std::string FullPath(const Descriptor& command, const std::string& path) {
  const std::string first = path.substr(0, path.find_first_of(".["));
  const bool of_header = command.FindFieldByName(first) == nullptr &&
                         CommandHeader::descriptor()->FindFieldByName(first) != nullptr;
  return of_header ? absl::StrCat("header.", path) : path;
}

}  // namespace

absl::StatusOr<DoWords> ParseDoWords(const std::vector<std::string>& words) {
  DoWords parsed;
  for (size_t i = 0; i < words.size(); ++i) {
    absl::string_view word = words[i];
    if (word == "--help" || word == "-h") {
      parsed.help = true;
    } else if (absl::ConsumePrefix(&word, "--")) {
      const std::vector<std::string> halves = absl::StrSplit(word, absl::MaxSplits('=', 1));
      if (halves.size() == 2) {
        parsed.fields.emplace_back(halves[0], halves[1]);
      } else if (i + 1 < words.size() && !words[i + 1].starts_with("--")) {
        parsed.fields.emplace_back(halves[0], words[++i]);
      } else {
        parsed.fields.emplace_back(halves[0], "yes");
      }
    } else if (parsed.command.empty()) {
      parsed.command = words[i];
    } else {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", words[i],
                       "\" belongs to no field: write --field value, and put a value of several ",
                       "words in quotation marks"));
    }
  }
  if (parsed.command.empty() && !parsed.fields.empty()) {
    return absl::InvalidArgumentError("Name the command before its fields: candour do COMMAND ...");
  }
  return parsed;
}

absl::Status UnlessGivenTwice(const MethodDescriptor& command, const FieldValues& fields) {
  const Descriptor& type = *command.input_type();
  std::set<std::string> given;
  for (const auto& [path, text] : fields) {
    const std::string place = PlaceOf(type, FullPath(type, path));
    if (place.empty() || given.insert(place).second) continue;
    return absl::InvalidArgumentError(absl::StrCat(path, ": given more than once; give it once"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Message>> BuildCommand(const MethodDescriptor& command,
                                                      const FieldValues& fields) {
  const Descriptor& type = *command.input_type();
  auto message = std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
  for (const auto& [path, text] : fields) {
    ASSIGN_OR_RETURN(const std::string value, ContentOf(text));
    RETURN_IF_ERROR(SetField(*message, FullPath(type, path), value, London()));
  }
  return message;
}

}  // namespace candour::cli
