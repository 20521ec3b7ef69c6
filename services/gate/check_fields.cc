#include "services/gate/check_fields.h"

#include <limits>
#include <utility>
#include <vector>

#include "services/gate/errors.h"
#include "workflows/validate.h"

namespace candour::gate {
namespace {

constexpr Micros kEndOfTime = std::numeric_limits<Micros>::max() / 2;

}  // namespace

absl::Status CheckFields(const google::protobuf::Message& request, Micros now,
                         const absl::TimeZone& london) {
  std::vector<FieldProblem> problems;
  for (workflows::FieldViolation& violation : workflows::Validate(request, now, london)) {
    problems.push_back({std::move(violation.field), std::move(violation.description)});
  }
  return problems.empty() ? absl::OkStatus() : InvalidFields(problems);
}

absl::Status CheckFields(const google::protobuf::Message& request, const absl::TimeZone& london) {
  return CheckFields(request, kEndOfTime, london);
}

}  // namespace candour::gate
