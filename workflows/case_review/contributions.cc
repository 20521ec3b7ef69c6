// What each agency contributes: requested, written by somebody independent, returned or accepted.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/board/board.h"
#include "workflows/case_review/author_independence.h"
#include "workflows/case_review/parts.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

namespace {

// Neither accepted nor waived, and still asked for.
std::optional<Rejection> UnlessOpen(const CaseReview& review, const std::string& id) {
  const Contribution& contribution = review.contributions.at(id);
  if (contribution.Settled() && !contribution.accepted) {
    const char* what = contribution.waived    ? "The contribution was waived."
                       : contribution.refused ? "The agency refused, and the panel does without."
                                              : "The request was withdrawn: the review was decided "
                                                "against or abandoned.";
    return Refuse(types::v1::ALREADY_DONE,
                  absl::StrCat(what, " Request a new one if it is wanted after all."), kOwnRule,
                  {id});
  }
  if (!contribution.accepted) return std::nullopt;
  return Refuse(types::v1::ALREADY_DONE,
                "The contribution was accepted. It opens again only for amended terms of "
                "reference, or for another author when its own is found not to be independent. "
                "Record what came in since as late evidence.",
                kOwnRule, {id});
}

// Open, and its latest version waits for the panel.
std::optional<Rejection> UnlessWaiting(const CaseReview& review, const std::string& id) {
  RETURN_IF_REFUSED(UnlessOpen(review, id));
  const Submission* latest = review.contributions.at(id).Latest();
  if (latest != nullptr && !latest->returned) return std::nullopt;
  return Refuse(types::v1::WRONG_STAGE,
                latest == nullptr ? "Nothing has been submitted yet. Wait for the agency, or waive "
                                    "the contribution."
                                  : "The latest version was returned. Wait for the next one.",
                kOwnRule, {id});
}

// A senior officer of the agency itself, as far as the register says whose officer somebody is.
std::optional<Rejection> UnlessOfficerOf(const std::string& agency_id, const std::string& person_id,
                                         const Board& board) {
  const auto person = board.people.find(person_id);
  if (person == board.people.end() || person->second.agency_id.empty() ||
      board.IsOrSucceeds(person->second.agency_id, agency_id)) {
    return std::nullopt;
  }
  return Refuse(types::v1::NOT_AUTHORISED,
                absl::StrCat("The register has them as an officer of ",
                             board.AgencyName(person->second.agency_id),
                             ", and what an agency contributes a senior officer of its own signs "
                             "off. Name one of ",
                             board.AgencyName(agency_id), ", or correct the register."),
                kOwnRule, {person_id, agency_id});
}

// What is accepted is by an independent author: once another took it over, what they wrote.
std::optional<Rejection> UnlessWrittenApart(const CaseReview& review, const std::string& id,
                                            const Board& board, const Context& context) {
  const Contribution& contribution = review.contributions.at(id);
  std::optional<Rejection> refusal =
      UnlessIndependent(review, contribution.Latest()->author, board, context.Today());
  if (refusal && contribution.IsTakenOver()) {
    refusal->set_sentence(
        "What was submitted last is by an author who is not independent, or of whom that is not "
        "known, and another was nominated since. Have the new author submit a version, and accept "
        "that; or except the first one with the reason.");
  }
  return refusal;
}

// Author, senior officer signing off and panel member accepting are three people.
Rejection SameHands(const std::string& sentence, const std::string& person_id) {
  return Refuse(types::v1::SAME_HANDS, sentence, kOwnRule, {person_id});
}

}  // namespace

Decision Decide(const cw::RequestContribution& command, const Context&, const CaseReview& review,
                const Board& board) {
  RETURN_IF_REFUSED(
      board::UnlessAgencyStands(board, command.agency_id(), DayOf(command.requested_on())));
  if (review.terms.empty()) {
    return Refuse(types::v1::NO_TERMS_OF_REFERENCE,
                  "An agency must be told what the review asks. Approve the terms of reference "
                  "first; of a review led elsewhere, record the lead board's.",
                  kOwnRule, {review.id});
  }
  for (const auto& [known_id, known] : review.contributions) {
    // What is open with an agency that this one took the place of is this one's.
    const bool same =
        known.agency_id == command.agency_id() ||
        (!known.Settled() && board.IsOrSucceeds(command.agency_id(), known.agency_id));
    if (!same || known.kind != command.kind() || (known.Settled() && !known.accepted)) continue;
    return Refuse(types::v1::ALREADY_DONE,
                  "The agency has been asked for this already. Return what it sent, or waive it "
                  "before asking anew.",
                  kOwnRule, {known_id});
  }
  RETURN_IF_REFUSED(UnlessInOrder(
      "the request", DayOf(command.requested_on()),
      {{"the terms of reference were approved", DayOf(review.terms.front().approved_on())},
       {"the decision that stands", review.Standing()->decided_on}}));
  Decision decision;
  decision.Add<ev::ContributionRequested>(command).set_terms_version(review.terms.back().version());
  return decision;
}

