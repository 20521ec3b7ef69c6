#include "workflows/case_files/decisions.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "candour/events/v1/case_review.pb.h"
#include "candour/events/v1/child_death.pb.h"
#include "candour/events/v1/consideration.pb.h"
#include "candour/events/v1/meeting.pb.h"
#include "candour/events/v1/publication.pb.h"
#include "workflows/board/board.h"
#include "workflows/case_files/oddities.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/shared_fields.h"
#include "workflows/words.h"

namespace candour::workflows::case_files {
namespace {

using events::v1::CaseListed;
using events::v1::QuorumEvaluated;
using events::v1::ReviewListed;
using types::v1::DecisionAnswer;
using types::v1::EvidenceAnswer;

constexpr char kEvidenceNote[] =
    "Held means recorded by the office before the decision was; put before the body means listed "
    "for its meeting. Who opened what is not known: reads are not kept in this log. None of this "
    "shows what anybody knew.";

// What an event decides that no field of the answer says; blank of all others.
std::string OwnOutcome(const google::protobuf::Message& message) {
  if (const auto* answered = dynamic_cast<const events::v1::PanelAdviceAnswered*>(&message)) {
    return answered->accepted() ? "advice accepted" : "advice not accepted";
  }
  if (const auto* approved = dynamic_cast<const events::v1::PublicationApproved*>(&message)) {
    return absl::StrCat(Words(approved->form()), ": version ", approved->document().version(),
                        " of the document ", approved->document().document_id());
  }
  return "";
}

std::string OutcomeInWords(const DecisionAnswer& decision, std::string own) {
  std::vector<std::string> parts;
  if (!own.empty()) parts.push_back(std::move(own));
  if (decision.option() != types::v1::REVIEW_OPTION_UNSPECIFIED) {
    parts.push_back(Words(decision.option()));
  }
  if (decision.category() != 0) {
    parts.push_back(
        absl::StrCat("category ", decision.category(), ", ", decision.category_title()));
  }
  if (!decision.modifiability_title().empty()) parts.push_back(decision.modifiability_title());
  if (decision.version() != 0) parts.push_back(absl::StrCat("version ", decision.version()));
  return absl::StrJoin(parts, "; ");
}

// What a panel looked at beside what it chose.
void TellConsidered(const google::protobuf::Message& event, DecisionAnswer& decision) {
  const auto add = [&](std::string words) { decision.add_considered(std::move(words)); };
  if (decision.categories_applying_size() > 1) {
    add(absl::StrCat("Categories that apply: ", absl::StrJoin(decision.categories_applying(), ", "),
                     "."));
  }
  for (const auto& rejected : decision.categories_rejected()) {
    add(absl::StrCat("Category ", rejected.category(), " does not apply: ", rejected.reason()));
  }
  if (decision.refer_for_review() != types::v1::YES_NO_UNSPECIFIED) {
    add(absl::StrCat(
        "To be referred for a case review: ",
        decision.referred_already() ? "it was before" : Words(decision.refer_for_review()), ". ",
        decision.refer_for_review_reason()));
  }
  if (decision.despite_outstanding().empty()) return;
  const auto* panel = dynamic_cast<const events::v1::PanelDecisionRecorded*>(&event);
  const bool since = panel != nullptr && panel->missing_since_listed_size() > 0;
  add(since ? absl::StrCat("Decided although this was missing: ",
                           absl::StrJoin(panel->missing_since_listed(), "; "), ". ",
                           decision.despite_outstanding())
            : absl::StrCat("Decided although reports were outstanding: ",
                           decision.despite_outstanding()));
}

const History* MeetingOf(const Dossier& dossier, const DecisionAnswer& decision) {
  const auto found = dossier.meetings.find(decision.meeting_id());
  return found == dossier.meetings.end() ? nullptr : found->second.get();
}

// The item under which the case stood on the agenda.
std::string ItemOf(const History& meeting, const std::string& case_id) {
  for (const auto& [id, item] : static_cast<const meeting::Meeting&>(*meeting.state).items) {
    if (item.subject_id == case_id) return id;
  }
  return "";
}

// The evaluation a decision names, else the last one of its item before it was recorded.
void TellQuorum(const History& meeting, const std::string& named, DecisionAnswer& decision) {
  const Happened* rests_on = nullptr;
  for (const Happened& happened : meeting.events) {
    const auto* evaluated = dynamic_cast<const QuorumEvaluated*>(happened.message.get());
    if (evaluated == nullptr || happened.recorded.position() > decision.position()) continue;
    const bool is_it =
        named.empty() ? evaluated->item_id() == decision.item_id() : happened.EventId() == named;
    if (is_it) rests_on = &happened;
  }
  // As it was put right since.
  for (const Happened& happened : meeting.events) {
    if (rests_on == nullptr || happened.message == nullptr) continue;
    const std::string& corrects = happened.recorded.body().corrects_event_id();
    if (!corrects.empty() && corrects == rests_on->EventId()) rests_on = &happened;
  }
  if (rests_on == nullptr) return;
  types::v1::QuorumAnswer& quorum = *decision.mutable_quorum();
  CopySharedFields(*rests_on->message, quorum);
  quorum.set_event_id(rests_on->EventId());
  quorum.set_position(rests_on->recorded.position());
}

// The moment at which it matters who was in the room. Of a decision that has only a day, that of
// the evaluation it rests on; none if there is none.
std::optional<absl::Time> MomentOfPresence(const DecisionAnswer& decision, const History& meeting) {
  if (decision.decided().precision() == types::v1::MOMENT) {
    return MomentOf(decision.decided().earliest());
  }
  for (const Happened& happened : meeting.events) {
    if (!decision.has_quorum() || happened.recorded.position() != decision.quorum().position()) {
      continue;
    }
    return MomentOf(static_cast<const QuorumEvaluated&>(*happened.message).at());
  }
  return std::nullopt;
}

void TellAttendance(const History& history, const Names& names, DecisionAnswer& decision) {
  const auto& meeting = static_cast<const meeting::Meeting&>(*history.state);
  const std::optional<absl::Time> moment = MomentOfPresence(decision, history);
  const auto item = meeting.items.find(decision.item_id());
  for (const meeting::Attendance& present : meeting.attendance) {
    if (moment && !present.PresentAt(*moment)) continue;
    types::v1::AttendanceAnswer& told = *decision.add_attendance();
    told.set_person_id(present.person_id);
    told.set_person(names.Person(present.person_id));
    told.set_seat_id(present.seat_id);
    if (!present.seat_id.empty()) told.set_seat(names.Seat(present.seat_id));
    told.set_kind(present.kind);
    told.set_recused(item != meeting.items.end() &&
                     item->second.recused.contains(present.person_id));
  }
}

void TellMeeting(const Dossier& dossier, const Names& names, const Happened& happened,
                 DecisionAnswer& decision) {
  const History* meeting = MeetingOf(dossier, decision);
  if (meeting == nullptr || !meeting->state->Exists()) return;
  const std::string& body_id = static_cast<const meeting::Meeting&>(*meeting->state).body_id;
  decision.set_body_id(body_id);
  decision.set_body(names.Body(body_id));
  if (decision.item_id().empty()) decision.set_item_id(ItemOf(*meeting, dossier.own.id));
  TellQuorum(*meeting, TextOf(*happened.message, "quorum_event_id"), decision);
  TellAttendance(*meeting, names, decision);
}

void TellDecider(const Names& names, DecisionAnswer& decision) {
  if (decision.decider_person_id().empty()) return;
  const board::Board& board = names.register_of_board();
  decision.set_decider(board.PersonName(decision.decider_person_id()));
  for (const std::string& person_id : decision.co_decider_person_ids()) {
    decision.add_co_deciders(board.PersonName(person_id));
  }
  decision.set_seat(names.Seat(decision.decider_seat_id()));
  const auto seat = board.seats.find(decision.decider_seat_id());
  if (seat == board.seats.end()) return;
  decision.set_body_id(seat->second.body_id);
  decision.set_body(board.BodyName(seat->second.body_id));
}

bool Lists(const Happened& happened) {
  const auto* type = happened.message->GetDescriptor();
  return type == CaseListed::descriptor() || type == ReviewListed::descriptor();
}

bool ListsFor(const Happened& happened, const DecisionAnswer& decision) {
  return Lists(happened) && !decision.meeting_id().empty() &&
         TextOf(*happened.message, "meeting_id") == decision.meeting_id();
}

// What decisions may rest on, each described once for all of them.
class EvidenceHeld {
 public:
  EvidenceHeld(const History& own, const Names& names) {
    for (const Happened& happened : own.events) {
      if (happened.message == nullptr || !(happened.rule().evidence() || Lists(happened))) continue;
      EvidenceAnswer::Item& item = items_.emplace_back(&happened, EvidenceAnswer::Item()).second;
      item.set_position(happened.recorded.position());
      item.set_event_id(happened.EventId());
      item.set_title(happened.rule().title());
      item.set_summary(SummaryOf(happened, names, Identity::kLeftOut));
      item.set_recorded_at_micros(happened.recorded.recorded_at_micros());
    }
  }

