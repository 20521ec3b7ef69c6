// Questions about the largest review that is to be expected: 400 events, twelve agencies, a plan of
// 300 actions. In process, over a log in memory: what a question costs, not what carries it.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "tests/bench/figures.h"
#include "tests/bench/served.h"
#include "tests/bench/settings.h"

namespace candour::testing {
class TestDesk;
}

namespace candour::bench {

class Questions {
 public:
  Questions(const Settings& settings, const Identity& identity);
  ~Questions();

  void Round(Figures& figures);
  void Judge(Figures& figures) const;
  absl::Status Verify() const { return absl::OkStatus(); }  // nothing durable was written

 private:
  std::unique_ptr<testing::TestDesk> desk_;
};

}  // namespace candour::bench
