#include "services/views/views.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/record/v1/record.pb.h"
#include "candour/views/v1/views.pb.h"
#include "services/gate/check_fields.h"
#include "services/gate/membership.h"
#include "services/record/streams.h"
#include "services/views/answers.h"
#include "services/views/matching.h"

namespace candour::views {
namespace {

constexpr char kListLogs[] = "candour.record.v1.Record.ListLogs";

// Whose record, by the token. Services act for every tenant.
absl::StatusOr<std::string> TenantOf(const gate::Caller& caller, const std::string& named) {
  if (caller.is_service && !named.empty()) return named;
  return gate::TenantFor(caller, named);
}

google::protobuf::Timestamp Stamp(Micros micros) {
  google::protobuf::Timestamp stamp;
  stamp.set_seconds(micros / 1'000'000);
  stamp.set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1'000));
  return stamp;
}

}  // namespace

Views::Views(const workflows::WorkflowTable& table, gate::Client& record,
             storage::ViewStores& stores, absl::TimeZone london)
    : table_(table), record_(record), stores_(stores), london_(london) {}

absl::Status Views::FollowAll() {
  record::v1::ListLogsReply logs;
  RETURN_IF_ERROR(record_.Call(kListLogs, record::v1::ListLogsRequest(), logs));
  absl::MutexLock lock(&mutex_);
  for (const record::v1::LogSummary& log : logs.logs()) {
    std::unique_ptr<Tenant>& tenant = tenants_[log.tenant()];
    if (tenant != nullptr) continue;
    tenant = std::make_unique<Tenant>(Projector::Source{table_, record_, log.tenant()}, stores_,
                                      london_);
  }
  return absl::OkStatus();
}

absl::StatusOr<Views::Tenant*> Views::Find(const std::string& name) {
  const auto find = [&]() -> Tenant* {
    absl::MutexLock lock(&mutex_);
    const auto found = tenants_.find(name);
    return found == tenants_.end() ? nullptr : found->second.get();
  };
  if (Tenant* tenant = find()) return tenant;
  RETURN_IF_ERROR(FollowAll());
  if (Tenant* tenant = find()) return tenant;
  return absl::NotFoundError("no log is kept for the tenant named");
}

absl::Status Views::GetReach(const v1::GetReachRequest& request, absl::Duration at_most,
                             v1::GetReachReply& reply) {
  ASSIGN_OR_RETURN(Tenant* const tenant, Find(request.tenant()));
  const auto answer = [&](const Snapshot& view) {
    return tenant->reach.Answer(view, request, reply);
  };
  if (request.at_least_position() < tenant->projection.state().next_position) {
    return tenant->projection.ReadAsItStands(at_most, answer);
  }
  // Who is told of an event is told it by whoever may read since that event.
  ASSIGN_OR_RETURN(const record::ReadEnd end, EndOfLog(request.tenant()));
  if (request.at_least_position() >= end.head_position) {
    return tenant->projection.ReadAsItStands(at_most, answer);  // refused when it is answered
  }
  const absl::Status read =
      tenant->projection.Read(request.at_least_position(),
                              absl::Milliseconds(limits::kLongestWaitForPositionMillis), answer);
  // Of a log that cannot be followed any further, as it stood before.
  return absl::IsDataLoss(read) ? tenant->projection.ReadAsItStands(at_most, answer) : read;
}

absl::StatusOr<record::ReadEnd> Views::EndOfLog(const std::string& tenant) {
  record::v1::ReadStreamsRequest nothing;
  nothing.set_tenant(tenant);
  return record::ReadEvents(record_, nothing,
                            [](const record::v1::RecordedEvent&) { return absl::OkStatus(); });
}

template <typename Request, typename Reply, typename Answer>
absl::Status Views::Handle(const gate::Call& call, const Request& request, Reply& reply,
                           Answer answer) {
  RETURN_IF_ERROR(gate::CheckFields(request, london_));
  ASSIGN_OR_RETURN(const std::string name, TenantOf(call.caller(), request.tenant()));
  ASSIGN_OR_RETURN(Tenant* const tenant, Find(name));
  if (request.at_least_position() >= tenant->projection.state().next_position) {
    ASSIGN_OR_RETURN(const record::ReadEnd end, EndOfLog(name));
    if (request.at_least_position() > 0 && request.at_least_position() >= end.head_position) {
      return absl::OutOfRangeError(absl::StrCat("at_least_position: the log ends before position ",
                                                end.head_position, "; there is no such event"));
    }
  }
  const absl::Duration longest = absl::Milliseconds(limits::kLongestWaitForPositionMillis);
  // The time is asked for after the wait, so that it is not older than the event waited for.
  RETURN_IF_ERROR(tenant->projection.Read(request.at_least_position(), longest,
                                          [](const Snapshot&) { return absl::OkStatus(); }));
  ASSIGN_OR_RETURN(const record::ReadEnd end, EndOfLog(name));
  const Micros now = end.now;
  return tenant->projection.Read(
      request.at_least_position(), longest, [&](const Snapshot& view) -> absl::Status {
        reply.mutable_as_of()->set_position(view.next_position - 1);
        *reply.mutable_as_of()->mutable_now() = Stamp(now);
        return answer(
            Asked{view, call.caller(), absl::FromUnixMicros(now), london_, tenant->clocks}, request,
            reply);
      });
}

absl::Status Views::ListPossibleDuplicates(const gate::Call& call,
                                           const v1::ListPossibleDuplicatesRequest& request,
                                           v1::ListPossibleDuplicatesReply& reply) {
  Candidates candidates;
  RETURN_IF_ERROR(Handle(call, request, reply,
                         [&](const Asked& asked, const auto& about, auto&) -> absl::Status {
                           ASSIGN_OR_RETURN(candidates, CandidatesFor(about.case_id(), asked));
                           return AddSameReference(about.case_id(), asked, reply);
                         }));
  ASSIGN_OR_RETURN(const std::string tenant, TenantOf(call.caller(), request.tenant()));
  return CompareWith(candidates, table_, record_, tenant, reply);
}

gate::ServiceHandlers Views::Handlers() {
  gate::ServiceHandlers handlers("candour.views.v1.Views");
  const auto query = [&]<typename Request, typename Reply>(
                         const char* method,
                         absl::Status (*answer)(const Asked&, const Request&, Reply&)) {
    handlers.Unary<Request, Reply>(
        method, [this, answer](const gate::Call& call, const Request& request, Reply& reply) {
          return Handle(call, request, reply, answer);
        });
  };
  query("ListCases", &ListCases);
  query("ListClocks", &ListClocks);
  query("GetCaseClocks", &GetCaseClocks);
  query("GetTimeline", &GetTimeline);
  query("ListMeetings", &ListMeetings);
  query("GetAttendance", &GetAttendance);
  query("ListMeetingActions", &ListMeetingActions);
  query("ListPlans", &ListPlans);
  query("ListRecommendations", &ListRecommendations);
  query("ListActions", &ListActions);
  query("ListAgencies", &ListAgencies);
  query("ListAgencyReturns", &ListAgencyReturns);
  query("ListReviews", &ListReviews);
  query("ListContributions", &ListContributions);
  query("GetTimeliness", &GetTimeliness);
  query("GetFigures", &GetFigures);
  query("ListRegister", &ListRegister);
  handlers.Unary<v1::ListPossibleDuplicatesRequest, v1::ListPossibleDuplicatesReply>(
      "ListPossibleDuplicates", [this](const gate::Call& call, const auto& request, auto& reply) {
        return ListPossibleDuplicates(call, request, reply);
      });
  handlers.Unary<v1::GetReachRequest, v1::GetReachReply>(
      "GetReach", [this](const gate::Call&, const auto& request, auto& reply) {
        return GetReach(request, absl::ZeroDuration(), reply);
      });
  handlers.Unary<v1::RebuildViewRequest, v1::RebuildViewReply>(
      "RebuildView", [this](const gate::Call&, const auto& request, auto&) -> absl::Status {
        ASSIGN_OR_RETURN(Tenant* const tenant, Find(request.tenant()));
        return tenant->projection.Rebuild(absl::Milliseconds(limits::kLongestCallMillis));
      });
  handlers.Unary<v1::GetViewStateRequest, v1::GetViewStateReply>(
      "GetViewState", [this](const gate::Call&, const auto& request, auto& reply) -> absl::Status {
        ASSIGN_OR_RETURN(Tenant* const tenant, Find(request.tenant()));
        const Projection::State state = tenant->projection.state();
        reply.set_view(absl::StrCat(request.tenant(), "@", kViewVersion));
        reply.set_next_position(state.next_position);
        reply.set_answering(state.not_answering_because.empty());
        reply.set_not_answering_because(state.not_answering_because);
        reply.set_stopped(state.stopped);
        reply.set_rebuilds(state.rebuilds);
        return absl::OkStatus();
      });
  return handlers;
}

}  // namespace candour::views
