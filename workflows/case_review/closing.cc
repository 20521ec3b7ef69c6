// Closing a review, and what opens it again.
#include "workflows/case_review/closing.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "workflows/board/case_clocks.h"
#include "workflows/case_review/parts.h"
#include "workflows/case_review/review_kind.h"
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

// Whether the guidance knows a publication of what was decided on.
bool IsToBePublished(const CaseReview& review, const Board& board) {
  const ReviewDecision* standing = review.Standing();
  if (standing == nullptr) return true;
  const FoundKind kind = KindOf(review, board, standing->option, standing->decided_on);
  return kind.rejection || !kind.datum->published().empty();
}

void AddPublication(const CaseReview& review, const Board& board, std::vector<LeftOpen>& open) {
  if (IsPublicationSettled(review)) return;
  if (!IsToBePublished(review, board)) {
    const OverviewDraft* report = review.AcceptedReport();
    const bool since =
        report != nullptr &&
        (!review.set_up.open_again || DayOf(report->accepted->accepted_on()) >=
                                          DayOf(review.set_up.reopenings.back().reopened_on()));
    if (since) return;
    open.push_back({absl::StrCat("Its report is not accepted (", StageOf(review),
                                 "). Have it accepted, or abandon the review, first."),
                    review.id});
    return;
  }
  open.push_back(
      {absl::StrCat("It is neither published nor decided, with the reasons, that it will "
                    "not be (",
                    StageOf(review), "). Do one of the two first."),
       review.id});
}

// What keeps a contribution open, as the end of a sentence about it, and the way out.
std::string WhyOpen(const CaseReview& review, const Contribution& contribution, const Board& board,
                    absl::CivilDay today) {
  if (!contribution.accepted || contribution.Latest() == nullptr)
    return " is open. Accept it, or do without it for a reason.";
  const bool declared = HeldAgainst(review, contribution.Latest()->author, board, today)->declared;
  return declared
             ? " was accepted from an author who is found not to be independent. Have another "
               "author take it over, or except this one with the reason."
             : " was accepted, and it is not known whether its author is independent. Nominate "
               "them again with what was not answered and accept it again, or except them "
               "with the reason.";
}

// What the report that was accepted rests on stands, as for its publication. Whether who wrote the
// report itself may have is asked whenever it goes out, and not here.
void AddContributions(const CaseReview& review, const Board& board, const Context& context,
                      std::vector<LeftOpen>& open) {
  if (IsGivenUp(review)) return;  // and nobody may mend them any more
  for (const auto& [id, contribution] : review.contributions) {
    if (!IsOpen(review, contribution, board, context.Today())) continue;
    open.push_back({absl::StrCat("The contribution of ", board.AgencyName(contribution.agency_id),
                                 WhyOpen(review, contribution, board, context.Today())),
                    id});
  }
  const OverviewDraft* report = review.AcceptedReport();
  if (report == nullptr) return;
  std::vector<std::string> agencies;
  for (const std::string& id : ReplacedSince(review, *report)) {
    agencies.push_back(board.AgencyName(review.contributions.at(id).agency_id));
  }
  if (agencies.empty()) return;
  open.push_back({WordsOfReplaced(report->record.version(), agencies), review.id});
}

void AddEmbargo(const CaseReview& review, std::vector<LeftOpen>& open) {
  const EmbargoPlaced* embargo = AgainstWhatIsUp(review);
  if (embargo == nullptr) return;
  open.push_back({absl::StrCat("The report is up, and an embargo stands against it: ",
                               Words(embargo->record.cause()),
                               ". Take it down, or record that the embargo was lifted."),
                  embargo->record.embargo_id()});
}

void AddPlans(const CaseReview& review, std::vector<LeftOpen>& open) {
  for (const auto& [id, plan] : review.closing.plans) {
    if (plan.closed_on) continue;
    open.push_back(
        {"An action plan of the review is open. Close it once its recommendations are.", id});
  }
}

void AddHolds(const CaseReview& review, std::vector<LeftOpen>& open) {
  for (const auto& [id, hold] : review.beside.holds) {
    if (hold.released) continue;
    open.push_back({absl::StrCat("A hold stands, because of ", review.beside.WordsOf(hold),
                                 ". Release it first, with the reason."),
                    id});
  }
}

