#include "workflows/case_files/oddities.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "candour/events/v1/board.pb.h"
#include "candour/events/v1/child_death.pb.h"
#include "candour/events/v1/meeting.pb.h"
#include "candour/events/v1/minutes.pb.h"
#include "candour/events/v1/papers.pb.h"
#include "workflows/case_files/decisions.h"
#include "workflows/case_files/review_oddities.h"
#include "workflows/case_review/case_review.h"
#include "workflows/chairs.h"
#include "workflows/child_death/child_death.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/words.h"

namespace candour::workflows::case_files {
namespace {

using events::v1::DecisionsConfirmed;
using events::v1::ItemRatified;
using events::v1::MinutesAgreed;
using events::v1::QuorumEvaluated;
using events::v1::QuorumRulesSet;
using events::v1::ReplyReceived;
using types::v1::DecisionAnswer;

void Add(DecisionAnswer& decision, types::v1::Oddity oddity, std::string explanation) {
  types::v1::OddityFound& found = *decision.add_oddities();
  found.set_oddity(oddity);
  found.set_explanation(std::move(explanation));
}

// Only bodies need a quorum; a chair decides alone.
void NoteQuorum(DecisionAnswer& decision) {
  if (decision.meeting_id().empty()) return;
  if (!decision.has_quorum()) {
    Add(decision, types::v1::QUORUM_UNKNOWN,
        "No evaluation of the quorum for this item is recorded before the decision.");
  } else if (!decision.quorum().met()) {
    Add(decision, types::v1::NO_QUORUM,
        absl::StrCat("Missing: ", absl::StrJoin(decision.quorum().missing(), "; "), "."));
  } else if (!decision.quorum().backdated_seat_ids().empty()) {
    Add(decision, types::v1::QUORUM_BACKDATED,
        absl::StrCat("Of the seats counted, ", decision.quorum().backdated_seat_ids_size(),
                     " had their occupant entered only after the item was taken."));
  }
}

// By the rules for one kind of death, which is held to be of the other kind since, or of neither.
void NoteReclassified(const History& own, DecisionAnswer& decision) {
  if (own.kind != types::v1::CHILD_DEATH || !decision.quorum().met()) return;
  const auto& death = static_cast<const child_death::ChildDeath&>(*own.state);
  if (decision.quorum().unexpected_death() || !decision.superseded_by_decision_id().empty()) return;
  if (death.IsUnclassifiedDeath() && decision.quorum().unclassified()) {
    Add(decision, types::v1::QUORUM_UNKNOWN,
        "Nobody has classified the death as expected or unexpected, and the quorum was evaluated "
        "by "
        "the rules for every death. It is to be treated as unexpected until evidence permits "
        "otherwise: have it classified, or the decision looked at by a meeting that is quorate for "
        "an unexpected death.");
  }
  if (!death.IsUnexpectedDeath()) return;
  Add(decision, types::v1::QUORUM_UNKNOWN,
      "The quorum was evaluated by the rules for an expected death, and the death was classified "
      "as "
      "unexpected since. Have the decision looked at by a meeting that is quorate for that.");
}

// What came between the listing and the decision is decided over with a reason, as what was missing
// when it was listed.
void NoteMissing(const google::protobuf::Message& event, DecisionAnswer& decision) {
  const auto* panel = dynamic_cast<const events::v1::PanelDecisionRecorded*>(&event);
  if (panel == nullptr || panel->missing_since_listed().empty()) return;
  if (!panel->despite_outstanding().empty()) return;
  Add(decision, types::v1::DECIDED_WITHOUT,
      absl::StrCat(
          "Missing for a panel when it was recorded, and not yet when the case was listed: ",
          absl::StrJoin(panel->missing_since_listed(), "; "),
          ". If it was not waited for, correct the decision, and say why in "
          "despite_outstanding."));
}

// Where no kind was named, and every kind asks for a pack at which such a body decides.
void NoteNoPack(const History& history, const absl::TimeZone& london, DecisionAnswer& decision) {
  meeting::Meeting asking = static_cast<const meeting::Meeting&>(*history.state);
  const auto item = asking.items.find(decision.item_id());
  const auto& scheduled = asking.scheduled;
  if (item == asking.items.end() || !scheduled.kind().empty() || scheduled.kind_source().empty()) {
    return;
  }
  asking.scheduled.set_pack_needed(true);
  const auto against =
      meeting::UnlessOnPack(asking, item->second, MomentOf(decision.decided().latest()), london);
  if (!against) return;
  Add(decision, types::v1::DECIDED_WITHOUT,
      absl::StrCat(
          "The meeting was scheduled without a kind, and every kind asks for an anonymised "
          "pack at which this body decides (",
          scheduled.kind_source(),
          "): none with papers on it was prepared, approved by somebody else and issued "
          "by then."));
}

// The register of the board whose body met.
const History* HostOf(const Dossier& dossier, const std::string& body_id) {
  const auto has = [&](const std::shared_ptr<const History>& of) {
    return of != nullptr && static_cast<const board::Board&>(*of->state).bodies.contains(body_id);
  };
  if (has(dossier.board)) return dossier.board.get();
  const auto other = std::find_if(dossier.other_boards.begin(), dossier.other_boards.end(), has);
  return other == dossier.other_boards.end() ? nullptr : other->get();
}

// The body's own rules, by which an evaluation found it quorate, as they had been set by then: the
// last told of those in force from the latest day on. Null: the edition's were.
const Happened* RulesThen(const History& host, const std::string& body_id, absl::CivilDay day,
                          uint64_t position) {
  const Happened* found = nullptr;
  std::optional<absl::CivilDay> from;
  for (const Happened& happened : host.events) {
    if (happened.recorded.position() > position) break;
    const auto* rules = dynamic_cast<const QuorumRulesSet*>(happened.message.get());
    if (rules == nullptr || rules->body_id() != body_id || DayOf(rules->from()) > day) continue;
    if (from && DayOf(rules->from()) < *from) continue;
    from = DayOf(rules->from());
    found = &happened;
  }
  return found;
}

// The evaluation it rests on; null if it is not read.
const QuorumEvaluated* EvaluationOf(const History& meeting, const DecisionAnswer& decision) {
  const auto rests_on = std::find_if(
      meeting.events.begin(), meeting.events.end(),
      [&](const Happened& one) { return one.recorded.position() == decision.quorum().position(); });
  return rests_on == meeting.events.end()
             ? nullptr
             : dynamic_cast<const QuorumEvaluated*>(rests_on->message.get());
}

// Rules are set for the meetings to come. Set for one that was held already, they decide what they
// were made for.
void NoteBackdatedRules(const Dossier& dossier, const History& history,
                        const absl::TimeZone& london, DecisionAnswer& decision) {
  if (!decision.quorum().met()) return;
  const auto& meeting = static_cast<const meeting::Meeting&>(*history.state);
  const History* host = HostOf(dossier, meeting.body_id);
  const QuorumEvaluated* evaluation = EvaluationOf(history, decision);
  if (host == nullptr || evaluation == nullptr ||
      meeting.scheduled.way() == types::v1::CHAIRS_ACTION) {
    return;
  }
  const Happened* rules =
      RulesThen(*host, meeting.body_id, clocks::DayOf(MomentOf(evaluation->at()), london),
                decision.quorum().position());
  if (rules == nullptr) return;
  const absl::Time told_at = absl::FromUnixMicros(rules->recorded.recorded_at_micros());
  if (told_at <= meeting.starts_at) return;
  Add(decision, types::v1::QUORUM_BACKDATED,
      absl::StrCat("The rule by which the body was quorate was entered at ",
                   clocks::MomentWords(told_at, london),
                   ", after the meeting began, to hold from before it. Have the decision ratified, "
                   "or made anew, by a rule that was there."));
}

// `first` is the decision as it was first recorded: a slip put right later does not make it late.
void NoteLateness(const Happened& first, const absl::TimeZone& london, DecisionAnswer& decision) {
  const absl::CivilDay decided = clocks::DayOf(MomentOf(decision.decided().latest()), london);
  const absl::CivilDay recorded =
      clocks::DayOf(absl::FromUnixMicros(first.recorded.recorded_at_micros()), london);
  if (recorded - decided <= kRecordedLateAfterDays) return;
  Add(decision, types::v1::RECORDED_LATE,
      absl::StrCat("Made on ", clocks::DateWords(decided), ", recorded ", recorded - decided,
                   " days later."));
}

// The seat a decision was made from, and whether the register names its maker there, from the
// start.
void NoteSeat(const board::Board& board, const absl::TimeZone& london, DecisionAnswer& decision) {
  const auto found = board.seats.find(decision.decider_seat_id());
  if (decision.decider_person_id().empty() || found == board.seats.end()) return;
  const board::Seat& seat = found->second;
  const absl::CivilDay day = clocks::DayOf(MomentOf(decision.decided().earliest()), london);
  const board::Tenure* tenure = nullptr;
  for (const auto* tenures : {&seat.deputies, &seat.holders}) {
    for (const board::Tenure& one : *tenures) {
      if (one.person_id == decision.decider_person_id() && one.Covers(day)) tenure = &one;
    }
  }
  if (tenure == nullptr) {
    const board::Tenure* holder = seat.HolderOn(day);
    Add(decision, types::v1::SEAT_HELD_OTHERWISE,
        absl::StrCat("By the register as it stands, ",
                     holder == nullptr ? "nobody" : board.PersonName(holder->person_id),
                     " held the seat on ", clocks::DateWords(day), "."));
  } else if (clocks::DayOf(tenure->entered_at, london) > day) {
    Add(decision, types::v1::SEAT_ENTERED_LATER,
        absl::StrCat("Made on ", clocks::DateWords(day),
                     "; that they were in the seat was entered on ",
                     clocks::DateWords(clocks::DayOf(tenure->entered_at, london)), "."));
  }
}

// Nothing of a void case waits for anybody.
bool IsVoid(const History& own) {
  return own.kind == types::v1::CHILD_DEATH &&
         static_cast<const child_death::ChildDeath&>(*own.state).who.voided.has_value();
}

// Confirmed by name, or with the minutes, after it was recorded.
bool IsConfirmed(const History& meeting, const DecisionAnswer& decision) {
  return std::any_of(meeting.events.begin(), meeting.events.end(), [&](const Happened& happened) {
    if (happened.message == nullptr || happened.recorded.position() < decision.position()) {
      return false;
    }
    if (happened.message->GetDescriptor() == MinutesAgreed::descriptor()) return true;
    const auto* confirmed = dynamic_cast<const DecisionsConfirmed*>(happened.message.get());
    if (confirmed == nullptr) return false;
    const auto& items = confirmed->item_ids();
    return std::find(items.begin(), items.end(), decision.item_id()) != items.end();
  });
}

void NoteUnconfirmed(const History& meeting, const Happened& recorded, DecisionAnswer& decision) {
  if (!NeedsConfirming(recorded.recorded.body())) return;
  if (IsConfirmed(meeting, decision)) return;
  Add(decision, types::v1::UNCONFIRMED,
      "Recorded by somebody other than the chair; the chair has not confirmed it, and no minutes "
      "with it are agreed.");
}

// What a later meeting last made of it; null: nothing.
const ItemRatified* LastPut(const History& meeting, const DecisionAnswer& decision) {
  const ItemRatified* last = nullptr;
  for (const Happened& happened : meeting.events) {
    const auto* put = dynamic_cast<const ItemRatified*>(happened.message.get());
    if (put == nullptr || put->item_id() != decision.item_id() ||
        meeting.state->FindStanding(happened.EventId()) == nullptr) {
      continue;
    }
    // By time, so that a correction of the decision does not undo it.
    if (put->has_ratified_at() &&
        MomentOf(put->ratified_at()) < MomentOf(decision.decided().earliest())) {
      continue;
    }
    last = put;
  }
  return last;
}

void NoteNotRatified(const History& meeting, const absl::TimeZone& london,
                     DecisionAnswer& decision) {
  const ItemRatified* put = LastPut(meeting, decision);
  if (put != nullptr && put->ratified() == types::v1::NO) {
    const absl::CivilDay day = clocks::DayOf(MomentOf(put->ratified_at()), london);
    return Add(decision, types::v1::NOT_RATIFIED,
               absl::StrCat("It stands no longer: the meeting of ", clocks::DateWords(day),
                            " did not ratify it. ", put->reason()));
  }
  if (put != nullptr || static_cast<const meeting::Meeting&>(*meeting.state).InSession()) return;
  Add(decision, types::v1::NOT_RATIFIED,
      "Decided by correspondence or chair's action, and ratified by no meeting since.");
}

// Replies that had come by then, and that the evaluation it rests on did not know.
void NoteRepliedSince(const History& meeting, const board::Board& board, DecisionAnswer& decision) {
  const ItemRatified* put = LastPut(meeting, decision);
  if (put != nullptr && put->ratified() == types::v1::YES) return;
  std::vector<std::string> replied;
  for (const Happened& happened : meeting.events) {
    const auto* reply = dynamic_cast<const ReplyReceived*>(happened.message.get());
    if (reply == nullptr || reply->item_id() != decision.item_id() ||
        FirstTold(meeting, happened).recorded.position() < decision.position() ||
        meeting.state->FindStanding(happened.EventId()) == nullptr) {
      continue;
    }
    if (MomentOf(reply->replied_at()) > MomentOf(decision.decided().latest())) continue;
    replied.push_back(
        absl::StrCat(board.PersonName(reply->person_id()), " (", Words(reply->answer()), ")"));
  }
  if (replied.empty()) return;
  Add(decision, types::v1::QUORUM_UNKNOWN,
      absl::StrCat("Had replied by then, as it was recorded only afterwards, and were not looked "
                   "at for its quorum: ",
                   absl::StrJoin(replied, "; "), ". Have the decision ratified at a meeting."));
}

// Seats that counted, and whose occupants are by now recorded as gone when it was decided, or never
// there. A decision of which only the day is told is held against the moment of the evaluation.
void NoteGone(const History& history, const board::Board& board, uint64_t place,
              DecisionAnswer& decision) {
  const auto& meeting = static_cast<const meeting::Meeting&>(*history.state);
  const auto item = meeting.items.find(decision.item_id());
  if (!decision.has_quorum() || item == meeting.items.end()) return;
  if (item->second.ratified_position > place) return;
  const QuorumEvaluated* rests_on = EvaluationOf(history, decision);
  if (rests_on == nullptr) return;
  const QuorumEvaluated& evaluation = *rests_on;
  const bool to_the_moment = decision.decided().precision() == types::v1::MOMENT;
  std::vector<std::string> seats;
  for (const std::string& seat_id : meeting::SeatsEmptyAt(
           MomentOf(to_the_moment ? decision.decided().earliest() : evaluation.at()), evaluation,
           meeting)) {
    const auto seat = board.seats.find(seat_id);
    seats.push_back(seat == board.seats.end() ? "a seat that is not known"
                                              : Words(seat->second.role));
  }
  if (seats.empty()) return;
  Add(decision, types::v1::COUNTED_HAD_LEFT,
      absl::StrCat("Counted for the quorum, and not there by then, as it is recorded now: ",
                   absl::StrJoin(seats, "; "),
                   decision.superseded_by_decision_id().empty()
                       ? ". Have it ratified, or decided anew, at a quorate meeting."
                       : "."));
}

// Somebody who took part, and said only afterwards that they should perhaps not have: after
// `place`, where the decision was first told.
void NoteInterest(const History& history, const board::Board& board, uint64_t place,
                  const absl::TimeZone& london, DecisionAnswer& decision) {
  const auto& meeting = static_cast<const meeting::Meeting&>(*history.state);
  const auto item = meeting.items.find(decision.item_id());
  if (item == meeting.items.end()) return;
  for (const auto& [person_id, position] : item->second.late_interests) {
    if (meeting::InterestSince(meeting, item->second, person_id) <= place) continue;
    const auto declared = std::find_if(
        history.events.begin(), history.events.end(),
        [position = position](const Happened& one) { return one.recorded.position() == position; });
    if (declared == history.events.end()) continue;
    const absl::CivilDay day =
        clocks::DayOf(absl::FromUnixMicros(declared->recorded.recorded_at_micros()), london);
    Add(decision, types::v1::INTEREST_DECLARED_SINCE,
        absl::StrCat(board.PersonName(person_id), " took part, and declared an interest in it on ",
                     clocks::DateWords(day),
                     decision.superseded_by_decision_id().empty()
                         ? ", after it was recorded. Have it ratified, or decided anew, at a "
                           "meeting that is quorate without them."
                         : ", after it was recorded."));
  }
}

// What was recommended lay before whoever recorded the decision, and is of a later day: one of the
// two days is a slip, or the decision did not wait.
void NoteBeforeRecommendation(const absl::TimeZone& london,
                              const std::vector<DecisionAnswer>& decisions,
                              DecisionAnswer& decision) {
  if (decision.option() == types::v1::REVIEW_OPTION_UNSPECIFIED ||
      decision.decider_person_id().empty()) {
    return;
  }
  const absl::CivilDay decided = clocks::DayOf(MomentOf(decision.decided().latest()), london);
  std::optional<absl::CivilDay> first;
  for (const DecisionAnswer& other : decisions) {
    const bool recommends =
        other.option() != types::v1::REVIEW_OPTION_UNSPECIFIED && other.decider_person_id().empty();
    if (!recommends || other.position() > decision.position()) continue;
    const absl::CivilDay day = clocks::DayOf(MomentOf(other.decided().latest()), london);
    first = std::min(first.value_or(day), day);
  }
  if (!first || *first <= decided) return;
  Add(decision, types::v1::BEFORE_RECOMMENDATION,
      absl::StrCat("It is of ", clocks::DateWords(decided), ", and what was recommended of ",
                   clocks::DateWords(*first),
                   ". If one of the two days is wrong, correct that one."));
}

// A chair who decides otherwise than the subgroup last recommended.
void NoteDisagreement(std::vector<DecisionAnswer>& decisions) {
  DecisionAnswer* recommended = nullptr;
  for (DecisionAnswer& decision : decisions) {
    if (decision.option() == types::v1::REVIEW_OPTION_UNSPECIFIED) continue;
    if (decision.decider_person_id().empty()) {
      recommended = &decision;
    } else if (recommended != nullptr && recommended->option() != decision.option()) {
      const std::string explanation = absl::StrCat("Recommended: ", Words(recommended->option()),
                                                   "; decided: ", Words(decision.option()), ".");
      Add(*recommended, types::v1::WAS_OVERRIDDEN, explanation);
      Add(decision, types::v1::AGAINST_RECOMMENDATION, explanation);
    }
  }
}

// Where the guidance has a case reviewed rapidly first: decided in favour of a review, before any
// rapid review was sent in.
void NoteNoRapidReview(const case_review::CaseReview& review, const board::Board& board,
                       const absl::TimeZone& london, DecisionAnswer& decision) {
  if (decision.option() != types::v1::LOCAL_REVIEW || decision.decider_person_id().empty()) return;
  const auto rules =
      board.editions.ClockRulesFor(types::v1::CASE_REVIEW, review.ReferredOn(), board.id);
  const auto rule = std::find_if(rules.begin(), rules.end(), [](const auto& in_force) {
    return in_force.rule.kind() == "rapid_review";
  });
  if (rule == rules.end()) return;
  const absl::CivilDay decided = clocks::DayOf(MomentOf(decision.decided().latest()), london);
  const auto& submissions = review.incident.rapid_review.submissions;
  const bool sent = std::any_of(submissions.begin(), submissions.end(), [&](const auto& one) {
    return DayOf(one.submitted_on()) <= decided;
  });
  if (sent) return;
  const bool notified = std::any_of(
      review.incident.notices.begin(), review.incident.notices.end(),
      [&](const auto& notice) { return DayOf(notice.second.record.sent_on()) <= decided; });
  Add(decision, types::v1::NO_RAPID_REVIEW,
      absl::StrCat(notified
                       ? "The incident was notified, and no rapid review of it sent in by then."
                       : "The incident was neither notified by then, nor a rapid review of it "
                         "sent in.",
                   " (", CitationOf(rule->rule.standing().source()), ")"));
}

// Accepted, and what that rested on fell.
void NoteEndorsementFell(const case_review::CaseReview& review, DecisionAnswer& decision) {
  for (const case_review::OverviewDraft& draft : review.drafts) {
    if (!draft.waiting || draft.waiting->event_id != decision.event_id()) continue;
    Add(decision, types::v1::ENDORSEMENT_FELL,
        absl::StrCat("It does not count until the panel endorses version ", draft.record.version(),
                     " again: ", draft.waiting->because));
  }
}

}  // namespace

void NoteOddities(const Dossier& dossier, const board::Board& board, const absl::TimeZone& london,
                  std::vector<DecisionAnswer>& decisions) {
  std::map<std::string, const Happened*> corrected;    // by event id: by what
  std::map<std::string, const Happened*> recorded_as;  // by event id
  for (const Happened& happened : dossier.own.events) {
    const record::v1::EventBody& body = happened.recorded.body();
    recorded_as[happened.EventId()] = &happened;
    if (body.corrects_event_id().empty()) continue;
    corrected[body.corrects_event_id()] = &happened;
  }
  const bool is_void = IsVoid(dossier.own);
  for (DecisionAnswer& decision : decisions) {
    NoteQuorum(decision);
    NoteReclassified(dossier.own, decision);
    if (const auto recorded = recorded_as.find(decision.event_id());
        recorded != recorded_as.end()) {
      NoteLateness(FirstTold(dossier.own, *recorded->second), london, decision);
      NoteMissing(*recorded->second->message, decision);
    }
    NoteSeat(board, london, decision);
    if (dossier.own.kind == types::v1::CASE_REVIEW) {
      const auto& review = static_cast<const case_review::CaseReview&>(*dossier.own.state);
      NoteNoRapidReview(review, board, london, decision);
      NoteBeforeRecommendation(london, decisions, decision);
      NoteEndorsementFell(review, decision);
    }
    if (const auto held = dossier.meetings.find(decision.meeting_id());
        held != dossier.meetings.end()) {
      const auto recorded = recorded_as.find(decision.event_id());
      if (recorded != recorded_as.end() && !is_void) {
        NoteUnconfirmed(*held->second, *recorded->second, decision);
      }
      NoteBackdatedRules(dossier, *held->second, london, decision);
      NoteNoPack(*held->second, london, decision);
      NoteNotRatified(*held->second, london, decision);
      NoteRepliedSince(*held->second, board, decision);
      const uint64_t place = recorded == recorded_as.end()
                                 ? decision.position()
                                 : FirstTold(dossier.own, *recorded->second).recorded.position();
      NoteInterest(*held->second, board, place, london, decision);
      NoteGone(*held->second, board, place, decision);
    }
    if (const auto found = corrected.find(decision.event_id()); found != corrected.end()) {
      const record::v1::RecordedEvent& by = found->second->recorded;
      const absl::CivilDay day =
          clocks::DayOf(absl::FromUnixMicros(by.recorded_at_micros()), london);
      Add(decision, types::v1::WAS_CORRECTED,
          absl::StrCat("It stands as corrected on ", clocks::DateWords(day), ": ",
                       by.body().correction_reason()));
    }
    if (!decision.superseded_by_decision_id().empty()) {
      Add(decision, types::v1::WAS_REPLACED, "A later decision stands in its place.");
    }
  }
  NoteDisagreement(decisions);
  if (dossier.own.kind != types::v1::CASE_REVIEW) return;
  NoteReviewOddities(static_cast<const case_review::CaseReview&>(*dossier.own.state), board, london,
                     decisions);
}

}  // namespace candour::workflows::case_files
