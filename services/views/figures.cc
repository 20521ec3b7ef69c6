// The counts of a year.
#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "services/views/answers.h"
#include "services/views/keys.h"
#include "services/views/plan_rows.h"
#include "services/views/scan.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/words.h"

namespace candour::views {
namespace {

using types::v1::Date;
using v1::CaseRow;
using v1::GetFiguresReply;
using workflows::Words;

using CostsByPart = std::map<types::v1::CostCategory, uint64_t>;
using Counts = std::map<std::pair<int, std::string>, uint32_t>;  // by number, then words

constexpr std::string_view kOutOfScope = "out of scope";  // the stage
constexpr std::string_view kVoid = "void";

class Counter {
 public:
  Counter(const Asked& asked, const v1::GetFiguresRequest& request, GetFiguresReply& figures)
      : asked_(asked),
        from_(workflows::DayOf(request.from())),
        until_(workflows::DayOf(request.until())),
        figures_(figures) {}

  void CountDeath(const CaseRow& row) {
    const bool notified = !row.no_case() && InPeriod(row.notified_at());
    figures_.set_notified(figures_.notified() + notified);
    figures_.set_notified_out_of_scope(
        figures_.notified_out_of_scope() +
        (notified && (row.stage() == kOutOfScope || row.stage() == kVoid)));
    for (const Date& day : row.serious_incidents_on()) {
      figures_.set_serious_incidents(figures_.serious_incidents() + InPeriod(day));
    }
  }

  void CountCompleted(const CaseRow& row) {
    const auto counted_on = CountedOn(row, asked_);
    if (!counted_on || !InPeriod(workflows::clocks::ToDate(*counted_on))) return;
    figures_.set_reviews_completed(figures_.reviews_completed() + 1);
    if (row.expectedness() == types::v1::EXPECTED) {
      figures_.set_completed_expected(figures_.completed_expected() + 1);
    } else if (row.expectedness() == types::v1::UNEXPECTED) {
      figures_.set_completed_unexpected(figures_.completed_unexpected() + 1);
    } else {
      figures_.set_completed_unclassified(figures_.completed_unclassified() + 1);
    }
    ++by_category_[{row.category(), row.category_title()}];
    ++by_modifiability_[{0, row.modifiability_title()}];
  }

  void CountReview(const CaseRow& row) {
    figures_.set_referred(figures_.referred() +
                          (row.has_referred_on() && InPeriod(row.referred_on())));
    CountDecision(row);
    figures_.set_reviews_concluded(
        figures_.reviews_concluded() +
        (row.has_report_accepted_on() && InPeriod(row.report_accepted_on())));
    figures_.set_reports_published(figures_.reports_published() +
                                   (row.has_published_on() && InPeriod(row.published_on())));
    for (const CaseRow::Evaluation& evaluation : row.evaluations()) {
      if (!InPeriod(evaluation.received_on())) continue;
      ++by_grade_[{evaluation.grade(), Words(evaluation.grade())}];
    }
    figures_.set_rapid_reviews(figures_.rapid_reviews() +
                               (row.has_rapid_review_on() && InPeriod(row.rapid_review_on())));
    for (const CaseRow::Decision& lesser : row.alternatives()) {
      if (!InPeriod(lesser.decided_on())) continue;
      ++by_alternative_[{lesser.option(), Words(lesser.option())}];
    }
    CountCosts(row);
    for (const CaseRow::LearningEvent& held : row.learning_events()) {
      if (!InPeriod(held.held_on())) continue;
      auto& added = *figures_.add_learning_events();
      added.set_reference(row.reference());
      *added.mutable_held_on() = held.held_on();
      added.set_audience(held.audience());
      added.set_attended(held.attended());
      added.set_agencies(held.agencies());
    }
  }

  // What bodies of a board cost in the years that ended in the period, and which reviews of other
  // areas it considered.
  void CountBoard(const workflows::board::Board& board) {
    std::map<std::pair<std::string, uint32_t>, CostsByPart> by_body_and_year;
    for (const auto& cost : board.panel_costs) {
      const absl::CivilDay year_end(static_cast<int>(cost.year_ending()), 3, 31);
      if (year_end < from_ || year_end > until_) continue;
      by_body_and_year[{board.BodyName(cost.body_id()), cost.year_ending()}][cost.category()] +=
          cost.pence();
    }
    for (const auto& [what, parts] : by_body_and_year) {
      GetFiguresReply::Cost& added = *figures_.add_body_costs();
      added.set_of(absl::StrCat(what.first, ", year ending ", what.second));
      added.set_board_id(board.id);
      PutCosts(parts, added);
    }
    for (const auto& outside : board.outside_reviews) {
      if (!InPeriod(outside.considered_on())) continue;
      auto& added = *figures_.add_outside_reviews();
      added.set_title(outside.title());
      added.set_published_by(outside.published_by());
      *added.mutable_considered_on() = outside.considered_on();
      added.set_what_was_done(outside.what_was_done());
    }
  }

