// What somebody undertook at a meeting. Of a meeting or of a case: the same rules for both, each
// kept in the stream it is about.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "candour/casework/v1/minutes.pb.h"
#include "workflows/dates.h"
#include "workflows/decision.h"

namespace candour::workflows::meeting {

struct Action {
  std::string text;
  std::string owner_agency_id;
  std::string owner_person_id;
  absl::CivilDay due_on;
  std::optional<absl::CivilDay> done_on;
  std::string meeting_id = {};  // that agreed it; blank: the meeting it is kept with
  std::string theme = {};
  std::string outcome = {};  // of one that is done
};
using Actions = std::map<std::string, Action>;  // by id

template <typename Agreed>
void Agree(Actions& actions, const Agreed& event) {
  actions[event.action_id()] = {event.text(), event.owner_agency_id(), event.owner_person_id(),
                                DayOf(event.due_on()), std::nullopt};
  if constexpr (requires { event.meeting_id(); }) {
    actions[event.action_id()].meeting_id = event.meeting_id();
  }
  if constexpr (requires { event.theme(); }) actions[event.action_id()].theme = event.theme();
}

template <typename Done>
void Finish(Actions& actions, const Done& event) {
  actions[event.action_id()].done_on = DayOf(event.done_on());
  actions[event.action_id()].outcome = event.outcome();
}

// UNKNOWN_REFERENCE unless there is such an action, ALREADY_DONE if it is done.
std::optional<types::v1::Rejection> UnlessOpenAction(const Actions& actions,
                                                     const std::string& action_id);

}  // namespace candour::workflows::meeting
