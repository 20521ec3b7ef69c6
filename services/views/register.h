// What the register of child deaths keeps of a case beside what every list does.
#pragma once

#include "candour/views/v1/rows.pb.h"
#include "workflows/child_death/child_death.h"

namespace candour::views {

v1::CaseRow::Registered RegisteredOf(const workflows::child_death::ChildDeath& death);

}  // namespace candour::views
