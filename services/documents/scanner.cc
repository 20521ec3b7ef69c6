#include "services/documents/scanner.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/limits.h"

namespace candour::documents {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// With its closing zero, as clamd wants commands that begin with z.
constexpr std::string_view kInStream("zINSTREAM\0", 10);
constexpr size_t kAnswerBytes = 4096;

class Unspoken final : public Scanner::Scan {
 public:
  explicit Unspoken(ScanAnswer answer) : answer_(std::move(answer)) {}
  void Feed(std::string_view) override {}
  ScanAnswer Finish() override { return answer_; }

 private:
  const ScanAnswer answer_;
};

std::unique_ptr<Scanner::Scan> Unanswered(std::string why) {
  return std::make_unique<Unspoken>(ScanAnswer{types::v1::SCAN_NOT_ANSWERED, std::move(why)});
}

class Connection final : public Scanner::Scan {
 public:
  Connection(int socket, milliseconds patience) : socket_(socket), patience_(patience) {}
  ~Connection() override { close(socket_); }

  // Without a wait of its own the socket never blocks: Await decides.
  void Connect(const sockaddr* address, socklen_t size) {
    if (connect(socket_, address, size) == 0) return Send(kInStream);
    if (errno != EINPROGRESS && errno != EAGAIN) return Fail("it cannot be reached");
    int error = 0;
    socklen_t error_size = sizeof(error);
    if (!Await(POLLOUT, Deadline()) ||
        getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &error_size) != 0 || error != 0) {
      return Fail("it cannot be reached");
    }
    Send(kInStream);
  }

  void Feed(std::string_view part) override {
    if (part.empty()) return;  // an empty part would end the stream
    SendLength(part.size());
    Send(part);
  }

  ScanAnswer Finish() override {
    SendLength(0);
    const std::string answer = Receive();
    absl::string_view text(answer.data(), answer.size());
    absl::ConsumePrefix(&text, "stream: ");
    if (text == "OK") return {types::v1::SCANNED_CLEAN, ""};
    if (absl::ConsumeSuffix(&text, " FOUND")) {
      return {types::v1::SCANNED_INFECTED, Short(text)};
    }
    // Its own words: too large, out of memory, no database.
    if (absl::ConsumeSuffix(&text, " ERROR")) return {types::v1::SCAN_NOT_ANSWERED, Short(text)};
    return {types::v1::SCAN_NOT_ANSWERED,
            failure_.empty() ? "its answer was not understood" : failure_};
  }

 private:
  static std::string Short(absl::string_view text) {
    return std::string(text.substr(0, limits::kShortTextCharacters));
  }

  steady_clock::time_point Deadline() const { return steady_clock::now() + patience_; }

  void Fail(const char* why) {
    if (failure_.empty()) failure_ = why;
  }

  bool Await(short events, steady_clock::time_point deadline) {
    while (true) {
      const auto left =
          std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now()).count();
      pollfd waited{socket_, events, 0};
      const int ready = poll(&waited, 1, static_cast<int>(std::max<int64_t>(left, 0)));
      if (ready > 0) return true;
      if (ready == 0) return false;
      if (errno != EINTR) return false;
    }
  }

  void SendLength(size_t bytes) {
    const uint32_t big = htonl(static_cast<uint32_t>(bytes));
    Send({reinterpret_cast<const char*>(&big), sizeof(big)});
  }

  // Once it has failed nothing more is sent; what it said before it closed is still received.
  void Send(std::string_view bytes) {
    const auto deadline = Deadline();
    while (failure_.empty() && !bytes.empty()) {
      const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent > 0) {
        bytes.remove_prefix(static_cast<size_t>(sent));
      } else if (errno == EAGAIN) {
        if (!Await(POLLOUT, deadline)) Fail("it took no more within its time");
      } else if (errno != EINTR) {
        Fail("it closed the connection");
      }
    }
  }

  std::string Receive() {
    const auto deadline = Deadline();
    std::string answer;
    while (answer.size() < kAnswerBytes) {
      char buffer[512];
      const ssize_t got = recv(socket_, buffer, sizeof(buffer), 0);
      if (got > 0) {
        answer.append(buffer, static_cast<size_t>(got));
        const size_t end = answer.find('\0');
        if (end != std::string::npos) return answer.substr(0, end);
      } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        Fail("it closed the connection");
        return {};
      } else if (errno == EAGAIN && !Await(POLLIN, deadline)) {
        Fail("it did not answer within its time");
        return {};
      }
    }
    Fail("its answer was not understood");
    return {};
  }

  const int socket_;
  const milliseconds patience_;
  std::string failure_;
};

}  // namespace

absl::StatusOr<Scanner> Scanner::At(const std::string& address, milliseconds patience) {
  if (address.empty()) return Scanner(Kind::kUnknown, "", 0, patience);
  if (address == "none") return Scanner(Kind::kNone, "", 0, patience);
  absl::string_view rest = address;
  if (absl::ConsumePrefix(&rest, "unix:") && !rest.empty() &&
      rest.size() < sizeof(sockaddr_un::sun_path)) {
    return Scanner(Kind::kUnix, std::string(rest), 0, patience);
  }
  int port = 0;
  rest = address;
  if ((absl::ConsumePrefix(&rest, "127.0.0.1:") || absl::ConsumePrefix(&rest, "localhost:")) &&
      absl::SimpleAtoi(rest, &port) && port > 0 && port < 65536) {
    return Scanner(Kind::kLoopback, "", port, patience);
  }
  return absl::InvalidArgumentError(
      "the scanner's address is unix:/PATH or 127.0.0.1:PORT, on this machine, or none");
}

std::unique_ptr<Scanner::Scan> Scanner::Begin() const {
  switch (kind_) {
    case Kind::kNone:
      return std::make_unique<Unspoken>(ScanAnswer{types::v1::SCAN_NOT_PROVIDED, ""});
    case Kind::kUnknown:
      return Unanswered("the server was not told where it is");
    case Kind::kUnix:
    case Kind::kLoopback:
      break;
  }
  const int family = kind_ == Kind::kUnix ? AF_UNIX : AF_INET;
  const int descriptor = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return Unanswered("no socket could be opened");
  auto connection = std::make_unique<Connection>(descriptor, patience_);
  if (kind_ == Kind::kUnix) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path_.begin(), path_.end(), address.sun_path);
    connection->Connect(reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  } else {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port_));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connection->Connect(reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  }
  return connection;
}

}  // namespace candour::documents
