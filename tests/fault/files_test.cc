// Every file of a store flipped, cut, zeroed, lost, exchanged for an older one or for another of
// its kind. Opening refuses, or nothing that is read is other than it was; never is a shorter log
// served. What was refused was not touched: with the file put back, the log is whole.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/leaf.h"
#include "storage/rocksdb/rocksdb_log.h"
#include "tests/fault/load.h"
#include "tests/fault/machine.h"

namespace candour::tests {
namespace {

namespace fs = std::filesystem;
using storage::StoredEvent;

constexpr storage::ReadLimits kPage{500, 4 << 20};

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

// A store at two moments of its life, closed in good order each time.
struct Sample {
  Sample() : machine(7) {
    for (int life = 0; life < 4; ++life) {
      REQUIRE(machine.Start().ok());
      machine.Work(40);
      REQUIRE(machine.Checkpoint().ok());
      machine.Work(20);
      if (life == 3) whole = Read(*machine.store).first;
      machine.Stop();
      if (life == 2) CopyFolder(machine.StoreFolder(), Older());
    }
    CopyFolder(machine.StoreFolder(), Now());
  }

  // What can be read, and whether that was all.
  static std::pair<std::vector<StoredEvent>, bool> Read(const storage::EventLog& store) {
    std::vector<StoredEvent> all;
    while (true) {
      auto page = store.ReadAll(FaultLog(), all.size(), kPage);
      if (!page.ok()) return {std::move(all), false};
      if (page->empty()) return {std::move(all), true};
      for (StoredEvent& event : *page) all.push_back(std::move(event));
    }
  }

  fs::path Older() const { return machine.folder.Inside("older"); }
  fs::path Now() const { return machine.folder.Inside("now"); }
  fs::path Trial() const { return machine.folder.Inside("trial"); }

