// The parts of the case review workflow, each registering its own commands and facts.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "candour/casework/v1/case_review.pb.h"
#include "candour/casework/v1/meeting.pb.h"
#include "workflows/board/board.h"
#include "workflows/case_review/author_independence.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {

// What must hold of a report whenever the panel, the Board or the public is to rely on it: every
// contribution is settled and its author still independent, and so is the author of the report.
// CONTRIBUTIONS_OPEN, or as UnlessAuthorIndependent.
std::optional<types::v1::Rejection> UnlessSound(const CaseReview& review,
                                                const OverviewDraft& draft,
                                                const board::Board& board,
                                                const AuthorQuestion& question);

// Who is to be told of a milestone of the review on a day, by the guidance the board adopted.
std::set<std::string> RecipientsOf(const CaseReview& review, const board::Board& board,
                                   std::string_view milestone, absl::CivilDay day);

void RegisterConsideration(WorkflowTable& table);  // consideration.cc: referred, decided, notified
void RegisterSetUp(WorkflowTable& table);          // set_up.cc: terms, involvement, due dates
void RegisterContributions(WorkflowTable& table);  // contributions.cc: requested to accepted
void RegisterReport(WorkflowTable& table);         // report.cc: drafted, endorsed, accepted
void RegisterScrutiny(WorkflowTable& table);       // scrutiny.cc: judged and published
void RegisterPanelReferral(WorkflowTable& table);  // panel_referral.cc: from a child death review

}  // namespace candour::workflows::case_review
