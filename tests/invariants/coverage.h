// How far sequences came, so that a property that never met its matter is noticed.
#pragma once

#include <map>
#include <ostream>
#include <string>

#include "tests/invariants/world.h"

namespace candour::tests {

class Coverage {
 public:
  void Count(const World& world);

  // How often something happened: the type of an event, or one of "merged twice" and the like.
  int Of(const std::string& what) const;
  int sequences() const { return sequences_; }
  int tried() const { return tried_; }
  int taken() const { return taken_; }
  // Names of commands that were taken at least once.
  const std::map<std::string, int>& commands() const { return commands_; }
  const std::map<std::string, int>& refusals() const { return refusals_; }
  std::string Told() const;

 private:
  int sequences_ = 0, tried_ = 0, taken_ = 0;
  std::map<std::string, int> happened_;
  std::map<std::string, int> commands_;
  std::map<std::string, int> refusals_;  // by reason
};

}  // namespace candour::tests