void Evolve(CaseReview& review, const ev::ContributionRequested& event, const Fact& fact) {
  Contribution& contribution = review.contributions[event.contribution_id()];
  contribution.agency_id = event.agency_id();
  contribution.kind = event.kind();
  contribution.requested_on = DayOf(event.requested_on());
  contribution.due_on = DayOf(event.due_on());
  contribution.terms_version = event.terms_version();
  const bool usual = event.kind() == types::v1::INDIVIDUAL_MANAGEMENT_REVIEW;
  review.NameSubject(event.contribution_id(), event.agency_id(), usual ? "" : Words(event.kind()));
  review.Reach(clocks::kImrRequested, event.requested_on(), fact, event.contribution_id(),
               &event.due_on());
}

Decision Decide(const cw::PassContributionOn& command, const Context&, const CaseReview& review,
                const Board& board) {
  const std::string& id = command.contribution_id();
  RETURN_IF_REFUSED(UnlessOpen(review, id));
  const Contribution& contribution = review.contributions.at(id);
  RETURN_IF_REFUSED(board::UnlessMayPassOn(
      board, {contribution.agency_id, command.to_agency_id(), DayOf(command.passed_on())}));
  RETURN_IF_REFUSED(UnlessInOrder("passing it on", DayOf(command.passed_on()), "the request",
                                  contribution.requested_on));
  Decision decision;
  decision.Add<ev::ContributionPassedOn>(command).set_from_agency_id(contribution.agency_id);
  return decision;
}

void Evolve(CaseReview& review, const ev::ContributionPassedOn& event, const Fact&) {
  Contribution& contribution = review.contributions[event.contribution_id()];
  contribution.agency_id = event.to_agency_id();
  const bool usual = contribution.kind == types::v1::INDIVIDUAL_MANAGEMENT_REVIEW;
  review.NameSubject(event.contribution_id(), event.to_agency_id(),
                     usual ? "" : Words(contribution.kind));
}

// An accepted contribution takes another author only when its own is found not to be independent.
Decision Decide(const cw::NominateAuthor& command, const Context& context, const CaseReview& review,
                const Board& board) {
  const Contribution& contribution = review.contributions.at(command.contribution_id());
  const bool author_stands =
      !contribution.accepted || contribution.Latest() == nullptr ||
      !UnlessIndependent(review, contribution.Latest()->author, board, context.Today());
  if (author_stands) {
    RETURN_IF_REFUSED(UnlessOpen(review, command.contribution_id()));
  }
  const Leading& leading = review.set_up;
  if (leading.Sits(command.person_id()) ||
      (leading.panel && leading.panel->chair_person_id() == command.person_id())) {
    return SameHands(
        "They sit on the panel of the review, which judges what agencies contribute. Nominate "
        "somebody else, or replace them on the panel first.",
        command.person_id());
  }
  RETURN_IF_REFUSED(
      UnlessOtherHands(review, command.person_id(), "write what an agency contributes to it"));
  Decision decision;
  auto& event = decision.Add<ev::AuthorNominated>(command);
  RETURN_IF_REFUSED(UnlessIndependent(review, event, board, context.Today()));
  return decision;
}

void Evolve(CaseReview& review, const ev::AuthorNominated& event, const Fact&) {
  Contribution& contribution = review.contributions[event.contribution_id()];
  contribution.nominations.push_back(event);
  contribution.accepted.reset();
}

Decision Decide(const cw::SubmitContribution& command, const Context& context,
                const CaseReview& review, const Board& board) {
  const std::string& id = command.contribution_id();
  RETURN_IF_REFUSED(UnlessOpen(review, id));
  const Contribution& contribution = review.contributions.at(id);
  // Whoever was asked tells what it sent until another took its place, and from then on that one.
  const std::string& then =
      board.AgencyInPlaceOf(contribution.agency_id, DayOf(command.submitted_on()));
  if (context.actor.agency_id() != then) {
    RETURN_IF_REFUSED(
        UnlessOwnAgency(context, board.AgencyInPlaceOf(contribution.agency_id, context.Today())));
  }
  if (contribution.nominations.empty()) {
    return Refuse(types::v1::WRONG_STAGE,
                  "No author has been accepted. Nominate one, with their declarations, first.",
                  kOwnRule, {id});
  }
  if (command.signed_off_by_person_id() == contribution.nominations.back().person_id()) {
    return SameHands("The author cannot sign off their own work. Name the senior officer who did.",
                     command.signed_off_by_person_id());
  }
  RETURN_IF_REFUSED(UnlessApartFromCase(review, command.signed_off_by_person_id(),
                                        "sign off what their agency contributes"));
  RETURN_IF_REFUSED(
      UnlessOfficerOf(contribution.agency_id, command.signed_off_by_person_id(), board));
  std::optional<absl::CivilDay> returned;
  if (!contribution.returns.empty()) returned = DayOf(contribution.returns.back().returned_on());
  RETURN_IF_REFUSED(UnlessInOrder("the submission", DayOf(command.submitted_on()),
                                  {{"the request", contribution.requested_on},
                                   {"the last return", returned},
                                   {"it was re-opened", contribution.reopened_on}}));
  Decision decision;
  decision.Add<ev::ContributionSubmitted>(command).set_version(
      static_cast<uint32_t>(contribution.submissions.size()) + 1);
  return decision;
}

