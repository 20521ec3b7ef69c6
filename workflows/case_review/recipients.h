// Who is told of what becomes of a review, and who is given its papers: named by the guidance of
// the case, as it is in force on the day they are.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {

// Who has to be told of a milestone of the review on a day.
std::set<std::string> RecipientsOf(const CaseReview& review, const board::Board& board,
                                   std::string_view milestone, absl::CivilDay day);

// What telling one of them is to the clocks, beside; blank: nothing more.
std::string ToldAs(const CaseReview& review, const board::Board& board, std::string_view milestone,
                   absl::CivilDay day, const std::string& recipient);

// What the guidance calls one of them; their key, in words, if it names no such recipient.
std::string TitleOf(const CaseReview& review, const board::Board& board, std::string_view milestone,
                    absl::CivilDay day, const std::string& recipient);

struct Notified {
  std::string_view milestone;
  absl::CivilDay day;
  std::string recipient;
  // Why one is told whom the guidance does not name, which is lawful; null: nobody else is.
  const std::string* because = nullptr;
};

// UNKNOWN_REFERENCE, saying who they are, unless the recipient is one whom the guidance names, or
// it is said why they are told besides. Where it names nobody, whoever was told was.
std::optional<types::v1::Rejection> UnlessRecipient(const CaseReview& review,
                                                    const board::Board& board,
                                                    const Notified& notified);

// The same of somebody to whom papers of the review are given.
std::optional<types::v1::Rejection> UnlessDisclosedTo(const CaseReview& review,
                                                      const board::Board& board,
                                                      const std::string& recipient,
                                                      absl::CivilDay day);

}  // namespace candour::workflows::case_review
