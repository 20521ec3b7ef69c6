// What becomes of a finished report: judged by others, sent ahead to those who must have it, and
// published.
#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/case_review/advance_copy.h"
#include "workflows/case_review/executive_summary.h"
#include "workflows/case_review/parts.h"
#include "workflows/case_review/recipients.h"
#include "workflows/case_review/review_kind.h"
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

namespace {

// WRONG_STAGE until there is a report that the Board accepted; `to` says what for.
std::optional<Rejection> UnlessAccepted(const CaseReview& review, const std::string& to) {
  if (review.AcceptedReport() != nullptr) return std::nullopt;
  RETURN_IF_REFUSED(UnlessEndorsedAgain(review));
  return Refuse(
      types::v1::WRONG_STAGE,
      absl::StrCat("There is no report to ", to, " yet. Record the Board's acceptance first."),
      kOwnRule, {review.id});
}

std::optional<Rejection> UnlessAfterAcceptance(const std::string& what, const types::v1::Date& on,
                                               const OverviewDraft& report) {
  return UnlessInOrder(what, DayOf(on), "the Board's acceptance",
                       DayOf(report.accepted->accepted_on()));
}

// WRONG_STAGE once the report the Board accepted last is out, unless the review was taken up again;
// `what` is then too late.
std::optional<Rejection> UnlessStillToPublish(const CaseReview& review, const std::string& what) {
  const OverviewDraft* report = review.AcceptedReport();
  if (report == nullptr || review.set_up.open_again) return std::nullopt;
  for (const auto form : {types::v1::FULL_OVERVIEW, types::v1::REDACTED_OVERVIEW}) {
    for (const ev::ReportPublished* up : UpIn(review, form)) {
      if (DayOf(up->published_on()) < DayOf(report->accepted->accepted_on())) continue;
      return Refuse(types::v1::WRONG_STAGE,
                    absl::StrCat("The report was published on ",
                                 clocks::DateWords(DayOf(up->published_on())), ": ", what,
                                 " comes before that. If it is to be published anew, record that "
                                 "it was taken down, or take the review up again, first."),
                    kOwnRule, {review.id});
    }
  }
  return std::nullopt;
}

}  // namespace

Decision Decide(const cw::SubmitForEvaluation& command, const Context&, const CaseReview& review,
                const Board& board) {
  const OverviewDraft* report = review.FindDraft(command.version());
  if (report == nullptr || !report->accepted) {
    return Refuse(types::v1::WRONG_STAGE,
                  absl::StrCat("The Board has accepted no version ", command.version(),
                               ". Submit one it did, or record its acceptance first."),
                  kOwnRule, {review.id});
  }
  RETURN_IF_REFUSED(UnlessAfterAcceptance("the submission", command.submitted_on(), *report));
  const absl::CivilDay submitted = DayOf(command.submitted_on());
  const FoundKind kind = KindOf(review, board, review.Standing()->option, submitted);
  if (kind.rejection) return *kind.rejection;
  RETURN_IF_REFUSED(
      UnlessSummedUp(review, *report, *kind.datum, board, submitted, "submitted for evaluation"));
  return Recorded<ev::SubmittedForEvaluation>(command);
}

