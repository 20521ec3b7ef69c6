#include "workflows/case_review/case_review.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "workflows/case_review/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::case_review {

CaseReview::CaseReview() = default;
CaseReview::CaseReview(const CaseReview&) = default;
CaseReview::CaseReview(CaseReview&&) = default;
CaseReview& CaseReview::operator=(const CaseReview&) = default;
CaseReview& CaseReview::operator=(CaseReview&&) = default;
CaseReview::~CaseReview() = default;

using types::v1::Rejection;

absl::CivilDay CaseReview::ReferredOn() const { return DayOf(referral.referred_on()); }

const ReviewDecision* CaseReview::FindDecision(const std::string& decision_id) const {
  const auto found = std::find_if(
      decisions.begin(), decisions.end(),
      [&](const ReviewDecision& decision) { return decision.decision_id == decision_id; });
  return found == decisions.end() ? nullptr : &*found;
}

const OverviewDraft* CaseReview::FindDraft(uint32_t version) const {
  return version == 0 || version > drafts.size() ? nullptr : &drafts[version - 1];
}

AcceptedVersions CaseReview::AcceptedContributions() const {
  AcceptedVersions accepted;
  for (const auto& [contribution_id, contribution] : contributions) {
    if (contribution.accepted) accepted[contribution_id] = contribution.accepted->version();
  }
  return accepted;
}

const OverviewDraft* CaseReview::AcceptedReport() const {
  const auto found = std::find_if(drafts.rbegin(), drafts.rend(), [](const OverviewDraft& draft) {
    return draft.accepted.has_value();
  });
  return found == drafts.rend() ? nullptr : &*found;
}

const OverviewDraft* CaseReview::WaitingReport() const {
  for (auto draft = drafts.rbegin(); draft != drafts.rend(); ++draft) {
    if (draft->accepted) return nullptr;
    if (draft->waiting) return &*draft;
  }
  return nullptr;
}

std::string WhyAcceptanceWaits(const CaseReview& review) {
  const OverviewDraft* report = review.WaitingReport();
  if (report == nullptr) return "";
  const std::string accepted =
      absl::StrCat("The Board accepted version ", report->record.version(), " on ",
                   clocks::DateWords(DayOf(report->waiting->record.accepted_on())));
  if (report->record.version() == review.drafts.size()) {
    return absl::StrCat(accepted,
                        ", and that does not count until the panel endorses the version again: ",
                        report->waiting->because);
  }
  // An earlier version is endorsed no more.
  return absl::StrCat(accepted, ", and that counts no longer: ", report->waiting->because,
                      " A later draft exists: have version ", review.drafts.size(),
                      " endorsed, and accepted in its place.");
}

namespace {

bool HasOpenPlan(const CaseReview& review) {
  return std::any_of(review.closing.plans.begin(), review.closing.plans.end(),
                     [](const auto& plan) { return !plan.second.closed_on; });
}

}  // namespace

const EmbargoPlaced* AgainstWhatIsUp(const CaseReview& review) {
  return IsUp(review) ? review.publication.Embargo() : nullptr;
}

bool IsGivenUp(const CaseReview& review) {
  const ReviewDecision* standing = review.Standing();
  return review.set_up.abandoned ||
         (standing != nullptr && standing->option == types::v1::NO_REVIEW);
}

bool IsConcluded(const CaseReview& review) {
  if (review.closing.closed) return true;
  if (review.set_up.abandoned || review.set_up.combined) return true;
  if (!review.publications.empty() || review.publication.withheld) {
    return !review.set_up.open_again && !review.closing.opened_below && !HasOpenPlan(review) &&
           AgainstWhatIsUp(review) == nullptr;
  }
  return review.Standing() != nullptr && review.Standing()->option == types::v1::NO_REVIEW;
}

namespace {

// Taken up again, and no report was accepted since.
bool NothingNewAccepted(const CaseReview& review) {
  const OverviewDraft* report = review.AcceptedReport();
  return report == nullptr || review.set_up.reopenings.empty() ||
         DayOf(report->accepted->accepted_on()) <
             DayOf(review.set_up.reopenings.back().reopened_on());
}

// What was published of a review that was taken up again is up still, and there is nothing else to
// publish: an addendum stands beside it.
bool StandsAsBefore(const CaseReview& review) { return IsUp(review) && NothingNewAccepted(review); }

}  // namespace

bool IsPublicationSettled(const CaseReview& review) {
  if (IsConcluded(review) || review.publication.withheld) return true;
  if (!review.publications.empty() && (!review.set_up.open_again || StandsAsBefore(review))) {
    return true;
  }
  const OverviewDraft* report = review.AcceptedReport();
  if (report != nullptr && !report->accepted->not_published_because().empty()) {
    return !review.set_up.open_again;
  }
  return review.Standing() != nullptr &&
         review.Standing()->option == types::v1::CONTRIBUTE_ELSEWHERE;
}

