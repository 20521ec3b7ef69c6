// Invariants 1 to 3: one case a child, one lead a case, and which deaths are cases at all.
// Source: Child Death Review Statutory and Operational Guidance 2018; Children Act 2004, section
// 16M; procedures of several boards on who leads.
#include <algorithm>
#include <cstdint>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "candour/events/v1/identity.pb.h"
#include "candour/events/v1/intake.pb.h"
#include "candour/events/v1/jurisdiction.pb.h"
#include "tests/invariants/invariants.h"
#include "workflows/dates.h"

namespace candour::tests {
namespace {

using workflows::DayOf;
using workflows::child_death::Admission;
namespace ev = events::v1;

// The case that goes on for this one; blank if following the merges leads nowhere.
std::string LiveCaseOf(const World& world, std::string name) {
  for (size_t steps = 0; steps <= world.cases().size(); ++steps) {
    const std::string& next = world.Case(name).intake.belongs_to;
    if (next.empty()) return name;
    name = world.NameOf(next);
  }
  return "";
}

// What is still as it was when something was merged and taken apart again.
std::string Told(const ChildDeath& death) {
  std::string told = StageOf(death);
  for (const auto& notice : death.notifications)
    absl::StrAppend(&told, " ", notice.notification_id);
  for (const auto& milestone : death.clock_facts.milestones) {
    absl::StrAppend(&told, " ", milestone.name, absl::FormatCivilTime(milestone.when.latest));
  }
  return told;
}

// Where events stand about what an absorbed case had asked for, which came with it and went with
// it.
std::set<uint64_t> PositionsOfCarried(const World& world, const std::string& name) {
  std::set<std::string> own, carried;
  std::set<uint64_t> positions;
  for (const size_t i : world.OfStream(world.Id(name))) {
    const Recorded& recorded = world.log()[i];
    const auto* field = recorded.event->GetDescriptor()->FindFieldByName("request_id");
    if (field == nullptr) continue;
    const std::string id = recorded.event->GetReflection()->GetString(*recorded.event, field);
    if (recorded.type == "AgencyReportRequested") own.insert(id);
    if (recorded.type == "AgencyRequestCarriedOver" && !own.contains(id)) carried.insert(id);
    if (carried.contains(id)) positions.insert(recorded.position);
  }
  return positions;
}

// A case folded as if nobody had ever merged it.
std::string ToldWithoutMerges(const World& world, const std::string& name) {
  const std::set<uint64_t> carried = PositionsOfCarried(world, name);
  ChildDeath death;
  death.id = world.Id(name);
  std::vector<record::v1::RecordedEvent> own = world.story().Stream(name);
  std::erase_if(own, [&](const record::v1::RecordedEvent& event) {
    const std::string& type = event.body().type();
    return type == "CasesMerged" || type == "CasesUnmerged" || carried.contains(event.position());
  });
  return world.table().FoldWhole(death, own).ok() ? Told(death) : "broken";
}

// The merge can be undone, now, by who leads the case that goes on.
void AskWhetherReversible(const World& world, const std::string& survivor,
                          const std::string& absorbed, Findings& findings) {
  testing::Story aside = world.story();
  aside.InNameOf(world.Case(survivor).lead_board_id);
  const testing::Outcome undone =
      aside.When("UnmergeCases { survivor_case_id: " + survivor + " absorbed_case_id: " + absorbed +
                 " grounds: 'Two.' }");
  findings.Expect(undone.reason.empty(), "the merge of ", absorbed, " into ", survivor,
                  " cannot be undone: ", undone.sentence);
}

// What a case that is no longer one may still be told: that it is one again, or who it is not.
bool IsHeardOnceAbsorbed(const Recorded& recorded) {
  return recorded.type == "CasesUnmerged" || recorded.type == "CasesMerged" ||
         recorded.type == "DuplicateRuledOut";
}

bool IsUnder18(absl::CivilDay born, absl::CivilDay died) {
  // A birthday of 29 February falls on 1 March in common years.
  const absl::CivilDay birthday(born.year() + 18, born.month(), born.day());
  return died < birthday;
}

// No board keeps two cases that count under one reference.
void ExpectOneCaseAReference(const World& world, Findings& findings) {
  std::set<std::string> kept;
  for (const std::string& name : world.cases()) {
    const ChildDeath& death = world.Case(name);
    if (!IsCaseOfItsOwn(death) || death.who.voided) continue;
    const std::string reference =
        absl::StrCat(death.lead_board_id, " ",
                     absl::AsciiStrToLower(absl::StripAsciiWhitespace(death.reference)));
    findings.Expect(kept.insert(reference).second, name,
                    " has the reference of another case: ", death.reference);
  }
}

}  // namespace

void OneLiveCaseAChild(const World& world, Findings& findings) {
  for (const std::string& name : world.cases()) {
    const ChildDeath& death = world.Case(name);
    const std::string live = LiveCaseOf(world, name);
    findings.Expect(!live.empty(), name, " was merged into a circle");
    for (const auto& [absorbed, merge] : death.intake.absorbed) {
      findings.Expect(world.Case(world.NameOf(absorbed)).intake.belongs_to == death.id, name,
                      " says it absorbed ", world.NameOf(absorbed), ", which does not agree");
      // Of merges upon merges, the last is undone first.
      if (!death.intake.belongs_to.empty()) continue;
      AskWhetherReversible(world, name, world.NameOf(absorbed), findings);
    }
    if (death.intake.belongs_to.empty() || live.empty()) {
      const bool taken_apart =
          std::any_of(world.OfStream(death.id).begin(), world.OfStream(death.id).end(),
                      [&](size_t i) { return world.log()[i].type == "CasesUnmerged"; });
      if (!taken_apart || !death.intake.absorbed.empty()) continue;
      findings.Expect(Told(death) == ToldWithoutMerges(world, name), name,
                      " was merged and separated, and is not what it was: ", Told(death), " / ",
                      ToldWithoutMerges(world, name));
      continue;
    }
    if (death.intake.admission == Admission::kLinked) continue;
    const auto& into = world.Case(world.NameOf(death.intake.belongs_to)).intake.absorbed;
    findings.Expect(into.contains(death.id), name, " belongs to a case that did not absorb it");
  }
  // What was asked for is owed to one live case, or was never merged away.
  for (const std::string& name : world.cases()) {
    const ChildDeath& death = world.Case(name);
    for (const auto& [id, request] : death.requests) {
      if (death.intake.belongs_to.empty() || request.withdrawn_on) continue;
      const ChildDeath& survivor = world.Case(world.NameOf(death.intake.belongs_to));
      findings.Expect(request.carried && survivor.requests.contains(id), name,
                      " was merged away with a request that nobody can answer");
    }
  }
  ExpectOneCaseAReference(world, findings);
  // An absorbed case hears nothing more.
  for (const Recorded* recorded : world.Last()) {
    if (recorded->kind != types::v1::CHILD_DEATH || IsHeardOnceAbsorbed(*recorded)) continue;
    const ChildDeath& death = world.Case(world.NameOf(recorded->stream_id));
    findings.Expect(death.intake.belongs_to.empty() || recorded->type == "NotificationLinkedToCase",
                    recorded->type, " was recorded of ", world.NameOf(death.id),
                    ", which belongs to another case");
  }
}

void OneLeadAtAnyInstant(const World& world, Findings& findings) {
  for (const std::string& name : world.cases()) {
    std::string lead;
    const ev::TransferProposed* proposed = nullptr;
    const ev::TransferAccepted* accepted = nullptr;
    for (const size_t i : world.OfStream(world.Id(name))) {
      const Recorded& recorded = world.log()[i];
      if (lead.empty()) lead = recorded.board_id;
      if (const auto* event = recorded.As<ev::TransferProposed>()) proposed = event;
      if (recorded.type == "TransferDeclined" || recorded.type == "TransferWithdrawn") {
        proposed = nullptr;
      }
      if (const auto* event = recorded.As<ev::TransferAccepted>()) accepted = event;
      if (const auto* event = recorded.As<ev::CaseTransferred>()) {
        findings.Expect(proposed != nullptr && accepted != nullptr &&
                            accepted->transfer_id() == event->transfer_id() &&
                            proposed->transfer_id() == event->transfer_id() &&
                            accepted->by_board_id() == proposed->to_board_id(),
                        name, " was transferred though nobody accepted what was proposed");
        findings.Expect(event->from_board_id() == lead, name, " was given by who did not lead it");
        lead = event->to_board_id();
        proposed = nullptr;
        accepted = nullptr;
      }
      if (const auto* event = recorded.As<ev::LeadSucceeded>()) lead = event->to_board_id();
      // One case of one child has the lead of the case it was part of.
      if (const auto* event = recorded.As<ev::CasesUnmerged>()) {
        if (event->absorbed_case_id() == recorded.stream_id) lead = recorded.board_id;
      }
      if (recorded.type == "NotificationUnlinked") lead = recorded.board_id;
    }
    findings.Expect(!lead.empty() && world.Case(name).lead_board_id == lead, name,
                    " is led by another board than was agreed");
    const auto& boards = World::boards();
    findings.Expect(std::find(boards.begin(), boards.end(), world.NameOf(lead)) != boards.end(),
                    name, " is led by no board there is");
  }
  for (const Recorded* recorded : world.Last()) {
    if (recorded->type != "CaseTransferred" && recorded->type != "LeadSucceeded") continue;
    const auto told = world.clocks().find(world.NameOf(recorded->stream_id));
    if (told == world.clocks().end()) continue;
    findings.Expect(told->second.milestones_before == told->second.milestones_after, told->first,
                    " changed hands, and what its clocks start from changed");
  }
}

void ScopeFollowsTheFacts(const World& world, Findings& findings) {
  for (const std::string& name : world.cases()) {
    const ChildDeath& death = world.Case(name);
    if (!death.death) {
      findings.Expect(!death.scope, name, " has a scope and no facts of the death");
      continue;
    }
    const bool under_18 =
        IsUnder18(DayOf(death.death->date_of_birth()), DayOf(death.death->date_of_death()));
    if (death.scope) {
      const bool in_scope = death.scope->live_born() == types::v1::YES &&
                            death.scope->lawful_termination() == types::v1::NO && under_18;
      findings.Expect(death.scope->in_scope() == in_scope, name, " is ",
                      death.scope->in_scope() ? "in scope" : "out of scope", " against the facts");
    }
    if (death.who.voided && death.who.voided->ground() == types::v1::NOT_UNDER_18) {
      findings.Expect(!under_18, name, " is void as not under eighteen, and was under eighteen");
    }
    // Out of scope, only an unattended stillbirth is still responded to.
    const bool open = !death.who.voided && (!death.scope || death.scope->in_scope());
    if (open || !death.intake.belongs_to.empty()) continue;
    for (const Recorded* recorded : world.Last()) {
      if (recorded->stream_id != death.id || recorded->type != "RapidResponseStarted") continue;
      findings.Expect(death.response.decided && death.response.decided->response_only(), name,
                      " is out of scope, and was responded to");
    }
  }
}

std::vector<std::string> WhatIsWrong(const World& world) {
  Findings findings;
  const auto ask = [&](const char* of, absl::Span<const Invariant> invariants) {
    for (const Invariant& invariant : invariants) {
      const std::string about = absl::StrCat(of, invariant.number, " (", invariant.words, ")");
      findings.About(about.c_str());
      invariant.ask(world, findings);
    }
  };
  ask("invariant ", kInvariants);
  ask("review invariant ", kReviewInvariants);
  return findings.told();
}

}  // namespace candour::tests