namespace {

uint32_t LastSubmitted(const CaseReview& review, absl::CivilDay day);
uint32_t LastJudged(const CaseReview& review, absl::CivilDay day);
uint32_t VersionMeant(const CaseReview& review, uint32_t named, absl::CivilDay day,
                      uint32_t (*last)(const CaseReview&, absl::CivilDay));

// A day to redo it by, beside a grade that asks for nothing, is a day on record and no more.
bool AsksForAnother(const ev::EvaluationReceived& evaluation) {
  return evaluation.has_redo_by() && evaluation.grade() == types::v1::INADEQUATE;
}

// That a version is to be done again.
struct Asked {
  absl::CivilDay on;
  uint32_t version;
};

std::vector<Asked> AskedOf(const CaseReview& review) {
  std::vector<Asked> asked;
  for (const ev::EvaluationReceived& one : review.evaluations) {
    const absl::CivilDay on = DayOf(one.received_on());
    if (!AsksForAnother(one)) continue;
    asked.push_back({on, VersionMeant(review, one.version(), on, LastSubmitted)});
  }
  for (const ev::ReconsiderationDirected& one : review.directions) {
    const absl::CivilDay on = DayOf(one.directed_on());
    asked.push_back({on, VersionMeant(review, one.version(), on, LastJudged)});
  }
  return asked;
}

// What has to be done again is not done by sending the same report once more.
bool Answers(const SentForEvaluation& submitted, const Asked& asked) {
  const bool accepted_since = submitted.accepted_on && *submitted.accepted_on >= asked.on;
  const bool sent_since = DayOf(submitted.record.submitted_on()) >= asked.on;
  return accepted_since || (sent_since && submitted.record.version() > asked.version);
}

// By their days, whichever was recorded first: a direction may be told only when what it asked for
// was submitted long since.
void TellWhatWasDoneAgain(CaseReview& review) {
  review.TakeBack(clocks::kReconsiderationSubmitted);
  auto& milestones = review.clock_facts.milestones;
  const std::vector<Asked> asked = AskedOf(review);
  for (const SentForEvaluation& submitted : review.submissions) {
    const bool done_again = std::any_of(asked.begin(), asked.end(),
                                        [&](const Asked& one) { return Answers(submitted, one); });
    if (!done_again) continue;
    const auto told = std::find_if(milestones.begin(), milestones.end(), [&](const auto& one) {
      return one.name == clocks::kEvaluationSubmitted && one.event_id == submitted.event_id;
    });
    if (told == milestones.end()) continue;
    clocks::Milestone again = *told;
    again.name = clocks::kReconsiderationSubmitted;
    milestones.push_back(std::move(again));
  }
}

}  // namespace

void Evolve(CaseReview& review, const ev::SubmittedForEvaluation& event, const Fact& fact) {
  review.Reach(clocks::kEvaluationSubmitted, event.submitted_on(), fact);
  SentForEvaluation& sent = review.submissions.emplace_back();
  sent.record = event;
  sent.event_id = fact.event_id;
  const OverviewDraft* report = review.FindDraft(event.version());
  if (report != nullptr && report->accepted) {
    sent.accepted_on = DayOf(report->accepted->accepted_on());
  }
  TellWhatWasDoneAgain(review);
}

std::optional<absl::CivilDay> FirstSubmittedOn(const CaseReview& review, uint32_t version) {
  std::optional<absl::CivilDay> first;
  for (const auto& [submitted, event_id, accepted_on] : review.submissions) {
    if (submitted.version() != version) continue;
    const absl::CivilDay day = DayOf(submitted.submitted_on());
    first = std::min(first.value_or(day), day);
  }
  return first;
}

namespace {

// The Board's acceptance of a version, also while it waits to be endorsed anew: what others say of
// the report they said of what was accepted then. Null if there is none.
const ev::ReportAccepted* AcceptanceOf(const OverviewDraft* draft) {
  if (draft == nullptr) return nullptr;
  if (draft->waiting) return &draft->waiting->record;
  return draft->accepted ? &*draft->accepted : nullptr;
}

// The last by a day. 0: there was none by then.
class LastBy {
 public:
  explicit LastBy(absl::CivilDay day) : day_(day) {}
  void Take(const types::v1::Date& on, uint32_t version) {
    if (DayOf(on) > day_ || DayOf(on) < last_on_) return;
    last_on_ = DayOf(on);
    version_ = version;
  }
  uint32_t version() const { return version_; }

