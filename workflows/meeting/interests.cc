// Interests in an item: declared, ruled on, and what one means that was declared too late.
#include <algorithm>

#include "candour/casework/v1/meeting.pb.h"
#include "workflows/meeting/meeting.h"

namespace candour::workflows::meeting {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;

uint64_t InterestSince(const Meeting& meeting, const Item& item, const std::string& person_id) {
  const auto declared = item.late_interests.find(person_id);
  if (declared == item.late_interests.end() || declared->second <= item.ratified_position) return 0;
  const auto presence = meeting.PresenceFor(item.id);
  const bool took_part =
      std::any_of(presence.begin(), presence.end(),
                  [&](const Attendance& attendance) { return attendance.person_id == person_id; });
  return took_part ? declared->second : 0;
}

uint64_t InterestSince(const Meeting& meeting, const Item& item) {
  uint64_t last = 0;
  for (const auto& [person_id, position] : item.late_interests) {
    last = std::max(last, InterestSince(meeting, item, person_id));
  }
  return last;
}

// Also of a meeting that is closed: an interest may come to light long afterwards.
Decision Decide(const cw::DeclareInterest& command, const Context&, const Meeting& meeting,
                const Board&) {
  RETURN_IF_REFUSED(UnlessCancelled(meeting));
  RETURN_IF_REFUSED(UnlessItem(meeting, command.item_id()));
  const auto& interests = meeting.items.at(command.item_id()).interests;
  const bool told = std::any_of(interests.begin(), interests.end(), [&](const auto& interest) {
    return interest.person_id() == command.person_id() && interest.nature() == command.nature() &&
           interest.recused() == command.recused();
  });
  if (told) {
    return Refuse(
        types::v1::ALREADY_DONE,
        "They declared this interest in the item already: nothing is left to do. If it is "
        "another one, say in nature what it is.",
        kInterests, {command.item_id(), command.person_id()});
  }
  return Recorded<ev::InterestDeclared>(command);
}

// An evaluation made before the interest was known no longer says who counts.
void Evolve(Meeting& meeting, const ev::InterestDeclared& event, const Fact& fact) {
  Item& item = meeting.items[event.item_id()];
  const bool took_part = !item.recused.contains(event.person_id());
  if (item.evaluated && took_part) item.late_interests[event.person_id()] = fact.place.position;
  item.recused.insert(event.person_id());
  item.told_at[event.person_id()] = fact.position;
  item.interests.push_back(event);
  // Who left for one of their interests waits for no ruling on another.
  const bool left = std::any_of(item.interests.begin(), item.interests.end(), [&](const auto& one) {
    return one.person_id() == event.person_id() && one.recused();
  });
  if (left) {
    item.declared.erase(event.person_id());
  } else {
    item.declared.insert(event.person_id());
  }
  item.quorum.reset();
}

Decision Decide(const cw::RuleOnInterest& command, const Context&, const Meeting& meeting,
                const Board&) {
  RETURN_IF_REFUSED(UnlessCancelled(meeting));
  RETURN_IF_REFUSED(UnlessItem(meeting, command.item_id()));
  if (!meeting.items.at(command.item_id()).declared.contains(command.person_id())) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "They declared no interest in this item that waits for a ruling. Record the "
                  "interest first.",
                  kInterests, {command.item_id(), command.person_id()});
  }
  if (command.ruled_by_person_id() == command.person_id()) {
    return Refuse(types::v1::SAME_PERSON,
                  "Nobody rules on their own interest. Name who ruled, as a rule the chair.",
                  kInterests, {command.person_id()});
  }
  if (command.takes_part() == types::v1::NOT_KNOWN) {
    return Refuse(types::v1::CONTRADICTORY,
                  "A ruling says yes or no. Until there is one they count for no quorum of the "
                  "item: record nothing.",
                  kInterests, {command.item_id(), command.person_id()});
  }
  if (meeting.items.at(command.item_id()).recused.contains(command.ruled_by_person_id())) {
    return Refuse(types::v1::CONFLICTED,
                  "Who takes no part in an item for an interest of theirs rules on nobody else's "
                  "in it. Name who ruled in their place.",
                  kInterests, {command.item_id(), command.ruled_by_person_id()});
  }
  return Recorded<ev::InterestRuledOn>(command);
}

void Evolve(Meeting& meeting, const ev::InterestRuledOn& event, const Fact& fact) {
  Item& item = meeting.items[event.item_id()];
  if (event.takes_part() == types::v1::YES) {
    item.recused.erase(event.person_id());
    item.late_interests.erase(event.person_id());
  } else {
    item.recused.insert(event.person_id());
    item.told_at[event.person_id()] = fact.position;
  }
  item.quorum.reset();
}

void RegisterInterests(WorkflowTable& table) {
  table.Events<Meeting, ev::InterestDeclared, ev::InterestRuledOn>();
  table.Command<cw::DeclareInterest, Meeting, Board>();
  table.Command<cw::RuleOnInterest, Meeting, Board>();
}

}  // namespace candour::workflows::meeting
