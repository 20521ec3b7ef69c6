#include "tools/candour/do_command.h"

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/types/v1/command.pb.h"
#include "candour/types/v1/options.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "storage/crypto/crypto.h"
#include "tools/candour/cases.h"
#include "tools/candour/catalogue.h"
#include "tools/candour/table.h"
#include "tools/candour/values.h"
#include "tools/candour/words.h"

namespace candour::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using types::v1::Accepted;
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

CommandHeader& HeaderOf(Message& command) {
  const FieldDescriptor* field = command.GetDescriptor()->FindFieldByName("header");
  return static_cast<CommandHeader&>(*command.GetReflection()->MutableMessage(&command, field));
}

void CompleteHeader(const Session& session, Message& command) {
  CommandHeader& header = HeaderOf(command);
  if (header.command_id().empty()) header.set_command_id(UuidText(storage::crypto::RandomId()));
  if (header.tenant().empty()) header.set_tenant(session.tenant());
  if (header.board_id().empty()) header.set_board_id(session.board());
}

// Lets people name a case by its reference wherever an id of a case is asked for.
absl::Status ResolveReferences(Session& session, Message& command) {
  const Descriptor& type = *command.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const types::v1::Aggregate kind = field.options().GetExtension(types::v1::field).refers_to();
    if (kind != types::v1::CHILD_DEATH && kind != types::v1::CASE_REVIEW) continue;
    const std::string given = command.GetReflection()->GetString(command, &field);
    if (given.empty() || ParseUuid(given).ok()) continue;
    CommandHeader& header = HeaderOf(command);
    ASSIGN_OR_RETURN(const NamedCase found, FindCase(session, given));
    command.GetReflection()->SetString(&command, &field, found.id);
    if (header.board_id().empty()) header.set_board_id(found.board_id);
    if (header.tenant().empty()) header.set_tenant(found.tenant);
  }
  return absl::OkStatus();
}

std::string TitleOfEvent(const std::string& type) {
  const Descriptor* event =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
          absl::StrCat("candour.events.v1.", type));
  return event == nullptr ? type : event->options().GetExtension(types::v1::event).title();
}

std::string AcceptedText(const Accepted& accepted, const std::string& command_id) {
  std::string out = absl::StrCat("Recorded on ", ValueWords(accepted, "recorded_at"),
                                 " at position ", accepted.first_position(),
                                 accepted.last_position() == accepted.first_position()
                                     ? ""
                                     : absl::StrCat(" to ", accepted.last_position()),
                                 ".\n\n");
  Table table({"What", "Of", "Id", "Revision"});
  for (const auto& written : accepted.events()) {
    table.AddRow({TitleOfEvent(written.event_type()), ValueWords(written, "aggregate"),
                  written.stream_id(), absl::StrCat(written.revision())});
  }
  absl::StrAppend(&out, table.Text(), "\ncommand_id ", command_id, "\n");
  return out;
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

absl::Status RunDo(const DoWords& words, const Settings& settings, Terminal& terminal,
                   std::unique_ptr<Session>& session) {
  if (words.command.empty()) {
    terminal.out << CommandList();
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const MethodDescriptor* method, FindCommand(words.command));
  if (words.help) {
    terminal.out << CommandHelp(*method);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<Message> command, BuildCommand(*method, words.fields));
  ASSIGN_OR_RETURN(session, Session::Open(settings));
  RETURN_IF_ERROR(ResolveReferences(*session, *command));
  CompleteHeader(*session, *command);
  const std::string command_id = HeaderOf(*command).command_id();
  Accepted accepted;
  const absl::Status outcome = session->Call(method->full_name(), *command, accepted);
  if (!outcome.ok()) {
    terminal.err << "command_id " << command_id << "\n";
    return outcome;
  }
  terminal.out << (terminal.json ? JsonText(accepted) : AcceptedText(accepted, command_id));
  return absl::OkStatus();
}

}  // namespace candour::cli
