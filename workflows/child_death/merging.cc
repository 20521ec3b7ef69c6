// One case a child: suspected, merged, and separated again. Both histories tell of it, and the id
// of the absorbed case leads to the survivor for as long as they are one. What agencies were asked
// for goes with it (carried_requests.cc), and so does the family (carried_family.cc).
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/child_death/matching.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using google::protobuf::Timestamp;
using types::v1::Rejection;

namespace {

std::optional<Rejection> UnlessTwo(const ChildDeath& one, const ChildDeath& other) {
  if (one.id != other.id) return std::nullopt;
  return Refuse(types::v1::CONTRADICTORY, "This is one case. Name two.", kOwnRule, {one.id});
}

std::optional<Rejection> UnlessTwoOfOurs(const ChildDeath& one, const ChildDeath& other,
                                         const Context& context) {
  RETURN_IF_REFUSED(UnlessTwo(one, other));
  RETURN_IF_REFUSED(UnlessLedHere(one, context));
  if (other.lead_board_id == context.board_id) return std::nullopt;
  return Refuse(types::v1::WRONG_BOARD,
                "Another board leads that case. Ask its office; if it is the same child, one of "
                "the two is transferred first.",
                kOwnRule, {other.lead_board_id});
}

// Either may still be a guest's notification; neither may belong to a third case.
std::optional<Rejection> UnlessSeparate(const ChildDeath& death) {
  if (death.intake.belongs_to.empty()) return std::nullopt;
  return Refuse(types::v1::CASE_ABSORBED,
                absl::StrCat("This belongs to ", death.intake.belongs_to_reference,
                             " already. Name that case."),
                kOwnRule, {death.id, death.intake.belongs_to});
}

// Of one child there is one category of death: the panel settles which before the two are one.
std::optional<Rejection> UnlessDecidedAlike(const ChildDeath& survivor,
                                            const ChildDeath& absorbed) {
  const PanelDecision* one = survivor.Standing();
  const PanelDecision* other = absorbed.Standing();
  if (one == nullptr || other == nullptr) return std::nullopt;
  if (one->record.category() == other->record.category()) return std::nullopt;
  return Refuse(
      types::v1::CONTRADICTORY,
      absl::StrCat("The panel placed ", survivor.reference, " in category ", one->record.category(),
                   " and ", absorbed.reference, " in category ", other->record.category(),
                   ". Have it decide which holds, and revise the other; then merge them."),
      kOwnRule, {survivor.id, absorbed.id});
}

// Two days of death, or a death both expected and not: one of them is wrong, or it is two children.
std::optional<Rejection> UnlessToldAlike(const ChildDeath& survivor, const ChildDeath& absorbed) {
  const bool days_differ =
      survivor.death && absorbed.death && survivor.death->has_date_of_death() &&
      absorbed.death->has_date_of_death() &&
      DayOf(survivor.death->date_of_death()) != DayOf(absorbed.death->date_of_death());
  const bool expectedness_differs = survivor.expectedness != absorbed.expectedness &&
                                    survivor.expectedness != types::v1::EXPECTEDNESS_UNSPECIFIED &&
                                    absorbed.expectedness != types::v1::EXPECTEDNESS_UNSPECIFIED;
  if (!days_differ && !expectedness_differs) return std::nullopt;
  return Refuse(types::v1::CONTRADICTORY,
                absl::StrCat("The two differ in ",
                             days_differ ? "the day of death" : "whether the death was expected",
                             ". Find out which is right, correct the other, and merge them then."),
                kOwnRule, {survivor.id, absorbed.id});
}

Timestamp StampOf(absl::Time at) {
  Timestamp stamp;
  stamp.set_seconds(absl::ToUnixSeconds(at));
  return stamp;
}

void AddNotices(const ChildDeath& absorbed, ev::CasesMerged& merged) {
  absl::Time professional = absl::InfiniteFuture();
  for (const Notification& notice : absorbed.notifications) {
    if (IsProfessional(notice.notifier)) {
      professional = std::min(professional, notice.received_at);
    }
  }
  *merged.mutable_absorbed_notified_at() = StampOf(absorbed.FirstNotifiedAt());
  if (professional != absl::InfiniteFuture()) {
    *merged.mutable_absorbed_professional_notice_at() = StampOf(professional);
  }
}

}  // namespace

std::vector<types::v1::OpenItem> OpenItemsOf(const ChildDeath& death) {
  std::vector<types::v1::OpenItem> open;
  const auto add = [&](const char* kind, const std::string& id, const std::string& what,
                       const std::string& agency_id, absl::CivilDay due) {
    types::v1::OpenItem& item = open.emplace_back();
    item.set_kind(kind);
    item.set_id(id);
    item.set_what(what);
    item.set_agency_id(agency_id);
    *item.mutable_due_on() = clocks::ToDate(due);
  };
  for (const auto& [id, request] : death.requests) {
    if (!request.IsOwed()) continue;
    add("agency report", id, request.form_type, request.agency_id, request.due_on);
  }
  for (const auto& [id, hold] : death.holds) {
    if (!hold.released_at) add("hold", id, hold.because_of, "", hold.look_again_on);
  }
  return open;
}

