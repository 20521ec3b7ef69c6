#include "workflows/case_review/recipients.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "workflows/editions/guidance.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::case_review {

using board::Board;
using types::v1::Rejection;

namespace {

editions::CaseDays DaysOf(const CaseReview& review, const Board& board, absl::CivilDay day) {
  return {review.ReferredOn(), day, board.id};
}

std::vector<const types::v1::Recipient*> AllOf(const CaseReview& review, const Board& board,
                                               std::string_view milestone, absl::CivilDay day) {
  return board.editions.RecipientsOf(CaseReview::kKind, std::string(milestone),
                                     DaysOf(review, board, day));
}

std::optional<Rejection> UnlessAmong(const std::vector<const types::v1::Recipient*>& named,
                                     const std::string& recipient, const char* way_out) {
  if (named.empty()) return std::nullopt;
  for (const types::v1::Recipient* one : named) {
    if (one->body() == recipient) return std::nullopt;
  }
  const auto words = [](std::string* out, const types::v1::Recipient* one) {
    absl::StrAppend(out, one->body(), " (", one->title(), ")");
  };
  return Refuse(types::v1::UNKNOWN_REFERENCE,
                absl::StrCat("The guidance of the case names no such recipient. It names: ",
                             absl::StrJoin(named, "; ", words), ". ", way_out),
                CitationOf(named.front()->standing().source()), {recipient});
}

}  // namespace

std::set<std::string> RecipientsOf(const CaseReview& review, const Board& board,
                                   std::string_view milestone, absl::CivilDay day) {
  std::set<std::string> bodies;
  for (const types::v1::Recipient* recipient : AllOf(review, board, milestone, day)) {
    if (!recipient->optional()) bodies.insert(recipient->body());
  }
  return bodies;
}

std::string ToldAs(const CaseReview& review, const Board& board, std::string_view milestone,
                   absl::CivilDay day, const std::string& recipient) {
  for (const types::v1::Recipient* one : AllOf(review, board, milestone, day)) {
    if (one->body() == recipient) return one->told();
  }
  return {};
}

std::string TitleOf(const CaseReview& review, const Board& board, std::string_view milestone,
                    absl::CivilDay day, const std::string& recipient) {
  for (const types::v1::Recipient* one : AllOf(review, board, milestone, day)) {
    if (one->body() == recipient) return one->title();
  }
  return absl::StrReplaceAll(recipient, {{"_", " "}});
}

std::optional<Rejection> UnlessRecipient(const CaseReview& review, const Board& board,
                                         const Notified& notified) {
  if (notified.because != nullptr && !notified.because->empty()) return std::nullopt;
  return UnlessAmong(AllOf(review, board, notified.milestone, notified.day), notified.recipient,
                     notified.because == nullptr
                         ? "Name one of these."
                         : "Name one of these, or say in recipient_because why they were told.");
}

std::optional<Rejection> UnlessDisclosedTo(const CaseReview& review, const Board& board,
                                           const std::string& recipient, absl::CivilDay day) {
  return UnlessAmong(board.editions.RecipientsOf(types::v1::DOCUMENT, editions::kDisclosure,
                                                 DaysOf(review, board, day)),
                     recipient, "Name one of these, or adopt a file that names them too.");
}

}  // namespace candour::workflows::case_review
