#include "tests/invariants/coverage.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "candour/events/v1/child_death.pb.h"
#include "candour/events/v1/meeting.pb.h"
#include "workflows/dates.h"

namespace candour::tests {

void Coverage::Count(const World& world) {
  ++sequences_;
  for (const Tried& tried : world.tried()) {
    ++tried_;
    if (!tried.refused.empty()) {
      ++refusals_[tried.refused];
      continue;
    }
    ++taken_;
    const std::vector<std::string> words = absl::StrSplit(tried.told, ' ');
    ++commands_[words[3]];
  }
  for (const Recorded& recorded : world.log()) {
    ++happened_[recorded.type];
    if (const auto* quorum = recorded.As<events::v1::QuorumEvaluated>(); quorum && !quorum->met()) {
      ++happened_["not quorate"];
    }
    if (const auto* done = recorded.As<events::v1::ReviewCompleted>()) {
      happened_["hold overridden"] += done->overridden_hold_ids_size();
      happened_["completed after the forms of 2019"] +=
          workflows::DayOf(done->completed_on()) >= absl::CivilDay(2019, 4, 1);
    }
  }
  for (const std::string& name : world.cases()) {
    const ChildDeath& death = world.Case(name);
    happened_["completed again"] += death.aftermath.completions.size() > 1;
    for (const auto& decision : death.decisions) {
      const Meeting& meeting = world.MeetingOf(world.NameOf(decision.record.meeting_id()));
      const auto item = meeting.items.find(decision.record.item_id());
      if (item != meeting.items.end()) {
        happened_["decided with a recusal"] += !item->second.recused.empty();
      }
    }
  }
  for (const FrozenReturn& frozen : world.frozen()) {
    happened_["frozen"] += 1;
    happened_["frozen with reviews"] += !frozen.counted.empty();
  }
}

int Coverage::Of(const std::string& what) const {
  const auto found = happened_.find(what);
  return found == happened_.end() ? 0 : found->second;
}

std::string Coverage::Told() const {
  std::string told = absl::StrCat(sequences_, " sequences, ", tried_, " commands, ", taken_,
                                  " taken, of ", commands_.size(), " kinds\n");
  for (const auto& [what, times] : happened_) absl::StrAppend(&told, "  ", what, ": ", times, "\n");
  for (const auto& [why, times] : refusals_) {
    absl::StrAppend(&told, "  refused, ", why, ": ", times, "\n");
  }
  return told;
}

}  // namespace candour::tests
