#include "workflows/forms/command_form.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "candour/casework/v1/action_plan.pb.h"
#include "candour/casework/v1/board.pb.h"
#include "candour/casework/v1/case_review.pb.h"
#include "candour/casework/v1/child_death.pb.h"
#include "candour/casework/v1/meeting.pb.h"
#include "candour/options.pb.h"
#include "workflows/forms/definition.h"
#include "workflows/words.h"

namespace candour::workflows::forms {
namespace {

namespace cw = casework::v1;
using google::protobuf::Descriptor;
using google::protobuf::FileDescriptor;
using types::v1::FormDefinition;
using types::v1::FormField;

std::vector<const Descriptor*> Commands() {
  std::vector<const Descriptor*> commands;
  for (const FileDescriptor* file :
       {cw::OpenBoard::descriptor()->file(), cw::ReceiveNotification::descriptor()->file(),
        cw::ScheduleMeeting::descriptor()->file(), cw::ReferCase::descriptor()->file(),
        cw::OpenActionPlan::descriptor()->file()}) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      const Descriptor* message = file->message_type(i);
      if (message->options().HasExtension(candour::command)) commands.push_back(message);
    }
  }
  return commands;
}

TEST_CASE("every command has a form that keeps to the rules of forms") {
  std::set<std::string> types;
  for (const Descriptor* command : Commands()) {
    const auto form = FormOfCommand(*command);
    INFO(command->name() << ": " << form.status().message());
    REQUIRE(form.ok());
    const absl::Status contents = CheckContents(*form);
    INFO(contents.message());
    CHECK(contents.ok());
    CHECK(form->version() == "v1");
    CHECK_FALSE(form->takes_not_known());
    CHECK(types.insert(form->type()).second);
    CHECK(FindField(*form, "header").field == nullptr);
  }
  CHECK(types.size() > 60);
}

TEST_CASE("a field's declaration becomes its question") {
  struct Row {
    const Descriptor* command;
    const char* key;
    FormField::Type type;
    bool required;
  };
  const auto row = GENERATE(values<Row>({
      {cw::ReceiveNotification::descriptor(), "case_reference", FormField::TEXT, true},
      {cw::ReceiveNotification::descriptor(), "case_id", FormField::REFERENCE, false},
      {cw::ReceiveNotification::descriptor(), "channel", FormField::CHOICE, true},
      {cw::ReceiveNotification::descriptor(), "received_at", FormField::MOMENT, true},
      {cw::ReceiveNotification::descriptor(), "account", FormField::LONG_TEXT, false},
      {cw::RecordDeath::descriptor(), "date_of_death", FormField::DATE, true},
      {cw::RecordDeath::descriptor(), "pregnancy_booked_on", FormField::APPROXIMATE_DATE, false},
      {cw::DetermineScope::descriptor(), "in_scope", FormField::YES_NO, false},
      {cw::StartRapidResponse::descriptor(), "lead_person_id", FormField::PERSON, true},
      {cw::RecordSceneVisit::descriptor(), "by_person_ids", FormField::PERSON, true},
      {cw::RequestAgencyReport::descriptor(), "agency_id", FormField::AGENCY, true},
      {cw::SetQuorumRules::descriptor(), "minimum_members", FormField::NUMBER, true},
      {cw::AdoptEdition::descriptor(), "data", FormField::LONG_TEXT, true},
      {cw::RecordPanelDecision::descriptor(), "factors.score", FormField::CHOICE, true},
  }));
  const FormDefinition form = FormOfCommand(*row.command).value();
  CAPTURE(row.key);
  const FieldPlace place = FindField(form, row.key);
  REQUIRE(place.field != nullptr);
  CHECK(place.field->type() == row.type);
  CHECK(place.field->required() == row.required);
}

TEST_CASE("words, hints, bounds and lists are carried over") {
  const FormDefinition form = FormOfCommand(*cw::RecordPanelDecision::descriptor()).value();
  CHECK(form.type() == "record_panel_decision");
  CHECK(form.title() == "Record the panel's decision");
  const FormField* category = FindField(form, "category").field;
  CHECK(category->at_least() == 1);
  CHECK(category->at_most() == 99);
  CHECK(FindField(form, "categories_applying").field->max_values() == 100);
  CHECK(FindField(form, "modifiability").field->hint() == "A word of the edition's vocabulary.");
  CHECK(FindField(form, "decided_at").field->not_future());
  const FieldPlace score = FindField(form, "factors.score");
  CHECK(score.section->key() == "factors");
  CHECK(score.section->title() == "Factors");
  CHECK(score.section->max_items() == 100);
  CHECK(score.section->min_items() == 0);
  CHECK(PathOf(score, 2) == "factors[2].score");
  const auto* scores = FindVocabulary(form, "factor_score");
  REQUIRE(scores != nullptr);
  CHECK(scores->values_size() == 5);
  CHECK(FindValue(*scores, "may_have_contributed")->title() == "2: may have contributed");
  const FormDefinition child = FormOfCommand(*cw::IdentifyChild::descriptor()).value();
  CHECK(FindField(child, "family_name").field->identity());
  CHECK(FindField(child, "postcode").field->max_characters() == 8);
  CHECK_FALSE(FindField(child, "case_id").field->identity());
}

}  // namespace
}  // namespace candour::workflows::forms
