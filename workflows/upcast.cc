#include "workflows/upcast.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace candour::workflows {

absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Upcast(
    const record::v1::EventBody& body, const google::protobuf::Message& prototype) {
  if (body.schema_version() != kSchemaVersion) {
    return absl::DataLossError(absl::StrCat(body.type(), " is written in schema version ",
                                            body.schema_version(),
                                            ", which this program does not know"));
  }
  std::unique_ptr<google::protobuf::Message> message(prototype.New());
  if (!message->ParseFromString(body.payload())) {
    return absl::DataLossError(absl::StrCat("the payload of a ", body.type(), " does not parse"));
  }
  return message;
}

}  // namespace candour::workflows
