// The family: who they are, what each of them wishes, and what each may be told and was told.
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "workflows/child_death/parts.h"
#include "workflows/child_death/sources.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::Rejection;

namespace {

constexpr char kNoSuchRelative[] = "No such member of the family is recorded. Record them first.";

// As they had told by the day.
bool WantsNone(const Relative& relative, absl::CivilDay day) {
  return relative.wish && relative.wish->wish() == types::v1::NO_CONTACT_WANTED &&
         DayOf(relative.wish->told_on()) <= day;
}

// What a letter might say on the day on which it went, a later ruling does not change.
bool IsRuled(const Relative& relative, absl::CivilDay day) {
  return relative.ruling && relative.ruling->ruling() == types::v1::WITHHOLD &&
         DayOf(relative.ruling->ruled_on()) <= day;
}

bool IsWithheldFrom(const Relative& relative, absl::CivilDay day) {
  return relative.ruling ? IsRuled(relative, day) : relative.suspected;
}

// After a merge one person may be recorded twice, as each of the two cases knew them: those who are
// the same to the child. Whether they are one person nobody can tell but the office.
bool MayBeOne(const Relative& one, const Relative& other) {
  return one.known_to != other.known_to && one.relation == other.relation;
}

// Nobody is written to under one name who asked under the other to be left alone, and has told
// nothing else since.
std::optional<Rejection> UnlessWantedElsewhere(const Family& family, const Relative& relative,
                                               const std::string& relative_id, absl::CivilDay day) {
  for (const auto& [other_id, other] : family.relatives) {
    if (!WantsNone(other, day) || !MayBeOne(relative, other)) continue;
    const bool told_since =
        relative.wish && DayOf(relative.wish->told_on()) > DayOf(other.wish->told_on());
    if (told_since) continue;
    return Refuse(
        types::v1::CONTACT_NOT_WANTED,
        absl::StrCat("Of the two cases that were merged the other records somebody who is "
                     "the same to the child, and who asked on ",
                     clocks::DateWords(other.wish->told_on()),
                     " to be left alone: it may be they. Find out through the key worker, "
                     "and record what they wish by now."),
        kOwnRule, {relative_id, other_id});
  }
  return std::nullopt;
}

// The same of what was ruled, or must be ruled first, unless there is a ruling on this record.
std::optional<Rejection> UnlessWithheldElsewhere(const Family& family, const Relative& relative,
                                                 const std::string& relative_id,
                                                 absl::CivilDay day) {
  if (relative.ruling) return std::nullopt;
  for (const auto& [other_id, other] : family.relatives) {
    if (!IsWithheldFrom(other, day) || !MayBeOne(relative, other)) continue;
    return Refuse(types::v1::DISCLOSURE_WITHHELD,
                  "Of the two cases that were merged the other records somebody who is the same to "
                  "the child, and to whom nothing goes without a ruling: it may be they. Have it "
                  "ruled what this person may be told.",
                  kOwnRule, {relative_id, other_id});
  }
  return std::nullopt;
}

std::optional<Rejection> UnlessWanted(const Family& family, const std::string& relative_id,
                                      absl::CivilDay day) {
  const Relative& relative = family.relatives.at(relative_id);
  if (!WantsNone(relative, day)) return UnlessWantedElsewhere(family, relative, relative_id, day);
  return Refuse(types::v1::CONTACT_NOT_WANTED,
                absl::StrCat("They asked on ", clocks::DateWords(relative.wish->told_on()),
                             " to be left alone. Record another wish if they have changed their "
                             "mind."),
                kOwnRule, {relative_id});
}

}  // namespace

bool IsHeldBy(const ContactHold& hold, const std::string& relative_id) {
  const std::string& held = hold.record.relative_id();
  return held.empty() || relative_id.empty() || held == relative_id;
}

std::optional<Rejection> UnlessContactHeld(const ChildDeath& death, const std::string& relative_id,
                                           absl::CivilDay day) {
  for (const auto& [hold_id, hold] : death.agencies.contact_holds) {
    if (hold.released || day < hold.from || !IsHeldBy(hold, relative_id)) continue;
    return Refuse(types::v1::BLOCKED_BY_HOLD,
                  absl::StrCat("Contact with the family is held, as the ",
                               absl::StripPrefix(hold.record.asked_by(), "the "),
                               " asked; to be looked at again on ",
                               clocks::DateWords(DayOf(hold.record.look_again_on())),
                               ". Ask them, and release the hold first."),
                  kOwnRule, {hold_id});
  }
  return std::nullopt;
}

std::optional<Rejection> UnlessRecordedRelative(const ChildDeath& death,
                                                const std::string& relative_id) {
  if (death.family.relatives.contains(relative_id)) return std::nullopt;
  return Refuse(types::v1::UNKNOWN_REFERENCE, kNoSuchRelative, kOwnRule, {relative_id});
}

