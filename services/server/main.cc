// candour-server: starts the services it is told to, says where they are, and waits for a signal or
// for the record to stop.
#include <signal.h>

#include <cstdio>
#include <fstream>

#include "absl/synchronization/mutex.h"
#include "services/server/config.h"
#include "services/server/house.h"

namespace {

constexpr int kUsage = 2;
constexpr int kFailed = 1;
constexpr int kStopped = 3;  // the record did; whoever supervises should start it again
constexpr timespec kLook = {1, 0};

absl::Status WriteAddresses(const std::string& path, const std::vector<std::string>& addresses) {
  if (path.empty()) return absl::OkStatus();
  const std::string beside = path + ".new";
  std::ofstream file(beside, std::ios::trunc);
  for (const std::string& address : addresses) file << address << '\n';
  file.close();
  if (file.fail() || std::rename(beside.c_str(), path.c_str()) != 0) {
    return absl::UnavailableError("--address-file: the file cannot be written");
  }
  return absl::OkStatus();
}

// Until a signal comes, OK, or the record has stopped, with the reason.
absl::Status AwaitEnd(const sigset_t& ending, const candour::server::House& house) {
  while (sigtimedwait(&ending, nullptr, &kLook) < 0) {
    if (absl::Status standing = house.Standing(); !standing.ok()) return standing;
  }
  return absl::OkStatus();
}

int Fail(int code, const absl::Status& status) {
  std::fprintf(stderr, "candour-server: %s\n", std::string(status.message()).c_str());
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  // Blocked before any thread starts, so that only AwaitEnd takes them.
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGINT);
  sigaddset(&ending, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  // Debian's Abseil looks for deadlocks whenever a mutex is taken; tests do, a server need not.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);

  const auto config = candour::server::ReadConfig(argc, argv);
  if (!config.ok()) return Fail(kUsage, config.status());
  auto house = candour::server::StartHouse(*config);
  if (!house.ok()) return Fail(kFailed, house.status());
  if (const std::string notice = (*house)->notice(); !notice.empty()) {
    std::fprintf(stderr, "candour-server: %s\n", notice.c_str());
  }
  if (absl::Status written = WriteAddresses(config->address_file, (*house)->addresses());
      !written.ok()) {
    return Fail(kFailed, written);
  }
  for (const std::string& address : (*house)->addresses()) {
    std::printf("serving on %s\n", address.c_str());
  }
  std::fflush(stdout);

  const absl::Status ended = AwaitEnd(ending, **house);
  house->reset();
  return ended.ok() ? 0 : Fail(kStopped, ended);
}
