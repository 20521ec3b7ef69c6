// The consideration and conduct of one case review, folded.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "candour/events/v1/case_review.pb.h"
#include "candour/events/v1/chronology.pb.h"
#include "candour/events/v1/review_scrutiny.pb.h"
#include "workflows/aggregate.h"
#include "workflows/case_review/advice.h"
#include "workflows/case_review/agency_work.h"
#include "workflows/case_review/closing.h"
#include "workflows/case_review/genogram.h"
#include "workflows/case_review/incident.h"
#include "workflows/case_review/leading.h"
#include "workflows/case_review/learning.h"
#include "workflows/case_review/processes.h"
#include "workflows/case_review/publication.h"
#include "workflows/case_review/writing.h"
#include "workflows/consistent.h"
#include "workflows/context.h"
#include "workflows/decision.h"
#include "workflows/meeting/subject.h"
#include "workflows/table.h"

namespace candour::workflows::case_review {

// What the chair decided. A reversal is a decision of its own that names the one before.
struct ReviewDecision {
  std::string decision_id;
  std::string prior_decision_id;  // blank for the first
  types::v1::ReviewOption option{};
  std::string decider_person_id;
  std::string decider_seat_id;
  std::vector<types::v1::ReferralCriterion> criteria_met;
  std::vector<std::string> criteria;  // the same, by their keys in the edition
  std::string milestone;              // what it is to the clocks
  std::string reasons;
  std::string new_evidence;  // of a reversal
  absl::CivilDay facts_as_of;
  absl::CivilDay decided_on;
  std::string edition;
};

// One version of a contribution. Its author is who was nominated when it came in.
struct Submission {
  uint32_t version = 0;
  events::v1::AuthorNominated author;
  std::string signed_off_by_person_id;
  std::string document_sha256;
  absl::CivilDay submitted_on;
  absl::CivilDay due_on;  // as it stood when it came
  bool returned = false;
};

// What one agency was asked for. The last nomination and the last submission stand.
struct Contribution {
  std::string agency_id;
  types::v1::ContributionKind kind{};
  absl::CivilDay requested_on;
  absl::CivilDay due_on;
  uint32_t terms_version = 0;
  std::vector<events::v1::AuthorNominated> nominations;
  std::vector<Submission> submissions;
  std::vector<events::v1::ContributionReturned> returns;
  // Taken back when another author has to be nominated after all, or amended terms ask for more.
  std::optional<events::v1::ContributionAccepted> accepted;
  std::optional<absl::CivilDay> reopened_on;  // last, for amended terms of reference
  std::optional<events::v1::ContributionWaived> waived;
  std::optional<events::v1::ContributionWithdrawn> withdrawn;  // by a decision against a review
  std::optional<events::v1::ContributionRefused> refused;      // and the panel does without
  ContributionWork work;

  const Submission* Latest() const { return submissions.empty() ? nullptr : &submissions.back(); }
  bool Settled() const { return accepted || waived || withdrawn || refused; }
  // Another author was nominated since the last version.
  bool IsTakenOver() const {
    return Latest() != nullptr && !nominations.empty() &&
           nominations.back().person_id() != Latest()->author.person_id();
  }
};

// Which version of each contribution was accepted, by contribution.
using AcceptedVersions = std::map<std::string, uint32_t>;

// The Board's acceptance of a report whose endorsement fell. It counts for nothing until the panel
// endorses that version again.
struct WaitingAcceptance {
  events::v1::ReportAccepted record;
  std::string event_id;
  std::string because;
};

struct OverviewDraft {
  events::v1::OverviewDrafted record;
  AcceptedVersions drafted_from;
  AcceptedVersions endorsed_from = {};  // meaningless before it is endorsed
  std::optional<events::v1::OverviewEndorsed> endorsed;
  std::string endorsed_event_id;
  std::optional<events::v1::ReportAccepted> accepted;
  std::string accepted_event_id;
  std::string counts_by_event_id;  // the event with which the acceptance came to count
  std::optional<WaitingAcceptance> waiting;
};

// A version that went to be evaluated.
struct SentForEvaluation {
  events::v1::SubmittedForEvaluation record;
  std::string event_id;
  // When the Board had accepted that version, as it stood then.
  std::optional<absl::CivilDay> accepted_on;
};

// What a meeting decided of the review. In older records it is not told as which item.
struct DecidedThere {
  std::string meeting_id;
  std::string item_id;
  std::string event_id;

  bool Is(const std::string& meeting, const std::string& item) const {
    return meeting_id == meeting && (item_id.empty() || item_id == item);
  }
};

struct CaseReview : Aggregate, meeting::Subject, Consistent {
  static constexpr types::v1::Aggregate kKind = types::v1::CASE_REVIEW;

