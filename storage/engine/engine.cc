#include "storage/engine/engine.h"

#include <deque>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/limits.h"
#include "base/status.h"
#include "storage/engine/committer.h"
#include "storage/engine/log_reader.h"
#include "storage/engine/opening.h"

namespace candour::storage {
namespace {

class Engine final : public EventLog {
 public:
  Engine(std::unique_ptr<Tables> tables, EngineOptions options)
      : tables_(std::move(tables)),
        recovery_(std::move(options.recovery)),
        room_(std::move(options.free_bytes), options.low_disk_bytes),
        committer_(*tables_, std::move(options.since_boot), room_,
                   [this](const Published& log) { Show(log); }) {}
  ~Engine() override;

  absl::Status Start(std::vector<LogState> logs);

  absl::Status CreateLog(const LogInfo& info, const Clock& clock, Batch first) override {
    return Noted(committer_.CreateLog(info, clock, std::move(first)));
  }
  absl::Status AttachClock(const LogId& log, const Clock& clock) override {
    return committer_.AttachClock(log, clock);
  }
  absl::Status PutCheckpoint(const LogId& log, uint64_t size, std::string note) override {
    return Noted(committer_.PutCheckpoint(log, size, std::move(note)));
  }
  absl::Status RefuseWriting(const LogId& log, std::string because) override {
    return Noted(committer_.RefuseWriting(log, std::move(because)));
  }
  absl::Status AllowWriting(const LogId& log) override {
    return Noted(committer_.AllowWriting(log));
  }
  absl::StatusOr<BackupMade> BackUp(const std::string& folder) override {
    return tables_->BackUp(folder, Acknowledged());
  }
  absl::Status CheckFiles() const override { return tables_->CheckFiles(); }
  Recovery recovery() const override { return recovery_; }

  void Append(const LogId& log, Batch batch, AppendDone done) override;
  std::vector<LogInfo> Logs() const override;
  absl::StatusOr<Head> GetHead(const LogId& log) const override;
  absl::StatusOr<Head> WaitForHead(const LogId& log, uint64_t beyond_position,
                                   absl::Time deadline) const override;
  absl::StatusOr<std::optional<std::string>> ReadOnlyBecause(const LogId& log) const override;

  absl::StatusOr<Committed> FindCommand(const LogId& log, const CommandId& id) const override {
    ASSIGN_OR_RETURN(const LogReader reader, Reader(log));
    return reader.FindCommand(id);
  }
  absl::StatusOr<std::vector<StoredEvent>> ReadAll(const LogId& log, uint64_t from_position,
                                                   ReadLimits limits) const override {
    ASSIGN_OR_RETURN(const LogReader reader, Reader(log));
    return reader.ReadAll(from_position, limits);
  }
  absl::StatusOr<std::vector<StoredEvent>> ReadStream(const LogId& log, const StreamName& stream,
                                                      uint64_t from_revision,
                                                      ReadLimits limits) const override {
    ASSIGN_OR_RETURN(const LogReader reader, Reader(log));
    return reader.ReadStream(stream, from_revision, limits);
  }
  absl::StatusOr<std::vector<StoredEvent>> ReadScope(const LogId& log, const ScopeId& scope,
                                                     uint64_t from_seq,
                                                     ReadLimits limits) const override {
    ASSIGN_OR_RETURN(const LogReader reader, Reader(log));
    return reader.ReadScope(scope, from_seq, limits);
  }
  absl::StatusOr<Bytes32> Root(const LogId& log, uint64_t size) const override {
    ASSIGN_OR_RETURN(const LogReader reader, Reader(log));
    return reader.Root(size);
  }
  absl::StatusOr<std::vector<Bytes32>> InclusionPath(const LogId& log, uint64_t position,
                                                     uint64_t size) const override {
    ASSIGN_OR_RETURN(const LogReader reader, Reader(log));
    return reader.InclusionPath(position, size);
  }
  absl::StatusOr<std::vector<Bytes32>> ConsistencyPath(const LogId& log, uint64_t old_size,
                                                       uint64_t new_size) const override {
    ASSIGN_OR_RETURN(const LogReader reader, Reader(log));
    return reader.ConsistencyPath(old_size, new_size);
  }
  absl::StatusOr<std::vector<std::pair<uint64_t, std::string>>> Checkpoints(
      const LogId& log) const override {
    ASSIGN_OR_RETURN(const LogReader reader, Reader(log));
    return reader.Checkpoints();
  }

