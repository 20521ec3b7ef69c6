#include "tools/candour/named_streams.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/options.pb.h"
#include "candour/types/v1/options.pb.h"
#include "candour/views/v1/views.pb.h"
#include "tools/candour/rows.h"
#include "tools/candour/speech/values.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {

absl::StatusOr<std::string> FindMeeting(Session& session, const std::string& tenant,
                                        const std::string& name) {
  views::v1::ListMeetingsRequest request;
  request.set_tenant(tenant);
  request.set_board_id(session.board());
  views::v1::ListMeetingsReply reply;
  RETURN_IF_ERROR(FetchAll(session, "candour.views.v1.Views.ListMeetings", request, reply));
  std::vector<std::string> found;
  for (const views::v1::MeetingSummary& meeting : reply.meetings()) {
    const absl::Time starts = absl::FromUnixSeconds(meeting.starts_at().seconds());
    const std::string day = absl::FormatCivilTime(absl::ToCivilDay(starts, London()));
    if (day == name || absl::StartsWith(meeting.meeting_id(), name)) {
      found.push_back(meeting.meeting_id());
    }
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    return absl::NotFoundError(
        "There is no such meeting among those you may see: `candour meetings` shows them all");
  }
  return absl::InvalidArgumentError(
      absl::StrCat("Several meetings may be meant: ", absl::StrJoin(found, ", ")));
}

absl::StatusOr<std::map<std::string, std::string>> FindPlans(Session& session,
                                                             const std::string& tenant,
                                                             const std::string& name) {
  views::v1::ListPlansRequest request;
  request.set_tenant(tenant);
  request.set_board_id(session.board());
  views::v1::ListPlansReply reply;
  RETURN_IF_ERROR(FetchAll(session, "candour.views.v1.Views.ListPlans", request, reply));
  const std::string wanted = absl::AsciiStrToLower(name);
  std::map<std::string, std::string> found;
  for (const auto& row : reply.plans()) {
    if (absl::StartsWith(row.plan_id(), wanted) ||
        absl::StrContains(absl::AsciiStrToLower(row.title()), wanted)) {
      found[row.plan_id()] = row.title();
    }
  }
  if (!found.empty()) return found;
  return absl::NotFoundError(
      "No plan has this in its title. \"candour plan list\" tells those there are");
}

namespace {

absl::StatusOr<std::string> FindPlan(Session& session, const std::string& tenant,
                                     const std::string& name) {
  ASSIGN_OR_RETURN(const auto plans, FindPlans(session, tenant, name));
  if (plans.size() == 1) return plans.begin()->first;
  return absl::InvalidArgumentError(
      absl::StrCat("Several plans may be meant: ",
                   absl::StrJoin(plans, ", ", [](std::string* out, const auto& plan) {
                     absl::StrAppend(out, plan.second, " (", ShortId(plan.first), ")");
                   })));
}

}  // namespace

absl::Status ResolveNamedStreams(Session& session, const std::string& tenant,
                                 google::protobuf::Message& command) {
  const auto& type = *command.GetDescriptor();
  const auto& reflection = *command.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const auto& field = *type.field(i);
    const types::v1::Aggregate kind = field.options().GetExtension(candour::field).refers_to();
    if (kind != types::v1::MEETING && kind != types::v1::ACTION_PLAN) continue;
    const std::string name = reflection.GetString(command, &field);
    if (name.empty() || ParseUuid(name).ok()) continue;
    ASSIGN_OR_RETURN(const std::string id, kind == types::v1::MEETING
                                               ? FindMeeting(session, tenant, name)
                                               : FindPlan(session, tenant, name));
    reflection.SetString(&command, &field, id);
  }
  return absl::OkStatus();
}

}  // namespace candour::cli
