// Stores that break one promise each, on purpose: what the conformance suite must find.
#pragma once

#include <vector>

#include "tests/conformance/world.h"

namespace candour::tests {

struct Broken {
  const char* how;  // what it does wrong
  int promise;      // the one it breaks
  Doubles doubles;  // over Backend::kMedium
};

const std::vector<Broken>& BrokenStores();

}  // namespace candour::tests
