// Which events are worth a line, and what the line says beside the event's title. What was decided
// at a meeting stands under that meeting; everything else on the timeline of its board.
#include <array>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/events/v1/action_plan.pb.h"
#include "candour/events/v1/board.pb.h"
#include "candour/events/v1/case_review.pb.h"
#include "candour/events/v1/child_death.pb.h"
#include "candour/events/v1/meeting.pb.h"
#include "candour/events/v1/panel_minutes.pb.h"
#include "candour/events/v1/plan_follow_up.pb.h"
#include "candour/events/v1/review_report.pb.h"
#include "candour/events/v1/review_scrutiny.pb.h"
#include "candour/views/v1/rows.pb.h"
#include "services/views/keys.h"
#include "services/views/rows.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/upcast.h"
#include "workflows/words.h"

namespace candour::views {
namespace {

namespace ev = events::v1;
using google::protobuf::Message;
using v1::LineRow;
using workflows::Words;

template <typename Event>
std::string WordsOfCriteria(const Event& event) {
  std::vector<std::string> words;
  for (int i = 0; i < event.criteria_met_size(); ++i) words.push_back(Words(event.criteria_met(i)));
  return words.empty() ? std::string() : absl::StrCat("; criteria: ", absl::StrJoin(words, ", "));
}

void Tell(const ev::BoardOpened& event, LineRow& line) { line.set_detail(event.name()); }

void Tell(const ev::EditionAdopted& event, LineRow& line) { line.set_detail(event.title()); }

void Tell(const ev::BodyEstablished& event, LineRow& line) {
  line.set_body_id(event.body_id());
  line.set_detail(event.name());
}

void Tell(const ev::SeatCreated& event, LineRow& line) {
  line.set_body_id(event.body_id());
  line.set_seat_id(event.seat_id());
}

void Tell(const ev::SeatFilled& event, LineRow& line) {
  line.set_seat_id(event.seat_id());
  line.set_person_id(event.person_id());
}

void Tell(const ev::SeatVacated& event, LineRow& line) { line.set_seat_id(event.seat_id()); }

void Tell(const ev::DeputyNamed& event, LineRow& line) {
  line.set_seat_id(event.seat_id());
  line.set_person_id(event.person_id());
}

void Tell(const ev::QuorumRulesSet& event, LineRow& line) {
  line.set_body_id(event.body_id());
  line.set_detail(absl::StrCat("at least ", event.minimum_members(), " members; ", event.source()));
}

// The line of a meeting is the meeting itself, at the time it begins.
void Tell(const ev::MeetingScheduled& event, LineRow& line) {
  line.set_body_id(event.body_id());
  line.set_meeting_id(line.subject_id());
  *line.mutable_occurred()->mutable_earliest() = event.starts_at();
  *line.mutable_occurred()->mutable_latest() = event.starts_at();
  line.mutable_occurred()->set_precision(types::v1::MOMENT);
}

void Tell(const ev::CaseDeferred& event, LineRow& line) {
  line.set_meeting_id(event.meeting_id());
  line.set_item_id(event.item_id());
  line.set_detail(event.needs().empty() ? event.reason()
                                        : absl::StrCat(event.reason(), "; needs: ", event.needs()));
}

void Tell(const ev::PanelDecisionRecorded& event, LineRow& line) {
  line.set_meeting_id(event.meeting_id());
  line.set_item_id(event.item_id());
  line.set_detail(absl::StrCat("category ", event.category(), ", ", event.category_title(), "; ",
                               event.modifiability_title()));
}

void Tell(const ev::DecisionNotRatified& event, LineRow& line) {
  line.set_meeting_id(event.meeting_id());
  line.set_item_id(event.item_id());
  line.set_detail(event.reason());
}

void Tell(const ev::ReviewItemNotRatified& event, LineRow& line) {
  line.set_meeting_id(event.meeting_id());
  line.set_item_id(event.item_id());
  line.set_detail(event.reason());
}

// Blank where nobody counted.
template <typename Event>
std::string VotesOf(const Event& event) {
  if (event.votes_for() == 0 && event.votes_against() == 0) return "";
  return absl::StrCat(", ", event.votes_for(), " for and ", event.votes_against(), " against");
}

void Tell(const ev::SubgroupRecommended& event, LineRow& line) {
  line.set_meeting_id(event.meeting_id());
  line.set_item_id(event.item_id());
  line.set_detail(absl::StrCat(Words(event.option()), VotesOf(event), WordsOfCriteria(event)));
}

void Tell(const ev::ReviewDecided& event, LineRow& line) {
  line.set_person_id(event.decider_person_id());
  line.set_seat_id(event.decider_seat_id());
  line.set_detail(absl::StrCat(Words(event.option()), WordsOfCriteria(event)));
}

void Tell(const ev::ReviewDecisionReversed& event, LineRow& line) {
  line.set_person_id(event.decider_person_id());
  line.set_seat_id(event.decider_seat_id());
  line.set_detail(absl::StrCat("now: ", Words(event.option()), WordsOfCriteria(event)));
}

void Tell(const ev::OverviewEndorsed& event, LineRow& line) {
  line.set_meeting_id(event.meeting_id());
  line.set_item_id(event.item_id());
  line.set_detail(absl::StrCat("version ", event.version()));
}

void Tell(const ev::ReportAccepted& event, LineRow& line) {
  line.set_meeting_id(event.meeting_id());
  line.set_item_id(event.item_id());
  line.set_detail(absl::StrCat("version ", event.version(), VotesOf(event)));
}

void Tell(const ev::ReportPublished& event, LineRow& line) { line.set_detail(Words(event.form())); }

void Tell(const ev::EvaluationReceived& event, LineRow& line) {
  line.set_detail(absl::StrCat(Words(event.grade()), ", by ", event.evaluator()));
}

void Tell(const ev::ReconsiderationDirected& event, LineRow& line) {
  line.set_detail(absl::StrCat("by ", event.by(), ", to be done by ",
                               workflows::clocks::DateWords(workflows::DayOf(event.redo_by()))));
}

void Tell(const ev::ActionVerified& event, LineRow& line) {
  line.set_person_id(event.verifier_person_id());
}

void Tell(const ev::ActionReopened& event, LineRow& line) { line.set_detail(event.reason()); }

void Tell(const ev::RecommendationClosed& event, LineRow& line) {
  line.set_meeting_id(event.meeting_id());
  line.set_detail(Words(event.outcome()));
}

void Tell(const ev::PlanReported& event, LineRow& line) {
  line.set_meeting_id(event.meeting_id());
  line.set_detail(
      absl::StrCat(event.verified_action_ids_size(), " of ", event.actions(), " actions verified"));
}

void Tell(const ev::PlanClosed& event, LineRow& line) {
  line.set_meeting_id(event.meeting_id());
  line.set_detail(event.statement());
}

void Tell(const ev::PlanReopened&, LineRow&) {}

using TellFn = void (*)(const Message&, LineRow&);
using Telling = absl::flat_hash_map<std::string, TellFn>;

template <typename... Events>
Telling TellingOf() {
  Telling telling;
  ((telling[Events::descriptor()->name()] =
        [](const Message& event, LineRow& line) { Tell(static_cast<const Events&>(event), line); }),
   ...);
  return telling;
}

const Telling& AllTelling() {
  static const auto& all = *new Telling(
      TellingOf<ev::BoardOpened, ev::EditionAdopted, ev::BodyEstablished, ev::SeatCreated,
                ev::SeatFilled, ev::SeatVacated, ev::DeputyNamed, ev::QuorumRulesSet,
                ev::MeetingScheduled, ev::CaseDeferred, ev::PanelDecisionRecorded,
                ev::DecisionNotRatified, ev::ReviewItemNotRatified, ev::SubgroupRecommended,
                ev::ReviewDecided, ev::ReviewDecisionReversed, ev::OverviewEndorsed,
                ev::ReportAccepted, ev::ReportPublished, ev::EvaluationReceived,
                ev::ReconsiderationDirected, ev::ActionVerified, ev::ActionReopened,
                ev::RecommendationClosed, ev::PlanReported, ev::PlanClosed, ev::PlanReopened>());
  return all;
}

std::string TextOf(const std::string& id) {
  Bytes16 bytes{};
  if (id.size() == bytes.size()) std::copy(id.begin(), id.end(), bytes.begin());
  return UuidText(bytes);
}

}  // namespace

absl::Status AddLine(const record::v1::RecordedEvent& event, const workflows::WorkflowTable& table,
                     Rows& rows) {
  if (event.forgotten()) return absl::OkStatus();
  const auto telling = AllTelling().find(event.body().type());
  if (telling == AllTelling().end()) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const auto message,
      workflows::Upcast(event.body(), *table.FindEvent(event.body().type())->prototype));
  LineRow line;
  line.set_position(event.position());
  line.set_recorded_at_micros(event.recorded_at_micros());
  line.set_event_type(event.body().type());
  *line.mutable_occurred() = event.body().occurred();
  line.set_board_id(event.body().board_id());
  line.set_subject(static_cast<types::v1::Aggregate>(event.stream_type()));
  line.set_subject_id(TextOf(event.stream_id()));
  telling->second(*message, line);
  const bool is_outcome = line.subject() != types::v1::MEETING && !line.meeting_id().empty();
  const Micros at = absl::ToUnixMicros(workflows::MomentOf(line.occurred().earliest()));
  rows[is_outcome ? OutcomeKey(line.meeting_id(), line.position())
                  : LineKey(line.board_id(), at, line.position())] = line.SerializeAsString();
  return absl::OkStatus();
}

}  // namespace candour::views