  // Made, copied and ended in case_review.cc alone: its parts are too many for every file.
  CaseReview();
  CaseReview(const CaseReview&);
  CaseReview(CaseReview&&);
  CaseReview& operator=(const CaseReview&);
  CaseReview& operator=(CaseReview&&);
  ~CaseReview() override;

  events::v1::CaseReferred referral;
  std::optional<events::v1::ReviewSubjectIdentified> subject;
  std::string chronology_id;  // blank until it is opened
  std::vector<events::v1::ReviewListed> listings;
  std::vector<events::v1::SubgroupRecommended> recommendations;
  std::vector<DecidedThere> decided_at;
  std::vector<ReviewDecision> decisions;  // the last one stands
  std::vector<events::v1::DecisionNotified> notices;
  std::vector<events::v1::TermsOfReferenceApproved> terms;  // the last version stands
  std::map<std::string, std::vector<events::v1::InvolvementDeclared>> involvements;  // by person
  std::map<std::string, Contribution> contributions;
  ContributionWork conversations;  // of the review's own, as by a systems method: interviews alone
  std::vector<OverviewDraft> drafts;  // version n at n - 1
  // Of versions that were drafted only later: a correction says that it was those. By version; with
  // the id of the event.
  std::map<uint32_t, std::pair<events::v1::OverviewEndorsed, std::string>> endorsed_ahead;
  std::vector<SentForEvaluation> submissions;
  std::optional<events::v1::PublicationPlanned> planned;    // until it is replaced or given up
  std::vector<events::v1::AdvanceCopySent> advance_copies;  // ahead of what is published next
  std::vector<events::v1::AdvanceCopySent> copies_before;   // ahead of what was published before
  std::vector<events::v1::ReportPublished> publications;
  std::vector<events::v1::EvaluationReceived> evaluations;
  std::vector<events::v1::ReconsiderationDirected> directions;  // to do the review again
  Incident incident;
  Consideration consideration;
  Leading set_up;
  std::vector<events::v1::LateEvidenceReceived> late_evidence;
  Writing writing;
  Publication publication;
  LearningDrawn learning;
  RunningBeside beside;
  Family family;
  Closing closing;

  absl::CivilDay ReferredOn() const;
  // At which meeting, and as which item, it was recommended on, endorsed or accepted.
  std::optional<meeting::DecisionMade> DecidedAs(const std::string& meeting_id,
                                                 const std::string& item_id,
                                                 const absl::TimeZone& london) const override;
  std::vector<Contradiction> Contradictions() const override;
  const ReviewDecision* Standing() const { return decisions.empty() ? nullptr : &decisions.back(); }
  // Null if there is none.
  const ReviewDecision* FindDecision(const std::string& decision_id) const;
  const OverviewDraft* FindDraft(uint32_t version) const;
  AcceptedVersions AcceptedContributions() const;
  // The version the Board accepted last, of those whose acceptance counts.
  const OverviewDraft* AcceptedReport() const;
  // The version the Board accepted last, if its acceptance waits to be endorsed anew; else null.
  const OverviewDraft* WaitingReport() const;
};

// Why the Board's last acceptance does not count, and what it waits for; blank if it counts, or
// there is none.
std::string WhyAcceptanceWaits(const CaseReview& review);

// The sentences on contributions that keep a report from being relied on: those that are open, and
// those that a version rests on and that were replaced. Of agencies, by name.
std::string WordsOfOpen(const std::vector<std::string>& agencies);
std::string WordsOfReplaced(uint32_t version, const std::vector<std::string>& agencies);

// The embargo that stands against what is up; null if none does.
const EmbargoPlaced* AgainstWhatIsUp(const CaseReview& review);

// Closed; or abandoned or decided against; or published or kept back for good, and neither taken up
// again, nor with an action plan open, nor up against an embargo: nothing more is to come of it.
bool IsConcluded(const CaseReview& review);
// Abandoned, or decided against: no report is to rest on what was done of it.
bool IsGivenUp(const CaseReview& review);

// There is nothing left here to publish, whatever its action plans are at: as IsConcluded; or
// another board publishes the report; or the review was taken up again, no report was accepted
// since, and what was published is up still.
bool IsPublicationSettled(const CaseReview& review);

// The grades in the order of the versions they are of, then of the days on which they came, then as
// recorded: the last one stands.
std::vector<const events::v1::EvaluationReceived*> EvaluationsInOrder(const CaseReview& review);

// Where the case is, in a word: "referred", "no review", "collecting contributions" ...
std::string StageOf(const CaseReview& review);
// Every stage there is, in the order of precedence: the first that holds is where a review is.
std::vector<std::string> Stages();

void Register(WorkflowTable& table);

}  // namespace candour::workflows::case_review
