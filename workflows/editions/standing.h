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
  // These days, with the bounds of `other` where there are none.
  DaysInForce OrElse(const DaysInForce& other) const {
    return {from.has_value() ? from : other.from, to.has_value() ? to : other.to};
  }
  // The days that are in both; none are if `to` then lies before `from`.
  DaysInForce Within(const DaysInForce& outer) const {
    DaysInForce days = OrElse(outer);
    if (outer.from.has_value() && *days.from < *outer.from) days.from = outer.from;
    if (outer.to.has_value() && *days.to > *outer.to) days.to = outer.to;
    return days;
  }
  bool IsEmpty() const { return from.has_value() && to.has_value() && *to < *from; }
  // Whether every day of `inner` is one of these.
  bool Encloses(const DaysInForce& inner) const {
    return (!from.has_value() || (inner.from.has_value() && *inner.from >= *from)) &&
           (!to.has_value() || (inner.to.has_value() && *inner.to <= *to));
  }
};

// Null if the edition has no chapter on the topic.
const types::v1::Chapter* ChapterOn(const types::v1::Edition& edition, types::v1::Aggregate topic);

// Where no board says otherwise.
DaysInForce DaysOf(const types::v1::Chapter& chapter);

// The days on which a board may say that the chapter began for it; unbounded if it is no board's to
// say.
DaysInForce StartsOf(const types::v1::Chapter& chapter);
bool IsStartedByAreas(const types::v1::Chapter& chapter);

// From the first day on which the chapter may have begun anywhere.
DaysInForce WidestDaysOf(const types::v1::Chapter& chapter);

// As far as the datum itself says.
DaysInForce OwnDaysOf(const types::v1::Standing& standing);

// The datum's own days as far as they lie in those of its chapter, where no board says otherwise.
DaysInForce DaysOf(const types::v1::Edition& edition, const types::v1::Standing& standing);

// "child death reviews", for messages.
std::string TopicWords(types::v1::Aggregate topic);

}  // namespace candour::workflows::editions