void Evolve(CaseReview& review, const ev::ContributionSubmitted& event, const Fact& fact) {
  Contribution& contribution = review.contributions[event.contribution_id()];
  Submission submission{event.version(),
                        {},
                        event.signed_off_by_person_id(),
                        event.document_sha256(),
                        DayOf(event.submitted_on()),
                        contribution.due_on};
  if (!contribution.nominations.empty()) submission.author = contribution.nominations.back();
  contribution.submissions.push_back(std::move(submission));
  review.Reach(clocks::kImrSubmitted, event.submitted_on(), fact, event.contribution_id());
}

Decision Decide(const cw::ReturnContribution& command, const Context&, const CaseReview& review) {
  const std::string& id = command.contribution_id();
  RETURN_IF_REFUSED(UnlessWaiting(review, id));
  const Submission& latest = *review.contributions.at(id).Latest();
  RETURN_IF_REFUSED(UnlessInOrder("the return", DayOf(command.returned_on()), "the submission",
                                  latest.submitted_on));
  Decision decision;
  decision.Add<ev::ContributionReturned>(command).set_version(latest.version);
  return decision;
}

void Evolve(CaseReview& review, const ev::ContributionReturned& event, const Fact& fact) {
  Contribution& contribution = review.contributions[event.contribution_id()];
  contribution.returns.push_back(event);
  contribution.due_on = DayOf(event.new_due_on());
  if (!contribution.submissions.empty()) contribution.submissions.back().returned = true;
  review.Reach(clocks::kImrReturned, event.returned_on(), fact, event.contribution_id(),
               &event.new_due_on());
}

Decision Decide(const cw::AcceptContribution& command, const Context& context,
                const CaseReview& review, const Board& board) {
  const std::string& id = command.contribution_id();
  RETURN_IF_REFUSED(UnlessWaiting(review, id));
  const Submission& latest = *review.contributions.at(id).Latest();
  RETURN_IF_REFUSED(UnlessWrittenApart(review, id, board, context));
  const auto* check = review.contributions.at(id).work.CheckOf(latest.version);
  if (check != nullptr && !check->not_met().empty()) {
    return Refuse(types::v1::WRONG_STAGE,
                  absl::StrCat("The last check of this version found it wanting: ",
                               absl::StrJoin(check->not_met(), "; "),
                               ". Return it, or have it checked again."),
                  kOwnRule, {id});
  }
  const std::string& acceptor = command.accepted_by_person_id();
  if (acceptor == latest.author.person_id()) {
    return SameHands(
        "The author cannot accept their own work. Name the member of the panel who "
        "accepted it.",
        acceptor);
  }
  if (acceptor == latest.signed_off_by_person_id) {
    return SameHands(
        "Who signed a contribution off for the agency cannot accept it for the panel. "
        "Name another member.",
        acceptor);
  }
  const std::string& own_agency = board.people.at(acceptor).agency_id;
  const auto author = board.people.find(latest.author.person_id());
  if (!own_agency.empty() &&
      (board.IsOrSucceeds(own_agency, review.contributions.at(id).agency_id) ||
       (author != board.people.end() && own_agency == author->second.agency_id))) {
    return SameHands(
        "Who accepts a contribution for the panel is of another agency than its author. Name such "
        "a member.",
        acceptor);
  }
  RETURN_IF_REFUSED(UnlessApartFromCase(review, acceptor, "accept a contribution to its review"));
  RETURN_IF_REFUSED(UnlessApartFromCase(review, latest.signed_off_by_person_id,
                                        "have signed the contribution off"));
  RETURN_IF_REFUSED(UnlessInOrder("the acceptance", DayOf(command.accepted_on()), "the submission",
                                  latest.submitted_on));
  Decision decision;
  auto& event = decision.Add<ev::ContributionAccepted>(command);
  event.set_version(latest.version);
  event.set_terms_version(review.contributions.at(id).terms_version);
  return decision;
}

