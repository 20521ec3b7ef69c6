// The services of one process, put together.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/server/config.h"

namespace candour::server {

// Serves from Start on until it is destroyed. Thread-safe.
class House {
 public:
  virtual ~House() = default;

  // The addresses served, with the ports that were bound.
  virtual const std::vector<std::string>& addresses() const = 0;

  // What an operator should know about how the record was found: blank if all was well.
  virtual std::string notice() const = 0;

  // Why the record it hosts has stopped, UNAVAILABLE: its disk or database failed, or another
  // server took the database over. It does not go on by itself, so the house should be ended and
  // begun anew. OK while there is nothing of the kind, as far as the last write has shown.
  virtual absl::Status Standing() const = 0;
};

absl::StatusOr<std::unique_ptr<House>> StartHouse(const Config& config);

}  // namespace candour::server