 private:
  struct Shown {
    Published log;
    mutable absl::CondVar moved;
  };
  struct Queued {
    Committer::Request request;
    size_t bytes = 0;
    AppendDone done;
  };
  struct Answer {
    AppendDone done;
    absl::StatusOr<Committed> result;
  };

  void RunCommitter();
  void RunAnswers();
  std::vector<Queued> NextGroup();
  void Reply(std::vector<Answer> answers);

  // Makes a log's durable state visible to readers.
  void Show(const Published& log);
  // Remembers that the store has stopped, if this status says so.
  absl::Status Noted(absl::Status status);
  absl::StatusOr<const Shown*> Find(const LogId& log) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<LogReader> Reader(const LogId& log) const;
  // What has been acknowledged of each log by now.
  std::vector<Floor> Acknowledged() const;

  const std::unique_ptr<Tables> tables_;
  const Recovery recovery_;
  const DiskRoom room_;
  Committer committer_;

  mutable absl::Mutex mutex_;
  absl::flat_hash_map<LogId, std::unique_ptr<Shown>> logs_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  std::deque<Queued> queue_ ABSL_GUARDED_BY(mutex_);
  size_t queued_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::CondVar queue_filled_;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;

  absl::Mutex answers_mutex_;
  std::vector<Answer> answers_ ABSL_GUARDED_BY(answers_mutex_);
  absl::CondVar answers_filled_;
  bool answers_closing_ ABSL_GUARDED_BY(answers_mutex_) = false;

