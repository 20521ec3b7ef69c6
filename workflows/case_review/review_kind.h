// The kinds of review a board may decide on, and who decides: asked of the guidance of the case.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "candour/types/v1/edition.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::meeting {
struct Meeting;
}

namespace candour::workflows::case_review {

// Either the datum or the refusal: NO_EDITION_IN_FORCE if the board adopted no guidance of the day
// the case was referred, NOT_A_KIND_OF_EDITION, saying which kinds there are.
struct FoundKind {
  const types::v1::ReviewKind* datum = nullptr;  // of the board's register
  std::optional<types::v1::Rejection> rejection;
};
FoundKind KindOf(const CaseReview& review, const board::Board& board,
                 types::v1::ReviewOption option, absl::CivilDay day);

// The seats from which a kind of review is decided on, those named by the guidance first filled by
// whoever comes first. DECIDER_NOT_AUTHORISED if a person fills none of them, or a place is filled
// by nobody. A deputy decides only in the place of a holder who had a part in the case.
struct Deciding {
  std::vector<std::string> seat_ids;  // of the persons, in their order
  std::optional<types::v1::Rejection> rejection;
};
Deciding SeatsOf(const std::vector<std::string>& person_ids, const types::v1::ReviewKind& kind,
                 const CaseReview& review, const board::Board& board, absl::CivilDay day);

// DECIDER_NOT_AUTHORISED unless the person sits, or is a deputy, on a body that accepts the report
// of such a review: publication is for those to decide.
std::optional<types::v1::Rejection> UnlessOfThoseWhoAccept(const CaseReview& review,
                                                           const std::string& person_id,
                                                           const types::v1::ReviewKind& kind,
                                                           const board::Board& board,
                                                           absl::CivilDay day);

// DECIDER_NOT_AUTHORISED unless those whom the guidance has accept the report of a review that
// rests on criteria counted for the item: from a seat of that role on the body that met, or as who
// holds the seat of the Board that it names.
std::optional<types::v1::Rejection> UnlessDecidersCounted(
    const CaseReview& review, const meeting::Meeting& meeting, const std::string& item_id,
    const types::v1::ReviewKind& kind, const board::Board& board, absl::CivilDay day);

// What the guidance says of publishing the report of the review that was decided on; null where it
// says nothing, or nothing yet of those decided on then.
const types::v1::ReviewKind::Publication* PublicationOwed(const CaseReview& review,
                                                          const types::v1::ReviewKind& kind);

// UNKNOWN_REFERENCE if one of the criteria is not of the guidance of the case; CONTRADICTORY if
// one calls for a review and the kind is none; NO_CRITERION_MET if the kind rests on a criterion
// and those named only say that the incident is notified.
std::optional<types::v1::Rejection> UnlessCriteriaHold(
    const google::protobuf::RepeatedPtrField<std::string>& criteria,
    const types::v1::ReviewKind& kind, const CaseReview& review, const board::Board& board,
    absl::CivilDay day);

}  // namespace candour::workflows::case_review
