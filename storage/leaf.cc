#include "storage/leaf.h"

#include "absl/status/status.h"
#include "storage/bytes.h"

namespace candour::storage {
namespace {

constexpr std::string_view kLeafMagic = "CDR1";

}  // namespace

std::string EncodeLeaf(const Leaf& leaf) {
  std::string out;
  out.reserve(kLeafBytes);
  out.append(kLeafMagic);
  out.append(leaf.log.View());
  PutBig<uint64_t>(out, leaf.position);
  PutBig<uint64_t>(out, static_cast<uint64_t>(leaf.recorded_at));
  PutBig<uint16_t>(out, leaf.stream.type);
  out.append(leaf.stream.id.View());
  PutBig<uint64_t>(out, leaf.revision);
  out.append(leaf.event_id.View());
  out.append(leaf.command.View());
  out.append(leaf.actor.View());
  out.append(leaf.scope.View());
  PutBig<uint64_t>(out, leaf.scope_seq);
  out.append(View(leaf.nonce));
  out.append(View(leaf.key_commitment));
  out.append(View(leaf.ciphertext_hash));
  return out;
}

absl::StatusOr<Leaf> ParseLeaf(std::string_view bytes) {
  if (bytes.size() != kLeafBytes || bytes.substr(0, kLeafMagic.size()) != kLeafMagic) {
    return absl::DataLossError("an event's leaf is not a leaf of version 1");
  }
  FieldReader fields(bytes.substr(kLeafMagic.size()));
  Leaf leaf;
  leaf.log = LogId{fields.Bytes<16>()};
  leaf.position = fields.Big<uint64_t>();
  leaf.recorded_at = static_cast<Micros>(fields.Big<uint64_t>());
  leaf.stream.type = fields.Big<uint16_t>();
  leaf.stream.id = StreamId{fields.Bytes<16>()};
  leaf.revision = fields.Big<uint64_t>();
  leaf.event_id = EventId{fields.Bytes<16>()};
  leaf.command = CommandId{fields.Bytes<16>()};
  leaf.actor = ActorId{fields.Bytes<16>()};
  leaf.scope = ScopeId{fields.Bytes<16>()};
  leaf.scope_seq = fields.Big<uint64_t>();
  leaf.nonce = fields.Bytes<12>();
  leaf.key_commitment = fields.Bytes<32>();
  leaf.ciphertext_hash = fields.Bytes<32>();
  return leaf;
}

}  // namespace candour::storage
