// What in a text says who somebody was that a summary for a panel is to keep to itself.
#pragma once

#include <string>
#include <vector>

#include "workflows/child_death/child_death.h"

namespace candour::workflows::child_death {

// The first thing found, as a noun ("a name of the child"); blank if there is none. Looked for are,
// of the child and of the family as recorded, names (a part of three letters or more), addresses
// without their numbers, postcodes, the NHS number, the child's initials with their points, and the
// days of birth and death in the ways they are usually written; and the name of who wrote it.
std::string IdentifyingIn(const std::string& text, const ChildDeath& death,
                          const std::string& author_name);

// Somebody by their name and day of birth, of whatever case.
struct NamedPerson {
  std::string given_names;
  std::string family_name;
  types::v1::Date date_of_birth;  // unset: not known
};
template <typename Event>
NamedPerson Named(const Event& event) {
  return {event.given_names(), event.family_name(), event.date_of_birth()};
}

// The same of any people: looked for are their names, their initials and their days of birth.
std::string IdentifyingIn(const std::string& text, const std::vector<NamedPerson>& people);

}  // namespace candour::workflows::child_death
