// Records secured, interviews, checks, refusals and late evidence; and hearing the family.
#include "workflows/case_review/agency_work.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/case_review/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

Decision Decide(const cw::SecureRecords& command, const Context&, const CaseReview& review) {
  if (const auto incident = clocks::ToDayRange(review.referral.incident_on()); incident.ok()) {
    RETURN_IF_REFUSED(UnlessInOrder("the securing of the records", DayOf(command.secured_on()),
                                    "the incident", incident->earliest));
  }
  return Recorded<ev::RecordsSecured>(command);
}

void Evolve(CaseReview& review, const ev::RecordsSecured& event, const Fact&) {
  review.contributions[event.contribution_id()].work.secured.push_back(event);
}

// By somebody who is neither the author nor had a part in the case; and only of an author who
// would otherwise have to be replaced.
Decision Decide(const cw::ExceptAuthor& command, const Context& context, const CaseReview& review,
                const Board& board) {
  const Contribution& contribution = review.contributions.at(command.contribution_id());
  const bool nominated = !contribution.nominations.empty() &&
                         contribution.nominations.back().person_id() == command.person_id();
  const bool stands = nominated ? !UnlessIndependent(review, contribution.nominations.back(), board,
                                                     context.Today())
                                : !review.involvements.contains(command.person_id());
  if (stands) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "Nothing stands against this author. An exception is for one who had a part in "
                  "the case. Accept the contribution as it is.",
                  kOwnRule, {command.person_id()});
  }
  if (command.approver_person_id() == command.person_id()) {
    return Refuse(types::v1::SAME_HANDS,
                  "The author cannot except themselves. Have somebody else answer for it.",
                  kOwnRule, {command.person_id()});
  }
  RETURN_IF_REFUSED(UnlessApartFromCase(review, command.approver_person_id(),
                                        "let an author of its review stand"));
  const auto approver = board.people.find(command.approver_person_id());
  if (approver != board.people.end() &&
      board.IsOrSucceeds(approver->second.agency_id, contribution.agency_id)) {
    return Refuse(types::v1::SAME_HANDS,
                  "No agency lets its own author stand. Have somebody of the Board or its panel "
                  "answer for it, who is of another agency.",
                  kOwnRule, {command.approver_person_id()});
  }
  return Recorded<ev::AuthorExcepted>(command);
}

void Evolve(CaseReview& review, const ev::AuthorExcepted& event, const Fact&) {
  const auto declared = review.involvements.find(event.person_id());
  review.contributions[event.contribution_id()].work.exceptions[event.person_id()] = {
      event, declared == review.involvements.end() ? 0 : declared->second.size()};
}

Decision Decide(const cw::RecordInterview& command, const Context&, const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessHeld(review, types::v1::SPEAKING_WITH_STAFF, command.held_on()));
  return Recorded<ev::InterviewHeld>(command);
}

namespace {

// For an agency's contribution, or of the review's own.
ContributionWork& WorkOf(CaseReview& review, const std::string& contribution_id) {
  return contribution_id.empty() ? review.conversations
                                 : review.contributions[contribution_id].work;
}

}  // namespace

void Evolve(CaseReview& review, const ev::InterviewHeld& event, const Fact&) {
  ContributionWork& work = WorkOf(review, event.contribution_id());
  work.interviews.push_back(event);
  work.deferred.erase(event.interviewee());
}

void Evolve(CaseReview& review, const ev::InterviewDeferred& event, const Fact&) {
  WorkOf(review, event.contribution_id()).deferred[event.interviewee()] = event;
}

// Of the latest version, by the checks of the guidance.
Decision Decide(const cw::CheckContribution& command, const Context&, const CaseReview& review,
                const Board& board) {
  const Submission* latest = review.contributions.at(command.contribution_id()).Latest();
  if (latest == nullptr) {
    return Refuse(types::v1::WRONG_STAGE,
                  "Nothing has been submitted that could be checked. Wait for the agency.",
                  kOwnRule, {command.contribution_id()});
  }
  if (latest->author.person_id() == command.checker_person_id()) {
    return Refuse(types::v1::SAME_HANDS,
                  "The author cannot check their own work. Name somebody else.", kOwnRule,
                  {command.checker_person_id()});
  }
  RETURN_IF_REFUSED(UnlessApartFromCase(review, command.checker_person_id(),
                                        "check a contribution to its review"));
  const absl::CivilDay checked = DayOf(command.checked_on());
  RETURN_IF_REFUSED(UnlessInOrder("the check", checked, "the submission", latest->submitted_on));
  std::set<std::string> known;
  const auto conduct = board.editions.ConductFor({review.ReferredOn(), checked, board.id});
  if (conduct.ok()) {
    for (const auto& check : (*conduct)->contribution_checks()) known.insert(check.key());
  }
  std::set<std::string> said;
  for (const auto* keys : {&command.met(), &command.not_met()}) {
    for (const std::string& key : *keys) {
      if (known.contains(key) && said.insert(key).second) continue;
      return Refuse(known.contains(key) ? types::v1::CONTRADICTORY : types::v1::UNKNOWN_REFERENCE,
                    absl::StrCat("Each check of the guidance is met or not met, once: ", key,
                                 " is none of them, or was said twice. They are: ",
                                 absl::StrJoin(known, "; "), ". Name each of these once."),
                    conduct.ok() ? CitationOf((*conduct)->checks_source()) : kOwnRule,
                    {command.contribution_id()});
    }
  }
  Decision decision;
  decision.Add<ev::ContributionChecked>(command).set_version(latest->version);
  return decision;
}

