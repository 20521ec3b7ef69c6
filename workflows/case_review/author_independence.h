// Who may write for a review. An agency's contribution: nobody who had a part in the case. The
// overview: nobody of the Board or its agencies either, and not who chairs the panel.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "candour/events/v1/case_review.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {

// What stands against an author, under whichever guidance.
struct AuthorDoubt {
  types::v1::Involvement involvement{};
  bool declared = false;  // else it is not known
};

// Of who was nominated, by what they declared then and whatever anybody has declared since. None of
// somebody excepted.
std::vector<AuthorDoubt> DoubtsOf(const CaseReview& review,
                                  const events::v1::AuthorNominated& nomination);

// The first that the guidance of a case holds against an author; null if it holds none. Without
// guidance (null) those that hold under every one.
const AuthorDoubt* HeldAgainst(const std::vector<AuthorDoubt>& doubts,
                               const types::v1::ReviewConduct* conduct);

// The same, by the guidance of the review as of a day.
std::optional<AuthorDoubt> HeldAgainst(const CaseReview& review,
                                       const events::v1::AuthorNominated& nomination,
                                       const board::Board& board, absl::CivilDay today);

// AUTHOR_NOT_INDEPENDENT, about the person, if they were directly involved or managed somebody who
// was; also if they gave professional advice, where the guidance of the case says so. Held against
// them is what they declared when nominated and whatever anybody has declared since. What is not
// known counts against them: independence is shown, not presumed.
//
// Whoever was excepted (AuthorExcepted) is let stand against all that was declared by then, and not
// against what is declared later.
//
// Asked when an author is nominated and again of everything that author wrote, so that an
// involvement found out late stops the contribution until another author takes it over.
std::optional<types::v1::Rejection> UnlessIndependent(const CaseReview& review,
                                                      const events::v1::AuthorNominated& nomination,
                                                      const board::Board& board,
                                                      absl::CivilDay today);

// CONFLICTED if it was declared that they had a part in the case, of whatever kind. `cannot` says
// what they are kept from: "sign off what their agency contributes". Asked of whoever signs off,
// accepts, waives or decides.
std::optional<types::v1::Rejection> UnlessApartFromCase(const CaseReview& review,
                                                        const std::string& person_id,
                                                        const std::string& cannot);

// SAME_HANDS if they were appointed to write the review's report, or wrote a version of it.
// `cannot` as above. Asked of whoever approves what goes out of it, or keeps it back.
std::optional<types::v1::Rejection> UnlessOtherHands(const CaseReview& review,
                                                     const std::string& person_id,
                                                     const std::string& cannot);

// Of who is to chair the panel of the review, whether appointed, constituted or replacing somebody:
// CONFLICTED as UnlessApartFromCase, and SAME_HANDS if they write its report, where the guidance of
// the case has another person chair.
std::optional<types::v1::Rejection> UnlessMayChair(const CaseReview& review,
                                                   const std::string& person_id,
                                                   const board::Board& board,
                                                   const Context& context);

// The act at which the author of the overview is looked at.
struct AuthorQuestion {
  // The body that met as the review's panel; blank: whichever bodies are such panels.
  std::string panel_id;
  absl::CivilDay on;
  const Context& context;
};

// Whether who signed an accepted contribution off, or accepted it, has declared a part in the case
// since: it stays accepted, and is told to be in doubt.
bool AreHandsInDoubt(const CaseReview& review, const Contribution& contribution);

// Of the author of the overview, where the guidance of the case asks for it:
//   SAME_HANDS              they chair the panel of the review on that day
//   AUTHOR_NOT_INDEPENDENT  they had a part in the case, or belong to an agency on the register, or
//                           sit on a body of the Board on that day
// Asked when a draft comes in, and again when it is endorsed and accepted.
std::optional<types::v1::Rejection> UnlessAuthorIndependent(const CaseReview& review,
                                                            const std::string& person_id,
                                                            const board::Board& board,
                                                            const AuthorQuestion& question);

}  // namespace candour::workflows::case_review
