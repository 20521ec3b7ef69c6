// Meetings and the timeline of boards.
#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "candour/events/v1/child_death.pb.h"
#include "candour/views/v1/plan_rows.pb.h"
#include "google/protobuf/descriptor.h"
#include "services/views/answers.h"
#include "services/views/keys.h"
#include "services/views/paging.h"
#include "services/views/scan.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/table.h"
#include "workflows/words.h"

namespace candour::views {
namespace {

using v1::CaseRow;
using v1::LineRow;
using v1::MeetingRow;
using workflows::board::Board;

bool IsDeferral(const LineRow& line) {
  return line.event_type() == events::v1::CaseDeferred::descriptor()->name();
}

std::string TitleOf(const std::string& event_type) {
  const auto* event = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
      absl::StrCat("candour.events.v1.", event_type));
  return event == nullptr ? event_type : workflows::EventRuleOf(*event).title();
}

google::protobuf::Timestamp Stamp(Micros micros) {
  google::protobuf::Timestamp stamp;
  stamp.set_seconds(micros / 1'000'000);
  stamp.set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1'000));
  return stamp;
}

absl::StatusOr<std::string> ReferenceOf(const Asked& asked, types::v1::Aggregate kind,
                                        const std::string& id) {
  ASSIGN_OR_RETURN(const auto row, GetRow<CaseRow>(asked.view.rows, CaseKey(kind, id)));
  if (row) return row->reference();
  ASSIGN_OR_RETURN(const auto plan, GetRow<v1::PlanRow>(asked.view.rows, PlanKey(id)));
  return plan ? plan->title() : std::string();
}

const Board* BoardOf(const Asked& asked, const std::string& board_id) {
  const auto board = asked.view.boards.find(board_id);
  return board == asked.view.boards.end() ? nullptr : board->second.get();
}

// Who and where, from the register, in front of what the row itself says.
std::string DetailOf(const LineRow& line, const Board* board) {
  std::vector<std::string> parts;
  if (board != nullptr && !line.person_id().empty()) {
    parts.push_back(board->PersonName(line.person_id()));
  }
  if (board != nullptr && !line.seat_id().empty()) {
    const auto seat = board->seats.find(line.seat_id());
    if (seat != board->seats.end()) {
      parts.push_back(absl::StrCat("seat of ", workflows::Words(seat->second.role), ", ",
                                   board->BodyName(seat->second.body_id)));
    }
  } else if (board != nullptr && !line.body_id().empty() &&
             board->BodyName(line.body_id()) != line.detail()) {
    parts.push_back(board->BodyName(line.body_id()));
  }
  if (!line.detail().empty()) parts.push_back(line.detail());
  return absl::StrJoin(parts, "; ");
}

// The body a line concerns, directly or through the seat it names.
std::string BodyOf(const LineRow& line, const Board* board) {
  if (!line.body_id().empty() || board == nullptr || line.seat_id().empty()) return line.body_id();
  const auto seat = board->seats.find(line.seat_id());
  return seat == board->seats.end() ? std::string() : seat->second.body_id;
}

absl::Status Fill(const Asked& asked, const LineRow& line, v1::Outcome& outcome) {
  outcome.set_title(TitleOf(line.event_type()));
  outcome.set_detail(DetailOf(line, BoardOf(asked, line.board_id())));
  outcome.set_deferred(IsDeferral(line));
  *outcome.mutable_occurred() = line.occurred();
  outcome.set_position(line.position());
  outcome.set_subject(line.subject());
  outcome.set_subject_id(line.subject_id());
  ASSIGN_OR_RETURN(*outcome.mutable_reference(),
                   ReferenceOf(asked, line.subject(), line.subject_id()));
  return absl::OkStatus();
}

// An outcome belongs to the item it names, else to the one about its own case.
bool IsAbout(const LineRow& line, const MeetingRow::Item& item) {
  return line.item_id().empty() ? line.subject_id() == item.subject_id()
                                : line.item_id() == item.item_id();
}

// What became of an item.
struct Ended {
  bool decided = false;
  bool deferred = false;
  std::string led_by;      // another board, that alone decides on the case by now
  std::string no_matter;   // void, or another case by now
  bool forgotten = false;  // no list has a row of it any more
};

absl::CivilDay DayOfMeeting(const Asked& asked, const google::protobuf::Timestamp& starts_at) {
  return workflows::clocks::DayOf(workflows::MomentOf(starts_at), asked.london);
}

// Whether the body may still decide on the case: its board leads, or one that it serves.
bool IsLedFor(const CaseRow& subject, const v1::MeetingSummary& meeting, const Asked& asked) {
  if (subject.board_id() == meeting.board_id()) return true;
  const Board* board = BoardOf(asked, meeting.board_id());
  return board != nullptr && board->Serves(meeting.body_id(), subject.board_id(),
                                           DayOfMeeting(asked, meeting.starts_at()));
}

std::string LeadWords(const CaseRow& subject, const Asked& asked) {
  const Board* lead = BoardOf(asked, subject.board_id());
  return lead == nullptr ? "another board" : lead->name;
}

std::string NoMatter(const CaseRow& subject) {
  const CaseRow::Registered& kept = subject.registered();
  if (!kept.void_because().empty()) return absl::StrCat("void: ", kept.void_because());
  if (kept.belongs_to_reference().empty()) return "";
  return absl::StrCat("belongs to ", kept.belongs_to_reference(), " now");
}

bool IsOver(const v1::MeetingSummary& meeting) {
  return meeting.has_closed_at() || !meeting.cancelled().empty();
}

// At a meeting that only advises, nothing is decided: an item of it is discussed.
std::string StandingOf(const MeetingRow::Item& item, const Ended& ended, bool advises_only,
                       const v1::MeetingSummary& meeting) {
  if (!item.not_ratified().empty()) {
    return absl::StrCat("not ratified, and open again: ", item.not_ratified());
  }
  if (ended.forgotten) return "the case was forgotten";
  if (ended.decided) return "decided";
  if (ended.deferred) return "deferred";
  if (!ended.led_by.empty()) {
    return absl::StrCat("not decided here: the case passed to ", ended.led_by);
  }
  if (!ended.no_matter.empty()) return ended.no_matter;
  if (!meeting.cancelled().empty()) return "not reached: the meeting was cancelled";
  if (meeting.has_closed_at() && advises_only) return "discussed";
  return meeting.has_closed_at() ? "not reached: the meeting was closed without a decision on it"
                                 : "to be taken";
}

void Count(const MeetingRow::Item& item, const Ended& ended, bool ready, bool advises_only,
           v1::MeetingSummary& summary) {
  if (!item.not_ratified().empty()) {
    summary.set_not_ratified(summary.not_ratified() + 1);
  } else if (ended.forgotten) {
    summary.set_forgotten(summary.forgotten() + 1);
  } else if (ended.decided) {
    summary.set_decided(summary.decided() + 1);
  } else if (ended.deferred) {
    summary.set_deferred(summary.deferred() + 1);
  } else if (!ended.no_matter.empty()) {
    return;  // it is neither to be taken nor left
  } else if (summary.has_closed_at() && summary.cancelled().empty() && advises_only) {
    summary.set_discussed(summary.discussed() + 1);
  } else if (IsOver(summary)) {
    summary.set_not_reached(summary.not_reached() + 1);
  } else if (ready) {
    summary.set_ready(summary.ready() + 1);
  } else {
    summary.set_not_ready(summary.not_ready() + 1);
  }
}

// Whether the meeting is of a panel of another board, which serves a board that is asked for.
bool IsOfServingPanel(const Asked& asked, const MeetingRow& row, const std::string& wanted) {
  const Board* board = BoardOf(asked, row.board_id());
  if (board == nullptr || asked.Shows(row.board_id(), wanted)) return false;
  return std::any_of(board->shares.begin(), board->shares.end(), [&](const auto& share) {
    return asked.Shows(share.served_board_id(), wanted) &&
           board->Serves(row.body_id(), share.served_board_id(),
                         DayOfMeeting(asked, row.starts_at()));
  });
}

absl::Status FillItem(const Asked& asked, const MeetingRow::Item& row, bool advises_only,
                      const std::vector<LineRow>& outcomes, v1::MeetingSummary& summary) {
  v1::AgendaItem& item = *summary.add_items();
  item.set_item_id(row.item_id());
  item.set_number(row.number());
  item.set_subject(row.subject());
  item.set_subject_id(row.subject_id());
  item.set_recused(row.recused());
  if (row.has_quorum()) *item.mutable_quorum() = row.quorum();
  Ended ended;
  for (const LineRow& line : outcomes) {
    if (!IsAbout(line, row)) continue;
    RETURN_IF_ERROR(Fill(asked, line, *item.add_outcomes()));
    (IsDeferral(line) ? ended.deferred : ended.decided) = true;
  }
  ASSIGN_OR_RETURN(const auto subject,
                   GetRow<CaseRow>(asked.view.rows, CaseKey(row.subject(), row.subject_id())));
  ended.forgotten = !subject && !row.subject_id().empty();
  if (subject) {
    item.set_reference(subject->reference());
    for (const auto& told : subject->item_matters()) {
      if (told.item_id() == row.item_id()) item.set_matter(told.matter());
    }
    ended.no_matter = NoMatter(*subject);
    if (!IsLedFor(*subject, summary, asked)) ended.led_by = LeadWords(*subject, asked);
  }
  if (subject && ended.led_by.empty()) {
    item.set_ready(IsReady(*subject, asked));
    for (std::string& missing : MissingForPanel(*subject, asked)) {
      item.add_missing_for_panel(std::move(missing));
    }
    CaseRow unlisted = *subject;
    unlisted.clear_listings();
    if (!item.ready()) item.set_waiting_for(WaitingFor(unlisted, asked));
  }
  item.set_standing(StandingOf(row, ended, advises_only, summary));
  Count(row, ended, item.ready(), advises_only, summary);
  return absl::OkStatus();
}

KeyBounds BoundsOf(const std::string& prefix, const Span& span) {
  KeyBounds bounds;
  if (span.from != absl::InfinitePast()) {
    bounds.from = absl::StrCat(prefix, Ordered(absl::ToUnixMicros(span.from)));
  }
  if (span.until != absl::InfiniteFuture()) {
    bounds.until = absl::StrCat(prefix, Ordered(absl::ToUnixMicros(span.until)));
  }
  return bounds;
}

}  // namespace

