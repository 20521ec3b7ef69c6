// What the views keep of who is kept apart from what, who sits where, and what is part of what:
// from these rows it is told what somebody may read (reach.h).
#pragma once

#include "candour/types/v1/options.pb.h"
#include "services/views/rows.h"
#include "workflows/aggregate.h"

namespace candour::views {

void AddApartRows(types::v1::Aggregate kind, const workflows::Aggregate& state, Rows& rows);

}  // namespace candour::views
