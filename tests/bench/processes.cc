#include "tests/bench/processes.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace candour::bench {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The fields of /proc/PID/stat behind the name of the program, which may hold anything.
std::vector<std::string> StatOf(pid_t process) {
  const std::string stat = ReadFile(absl::StrCat("/proc/", process, "/stat"));
  const size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return {};
  return absl::StrSplit(stat.substr(name_end + 2), ' ');
}

void PinThreads(pid_t process, const cpu_set_t& cores) {
  std::error_code gone;
  const std::string tasks = absl::StrCat("/proc/", process, "/task");
  for (const auto& task : std::filesystem::directory_iterator(tasks, gone)) {
    sched_setaffinity(std::stoi(task.path().filename()), sizeof(cores), &cores);
  }
}

}  // namespace

void Pin(pid_t process, int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  const int count = static_cast<int>(std::thread::hardware_concurrency());
  for (int i = 0; i < count; ++i) {
    if (core == kAnyCore || core >= count || i == core) CPU_SET(i, &cores);
  }
  if (process == 0) {
    sched_setaffinity(0, sizeof(cores), &cores);
    return;
  }
  PinThreads(process, cores);
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", gone)) {
    const pid_t other = std::atoi(entry.path().filename().c_str());
    if (other == 0) continue;
    const std::vector<std::string> stat = StatOf(other);
    if (stat.size() > 1 && std::atoi(stat[1].c_str()) == process) PinThreads(other, cores);
  }
}

double CpuSeconds(pid_t process) {
  constexpr size_t kUserTicks = 11;  // counted from behind the name
  const std::vector<std::string> stat = StatOf(process);
  if (stat.size() <= kUserTicks + 1) return 0;
  return (std::stod(stat[kUserTicks]) + std::stod(stat[kUserTicks + 1])) /
         static_cast<double>(sysconf(_SC_CLK_TCK));
}

double OwnCpuSeconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

uint64_t PeakMemory(pid_t process) {
  std::ifstream status(absl::StrCat("/proc/", process, "/status"));
  for (std::string word; status >> word;) {
    uint64_t kilobytes = 0;
    if (word == "VmHWM:" && status >> kilobytes) return kilobytes * 1024;
  }
  return 0;
}

Child::Child(const std::vector<std::string>& command, const std::string& log, int core)
    : log_(log) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_ = fork();
  if (pid_ != 0) return;
  // Between fork and exec only what is safe in a copy of a process with threads.
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  cpu_set_t cores;
  CPU_ZERO(&cores);
  for (int i = 0; i < CPU_SETSIZE; ++i) {
    if (core == kAnyCore || i == core) CPU_SET(i, &cores);
  }
  sched_setaffinity(0, sizeof(cores), &cores);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), log_(std::move(other.log_)) {}

Child& Child::operator=(Child&& other) noexcept {
  if (this == &other) return *this;
  End(SIGTERM);
  pid_ = std::exchange(other.pid_, 0);
  log_ = std::move(other.log_);
  return *this;
}

Child::~Child() { End(SIGTERM); }

void Child::End(int signal) {
  if (pid_ == 0) return;
  kill(pid_, signal);
  waitpid(std::exchange(pid_, 0), nullptr, 0);
}

absl::StatusOr<std::string> Child::AwaitAddress(const std::string& address_file,
                                                absl::Duration at_most) {
  constexpr auto kLookAgain = std::chrono::milliseconds(2);
  const auto give_up = std::chrono::steady_clock::now() + absl::ToChronoMilliseconds(at_most);
  while (std::chrono::steady_clock::now() < give_up) {
    const std::string text = ReadFile(address_file);
    if (!text.empty()) return text.substr(0, text.find('\n'));
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = 0;
      break;
    }
    std::this_thread::sleep_for(kLookAgain);
  }
  return absl::UnavailableError(absl::StrCat("a program did not start: ", ReadFile(log_)));
}

}  // namespace candour::bench
