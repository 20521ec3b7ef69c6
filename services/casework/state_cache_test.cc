#include "services/casework/state_cache.h"

#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "workflows/child_death/child_death.h"

namespace candour::casework {
namespace {

using workflows::child_death::ChildDeath;

StateCache::Key KeyOf(const std::string& id) { return {"northshire", types::v1::CHILD_DEATH, id}; }

StateCache::State AtRevision(uint64_t revision) {
  auto state = std::make_shared<ChildDeath>();
  state->revision = revision;
  return state;
}

TEST_CASE("a state is kept until a later revision comes") {
  StateCache cache;
  CHECK(cache.Find(KeyOf("case")) == nullptr);
  cache.Keep(KeyOf("case"), AtRevision(3));
  CHECK(cache.Find(KeyOf("case"))->revision == 3u);
  cache.Keep(KeyOf("case"), AtRevision(2));
  CHECK(cache.Find(KeyOf("case"))->revision == 3u);
  cache.Keep(KeyOf("case"), AtRevision(4));
  CHECK(cache.Find(KeyOf("case"))->revision == 4u);
}

TEST_CASE("a state is taken out only by the one who holds it alone") {
  StateCache cache;
  cache.Keep(KeyOf("case"), AtRevision(3));
  StateCache::State mine = cache.Find(KeyOf("case"));
  StateCache::State anothers = cache.Find(KeyOf("case"));
  CHECK(cache.TakeOut(KeyOf("case"), mine) == nullptr);
  CHECK(cache.Find(KeyOf("case")) == mine);
  anothers.reset();
  CHECK(cache.TakeOut(KeyOf("other"), mine) == nullptr);
  CHECK(cache.TakeOut(KeyOf("case"), mine) == mine);
  CHECK(cache.Find(KeyOf("case")) == nullptr);
  CHECK(cache.TakeOut(KeyOf("case"), mine) == nullptr);

  cache.Keep(KeyOf("case"), AtRevision(4));
  CHECK(cache.TakeOut(KeyOf("case"), mine) == nullptr);
  CHECK(cache.Find(KeyOf("case"))->revision == 4u);
}

TEST_CASE("tenant, kind and id tell states apart") {
  StateCache cache;
  cache.Keep({"northshire", types::v1::CHILD_DEATH, "same"}, AtRevision(1));
  CHECK(cache.Find({"westshire", types::v1::CHILD_DEATH, "same"}) == nullptr);
  CHECK(cache.Find({"northshire", types::v1::MEETING, "same"}) == nullptr);
  CHECK(cache.Find({"northshire", types::v1::CHILD_DEATH, "other"}) == nullptr);
}

TEST_CASE("the state not used for longest goes first") {
  StateCache cache;
  const auto key = [](size_t i) { return KeyOf(absl::StrCat(i)); };
  for (size_t i = 0; i < limits::kStateCacheEntries; ++i) cache.Keep(key(i), AtRevision(i));
  REQUIRE(cache.Find(key(0)) != nullptr);  // used by being looked up
  cache.Keep(key(1), AtRevision(0));       // and by being kept again
  const StateCache::State held = cache.Find(key(2));
  cache.Keep(key(limits::kStateCacheEntries), AtRevision(0));
  cache.Keep(key(limits::kStateCacheEntries + 1), AtRevision(0));
  cache.Keep(key(limits::kStateCacheEntries + 2), AtRevision(0));
  CHECK(cache.Find(key(0)) != nullptr);
  CHECK(cache.Find(key(1)) != nullptr);
  CHECK(cache.Find(key(2)) != nullptr);
  CHECK(cache.Find(key(3)) == nullptr);
  CHECK(cache.Find(key(4)) == nullptr);
  CHECK(cache.Find(key(5)) == nullptr);
  CHECK(cache.Find(key(6)) != nullptr);
}

TEST_CASE("threads that keep one stream leave its last revision") {
  StateCache cache;
  std::vector<std::thread> threads;
  for (uint64_t first = 0; first < 4; ++first) {
    threads.emplace_back([&, first] {
      for (uint64_t revision = first; revision < 4000; revision += 4) {
        cache.Keep(KeyOf("case"), AtRevision(revision));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(cache.Find(KeyOf("case"))->revision == 3999u);
}

}  // namespace
}  // namespace candour::casework
