// The refusals that carry details, and how to read details back. No gRPC here: whoever
// answers calls uses these, and status.h carries them over the wire.
//
// Details are payloads of absl::Status, keyed by the type URL of the message they serialise.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "candour/types/v1/changed.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "google/rpc/error_details.pb.h"

namespace candour::gate {

inline constexpr absl::string_view kBadRequestUrl = "type.googleapis.com/google.rpc.BadRequest";
inline constexpr absl::string_view kErrorInfoUrl = "type.googleapis.com/google.rpc.ErrorInfo";
inline constexpr absl::string_view kRejectionUrl = "type.googleapis.com/candour.types.v1.Rejection";
inline constexpr absl::string_view kChangedUrl =
    "type.googleapis.com/candour.types.v1.ChangedSince";
inline constexpr absl::string_view kErrorDomain = "candour";

struct FieldProblem {
  std::string field;        // the path: "header.command_id", "children[2].date_of_birth"
  std::string description;  // a sentence without the value that was given
};

// INVALID_ARGUMENT with a BadRequest that names every field, up to limits::kFieldProblems of them.
// `problems` must not be empty.
absl::Status InvalidFields(const std::vector<FieldProblem>& problems);

// FAILED_PRECONDITION with the rejection itself and an ErrorInfo whose reason is the name of the
// enumerator, for clients that know nothing of our messages.
absl::Status Rejected(const types::v1::Rejection& rejection);

// ABORTED: what the caller saw is no longer so, and this is what was recorded since.
absl::Status Changed(const types::v1::ChangedSince& changed);

// The detail, if `status` carries one that parses.
std::optional<google::rpc::BadRequest> BadRequestIn(const absl::Status& status);
std::optional<google::rpc::ErrorInfo> ErrorInfoIn(const absl::Status& status);
std::optional<types::v1::Rejection> RejectionIn(const absl::Status& status);
std::optional<types::v1::ChangedSince> ChangedIn(const absl::Status& status);

}  // namespace candour::gate