void AddAdvice(const CaseReview& review, std::vector<LeftOpen>& open) {
  for (const auto& [id, advice] : review.consideration.advice) {
    if (advice.answered) continue;
    open.push_back({"Advice of the national panel has no answer. Answer it, with the reason.", id});
  }
}

// The national panel challenged what was proposed, and just that was decided.
void AddChallenge(const CaseReview& review, std::vector<LeftOpen>& open) {
  const RapidReview& rapid = review.incident.rapid_review;
  if (rapid.answers.empty() || rapid.answers.back().agrees() != types::v1::NO) return;
  const uint32_t version = rapid.answers.back().version();
  if (version == 0 || version > rapid.submissions.size() || review.Standing() == nullptr) return;
  if (rapid.submissions[version - 1].proposed() != review.Standing()->option) return;
  if (!review.consideration.advice.empty()) return;  // AddAdvice asks for its answer
  open.push_back(
      {"The national panel did not agree with what the rapid review proposed, and that was "
       "decided. Record what it said as advice on the decision, and its answer.",
       review.Standing()->decision_id});
}

void AddDisclosures(const CaseReview& review, std::vector<LeftOpen>& open) {
  for (const auto& [id, disclosure] : review.publication.disclosures) {
    if (disclosure.refused || !disclosure.made.empty()) continue;
    open.push_back({absl::StrCat("A request for disclosure has no answer: ",
                                 absl::StrReplaceAll(disclosure.record.recipient(), {{"_", " "}}),
                                 ". Disclose, or refuse."),
                    id});
  }
}

// A process beside the review has its own clock and its own end. A date that was missed, and why is
// recorded, stays missed for ever: nobody waits for it.
void AddClocks(const CaseReview& review, const Board& board, const Context& context,
               std::vector<LeftOpen>& open) {
  // A date of something that is told to be open already; the dates of the review itself are each
  // told.
  const auto is_told = [&](const std::string& subject) {
    return !subject.empty() && std::any_of(open.begin(), open.end(), [&](const LeftOpen& known) {
      return known.about == subject;
    });
  };
  for (const types::v1::ClockAnswer& clock :
       board::ClocksOf(board, CaseReview::kKind, review.clock_facts,
                       absl::FromUnixMicros(context.now), context.london)) {
    if (!clock.has_started_by() || clock.has_ended_by() || !clock.explained().empty()) continue;
    if (review.beside.processes.contains(clock.subject()) || is_told(clock.subject())) continue;
    open.push_back({absl::StrCat("A date is still to be met: ", clock.title(),
                                 clock.subject_words().empty() ? "" : ", ", clock.subject_words(),
                                 ". Meet it, or record why it was missed."),
                    clock.subject()});
  }
}

}  // namespace

std::vector<LeftOpen> AgainstClosing(const CaseReview& review, const Board& board,
                                     const Context& context) {
  std::vector<LeftOpen> open;
  AddPublication(review, board, open);
  AddContributions(review, board, context, open);
  AddEmbargo(review, open);
  AddPlans(review, open);
  AddHolds(review, open);
  AddAdvice(review, open);
  AddChallenge(review, open);
  AddDisclosures(review, open);
  AddClocks(review, board, context, open);
  return open;
}

