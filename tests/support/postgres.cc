#include "tests/support/postgres.h"

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "storage/postgres/connection.h"

extern char** environ;

namespace candour::tests {
namespace {

constexpr int kLongestStartMillis = 60'000;
constexpr int kLookMillis = 5;

[[noreturn]] void Die(const std::string& what) {
  std::fprintf(stderr, "the tests' PostgreSQL: %s\n", what.c_str());
  std::abort();
}

// The server refuses to run as root; whoever is root runs it as somebody else.
const passwd* SomebodyElse() {
  if (geteuid() != 0) return nullptr;
  for (const char* name : {"postgres", "nobody"}) {
    if (const passwd* const user = getpwnam(name); user != nullptr) return user;
  }
  Die("there is no user to run it as");
}

pid_t Spawn(const std::vector<std::string>& command, const std::string& output) {
  std::vector<std::string> words = {"/usr/bin/setpriv", "--pdeathsig", "QUIT"};
  if (const passwd* const user = SomebodyElse(); user != nullptr) {
    words.insert(words.end(), {absl::StrCat("--reuid=", user->pw_uid),
                               absl::StrCat("--regid=", user->pw_gid), "--clear-groups"});
  }
  words.push_back("--");
  words.insert(words.end(), command.begin(), command.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  pid_t process = 0;
  if (posix_spawn(&process, words[0].c_str(), &files, nullptr, arguments.data(), environ) != 0) {
    Die("setpriv cannot be started");
  }
  posix_spawn_file_actions_destroy(&files);
  return process;
}

std::string FirstBytes(const std::string& path) {
  std::ifstream in(path);
  std::string out(2000, '\0');
  in.read(out.data(), static_cast<std::streamsize>(out.size()));
  out.resize(static_cast<size_t>(in.gcount()));
  return out;
}

std::string Program(const char* name) { return absl::StrCat(CANDOUR_POSTGRES_PROGRAMS, "/", name); }

}  // namespace

PostgresServer::PostgresServer(std::vector<std::string> settings) : settings_(std::move(settings)) {
  if (const passwd* const user = SomebodyElse(); user != nullptr) {
    if (chown(folder().c_str(), user->pw_uid, user->pw_gid) != 0) Die("its folder");
  }
  const std::string output = folder_.Inside("initdb.log");
  const pid_t making =
      Spawn({Program("initdb"), "--pgdata", Data(), "--username", "candour", "--auth", "trust",
             "--encoding", "UTF8", "--locale", "C", "--data-checksums", "--no-sync"},
            output);
  int state = 0;
  if (waitpid(making, &state, 0) != making || state != 0) Die(FirstBytes(output));
  Start();
}

PostgresServer::~PostgresServer() {
  // Immediately: nobody will read what it has.
  kill(process_, SIGQUIT);
  waitpid(process_, nullptr, 0);
}

PostgresServer& PostgresServer::Shared() {
  static PostgresServer server;
  return server;
}

bool PostgresServer::Ready() const {
  // After a kill, the file may still be the one of the process before.
  const std::string told = FirstBytes(Data() + "/postmaster.pid");
  return told.starts_with(absl::StrCat(process_, "\n")) &&
         told.find("\nready") != std::string::npos;
}

void PostgresServer::Start() {
  std::vector<std::string> command = {
      Program("postgres"),  "-D", Data(), "-k", folder(), "-c", "listen_addresses=", "-c",
      "max_connections=200"};
  for (const std::string& setting : settings_) {
    command.insert(command.end(), {"-c", setting});
  }
  const std::string output = folder_.Inside("server.log");
  process_ = Spawn(command, output);
  for (int waited = 0; !Ready(); waited += kLookMillis) {
    if (waited > kLongestStartMillis) Die(FirstBytes(output));
    // After a kill it may refuse to start until the last of its children has noticed.
    if (waitpid(process_, nullptr, WNOHANG) == process_) process_ = Spawn(command, output);
    absl::SleepFor(absl::Milliseconds(kLookMillis));
  }
}

void PostgresServer::Kill() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

std::string PostgresServer::NewPlace() {
  const std::string place = absl::StrCat("place", ++places_);
  const std::string address = absl::StrCat("host=", folder(), " user=candour dbname=postgres");
  RunSql(address, absl::StrCat("CREATE SCHEMA ", place));
  return absl::StrCat(address, " options='-c search_path=", place, "'");
}

std::string PostgresServer::NewDatabase() {
  const std::string name = absl::StrCat("database", ++places_);
  const std::string server = absl::StrCat("host=", folder(), " user=candour dbname=");
  RunSql(server + "postgres", absl::StrCat("CREATE DATABASE ", name));
  return server + name;
}

std::string RunSql(const std::string& address, const std::string& statement) {
  auto connection = storage::postgres::Connection::Open(address);
  if (!connection.ok()) Die(std::string(connection.status().message()));
  const auto rows = connection->Run(statement);
  if (!rows.ok()) Die(std::string(rows.status().message()));
  return rows->size() == 0 ? "" : std::string(rows->Bytes(0, 0));
}

}  // namespace candour::tests
