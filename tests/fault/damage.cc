#include "tests/fault/damage.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/crypto/crypto.h"
#include "tests/fault/load.h"

namespace candour::tests {
namespace {

namespace fs = std::filesystem;

constexpr storage::ReadLimits kPage{2000, 4 << 20};

}  // namespace

std::string Contents(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

void SetContents(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

void CopyFolder(const fs::path& from, const fs::path& to) {
  fs::remove_all(to);
  fs::copy(from, to, fs::copy_options::recursive);
}

std::string KindOf(const fs::path& file) {
  const std::string name = file.filename();
  if (absl::StartsWith(name, "MANIFEST")) return "MANIFEST";
  if (absl::StartsWith(name, "OPTIONS")) return "OPTIONS";
  if (absl::StartsWith(name, "LOG")) return "LOG";
  const std::string ending = file.extension();
  return ending == ".sst" || ending == ".log" ? ending : name;
}

const std::vector<Harm>& Harms() {
  using Random = std::mt19937_64;
  static const auto& harms = *new std::vector<Harm>{
      {"one bit flipped",
       [](const Shelf&, const fs::path& file, Random& random) {
         std::string bytes = Contents(file);
         if (bytes.empty()) return false;
         bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
         SetContents(file, bytes);
         return true;
       }},
      {"its end cut off",
       [](const Shelf&, const fs::path& file, Random& random) {
         const std::string bytes = Contents(file);
         if (bytes.empty()) return false;
         SetContents(file, bytes.substr(0, random() % bytes.size()));
         return true;
       }},
      {"a page of zeros in it",
       [](const Shelf&, const fs::path& file, Random& random) {
         std::string bytes = Contents(file);
         if (bytes.empty()) return false;
         const size_t at = random() % bytes.size() / 4096 * 4096;
         bytes.replace(at, 4096, std::string(std::min<size_t>(4096, bytes.size() - at), '\0'));
         SetContents(file, bytes);
         return true;
       }},
      {"a page written to the wrong place",
       [](const Shelf&, const fs::path& file, Random& random) {
         std::string bytes = Contents(file);
         if (bytes.size() < 3 * 4096) return false;
         const size_t pages = bytes.size() / 4096;
         const std::string page = bytes.substr(random() % pages * 4096, 4096);
         bytes.replace(random() % pages * 4096, 4096, page);
         SetContents(file, bytes);
         return true;
       }},
      {"lost", [](const Shelf&, const fs::path& file, Random&) { return fs::remove(file); }},
      {"exchanged for an older one of its name",
       [](const Shelf& shelf, const fs::path& file, Random&) {
         if (shelf.older.empty()) return false;
         const fs::path older = shelf.older / fs::relative(file, shelf.trial);
         if (!fs::exists(older) || Contents(older) == Contents(file)) return false;
         SetContents(file, Contents(older));
         return true;
       }},
      {"exchanged for another of its kind",
       [](const Shelf& shelf, const fs::path& file, Random&) {
         for (const fs::path& folder : {shelf.trial, shelf.older}) {
           if (folder.empty()) continue;
           for (const auto& other : fs::directory_iterator(folder / "db")) {
             if (KindOf(other) != KindOf(file) || Contents(other) == Contents(file)) continue;
             SetContents(file, Contents(other));
             return true;
           }
         }
         return false;
       }},
  };
  return harms;
}

std::vector<fs::path> FilesOf(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().filename() != "lock") {
      files.push_back(fs::relative(entry.path(), folder));
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

Reading ReadDigests(const storage::EventLog& store) {
  Reading reading;
  while (true) {
    const auto page = store.ReadAll(FaultLog(), reading.events.size(), kPage);
    reading.ended = page.status();
    if (!page.ok() || page->empty()) return reading;
    for (const storage::StoredEvent& event : *page) {
      reading.events.push_back(storage::crypto::Sha256(event.leaf + event.ciphertext));
    }
  }
}

Found LookAt(const absl::StatusOr<std::unique_ptr<storage::EventLog>>& opened,
             const std::vector<Bytes32>& whole, const History& history, std::string& finding) {
  if (!opened.ok()) {
    finding = opened.status().ToString();
    return Found::kRefused;
  }
  const storage::EventLog& store = **opened;
  const auto head = store.GetHead(FaultLog());
  if (!head.ok() || head->next_position != whole.size()) {
    finding = absl::StrCat("a log of ", head.ok() ? head->next_position : 0, " events");
    return Found::kWrong;
  }
  const Reading reading = ReadDigests(store);
  for (size_t i = 0; i < reading.events.size(); ++i) {
    if (i < whole.size() && reading.events[i] == whole[i]) continue;
    finding = absl::StrCat("another event at ", i);
    return Found::kWrong;
  }
  if (reading.ended.ok() && reading.events.size() != whole.size()) {
    finding = absl::StrCat("only ", reading.events.size(), " events, and no error");
    return Found::kWrong;
  }
  bool readable = reading.ended.ok();
  finding = reading.ended.ToString();
  for (const auto& [command, sent] : history.sent()) {
    if (sent.outcome != Sent::Outcome::kAcknowledged) continue;
    const auto found = store.FindCommand(FaultLog(), command);
    readable &= found.ok();
    if (absl::IsNotFound(found.status()) ||
        (found.ok() && found->first_position != sent.position)) {
      finding = "an acknowledged command is not known any more";
      return Found::kWrong;
    }
  }
  return readable ? Found::kHarmless : Found::kUnreadable;
}

}  // namespace candour::tests
