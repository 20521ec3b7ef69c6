// Lead, panel and reviewers; reviews combined and separated, abandoned and taken up again.
#include "workflows/case_review/leading.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/area_code.h"
#include "workflows/board/references.h"
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

bool Leading::Sits(const std::string& person_id) const {
  return panel && std::find(panel->member_person_ids().begin(), panel->member_person_ids().end(),
                            person_id) != panel->member_person_ids().end();
}

Decision Decide(const cw::AgreeLeadArea& command, const Context&, const CaseReview& review,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessAreaCode(command.area_code()));
  const ReviewDecision* standing = review.Standing();
  const bool led_elsewhere =
      standing != nullptr && standing->option == types::v1::CONTRIBUTE_ELSEWHERE;
  if (led_elsewhere && command.area_code() == board.area_code) {
    return Refuse(types::v1::CONTRADICTORY,
                  "It was decided that another board leads this review. Have that decision "
                  "reversed first, if this area leads after all.",
                  kOwnRule, {review.id, standing->decision_id});
  }
  return Recorded<ev::LeadAreaAgreed>(command);
}

void Evolve(CaseReview& review, const ev::LeadAreaAgreed& event, const Fact&) {
  review.set_up.areas.push_back(event);
}

// Only the lead passes on: nothing that was decided, declared or due is touched.
Decision Decide(const cw::TransferReviewLead& command, const Context& context,
                const CaseReview& review, const Board& to) {
  if (to.id == context.board_id) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "This board leads already. Name the board to which the lead passes.", kOwnRule,
                  {review.id});
  }
  if (!to.editions.LawFor(types::v1::CASE_REVIEW, review.ReferredOn(), to.id).ok()) {
    return Refuse(types::v1::NO_EDITION_IN_FORCE,
                  absl::StrCat("That board has adopted no guidance of ",
                               clocks::DateWords(review.ReferredOn()),
                               ", when the case was referred: nothing would be due there any "
                               "longer. Have it adopt the guidance first."),
                  kOwnRule, {to.id});
  }
  RETURN_IF_REFUSED(UnlessInOrder("the transfer", DayOf(command.transferred_on()),
                                  "the case was referred", review.ReferredOn()));
  Decision decision = Recorded<ev::ReviewLeadTransferred>(command);
  const std::string& reference =
      command.case_reference().empty() ? ReferenceOf(review) : command.case_reference();
  RETURN_IF_REFUSED(board::TakeReference({to.id, types::v1::CASE_REVIEW, reference}, review.id,
                                         "Ask its office under which reference it will keep this "
                                         "one, and give that (case_reference).",
                                         context, decision));
  return decision;
}

void Evolve(CaseReview& review, const ev::ReviewLeadTransferred& event, const Fact& fact) {
  if (!event.case_reference().empty()) review.referral.set_case_reference(event.case_reference());
  review.set_up.transfers.push_back(event);
  review.PassLead(event.to_board_id(), fact);
}

namespace {

// Of the board that takes the review over.
std::vector<StreamRef> ReferenceThere(const cw::TransferReviewLead& command,
                                      const CaseReview& review) {
  const std::string& reference =
      command.case_reference().empty() ? ReferenceOf(review) : command.case_reference();
  return {board::StreamOf({command.to_board_id(), types::v1::CASE_REVIEW, reference})};
}

}  // namespace

const std::string& ReferenceOf(const CaseReview& review) {
  return review.referral.case_reference();
}