  Machine machine;
  std::vector<StoredEvent> whole;
};

enum class Found { kRefused, kHarmless, kUnreadable, kWrong };

// What comes of opening the trial folder and reading all there is.
Found Look(const Sample& sample, std::string& finding) {
  const auto opened = storage::OpenRocksDbLog({sample.Trial()}, sample.machine.memory);
  if (!opened.ok()) {
    finding = opened.status().ToString();
    return Found::kRefused;
  }
  const storage::EventLog& store = **opened;
  const auto head = store.GetHead(FaultLog());
  if (!head.ok() || head->next_position != sample.whole.size()) {
    finding = absl::StrCat("a log of ", head.ok() ? head->next_position : 0, " events");
    return Found::kWrong;
  }
  const auto [events, all] = Sample::Read(store);
  for (size_t i = 0; i < events.size(); ++i) {
    if (events[i].leaf == sample.whole[i].leaf &&
        events[i].ciphertext == sample.whole[i].ciphertext) {
      continue;
    }
    finding = absl::StrCat("another event at ", i);
    return Found::kWrong;
  }
  if (all && events.size() != sample.whole.size()) {
    finding = absl::StrCat("only ", events.size(), " events, and no error");
    return Found::kWrong;
  }
  bool readable = all;
  for (const auto& [command, sent] : sample.machine.history.sent()) {
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

std::string KindOf(const fs::path& file) {
  const std::string name = file.filename();
  if (absl::StartsWith(name, "MANIFEST")) return "MANIFEST";
  if (absl::StartsWith(name, "OPTIONS")) return "OPTIONS";
  const std::string ending = file.extension();
  return ending == ".sst" || ending == ".log" ? ending : name;
}

struct Harm {
  const char* words;
  // Changes `file` of the trial folder; false if it cannot be done to it.
  std::function<bool(const Sample& sample, const fs::path& file, std::mt19937_64& random)> doing;
};

const std::vector<Harm>& Harms() {
  using Random = std::mt19937_64;
  static const auto& harms = *new std::vector<Harm>{
      {"one bit flipped",
       [](const Sample&, const fs::path& file, Random& random) {
         std::string bytes = Contents(file);
         if (bytes.empty()) return false;
         bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
         SetContents(file, bytes);
         return true;
       }},
      {"its end cut off",
       [](const Sample&, const fs::path& file, Random& random) {
         const std::string bytes = Contents(file);
         if (bytes.empty()) return false;
         SetContents(file, bytes.substr(0, random() % bytes.size()));
         return true;
       }},
      {"a page of zeros in it",
       [](const Sample&, const fs::path& file, Random& random) {
         std::string bytes = Contents(file);
         if (bytes.empty()) return false;
         const size_t at = random() % bytes.size() / 4096 * 4096;
         bytes.replace(at, 4096, std::string(std::min<size_t>(4096, bytes.size() - at), '\0'));
         SetContents(file, bytes);
         return true;
       }},
      {"a page written to the wrong place",
       [](const Sample&, const fs::path& file, Random& random) {
         std::string bytes = Contents(file);
         if (bytes.size() < 3 * 4096) return false;
         const size_t pages = bytes.size() / 4096;
         const std::string page = bytes.substr(random() % pages * 4096, 4096);
         bytes.replace(random() % pages * 4096, 4096, page);
         SetContents(file, bytes);
         return true;
       }},
      {"lost", [](const Sample&, const fs::path& file, Random&) { return fs::remove(file); }},
      {"exchanged for an older one of its name",
       [](const Sample& sample, const fs::path& file, Random&) {
         const fs::path older = sample.Older() / fs::relative(file, sample.Trial());
         if (!fs::exists(older) || Contents(older) == Contents(file)) return false;
         SetContents(file, Contents(older));
         return true;
       }},
      {"exchanged for another of its kind",
       [](const Sample& sample, const fs::path& file, Random&) {
         for (const fs::path& folder : {sample.Trial(), sample.Older()}) {
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

TEST_CASE("promise 15: a damaged, lost or exchanged file is refused or harmless") {
  const uint64_t seed = std::random_device()();
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  const Sample sample;
  const std::vector<fs::path> files = FilesOf(sample.Now());
  std::map<std::string, std::map<Found, int>> tally;
  const int times = std::getenv("CANDOUR_FAULT_EVENTS") != nullptr ? 40 : 1;
  for (int time = 0; time < times; ++time) {
    for (const fs::path& file : files) {
      for (const Harm& harm : Harms()) {
        const bool unclean = random() % 2 == 0;
        CAPTURE(file.string(), harm.words, unclean);
        CopyFolder(sample.Now(), sample.Trial());
        if (unclean) fs::remove(sample.Trial() / "clean");
        if (!fs::exists(sample.Trial() / file)) continue;
        const std::string before = Contents(sample.Trial() / file);
        if (!harm.doing(sample, sample.Trial() / file, random)) continue;
        std::string finding;
        const Found found = Look(sample, finding);
        INFO(finding);
        ++tally[KindOf(file)][found];
        CHECK(found != Found::kWrong);
        if (found != Found::kRefused) continue;
        SetContents(sample.Trial() / file, before);
        std::string again;
        const Found put_back = Look(sample, again);
        INFO("put back: " << again);
        CHECK(put_back == Found::kHarmless);
      }
    }
  }
  for (auto& [kind, by_found] : tally) {
    std::printf("%-12s refused %d, harmless %d, told in reading %d\n", kind.c_str(),
                by_found[Found::kRefused], by_found[Found::kHarmless],
                by_found[Found::kUnreadable]);
  }
}

TEST_CASE("promise 15: an older copy of the database is refused beside a newer note") {
  const Sample sample;
  CopyFolder(sample.Now(), sample.Trial());
  CopyFolder(sample.Older() / "db", sample.Trial() / "db");
  std::string finding;
  CHECK(Look(sample, finding) == Found::kRefused);
  CHECK(absl::StrContains(finding, "events were acknowledged"));
}

}  // namespace
}  // namespace candour::tests
