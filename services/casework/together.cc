#include "services/casework/together.h"

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "candour/options.pb.h"
#include "candour/types/v1/options.pb.h"
#include "services/casework/append.h"
#include "services/casework/casework.h"
#include "services/gate/check_fields.h"
#include "services/gate/errors.h"
#include "services/gate/roles.h"

namespace candour::casework {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using types::v1::CommandHeader;

// The method that takes the command; null if it is none.
const MethodDescriptor* MethodFor(const google::protobuf::Descriptor& command) {
  for (const auto* service : Casework::Services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      if (service->method(i)->input_type() == &command) return service->method(i);
    }
  }
  return nullptr;
}

std::string PathOf(int act) { return absl::StrCat("acts[", act, "]"); }

void Complete(const CommandHeader& shared, const std::string& tenant, int act, Message& command) {
  const auto* field = command.GetDescriptor()->FindFieldByNumber(1);
  auto& header =
      static_cast<CommandHeader&>(*command.GetReflection()->MutableMessage(&command, field));
  const CommandHeader own = header;
  header = shared;
  header.clear_expected_revision();
  header.clear_corrects_event_id();
  header.clear_correction_reason();
  header.MergeFrom(own);
  header.set_command_id(FreshId(shared.command_id(), absl::StrCat("act/", act)));
  header.set_tenant(tenant);
}

}  // namespace

absl::StatusOr<std::vector<std::unique_ptr<Message>>> ActsOf(const v1::ActsTogether& together,
                                                             const std::string& tenant,
                                                             const gate::Caller& caller,
                                                             const absl::TimeZone& london) {
  std::vector<std::unique_ptr<Message>> commands;
  for (int act = 0; act < together.acts_size(); ++act) {
    const google::protobuf::Any& any = together.acts(act);
    std::string name;
    google::protobuf::Any::ParseAnyTypeUrl(any.type_url(), &name);
    const auto* type =
        google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(name);
    const MethodDescriptor* method = type == nullptr ? nullptr : MethodFor(*type);
    if (method == nullptr) {
      return gate::InvalidFields({{PathOf(act), "this is no command that can be given"}});
    }
    std::unique_ptr<Message> command(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
    const absl::Status permitted = gate::CheckPermitted(caller, gate::PermissionOf(*method));
    if (!permitted.ok()) return InAct(static_cast<size_t>(act), *command, permitted);
    if (!command->ParseFromString(any.value())) {
      return gate::InvalidFields({{PathOf(act), "its bytes are not of the type it names"}});
    }
    if (!HeaderOf(*command).command_id().empty()) {
      return gate::InvalidFields(
          {{PathOf(act) + ".header.command_id",
            "acts that are done together have one id, that of the whole: leave this one blank"}});
    }
    Complete(together.header(), tenant, act, *command);
    const absl::Status fields = gate::CheckFields(*command, london);
    if (!fields.ok()) return InAct(act, *command, fields);
    if (together.acts_size() > 1 && !HeaderOf(*command).corrects_event_id().empty()) {
      return gate::InvalidFields({{PathOf(act) + ".header.corrects_event_id",
                                   "a correction is judged by the record as it stands, without the "
                                   "acts beside it: give it "
                                   "alone"}});
    }
    if (HeaderOf(*command).board_id() != together.header().board_id()) {
      return gate::InvalidFields(
          {{PathOf(act) + ".header.board_id", "all acts are done in the name of the same board"}});
    }
    commands.push_back(std::move(command));
  }
  return commands;
}

absl::Status InAct(size_t act, const Message& command, const absl::Status& why) {
  const std::string where = absl::StrCat(
      "act ", act + 1, " (",
      command.GetDescriptor()->options().GetExtension(candour::command).title(), "): ");
  if (auto rejection = gate::RejectionIn(why)) {
    rejection->set_sentence(absl::StrCat(where, rejection->sentence()));
    return gate::Rejected(*rejection);
  }
  if (const auto fields = gate::BadRequestIn(why)) {
    std::vector<gate::FieldProblem> problems;
    for (const auto& violation : fields->field_violations()) {
      problems.push_back(
          {absl::StrCat("acts[", act, "].", violation.field()), violation.description()});
    }
    return gate::InvalidFields(problems);
  }
  return absl::Status(why.code(), absl::StrCat(where, why.message()));
}

}  // namespace candour::casework
