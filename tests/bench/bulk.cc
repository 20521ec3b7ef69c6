#include "tests/bench/bulk.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "base/limits.h"
#include "storage/engine/engine.h"
#include "storage/memory/memory_tables.h"
#include "tests/bench/bare_rocksdb.h"
#include "tests/bench/load.h"
#include "tests/bench/must.h"

namespace candour::bench {
namespace {

constexpr size_t kBatchEvents = limits::kEventsPerAppend;
constexpr int kOutstanding = 4;  // appends of one caller who does not wait for each

// A batch of the load as one append; its events open streams and go on with them.
record::v1::AppendRequest BatchOf(ClientLoad& load) {
  record::v1::AppendRequest request;
  for (size_t i = 0; i < kBatchEvents; ++i) {
    record::v1::AppendRequest one = AppendOf(load.Next());
    if (i == 0) {
      request = std::move(one);
      request.clear_conditions();
    } else {
      request.mutable_events()->AddAllocated(one.mutable_events()->ReleaseLast());
    }
  }
  return request;
}

// Takes down what the engine writes, so that the peer can write the same.
class Overheard final : public storage::Tables {
 public:
  explicit Overheard(std::deque<storage::Changes>& heard)
      : tables_(storage::NewMemoryTables()), heard_(heard) {}

  absl::StatusOr<std::optional<std::string>> Get(storage::Table table,
                                                 std::string_view key) const override {
    return tables_->Get(table, key);
  }
  absl::Status Scan(storage::Table table, std::string_view from, std::string_view end,
                    Visit visit) const override {
    return tables_->Scan(table, from, end, visit);
  }
  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Last(
      storage::Table table, std::string_view from, std::string_view end) const override {
    return tables_->Last(table, from, end);
  }
  absl::Status Commit(const storage::Changes& changes,
                      absl::Span<const storage::Floor> floors) override {
    heard_.push_back(changes);
    return tables_->Commit(changes, floors);
  }

 private:
  const std::unique_ptr<storage::Tables> tables_;
  std::deque<storage::Changes>& heard_;
};

}  // namespace

class Bulk::Impl {
 public:
  Impl(const Settings& settings, const Identity& identity)
      : batches_(settings.bulk_batches),
        own_(settings.In("bulk"), identity),
        own_load_(101, kPayloadBytes),
        bare_(settings.In("bare")) {
    Overhear(settings, identity);
  }

  void Round(Figures& figures) {
    const double events = static_cast<double>(batches_) * kBatchEvents;
    std::vector<record::v1::AppendRequest> requests;
    for (int i = 0; i < batches_; ++i) requests.push_back(BatchOf(own_load_));
    auto begun = Steady::now();
    AppendAll(requests);
    figures.Add("bulk", "events/s", events / static_cast<double>(NanosSince(begun)) * 1e9);

    begun = Steady::now();
    for (int i = 0; i < batches_; ++i) {
      bare_.Write(heard_.front());
      heard_.pop_front();
    }
    figures.Add("bare_rocksdb_bulk", "events/s",
                events / static_cast<double>(NanosSince(begun)) * 1e9);
  }

  absl::Status Verify() { return VerifyLog(own_.client(), acknowledged_); }

 private:
  // The rows of as many batches as the rounds will write, out of an engine that keeps nothing.
  void Overhear(const Settings& settings, const Identity& identity) {
    OwnRecord record(settings.In("overheard"), identity,
                     Must(storage::OpenEngine(std::make_unique<Overheard>(heard_), {})));
    heard_.clear();
    ClientLoad load(102, kPayloadBytes);
    for (int i = 0; i < batches_ * settings.rounds; ++i) {
      Must(record.Append(BatchOf(load)).status());
    }
  }

  void AppendAll(const std::vector<record::v1::AppendRequest>& requests) {
    absl::Mutex mutex;
    int open = 0;
    std::vector<record::v1::AppendReply> replies(requests.size());
    const auto room = [&]() { return open < kOutstanding; };
    const auto none = [&]() { return open == 0; };
    for (size_t i = 0; i < requests.size(); ++i) {
      {
        absl::MutexLock lock(&mutex, absl::Condition(&room));
        ++open;
      }
      own_.Append(requests[i], replies[i], [&](absl::Status status) {
        Must(status);
        absl::MutexLock lock(&mutex);
        --open;
      });
    }
    absl::MutexLock lock(&mutex, absl::Condition(&none));
    for (size_t i = 0; i < requests.size(); ++i) {
      CommandId command;
      std::memcpy(command.bytes.data(), requests[i].command_id().data(), 16);
      const types::v1::Accepted& accepted = replies[i].accepted();
      for (uint64_t at = accepted.first_position(); at <= accepted.last_position(); ++at) {
        acknowledged_.push_back({at, command});
      }
    }
  }

  const int batches_;
  OwnRecord own_;
  ClientLoad own_load_;
  std::vector<Acknowledged> acknowledged_;
  std::deque<storage::Changes> heard_;
  BareRocksDb bare_;
};

Bulk::Bulk(const Settings& settings, const Identity& identity)
    : impl_(std::make_unique<Impl>(settings, identity)) {}
Bulk::~Bulk() = default;

void Bulk::Round(Figures& figures) { impl_->Round(figures); }
absl::Status Bulk::Verify() { return impl_->Verify(); }

void Bulk::Judge(Figures& figures) const {
  figures.Ratio("bulk_over_rocksdb", "bulk", "bare_rocksdb_bulk", Figures::Goal::kAtLeast, 0.8);
}

}  // namespace candour::bench
