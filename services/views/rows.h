// From a folded aggregate, or a single event, to the rows a view keeps of it. Pure: the same state
// always makes the same rows, whichever events of a page it was folded from.
#pragma once

#include <map>
#include <string>

#include "candour/record/v1/event.pb.h"
#include "candour/types/v1/options.pb.h"
#include "workflows/aggregate.h"
#include "workflows/table.h"

namespace candour::views {

using Rows = std::map<std::string, std::string>;  // key to serialised row

// Every row that depends on the state of one aggregate alone. None for one of which nothing can be
// read any more.
void AddRows(types::v1::Aggregate kind, const workflows::Aggregate& state, Rows& rows);

// The line an event adds to a timeline or to the outcomes of a meeting, if it is one of those that
// do. DATA_LOSS as WorkflowTable::Fold.
absl::Status AddLine(const record::v1::RecordedEvent& event, const workflows::WorkflowTable& table,
                     Rows& rows);

}  // namespace candour::views
