// Sent to the national database, acknowledged, rejected, withdrawn; and what else of the case was
// told outside the review.
#include "workflows/child_death/submissions.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "candour/casework/v1/submissions.pb.h"
#include "workflows/child_death/national_sheet.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/editions/national_returns.h"
#include "workflows/editions/standing.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::FilledSheet;
using types::v1::Rejection;

const Submission* Submissions::Find(const std::string& submission_id) const {
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    if (submission_id.empty() || one->sent.submission_id() == submission_id) return &*one;
  }
  return nullptr;
}

const Submission* Submissions::Standing() const {
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    if (one->Stands()) return &*one;
  }
  return nullptr;
}

void Submissions::Changed(const std::string& what) {
  if (Standing() == nullptr) return;
  if (std::find(changed_since.begin(), changed_since.end(), what) != changed_since.end()) return;
  changed_since.push_back(what);
}

namespace {

std::vector<std::string> KeysOf(const FilledSheet& sheet, FilledSheet::Fill fill) {
  std::vector<std::string> keys;
  for (const FilledSheet::Line& line : sheet.lines()) {
    if (line.fill() == fill) keys.push_back(line.key());
  }
  return keys;
}

// The sheet is one that is sent for each case, and takes this one.
std::optional<Rejection> UnlessTaken(const types::v1::SubmissionSheet& asked_for,
                                     const ChildDeath& death) {
  const std::string source = CitationOf(asked_for.standing().source());
  if (!asked_for.sent_singly()) {
    return Refuse(types::v1::NOT_SENT_SINGLY,
                  absl::StrCat(asked_for.collector(),
                               " takes no sheet of a single case: its figures go with the year's "
                               "return. Freeze that when the year is over."),
                  source, {death.id});
  }
  const editions::DaysInForce days = editions::OwnDaysOf(asked_for.standing());
  if (RefusesAsReviewedBefore(asked_for, death.completed_on)) {
    return Refuse(types::v1::WRONG_STAGE,
                  absl::StrCat("The review was completed on ",
                               clocks::DateWords(*death.completed_on), ". ", asked_for.collector(),
                               " refuses reviews completed before ", clocks::DateWords(*days.from),
                               ": it is not sent. Give it with the return of its year."),
                  source, {death.id});
  }
  return std::nullopt;
}

// Of the submission named, or the last one.
std::optional<Rejection> UnlessSent(const ChildDeath& death, const std::string& submission_id,
                                    absl::CivilDay day) {
  const Submission* submission = death.submissions.Find(submission_id);
  if (submission == nullptr) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  submission_id.empty() ? "Nothing of this case has been sent yet. Send it first."
                                        : "Nothing was sent under this id. Name a sheet that was, "
                                          "or leave the id out: then it is the last one.",
                  kOwnRule, {death.id});
  }
  return UnlessInOrder("this", day, "the sending", DayOf(submission->sent.sent_on()));
}

Submission* FindIn(ChildDeath& death, const std::string& submission_id) {
  for (Submission& submission : death.submissions.all) {
    if (submission.sent.submission_id() == submission_id) return &submission;
  }
  return nullptr;
}

// Nothing comes back, and nothing is withdrawn, before it was sent: the first day counts.
void NoteAnswered(Submission& submission, absl::CivilDay day) {
  submission.answered_on = std::min(submission.answered_on.value_or(day), day);
}

// Of the submission that the command names, or that the answer it corrects was about: whatever came
// of it since, that answer is put right where it stood.
template <typename Command, typename Answer>
const std::string& IdOf(const Command& command, const Answer* was) {
  return was != nullptr && command.submission_id().empty() ? was->submission_id()
                                                           : command.submission_id();
}

// The number on the sheet that was sent; none if it is no longer known.
const std::string* NumberSent(const Submission& submission) {
  if (!submission.kept) return nullptr;
  for (const FilledSheet::Line& line : submission.kept->sheet().lines()) {
    if (line.key() == "nhs_number") return &line.value();
  }
  return nullptr;
}

