// Cases and their clocks.
#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "services/views/answers.h"
#include "services/views/keys.h"
#include "services/views/matching.h"
#include "services/views/paging.h"
#include "services/views/plan_rows.h"
#include "services/views/scan.h"
#include "services/views/stages.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/child_death/readiness.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"

namespace candour::views {
namespace {

using types::v1::ClockAnswer;
using v1::CaseRow;
using workflows::DayOf;
using workflows::clocks::DateWords;
using workflows::clocks::ToDate;

// Days sort as bytes; a clock without one comes last.
std::string DayKey(const std::optional<absl::CivilDay>& day) {
  if (!day) return "9";
  return absl::StrFormat("%04d%02d%02d", day->year(), day->month(), day->day());
}

struct CaseWithClocks {
  CaseRow row;
  std::shared_ptr<const RunningClocks> clocks;
};

// Nothing is owed of a completed death review. Of a case review there may be: the report of a
// decision against one, or one that is to be done again.
bool IsConcluded(const CaseRow& row, const RunningClocks& clocks) {
  return row.concluded() && (row.kind() == types::v1::CHILD_DEATH || clocks.clocks.empty());
}

bool IsAsked(const v1::ListCasesRequest& request, bool concluded) {
  switch (request.conclusion()) {
    case v1::OPEN_CASES:
      return !concluded;
    case v1::CONCLUDED_CASES:
      return concluded;
    case v1::ALL_CASES:
      return true;
    default:
      return !concluded || !request.stage().empty() || !request.reference_contains().empty();
  }
}

// Open cases with something overdue, other open cases, concluded ones.
const char* PlaceOf(bool concluded, const RunningClocks& clocks) {
  if (concluded) return "2";
  return clocks.overdue > 0 ? "0" : "1";
}

// Calls fn(CaseRow&&, clocks) for each case the caller may see and asked for.
template <typename Request, typename Fn>
absl::Status ForEachCase(const Asked& asked, const Request& request, Fn fn) {
  absl::Status outcome;
  RETURN_IF_ERROR(
      ScanRows<CaseRow>(asked.view.rows, kCasePrefix, [&](const std::string&, const CaseRow& row) {
        if (!outcome.ok() || !asked.Shows(row.board_id(), request.board_id())) return;
        if (request.kind() != types::v1::AGGREGATE_UNSPECIFIED && request.kind() != row.kind()) {
          return;
        }
        auto clocks = asked.clocks.RunningOf(row, asked.view, asked.now);
        CaseRow space;
        const auto settled = Settled(asked, row, space);
        outcome = clocks.ok() ? settled.status() : clocks.status();
        if (outcome.ok()) fn(**settled, *std::move(clocks));
      }));
  return outcome;
}

// The same of each action plan.
template <typename Fn>
absl::Status ForEachPlan(const Asked& asked, const v1::ListClocksRequest& request, Fn fn) {
  if (request.kind() != types::v1::AGGREGATE_UNSPECIFIED &&
      request.kind() != types::v1::ACTION_PLAN) {
    return absl::OkStatus();
  }
  absl::Status outcome;
  RETURN_IF_ERROR(ScanPlans(asked, request.board_id(), [&](const v1::PlanRow& plan) {
    const CaseRow row = AsCase(plan);
    const auto clocks = asked.clocks.RunningOf(row, asked.view, asked.now);
    outcome.Update(clocks.status());
    if (clocks.ok()) fn(row, *clocks);
  }));
  return outcome;
}

// A case, or an action plan as one; none if the caller may not see it.
absl::StatusOr<std::optional<CaseRow>> FindCase(const Asked& asked, types::v1::Aggregate kind,
                                                const std::string& id) {
  if (kind != types::v1::ACTION_PLAN) {
    ASSIGN_OR_RETURN(auto row, GetRow<CaseRow>(asked.view.rows, CaseKey(kind, id)));
    if (row && !asked.Shows(row->board_id(), "")) row.reset();
    return row;
  }
  ASSIGN_OR_RETURN(const auto plan, FindPlan(asked, id));
  return plan ? std::optional(AsCase(*plan)) : std::nullopt;
}

const workflows::board::Board* BoardOf(const CaseRow& row, const Asked& asked) {
  const auto board = asked.view.boards.find(row.board_id());
  return board == asked.view.boards.end() ? nullptr : board->second.get();
}

void Fill(const CaseWithClocks& found, const Asked& asked, v1::CaseSummary& summary) {
  const CaseRow& row = found.row;
  summary.set_kind(row.kind());
  summary.set_case_id(row.case_id());
  summary.set_reference(row.reference());
  summary.set_board_id(row.board_id());
  if (const auto* board = BoardOf(row, asked)) summary.set_board_name(board->name);
  summary.set_stage(row.stage());
  summary.set_expectedness(row.expectedness());
  if (const RunningClock* next = found.clocks->Next()) {
    auto& clock = *summary.mutable_next_clock();
    clock.set_kind(next->kind);
    clock.set_title(next->title);
    clock.set_subject(next->subject);
    clock.set_subject_words(next->subject_words);
    clock.set_status(next->status);
    *clock.mutable_due_on() = ToDate(*next->due_on);
  }
  summary.set_overdue(found.clocks->overdue);
  summary.set_concluded(IsConcluded(row, *found.clocks));
  if (row.has_notified_at()) *summary.mutable_notified_at() = row.notified_at();
  if (row.has_referred_on()) *summary.mutable_referred_on() = row.referred_on();
  if (row.has_completed_on()) *summary.mutable_completed_on() = row.completed_on();
  summary.set_waiting_for(WaitingFor(row, asked));
  for (std::string& missing : MissingForPanel(row, asked)) {
    summary.add_missing_for_panel(std::move(missing));
  }
  summary.set_revision(row.revision());
}

// Overdue, or due within the horizon; what cannot be reckoned is shown rather than forgotten.
bool IsWanted(const RunningClock& clock, const v1::ListClocksRequest& request,
              absl::CivilDay last) {
  if (clock.Overdue()) return true;
  if (request.only_overdue() || clock.status == ClockAnswer::SUSPENDED) return false;
  return clock.status == ClockAnswer::CALENDAR_UNKNOWN || (clock.due_on && *clock.due_on <= last);
}

struct FoundClock {
  CaseRow row;
  std::string kind;
  std::string subject;
  uint32_t instance = 0;
};

// Whole answers, of each case once: a plan has hundreds of clocks.
using AnswersByCase =
    std::map<std::pair<types::v1::Aggregate, std::string>, std::vector<ClockAnswer>>;

absl::Status Fill(const FoundClock& found, const Asked& asked, AnswersByCase& known,
                  v1::CaseClock& clock) {
  clock.set_kind(found.row.kind());
  clock.set_case_id(found.row.case_id());
  clock.set_reference(found.row.reference());
  clock.set_board_id(found.row.board_id());
  clock.set_stage(found.row.stage());
  const auto [answers, missing] = known.try_emplace({found.row.kind(), found.row.case_id()});
  if (missing) {
    ASSIGN_OR_RETURN(answers->second, AnswersOf(found.row, asked.view, asked.now, asked.london));
  }
  for (const ClockAnswer& answer : answers->second) {
    if (answer.kind() != found.kind || answer.subject() != found.subject ||
        answer.instance() != found.instance) {
      continue;
    }
    *clock.mutable_clock() = answer;
  }
  return absl::OkStatus();
}

}  // namespace

bool Asked::Shows(const std::string& board_id, const std::string& wanted) const {
  if (!wanted.empty() && wanted != board_id) return false;
  return caller.is_service ||
         std::find(caller.boards.begin(), caller.boards.end(), board_id) != caller.boards.end();
}

absl::StatusOr<const CaseRow*> Settled(const Asked& asked, const CaseRow& row, CaseRow& space) {
  if (row.listings().empty()) return &row;
  space = row;
  space.clear_listings();
  for (const CaseRow::Listing& listing : row.listings()) {
    ASSIGN_OR_RETURN(const auto meeting,
                     GetRow<v1::MeetingRow>(asked.view.rows, MeetingKey(listing.meeting_id())));
    if (!meeting || meeting->has_closed_at() || !meeting->cancelled().empty()) continue;
    const auto& items = meeting->items();
    if (std::none_of(items.begin(), items.end(), [&](const v1::MeetingRow::Item& item) {
          return item.item_id() == listing.item_id();
        })) {
      continue;
    }
    CaseRow::Listing& ahead = *space.add_listings();
    ahead = listing;
    *ahead.mutable_starts_at() = meeting->starts_at();  // it may have been put off
  }
  if (space.listings().empty()) {
    space.set_stage(workflows::child_death::StageUnlessListed(row.stage()));
  }
  return &space;
}

namespace {

// That the review meeting was held of which there is no record, only the row of the meeting knows.
void NoteIfHeld(const Asked& asked, types::v1::MissingForPanel& lack) {
  if (lack.meeting_id().empty()) return;
  const auto row = GetRow<v1::MeetingRow>(asked.view.rows, MeetingKey(lack.meeting_id()));
  if (!row.ok() || !*row || !(*row)->cancelled().empty()) return;
  if (!(*row)->has_closed_at() && (*row)->attended() == 0) return;
  const absl::Time starts_at = workflows::MomentOf((*row)->starts_at());
  *lack.mutable_held_on() = ToDate(workflows::clocks::DayOf(starts_at, asked.london));
}

}  // namespace

std::vector<std::string> MissingForPanel(const CaseRow& row, const Asked& asked) {
  const auto* board = BoardOf(row, asked);
  if (board == nullptr) return {};
  std::vector<types::v1::MissingForPanel> missing(row.missing_for_panel().begin(),
                                                  row.missing_for_panel().end());
  for (types::v1::MissingForPanel& lack : missing) NoteIfHeld(asked, lack);
  return workflows::child_death::MissingInWords(missing, *board);
}

bool IsReady(const CaseRow& row, const Asked& asked) {
  return row.in_scope() && row.awaited().empty() && row.holds().empty() &&
         MissingForPanel(row, asked).empty();
}

std::string HoldWords(const CaseRow::Hold& hold) {
  return hold.kept_for().empty()
             ? absl::StrCat("held because of ", hold.because_of())
             : absl::StrCat("kept for a meeting: ", hold.kept_for(), " (", hold.because_of(), ")");
}

std::string WaitingFor(const CaseRow& row, const Asked& asked) {
  std::vector<std::string> parts;
  for (const CaseRow::Hold& hold : row.holds()) {
    parts.push_back(absl::StrCat(HoldWords(hold), ", to be looked at on ",
                                 DateWords(DayOf(hold.look_again_on()))));
  }
  std::vector<std::pair<absl::CivilDay, std::string>> awaited;
  for (const CaseRow::Awaited& report : row.awaited()) {
    awaited.emplace_back(DayOf(report.due_on()),
                         AgencyName(row.board_id(), report.agency_id(), asked));
  }
  std::sort(awaited.begin(), awaited.end());
  for (const auto& [due_on, agency] : awaited) {
    parts.push_back(absl::StrCat("report of ", agency, ", due on ", DateWords(due_on)));
  }
  if (!row.listings().empty()) {
    const absl::Time starts_at = workflows::MomentOf(row.listings().rbegin()->starts_at());
    parts.push_back(
        absl::StrCat("meeting on ", DateWords(workflows::clocks::DayOf(starts_at, asked.london))));
  }
  parts.insert(parts.end(), row.open_with_family().begin(), row.open_with_family().end());
  if (row.referral_owed()) {
    parts.push_back("the referral for a case review that the panel decided on");
  }
  return absl::StrJoin(parts, "; ");
}

absl::Status ListCases(const Asked& asked, const v1::ListCasesRequest& request,
                       v1::ListCasesReply& reply) {
  RETURN_IF_ERROR(CheckStage(request.stage(),
                             {workflows::child_death::Stages(), workflows::case_review::Stages()}));
  const std::string wanted_text = absl::AsciiStrToLower(request.reference_contains());
  ASSIGN_OR_RETURN(const auto used, ReferencesUsed(asked));
  std::vector<std::pair<std::string, CaseWithClocks>> found;
  RETURN_IF_ERROR(ForEachCase(asked, request, [&](const CaseRow& row, auto clocks) {
    if (!request.stage().empty() && request.stage() != row.stage()) return;
    if (!absl::StrContains(absl::AsciiStrToLower(row.reference()), wanted_text)) return;
    if (request.only_overdue() && clocks->overdue == 0) return;
    const bool concluded = IsConcluded(row, *clocks);
    // What is overdue of a case that is over, such as a notice prescribed by law, is overdue still.
    const bool any = request.only_overdue() && request.conclusion() == v1::CONCLUSION_UNSPECIFIED;
    if (!any && !IsAsked(request, concluded)) return;
    const RunningClock* next = clocks->Next();
    std::string key;
    AppendKey(key, PlaceOf(concluded, *clocks));
    AppendKey(key, DayKey(next == nullptr ? std::nullopt : next->due_on));
    AppendKey(key, row.reference());
    AppendKey(key, row.case_id());
    found.emplace_back(std::move(key), CaseWithClocks{row, std::move(clocks)});
  }));
  return GivePage(found, request, reply, [&](const CaseWithClocks& one) {
    v1::CaseSummary& summary = *reply.add_cases();
    Fill(one, asked, summary);
    const auto same = used.find(ReferenceKey(one.row));
    if (UsesItsReference(one.row) && same != used.end()) {
      summary.set_same_reference(same->second - 1);
    }
    return absl::OkStatus();
  });
}

absl::Status ListClocks(const Asked& asked, const v1::ListClocksRequest& request,
                        v1::ListClocksReply& reply) {
  const absl::CivilDay last = asked.Today() + static_cast<int>(request.horizon_days());
  std::vector<std::pair<std::string, FoundClock>> found;
  uint32_t overdue = 0;
  const auto take = [&](const CaseRow& row, const auto& clocks) {
    // What a case that is over owes still, such as a notice prescribed by law, is overdue and not
    // due.
    const bool concluded = IsConcluded(row, *clocks);
    for (const RunningClock& clock : clocks->clocks) {
      if (!IsWanted(clock, request, last) || (concluded && !clock.Overdue())) continue;
      overdue += clock.Overdue();
      std::string key;
      AppendKey(key, clock.Overdue() ? "0" : "1");
      AppendKey(key, DayKey(clock.due_on));
      AppendKey(key, row.reference());
      AppendKey(key, row.case_id());
      AppendKey(key, clock.kind);
      AppendKey(key, clock.subject);
      AppendKey(key, Ordered(uint64_t{clock.instance}));
      found.emplace_back(std::move(key),
                         FoundClock{row, clock.kind, clock.subject, clock.instance});
    }
  };
  RETURN_IF_ERROR(ForEachCase(asked, request, take));
  RETURN_IF_ERROR(ForEachPlan(asked, request, take));
  reply.set_overdue(overdue);
  AnswersByCase known;
  return GivePage(found, request, reply, [&](const FoundClock& one) {
    return Fill(one, asked, known, *reply.add_clocks());
  });
}

absl::Status GetCaseClocks(const Asked& asked, const v1::GetCaseClocksRequest& request,
                           v1::GetCaseClocksReply& reply) {
  ASSIGN_OR_RETURN(const auto row, FindCase(asked, request.kind(), request.case_id()));
  if (!row) {
    return absl::NotFoundError("there is no such case among those you may see");
  }
  reply.set_reference(row->reference());
  ASSIGN_OR_RETURN(const auto answers, AnswersOf(*row, asked.view, asked.now, asked.london));
  for (const ClockAnswer& answer : answers) {
    if (answer.status() == ClockAnswer::NOT_STARTED && !request.include_not_started()) continue;
    *reply.add_clocks() = answer;
  }
  return absl::OkStatus();
}

}  // namespace candour::views
