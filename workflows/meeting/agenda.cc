// The agenda, and what becomes of it and of a meeting before that is held.
#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "candour/casework/v1/agenda.pb.h"
#include "candour/events/v1/agenda.pb.h"
#include "workflows/board/succession.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"

namespace candour::workflows::meeting {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

namespace {

// Nobody has come or replied yet.
std::optional<Rejection> UnlessAhead(const Meeting& meeting) {
  if (meeting.attendance.empty() && meeting.replies.empty()) return std::nullopt;
  return Refuse(
      types::v1::WRONG_STAGE,
      "The meeting has begun: attendance or replies are recorded. Defer what is not reached, "
      "and close the meeting.",
      kOwnRule, {meeting.id});
}

}  // namespace

std::optional<Rejection> ListItem(const google::protobuf::Message& command, const Listing& listing,
                                  const Context& context, const Meeting& meeting,
                                  Decision& decision) {
  RETURN_IF_REFUSED(UnlessRunning(meeting, context));
  const bool listed = !listing.once_more && meeting.ItemAbout("", listing.subject_id) != nullptr;
  if (listed || meeting.items.contains(listing.item_id)) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The case is on this agenda already. Decide or defer it as the item it has.",
                  kOwnRule, {meeting.id, listing.subject_id});
  }
  uint32_t last = 0;
  for (const auto& [id, other] : meeting.items) last = std::max(last, other.number);
  auto& item = decision.Add<ev::ItemListed>(command);
  item.set_item_id(listing.item_id);
  item.set_number(last + 1);
  item.set_subject(listing.subject);
  item.set_subject_id(listing.subject_id);
  return std::nullopt;
}

FoundItem FindItem(const Meeting& meeting, const std::string& item_id,
                   const std::string& subject_id) {
  if (!item_id.empty()) return {std::nullopt, item_id};
  std::vector<const Item*> about;
  for (const auto& [id, item] : meeting.items) {
    if (item.subject_id == subject_id) about.push_back(&item);
  }
  if (about.size() == 1) return {std::nullopt, about.front()->id};
  if (about.empty()) return {};
  std::vector<uint32_t> numbers;
  std::vector<std::string> ids;
  for (const Item* item : about) {
    numbers.push_back(item->number);
    ids.push_back(item->id);
  }
  std::sort(numbers.begin(), numbers.end());
  return {Refuse(types::v1::UNKNOWN_REFERENCE,
                 absl::StrCat("The case is on this agenda as items ", absl::StrJoin(numbers, ", "),
                              ". Say in item_id as which of them it was decided."),
                 kOwnRule, std::move(ids)),
          ""};
}

Decision Decide(const cw::PostponeMeeting& command, const Context& context, const Meeting& meeting,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessAhead(meeting));
  const absl::Time starts_at = MomentOf(command.starts_at());
  RETURN_IF_REFUSED(UnlessBodyExists(board.bodies.at(meeting.body_id), meeting.body_id,
                                     clocks::DayOf(starts_at, context.london)));
  RETURN_IF_REFUSED(board::UnlessBodiesEnded(board, clocks::DayOf(starts_at, context.london)));
  if (starts_at == meeting.starts_at) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "It is at that time already. Give another, or leave it as it is.", kOwnRule);
  }
  if (command.has_last_day() &&
      DayOf(command.last_day()) < clocks::DayOf(starts_at, context.london)) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "A meeting cannot end before it begins. Correct last_day.", kOwnRule);
  }
  return Recorded<ev::MeetingPostponed>(command);
}

void Evolve(Meeting& meeting, const ev::MeetingPostponed& event, const Fact& fact) {
  meeting.Meets(MomentOf(event.starts_at()), event.has_last_day() ? &event.last_day() : nullptr,
                fact.london);
}

namespace {

// A case that waited for such a meeting waits again, if the body's board or one it serves leads it.
void TellCase(const google::protobuf::Message& command, const Context& context,
              const Meeting& meeting, const Item& item, const Board& board, Decision& decision) {
  const LoadedCase listed = CaseOf(context, item);
  if (listed.subject == nullptr) return;
  const std::string& lead = listed.stream->lead_board_id;
  const absl::CivilDay day = clocks::DayOf(meeting.starts_at, context.london);
  if (lead != board.id && !board.Serves(meeting.body_id, lead, day)) return;
  listed.subject->TellNotTaken(meeting.id, command, context, decision);
}

std::vector<StreamRef> CasesOfAll(const cw::CancelMeeting&, const Meeting& meeting) {
  std::vector<StreamRef> cases;
  for (const auto& [id, item] : meeting.items) cases.push_back({item.subject, item.subject_id});
  return cases;
}

}  // namespace

Decision Decide(const cw::CancelMeeting& command, const Context& context, const Meeting& meeting,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessAhead(meeting));
  Decision decision = Recorded<ev::MeetingCancelled>(command);
  for (const auto& [id, item] : meeting.items) {
    TellCase(command, context, meeting, item, board, decision);
  }
  return decision;
}

void Evolve(Meeting& meeting, const ev::MeetingCancelled& event, const Fact&) {
  meeting.cancelled = event.reason();
}

Decision Decide(const cw::OrderAgenda& command, const Context&, const Meeting& meeting) {
  RETURN_IF_REFUSED(UnlessAhead(meeting));
  const std::set<std::string> named(command.item_ids().begin(), command.item_ids().end());
  bool every_item = named.size() == meeting.items.size();
  for (const std::string& id : named) every_item &= meeting.items.contains(id);
  if (!every_item) {
    return Refuse(
        types::v1::CONTRADICTORY,
        absl::StrCat("Name every item of the agenda once: there are ", meeting.items.size(), "."),
        kOwnRule);
  }
  return Recorded<ev::AgendaOrdered>(command);
}

void Evolve(Meeting& meeting, const ev::AgendaOrdered& event, const Fact&) {
  uint32_t number = 0;
  for (const std::string& id : event.item_ids()) meeting.items[id].number = ++number;
}

Decision Decide(const cw::TakeItemOff& command, const Context& context, const Meeting& meeting,
                const Board& board) {
  RETURN_IF_REFUSED(UnlessAhead(meeting));
  RETURN_IF_REFUSED(UnlessItem(meeting, command.item_id()));
  Decision decision = Recorded<ev::ItemTakenOff>(command);
  TellCase(command, context, meeting, meeting.items.at(command.item_id()), board, decision);
  return decision;
}

void Evolve(Meeting& meeting, const ev::ItemTakenOff& event, const Fact&) {
  auto item = meeting.items.extract(event.item_id());
  if (!item.empty() && !item.mapped().recused.empty()) {
    meeting.taken_off.push_back(std::move(item.mapped()));
  }
}

void RegisterAgenda(WorkflowTable& table) {
  table.Events<Meeting, ev::MeetingPostponed, ev::MeetingCancelled, ev::AgendaOrdered,
               ev::ItemTakenOff>();
  table.Command<cw::PostponeMeeting, Meeting, Board>();
  table.Command<cw::CancelMeeting, Meeting, Board>();
  table.LoadBeside<cw::CancelMeeting, Meeting>(&CasesOfAll);
  table.Command<cw::OrderAgenda, Meeting>();
  table.Command<cw::TakeItemOff, Meeting, Board>();
  table.LoadBeside<cw::TakeItemOff, Meeting>(&CaseOfItem);
}

}  // namespace candour::workflows::meeting
