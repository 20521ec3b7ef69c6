// The meeting of those who cared for the child, before the panel, and the analysis it drafts.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

namespace {

constexpr char kAfterPostMortem[] =
    "National Child Mortality Database, guidance on the child death review meeting";
constexpr char kAnalysisForm[] = "analysis";

// Never before the post-mortem report, if there is one: whoever met without it says why.
std::optional<Rejection> UnlessReportIsIn(const cw::RecordReviewMeeting& command,
                                          const ChildDeath& death) {
  const ParallelProcesses& processes = death.processes;
  if (!processes.post_mortem || processes.FinalReportOfLast()) return std::nullopt;
  if (!command.despite_awaited_report().empty()) return std::nullopt;
  return Refuse(types::v1::REASON_MISSING,
                "The final post-mortem report is awaited, and the meeting comes after it. Record "
                "the report, or say in despite_awaited_report why those who met did not wait.",
                kAfterPostMortem, {death.id});
}

std::optional<Rejection> UnlessDiscussed(const ChildDeath& death) {
  if (!death.response.review_meetings.empty()) return std::nullopt;
  const auto is_final = [](const ev::CaseDiscussionHeld& discussion) {
    return discussion.kind() == types::v1::FINAL_CASE_DISCUSSION;
  };
  const auto& before = death.response.discussions_before;
  if (std::any_of(before.begin(), before.end(), is_final)) return std::nullopt;
  if (death.rapid_response && std::any_of(death.rapid_response->discussions.begin(),
                                          death.rapid_response->discussions.end(), is_final)) {
    return std::nullopt;
  }
  return Refuse(types::v1::WRONG_STAGE,
                "The analysis is drafted by those who met: record the review meeting or the final "
                "case discussion first.",
                kOwnRule, {death.id});
}

}  // namespace

Decision Decide(const cw::ScheduleReviewMeeting& command, const Context&, const ChildDeath& death,
                const Board&) {
  if (death.response.meeting_scheduled) {
    return Refuse(types::v1::ALREADY_DONE,
                  "A review meeting is scheduled. Postpone it, or record that it was held.",
                  kOwnRule);
  }
  return Recorded<ev::ReviewMeetingScheduled>(command);
}

void Evolve(ChildDeath& death, const ev::ReviewMeetingScheduled& event, const Fact& fact) {
  death.response.meeting_scheduled = true;
  death.TakeBack(clocks::kReviewMeetingPlanned);
  death.TakeBack(clocks::kReviewMeetingInvited);
  death.Reach(clocks::kReviewMeetingPlanned, event.planned_on(), fact);
  death.Reach(clocks::kReviewMeetingInvited, event.invited_on(), fact);
}

Decision Decide(const cw::PostponeReviewMeeting& command, const Context&, const ChildDeath& death) {
  if (!death.response.meeting_scheduled) {
    return Refuse(types::v1::WRONG_STAGE, "No review meeting is scheduled. Schedule it first.",
                  kOwnRule);
  }
  const auto planned = FirstDayOf(death, clocks::kReviewMeetingPlanned);
  if (command.has_planned_on() && planned && DayOf(command.planned_on()) <= *planned) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  absl::StrCat("The meeting is planned for ", clocks::DateWords(*planned),
                               ", and is postponed to a later day. To hold it sooner, postpone it "
                               "without a day, and schedule it anew."),
                  kOwnRule);
  }
  return Recorded<ev::ReviewMeetingPostponed>(command);
}

// Those invited are told of the new day then, so that the notice runs anew. Without one there is no
// meeting to be told of.
void Evolve(ChildDeath& death, const ev::ReviewMeetingPostponed& event, const Fact& fact) {
  death.TakeBack(clocks::kReviewMeetingPlanned);
  death.TakeBack(clocks::kReviewMeetingInvited);
  death.response.meeting_scheduled = event.has_planned_on();
  if (!event.has_planned_on()) return;
  death.Reach(clocks::kReviewMeetingPlanned, event.planned_on(), fact);
  death.Reach(clocks::kReviewMeetingInvited, event.postponed_on(), fact);
}

// A mortality meeting of a hospital serves, and was never scheduled here.
Decision Decide(const cw::RecordReviewMeeting& command, const Context&, const ChildDeath& death,
                const Board&) {
  for (const auto& known : death.response.review_meetings) {
    if (MomentOf(known.held_at()) == MomentOf(command.held_at())) {
      return Refuse(
          types::v1::ALREADY_DONE,
          "This meeting is recorded already. To correct it, name the event you correct and why.",
          kOwnRule);
    }
  }
  RETURN_IF_REFUSED(UnlessReportIsIn(command, death));
  return Recorded<ev::ReviewMeetingHeld>(command);
}

void Evolve(ChildDeath& death, const ev::ReviewMeetingHeld& event, const Fact& fact) {
  death.response.meeting_scheduled = false;
  death.response.review_meetings.push_back(event);
  death.Reach(clocks::kReviewMeetingHeld, event.held_at(), fact);
}

Decision Decide(const cw::RecordDraftAnalysis& command, const Context&, const ChildDeath& death,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessDiscussed(death));
  const auto form = board.editions.FormVersion(kAnalysisForm, command.form_version());
  if (!form.ok()) {
    return Refuse(types::v1::VOCABULARY_OF_OTHER_EDITION,
                  absl::StrCat("No analysis form has the version ", command.form_version(),
                               ". Name one that was adopted, or adopt it."),
                  kOwnRule);
  }
  return Recorded<ev::DraftAnalysisProduced>(command);
}

void Evolve(ChildDeath& death, const ev::DraftAnalysisProduced& event, const Fact& fact) {
  death.response.drafts.push_back(event);
  death.Reach(clocks::kReviewMeetingReported, event.produced_on(), fact);
}

void RegisterReviewMeeting(WorkflowTable& table) {
  table.Events<ChildDeath, ev::ReviewMeetingScheduled, ev::ReviewMeetingPostponed,
               ev::ReviewMeetingHeld, ev::DraftAnalysisProduced>();
  table.Command<cw::ScheduleReviewMeeting, ChildDeath, Board>();
  table.Command<cw::PostponeReviewMeeting, ChildDeath>();
  table.Command<cw::RecordReviewMeeting, ChildDeath, Board>();
  table.Command<cw::RecordDraftAnalysis, ChildDeath, Board>();
}

}  // namespace candour::workflows::child_death