std::optional<Rejection> UnlessMayBeTold(const ChildDeath& death, const std::string& relative_id,
                                         absl::CivilDay day) {
  RETURN_IF_REFUSED(UnlessContactHeld(death, relative_id, day));
  RETURN_IF_REFUSED(UnlessRecordedRelative(death, relative_id));
  const Relative& relative = death.family.relatives.at(relative_id);
  if (relative.suspected && !relative.ruling) {
    return Refuse(types::v1::DISCLOSURE_WITHHELD,
                  "They are suspected in connection with the death: nothing goes to them without a "
                  "ruling made since. Record what was ruled that they may be told.",
                  kOwnRule, {relative_id});
  }
  if (IsRuled(relative, day)) {
    return Refuse(types::v1::DISCLOSURE_WITHHELD,
                  absl::StrCat("It was ruled on ", clocks::DateWords(relative.ruling->ruled_on()),
                               " that they are not told. Have it ruled on again."),
                  relative.ruling->legal_basis(), {relative_id});
  }
  RETURN_IF_REFUSED(UnlessWithheldElsewhere(death.family, relative, relative_id, day));
  return UnlessWanted(death.family, relative_id, day);
}

Decision Decide(const cw::RecordFamilyMember& command, const Context&, const ChildDeath&) {
  Decision decision;
  decision.Add<ev::FamilyMemberRecorded>(command);
  decision.Add<ev::FamilyMemberNamed>(command);
  return decision;
}

void Evolve(ChildDeath& death, const ev::FamilyMemberRecorded& event, const Fact&) {
  Relative& relative = death.family.relatives[event.relative_id()];
  relative.relation = event.relation();
  relative.parental_responsibility = event.parental_responsibility();
}

void Evolve(ChildDeath& death, const ev::FamilyMemberNamed& event, const Fact&) {
  death.family.relatives[event.relative_id()].named = event;
}

Decision Decide(const cw::RecordSuspicion& command, const Context&, const ChildDeath& death) {
  if (death.family.relatives.at(command.relative_id()).suspected == command.suspected()) {
    return Refuse(types::v1::NOTHING_TO_CHANGE, "It is recorded so already. Nothing need be done.",
                  kOwnRule, {command.relative_id()});
  }
  return Recorded<ev::SuspicionRecorded>(command);
}

void Evolve(ChildDeath& death, const ev::SuspicionRecorded& event, const Fact&) {
  Relative& relative = death.family.relatives[event.relative_id()];
  relative.suspected = event.suspected();
  if (event.suspected()) relative.ruling.reset();
}

Decision Decide(const cw::AssignKeyWorker& command, const Context&, const ChildDeath& death,
                const Board&) {
  if (death.family.key_worker_person_id == command.person_id()) {
    return Refuse(
        types::v1::NOTHING_TO_CHANGE,
        "They are the family's key worker already. Name another, or nothing need be done.",
        kOwnRule, {command.person_id()});
  }
  return Recorded<ev::KeyWorkerAssigned>(command);
}

void Evolve(ChildDeath& death, const ev::KeyWorkerAssigned& event, const Fact&) {
  death.family.key_worker_person_id = event.person_id();
  death.family.key_worker_from.clear();
}

void Evolve(ChildDeath& death, const ev::FamilyContributionReceived& event, const Fact&) {
  death.family.contributions[event.contribution_id()] = event;
}

Decision Decide(const cw::RecordContactPreference& command, const Context&, const ChildDeath&) {
  if (command.wish() == types::v1::CONTACT_THROUGH_ANOTHER && command.through().empty()) {
    return Refuse(types::v1::REASON_MISSING, "Say through whom they wish to be told.", kOwnRule,
                  {command.relative_id()});
  }
  return Recorded<ev::ContactPreferenceRecorded>(command);
}

void Evolve(ChildDeath& death, const ev::ContactPreferenceRecorded& event, const Fact&) {
  death.family.relatives[event.relative_id()].wish = event;
}

Decision Decide(const cw::RecordFamilyRequest& command, const Context& context, const ChildDeath&) {
  Decision decision;
  decision.Add<ev::FamilyRequestReceived>(command).set_request_id(
      context.IdOr(command.request_id(), 0));
  if (command.kind() == types::v1::ASKS_TO_STOP_CONTACT) {  // granted by being heard
    auto& wish = decision.Add<ev::ContactPreferenceRecorded>(command);
    wish.set_wish(types::v1::NO_CONTACT_WANTED);
    *wish.mutable_told_on() = command.received_on();
  }
  return decision;
}

void Evolve(ChildDeath& death, const ev::FamilyRequestReceived& event, const Fact&) {
  if (event.kind() == types::v1::ASKS_TO_STOP_CONTACT) return;
  death.family.open_requests[event.request_id()] = event;
}

