#include "services/gate/status.h"

#include <string>

#include "absl/strings/cord.h"
#include "base/limits.h"
#include "google/rpc/status.pb.h"
#include "services/gate/errors.h"

namespace candour::gate {

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status wire;
  wire.set_code(status.raw_code());
  wire.set_message(std::string(status.message()));
  // What a client branches on goes before what it only shows, and so survives the limit.
  for (absl::string_view url : {kErrorInfoUrl, kRejectionUrl, kBadRequestUrl, kChangedUrl}) {
    const absl::optional<absl::Cord> payload = status.GetPayload(url);
    if (!payload) continue;
    auto* detail = wire.add_details();
    detail->set_type_url(std::string(url));
    detail->set_value(std::string(*payload));
    if (wire.ByteSizeLong() > limits::kStatusDetailBytes) wire.mutable_details()->RemoveLast();
  }
  return grpc::Status(static_cast<grpc::StatusCode>(status.raw_code()),
                      std::string(status.message()),
                      wire.details().empty() ? std::string() : wire.SerializeAsString());
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status wire;
  if (!wire.ParseFromString(status.error_details())) return result;
  for (const google::protobuf::Any& detail : wire.details()) {
    result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return result;
}

}  // namespace candour::gate