// What went is what went: a correction says anew when and how, and why without some lines.
Decision SentOtherwise(const cw::SendSubmission& command, const ev::NationalSubmissionSent& was,
                       const ChildDeath& death) {
  const Submission* submission = death.submissions.Find(was.submission_id());
  const bool other_sheet = !command.sheet_sha256().empty() && submission != nullptr &&
                           submission->kept && submission->kept->sha256() != command.sheet_sha256();
  const bool other_id =
      !command.submission_id().empty() && command.submission_id() != was.submission_id();
  if (other_sheet || other_id) {
    return Refuse(types::v1::NOTHING_TO_CORRECT,
                  "The sheet that went stays as it went; a correction says when and how it did. "
                  "Leave its id and hash out. If it should not have gone, withdraw it "
                  "(WithdrawSubmission), and send another.",
                  kOwnRule, {was.submission_id()});
  }
  Decision decision;
  decision.Under(was.edition_id());
  auto& event = decision.Add<ev::NationalSubmissionSent>(command);
  event = was;
  *event.mutable_sent_on() = command.sent_on();
  event.set_how(command.how());
  if (!command.despite_missing().empty()) event.set_despite_missing(command.despite_missing());
  return decision;
}

}  // namespace

Decision Decide(const cw::SendSubmission& command, const Context& context, const ChildDeath& death,
                const Board& board) {
  if (const auto* was = dynamic_cast<const ev::NationalSubmissionSent*>(context.corrected)) {
    return SentOtherwise(command, *was, death);
  }
  const absl::CivilDay day = DayOf(command.sent_on());
  const std::string id = context.IdOr(command.submission_id(), 0);
  if (death.submissions.Find(id) != nullptr) {
    return Refuse(types::v1::ALREADY_DONE,
                  "This was sent already. Leave the id out to send the sheet anew.", kOwnRule,
                  {id});
  }
  const auto asked_for = board.editions.SheetFor(day);
  if (!asked_for.ok()) {
    return Refuse(types::v1::NO_EDITION_IN_FORCE,
                  absl::StrCat(asked_for.status().message(),
                               ". Adopt the return that is in force on that day."),
                  kOwnRule);
  }
  RETURN_IF_REFUSED(UnlessTaken(**asked_for, death));

  const FilledSheet sheet = *SheetOf(death, board, day, context.london);
  const std::string sha256 = context.sha256_hex(editions::TextOf(sheet));
  if (!command.sheet_sha256().empty() && command.sheet_sha256() != sha256) {
    return Refuse(types::v1::CHANGED_SINCE_SEEN,
                  "The case has changed since you looked at its sheet. Look again, and send that.",
                  kOwnRule);
  }
  const Submission* standing = death.submissions.Standing();
  if (standing != nullptr && standing->kept && standing->kept->sha256() == sha256) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "This very sheet was sent already. Wait for the answer; or reject or withdraw "
                  "it, and send it again.",
                  kOwnRule, {standing->sent.submission_id()});
  }
  const std::vector<std::string> missing = KeysOf(sheet, FilledSheet::MISSING);
  if (!missing.empty() && command.despite_missing().empty()) {
    return Refuse(
        types::v1::LINES_MISSING,
        absl::StrCat("These lines are asked for and missing: ", absl::StrJoin(missing, ", "),
                     ". Record them, or say why the sheet is sent without."),
        CitationOf((*asked_for)->standing().source()));
  }
  Decision decision;
  decision.Under(sheet.edition_id());
  auto& event = decision.Add<ev::NationalSubmissionSent>(command);
  event.set_submission_id(id);
  event.set_number(static_cast<uint32_t>(death.submissions.all.size()) + 1);
  event.set_sheet_key(sheet.sheet_key());
  event.set_sheet_title(sheet.title());
  event.set_edition_id(sheet.edition_id());
  event.set_edition_sha256(sheet.edition_sha256());
  for (const std::string& key : missing) event.add_missing(key);
  for (const std::string& key : KeysOf(sheet, FilledSheet::NOT_KNOWN_TO_ANYBODY)) {
    event.add_not_known(key);
  }
  event.set_review_completed(sheet.review_completed());
  if (standing != nullptr) event.set_supersedes_submission_id(standing->sent.submission_id());
  auto& kept = decision.Add<ev::NationalSubmissionSheetKept>(command);
  kept.set_submission_id(id);
  *kept.mutable_sheet() = sheet;
  kept.set_sha256(sha256);
  return decision;
}

