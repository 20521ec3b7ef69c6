#include "storage/engine/committer.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "storage/bytes.h"
#include "storage/engine/log_reader.h"
#include "storage/merkle/checkpoint.h"

namespace candour::storage {
namespace {

// The answers that leave the store as it was; any other failure is the store's own.
bool IsRefusal(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
      return true;
    default:
      return false;
  }
}

absl::Status Stopped(const absl::Status& cause) {
  return absl::UnavailableError(
      absl::StrCat("the store has stopped and must be opened again: ", cause.message()));
}

}  // namespace

void Committer::Group::Add(Log* log) {
  if (std::find(logs.begin(), logs.end(), log) == logs.end()) logs.push_back(log);
}

Committer::Committer(Tables& tables, BootReading since_boot, const DiskRoom& room, Publish publish)
    : tables_(tables),
      since_boot_(std::move(since_boot)),
      room_(room),
      publish_(std::move(publish)),
      planner_(tables) {}

absl::Status Committer::Start(std::vector<LogState> logs) {
  absl::MutexLock lock(&mutex_);
  for (LogState& state : logs) {
    auto log = std::make_unique<Log>();
    log->state = std::move(state);
    RETURN_IF_ERROR(LoadStanding(*log));
    publish_({log->state.number,
              log->state.info,
              {log->state.next_position, log->state.last_recorded_at},
              log->read_only_because});
    logs_[log->state.info.id] = std::move(log);
  }
  return absl::OkStatus();
}

absl::Status Committer::LoadStanding(Log& log) {
  ASSIGN_OR_RETURN(log.read_only_because,
                   tables_.Get(Table::kMeta, rows::ReadOnlyKey(log.state.number)));
  ASSIGN_OR_RETURN(const auto recovered,
                   tables_.Get(Table::kMeta, rows::RecoveredKey(log.state.number)));
  log.owes_word_of_recovery = recovered.has_value();
  const LogReader reader(tables_, log.state.number, log.state.info.id, log.state.next_position);
  ASSIGN_OR_RETURN(const auto checkpoints, reader.Checkpoints());
  if (!checkpoints.empty()) {
    log.checkpoint_size = checkpoints.back().first;
    ASSIGN_OR_RETURN(log.checkpoint_root, reader.Root(log.checkpoint_size));
  }
  return absl::OkStatus();
}

std::vector<absl::StatusOr<Committed>> Committer::CommitGroup(
    const std::vector<const Request*>& requests) {
  absl::MutexLock lock(&mutex_);
  std::vector<Planner::Expected> expected;
  for (const Request* request : requests) {
    const absl::StatusOr<Log*> log = Find(request->log);
    if (log.ok()) expected.push_back({(*log)->state.number, &request->ready});
  }
  failure_.Update(planner_.Prepare(expected));
  std::vector<absl::StatusOr<Committed>> answers;
  answers.reserve(requests.size());
  Group group;
  group.lacking_room = room_.Lacking();
  for (const Request* request : requests) answers.push_back(Take(*request, group));
  const absl::Status written = Write(group);
  if (written.ok()) return answers;
  for (absl::StatusOr<Committed>& answer : answers) {
    if (answer.ok()) answer = written;
  }
  return answers;
}

absl::StatusOr<Committer::Log*> Committer::Find(const LogId& id) {
  if (!failure_.ok()) return Stopped(failure_);
  const auto found = logs_.find(id);
  if (found == logs_.end()) return absl::NotFoundError(absl::StrCat("no log ", id.Text()));
  return found->second.get();
}

absl::StatusOr<Committed> Committer::Take(const Request& request, Group& group) {
  ASSIGN_OR_RETURN(Log* const log, Find(request.log));
  const uint64_t before = log->state.next_position;
  absl::StatusOr<Committed> taken = planner_.Take(
      log->state, request.ready,
      [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return ReadTime(*log, group); }, group.changes);
  if (taken.ok() && log->state.next_position != before) group.Add(log);
  if (!taken.ok() && !IsRefusal(taken.status())) {
    failure_ = taken.status();
    return Stopped(failure_);
  }
  return taken;
}

absl::StatusOr<Micros> Committer::ReadTime(Log& log, Group& group) {
  std::optional<std::string> because = log.read_only_because;
  if (!because.has_value()) because = group.lacking_room;
  if (because.has_value()) {
    return absl::FailedPreconditionError(absl::StrCat("the log is read-only: ", *because));
  }
  if (!log.clock.has_value()) {
    return absl::FailedPreconditionError("the log is read-only: it has not been given a clock");
  }
  absl::StatusOr<Micros> now = log.clock->Read();
  if (!now.ok()) SetReadOnly(log, std::string(now.status().message()), group);
  return now;
}

void Committer::SetReadOnly(Log& log, std::optional<std::string> because, Group& group) {
  group.changes.push_back({Table::kMeta, rows::ReadOnlyKey(log.state.number), because});
  log.read_only_because = std::move(because);
  group.Add(&log);
}

