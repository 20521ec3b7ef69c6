#include "tests/support/clamd.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace candour::tests {
namespace {

void Must(bool held, const char* what) {
  if (held) return;
  std::perror(what);
  std::abort();
}

sockaddr_un AddressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  Must(path.size() < sizeof(address.sun_path), "a socket's path");
  path.copy(address.sun_path, path.size());
  return address;
}

// False at the end, or when the other side has nothing for a while and the script is to end.
bool ReadExactly(int socket, char* out, size_t count) {
  while (count > 0) {
    const ssize_t got = recv(socket, out, count, 0);
    if (got <= 0) return false;
    out += got;
    count -= static_cast<size_t>(got);
  }
  return true;
}

void Say(int socket, std::string_view answer) {
  std::string closed(answer);
  closed.push_back('\0');
  (void)send(socket, closed.data(), closed.size(), MSG_NOSIGNAL);
}

// Until the other side leaves.
void AwaitLeaving(int socket, bool read) {
  char buffer[4096];
  if (read) {
    while (recv(socket, buffer, sizeof(buffer), 0) > 0) continue;
    return;
  }
  pollfd waited{socket, 0, 0};  // a hang-up is always told
  poll(&waited, 1, 60'000);
}

}  // namespace

FakeClamd::FakeClamd(Script script) : script_(script) {
  const sockaddr_un address = AddressOf(folder_.Inside("clamd"));
  listening_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  Must(listening_ >= 0 &&
           bind(listening_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
           listen(listening_, 16) == 0,
       "a socket for the scanner");
  thread_ = std::thread([this] { Serve(); });
}

FakeClamd::~FakeClamd() {
  shutdown(listening_, SHUT_RDWR);
  thread_.join();
  close(listening_);
}

void FakeClamd::Follow(Script script) {
  absl::MutexLock lock(&mutex_);
  script_ = script;
}

std::string FakeClamd::last() const {
  absl::MutexLock lock(&mutex_);
  return last_;
}

void FakeClamd::Serve() {
  while (true) {
    const int client = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    ServeOne(client);
    close(client);
  }
}

void FakeClamd::ServeOne(int client) {
  Script script;
  {
    absl::MutexLock lock(&mutex_);
    script = script_;
  }
  if (script == Script::kTakeNothing) return AwaitLeaving(client, /*read=*/false);
  char command[10];
  if (!ReadExactly(client, command, sizeof(command)) ||
      std::string_view(command, sizeof(command)) != std::string_view("zINSTREAM\0", 10)) {
    return Say(client, "UNKNOWN COMMAND");
  }
  std::string content;
  while (true) {
    uint32_t size = 0;
    if (!ReadExactly(client, reinterpret_cast<char*>(&size), sizeof(size))) return;
    size = ntohl(size);
    if (size == 0) break;
    const size_t before = content.size();
    content.resize(before + size);
    if (!ReadExactly(client, content.data() + before, size)) return;
    if (script == Script::kHangUp) return;
    if (script == Script::kSayTooLarge) return Say(client, "INSTREAM size limit exceeded. ERROR");
  }
  const bool found = content.find(kInventedVirus) != std::string::npos;
  {
    absl::MutexLock lock(&mutex_);
    last_ = std::move(content);
  }
  if (script == Script::kStayMute) return AwaitLeaving(client, /*read=*/true);
  if (script == Script::kSayNonsense) return Say(client, "PONG");
  Say(client, found ? absl::StrCat("stream: ", kInventedName, " FOUND") : "stream: OK");
}

RealClamd::RealClamd() {
  // Name, any kind of file, anywhere in it, these bytes.
  std::ofstream(folder_.Inside("own.ndb"))
      << "Invented.Test-1:0:*:" << absl::BytesToHexString(kInventedVirus) << "\n";
  std::ofstream(folder_.Inside("clamd.conf"))
      << "DatabaseDirectory " << folder_.path() << "\nLocalSocket " << folder_.Inside("clamd")
      << "\nForeground yes\nLogFile " << folder_.Inside("log") << "\nTemporaryDirectory "
      << folder_.path() << "\nStreamMaxLength 100M\nMaxThreads 2\n";
  const std::string config = absl::StrCat("--config-file=", folder_.Inside("clamd.conf"));
  process_ = fork();
  Must(process_ >= 0, "fork");
  if (process_ == 0) {
    const int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, 1);
    dup2(nowhere, 2);
    execl("/usr/sbin/clamd", "clamd", config.c_str(), nullptr);
    _exit(127);
  }
  const sockaddr_un address = AddressOf(folder_.Inside("clamd"));
  for (int i = 0; i < 1200; ++i) {
    const int client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool serves =
        connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    close(client);
    if (serves) return;
    int outcome = 0;
    if (waitpid(process_, &outcome, WNOHANG) == process_) break;
    absl::SleepFor(absl::Milliseconds(50));
  }
  std::ifstream log(folder_.Inside("log"));
  std::fprintf(stderr, "clamd does not serve:\n");
  for (std::string line; std::getline(log, line);) std::fprintf(stderr, "  %s\n", line.c_str());
  std::abort();
}

RealClamd::~RealClamd() {
  kill(process_, SIGTERM);
  int outcome = 0;
  waitpid(process_, &outcome, 0);
}

}  // namespace candour::tests
