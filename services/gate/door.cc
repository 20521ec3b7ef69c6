#include "services/gate/door.h"

#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "google/protobuf/unknown_field_set.h"
#include "services/gate/errors.h"
#include "services/gate/roles.h"
#include "services/gate/stream_call.h"

namespace candour::gate {
namespace {

using Metadata = std::multimap<grpc::string_ref, grpc::string_ref>;

constexpr absl::string_view kBearer = "Bearer ";

absl::Status CheckMetadataSize(const Metadata& metadata) {
  size_t bytes = 0;
  for (const auto& [name, value] : metadata) bytes += name.size() + value.size();
  if (bytes <= limits::kMetadataBytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("the call's metadata is larger than ", limits::kMetadataBytes, " bytes"));
}

// Blank if none was sent.
absl::StatusOr<std::string_view> BearerToken(const Metadata& metadata) {
  const auto [first, last] = metadata.equal_range("authorization");
  if (first == last) return std::string_view();
  const absl::string_view value(first->second.data(), first->second.size());
  if (std::next(first) != last || !absl::StartsWithIgnoreCase(value, kBearer)) {
    return absl::UnauthenticatedError("the authorization metadata is not one Bearer token");
  }
  return std::string_view(value.data() + kBearer.size(), value.size() - kBearer.size());
}

absl::Time DeadlineOf(const Method& method, const grpc::CallbackServerContext& context,
                      const Clock& clock) {
  const auto from_client = context.deadline();
  const absl::Time deadline = from_client == std::chrono::system_clock::time_point::max()
                                  ? absl::InfiniteFuture()
                                  : absl::FromChrono(from_client);
  if (method.descriptor->server_streaming()) return deadline;
  return std::min(deadline, absl::FromUnixMicros(clock.NowMicros()) +
                                absl::Milliseconds(limits::kLongestCallMillis));
}

// The path of the first text that is not UTF-8, for which nothing parses; blank if the fault is
// another.
std::string PathOfBadText(const std::string& bytes, const google::protobuf::Descriptor& type) {
  google::protobuf::UnknownFieldSet fields;
  if (!fields.ParseFromString(bytes)) return "";
  for (int i = 0; i < fields.field_count(); ++i) {
    const google::protobuf::UnknownField& field = fields.field(i);
    const google::protobuf::FieldDescriptor* known = type.FindFieldByNumber(field.number());
    if (known == nullptr || field.type() != google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED) {
      continue;
    }
    const std::string& value = field.length_delimited();
    if (known->type() == google::protobuf::FieldDescriptor::TYPE_STRING &&
        !google::protobuf::internal::IsStructurallyValidUTF8(value)) {
      return known->name();
    }
    if (known->type() != google::protobuf::FieldDescriptor::TYPE_MESSAGE) continue;
    const std::string inner = PathOfBadText(value, *known->message_type());
    if (!inner.empty()) return absl::StrCat(known->name(), ".", inner);
  }
  return "";
}

std::string TextOf(const grpc::ByteBuffer& bytes) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (!bytes.Dump(&slices).ok()) return text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

}  // namespace

absl::StatusOr<Admitted> Door::Admit(const Method& method,
                                     const grpc::CallbackServerContext& context) {
  const Metadata& metadata = context.client_metadata();
  RETURN_IF_ERROR(CheckMetadataSize(metadata));
  const absl::Time deadline = DeadlineOf(method, context, options_.clock);
  if (method.IsPublic()) {
    RETURN_IF_ERROR(guests_.Count(context.peer(), options_.clock.NowMicros()));
    static const auto& anybody = *new std::shared_ptr<const Caller>(new Caller);
    return Admitted{anybody, deadline};
  }
  ASSIGN_OR_RETURN(const std::string_view token, BearerToken(metadata));
  return AdmitToken(method, token, deadline);
}

absl::StatusOr<Admitted> Door::AdmitToken(const Method& method, std::string_view token,
                                          absl::Time deadline) {
  if (token.empty()) {
    return absl::UnauthenticatedError("no access token was sent (authorization: Bearer ...)");
  }
  ASSIGN_OR_RETURN(std::shared_ptr<const Caller> caller, options_.tokens.Verify(token));
  RETURN_IF_ERROR(CheckPermitted(*caller, method.permission));
  return Admitted{std::move(caller), deadline};
}

absl::Time Door::DeadlineAfter(const Method& method, absl::Duration timeout) const {
  const absl::Duration longest = absl::Milliseconds(limits::kLongestCallMillis);
  return absl::FromUnixMicros(options_.clock.NowMicros()) +
         (method.descriptor->server_streaming() ? timeout : std::min(timeout, longest));
}

absl::Status Door::CheckSize(size_t bytes, size_t most) {
  if (bytes <= most) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat("the request is larger than ", most, " bytes"));
}

absl::Status Door::Parse(const grpc::ByteBuffer& bytes, google::protobuf::Message& message) {
  RETURN_IF_ERROR(CheckSize(bytes.Length()));
  grpc::ByteBuffer shared = bytes;
  if (grpc::SerializationTraits<google::protobuf::Message>::Deserialize(&shared, &message).ok()) {
    return absl::OkStatus();
  }
  const std::string path = PathOfBadText(TextOf(bytes), *message.GetDescriptor());
  if (!path.empty()) return InvalidFields({{path, "this is not text in UTF-8"}});
  return absl::InvalidArgumentError(
      absl::StrCat("the request is not a ", message.GetDescriptor()->full_name()));
}

absl::Status Door::Record(const Method& method, const Call& call,
                          const google::protobuf::Message* request, absl::Status outcome) const {
  if (!options_.on_access) return outcome;
  RETURN_IF_ERROR(options_.on_access(call.caller(), *method.descriptor, request, outcome.code()));
  return outcome;
}

bool Door::Enter(StreamCall& stream) {
  absl::MutexLock lock(&mutex_);
  if (stopped_) return false;
  streams_.insert(&stream);
  return true;
}

void Door::Leave(StreamCall& stream) {
  absl::MutexLock lock(&mutex_);
  streams_.erase(&stream);
}

void Door::StopStreams() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
  for (StreamCall* stream : streams_) stream->Stop();
}

}  // namespace candour::gate
