#include "services/views/rows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "candour/views/v1/rows.pb.h"
#include "google/protobuf/arena.h"
#include "services/views/apart_rows.h"
#include "services/views/clock_facts.h"
#include "services/views/keys.h"
#include "services/views/matching.h"
#include "services/views/meeting_actions.h"
#include "services/views/plan_rows.h"
#include "services/views/register.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/board/board.h"
#include "workflows/case_review/author_independence.h"
#include "workflows/case_review/case_review.h"
#include "workflows/case_review/parts.h"
#include "workflows/child_death/child_death.h"
#include "workflows/child_death/readiness.h"
#include "workflows/clocks/calendar.h"
#include "workflows/meeting/meeting.h"
#include "workflows/words.h"

namespace candour::views {
namespace {

using google::protobuf::Timestamp;
using types::v1::Aggregate;
using v1::CaseRow;
using v1::MeetingRow;
using workflows::action_plan::ActionPlan;
using workflows::board::Board;
using workflows::case_review::CaseReview;
using workflows::child_death::ChildDeath;
using workflows::clocks::ToDate;
using workflows::meeting::Meeting;

Timestamp Stamp(absl::Time at) {
  Timestamp stamp;
  const Micros micros = absl::ToUnixMicros(at);
  stamp.set_seconds(micros / 1'000'000);
  stamp.set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1'000));
  return stamp;
}

// A row is some hundred small parts, made and dropped together: most fit where this one lies.
class RowArena {
 public:
  RowArena() : arena_(Beginning()) {}
  google::protobuf::Arena* get() { return &arena_; }

 private:
  google::protobuf::ArenaOptions Beginning() {
    google::protobuf::ArenaOptions options;
    options.initial_block = block_;
    options.initial_block_size = sizeof(block_);
    return options;
  }