Decision Decide(const cw::RuleOnDisclosure& command, const Context&, const ChildDeath& death,
                const Board&) {
  const absl::CivilDay ruled = DayOf(command.ruled_on());
  if (command.request_id().empty()) return Recorded<ev::DisclosureRuled>(command);
  const auto asked = death.family.open_requests.find(command.request_id());
  if (asked == death.family.open_requests.end() ||
      asked->second.relative_id() != command.relative_id()) {
    return Refuse(
        types::v1::UNKNOWN_REFERENCE,
        "They have asked for no such thing, or it is ruled on. Name the person whose request "
        "it is, and a request that is open.",
        kOwnRule, {command.request_id()});
  }
  RETURN_IF_REFUSED(
      UnlessInOrder("the ruling", ruled, "the request", DayOf(asked->second.received_on())));
  return Recorded<ev::DisclosureRuled>(command);
}

void Evolve(ChildDeath& death, const ev::DisclosureRuled& event, const Fact&) {
  death.family.relatives[event.relative_id()].ruling = event;
  death.family.open_requests.erase(event.request_id());
}

// Support is offered to anybody who has not asked to be left alone, suspected or not; while contact
// is held, by whoever asked for that.
Decision Decide(const cw::OfferBereavementSupport& command, const Context&,
                const ChildDeath& death) {
  const absl::CivilDay day = DayOf(command.offered_on());
  RETURN_IF_REFUSED(UnlessContactHeld(death, command.relative_id(), day));
  RETURN_IF_REFUSED(UnlessWanted(death.family, command.relative_id(), day));
  return Recorded<ev::BereavementSupportOffered>(command);
}

void Evolve(ChildDeath& death, const ev::BereavementSupportOffered& event, const Fact&) {
  death.family.offers.push_back(event);
}

Decision Decide(const cw::AgreeFeedback& command, const Context& context, const ChildDeath& death) {
  if (death.Standing() == nullptr) {
    return Refuse(
        types::v1::NO_DECISION,
        "The panel has not decided yet: there is nothing to feed back. Record its decision first.",
        kOwnRule);
  }
  const absl::CivilDay decided =
      clocks::DayOf(MomentOf(death.Standing()->record.decided_at()), context.london);
  RETURN_IF_REFUSED(UnlessInOrder("the agreement (agreed_on)", DayOf(command.agreed_on()),
                                  "the decision", decided));
  return Recorded<ev::FeedbackAgreed>(command);
}

void Evolve(ChildDeath& death, const ev::FeedbackAgreed& event, const Fact&) {
  death.family.feedback = event;
  for (auto& [id, relative] : death.family.relatives) relative.feedback_delivered = false;
}

Decision Decide(const cw::DeliverFeedback& command, const Context&, const ChildDeath& death,
                const Board&) {
  const absl::CivilDay delivered = DayOf(command.delivered_on());
  if (!death.family.feedback) {
    return Refuse(types::v1::WRONG_STAGE,
                  "What the family is told is not agreed yet. Agree it first.", kFeedback);
  }
  RETURN_IF_REFUSED(UnlessInOrder("the delivery", delivered, "the agreement",
                                  DayOf(death.family.feedback->agreed_on())));
  RETURN_IF_REFUSED(UnlessMayBeTold(death, command.relative_id(), delivered));
  return Recorded<ev::FeedbackDelivered>(command);
}

void Evolve(ChildDeath& death, const ev::FeedbackDelivered& event, const Fact&) {
  death.family.relatives[event.relative_id()].feedback_delivered = true;
}

void RegisterFamily(WorkflowTable& table) {
  table.Things(types::v1::A_RELATIVE, &ChildDeath::family, &Family::relatives, kNoSuchRelative,
               "They are recorded. To correct it, name the event.");
  table.Things(types::v1::A_FAMILY_CONTRIBUTION, &ChildDeath::family, &Family::contributions,
               "No such contribution of the family is recorded. Record it first.",
               "This contribution is recorded already. Correct it, if it says something else.");
  table.Events<ChildDeath, ev::FamilyMemberRecorded, ev::FamilyMemberNamed, ev::SuspicionRecorded,
               ev::KeyWorkerAssigned, ev::FamilyContributionReceived, ev::ContactPreferenceRecorded,
               ev::FamilyRequestReceived, ev::DisclosureRuled, ev::BereavementSupportOffered,
               ev::FeedbackAgreed, ev::FeedbackDelivered>();
  table.Command<cw::RecordFamilyMember, ChildDeath>();
  table.Command<cw::RecordSuspicion, ChildDeath>();
  table.Command<cw::AssignKeyWorker, ChildDeath, Board>();
  table.Record<cw::RecordFamilyContribution, ev::FamilyContributionReceived, ChildDeath>();
  table.Command<cw::RecordContactPreference, ChildDeath>();
  table.Command<cw::RecordFamilyRequest, ChildDeath>();
  table.Command<cw::RuleOnDisclosure, ChildDeath, Board>();
  table.Command<cw::OfferBereavementSupport, ChildDeath>();
  table.Command<cw::AgreeFeedback, ChildDeath>();
  table.Command<cw::DeliverFeedback, ChildDeath, Board>();
}

}  // namespace candour::workflows::child_death
