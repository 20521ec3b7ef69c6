// What must hold of a log after whatever was done to it. Every run of the fault tests ends here.
//
//    1  every acknowledged event is there once, with its bytes, position and revision
//    2  what was refused is not there; what is unknown is there at most once
//    3  positions, revisions and numbers of scopes have no holes
//    4  at most one success for a stream and an expected revision, and it was the revision
//    5  batches are whole, and their events stand side by side
//    6  whatever a follower saw is there
//    7  the root is that of the leaves, and every checkpoint ever signed is one of its earlier
//    roots 8  what is derived (streams, scopes) is what the log says 9  each follower saw a
//    beginning of the log without gaps
//   10  what was forgotten can be read nowhere: not the log's alone, for it holds sealed bytes only
//   11  damage is refused: whoever opens a damaged store expects DATA_LOSS or all of the above
#pragma once

#include <string>
#include <vector>

#include "storage/event_log.h"
#include "tests/fault/history.h"

namespace candour::tests {

// Sentences on what does not hold, at most a few; empty: all does.
std::vector<std::string> BrokenInvariants(const storage::EventLog& store, const LogId& log,
                                          const History& history);

}  // namespace candour::tests
