// Who owns an action, of what the paper says of its lead.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "tools/candour/paper/action_table.h"

namespace candour::cli::paper {

inline constexpr char kNotStated[] = "Not stated in the plan";

// No longer than can be kept where it stands; what is cut off is a doubt.
std::string Short(const std::string& text, size_t at_most, types::v1::ImportReport::Row& report,
                  absl::string_view what);

// Sets the action's owner and the role of its lead. An agency that is named owns it, else the one
// given for such rows. What may be a person's name is left out.
void ReadOwner(const Cell& cell, const TableReading& reading, ReadAction& action,
               types::v1::ImportReport::Row& report);

}  // namespace candour::cli::paper
