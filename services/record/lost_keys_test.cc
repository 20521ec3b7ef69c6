// A record beside a keyring that is older than it.
#include <filesystem>
#include <variant>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "services/record/test_record.h"
#include "storage/keyring/keyring_file.h"
#include "storage/memory/memory_log.h"
#include "tests/support/temporary_folder.h"

namespace candour::record {
namespace {

namespace fs = std::filesystem;

class OlderKeys {
 public:
  OlderKeys() {
    keyring_ = storage::Keyring::Create(File("keyring"), masters_).value();
    record_ = Record::Create({*log_, *keyring_, clock_}).value();
    v1::OpenLogRequest open;
    open.set_tenant(testing::TestHouse::kTenant);
    v1::OpenLogReply opened;
    REQUIRE(Call("OpenLog", open, opened).ok());
  }

  // Of a scope of the stream's name.
  absl::Status Append(int command, const std::string& stream) {
    v1::AppendReply reply;
    return Call("Append", OneEvent(absl::StrCat("command ", command), stream), reply);
  }
  void KeepCopy() { fs::copy_file(folder_.Inside("keyring"), folder_.Inside("older")); }
  // Destroys the key of a stream without a word in the log: what one that is older than the keyring
  // looks like.
  void DestroyUntold(const std::string& stream) {
    ScopeId scope;
    const std::string raw = Id16(stream);
    std::copy(raw.begin(), raw.end(), scope.bytes.begin());
    REQUIRE(keyring_->Forget(log_->Logs().front().id, {scope}).ok());
  }
  std::vector<std::string> StartAgain() {
    record_.reset();
    record_ = Record::Create({*log_, *keyring_, clock_}).value();
    return record_->notices();
  }
  uint32_t Untold() {
    v1::ListForgettingsRequest request;
    request.set_tenant(testing::TestHouse::kTenant);
    v1::ListForgettingsReply reply;
    REQUIRE(Call("ListForgettings", request, reply).ok());
    return reply.untold_keys();
  }
  // Starts anew with the copy.
  absl::Status PutBack() {
    record_.reset();
    keyring_ = storage::Keyring::Open(File("older"), masters_).value();
    absl::StatusOr<std::unique_ptr<Record>> record = Record::Create({*log_, *keyring_, clock_});
    if (record.ok()) record_ = *std::move(record);
    return record.status();
  }

 private:
  std::unique_ptr<storage::KeyringFile> File(const std::string& name) {
    return std::make_unique<storage::KeyringFile>(folder_.Inside(name));
  }
  absl::Status Call(const std::string& name, const google::protobuf::Message& request,
                    google::protobuf::Message& reply) {
    const gate::ServiceHandlers handlers = record_->Handlers();
    auto caller = std::make_shared<gate::Caller>();
    caller->is_service = true;
    const gate::Call call(std::move(caller), absl::InfiniteFuture());
    const auto& fn = handlers.methods().find(name)->second.fn;
    if (const auto* unary = std::get_if<gate::UnaryFn>(&fn)) return (*unary)(call, request, reply);
    absl::Status outcome;
    absl::Notification answered;
    std::get<gate::AsyncFn>(fn)(call, request, reply, [&](absl::Status status) {
      outcome = std::move(status);
      answered.Notify();
    });
    answered.WaitForNotification();
    return outcome;
  }

  tests::TemporaryFolder folder_;
  SystemClock clock_;
  storage::MemoryMasterKeyProvider masters_;
  std::unique_ptr<storage::EventLog> log_ = storage::NewMemoryLog();
  std::unique_ptr<storage::Keyring> keyring_;
  std::unique_ptr<Record> record_;
};

TEST_CASE("a keyring that lacks the newest keys is refused") {
  OlderKeys keys;
  REQUIRE(keys.Append(1, "first").ok());
  keys.KeepCopy();
  REQUIRE(keys.Append(2, "second").ok());
  const absl::Status refused = keys.PutBack();
  CHECK(refused.code() == absl::StatusCode::kDataLoss);
  CHECK(absl::StrContains(refused.message(), "newest copy of the keyring"));
}

TEST_CASE("a key that was lost is not made a second time") {
  OlderKeys keys;
  REQUIRE(keys.Append(1, "first").ok());
  keys.KeepCopy();
  REQUIRE(keys.Append(2, "lost").ok());
  for (int i = 3; i < 300; ++i) REQUIRE(keys.Append(i, "first").ok());
  REQUIRE(keys.PutBack().ok());
  CHECK(keys.Append(300, "lost").code() == absl::StatusCode::kDataLoss);
  CHECK(keys.Append(301, "first").ok());
  CHECK(keys.Append(302, "new").ok());
}

TEST_CASE("keys that were destroyed without a word in the log are told of") {
  OlderKeys keys;
  REQUIRE(keys.Append(1, "first").ok());
  REQUIRE(keys.Append(2, "second").ok());
  CHECK(keys.StartAgain().empty());
  CHECK(keys.Untold() == 0);
  keys.DestroyUntold("first");
  CHECK(keys.Untold() == 1);
  const std::vector<std::string> notices = keys.StartAgain();
  REQUIRE(notices.size() == 1);
  CHECK(absl::StrContains(notices.front(), "keys that were destroyed (1)"));
}

}  // namespace
}  // namespace candour::record
