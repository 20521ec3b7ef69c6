#include "services/gate/errors.h"

#include <algorithm>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"

namespace candour::gate {
namespace {

template <typename Detail>
std::optional<Detail> DetailIn(const absl::Status& status, absl::string_view url) {
  const absl::optional<absl::Cord> payload = status.GetPayload(url);
  Detail detail;
  if (!payload || !detail.ParseFromString(std::string(*payload))) return std::nullopt;
  return detail;
}

}  // namespace

absl::Status InvalidFields(const std::vector<FieldProblem>& problems) {
  google::rpc::BadRequest details;
  const size_t named = std::min(problems.size(), limits::kFieldProblems);
  for (size_t i = 0; i < named; ++i) {
    auto* violation = details.add_field_violations();
    violation->set_field(problems[i].field);
    violation->set_description(problems[i].description);
  }
  std::string message = absl::StrCat(problems.front().field, ": ", problems.front().description);
  if (problems.size() > 1) {
    absl::StrAppend(&message, " (and ", problems.size() - 1, " more)");
  }
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kBadRequestUrl, absl::Cord(details.SerializeAsString()));
  return status;
}

absl::Status Rejected(const types::v1::Rejection& rejection) {
  google::rpc::ErrorInfo info;
  info.set_reason(types::v1::RejectionReason_Name(rejection.reason()));
  info.set_domain(std::string(kErrorDomain));
  absl::Status status = absl::FailedPreconditionError(rejection.sentence());
  status.SetPayload(kErrorInfoUrl, absl::Cord(info.SerializeAsString()));
  status.SetPayload(kRejectionUrl, absl::Cord(rejection.SerializeAsString()));
  return status;
}

absl::Status Changed(const types::v1::ChangedSince& changed) {
  absl::Status status =
      absl::AbortedError(absl::StrCat("this has changed since you looked at it: it is at revision ",
                                      changed.revision(), " now; look again, then decide again"));
  status.SetPayload(kChangedUrl, absl::Cord(changed.SerializeAsString()));
  return status;
}

std::optional<google::rpc::BadRequest> BadRequestIn(const absl::Status& status) {
  return DetailIn<google::rpc::BadRequest>(status, kBadRequestUrl);
}

std::optional<google::rpc::ErrorInfo> ErrorInfoIn(const absl::Status& status) {
  return DetailIn<google::rpc::ErrorInfo>(status, kErrorInfoUrl);
}

std::optional<types::v1::Rejection> RejectionIn(const absl::Status& status) {
  return DetailIn<types::v1::Rejection>(status, kRejectionUrl);
}

std::optional<types::v1::ChangedSince> ChangedIn(const absl::Status& status) {
  return DetailIn<types::v1::ChangedSince>(status, kChangedUrl);
}

}  // namespace candour::gate