Span SpanOf(const types::v1::Date* from, const types::v1::Date* until,
            const absl::TimeZone& london) {
  Span span;
  if (from != nullptr) {
    span.from = workflows::clocks::StartOfDay(workflows::DayOf(*from), london);
  }
  if (until != nullptr) {
    span.until = workflows::clocks::StartOfDay(workflows::DayOf(*until) + 1, london);
  }
  return span;
}

absl::Status Summarise(const Asked& asked, const MeetingRow& row, v1::MeetingSummary& summary) {
  summary.set_meeting_id(row.meeting_id());
  summary.set_board_id(row.board_id());
  summary.set_body_id(row.body_id());
  if (const Board* board = BoardOf(asked, row.board_id())) {
    summary.set_body_name(board->BodyName(row.body_id()));
    const auto body = board->bodies.find(row.body_id());
    if (body != board->bodies.end()) summary.set_body_kind(body->second.kind);
  }
  *summary.mutable_starts_at() = row.starts_at();
  summary.set_place(row.place());
  if (row.has_closed_at()) *summary.mutable_closed_at() = row.closed_at();
  summary.set_attended(row.attended());
  summary.set_apologies(row.apologies());
  summary.set_revision(row.revision());
  summary.set_kind_title(row.kind_title());
  summary.set_cancelled(row.cancelled());

  std::vector<LineRow> outcomes;
  RETURN_IF_ERROR(ScanRows<LineRow>(
      asked.view.rows, OutcomePrefix(row.meeting_id()),
      [&](const std::string&, const LineRow& line) { outcomes.push_back(line); }));
  for (const MeetingRow::Item& item : row.items()) {
    RETURN_IF_ERROR(FillItem(asked, item, row.advises_only(), outcomes, summary));
  }
  for (const LineRow& line : outcomes) {
    const bool listed = std::any_of(row.items().begin(), row.items().end(),
                                    [&](const auto& item) { return IsAbout(line, item); });
    if (!listed) RETURN_IF_ERROR(Fill(asked, line, *summary.add_other_outcomes()));
  }
  return absl::OkStatus();
}

