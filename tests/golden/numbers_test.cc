// Names and numbers that lie in stored events. What was frozen stands for ever; what is new is
// frozen before it is released.
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "candour/events/v1/action_plan.pb.h"
#include "candour/events/v1/board.pb.h"
#include "candour/events/v1/case_review.pb.h"
#include "candour/events/v1/child_death.pb.h"
#include "candour/events/v1/log.pb.h"
#include "candour/events/v1/meeting.pb.h"
#include "candour/record/v1/event.pb.h"
#include "candour/types/v1/edition.pb.h"
#include "candour/types/v1/options.pb.h"
#include "tests/golden/golden_file.h"

namespace candour::tests {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

class Numbers {
 public:
  void AddFile(const FileDescriptor& file) {
    for (int i = 0; i < file.message_type_count(); ++i) Add(*file.message_type(i));
  }

  // With the messages and enums it holds.
  void Add(const Descriptor& message) {
    if (!seen_.insert(message.full_name()).second) return;
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      const Descriptor* held = field.message_type();
      const EnumDescriptor* words = field.enum_type();
      lines_.insert(absl::StrCat(message.full_name(), " ", field.number(), " ", field.name(), ": ",
                                 field.is_repeated() ? "repeated " : "",
                                 held != nullptr    ? held->full_name()
                                 : words != nullptr ? words->full_name()
                                                    : field.type_name()));
      if (held != nullptr) Add(*held);
      if (words != nullptr) Add(*words);
    }
  }

  void Add(const EnumDescriptor& words) {
    for (int i = 0; i < words.value_count(); ++i) {
      lines_.insert(absl::StrCat(words.full_name(), " ", words.value(i)->number(), " ",
                                 words.value(i)->name()));
    }
  }

  const std::set<std::string>& lines() const { return lines_; }

 private:
  std::set<std::string> seen_;
  std::set<std::string> lines_;
};

TEST_CASE("what is stored keeps its names and numbers") {
  Numbers today;
  today.AddFile(*events::v1::BoardOpened::descriptor()->file());
  today.AddFile(*events::v1::MeetingScheduled::descriptor()->file());
  today.AddFile(*events::v1::DeathRecorded::descriptor()->file());
  today.AddFile(*events::v1::CaseReferred::descriptor()->file());
  today.AddFile(*events::v1::ActionPlanOpened::descriptor()->file());
  today.AddFile(*events::v1::LogOpened::descriptor()->file());
  today.Add(*record::v1::EventBody::descriptor());
  today.Add(*types::v1::Guidance::descriptor());  // adopted editions are stored as text: by name
  today.Add(*types::v1::Aggregate_descriptor());
  today.Add(*types::v1::Scope_descriptor());

  const std::string file = "numbers.expected";
  std::set<std::string> frozen =
      absl::StrSplit(ReadGolden(file).value_or(""), '\n', absl::SkipEmpty());
  for (const std::string& line : frozen) {
    INFO(line);
    CHECK(today.lines().contains(line));
  }
  if (Rewriting()) {
    frozen.insert(today.lines().begin(), today.lines().end());
    WriteGolden(file, absl::StrJoin(frozen, "\n") + "\n");
  }
  for (const std::string& line : today.lines()) {
    INFO(line << " is not frozen yet");
    CHECK(frozen.contains(line));
  }
}

}  // namespace
}  // namespace candour::tests
