#include "workflows/case_files/minutes.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "candour/events/v1/agenda.pb.h"
#include "candour/events/v1/child_death.pb.h"
#include "candour/events/v1/completion.pb.h"
#include "candour/events/v1/panel_minutes.pb.h"
#include "workflows/case_files/case_file.h"
#include "workflows/case_files/decisions.h"
#include "workflows/case_files/facts.h"
#include "workflows/case_files/field_words.h"
#include "workflows/clocks/calendar.h"
#include "workflows/meeting/meeting.h"
#include "workflows/words.h"

namespace candour::workflows::case_files {
namespace {

using events::v1::CaseActionAgreed;
using events::v1::CaseActionDone;
using events::v1::CaseListed;
using events::v1::CategoryRevised;
using events::v1::ChairRecorded;
using events::v1::EarlierMeetingTaken;
using events::v1::InterestRuledOn;
using events::v1::ItemListed;
using events::v1::ItemTakenOff;
using events::v1::QuorumEvaluated;
using meeting::Item;
using meeting::Meeting;
using types::v1::DecisionAnswer;

void Line(std::string& out, const std::string& label, const std::string& value) {
  if (!value.empty()) absl::StrAppend(&out, "   ", label, ": ", value, "\n");
}

void TellPresence(const Meeting& meeting, const Names& names, std::string& out) {
  const board::Board& board = names.register_of_board();
  absl::StrAppend(&out, "\nPresent\n");
  for (const meeting::Attendance& present : meeting.attendance) {
    absl::StrAppend(&out, "   ", board.PersonName(present.person_id), ", ", Words(present.kind),
                    present.seat_id.empty() ? "" : ", ",
                    present.seat_id.empty() ? "" : names.Seat(present.seat_id), ", from ",
                    clocks::MomentWords(present.from, names.london()), present.until ? " to " : "",
                    present.until ? clocks::MomentWords(*present.until, names.london()) : "", "\n");
  }
  std::vector<std::string> absent;
  for (const std::string& person_id : meeting.apologies) {
    absent.push_back(board.PersonName(person_id));
  }
  if (!absent.empty()) absl::StrAppend(&out, "Apologies\n   ", absl::StrJoin(absent, "; "), "\n");
}

// Who was in the chair, and what there is to doubt of that.
void TellChair(const Meeting& meeting, const Names& names, std::string& out) {
  const board::Board& board = names.register_of_board();
  const auto chairs = ChairsOf(meeting, board);
  if (chairs.empty() && !meeting.closed_at) return;
  absl::StrAppend(&out, "In the chair\n");
  if (chairs.empty()) absl::StrAppend(&out, "   nobody is recorded as in the chair\n");
  for (const meeting::InTheChair& chair : chairs) {
    const bool there = std::any_of(meeting.attendance.begin(), meeting.attendance.end(),
                                   [&](const meeting::Attendance& present) {
                                     return present.person_id == chair.person_id &&
                                            (!present.until || *present.until > chair.from);
                                   });
    absl::StrAppend(&out, "   ", board.PersonName(chair.person_id),
                    chair.seat_id.empty() ? "" : ", ",
                    chair.seat_id.empty() ? "" : names.Seat(chair.seat_id),
                    chair.chosen_by_meeting ? ", chosen by the meeting" : "", ", from ",
                    clocks::MomentWords(chair.from, names.london()),
                    there ? "" : " (not recorded as there)", "\n");
  }
}

// The headings of such a meeting, as the board's data had them when it was scheduled.
void TellAgenda(const Meeting& meeting, std::string& out) {
  if (meeting.scheduled.agenda().empty()) return;
  absl::StrAppend(&out, "\nAgenda\n");
  for (const std::string& heading : meeting.scheduled.agenda()) {
    absl::StrAppend(&out, "   ", heading, "\n");
  }
}

// What was corrected is told as it was corrected.
bool Stands(const History& history, const std::string& event_id) {
  return std::none_of(history.events.begin(), history.events.end(), [&](const Happened& happened) {
    return happened.recorded.body().corrects_event_id() == event_id;
  });
}

// The last that was evaluated, also if attendance or replies were recorded that it did not know.
const QuorumEvaluated* LastQuorum(const History& own, const Item& item) {
  if (item.quorum) return &*item.quorum;
  const QuorumEvaluated* last = nullptr;
  for (const Happened& happened : own.events) {
    const auto* evaluated = dynamic_cast<const QuorumEvaluated*>(happened.message.get());
    if (evaluated == nullptr || evaluated->item_id() != item.id ||
        !Stands(own, happened.EventId())) {
      continue;
    }
    last = evaluated;
  }
  return last;
}

void TellQuorum(const History& own, const Item& item, std::string& out) {
  const QuorumEvaluated* quorum = LastQuorum(own, item);
  if (quorum == nullptr) return Line(out, "Quorum", "not evaluated");
  Line(out, "Quorum",
       absl::StrCat(
           quorum->met() ? "met, " : "not met, ", quorum->members_counted(), " of ",
           quorum->members_needed(), " needed",
           quorum->missing().empty() ? "" : "; missing: ", absl::StrJoin(quorum->missing(), "; "),
           item.quorum ? "" : "; who came, left or replied was recorded since"));
}

// Why the category was decided anew; blank: that is not what the decision did.
std::string WhyRevised(const History& own, const DecisionAnswer& decision) {
  for (const Happened& happened : own.events) {
    const auto* revised = dynamic_cast<const CategoryRevised*>(happened.message.get());
    if (revised != nullptr && revised->decision_id() == decision.decision_id()) {
      return Words(revised->ground());
    }
  }
  return "";
}

void TellDecision(const DecisionAnswer& decision, const History& own, std::string& out) {
  Line(out, decision.title(), decision.outcome());
  Line(out, "In place of", decision.supersedes_words());
  Line(out, "Revised because", WhyRevised(own, decision));
  Line(out, "Replaced by", decision.superseded_by_words());
  for (const types::v1::ContributoryFactor& factor : decision.factors()) {
    Line(out, absl::StrCat("Factor, ", Words(factor.domain())),
         absl::StrCat(factor.description(), " (", Words(factor.score()), "; ",
                      factor.modifiable() ? "modifiable" : "not modifiable", ")"));
  }
  Line(out, "Reasons", decision.reasons());
  for (const std::string& considered : decision.considered()) {
    absl::StrAppend(&out, "   ", considered, "\n");
  }
  Line(out, "Learning", decision.learning());
  Line(out, "Dissent", decision.dissent());
  if (!decision.superseded_by_decision_id().empty()) return;  // nobody waits for it
  for (const types::v1::OddityFound& oddity : decision.oddities()) {
    if (oddity.oddity() == types::v1::UNCONFIRMED) Line(out, "To be confirmed", "by the chair");
    if (oddity.oddity() == types::v1::DECIDED_WITHOUT) {
      Line(out, "To be looked at", oddity.explanation());
    }
  }
}

// What is told of no item is told of each that the case has.
bool IsOf(const std::string& told, const Item& item) { return told.empty() || told == item.id; }

// The actions about the case that the meeting agreed.
std::set<std::string> ActionsOf(const History& own, const std::string& meeting_id) {
  std::set<std::string> actions;
  for (const Happened& happened : own.events) {
    const auto* agreed = dynamic_cast<const CaseActionAgreed*>(happened.message.get());
    if (agreed != nullptr && agreed->meeting_id() == meeting_id) {
      actions.insert(agreed->action_id());
    }
  }
  return actions;
}

// Told of the meeting by the case, beside its decisions. That it was listed the heading says.
bool IsOfMeeting(const Happened& happened, const std::string& meeting_id,
                 const std::set<std::string>& actions) {
  if (happened.message == nullptr) return false;
  if (happened.message->GetDescriptor() == CaseListed::descriptor()) return false;
  if (TextOf(*happened.message, "meeting_id") == meeting_id) return true;
  const auto* done = dynamic_cast<const CaseActionDone*>(happened.message.get());
  return done != nullptr && actions.contains(done->action_id());
}

// What else the case keeps of the meeting: deferrals, actions, amendments.
void TellCase(const Dossier& subject, const Meeting& meeting, const Item& item,
              const absl::TimeZone& london, std::string& out) {
  const Names names(subject, london);
  for (const DecisionAnswer& decision : DecisionsOf(subject, names)) {
    if (decision.meeting_id() == meeting.id && IsOf(decision.item_id(), item) &&
        Stands(subject.own, decision.event_id())) {
      TellDecision(decision, subject.own, out);
    }
  }
  const std::set<std::string> actions = ActionsOf(subject.own, meeting.id);
  for (const Happened& happened : subject.own.events) {
    const auto* listed = dynamic_cast<const CaseListed*>(happened.message.get());
    const bool waited_for = !meeting.scheduled.advises_only();  // where it is only discussed
    if (waited_for && listed != nullptr && listed->item_id() == item.id &&
        !listed->missing().empty()) {
      Line(out, "Listed although this was missing",
           absl::StrCat(absl::StrJoin(listed->missing(), "; "), ". ", listed->despite_missing()));
    }
    if (!IsOfMeeting(happened, meeting.id, actions) || !happened.rule().decision().empty() ||
        !IsOf(TextOf(*happened.message, "item_id"), item) ||
        !Stands(subject.own, happened.EventId())) {
      continue;
    }
    Line(out, happened.rule().title(), SummaryOf(happened, names, Identity::kLeftOut));
  }
}

bool IsDeferred(const Dossier& subject, const std::string& item_id) {
  return std::any_of(subject.own.events.begin(), subject.own.events.end(),
                     [&](const Happened& happened) {
                       const auto* deferred =
                           dynamic_cast<const events::v1::CaseDeferred*>(happened.message.get());
                       return deferred != nullptr && deferred->item_id() == item_id;
                     });
}

// Nothing of it can be read: its events still say that there were some.
bool IsForgotten(const History& own) { return own.events.front().message == nullptr; }

// What became of an item that the events of its case do not tell. `subject` is null of a case that
// may not be told of here.
void TellEnd(const Item& item, const Dossier* subject, const Meeting& meeting, const Names& names,
             std::string& out) {
  if (!item.not_ratified.empty()) return Line(out, "Not ratified", item.not_ratified);
  if (subject == nullptr) {
    return Line(out, "The case", "is led by another board by now, or was forgotten");
  }
  if (IsForgotten(subject->own)) {
    return Line(out, "The case", "was forgotten: what was minuted of it can be told no more");
  }
  const auto* as_subject = dynamic_cast<const meeting::Subject*>(subject->own.state.get());
  const bool ended = as_subject == nullptr ||
                     as_subject->DecidedAs(meeting.id, item.id, names.london()) ||
                     IsDeferred(*subject, item.id);
  if (ended) return;
  if (as_subject != nullptr && !as_subject->NoMatterBecause().empty()) {
    return Line(out, "Not taken", as_subject->NoMatterBecause());
  }
  const std::string& lead = subject->own.state->lead_board_id;
  const absl::CivilDay day = clocks::DayOf(meeting.starts_at, names.london());
  if (lead != meeting.opened_by_board &&
      !names.register_of_board().Serves(meeting.body_id, lead, day)) {
    return Line(out, "Not decided here", "the case passed to another board, which decides on it");
  }
  if (!meeting.closed_at) return;
  if (meeting.scheduled.advises_only()) {
    Line(out, "Discussed", "such a meeting discusses cases, and decides none");
  } else {
    Line(out, "Not reached", "the meeting was closed without a decision on it");
  }
}

std::vector<const Item*> InOrder(const Meeting& meeting) {
  std::vector<const Item*> items;
  for (const auto& [id, item] : meeting.items) items.push_back(&item);
  std::sort(items.begin(), items.end(),
            [](const Item* a, const Item* b) { return a->number < b->number; });
  return items;
}

// Events of the meeting itself that its minutes tell.
bool IsMinuted(const Happened& happened) {
  constexpr std::string_view kTold[] = {
      "InterestDeclared",    "InterestRuledOn",   "ReplyReceived", "ItemRatified",
      "MeetingActionAgreed", "MeetingActionDone", "MinutesAmended"};
  if (happened.message == nullptr) return false;
  const std::string type(happened.message->GetDescriptor()->name());
  return std::find(std::begin(kTold), std::end(kTold), type) != std::end(kTold);
}

// A ruling is the chair's, or that of somebody else who is there; one may come before the meeting.
std::string DoubtOf(const Happened& happened, const Meeting& meeting, const Names& names) {
  const auto* ruling = dynamic_cast<const InterestRuledOn*>(happened.message.get());
  if (ruling == nullptr) return "";
  const absl::Time told_at = absl::FromUnixMicros(happened.recorded.recorded_at_micros());
  const absl::CivilDay day = clocks::DayOf(std::max(told_at, meeting.starts_at), names.london());
  const auto& seats = names.register_of_board().seats;
  const bool sits = std::any_of(seats.begin(), seats.end(), [&](const auto& entry) {
    const board::Seat& seat = entry.second;
    return seat.body_id == meeting.body_id && (seat.HeldBy(ruling->ruled_by_person_id(), day) ||
                                               seat.DeputisedBy(ruling->ruled_by_person_id(), day));
  });
  if (meeting.CameOrReplied(ruling->ruled_by_person_id())) {
    return sits ? "" : " (who ruled has no seat on the body)";
  }
  if (!sits) return " (who ruled has no seat on the body, and is not recorded as there)";
  return told_at < meeting.starts_at ? "" : " (who ruled is not recorded as there)";
}

// Of one item or of none.
void TellOwn(const Dossier& dossier, const Names& names, const std::string& item_id,
             std::string& out) {
  for (const Happened& happened : dossier.own.events) {
    if (!IsMinuted(happened) || TextOf(*happened.message, "item_id") != item_id ||
        !Stands(dossier.own, happened.EventId())) {
      continue;
    }
    const auto& meeting = static_cast<const Meeting&>(*dossier.own.state);
    Line(out, happened.rule().title(),
         absl::StrCat(SummaryOf(happened, names, Identity::kLeftOut),
                      DoubtOf(happened, meeting, names)));
  }
}

// Why a number is missing on the agenda.
void TellTakenOff(const History& own, std::string& out) {
  std::map<std::string, uint32_t> numbers;
  for (const Happened& happened : own.events) {
    if (const auto* listed = dynamic_cast<const ItemListed*>(happened.message.get())) {
      numbers[listed->item_id()] = listed->number();
    }
    const auto* off = dynamic_cast<const ItemTakenOff*>(happened.message.get());
    if (off == nullptr || !Stands(own, happened.EventId())) continue;
    Line(out, absl::StrCat("Taken off, item ", numbers[off->item_id()]), off->reason());
  }
}

// Papers are for those who take part: whoever else was given them stands in the minutes.
void TellStrangersGivenPapers(const Meeting& meeting, const Names& names, std::string& out) {
  const board::Board& board = names.register_of_board();
  const absl::CivilDay day = clocks::DayOf(meeting.starts_at, names.london());
  std::set<std::string> given;
  for (const auto& [id, pack] : meeting.packs) {
    for (const auto& [person_id, issued_at] : pack.issued_to) given.insert(person_id);
  }
  const auto sits = [&](const std::string& person_id) {
    return std::any_of(board.seats.begin(), board.seats.end(), [&](const auto& entry) {
      const board::Seat& seat = entry.second;
      return seat.body_id == meeting.body_id &&
             (seat.HeldBy(person_id, day) || seat.DeputisedBy(person_id, day));
    });
  };
  for (const meeting::Attendance& present : meeting.attendance) given.erase(present.person_id);
  for (const std::string& person_id : given) {
    if (sits(person_id)) continue;
    Line(out, "Given the pack, and neither a member nor there", board.PersonName(person_id));
  }
}

// What it made of earlier meetings.
void TellEarlier(const Meeting& meeting, const Names& names, std::string& out) {
  for (const EarlierMeetingTaken& taken : meeting.earlier) {
    const std::string of = names.MeetingWords(taken.meeting_id());
    if (taken.item_id().empty()) {
      Line(out, "Minutes agreed", of);
      continue;
    }
    const Meeting* earlier = names.FindMeeting(taken.meeting_id());
    const bool known = earlier != nullptr && earlier->items.contains(taken.item_id());
    Line(out, taken.ratified() == types::v1::YES ? "Ratified" : "Not ratified",
         absl::StrCat(
             known ? absl::StrCat("item ", earlier->items.at(taken.item_id()).number) : "an item",
             " of ", of, taken.reason().empty() ? "" : ": ", taken.reason()));
  }
}

}  // namespace

std::string MinutesOf(const Dossier& dossier, const std::vector<Dossier>& cases,
                      const absl::TimeZone& london) {
  const auto& meeting = static_cast<const Meeting&>(*dossier.own.state);
  const Names names(dossier, london);
  // The same before and after they are agreed: the hash of this is what is agreed.
  std::string out = absl::StrCat(
      "Minutes of the ", names.register_of_board().BodyName(meeting.body_id), "\n",
      meeting.scheduled.kind_title(), meeting.scheduled.kind_title().empty() ? "" : ", ",
      clocks::MomentWords(meeting.starts_at, london), meeting.place.empty() ? "" : ", ",
      meeting.place, "\n");
  if (!meeting.InSession()) {
    const bool by_chair = meeting.scheduled.way() == types::v1::CHAIRS_ACTION;
    absl::StrAppend(&out, "Decided ", by_chair ? "by " : "", Words(meeting.scheduled.way()), "\n");
  }
  if (!meeting.cancelled.empty()) {
    return absl::StrCat(out, "Not held: ", meeting.cancelled, "\n");
  }
  if (meeting.InSession()) {
    TellPresence(meeting, names, out);
    TellChair(meeting, names, out);
  }
  TellAgenda(meeting, out);
  for (const Item* item : InOrder(meeting)) {
    const auto subject = std::find_if(
        cases.begin(), cases.end(), [&](const Dossier& c) { return c.own.id == item->subject_id; });
    const bool named = subject != cases.end() && !IsForgotten(subject->own);
    absl::StrAppend(&out, "\n", item->number, ". ",
                    named ? ReferenceOf(*subject, london) : Words(item->subject), "\n");
    TellQuorum(dossier.own, *item, out);
    TellOwn(dossier, names, item->id, out);
    if (named) TellCase(*subject, meeting, *item, london, out);
    TellEnd(*item, subject == cases.end() ? nullptr : &*subject, meeting, names, out);
  }
  absl::StrAppend(&out, "\nThe meeting itself\n");
  TellOwn(dossier, names, "", out);
  TellTakenOff(dossier.own, out);
  TellStrangersGivenPapers(meeting, names, out);
  TellEarlier(meeting, names, out);
  if (meeting.closed_at) {
    Line(out, "Closed", clocks::MomentWords(*meeting.closed_at, london));
  }
  return out;
}

std::string RecordedSince(const Dossier& dossier, const std::vector<Dossier>& cases,
                          const absl::TimeZone& london) {
  const auto& meeting = static_cast<const Meeting&>(*dossier.own.state);
  const auto is_since = [&](const Happened& happened) {
    return happened.recorded.position() > meeting.minutes_agreed_position;
  };
  const auto tell = [](const Happened& happened, const Names& names, std::string& out) {
    Line(out,
         absl::StrCat(happened.rule().title(),
                      happened.recorded.body().corrects_event_id().empty() ? "" : ", corrected"),
         SummaryOf(happened, names, Identity::kLeftOut));
  };
  std::string out;
  const Names names(dossier, london);
  for (const Happened& happened : dossier.own.events) {
    const bool of_chair = dynamic_cast<const ChairRecorded*>(happened.message.get()) != nullptr;
    if (is_since(happened) && (of_chair || IsMinuted(happened))) tell(happened, names, out);
  }
  for (const Dossier& subject : cases) {
    const Names known(subject, london);
    const std::set<std::string> actions = ActionsOf(subject.own, meeting.id);
    std::string told;
    for (const Happened& happened : subject.own.events) {
      if (is_since(happened) && IsOfMeeting(happened, meeting.id, actions)) {
        tell(happened, known, told);
      }
    }
    if (!told.empty()) absl::StrAppend(&out, ReferenceOf(subject, london), "\n", told);
  }
  return out;
}

}  // namespace candour::workflows::case_files