  void CountMeeting(const v1::MeetingRow& row) {
    // What is decided on papers sent round, or by a chair, nobody meets for; and to a meeting that
    // only advises go those who know the child, not the body.
    if (!row.has_closed_at() || !row.in_session() || !InPeriod(row.starts_at())) return;
    if (row.advises_only()) return;
    const auto board = asked_.view.boards.find(row.board_id());
    if (board == asked_.view.boards.end()) return;
    const auto body = board->second->bodies.find(row.body_id());
    if (body == board->second->bodies.end()) return;
    const types::v1::BodyKind kind = body->second.kind;
    ++by_body_[{kind, Words(kind)}];
    figures_.set_panel_meetings_held(figures_.panel_meetings_held() +
                                     (kind == types::v1::CHILD_DEATH_OVERVIEW_PANEL));
  }

  void CountPlan(const v1::PlanRow& row) {
    for (const auto& recommendation : row.recommendations()) {
      figures_.set_recommendations_made(figures_.recommendations_made() +
                                        InPeriod(recommendation.made_on()));
    }
    for (const auto& action : row.actions()) {
      figures_.set_actions_verified(figures_.actions_verified() +
                                    (action.has_verified_on() && InPeriod(action.verified_on())));
    }
  }

  void Finish() {
    Put(by_category_, *figures_.mutable_completed_by_category());
    Put(by_modifiability_, *figures_.mutable_completed_by_modifiability());
    Put(by_option_, *figures_.mutable_decided());
    Put(by_grade_, *figures_.mutable_evaluations());
    Put(by_body_, *figures_.mutable_meetings_held());
    Put(by_alternative_, *figures_.mutable_commissioned_instead());
    figures_.set_cost_in_pounds(workflows::PoundsOf(figures_.cost_in_pence()));
    const auto sort = [](auto& rows, const auto& key) {
      std::sort(rows.begin(), rows.end(),
                [&](const auto& a, const auto& b) { return key(a) < key(b); });
    };
    sort(*figures_.mutable_review_costs(), [](const auto& cost) { return cost.of(); });
    sort(*figures_.mutable_body_costs(), [](const auto& cost) { return cost.of(); });
    sort(*figures_.mutable_learning_events(), [](const auto& held) {
      return std::pair(workflows::DayOf(held.held_on()), held.reference());
    });
    sort(*figures_.mutable_outside_reviews(), [](const auto& outside) {
      return std::pair(workflows::DayOf(outside.considered_on()), outside.title());
    });
  }

 private:
  bool InPeriod(const Date& date) const {
    const absl::CivilDay day = workflows::DayOf(date);
    return day >= from_ && day <= until_;
  }
  bool InPeriod(const google::protobuf::Timestamp& at) const {
    const absl::CivilDay day = workflows::clocks::DayOf(workflows::MomentOf(at), asked_.london);
    return day >= from_ && day <= until_;
  }

  void CountCosts(const CaseRow& row) {
    CostsByPart parts;
    for (const CaseRow::Cost& cost : row.costs()) {
      if (InPeriod(cost.incurred_on())) parts[cost.category()] += cost.pence();
    }
    if (parts.empty()) return;
    GetFiguresReply::Cost& added = *figures_.add_review_costs();
    added.set_of(row.reference());
    added.set_case_id(row.case_id());
    added.set_board_id(row.board_id());
    PutCosts(parts, added);
  }

  void PutCosts(const CostsByPart& parts, GetFiguresReply::Cost& cost) {
    for (const auto& [category, pence] : parts) {
      GetFiguresReply::CostPart& part = *cost.add_parts();
      part.set_words(Words(category));
      part.set_pence(pence);
      part.set_pounds(workflows::PoundsOf(pence));
      cost.set_pence(cost.pence() + pence);
    }
    cost.set_pounds(workflows::PoundsOf(cost.pence()));
    figures_.set_cost_in_pence(figures_.cost_in_pence() + cost.pence());
  }

