// Files of a store that are flipped, cut, zeroed, lost or exchanged, and what comes of opening and
// reading a store then.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/event_log.h"
#include "tests/fault/history.h"

namespace candour::tests {

std::string Contents(const std::filesystem::path& file);
void SetContents(const std::filesystem::path& file, const std::string& bytes);
void CopyFolder(const std::filesystem::path& from, const std::filesystem::path& to);

// Every file of a store but its lock, relative to its folder, in order.
std::vector<std::filesystem::path> FilesOf(const std::filesystem::path& folder);
// Files of one kind do the same for a store, whatever their number.
std::string KindOf(const std::filesystem::path& file);

// The copy of a store that is damaged, and one of an earlier moment for what is exchanged.
struct Shelf {
  std::filesystem::path trial;
  std::filesystem::path older;  // blank: there is none
};

struct Harm {
  const char* words;
  // Changes `file` of the trial; false if it cannot be done to it.
  std::function<bool(const Shelf& shelf, const std::filesystem::path& file,
                     std::mt19937_64& random)>
      doing;
};
const std::vector<Harm>& Harms();

// A digest of every event, by position, and whether that was all that could be read.
struct Reading {
  std::vector<Bytes32> events;
  absl::Status ended;
};
Reading ReadDigests(const storage::EventLog& store);

enum class Found { kRefused, kHarmless, kUnreadable, kWrong };

// What comes of opening a store and reading all there is, when `whole` is what it should hold.
Found LookAt(const absl::StatusOr<std::unique_ptr<storage::EventLog>>& opened,
             const std::vector<Bytes32>& whole, const History& history, std::string& finding);

}  // namespace candour::tests
