#include "workflows/case_review/advance_copy.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/board/case_clocks.h"
#include "workflows/case_review/parts.h"
#include "workflows/case_review/recipients.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::case_review {

using board::Board;
using types::v1::ClockAnswer;
using types::v1::Rejection;
using types::v1::ReviewKind;

namespace {

// None if the guidance has no such clock.
std::optional<ClockAnswer> Ahead(clocks::CaseFacts facts, const Board& board,
                                 const Context& context) {
  // What was published before, and taken up again, ends no clock of what is published next.
  std::erase_if(facts.milestones, [](const clocks::Milestone& reached) {
    return reached.name == clocks::kScrPublished;
  });
  for (const ClockAnswer& clock : board::ClocksOf(
           board, CaseReview::kKind, facts, absl::FromUnixMicros(context.now), context.london)) {
    if (clock.kind() == "advance_copy") return clock;
  }
  return std::nullopt;
}

Rejection Owed(const CaseReview& review, const ReviewKind& kind, const std::string& sentence) {
  return Refuse(types::v1::ADVANCE_COPY_OWED, sentence, CitationOf(kind.advance_copy().source()),
                {review.id});
}

// Of the recipients the guidance names: who has a copy, and none of the report as it is.
std::optional<Rejection> UnlessOfThisVersion(const CaseReview& review, const ReviewKind& kind,
                                             const Board& board, absl::CivilDay published) {
  const OverviewDraft* report = review.AcceptedReport();
  if (report == nullptr) return std::nullopt;
  std::set<std::string> stale;
  for (const std::string& one :
       RecipientsOf(review, board, clocks::kPublicationPlanned, published)) {
    const auto& copies = review.advance_copies;
    const auto theirs = [&](const auto& copy) { return copy.recipient() == one; };
    const auto current = [&](const auto& copy) {
      return theirs(copy) && IsOfReport(review, *report, copy);
    };
    if (std::any_of(copies.begin(), copies.end(), theirs) &&
        std::none_of(copies.begin(), copies.end(), current)) {
      stale.insert(one);
    }
  }
  if (stale.empty()) return std::nullopt;
  return Owed(review, kind,
              absl::StrCat("What was sent ahead is another document than version ",
                           report->record.version(),
                           " of the report, which the Board accepted last. Of that these have no "
                           "copy: ",
                           absl::StrJoin(stale, ", "),
                           ". Send it to them, and move the publication if that leaves less time "
                           "than the guidance asks for."));
}

}  // namespace

bool IsContentOf(const CaseReview& review, const OverviewDraft& report, const std::string& sha256) {
  const std::string& accepted = report.accepted->document_sha256();
  if (sha256.empty() || accepted.empty() || absl::EqualsIgnoreCase(accepted, sha256)) return true;
  const auto& approvals = review.publication.approvals;
  return std::any_of(approvals.begin(), approvals.end(), [&](const auto& approval) {
    return approval.report_version() == report.record.version() &&
           absl::EqualsIgnoreCase(approval.document().sha256(), sha256);
  });
}

bool IsOfReport(const CaseReview& review, const OverviewDraft& report,
                const events::v1::AdvanceCopySent& copy) {
  if (copy.version() == 0) return true;  // an older record: it was not told
  return copy.version() == report.record.version() &&
         IsContentOf(review, report, copy.document_sha256());
}

std::vector<types::v1::CopyHeld> CopiesHeld(const CaseReview& review, const Board& board) {
  const bool up = !UpIn(review, types::v1::FULL_OVERVIEW).empty() ||
                  !UpIn(review, types::v1::REDACTED_OVERVIEW).empty();
  if (up) return {};
  const OverviewDraft* report = review.AcceptedReport();
  std::vector<types::v1::CopyHeld> held;
  for (const auto* copies : {&review.copies_before, &review.advance_copies}) {
    for (const events::v1::AdvanceCopySent& copy : *copies) {
      std::erase_if(held, [&](const auto& one) { return one.recipient() == copy.recipient(); });
      types::v1::CopyHeld& one = held.emplace_back();
      one.set_recipient(copy.recipient());
      one.set_title(TitleOf(review, board, clocks::kPublicationPlanned, DayOf(copy.sent_on()),
                            copy.recipient()));
      *one.mutable_sent_on() = copy.sent_on();
      one.set_version(copy.version());
      one.set_document_sha256(copy.document_sha256());
      one.set_outdated(report != nullptr && !IsOfReport(review, *report, copy));
    }
  }
  return held;
}

void CopiesMayBeOfAnother(CaseReview& review, const OverviewDraft& report) {
  const bool stale =
      std::any_of(review.advance_copies.begin(), review.advance_copies.end(),
                  [&](const auto& copy) { return !IsOfReport(review, report, copy); });
  if (stale) review.TakeBack(clocks::kAdvanceCopySent);
}

// Asked as if it were planned so already, that a plan and what is later held against it are
// reckoned alike.
std::optional<Rejection> UnlessNoticeLeft(const CaseReview& review, const ReviewKind& kind,
                                          const Board& board, absl::CivilDay planned_on,
                                          const types::v1::Date& publish_on,
                                          const Context& context) {
  const absl::StatusOr<clocks::When> when = clocks::When::From(publish_on);
  if (!kind.advance_copy().required() || !when.ok()) return std::nullopt;
  clocks::CaseFacts facts = review.clock_facts;
  std::erase_if(facts.milestones, [](const clocks::Milestone& reached) {
    return reached.name == clocks::kPublicationPlanned;
  });
  clocks::Milestone& planned = facts.milestones.emplace_back();
  planned.name = clocks::kPublicationPlanned;
  planned.when = *when;
  const std::optional<ClockAnswer> ahead = Ahead(facts, board, context);
  if (!ahead || !ahead->has_due_on() || ahead->status() == ClockAnswer::MET) return std::nullopt;
  const absl::CivilDay latest = DayOf(ahead->due_on());
  if (latest >= planned_on) return std::nullopt;
  return Owed(
      review, kind,
      absl::StrCat("Those the guidance names have the report ahead of its publication; for "
                   "this day the copies would have had to be out by ",
                   clocks::DateWords(latest), ", before it was planned. Plan it for a later day."));
}

std::optional<Rejection> UnlessSentAhead(const CaseReview& review, const ReviewKind& kind,
                                         const Board& board, absl::CivilDay published,
                                         const Context& context) {
  if (!kind.advance_copy().required()) return std::nullopt;
  if (!review.planned) {
    return Owed(review, kind,
                "No publication is planned, so that nobody can have had the report in time before "
                "it. Plan it, and send the advance copies.");
  }
  const absl::CivilDay planned = DayOf(review.planned->publish_on());
  if (published < planned) {
    return Owed(review, kind,
                absl::StrCat("Publication is planned for ", clocks::DateWords(planned),
                             ", and not before. Plan it anew if the advance copies were out in "
                             "time for an earlier day."));
  }
  RETURN_IF_REFUSED(UnlessOfThisVersion(review, kind, board, published));
  const std::optional<ClockAnswer> ahead = Ahead(review.clock_facts, board, context);
  if (!ahead) {
    return Owed(review, kind,
                "Nothing shows that the report went out in advance. Send the advance copies.");
  }
  if (ahead->status() == ClockAnswer::MET) return std::nullopt;
  return Owed(review, kind,
              absl::StrCat("Not everybody the guidance names had the report in time. ",
                           ahead->explanation(), " Send what is owed, and move the publication."));
}

}  // namespace candour::workflows::case_review
