// What a run is told.
#pragma once

#include <cstdint>
#include <string>

#include "tests/bench/timing.h"

namespace candour::bench {

inline constexpr int kClients = 64;
inline constexpr size_t kPayloadBytes = 1024;

struct Settings {
  std::string folder;  // emptied by whoever starts; everything durable lies in it
  std::string self;    // this program, to be started again as a peer
  std::string server;  // candour-server
  std::string master_key_command;
  Span span;
  int rounds = 5;
  bool pin = true;
  bool postgres = true;
  int bulk_batches = 0;         // of 256 events, a round
  uint64_t england_events = 0;  // about
  int long_cases = 0;           // of 400 events, a round

  std::string In(const std::string& name) const { return folder + "/" + name; }
};

}  // namespace candour::bench
