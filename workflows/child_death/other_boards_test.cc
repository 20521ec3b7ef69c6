// No act on a case is another board's to do: asked of every command there is.
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "candour/types/v1/options.pb.h"
#include "candour/types/v1/time.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/timestamp.pb.h"
#include "workflows/child_death/child_death_test_support.h"
#include "workflows/field_rule.h"

namespace candour::workflows::child_death {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using testing::Story;

// What the receiver of a case does, and what a panel does that sits for several boards: by rules of
// their own, told in jurisdiction_test.cc.
const std::set<std::string> kAnothers = {"AcceptTransfer", "DeclineTransfer", "SucceedLead"};

// Something that passes for the field; blank where nothing that is made up would.
std::string Passable(const FieldDescriptor& field) {
  const types::v1::FieldRule& rule = RuleOf(field);
  if (field.message_type() == types::v1::Date::descriptor()) return "@2010-12-20";
  if (field.message_type() == google::protobuf::Timestamp::descriptor()) {
    return "@2010-12-20T12:00";
  }
  if (field.enum_type() != nullptr) return field.enum_type()->value(1)->name();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_UINT32) {
    return absl::StrCat(std::max<int64_t>(rule.at_least(), 1));
  }
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING) return "";
  if (rule.nhs_number()) return "'9434765919'";
  if (rule.sha256()) return absl::StrCat("'", std::string(64, 'a'), "'");
  return rule.uuid() ? "$made_up" : "'Made up.'";
}

// The command with all it needs, on `$case`; blank if it is not on one case alone, or needs more
// than can be made up.
std::string OnTheCase(const Descriptor& command) {
  std::string told;
  int cases = 0;
  for (int i = 1; i < command.field_count(); ++i) {  // behind the header
    const FieldDescriptor& field = *command.field(i);
    const types::v1::FieldRule& rule = RuleOf(field);
    if (rule.refers_to() == types::v1::CHILD_DEATH) {
      ++cases;
      absl::StrAppend(&told, field.name(), ": $case ");
    } else if (rule.refers_to() == types::v1::BOARD) {
      absl::StrAppend(&told, field.name(), ": $board ");
    } else if (rule.opens() != types::v1::AGGREGATE_UNSPECIFIED ||
               rule.refers_to() != types::v1::AGGREGATE_UNSPECIFIED) {
      return "";
    } else if (IsRequired(rule)) {
      const std::string value = Passable(field);
      if (value.empty()) return "";
      absl::StrAppend(&told, field.name(), ": ", value, " ");
    }
  }
  return cases == 1 ? absl::StrCat(command.name(), " { ", told, "}") : "";
}

TEST_CASE("no act on a case is another board's to do") {
  Story story = InScope();
  story.On("2010-12-23").Given("$other", "BoardOpened { name: 'Southshire' }").InNameOf("$other");
  int asked = 0;
  for (const auto* service : CommandServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const Descriptor& command = *service->method(i)->input_type();
      const std::string told = OnTheCase(command);
      if (told.empty() || kAnothers.contains(command.name())) continue;
      INFO(told);
      CHECK(story.When(told).reason == "WRONG_BOARD");
      ++asked;
    }
  }
  CHECK(asked > 60);
}

}  // namespace
}  // namespace candour::workflows::child_death
