#include "tests/bench/load.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace candour::bench {
namespace {

constexpr double kExponent = 0.99;
constexpr double kOpening = 0.1;
constexpr size_t kNoiseBytes = 1 << 16;

// A rank from 0 to n - 1 by Zipf's law, from its continuous form, whose inverse is known: n may
// grow at will.
size_t ZipfRank(double uniform, size_t n) {
  const double power = 1 - kExponent;
  const double top = std::pow(static_cast<double>(n) + 1, power) - 1;
  return std::min(static_cast<size_t>(std::pow(1 + uniform * top, 1 / power)) - 1, n - 1);
}

std::string Text(const Bytes16& bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace

ClientLoad::ClientLoad(uint64_t seed, size_t payload_bytes)
    : random_(seed), noise_(kNoiseBytes + payload_bytes, '\0'), payload_bytes_(payload_bytes) {
  for (size_t i = 0; i + 8 <= noise_.size(); i += 8) {
    const uint64_t word = random_();
    std::memcpy(noise_.data() + i, &word, 8);
  }
}

Bytes16 ClientLoad::RandomBytes() {
  Bytes16 bytes;
  const uint64_t words[] = {random_(), random_()};
  std::memcpy(bytes.data(), words, bytes.size());
  return bytes;
}

Step ClientLoad::Next() {
  std::uniform_real_distribution<double> uniform(0, 1);
  size_t rank = streams_.size();
  if (!streams_.empty() && uniform(random_) >= kOpening) {
    rank = ZipfRank(uniform(random_), streams_.size());
  }
  if (rank == streams_.size()) streams_.push_back({StreamId{RandomBytes()}, 0});
  Stream& stream = streams_[rank];
  Step step;
  step.stream = stream.id;
  step.revision = stream.events++;
  step.command = CommandId{RandomBytes()};
  step.payload = std::string_view(noise_).substr(random_() % kNoiseBytes, payload_bytes_);
  return step;
}

record::v1::AppendRequest AppendOf(const Step& step) {
  record::v1::AppendRequest request;
  request.set_tenant(kTenant);
  request.set_command_id(Text(step.command.bytes));
  request.set_actor(std::string(16, 'a'));
  request.set_request(Text(step.command.bytes));
  record::v1::Condition& condition = *request.add_conditions();
  condition.set_stream_type(kStreamKind);
  condition.set_stream_id(Text(step.stream.bytes));
  if (step.revision == 0) {
    condition.set_no_stream(true);
  } else {
    condition.set_revision(step.revision - 1);
  }
  record::v1::NewEvent& event = *request.add_events();
  event.set_stream_type(kStreamKind);
  event.set_stream_id(condition.stream_id());
  event.set_scope_id(condition.stream_id());
  event.mutable_body()->set_type("Measured");
  event.mutable_body()->set_schema_version(1);
  event.mutable_body()->set_payload(std::string(step.payload));
  return request;
}

}  // namespace candour::bench
