// A database server for tests in other languages: prints the addresses of two empty databases and
// runs until its input ends.
#include <unistd.h>

#include <cstdio>

#include "tests/support/postgres.h"

int main() {
  candour::tests::PostgresServer server;
  std::printf("%s\n%s\n", server.NewDatabase().c_str(), server.NewDatabase().c_str());
  std::fflush(stdout);
  char ignored = 0;
  while (read(STDIN_FILENO, &ignored, 1) > 0) {
  }
  return 0;
}
