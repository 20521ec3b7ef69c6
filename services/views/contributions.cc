// What agencies contribute to case reviews, and whether a report may rest on it: judged when it is
// asked for, by the guidance of the review as it is then.
#include "services/views/contributions.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "workflows/case_review/author_independence.h"
#include "workflows/case_review/case_review.h"
#include "workflows/dates.h"

namespace candour::views {
namespace {

using v1::CaseRow;
using workflows::case_review::AuthorDoubt;

// Null: the board has adopted no guidance for the review.
const types::v1::ReviewConduct* ConductOf(const CaseRow& row, const Asked& asked) {
  const auto board = asked.view.boards.find(row.board_id());
  if (board == asked.view.boards.end()) return nullptr;
  const auto conduct = board->second->editions.ConductFor(
      {workflows::DayOf(row.referred_on()), asked.Today(), row.board_id()});
  return conduct.ok() ? *conduct : nullptr;
}

// What was submitted before another author took it over is not theirs.
void Judge(const AuthorDoubt& held, CaseRow::Contribution& one) {
  const bool accepted = absl::StartsWith(one.settled_how(), "accepted");
  if (!accepted && one.has_settled_on()) return;  // done without
  // Asked when it is accepted, but of one that is to be submitted anew.
  if (!accepted && !held.declared && !one.taken_over()) return;
  one.clear_settled_on();
  if (!accepted && one.taken_over()) {
    one.set_with_agency(true);
    one.set_settled_how("being written");
    return;
  }
  if (!accepted) one.set_with_agency(true);
  one.set_settled_how(held.declared ? "author not independent"
                                    : "not known whether the author is independent");
}

}  // namespace

std::vector<CaseRow::Contribution> ContributionsOf(const CaseRow& row, const Asked& asked) {
  std::vector<CaseRow::Contribution> contributions(row.contributions().begin(),
                                                   row.contributions().end());
  std::optional<const types::v1::ReviewConduct*> conduct;
  for (CaseRow::Contribution& one : contributions) {
    if (one.doubts().empty()) continue;
    if (!conduct) conduct = ConductOf(row, asked);
    std::vector<AuthorDoubt> doubts;
    for (const auto& doubt : one.doubts())
      doubts.push_back({doubt.involvement(), doubt.declared()});
    const AuthorDoubt* held = workflows::case_review::HeldAgainst(doubts, *conduct);
    // Of what is over nobody asks any longer what was not answered.
    const bool over = row.concluded() && (row.has_closed_on() || !row.has_published_on());
    const bool asked_for = held != nullptr && (held->declared || !over);
    if (asked_for) Judge(*held, one);
  }
  return contributions;
}

std::string WhyAcceptanceWaits(const CaseRow& row,
                               const std::vector<CaseRow::Contribution>& contributions,
                               const Asked& asked) {
  const bool counts = row.acceptance_waits().empty() && row.has_report_accepted_on();
  if (!counts || row.has_closed_on() || row.given_up()) return row.acceptance_waits();
  std::vector<std::string> agencies;
  for (const CaseRow::Contribution& one : contributions) {
    if (one.has_settled_on()) continue;
    agencies.push_back(AgencyName(row.board_id(), one.agency_id(), asked));
  }
  if (!agencies.empty()) return workflows::case_review::WordsOfOpen(agencies);
  for (const std::string& agency_id : row.replaced().agency_ids()) {
    agencies.push_back(AgencyName(row.board_id(), agency_id, asked));
  }
  if (agencies.empty()) return "";
  return workflows::case_review::WordsOfReplaced(row.replaced().version(), agencies);
}

}  // namespace candour::views