Decision Decide(const cw::TakeReviewReference& command, const Context& context,
                const CaseReview& review) {
  const std::string& known = ReferenceOf(review);
  const std::string& wanted = command.case_reference().empty() ? known : command.case_reference();
  const board::CaseReference reference = {context.board_id, types::v1::CASE_REVIEW, wanted};
  const bool changes = wanted != known;
  if (changes && command.reason().empty()) {
    return Refuse(types::v1::REASON_MISSING, "Say why its reference is changed.", kOwnRule);
  }
  Decision decision;
  if (changes) {
    auto& changed = decision.Add<ev::ReviewReferenceChanged>(command);
    changed.set_old_case_reference(known);
    changed.set_case_reference(wanted);
    const auto* corrected = dynamic_cast<const ev::ReviewReferenceChanged*>(context.corrected);
    const board::CaseReference was = {context.board_id, types::v1::CASE_REVIEW,
                                      corrected == nullptr ? known : corrected->case_reference()};
    if (!board::IsSame(was, reference)) {
      board::FreeReference(was, review.id, "The review is kept under another one.", context,
                           decision);
    }
  }
  RETURN_IF_REFUSED(board::TakeReference(
      reference, review.id, "Give this one a reference of its own.", context, decision));
  if (!decision.events().empty()) return decision;
  return Refuse(types::v1::NOTHING_TO_CHANGE,
                "The review has this reference already. Nothing need be done.", kOwnRule);
}

void Evolve(CaseReview& review, const ev::ReviewReferenceChanged& event, const Fact&) {
  review.referral.set_case_reference(event.case_reference());
}

Decision Decide(const cw::JoinAsContributor& command, const Context&, const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessAreaCode(command.area_code()));
  for (const ev::ContributorBoardJoined& known : review.set_up.contributors) {
    if (!absl::EqualsIgnoreCase(known.board_name(), command.board_name())) continue;
    return Refuse(types::v1::ALREADY_DONE,
                  "This board contributes already. Correct that entry if it is wrong.", kOwnRule,
                  {review.id});
  }
  return Recorded<ev::ContributorBoardJoined>(command);
}

void Evolve(CaseReview& review, const ev::ContributorBoardJoined& event, const Fact&) {
  review.set_up.contributors.push_back(event);
}

Decision Decide(const cw::ConstituteReviewPanel& command, const Context& context,
                const CaseReview& review, const Board& board) {
  RETURN_IF_REFUSED(UnlessMayChair(review, command.chair_person_id(), board, context));
  for (const std::string& person_id : command.member_person_ids()) {
    RETURN_IF_REFUSED(UnlessApartFromCase(review, person_id, "sit on the panel of its review"));
  }
  const auto& panel = review.set_up.panel;
  const auto members = [](const auto& of) {
    return std::set<std::string>(of.member_person_ids().begin(), of.member_person_ids().end());
  };
  if (panel && panel->chair_person_id() == command.chair_person_id() &&
      members(*panel) == members(command)) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "This is the panel that sits already. Name other people, or replace a member.",
                  kOwnRule, {review.id});
  }
  return Recorded<ev::ReviewPanelConstituted>(command);
}

void Evolve(CaseReview& review, const ev::ReviewPanelConstituted& event, const Fact&) {
  review.set_up.panel = event;
}

Decision Decide(const cw::ReplacePanelMember& command, const Context& context,
                const CaseReview& review, const Board& board) {
  const Leading& leading = review.set_up;
  const bool chairs =
      leading.panel && leading.panel->chair_person_id() == command.leaving_person_id();
  if (!chairs && !leading.Sits(command.leaving_person_id())) {
    return Refuse(types::v1::NOT_A_MEMBER,
                  "They do not sit on the panel of this review. Name one who does, or constitute "
                  "the panel first.",
                  kOwnRule, {command.leaving_person_id()});
  }
  RETURN_IF_REFUSED(
      UnlessApartFromCase(review, command.joining_person_id(), "sit on the panel of its review"));
  if (chairs) {
    RETURN_IF_REFUSED(UnlessMayChair(review, command.joining_person_id(), board, context));
  }
  return Recorded<ev::ReviewPanelMemberReplaced>(command);
}

