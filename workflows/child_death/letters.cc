// Letters, in one list: in the board's own words, drafted, checked by another and recorded as sent;
// or written elsewhere and recorded as sent to one of the family. And what stops one to the family.
#include "workflows/child_death/letters.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/editions/letters.h"
#include "workflows/refusals.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::LetterTemplate;
using types::v1::Rejection;

namespace {

// The letter that tells parents of the review, for which a clock may run.
constexpr char kParentLeaflet[] = "parent_leaflet";

// Also by a hold that was released since: that the letter went is a fact, and so is the hold.
bool WasHeld(const ChildDeath& death, const std::string& relative_id, absl::CivilDay day) {
  return std::any_of(death.agencies.contact_holds.begin(), death.agencies.contact_holds.end(),
                     [&](const auto& entry) {
                       const ContactHold& hold = entry.second;
                       const bool over = hold.released_on && day >= *hold.released_on;
                       return hold.from < day && !over && IsHeldBy(hold, relative_id);
                     });
}

// However it was written.
void FoldSent(ChildDeath& death, Letter& letter, const types::v1::Date& sent_on, const Fact& fact) {
  letter.sent_on = DayOf(sent_on);
  letter.text.clear();  // it is read in the case file
  letter.against_hold = letter.record.to_agency_id().empty() &&
                        WasHeld(death, letter.record.to_relative_id(), *letter.sent_on);
  const bool tells_parents =
      !letter.record.to_relative_id().empty() && letter.record.template_key() == kParentLeaflet;
  if (tells_parents) death.Reach(clocks::kParentLeafletSent, sent_on, fact);
}

std::optional<Rejection> UnlessDrafted(const ChildDeath& death, const std::string& letter_id) {
  const auto letter = death.letters.find(letter_id);
  if (letter == death.letters.end()) {
    return Refuse(types::v1::UNKNOWN_REFERENCE, "No such letter was drafted. Draft it first.",
                  kOwnRule, {letter_id});
  }
  if (!letter->second.sent_on) return std::nullopt;
  return Refuse(types::v1::ALREADY_DONE, "The letter was sent. Draft another.", kOwnRule,
                {letter_id});
}

// Whom its words name, and how they are called by now.
std::optional<Rejection> UnlessNamedAsKnown(const ChildDeath& death, const Letter& letter) {
  if (letter.child_named.empty() || !death.identity ||
      letter.child_named == death.identity->given_names() ||
      !absl::StrContains(letter.text, letter.child_named)) {
    return std::nullopt;
  }
  return Refuse(types::v1::WRONG_STAGE,
                "The name of the child was corrected since the letter was drafted, which has the "
                "old one. Draft another.",
                kOwnRule, {letter.record.letter_id()});
}

}  // namespace

std::optional<Rejection> AddLetter(const LetterToWrite& letter, const Context& context,
                                   const ChildDeath& death, const Board& board,
                                   const google::protobuf::Message& command, Decision& decision) {
  if (death.letters.contains(letter.letter_id)) {
    return Refuse(types::v1::ALREADY_DONE,
                  "There is a letter under this id already. Give another, or leave it blank.",
                  kOwnRule, {letter.letter_id});
  }
  RETURN_IF_REFUSED(board::UnlessPerson(board, letter.author_person_id));
  const auto adopted =
      board.editions.LetterFor(letter.template_key, context.board_id, context.Today());
  if (!adopted.ok()) {
    return Refuse(types::v1::NO_EDITION_IN_FORCE,
                  absl::StrCat(adopted.status().message(), ". Adopt it (AdoptEdition: letter)."),
                  kOwnRule);
  }
  if (adopted->letter.audience() != letter.audience) {
    return Refuse(types::v1::CONTRADICTORY,
                  absl::StrCat("The letter ", letter.template_key,
                               " is written to others. Choose one that is written to whom it is to "
                               "go to."),
                  kOwnRule);
  }
  std::map<std::string, std::string> places = letter.places;
  places["board"] = board.name;
  places["reference"] = death.reference;
  places["today"] = clocks::DateWords(context.Today());
  absl::StatusOr<std::string> text = editions::FillLetter(adopted->letter, places);
  if (!text.ok()) {
    return Refuse(
        types::v1::REASON_MISSING,
        absl::StrCat(text.status().message(), ". Record it first, or use another letter."),
        kOwnRule);
  }
  auto& drafted = decision.Add<ev::LetterDrafted>(command);
  drafted.set_letter_id(letter.letter_id);
  drafted.set_template_sha256(adopted->sha256);
  drafted.set_to_agency_id(letter.to_agency_id);
  drafted.set_to_person_id(letter.to_person_id);
  drafted.set_to_relative_id(letter.to_relative_id);
  drafted.set_text_sha256(context.sha256_hex(*text));
  auto& worded = decision.Add<ev::LetterWorded>(command);
  worded.set_letter_id(letter.letter_id);
  worded.set_text(*std::move(text));
  return std::nullopt;
}