namespace {

// Of what others have before the same panel a board it serves learns nothing.
absl::Status SummariseTheirs(const Asked& asked, const MeetingRow& row, const std::string& wanted,
                             v1::MeetingSummary& summary) {
  const auto is_theirs = [&](const auto& about) -> absl::StatusOr<bool> {
    ASSIGN_OR_RETURN(
        const auto subject,
        GetRow<CaseRow>(asked.view.rows, CaseKey(about.subject(), about.subject_id())));
    return subject && asked.Shows(subject->board_id(), wanted);
  };
  MeetingRow theirs = row;
  theirs.clear_items();
  for (const MeetingRow::Item& item : row.items()) {
    ASSIGN_OR_RETURN(const bool shown, is_theirs(item));
    if (shown) *theirs.add_items() = item;
  }
  RETURN_IF_ERROR(Summarise(asked, theirs, summary));
  v1::MeetingSummary all;
  all.mutable_other_outcomes()->Swap(summary.mutable_other_outcomes());
  for (v1::Outcome& outcome : *all.mutable_other_outcomes()) {
    ASSIGN_OR_RETURN(const bool shown, is_theirs(outcome));
    if (shown) summary.add_other_outcomes()->Swap(&outcome);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ListMeetings(const Asked& asked, const v1::ListMeetingsRequest& request,
                          v1::ListMeetingsReply& reply) {
  const Span span = SpanOf(request.has_from() ? &request.from() : nullptr,
                           request.has_until() ? &request.until() : nullptr, asked.london);
  std::vector<std::pair<std::string, MeetingRow>> found;
  RETURN_IF_ERROR(ScanRows<MeetingRow>(
      asked.view.rows, kMeetingPrefix, [&](const std::string&, const MeetingRow& row) {
        if (!asked.Shows(row.board_id(), request.board_id()) &&
            !IsOfServingPanel(asked, row, request.board_id())) {
          return;
        }
        if (!request.body_id().empty() && request.body_id() != row.body_id()) return;
        const absl::Time starts_at = workflows::MomentOf(row.starts_at());
        if (starts_at < span.from || starts_at >= span.until) return;
        std::string key;
        AppendKey(key, Ordered(absl::ToUnixMicros(starts_at)));
        AppendKey(key, row.meeting_id());
        found.emplace_back(std::move(key), row);
      }));
  return GivePage(found, request, reply, [&](const MeetingRow& row) -> absl::Status {
    v1::MeetingSummary& summary = *reply.add_meetings();
    return IsOfServingPanel(asked, row, request.board_id())
               ? SummariseTheirs(asked, row, request.board_id(), summary)
               : Summarise(asked, row, summary);
  });
}

absl::Status GetTimeline(const Asked& asked, const v1::GetTimelineRequest& request,
                         v1::GetTimelineReply& reply) {
  const Span span = SpanOf(request.has_from() ? &request.from() : nullptr,
                           request.has_until() ? &request.until() : nullptr, asked.london);
  std::vector<std::pair<std::string, LineRow>> found;
  for (const auto& [board_id, board] : asked.view.boards) {
    if (!asked.Shows(board_id, request.board_id())) continue;
    const std::string prefix = LinePrefix(board_id);
    RETURN_IF_ERROR(ScanRows<LineRow>(
        asked.view.rows, prefix,
        [&, &board = board](const std::string& key, const LineRow& line) {
          if (!request.body_id().empty() && request.body_id() != BodyOf(line, board.get())) return;
          found.emplace_back(key.substr(prefix.size()), line);  // by time, then by position
        },
        BoundsOf(prefix, span)));
  }
  return GivePage(found, request, reply, [&](const LineRow& line) -> absl::Status {
    v1::TimelineEntry& entry = *reply.add_entries();
    *entry.mutable_occurred() = line.occurred();
    entry.set_title(TitleOf(line.event_type()));
    entry.set_detail(DetailOf(line, BoardOf(asked, line.board_id())));
    entry.set_event_type(line.event_type());
    entry.set_position(line.position());
    *entry.mutable_recorded_at() = Stamp(line.recorded_at_micros());
    entry.set_board_id(line.board_id());
    entry.set_subject(line.subject());
    entry.set_subject_id(line.subject_id());
    ASSIGN_OR_RETURN(*entry.mutable_reference(),
                     ReferenceOf(asked, line.subject(), line.subject_id()));
    if (line.subject() != types::v1::MEETING) return absl::OkStatus();
    ASSIGN_OR_RETURN(const auto meeting,
                     GetRow<MeetingRow>(asked.view.rows, MeetingKey(line.meeting_id())));
    return meeting ? Summarise(asked, *meeting, *entry.mutable_meeting()) : absl::OkStatus();
  });
}

}  // namespace candour::views
