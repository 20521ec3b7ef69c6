#include "tests/conformance/broken.h"

#include <map>
#include <optional>
#include <set>

#include "absl/synchronization/mutex.h"
#include "base/status.h"
#include "storage/memory/memory_tables.h"

namespace candour::tests {
namespace {

using storage::Batch;
using storage::Changes;
using storage::Committed;
using storage::EventLog;
using storage::Floor;
using storage::Head;
using storage::ReadLimits;
using storage::StoredEvent;
using storage::Table;
using storage::Tables;

// Passes everything on.
class FaithfulLog : public EventLog {
 public:
  explicit FaithfulLog(std::unique_ptr<EventLog> log) : log_(std::move(log)) {}

  absl::Status CreateLog(const storage::LogInfo& info, const Clock& clock, Batch first) override {
    return log_->CreateLog(info, clock, std::move(first));
  }
  absl::Status AttachClock(const LogId& log, const Clock& clock) override {
    return log_->AttachClock(log, clock);
  }
  std::vector<storage::LogInfo> Logs() const override { return log_->Logs(); }
  storage::Recovery recovery() const override { return log_->recovery(); }
  void Append(const LogId& log, Batch batch, AppendDone done) override {
    log_->Append(log, std::move(batch), std::move(done));
  }
  absl::StatusOr<Committed> FindCommand(const LogId& log, const CommandId& id) const override {
    return log_->FindCommand(log, id);
  }
  absl::StatusOr<Head> GetHead(const LogId& log) const override { return log_->GetHead(log); }
  absl::StatusOr<Head> WaitForHead(const LogId& log, uint64_t beyond,
                                   absl::Time deadline) const override {
    return log_->WaitForHead(log, beyond, deadline);
  }
  absl::StatusOr<std::vector<StoredEvent>> ReadAll(const LogId& log, uint64_t from,
                                                   ReadLimits limits) const override {
    return log_->ReadAll(log, from, limits);
  }
  absl::StatusOr<std::vector<StoredEvent>> ReadStream(const LogId& log,
                                                      const storage::StreamName& stream,
                                                      uint64_t from,
                                                      ReadLimits limits) const override {
    return log_->ReadStream(log, stream, from, limits);
  }
  absl::StatusOr<std::vector<StoredEvent>> ReadScope(const LogId& log, const ScopeId& scope,
                                                     uint64_t from,
                                                     ReadLimits limits) const override {
    return log_->ReadScope(log, scope, from, limits);
  }
  absl::StatusOr<Bytes32> Root(const LogId& log, uint64_t size) const override {
    return log_->Root(log, size);
  }
  absl::StatusOr<std::vector<Bytes32>> InclusionPath(const LogId& log, uint64_t position,
                                                     uint64_t size) const override {
    return log_->InclusionPath(log, position, size);
  }
  absl::StatusOr<std::vector<Bytes32>> ConsistencyPath(const LogId& log, uint64_t old_size,
                                                       uint64_t new_size) const override {
    return log_->ConsistencyPath(log, old_size, new_size);
  }
  absl::Status PutCheckpoint(const LogId& log, uint64_t size, std::string note) override {
    return log_->PutCheckpoint(log, size, std::move(note));
  }
  absl::StatusOr<std::vector<std::pair<uint64_t, std::string>>> Checkpoints(
      const LogId& log) const override {
    return log_->Checkpoints(log);
  }
  absl::Status RefuseWriting(const LogId& log, std::string because) override {
    return log_->RefuseWriting(log, std::move(because));
  }
  absl::Status AllowWriting(const LogId& log) override { return log_->AllowWriting(log); }
  absl::StatusOr<std::optional<std::string>> ReadOnlyBecause(const LogId& log) const override {
    return log_->ReadOnlyBecause(log);
  }

 protected:
  EventLog& whole() const { return *log_; }

