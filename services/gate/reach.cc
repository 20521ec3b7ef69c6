#include "services/gate/reach.h"

#include <algorithm>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/types/v1/command.pb.h"
#include "google/protobuf/any.pb.h"
#include "services/gate/roles.h"

namespace candour::gate {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::Reflection;

constexpr absl::Duration kLongestWait = absl::Seconds(2);
constexpr char kWithheld[] = "withheld";
constexpr char kAsOf[] = "as_of";

bool IsCommand(const MethodDescriptor& method) {
  const Descriptor& reply = *method.output_type();
  if (&reply == types::v1::Accepted::descriptor()) return true;
  for (int i = 0; i < reply.field_count(); ++i) {
    if (reply.field(i)->message_type() == types::v1::Accepted::descriptor()) return true;
  }
  return false;
}

// The field that says how many rows were left out, and the part of the reply that has it; no field
// where nothing can be.
struct Count {
  Message* message = nullptr;
  const FieldDescriptor* field = nullptr;
};
Count CountIn(Message& reply) {
  const Descriptor& type = *reply.GetDescriptor();
  if (const auto* own = type.FindFieldByName(kWithheld)) return {&reply, own};
  const FieldDescriptor* const as_of = type.FindFieldByName(kAsOf);
  if (as_of == nullptr || as_of->message_type() == nullptr || as_of->is_repeated()) return {};
  const FieldDescriptor* const field = as_of->message_type()->FindFieldByName(kWithheld);
  if (field == nullptr) return {};
  return {reply.GetReflection()->MutableMessage(&reply, as_of), field};
}

bool CountsWithheld(const Descriptor& type) {
  if (type.FindFieldByName(kWithheld) != nullptr) return true;
  const FieldDescriptor* const as_of = type.FindFieldByName(kAsOf);
  return as_of != nullptr && as_of->message_type() != nullptr &&
         as_of->message_type()->FindFieldByName(kWithheld) != nullptr;
}

// Calls `text` for each text of the message, and `part` for each message in it; both until one of
// them returns true, which it then does itself.
template <typename Text, typename Part>
bool AnyIn(const Message& message, Text text, Part part) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  std::string scratch;
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        if (field->type() != FieldDescriptor::TYPE_STRING) continue;
        if (text(field->is_repeated()
                     ? reflection.GetRepeatedStringReference(message, field, i, &scratch)
                     : reflection.GetStringReference(message, field, &scratch))) {
          return true;
        }
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        if (part(*field, field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                              : reflection.GetMessage(message, field))) {
          return true;
        }
      }
    }
  }
  return false;
}

// What an Any carries; null for what no program knows, which the handler refuses.
std::unique_ptr<Message> CarriedBy(const Message& message) {
  const auto* any = dynamic_cast<const google::protobuf::Any*>(&message);
  if (any == nullptr) return nullptr;
  const std::string& url = any->type_url();
  const Descriptor* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
          url.substr(url.find_last_of('/') + 1));
  if (type == nullptr) return nullptr;
  std::unique_ptr<Message> carried(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  return carried->ParseFromString(any->value()) ? std::move(carried) : nullptr;
}

void AddIds(const Message& message, absl::flat_hash_set<std::string>& ids) {
  if (const auto carried = CarriedBy(message)) return AddIds(*carried, ids);
  AnyIn(
      message,
      [&](const std::string& text) {
        if (ParseUuid(text).ok()) ids.insert(text);
        return false;
      },
      [&](const FieldDescriptor&, const Message& part) {
        AddIds(part, ids);
        return false;
      });
}

// In its own fields, and in those of parts that there is one of.
bool Names(const absl::flat_hash_set<std::string>& ids, const Message& message) {
  return AnyIn(
      message, [&](const std::string& text) { return ids.contains(text); },
      [&](const FieldDescriptor& field, const Message& part) {
        return !field.is_repeated() && Names(ids, part);
      });
}

// The position that a question asks to be answered at, at least: its own field, or that of what it
// is about; 0: none.
uint64_t AtLeastIn(const Message& request) {
  const Descriptor& type = *request.GetDescriptor();
  const FieldDescriptor* const own = type.FindFieldByName("at_least_position");
  if (own != nullptr) return request.GetReflection()->GetUInt64(request, own);
  const FieldDescriptor* const about = type.FindFieldByName("about");
  if (about == nullptr || about->message_type() == nullptr || about->is_repeated()) return 0;
  return AtLeastIn(request.GetReflection()->GetMessage(request, about));
}

constexpr char kApart[] =
    "you have a part or an interest in this case, and are shown nothing of it. It is on record, "
    "and "
    "the board's office answers for it: ask them";
