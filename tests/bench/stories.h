// Cases to fill a log with: the streams that the golden tests keep, told again under other ids.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "candour/record/v1/record.pb.h"

namespace candour::bench {

// One stream's events, from its first on.
struct Story {
  std::vector<record::v1::RecordedEvent> events;
};

// A child's death, a case review, an action plan, a meeting.
std::vector<Story> Stories();

// The beginning of a child's death, before any panel, gone through again and again until there are
// `events` of it.
Story LongStory(size_t events);

// The n-th telling of a story has a stream of its own.
std::string StreamIdOf(uint64_t telling);

// An event of a telling as the record takes it, sealed under a scope of the stream's own.
record::v1::NewEvent EventOf(const record::v1::RecordedEvent& event, const std::string& stream_id);

}  // namespace candour::bench
