#include "services/documents/scanner.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/match.h"
#include "tests/support/clamd.h"

namespace candour::documents {
namespace {

using tests::FakeClamd;
using tests::kInventedName;
using tests::kInventedVirus;

// In parts of 64 KiB.
ScanAnswer ScanOf(const Scanner& scanner, const std::string& content) {
  const auto scan = scanner.Begin();
  constexpr size_t kPart = 64 * 1024;
  for (size_t at = 0; at < content.size(); at += kPart) scan->Feed(content.substr(at, kPart));
  return scan->Finish();
}

TEST_CASE("what the scanner says is what is recorded of it") {
  FakeClamd clamd;
  const Scanner scanner = Scanner::At(clamd.address()).value();
  std::string content(200'000, 'x');
  const ScanAnswer clean = ScanOf(scanner, content);
  CHECK(clean.finding == types::v1::SCANNED_CLEAN);
  CHECK(clamd.last() == content);
  content.replace(100'000, sizeof(kInventedVirus) - 1, kInventedVirus);
  const ScanAnswer infected = ScanOf(scanner, content);
  CHECK(infected.finding == types::v1::SCANNED_INFECTED);
  CHECK(infected.detail == kInventedName);
}

TEST_CASE("a scanner that does not answer is an answer, within its time") {
  FakeClamd clamd;
  const Scanner scanner = Scanner::At(clamd.address(), std::chrono::milliseconds(200)).value();
  struct Row {
    FakeClamd::Script script;
    const char* detail;
  };
  for (const Row& row : {Row{FakeClamd::Script::kSayTooLarge, "INSTREAM size limit exceeded."},
                         Row{FakeClamd::Script::kSayNonsense, "its answer was not understood"},
                         Row{FakeClamd::Script::kStayMute, "it did not answer within its time"},
                         Row{FakeClamd::Script::kTakeNothing, "within its time"},
                         Row{FakeClamd::Script::kHangUp, "it closed the connection"}}) {
    INFO(row.detail);
    clamd.Follow(row.script);
    const ScanAnswer answer = ScanOf(scanner, std::string(4'000'000, 'x'));
    CHECK(answer.finding == types::v1::SCAN_NOT_ANSWERED);
    CHECK(absl::StrContains(answer.detail, row.detail));
  }
  clamd.Follow(FakeClamd::Script::kTellTruth);
  CHECK(ScanOf(scanner, "and then it works again").finding == types::v1::SCANNED_CLEAN);
}

TEST_CASE("a scanner that is not there, not named, or not wanted") {
  CHECK(ScanOf(Scanner::At("unix:/nowhere/clamd").value(), "x").detail == "it cannot be reached");
  CHECK(ScanOf(Scanner::At("").value(), "x").finding == types::v1::SCAN_NOT_ANSWERED);
  CHECK(ScanOf(Scanner::At("none").value(), "x").finding == types::v1::SCAN_NOT_PROVIDED);
  // A port of this machine that nobody listens on: bound, and never listened on.
  const int bound = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  REQUIRE(bind(bound, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(getsockname(bound, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  const std::string port = std::to_string(ntohs(address.sin_port));
  CHECK(ScanOf(Scanner::At("127.0.0.1:" + port).value(), "x").detail == "it cannot be reached");
  close(bound);
}

TEST_CASE("content is sent to no other machine") {
  for (const char* address : {"scanner.example.org:3310", "192.0.2.1:3310", "127.0.0.1",
                              "unix:", "127.0.0.1:0", "tcp:localhost"}) {
    INFO(address);
    CHECK(absl::IsInvalidArgument(Scanner::At(address).status()));
  }
}

TEST_CASE("Debian's clamd is understood") {
  const tests::RealClamd clamd;
  const Scanner scanner = Scanner::At(clamd.address()).value();
  std::string content(3'000'000, 'x');
  CHECK(ScanOf(scanner, content).finding == types::v1::SCANNED_CLEAN);
  content.replace(1'500'000, sizeof(kInventedVirus) - 1, kInventedVirus);
  const ScanAnswer infected = ScanOf(scanner, content);
  CHECK(infected.finding == types::v1::SCANNED_INFECTED);
  CHECK(infected.detail == kInventedName);
}

}  // namespace
}  // namespace candour::documents
