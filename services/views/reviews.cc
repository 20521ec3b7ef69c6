// The register of case reviews, and what agencies contribute to them.
#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "services/gate/roles.h"
#include "services/views/answers.h"
#include "services/views/contributions.h"
#include "services/views/keys.h"
#include "services/views/paging.h"
#include "services/views/scan.h"
#include "services/views/stages.h"
#include "workflows/case_review/case_review.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/words.h"

namespace candour::views {
namespace {

using v1::CaseRow;
using workflows::DayOf;
using workflows::clocks::ToDate;

std::string DayKey(absl::CivilDay day) {
  return absl::StrFormat("%04d%02d%02d", day.year(), day.month(), day.day());
}

// Days that sort the newest first.
std::string NewestFirst(absl::CivilDay day) {
  return absl::StrFormat("%06d", absl::CivilDay(9999, 12, 31) - day);
}

std::string ReviewPrefix() {
  return absl::StrCat(kCasePrefix, static_cast<int>(types::v1::CASE_REVIEW), "/");
}

bool IsAsked(const v1::ListReviewsRequest& request, const CaseRow& row) {
  if (!request.stage().empty() && request.stage() != row.stage()) return false;
  if (request.only_open() && row.concluded()) return false;
  const auto option = row.decisions().empty() ? types::v1::REVIEW_OPTION_UNSPECIFIED
                                              : row.decisions().rbegin()->option();
  if (request.option() != types::v1::REVIEW_OPTION_UNSPECIFIED && request.option() != option) {
    return false;
  }
  const absl::CivilDay referred_on = DayOf(row.referred_on());
  return !(request.has_from() && referred_on < DayOf(request.from())) &&
         !(request.has_until() && referred_on > DayOf(request.until()));
}

// "criminal proceedings, Crown court (publishing)"; more than one is told one after the other.
std::string HoldWords(const CaseRow& row) {
  std::vector<std::string> words;
  for (const CaseRow::Hold& hold : row.holds()) {
    std::vector<std::string> steps;
    for (int i = 0; i < hold.steps_size(); ++i) steps.push_back(workflows::Words(hold.steps(i)));
    words.push_back(absl::StrCat(hold.because_of(), " (", absl::StrJoin(steps, ", "), ")"));
  }
  return absl::StrJoin(words, "; ");
}

// "inquest, expected to end on 1 July 2010"; blank if nothing runs beside it.
std::string BesideWords(const CaseRow& row) {
  std::vector<std::string> words;
  for (const CaseRow::Beside& process : row.beside()) {
    words.push_back(process.has_expected_on()
                        ? absl::StrCat(workflows::Words(process.kind()), ", expected to end on ",
                                       workflows::clocks::DateWords(DayOf(process.expected_on())))
                        : workflows::Words(process.kind()));
  }
  return absl::StrJoin(words, "; ");
}

void FillBeside(const CaseRow& row, v1::ReviewSummary& summary) {
  for (const CaseRow::Hold& hold : row.holds()) {
    auto& added = *summary.add_holds();
    added.set_because_of(hold.because_of());
    *added.mutable_steps() = hold.steps();
    *added.mutable_look_again_on() = hold.look_again_on();
  }
  for (const CaseRow::Beside& process : row.beside()) {
    auto& added = *summary.add_beside();
    added.set_kind(process.kind());
    if (process.has_expected_on()) *added.mutable_expected_on() = process.expected_on();
  }
  summary.set_waits_for(HoldWords(row));
  summary.set_runs_beside(BesideWords(row));
}

constexpr char kPassedOn[] = "lead passed on";

// Whether a board of the caller, and asked for, led the review before.
bool WasLedHere(const CaseRow& row, const Asked& asked, const std::string& wanted) {
  const auto& boards = row.registered().given_up_by_boards();
  return std::any_of(boards.begin(), boards.end(),
                     [&](const std::string& board_id) { return asked.Shows(board_id, wanted); });
}

absl::Status Fill(const CaseRow& row, const Asked& asked, const std::string& wanted,
                  v1::ReviewSummary& summary) {
  summary.set_review_id(row.case_id());
  summary.set_reference(row.reference());
  summary.set_board_id(row.board_id());
  if (!asked.Shows(row.board_id(), wanted)) {
    const auto board = asked.view.boards.find(row.board_id());
    summary.set_led_by(board == asked.view.boards.end() ? "another board" : board->second->name);
    summary.set_stage(kPassedOn);
    summary.set_concluded(true);
    return absl::OkStatus();
  }
  summary.set_stage(row.stage());
  *summary.mutable_referred_on() = row.referred_on();
  if (!row.decisions().empty()) {
    summary.set_option(row.decisions().rbegin()->option());
    *summary.mutable_decided_on() = row.decisions().rbegin()->decided_on();
    summary.set_reversals(static_cast<uint32_t>(row.decisions_size()) - 1);
  }
  const std::vector<CaseRow::Contribution> contributions = ContributionsOf(row, asked);
  for (const CaseRow::Contribution& one : contributions) {
    if (one.settled_how() == "withdrawn") continue;
    summary.set_asked(summary.asked() + 1);
    summary.set_settled(summary.settled() + one.has_settled_on());
  }
  ASSIGN_OR_RETURN(const auto clocks, asked.clocks.RunningOf(row, asked.view, asked.now));
  if (const RunningClock* next = clocks->Next()) {
    summary.set_next_title(next->title);
    *summary.mutable_next_due_on() = ToDate(*next->due_on);
  }
  summary.set_overdue(clocks->overdue);
  if (row.has_report_accepted_on()) {
    *summary.mutable_report_accepted_on() = row.report_accepted_on();
  }
  summary.set_acceptance_waits(WhyAcceptanceWaits(row, contributions, asked));
  if (!row.evaluations().empty()) summary.set_grade(row.evaluations().rbegin()->grade());
  summary.set_evaluations(static_cast<uint32_t>(row.evaluations_size()));
  if (row.has_published_on()) *summary.mutable_published_on() = row.published_on();
  summary.set_concluded(row.concluded());
  if (row.has_closed_on()) *summary.mutable_closed_on() = row.closed_on();
  *summary.mutable_open_plan_ids() = row.open_plan_ids();
  FillBeside(row, summary);
  return absl::OkStatus();
}

// Of a review that another board leads by now only this is told: that it was here, and where it is.
bool IsAskedOfPassedOn(const v1::ListReviewsRequest& request, const CaseRow& row,
                       const Asked& asked) {
  if (!WasLedHere(row, asked, request.board_id()) || request.only_open()) return false;
  const bool any =
      request.stage().empty() && request.option() == types::v1::REVIEW_OPTION_UNSPECIFIED;
  const absl::CivilDay referred_on = DayOf(row.referred_on());
  return (any || request.stage() == kPassedOn) &&
         !(request.has_from() && referred_on < DayOf(request.from())) &&
         !(request.has_until() && referred_on > DayOf(request.until()));
}

bool IsOwed(const CaseRow::Contribution& one) { return !one.has_settled_on() && one.with_agency(); }

std::string StateOf(const CaseRow::Contribution& one) {
  if (!one.settled_how().empty()) return one.settled_how();
  if (!one.with_agency()) return "with the panel";
  if (one.versions() > 0) return "returned";
  return one.has_author() ? "being written" : "author wanted";
}

// Past the due day that stands: until today while it is owed, else until the last version came.
// What was missed before that day was put off, its clock keeps.
uint32_t DaysLate(const CaseRow::Contribution& one, absl::CivilDay today) {
  if (!IsOwed(one) && !one.has_submitted_on()) return 0;
  const absl::CivilDay day = IsOwed(one) ? today : DayOf(one.submitted_on());
  return static_cast<uint32_t>(std::max<int64_t>(0, day - DayOf(one.due_on())));
}

struct Contributed {
  std::string review_id;
  std::string reference;
  std::string board_id;
  CaseRow::Contribution one;
};

const std::string& WithWhom(const CaseRow::Contribution& one, const std::string& board_id,
                            const Asked& asked) {
  return one.has_settled_on() ? one.agency_id() : AgencyNow(board_id, one.agency_id(), asked);
}

void Fill(const Contributed& found, const Asked& asked, v1::ContributionSummary& summary) {
  const CaseRow::Contribution& one = found.one;
  summary.set_contribution_id(one.contribution_id());
  summary.set_review_id(found.review_id);
  summary.set_reference(found.reference);
  summary.set_board_id(found.board_id);
  const std::string& with = WithWhom(one, found.board_id, asked);
  summary.set_agency_id(with);
  summary.set_agency_name(AgencyName(found.board_id, with, asked));
  summary.set_kind(one.kind());
  *summary.mutable_asked_on() = one.asked_on();
  *summary.mutable_due_on() = one.due_on();
  summary.set_state(StateOf(one));
  summary.set_days_late(DaysLate(one, asked.Today()));
  summary.set_versions(one.versions());
  summary.set_returned(one.returned());
  if (one.has_settled_on()) *summary.mutable_settled_on() = one.settled_on();
}

}  // namespace

absl::Status ListReviews(const Asked& asked, const v1::ListReviewsRequest& request,
                         v1::ListReviewsReply& reply) {
  RETURN_IF_ERROR(CheckStage(request.stage(), {workflows::case_review::Stages()}, kPassedOn));
  std::vector<std::pair<std::string, CaseRow>> found;
  const auto take = [&](const std::string&, const CaseRow& row) {
    const bool ours = asked.Shows(row.board_id(), request.board_id());
    if (ours ? !IsAsked(request, row) : !IsAskedOfPassedOn(request, row, asked)) return;
    std::string key;
    AppendKey(key, NewestFirst(DayOf(row.referred_on())));
    AppendKey(key, row.reference());
    AppendKey(key, row.case_id());
    found.emplace_back(std::move(key), row);
  };
  RETURN_IF_ERROR(ScanRows<CaseRow>(asked.view.rows, ReviewPrefix(), take));
  return GivePage(found, request, reply, [&](const CaseRow& row) {
    return Fill(row, asked, request.board_id(), *reply.add_reviews());
  });
}

absl::Status ListContributions(const Asked& asked, const v1::ListContributionsRequest& request,
                               v1::ListContributionsReply& reply) {
  const bool sees_all = gate::Permits(asked.caller, "views.read");
  std::vector<std::pair<std::string, Contributed>> found;
  const auto take = [&](const std::string&, const CaseRow& row) {
    if (!asked.Shows(row.board_id(), request.board_id())) return;
    if (!request.review_id().empty() && request.review_id() != row.case_id()) return;
    for (const CaseRow::Contribution& one : ContributionsOf(row, asked)) {
      const std::string& with = WithWhom(one, row.board_id(), asked);
      if (!sees_all && with != asked.caller.agency_id) continue;
      if (!request.agency_id().empty() && with != request.agency_id()) continue;
      if (request.only_owed() && !IsOwed(one)) continue;
      std::string key;
      AppendKey(key, IsOwed(one) ? "0" : one.has_settled_on() ? "2" : "1");
      AppendKey(key, DayKey(DayOf(one.due_on())));
      AppendKey(key, row.reference());
      AppendKey(key, one.contribution_id());
      found.emplace_back(std::move(key),
                         Contributed{row.case_id(), row.reference(), row.board_id(), one});
    }
  };
  RETURN_IF_ERROR(ScanRows<CaseRow>(asked.view.rows, ReviewPrefix(), take));
  return GivePage(found, request, reply, [&](const Contributed& one) {
    Fill(one, asked, *reply.add_contributions());
    return absl::OkStatus();
  });
}

}  // namespace candour::views
