// The family of the child, each member by an id: who that is stands in the identity scope alone. A
// part of ChildDeath (child_death.h).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "candour/events/v1/family.pb.h"

namespace candour::workflows::child_death {

struct Relative {
  types::v1::FamilyRelation relation{};
  types::v1::YesNo parental_responsibility{};
  bool suspected = false;
  // The last of each. A suspicion takes back the ruling before it.
  std::optional<events::v1::ContactPreferenceRecorded> wish;
  std::optional<events::v1::DisclosureRuled> ruling;
  bool feedback_delivered = false;
  events::v1::FamilyMemberNamed named;  // so that no summary tells of it
  // The absorbed case they came with, and the one that recorded them; blank: this one did.
  std::string merged_from = {};
  std::string known_to = {};
};

struct Family {
  std::map<std::string, Relative> relatives;
  std::string key_worker_person_id;  // blank: none is assigned
  std::string key_worker_from;       // the absorbed case they came with; blank: assigned here
  std::map<std::string, std::string> key_worker_at_merge;  // by absorbed case
  std::map<std::string, events::v1::FamilyContributionReceived> contributions;
  std::map<std::string, events::v1::FamilyRequestReceived> open_requests;  // not ruled on yet
  std::map<std::string, std::string> carried_requests;  // to the absorbed case they came with
  std::vector<events::v1::BereavementSupportOffered> offers;
  std::optional<events::v1::FeedbackAgreed> feedback;
};

}  // namespace candour::workflows::child_death
