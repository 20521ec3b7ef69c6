// Checking a bundle with nothing but the bundle, and what one was given beforehand.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "candour/record/v1/event.pb.h"
#include "candour/types/v1/forgetting.pb.h"
#include "services/audit/bundle/bundle.h"
#include "storage/leaf.h"
#include "storage/merkle/checkpoint.h"

namespace candour::audit {

struct HeldCheckpoint {
  std::string name;  // of the file it is from, for what is said of it
  std::string note;  // signed
};

struct TrustedBefore {
  std::optional<std::string> verifier_key;  // none: the bundle's own word is taken, and said to be
  std::vector<HeldCheckpoint> checkpoints;  // the bundle is held against each
};

// One event that was found to be what it says.
struct VerifiedEvent {
  storage::Leaf leaf;
  std::optional<record::v1::EventBody> body;  // none: forgotten
};

// That the bundle was made, as the last of its sequences say. Whoever cuts a bundle back to an
// earlier export has that one: what it says here is then what the earlier one was made for.
struct MadeFor {
  std::string recipient;
  std::string purpose;
  std::string by;
  Micros recorded_at = 0;
  uint64_t position = 0;  // nothing recorded after it is covered
};

struct Verified {
  storage::merkle::Checkpoint checkpoint;
  std::string verifier_key;
  bool key_was_given = false;
  std::string compared_with;          // the checkpoints it was compared with, in words; blank: none
  std::vector<VerifiedEvent> events;  // as in the bundle
  uint64_t forgotten = 0;
  // All that closed a sequence by forgetting is followed by the word that lists were cleared too.
  bool clearing_shown = true;
  types::v1::AboutCase about;
  Micros complete_until = 0;    // when the last event of the case was recorded
  std::optional<MadeFor> made;  // none: all of it is forgotten

  // Whether anything but the bundle says whose log it is of: a key, or a checkpoint signed with it.
  bool IsVouchedFor() const { return key_was_given || !compared_with.empty(); }
};

// INVALID_ARGUMENT if what is trusted is no key or no checkpoint; UNAUTHENTICATED if the bundle is
// of another log, another history or signed by another key than trusted; FAILED_PRECONDITION if
// that cannot be told from the bundle alone; DATA_LOSS if anything was altered, is missing or does
// not prove what it should. The message says which, in a sentence.
absl::StatusOr<Verified> VerifyBundle(const Bundle& bundle, const TrustedBefore& trusted);

}  // namespace candour::audit