 private:
  std::unique_ptr<EventLog> log_;
};

template <typename Log>
Doubles OfLog() {
  Doubles doubles;
  doubles.log = [](std::unique_ptr<EventLog> whole) {
    return std::make_unique<Log>(std::move(whole));
  };
  return doubles;
}

template <typename Broken>
Doubles OfTables() {
  Doubles doubles;
  doubles.tables = [](std::unique_ptr<Tables> whole) {
    return std::make_unique<Broken>(std::move(whole));
  };
  return doubles;
}

class DropsTheLastOfABatch final : public FaithfulLog {
 public:
  using FaithfulLog::FaithfulLog;
  void Append(const LogId& log, Batch batch, AppendDone done) override {
    const auto sent = static_cast<uint32_t>(batch.events.size());
    if (sent > 1) batch.events.pop_back();
    whole().Append(log, std::move(batch),
                   [sent, done = std::move(done)](absl::StatusOr<Committed> answer) mutable {
                     if (answer.ok()) answer->event_count = sent;
                     done(std::move(answer));
                   });
  }
};

// Its positions come from a counter that a refused append uses up as well.
class LeavesAGap final : public FaithfulLog {
 public:
  using FaithfulLog::FaithfulLog;
  absl::StatusOr<std::vector<StoredEvent>> ReadAll(const LogId& log, uint64_t from,
                                                   ReadLimits limits) const override {
    auto page = whole().ReadAll(log, from, limits);
    if (!page.ok()) return page;
    for (StoredEvent& event : *page) {
      storage::Leaf leaf = LeafOf(event);
      if (leaf.position >= kGap) ++leaf.position;
      event.leaf = storage::EncodeLeaf(leaf);
    }
    return page;
  }

 private:
  static constexpr uint64_t kGap = 5;
};

// Shows an event only after a later one had been seen, as a sequence without a lock does.
class ShowsOneLate final : public FaithfulLog {
 public:
  using FaithfulLog::FaithfulLog;
  absl::StatusOr<std::vector<StoredEvent>> ReadAll(const LogId& log, uint64_t from,
                                                   ReadLimits limits) const override {
    auto page = whole().ReadAll(log, from, limits);
    if (!page.ok() || page->size() < 2) return page;
    absl::MutexLock lock(&mutex_);
    if (!shown_.insert(LeafOf(*(page->end() - 2)).position).second) return page;
    page->erase(page->end() - 2);
    return page;
  }

 private:
  mutable absl::Mutex mutex_;
  mutable std::set<uint64_t> shown_ ABSL_GUARDED_BY(mutex_);
};

class CountsRevisionsFromOne final : public FaithfulLog {
 public:
  using FaithfulLog::FaithfulLog;
  absl::StatusOr<std::vector<StoredEvent>> ReadAll(const LogId& log, uint64_t from,
                                                   ReadLimits limits) const override {
    auto page = whole().ReadAll(log, from, limits);
    if (!page.ok()) return page;
    for (StoredEvent& event : *page) {
      storage::Leaf leaf = LeafOf(event);
      ++leaf.revision;
      event.leaf = storage::EncodeLeaf(leaf);
    }
    return page;
  }
};

class LooksOnlyAtWhatItWrites final : public FaithfulLog {
 public:
  using FaithfulLog::FaithfulLog;
  void Append(const LogId& log, Batch batch, AppendDone done) override {
    std::erase_if(batch.conditions, [&](const storage::Condition& condition) {
      return std::none_of(batch.events.begin(), batch.events.end(),
                          [&](const auto& event) { return event.stream == condition.stream; });
    });
    whole().Append(log, std::move(batch), std::move(done));
  }
};

// Looks at revisions before it takes its turn, and not again.
class LetsTwoSucceed final : public FaithfulLog {
 public:
  using FaithfulLog::FaithfulLog;
  void Append(const LogId& log, Batch batch, AppendDone done) override {
    for (storage::Condition& condition : batch.conditions) {
      if (condition.kind != storage::Condition::Kind::kRevision) continue;
      const auto next =
          whole().ReadStream(log, condition.stream, condition.revision + 1, {2, 1000});
      if (next.ok() && next->size() == 1) ++condition.revision;
    }
    whole().Append(log, std::move(batch), std::move(done));
  }
};

// Knows commands and events within a window only.
class ForgetsIds final : public FaithfulLog {
 public:
  using FaithfulLog::FaithfulLog;
  void Append(const LogId& log, Batch batch, AppendDone done) override {
    {
      absl::MutexLock lock(&mutex_);
      const bool outside = seen_.contains(batch.command) && seen_[batch.command] + 1 < ++count_;
      seen_[batch.command] = count_;
      if (outside) {
        batch.command = NewId<CommandId>();
        batch.conditions.clear();
        for (storage::SealedEvent& event : batch.events) event.event_id = NewId<EventId>();
      }
    }
    whole().Append(log, std::move(batch), std::move(done));
  }

