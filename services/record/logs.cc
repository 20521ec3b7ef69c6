// The logs themselves: found, opened, and kept in time.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/events/v1/log.pb.h"
#include "services/gate/membership.h"
#include "services/gate/roles.h"
#include "services/record/bytes.h"
#include "services/record/record.h"
#include "services/record/serialise.h"
#include "storage/keyring/keyring_file.h"
#include "storage/keyring/sealing.h"
#include "storage/leaf.h"

namespace candour::record {
namespace {

constexpr uint32_t kLogFormat = 1;
constexpr size_t kNewestEvents = 256;
constexpr char kDrivenOrigin[] = "demo";

bool IsTenantName(std::string_view name) {
  return !name.empty() && name.size() < limits::kTenantBytes &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
         });
}

// Whoever operates the logs sees all of them; everybody else those of their own tenants.
absl::Status UnlessTheirs(const gate::Call& call, const std::string& tenant) {
  if (gate::Permits(call.caller(), "record.operate")) return absl::OkStatus();
  return gate::TenantFor(call.caller(), tenant).status();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Record>> Record::Create(Options options) {
  std::unique_ptr<Record> record(new Record(options));
  for (const storage::LogInfo& info : options.log.Logs()) {
    ASSIGN_OR_RETURN(const storage::Head head, options.log.GetHead(info.id));
    const Tenant& tenant = record->Adopt(MakeTenant(info, head.last_recorded_at));
    RETURN_IF_ERROR(record->CheckNewestKeys(tenant, head));
    RETURN_IF_ERROR(options.log.AttachClock(info.id, record->ClockOf(tenant)));
  }
  for (const storage::RecoveredLog& recovered : options.log.recovery().unreported) {
    events::v1::LogRecovered event;
    event.set_head_position(recovered.next_position);
    event.set_acknowledged_position(recovered.acknowledged);
    event.set_checkpoint_size(recovered.checkpoint_size);
    for (const storage::LogInfo& info : options.log.Logs()) {
      if (info.id != recovered.log) continue;
      ASSIGN_OR_RETURN(const Tenant* tenant, record->Find(info.tenant));
      // A log that takes no events now, as when its disk is full, is told at the next opening.
      const absl::Status written = record->WriteOwnEvent(*tenant, event);
      if (!written.ok() && !absl::IsFailedPrecondition(written)) return written;
    }
  }
  for (const storage::LogInfo& info : options.log.Logs()) {
    ASSIGN_OR_RETURN(const Tenant* tenant, record->Find(info.tenant));
    record->NoteForgetting(*tenant);
  }
  if (options.documents != nullptr) RETURN_IF_ERROR(record->SweepContents());
  return record;
}

// An older copy of the keyring lacks the newest keys. One that lacks others is told when they are
// asked for.
absl::Status Record::CheckNewestKeys(const Tenant& tenant, const storage::Head& head) const {
  const uint64_t from = head.next_position - std::min<uint64_t>(head.next_position, kNewestEvents);
  ASSIGN_OR_RETURN(const auto newest,
                   options_.log.ReadAll(tenant.info.id, from, {kNewestEvents, SIZE_MAX}));
  for (const storage::StoredEvent& stored : newest) {
    ASSIGN_OR_RETURN(const storage::Leaf leaf, storage::ParseLeaf(stored.leaf));
    if (absl::IsNotFound(options_.keyring.Get(tenant.info.id, leaf.scope).status())) {
      return KeyIsLost();
    }
  }
  return absl::OkStatus();
}

gate::ServiceHandlers Record::Handlers() {
  gate::ServiceHandlers handlers("candour.record.v1.Record");
  handlers.Async<v1::AppendRequest, v1::AppendReply>(
      "Append", [this](const gate::Call&, const v1::AppendRequest& request, v1::AppendReply& reply,
                       gate::Done done) {
        Append(request, [&reply, done = std::move(done)](absl::StatusOr<v1::AppendReply> answer) {
          if (answer.ok()) reply = *std::move(answer);
          done(answer.status());
        });
      });
  handlers.Bidi<v1::AppendRequest, v1::BulkAppendReply>(
      "BulkAppend", [this](const gate::Call& call, auto& requests, auto& replies) {
        return BulkAppend(call, requests, replies);
      });
  const auto stream = [&]<typename Request, typename Reply>(const char* method, auto member) {
    handlers.ServerStream<Request, Reply>(
        method, [this, member](const gate::Call&, const Request& request, auto& pages) {
          return (this->*member)(request, pages);
        });
  };
  stream.template operator()<v1::ReadStreamsRequest, v1::EventPage>("ReadStreams",
                                                                    &Record::ReadStreams);
  stream.template operator()<v1::ReadAllRequest, v1::EventPage>("ReadAll", &Record::ReadAll);
  stream.template operator()<v1::ReadScopeRequest, v1::EventPage>("ReadScope", &Record::ReadScope);
  handlers.ServerStream<v1::SubscribeRequest, v1::EventPage>(
      "Subscribe", [this](const gate::Call& call, const auto& request, auto& pages) {
        return Subscribe(call, request, pages);
      });
  handlers.ServerStream<v1::VerifyLogRequest, v1::VerifyProgress>(
      "VerifyLog",
      [this](const gate::Call& call, const auto& request, auto& progress) -> absl::Status {
        RETURN_IF_ERROR(UnlessTheirs(call, request.tenant()));
        return Verify(call, request, progress);
      });
  handlers.ServerStream<v1::BackUpRequest, v1::BackUpReply>(
      "BackUp", [this](const gate::Call&, const auto&, auto& replies) { return BackUp(replies); });
  const auto unary = [&]<typename Request, typename Reply>(const char* method, auto member) {
    handlers.Unary<Request, Reply>(
        method, [this, member](const gate::Call&, const Request& request, Reply& reply) {
          return (this->*member)(request, reply);
        });
  };
  unary.template operator()<v1::ListLogsRequest, v1::ListLogsReply>("ListLogs", &Record::ListLogs);
  unary.template operator()<v1::OpenLogRequest, v1::OpenLogReply>("OpenLog", &Record::OpenLog);
  unary.template operator()<v1::ConfirmClockRequest, v1::ConfirmClockReply>("ConfirmClock",
                                                                            &Record::ConfirmClock);
  const auto of_tenant = [&]<typename Request, typename Reply>(const char* method, auto member) {
    handlers.Unary<Request, Reply>(method,
                                   [this, member](const gate::Call& call, const Request& request,
                                                  Reply& reply) -> absl::Status {
                                     RETURN_IF_ERROR(UnlessTheirs(call, request.tenant()));
                                     return (this->*member)(request, reply);
                                   });
  };
  of_tenant.template operator()<v1::GetCheckpointRequest, v1::Checkpoint>("GetCheckpoint",
                                                                          &Record::Checkpoint);
  of_tenant.template operator()<v1::InclusionProofRequest, v1::InclusionProof>("GetInclusionProof",
                                                                               &Record::Inclusion);
  of_tenant.template operator()<v1::ConsistencyProofRequest, v1::ConsistencyProof>(
      "GetConsistencyProof", &Record::Consistency);
  of_tenant.template operator()<v1::DriveClockRequest, v1::DriveClockReply>("DriveClock",
                                                                            &Record::DriveClock);
  of_tenant.template operator()<v1::ListCheckpointsRequest, v1::ListCheckpointsReply>(
      "ListCheckpoints", &Record::ListCheckpoints);
  AddContents(handlers);
  AddForgetting(handlers);
  return handlers;
}

void Record::AddForgetting(gate::ServiceHandlers& handlers) {
  const auto by_person = [&]<typename Request, typename Reply>(
                             const char* method, absl::Status (Record::*answer)(
                                                     const gate::Call&, const Request&, Reply&)) {
    handlers.Unary<Request, Reply>(
        method, [this, answer](const gate::Call& call, const Request& request, Reply& reply) {
          return (this->*answer)(call, request, reply);
        });
  };
  by_person("RequestForgetting", &Record::RequestForgetting);
  by_person("Forget", &Record::Forget);
  by_person("ListForgettings", &Record::ListForgettings);
  by_person("PlaceLegalHold", &Record::PlaceLegalHold);
  by_person("LiftLegalHold", &Record::LiftLegalHold);
  handlers.Unary<v1::CertifyForgettingRequest, types::v1::Forgetting>(
      "CertifyForgetting", [this](const gate::Call&, const auto& request, auto& reply) {
        return CertifyForgetting(request, reply);
      });
  handlers.ServerStream<v1::DiscloseScopeRequest, v1::DisclosedPage>(
      "DiscloseScope", [this](const gate::Call&, const auto& request, auto& pages) {
        return DiscloseScope(request, pages);
      });
}

absl::StatusOr<const Record::Tenant*> Record::Find(std::string_view tenant) const {
  absl::MutexLock lock(&mutex_);
  const auto found = tenants_.find(std::string(tenant));
  if (found == tenants_.end()) {
    return absl::NotFoundError("no log is kept for the tenant named");
  }
  return found->second.get();
}

const Clock& Record::ClockOf(const Tenant& tenant) const {
  if (tenant.driven != nullptr) return *tenant.driven;
  return options_.clock;
}

std::unique_ptr<Record::Tenant> Record::MakeTenant(storage::LogInfo info, Micros driven_from) {
  auto tenant = std::make_unique<Tenant>();
  if (info.driven_clock) tenant->driven = std::make_unique<DrivenClock>(driven_from);
  tenant->info = std::move(info);
  return tenant;
}

const Record::Tenant& Record::Adopt(std::unique_ptr<Tenant> tenant) {
  absl::MutexLock lock(&mutex_);
  std::unique_ptr<Tenant>& place = tenants_[tenant->info.tenant];
  place = std::move(tenant);
  return *place;
}

absl::StatusOr<v1::LogSummary> Record::Summarise(const Tenant& tenant) const {
  v1::LogSummary summary;
  summary.set_tenant(tenant.info.tenant);
  summary.set_log_id(tenant.info.id.Text());
  summary.set_origin(tenant.info.origin);
  summary.set_driven_clock(tenant.info.driven_clock);
  ASSIGN_OR_RETURN(const storage::Head head, options_.log.GetHead(tenant.info.id));
  summary.set_size(head.next_position);
  ASSIGN_OR_RETURN(const auto because, options_.log.ReadOnlyBecause(tenant.info.id));
  summary.set_read_only(because.has_value());
  summary.set_read_only_because(because.value_or(""));
  ASSIGN_OR_RETURN(*summary.mutable_verifier_key(), VerifierKey(tenant));
  summary.set_now_micros(ClockOf(tenant).NowMicros());
  return summary;
}

absl::Status Record::ListLogs(const v1::ListLogsRequest&, v1::ListLogsReply& reply) {
  for (const storage::LogInfo& info : options_.log.Logs()) {
    const absl::StatusOr<const Tenant*> tenant = Find(info.tenant);
    if (!tenant.ok()) continue;  // it is being opened at this moment
    ASSIGN_OR_RETURN(*reply.add_logs(), Summarise(**tenant));
  }
  return absl::OkStatus();
}

namespace {

absl::Status CheckStart(Micros start) {
  const auto year = [](int number) {
    return absl::ToUnixMicros(absl::FromCivil(absl::CivilYear(number), absl::UTCTimeZone()));
  };
  if (start >= year(limits::kEarliestYear) && start < year(limits::kLatestYearDriven)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("driven_clock_start_micros: a moment from the year ", limits::kEarliestYear,
                   " to before the year ", limits::kLatestYearDriven, " is needed"));
}

}  // namespace

absl::Status Record::OpenLog(const v1::OpenLogRequest& request, v1::OpenLogReply& reply) {
  if (!IsTenantName(request.tenant())) {
    return absl::InvalidArgumentError(
        "tenant: a short name of lower-case letters, digits and dashes is needed");
  }
  if (request.driven_clock()) RETURN_IF_ERROR(CheckStart(request.driven_clock_start_micros()));
  storage::LogInfo info;
  info.id.bytes = storage::crypto::RandomId();
  info.tenant = request.tenant();
  info.driven_clock = request.driven_clock();
  info.origin =
      absl::StrCat(info.driven_clock ? kDrivenOrigin : options_.origin.c_str(), "/", info.tenant);

  absl::MutexLock lock(&opening_mutex_);
  if (Find(info.tenant).ok()) {
    return absl::AlreadyExistsError("this tenant has a log");
  }
  const Micros start =
      request.driven_clock() ? request.driven_clock_start_micros() : options_.clock.NowMicros();
  events::v1::LogOpened opened;
  opened.set_origin(info.origin);
  opened.set_format(kLogFormat);
  opened.set_predecessor_checkpoint(request.predecessor_checkpoint());
  opened.set_driven_clock(info.driven_clock);

  v1::AppendRequest append;
  append.set_tenant(info.tenant);
  append.set_command_id(ToString(storage::crypto::RandomId()));
  append.set_actor(request.actor().empty() ? std::string(ActorId{}.View()) : request.actor());
  *append.add_events() = OwnEvent(info.id, opened, start);
  std::unique_ptr<Tenant> tenant = MakeTenant(info, start);
  ASSIGN_OR_RETURN(storage::Batch first, Seal(*tenant, append, /*may_make_keys=*/true));
  RETURN_IF_ERROR(options_.log.CreateLog(info, ClockOf(*tenant), std::move(first)));
  ASSIGN_OR_RETURN(*reply.mutable_log(), Summarise(Adopt(std::move(tenant))));
  return absl::OkStatus();
}

// The log first: whatever document its copy speaks of is then there to be copied. The keyring last:
// a key that came meanwhile is of an event the copy of the record may have.
absl::Status Record::BackUp(gate::Writer<v1::BackUpReply>& replies) {
  if (options_.backup_folder.empty()) {
    return absl::FailedPreconditionError("the server was started without a folder for backups");
  }
  absl::MutexLock lock(&backup_mutex_);
  ASSIGN_OR_RETURN(const storage::BackupMade made, options_.log.BackUp(options_.backup_folder));
  v1::BackUpReply reply;
  reply.set_number(made.number);
  reply.set_bytes(made.bytes);
  if (options_.documents != nullptr) {
    ASSIGN_OR_RETURN(const uint64_t documents, options_.documents->CopyTo(absl::StrCat(
                                                   options_.backup_folder, "/documents")));
    reply.set_documents(documents);
  }
  if (!options_.keyring_backup_folder.empty()) {
    storage::KeyringFile copy(absl::StrCat(options_.keyring_backup_folder, "/keyring"));
    RETURN_IF_ERROR(options_.keyring.CopyTo(copy));
    reply.set_keyring(true);
  }
  replies.Write(reply);
  return absl::OkStatus();
}

absl::Status Record::ConfirmClock(const v1::ConfirmClockRequest& request, v1::ConfirmClockReply&) {
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(request.tenant()));
  if (request.reason().empty()) return absl::InvalidArgumentError("reason: this is needed");
  ASSIGN_OR_RETURN(const auto because, options_.log.ReadOnlyBecause(tenant->info.id));
  if (!because) return absl::FailedPreconditionError("the log takes appends; nothing to confirm");
  RETURN_IF_ERROR(options_.log.AllowWriting(tenant->info.id));
  events::v1::ClockConfirmed event;
  event.set_reason(request.reason());
  return WriteOwnEvent(*tenant, event);
}

absl::Status Record::DriveClock(const v1::DriveClockRequest& request, v1::DriveClockReply& reply) {
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(request.tenant()));
  if (tenant->driven == nullptr) {
    return absl::FailedPreconditionError("this log runs on the machine's clock");
  }
  RETURN_IF_ERROR(tenant->driven->DriveTo(request.to_micros()));
  reply.set_now_micros(tenant->driven->NowMicros());
  return absl::OkStatus();
}

}  // namespace candour::record
