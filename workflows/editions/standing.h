// The days on which a datum of an edition holds.
#pragma once

#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "candour/types/v1/edition.pb.h"
#include "candour/types/v1/options.pb.h"

namespace candour::workflows::editions {

// Inclusive; unset is unbounded.
struct DaysInForce {
  std::optional<absl::CivilDay> from;
  std::optional<absl::CivilDay> to;

  bool Contains(absl::CivilDay day) const {
    return (!from.has_value() || day >= *from) && (!to.has_value() || day <= *to);
  }
  bool Overlaps(const DaysInForce& other) const {
    return (!from.has_value() || !other.to.has_value() || *from <= *other.to) &&
           (!other.from.has_value() || !to.has_value() || *other.from <= *to);
  }
  // Whether every day of `inner` is one of these.
  bool Encloses(const DaysInForce& inner) const {
    return (!from.has_value() || (inner.from.has_value() && *inner.from >= *from)) &&
           (!to.has_value() || (inner.to.has_value() && *inner.to <= *to));
  }
};

// Null if the edition has no chapter on the topic.
const types::v1::Chapter* ChapterOn(const types::v1::Edition& edition, types::v1::Aggregate topic);

DaysInForce DaysOf(const types::v1::Chapter& chapter);

// The datum's own days, and those of its chapter where it has none.
DaysInForce DaysOf(const types::v1::Edition& edition, const types::v1::Standing& standing);

// "child death reviews", for messages.
std::string TopicWords(types::v1::Aggregate topic);

}  // namespace candour::workflows::editions