void Evolve(ChildDeath& death, const ev::NationalSubmissionSent& event, const Fact& fact) {
  death.submissions.all.emplace_back().sent = event;
  // Whatever else it tells, it tells of the death.
  death.Reach(clocks::kNationalDatabaseNotified, event.sent_on(), fact);
  death.submissions.changed_since.clear();
}

void Evolve(ChildDeath& death, const ev::NationalSubmissionSheetKept& event, const Fact&) {
  if (Submission* submission = FindIn(death, event.submission_id())) submission->kept = event;
}

Decision Decide(const cw::AcknowledgeSubmission& command, const Context& context,
                const ChildDeath& death) {
  const auto* was = dynamic_cast<const ev::NationalSubmissionAcknowledged*>(context.corrected);
  const std::string& id = IdOf(command, was);
  RETURN_IF_REFUSED(UnlessSent(death, id, DayOf(command.acknowledged_on())));
  const Submission& submission = *death.submissions.Find(id);
  const bool withdrawn =
      was != nullptr ? was->of_withdrawal() : submission.state == types::v1::SUBMISSION_WITHDRAWN;
  const bool done = withdrawn ? submission.withdrawal_acknowledged
                              : submission.state != types::v1::SUBMISSION_SENT;
  if (done && was == nullptr) {
    return Refuse(
        types::v1::ALREADY_DONE,
        absl::StrCat("This was answered already: ",
                     withdrawn ? "its withdrawal is acknowledged" : Words(submission.state),
                     ". To correct that, name the event you correct."),
        kOwnRule, {submission.sent.submission_id()});
  }
  Decision decision;
  auto& event = decision.Add<ev::NationalSubmissionAcknowledged>(command);
  event.set_submission_id(submission.sent.submission_id());
  event.set_of_withdrawal(withdrawn);
  return decision;
}

void Evolve(ChildDeath& death, const ev::NationalSubmissionAcknowledged& event, const Fact&) {
  Submission* submission = FindIn(death, event.submission_id());
  if (submission == nullptr) return;
  NoteAnswered(*submission, DayOf(event.acknowledged_on()));
  if (event.of_withdrawal()) {
    submission->withdrawal_acknowledged = true;
    return;
  }
  submission->reference = event.reference();
  if (submission->state != types::v1::SUBMISSION_WITHDRAWN) {
    submission->state = types::v1::SUBMISSION_ACKNOWLEDGED;
  }
}

Decision Decide(const cw::RejectSubmission& command, const Context& context,
                const ChildDeath& death) {
  const auto* was = dynamic_cast<const ev::NationalSubmissionRejected*>(context.corrected);
  const std::string& id = IdOf(command, was);
  RETURN_IF_REFUSED(UnlessSent(death, id, DayOf(command.rejected_on())));
  const Submission& submission = *death.submissions.Find(id);
  if (!submission.Stands() && was == nullptr) {
    return Refuse(
        types::v1::ALREADY_DONE,
        absl::StrCat(
            "This was ", Words(submission.state),
            " already. To correct that, name the event you correct; or send the sheet anew."),
        kOwnRule, {submission.sent.submission_id()});
  }
  Decision decision;
  decision.Add<ev::NationalSubmissionRejected>(command).set_submission_id(
      submission.sent.submission_id());
  return decision;
}

void Evolve(ChildDeath& death, const ev::NationalSubmissionRejected& event, const Fact&) {
  Submission* submission = FindIn(death, event.submission_id());
  if (submission == nullptr) return;
  submission->state = types::v1::SUBMISSION_REJECTED;
  submission->errors.assign(event.errors().begin(), event.errors().end());
  NoteAnswered(*submission, DayOf(event.rejected_on()));
}

