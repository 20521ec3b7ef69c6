// The overview report: drafted, endorsed by the panel, accepted by the Board, published, evaluated.
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/board/board.h"
#include "workflows/case_review/author_independence.h"
#include "workflows/case_review/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using meeting::Meeting;
using types::v1::Rejection;

namespace {

std::optional<Rejection> UnlessDrafted(const CaseReview& review, uint32_t version) {
  if (review.FindDraft(version) != nullptr) return std::nullopt;
  return Refuse(types::v1::UNKNOWN_REFERENCE,
                absl::StrCat("There is no version ", version,
                             " of the overview report. Record its draft first."),
                {}, {review.id});
}

// A contribution is open until accepted or waived, and again once the author of what was accepted
// is found not to be independent.
bool IsOpen(const CaseReview& review, const Contribution& contribution, const Board& board,
            absl::CivilDay today) {
  if (contribution.waived) return false;
  if (!contribution.accepted) return true;
  return UnlessIndependent(review, contribution.Latest()->author, board, today).has_value();
}

std::optional<Rejection> UnlessAllContributed(const CaseReview& review, const Board& board,
                                              absl::CivilDay today) {
  std::vector<std::string> open;
  std::vector<std::string> agencies;
  for (const auto& [id, contribution] : review.contributions) {
    if (!IsOpen(review, contribution, board, today)) continue;
    open.push_back(id);
    agencies.push_back(board.AgencyName(contribution.agency_id));
  }
  if (open.empty()) return std::nullopt;
  return Refuse(types::v1::CONTRIBUTIONS_OPEN,
                absl::StrCat("Not every contribution is accepted, or waived with a reason, from an "
                             "independent author. Still open: ",
                             absl::StrJoin(agencies, "; "), ". Settle them first."),
                {}, std::move(open));
}

// What must hold of a report whenever the panel, the Board or the public is to rely on it: every
// contribution is settled and its author still independent, and so is the author of the report.
std::optional<Rejection> UnlessSound(const CaseReview& review, const OverviewDraft& draft,
                                     const Board& board, const AuthorQuestion& question) {
  if (auto refusal = UnlessAllContributed(review, board, question.context.Today())) return refusal;
  return UnlessAuthorIndependent(review, draft.record.author_person_id(), board, question);
}

// Decided at a meeting that had begun, and at which the review was dealt with by a quorum.
std::optional<Rejection> UnlessDecidedAt(const Meeting& meeting, const CaseReview& review,
                                         const std::string& what, absl::CivilDay day,
                                         const Context& context) {
  if (auto refusal = meeting::UnlessQuorate(
          meeting, "", review.id, clocks::EndOfDay(day, context.london), context.london)) {
    return refusal;
  }
  return UnlessInOrder(what, day, "the meeting", clocks::DayOf(meeting.starts_at, context.london));
}

}  // namespace

Decision Decide(const cw::DraftOverview& command, const Context& context, const CaseReview& review,
                const Board& board) {
  if (auto refusal = UnlessLedHere(review, context)) return *refusal;
  if (auto refusal = board::UnlessPerson(board, command.author_person_id())) return *refusal;
  const absl::CivilDay drafted = DayOf(command.drafted_on());
  if (auto refusal = UnlessInOrder("the draft", drafted, "the chair's first decision",
                                   review.decisions.front().decided_on)) {
    return *refusal;
  }
  if (!review.drafts.empty()) {
    if (auto refusal = UnlessInOrder("the draft", drafted, "the version before",
                                     DayOf(review.drafts.back().record.drafted_on()))) {
      return *refusal;
    }
  }
  if (auto refusal = UnlessAuthorIndependent(review, command.author_person_id(), board,
                                             {"", drafted, context})) {
    return *refusal;
  }
  Decision decision;
  auto& event = decision.Add<ev::OverviewDrafted>(command);
  event.set_version(static_cast<uint32_t>(review.drafts.size()) + 1);
  for (const auto& [id, contribution] : review.contributions) {
    if (contribution.accepted) event.add_contribution_ids(id);
  }
  return decision;
}

void Evolve(CaseReview& review, const ev::OverviewDrafted& event, const Fact&) {
  review.drafts.push_back({event});
}

Decision Decide(const cw::EndorseOverview& command, const Context& context,
                const CaseReview& review, const Meeting& meeting, const Board& board) {
  if (auto refusal = UnlessLedHere(review, context)) return *refusal;
  if (auto refusal = UnlessDrafted(review, command.version())) return *refusal;
  const OverviewDraft& draft = *review.FindDraft(command.version());
  if (draft.endorsed) {
    return Refuse(types::v1::ALREADY_DONE, "The panel has endorsed this version.", {}, {review.id});
  }
  if (command.version() != review.drafts.size()) {
    return Refuse(types::v1::WRONG_STAGE,
                  absl::StrCat("A later draft exists. Endorse version ", review.drafts.size(), "."),
                  {}, {review.id});
  }
  const absl::CivilDay endorsed = DayOf(command.endorsed_on());
  if (auto refusal = UnlessSound(review, draft, board, {meeting.body_id, endorsed, context})) {
    return *refusal;
  }
  if (auto refusal = UnlessInOrder("the endorsement", endorsed, "the draft",
                                   DayOf(draft.record.drafted_on()))) {
    return *refusal;
  }
  if (meeting.Exists()) {
    if (auto refusal = UnlessDecidedAt(meeting, review, "the endorsement", endorsed, context)) {
      return *refusal;
    }
  }
  Decision decision;
  decision.Add<ev::OverviewEndorsed>(command);
  return decision;
}

