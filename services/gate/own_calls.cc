#include "services/gate/own_calls.h"

#include <typeinfo>
#include <utility>
#include <variant>

#include "absl/synchronization/notification.h"
#include "base/limits.h"
#include "base/status.h"

namespace candour::gate {
namespace {

using google::protobuf::Message;

// Whether the message is what parsing it would make of it. One that was not parsed to the end is
// judged by the transport, as is one with more about it than a call may carry.
bool IsWhole(const OwnCall& call) {
  return call.request.GetReflection()->GetUnknownFields(call.request).empty() &&
         call.token.size() <= limits::kTokenBytes;
}

// Handlers cast what they are given to the generated types.
bool IsLike(const Message& message, const Message& prototype) {
  return typeid(message) == typeid(prototype);
}

absl::Status Answer(const Method& method, const Call& call, const Message& request,
                    Message& reply) {
  if (const auto* blocking = std::get_if<UnaryFn>(&method.fn)) {
    return (*blocking)(call, request, reply);
  }
  absl::Status outcome;
  absl::Notification answered;
  std::get<AsyncFn>(method.fn)(call, request, reply, [&](absl::Status answer) {
    outcome = std::move(answer);
    answered.Notify();
  });
  answered.WaitForNotification();
  return outcome;
}

}  // namespace

const Method* OwnCalls::Find(const OwnCall& call) const {
  const auto found = methods_.find(call.path);
  if (found == methods_.end()) return nullptr;
  const Method& method = *found->second;
  // A guest's calls are counted by where they come from, which only the transport knows.
  if (method.IsPublic() || !IsLike(call.request, *method.request) || !IsWhole(call)) return nullptr;
  return &method;
}

absl::StatusOr<Admitted> OwnCalls::Admit(const Method& method, const OwnCall& call) {
  RETURN_IF_ERROR(Door::CheckSize(call.request.ByteSizeLong(), method.LongestRequestBytes()));
  return door_.AdmitToken(method, call.token, door_.DeadlineAfter(method, call.timeout));
}

std::optional<absl::Status> OwnCalls::Unary(const OwnCall& call, Message& reply) {
  const Method* const method = Find(call);
  if (method == nullptr || method->descriptor->server_streaming() ||
      !IsLike(reply, *method->reply)) {
    return std::nullopt;
  }
  absl::StatusOr<Admitted> admitted = Admit(*method, call);
  if (!admitted.ok()) return admitted.status();
  const Call let_in(std::move(admitted->caller), admitted->deadline);
  reply.Clear();
  Reach reach = door_.ReachOf(*method, let_in.caller());
  absl::Status outcome = reach.Judge(call.request);
  if (outcome.ok()) outcome = Answer(*method, let_in, call.request, reply);
  if (outcome.ok()) outcome = reach.LeaveOut(reply);
  return door_.Record(*method, let_in, &call.request, std::move(outcome));
}

std::optional<absl::Status> OwnCalls::ServerStream(const OwnCall& call, MessageWriter& replies) {
  const Method* const method = Find(call);
  if (method == nullptr || !std::holds_alternative<ServerStreamFn>(method->fn)) return std::nullopt;
  absl::StatusOr<Admitted> admitted = Admit(*method, call);
  if (!admitted.ok()) return admitted.status();
  const Call let_in(std::move(admitted->caller), admitted->deadline);
  absl::Status outcome = door_.ReachOf(*method, let_in.caller()).Judge(call.request);
  if (outcome.ok()) {
    outcome = std::get<ServerStreamFn>(method->fn)(let_in, call.request, replies);
  }
  return door_.Record(*method, let_in, &call.request, std::move(outcome));
}

}  // namespace candour::gate