 private:
  absl::CivilDay day_;
  absl::CivilDay last_on_ = absl::CivilDay::min();
  uint32_t version_ = 0;
};

// What was last submitted by a day; what was accepted last, where nothing was.
uint32_t LastSubmitted(const CaseReview& review, absl::CivilDay day) {
  LastBy sent(day);
  for (const SentForEvaluation& submitted : review.submissions) {
    sent.Take(submitted.record.submitted_on(), submitted.record.version());
  }
  if (sent.version() != 0) return sent.version();
  LastBy accepted(day);
  for (const OverviewDraft& draft : review.drafts) {
    const ev::ReportAccepted* acceptance = AcceptanceOf(&draft);
    if (acceptance != nullptr) accepted.Take(acceptance->accepted_on(), draft.record.version());
  }
  return accepted.version();
}

// What was last judged by a day; where nothing was, as above.
uint32_t LastJudged(const CaseReview& review, absl::CivilDay day) {
  LastBy judged(day);
  for (const ev::EvaluationReceived& one : review.evaluations) {
    judged.Take(one.received_on(), one.version());
  }
  return judged.version() != 0 ? judged.version() : LastSubmitted(review, day);
}

// The version that is named; else the one that was last by then, or what is last if none was.
uint32_t VersionMeant(const CaseReview& review, uint32_t named, absl::CivilDay day,
                      uint32_t (*last)(const CaseReview&, absl::CivilDay)) {
  if (named != 0) return named;
  const uint32_t by_then = last(review, day);
  return by_then != 0 ? by_then : last(review, absl::CivilDay::max());
}

// A refusal over the days of a version that nobody named says which one it was taken for.
std::optional<Rejection> TellingVersion(std::optional<Rejection> refusal, uint32_t named,
                                        uint32_t version) {
  if (!refusal || named != 0) return refusal;
  refusal->set_sentence(absl::StrCat("No version is named, so that version ", version,
                                     " was assumed: if it was another, name it. ",
                                     refusal->sentence()));
  return refusal;
}

std::optional<Rejection> UnlessAcceptedVersion(const CaseReview& review, uint32_t version,
                                               const std::string& what) {
  if (version == 0) {
    return Refuse(types::v1::WRONG_STAGE,
                  "No report of the review was accepted yet. Record the Board's acceptance first.",
                  kOwnRule, {review.id});
  }
  if (AcceptanceOf(review.FindDraft(version)) != nullptr) return std::nullopt;
  return Refuse(types::v1::UNKNOWN_REFERENCE,
                absl::StrCat("The Board has accepted no version ", version,
                             ". Name the version that ", what, "."),
                kOwnRule, {review.id});
}

}  // namespace

Decision Decide(const cw::RecordEvaluation& command, const Context&, const CaseReview& review) {
  const absl::CivilDay received = DayOf(command.received_on());
  const uint32_t version = VersionMeant(review, command.version(), received, LastSubmitted);
  RETURN_IF_REFUSED(UnlessAcceptedVersion(review, version, "was judged"));
  RETURN_IF_REFUSED(
      TellingVersion(UnlessInOrder("the evaluation", received,
                                   {{"its submission", FirstSubmittedOn(review, version)}}),
                     command.version(), version));
  Decision decision;
  decision.Add<ev::EvaluationReceived>(command).set_version(version);
  return decision;
}

void Evolve(CaseReview& review, const ev::EvaluationReceived& event, const Fact& fact) {
  review.evaluations.push_back(event);
  if (!AsksForAnother(event)) return;
  review.Reach(clocks::kReconsiderationDirected, event.received_on(), fact, {}, &event.redo_by());
  TellWhatWasDoneAgain(review);
}

std::vector<const ev::EvaluationReceived*> EvaluationsInOrder(const CaseReview& review) {
  std::vector<const ev::EvaluationReceived*> ordered;
  for (const ev::EvaluationReceived& one : review.evaluations) ordered.push_back(&one);
  const auto place = [&](const ev::EvaluationReceived* one) {
    const absl::CivilDay day = DayOf(one->received_on());
    return std::pair(VersionMeant(review, one->version(), day, LastSubmitted), day);
  };
  std::stable_sort(ordered.begin(), ordered.end(),
                   [&](const auto* a, const auto* b) { return place(a) < place(b); });
  return ordered;
}

