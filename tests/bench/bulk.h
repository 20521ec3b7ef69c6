// Durable appends of 256 events at a time, beside bare RocksDB writing the very same rows.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "tests/bench/figures.h"
#include "tests/bench/own_record.h"
#include "tests/bench/settings.h"

namespace candour::bench {

class Bulk {
 public:
  Bulk(const Settings& settings, const Identity& identity);
  ~Bulk();

  void Round(Figures& figures);
  void Judge(Figures& figures) const;
  absl::Status Verify();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace candour::bench
