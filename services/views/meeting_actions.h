// What was agreed at meetings to be done, as a view keeps it: a row for each meeting or case that
// has any.
#pragma once

#include <string>

#include "services/views/rows.h"
#include "workflows/meeting/action.h"

namespace candour::views {

// `case_id` is blank of what is kept with the meeting.
struct Undertaken {
  const std::string& stream_id;
  const std::string& board_id;
  const std::string& case_id;
  const workflows::meeting::Actions& actions;
};
void AddUndertaken(const Undertaken& undertaken, Rows& rows);

}  // namespace candour::views
