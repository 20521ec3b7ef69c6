// Collects findings, and says in them what a test would otherwise have to be debugged for.
#pragma once

#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/bytes.h"
#include "tests/conformance/promises.h"

namespace candour::tests {

// For one thread; threads of a test hand their findings over after they are joined.
class Finder {
 public:
  template <typename... Parts>
  bool Expect(bool holds, const Parts&... said) {
    if (!holds) findings_.push_back(absl::StrCat(said...));
    return holds;
  }
  bool Expect(const absl::Status& status, const char* doing) {
    return Expect(status.ok(), doing, ": ", status.ToString());
  }
  template <typename Value>
  bool Expect(const absl::StatusOr<Value>& value, const char* doing) {
    return Expect(value.status(), doing);
  }
  void Add(const Findings& others) {
    findings_.insert(findings_.end(), others.begin(), others.end());
  }
  bool AllWell() const { return findings_.empty(); }
  Findings Take() { return std::move(findings_); }

 private:
  Findings findings_;
};

template <typename Work>
void OnThreads(int count, Work work) {
  std::vector<std::thread> threads;
  for (int t = 0; t < count; ++t) threads.emplace_back([&work, t] { work(t); });
  for (std::thread& thread : threads) thread.join();
}

// Everything of the log, in pages; a failure is a finding, and so is a page that cannot be.
inline std::vector<storage::StoredEvent> ReadAllPages(const World& world, Finder& finder,
                                                      size_t page_events = 7) {
  std::vector<storage::StoredEvent> all;
  while (true) {
    auto page = world.store->ReadAll(world.log, all.size(), {page_events, 1 << 30});
    if (!finder.Expect(page, "reading the log") || page->empty()) return all;
    for (storage::StoredEvent& event : *page) all.push_back(std::move(event));
  }
}

}  // namespace candour::tests
