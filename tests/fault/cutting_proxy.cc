#include "tests/fault/cutting_proxy.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include "storage/bytes.h"

namespace candour::tests {
namespace {

constexpr size_t kTypeBytes = 1;
constexpr size_t kLengthBytes = 4;

int UnixSocket(const std::string& folder, sockaddr_un& address) {
  address = {};
  address.sun_family = AF_UNIX;
  const std::string path = folder + "/.s.PGSQL.5432";
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

int ConnectTo(const std::string& folder) {
  sockaddr_un address;
  const int connected = UnixSocket(folder, address);
  if (connect(connected, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
    return connected;
  }
  close(connected);
  return -1;
}

bool SendAll(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

// Takes one message off the front of what has come, if it is there whole.
bool TakeMessage(std::string& bytes, size_t type_bytes, std::string& message) {
  if (bytes.size() < type_bytes + kLengthBytes) return false;
  const auto length =
      storage::FieldReader(std::string_view(bytes).substr(type_bytes)).Big<uint32_t>();
  const size_t whole = type_bytes + length;
  if (bytes.size() < whole) return false;
  message = bytes.substr(0, whole);
  bytes.erase(0, whole);
  return true;
}

// The text of a message that has the server read a statement.
std::string_view Statement(std::string_view message) {
  if (message[0] != 'P') return {};
  const size_t name_end = message.find('\0', kTypeBytes + kLengthBytes);
  const std::string_view text = message.substr(name_end + 1);
  return text.substr(0, text.find('\0'));
}

// The store is back and asks for the row that a zombie holds.
bool AsksForRow(std::string_view message) {
  return message[0] == 'B' &&
         message.substr(kTypeBytes + kLengthBytes + 1, 6) == std::string_view("touch\0", 6);
}

bool SaysCommitted(std::string_view message) {
  return message[0] == 'C' && message.substr(kTypeBytes + kLengthBytes, 6) == "COMMIT";
}

}  // namespace

// One connection of the store and its connection to the server. Either is shut down to end it, and
// closed only with the proxy, so that no number of a descriptor is taken for another's.
struct CuttingProxy::Passage {
  int store = -1;
  int server = -1;
  bool asking = false;              // for the row, from here to the next Sync
  bool begun = false;               // past the start-up, which has no type byte
  std::string held;                 // a zombie's, from its COMMIT on
  Cut cut = Cut::kNone;             // that this transaction is to suffer; of the store's thread
  std::atomic<bool> silent{false};  // the server's answers no longer reach the store
  std::thread from_store;
  std::thread from_server;
};

CuttingProxy::CuttingProxy(const std::string& server_folder) : server_(server_folder) {
  sockaddr_un address;
  listening_ = UnixSocket(folder(), address);
  if (bind(listening_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      listen(listening_, 16) != 0) {
    std::abort();
  }
  accepting_ = std::thread([this] { Accept(); });
}

CuttingProxy::~CuttingProxy() {
  shutdown(listening_, SHUT_RDWR);
  accepting_.join();
  close(listening_);
  std::vector<std::unique_ptr<Passage>> passages;
  {
    absl::MutexLock lock(&mutex_);
    passages.swap(passages_);
  }
  for (const auto& passage : passages) {
    shutdown(passage->store, SHUT_RDWR);
    shutdown(passage->server, SHUT_RDWR);
    passage->from_store.join();
    passage->from_server.join();
    close(passage->store);
    close(passage->server);
  }
}

bool CuttingProxy::CutNext(Cut cut) {
  absl::MutexLock lock(&mutex_);
  next_ = cut;
  const auto done = [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return next_ == Cut::kNone; };
  return mutex_.AwaitWithTimeout(absl::Condition(&done), absl::Minutes(1));
}

void CuttingProxy::Accept() {
  while (true) {
    const int store = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (store < 0) return;
    auto passage = std::make_unique<Passage>();
    passage->store = store;
    passage->server = ConnectTo(server_);
    Passage& made = *passage;
    absl::MutexLock lock(&mutex_);
    made.from_store = std::thread([this, &made] { FromStore(made); });
    made.from_server = std::thread([this, &made] { FromServer(made); });
    passages_.push_back(std::move(passage));
  }
}

void CuttingProxy::FromStore(Passage& passage) {
  std::string bytes;
  std::string message;
  char buffer[16 * 1024];
  bool going_on = true;
  while (going_on) {
    const ssize_t got = recv(passage.store, buffer, sizeof(buffer), 0);
    if (got <= 0) break;
    bytes.append(buffer, static_cast<size_t>(got));
    while (going_on && TakeMessage(bytes, passage.begun ? kTypeBytes : 0, message)) {
      going_on = passage.begun ? Pass(passage, message) : SendAll(passage.server, message);
      passage.begun = true;
    }
  }
  shutdown(passage.store, SHUT_RDWR);
  if (passage.held.empty()) shutdown(passage.server, SHUT_RDWR);
}

bool CuttingProxy::Pass(Passage& passage, const std::string& message) {
  const std::string_view statement = Statement(message);
  if (statement == "BEGIN") {
    absl::MutexLock lock(&mutex_);
    passage.cut = next_;
  }
  if (AsksForRow(message)) passage.asking = true;
  if (passage.asking && message[0] == 'S') {
    passage.asking = false;
    SendAll(passage.server, message);
    ReleaseZombie();
    return true;
  }
  switch (passage.cut) {
    case Cut::kBeforeSending:
      Done();
      return false;
    case Cut::kBeforeCommit:
      if (statement != "COMMIT") break;
      Done();
      return false;
    case Cut::kZombieCommits:
    case Cut::kZombieRollsBack:
      if (statement == "COMMIT") passage.silent = true;
      if (!passage.silent) break;
      passage.held += message;
      if (message[0] != 'S') return true;
      {
        absl::MutexLock lock(&mutex_);
        zombie_ = passage.server;
        last_words_ = passage.cut == Cut::kZombieCommits ? passage.held : "";
      }
      Done();
      return false;
    case Cut::kAfterSending:
      if (message[0] != 'S') break;
      SendAll(passage.server, message);
      Done();
      return false;
    case Cut::kBeforeReply:
      passage.silent = true;
      break;
    case Cut::kNone:
      break;
  }
  return SendAll(passage.server, message);
}

void CuttingProxy::FromServer(Passage& passage) {
  std::string bytes;
  std::string message;
  char buffer[16 * 1024];
  while (true) {
    const ssize_t got = recv(passage.server, buffer, sizeof(buffer), 0);
    if (got <= 0) break;
    bytes.append(buffer, static_cast<size_t>(got));
    while (TakeMessage(bytes, kTypeBytes, message)) {
      if (!passage.silent) {
        if (!SendAll(passage.store, message)) break;
      } else if (SaysCommitted(message)) {
        shutdown(passage.store, SHUT_RDWR);
        Done();
      }
    }
  }
  shutdown(passage.store, SHUT_RDWR);
}

void CuttingProxy::Done() {
  absl::MutexLock lock(&mutex_);
  next_ = Cut::kNone;
}

void CuttingProxy::ReleaseZombie() {
  absl::MutexLock lock(&mutex_);
  if (zombie_ < 0) return;
  if (last_words_.empty()) {
    shutdown(zombie_, SHUT_RDWR);
  } else {
    SendAll(zombie_, last_words_);
  }
  zombie_ = -1;
}

}  // namespace candour::tests
