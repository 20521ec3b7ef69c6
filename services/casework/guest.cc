#include "services/casework/guest.h"

#include <vector>

#include "google/protobuf/message.h"
#include "services/gate/errors.h"

namespace candour::casework {

absl::Status CheckGuest(const v1::NotifyDeath& command) {
  std::vector<gate::FieldProblem> problems;
  if (command.header().tenant().empty()) {
    problems.push_back({"header.tenant", "this is needed: it stands beside the board's address"});
  }
  types::v1::CommandHeader more = command.header();
  more.clear_command_id();
  more.clear_board_id();
  more.clear_tenant();
  std::vector<const google::protobuf::FieldDescriptor*> set;
  more.GetReflection()->ListFields(more, &set);
  for (const auto* field : set) {
    problems.push_back({"header." + field->name(), "a guest leaves this out"});
  }
  if (!command.case_id().empty()) problems.push_back({"case_id", "a guest leaves this out"});
  return problems.empty() ? absl::OkStatus() : gate::InvalidFields(problems);
}

const gate::Caller& Guest() {
  static const auto& guest = *new gate::Caller{"guest", "guest", "a guest"};
  return guest;
}

}  // namespace candour::casework
