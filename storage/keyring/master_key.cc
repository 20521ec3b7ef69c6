#include "storage/keyring/master_key.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/bytes.h"

extern char** environ;

namespace candour::storage {
namespace {

constexpr size_t kOutputBytes = 4096;

absl::Status Failed(const char* verb, std::string_view how) {
  return absl::UnavailableError(absl::StrCat("the master key command `", verb, "` ", Absl(how)));
}

// Starts the command with its output on `output`. Its errors go where ours go.
absl::StatusOr<pid_t> Spawn(const std::string& program, const char* verb, uint64_t generation,
                            int output) {
  std::string program_argument = program;
  std::string verb_argument = verb;
  std::string generation_argument = absl::StrCat(generation);
  char* const arguments[] = {program_argument.data(), verb_argument.data(),
                             generation_argument.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t child = 0;
  const int error = posix_spawn(&child, program.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return Failed(verb, "cannot be started");
  return child;
}

std::string ReadAtMost(int descriptor, size_t limit) {
  std::string out;
  char buffer[256];
  while (out.size() < limit) {
    const ssize_t got = read(descriptor, buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    out.append(buffer, static_cast<size_t>(got));
  }
  OPENSSL_cleanse(buffer, sizeof(buffer));
  return out;
}

}  // namespace

absl::StatusOr<crypto::SecretKey> MemoryMasterKeyProvider::Get(uint64_t generation) {
  absl::MutexLock lock(&mutex_);
  const auto found = keys_.find(generation);
  if (found == keys_.end()) return absl::UnavailableError("there is no such master key");
  return found->second;
}

absl::StatusOr<crypto::SecretKey> MemoryMasterKeyProvider::New(uint64_t generation) {
  absl::MutexLock lock(&mutex_);
  return keys_.try_emplace(generation, crypto::SecretKey::Random()).first->second;
}

absl::Status MemoryMasterKeyProvider::Destroy(uint64_t generation) {
  absl::MutexLock lock(&mutex_);
  keys_.erase(generation);
  return absl::OkStatus();
}

absl::StatusOr<crypto::SecretKey> CommandMasterKeyProvider::Get(uint64_t generation) {
  return FetchKey("get", generation);
}

absl::StatusOr<crypto::SecretKey> CommandMasterKeyProvider::New(uint64_t generation) {
  return FetchKey("new", generation);
}

absl::Status CommandMasterKeyProvider::Destroy(uint64_t generation) {
  return Run("destroy", generation).status();
}

absl::StatusOr<crypto::SecretKey> CommandMasterKeyProvider::FetchKey(const char* verb,
                                                                     uint64_t generation) {
  ASSIGN_OR_RETURN(std::string output, Run(verb, generation));
  const absl::string_view digits = absl::StripAsciiWhitespace(output);
  const bool well_formed =
      digits.size() == 64 &&
      digits.find_first_not_of("0123456789abcdefABCDEF") == absl::string_view::npos;
  std::string bytes = well_formed ? absl::HexStringToBytes(digits) : std::string();
  OPENSSL_cleanse(output.data(), output.size());
  if (!well_formed) return Failed(verb, "did not print 64 hexadecimal digits");
  crypto::SecretKey key(FieldReader(bytes).Bytes<32>());
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return key;
}

absl::StatusOr<std::string> CommandMasterKeyProvider::Run(const char* verb, uint64_t generation) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Failed(verb, "cannot be given a pipe");
  const absl::StatusOr<pid_t> child = Spawn(program_, verb, generation, ends[1]);
  close(ends[1]);
  std::string output = child.ok() ? ReadAtMost(ends[0], kOutputBytes) : std::string();
  close(ends[0]);
  RETURN_IF_ERROR(child.status());
  int state = 0;
  while (waitpid(*child, &state, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(state) || WEXITSTATUS(state) != 0) {
    OPENSSL_cleanse(output.data(), output.size());
    return Failed(verb, "failed");
  }
  return output;
}

}  // namespace candour::storage
