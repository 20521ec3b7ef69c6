// The milestones of a case, by name. A clock rule says which of them start and end it; a workflow's
// fold says when they happened. Edition files are refused if they name any other.
//
// A fold tells what stands: a stand-down that was taken back, a plan that was replaced, a request
// made in error are told no longer. Only what restarts a clock (a second decision, a review sent
// back) is told each time it happens.
//
// Names are persisted in adopted editions: never rename one, add new ones.
#pragma once

#include <array>
#include <string_view>

namespace candour::workflows::clocks {

struct MilestoneName {
  std::string_view name;
  std::string_view words;  // a noun phrase: "15 working days after <words>"
};

// Child death reviews.
inline constexpr std::string_view kDeath = "death";
// The office (or the professional concerned) learned of the death.
inline constexpr std::string_view kDeathKnown = "death_known";
// The earliest notification of the death from any channel.
inline constexpr std::string_view kNotified = "notified";
inline constexpr std::string_view kProfessionalNotice = "professional_notice";
inline constexpr std::string_view kRegistration = "registration";
inline constexpr std::string_view kRegistrarParticulars = "registrar_particulars";
inline constexpr std::string_view kRegistrationCorrected = "registration_corrected";
inline constexpr std::string_view kRegistrarCorrectionReceived = "registrar_correction_received";
inline constexpr std::string_view kNoLiabilityIssued = "no_liability_issued";
inline constexpr std::string_view kNoLiabilityReceived = "no_liability_received";
// The coroner decides on an inquest or investigation, or directs a post-mortem examination.
inline constexpr std::string_view kCoronerDecided = "coroner_decided";
inline constexpr std::string_view kCoronerNotice = "coroner_notice";
inline constexpr std::string_view kCoronerTransferAgreed = "coroner_transfer_agreed";
inline constexpr std::string_view kCoronerTransferred = "coroner_transferred";
inline constexpr std::string_view kPreventionReportMade = "prevention_report_made";
inline constexpr std::string_view kPreventionReportAnswered = "prevention_report_answered";
inline constexpr std::string_view kPostMortemDirected = "post_mortem_directed";
inline constexpr std::string_view kPostMortemFinalReport = "post_mortem_final_report";
inline constexpr std::string_view kInquestOpened = "inquest_opened";
inline constexpr std::string_view kInquestConcluded = "inquest_concluded";
inline constexpr std::string_view kRapidResponseStarted = "rapid_response_started";
inline constexpr std::string_view kRapidResponseStoodDown = "rapid_response_stood_down";
inline constexpr std::string_view kSceneVisited = "scene_visited";
inline constexpr std::string_view kSceneVisitDeclined = "scene_visit_declined";
inline constexpr std::string_view kFamilyLeftHospital = "family_left_hospital";
inline constexpr std::string_view kPlanningDiscussionHeld = "planning_discussion_held";
inline constexpr std::string_view kInitialCaseDiscussionHeld = "initial_case_discussion_held";
inline constexpr std::string_view kFinalCaseDiscussionHeld = "final_case_discussion_held";
inline constexpr std::string_view kPaediatricReportSent = "paediatric_report_sent";
inline constexpr std::string_view kParentLeafletSent = "parent_leaflet_sent";
inline constexpr std::string_view kAgencyReportRequested = "agency_report_requested";
inline constexpr std::string_view kAgencyReportReceived = "agency_report_received";
inline constexpr std::string_view kAgencyReportWithdrawn = "agency_report_withdrawn";
inline constexpr std::string_view kHoldPlaced = "hold_placed";
inline constexpr std::string_view kHoldReviewed = "hold_reviewed";
inline constexpr std::string_view kHoldReleased = "hold_released";
inline constexpr std::string_view kPanelDecision = "panel_decision";
inline constexpr std::string_view kReviewCompleted = "review_completed";
inline constexpr std::string_view kReviewReopened = "review_reopened";
// Found to be no case at all: out of scope, a duplicate, a mistake.
inline constexpr std::string_view kCaseVoided = "case_voided";
// No panel's case, and yet responded to (an unattended stillbirth): cancels what kCaseVoided
// cancels, but for the clocks of the response.
inline constexpr std::string_view kReviewNotOwed = "review_not_owed";

// Case reviews.
inline constexpr std::string_view kIncident = "incident";
inline constexpr std::string_view kIncidentKnown = "incident_known";
inline constexpr std::string_view kIncidentNotified = "incident_notified";
// Of a child looked after, in whose death nobody suspects abuse or neglect.
inline constexpr std::string_view kLookedAfterDeathKnown = "looked_after_death_known";
inline constexpr std::string_view kLookedAfterDeathNotified = "looked_after_death_notified";
// It happened in the area of another authority.
inline constexpr std::string_view kIncidentElsewhere = "incident_elsewhere";
inline constexpr std::string_view kNotificationWithdrawn = "notification_withdrawn";
// The case reached the chair of the Board.
inline constexpr std::string_view kScrCaseReferred = "scr_case_referred";
// What a decision waits for where the guidance counts from the notification: everybody told of the
// incident; or, until then, the referral.
inline constexpr std::string_view kScrDecisionAwaited = "scr_decision_awaited";
inline constexpr std::string_view kScrReferredUnnotified = "scr_referred_unnotified";
inline constexpr std::string_view kScrRecommended = "scr_recommended";
inline constexpr std::string_view kScrDecidedYes = "scr_decided_yes";
inline constexpr std::string_view kScrDecidedNo = "scr_decided_no";
// Another board leads the review; this one contributes, and owes no decision of its own.
inline constexpr std::string_view kScrLedElsewhere = "scr_led_elsewhere";
inline constexpr std::string_view kScrDecisionReversed = "scr_decision_reversed";
inline constexpr std::string_view kScrDecisionAnnounced = "scr_decision_announced";
inline constexpr std::string_view kScrNoReported = "scr_no_reported";
inline constexpr std::string_view kScrCompleted = "scr_completed";
inline constexpr std::string_view kScrAbandoned = "scr_abandoned";
inline constexpr std::string_view kImrRequested = "imr_requested";
inline constexpr std::string_view kImrSubmitted = "imr_submitted";
// Sent back to its author by the panel, with a new due day stated.
inline constexpr std::string_view kImrReturned = "imr_returned";
// Asked for again, by a stated day: amended terms of reference ask for more.
inline constexpr std::string_view kImrReopened = "imr_reopened";
inline constexpr std::string_view kImrAccepted = "imr_accepted";
inline constexpr std::string_view kImrWaived = "imr_waived";
// Not asked for any longer: the chair decided against the review after all.
inline constexpr std::string_view kImrWithdrawn = "imr_withdrawn";
inline constexpr std::string_view kOverviewEndorsed = "overview_endorsed";
inline constexpr std::string_view kReportAccepted = "report_accepted";
inline constexpr std::string_view kEvaluationSubmitted = "evaluation_submitted";
// A minister or inspectorate directs that the review be done again by a stated day.
inline constexpr std::string_view kReconsiderationDirected = "reconsideration_directed";
inline constexpr std::string_view kReconsiderationSubmitted = "reconsideration_submitted";
// Its day is the planned one, and may lie ahead.
inline constexpr std::string_view kPublicationPlanned = "publication_planned";
inline constexpr std::string_view kAdvanceCopySent = "advance_copy_sent";
inline constexpr std::string_view kScrPublished = "scr_published";
inline constexpr std::string_view kScrTakenDown = "scr_taken_down";
// It was decided, with the reasons, that the report is not published.
inline constexpr std::string_view kScrNotPublished = "scr_not_published";
// The work goes on in another review, until the two are separated.
inline constexpr std::string_view kScrCombined = "scr_combined";
inline constexpr std::string_view kScrClosed = "scr_closed";
// The end of a process beside the review got a day on which it is expected.
inline constexpr std::string_view kProcessDated = "process_dated";
inline constexpr std::string_view kProcessConcluded = "process_concluded";

// What the office asks for by a day it states.
inline constexpr std::string_view kInformationRequested = "information_requested";
inline constexpr std::string_view kInformationReceived = "information_received";
inline constexpr std::string_view kSafetyActionRequired = "safety_action_required";
inline constexpr std::string_view kSafetyActionTaken = "safety_action_taken";
// Of a lesser review in place of one decided against.
inline constexpr std::string_view kAlternativeCommissioned = "alternative_commissioned";
inline constexpr std::string_view kAlternativeCompleted = "alternative_completed";
inline constexpr std::string_view kEmbargoPlaced = "embargo_placed";
inline constexpr std::string_view kEmbargoReviewed = "embargo_reviewed";
inline constexpr std::string_view kEmbargoLifted = "embargo_lifted";

// Actions.
inline constexpr std::string_view kActionAgreed = "action_agreed";
inline constexpr std::string_view kActionReopened = "action_reopened";
inline constexpr std::string_view kActionDeclaredComplete = "action_declared_complete";
inline constexpr std::string_view kActionVerified = "action_verified";
inline constexpr std::string_view kActionSuperseded = "action_superseded";
inline constexpr std::string_view kImpactReviewPlanned = "impact_review_planned";
inline constexpr std::string_view kImpactEvaluated = "impact_evaluated";
// Of the owner of an action, before a meeting.
inline constexpr std::string_view kUpdateAsked = "update_asked";
inline constexpr std::string_view kUpdateWritten = "update_written";
inline constexpr std::string_view kUpdateReturned = "update_returned";

// Since the guidance of 2018.
inline constexpr std::string_view kNationalDatabaseNotified = "national_database_notified";
// The meeting of those who cared for the child and family, before the panel. Its planned day may
// lie ahead.
inline constexpr std::string_view kReviewMeetingPlanned = "review_meeting_planned";
inline constexpr std::string_view kReviewMeetingInvited = "review_meeting_invited";
inline constexpr std::string_view kReviewMeetingHeld = "review_meeting_held";
inline constexpr std::string_view kReviewMeetingReported = "review_meeting_reported";
// By whatever guidance the case began: the panel asks for a rapid review of each it is told of.
inline constexpr std::string_view kNationalPanelNotified = "national_panel_notified";
inline constexpr std::string_view kRapidReviewSubmitted = "rapid_review_submitted";
inline constexpr std::string_view kRapidReviewAnswered = "rapid_review_answered";
inline constexpr std::string_view kLocalReviewDecidedYes = "local_review_decided_yes";
inline constexpr std::string_view kLocalReviewDecidedNo = "local_review_decided_no";
inline constexpr std::string_view kLocalReviewPublished = "local_review_published";

inline constexpr auto kMilestones = std::to_array<MilestoneName>({
    {kDeath, "the death"},
    {kDeathKnown, "learning of the death"},
    {kNotified, "the first notification"},
    {kProfessionalNotice, "the professional's notice"},
    {kRegistration, "the registration of the death"},
    {kRegistrarParticulars, "the arrival of the registrar's particulars"},
    {kRegistrationCorrected, "the correction of the registration"},
    {kRegistrarCorrectionReceived, "the arrival of the registrar's correction"},
    {kNoLiabilityIssued, "the issue of the certificate of no liability to register"},
    {kNoLiabilityReceived, "the arrival of the certificate of no liability to register"},
    {kCoronerDecided, "the coroner's decision"},
    {kCoronerNotice, "the coroner's notice"},
    {kCoronerTransferAgreed, "the coroners' agreement on the transfer"},
    {kCoronerTransferred, "the coroner's handing over of the case"},
    {kPreventionReportMade, "the coroner's report to prevent deaths"},
    {kPreventionReportAnswered, "the answer to the coroner's report"},
    {kPostMortemDirected, "the direction of the post-mortem examination"},
    {kPostMortemFinalReport, "the final post-mortem report"},
    {kInquestOpened, "the opening of the inquest"},
    {kInquestConcluded, "the inquest's conclusion"},
    {kRapidResponseStarted, "the start of the rapid response"},
    {kRapidResponseStoodDown, "the standing down of the rapid response"},
    {kSceneVisited, "the home or scene visit"},
    {kSceneVisitDeclined, "the decision not to visit"},
    {kFamilyLeftHospital, "the family's leaving the hospital"},
    {kPlanningDiscussionHeld, "the planning discussion"},
    {kInitialCaseDiscussionHeld, "the initial case discussion"},
    {kFinalCaseDiscussionHeld, "the final case discussion"},
    {kPaediatricReportSent, "the sending of the paediatric report"},
    {kParentLeafletSent, "the sending of the leaflet to the parents"},
    {kAgencyReportRequested, "the request for the agency's report"},
    {kAgencyReportReceived, "the arrival of the agency's report"},
    {kAgencyReportWithdrawn, "the withdrawal of the request to the agency"},
    {kHoldPlaced, "the placing of the hold"},
    {kHoldReviewed, "the review of the hold"},
    {kHoldReleased, "the release of the hold"},
    {kPanelDecision, "the panel's decision"},
    {kReviewCompleted, "the review's completion"},
    {kReviewReopened, "the review's reopening"},
    {kCaseVoided, "the voiding of the case"},
    {kReviewNotOwed, "the finding that the death is out of scope"},
    {kIncident, "the incident"},
    {kIncidentKnown, "learning of the incident"},
    {kIncidentNotified, "the notification of the incident"},
    {kLookedAfterDeathKnown, "learning of the death of a child looked after"},
    {kLookedAfterDeathNotified, "the notification of the death of a child looked after"},
    {kIncidentElsewhere, "learning that the incident happened in another area"},
    {kNotificationWithdrawn, "the withdrawal of the notification"},
    {kScrCaseReferred, "the case's reaching the chair"},
    {kScrDecisionAwaited, "the notification of the incident"},
    {kScrReferredUnnotified, "the case's reaching the chair, before any notification"},
    {kScrRecommended, "the recommendation to the chair"},
    {kScrDecidedYes, "the decision to hold a serious case review"},
    {kScrDecidedNo, "the decision against a serious case review"},
    {kScrLedElsewhere, "the decision to contribute to another board's review"},
    {kScrDecisionReversed, "the reversal of the decision"},
    {kScrDecisionAnnounced, "the announcement of the decision"},
    {kScrNoReported, "the report of the decision against a review"},
    {kScrCompleted, "the completion of the serious case review"},
    {kScrAbandoned, "the abandonment of the serious case review"},
    {kImrRequested, "the request for the management review"},
    {kImrSubmitted, "the submission of the management review"},
    {kImrReturned, "the return of the management review to its author"},
    {kImrReopened, "the re-opening of the management review"},
    {kImrAccepted, "the acceptance of the management review"},
    {kImrWaived, "the waiver of the management review"},
    {kImrWithdrawn, "the withdrawal of the request for the management review"},
    {kOverviewEndorsed, "the panel's endorsement of the overview report"},
    {kReportAccepted, "the Board's acceptance of the report"},
    {kEvaluationSubmitted, "the review's submission for evaluation"},
    {kReconsiderationDirected, "the direction to redo the review"},
    {kReconsiderationSubmitted, "the submission of the redone review"},
    {kAlternativeCommissioned, "the commission of a lesser review"},
    {kAlternativeCompleted, "the end of the lesser review"},
    {kPublicationPlanned, "the planned publication"},
    {kAdvanceCopySent, "the sending of the advance copy"},
    {kScrPublished, "the publication of the report"},
    {kScrTakenDown, "the taking down of the report"},
    {kScrNotPublished, "the decision not to publish the report"},
    {kScrCombined, "the combination with another review"},
    {kScrClosed, "the closing of the review"},
    {kProcessDated, "the naming of a day for the end of the parallel process"},
    {kProcessConcluded, "the end of the parallel process"},
    {kInformationRequested, "the request for information"},
    {kInformationReceived, "the agency's answer"},
    {kSafetyActionRequired, "the requirement of a safety action"},
    {kSafetyActionTaken, "the safety action"},
    {kEmbargoPlaced, "the embargo on publication"},
    {kEmbargoReviewed, "the last look at the embargo"},
    {kEmbargoLifted, "the lifting of the embargo"},
    {kActionAgreed, "the agreement of the action"},
    {kActionReopened, "the reopening of the action"},
    {kActionDeclaredComplete, "the declaration that the action is complete"},
    {kActionVerified, "the verification of the action"},
    {kActionSuperseded, "the replacement of the action"},
    {kImpactReviewPlanned, "the planning of the review of impact"},
    {kImpactEvaluated, "the evaluation of impact"},
    {kUpdateAsked, "the request for a written update"},
    {kUpdateWritten, "the written update"},
    {kUpdateReturned, "the return of the update"},
    {kNationalDatabaseNotified, "the notice to the national database"},
    {kReviewMeetingPlanned, "the planned child death review meeting"},
    {kReviewMeetingInvited, "the invitation to the child death review meeting"},
    {kReviewMeetingHeld, "the child death review meeting"},
    {kReviewMeetingReported, "the report of the child death review meeting"},
    {kNationalPanelNotified, "the notification of the national panel"},
    {kRapidReviewSubmitted, "the submission of the rapid review"},
    {kRapidReviewAnswered, "the national panel's answer to the rapid review"},
    {kLocalReviewDecidedYes, "the decision to hold a local review"},
    {kLocalReviewDecidedNo, "the decision against a local review"},
    {kLocalReviewPublished, "the publication of the local review"},
});

// Blank if there is no such milestone.
constexpr std::string_view MilestoneWords(std::string_view name) {
  for (const MilestoneName& milestone : kMilestones) {
    if (milestone.name == name) return milestone.words;
  }
  return {};
}

constexpr bool IsMilestone(std::string_view name) { return !MilestoneWords(name).empty(); }

}  // namespace candour::workflows::clocks
