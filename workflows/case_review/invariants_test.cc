// What holds of a review whatever is done to it. Walks of many commands, chosen by a seed: most are
// refused, and after each one that is taken everything below is looked at again.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/support/case_review_stories.h"
#include "tests/support/northshire.h"
#include "workflows/case_review/author_independence.h"
#include "workflows/case_review/case_review.h"
#include "workflows/dates.h"

namespace candour::workflows::case_review {
namespace {

using testing::Outcome;
using testing::Story;
using types::v1::ClockAnswer;

// `%` is the day of the walk, `~` a day before it; `#` a person, `^` a contribution, `!` a version.
constexpr const char* kActs[] = {
    "DecideOnReview { review_id: $review decision_id: $first option: SERIOUS_CASE_REVIEW "
    "decider_person_id: # criteria: 'interagency_concern' reasons: 'R.' facts_as_of: ~ "
    "decided_on: % }",
    "ReverseDecision { review_id: $review prior_decision_id: $first decision_id: $second "
    "option: NO_REVIEW decider_person_id: # new_evidence: 'E.' evidence_on: % reasons: 'R.' "
    "facts_as_of: % decided_on: % }",
    "ReverseDecision { review_id: $review prior_decision_id: $second option: SERIOUS_CASE_REVIEW "
    "decider_person_id: # criteria: 'interagency_concern' new_evidence: 'E.' evidence_on: % "
    "reasons: 'R.' facts_as_of: % decided_on: % }",
    "ReportIncident { review_id: $review area_of_incident: 'E99000001' aware_on: ~ "
    "abuse_or_neglect: YES "
    "}",
    "NotifyIncident { review_id: $review recipient: 'ofsted' channel: FORM sent_on: % }",
    "WithdrawNotification { review_id: $review reason: 'R.' withdrawn_on: % }",
    "SubmitRapidReview { review_id: $review proposed: NO_REVIEW submitted_on: % }",
    "ApproveTermsOfReference { review_id: $review period_from: @2008 period_to: @2010-02-28 "
    "questions: 'What?' approved_on: % unaffected_reason: 'R.' }",
    "RequestContribution { review_id: $review contribution_id: ^ agency_id: $health "
    "kind: INDIVIDUAL_MANAGEMENT_REVIEW requested_on: % due_on: % }",
    "RequestContribution { review_id: $review contribution_id: ^ agency_id: $police "
    "kind: INFORMATION_REPORT requested_on: % due_on: % }",
    "RequestContribution { review_id: $review contribution_id: $overview agency_id: $health "
    "kind: HEALTH_OVERVIEW requested_on: % due_on: % }",
    "ConstituteReviewPanel { review_id: $review chair_person_id: # constituted_on: % }",
    "NominateAuthor { review_id: $review contribution_id: ^ person_id: # directly_involved: NO "
    "line_manager_of_involved: NO gave_advice: NO }",
    "SubmitContribution { review_id: $review contribution_id: ^ signed_off_by_person_id: # "
    "submitted_on: % }",
    "ReturnContribution { review_id: $review contribution_id: ^ defects: 'D.' new_due_on: % "
    "returned_on: % }",
    "AcceptContribution { review_id: $review contribution_id: ^ accepted_by_person_id: # "
    "accepted_on: % }",
    "WaiveContribution { review_id: $review contribution_id: ^ approver_person_id: # reason: 'R.' "
    "waived_on: % }",
    "RecordContributionRefused { review_id: $review contribution_id: ^ approver_person_id: # "
    "reason: 'R.' refused_on: % }",
    "ExceptAuthor { review_id: $review contribution_id: ^ person_id: # approver_person_id: $chair "
    "reason: 'R.' excepted_on: % }",
    "DeclareInvolvement { review_id: $review person_id: # involvement: DIRECTLY_INVOLVED }",
    "ReceiveLateEvidence { review_id: $review contribution_id: ^ evidence: 'E.' arose_on: ~ "
    "received_on: % new_due_on: % }",
    "DraftOverview { review_id: $review author_person_id: # drafted_on: % document_sha256: "
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }",
    "EndorseOverview { review_id: $review version: ! endorsed_on: % "
    "no_contributions_reason: 'R.' }",
    "AcceptReport { review_id: $review version: ! meeting_id: $sitting accepted_on: % }",
    "PlaceEmbargo { review_id: $review cause: CRIMINAL_TRIAL embargo_id: $embargo reason: 'R.' "
    "embargoed_on: % review_on: % }",
    "LiftEmbargo { review_id: $review embargo_id: $embargo reason: 'R.' authority: 'A' "
    "lifted_on: % }",
    "PublishReport { review_id: $review form: FULL_OVERVIEW published_on: % document_sha256: "
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }",
    "AbandonReview { review_id: $review reason: 'R.' authority: 'A' abandoned_on: % }",
    "ReopenCaseReview { review_id: $review trigger: 'T.' scope: 'S.' authority: 'A' "
    "reopened_on: % }",
    "ReviseReviewDueDate { review_id: $review clock_kind: 'complete_scr' new_due_on: @2012-01-01 "
    "reason: 'R.' authority: 'The Board' told: 'The Government Office' }",
};
constexpr const char* kPeople[] = {"$chair",   "$convenor",       "$author",   "$officer",
                                   "$auditor", "$superintendent", "$reviewer", "$inspector"};
