#include "services/record/own_history.h"

#include <algorithm>
#include <functional>
#include <map>

#include "base/id.h"
#include "base/status.h"
#include "candour/events/v1/log.pb.h"
#include "services/record/bytes.h"

namespace candour::record {
namespace {

using events::v1::ForgettingAgreed;
using events::v1::ForgettingCertified;
using events::v1::ForgettingRequested;
using events::v1::LegalHoldLifted;
using events::v1::LegalHoldPlaced;
using events::v1::ScopesForgotten;

std::string IdOf(const v1::RecordedEvent& event) {
  const absl::StatusOr<EventId> id = IdFrom<EventId>(event.event_id(), "event_id");
  return id.ok() ? id->Text() : std::string();
}

const std::string& NameOf(const v1::RecordedEvent& event) {
  return event.body().by().display_name();
}

void Evolve(OwnHistory& history, const ForgettingRequested& requested,
            const v1::RecordedEvent& event) {
  ForgettingAct& act = history.acts.emplace_back();
  act.requested_by = event.actor();
  act.told.set_request_id(IdOf(event));
  *act.told.mutable_about() = requested.about();
  act.told.set_extent(requested.extent());
  act.told.set_reason(requested.reason());
  act.told.set_legal_ground(requested.legal_ground());
  act.told.set_authority(requested.authority());
  act.told.set_requested_by(NameOf(event));
  act.told.set_requested_at_micros(event.recorded_at_micros());
}

void Evolve(OwnHistory& history, const ForgettingAgreed& agreed, const v1::RecordedEvent& event) {
  ForgettingAct* act = history.Find(agreed.request_id());
  if (act == nullptr) return;
  act->told.set_agreed_by(NameOf(event));
  act->told.set_agreed_at_micros(event.recorded_at_micros());
}

// Said again where an event that was on its way had still been taken: the last word counts.
void Evolve(OwnHistory& history, const ScopesForgotten& forgotten, const v1::RecordedEvent& event) {
  ForgettingAct* act = history.Find(forgotten.request_id());
  if (act == nullptr) return;
  act->told.set_keys_destroyed(true);
  act->told.set_forgotten_position(event.position());
  act->told.set_forgotten_at_micros(event.recorded_at_micros());
  *act->told.mutable_scopes() = forgotten.scopes();
}

void Evolve(OwnHistory& history, const ForgettingCertified& certified,
            const v1::RecordedEvent& event) {
  ForgettingAct* act = history.Find(certified.request_id());
  if (act == nullptr) return;
  act->told.set_certified(true);
  act->told.set_certified_position(event.position());
  act->told.set_certified_at_micros(event.recorded_at_micros());
}

void Evolve(OwnHistory& history, const LegalHoldPlaced& placed, const v1::RecordedEvent& event) {
  types::v1::LegalHold& hold = history.holds.emplace_back();
  hold.set_hold_id(IdOf(event));
  *hold.mutable_about() = placed.about();
  hold.set_reason(placed.reason());
  hold.set_authority(placed.authority());
  hold.set_placed_by(NameOf(event));
  hold.set_placed_at_micros(event.recorded_at_micros());
}

void Evolve(OwnHistory& history, const LegalHoldLifted& lifted, const v1::RecordedEvent&) {
  std::erase_if(history.holds, [&](const types::v1::LegalHold& hold) {
    return hold.hold_id() == lifted.hold_id();
  });
}

using TakeFn = std::function<bool(OwnHistory&, const v1::RecordedEvent&)>;

template <typename Event>
std::pair<std::string, TakeFn> On() {
  return {Event::descriptor()->name(), [](OwnHistory& history, const v1::RecordedEvent& event) {
            Event message;
            if (!message.ParseFromString(event.body().payload())) return false;
            Evolve(history, message, event);
            return true;
          }};
}

}  // namespace

absl::Status OwnHistory::Take(const v1::RecordedEvent& event) {
  static const auto& table = *new std::map<std::string, TakeFn>{
      On<ForgettingRequested>(), On<ForgettingAgreed>(), On<ScopesForgotten>(),
      On<ForgettingCertified>(), On<LegalHoldPlaced>(),  On<LegalHoldLifted>()};
  const auto found = table.find(event.body().type());
  if (found == table.end() || found->second(*this, event)) return absl::OkStatus();
  return absl::DataLossError("an event of the log about itself does not parse");
}

ForgettingAct* OwnHistory::Find(std::string_view request_id) {
  const auto found = std::find_if(acts.begin(), acts.end(), [&](const ForgettingAct& act) {
    return act.told.request_id() == request_id;
  });
  return found == acts.end() ? nullptr : &*found;
}

const types::v1::Forgetting* OwnHistory::Waiting(const types::v1::AboutCase& about,
                                                 types::v1::Extent extent) const {
  const auto found = std::find_if(acts.begin(), acts.end(), [&](const ForgettingAct& act) {
    const types::v1::Forgetting& told = act.told;
    return !told.keys_destroyed() && told.extent() == extent && told.about().id() == about.id() &&
           told.about().aggregate() == about.aggregate();
  });
  return found == acts.end() ? nullptr : &found->told;
}

bool OwnHistory::Tells(std::string_view scope_id) const {
  return std::any_of(acts.begin(), acts.end(), [&](const ForgettingAct& act) {
    const auto& scopes = act.told.scopes();
    return std::any_of(scopes.begin(), scopes.end(),
                       [&](const auto& scope) { return scope.scope_id() == scope_id; });
  });
}

const types::v1::LegalHold* OwnHistory::HoldOn(const types::v1::AboutCase& about) const {
  const auto found = std::find_if(holds.begin(), holds.end(), [&](const auto& hold) {
    return hold.about().aggregate() == about.aggregate() && hold.about().id() == about.id();
  });
  return found == holds.end() ? nullptr : &*found;
}

}  // namespace candour::record