// Asked for anew by set_up.cc, where the terms are amended.
void Evolve(CaseReview& review, const ev::ContributionReopened& event, const Fact& fact) {
  Contribution& contribution = review.contributions[event.contribution_id()];
  contribution.accepted.reset();
  contribution.reopened_on = DayOf(event.reopened_on());
  contribution.due_on = DayOf(event.new_due_on());
  contribution.terms_version = event.terms_version();
  if (!contribution.submissions.empty()) contribution.submissions.back().returned = true;
  review.Reach(clocks::kImrReopened, event.reopened_on(), fact, event.contribution_id(),
               &event.new_due_on());
}

void Evolve(CaseReview& review, const ev::ContributionAccepted& event, const Fact& fact) {
  review.contributions[event.contribution_id()].accepted = event;
  review.Reach(clocks::kImrAccepted, event.accepted_on(), fact, event.contribution_id());
}

std::optional<Rejection> UnlessMayGoWithout(const CaseReview& review,
                                            const std::string& contribution_id,
                                            const std::string& approver, const types::v1::Date& on,
                                            const Board& board) {
  RETURN_IF_REFUSED(UnlessOpen(review, contribution_id));
  const Contribution& contribution = review.contributions.at(contribution_id);
  const auto person = board.people.find(approver);
  if (person != board.people.end() &&
      board.IsOrSucceeds(person->second.agency_id, contribution.agency_id)) {
    return SameHands(
        "No agency lets itself off what it was asked for. Name somebody of the Board or its panel "
        "who approved it, and who is of another agency.",
        approver);
  }
  if (!contribution.nominations.empty() &&
      contribution.nominations.back().person_id() == approver) {
    return SameHands("The author cannot waive their own work. Name who approved it.", approver);
  }
  const Submission* latest = contribution.Latest();
  if (latest != nullptr && latest->signed_off_by_person_id == approver) {
    return SameHands("Who signed the contribution off cannot waive it. Name who approved it.",
                     approver);
  }
  RETURN_IF_REFUSED(UnlessApartFromCase(review, approver, "waive a contribution to its review"));
  return UnlessInOrder("going without it", DayOf(on), "the request", contribution.requested_on);
}

Decision Decide(const cw::WaiveContribution& command, const Context&, const CaseReview& review,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessMayGoWithout(review, command.contribution_id(),
                                       command.approver_person_id(), command.waived_on(), board));
  return Recorded<ev::ContributionWaived>(command);
}

void Evolve(CaseReview& review, const ev::ContributionWaived& event, const Fact& fact) {
  review.contributions[event.contribution_id()].waived = event;
  if (event.has_waived_on()) {
    review.Reach(clocks::kImrWaived, event.waived_on(), fact, event.contribution_id());
  } else {
    review.ReachAsRecorded(clocks::kImrWaived, fact, event.contribution_id());
  }
}

// Follows from a decision against the review, or from its abandonment.
void WithdrawOpenContributions(const google::protobuf::Message& command, const types::v1::Date& on,
                               const CaseReview& review, Decision& decision) {
  for (const auto& [id, contribution] : review.contributions) {
    if (contribution.Settled()) continue;
    auto& withdrawn = decision.Add<ev::ContributionWithdrawn>(command);
    withdrawn.set_contribution_id(id);
    *withdrawn.mutable_withdrawn_on() = on;
  }
}

void Evolve(CaseReview& review, const ev::ContributionWithdrawn& event, const Fact& fact) {
  review.contributions[event.contribution_id()].withdrawn = event;
  review.Reach(clocks::kImrWithdrawn, event.withdrawn_on(), fact, event.contribution_id());
}

void RegisterContributions(WorkflowTable& table) {
  table
      .Events<CaseReview, ev::ContributionRequested, ev::AuthorNominated, ev::ContributionSubmitted,
              ev::ContributionReturned, ev::ContributionReopened, ev::ContributionAccepted,
              ev::ContributionWaived, ev::ContributionWithdrawn, ev::ContributionPassedOn>();
  table.Command<cw::RequestContribution, CaseReview, Board>();
  table.Command<cw::PassContributionOn, CaseReview, Board>();
  table.Command<cw::NominateAuthor, CaseReview, Board>();
  table.Command<cw::SubmitContribution, CaseReview, Board>();
  table.Command<cw::ReturnContribution, CaseReview>();
  table.Command<cw::AcceptContribution, CaseReview, Board>();
  table.Command<cw::WaiveContribution, CaseReview, Board>();
}

}  // namespace candour::workflows::case_review
