// The fifteen promises by number, over every backend. `conformance_test "promise 3*"` asks one.
#include "tests/conformance/promises.h"

#include "tests/conformance/broken.h"

namespace candour::tests {
namespace {

void Keeps(int promise) {
  const Backend backend =
      GENERATE(Backend::kMemory, Backend::kRocksDb, Backend::kPostgres, Backend::kMedium);
  CAPTURE(static_cast<int>(backend));
  CHECK(LookForBroken(promise, Worlds(backend)) == Findings{});
}

TEST_CASE("promise 1: an append is acknowledged only after its bytes are durable") { Keeps(1); }
TEST_CASE("promise 2: an append is atomic over its events and streams") { Keeps(2); }
TEST_CASE("promise 3: positions start at 0, have no gaps, never change meaning") { Keeps(3); }
TEST_CASE("promise 4: position order is commit order") { Keeps(4); }
TEST_CASE("promise 5: revisions start at 0 without gaps, in position order") { Keeps(5); }
TEST_CASE("promise 6: conditions are atomic with the write, also on other streams") { Keeps(6); }
TEST_CASE("promise 7: at most one append succeeds at a revision") { Keeps(7); }
TEST_CASE("promise 8: ids are unique for ever, repeated requests have the first result") {
  Keeps(8);
}
TEST_CASE("promise 9: every reply is definite or unknown, and unknown resolves on retry") {
  Keeps(9);
}
TEST_CASE("promise 10: nothing is readable before it is durable") { Keeps(10); }
TEST_CASE("promise 11: a follower gets every event in order and knows when it caught up") {
  Keeps(11);
}
TEST_CASE("promise 13: one tree, and every checkpoint agrees with all earlier ones") { Keeps(13); }
TEST_CASE("promise 15: after damage or failure the log stops, never serves less") { Keeps(15); }

// The suite can fail: on each of these stores it does, in the respect that is broken.
TEST_CASE("each promise, broken on purpose, is found broken") {
  for (const Broken& broken : BrokenStores()) {
    CAPTURE(broken.how, broken.promise);
    CHECK(LookForBroken(broken.promise, Worlds(Backend::kMedium, broken.doubles)) != Findings{});
  }
}

}  // namespace
}  // namespace candour::tests
