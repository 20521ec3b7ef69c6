// A log of real cases, thousands of them open at once: rebuilding every view of it, starting after
// a crash, and a command on a case with a long history.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "tests/bench/figures.h"
#include "tests/bench/own_record.h"
#include "tests/bench/settings.h"

namespace candour::bench {

class England {
 public:
  // Fills the log, which takes a while.
  England(const Settings& settings, const Identity& identity);
  ~England();

  void Round(Figures& figures);
  void Judge(Figures& figures) const;
  absl::Status Verify();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace candour::bench
