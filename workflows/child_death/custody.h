// What the review of a child's death keeps of how it became a case, of whom it is, and of who leads
// it. Parts of ChildDeath (child_death.h).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/events/v1/identity.pb.h"
#include "candour/events/v1/intake.pb.h"
#include "candour/events/v1/jurisdiction.pb.h"

namespace candour::workflows::child_death {

// How far a guest's notification has come. What the office took down itself is a case at once.
enum class Admission { kCase, kWaiting, kSetAside, kLinked };

struct Intake {
  Admission admission = Admission::kCase;
  std::optional<events::v1::GuestAccountGiven> guest;  // as told, never as established
  // The case this one belongs to since it was linked or merged; blank: it stands by itself.
  std::string belongs_to;
  std::string belongs_to_reference;
  std::string merge_event_id;                   // of the merge that took this case up
  std::map<std::string, std::string> absorbed;  // cases this one took up, to the merge's event
  std::map<std::string, std::string> known_only_there;  // in words, of each of them where there is
  std::map<std::string, events::v1::DuplicateSuspected> suspected;  // by the other case
};

struct Identity {
  std::optional<events::v1::ResidenceDetermined> residence;
  std::vector<events::v1::MultipleBirthLinked> siblings;
  std::optional<events::v1::CaseVoided> voided;
  std::optional<events::v1::AwarenessRecorded> awareness;
  std::optional<events::v1::DeathAbroadRecorded> abroad;

  // In the order of birth; 0: not known, or the only child.
  uint32_t BirthOrder() const { return siblings.empty() ? 0 : siblings.back().birth_order(); }
  bool IsSibling(const std::string& case_id) const;
};

// Whether a lead may rest on a residence determined so: "the child lived in its area" on no other
// than the child's home. Also true of a basis that rests on no residence.
bool MayRestOn(types::v1::LeadBasis basis, types::v1::ResidenceBasis residence);
// Whether it rests on where somebody lived.
bool RestsOnResidence(types::v1::LeadBasis basis);

// Since when a board leads to which the lead was transferred, or which succeeded the one before.
struct Acceptance {
  absl::Time at;
  absl::CivilDay on;
  std::optional<absl::CivilDay> proposed_on;  // as somebody said
};

// A board that led the case, and under which reference of its own.
struct GivenUp {
  std::string board_id;
  std::string reference;
};

struct Custody {
  std::optional<events::v1::LeadAssigned> basis;
  std::optional<events::v1::TransferProposed> proposed;  // and not answered yet
  std::vector<events::v1::CaseTransferred> transfers;    // in order, as the next
  std::vector<Acceptance> acceptances;
  std::vector<GivenUp> given_up;  // to whoever accepted it, or succeeded that board
};

}  // namespace candour::workflows::child_death
