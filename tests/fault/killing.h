// A process that appends, killed and looked after from outside.
#pragma once

#include <sys/types.h>

#include <string>

#include "tests/support/temporary_folder.h"

namespace candour::tests {

// Where a store is, and what is known of it outside.
struct Killed {
  explicit Killed(bool in_database);

  TemporaryFolder store_folder;
  TemporaryFolder oracle_folder;  // what the store does to its own folder cannot reach it
  std::string store;
  std::string floors = oracle_folder.Inside("floors");
  std::string attempts = oracle_folder.Inside("attempts");
  std::string oracle = oracle_folder.Inside("oracle");
  bool bulk = false;  // every batch is one
};

size_t AcknowledgedBatches(const Killed& killed);

// Runs the appender until so many more batches are acknowledged; fails the test if it ends by
// itself, or does nothing for a minute.
pid_t RunUntil(Killed& killed, size_t batches);

// When the appender is killed: after so many more batches were acknowledged, and then so much time.
struct Moment {
  size_t batches = 0;
  int microseconds = 0;
};
void RunAndKill(Killed& killed, Moment moment);

// Opens the store and fails the test unless every acknowledged batch is there once, where it was
// said to be, none is there in part, positions, revisions and numbers of scopes have no gaps, and
// the root is that of the leaves.
struct Verified {
  size_t events = 0;
  size_t acknowledged = 0;  // of them
};
Verified Verify(const Killed& killed);

}  // namespace candour::tests