void Evolve(CaseReview& review, const ev::ReviewPanelMemberReplaced& event, const Fact&) {
  if (!review.set_up.panel) return;
  ev::ReviewPanelConstituted& panel = *review.set_up.panel;
  if (panel.chair_person_id() == event.leaving_person_id()) {
    panel.set_chair_person_id(event.joining_person_id());
  }
  std::replace(panel.mutable_member_person_ids()->begin(), panel.mutable_member_person_ids()->end(),
               event.leaving_person_id(), event.joining_person_id());
}

namespace {

// A role that only other kinds of review usually have is none of this one's.
std::optional<Rejection> UnlessOfKind(const std::string& role, const CaseReview& review,
                                      const Board& board, absl::CivilDay day) {
  std::vector<std::string> of;
  for (const auto* kind : board.editions.ReviewKindsFor({review.ReferredOn(), day, board.id})) {
    const auto& usual = kind->usual_roles();
    if (std::find(usual.begin(), usual.end(), role) == usual.end()) continue;
    if (kind->option() == Key(review.Standing()->option)) return std::nullopt;
    of.push_back(kind->title());
  }
  if (of.empty()) return std::nullopt;
  return Refuse(types::v1::UNKNOWN_REFERENCE,
                absl::StrCat("This kind of review has no such role. It is of: ",
                             absl::StrJoin(of, "; "), ". Choose another role."),
                kOwnRule, {review.id});
}

// Whoever is to write is looked at as an author is, before they begin; those who knew the family
// are in the case group because they did.
std::optional<Rejection> UnlessApartEnough(const types::v1::RequiredRole& role,
                                           const cw::AppointReviewer& command,
                                           const CaseReview& review, const Board& board,
                                           const Context& context) {
  if (role.apart() == types::v1::RequiredRole::OF_NOTHING) return std::nullopt;
  RETURN_IF_REFUSED(UnlessApartFromCase(review, command.person_id(), "be its reviewer"));
  if (role.role() == kPanelChair) {
    return UnlessMayChair(review, command.person_id(), board, context);
  }
  if (role.apart() == types::v1::RequiredRole::OF_THE_CASE) return std::nullopt;
  return UnlessAuthorIndependent(review, command.person_id(), board,
                                 {"", DayOf(command.appointed_on()), context});
}

}  // namespace

// A role of the guidance.
Decision Decide(const cw::AppointReviewer& command, const Context& context,
                const CaseReview& review, const Board& board) {
  const absl::CivilDay appointed = DayOf(command.appointed_on());
  const auto roles = board.editions.RequiredRolesFor(types::v1::CASE_REVIEW,
                                                     {review.ReferredOn(), appointed, board.id});
  const auto role = std::find_if(roles.begin(), roles.end(), [&](const auto* known) {
    return known->role() == command.role();
  });
  if (role == roles.end()) {
    const auto key = [](std::string* out, const auto* role) { absl::StrAppend(out, role->role()); };
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  absl::StrCat("The guidance of the case has no such role. It has: ",
                               absl::StrJoin(roles, "; ", key), ". Choose one of these."),
                  roles.empty() ? kOwnRule : CitationOf(roles.front()->standing().source()),
                  {review.id});
  }
  for (const ev::ReviewerAppointed& known : review.set_up.reviewers) {
    if (known.role() != command.role() || known.person_id() != command.person_id()) continue;
    return Refuse(types::v1::ALREADY_DONE,
                  "They are appointed to it. Name another, or remove them first.", kOwnRule,
                  {command.person_id()});
  }
  RETURN_IF_REFUSED(UnlessOfKind(command.role(), review, board, appointed));
  RETURN_IF_REFUSED(UnlessApartEnough(**role, command, review, board, context));
  return Recorded<ev::ReviewerAppointed>(command);
}

void Evolve(CaseReview& review, const ev::ReviewerAppointed& event, const Fact&) {
  review.set_up.reviewers.push_back(event);
}

Decision Decide(const cw::RemoveReviewer& command, const Context&, const CaseReview& review,
                const Board&) {
  for (const ev::ReviewerAppointed& known : review.set_up.reviewers) {
    if (known.role() != command.role() || known.person_id() != command.person_id()) continue;
    return Recorded<ev::ReviewerRemoved>(command);
  }
  return Refuse(types::v1::UNKNOWN_REFERENCE, "They are not appointed to it. Appoint them first.",
                kOwnRule, {command.person_id()});
}