Judged JudgedOf(const CaseReview& review) {
  const OverviewDraft* report = review.AcceptedReport();
  if (report == nullptr) return Judged::kNot;
  const auto& sent = review.submissions;
  for (const Asked& asked : AskedOf(review)) {
    const bool answered =
        std::any_of(sent.begin(), sent.end(), [&](const auto& one) { return Answers(one, asked); });
    if (!answered) return Judged::kToBeDoneAgain;
  }
  const uint32_t version = report->record.version();
  const auto evaluations = EvaluationsInOrder(review);
  const ev::EvaluationReceived* last = evaluations.empty() ? nullptr : evaluations.back();
  if (last != nullptr &&
      version == VersionMeant(review, last->version(), DayOf(last->received_on()), LastSubmitted)) {
    return last->grade() == types::v1::INADEQUATE ? Judged::kInadequate : Judged::kEvaluated;
  }
  return FirstSubmittedOn(review, version) ? Judged::kSubmitted : Judged::kNot;
}

// Of what was judged last, unless another version is named; what was graded stays as it is.
Decision Decide(const cw::RecordReconsiderationDirection& command, const Context&,
                const CaseReview& review) {
  const absl::CivilDay directed = DayOf(command.directed_on());
  const uint32_t version = VersionMeant(review, command.version(), directed, LastJudged);
  RETURN_IF_REFUSED(UnlessAcceptedVersion(review, version, "is to be done again"));
  RETURN_IF_REFUSED(
      TellingVersion(UnlessInOrder("the direction", directed, "the Board's acceptance",
                                   DayOf(AcceptanceOf(review.FindDraft(version))->accepted_on())),
                     command.version(), version));
  Decision decision;
  decision.Add<ev::ReconsiderationDirected>(command).set_version(version);
  return decision;
}

void Evolve(CaseReview& review, const ev::ReconsiderationDirected& event, const Fact& fact) {
  review.directions.push_back(event);
  review.Reach(clocks::kReconsiderationDirected, event.directed_on(), fact, {}, &event.redo_by());
  TellWhatWasDoneAgain(review);
}

Decision Decide(const cw::PlanPublication& command, const Context& context,
                const CaseReview& review, const Board& board) {
  if (review.drafts.empty()) {
    return Refuse(types::v1::WRONG_STAGE,
                  "There is no report to publish yet. Record its first draft, then plan the day.",
                  kOwnRule, {review.id});
  }
  if (review.publication.withheld) {
    return Refuse(types::v1::PUBLICATION_BLOCKED,
                  "It was decided not to publish. Take the review up again first.", kOwnRule,
                  {review.id});
  }
  RETURN_IF_REFUSED(UnlessStillToPublish(review, "a plan"));
  if (review.planned && DayOf(review.planned->publish_on()) == DayOf(command.publish_on())) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "Publication is planned for this day already. Give another day.", kOwnRule,
                  {review.id});
  }
  if (review.planned && command.replaces_because().empty()) {
    return Refuse(types::v1::REASON_MISSING,
                  absl::StrCat("Publication is planned for ",
                               clocks::DateWords(DayOf(review.planned->publish_on())),
                               " already. Say why this day takes its place."),
                  kOwnRule, {review.id});
  }
  const absl::CivilDay planned = DayOf(command.planned_on());
  const FoundKind kind = KindOf(review, board, review.Standing()->option, planned);
  if (kind.rejection) return *kind.rejection;
  RETURN_IF_REFUSED(
      UnlessNoticeLeft(review, *kind.datum, board, planned, command.publish_on(), context));
  return Recorded<ev::PublicationPlanned>(command);
}

void Evolve(CaseReview& review, const ev::PublicationPlanned& event, const Fact& fact) {
  review.planned = event;
  review.TakeBack(clocks::kPublicationPlanned);
  review.Reach(clocks::kPublicationPlanned, event.publish_on(), fact);
}

