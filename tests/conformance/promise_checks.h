// One function for each promise an event log can break; promises.h puts numbers and words to them.
#pragma once

#include "tests/conformance/promises.h"

namespace candour::tests {

// writing_promises.cc
Findings AcknowledgedIsDurable(const MakeWorld& make_world);
Findings AppendsAreAtomic(const MakeWorld& make_world);
Findings ConditionsAreAtomic(const MakeWorld& make_world);
Findings OneSuccessARevision(const MakeWorld& make_world);
Findings IdsAreForEver(const MakeWorld& make_world);
Findings UnknownResolves(const MakeWorld& make_world);

// reading_promises.cc
Findings PositionsAreForEver(const MakeWorld& make_world);
Findings PositionOrderIsCommitOrder(const MakeWorld& make_world);
Findings RevisionsHaveNoGaps(const MakeWorld& make_world);
Findings DurableBeforeReadable(const MakeWorld& make_world);
Findings FollowersMissNothing(const MakeWorld& make_world);
Findings OneTree(const MakeWorld& make_world);
Findings StopsRatherThanLies(const MakeWorld& make_world);

}  // namespace candour::tests
