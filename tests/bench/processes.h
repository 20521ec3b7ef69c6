// The programs that are measured: started, held to a core, counted, and ended.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace candour::bench {

inline constexpr int kAnyCore = -1;
inline constexpr int kServerCore = 0;
inline constexpr int kLoadCore = 1;

// Holds a process with all its threads and children, or the calling thread (0), to one core or to
// none.
void Pin(pid_t process, int core);

// CPU time a process has used so far, its threads included, in seconds.
double CpuSeconds(pid_t process);
// The same of this process, to the microsecond.
double OwnCpuSeconds();
// The largest its resident memory has been, in bytes.
uint64_t PeakMemory(pid_t process);

// A child that ends with its object, and with this program however that ends. Movable.
class Child {
 public:
  Child() = default;
  // Runs a program with its output in the file `log`.
  Child(const std::vector<std::string>& command, const std::string& log, int core);
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  ~Child();

  pid_t pid() const { return pid_; }

  // Sends a signal and waits for the end.
  void End(int signal);

  // Waits until the program has written where it serves into `address_file`: the first address.
  absl::StatusOr<std::string> AwaitAddress(const std::string& address_file, absl::Duration at_most);

 private:
  pid_t pid_ = 0;
  std::string log_;
};

}  // namespace candour::bench