Decision Decide(const cw::SuspectDuplicate& command, const Context& context,
                const ChildDeath& death, const ChildDeath& other) {
  RETURN_IF_REFUSED(UnlessTwoOfOurs(death, other, context));
  for (const ChildDeath* one : {&death, &other}) {
    RETURN_IF_REFUSED(UnlessSeparate(*one));
  }
  const Match match = Compare(MatchingIdentityOf(death), MatchingIdentityOf(other));
  const auto known = death.intake.suspected.find(other.id);
  if (known != death.intake.suspected.end() &&
      known->second.score() == static_cast<uint32_t>(match.score)) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "This is suspected already, for the same reasons. Merge the two, or rule it out.",
                  kOwnRule, {other.id});
  }
  Decision decision;
  for (const auto& [self, third] : {std::pair{&death, &other}, std::pair{&other, &death}}) {
    auto& suspected = decision.AddTo<ev::DuplicateSuspected>(self->id, command);
    suspected.set_other_case_id(third->id);
    suspected.set_other_case_reference(third->reference);
    suspected.set_score(static_cast<uint32_t>(match.score));
    for (const std::string& reason : match.reasons) suspected.add_reasons(reason);
  }
  return decision;
}

void Evolve(ChildDeath& death, const ev::DuplicateSuspected& event, const Fact&) {
  death.intake.suspected[event.other_case_id()] = event;
}

Decision Decide(const cw::RuleOutDuplicate& command, const Context& context,
                const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessLedHere(death, context));
  if (!death.intake.suspected.contains(command.other_case_id())) {
    return Refuse(
        types::v1::NOTHING_TO_CHANGE,
        "Nobody suspects that case of being of the same child. Name one that is suspected.",
        kOwnRule, {command.other_case_id()});
  }
  return Recorded<ev::DuplicateRuledOut>(command);
}

void Evolve(ChildDeath& death, const ev::DuplicateRuledOut& event, const Fact&) {
  death.intake.suspected.erase(event.other_case_id());
}

Decision Decide(const cw::MergeCases& command, const Context& context, const ChildDeath& survivor,
                const ChildDeath& absorbed) {
  RETURN_IF_REFUSED(UnlessTwoOfOurs(survivor, absorbed, context));
  RETURN_IF_REFUSED(UnlessSeparate(absorbed));
  RETURN_IF_REFUSED(UnlessOurs(survivor, context));
  if (survivor.who.IsSibling(absorbed.id) || absorbed.who.IsSibling(survivor.id)) {
    return Refuse(types::v1::CONTRADICTORY,
                  "The two are recorded as children of one multiple birth, which are two children. "
                  "Correct that first, if it is wrong.",
                  kOwnRule, {survivor.id, absorbed.id});
  }
  if (absorbed.completed_on && !survivor.completed_on) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The review of the case to be absorbed is completed, and would be lost sight of. "
                  "Make it the survivor.",
                  kOwnRule, {absorbed.id});
  }
  if (absorbed.custody.proposed) {
    return Refuse(types::v1::WRONG_STAGE,
                  "A transfer of the case to be absorbed is proposed, and would be answered for no "
                  "case. Withdraw it first.",
                  kOwnRule, {absorbed.custody.proposed->transfer_id()});
  }
  RETURN_IF_REFUSED(UnlessDecidedAlike(survivor, absorbed));
  RETURN_IF_REFUSED(UnlessToldAlike(survivor, absorbed));
  RETURN_IF_REFUSED(UnlessNothingIsLost(survivor, absorbed));
  Decision decision;
  const std::vector<std::string> carried = RequestsToCarry(survivor, absorbed);
  std::vector<std::string> only_there;
  if (!absorbed.who.voided) only_there = KnownOnlyTo(absorbed, survivor);
  if (!absorbed.IsUnclassifiedDeath() && survivor.IsUnclassifiedDeath()) {
    only_there.emplace_back("whether the death was expected");
  }
  for (const ChildDeath* side : {&survivor, &absorbed}) {
    auto& merged = decision.AddTo<ev::CasesMerged>(side->id, command);
    merged.set_survivor_reference(survivor.reference);
    merged.set_absorbed_reference(absorbed.reference);
    AddNotices(absorbed, merged);
    for (const types::v1::OpenItem& item : OpenItemsOf(absorbed)) *merged.add_open_items() = item;
    *merged.mutable_carried_request_ids() = {carried.begin(), carried.end()};
    *merged.mutable_known_only_there() = {only_there.begin(), only_there.end()};
  }
  CarryRequests(survivor, absorbed, command, decision);
  CarryFamily(survivor, absorbed, command, decision);
  return decision;
}

