// Where answers and remarks go.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <utility>

namespace candour::cli {

struct Terminal {
  std::ostream& out;  // answers: words, or one JSON document
  std::ostream& err;  // remarks, progress and failures
  bool json = false;
  bool watched = false;  // standard error is a terminal: progress is drawn in place
};

// Redraws one line of standard error while a person watches; elsewhere it says nothing.
class Progress {
 public:
  Progress(Terminal& terminal, std::string what) : terminal_(terminal), what_(std::move(what)) {}
  ~Progress();

  void Show(uint64_t done, uint64_t of);

 private:
  Terminal& terminal_;
  const std::string what_;
  int last_percent_ = -1;
};

}  // namespace candour::cli