  std::thread committing_;
  std::thread answering_;
};

absl::Status Engine::Start(std::vector<LogState> logs) {
  RETURN_IF_ERROR(committer_.Start(std::move(logs)));
  committing_ = std::thread([this] { RunCommitter(); });
  answering_ = std::thread([this] { RunAnswers(); });
  return absl::OkStatus();
}

Engine::~Engine() {
  if (!committing_.joinable()) return;
  {
    absl::MutexLock lock(&mutex_);
    closing_ = true;
    queue_filled_.Signal();
  }
  committing_.join();
  {
    absl::MutexLock lock(&answers_mutex_);
    answers_closing_ = true;
    answers_filled_.Signal();
  }
  answering_.join();
}

void Engine::Append(const LogId& log, Batch batch, AppendDone done) {
  const size_t bytes = BatchBytes(batch);
  absl::StatusOr<ReadyBatch> ready = MakeReady(std::move(batch));
  absl::Status refused = ready.status();
  if (refused.ok()) {
    absl::MutexLock lock(&mutex_);
    if (!failure_.ok()) {
      refused = failure_;
    } else if (queue_.size() >= limits::kAppendQueueBatches ||
               (!queue_.empty() && queued_bytes_ + bytes > limits::kAppendQueueBytes)) {
      refused = absl::ResourceExhaustedError("too many appends are waiting; nothing was written");
    } else {
      queue_.push_back({{log, *std::move(ready)}, bytes, std::move(done)});
      queued_bytes_ += bytes;
      queue_filled_.Signal();
      return;
    }
  }
  std::vector<Answer> answers;
  answers.push_back({std::move(done), std::move(refused)});
  Reply(std::move(answers));
}

std::vector<Engine::Queued> Engine::NextGroup() {
  absl::MutexLock lock(&mutex_);
  while (queue_.empty() && !closing_) queue_filled_.Wait(&mutex_);
  std::vector<Queued> group;
  size_t bytes = 0;
  while (!queue_.empty() && group.size() < limits::kGroupCommitBatches &&
         bytes < limits::kGroupCommitBytes) {
    bytes += queue_.front().bytes;
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  queued_bytes_ -= bytes;
  return group;
}

void Engine::RunCommitter() {
  while (true) {
    std::vector<Queued> group = NextGroup();
    if (group.empty()) return;
    std::vector<const Committer::Request*> requests;
    for (const Queued& queued : group) requests.push_back(&queued.request);
    std::vector<absl::StatusOr<Committed>> results = committer_.CommitGroup(requests);
    std::vector<Answer> answers;
    for (size_t i = 0; i < group.size(); ++i) {
      Noted(results[i].status()).IgnoreError();
      answers.push_back({std::move(group[i].done), std::move(results[i])});
    }
    Reply(std::move(answers));
  }
}

void Engine::Reply(std::vector<Answer> answers) {
  absl::MutexLock lock(&answers_mutex_);
  for (Answer& answer : answers) answers_.push_back(std::move(answer));
  answers_filled_.Signal();
}

void Engine::RunAnswers() {
  while (true) {
    std::vector<Answer> answers;
    {
      absl::MutexLock lock(&answers_mutex_);
      while (answers_.empty() && !answers_closing_) answers_filled_.Wait(&answers_mutex_);
      answers.swap(answers_);
    }
    if (answers.empty()) return;
    for (Answer& answer : answers) answer.done(std::move(answer.result));
  }
}

void Engine::Show(const Published& log) {
  absl::MutexLock lock(&mutex_);
  std::unique_ptr<Shown>& shown = logs_[log.info.id];
  if (shown == nullptr) shown = std::make_unique<Shown>();
  shown->log = log;
  shown->moved.SignalAll();
}

absl::Status Engine::Noted(absl::Status status) {
  if (!absl::IsUnavailable(status)) return status;
  absl::MutexLock lock(&mutex_);
  failure_.Update(status);
  for (const auto& [id, shown] : logs_) shown->moved.SignalAll();
  return status;
}

absl::StatusOr<const Engine::Shown*> Engine::Find(const LogId& log) const {
  RETURN_IF_ERROR(failure_);
  const auto found = logs_.find(log);
  if (found == logs_.end()) return absl::NotFoundError(absl::StrCat("no log ", log.Text()));
  return found->second.get();
}

absl::StatusOr<LogReader> Engine::Reader(const LogId& log) const {
  absl::ReaderMutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Shown* const shown, Find(log));
  return LogReader(*tables_, shown->log.number, log, shown->log.head.next_position);
}

std::vector<Floor> Engine::Acknowledged() const {
  absl::ReaderMutexLock lock(&mutex_);
  std::vector<Floor> floors;
  for (const auto& [id, shown] : logs_) {
    floors.push_back({shown->log.number, id, shown->log.head.next_position});
  }
  return floors;
}

std::vector<LogInfo> Engine::Logs() const {
  absl::ReaderMutexLock lock(&mutex_);
  std::vector<LogInfo> out;
  for (const auto& [id, shown] : logs_) out.push_back(shown->log.info);
  return out;
}

absl::StatusOr<Head> Engine::GetHead(const LogId& log) const {
  absl::ReaderMutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Shown* const shown, Find(log));
  return shown->log.head;
}

absl::StatusOr<Head> Engine::WaitForHead(const LogId& log, uint64_t beyond_position,
                                         absl::Time deadline) const {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const Shown* const shown, Find(log));
  while (failure_.ok() && shown->log.head.next_position <= beyond_position) {
    if (shown->moved.WaitWithDeadline(&mutex_, deadline)) break;
  }
  RETURN_IF_ERROR(failure_);
  return shown->log.head;
}

absl::StatusOr<std::optional<std::string>> Engine::ReadOnlyBecause(const LogId& log) const {
  {
    absl::ReaderMutexLock lock(&mutex_);
    ASSIGN_OR_RETURN(const Shown* const shown, Find(log));
    if (shown->log.read_only_because.has_value()) return shown->log.read_only_because;
  }
  return room_.Lacking();
}

}  // namespace

absl::StatusOr<std::unique_ptr<EventLog>> OpenEngine(std::unique_ptr<Tables> tables,
                                                     EngineOptions options) {
  ASSIGN_OR_RETURN(std::vector<LogState> logs, LoadLogs(*tables));
  RETURN_IF_ERROR(CheckFloors(*tables, logs, options.floors));
  ASSIGN_OR_RETURN(options.recovery.unreported, UnreportedRecoveries(*tables, logs));
  auto engine = std::make_unique<Engine>(std::move(tables), std::move(options));
  RETURN_IF_ERROR(engine->Start(std::move(logs)));
  return engine;
}

}  // namespace candour::storage