std::optional<meeting::DecisionMade> CaseReview::DecidedAs(const std::string& meeting_id,
                                                           const std::string& item_id,
                                                           const absl::TimeZone& london) const {
  std::optional<meeting::DecisionMade> last;
  const auto consider = [&](const auto& event, const types::v1::Date& on) {
    if (!DecidedThere{event.meeting_id(), event.item_id(), ""}.Is(meeting_id, item_id)) return;
    const absl::Time at = clocks::StartOfDay(DayOf(on), london);
    if (!last || at > last->at) last = meeting::DecisionMade{"", at};
  };
  for (const auto& made : recommendations) consider(made, made.recommended_on());
  for (const OverviewDraft& draft : drafts) {
    if (draft.endorsed) consider(*draft.endorsed, draft.endorsed->endorsed_on());
    if (draft.accepted) consider(*draft.accepted, draft.accepted->accepted_on());
    if (draft.waiting) consider(draft.waiting->record, draft.waiting->record.accepted_on());
  }
  return last;
}

namespace {

bool IsUndecided(const CaseReview& review) { return review.Standing() == nullptr; }

bool WaitsForContributions(const CaseReview& review) {
  return std::any_of(review.contributions.begin(), review.contributions.end(),
                     [](const auto& entry) { return !entry.second.Settled(); });
}

bool IsEmbargoed(const CaseReview& review) {
  return review.AcceptedReport() != nullptr && review.publication.Embargo() != nullptr;
}

bool IsJudged(const CaseReview& review, Judged at_least) {
  return review.AcceptedReport() != nullptr && JudgedOf(review) >= at_least;
}

bool IsAnythingIn(const CaseReview& review) {
  return std::any_of(review.contributions.begin(), review.contributions.end(),
                     [](const auto& entry) { return entry.second.accepted.has_value(); });
}

// Of all that was published nothing is up any longer.
bool IsTakenDown(const CaseReview& review) {
  if (review.publications.empty()) return false;
  return std::all_of(review.publications.begin(), review.publications.end(),
                     [&](const auto& one) { return UpIn(review, one.form()).empty(); });
}

struct Stage {
  const char* words;
  bool (*holds)(const CaseReview&);
};

using Review = const CaseReview&;
// The first that holds is where the review is.
constexpr Stage kStages[] = {
    {"combined with another review",
     [](Review review) { return review.set_up.combined.has_value(); }},
    {"closed", [](Review review) { return review.closing.closed.has_value(); }},
    {"up against an embargo", [](Review review) { return AgainstWhatIsUp(review) != nullptr; }},
    {"abandoned", [](Review review) { return review.set_up.abandoned.has_value(); }},
    {"taken up again",
     [](Review review) { return review.set_up.open_again || review.closing.opened_below; }},
    {"taken down", &IsTakenDown},
    {"published", [](Review review) { return !review.publications.empty(); }},
    {"not published", [](Review review) { return review.publication.withheld.has_value(); }},
    {"to be endorsed again", [](Review review) { return review.WaitingReport() != nullptr; }},
    {"embargoed", &IsEmbargoed},
    {"to be done again", [](Review review) { return IsJudged(review, Judged::kToBeDoneAgain); }},
    {"judged inadequate", [](Review review) { return IsJudged(review, Judged::kInadequate); }},
    {"evaluated", [](Review review) { return IsJudged(review, Judged::kEvaluated); }},
    {"submitted for evaluation",
     [](Review review) { return IsJudged(review, Judged::kSubmitted); }},
    {"report accepted", [](Review review) { return review.AcceptedReport() != nullptr; }},
    {"recommended",
     [](Review review) { return IsUndecided(review) && !review.recommendations.empty(); }},
    {"rapid review returned",
     [](Review review) { return IsUndecided(review) && review.incident.rapid_review.OwedAgain(); }},
    {"rapid review submitted",
     [](Review review) {
       return IsUndecided(review) && !review.incident.rapid_review.submissions.empty();
     }},
    {"notified", [](Review review) { return IsUndecided(review) && review.incident.Notified(); }},
    {"referred", &IsUndecided},
    {"no review", [](Review review) { return review.Standing()->option == types::v1::NO_REVIEW; }},
    {"overview endorsed",
     [](Review review) {
       return !review.drafts.empty() && review.drafts.back().endorsed.has_value();
     }},
    {"overview drafted", [](Review review) { return !review.drafts.empty(); }},
    {"collecting contributions", &WaitsForContributions},
    {"contributions in", &IsAnythingIn},
    {"set up", [](Review review) { return !review.terms.empty(); }},
    {"decided", [](Review) { return true; }},
};

}  // namespace

std::string StageOf(const CaseReview& review) {
  return std::find_if(std::begin(kStages), std::end(kStages),
                      [&](const Stage& stage) { return stage.holds(review); })
      ->words;
}

std::vector<std::string> Stages() {
  std::vector<std::string> stages;
  for (const Stage& stage : kStages) stages.push_back(stage.words);
  return stages;
}

std::optional<Rejection> UnlessOfItsOwn(const CaseReview& review) {
  if (!review.set_up.combined) return std::nullopt;
  return Refuse(types::v1::WRONG_STAGE,
                "The review goes on in another one, with which it was combined. Act on that, or "
                "have the two separated.",
                kOwnRule, {review.id, review.set_up.combined->into_review_id()});
}

