#include "services/views/register.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "services/views/answers.h"
#include "services/views/given_up.h"
#include "services/views/keys.h"
#include "services/views/paging.h"
#include "services/views/scan.h"
#include "services/views/stages.h"
#include "workflows/child_death/child_death.h"
#include "workflows/child_death/completion.h"
#include "workflows/child_death/national_sheet.h"
#include "workflows/child_death/readiness.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/words.h"

namespace candour::views {
namespace {

using types::v1::Date;
using v1::CaseRow;
using v1::ListRegisterRequest;
using workflows::DayOf;
using workflows::MomentOf;
using workflows::Words;
using workflows::clocks::DateWords;

void PutFinding(const workflows::child_death::ChildDeath& death, CaseRow::Registered& kept) {
  if (const auto* standing = death.Standing()) {
    *kept.mutable_decided_at() = standing->record.decided_at();
    kept.set_needs_confirming(standing->needs_confirming);
    kept.set_decision_position(standing->place);
    kept.set_decision_told_position(standing->position);
    kept.set_decision_meeting_id(standing->record.meeting_id());
    kept.set_decision_item_id(standing->record.item_id());
    kept.set_modifiability(standing->record.modifiability());
  } else if (death.earlier_review) {
    *kept.mutable_decided_on() = death.earlier_review->decided_on();
    kept.set_modifiability(death.earlier_review->modifiability());
  }
}

// In a word, for people who look for it: days of the first month, months of the first two years.
std::string AgeWords(const CaseRow::Registered& kept) {
  if (!kept.has_date_of_birth() || !kept.has_date_of_death()) return "";
  const absl::CivilDay born = DayOf(kept.date_of_birth());
  const absl::CivilDay died = DayOf(kept.date_of_death());
  const auto counted = [](int count, const char* one) {
    return absl::StrCat(count, " ", one, count == 1 ? "" : "s");
  };
  const int months = workflows::clocks::AttainedAgeMonths(born, died);
  if (months < 1) return counted(workflows::clocks::AgeDays(born, died), "day");
  if (months < 24) return counted(months, "month");
  return counted(workflows::clocks::AttainedAgeYears(born, died), "year");
}

absl::CivilDay LondonDay(const google::protobuf::Timestamp& at, const absl::TimeZone& london) {
  return workflows::clocks::DayOf(workflows::MomentOf(at), london);
}

std::optional<absl::CivilDay> DecidedOn(const CaseRow& row, const absl::TimeZone& london) {
  const CaseRow::Registered& kept = row.registered();
  if (kept.has_decided_at()) return LondonDay(kept.decided_at(), london);
  if (kept.has_decided_on()) return DayOf(kept.decided_on());
  return std::nullopt;
}

std::optional<absl::CivilDay> DayAsked(const CaseRow& row, v1::RegisterDay day,
                                       const absl::TimeZone& london) {
  const auto given = [](bool has, const Date& date) {
    return has ? std::optional(DayOf(date)) : std::nullopt;
  };
  switch (day) {
    case v1::BY_DEATH:
      return given(row.registered().has_date_of_death(), row.registered().date_of_death());
    case v1::BY_DECISION:
      return DecidedOn(row, london);
    case v1::BY_COMPLETION:
      return given(row.has_completed_on(), row.completed_on());
    default:
      if (!row.has_notified_at()) return std::nullopt;
      return LondonDay(row.notified_at(), london);
  }
}

bool IsIn(const CaseRow& row, const ListRegisterRequest& request, const absl::TimeZone& london) {
  if (!request.has_from() && !request.has_until() &&
      request.day() == v1::REGISTER_DAY_UNSPECIFIED) {
    return true;
  }
  const auto day = DayAsked(row, request.day(), london);
  return day && !(request.has_from() && *day < DayOf(request.from())) &&
         !(request.has_until() && *day > DayOf(request.until()));
}

// What the national database is owed of a case, as its board's guidance asks for it today.
std::vector<std::string> OwedOf(const CaseRow& row, const Asked& asked) {
  const auto& kept = row.registered().submission_owed();
  const auto board = asked.view.boards.find(row.board_id());
  if (kept.empty() || board == asked.view.boards.end()) return {kept.begin(), kept.end()};
  return workflows::child_death::OwedToday(
      {kept.begin(), kept.end()},
      row.has_completed_on() ? std::optional(DayOf(row.completed_on())) : std::nullopt,
      *board->second, asked.Today());
}

bool IsWanted(const CaseRow& row, const ListRegisterRequest& request, const std::string& reference,
              const Asked& asked) {
  const CaseRow::Registered& kept = row.registered();
  // What was never accepted is no child death of the register, unless somebody looks for it.
  return (row.never_accepted() ? request.stage() == row.stage()
                               : request.stage().empty() || request.stage() == row.stage()) &&
         (request.category() == 0 || request.category() == row.category()) &&
         (request.modifiability().empty() || request.modifiability() == kept.modifiability()) &&
         (request.expectedness() == types::v1::EXPECTEDNESS_UNSPECIFIED ||
          request.expectedness() == row.expectedness()) &&
         (request.submission() == types::v1::SUBMISSION_STATE_UNSPECIFIED ||
          request.submission() == kept.submission()) &&
         (!request.only_owed() || !OwedOf(row, asked).empty()) &&
         (!request.only_cases() || row.in_scope() || (!row.no_case() && kept.scope().empty())) &&
         absl::StrContains(absl::AsciiStrToLower(row.reference()), reference);
}

// What is still to be done about the decision that stands.
struct ToSettle {
  bool unconfirmed = false;     // neither by the chair, nor agreed with the minutes
  bool interest_since = false;  // declared by somebody who took part, and not settled
  bool gone_since = false;      // somebody who counted turned out to have left; not settled
};

// Whether the quorum it rests on was not there when it was decided, as that is recorded now.
bool WasLeftBy(const v1::MeetingRow::Item& item, absl::Time decided_at, uint64_t decided_position) {
  const v1::MeetingRow::Item::Evaluation* rests_on = nullptr;
  for (const auto& evaluation : item.evaluations()) {
    if (evaluation.place() < decided_position) rests_on = &evaluation;
  }
  if (item.ratified_position() > decided_position || rests_on == nullptr) return false;
  const absl::Time then = std::max(decided_at, MomentOf(rests_on->at()));
  const auto is_empty = [&](const std::string& seat_id) {
    return std::none_of(item.counted().begin(), item.counted().end(), [&](const auto& there) {
      return there.seat_id() == seat_id && MomentOf(there.from()) <= then &&
             (!there.has_until() || then < MomentOf(there.until()));
    });
  };
  const auto& seats = rests_on->seat_ids();
  return !rests_on->met() || std::any_of(seats.begin(), seats.end(), is_empty);
}

absl::StatusOr<ToSettle> ToSettleOf(const Asked& asked, const CaseRow& row) {
  const CaseRow::Registered& kept = row.registered();
  // What is no case waits for nobody.
  if (row.no_case() || !kept.void_because().empty()) return ToSettle();
  ASSIGN_OR_RETURN(const auto meeting,
                   GetRow<v1::MeetingRow>(asked.view.rows, MeetingKey(kept.decision_meeting_id())));
  if (!meeting) return ToSettle{kept.needs_confirming()};
  // What is put right since is to be confirmed again.
  const uint64_t told = kept.decision_told_position();
  ToSettle found;
  found.unconfirmed = kept.needs_confirming() && meeting->minutes_agreed_position() < told;
  for (const auto& item : meeting->items()) {
    if (item.item_id() != kept.decision_item_id()) continue;
    found.unconfirmed &= item.confirmed_position() < told;
    found.interest_since = item.interest_position() > kept.decision_position();
    found.gone_since = item.gone_position() > kept.decision_position() ||
                       WasLeftBy(item, MomentOf(kept.decided_at()), kept.decision_position());
  }
  return found;
}

// When the first report came that the decision which stands was made without; none: none did.
std::optional<absl::CivilDay> ReportSince(const CaseRow& row, const absl::TimeZone& london) {
  const auto decided = DecidedOn(row, london);
  std::optional<absl::CivilDay> first;
  if (!decided) return first;
  for (const CaseRow::AgencyReturn& one : row.agency_returns()) {
    if (!one.has_answered_on() || DayOf(one.answered_on()) <= *decided) continue;
    first = std::min(first.value_or(DayOf(one.answered_on())), DayOf(one.answered_on()));
  }
  return first;
}

// Of a death, or a notification, from before there was guidance on reviews; blank: of none.
std::string EarlyWords(const CaseRow& row, const absl::TimeZone& london) {
  using workflows::child_death::kFirstGuidance;
  const CaseRow::Registered& kept = row.registered();
  if (kept.has_date_of_death() && DayOf(kept.date_of_death()) < kFirstGuidance) {
    return absl::StrCat("the child died before ", DateWords(kFirstGuidance),
                        ": no guidance says what the review needs, and nothing is waited for");
  }
  if (!row.has_notified_at()) return "";
  const absl::CivilDay notified = absl::ToCivilDay(MomentOf(row.notified_at()), london);
  if (notified >= kFirstGuidance) return "";
  return absl::StrCat("notified on ", DateWords(notified),
                      ", before deaths were reviewed by any "
                      "guidance: look whether the day is right");
}

// The board that leads what is of an area today; null: none is known to.
const workflows::board::Board* BoardOfArea(const std::string& area, const Asked& asked) {
  for (const auto& [id, board] : asked.view.boards) {
    const bool gone = board->succeeded && DayOf(board->succeeded->on()) <= asked.Today();
    if (board->area_code == area && !gone) return board.get();
  }
  return nullptr;
}

// Why it is to be asked anew who leads, by the residence as it is determined now. A lead on which
// the boards agreed rests on none; where nobody said on what it rests, only the area of another
// board raises the question, since a board may be of several areas.
std::string LeadQuestion(const CaseRow& row, const Asked& asked) {
  const CaseRow::Registered& kept = row.registered();
  const auto board = asked.view.boards.find(row.board_id());
  const bool said = kept.lead_basis() != types::v1::LEAD_BASIS_UNSPECIFIED;
  if (board == asked.view.boards.end() || row.no_case() || row.has_completed_on() ||
      !kept.void_because().empty() || kept.transfer_proposed() ||
      kept.residence_basis() == types::v1::RESIDENCE_BASIS_UNSPECIFIED ||
      (said && !workflows::child_death::RestsOnResidence(kept.lead_basis()))) {
    return "";
  }
  if (said && !workflows::child_death::MayRestOn(kept.lead_basis(), kept.residence_basis())) {
    return absl::StrCat("this board leads because ", Words(kept.lead_basis()),
                        ", and the residence is determined now as ", Words(kept.residence_basis()),
                        ": say on what its lead rests (AssignLead), or propose that another lead "
                        "(ProposeTransfer)");
  }
  const std::string& area = kept.residence_area();
  const std::string& own = board->second->area_code;
  if (area.empty() || area == own) return "";
  const workflows::board::Board* whose = BoardOfArea(area, asked);
  if (whose == nullptr && (!said || own.empty())) return "";
  return absl::StrCat("the residence as determined now lies in ", area,
                      whose == nullptr ? "" : absl::StrCat(", the area of ", whose->name),
                      ": propose that its board lead (ProposeTransfer), or say on what else this "
                      "board's lead rests (AssignLead)");
}

// Whether a review that was taken up again was completed again, and nothing decided anew.
bool StandsFromBefore(const CaseRow::Registered& kept) {
  const auto& completions = kept.completions();
  if (completions.size() < 2 || completions.rbegin()->reopened_position() != 0) return false;
  return kept.decision_position() < std::next(completions.rbegin())->reopened_position();
}

std::string OtherWords(const CaseRow& row, const ToSettle& to_settle, const Asked& asked) {
  const CaseRow::Registered& kept = row.registered();
  std::vector<std::string> words;
  if (to_settle.unconfirmed) words.push_back("the decision is not confirmed yet");
  if (to_settle.interest_since) {
    words.push_back(
        "somebody who took part declared an interest since: have the decision ratified, or made "
        "anew, at a quorate meeting");
  }
  if (to_settle.gone_since) {
    words.push_back(
        "somebody who counted for the quorum had left before the decision: have it ratified, or "
        "made anew, at a quorate meeting");
  }
  if (row.referral_owed()) words.push_back("to be referred for a case review, and was not yet");
  if (StandsFromBefore(kept)) {
    words.push_back(
        "completed again on the decision of before it was reopened: look whether it still stands");
  }
  if (const auto came = ReportSince(row, asked.london)) {
    words.push_back(absl::StrCat("a report came on ", DateWords(*came),
                                 ", after the decision: look whether it changes it"));
  }
  if (const std::string doubt = EarlyWords(row, asked.london); !doubt.empty()) {
    words.push_back(doubt);
  }
  if (const std::string question = LeadQuestion(row, asked); !question.empty()) {
    words.push_back(question);
  }
  for (const Date& day : kept.reopened_on()) {
    words.push_back(absl::StrCat("reopened on ", DateWords(DayOf(day))));
  }
  if (!kept.belongs_to_reference().empty()) {
    words.push_back(absl::StrCat("belongs to ", kept.belongs_to_reference()));
  }
  words.insert(words.end(), kept.known_only_there().begin(), kept.known_only_there().end());
  if (!kept.void_because().empty()) words.push_back(kept.void_because());
  if (kept.transfer_proposed()) words.push_back("a transfer is proposed");
  for (const std::string& board_id : kept.given_up_by_boards()) {
    const auto board = asked.view.boards.find(board_id);
    words.push_back(absl::StrCat("led before by ", board == asked.view.boards.end()
                                                       ? "another board"
                                                       : board->second->name));
  }
  if (kept.has_transferred_on()) {
    words.push_back(absl::StrCat("transferred on ", DateWords(DayOf(kept.transferred_on()))));
  }
  for (const CaseRow::Hold& hold : row.holds()) {
    words.push_back(HoldWords(hold));
  }
  words.insert(words.end(), row.open_with_family().begin(), row.open_with_family().end());
  for (const Date& day : row.letters_against_hold()) {
    words.push_back(absl::StrCat("a letter to the family went on ", DateWords(DayOf(day)),
                                 ", while contact was held"));
  }
  for (const std::string& owed : OwedOf(row, asked)) {
    words.push_back(absl::StrCat("owed to the national database: ", owed));
  }
  return absl::StrJoin(words, "; ");
}

absl::Status Fill(const CaseRow& row, const Asked& asked, v1::RegisteredCase& entry) {
  const CaseRow::Registered& kept = row.registered();
  entry.set_case_id(row.case_id());
  entry.set_reference(row.reference());
  entry.set_board_id(row.board_id());
  const auto board = asked.view.boards.find(row.board_id());
  if (board != asked.view.boards.end()) entry.set_board_name(board->second->name);
  if (row.has_notified_at()) *entry.mutable_notified_at() = row.notified_at();
  if (kept.has_date_of_death()) *entry.mutable_date_of_death() = kept.date_of_death();
  entry.set_age(AgeWords(kept));
  entry.set_sex(kept.sex());
  entry.set_expectedness(row.expectedness());
  entry.set_stage(row.stage());
  entry.set_scope(kept.scope());
  entry.set_joint_response(kept.joint_response());
  if (!row.listings().empty()) {
    *entry.mutable_listed_for() = row.listings().rbegin()->starts_at();
  }
  entry.set_deferrals(kept.deferrals());
  if (const auto decided = DecidedOn(row, asked.london)) {
    *entry.mutable_decided_on() = workflows::clocks::ToDate(*decided);
  }
  ASSIGN_OR_RETURN(const ToSettle to_settle, ToSettleOf(asked, row));
  entry.set_unconfirmed(to_settle.unconfirmed);
  entry.set_interest_declared_since(to_settle.interest_since);
  entry.set_category(row.category());
  entry.set_category_title(row.category_title());
  entry.set_modifiability(kept.modifiability());
  entry.set_modifiability_title(row.modifiability_title());
  if (row.has_completed_on()) *entry.mutable_completed_on() = row.completed_on();
  if (const auto counted_on = CountedOn(row, asked)) {
    entry.set_return_year(workflows::child_death::ReturnYearOf(*counted_on));
  }
  *entry.mutable_reopened_on() = kept.reopened_on();
  entry.set_submission(kept.submission());
  entry.set_submission_reference(kept.submission_reference());
  for (std::string& owed : OwedOf(row, asked)) entry.add_submission_owed(std::move(owed));
  entry.set_lead_question(LeadQuestion(row, asked));
  entry.set_other(OtherWords(row, to_settle, asked));
  entry.set_revision(row.revision());
  return absl::OkStatus();
}

}  // namespace

std::optional<absl::CivilDay> CountedOn(const CaseRow& row, const Asked& asked) {
  const CaseRow::Registered& kept = row.registered();
  if (row.no_case() || !kept.void_because().empty() || kept.scope() == "out of scope") {
    return std::nullopt;
  }
  workflows::child_death::Aftermath after;
  for (const auto& one : kept.completions()) {
    after.completions.push_back(
        {DayOf(one.completed_on()), "", one.position(),
         one.reopened_position() == 0 ? std::nullopt : std::optional(one.reopened_position()),
         one.board_id()});
  }
  // In the order in which they were frozen; of every board, for the case may have passed from one.
  std::map<uint64_t, workflows::child_death::KnownReturn> frozen;
  for (const auto& [id, board] : asked.view.boards) {
    for (const auto& [year, versions] : board->returns) {
      frozen.emplace(
          versions.front().position(),
          workflows::child_death::KnownReturn{id, year, versions.front().table().as_of_position()});
    }
  }
  for (const auto& [position, known] : frozen) {
    const auto* counted = workflows::child_death::CompletionIn(after, known);
    if (counted != nullptr) return counted->completed_on;
  }
  return row.has_completed_on() ? std::optional(DayOf(row.completed_on())) : std::nullopt;
}

CaseRow::Registered RegisteredOf(const workflows::child_death::ChildDeath& death) {
  CaseRow::Registered kept;
  if (death.death) {
    *kept.mutable_date_of_birth() = death.death->date_of_birth();
    *kept.mutable_date_of_death() = death.death->date_of_death();
    kept.set_sex(death.death->sex());
  }
  if (death.scope) kept.set_scope(death.scope->in_scope() ? "in scope" : "out of scope");
  PutFinding(death, kept);
  for (const auto& reopening : death.aftermath.reopenings) {
    *kept.add_reopened_on() = reopening.reopened_on();
  }
  for (const auto& completion : death.aftermath.completions) {
    auto& added = *kept.add_completions();
    *added.mutable_completed_on() = workflows::clocks::ToDate(completion.completed_on);
    added.set_position(completion.position);
    added.set_reopened_position(completion.reopened_position.value_or(0));
    added.set_board_id(completion.board_id);
  }
  kept.set_deferrals(static_cast<uint32_t>(death.deferrals.size()));
  if (const auto* last = death.submissions.Find("")) {
    kept.set_submission(last->state);
    kept.set_submission_reference(last->reference);
  }
  for (std::string& owed : workflows::child_death::SubmissionOwed(death)) {
    kept.add_submission_owed(std::move(owed));
  }
  kept.set_belongs_to_reference(death.intake.belongs_to_reference);
  for (const auto& [id, words] : death.intake.known_only_there) kept.add_known_only_there(words);
  if (death.who.voided) kept.set_void_because(Words(death.who.voided->ground()));
  if (death.response.decided) {
    kept.set_joint_response(death.response.decided->required() ? "required" : "not required");
  }
  if (death.custody.basis) kept.set_lead_basis(death.custody.basis->basis());
  if (death.who.residence) {
    kept.set_residence_basis(death.who.residence->basis());
    kept.set_residence_area(death.who.residence->area_code());
  }
  kept.set_transfer_proposed(death.custody.proposed.has_value());
  for (const auto& given_up : death.custody.given_up) {
    kept.add_given_up_by_boards(given_up.board_id);
    auto& under = *kept.add_kept_under();
    under.set_board_id(given_up.board_id);
    under.set_reference(given_up.reference);
  }
  if (!death.custody.acceptances.empty()) {
    *kept.mutable_transferred_on() = workflows::clocks::ToDate(death.custody.acceptances.back().on);
  }
  return kept;
}

absl::Status ListRegister(const Asked& asked, const ListRegisterRequest& request,
                          v1::ListRegisterReply& reply) {
  RETURN_IF_ERROR(
      CheckStage(request.stage(), {workflows::child_death::Stages()}, kTransferredAway));
  const std::string reference = absl::AsciiStrToLower(request.reference_contains());
  std::vector<std::pair<std::string, CaseRow>> found;
  absl::Status settled;
  RETURN_IF_ERROR(ScanRows<CaseRow>(
      asked.view.rows, absl::StrCat(kCasePrefix, static_cast<int>(types::v1::CHILD_DEATH), "/"),
      [&](const std::string&, const CaseRow& stored) {
        CaseRow space;
        const auto given = Settled(asked, stored, space);
        settled.Update(given.status());
        const CaseRow& row = given.ok() ? **given : stored;
        const bool ours = asked.Shows(row.board_id(), request.board_id());
        const std::string given_up_by = ours ? "" : GivenUpBy(row, asked, request.board_id());
        const bool was_ours = !given_up_by.empty();
        if (ours && !IsWanted(row, request, reference, asked)) return;
        if (was_ours && !IsGivenUpWanted(row, given_up_by, request, reference)) return;
        if ((!ours && !was_ours) || !IsIn(row, request, asked.london)) return;
        std::string key;
        AppendKey(key, Ordered(absl::ToUnixMicros(MomentOf(row.notified_at()))));
        AppendKey(key, was_ours ? KeptUnder(row, given_up_by) : row.reference());
        AppendKey(key, row.case_id());
        found.emplace_back(std::move(key), row);
      }));
  RETURN_IF_ERROR(settled);
  return GivePage(found, request, reply, [&](const CaseRow& row) {
    if (asked.Shows(row.board_id(), request.board_id())) {
      return Fill(row, asked, *reply.add_cases());
    }
    FillGivenUp(row, GivenUpBy(row, asked, request.board_id()), asked, *reply.add_cases());
    return absl::OkStatus();
  });
}

}  // namespace candour::views