Decision Decide(const cw::DraftLetter& command, const Context& context, const ChildDeath& death,
                const Board& board) {
  LetterToWrite letter{context.IdOr(command.letter_id(), 0), command.template_key(),
                       command.author_person_id()};
  const bool to_family = !command.recipient_name().empty() || !command.to_relative_id().empty();
  if (command.to_agency_id().empty() != to_family) {
    return Refuse(types::v1::CONTRADICTORY,
                  "A letter goes to an agency, or to somebody of the family: give to_agency_id, or "
                  "to_relative_id.",
                  kOwnRule);
  }
  if (!command.to_agency_id().empty()) {
    RETURN_IF_REFUSED(board::UnlessAgency(board, command.to_agency_id()));
    letter.audience = LetterTemplate::AGENCY;
    letter.to_agency_id = command.to_agency_id();
    letter.to_person_id = command.to_person_id();
    letter.places["agency"] = board.AgencyName(command.to_agency_id());
    letter.places["addressee"] = command.to_person_id().empty()
                                     ? letter.places["agency"]
                                     : board.PersonName(command.to_person_id());
  } else {
    RETURN_IF_REFUSED(UnlessRecordedRelative(death, command.to_relative_id()));
    letter.audience = LetterTemplate::FAMILY;
    letter.to_relative_id = command.to_relative_id();
    const std::string& known_as = death.family.relatives.at(command.to_relative_id()).named.name();
    const std::string& name =
        command.recipient_name().empty() ? known_as : command.recipient_name();
    if (!name.empty()) letter.places["addressee"] = name;
    if (death.identity) letter.places["child"] = death.identity->given_names();
  }
  Decision decision;
  RETURN_IF_REFUSED(AddLetter(letter, context, death, board, command, decision));
  return decision;
}

void Evolve(ChildDeath& death, const ev::LetterDrafted& event, const Fact& fact) {
  death.letters[event.letter_id()] = {event, fact.body.by().subject(), false, std::nullopt};
}

void Evolve(ChildDeath& death, const ev::LetterWorded& event, const Fact&) {
  Letter& letter = death.letters[event.letter_id()];
  letter.text = event.text();
  if (letter.record.to_agency_id().empty() && death.identity) {
    letter.child_named = death.identity->given_names();
  }
}

Decision Decide(const cw::CheckLetter& command, const Context& context, const ChildDeath& death,
                const Board&) {
  RETURN_IF_REFUSED(UnlessDrafted(death, command.letter_id()));
  const Letter& letter = death.letters.at(command.letter_id());
  if (letter.checked) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The letter has been checked. Send it, or draft another.", kOwnRule,
                  {command.letter_id()});
  }
  const bool same_hands =
      !letter.drafted_by.empty() && letter.drafted_by == context.actor.subject();
  if (same_hands || letter.record.author_person_id() == command.checker_person_id()) {
    return Refuse(types::v1::SAME_PERSON,
                  "Somebody else than who drafted it checks a letter. Ask a colleague.", kOwnRule,
                  {command.checker_person_id()});
  }
  RETURN_IF_REFUSED(UnlessNamedAsKnown(death, letter));
  return Recorded<ev::LetterChecked>(command);
}

void Evolve(ChildDeath& death, const ev::LetterChecked& event, const Fact& fact) {
  Letter& letter = death.letters[event.letter_id()];
  letter.checked = true;
  letter.checked_on = clocks::DayOf(absl::FromUnixMicros(fact.recorded_at), fact.london);
}