absl::Status Committer::Write(Group& group) {
  if (!failure_.ok()) return Stopped(failure_);
  if (group.changes.empty()) return absl::OkStatus();
  planner_.FinishGroup(group.changes);
  std::vector<Floor> floors;
  for (Log* const log : group.logs) {
    const LogState& state = log->state;
    group.changes.push_back(
        {Table::kMeta, rows::HeadKey(state.number),
         rows::EncodeHead({state.next_position, state.last_recorded_at, state.frontier.Root()})});
    if (log->owes_word_of_recovery) {
      group.changes.push_back({Table::kMeta, rows::RecoveredKey(state.number), std::nullopt});
      log->owes_word_of_recovery = false;
    }
    floors.push_back({state.number, state.info.id, state.next_position, log->checkpoint_size,
                      log->checkpoint_root});
  }
  failure_ = tables_.Commit(group.changes, floors);
  if (!failure_.ok()) return Stopped(failure_);
  planner_.GroupWritten();
  for (const Log* const log : group.logs) {
    publish_({log->state.number,
              log->state.info,
              {log->state.next_position, log->state.last_recorded_at},
              log->read_only_because});
  }
  return absl::OkStatus();
}

absl::Status Committer::CheckNewLog(const LogInfo& info) {
  if (!failure_.ok()) return Stopped(failure_);
  if (info.tenant.empty() || info.tenant.size() > limits::kTenantBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("a tenant's name has 1 to ", limits::kTenantBytes, " bytes"));
  }
  if (info.origin.empty() || info.origin.size() > limits::kOriginBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("a log's origin has 1 to ", limits::kOriginBytes, " bytes"));
  }
  for (const auto& [id, log] : logs_) {
    if (id == info.id || log->state.info.tenant == info.tenant) {
      return absl::AlreadyExistsError("the tenant or the id has a log already");
    }
  }
  return absl::OkStatus();
}

absl::Status Committer::CreateLog(const LogInfo& info, const Clock& clock, Batch first) {
  ASSIGN_OR_RETURN(const ReadyBatch ready, MakeReady(std::move(first)));
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(CheckNewLog(info));
  auto log = std::make_unique<Log>();
  log->state.info = info;
  for (const auto& [id, other] : logs_) {
    log->state.number = std::max(log->state.number, other->state.number + 1);
  }
  log->clock.emplace(clock, info.driven_clock ? BootReading() : since_boot_, clock.NowMicros());

  Group group;
  group.lacking_room = room_.Lacking();
  group.changes.push_back({Table::kMeta, rows::FormatKey(), rows::EncodeNumber(rows::kFormat)});
  group.changes.push_back(
      {Table::kMeta, rows::LogKey(log->state.number), rows::EncodeLogInfo(info)});
  const absl::StatusOr<Committed> taken = planner_.Take(
      log->state, ready, [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return ReadTime(*log, group); },
      group.changes);
  if (!taken.ok() && !IsRefusal(taken.status())) {
    failure_ = taken.status();
    return Stopped(failure_);
  }
  RETURN_IF_ERROR(taken.status());
  group.Add(log.get());
  RETURN_IF_ERROR(Write(group));
  logs_[info.id] = std::move(log);
  return absl::OkStatus();
}

absl::Status Committer::AttachClock(const LogId& id, const Clock& clock) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Log* const log, Find(id));
  log->clock.emplace(clock, log->state.info.driven_clock ? BootReading() : since_boot_,
                     log->state.last_recorded_at);
  return absl::OkStatus();
}

absl::Status Committer::CheckCheckpoint(const Log& log, uint64_t size, const std::string& note,
                                        Bytes32& root) {
  const LogReader reader(tables_, log.state.number, log.state.info.id, log.state.next_position);
  ASSIGN_OR_RETURN(root, reader.Root(size));
  ASSIGN_OR_RETURN(const merkle::SignedNote parsed, merkle::ParseNote(note));
  ASSIGN_OR_RETURN(const merkle::Checkpoint checkpoint, merkle::ParseCheckpointText(parsed.text));
  if (checkpoint != merkle::Checkpoint{log.state.info.origin, size, root}) {
    return absl::InvalidArgumentError("the checkpoint does not speak of this log at this size");
  }
  return absl::OkStatus();
}

absl::Status Committer::PutCheckpoint(const LogId& id, uint64_t size, std::string note) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Log* const log, Find(id));
  Bytes32 root{};
  RETURN_IF_ERROR(CheckCheckpoint(*log, size, note, root));
  if (size >= log->checkpoint_size) {
    log->checkpoint_size = size;
    log->checkpoint_root = root;
  }
  Group group;
  group.changes.push_back(
      {Table::kMeta, rows::CheckpointKey(log->state.number, size), std::move(note)});
  failure_ = tables_.Commit(group.changes, {{log->state.number, id, log->state.next_position,
                                             log->checkpoint_size, log->checkpoint_root}});
  if (!failure_.ok()) return Stopped(failure_);
  return absl::OkStatus();
}

absl::Status Committer::RefuseWriting(const LogId& id, std::string because) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Log* const log, Find(id));
  Group group;
  SetReadOnly(*log, std::move(because), group);
  return Write(group);
}

absl::Status Committer::AllowWriting(const LogId& id) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Log* const log, Find(id));
  Group group;
  SetReadOnly(*log, std::nullopt, group);
  if (log->clock.has_value()) log->clock->Confirm();
  return Write(group);
}

}  // namespace candour::storage
