// What a case lacks before a panel can decide it.
#pragma once

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "candour/types/v1/meeting.pb.h"
#include "workflows/board/board.h"
#include "workflows/child_death/child_death.h"

namespace candour::workflows::child_death {

// When boards were first to review the deaths of children (LSCB Regulations 2006, regulation 6).
// Of a death before it no guidance says what its review needs, and none can be adopted that does.
inline constexpr absl::CivilDay kFirstGuidance(2008, 4, 1);

// From the case alone, in the order in which a case is usually completed. What only some editions
// ask for is among it; MissingInWords leaves it out where it is not asked for, or where a form lets
// answers stand side by side. Empty for a case
// that a panel has decided, or that is out of scope.
std::vector<types::v1::MissingForPanel> MissingForPanel(const ChildDeath& death);

// The same for people, by the board's register and the guidance it has adopted. Empty: the case is
// ready.
std::vector<std::string> MissingInWords(absl::Span<const types::v1::MissingForPanel> missing,
                                        const board::Board& board);

}  // namespace candour::workflows::child_death
