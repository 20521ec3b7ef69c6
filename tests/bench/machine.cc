#include "tests/bench/machine.h"

#include <fcntl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "tests/bench/must.h"
#include "tests/bench/timing.h"

namespace candour::bench {
namespace {

constexpr int kSyncs = 400;

std::string CpuModel() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (absl::StartsWith(line, "model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

// The longest mount point that is a prefix of the folder.
std::string FileSystemOf(const std::string& folder) {
  std::ifstream file("/proc/mounts");
  std::string longest;
  std::string type = "unknown";
  for (std::string device, at, kind, rest; file >> device >> at >> kind;) {
    std::getline(file, rest);
    if (absl::StartsWith(folder, at) && at.size() >= longest.size()) {
      longest = at;
      type = kind;
    }
  }
  return type;
}

Histogram MeasureSyncs(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) Must(absl::ErrnoToStatus(errno, path));
  const std::string page(4096, 'x');
  Histogram latencies;
  for (int i = 0; i < kSyncs; ++i) {
    const auto begun = Steady::now();
    if (write(fd, page.data(), page.size()) < 0 || fdatasync(fd) != 0) {
      Must(absl::ErrnoToStatus(errno, path));
    }
    latencies.Record(NanosSince(begun));
  }
  close(fd);
  std::filesystem::remove(path);
  return latencies;
}

}  // namespace

void DescribeMachine(const std::string& folder, Figures& figures) {
  utsname name;
  uname(&name);
  figures.Describe("cores", absl::StrCat(std::thread::hardware_concurrency(), " of ", CpuModel()));
  figures.Describe("kernel", absl::StrCat(name.sysname, " ", name.release));
  figures.Describe("file system", FileSystemOf(folder));
  const Histogram syncs = MeasureSyncs(folder + "/syncs");
  figures.Describe("fdatasync", absl::StrFormat("p50 %.3f ms, p99 %.3f ms for 4 KiB at a time",
                                                static_cast<double>(syncs.Quantile(0.5)) / 1e6,
                                                static_cast<double>(syncs.Quantile(0.99)) / 1e6));
  figures.Describe("durability", "D2: synced before it is acknowledged, all contenders alike");
}

}  // namespace candour::bench
