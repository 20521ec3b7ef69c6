// What in a text says who somebody was that a summary for a panel is to keep to itself.
#pragma once

#include <string>

#include "workflows/child_death/child_death.h"

namespace candour::workflows::child_death {

// The first thing found, as a noun ("a name of the child"); blank if there is none. Looked for are,
// of the child and of the family as recorded, names (a part of three letters or more), addresses
// without their numbers, postcodes, the NHS number, the child's initials with their points, and the
// days of birth and death in the ways they are usually written; and the name of who wrote it.
std::string IdentifyingIn(const std::string& text, const ChildDeath& death,
                          const std::string& author_name);

}  // namespace candour::workflows::child_death