Decision Decide(const cw::SendLetter& command, const Context&, const ChildDeath& death,
                const Board&) {
  RETURN_IF_REFUSED(UnlessDrafted(death, command.letter_id()));
  const Letter& letter = death.letters.at(command.letter_id());
  if (!letter.checked) {
    return Refuse(types::v1::WRONG_STAGE, "Have the letter checked by another first.", kOwnRule,
                  {command.letter_id()});
  }
  const absl::CivilDay sent_on = DayOf(command.sent_on());
  if (letter.checked_on && sent_on < *letter.checked_on) {
    return Refuse(
        types::v1::DATE_OUT_OF_ORDER,
        absl::StrCat("The letter was checked only on ", clocks::DateWords(*letter.checked_on),
                     ", and none goes before that. Correct sent_on; one that went "
                     "unchecked record as written elsewhere (RecordFamilyLetter)."),
        kOwnRule, {command.letter_id()});
  }
  RETURN_IF_REFUSED(UnlessNamedAsKnown(death, letter));
  if (letter.record.to_agency_id().empty()) {
    RETURN_IF_REFUSED(UnlessMayBeTold(death, letter.record.to_relative_id(), sent_on));
  }
  return Recorded<ev::LetterSent>(command);
}

void Evolve(ChildDeath& death, const ev::LetterSent& event, const Fact& fact) {
  Letter& letter = death.letters[event.letter_id()];
  letter.sender_person_id = event.sender_person_id();
  for (auto& [id, request] : death.requests) {
    request.reminders_sent += request.reminder_letters_kept.erase(event.letter_id());
  }
  FoldSent(death, letter, event.sent_on(), fact);
}

Decision Decide(const cw::RecordFamilyLetter& command, const Context&, const ChildDeath& death,
                const Board&) {
  RETURN_IF_REFUSED(UnlessMayBeTold(death, command.relative_id(), DayOf(command.sent_on())));
  return Recorded<ev::FamilyLetterSent>(command);
}

// Written elsewhere, it has no id but that of its event.
void Evolve(ChildDeath& death, const ev::FamilyLetterSent& event, const Fact& fact) {
  Letter& letter = death.letters[fact.event_id];
  letter.record.set_template_key(event.template_key());
  letter.record.set_to_relative_id(event.relative_id());
  letter.record.set_text_sha256(event.document_sha256());
  FoldSent(death, letter, event.sent_on(), fact);
}

Decision Decide(const cw::HoldContact& command, const Context& context, const ChildDeath&) {
  if (DayOf(command.look_again_on()) <= context.Today()) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  "The day to look again must lie ahead: a hold is never silent. Name a later day.",
                  kOwnRule);
  }
  return Recorded<ev::ContactHeld>(command);
}

void Evolve(ChildDeath& death, const ev::ContactHeld& event, const Fact& fact) {
  const absl::CivilDay today = clocks::DayOf(absl::FromUnixMicros(fact.recorded_at), fact.london);
  death.agencies.contact_holds[event.hold_id()] = {event, false, today, today, std::nullopt};
  death.NameSubject(event.hold_id(), "", "contact with the family");
  death.ReachAsRecorded(clocks::kHoldPlaced, fact, event.hold_id(), &event.look_again_on());
}

Decision Decide(const cw::ReleaseContactHold& command, const Context&, const ChildDeath& death) {
  const auto hold = death.agencies.contact_holds.find(command.hold_id());
  if (hold == death.agencies.contact_holds.end() || hold->second.released) {
    return Refuse(
        types::v1::NOTHING_TO_CHANGE,
        "There is no such hold, or it is released. Name one that the case shows to stand.",
        kOwnRule, {command.hold_id()});
  }
  return Recorded<ev::ContactHoldReleased>(command);
}

void Evolve(ChildDeath& death, const ev::ContactHoldReleased& event, const Fact& fact) {
  ContactHold& hold = death.agencies.contact_holds[event.hold_id()];
  hold.released = true;
  hold.released_on = clocks::DayOf(absl::FromUnixMicros(fact.recorded_at), fact.london);
  death.ReachAsRecorded(clocks::kHoldReleased, fact, event.hold_id());
}

void RegisterLetters(WorkflowTable& table) {
  table.Things(types::v1::A_CONTACT_HOLD, &ChildDeath::agencies, &AgencyWork::contact_holds,
               "Contact is not held so. Name a hold that stands.",
               "Contact is held so already. Nothing need be held.");
  table.Events<ChildDeath, ev::LetterDrafted, ev::LetterWorded, ev::LetterChecked, ev::LetterSent,
               ev::FamilyLetterSent, ev::ContactHeld, ev::ContactHoldReleased>();
  table.Command<cw::DraftLetter, ChildDeath, Board>();
  table.Command<cw::CheckLetter, ChildDeath, Board>();
  table.Command<cw::SendLetter, ChildDeath, Board>();
  table.Command<cw::RecordFamilyLetter, ChildDeath, Board>();
  table.Command<cw::HoldContact, ChildDeath>();
  table.Command<cw::ReleaseContactHold, ChildDeath>();
}

}  // namespace candour::workflows::child_death
