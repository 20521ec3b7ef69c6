// What the log promises, each promise as a function that looks for where it is broken. The suite
// asks them of every backend and wants no finding; broken_test.cc asks them of doubles that break
// one promise each and wants the finding.
//
// Two of the fifteen are not the log's alone: that a projection equals its rebuild (12) is the
// views' to show, that forgetting changes no proof (14) is the keyring's and the record service's.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/conformance/world.h"

namespace candour::tests {

// Sentences on what was found wrong. Empty: the promise was kept.
using Findings = std::vector<std::string>;

// A new world each time.
using MakeWorld = std::function<std::unique_ptr<World>()>;

MakeWorld Worlds(Backend backend, Doubles doubles = {});

struct Promise {
  int number;
  const char* words;
  Findings (*look)(const MakeWorld& make_world);
};

// Those of the fifteen that an EventLog can keep or break by itself, in order of their numbers.
const std::vector<Promise>& Promises();

Findings LookForBroken(int promise, const MakeWorld& make_world);

}  // namespace candour::tests
