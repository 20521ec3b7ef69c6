#include "tools/candour/agencies.h"

#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/options.pb.h"
#include "candour/types/v1/options.pb.h"
#include "candour/views/v1/views.pb.h"
#include "tools/candour/rows.h"

namespace candour::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

using Named = std::map<std::string, std::string>;  // what an agency is called, by id

// "Northshire Police (id)"
std::string Names(const Named& agencies) {
  return absl::StrJoin(agencies, ", ", [](std::string* out, const auto& agency) {
    absl::StrAppend(out, agency.second, " (", agency.first, ")");
  });
}

}  // namespace

absl::StatusOr<std::string> FindAgency(Session& session, const std::string& tenant,
                                       const std::string& name) {
  if (name.empty() || ParseUuid(name).ok()) return name;
  views::v1::ListAgenciesRequest request;
  request.set_tenant(tenant);
  request.set_board_id(session.board());
  views::v1::ListAgenciesReply reply;
  const absl::Status listed =
      FetchAll(session, "candour.views.v1.Views.ListAgencies", request, reply);
  if (absl::IsPermissionDenied(listed)) {
    return absl::InvalidArgumentError(
        "In your role no register of agencies is seen: name the agency by its id");
  }
  RETURN_IF_ERROR(listed);
  Named all, whole, partly;
  for (const auto& agency : reply.agencies()) {
    all[agency.agency_id()] = agency.name();
    if (absl::EqualsIgnoreCase(agency.name(), name)) whole[agency.agency_id()] = agency.name();
    if (absl::StrContains(absl::AsciiStrToLower(agency.name()), absl::AsciiStrToLower(name))) {
      partly[agency.agency_id()] = agency.name();
    }
  }
  const Named& found = whole.empty() ? partly : whole;
  if (found.size() == 1) return found.begin()->first;
  if (found.empty()) {
    return absl::NotFoundError(
        absl::StrCat("No agency on the register is called \"", name, "\"; there are ", Names(all)));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("Several agencies are called \"", name, "\"; say which: ", Names(found)));
}

absl::Status ResolveAgencies(Session& session, const std::string& tenant, Message& command) {
  const auto& type = *command.GetDescriptor();
  const auto& reflection = *command.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.options().GetExtension(candour::field).names() != types::v1::AN_AGENCY) continue;
    if (!field.is_repeated()) {
      ASSIGN_OR_RETURN(const std::string id,
                       FindAgency(session, tenant, reflection.GetString(command, &field)));
      if (!id.empty()) reflection.SetString(&command, &field, id);
      continue;
    }
    for (int at = 0; at < reflection.FieldSize(command, &field); ++at) {
      ASSIGN_OR_RETURN(
          const std::string id,
          FindAgency(session, tenant, reflection.GetRepeatedString(command, &field, at)));
      reflection.SetRepeatedString(&command, &field, at, id);
    }
  }
  return absl::OkStatus();
}

}  // namespace candour::cli