constexpr const char* kContributions[] = {"$health_imr", "$two", "$overview"};

// Breaches seen so far, by clock: none is ever taken back, whatever is agreed later. Only where it
// turns out that nothing was owed (a contribution waived) there was none.
using Breaches = std::set<std::string>;

Breaches BreachesOf(Story& story) {
  Breaches breaches;
  for (const ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
    if (!clock.breached() && clock.status() != ClockAnswer::CANCELLED) continue;
    breaches.insert(absl::StrCat(clock.kind(), "/", clock.subject(), "/", clock.instance()));
  }
  return breaches;
}

bool IsIn(const CaseReview& review, const std::string& person_id) {
  return review.involvements.contains(person_id);
}

void CheckDecisions(const CaseReview& review) {
  const bool work = !review.contributions.empty() || !review.drafts.empty();
  if (work) CHECK_FALSE(review.decisions.empty());  // 1
  for (size_t i = 0; i < review.decisions.size(); ++i) {
    const ReviewDecision& decision = review.decisions[i];
    CHECK_FALSE(decision.reasons.empty());
    CHECK_FALSE(decision.decider_seat_id.empty());
    if (i == 0) continue;
    CHECK(decision.prior_decision_id == review.decisions[i - 1].decision_id);  // 2
    CHECK_FALSE(decision.new_evidence.empty());
    CHECK(decision.facts_as_of >= review.decisions[i - 1].facts_as_of);
  }
  if (!review.incident.rapid_review.submissions.empty()) {
    CHECK_FALSE(review.incident.notices.empty());  // 19
  }
}

void CheckContributions(const CaseReview& review) {
  for (const auto& [id, contribution] : review.contributions) {
    CHECK(contribution.terms_version >= 1);  // 7
    CHECK(contribution.terms_version <= review.terms.size());
    if (!contribution.accepted) continue;
    const Submission& latest = *contribution.Latest();
    const std::string& acceptor = contribution.accepted->accepted_by_person_id();
    CHECK(latest.author.person_id() != latest.signed_off_by_person_id);  // 6
    CHECK(latest.author.person_id() != acceptor);
    CHECK(latest.signed_off_by_person_id != acceptor);
  }
}

// The same choices for the same seed, on every machine.
struct Choices {
  uint32_t state;
  uint32_t operator()() {
    state = state * 1664525u + 1013904223u;
    return state >> 8;
  }
};

