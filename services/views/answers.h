// The queries, each from rows to its reply. Rows are read, nothing is kept; what depends on the
// moment (a clock, a colour) is computed for the moment the log's clock shows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/views/v1/rows.pb.h"
#include "candour/views/v1/views.pb.h"
#include "services/gate/token.h"
#include "services/views/case_clocks.h"
#include "services/views/projection.h"

namespace candour::views {

// The circumstances of a question.
struct Asked {
  const Snapshot& view;
  const gate::Caller& caller;
  absl::Time now;  // the log's
  const absl::TimeZone& london;
  CaseClocks& clocks;

  absl::CivilDay Today() const { return absl::ToCivilDay(now, london); }

  // Whether the caller may see what concerns a board, and asked for it: `wanted` blank is any.
  bool Shows(const std::string& board_id, const std::string& wanted) const;
};

absl::Status ListCases(const Asked& asked, const v1::ListCasesRequest& request,
                       v1::ListCasesReply& reply);
absl::Status ListClocks(const Asked& asked, const v1::ListClocksRequest& request,
                        v1::ListClocksReply& reply);
absl::Status GetCaseClocks(const Asked& asked, const v1::GetCaseClocksRequest& request,
                           v1::GetCaseClocksReply& reply);
absl::Status GetTimeline(const Asked& asked, const v1::GetTimelineRequest& request,
                         v1::GetTimelineReply& reply);
absl::Status ListMeetings(const Asked& asked, const v1::ListMeetingsRequest& request,
                          v1::ListMeetingsReply& reply);
absl::Status GetAttendance(const Asked& asked, const v1::GetAttendanceRequest& request,
                           v1::GetAttendanceReply& reply);
absl::Status ListMeetingActions(const Asked& asked, const v1::ListMeetingActionsRequest& request,
                                v1::ListMeetingActionsReply& reply);
absl::Status ListPlans(const Asked& asked, const v1::ListPlansRequest& request,
                       v1::ListPlansReply& reply);
absl::Status ListRecommendations(const Asked& asked, const v1::ListRecommendationsRequest& request,
                                 v1::ListRecommendationsReply& reply);
absl::Status ListActions(const Asked& asked, const v1::ListActionsRequest& request,
                         v1::ListActionsReply& reply);
absl::Status ListAgencies(const Asked& asked, const v1::ListAgenciesRequest& request,
                          v1::ListAgenciesReply& reply);
absl::Status ListAgencyReturns(const Asked& asked, const v1::ListAgencyReturnsRequest& request,
                               v1::ListAgencyReturnsReply& reply);
absl::Status ListReviews(const Asked& asked, const v1::ListReviewsRequest& request,
                         v1::ListReviewsReply& reply);
absl::Status ListContributions(const Asked& asked, const v1::ListContributionsRequest& request,
                               v1::ListContributionsReply& reply);
absl::Status GetTimeliness(const Asked& asked, const v1::GetTimelinessRequest& request,
                           v1::GetTimelinessReply& reply);
absl::Status ListRegister(const Asked& asked, const v1::ListRegisterRequest& request,
                          v1::ListRegisterReply& reply);
absl::Status GetFigures(const Asked& asked, const v1::GetFiguresRequest& request,
                        v1::GetFiguresReply& reply);

// A meeting with its items, what was decided of each, and what keeps the others from it.
absl::Status Summarise(const Asked& asked, const v1::MeetingRow& row, v1::MeetingSummary& summary);

// A row by itself does not know what became of the meetings its case was listed for: gives it with
// only those listings that a meeting still has ahead, and without one at the stage from before it
// was listed. `space` is where that is written if it is not the row itself.
absl::StatusOr<const v1::CaseRow*> Settled(const Asked& asked, const v1::CaseRow& row,
                                           v1::CaseRow& space);

// What a case lacks for a panel, in words, by the guidance of the board that leads it.
std::vector<std::string> MissingForPanel(const v1::CaseRow& row, const Asked& asked);
// By which completion a year's return counts the case: that of the first frozen return that did,
// else the one that stands. None: no return counts it.
std::optional<absl::CivilDay> CountedOn(const v1::CaseRow& row, const Asked& asked);
// What an agency is called in a board's register, or in that of a board that led a case before; its
// id if nobody has it.
std::string AgencyName(const std::string& board_id, const std::string& agency_id,
                       const Asked& asked);
// With which agency it is today what a board's case still wants of one: itself, or the one that
// took its place. What is finished stays with the one that did it.
const std::string& AgencyNow(const std::string& board_id, const std::string& agency_id,
                             const Asked& asked);
// Why a case is held, in words.
std::string HoldWords(const v1::CaseRow::Hold& hold);
// What a case waits for, in words; blank if nothing.
std::string WaitingFor(const v1::CaseRow& row, const Asked& asked);
// Whether a panel or subgroup could decide it now.
bool IsReady(const v1::CaseRow& row, const Asked& asked);

// The moments of a span of days, both inclusive; an absent day leaves it open.
struct Span {
  absl::Time from = absl::InfinitePast();
  absl::Time until = absl::InfiniteFuture();  // exclusive
};
Span SpanOf(const types::v1::Date* from, const types::v1::Date* until,
            const absl::TimeZone& london);

}  // namespace candour::views
