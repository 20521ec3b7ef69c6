#include "storage/keyring/master_key.h"

#include <sys/stat.h>

#include <fstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/bytes.h"
#include "tests/support/temporary_folder.h"

namespace candour::storage {
namespace {

// A command that answers with what `body` prints.
std::string Script(const tests::TemporaryFolder& folder, const std::string& body) {
  const std::string path = folder.Inside("masters");
  std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
  chmod(path.c_str(), 0700);
  return path;
}

std::string Digits(char digit) { return std::string(64, digit); }

TEST_CASE("the command is asked for one generation's key") {
  tests::TemporaryFolder folder;
  CommandMasterKeyProvider provider(Script(
      folder, absl::StrCat("case \"$1 $2\" in 'get 3') echo ", Digits('a'), ";; 'new 4') echo ",
                           Digits('B'), ";; 'destroy 2') ;; *) exit 1;; esac")));
  CHECK(absl::BytesToHexString(Absl(provider.Get(3).value().View())) == Digits('a'));
  CHECK(absl::BytesToHexString(Absl(provider.New(4).value().View())) == Digits('b'));
  CHECK(provider.Destroy(2).ok());
  CHECK(provider.Get(4).status().code() == absl::StatusCode::kUnavailable);
  CHECK(provider.Destroy(3).code() == absl::StatusCode::kUnavailable);
}

TEST_CASE("whatever is not exactly a key is refused and not repeated") {
  tests::TemporaryFolder folder;
  const std::string body = GENERATE("echo", "echo 1234", "echo '' >&2; exit 0",
                                    "head -c 100000 /dev/zero | tr '\\0' 'a'",
                                    "head -c 64 /dev/zero | tr '\\0' 'g'", "kill -9 $$");
  CAPTURE(body);
  CommandMasterKeyProvider provider(Script(folder, body));
  const absl::Status status = provider.Get(1).status();
  CHECK(status.code() == absl::StatusCode::kUnavailable);
  CHECK(status.message().find("1234") == std::string::npos);
}

TEST_CASE("a command that is not there is refused") {
  tests::TemporaryFolder folder;
  CommandMasterKeyProvider provider(folder.Inside("nothing"));
  CHECK(provider.Get(1).status().code() == absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace candour::storage