void Evolve(CaseReview& review, const ev::ReviewerRemoved& event, const Fact&) {
  std::erase_if(review.set_up.reviewers, [&](const ev::ReviewerAppointed& known) {
    return known.role() == event.role() && known.person_id() == event.person_id();
  });
}

// Both stay as they are. What is decided and written from then on is of the review that goes on.
Decision Decide(const cw::CombineReviews& command, const Context&, const CaseReview& review,
                const CaseReview& into) {
  if (review.id == into.id) {
    return Refuse(types::v1::CONTRADICTORY, "A review is not combined with itself. Name another.",
                  kOwnRule, {review.id});
  }
  for (const CaseReview* one : {&review, &into}) {
    if (one->closing.closed) {
      return Refuse(types::v1::WRONG_STAGE,
                    "A closed review is not combined with another: nothing of it goes on. Take it "
                    "up again first, with the reason.",
                    kOwnRule, {one->id});
    }
    if (!one->set_up.combined) continue;
    return Refuse(types::v1::ALREADY_DONE,
                  "It was combined with another review. Name that one, or separate them first.",
                  kOwnRule, {one->id});
  }
  if (review.incident.Notified() && !into.incident.Notified()) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The incident was notified in the review that would go on no longer, and what is "
                  "due since would be asked for nowhere. Combine the other into this one, or "
                  "record the notification in that one first, with its day.",
                  kOwnRule, {review.id, into.id});
  }
  Decision decision;
  decision.AddTo<ev::ReviewCombined>(review.id, command);
  decision.AddTo<ev::ReviewTakenIn>(into.id, command).set_from_review_id(review.id);
  return decision;
}

void Evolve(CaseReview& review, const ev::ReviewCombined& event, const Fact& fact) {
  review.set_up.combined = event;
  review.Reach(clocks::kScrCombined, event.combined_on(), fact);
}

void Evolve(CaseReview& review, const ev::ReviewTakenIn& event, const Fact&) {
  review.set_up.taken_in.push_back(event.from_review_id());
}

// Which of the two was taken into the other is recorded: nobody need name them in that order.
Decision Decide(const cw::SeparateReview& command, const Context&, const CaseReview& review,
                const CaseReview& from) {
  const auto is_in = [](const CaseReview& one, const CaseReview& other) {
    return one.set_up.combined && one.set_up.combined->into_review_id() == other.id;
  };
  if (!is_in(from, review) && !is_in(review, from)) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "Neither of the two was taken into the other. Name the one that was combined, "
                  "and the one it went into.",
                  kOwnRule, {from.id});
  }
  const CaseReview& taken_in = is_in(from, review) ? from : review;
  RETURN_IF_REFUSED(UnlessInOrder("the separation", DayOf(command.separated_on()),
                                  "the combination",
                                  DayOf(taken_in.set_up.combined->combined_on())));
  Decision decision;
  for (const CaseReview* one : {&review, &from}) {
    decision.AddTo<ev::ReviewSeparated>(one->id, command).set_from_review_id(taken_in.id);
  }
  return decision;
}

void Evolve(CaseReview& review, const ev::ReviewSeparated& event, const Fact&) {
  if (review.id == event.from_review_id()) {
    review.set_up.combined.reset();
    review.TakeBack(clocks::kScrCombined);
  }
  std::erase(review.set_up.taken_in, event.from_review_id());
}

Decision Decide(const cw::AbandonReview& command, const Context&, const CaseReview& review) {
  if (!review.publications.empty()) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The report is published: there is nothing to abandon. Close the review, or take "
                  "the report down.",
                  kOwnRule, {review.id});
  }
  RETURN_IF_REFUSED(UnlessInOrder("the abandonment", DayOf(command.abandoned_on()), "the decision",
                                  review.Standing()->decided_on));
  Decision decision = Recorded<ev::ReviewAbandoned>(command);
  WithdrawOpenContributions(command, command.abandoned_on(), review, decision);
  return decision;
}