 private:
  absl::Mutex mutex_;
  std::map<CommandId, uint64_t> seen_ ABSL_GUARDED_BY(mutex_);
  uint64_t count_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Takes the silence of the disk for a no.
class SaysNoForUnknown final : public FaithfulLog {
 public:
  using FaithfulLog::FaithfulLog;
  void Append(const LogId& log, Batch batch, AppendDone done) override {
    whole().Append(log, std::move(batch),
                   [done = std::move(done)](absl::StatusOr<Committed> answer) mutable {
                     if (absl::IsUnavailable(answer.status())) {
                       answer = absl::AbortedError("it was not written");
                     }
                     done(std::move(answer));
                   });
  }
};

class ShowsWhatIsQueued final : public FaithfulLog {
 public:
  using FaithfulLog::FaithfulLog;
  void Append(const LogId& log, Batch batch, AppendDone done) override {
    const size_t events = batch.events.size();
    waiting_ += events;
    whole().Append(
        log, std::move(batch),
        [this, events, done = std::move(done)](absl::StatusOr<Committed> answer) mutable {
          waiting_ -= events;
          done(std::move(answer));
        });
  }
  absl::StatusOr<Head> GetHead(const LogId& log) const override {
    ASSIGN_OR_RETURN(Head head, whole().GetHead(log));
    head.next_position += waiting_;
    return head;
  }

 private:
  std::atomic<uint64_t> waiting_{0};
};

// Loses one where a page ends.
class SkipsBetweenPages final : public FaithfulLog {
 public:
  using FaithfulLog::FaithfulLog;
  absl::StatusOr<std::vector<StoredEvent>> ReadAll(const LogId& log, uint64_t from,
                                                   ReadLimits limits) const override {
    const bool goes_on = from > 0 && limits.events < kNoLimit.events;
    return whole().ReadAll(log, goes_on ? from + 1 : from, limits);
  }
};

// Says that it has caught up while there is more.
class CaughtUpEarly final : public FaithfulLog {
 public:
  using FaithfulLog::FaithfulLog;
  absl::StatusOr<Head> WaitForHead(const LogId& log, uint64_t beyond,
                                   absl::Time deadline) const override {
    ASSIGN_OR_RETURN(Head head, whole().WaitForHead(log, beyond, deadline));
    ++head.next_position;
    return head;
  }
};

class WrongRoot final : public FaithfulLog {
 public:
  using FaithfulLog::FaithfulLog;
  absl::StatusOr<Bytes32> Root(const LogId& log, uint64_t size) const override {
    ASSIGN_OR_RETURN(Bytes32 root, whole().Root(log, size));
    root[31] ^= size == kSize ? 1 : 0;
    return root;
  }

 private:
  static constexpr uint64_t kSize = 7;
};

// Signs whatever it is given, as after a failover to a shorter copy.
class KeepsAForkedCheckpoint final : public FaithfulLog {
 public:
  using FaithfulLog::FaithfulLog;
  absl::Status PutCheckpoint(const LogId& log, uint64_t size, std::string note) override {
    if (const absl::Status kept = whole().PutCheckpoint(log, size, note); kept.ok()) return kept;
    forked_[size] = std::move(note);
    return absl::OkStatus();
  }

 private:
  std::map<uint64_t, std::string> forked_;
};

class FaithfulTables : public Tables {
 public:
  explicit FaithfulTables(std::unique_ptr<Tables> tables) : tables_(std::move(tables)) {}
  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
    return read().Get(table, key);
  }
  absl::Status Scan(Table table, std::string_view from, std::string_view end,
                    Visit visit) const override {
    return read().Scan(table, from, end, visit);
  }
  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Last(
      Table table, std::string_view from, std::string_view end) const override {
    return read().Last(table, from, end);
  }
  absl::Status Commit(const Changes& changes, absl::Span<const Floor> floors) override {
    return tables_->Commit(changes, floors);
  }

