// A folded stream: what all aggregates have in common, and the fact an Evolve is told.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "candour/record/v1/event.pb.h"
#include "candour/types/v1/options.pb.h"
#include "workflows/clocks/clock.h"

namespace candour::workflows {

// About one stored event, beside its message: where and when it stands, and who wrote it. Valid
// only during the call.
struct Fact {
  uint64_t position = 0;
  Micros recorded_at = 0;
  std::string event_id;
  const record::v1::EventBody& body;
};

// The state of one stream. Plain values: copying one makes an independent state.
struct Aggregate {
  virtual ~Aggregate() = default;

  std::string id;                    // of the stream
  std::optional<uint64_t> revision;  // of its last event; none: there is no such stream
  std::vector<clocks::Milestone> milestones;
  std::vector<clocks::DueDateRevision> due_date_revisions;

  bool Exists() const { return revision.has_value(); }

  // The stream whose key seals this one's events: itself, unless it is part of a case.
  virtual std::string SealedWith() const { return id; }

 protected:
  Aggregate() = default;
  Aggregate(const Aggregate&) = default;
  Aggregate& operator=(const Aggregate&) = default;
};

}  // namespace candour::workflows
