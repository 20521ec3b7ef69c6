// Invariants 4, 5, 6 and 11: what a panel's decision and a completion stand on.
// Source: Form C and the Analysis Form; Child Death Review Statutory and Operational Guidance 2018;
// terms of reference of several panels on quorum and interests.
#include <algorithm>
#include <set>

#include "candour/events/v1/agenda.pb.h"
#include "candour/events/v1/child_death.pb.h"
#include "candour/events/v1/meeting.pb.h"
#include "candour/events/v1/papers.pb.h"
#include "tests/invariants/invariants.h"
#include "workflows/dates.h"

namespace candour::tests {
namespace {

using workflows::MomentOf;
namespace ev = events::v1;

absl::CivilDay DayIn(const World& world, absl::Time at) {
  return absl::ToCivilDay(at, world.story().london());
}

// What the log says of one item of a meeting, up to a position.
struct ItemAsRecorded {
  std::string body_id;
  types::v1::MeetingWay way{};
  std::string subject_id;
  std::set<std::string> out;  // recused, or an interest not ruled on
  bool interest_since_quorum = false;
  std::vector<ev::AttendanceRecorded> attendance;
  std::vector<ev::ReplyReceived> replies;
};

ItemAsRecorded ItemAt(const World& world, const std::string& meeting_id, const std::string& item_id,
                      uint64_t before, uint64_t quorum_at) {
  ItemAsRecorded item;
  for (const size_t i : world.OfStream(meeting_id)) {
    const Recorded& recorded = world.log()[i];
    if (recorded.position >= before) break;
    if (const auto* event = recorded.As<ev::MeetingScheduled>()) {
      item.body_id = event->body_id();
      item.way = event->way();
    }
    if (const auto* event = recorded.As<ev::ItemListed>(); event && event->item_id() == item_id) {
      item.subject_id = event->subject_id();
    }
    if (const auto* event = recorded.As<ev::InterestDeclared>();
        event && event->item_id() == item_id) {
      item.out.insert(event->person_id());
      item.interest_since_quorum |= recorded.position > quorum_at;
    }
    if (const auto* event = recorded.As<ev::InterestRuledOn>();
        event && event->item_id() == item_id) {
      if (event->takes_part() == types::v1::YES) item.out.erase(event->person_id());
      if (event->takes_part() != types::v1::YES) item.out.insert(event->person_id());
      item.interest_since_quorum |= recorded.position > quorum_at;
    }
    if (const auto* event = recorded.As<ev::AttendanceRecorded>()) {
      item.attendance.push_back(*event);
    }
    if (const auto* event = recorded.As<ev::DepartureRecorded>()) {
      for (ev::AttendanceRecorded& attended : item.attendance) {
        const bool theirs = attended.person_id() == event->person_id() && !attended.has_until();
        if (theirs) *attended.mutable_until() = event->left_at();
      }
    }
    if (const auto* event = recorded.As<ev::ReplyReceived>();
        event && event->item_id() == item_id) {
      item.replies.push_back(*event);
    }
  }
  return item;
}

// The board whose register holds the body; null if none does.
const Board* BoardOfBody(const World& world, const std::string& body_id) {
  for (const std::string& name : World::boards()) {
    if (world.BoardOf(name).bodies.contains(body_id)) return &world.BoardOf(name);
  }
  return nullptr;
}

struct Present {
  std::string person_id, seat_id;
  types::v1::AttendanceKind kind{};
};

std::vector<Present> PresentAt(const ItemAsRecorded& item, absl::Time at) {
  std::vector<Present> present;
  for (const auto& attended : item.attendance) {
    if (MomentOf(attended.from()) > at) continue;
    if (attended.has_until() && at >= MomentOf(attended.until())) continue;
    present.push_back({attended.person_id(), attended.seat_id(), attended.kind()});
  }
  for (const auto& reply : item.replies) {
    if (MomentOf(reply.replied_at()) <= at) {
      present.push_back({reply.person_id(), reply.seat_id(), reply.kind()});
    }
  }
  return present;
}

// Who may be counted: seats of the body, held or deputised for on that day by somebody there who
// has no interest in the item.
std::set<std::string> SeatsThatCount(const World& world, const ItemAsRecorded& item,
                                     absl::Time at) {
  std::set<std::string> seats;
  const Board* board = BoardOfBody(world, item.body_id);
  if (board == nullptr) return seats;
  const absl::CivilDay day = DayIn(world, at);
  for (const Present& present : PresentAt(item, at)) {
    const auto seat = board->seats.find(present.seat_id);
    if (item.out.contains(present.person_id) || seat == board->seats.end()) continue;
    if (seat->second.body_id != item.body_id) continue;
    const bool sits =
        present.kind == types::v1::SEAT_HOLDER
            ? seat->second.HeldBy(present.person_id, day)
            : present.kind == types::v1::DEPUTY && seat->second.DeputisedBy(present.person_id, day);
    if (sits) seats.insert(present.seat_id);
  }
  return seats;
}

// The least that editions ask of a panel, reckoned by hand: four members before the guidance of
// 2018 held (Working Together, local procedures), three since.
constexpr size_t kFewest = 3;

void AskAboutQuorum(const World& world, const Recorded& decided,
                    const ev::PanelDecisionRecorded& decision, Findings& findings) {
  const Recorded* evaluated = world.Find(decision.quorum_event_id());
  const auto* quorum = evaluated == nullptr ? nullptr : evaluated->As<ev::QuorumEvaluated>();
  const std::string name = world.NameOf(decided.stream_id);
  if (quorum == nullptr) {
    findings.Expect(false, name, " was decided on no quorum");
    return;
  }
  findings.Expect(quorum->met() && quorum->item_id() == decision.item_id() &&
                      evaluated->stream_id == decision.meeting_id(),
                  name, " was decided on a quorum that was not met, or of another item");
  const ItemAsRecorded item = ItemAt(world, decision.meeting_id(), decision.item_id(),
                                     decided.position, evaluated->position);
  findings.Expect(item.subject_id == decided.stream_id, name,
                  " was not the item it was decided as");
  const ItemAsRecorded then = ItemAt(world, decision.meeting_id(), decision.item_id(),
                                     evaluated->position, evaluated->position);
  const std::set<std::string> seats = SeatsThatCount(world, then, MomentOf(quorum->at()));
  const size_t needed = item.way == types::v1::CHAIRS_ACTION ? 1 : kFewest;
  const bool own_rules = !world.BoardOf(World::boards()[0]).quorum_rules.empty() ||
                         !world.BoardOf(World::boards()[1]).quorum_rules.empty();
  findings.Expect(own_rules || seats.size() >= needed, name, " was decided by ", seats.size());
}

void AskAboutRecusals(const World& world, const Recorded& decided,
                      const ev::PanelDecisionRecorded& decision, Findings& findings) {
  const Recorded* evaluated = world.Find(decision.quorum_event_id());
  const auto* quorum = evaluated == nullptr ? nullptr : evaluated->As<ev::QuorumEvaluated>();
  if (quorum == nullptr) return;
  const std::string name = world.NameOf(decided.stream_id);
  findings.Expect(!ItemAt(world, decision.meeting_id(), decision.item_id(), decided.position,
                          evaluated->position)
                       .interest_since_quorum,
                  name, " was decided on a quorum found before an interest was declared");
}

// Every quorum counts only who may be counted.
void AskWhoCounted(const World& world, const Recorded& evaluated, const ev::QuorumEvaluated& quorum,
                   Findings& findings) {
  const ItemAsRecorded item =
      ItemAt(world, evaluated.stream_id, quorum.item_id(), evaluated.position, evaluated.position);
  const std::set<std::string> may = SeatsThatCount(world, item, MomentOf(quorum.at()));
  for (const std::string& seat_id : quorum.counted_seat_ids()) {
    findings.Expect(may.contains(seat_id), "a seat was counted in ",
                    world.NameOf(evaluated.stream_id), " whose occupant may not be");
  }
  findings.Expect(quorum.members_counted() == static_cast<uint32_t>(quorum.counted_seat_ids_size()),
                  "other members were counted than seats");
}

}  // namespace

void CompletedOnlyOnAQuorateDecision(const World& world, Findings& findings) {
  for (const std::string& name : world.cases()) {
    std::map<std::string, const Recorded*> decisions;
    std::string standing;
    std::set<std::string> holds;
    for (const size_t i : world.OfStream(world.Id(name))) {
      const Recorded& recorded = world.log()[i];
      if (const auto* event = recorded.As<ev::PanelDecisionRecorded>()) {
        decisions[event->decision_id()] = &recorded;
        standing = event->decision_id();
      }
      if (const auto* event = recorded.As<ev::CaseHeld>()) holds.insert(event->hold_id());
      if (const auto* event = recorded.As<ev::HoldReleased>()) holds.erase(event->hold_id());
      const auto* completed = recorded.As<ev::ReviewCompleted>();
      if (completed == nullptr) continue;
      const auto found = decisions.find(completed->decision_id());
      if (found == decisions.end() || found->first != standing) {
        findings.Expect(false, name,
                        " was completed on no decision, or not on the one that stands");
        continue;
      }
      const auto& decision = *found->second->As<ev::PanelDecisionRecorded>();
      AskAboutQuorum(world, *found->second, decision, findings);
      findings.Expect(decision.category() > 0 && !decision.modifiability().empty(), name,
                      " was completed without a category or a finding on modifiability");
      const std::set<std::string> overridden(completed->overridden_hold_ids().begin(),
                                             completed->overridden_hold_ids().end());
      findings.Expect(overridden == holds, name, " was completed past a hold that nobody overrode");
      findings.Expect(holds.empty() || (!completed->override_reason().empty() &&
                                        !completed->override_authority().empty()),
                      name, " was completed past a hold without reason and authority");
    }
  }
}

void CategoryIsTheHighestThatApplies(const World& world, Findings& findings) {
  for (const Recorded& recorded : world.log()) {
    const auto* decision = recorded.As<ev::PanelDecisionRecorded>();
    if (decision == nullptr) continue;
    const std::string name = world.NameOf(recorded.stream_id);
    const std::set<uint32_t> applying(decision->categories_applying().begin(),
                                      decision->categories_applying().end());
    findings.Expect(!applying.empty() && decision->category() == *applying.begin(), name,
                    " was given category ", decision->category(),
                    ", which is not the highest that applies");
    for (const auto& rejected : decision->categories_rejected()) {
      findings.Expect(!applying.contains(rejected.category()) && !rejected.reason().empty(), name,
                      " has category ", rejected.category(),
                      " both applying and rejected, or rejected without reason");
    }
  }
}

// From 1 April 2010, when the return began to count modifiable deaths.
void ModifiableFollowsTheFactors(const World& world, Findings& findings) {
  for (const Recorded& recorded : world.log()) {
    const auto* decision = recorded.As<ev::PanelDecisionRecorded>();
    if (decision == nullptr) continue;
    const bool factor =
        std::any_of(decision->factors().begin(), decision->factors().end(), [](const auto& one) {
          return one.modifiable() && (one.score() == types::v1::MAY_HAVE_CONTRIBUTED ||
                                      one.score() == types::v1::COMPLETE_EXPLANATION);
        });
    findings.Expect((decision->modifiability() == "modifiable") == factor,
                    world.NameOf(recorded.stream_id), " is ", decision->modifiability(),
                    factor ? ", and a factor that contributed could be changed"
                           : ", and no factor that contributed could be changed");
  }
}

void RecusedMembersCountForNothing(const World& world, Findings& findings) {
  // What was counted once stays: only what the last command recorded is new.
  for (const Recorded* recorded : world.Last()) {
    if (const auto* quorum = recorded->As<ev::QuorumEvaluated>()) {
      AskWhoCounted(world, *recorded, *quorum, findings);
    }
    if (const auto* decision = recorded->As<ev::PanelDecisionRecorded>()) {
      AskAboutRecusals(world, *recorded, *decision, findings);
    }
  }
}

}  // namespace candour::tests