 protected:
  virtual const Tables& read() const { return *tables_; }
  Tables& whole() const { return *tables_; }

 private:
  std::unique_ptr<Tables> tables_;
};

// Writes behind: the last group is in memory only, until the next or a closing in good order.
class AnswersBeforeItIsDurable final : public FaithfulTables {
 public:
  explicit AnswersBeforeItIsDurable(std::unique_ptr<Tables> tables)
      : FaithfulTables(std::move(tables)) {
    for (uint8_t t = 0; t < storage::kTableCount; ++t) {
      const auto table = static_cast<Table>(t);
      const auto copy = [&](std::string_view key, std::string_view value) {
        return memory_->Commit({{table, std::string(key), std::string(value)}}, {}).ok();
      };
      whole().Scan(table, "", "\xff", copy).IgnoreError();
    }
  }
  ~AnswersBeforeItIsDurable() override { whole().Commit(behind_, floors_).IgnoreError(); }

  absl::Status Commit(const Changes& changes, absl::Span<const Floor> floors) override {
    RETURN_IF_ERROR(whole().Commit(behind_, floors_));
    behind_ = changes;
    floors_.assign(floors.begin(), floors.end());
    return memory_->Commit(changes, floors);
  }

 private:
  const Tables& read() const override { return *memory_; }

  std::unique_ptr<Tables> memory_ = storage::NewMemoryTables();
  Changes behind_;
  std::vector<Floor> floors_;
};

// Tries again when a write has failed, and takes the second answer for the truth.
class GoesOnAfterAFailure final : public FaithfulTables {
 public:
  using FaithfulTables::FaithfulTables;
  absl::Status Commit(const Changes& changes, absl::Span<const Floor> floors) override {
    whole().Commit(changes, floors).IgnoreError();
    return absl::OkStatus();
  }
};

// Has no note of what was acknowledged, so that a log that lost its end opens as if nothing were.
class KeepsNoNote final : public FaithfulTables {
 public:
  using FaithfulTables::FaithfulTables;
  absl::Status Commit(const Changes& changes, absl::Span<const Floor>) override {
    return whole().Commit(changes, {});
  }
};

}  // namespace

const std::vector<Broken>& BrokenStores() {
  static const auto& stores = *new std::vector<Broken>{
      {"acknowledges before it is durable", 1, OfTables<AnswersBeforeItIsDurable>()},
      {"drops the last event of a batch", 2, OfLog<DropsTheLastOfABatch>()},
      {"leaves a gap in the positions", 3, OfLog<LeavesAGap>()},
      {"shows an event after a later one", 4, OfLog<ShowsOneLate>()},
      {"counts revisions from one", 5, OfLog<CountsRevisionsFromOne>()},
      {"looks only at the streams it writes", 6, OfLog<LooksOnlyAtWhatItWrites>()},
      {"lets two succeed at one revision", 7, OfLog<LetsTwoSucceed>()},
      {"forgets ids", 8, OfLog<ForgetsIds>()},
      {"says no where it does not know", 9, OfLog<SaysNoForUnknown>()},
      {"shows what is queued", 10, OfLog<ShowsWhatIsQueued>()},
      {"shows what a loss of power takes away", 10, OfTables<AnswersBeforeItIsDurable>()},
      {"skips an event between pages", 11, OfLog<SkipsBetweenPages>()},
      {"says that it has caught up too early", 11, OfLog<CaughtUpEarly>()},
      {"has a wrong root at one size", 13, OfLog<WrongRoot>()},
      {"keeps a forked checkpoint", 13, OfLog<KeepsAForkedCheckpoint>()},
      {"goes on after a failed write", 15, OfTables<GoesOnAfterAFailure>()},
      {"opens a log that lost its end", 15, OfTables<KeepsNoNote>()},
  };
  return stores;
}

}  // namespace candour::tests