constexpr char kNotTheirs[] =
    "you are shown the packs that were issued to you and the meetings you sit in, and nothing you "
    "are kept apart from. Ask the board's office for this";
constexpr char kPart[] =
    "this tells of everything at once, and you are kept apart from some of it. Ask the board's "
    "office for what you may have";
constexpr char kUnknown[] =
    "your role reads by virtue of a seat, and the board's register does not say who you are. Have "
    "its office join you to your sign-in (JoinPerson)";

}  // namespace

std::vector<std::string> IdsIn(const Message& message) {
  absl::flat_hash_set<std::string> ids;
  AddIds(message, ids);
  return {ids.begin(), ids.end()};
}

uint32_t TakeOut(const absl::flat_hash_set<std::string>& ids, Message& reply) {
  const Reflection& reflection = *reply.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(reply, &fields);
  uint32_t taken = 0;
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      taken += TakeOut(ids, *reflection.MutableMessage(&reply, field));
      continue;
    }
    int kept = 0;
    const int count = reflection.FieldSize(reply, field);
    for (int i = 0; i < count; ++i) {
      Message& row = *reflection.MutableRepeatedMessage(&reply, field, i);
      if (Names(ids, row)) continue;
      taken += TakeOut(ids, row);
      if (kept != i) reflection.SwapElements(&reply, field, kept, i);
      ++kept;
    }
    for (int i = kept; i < count; ++i) reflection.RemoveLast(&reply, field);
    taken += static_cast<uint32_t>(count - kept);
  }
  return taken;
}

Reach::Reach(const ReachHook& ask, const MethodDescriptor& method, const Caller& caller)
    : ask_(ask),
      method_(method),
      caller_(caller),
      exempt_(!ask || caller.is_service || caller.subject.empty() ||
              !ShowsCases(PermissionOf(method)) || OnlyForAgency(caller, PermissionOf(method))),
      by_seat_(!exempt_ && OnlyBySeat(caller, PermissionOf(method))),
      command_(IsCommand(method)) {}

absl::StatusOr<Reach::Found> Reach::Ask(const std::vector<std::string>& ids) const {
  views::v1::GetReachRequest request;
  request.set_at_least_position(at_least_position_);
  request.set_issuer(caller_.issuer);
  request.set_subject(caller_.subject);
  *request.mutable_board_ids() = {caller_.boards.begin(), caller_.boards.end()};
  request.set_by_seat(by_seat_);
  *request.mutable_ids() = {ids.begin(), ids.end()};
  Found found;
  for (const std::string& tenant : caller_.tenants) {
    request.set_tenant(tenant);
    views::v1::GetReachReply reply;
    const absl::Status told = ask_(request, command_ ? absl::ZeroDuration() : kLongestWait, reply);
    if (absl::IsNotFound(told)) continue;
    if (!told.ok()) {
      return absl::UnavailableError(absl::StrCat(
          "what you may read is not known yet; try again shortly (", told.message(), ")"));
    }
    found.unknown |= reply.unknown();
    found.apart |= reply.apart();
    found.part |= reply.part_ids_size() > 0;
    found.ids.insert(reply.ids().begin(), reply.ids().end());
  }
  return found;
}

absl::Status Reach::Judge(const Message& request) {
  if (exempt_) return absl::OkStatus();
  at_least_position_ = AtLeastIn(request);
  if (!asked_) {
    const absl::StatusOr<Found> found = Ask({});
    if (!found.ok()) return command_ ? absl::OkStatus() : found.status();
    if (found->unknown && OnlySeated(caller_, PermissionOf(method_))) {
      return absl::PermissionDeniedError(kUnknown);
    }
    asked_ = true;
    apart_ = found->apart;
  }
  if (!apart_) return absl::OkStatus();
  const std::vector<std::string> ids = IdsIn(request);
  if (ids.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Found found, Ask(ids));
  if (!found.ids.empty()) return absl::PermissionDeniedError(by_seat_ ? kNotTheirs : kApart);
  if (found.part && !command_ && !CountsWithheld(*method_.output_type())) {
    return absl::PermissionDeniedError(kPart);
  }
  return absl::OkStatus();
}

absl::Status Reach::LeaveOut(Message& reply) {
  if (!apart_) return absl::OkStatus();
  const Count count = CountIn(reply);
  if (count.field == nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Found found, Ask(IdsIn(reply)));
  if (found.ids.empty()) return absl::OkStatus();
  count.message->GetReflection()->SetUInt32(count.message, count.field, TakeOut(found.ids, reply));
  return absl::OkStatus();
}

}  // namespace candour::gate
