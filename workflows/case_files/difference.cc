#include "workflows/case_files/difference.h"

#include <map>
#include <set>
#include <string>
#include <tuple>

#include "google/protobuf/util/message_differencer.h"

namespace candour::workflows::case_files {
namespace {

using google::protobuf::util::MessageDifferencer;
using types::v1::CaseDifference;
using types::v1::CaseFact;
using types::v1::CaseFile;
using types::v1::ClockAnswer;
using types::v1::ClockChange;
using types::v1::FactChange;

FactChange& AddChange(FactChange::Kind kind, const CaseFact& fact, CaseDifference& difference) {
  FactChange& change = *difference.add_facts();
  change.set_kind(kind);
  change.set_key(fact.key());
  change.set_group(fact.group());
  change.set_label(fact.label());
  change.set_position(fact.position());
  change.set_recorded_at_micros(fact.recorded_at_micros());
  return change;
}

void CompareFacts(const CaseFile& before, const CaseFile& after, CaseDifference& difference) {
  std::map<std::string, const CaseFact*> old_facts;
  for (const CaseFact& fact : before.facts()) old_facts[fact.key()] = &fact;
  for (const CaseFact& fact : after.facts()) {
    const auto old = old_facts.find(fact.key());
    if (old == old_facts.end()) {
      AddChange(FactChange::ADDED, fact, difference).set_new_value(fact.value());
      continue;
    }
    if (old->second->value() != fact.value()) {
      FactChange& change = AddChange(FactChange::CHANGED, fact, difference);
      change.set_old_value(old->second->value());
      change.set_new_value(fact.value());
    }
    old_facts.erase(old);
  }
  for (const CaseFact& fact : before.facts()) {
    if (!old_facts.contains(fact.key())) continue;
    AddChange(FactChange::REMOVED, fact, difference).set_old_value(fact.value());
  }
}

using ClockKey = std::tuple<std::string, std::string, uint32_t>;

ClockKey KeyOf(const ClockAnswer& clock) {
  return {clock.kind(), clock.subject(), clock.instance()};
}

void CompareClocks(const CaseFile& before, const CaseFile& after, CaseDifference& difference) {
  std::map<ClockKey, const ClockAnswer*> old_clocks;
  for (const ClockAnswer& clock : before.clocks()) old_clocks[KeyOf(clock)] = &clock;
  std::set<ClockKey> still;
  const auto add = [&](const ClockAnswer& named, const ClockAnswer& old, const ClockAnswer& now) {
    if (old.status() == now.status() && MessageDifferencer::Equals(old.due_on(), now.due_on())) {
      return;
    }
    ClockChange& change = *difference.add_clocks();
    change.set_kind(named.kind());
    change.set_subject(named.subject());
    change.set_instance(named.instance());
    change.set_title(named.title());
    change.set_old_status(old.status());
    change.set_new_status(now.status());
    if (old.has_due_on()) *change.mutable_old_due_on() = old.due_on();
    if (now.has_due_on()) *change.mutable_new_due_on() = now.due_on();
  };
  for (const ClockAnswer& clock : after.clocks()) {
    still.insert(KeyOf(clock));
    const auto old = old_clocks.find(KeyOf(clock));
    add(clock, old == old_clocks.end() ? ClockAnswer::default_instance() : *old->second, clock);
  }
  for (const ClockAnswer& clock : before.clocks()) {
    if (!still.contains(KeyOf(clock))) add(clock, clock, ClockAnswer::default_instance());
  }
}

}  // namespace

CaseDifference DifferenceOf(const CaseFile& before, const CaseFile& after) {
  CaseDifference difference;
  difference.set_aggregate(after.aggregate());
  difference.set_id(after.id());
  difference.set_from_position(before.as_of_position());
  difference.set_from_micros(before.as_of_micros());
  difference.set_to_position(after.as_of_position());
  difference.set_to_micros(after.as_of_micros());
  difference.set_old_stage(before.stage());
  difference.set_new_stage(after.stage());
  CompareFacts(before, after, difference);
  CompareClocks(before, after, difference);
  std::set<std::string> known;
  for (const auto& decision : before.decisions()) known.insert(decision.event_id());
  for (const auto& decision : after.decisions()) {
    if (!known.contains(decision.event_id())) *difference.add_decisions_made() = decision;
  }
  return difference;
}

}  // namespace candour::workflows::case_files
