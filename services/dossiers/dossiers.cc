#include "services/dossiers/dossiers.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "candour/record/v1/record.pb.h"
#include "services/gate/errors.h"
#include "services/record/streams.h"
#include "workflows/board/board.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/whose.h"

namespace candour::dossiers {
namespace {

using workflows::case_files::Dossier;
using workflows::case_files::History;

absl::StatusOr<record::ReadEnd> ReadHead(gate::Client& client, const std::string& tenant,
                                         uint64_t at_least_position) {
  record::v1::ReadStreamsRequest request;
  request.set_tenant(tenant);
  request.set_at_least_position(at_least_position);
  return record::ReadEvents(client, request,
                            [](const record::v1::RecordedEvent&) { return absl::OkStatus(); });
}

absl::StatusOr<Micros> RecordedAt(gate::Client& client, const std::string& tenant,
                                  uint64_t position) {
  record::v1::ReadAllRequest request;
  request.set_tenant(tenant);
  request.set_from_position(position);
  request.set_at_most_events(1);
  Micros recorded_at = 0;
  RETURN_IF_ERROR(record::ReadEvents(client, request, [&](const record::v1::RecordedEvent& event) {
                    recorded_at = event.recorded_at_micros();
                    return absl::OkStatus();
                  }).status());
  return recorded_at;
}

// How many events were recorded by then. The log's time never runs backwards, so halving finds it.
absl::StatusOr<uint64_t> CountRecordedBy(gate::Client& client, const std::string& tenant,
                                         Micros moment, uint64_t head) {
  uint64_t low = 0;
  uint64_t high = head;
  while (low < high) {
    const uint64_t middle = low + (high - low) / 2;
    ASSIGN_OR_RETURN(const Micros recorded_at, RecordedAt(client, tenant, middle));
    if (recorded_at <= moment) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

absl::Status Refuse(const PinQuestion& question, absl::string_view part, absl::string_view why) {
  return gate::InvalidFields({{absl::StrCat(question.field, ".", part), std::string(why)}});
}

absl::Status PinMoment(gate::Client& client, const PinQuestion& question, uint64_t head, Pin& pin) {
  const audit::v1::AsAt& as_at = question.as_at;
  const Micros moment = absl::ToUnixMicros(workflows::MomentOf(as_at.moment()));
  const absl::CivilDay today =
      workflows::clocks::DayOf(absl::FromUnixMicros(pin.now), question.london);
  if (moment > absl::ToUnixMicros(workflows::clocks::EndOfDay(today, question.london))) {
    return Refuse(question, "moment",
                  "this lies ahead, and nobody knows yet what will be recorded by then. Leave it "
                  "out to ask for now");
  }
  pin.now = std::min(pin.now, moment);
  if (as_at.by_known_at() || as_at.by_occurred()) {
    pin.as_at.moment = moment;
    pin.as_at.by_known_at = as_at.by_known_at();
    pin.as_at.by_occurred = as_at.by_occurred();
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const uint64_t count, CountRecordedBy(client, pin.tenant, moment, head));
  if (count == 0) {
    return Refuse(question, "moment", "the log had not begun by then");
  }
  pin.as_at.position = count - 1;
  return absl::OkStatus();
}

absl::Status PinPosition(gate::Client& client, const PinQuestion& question, uint64_t head,
                         Pin& pin) {
  const audit::v1::AsAt& as_at = question.as_at;
  if (as_at.position() >= head) {
    return Refuse(question, "position", "the log does not hold this position");
  }
  pin.as_at.position = as_at.position();
  ASSIGN_OR_RETURN(pin.now, RecordedAt(client, pin.tenant, as_at.position()));
  return absl::OkStatus();
}

absl::Status Unfound() {
  return absl::NotFoundError(
      "there was no such case of this board by then: check the id, the board and the date");
}

// Whose it was, nobody can tell.
absl::Status ForgottenUntold() {
  return absl::NotFoundError(
      "what is kept under this id was forgotten, and the log holds no word of it: it was put back "
      "from a backup older than that");
}

// To one that led it: who leads it now is no secret. Through whose hands it went there is.
absl::Status PassedOn(const std::string& now_with, const workflows::FormerLead& lead, bool directly,
                      absl::TimeZone london) {
  return absl::NotFoundError(
      absl::StrCat("the lead of this case was passed on on ",
                   workflows::clocks::DateWords(
                       workflows::clocks::DayOf(absl::FromUnixMicros(lead.led_until), london)),
                   directly ? ", to " : ", and is by now with ", now_with,
                   ": ask its office, or ask for the case as of a day before"));
}

// In whose names it was recorded.
std::set<std::string> BoardsIn(const History& own) {
  std::set<std::string> boards;
  for (const auto& event : own.events) boards.insert(event.recorded.body().board_id());
  boards.erase("");
  return boards;
}

}  // namespace

absl::StatusOr<Pin> PinDown(gate::Client& record, const PinQuestion& question) {
  ASSIGN_OR_RETURN(const record::ReadEnd end,
                   ReadHead(record, question.tenant, question.at_least_position));
  Pin pin;
  pin.tenant = question.tenant;
  pin.now = end.now;
  pin.as_at.position = end.head_position - 1;
  switch (question.as_at.until_case()) {
    case audit::v1::AsAt::kMoment:
      RETURN_IF_ERROR(PinMoment(record, question, end.head_position, pin));
      break;
    case audit::v1::AsAt::kPosition:
      RETURN_IF_ERROR(PinPosition(record, question, end.head_position, pin));
      break;
    case audit::v1::AsAt::UNTIL_NOT_SET:
      break;
  }
  if (question.as_at.by_known_at() && question.as_at.by_occurred()) {
    return Refuse(question, "by_occurred",
                  "what was known by then and what is known now are two questions. Ask one");
  }
  for (const auto& [asked, part] : {std::pair(question.as_at.by_known_at(), "by_known_at"),
                                    std::pair(question.as_at.by_occurred(), "by_occurred")}) {
    if (asked && question.as_at.until_case() != audit::v1::AsAt::kMoment) {
      return Refuse(question, part, "this needs a moment");
    }
  }
  pin.as_at.position = std::min(pin.as_at.position, question.at_most_position);
  return pin;
}

Dossiers Dossiers::AsOf(uint64_t position) const {
  Pin pin = pin_;
  pin.as_at.position = std::min(pin.as_at.position, position);
  return Dossiers(table_, record_, london_, std::move(pin));
}

absl::StatusOr<std::vector<types::v1::Forgetting>> ForgettingsOf(gate::Client& record,
                                                                 const std::string& tenant) {
  record::v1::ListForgettingsRequest request;
  request.set_tenant(tenant);
  record::v1::ListForgettingsReply reply;
  RETURN_IF_ERROR(record.Call("candour.record.v1.Record.ListForgettings", request, reply));
  return std::vector<types::v1::Forgetting>(reply.forgettings().begin(), reply.forgettings().end());
}

absl::StatusOr<std::vector<types::v1::Forgetting>> ForgettingsOf(gate::Client& record,
                                                                 const std::string& tenant,
                                                                 const audit::v1::CaseName& about) {
  ASSIGN_OR_RETURN(std::vector<types::v1::Forgetting> all, ForgettingsOf(record, tenant));
  std::vector<types::v1::Forgetting> acts;
  for (types::v1::Forgetting& act : all) {
    if (act.keys_destroyed() && act.about().id() == about.id() &&
        act.about().aggregate() == about.aggregate() &&
        act.about().board_id() == about.board_id()) {
      acts.push_back(std::move(act));
    }
  }
  return acts;
}

absl::StatusOr<Dossiers::Shared> Dossiers::Find(types::v1::Aggregate kind, const std::string& id) {
  if (const auto found = shared_.find(id); found != shared_.end()) return found->second;
  ASSIGN_OR_RETURN(auto read,
                   record::ReadHistories(record_, table_, pin_.tenant, {{kind, id}}, pin_.as_at));
  Shared history = std::make_shared<const History>(std::move(read.histories.front()));
  shared_[id] = history;
  return history;
}

absl::StatusOr<std::string> Dossiers::HolderOf(const History& own) {
  const auto part_of = own.state->PartOfLed();
  if (!part_of) return workflows::HeldBy(*own.state, nullptr);
  ASSIGN_OR_RETURN(const Shared whole, Find(part_of->kind, part_of->id));
  return workflows::HeldBy(*own.state, whole->state.get());
}

absl::StatusOr<bool> Dossiers::HasEverServed(const std::string& board_id,
                                             const std::string& served_id) {
  ASSIGN_OR_RETURN(const Shared serving, Find(types::v1::BOARD, board_id));
  if (serving->events.empty()) return false;
  const auto& shares = static_cast<const workflows::board::Board&>(*serving->state).shares;
  return std::any_of(shares.begin(), shares.end(),
                     [&](const auto& share) { return share.served_board_id() == served_id; });
}

absl::StatusOr<bool> Dossiers::HadBeforeItsPanel(const History& own, const std::string& board_id) {
  if (own.kind != types::v1::CHILD_DEATH) return false;
  ASSIGN_OR_RETURN(const Shared asking, Find(types::v1::BOARD, board_id));
  if (asking->events.empty()) return false;
  const auto& board = static_cast<const workflows::board::Board&>(*asking->state);
  for (const std::string& meeting_id : workflows::case_files::MeetingsNamedIn(own)) {
    ASSIGN_OR_RETURN(const Shared history, Find(types::v1::MEETING, meeting_id));
    const auto& meeting = static_cast<const workflows::meeting::Meeting&>(*history->state);
    const absl::CivilDay day = workflows::clocks::DayOf(meeting.starts_at, london_);
    if (board.Serves(meeting.body_id, own.state->lead_board_id, day)) return true;
  }
  return false;
}

absl::StatusOr<Dossier> Dossiers::Open(types::v1::Aggregate kind, const std::string& id,
                                       const std::string& board_id) {
  if (!table_.kinds().contains(kind)) {
    return gate::InvalidFields({{"about.aggregate", "there are no cases of this kind"}});
  }
  ASSIGN_OR_RETURN(auto read,
                   record::ReadHistories(record_, table_, pin_.tenant, {{kind, id}}, pin_.as_at));
  Dossier dossier;
  std::string lead = board_id;
  dossier.own = std::move(read.histories.front());
  if (dossier.own.events.empty()) return Unfound();
  const auto& first = dossier.own.events.front();
  if (first.message == nullptr) {
    // Whose it was, the log says itself.
    audit::v1::CaseName about;
    about.set_aggregate(kind);
    about.set_id(id);
    about.set_board_id(board_id);
    ASSIGN_OR_RETURN(const auto acts, ForgettingsOf(record_, pin_.tenant, about));
    if (acts.empty()) {
      ASSIGN_OR_RETURN(const auto all, ForgettingsOf(record_, pin_.tenant));
      return std::any_of(all.begin(), all.end(),
                         [&](const auto& act) { return act.about().id() == id; })
                 ? Unfound()
                 : ForgottenUntold();
    }
  } else {
    // Some of it had happened or was known, and it was no case of anybody's yet.
    const bool led = kind == types::v1::CHILD_DEATH || kind == types::v1::CASE_REVIEW;
    if (led && dossier.own.state->lead_board_id.empty()) return Unfound();
    ASSIGN_OR_RETURN(lead, HolderOf(dossier.own));
    if (lead != board_id) {
      ASSIGN_OR_RETURN(const bool may_read, HadBeforeItsPanel(dossier.own, board_id));
      if (!may_read) {
        const auto& leads = dossier.own.state->former_leads;
        const auto former = std::find_if(leads.rbegin(), leads.rend(),
                                         [&](const auto& one) { return one.board_id == board_id; });
        if (former != leads.rend()) {
          ASSIGN_OR_RETURN(const Shared now, Find(types::v1::BOARD, lead));
          const auto& board = static_cast<const workflows::board::Board&>(*now->state);
          return PassedOn(board.name.empty() ? "another board" : board.name, *former,
                          former == leads.rbegin(), london_);
        }
        return Unfound();
      }
    }
  }
  ASSIGN_OR_RETURN(dossier.board, Find(types::v1::BOARD, lead));
  std::set<std::string> serving = BoardsIn(dossier.own);  // whoever had a part in it
  for (const std::string& meeting_id : workflows::case_files::MeetingsNamedIn(dossier.own)) {
    ASSIGN_OR_RETURN(dossier.meetings[meeting_id], Find(types::v1::MEETING, meeting_id));
    const auto& state = *dossier.meetings[meeting_id]->state;
    serving.insert(static_cast<const workflows::meeting::Meeting&>(state).opened_by_board);
  }
  serving.erase("");
  serving.erase(lead);
  for (const std::string& other : serving) {
    ASSIGN_OR_RETURN(dossier.other_boards.emplace_back(), Find(types::v1::BOARD, other));
  }
  if (kind == types::v1::MEETING) {
    ASSIGN_OR_RETURN(dossier.meetings[id], Find(kind, id));
  }
  return dossier;
}

}  // namespace candour::dossiers