namespace {

// Where the guidance had somebody evaluate reports when this one was accepted, it went there; and
// where it has them published, not a summary alone did. Else it is said why not.
std::optional<Rejection> UnlessReportWentOut(const cw::CloseReview& command,
                                             const CaseReview& review, const Board& board) {
  const OverviewDraft* report = review.AcceptedReport();
  if (report == nullptr || report->accepted->milestone().empty()) return std::nullopt;
  const absl::CivilDay accepted = DayOf(report->accepted->accepted_on());
  for (const auto* recipient :
       board.editions.RecipientsOf(CaseReview::kKind, report->accepted->milestone(),
                                   {review.ReferredOn(), accepted, board.id})) {
    if (!recipient->evaluates() || !review.submissions.empty() || !review.evaluations.empty() ||
        !command.not_evaluated_because().empty()) {
      continue;
    }
    return Refuse(
        types::v1::REASON_MISSING,
        absl::StrCat("The report waits to be submitted for evaluation, to ", recipient->title(),
                     ". Record its submission, or say in not_evaluated_because why it "
                     "was not submitted."),
        CitationOf(recipient->standing().source()), {review.id});
  }
  const FoundKind kind =
      KindOf(review, board, review.Standing()->option, review.Standing()->decided_on);
  const auto* owed = kind.rejection ? nullptr : PublicationOwed(review, *kind.datum);
  const bool out = std::any_of(
      review.publications.begin(), review.publications.end(),
      [](const ev::ReportPublished& one) { return one.form() != types::v1::EXECUTIVE_SUMMARY; });
  if (owed == nullptr || out || review.publication.withheld ||
      !command.not_published_because().empty()) {
    return std::nullopt;
  }
  return Refuse(types::v1::REASON_MISSING,
                "The report of such a review is published, and not its summary alone. Publish it, "
                "or say in not_published_because why it was not.",
                CitationOf(owed->source()), {review.id});
}

}  // namespace

Decision Decide(const cw::CloseReview& command, const Context& context, const CaseReview& review,
                const Board& board) {
  if (review.closing.closed) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The review is closed. Take it up again first, if something is left to do.",
                  kOwnRule, {review.id});
  }
  const std::vector<LeftOpen> open = AgainstClosing(review, board, context);
  if (!open.empty()) {
    std::vector<std::string> about;
    for (const LeftOpen& one : open) {
      if (!one.about.empty()) about.push_back(one.about);
    }
    return Refuse(types::v1::STILL_OPEN,
                  absl::StrJoin(open, " ",
                                [](std::string* out, const LeftOpen& one) {
                                  absl::StrAppend(out, one.sentence);
                                }),
                  kOwnRule, std::move(about));
  }
  if (review.AcceptedReport() != nullptr && review.closing.plans.empty() &&
      command.no_plan_reason().empty()) {
    return Refuse(types::v1::REASON_MISSING,
                  "No action plan carries the review out. Have one opened, or say in "
                  "no_plan_reason why nothing was recommended.",
                  kOwnRule, {review.id});
  }
  RETURN_IF_REFUSED(UnlessReportWentOut(command, review, board));
  absl::CivilDay last = review.Standing()->decided_on;
  for (const ev::ReportPublished& published : review.publications) {
    last = std::max(last, DayOf(published.published_on()));
  }
  if (review.publication.withheld) {
    last = std::max(last, DayOf(review.publication.withheld->decided_on()));
  }
  std::optional<absl::CivilDay> carried_out;  // the last of its plans
  for (const auto& [id, plan] : review.closing.plans) {
    carried_out = std::max(carried_out, plan.closed_on);
  }
  RETURN_IF_REFUSED(UnlessInOrder(
      "the closing", DayOf(command.closed_on()),
      {{"what it rests on was decided", last}, {"its action plan was closed", carried_out}}));
  return Recorded<ev::ReviewClosed>(command);
}

void Evolve(CaseReview& review, const ev::ReviewClosed& event, const Fact& fact) {
  review.closing.closed = event;
  review.closing.opened_below = false;
  review.Reach(clocks::kScrClosed, event.closed_on(), fact);
}

void Evolve(CaseReview& review, const ev::ReviewPlanOpened& event, const Fact&) {
  review.closing.plans[event.plan_id()] = {};
}

void Evolve(CaseReview& review, const ev::ReviewPlanClosed& event, const Fact&) {
  review.closing.plans[event.plan_id()] = {DayOf(event.closed_on())};
}

void Evolve(CaseReview& review, const ev::ReviewPlanReopened& event, const Fact&) {
  review.closing.plans[event.plan_id()] = {};
  if (review.closing.closed) review.closing.opened_below = true;
  OpenAgain(review);
}

void OpenAgain(CaseReview& review) {
  review.closing.closed.reset();
  review.TakeBack(clocks::kScrClosed);
}

void RegisterReviewClosing(WorkflowTable& table) {
  table.Events<CaseReview, ev::ReviewClosed, ev::ReviewPlanOpened, ev::ReviewPlanClosed,
               ev::ReviewPlanReopened>();
  table.Command<cw::CloseReview, CaseReview, Board>();
}

}  // namespace candour::workflows::case_review
