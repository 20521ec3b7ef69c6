#include "tools/candour/do_command.h"

#include "absl/strings/str_cat.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/options.pb.h"
#include "candour/types/v1/command.pb.h"
#include "candour/types/v1/options.pb.h"
#include "storage/crypto/crypto.h"
#include "tools/candour/agencies.h"
#include "tools/candour/cases.h"
#include "tools/candour/chronology_lines.h"
#include "tools/candour/named_streams.h"
#include "tools/candour/speech/catalogue.h"
#include "tools/candour/speech/failure.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/words.h"
#include "tools/candour/things.h"

namespace candour::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using types::v1::Accepted;
using types::v1::CommandHeader;

CommandHeader& HeaderOf(Message& command) {
  const FieldDescriptor* field = command.GetDescriptor()->FindFieldByName("header");
  return static_cast<CommandHeader&>(*command.GetReflection()->MutableMessage(&command, field));
}

// The id of the board that the command itself opens; null if it opens none.
const FieldDescriptor* OpenedBoard(const Message& command) {
  const Descriptor& type = *command.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const auto& rule = type.field(i)->options().GetExtension(candour::field);
    if (rule.opens() == types::v1::BOARD) return type.field(i);
  }
  return nullptr;
}

absl::Status CompleteBoard(Session& session, Message& command) {
  CommandHeader& header = HeaderOf(command);
  if (!header.board_id().empty()) return absl::OkStatus();
  if (const FieldDescriptor* opened = OpenedBoard(command)) {
    header.set_board_id(command.GetReflection()->GetString(command, opened));
    return absl::OkStatus();
  }
  absl::StatusOr<std::string> board = FindBoard(session, header.tenant());
  if (absl::IsInvalidArgument(board.status())) return board.status();
  // Whatever else went wrong, the server says of the command itself.
  if (board.ok()) header.set_board_id(*std::move(board));
  return absl::OkStatus();
}

absl::Status CompleteHeader(Session& session, Message& command) {
  CommandHeader& header = HeaderOf(command);
  if (header.command_id().empty()) header.set_command_id(UuidText(storage::crypto::RandomId()));
  if (header.tenant().empty()) {
    ASSIGN_OR_RETURN(*header.mutable_tenant(), TenantToShow(session));
  }
  return CompleteBoard(session, command);
}

// Lets people name a case by its reference wherever an id of a case is asked for.
absl::Status ResolveReferences(Session& session, Message& command) {
  const Descriptor& type = *command.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const types::v1::Aggregate kind = field.options().GetExtension(candour::field).refers_to();
    if (kind != types::v1::CHILD_DEATH && kind != types::v1::CASE_REVIEW) continue;
    const std::string given = command.GetReflection()->GetString(command, &field);
    if (given.empty() || ParseUuid(given).ok()) continue;
    CommandHeader& header = HeaderOf(command);
    ASSIGN_OR_RETURN(const NamedCase found, FindCaseToChange(session, kind, given));
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
  return event == nullptr ? type : event->options().GetExtension(candour::event).title();
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
  RETURN_IF_ERROR(UnlessGivenTwice(*method, words.fields));
  ASSIGN_OR_RETURN(const std::unique_ptr<Message> command, BuildCommand(*method, words.fields));
  ASSIGN_OR_RETURN(session, Session::Open(settings));
  return Give(*session, method->full_name(), *command, terminal);
}

absl::Status Give(Session& session, const std::string& method, Message& command,
                  Terminal& terminal) {
  RETURN_IF_ERROR(ResolveReferences(session, command));
  RETURN_IF_ERROR(ResolveLines(session, command, terminal));
  RETURN_IF_ERROR(CompleteHeader(session, command));
  RETURN_IF_ERROR(ResolveAgencies(session, HeaderOf(command).tenant(), command));
  RETURN_IF_ERROR(ResolveNamedStreams(session, HeaderOf(command).tenant(), command));
  RETURN_IF_ERROR(ResolveThings(session, command, terminal));
  const std::string command_id = HeaderOf(command).command_id();
  Accepted accepted;
  const absl::Status outcome = session.Call(method, command, accepted);
  if (!outcome.ok()) {
    if (ExitOf(outcome) == Exit::kUnknown) terminal.err << "command_id " << command_id << "\n";
    return outcome;
  }
  terminal.out << (terminal.json ? JsonText(accepted) : AcceptedText(accepted, command_id));
  return absl::OkStatus();
}

}  // namespace candour::cli
