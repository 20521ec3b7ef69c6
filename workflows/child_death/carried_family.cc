// The family, when two cases are merged: it is one family. Whom the absorbed case knows the
// survivor knows too, with what they wish, what they may be told and what holds contact up, so that
// nobody is written to who asked not to be; letters that wait for a check wait there, and so does
// what the family asked for; and a key worker, where the survivor has none. What came of it goes
// back when the two are separated.
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"

namespace candour::workflows::child_death {

namespace ev = events::v1;
using google::protobuf::Message;

namespace {

// Of two wishes, or rulings, the later holds; of one day, the one that keeps more from happening.
bool Prevails(const ev::ContactPreferenceRecorded& one, const ev::ContactPreferenceRecorded& over) {
  const absl::CivilDay day = DayOf(one.told_on());
  const absl::CivilDay other = DayOf(over.told_on());
  return day > other || (day == other && one.wish() == types::v1::NO_CONTACT_WANTED);
}

bool Prevails(const ev::DisclosureRuled& one, const ev::DisclosureRuled& over) {
  const absl::CivilDay day = DayOf(one.ruled_on());
  const absl::CivilDay other = DayOf(over.ruled_on());
  return day > other || (day == other && one.ruling() == types::v1::WITHHOLD);
}

// What holds of somebody whom both cases record under one id.
Relative Joined(const Relative& here, const Relative& there) {
  Relative joined = here;
  if (there.wish && (!here.wish || Prevails(*there.wish, *here.wish))) joined.wish = there.wish;
  joined.suspected = here.suspected || there.suspected;
  // A suspicion takes back what was ruled where nobody knew of it.
  if (there.suspected && !here.suspected) joined.ruling.reset();
  const bool knew = there.suspected || !here.suspected;
  if (there.ruling && knew && (!joined.ruling || Prevails(*there.ruling, *joined.ruling))) {
    joined.ruling = there.ruling;
  }
  return joined;
}

void Carry(const std::string& relative_id, const Relative& relative, const ChildDeath& from,
           const ChildDeath& to, const Message& command, Decision& decision) {
  auto& carried = decision.AddTo<ev::FamilyMemberCarriedOver>(to.id, command);
  carried.set_relative_id(relative_id);
  carried.set_from_case_id(from.id);
  carried.set_relation(relative.relation);
  carried.set_parental_responsibility(relative.parental_responsibility);
  carried.set_suspected(relative.suspected);
  if (relative.wish) *carried.mutable_wish() = *relative.wish;
  if (relative.ruling) *carried.mutable_ruling() = *relative.ruling;
  carried.set_known_to_case_id(relative.known_to.empty() ? from.id : relative.known_to);
  if (relative.named.ByteSizeLong() == 0) return;  // who they are was forgotten
  decision.AddTo<ev::FamilyMemberNamed>(to.id, command) = relative.named;
}

void CarryLetters(const ChildDeath& survivor, const ChildDeath& absorbed, const Message& command,
                  Decision& decision) {
  for (const auto& [id, letter] : absorbed.letters) {
    if (letter.sent_on || letter.text.empty() || survivor.letters.contains(id)) continue;
    auto& carried = decision.AddTo<ev::LetterCarriedOver>(survivor.id, command);
    carried.set_letter_id(id);
    carried.set_from_case_id(absorbed.id);
    carried.set_template_key(letter.record.template_key());
    carried.set_template_sha256(letter.record.template_sha256());
    carried.set_to_agency_id(letter.record.to_agency_id());
    carried.set_to_person_id(letter.record.to_person_id());
    carried.set_to_relative_id(letter.record.to_relative_id());
    carried.set_author_person_id(letter.record.author_person_id());
    carried.set_text_sha256(letter.record.text_sha256());
    carried.set_drafted_by(letter.drafted_by);
    auto& worded = decision.AddTo<ev::LetterWorded>(survivor.id, command);
    worded.set_letter_id(id);
    worded.set_text(letter.text);
  }
}

// That one was sent meanwhile, so that it is not sent twice.
void ReturnLetters(const ChildDeath& survivor, const ChildDeath& absorbed, const Message& command,
                   Decision& decision) {
  for (const auto& [id, letter] : survivor.letters) {
    const auto own = absorbed.letters.find(id);
    if (letter.merged_from != absorbed.id || !letter.sent_on || own == absorbed.letters.end() ||
        own->second.sent_on) {
      continue;
    }
    auto& sent = decision.AddTo<ev::LetterSent>(absorbed.id, command);
    sent.set_letter_id(id);
    *sent.mutable_sent_on() = clocks::ToDate(*letter.sent_on);
    sent.set_sender_person_id(letter.sender_person_id);
  }
}

// A relative whom the survivor does not know is held with all of its family: nobody else can tell
// which of them it is.
void CarryContactHolds(const ChildDeath& survivor, const ChildDeath& absorbed,
                       const Message& command, Decision& decision) {
  for (const auto& [id, hold] : absorbed.agencies.contact_holds) {
    const auto known = survivor.agencies.contact_holds.find(id);
    const bool held_there =
        known != survivor.agencies.contact_holds.end() && !known->second.released;
    if (hold.released || held_there) continue;
    auto& held = decision.AddTo<ev::ContactHeld>(survivor.id, command);
    held = hold.record;
    if (!survivor.family.relatives.contains(held.relative_id())) held.clear_relative_id();
  }
}

// Those under one id in both were carried. What was released meanwhile is released in both.
void ReturnContactHolds(const ChildDeath& survivor, const ChildDeath& absorbed,
                        const Message& command, Decision& decision) {
  for (const auto& [id, hold] : survivor.agencies.contact_holds) {
    const auto own = absorbed.agencies.contact_holds.find(id);
    if (own == absorbed.agencies.contact_holds.end()) continue;
    const auto release = [&, &id = id](const std::string& case_id, const char* reason) {
      auto& released = decision.AddTo<ev::ContactHoldReleased>(case_id, command);
      released.set_hold_id(id);
      released.set_reason(reason);
    };
    if (!hold.released) {
      release(survivor.id, "The two cases were separated: it holds in the other.");
    } else if (!own->second.released) {
      release(absorbed.id, "It was released while the two cases were one.");
    }
  }
}

void CarryRequest(const ev::FamilyRequestReceived& request, const ChildDeath& from,
                  const ChildDeath& to, bool ruled_on, const Message& command, Decision& decision) {
  auto& carried = decision.AddTo<ev::FamilyRequestCarriedOver>(to.id, command);
  carried.set_request_id(request.request_id());
  carried.set_from_case_id(from.id);
  *carried.mutable_request() = request;
  carried.set_ruled_on(ruled_on);
}

void CarryOpen(const ChildDeath& survivor, const ChildDeath& absorbed, const Message& command,
               Decision& decision) {
  for (const auto& [id, request] : absorbed.family.open_requests) {
    if (survivor.family.open_requests.contains(id)) continue;
    CarryRequest(request, absorbed, survivor, false, command, decision);
  }
}

// What was ruled on meanwhile is answered in both; what somebody asked for meanwhile whom only the
// absorbed case knows waits there.
void ReturnOpen(const ChildDeath& survivor, const ChildDeath& absorbed, const Message& command,
                Decision& decision) {
  for (const auto& [id, from] : survivor.family.carried_requests) {
    const auto own = absorbed.family.open_requests.find(id);
    if (from != absorbed.id || own == absorbed.family.open_requests.end() ||
        survivor.family.open_requests.contains(id)) {
      continue;
    }
    CarryRequest(own->second, survivor, absorbed, true, command, decision);
  }
  for (const auto& [id, request] : survivor.family.open_requests) {
    const auto relative = survivor.family.relatives.find(request.relative_id());
    if (relative == survivor.family.relatives.end() ||
        relative->second.merged_from != absorbed.id || absorbed.family.open_requests.contains(id)) {
      continue;
    }
    CarryRequest(request, survivor, absorbed, false, command, decision);
  }
}

void CarryKeyWorker(const std::string& person_id, const ChildDeath& from, const ChildDeath& to,
                    const Message& command, Decision& decision) {
  auto& carried = decision.AddTo<ev::KeyWorkerCarriedOver>(to.id, command);
  carried.set_person_id(person_id);
  carried.set_from_case_id(from.id);
}

// Who was assigned while the two were one was assigned for both.
void ReturnKeyWorker(const ChildDeath& survivor, const ChildDeath& absorbed, const Message& command,
                     Decision& decision) {
  const std::string& now = survivor.family.key_worker_person_id;
  const auto then = survivor.family.key_worker_at_merge.find(absorbed.id);
  if (then == survivor.family.key_worker_at_merge.end() || then->second == now || now.empty() ||
      now == absorbed.family.key_worker_person_id) {
    return;
  }
  CarryKeyWorker(now, survivor, absorbed, command, decision);
}

}  // namespace

void CarryFamily(const ChildDeath& survivor, const ChildDeath& absorbed, const Message& command,
                 Decision& decision) {
  for (const auto& [id, relative] : absorbed.family.relatives) {
    const auto known = survivor.family.relatives.find(id);
    const bool came = known == survivor.family.relatives.end();
    Carry(id, came ? relative : Joined(known->second, relative), absorbed, survivor, command,
          decision);
  }
  CarryContactHolds(survivor, absorbed, command, decision);
  CarryLetters(survivor, absorbed, command, decision);
  CarryOpen(survivor, absorbed, command, decision);
  const std::string& key_worker = absorbed.family.key_worker_person_id;
  if (!key_worker.empty() && survivor.family.key_worker_person_id.empty()) {
    CarryKeyWorker(key_worker, absorbed, survivor, command, decision);
  }
}

void ReturnFamily(const ChildDeath& survivor, const ChildDeath& absorbed, const Message& command,
                  Decision& decision) {
  for (const auto& [id, relative] : survivor.family.relatives) {
    const auto own = absorbed.family.relatives.find(id);
    const bool came_with_it = relative.merged_from == absorbed.id;
    if (own == absorbed.family.relatives.end()) continue;
    Carry(id, came_with_it ? relative : Joined(own->second, relative), survivor, absorbed, command,
          decision);
  }
  ReturnContactHolds(survivor, absorbed, command, decision);
  ReturnLetters(survivor, absorbed, command, decision);
  ReturnOpen(survivor, absorbed, command, decision);
  ReturnKeyWorker(survivor, absorbed, command, decision);
}

void Evolve(ChildDeath& death, const ev::FamilyMemberCarriedOver& event, const Fact&) {
  const auto [at, came] = death.family.relatives.try_emplace(event.relative_id());
  Relative& relative = at->second;
  if (came) {
    relative.merged_from = event.from_case_id();
    relative.known_to = event.known_to_case_id();
  }
  relative.relation = event.relation();
  relative.parental_responsibility = event.parental_responsibility();
  relative.suspected = event.suspected();
  relative.wish.reset();
  if (event.has_wish()) relative.wish = event.wish();
  relative.ruling.reset();
  if (event.has_ruling()) relative.ruling = event.ruling();
}

void Evolve(ChildDeath& death, const ev::LetterCarriedOver& event, const Fact&) {
  Letter& letter = death.letters[event.letter_id()];
  letter.record.set_letter_id(event.letter_id());
  letter.record.set_template_key(event.template_key());
  letter.record.set_template_sha256(event.template_sha256());
  letter.record.set_to_agency_id(event.to_agency_id());
  letter.record.set_to_person_id(event.to_person_id());
  letter.record.set_to_relative_id(event.to_relative_id());
  letter.record.set_author_person_id(event.author_person_id());
  letter.record.set_text_sha256(event.text_sha256());
  letter.drafted_by = event.drafted_by();
  letter.merged_from = event.from_case_id();
}

void Evolve(ChildDeath& death, const ev::FamilyRequestCarriedOver& event, const Fact&) {
  if (event.ruled_on()) {
    death.family.open_requests.erase(event.request_id());
    return;
  }
  death.family.open_requests[event.request_id()] = event.request();
  if (death.intake.absorbed.contains(event.from_case_id())) {
    death.family.carried_requests[event.request_id()] = event.from_case_id();
  }
}

void Evolve(ChildDeath& death, const ev::KeyWorkerCarriedOver& event, const Fact&) {
  Family& family = death.family;
  family.key_worker_person_id = event.person_id();
  family.key_worker_from.clear();
  if (!death.intake.absorbed.contains(event.from_case_id())) return;
  family.key_worker_from = event.from_case_id();
  family.key_worker_at_merge[event.from_case_id()] = event.person_id();
}

namespace {

void DropOpenOf(Family& family, const std::string& absorbed_case_id) {
  std::erase_if(family.open_requests, [&](const auto& entry) {
    const auto carried = family.carried_requests.find(entry.first);
    const auto relative = family.relatives.find(entry.second.relative_id());
    return (carried != family.carried_requests.end() && carried->second == absorbed_case_id) ||
           (relative != family.relatives.end() && relative->second.merged_from == absorbed_case_id);
  });
  std::erase_if(family.carried_requests,
                [&](const auto& entry) { return entry.second == absorbed_case_id; });
  family.key_worker_at_merge.erase(absorbed_case_id);
  if (family.key_worker_from != absorbed_case_id) return;
  family.key_worker_person_id.clear();
  family.key_worker_from.clear();
}

}  // namespace

// A letter that was sent stays where it was sent.
void DropFamilyOf(ChildDeath& death, const std::string& absorbed_case_id) {
  DropOpenOf(death.family, absorbed_case_id);
  std::erase_if(death.family.relatives,
                [&](const auto& entry) { return entry.second.merged_from == absorbed_case_id; });
  std::erase_if(death.letters, [&](const auto& entry) {
    return entry.second.merged_from == absorbed_case_id && !entry.second.sent_on;
  });
}

void RegisterCarriedFamily(WorkflowTable& table) {
  table.Events<ChildDeath, ev::FamilyMemberCarriedOver, ev::LetterCarriedOver,
               ev::FamilyRequestCarriedOver, ev::KeyWorkerCarriedOver>();
}

}  // namespace candour::workflows::child_death
