// What an action of a paper becomes in the record.
#pragma once

#include <memory>
#include <vector>

#include "absl/time/civil_time.h"
#include "candour/casework/v1/action_plan.pb.h"
#include "tools/candour/paper/action_table.h"

namespace candour::cli {

// The action itself, and what the plan says of how it stood on the day it was last brought up to
// date.
void AddAction(const paper::ReadAction& read, const casework::v1::CreateAction& create,
               absl::CivilDay updated_on,
               std::vector<std::unique_ptr<google::protobuf::Message>>& acts);

}  // namespace candour::cli