void Evolve(CaseReview& review, const ev::ContributionChecked& event, const Fact&) {
  review.contributions[event.contribution_id()].work.checks.push_back(event);
}

Decision Decide(const cw::RecordContributionRefused& command, const Context&,
                const CaseReview& review, const Board& board) {
  RETURN_IF_REFUSED(UnlessMayGoWithout(review, command.contribution_id(),
                                       command.approver_person_id(), command.refused_on(), board));
  return Recorded<ev::ContributionRefused>(command);
}

void Evolve(CaseReview& review, const ev::ContributionRefused& event, const Fact& fact) {
  review.contributions[event.contribution_id()].refused = event;
  review.Reach(clocks::kImrWithdrawn, event.refused_on(), fact, event.contribution_id());
}

void Evolve(CaseReview& review, const ev::ContributionEscalated& event, const Fact&) {
  review.contributions[event.contribution_id()].work.escalations.push_back(event);
}

// It may re-open the contribution it bears on, by a day that is said.
Decision Decide(const cw::ReceiveLateEvidence& command, const Context&, const CaseReview& review) {
  Decision decision = Recorded<ev::LateEvidenceReceived>(command);
  if (!command.has_new_due_on()) return decision;
  const auto found = review.contributions.find(command.contribution_id());
  if (found == review.contributions.end() || found->second.submissions.empty() ||
      (found->second.Settled() && !found->second.accepted)) {
    return Refuse(types::v1::WRONG_STAGE,
                  "Only a contribution that was submitted, and is still wanted, is re-opened. "
                  "Name it, or leave new_due_on blank.",
                  kOwnRule, {command.contribution_id()});
  }
  auto& reopened = decision.Add<ev::ContributionReopened>(command);
  reopened.set_terms_version(found->second.terms_version);
  *reopened.mutable_reopened_on() = command.received_on();
  return decision;
}

void Evolve(CaseReview& review, const ev::LateEvidenceReceived& event, const Fact&) {
  review.late_evidence.push_back(event);
}

Decision Decide(const cw::OfferInvolvement& command, const Context&, const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessHeld(review, types::v1::SPEAKING_WITH_FAMILY, command.offered_on()));
  return Recorded<ev::InvolvementOffered>(command);
}

void Evolve(CaseReview& review, const ev::InvolvementOffered& event, const Fact&) {
  review.incident.subjects[event.subject_id()].offers.push_back(event);
}

void Evolve(CaseReview& review, const ev::InvolvementDeferred& event, const Fact&) {
  review.incident.subjects[event.subject_id()].deferred = event;
}

Decision Decide(const cw::HearSubject& command, const Context&, const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessHeld(review, types::v1::SPEAKING_WITH_FAMILY, command.heard_on()));
  return Recorded<ev::SubjectHeard>(command);
}

void Evolve(CaseReview& review, const ev::SubjectHeard& event, const Fact&) {
  Subject& subject = review.incident.subjects[event.subject_id()];
  subject.heard.push_back(event);
  subject.deferred.reset();
  subject.declined.reset();
}

void Evolve(CaseReview& review, const ev::InvolvementDeclined& event, const Fact&) {
  review.incident.subjects[event.subject_id()].declined = event;
}

Decision Decide(const cw::ShareFindings& command, const Context&, const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessHeld(review, types::v1::SPEAKING_WITH_FAMILY, command.shared_on()));
  return Recorded<ev::FindingsShared>(command);
}

void Evolve(CaseReview& review, const ev::FindingsShared& event, const Fact&) {
  review.incident.subjects[event.subject_id()].shared.push_back(event);
}

void RegisterAgencyWork(WorkflowTable& table) {
  table.Events<CaseReview, ev::RecordsSecured, ev::AuthorExcepted, ev::InterviewHeld,
               ev::InterviewDeferred, ev::ContributionChecked, ev::ContributionRefused,
               ev::ContributionEscalated, ev::LateEvidenceReceived, ev::InvolvementOffered,
               ev::InvolvementDeferred, ev::SubjectHeard, ev::InvolvementDeclined,
               ev::FindingsShared>();
  table.Things<CaseReview>(
      types::v1::A_LATE_PIECE,
      [](const CaseReview& review, const std::string& id) {
        return std::any_of(review.late_evidence.begin(), review.late_evidence.end(),
                           [&](const auto& piece) { return piece.evidence_id() == id; });
      },
      "There is no such evidence. Record its coming first.",
      "The evidence is recorded under this id already. Give another one its own id, or leave that "
      "blank.");
  table.Command<cw::SecureRecords, CaseReview>();
  table.Command<cw::ExceptAuthor, CaseReview, Board>();
  table.Command<cw::RecordInterview, CaseReview>();
  table.Record<cw::DeferInterview, ev::InterviewDeferred, CaseReview>();
  table.Command<cw::CheckContribution, CaseReview, Board>();
  table.Command<cw::RecordContributionRefused, CaseReview, Board>();
  table.Record<cw::EscalateContribution, ev::ContributionEscalated, CaseReview>();
  table.Command<cw::ReceiveLateEvidence, CaseReview>();
  table.Command<cw::OfferInvolvement, CaseReview>();
  table.Record<cw::DeferInvolvement, ev::InvolvementDeferred, CaseReview>();
  table.Command<cw::HearSubject, CaseReview>();
  table.Record<cw::RecordInvolvementDeclined, ev::InvolvementDeclined, CaseReview>();
  table.Command<cw::ShareFindings, CaseReview>();
}

}  // namespace candour::workflows::case_review