namespace {

// Fills in what went: what is said, else what the Board accepted.
std::optional<Rejection> TellWhatWent(const cw::SendAdvanceCopy& command, const CaseReview& review,
                                      const OverviewDraft& report, ev::AdvanceCopySent& event) {
  RETURN_IF_REFUSED(UnlessSameHash(command.document(), command.document_sha256()));
  event.set_version(report.record.version());
  if (command.has_document()) {
    event.set_document_sha256(command.document().sha256());
  } else if (command.document_sha256().empty()) {
    event.set_document_sha256(report.accepted->document_sha256());
    if (report.record.has_document()) *event.mutable_document() = report.record.document();
  }
  if (IsContentOf(review, report, event.document_sha256())) return std::nullopt;
  return Refuse(types::v1::CONTRADICTORY,
                absl::StrCat("This is another document than version ", report.record.version(),
                             " of the report as the Board accepted it, and it was not approved for "
                             "publication. Send that one, or have this one approved first."),
                kOwnRule, {review.id});
}

// The version that is named, if the Board accepted it, else the one it accepted last.
const OverviewDraft* VersionSent(const cw::SendAdvanceCopy& command, const CaseReview& review) {
  if (command.version() == 0) return review.AcceptedReport();
  const OverviewDraft* report = review.FindDraft(command.version());
  return report != nullptr && report->accepted ? report : nullptr;
}

}  // namespace

Decision Decide(const cw::SendAdvanceCopy& command, const Context&, const CaseReview& review,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessAccepted(review, "send ahead"));
  RETURN_IF_REFUSED(UnlessStillToPublish(review, "an advance copy"));
  const OverviewDraft* report = VersionSent(command, review);
  if (report == nullptr) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  absl::StrCat("The Board has accepted no version ", command.version(),
                               ". Name the version that was sent, or leave it blank if it is the "
                               "one accepted last."),
                  kOwnRule, {review.id});
  }
  RETURN_IF_REFUSED(UnlessAfterAcceptance("the advance copy", command.sent_on(), *report));
  RETURN_IF_REFUSED(UnlessRecipient(
      review, board, {clocks::kPublicationPlanned, DayOf(command.sent_on()), command.recipient()}));
  std::set<std::string> owed =
      RecipientsOf(review, board, clocks::kPublicationPlanned, DayOf(command.sent_on()));
  Decision decision;
  auto& event = decision.Add<ev::AdvanceCopySent>(command);
  RETURN_IF_REFUSED(TellWhatWent(command, review, *report, event));
  const bool of_last = report == review.AcceptedReport();
  if (of_last) owed.erase(command.recipient());
  for (const ev::AdvanceCopySent& sent : review.advance_copies) {
    if (IsOfReport(review, *review.AcceptedReport(), sent)) owed.erase(sent.recipient());
  }
  event.set_completes(of_last && owed.empty());
  return decision;
}

void Evolve(CaseReview& review, const ev::AdvanceCopySent& event, const Fact& fact) {
  review.advance_copies.push_back(event);
  if (event.completes()) review.Reach(clocks::kAdvanceCopySent, event.sent_on(), fact);
}

void RegisterScrutiny(WorkflowTable& table) {
  table.Events<CaseReview, ev::SubmittedForEvaluation, ev::EvaluationReceived,
               ev::ReconsiderationDirected, ev::PublicationPlanned, ev::AdvanceCopySent>();
  table.Command<cw::SubmitForEvaluation, CaseReview, Board>();
  table.Command<cw::RecordEvaluation, CaseReview>();
  table.Command<cw::RecordReconsiderationDirection, CaseReview>();
  table.Command<cw::PlanPublication, CaseReview, Board>();
  table.Command<cw::SendAdvanceCopy, CaseReview, Board>();
}

}  // namespace candour::workflows::case_review