Decision Decide(const cw::WithdrawSubmission& command, const Context& context,
                const ChildDeath& death) {
  const auto* was = dynamic_cast<const ev::NationalSubmissionWithdrawn*>(context.corrected);
  const std::string& id = IdOf(command, was);
  RETURN_IF_REFUSED(UnlessSent(death, id, DayOf(command.withdrawn_on())));
  const Submission& submission = *death.submissions.Find(id);
  if (submission.state == types::v1::SUBMISSION_WITHDRAWN && was == nullptr) {
    return Refuse(types::v1::ALREADY_DONE,
                  "This was withdrawn already. If it is wanted after all, send the sheet anew.",
                  kOwnRule, {submission.sent.submission_id()});
  }
  Decision decision;
  decision.Add<ev::NationalSubmissionWithdrawn>(command).set_submission_id(
      submission.sent.submission_id());
  return decision;
}

void Evolve(ChildDeath& death, const ev::NationalSubmissionWithdrawn& event, const Fact&) {
  Submission* submission = FindIn(death, event.submission_id());
  if (submission == nullptr) return;
  submission->state = types::v1::SUBMISSION_WITHDRAWN;
  submission->withdrawn_because = event.reason();
  NoteAnswered(*submission, DayOf(event.withdrawn_on()));
}

void WithdrawSubmissions(const ChildDeath& death, const Context& context, const std::string& reason,
                         Decision& decision) {
  for (const Submission& submission : death.submissions.all) {
    if (!submission.Stands()) continue;
    auto& event = decision.Add<ev::NationalSubmissionWithdrawn>(submission.sent);
    event.set_reason(reason);
    *event.mutable_withdrawn_on() = clocks::ToDate(context.Today());
  }
}

void LogNumberDisclosed(const ChildDeath& death, const Context& context,
                        const std::string& old_number, types::v1::NumberOwner owner,
                        Decision& decision) {
  if (owner != types::v1::LIVING_SIBLINGS && owner != types::v1::ANOTHER_CHILDS) return;
  int n = 0;
  for (const Submission& submission : death.submissions.all) {
    const std::string* sent = NumberSent(submission);
    if (sent != nullptr && *sent != old_number) continue;
    auto& event = decision.Add<ev::CaseDisclosed>(submission.sent);
    event.set_disclosure_id(context.fresh_id(n++));
    event.set_recipient(submission.sent.sheet_title());
    event.set_what(absl::StrCat("An NHS number that is ", Words(owner),
                                ", as this child's, with submission ", submission.sent.number()));
    event.set_legal_basis("None: sent in error");
    *event.mutable_made_on() = submission.sent.sent_on();
    event.set_in_error(true);
  }
}

Decision Decide(const cw::RecordDisclosure& command, const Context& context, const ChildDeath&) {
  Decision decision;
  decision.Add<ev::CaseDisclosed>(command).set_disclosure_id(
      context.IdOr(command.disclosure_id(), 0));
  return decision;
}

void Evolve(ChildDeath& death, const ev::CaseDisclosed& event, const Fact&) {
  death.submissions.disclosures.push_back(event);
}

void RegisterSubmissions(WorkflowTable& table) {
  table.Events<ChildDeath, ev::NationalSubmissionSent, ev::NationalSubmissionSheetKept,
               ev::NationalSubmissionAcknowledged, ev::NationalSubmissionRejected,
               ev::NationalSubmissionWithdrawn, ev::CaseDisclosed>();
  table.Command<cw::SendSubmission, ChildDeath, Board>();
  table.Command<cw::AcknowledgeSubmission, ChildDeath>();
  table.Command<cw::RejectSubmission, ChildDeath>();
  table.Command<cw::WithdrawSubmission, ChildDeath>();
  table.Command<cw::RecordDisclosure, ChildDeath>();
}

}  // namespace candour::workflows::child_death
