// What a case lacks before a panel can decide it.
#pragma once

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "candour/types/v1/meeting.pb.h"
#include "workflows/board/board.h"
#include "workflows/child_death/child_death.h"
#include "workflows/meeting/meeting.h"

namespace candour::workflows::child_death {

// When boards were first to review the deaths of children (LSCB Regulations 2006, regulation 6).
// Of a death before it no guidance says what its review needs, and none can be adopted that does.
inline constexpr absl::CivilDay kFirstGuidance(2008, 4, 1);

// From the case alone, in the order in which a case is usually completed. What only some editions
// ask for is among it; MissingInWords leaves it out where it is not asked for, or where a form lets
// answers stand side by side. Empty for a case
// that a panel has decided, or that is out of scope.
std::vector<types::v1::MissingForPanel> MissingForPanel(const ChildDeath& death);

// The meeting at which the review meeting was to be held, as the case was last listed for one;
// blank: it was not, or the review meeting is on record.
std::string ReviewMeetingListed(const ChildDeath& death);
template <typename Command>
std::vector<StreamRef> ReviewMeetingBeside(const Command&, const ChildDeath& death) {
  const std::string id = ReviewMeetingListed(death);
  if (id.empty()) return {};
  return {{types::v1::MEETING, id}};
}
// Has what is missing say that the review meeting was held, if that meeting is closed or somebody
// came to it: only its record is missing then.
void NoteIfHeld(const meeting::Meeting& meeting, const absl::TimeZone& london,
                std::vector<types::v1::MissingForPanel>& missing);
// What is missing, with that meeting loaded by ReviewMeetingBeside.
std::vector<types::v1::MissingForPanel> MissingNow(const ChildDeath& death, const Context& context);

// The same for people, by the board's register and the guidance it has adopted. Empty: the case is
// ready.
std::vector<std::string> MissingInWords(absl::Span<const types::v1::MissingForPanel> missing,
                                        const board::Board& board);

// What a panel waits for beside agencies' reports, and what was not said to be missing when the
// case was listed as the item.
std::vector<std::string> MissingSinceListed(const ChildDeath& death, const std::string& item_id,
                                            absl::CivilDay decided_on, const Context& context,
                                            const board::Board& board);

}  // namespace candour::workflows::child_death