  // What was held when it was first recorded: a slip that is put right later was decided on nothing
  // else.
  void Tell(const Happened& first, DecisionAnswer& decision) const {
    EvidenceAnswer& evidence = *decision.mutable_evidence();
    for (const auto& [happened, item] : items_) {
      if (happened->recorded.position() >= first.recorded.position()) break;
      if (happened->rule().evidence()) *evidence.add_held() = item;
      if (ListsFor(*happened, decision)) *evidence.add_put_before() = item;
    }
    evidence.set_note(kEvidenceNote);
  }

 private:
  std::vector<std::pair<const Happened*, EvidenceAnswer::Item>> items_;  // in the order of the log
};

// What the edition it was decided under says in its own words, as the board adopted it. Nothing if
// the board adopted none.
void TellEdition(const Dossier& dossier, DecisionAnswer& decision) {
  if (dossier.board == nullptr || dossier.board->state == nullptr) return;
  const auto& board = static_cast<const board::Board&>(*dossier.board->state);
  const auto* adopted = board.editions.Find(decision.edition());
  if (adopted == nullptr) return;
  decision.set_edition_title(adopted->edition().title());
  for (std::string& met : *decision.mutable_criteria()) {
    for (const types::v1::ReviewCriterion& criterion : adopted->edition().criteria()) {
      if (criterion.key() != met) continue;
      met = criterion.words();
      break;
    }
  }
}

absl::CivilDay DayOfDecision(const DecisionAnswer& decision, const absl::TimeZone& london) {
  return clocks::DayOf(MomentOf(decision.decided().earliest()), london);
}

// "Panel decision of 3 June 2014".
std::string WordsOfDecision(const DecisionAnswer& decision, const absl::TimeZone& london) {
  return absl::StrCat(decision.title(), " of ", clocks::DateWords(DayOfDecision(decision, london)));
}

// Factors kept as the decision before has them, if the forms of the two days differ: a score of the
// one form has no counterpart on the other, and is told as what it is.
void TellKeptFactors(const DecisionAnswer& before, const Names& names, DecisionAnswer& made) {
  const bool kept =
      made.factors_size() > 0 &&
      std::all_of(made.factors().begin(), made.factors().end(), [&](const auto& factor) {
        return std::any_of(before.factors().begin(), before.factors().end(), [&](const auto& one) {
          return one.SerializeAsString() == factor.SerializeAsString();
        });
      });
  if (!kept) return;
  const board::Board& board = names.register_of_board();
  const auto form_of = [&](const DecisionAnswer& decision) {
    const absl::CivilDay day = DayOfDecision(decision, names.london());
    return board.editions.ModifiabilityFor({day, day, board.id});
  };
  const auto then = form_of(before), now = form_of(made);
  if (!then.ok() || !now.ok() || *then == *now) return;
  made.add_considered(absl::StrCat(
      "The factors are those of the decision of ",
      clocks::DateWords(DayOfDecision(before, names.london())),
      ", scored by the form of that day (", CitationOf((*then)->factor_domains_source()),
      ") and not by that of this one (", CitationOf((*now)->factor_domains_source()), ")."));
}

DecisionAnswer Explain(const Dossier& dossier, const Names& names, const EvidenceHeld& evidence,
                       const Happened& happened) {
  const record::v1::RecordedEvent& recorded = happened.recorded;
  DecisionAnswer decision;
  CopySharedFields(*happened.message, decision);
  decision.set_event_id(happened.EventId());
  if (decision.decision_id().empty()) decision.set_decision_id(decision.event_id());
  decision.set_aggregate(dossier.own.kind);
  decision.set_case_id(dossier.own.id);
  decision.set_title(happened.rule().decision());
  decision.set_position(recorded.position());
  decision.set_recorded_at_micros(recorded.recorded_at_micros());
  decision.set_event_type(recorded.body().type());
  *decision.mutable_decided() = recorded.body().occurred();
  decision.set_capacity(recorded.body().capacity());
  decision.set_recorded_by(recorded.body().by().display_name());
  decision.set_edition(recorded.body().edition());
  TellEdition(dossier, decision);
  decision.set_outcome(OutcomeInWords(decision, OwnOutcome(*happened.message)));
  TellConsidered(*happened.message, decision);
  const std::string prior = TextOf(*happened.message, "prior_decision_id");
  if (!prior.empty()) decision.set_supersedes_decision_id(prior);
  TellMeeting(dossier, names, happened, decision);
  TellDecider(names, decision);
  evidence.Tell(FirstTold(dossier.own, happened), decision);
  return decision;
}

}  // namespace

std::vector<DecisionAnswer> DecisionsOf(const Dossier& dossier, const Names& names) {
  std::vector<DecisionAnswer> decisions;
  std::map<std::string, size_t> by_id;
  const EvidenceHeld evidence(dossier.own, names);
  for (const Happened& happened : dossier.own.events) {
    if (happened.rule().decision().empty()) continue;
    decisions.push_back(Explain(dossier, names, evidence, happened));
    const DecisionAnswer& made = decisions.back();
    by_id[made.decision_id()] = decisions.size() - 1;
    const auto replaced = by_id.find(made.supersedes_decision_id());
    if (replaced != by_id.end()) {
      DecisionAnswer& before = decisions[replaced->second];
      before.set_superseded_by_decision_id(made.decision_id());
      before.set_superseded_by_words(WordsOfDecision(made, names.london()));
      decisions.back().set_supersedes_words(WordsOfDecision(before, names.london()));
      TellKeptFactors(before, names, decisions.back());
    }
  }
  NoteOddities(dossier, names.register_of_board(), names.london(), decisions);
  return decisions;
}

}  // namespace candour::workflows::case_files
