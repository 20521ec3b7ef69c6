// The parts of the child death workflow, each registering its own commands and facts.
#pragma once

#include "candour/casework/v1/child_death.pb.h"
#include "candour/casework/v1/completion.pb.h"
#include "candour/casework/v1/family.pb.h"
#include "candour/casework/v1/identity.pb.h"
#include "candour/casework/v1/intake.pb.h"
#include "candour/casework/v1/jurisdiction.pb.h"
#include "candour/casework/v1/meeting.pb.h"
#include "candour/casework/v1/parallel_processes.pb.h"
#include "candour/casework/v1/response.pb.h"
#include "candour/casework/v1/returns.pb.h"
#include "workflows/board/board.h"
#include "workflows/child_death/child_death.h"
#include "workflows/clocks/milestones.h"
#include "workflows/meeting/meeting.h"

namespace candour::workflows::child_death {

void RegisterIntake(WorkflowTable& table);      // intake.cc: notified, identified, in scope or not
void RegisterReferences(WorkflowTable& table);  // references.cc: one case under each
void RegisterGuestNotifications(WorkflowTable& table);  // guests.cc: told by anybody, accepted here
void RegisterMerging(WorkflowTable& table);             // merging.cc: one case a child
void RegisterIdentity(WorkflowTable& table);            // identity.cc: who, born when, lived where
void RegisterMultipleBirths(WorkflowTable& table);      // multiple_birth.cc: who was born with whom
void RegisterJurisdiction(WorkflowTable& table);        // jurisdiction.cc: who leads
void RegisterRapidResponse(WorkflowTable& table);       // rapid_response.cc: of unexpected deaths
void RegisterResponse(WorkflowTable& table);            // response.cc: the family, holds
void RegisterAgencies(WorkflowTable& table);            // agencies.cc: asked, reminded
void RegisterCarriedRequests(WorkflowTable& table);     // carried_requests.cc: of merged cases
void RegisterCarriedFamily(WorkflowTable& table);       // carried_family.cc: of merged cases
void RegisterReturns(WorkflowTable& table);             // returns.cc: what they answer
void RegisterCollation(WorkflowTable& table);           // collation.cc: their answers as one
void RegisterLetters(WorkflowTable& table);             // letters.cc: to agencies and to the family
void RegisterEarlierRecords(WorkflowTable& table);      // earlier_records.cc: from before Candour
void RegisterMinutes(WorkflowTable& table);             // minutes.cc: what meetings leave of it
void RegisterPanel(WorkflowTable& table);               // panel.cc: listed, deferred, decided
void RegisterReviewMeeting(WorkflowTable& table);       // review_meeting.cc: before the panel
void RegisterNotices(WorkflowTable& table);             // notices.cc: registrar, national database
void RegisterFamily(WorkflowTable& table);              // family.cc: what they wish and are told
void RegisterCoroner(WorkflowTable& table);             // coroner.cc: post-mortem, inquest, reports
void RegisterProcesses(WorkflowTable& table);    // parallel_processes.cc: courts, other reviews
void RegisterCompletion(WorkflowTable& table);   // completion.cc: completed, reopened, revised
void RegisterOutcomes(WorkflowTable& table);     // outcomes.cc: what came of the decision
void RegisterSubmissions(WorkflowTable& table);  // submissions.cc: to the national database

// OUT_OF_SCOPE if the case is void: of that, nothing is taken but what corrects it, and what came
// of it before.
std::optional<types::v1::Rejection> UnlessNotVoid(const ChildDeath& death, const Context& context);
// CONTRADICTORY if the child died abroad, and it is recorded that England has nothing of the kind.
std::optional<types::v1::Rejection> UnlessWithoutEnglish(
    const ChildDeath& death, types::v1::YesNo (events::v1::DeathAbroadRecorded::*there_is)() const);
// The first day on which the case reached it; none: it has not.
std::optional<absl::CivilDay> FirstDayOf(const ChildDeath& death, std::string_view milestone);
// A choice as it is told to somebody who has to type it: its title and, in quotation marks, its
// key.
std::string ChoiceWords(const std::string& title, const std::string& key);
// Whether facts of birth and death put a live-born child in scope by age.
bool IsUnder18(const events::v1::DeathRecorded& facts);
// Tells the clocks of a notification that counts for the case.
void ReachNotified(ChildDeath& death, types::v1::NotifierKind notifier,
                   const google::protobuf::Timestamp& received_at, const Fact& fact);
bool IsProfessional(types::v1::NotifierKind notifier);
// Folds the facts of the death, as first recorded or as corrected since, for a reason.
void FoldDeath(ChildDeath& death, const events::v1::DeathRecorded& facts, const std::string& reason,
               const Fact& fact);
// CONTRADICTORY where there is said to be no NHS number because the child lived elsewhere, and the
// residence is in England.
std::optional<types::v1::Rejection> UnlessLivedElsewhere(types::v1::NhsNumberAbsence why,
                                                         const ChildDeath& death);
// A time that is given without a word on its precision is known.
void StatePrecision(events::v1::DeathRecorded& facts);
// What must hold of the dates and the time of a death, as first recorded and as corrected.
std::optional<types::v1::Rejection> UnlessDeathHolds(const events::v1::DeathRecorded& facts,
                                                     const ChildDeath& death,
                                                     const Context& context);
// Adds that the case is void if corrected facts say that it is no child's, and what follows.
void VoidIfAdult(const events::v1::DeathRecorded& facts, const std::string& reason,
                 const ChildDeath& death, const Context& context,
                 const google::protobuf::Message& command, Decision& decision);
// Adds, of every submission that stands, that it is withdrawn: there is no such case.
void WithdrawSubmissions(const ChildDeath& death, const Context& context, const std::string& reason,
                         Decision& decision);
// Adds, of every submission that carried a number which is somebody else's, that this was
// disclosed.
void LogNumberDisclosed(const ChildDeath& death, const Context& context,
                        const std::string& old_number, types::v1::NumberOwner owner,
                        Decision& decision);
// For board::ReferencesBeside.
const std::string& ReferenceOf(const ChildDeath& death);
// Adds that a case is kept under a reference of the board one acts for: a new one, or one that
// counts again. REFERENCE_TAKEN if that board keeps another under it.
std::optional<types::v1::Rejection> TakeReferenceFor(const std::string& case_id,
                                                     const std::string& reference,
                                                     const Context& context, Decision& decision);
std::optional<types::v1::Rejection> TakeReferenceAgain(const ChildDeath& death,
                                                       const Context& context, Decision& decision);
// The same of a void case that is one after all by the facts that are put right.
std::optional<types::v1::Rejection> TakeReferenceIfChild(const events::v1::DeathRecorded& facts,
                                                         const ChildDeath& death,
                                                         const Context& context,
                                                         Decision& decision);
// QUORUM_NOT_EVALUATED where the quorum of an item was judged by the rules for another kind of
// death than this is by now. One that was met while nobody had classified it holds: it asked for
// more than any other.
std::optional<types::v1::Rejection> UnlessVerdictFits(const ChildDeath& death,
                                                      const meeting::Meeting& meeting,
                                                      const std::string& item_id);
// Under which reference the board one acts for keeps a case that passes to it: the one that is
// given, or its own of when it led the case before, or the one the case has.
const std::string& ReferenceOnPassing(const ChildDeath& death, const std::string& given,
                                      const Context& context);
// Takes that one. REFERENCE_TAKEN if the board keeps another case under it.
std::optional<types::v1::Rejection> TakeReferenceOnPassing(const ChildDeath& death,
                                                           const std::string& given,
                                                           const Context& context,
                                                           Decision& decision);
// Adds that a case is kept under one reference and no longer under another; nothing if they are
// one.
void FreeReferenceFor(const std::string& was, const std::string& reference,
                      const std::string& case_id, const Context& context, Decision& decision);
// Adds that it is kept under its reference no longer.
void FreeReferenceOf(const ChildDeath& death, const std::string& because, const Context& context,
                     Decision& decision);
// ALREADY_DONE if a correction would put another number in the place of one that was sent away:
// that is corrected by what logs it.
std::optional<types::v1::Rejection> UnlessNumberNotSent(const ChildDeath& death,
                                                        const std::string& digits,
                                                        const Context& context);
// WRONG_STAGE if the case to be absorbed knows what no merge carries over, and the survivor knows
// nothing of the kind itself: it is the one to keep. Also if something holds up that one alone.
std::optional<types::v1::Rejection> UnlessNothingIsLost(const ChildDeath& survivor,
                                                        const ChildDeath& absorbed);
// In words, what the one case tells, no merge carries over, and the other does not tell.
std::vector<std::string> KnownOnlyTo(const ChildDeath& absorbed, const ChildDeath& survivor);
// What is still owed, for whoever takes the case over.
std::vector<types::v1::OpenItem> OpenItemsOf(const ChildDeath& death);

// Of a process by its id: UNKNOWN_REFERENCE if there is none of the kind, WRONG_STAGE if it has
// ended (unless the command corrects), DATE_OUT_OF_ORDER before it began.
std::optional<types::v1::Rejection> UnlessRuns(const ChildDeath& death,
                                               const std::string& process_id,
                                               types::v1::ProcessKind kind, absl::CivilDay day);
void BeginProcess(ChildDeath& death, const std::string& process_id, ParallelProcess process,
                  const Fact& fact);
// Holds that wait for it are due to be released from then on.
void EndProcess(ChildDeath& death, const std::string& process_id, const types::v1::Date& ended_on);

// completion.cc, also for a review that rested on a decision which was not ratified.
void Evolve(ChildDeath& death, const events::v1::ReviewReopened& event, const Fact& fact);

// rapid_response.cc. That it is no panel's ends the clocks of the review, and those of a response
// to it unless it calls for one alone; and that it is one after all.
void EndReview(ChildDeath& death, const Fact& fact);
void TakeBackEndOfReview(ChildDeath& death);

// shared_panel.cc. The board whose body meets, in whose register that body is, loaded with
// HostBeside: not always the one in whose name one acts.
const board::Board& HostOf(const meeting::Meeting& meeting, const Context& context,
                           const board::Board& own);
template <typename Command>
std::vector<StreamRef> HostBeside(const Command&, const meeting::Meeting& meeting) {
  return {{types::v1::BOARD, meeting.opened_by_board}};
}
// WRONG_BOARD unless it sits for the board that leads the case.
std::optional<types::v1::Rejection> UnlessMeetsForLead(const Context& context,
                                                       const ChildDeath& death,
                                                       const meeting::Meeting& meeting,
                                                       const board::Board& host);
// The same, or as UnlessReviewable in the name of either board.
std::optional<types::v1::Rejection> UnlessReviewableThere(const Context& context,
                                                          const ChildDeath& death,
                                                          const meeting::Meeting& meeting,
                                                          const board::Board& host);
// Either of the two boards may act; each in the other's place where the one is asked for.
Context InPlaceOfLead(const Context& context, const ChildDeath& death,
                      const meeting::Meeting& meeting, const board::Board& host);
Context InPlaceOfHost(const Context& context, const ChildDeath& death,
                      const meeting::Meeting& meeting, const board::Board& host);

// panel.cc, also for a decision that revises the category alone.
Decision Decide(const casework::v1::RecordPanelDecision& command, const Context& context,
                const ChildDeath& death, const meeting::Meeting& meeting,
                const board::Board& board);

// UNKNOWN_REFERENCE unless such a member of the family is recorded.
std::optional<types::v1::Rejection> UnlessRecordedRelative(const ChildDeath& death,
                                                           const std::string& relative_id);
// Whether what a hold is on covers them. A blank relative is all of the family, on either side.
bool IsHeldBy(const ContactHold& hold, const std::string& relative_id);
// BLOCKED_BY_HOLD while contact with them is held, unless it was before the hold, on that day.
std::optional<types::v1::Rejection> UnlessContactHeld(const ChildDeath& death,
                                                      const std::string& relative_id,
                                                      absl::CivilDay day);
// Whether anything may go to a member of the family, or might on that day, however it is written:
// BLOCKED_BY_HOLD while contact is held, UNKNOWN_REFERENCE, DISCLOSURE_WITHHELD,
// CONTACT_NOT_WANTED.
std::optional<types::v1::Rejection> UnlessMayBeTold(const ChildDeath& death,
                                                    const std::string& relative_id,
                                                    absl::CivilDay day);

// What an agency is called here; of one that only an earlier board knows, what that board calls it.
std::string AgencyWords(const ChildDeath& death, const board::Board& board,
                        const std::string& agency_id);

// Refusals about a request, which who acts for an agency sees only if it was asked of that one.
std::optional<types::v1::Rejection> UnlessAsked(const ChildDeath& death, const Context& context,
                                                const std::string& request_id);
// The same, and WRONG_STAGE once it was answered or withdrawn.
std::optional<types::v1::Rejection> UnlessOwed(const ChildDeath& death, const Context& context,
                                               const std::string& request_id);
// To whom of the agency reminders go; blank: to the agency.
std::string ReminderAddressee(const ChildDeath& death, const ReportRequest& request);

// What the survivor of a merge goes on with of what the absorbed case asked for: all that was not
// withdrawn.
std::vector<std::string> RequestsToCarry(const ChildDeath& survivor, const ChildDeath& absorbed);
// Adds to the survivor's stream those requests and what came of them.
void CarryRequests(const ChildDeath& survivor, const ChildDeath& absorbed,
                   const google::protobuf::Message& command, Decision& decision);
// Adds to the absorbed case's stream what came of its requests since; and takes from the survivor's
// state what came with an absorbed case.
void ReturnRequests(const ChildDeath& survivor, const ChildDeath& absorbed,
                    const google::protobuf::Message& command, Decision& decision);
void DropRequestsOf(ChildDeath& death, const std::string& absorbed_case_id);
// Adds to the survivor's stream the family of the absorbed case, what each of them wishes and may
// be told, holds on contact and letters that wait; to the absorbed case's, what came of them since;
// and takes from the survivor's state what came with an absorbed case.
void CarryFamily(const ChildDeath& survivor, const ChildDeath& absorbed,
                 const google::protobuf::Message& command, Decision& decision);
void ReturnFamily(const ChildDeath& survivor, const ChildDeath& absorbed,
                  const google::protobuf::Message& command, Decision& decision);
void DropFamilyOf(ChildDeath& death, const std::string& absorbed_case_id);
// Notes that a report was asked for, by when it is due and why then.
template <typename Event>
void ReachRequested(ChildDeath& death, const Event& event, const Fact& fact) {
  auto& told = death.clock_facts.milestones;
  const size_t before = told.size();
  death.Reach(clocks::kAgencyReportRequested, event.requested_on(), fact, event.request_id(),
              &event.due_on());
  if (event.has_due_by() && told.size() > before) told.back().stated_by = event.due_by();
}
// What the clock of a request is called.
void NameRequest(ChildDeath& death, const std::string& request_id);

}  // namespace candour::workflows::child_death
