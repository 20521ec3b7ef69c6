// Every file of a store flipped, cut, zeroed, lost, exchanged for an older one or for another of
// its kind. Opening refuses, or nothing that is read is other than it was; never is a shorter log
// served. What was refused was not touched: with the file put back, the log is whole.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>

#include "absl/strings/match.h"
#include "storage/rocksdb/rocksdb_log.h"
#include "tests/fault/damage.h"
#include "tests/fault/machine.h"

namespace candour::tests {
namespace {

namespace fs = std::filesystem;

// A store at two moments of its life, closed in good order each time.
struct Sample {
  Sample() : machine(7) {
    for (int life = 0; life < 4; ++life) {
      REQUIRE(machine.Start().ok());
      machine.Work(40);
      REQUIRE(machine.Checkpoint().ok());
      machine.Work(20);
      if (life == 3) whole = ReadDigests(*machine.store).events;
      machine.Stop();
      if (life == 2) CopyFolder(machine.StoreFolder(), Older());
    }
    CopyFolder(machine.StoreFolder(), Now());
  }

  fs::path Older() const { return machine.folder.Inside("older"); }
  fs::path Now() const { return machine.folder.Inside("now"); }
  fs::path Trial() const { return machine.folder.Inside("trial"); }

  Machine machine;
  std::vector<Bytes32> whole;
};

// What comes of opening the trial folder and reading all there is.
Found Look(const Sample& sample, std::string& finding) {
  return LookAt(storage::OpenRocksDbLog({sample.Trial()}, sample.machine.memory), sample.whole,
                sample.machine.history, finding);
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
        if (!harm.doing({sample.Trial(), sample.Older()}, sample.Trial() / file, random)) continue;
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
