// Appends until it is killed: `fault_appender STORE ATTEMPTS ORACLE FLOORS [bulk]`. STORE is a
// folder or the address of a database, for which FLOORS is a file. Writes each command id into
// ATTEMPTS before it appends, and where it stands into ORACLE after it was acknowledged. On start
// it first sends again what it may not have heard the answer of.

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <thread>
#include <vector>

#include "tests/fault/load.h"

namespace candour::tests {
namespace {

constexpr int kThreads = 4;
constexpr size_t kSentAgain = 8;

class LineFile {
 public:
  explicit LineFile(const char* path)
      : descriptor_(open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600)) {}

  bool Write(const std::string& line) {
    return write(descriptor_, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  }

  std::string ReadEnd(size_t bytes) {
    const off_t size = lseek(descriptor_, 0, SEEK_END);
    std::string out(std::min<size_t>(bytes, static_cast<size_t>(size)), '\0');
    const ssize_t got =
        pread(descriptor_, out.data(), out.size(), size - static_cast<off_t>(out.size()));
    out.resize(got < 0 ? 0 : static_cast<size_t>(got));
    return out;
  }

 private:
  int descriptor_;
};

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return 1;
}

struct Appender {
  storage::EventLog& store;
  LineFile& attempts;
  LineFile& oracle;
  bool bulk = false;

  absl::Status Append(const CommandId& command) {
    const auto committed = store.AppendAndWait(FaultLog(), BatchOf(command));
    if (!committed.ok()) return committed.status();
    if (oracle.Write(OracleLine(committed->first_position, command))) return absl::OkStatus();
    return absl::UnavailableError("the oracle cannot be written");
  }

  absl::Status SendAgain() {
    const std::string ids = attempts.ReadEnd(kSentAgain * 16);
    for (size_t at = 0; at + 16 <= ids.size(); at += 16) {
      CommandId command;
      std::copy_n(ids.begin() + static_cast<long>(at), 16, command.bytes.begin());
      const absl::Status status = Append(command);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  void AppendForEver() {
    while (true) {
      const CommandId command = bulk ? RandomBulk() : RandomCommand();
      const bool noted = attempts.Write(std::string(command.View()));
      const absl::Status status = noted ? Append(command) : absl::UnavailableError("attempts");
      if (!status.ok()) _exit(Fail(status));
    }
  }
};

int Run(const char* place, const char* attempts_path, const char* oracle_path,
        const char* floors_path, bool bulk) {
  const SystemClock clock;
  auto opened = OpenStoreAt(place, floors_path);
  if (!opened.ok()) return Fail(opened.status());
  storage::EventLog* const store = opened->log.get();
  const bool fresh = store->Logs().empty();
  const absl::Status ready = fresh
                                 ? store->CreateLog(FaultLogInfo(), clock, BatchOf(RandomCommand()))
                                 : store->AttachClock(FaultLog(), clock);
  if (!ready.ok()) return Fail(ready);
  LineFile attempts(attempts_path);
  LineFile oracle(oracle_path);
  Appender appender{*store, attempts, oracle, bulk};
  const absl::Status again = appender.SendAgain();
  if (!again.ok()) return Fail(again);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) threads.emplace_back([&] { appender.AppendForEver(); });
  for (std::thread& thread : threads) thread.join();
  return 0;
}

}  // namespace
}  // namespace candour::tests

int main(int count, char** arguments) {
  if (count != 5 && count != 6) return 2;
  return candour::tests::Run(arguments[1], arguments[2], arguments[3], arguments[4], count == 6);
}
