#include "workflows/shared_fields.h"

#include <memory>

#include "candour/casework/v1/action_plan.pb.h"
#include "candour/casework/v1/board.pb.h"
#include "candour/casework/v1/case_review.pb.h"
#include "candour/casework/v1/child_death.pb.h"
#include "candour/casework/v1/meeting.pb.h"
#include "candour/events/v1/action_plan.pb.h"
#include "candour/events/v1/board.pb.h"
#include "candour/events/v1/case_review.pb.h"
#include "candour/events/v1/child_death.pb.h"
#include "candour/events/v1/meeting.pb.h"
#include "google/protobuf/util/message_differencer.h"

namespace candour::workflows {
namespace {

namespace cw = casework::v1;
namespace ev = events::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::Reflection;
using google::protobuf::util::MessageDifferencer;

// Gives every field a value other than its default, lists two.
void Fill(Message& message, int depth = 0) {
  const Reflection& in = *message.GetReflection();
  const auto& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    const int count = field->is_repeated() ? 2 : 1;
    for (int n = 0; n < count; ++n) {
      const bool list = field->is_repeated();
      switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_STRING:
          list ? in.AddString(&message, field, "x") : in.SetString(&message, field, "x");
          break;
        case FieldDescriptor::CPPTYPE_ENUM:
          list ? in.AddEnumValue(&message, field, 1) : in.SetEnumValue(&message, field, 1);
          break;
        case FieldDescriptor::CPPTYPE_UINT32:
          list ? in.AddUInt32(&message, field, 7) : in.SetUInt32(&message, field, 7);
          break;
        case FieldDescriptor::CPPTYPE_BOOL:
          in.SetBool(&message, field, true);
          break;
        case FieldDescriptor::CPPTYPE_MESSAGE:
          if (depth < 3) {
            Fill(list ? *in.AddMessage(&message, field) : *in.MutableMessage(&message, field),
                 depth + 1);
          }
          break;
        default:
          break;
      }
    }
  }
}

std::vector<std::unique_ptr<Message>> MessagesOf(const std::vector<const FileDescriptor*>& files) {
  std::vector<std::unique_ptr<Message>> messages;
  for (const FileDescriptor* file : files) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      messages.emplace_back(
          MessageFactory::generated_factory()->GetPrototype(file->message_type(i))->New());
    }
  }
  return messages;
}

TEST_CASE("what command and event share by name is carried over, and nothing else") {
  cw::ReceiveNotification command;
  command.set_case_reference("CDR/1");
  command.set_channel(types::v1::LETTER);
  command.mutable_received_at()->set_seconds(7);
  ev::DeathNotificationReceived event;
  event.set_account("stays");
  event.set_case_reference("goes");
  CopySharedFields(command, event);
  CHECK(event.case_reference() == "CDR/1");
  CHECK(event.channel() == types::v1::LETTER);
  CHECK(event.received_at().seconds() == 7);
  CHECK(event.account() == "stays");
  CHECK(event.notification_id().empty());
}

TEST_CASE("a list is replaced, not lengthened") {
  cw::RecordPanelDecision command;
  command.add_categories_applying(9);
  ev::PanelDecisionRecorded event;
  event.add_categories_applying(10);
  CopySharedFields(command, event);
  REQUIRE(event.categories_applying_size() == 1);
  CHECK(event.categories_applying(0) == 9);
}

TEST_CASE("a field of the same name and another type stays") {
  cw::AdoptEdition command;
  command.set_data("text");
  ev::EditionAdopted event;
  event.set_data("bytes");
  CopySharedFields(command, event);
  CHECK(event.data() == "bytes");
}

TEST_CASE("every command can be carried over to every event, and so to its own") {
  const auto commands =
      MessagesOf({cw::OpenBoard::descriptor()->file(), cw::ScheduleMeeting::descriptor()->file(),
                  cw::ReceiveNotification::descriptor()->file(),
                  cw::ReferCase::descriptor()->file(), cw::OpenActionPlan::descriptor()->file()});
  const auto events =
      MessagesOf({ev::BoardOpened::descriptor()->file(), ev::MeetingScheduled::descriptor()->file(),
                  ev::DeathRecorded::descriptor()->file(), ev::CaseReferred::descriptor()->file(),
                  ev::ActionPlanOpened::descriptor()->file()});
  int shared = 0;
  for (const auto& command : commands) {
    Fill(*command);
    for (const auto& event : events) {
      std::unique_ptr<Message> copy(event->New());
      CopySharedFields(*command, *copy);
      std::vector<const FieldDescriptor*> set;
      copy->GetReflection()->ListFields(*copy, &set);
      shared += static_cast<int>(set.size());
      std::unique_ptr<Message> again(copy->New());
      CopySharedFields(*copy, *again);
      CHECK(MessageDifferencer::Equals(*copy, *again));
    }
  }
  CHECK(shared > 500);
}

}  // namespace
}  // namespace candour::workflows