void Evolve(CaseReview& review, const ev::OverviewEndorsed& event, const Fact& fact) {
  if (review.FindDraft(event.version()) != nullptr) {
    review.drafts[event.version() - 1].endorsed = event;
  }
  review.Reach(clocks::kOverviewEndorsed, event.endorsed_on(), fact);
}

Decision Decide(const cw::AcceptReport& command, const Context& context, const CaseReview& review,
                const Meeting& meeting, const Board& board) {
  if (auto refusal = UnlessLedHere(review, context)) return *refusal;
  if (auto refusal = UnlessDrafted(review, command.version())) return *refusal;
  const OverviewDraft& draft = *review.FindDraft(command.version());
  if (draft.accepted) {
    return Refuse(types::v1::ALREADY_DONE, "The Board has accepted this version.", {}, {review.id});
  }
  if (!draft.endorsed) {
    return Refuse(types::v1::NOT_ENDORSED,
                  "The Board accepts only the version its panel endorsed. Record the endorsement "
                  "first, or name the endorsed version.",
                  {}, {review.id});
  }
  if (auto refusal = meeting::UnlessMeetingOf(types::v1::FULL_BOARD, meeting, board)) {
    return *refusal;
  }
  const absl::CivilDay accepted = DayOf(command.accepted_on());
  if (auto refusal = UnlessDecidedAt(meeting, review, "the acceptance", accepted, context)) {
    return *refusal;
  }
  if (auto refusal = meeting::UnlessCarried(meeting, review.id, command.votes_for(),
                                            command.votes_against())) {
    return *refusal;
  }
  if (auto refusal = UnlessSound(review, draft, board, {"", accepted, context})) return *refusal;
  if (auto refusal = UnlessInOrder("the acceptance", accepted, "the endorsement",
                                   DayOf(draft.endorsed->endorsed_on()))) {
    return *refusal;
  }
  Decision decision;
  decision.Add<ev::ReportAccepted>(command).set_document_sha256(draft.record.document_sha256());
  return decision;
}

void Evolve(CaseReview& review, const ev::ReportAccepted& event, const Fact& fact) {
  if (review.FindDraft(event.version()) != nullptr) {
    review.drafts[event.version() - 1].accepted = event;
  }
  review.Reach(clocks::kReportAccepted, event.accepted_on(), fact);
  review.Reach(clocks::kScrCompleted, event.accepted_on(), fact);
}

// Only the report in full can be compared with what the Board accepted: a redacted one and a
// summary are other documents.
Decision Decide(const cw::PublishReport& command, const Context& context, const CaseReview& review,
                const Board& board) {
  if (auto refusal = UnlessLedHere(review, context)) return *refusal;
  const OverviewDraft* report = review.AcceptedReport();
  if (report == nullptr) {
    return Refuse(types::v1::PUBLICATION_BLOCKED,
                  "The Board has not accepted the report. Record its acceptance first.", {},
                  {review.id});
  }
  const std::string& approved = report->accepted->document_sha256();
  if (command.form() == types::v1::FULL_OVERVIEW && !command.document_sha256().empty() &&
      !approved.empty() && command.document_sha256() != approved) {
    return Refuse(types::v1::PUBLICATION_BLOCKED,
                  "This is not the document the Board accepted. Publish that one, or have the "
                  "Board accept this version.",
                  {}, {review.id});
  }
  for (const ev::ReportPublished& known : review.publications) {
    if (known.form() != command.form() || known.document_sha256() != command.document_sha256()) {
      continue;
    }
    return Refuse(types::v1::ALREADY_DONE, "This document has been published in this form.", {},
                  {review.id});
  }
  if (auto refusal =
          UnlessInOrder("the publication", DayOf(command.published_on()), "the Board's acceptance",
                        DayOf(report->accepted->accepted_on()))) {
    return *refusal;
  }
  if (auto refusal = UnlessSound(review, *report, board,
                                 {"", DayOf(report->accepted->accepted_on()), context})) {
    return *refusal;
  }
  Decision decision;
  decision.Add<ev::ReportPublished>(command);
  return decision;
}

void Evolve(CaseReview& review, const ev::ReportPublished& event, const Fact& fact) {
  review.publications.push_back(event);
  review.Reach(clocks::kScrPublished, event.published_on(), fact);
}

Decision Decide(const cw::RecordEvaluation& command, const Context& context,
                const CaseReview& review) {
  if (auto refusal = UnlessOurs(review, context)) return *refusal;
  const OverviewDraft* report = review.AcceptedReport();
  if (report == nullptr) {
    return Refuse(types::v1::WRONG_STAGE,
                  "There is no report to judge yet. Record the Board's acceptance first.", {},
                  {review.id});
  }
  Decision decision;
  decision.Add<ev::EvaluationReceived>(command);
  return decision;
}

void Evolve(CaseReview& review, const ev::EvaluationReceived& event, const Fact&) {
  review.evaluations.push_back(event);
}

void RegisterReport(WorkflowTable& table) {
  table.Events<CaseReview, ev::OverviewDrafted, ev::OverviewEndorsed, ev::ReportAccepted,
               ev::ReportPublished, ev::EvaluationReceived>();
  table.Command<cw::DraftOverview, CaseReview, Board>();
  table.Command<cw::EndorseOverview, CaseReview, Meeting, Board>();
  table.Command<cw::AcceptReport, CaseReview, Meeting, Board>();
  table.Command<cw::PublishReport, CaseReview, Board>();
  table.Command<cw::RecordEvaluation, CaseReview>();
}

}  // namespace candour::workflows::case_review