  // The last decision by the end of the period, if it was taken within it: a case counts once, as
  // it stood when the period ended, whatever was decided of it later.
  void CountDecision(const CaseRow& row) {
    const CaseRow::Decision* standing = nullptr;
    for (const CaseRow::Decision& decision : row.decisions()) {
      if (workflows::DayOf(decision.decided_on()) <= until_) standing = &decision;
    }
    if (standing == nullptr || !InPeriod(standing->decided_on())) return;
    ++by_option_[{standing->option(), Words(standing->option())}];
    const bool another_kind = standing->option() != types::v1::SYSTEMS_REVIEW &&
                              standing->option() != types::v1::NO_REVIEW;
    figures_.set_by_systems_method(figures_.by_systems_method() +
                                   (another_kind && row.method() == types::v1::SYSTEMS_METHOD));
    switch (standing->option()) {
      case types::v1::LOCAL_REVIEW:
        return figures_.set_local_reviews_decided_on(figures_.local_reviews_decided_on() + 1);
      case types::v1::MANAGEMENT_REVIEW:
        return figures_.set_management_reviews(figures_.management_reviews() + 1);
      case types::v1::NEAR_MISS_REVIEW:
        return figures_.set_near_miss_reviews(figures_.near_miss_reviews() + 1);
      case types::v1::PARTNERSHIP_REVIEW:
        return figures_.set_partnership_reviews(figures_.partnership_reviews() + 1);
      case types::v1::SYSTEMS_REVIEW:
        return figures_.set_systems_reviews(figures_.systems_reviews() + 1);
      case types::v1::SERIOUS_CASE_REVIEW:
        return figures_.set_reviews_decided_on(figures_.reviews_decided_on() + 1);
      case types::v1::NO_REVIEW:
        return figures_.set_no_review(figures_.no_review() + 1);
      case types::v1::CONTRIBUTE_ELSEWHERE:
        return figures_.set_contributed_elsewhere(figures_.contributed_elsewhere() + 1);
      default:
        return;
    }
  }

  static void Put(const Counts& counts,
                  google::protobuf::RepeatedPtrField<GetFiguresReply::Count>& list) {
    for (const auto& [what, count] : counts) {
      GetFiguresReply::Count& added = *list.Add();
      added.set_words(what.second);
      added.set_count(count);
    }
  }

  const Asked& asked_;
  const absl::CivilDay from_;
  const absl::CivilDay until_;
  GetFiguresReply& figures_;
  Counts by_category_;
  Counts by_modifiability_;
  Counts by_option_;
  Counts by_grade_;
  Counts by_body_;
  Counts by_alternative_;
};

// A panel that serves several boards meets for each of them.
bool IsForShown(const v1::MeetingRow& row, const Asked& asked,
                const v1::GetFiguresRequest& request) {
  const auto host = asked.view.boards.find(row.board_id());
  if (host == asked.view.boards.end()) return false;
  const absl::CivilDay day =
      workflows::clocks::DayOf(workflows::MomentOf(row.starts_at()), asked.london);
  return std::any_of(asked.view.boards.begin(), asked.view.boards.end(), [&](const auto& entry) {
    return asked.Shows(entry.first, request.board_id()) &&
           host->second->Serves(row.body_id(), entry.first, day);
  });
}

// The board that led the review when it was completed: a transfer takes it out of no year.
const std::string& CompletedBy(const CaseRow& row) {
  const auto& completions = row.registered().completions();
  const bool told = !completions.empty() && !completions.rbegin()->board_id().empty();
  return told ? completions.rbegin()->board_id() : row.board_id();
}

}  // namespace

absl::Status GetFigures(const Asked& asked, const v1::GetFiguresRequest& request,
                        GetFiguresReply& reply) {
  Counter counter(asked, request, reply);
  const storage::ViewStore& rows = asked.view.rows;
  const auto shown = [&](const auto& row) {
    return asked.Shows(row.board_id(), request.board_id());
  };
  RETURN_IF_ERROR(ScanRows<CaseRow>(rows, kCasePrefix, [&](const std::string&, const CaseRow& row) {
    const bool death = row.kind() == types::v1::CHILD_DEATH;
    if (death && asked.Shows(CompletedBy(row), request.board_id())) counter.CountCompleted(row);
    if (!shown(row)) return;
    if (death) counter.CountDeath(row);
    if (row.kind() == types::v1::CASE_REVIEW) counter.CountReview(row);
  }));
  RETURN_IF_ERROR(ScanRows<v1::MeetingRow>(rows, kMeetingPrefix,
                                           [&](const std::string&, const v1::MeetingRow& row) {
                                             if (shown(row) || IsForShown(row, asked, request)) {
                                               counter.CountMeeting(row);
                                             }
                                           }));
  RETURN_IF_ERROR(ScanPlans(asked, request.board_id(),
                            [&](const v1::PlanRow& row) { counter.CountPlan(row); }));
  for (const auto& [id, board] : asked.view.boards) {
    if (asked.Shows(id, request.board_id())) counter.CountBoard(*board);
  }
  counter.Finish();
  return absl::OkStatus();
}

}  // namespace candour::views
