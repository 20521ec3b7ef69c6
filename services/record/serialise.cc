#include "services/record/serialise.h"

#include "candour/types/v1/options.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "services/record/bytes.h"

namespace candour::record {
namespace {

constexpr uint32_t kSchemaVersion = 1;

}  // namespace

std::string Serialise(const google::protobuf::Message& message) {
  std::string bytes(message.ByteSizeLong(), '\0');
  {
    google::protobuf::io::ArrayOutputStream stream(bytes.data(), static_cast<int>(bytes.size()));
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeWithCachedSizes(&coded);
  }
  return bytes;
}

v1::NewEvent OwnEvent(const LogId& log, const google::protobuf::Message& event, Micros now) {
  v1::NewEvent added;
  added.set_stream_type(types::v1::LOG);
  added.set_stream_id(std::string(log.View()));
  added.set_scope_id(std::string(log.View()));
  v1::EventBody& body = *added.mutable_body();
  body.set_type(event.GetDescriptor()->name());
  body.set_schema_version(kSchemaVersion);
  *body.mutable_occurred()->mutable_earliest() = ToTimestamp(now);
  *body.mutable_occurred()->mutable_latest() = ToTimestamp(now);
  body.mutable_occurred()->set_precision(types::v1::MOMENT);
  body.set_payload(Serialise(event));
  return added;
}

}  // namespace candour::record
