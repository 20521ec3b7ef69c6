#include "services/views/paging.h"

#include <memory>

#include "absl/strings/escaping.h"
#include "base/limits.h"
#include "candour/views/v1/rows.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "services/gate/errors.h"
#include "storage/crypto/crypto.h"

namespace candour::views {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr const char* kPaging[] = {"page_token", "page_size", "at_least_position"};

uint64_t Fingerprint(const Message& request) {
  const std::unique_ptr<Message> bare(request.New());
  bare->CopyFrom(request);
  for (const char* name : kPaging) {
    bare->GetReflection()->ClearField(bare.get(), bare->GetDescriptor()->FindFieldByName(name));
  }
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    bare->SerializeToCodedStream(&coded);
  }
  const Bytes32 digest = storage::crypto::Sha256(bytes);
  uint64_t fingerprint = 0;
  for (int i = 0; i < 8; ++i) fingerprint = fingerprint << 8 | digest[i];
  return fingerprint;
}

}  // namespace

absl::StatusOr<std::string> PageStart(const Message& request) {
  const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName("page_token");
  const std::string token = request.GetReflection()->GetString(request, field);
  if (token.empty()) return std::string();
  std::string bytes;
  v1::PageToken parsed;
  if (!absl::WebSafeBase64Unescape(token, &bytes) || !parsed.ParseFromString(bytes)) {
    return gate::InvalidFields({{"page_token", "this is no token a page was answered with"}});
  }
  if (parsed.request() != Fingerprint(request)) {
    return gate::InvalidFields(
        {{"page_token", "the token belongs to another request: begin again without one"}});
  }
  return parsed.after();
}

std::string NextPageToken(const Message& request, const std::string& last_key) {
  v1::PageToken token;
  token.set_after(last_key);
  token.set_request(Fingerprint(request));
  return absl::WebSafeBase64Escape(token.SerializeAsString());
}

size_t PageSize(uint32_t asked) {
  return asked == 0 ? static_cast<size_t>(limits::kViewPageRows) : static_cast<size_t>(asked);
}

}  // namespace candour::views
