// Reading guidance: protobuf text format in, a checked message out.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "candour/types/v1/edition.pb.h"
#include "candour/types/v1/guidance.pb.h"

namespace candour::workflows::editions {

// INVALID_ARGUMENT, naming the line or the datum at fault, unless `text` is at most
// limits::kGuidanceBytes of a Guidance message that Check accepts. Unknown fields are refused.
absl::StatusOr<types::v1::Guidance> ParseGuidance(const std::string& text);

// The same, read once for all who ask for the same text: every account of a case folds what its
// board adopted. Thread-safe.
absl::StatusOr<std::shared_ptr<const types::v1::Guidance>> GuidanceIn(const std::string& text);

// What a file must keep to beyond its syntax:
// - an edition has an id, a title, an axis and chapters, at most one for each topic; every datum
//   belongs to a topic with a chapter, lies within its days, says whether it is pinned, and names a
//   source and how far that is verified;
// - a topic has one clock of a kind on any day; the milestones are those of clocks/milestones.h;
//   categories are numbered from 1 without gaps; keys are unique;
// - a chapter that areas start for themselves begins between the days on which they may;
// - forms keep to workflows/forms/definition.h;
// - holidays are exact, ascending, inside the years of the table, and every year has some.
absl::Status Check(const types::v1::Guidance& guidance);

// What of a recipient (types/v1/edition.proto) says where it names who may be given papers, on the
// topic of documents, and not who is told of a milestone.
inline constexpr char kDisclosure[] = "disclosure";

// Whether a board may put its own figure in a datum's place: only where it is local practice, or
// not confirmed.
bool MayBeOverridden(const types::v1::Standing& standing);

}  // namespace candour::workflows::editions
