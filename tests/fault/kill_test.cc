// kill -9 at random moments, with an oracle outside the store.

#include <signal.h>
#include <sys/wait.h>

#include <cstdlib>
#include <random>

#include "tests/fault/killing.h"
#include "tests/fault/load.h"

namespace candour::tests {
namespace {

int Kills() {
  const char* const asked = std::getenv("CANDOUR_KILLS");
  return asked == nullptr ? 12 : std::atoi(asked);
}

TEST_CASE("nothing acknowledged is lost and nothing is half there, however often it is killed") {
  Killed killed(GENERATE(false, true));
  const auto seed = std::random_device()();
  std::mt19937 random(seed);
  INFO("seed " << seed);
  // Half of the time while it is being opened, half of the time well into its work.
  std::uniform_int_distribution<size_t> batches(0, 150);
  std::uniform_int_distribution<int> microseconds(0, 30'000);
  std::uniform_int_distribution<int> choice(0, 5);
  for (int kills = 0; kills < Kills(); ++kills) {
    CAPTURE(kills);
    const bool while_opening = choice(random) < 3;
    RunAndKill(killed, {while_opening ? 0 : batches(random), microseconds(random)});
    // Not every time: opening here ends in good order, and a store killed twice must do as well.
    if (choice(random) < 2) Verify(killed);
  }
  RunAndKill(killed, {100, 0});
  CHECK(Verify(killed).events >= 100);
}

TEST_CASE("a writer that slept while another took its database over does no harm when it wakes") {
  Killed killed(/*in_database=*/true);
  const pid_t sleeper = RunUntil(killed, 50);
  REQUIRE(kill(sleeper, SIGSTOP) == 0);
  {
    const SystemClock clock;
    const TemporaryFolder elsewhere;
    const auto opened = OpenStoreAt(killed.store, elsewhere.Inside("floors"));
    REQUIRE(opened.ok());
    REQUIRE(opened->log->AttachClock(FaultLog(), clock).ok());
    for (int i = 0; i < 20; ++i) {
      REQUIRE(opened->log->AppendAndWait(FaultLog(), BatchOf(RandomCommand())).ok());
    }
  }
  REQUIRE(kill(sleeper, SIGCONT) == 0);
  int state = 0;
  REQUIRE(waitpid(sleeper, &state, 0) == sleeper);
  CHECK((WIFEXITED(state) && WEXITSTATUS(state) == 1));
  CHECK(Verify(killed).events >= 70);
}

}  // namespace
}  // namespace candour::tests
