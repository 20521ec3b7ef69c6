// Findings, comments on facts and their answers, the executive summary, response and addenda.
#include "workflows/case_review/writing.h"

#include "absl/strings/str_cat.h"
#include "workflows/case_review/parts.h"
#include "workflows/child_death/identifying.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

namespace {

constexpr char kReportsNameNobody[] =
    "Community Care, 5 February 2010, on executive summaries: by job title and organisation, and "
    "not by name; SCIE and NSPCC, quality markers: a report is written to be published";

}  // namespace

Decision Decide(const cw::MakeFactualComment& command, const Context&, const CaseReview& review,
                const Board&) {
  RETURN_IF_REFUSED(UnlessDrafted(review, command.version()));
  return Recorded<ev::FactualCommentMade>(command);
}

void Evolve(CaseReview& review, const ev::FactualCommentMade& event, const Fact&) {
  review.writing.comments[event.comment_id()].record = event;
}

Decision Decide(const cw::AnswerFactualComment& command, const Context&, const CaseReview& review) {
  RETURN_IF_REFUSED(
      UnlessInOrder("the answer", DayOf(command.answered_on()), "the comment",
                    DayOf(review.writing.comments.at(command.comment_id()).record.made_on())));
  return Recorded<ev::FactualCommentAnswered>(command);
}

void Evolve(CaseReview& review, const ev::FactualCommentAnswered& event, const Fact&) {
  review.writing.comments[event.comment_id()].answered = event;
}

// A line of the analysis: what was found, an episode of practice, or what contributed to one.
Decision Decide(const cw::RecordFinding& command, const Context&, const CaseReview&) {
  const bool has_days = command.has_from() || command.has_until();
  if (command.kind() == types::v1::KEY_PRACTICE_EPISODE && !command.has_from()) {
    return Refuse(types::v1::REASON_MISSING,
                  "An episode of practice has a time. Say when it began.", kOwnRule);
  }
  if (command.kind() != types::v1::KEY_PRACTICE_EPISODE && has_days) {
    return Refuse(types::v1::CONTRADICTORY,
                  "Only an episode of practice has a time. Say that it is one, or leave the days "
                  "out.",
                  kOwnRule);
  }
  return Recorded<ev::FindingRecorded>(command);
}

void Evolve(CaseReview& review, const ev::FindingRecorded& event, const Fact&) {
  review.writing.findings[event.finding_id()] = event;
}

std::optional<Rejection> UnlessReadForNames(const CaseReview& review,
                                            const std::string& reader_person_id) {
  if (reader_person_id.empty()) return std::nullopt;
  return UnlessOtherHands(review, reader_person_id, "be who reads it for names");
}

namespace {

std::vector<child_death::NamedPerson> KnownByName(const CaseReview& review) {
  std::vector<child_death::NamedPerson> known;
  if (review.subject) known.push_back(child_death::Named(*review.subject));
  for (const auto& [id, subject] : review.incident.subjects) {
    if (subject.named) known.push_back(child_death::Named(*subject.named));
  }
  return known;
}

}  // namespace

std::string NameIn(const CaseReview& review, const std::string& text) {
  std::vector<child_death::NamedPerson> known = KnownByName(review);
  for (child_death::NamedPerson& person : known) person.date_of_birth.Clear();
  return child_death::IdentifyingIn(text, known);
}

std::optional<Rejection> UnlessNameless(const CaseReview& review, const std::string& text,
                                        const std::string& what) {
  const std::string found = child_death::IdentifyingIn(text, KnownByName(review));
  if (found.empty()) return std::nullopt;
  return Refuse(types::v1::CONTRADICTORY,
                absl::StrCat("The ", what, " holds ", found,
                             ": it is to say nothing of who anybody is. Take it out; of a day, the "
                             "month or the child's age will do."),
                kReportsNameNobody, {review.id});
}

Decision Decide(const cw::ApproveExecutiveSummary& command, const Context&,
                const CaseReview& review, const Board&) {
  const OverviewDraft* report = review.FindDraft(command.version());
  if (report == nullptr || !report->accepted) {
    return Refuse(types::v1::WRONG_STAGE,
                  absl::StrCat("No version ", command.version(),
                               " of the report was accepted that could be summed up. Name one that "
                               "was."),
                  kOwnRule, {review.id});
  }
  RETURN_IF_REFUSED(UnlessApartFromCase(review, command.approver_person_id(),
                                        "approve the summary of its review"));
  RETURN_IF_REFUSED(UnlessOtherHands(review, command.approver_person_id(), "approve its summary"));
  RETURN_IF_REFUSED(UnlessReadForNames(review, command.read_for_names_by_person_id()));
  return Recorded<ev::ExecutiveSummaryApproved>(command);
}

void Evolve(CaseReview& review, const ev::ExecutiveSummaryApproved& event, const Fact&) {
  review.publication.Turn(types::v1::EXECUTIVE_SUMMARY, event.document_sha256(),
                          DayOf(event.approved_on()), ApprovalTurn::What::kApproved);
  review.writing.summaries.push_back(event);
}

void Evolve(CaseReview& review, const ev::BoardResponseAgreed& event, const Fact&) {
  review.writing.responses.push_back(event);
}

void Evolve(CaseReview& review, const ev::AddendumIssued& event, const Fact&) {
  review.writing.addenda.push_back(event);
}

void RegisterWriting(WorkflowTable& table) {
  table.Events<CaseReview, ev::FactualCommentMade, ev::FactualCommentAnswered, ev::FindingRecorded,
               ev::ExecutiveSummaryApproved, ev::BoardResponseAgreed, ev::AddendumIssued>();
  table.Things<CaseReview>(
      types::v1::A_COMMENT,
      [](const CaseReview& review, const std::string& id) {
        return review.writing.comments.contains(id);
      },
      "There is no such comment. Record it first.",
      "The comment is recorded already. Give another one its own id, or leave that blank.");
  table.Things<CaseReview>(
      types::v1::A_FINDING,
      [](const CaseReview& review, const std::string& id) {
        return review.writing.findings.contains(id);
      },
      "There is no such finding. Record it first.",
      "The finding is recorded already. Give another one its own id, or leave that blank.");
  table.Command<cw::MakeFactualComment, CaseReview, Board>();
  table.Command<cw::AnswerFactualComment, CaseReview>();
  table.Command<cw::RecordFinding, CaseReview>();
  table.Command<cw::ApproveExecutiveSummary, CaseReview, Board>();
  table.Record<cw::AgreeBoardResponse, ev::BoardResponseAgreed, CaseReview>();
  table.Record<cw::IssueAddendum, ev::AddendumIssued, CaseReview>();
}

}  // namespace candour::workflows::case_review