// What held when this very act was taken.
void CheckAct(const std::string& act, const CaseReview& before, const CaseReview& after,
              const board::Board& board, absl::CivilDay today) {
  if (act.starts_with("AcceptContribution") || act.starts_with("EndorseOverview") ||
      act.starts_with("AcceptReport") || act.starts_with("PublishReport")) {
    for (const auto& [id, contribution] : after.contributions) {  // 3
      if (!contribution.accepted) continue;
      const auto& author = contribution.Latest()->author;
      if (act.starts_with("AcceptContribution") && before.contributions.at(id).accepted) continue;
      CHECK_FALSE(UnlessIndependent(after, author, board, today));
    }
  }
  if (act.starts_with("EndorseOverview")) {  // 4, 5
    CHECK(after.set_up.panel.has_value());
    CHECK_FALSE(board.SeatHeldBy(after.drafts.back().record.author_person_id(),
                                 types::v1::SERIOUS_CASE_REVIEW_PANEL, types::v1::CHAIR, today));
    for (const auto& [id, contribution] : after.contributions) CHECK(contribution.Settled());
  }
  if (act.starts_with("PublishReport")) {  // 10
    CHECK(before.publication.Embargo() == nullptr);
    CHECK(after.publications.back().document_sha256() ==
          after.AcceptedReport()->accepted->document_sha256());
  }
  if (act.starts_with("DecideOnReview") || act.starts_with("ReverseDecision")) {  // 13
    CHECK_FALSE(IsIn(before, after.Standing()->decider_person_id));
  }
  if (act.starts_with("ReopenCaseReview")) {  // 17
    CHECK_FALSE(IsConcluded(after));
    CHECK(after.publications.size() == before.publications.size());
    CHECK(after.drafts.size() == before.drafts.size());
  }
}

TEST_CASE("invariants 1 to 10, 13, 17 to 19 and 21, on walks of any commands") {
  const auto seed = GENERATE(range(1, 9));
  CAPTURE(seed);
  Choices chance{static_cast<uint32_t>(seed)};
  const auto pick = [&](const auto& list) { return list[chance() % std::size(list)]; };
  // From three points in a review's life.
  Story story = seed % 3 == 0   ? testing::Referred()
                : seed % 3 == 1 ? testing::Submitted()
                                : testing::Accepted();
  absl::CivilDay today = seed % 3 == 0   ? absl::CivilDay(2010, 3, 10)
                         : seed % 3 == 1 ? absl::CivilDay(2010, 6, 1)
                                         : absl::CivilDay(2010, 9, 5);
  story.On(absl::FormatCivilTime(today)).Given("$other", "BoardOpened { name: 'Southshire' }");
  Breaches breaches;
  int taken = 0;
  for (int step = 0; step < 60; ++step) {
    today += static_cast<int>(chance() % 4);
    const std::string day = absl::FormatCivilTime(today);
    testing::HoldQuorateMeeting(story, "$sitting", "$full_board", day, "$review");
    std::string act = pick(kActs);
    act = absl::StrReplaceAll(act, {{"%", "@" + day},
                                    {"~", "@" + absl::FormatCivilTime(today - 1)},
                                    {"#", pick(kPeople)},
                                    {"^", pick(kContributions)},
                                    {"!", absl::StrCat(1 + chance() % 2)}});
    CAPTURE(act);
    // 18: whatever may be done here, another board may not.
    Story elsewhere = story;
    CHECK(elsewhere.InNameOf("$other").When(act).reason != "");
    const CaseReview before = story.Of<CaseReview>("$review");
    const auto history = story.Stream("$review");
    if (!story.When(act).reason.empty()) continue;
    ++taken;
    const CaseReview after = story.Of<CaseReview>("$review");
    CheckDecisions(after);
    CheckContributions(after);
    CheckAct(act, before, after, story.Of<board::Board>("$board"), today);
    const Breaches now = BreachesOf(story);
    for (const std::string& breach : breaches) CHECK(now.contains(breach));  // 8
    breaches = now;
    const auto& events = story.Stream("$review");
    REQUIRE(events.size() > history.size());
    for (size_t i = 0; i < history.size(); ++i) {  // 21
      CHECK(events[i].SerializeAsString() == history[i].SerializeAsString());
    }
    for (const auto& event : events) {  // 9
      CHECK(event.body().occurred().earliest().seconds() * 1'000'000 <= event.recorded_at_micros());
    }
  }
  CHECK(taken >= 5);
}

}  // namespace
}  // namespace candour::workflows::case_review
