#include "tools/candour/demo/load.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "candour/audit/v1/national_return.pb.h"
#include "candour/record/v1/record.pb.h"
#include "candour/types/v1/command.pb.h"
#include "google/protobuf/message.h"
#include "services/gate/errors.h"
#include "tools/candour/speech/catalogue.h"
#include "tools/candour/speech/words.h"

namespace candour::cli::demo {
namespace {

constexpr char kOperator[] = "operator";
constexpr char kDriver[] = "demonstration_driver";

int64_t MicrosOf(Moment moment) { return absl::ToUnixMicros(absl::FromCivil(moment, London())); }

// The reading of the log's clock, once there is a log.
absl::StatusOr<int64_t> OpenLog(const Tables& tables, Moment start, Session& session) {
  record::v1::ListLogsReply logs;
  RETURN_IF_ERROR(session.CallAs(kOperator, "candour.record.v1.Record.ListLogs",
                                 record::v1::ListLogsRequest(), logs));
  for (const record::v1::LogSummary& log : logs.logs()) {
    if (log.tenant() != tables.tenant) continue;
    if (log.driven_clock()) return log.now_micros();
    return absl::FailedPreconditionError(absl::StrCat(
        "The log of ", tables.tenant, " keeps real time: the demonstration never touches it"));
  }
  record::v1::OpenLogRequest request;
  request.set_tenant(tables.tenant);
  request.set_driven_clock(true);
  request.set_driven_clock_start_micros(MicrosOf(start));
  record::v1::OpenLogReply reply;
  RETURN_IF_ERROR(session.CallAs(kOperator, "candour.record.v1.Record.OpenLog", request, reply));
  return reply.log().now_micros();
}

absl::Status DriveTo(const Tables& tables, int64_t micros, Session& session) {
  record::v1::DriveClockRequest request;
  request.set_tenant(tables.tenant);
  request.set_to_micros(micros);
  record::v1::DriveClockReply reply;
  return session.CallAs(kDriver, "candour.record.v1.Record.DriveClock", request, reply);
}

FieldValues WithFolder(FieldValues fields, const std::string& editions) {
  for (auto& [path, value] : fields) {
    if (absl::StartsWith(value, "@")) value = absl::StrCat("@", editions, "/", value.substr(1));
  }
  return fields;
}

bool RefusedAsTold(const Step& step, const absl::Status& status) {
  const auto rejection = gate::RejectionIn(status);
  return rejection && types::v1::RejectionReason_Name(rejection->reason()) == step.refused_because;
}

absl::Status Named(const Step& step, const absl::Status& status) {
  absl::Status named(status.code(),
                     absl::StrCat(step.command, " on ", Text(step.when), ": ", status.message()));
  status.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { named.SetPayload(url, payload); });
  return named;
}

// A guest's call is no command of the office, and `candour do` does not know it.
absl::StatusOr<const google::protobuf::MethodDescriptor*> MethodOf(const std::string& command) {
  if (command == "NotifyDeath") {
    return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
        "candour.casework.v1.GuestNotifications.NotifyDeath");
  }
  return FindCommand(command);
}

// The figures of a year are counted by the server from what was recorded before they are frozen, so
// that loading again counts the same.
absl::Status CountTable(const Tables& tables, const Step& step, Session& session,
                        google::protobuf::Message& command) {
  const auto* field = command.GetDescriptor()->FindFieldByName("table");
  if (field == nullptr) return absl::OkStatus();
  auto& table = static_cast<types::v1::ReturnTable&>(
      *command.GetReflection()->MutableMessage(&command, field));
  audit::v1::GetReturnRequest request;
  request.set_tenant(tables.tenant);
  request.set_board_id(tables.board_id);
  request.set_year(table.year());
  const int64_t before = MicrosOf(step.when) - 1;
  auto& moment = *request.mutable_as_at()->mutable_moment();
  moment.set_seconds(before / 1'000'000);
  moment.set_nanos(static_cast<int32_t>(before % 1'000'000 * 1'000));
  audit::v1::Return counted;
  const absl::Status outcome =
      session.CallAs(step.role, "candour.audit.v1.NationalReturns.GetReturn", request, counted);
  if (!outcome.ok()) return Named(step, outcome);
  table = counted.table();
  return absl::OkStatus();
}

absl::Status Give(const Tables& tables, const Step& step, const Loading& loading, Session& session,
                  Loaded& loaded) {
  ASSIGN_OR_RETURN(const auto* method, MethodOf(step.command));
  auto command = BuildCommand(*method, WithFolder(step.fields, loading.editions));
  if (!command.ok()) return Named(step, command.status());
  RETURN_IF_ERROR(CountTable(tables, step, session, **command));
  const std::unique_ptr<google::protobuf::Message> reply(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(method->output_type())
          ->New());
  const absl::Status outcome = session.CallAs(step.role, method->full_name(), **command, *reply);
  if (!step.refused_because.empty()) {
    // Long afterwards the same attempt may meet another refusal.
    const bool refused =
        loading.from_start ? absl::IsFailedPrecondition(outcome) : RefusedAsTold(step, outcome);
    if (refused) return absl::OkStatus();
    return Named(step,
                 outcome.ok() ? absl::InternalError("this should have been refused") : outcome);
  }
  if (!outcome.ok()) return Named(step, outcome);
  // A guest is answered with a receipt, and with nothing of the log.
  if (const auto* accepted = dynamic_cast<const types::v1::Accepted*>(reply.get())) {
    loaded.last_position = std::max<uint64_t>(loaded.last_position, accepted->last_position());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Loaded> Load(const Tables& tables, const Loading& loading, Session& session,
                            Terminal& terminal) {
  const std::vector<Step> steps = Told(tables);
  Loaded loaded{steps.size()};
  ASSIGN_OR_RETURN(int64_t now, OpenLog(tables, steps.front().when, session));
  Progress progress(terminal, absl::StrCat("Living through ", tables.tenant));
  uint64_t told = 0;
  for (const Step& step : steps) {
    progress.Show(++told, steps.size());
    const int64_t when = MicrosOf(step.when);
    // The clock is driven on only when everything before has been answered.
    if (when < now && !loading.from_start) continue;
    if (when > now) RETURN_IF_ERROR(DriveTo(tables, when, session));
    now = std::max(now, when);
    RETURN_IF_ERROR(Give(tables, step, loading, session, loaded));
    ++loaded.sent;
  }
  const int64_t end = MicrosOf(MomentOf(tables.lived_until));
  if (end > now) RETURN_IF_ERROR(DriveTo(tables, end, session));
  return loaded;
}

}  // namespace candour::cli::demo
