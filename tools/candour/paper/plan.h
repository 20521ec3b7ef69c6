// A plan for reading a register (types/v1/import_plan.proto), and the acts its rows become.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "candour/types/v1/import_plan.pb.h"
#include "google/protobuf/message.h"
#include "tools/candour/paper/sheet.h"

namespace candour::cli::paper {

// INVALID_ARGUMENT naming the place in the text, a command or field there is not, or a column that
// is used and not described.
absl::StatusOr<types::v1::ImportPlan> ParsePlan(absl::string_view text);

// One row of the register, as far as it could be read.
struct ReadRow {
  types::v1::ImportReport::Row report;  // REFUSED with its problems, or to be taken
  std::string known_on;                 // for `candour do`; blank if the paper does not say
  // With everything but their headers and the case they are about.
  std::vector<std::unique_ptr<google::protobuf::Message>> acts;
};

// Every row of every sheet, in order. Nothing is dropped: what is above the headings, or on a
// sheet without them, is passed over and said to be. INVALID_ARGUMENT if no sheet has the headings
// the plan requires, naming those that are missing. The plan was parsed by ParsePlan.
absl::StatusOr<std::vector<ReadRow>> ReadRegister(const types::v1::ImportPlan& plan,
                                                  const std::vector<Sheet>& sheets,
                                                  absl::CivilDay today);

}  // namespace candour::cli::paper
