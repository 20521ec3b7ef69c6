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

struct TrustedBefore {
  std::string verifier_key;  // blank: the bundle's own word is taken, and said to be
  std::string checkpoint;    // a signed note; blank: none
};

// One event that was found to be what it says.
struct VerifiedEvent {
  storage::Leaf leaf;
  std::optional<record::v1::EventBody> body;  // none: forgotten
};

struct Verified {
  storage::merkle::Checkpoint checkpoint;
  std::string verifier_key;
  bool key_was_given = false;
  std::string compared_with;          // the checkpoint it was compared with, in words; blank: none
  std::vector<VerifiedEvent> events;  // as in the bundle
  uint64_t forgotten = 0;
  types::v1::AboutCase about;
  Micros complete_until = 0;  // when the last event of the case was recorded
};

// UNAUTHENTICATED if the bundle is of another log, another history or signed by another key than
// trusted; FAILED_PRECONDITION if that cannot be told from the bundle alone; DATA_LOSS if anything
// was altered, is missing or does not prove what it should. The message says which, in a sentence.
absl::StatusOr<Verified> VerifyBundle(const Bundle& bundle, const TrustedBefore& trusted);

}  // namespace candour::audit
