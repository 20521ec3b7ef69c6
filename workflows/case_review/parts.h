// The parts of the case review workflow, each registering its own commands and facts.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "candour/casework/v1/agency_work.pb.h"
#include "candour/casework/v1/case_review.pb.h"
#include "candour/casework/v1/consideration.pb.h"
#include "candour/casework/v1/incident.pb.h"
#include "candour/casework/v1/learning.pb.h"
#include "candour/casework/v1/meeting.pb.h"
#include "candour/casework/v1/review_processes.pb.h"
#include "candour/casework/v1/review_report.pb.h"
#include "candour/casework/v1/review_set_up.pb.h"
#include "workflows/board/board.h"
#include "workflows/case_review/author_independence.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::meeting {
struct Meeting;
}

namespace candour::workflows::case_review {

// What must hold of a report whenever the panel, the Board or the public is to rely on it: every
// contribution is settled and its author still independent, and so is the author of the report.
// CONTRIBUTIONS_OPEN, or as UnlessAuthorIndependent.
std::optional<types::v1::Rejection> UnlessSound(const CaseReview& review,
                                                const OverviewDraft& draft,
                                                const board::Board& board,
                                                const AuthorQuestion& question);

// Whether a contribution is neither accepted nor done without; or was accepted, and its author is
// found not to be independent.
bool IsOpen(const CaseReview& review, const Contribution& contribution, const board::Board& board,
            absl::CivilDay today);

// The contributions that were replaced, or done without, since a version was written from them or
// endorsed.
std::set<std::string> ReplacedSince(const CaseReview& review, const OverviewDraft& draft);

// For board::ReferencesBeside.
const std::string& ReferenceOf(const CaseReview& review);

// Roles of RequiredRole: who oversees a review, and those of a systems method who look at it with
// its reviewers. All others write for it.
inline constexpr std::string_view kPanelChair = "scr_panel_chair";
inline constexpr std::string_view kReviewTeam = "review_team";
inline constexpr std::string_view kCaseGroup = "case_group";
inline bool WritesReport(std::string_view role) {
  return role != kPanelChair && role != kReviewTeam && role != kCaseGroup;
}

// WRONG_STAGE if the review goes on in another one, with which it was combined.
std::optional<types::v1::Rejection> UnlessOfItsOwn(const CaseReview& review);

// NOT_ENDORSED while the Board's last acceptance waits for the panel, saying why.
std::optional<types::v1::Rejection> UnlessEndorsedAgain(const CaseReview& review);

// What the panel endorsed of a version stands no longer. The Board's acceptance waits from then on.
void EndorsementFalls(CaseReview& review, OverviewDraft& draft, const std::string& because);

// UNKNOWN_REFERENCE unless the overview has such a version.
std::optional<types::v1::Rejection> UnlessDrafted(const CaseReview& review, uint32_t version);

// What the panel asks before it does without a contribution, whether it waives it or the agency
// refuses: it is open, and whoever approves is not of the agency, neither its author nor signed it
// off, and had no part in the case.
std::optional<types::v1::Rejection> UnlessMayGoWithout(const CaseReview& review,
                                                       const std::string& contribution_id,
                                                       const std::string& approver_person_id,
                                                       const types::v1::Date& on,
                                                       const board::Board& board);

// REASON_MISSING unless somebody says they read what is to go out for whatever tells who somebody
// is; SAME_HANDS if they wrote it. A rule never opens a paper: somebody answers for what it says.
std::optional<types::v1::Rejection> UnlessReadForNames(const CaseReview& review,
                                                       const std::string& reader_person_id);

// CONTRADICTORY if a text everybody reads holds a name, a day of birth or the initials of somebody
// the review knows by name; `what` is the text: "title".
std::optional<types::v1::Rejection> UnlessNameless(const CaseReview& review,
                                                   const std::string& text,
                                                   const std::string& what);

// A name of somebody the review knows by name, as a noun; blank if the text holds none.
std::string NameIn(const CaseReview& review, const std::string& text);

// Adds that every contribution still open is not asked for any longer.
void WithdrawOpenContributions(const google::protobuf::Message& command, const types::v1::Date& on,
                               const CaseReview& review, Decision& decision);

// CONFLICTED if somebody counted at that item of the meeting is said to have had a
// part in the case, and is not recused.
std::optional<types::v1::Rejection> UnlessNobodyInvolvedSat(const CaseReview& review,
                                                            const meeting::Meeting& meeting,
                                                            const std::string& item_id);

// A closed review is open again: it was taken up, decided otherwise, or something opened below it.
void OpenAgain(CaseReview& review);

// What is up in a form: published, and not taken down since.
std::vector<const events::v1::ReportPublished*> UpIn(const CaseReview& review,
                                                     types::v1::PublicationForm form);

// Whether anything is up in any form.
bool IsUp(const CaseReview& review);

// What became of the report with whoever evaluates it: of the version the Board accepted last, each
// further than the one before. To be done again until another version was submitted since.
enum class Judged { kNot, kSubmitted, kEvaluated, kInadequate, kToBeDoneAgain };
Judged JudgedOf(const CaseReview& review);

// When a version of the report was first submitted for evaluation; none if it never was.
std::optional<absl::CivilDay> FirstSubmittedOn(const CaseReview& review, uint32_t version);

// When the incident was first notified to anybody; none if it never was.
std::optional<absl::CivilDay> FirstNoticeOf(const CaseReview& review);

void RegisterIncident(WorkflowTable& table);       // incident.cc: notified, and reviewed rapidly
void RegisterConsideration(WorkflowTable& table);  // consideration.cc: referred, decided, notified
void RegisterAdvice(WorkflowTable& table);         // advice.cc: asked, advised, done at once
void RegisterLeading(WorkflowTable& table);        // leading.cc: who leads, oversees and writes
void RegisterSplitting(WorkflowTable& table);      // splitting.cc: one review that becomes two
void RegisterSetUp(WorkflowTable& table);          // set_up.cc: terms, involvement, due dates
void RegisterContributions(WorkflowTable& table);  // contributions.cc: requested to accepted
void RegisterAgencyWork(WorkflowTable& table);     // agency_work.cc: what goes into contributions
void RegisterReport(WorkflowTable& table);         // report.cc: drafted, endorsed, accepted
void RegisterWriting(WorkflowTable& table);        // writing.cc: findings, comments, summary
void RegisterScrutiny(WorkflowTable& table);       // scrutiny.cc: judged and published
void RegisterPublication(WorkflowTable& table);    // publication.cc: what left the office
void RegisterPanelReferral(WorkflowTable& table);  // panel_referral.cc: from a child death review
void RegisterLearning(WorkflowTable& table);       // learning.cc: events, briefs, costs
void RegisterProcesses(WorkflowTable& table);      // processes.cc: what runs beside it, and holds
void RegisterReviewClosing(WorkflowTable& table);  // closing.cc: when all of it hangs together
void RegisterGenogram(WorkflowTable& table);       // genogram.cc: how people are related

}  // namespace candour::workflows::case_review
