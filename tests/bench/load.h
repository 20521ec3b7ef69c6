// The load every contender is put under: one event a call, a tenth of them opening a stream, the
// others appending to one at exactly its revision. Which stream follows Zipf's law with exponent
// 0.99. The same seed makes the same load.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "candour/record/v1/record.pb.h"

namespace candour::bench {

inline constexpr char kTenant[] = "bench";
inline constexpr uint32_t kStreamKind = 5;

struct Step {
  StreamId stream;
  uint64_t revision = 0;  // the one the event is to have; 0 opens the stream
  CommandId command;
  std::string_view payload;  // incompressible; valid until the next step
};

// What one client sends. It writes to streams of its own: an exact revision lost to another client
// would measure the load, not the store. Not thread-safe.
class ClientLoad {
 public:
  ClientLoad(uint64_t seed, size_t payload_bytes);

  // The last step was taken when this one is asked for.
  Step Next();

 private:
  struct Stream {
    StreamId id;
    uint64_t events = 0;
  };
  Bytes16 RandomBytes();

  std::mt19937_64 random_;
  std::vector<Stream> streams_;  // the first is the busiest
  std::string noise_;
  size_t payload_bytes_;
};

// The step as the record takes it, sealed under a scope of the stream's own.
record::v1::AppendRequest AppendOf(const Step& step);

}  // namespace candour::bench