  alignas(8) char block_[16 * 1024];
  google::protobuf::Arena arena_;
};

CaseRow& BlankRow(Aggregate kind, const workflows::Aggregate& state, RowArena& arena) {
  CaseRow& row = *google::protobuf::Arena::CreateMessage<CaseRow>(arena.get());
  row.set_kind(kind);
  row.set_case_id(state.id);
  row.set_revision(*state.revision);
  return row;
}

void Put(const CaseRow& row, const workflows::Aggregate& state, Rows& rows) {
  if (row.reference().empty()) return;  // forgotten: there is nothing left to tell
  rows[CaseKey(row.kind(), row.case_id())] = row.SerializeAsString();
  auto& facts = *google::protobuf::Arena::CreateMessage<v1::ClockFactsRow>(row.GetArena());
  ToRow(state.clock_facts, facts);
  rows[FactsKey(row.kind(), row.case_id())] = facts.SerializeAsString();
}

template <typename Listed>
void PutListing(const Listed& listed, CaseRow& row) {
  auto& added = *row.add_listings();
  added.set_meeting_id(listed.meeting_id());
  added.set_item_id(listed.item_id());
  *added.mutable_starts_at() = listed.starts_at();
}

void PutAwaited(const ChildDeath& death, CaseRow& row) {
  for (const auto& [request_id, request] : death.requests) {
    if (!request.IsOwed() || IsNoPanels(death)) continue;
    auto& awaited = *row.add_awaited();
    awaited.set_agency_id(request.agency_id);
    *awaited.mutable_due_on() = ToDate(request.due_on);
  }
  for (const auto& [hold_id, hold] : death.holds) {
    if (hold.released_at) continue;
    auto& added = *row.add_holds();
    added.set_because_of(death.WordsOf(hold));
    added.set_kept_for(hold.meeting_kind_title);
    *added.mutable_look_again_on() = ToDate(hold.look_again_on);
  }
}

void PutFamily(const ChildDeath& death, CaseRow& row) {
  for (const auto& [hold_id, hold] : death.agencies.contact_holds) {
    if (hold.released) continue;
    row.add_open_with_family(absl::StrCat(
        "contact with the family is held, as the ",
        absl::StripPrefix(hold.record.asked_by(), "the "), " asked, to be looked at on ",
        workflows::clocks::DateWords(workflows::DayOf(hold.record.look_again_on()))));
  }
  for (const auto& [request_id, request] : death.family.open_requests) {
    const auto relative = death.family.relatives.find(request.relative_id());
    row.add_open_with_family(absl::StrCat(
        relative == death.family.relatives.end() ? "a member of the family"
                                                 : workflows::Words(relative->second.relation),
        " ", workflows::Words(request.kind()), ", since ",
        workflows::clocks::DateWords(workflows::DayOf(request.received_on())), ": not ruled on"));
  }
  for (const auto& [letter_id, letter] : death.letters) {
    if (letter.against_hold) *row.add_letters_against_hold() = ToDate(*letter.sent_on);
  }
}

void PutReturns(const ChildDeath& death, CaseRow& row) {
  for (const auto& [request_id, request] : death.requests) {
    if (request.carried) continue;  // it is the survivor's now
    auto& added = *row.add_agency_returns();
    added.set_request_id(request_id);
    added.set_agency_id(request.agency_id);
    added.set_form_type(request.form_type);
    *added.mutable_asked_on() = ToDate(request.requested_on);
    *added.mutable_due_on() = ToDate(request.due_on);
    if (request.received_on) *added.mutable_answered_on() = ToDate(*request.received_on);
    added.set_nil_return(request.nil_return);
    added.set_owed_no_more(request.IsOwed() && IsNoPanels(death));
    if (request.withdrawn_on) *added.mutable_withdrawn_on() = ToDate(*request.withdrawn_on);
    added.set_reminders(request.reminders);
    added.set_reminders_sent(request.reminders_sent);
    if (request.paused_until) {
      *added.mutable_reminders_paused_until() = ToDate(*request.paused_until);
    }
    if (request.escalated_on) *added.mutable_escalated_on() = ToDate(*request.escalated_on);
    if (request.passed_on) *added.mutable_passed_on() = ToDate(*request.passed_on);
    added.set_draft_saved(request.draft.has_value());
    added.set_answers(static_cast<uint32_t>(request.returns.size()));
  }
}

void AddRowsOf(const ChildDeath& death, Rows& rows) {
  RowArena arena;
  CaseRow& row = BlankRow(types::v1::CHILD_DEATH, death, arena);
  row.set_reference(death.reference);
  row.set_board_id(death.lead_board_id);
  row.set_stage(StageOf(death));
  row.set_concluded(IsConcluded(death));
  row.set_expectedness(death.expectedness);
  row.set_in_scope(death.scope && death.scope->in_scope() && !death.who.voided &&
                   IsCaseOfItsOwn(death));
  row.set_no_case(!IsCaseOfItsOwn(death));
  row.set_never_accepted(death.intake.admission != workflows::child_death::Admission::kCase);
  if (!death.notifications.empty()) *row.mutable_notified_at() = Stamp(death.FirstNotifiedAt());
  PutAwaited(death, row);
  if (IsCaseOfItsOwn(death)) PutFamily(death, row);
  PutReturns(death, row);
  for (auto& missing : MissingForPanel(death)) {
    *row.add_missing_for_panel() = std::move(missing);
  }
  if (const auto* decision = death.Standing()) {
    row.set_category(decision->record.category());
    row.set_category_title(decision->record.category_title());
    row.set_modifiability_title(decision->record.modifiability_title());
    row.set_referral_owed(decision->record.refer_for_review() == types::v1::YES &&
                          !death.processes.Knows(types::v1::CASE_REVIEW_REFERRAL));
  } else if (death.earlier_review) {
    row.set_category(death.earlier_review->category());
    row.set_category_title(death.earlier_review->category_title());
    row.set_modifiability_title(death.earlier_review->modifiability_title());
  }
  for (const auto& listed : death.open_listings) PutListing(listed, row);
  if (death.completed_on) *row.mutable_completed_on() = ToDate(*death.completed_on);
  for (const auto& incident : death.serious_incidents) {
    *row.add_serious_incidents_on() = incident.reported_on();
  }
  *row.mutable_registered() = RegisteredOf(death);
  Put(row, death, rows);
  if (death.reference.empty()) return;
  rows[MatchingKey(death.id)] = MatchingRowOf(death).SerializeAsString();
  AddUndertaken({death.id, death.lead_board_id, death.id, death.meeting_actions}, rows);
}

void PutContributions(const CaseReview& review, CaseRow& row) {
  for (const auto& [id, contribution] : review.contributions) {
    auto& added = *row.add_contributions();
    added.set_contribution_id(id);
    added.set_agency_id(contribution.agency_id);
    added.set_kind(contribution.kind);
    *added.mutable_asked_on() = ToDate(contribution.requested_on);
    *added.mutable_due_on() = ToDate(contribution.due_on);
    added.set_has_author(!contribution.nominations.empty());
    added.set_versions(static_cast<uint32_t>(contribution.submissions.size()));
    added.set_returned(static_cast<uint32_t>(contribution.returns.size()));
    added.set_with_agency(contribution.Latest() == nullptr || contribution.Latest()->returned);
    if (!contribution.submissions.empty()) {
      *added.mutable_submitted_on() = ToDate(contribution.Latest()->submitted_on);
    }
    for (const auto& submission : contribution.submissions) {
      const int64_t late = submission.submitted_on - submission.due_on;
      if (late <= 0) continue;
      added.set_late_versions(added.late_versions() + 1);
      added.set_days_late(added.days_late() + static_cast<uint32_t>(late));
    }
    const auto settle = [&added](const char* how, const types::v1::Date& on) {
      added.set_settled_how(how);
      *added.mutable_settled_on() = on;
    };
    if (contribution.accepted) settle("accepted", contribution.accepted->accepted_on());
    if (workflows::case_review::AreHandsInDoubt(review, contribution)) {
      added.set_settled_how("accepted by somebody involved");
    }
    added.set_taken_over(contribution.IsTakenOver());
    if (contribution.Latest() != nullptr) {
      for (const auto& doubt :
           workflows::case_review::DoubtsOf(review, contribution.Latest()->author)) {
        auto& told = *added.add_doubts();
        told.set_involvement(doubt.involvement);
        told.set_declared(doubt.declared);
      }
    }
    if (contribution.waived) settle("waived", contribution.waived->waived_on());
    if (contribution.withdrawn) settle("withdrawn", contribution.withdrawn->withdrawn_on());
    if (contribution.refused) settle("refused", contribution.refused->refused_on());
  }
}

void PutBeside(const CaseReview& review, CaseRow& row) {
  for (const auto& [id, hold] : review.beside.holds) {
    if (hold.released) continue;
    auto& added = *row.add_holds();
    added.set_because_of(review.beside.WordsOf(hold));
    *added.mutable_look_again_on() = hold.LookAgainOn();
    *added.mutable_steps() = hold.record.steps();
  }
  if (const auto* embargo = AgainstWhatIsUp(review)) {
    auto& added = *row.add_holds();
    added.set_because_of(absl::StrCat(workflows::Words(embargo->record.cause()),
                                      ", and the report is up: take it down"));
    *added.mutable_look_again_on() =
        embargo->looks.empty() ? embargo->record.review_on() : embargo->looks.back().review_on();
    added.add_steps(types::v1::PUBLISHING);
  }
  for (const auto& [id, process] : review.beside.processes) {
    if (process.concluded) continue;
    auto& added = *row.add_beside();
    added.set_kind(process.record.kind());
    if (process.ExpectedOn() != nullptr) *added.mutable_expected_on() = *process.ExpectedOn();
  }
  if (review.closing.closed) *row.mutable_closed_on() = review.closing.closed->closed_on();
}

// What is part of the review follows its lead; of most reviews that never changes, and no row says
// so.
void PutLead(const CaseReview& review, CaseRow& row, Rows& rows) {
  row.set_board_id(review.lead_board_id);
  if (review.former_leads.empty()) return;
  for (const auto& former : review.former_leads) {
    row.mutable_registered()->add_given_up_by_boards(former.board_id);
  }
  v1::BoardRow lead;
  lead.set_board_id(review.lead_board_id);
  rows[LedKey(types::v1::CASE_REVIEW, review.id)] = lead.SerializeAsString();
}

// What the year's figures count besides decisions and reports.
void PutForFigures(const CaseReview& review, CaseRow& row) {
  for (const auto& [id, event] : review.learning.events) {
    auto& added = *row.add_learning_events();
    *added.mutable_held_on() = event.record.held_on();
    added.set_audience(event.record.audience());
    added.set_attended(event.record.attended());
    added.set_agencies(static_cast<uint32_t>(event.record.agency_ids_size()));
  }
  for (const auto& [id, cost] : review.learning.costs) {
    auto& added = *row.add_costs();
    added.set_category(cost.category());
    added.set_pence(cost.pence());
    *added.mutable_incurred_on() = cost.incurred_on();
  }
  const auto& rapid_reviews = review.incident.rapid_review.submissions;
  if (!rapid_reviews.empty()) {
    *row.mutable_rapid_review_on() = rapid_reviews.front().submitted_on();
  }
  if (!review.terms.empty()) row.set_method(review.terms.back().method());
  for (const auto& [id, alternative] : review.consideration.alternatives) {
    auto& added = *row.add_alternatives();
    added.set_option(alternative.record.option());
    *added.mutable_decided_on() = alternative.record.commissioned_on();
  }
}

void PutAcceptance(const CaseReview& review, CaseRow& row) {
  row.set_acceptance_waits(WhyAcceptanceWaits(review));
  row.set_given_up(IsGivenUp(review));
  const auto* report = review.AcceptedReport();
  if (report == nullptr) return;
  *row.mutable_report_accepted_on() = report->accepted->accepted_on();
  for (const std::string& id : workflows::case_review::ReplacedSince(review, *report)) {
    row.mutable_replaced()->set_version(report->record.version());
    row.mutable_replaced()->add_agency_ids(review.contributions.at(id).agency_id);
  }
}

void AddRowsOf(const CaseReview& review, Rows& rows) {
  RowArena arena;
  CaseRow& row = BlankRow(types::v1::CASE_REVIEW, review, arena);
  row.set_reference(review.referral.case_reference());
  PutLead(review, row, rows);
  row.set_stage(StageOf(review));
  row.set_concluded(IsConcluded(review));
  row.set_in_scope(true);
  if (review.referral.has_referred_on()) *row.mutable_referred_on() = review.referral.referred_on();
  for (const auto& [contribution_id, contribution] : review.contributions) {
    if (contribution.Settled()) continue;
    auto& awaited = *row.add_awaited();
    awaited.set_agency_id(contribution.agency_id);
    *awaited.mutable_due_on() = ToDate(contribution.due_on);
  }
  PutContributions(review, row);
  PutBeside(review, row);
  for (const auto& decision : review.decisions) {
    auto& added = *row.add_decisions();
    added.set_option(decision.option);
    *added.mutable_decided_on() = ToDate(decision.decided_on);
  }
  if (review.decisions.empty()) {
    for (const auto& listed : review.listings) PutListing(listed, row);
  }
  PutAcceptance(review, row);
  for (const auto& [plan_id, plan] : review.closing.plans) {
    if (!plan.closed_on) row.add_open_plan_ids(plan_id);
  }
  for (const auto& listed : review.listings) {
    if (listed.matter().empty()) continue;
    auto& matter = *row.add_item_matters();
    matter.set_item_id(listed.item_id());
    matter.set_matter(listed.matter());
  }
  if (!review.publications.empty()) {
    *row.mutable_published_on() = review.publications.front().published_on();
  }
  for (const auto* evaluation : workflows::case_review::EvaluationsInOrder(review)) {
    auto& added = *row.add_evaluations();
    added.set_grade(evaluation->grade());
    *added.mutable_received_on() = evaluation->received_on();
  }
  PutForFigures(review, row);
  Put(row, review, rows);
}

// Who sat in the seats that counted for the item, and from when to when, as it is recorded now.
void PutCounted(const Meeting& meeting, const workflows::meeting::Item& item,
                MeetingRow::Item& row) {
  row.set_ratified_position(item.ratified_position);
  std::set<std::string> counted;
  for (const auto& [place, evaluation] : item.evaluations) {
    auto& added = *row.add_evaluations();
    added.set_place(place);
    *added.mutable_at() = evaluation.at();
    added.set_met(evaluation.met());
    *added.mutable_seat_ids() = evaluation.counted_seat_ids();
    counted.insert(evaluation.counted_seat_ids().begin(), evaluation.counted_seat_ids().end());
  }
  for (const auto& present : meeting.PresenceFor(item.id)) {
    if (!counted.contains(present.seat_id)) continue;
    auto& there = *row.add_counted();
    there.set_seat_id(present.seat_id);
    *there.mutable_from() = Stamp(present.from);
    if (present.until) *there.mutable_until() = Stamp(*present.until);
  }
}

void AddRowsOf(const Meeting& meeting, Rows& rows) {
  if (meeting.body_id.empty()) return;
  RowArena arena;
  MeetingRow& row = *google::protobuf::Arena::CreateMessage<MeetingRow>(arena.get());
  row.set_meeting_id(meeting.id);
  row.set_board_id(meeting.opened_by_board);
  row.set_body_id(meeting.body_id);
  *row.mutable_starts_at() = Stamp(meeting.starts_at);
  row.set_place(meeting.place);
  row.set_revision(*meeting.revision);
  if (meeting.closed_at) *row.mutable_closed_at() = Stamp(*meeting.closed_at);
  for (const auto& [item_id, item] : meeting.items) {
    auto& added = *row.add_items();
    added.set_item_id(item_id);
    added.set_number(item.number);
    added.set_subject(item.subject);
    added.set_subject_id(item.subject_id);
    if (item.quorum) *added.mutable_quorum() = *item.quorum;
    added.set_recused(static_cast<uint32_t>(item.recused.size()));
    added.set_interest_position(InterestSince(meeting, item));
    added.set_gone_position(GoneSince(item));
    PutCounted(meeting, item, added);
    const auto confirmed = meeting.confirmed_items.find(item_id);
    if (confirmed != meeting.confirmed_items.end()) {
      added.set_confirmed_position(confirmed->second);
    }
    added.set_not_ratified(item.not_ratified);
  }
  std::sort(row.mutable_items()->begin(), row.mutable_items()->end(),
            [](const auto& a, const auto& b) { return a.number() < b.number(); });
  std::set<std::string_view> people;
  for (const auto& attendance : meeting.attendance) people.insert(attendance.person_id);
  row.set_attended(static_cast<uint32_t>(people.size()));
  row.set_apologies(static_cast<uint32_t>(meeting.apologies.size()));
  for (const auto& attendance : meeting.attendance) {
    if (attendance.seat_id.empty()) continue;
    auto& seat = *row.add_seats();
    seat.set_seat_id(attendance.seat_id);
    seat.set_kind(attendance.kind);
    seat.set_person_id(attendance.person_id);
  }
  for (const std::string& person_id : meeting.apologies) row.add_apologies_of(person_id);
  row.set_kind_title(meeting.scheduled.kind_title());
  row.set_advises_only(meeting.scheduled.advises_only());
  row.set_cancelled(meeting.cancelled);
  row.set_in_session(meeting.InSession());
  row.set_minutes_agreed_position(meeting.minutes_agreed_position);
  rows[MeetingKey(meeting.id)] = row.SerializeAsString();
  AddUndertaken({meeting.id, meeting.opened_by_board, "", meeting.actions}, rows);
}

void AddRowsOf(const Board& board, Rows& rows) {
  v1::BoardRow row;
  row.set_board_id(board.id);
  row.set_revision(*board.revision);
  rows[BoardKey(board.id)] = row.SerializeAsString();
}

template <typename State>
void AddRowsAs(const workflows::Aggregate& state, Rows& rows) {
  AddRowsOf(static_cast<const State&>(state), rows);
}

}  // namespace

void AddRows(Aggregate kind, const workflows::Aggregate& state, Rows& rows) {
  AddApartRows(kind, state, rows);
  switch (kind) {
    case types::v1::CHILD_DEATH:
      return AddRowsAs<ChildDeath>(state, rows);
    case types::v1::CASE_REVIEW:
      return AddRowsAs<CaseReview>(state, rows);
    case types::v1::ACTION_PLAN:
      return AddPlanRow(static_cast<const ActionPlan&>(state), rows);
    case types::v1::MEETING:
      return AddRowsAs<Meeting>(state, rows);
    case types::v1::BOARD:
      return AddRowsAs<Board>(state, rows);
    default:
      return;
  }
}

}  // namespace candour::views
