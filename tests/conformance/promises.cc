#include "tests/conformance/promises.h"

#include "absl/strings/str_cat.h"
#include "tests/conformance/promise_checks.h"

namespace candour::tests {

MakeWorld Worlds(Backend backend, Doubles doubles) {
  return [backend, doubles] { return std::make_unique<World>(backend, doubles); };
}

const std::vector<Promise>& Promises() {
  static const auto& promises = *new std::vector<Promise>{
      {1, "an append is acknowledged only after its bytes are durable", AcknowledgedIsDurable},
      {2, "an append is atomic over its events and streams, at consecutive positions",
       AppendsAreAtomic},
      {3, "positions start at 0, have no gaps, and never change meaning", PositionsAreForEver},
      {4, "position order is commit order", PositionOrderIsCommitOrder},
      {5, "revisions start at 0 without gaps and follow position order", RevisionsHaveNoGaps},
      {6, "conditions are evaluated atomically with the write, also on streams not written",
       ConditionsAreAtomic},
      {7, "of appends that expect the same revision at most one succeeds", OneSuccessARevision},
      {8, "ids are unique for ever, and a repeated request returns the first result",
       IdsAreForEver},
      {9, "every reply is success, failure or unknown, and an unknown one resolves on retry",
       UnknownResolves},
      {10, "nothing is readable before it is durable, and what was acknowledged is readable",
       DurableBeforeReadable},
      {11, "a follower gets every event from its start in order, and knows when it has caught up",
       FollowersMissNothing},
      {13, "every event is a leaf of one tree, and every checkpoint agrees with all earlier ones",
       OneTree},
      {15, "after damage or a failure the log stops; it never serves a shorter or altered one",
       StopsRatherThanLies},
  };
  return promises;
}

Findings LookForBroken(int number, const MakeWorld& make_world) {
  for (const Promise& promise : Promises()) {
    if (promise.number == number) return promise.look(make_world);
  }
  return {absl::StrCat("promise ", number, " is not the log's alone")};
}

}  // namespace candour::tests
