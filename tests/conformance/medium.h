// Tables in memory that outlive the engine they are lent to, as a disk outlives a process: the
// engine alone, without a backend's own care, over a medium whose moments can be chosen.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "storage/engine/tables.h"

namespace candour::tests {

struct Medium {
  // What the next commits come to.
  enum class Commits { kWork, kFailAndAreLost, kFailThoughWritten };
  Commits commits = Commits::kWork;
  // Called within each commit, while nothing of it is durable.
  std::function<void()> before_durable = [] {};

  std::unique_ptr<storage::Tables> tables;
  std::map<uint32_t, storage::Floor> floors;

  Medium();
  std::vector<storage::Floor> Floors() const;
};

// `medium` must outlive the tables.
std::unique_ptr<storage::Tables> Lend(Medium& medium);

}  // namespace candour::tests