void Evolve(CaseReview& review, const ev::ReviewAbandoned& event, const Fact& fact) {
  review.set_up.abandoned = event;
  review.set_up.open_again = false;
  review.planned.reset();
  review.TakeBack(clocks::kPublicationPlanned);
  review.Reach(clocks::kScrAbandoned, event.abandoned_on(), fact);
}

Decision Decide(const cw::ReopenCaseReview& command, const Context&, const CaseReview& review) {
  const bool concluded = review.closing.closed || review.set_up.abandoned ||
                         review.publication.withheld ||
                         (!review.publications.empty() && !review.set_up.open_again);
  if (concluded) return Recorded<ev::CaseReviewReopened>(command);
  return Refuse(types::v1::WRONG_STAGE,
                "The review was neither published nor kept back nor abandoned: it goes on. A "
                "decision against a review is reversed instead.",
                kOwnRule, {review.id});
}

void Evolve(CaseReview& review, const ev::CaseReviewReopened& event, const Fact&) {
  review.set_up.reopenings.push_back(event);
  for (OverviewDraft& draft : review.drafts) {
    if (!event.endorse_anew() || !draft.endorsed) continue;
    // Why it was, its own event tells: a refusal holds nobody's free words.
    EndorsementFalls(review, draft,
                     "the review was taken up again, for the report to be endorsed anew.");
  }
  review.set_up.abandoned.reset();
  review.set_up.open_again = true;
  review.publication.withheld.reset();
  // What was due goes on being due, by the days it had.
  review.TakeBack(clocks::kScrAbandoned);
  review.TakeBack(clocks::kScrNotPublished);
  if (!review.publications.empty()) {
    // The plan was carried out: what is published next is planned, and sent ahead, anew.
    review.planned.reset();
    review.TakeBack(clocks::kPublicationPlanned);
    review.TakeBack(clocks::kAdvanceCopySent);
    review.copies_before.insert(review.copies_before.end(), review.advance_copies.begin(),
                                review.advance_copies.end());
    review.advance_copies.clear();
  }
  OpenAgain(review);
}

void RegisterLeading(WorkflowTable& table) {
  table
      .Events<CaseReview, ev::LeadAreaAgreed, ev::ReviewLeadTransferred, ev::ContributorBoardJoined,
              ev::ReviewPanelConstituted, ev::ReviewPanelMemberReplaced, ev::ReviewerAppointed,
              ev::ReviewerRemoved, ev::ReviewCombined, ev::ReviewTakenIn, ev::ReviewSeparated,
              ev::ReviewAbandoned, ev::CaseReviewReopened, ev::ReviewReferenceChanged>();
  table.Command<cw::AgreeLeadArea, CaseReview, Board>();
  table.Command<cw::TransferReviewLead, CaseReview, Board>();
  table.LoadBeside(&ReferenceThere);
  table.Command<cw::TakeReviewReference, CaseReview>();
  table.LoadBeside(&board::ReferencesBeside<cw::TakeReviewReference, CaseReview>);
  table.Command<cw::JoinAsContributor, CaseReview>();
  table.Command<cw::ConstituteReviewPanel, CaseReview, Board>();
  table.Command<cw::ReplacePanelMember, CaseReview, Board>();
  table.Command<cw::AppointReviewer, CaseReview, Board>();
  table.Command<cw::RemoveReviewer, CaseReview, Board>();
  table.Command<cw::CombineReviews, CaseReview, CaseReview>();
  table.Command<cw::SeparateReview, CaseReview, CaseReview>();
  table.Command<cw::AbandonReview, CaseReview>();
  table.Command<cw::ReopenCaseReview, CaseReview>();
}

}  // namespace candour::workflows::case_review
