#include "workflows/case_files/review_oddities.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/case_review/author_independence.h"
#include "workflows/case_review/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/words.h"

namespace candour::workflows::case_files {
namespace {

using case_review::CaseReview;
using case_review::EmbargoPlaced;
using events::v1::ReportPublished;
using types::v1::DecisionAnswer;

void Add(DecisionAnswer& decision, types::v1::Oddity oddity, std::string explanation) {
  types::v1::OddityFound& found = *decision.add_oddities();
  found.set_oddity(oddity);
  found.set_explanation(std::move(explanation));
}

std::string DayWords(const types::v1::Date& date) { return clocks::DateWords(DayOf(date)); }

// Of the acceptance that counts: what the report rests on stands no longer, or may not.
void NoteWhatFell(const CaseReview& review, const board::Board& board, const absl::TimeZone& london,
                  DecisionAnswer& decision) {
  const case_review::OverviewDraft* report = review.AcceptedReport();
  if (report == nullptr || report->accepted_event_id != decision.event_id()) return;
  const absl::CivilDay decided = clocks::DayOf(MomentOf(decision.decided().latest()), london);
  std::vector<std::string> doubtful;
  for (const auto& [id, contribution] : review.contributions) {
    if (!contribution.accepted || !IsOpen(review, contribution, board, decided)) continue;
    doubtful.push_back(board.AgencyName(contribution.agency_id));
  }
  if (!doubtful.empty()) {
    Add(decision, types::v1::RESTS_ON_REPLACED,
        absl::StrCat("The author is found not to be independent, or that is not known, of the "
                     "contributions of: ",
                     absl::StrJoin(doubtful, "; "), "."));
  }
  std::vector<std::string> replaced;
  for (const std::string& id : ReplacedSince(review, *report)) {
    replaced.push_back(board.AgencyName(review.contributions.at(id).agency_id));
  }
  if (replaced.empty()) return;
  Add(decision, types::v1::RESTS_ON_REPLACED,
      case_review::WordsOfReplaced(report->record.version(), replaced));
}

// By which decision it went out: the approval of that document, else the Board's acceptance.
bool LetOut(const CaseReview& review, const DecisionAnswer& decision,
            const ReportPublished& published) {
  const auto& approvals = review.publication.approvals;
  const auto approval = std::find_if(approvals.rbegin(), approvals.rend(), [&](const auto& one) {
    return one.form() == published.form() &&
           absl::EqualsIgnoreCase(one.document().sha256(), published.document_sha256());
  });
  if (approval != approvals.rend()) return approval->decision_id() == decision.decision_id();
  const case_review::OverviewDraft* report = review.AcceptedReport();
  return report != nullptr && report->accepted_event_id == decision.event_id();
}

// It went out under the embargo, or is up against one that was placed since; blank: neither.
std::string AgainstEmbargo(const CaseReview& review, const ReportPublished& published,
                           const EmbargoPlaced& embargo) {
  const absl::CivilDay out = DayOf(published.published_on());
  const bool under = out >= DayOf(embargo.record.embargoed_on()) &&
                     (!embargo.lifted || out < DayOf(embargo.lifted->lifted_on()));
  const auto up = UpIn(review, published.form());
  const bool is_up = !embargo.lifted && std::find(up.begin(), up.end(), &published) != up.end();
  if (!under && !is_up) return "";
  return absl::StrCat(Words(published.form()), ", published on ",
                      DayWords(published.published_on()), ": an embargo (",
                      Words(embargo.record.cause()), under ? ") stood from " : ") stands from ",
                      DayWords(embargo.record.embargoed_on()), under ? " on" : " on, and it is up",
                      is_up ? ". Take it down, or record that the embargo was lifted." : ".");
}

void NoteEmbargo(const CaseReview& review, DecisionAnswer& decision) {
  for (const ReportPublished& published : review.publications) {
    if (!LetOut(review, decision, published)) continue;
    for (const auto& [id, embargo] : review.publication.embargoes) {
      std::string against = AgainstEmbargo(review, published, embargo);
      if (!against.empty()) Add(decision, types::v1::OUT_AGAINST_EMBARGO, std::move(against));
    }
  }
}

void NoteClosedInadequate(const CaseReview& review, std::vector<DecisionAnswer>& decisions) {
  if (!review.closing.closed || JudgedOf(review) < case_review::Judged::kInadequate) return;
  const auto closing = std::find_if(decisions.rbegin(), decisions.rend(), [](const auto& one) {
    return one.event_type() == events::v1::ReviewClosed::descriptor()->name();
  });
  if (closing == decisions.rend()) return;
  const auto evaluations = EvaluationsInOrder(review);
  if (evaluations.empty()) return;
  const auto& last = *evaluations.back();
  Add(*closing, types::v1::CLOSED_INADEQUATE,
      absl::StrCat(last.evaluator(), " judged version ", last.version(), " on ",
                   DayWords(last.received_on()), ": ", Words(last.grade()),
                   ". No other version was submitted since."));
}

}  // namespace

void NoteReviewOddities(const CaseReview& review, const board::Board& board,
                        const absl::TimeZone& london, std::vector<DecisionAnswer>& decisions) {
  for (DecisionAnswer& decision : decisions) {
    NoteWhatFell(review, board, london, decision);
    NoteEmbargo(review, decision);
  }
  NoteClosedInadequate(review, decisions);
}

}  // namespace candour::workflows::case_files