std::optional<Rejection> UnlessEndorsedAgain(const CaseReview& review) {
  const std::string why = WhyAcceptanceWaits(review);
  if (why.empty()) return std::nullopt;
  const bool last = review.WaitingReport()->record.version() == review.drafts.size();
  return Refuse(types::v1::NOT_ENDORSED,
                absl::StrCat(why, last ? " Record the endorsement first." : ""), kOwnRule,
                {review.id});
}

namespace {

// The chapters on case reviews of every edition.
constexpr char kDecided[] =
    "Working Together 2006 and 2010, chapter 8; 2013, 2015 and 2018, chapter 4; 2023, chapter 5: "
    "those whom it names decide on a review, and a subgroup recommends";

Rejection WrongStage(const CaseReview& review, const std::string& sentence) {
  return Refuse(types::v1::WRONG_STAGE, sentence, kOwnRule, {review.id});
}

// UNDER_WAY: a review of some kind was decided on, here or led by another board, and not abandoned.
// LED_HERE: only the lead board writes and publishes the report.
std::optional<Rejection> UnlessUnderWay(const CaseReview& review, bool led_here) {
  if (review.closing.closed) {
    return WrongStage(review,
                      "The review is closed. Take it up again first. A recommendation made or an "
                      "action re-opened since opens it by itself.");
  }
  if (review.Standing()->option == types::v1::NO_REVIEW) {
    return WrongStage(review,
                      "It was decided against a review. If new evidence has come up, have the "
                      "decision reversed first.");
  }
  if (review.set_up.abandoned) {
    return WrongStage(review, "The review was abandoned. Take it up again first.");
  }
  if (led_here && review.Standing()->option == types::v1::CONTRIBUTE_ELSEWHERE) {
    return WrongStage(review,
                      "Another board leads this review, and it writes and publishes the report. "
                      "Here only the contributions of your agencies are kept. Ask its office.");
  }
  return std::nullopt;
}

std::optional<Rejection> UnlessAdmitted(const CaseReview& review, types::v1::Stage stage,
                                        const Context& context) {
  // While its referral is being corrected nobody leads it but who opened it.
  const std::string& lead =
      review.lead_board_id.empty() ? review.opened_by_board : review.lead_board_id;
  if (lead != context.board_id) {
    return Refuse(types::v1::WRONG_BOARD,
                  "Another board leads the case, and that board alone acts on it. Ask its office.",
                  kOwnRule, {review.id});
  }
  if (stage == types::v1::STAGE_UNSPECIFIED || stage == types::v1::OUR_OWN) return std::nullopt;
  RETURN_IF_REFUSED(UnlessOfItsOwn(review));
  if (stage == types::v1::NOTIFIED) {
    if (review.incident.Notified()) return std::nullopt;
    return Refuse(types::v1::NOT_NOTIFIED,
                  "No notification of the incident stands. Record it first: without one there is "
                  "no rapid review.",
                  "Trafford Safeguarding Partnership on the guidance of 2018", {review.id});
  }
  if (review.Standing() == nullptr) {
    return Refuse(types::v1::NO_DECISION,
                  "No review has been decided on. Record the decision first; the subgroup's "
                  "recommendation is not one.",
                  kDecided, {review.id});
  }
  if (stage == types::v1::DECIDED) return std::nullopt;
  RETURN_IF_REFUSED(UnlessUnderWay(review, stage != types::v1::UNDER_WAY));
  if (stage != types::v1::REPORT_ACCEPTED || review.AcceptedReport() != nullptr)
    return std::nullopt;
  if (review.WaitingReport() != nullptr) return UnlessEndorsedAgain(review);
  return WrongStage(review,
                    "No report of the review was accepted yet. Record its acceptance first.");
}

}  // namespace

void Register(WorkflowTable& table) {
  table.Admit<CaseReview>(&UnlessAdmitted);
  table.Things<CaseReview>(
      types::v1::A_DECISION,
      [](const CaseReview& review, const std::string& id) {
        return review.FindDecision(id) != nullptr;
      },
      "The review has no such decision. Name one that was recorded.",
      "The review has a decision under this id already. Give another one its own id, or leave that "
      "blank.");
  table.Things(types::v1::A_CONTRIBUTION, &CaseReview::contributions,
               "No such contribution was requested. Request it from the agency first.",
               "The agency has been asked for this already. Return what it sent, or waive it "
               "before asking anew.");
  RegisterIncident(table);
  RegisterConsideration(table);
  RegisterAdvice(table);
  RegisterLeading(table);
  RegisterSplitting(table);
  RegisterSetUp(table);
  RegisterContributions(table);
  RegisterAgencyWork(table);
  RegisterReport(table);
  RegisterWriting(table);
  RegisterScrutiny(table);
  RegisterPublication(table);
  RegisterPanelReferral(table);
  RegisterLearning(table);
  RegisterProcesses(table);
  RegisterReviewClosing(table);
  RegisterGenogram(table);
}

}  // namespace candour::workflows::case_review