void Evolve(ChildDeath& death, const ev::CasesMerged& event, const Fact& fact) {
  if (death.id == event.absorbed_case_id()) {
    death.intake.belongs_to = event.survivor_case_id();
    death.intake.belongs_to_reference = event.survivor_reference();
    death.intake.merge_event_id = fact.event_id;
    for (const std::string& id : event.carried_request_ids()) death.requests[id].carried = true;
    death.ReachAsRecorded(clocks::kCaseVoided, fact);
    return;
  }
  death.intake.absorbed[event.absorbed_case_id()] = fact.event_id;
  if (event.known_only_there_size() > 0) {
    death.intake.known_only_there[event.absorbed_case_id()] = absl::StrCat(
        "told in ", event.absorbed_reference(),
        " alone, when it was merged into this: ", absl::StrJoin(event.known_only_there(), "; "));
  }
  death.family.key_worker_at_merge[event.absorbed_case_id()] = death.family.key_worker_person_id;
  death.notifications.push_back({event.absorbed_case_id(), types::v1::CHANNEL_UNSPECIFIED,
                                 types::v1::NOTIFIER_KIND_UNSPECIFIED,
                                 MomentOf(event.absorbed_notified_at()), event.grounds(),
                                 event.absorbed_case_id()});
  death.Reach(clocks::kNotified, event.absorbed_notified_at(), fact);
  if (event.has_absorbed_professional_notice_at()) {
    death.Reach(clocks::kProfessionalNotice, event.absorbed_professional_notice_at(), fact);
  }
}

// By whoever leads the survivor by now: while the two are one case, the absorbed has no lead of its
// own, and where the survivor went it went too.
Decision Decide(const cw::UnmergeCases& command, const Context& context, const ChildDeath& survivor,
                const ChildDeath& absorbed) {
  RETURN_IF_REFUSED(UnlessTwo(survivor, absorbed));
  RETURN_IF_REFUSED(UnlessLedHere(survivor, context));
  if (!survivor.intake.absorbed.contains(absorbed.id)) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "That case was not merged into this one. Name one that was: the case lists them.",
                  kOwnRule, {survivor.id, absorbed.id});
  }
  if (!survivor.intake.belongs_to.empty()) {
    return Refuse(
        types::v1::CASE_ABSORBED,
        absl::StrCat("This case was itself merged into ", survivor.intake.belongs_to_reference,
                     " since. Of merges upon merges the last is undone first: separate those two, "
                     "and then these."),
        kOwnRule, {survivor.intake.belongs_to});
  }
  Decision decision;
  for (const ChildDeath* side : {&survivor, &absorbed}) {
    decision.AddTo<ev::CasesUnmerged>(side->id, command);
  }
  ReturnRequests(survivor, absorbed, command, decision);
  ReturnFamily(survivor, absorbed, command, decision);
  return decision;
}

void Evolve(ChildDeath& death, const ev::CasesUnmerged& event, const Fact& fact) {
  if (death.id == event.absorbed_case_id()) {
    death.lead_board_id = fact.body.board_id();
    death.TakeBackEvent(death.intake.merge_event_id);
    death.intake.belongs_to.clear();
    death.intake.belongs_to_reference.clear();
    death.intake.merge_event_id.clear();
    for (auto& [id, request] : death.requests) request.carried = false;
    return;
  }
  const auto merge = death.intake.absorbed.find(event.absorbed_case_id());
  if (merge == death.intake.absorbed.end()) return;
  death.TakeBackEvent(merge->second);
  death.intake.absorbed.erase(merge);
  death.intake.known_only_there.erase(event.absorbed_case_id());
  DropRequestsOf(death, event.absorbed_case_id());
  DropFamilyOf(death, event.absorbed_case_id());
  std::erase_if(death.notifications, [&](const Notification& notice) {
    return notice.merged_from == event.absorbed_case_id();
  });
}

void RegisterMerging(WorkflowTable& table) {
  table.Events<ChildDeath, ev::DuplicateSuspected, ev::DuplicateRuledOut, ev::CasesMerged,
               ev::CasesUnmerged>();
  table.Command<cw::SuspectDuplicate, ChildDeath, ChildDeath>();
  table.Command<cw::RuleOutDuplicate, ChildDeath>();
  table.Command<cw::MergeCases, ChildDeath, ChildDeath>();
  table.Command<cw::UnmergeCases, ChildDeath, ChildDeath>();
}

}  // namespace candour::workflows::child_death
