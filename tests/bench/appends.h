// Durable appends, one event a call: the log in process and behind its gate, and its peers.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "tests/bench/figures.h"
#include "tests/bench/own_record.h"
#include "tests/bench/settings.h"

namespace candour::bench {

class Appends {
 public:
  Appends(const Settings& settings, const Identity& identity);
  ~Appends();

  // Every contender once, one after another. More clients than one and other payloads than 1 KiB
  // are left to the in-process log and PostgreSQL.
  void Round(Figures& figures);

  void Judge(Figures& figures) const;
  absl::Status Verify();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace candour::bench
