#include "workflows/case_files/facts.h"

#include <algorithm>
#include <map>

#include "candour/options.pb.h"
#include "workflows/case_files/field_words.h"
#include "workflows/case_files/test_reading.h"
#include "workflows/table.h"

namespace candour::workflows::case_files {
namespace {

using testing::Story;

Story Notified() {
  Story story = NewStory();
  story.On("2010-01-05").Given("$board", R"(
    BoardOpened { name: 'Northshire' }
    AgencyRegistered { agency_id: $police name: 'Northshire Police' })");
  story.On("2010-03-02T09:30").Given("$case", R"(
    DeathNotificationReceived {
      notification_id: $first case_reference: 'CD/1' channel: TELEPHONE notifier: HOSPITAL
      received_at: @2010-03-02T09:15
    }
    ChildIdentified { given_names: 'Ada' family_name: 'Example' }
    DeathRecorded { date_of_birth: @2009-11-03 date_of_death: @2010-03-01 sex: FEMALE })");
  return story;
}

TEST_CASE("every field of an event becomes a fact in words") {
  Story story = Notified();
  story.Given("$case", R"(
    ScopeDetermined { live_born: YES ground: 'Born alive.' }
    AgencyReportRequested {
      request_id: $request agency_id: $police form_type: 'agency_report'
      requested_on: @2010-03-03 due_on: @2010-03-24
    })");
  Reading reading(story);
  const auto facts = reading.Facts("$case");
  const std::string request = "agency_report_requested/" + story.Id("$request");
  const std::string first = "death_notification_received/" + story.Id("$first");

  CHECK(facts.at("death_recorded/date_of_death") == "Date of death: 1 March 2010");
  CHECK(facts.at("death_recorded/sex") == "Sex: female");
  CHECK(facts.at(first + "/received_at") == "Received at: 09:15 on Tuesday 2 March 2010");
  CHECK(facts.at(first + "/notifier") == "Notifier: hospital");
  CHECK(facts.at(request + "/agency_id") == "Agency: Northshire Police");
  CHECK(facts.at("scope_determined/in_scope") == "In scope: no");
  CHECK_FALSE(facts.contains(first + "/notification_id"));
  CHECK_FALSE(facts.contains("death_recorded/place"));
}

// With something in every field, and in those of what is in it.
void Fill(google::protobuf::Message& message, int depth = 0) {
  using google::protobuf::FieldDescriptor;
  const auto& in = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (depth == 5) continue;
      Fill(field.is_repeated() ? *in.AddMessage(&message, &field)
                               : *in.MutableMessage(&message, &field),
           depth + 1);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      field.is_repeated() ? in.AddString(&message, &field, "1")
                          : in.SetString(&message, &field, "1");
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_UINT32) {
      field.is_repeated() ? in.AddUInt32(&message, &field, 1) : in.SetUInt32(&message, &field, 1);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM && field.is_repeated()) {
      in.AddEnumValue(&message, &field, 1);
    }
  }
}

// A field of a type that is not put into words ends the program that looks.
TEST_CASE("whatever an event holds can be told in words") {
  Story story = Notified();
  Reading reading(story);
  const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case");
  const Names names(dossier, reading.london);
  for (const auto* file : EventFiles()) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      const auto& type = *file->message_type(i);
      const std::unique_ptr<google::protobuf::Message> event(
          google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
      Fill(*event);
      for (int j = 0; j < type.field_count(); ++j) {
        CAPTURE(type.field(j)->full_name());
        CHECK_NOTHROW(ValueInWords(*event, *type.field(j), names));
      }
    }
  }
}

// A field of a type that no key is made of ends the program that looks.
TEST_CASE("whatever tells an event from others of its type can be made a key") {
  int identifying = 0;
  for (const auto* file : EventFiles()) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      const auto& type = *file->message_type(i);
      const auto& event =
          *google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type);
      for (int j = 0; j < type.field_count(); ++j) {
        const auto& field = *type.field(j);
        if (!field.options().GetExtension(candour::field).identifies()) continue;
        CAPTURE(field.full_name());
        CHECK_NOTHROW(ValueForKey(event, field));
        ++identifying;
      }
    }
  }
  CHECK(identifying > 100);
}

TEST_CASE("what runs beside a review, and what is held for it, is told by its name") {
  Story story = Notified();
  story.Given("$review", R"(
    CaseReferred {
      case_reference: 'SCR/1' referrer: HOSPITAL harm: DEATH incident_on: @2010-02
      referred_on: @2010-03-01 grounds: 'Grounds.'
    }
    ParallelProcessLinked {
      process_id: $trial kind: CRIMINAL_PROCEEDINGS run_by: 'Crown court' began_on: @2010-03-01
    }
    ReviewStepHeld {
      hold_id: $hold process_id: $trial steps: PUBLISHING reason: 'R.' authority: 'Crown court'
      look_again_on: @2010-06-01 held_on: @2010-03-01
    }
    ReviewHoldLookedAt {
      hold_id: $hold reason: 'It runs.' look_again_on: @2010-09-01 looked_on: @2010-03-02
    })");
  Reading reading(story);
  const auto facts = reading.Facts("$review", Identity::kLeftOut, types::v1::CASE_REVIEW);
  const std::string held = "review_step_held/" + story.Id("$hold");
  const std::string looked = "review_hold_looked_at/" + story.Id("$hold") + "/2010-03-02";
  CHECK(facts.at(held + "/process_id") == "Process: criminal proceedings, Crown court");
  CHECK(facts.at(held + "/steps") == "Steps: publishing");
  CHECK_FALSE(facts.contains(held + "/hold_id"));
  CHECK(facts.at(looked + "/hold_id") == "Hold: criminal proceedings, Crown court");
  CHECK_FALSE(facts.contains("parallel_process_linked/" + story.Id("$trial") + "/process_id"));
}

TEST_CASE("who the case is about is left out unless it is asked for") {
  Story story = Notified();
  Reading reading(story);
  const auto names_child = [](const auto& fact) {
    return fact.second.find("Ada") != std::string::npos;
  };
  const auto without = reading.Facts("$case");
  CHECK(std::none_of(without.begin(), without.end(), names_child));
  CHECK(reading.Summary("$case", 1).empty());
  CHECK(reading.Facts("$case", Identity::kIncluded).at("child_identified/given_names") ==
        "Given names: Ada");
}

TEST_CASE("the later of two events about one thing says what holds") {
  Story story = Notified();
  story.On("2010-03-09").Given("$case", R"(
    SceneVisited { visited_at: @2010-03-02T15:00 findings: 'First.' }
    SceneVisited { visited_at: @2010-03-03T10:00 findings: 'Second.' }
    DeathRecorded { date_of_birth: @2009-11-03 date_of_death: @2010-02-28 })");
  Reading reading(story);
  const auto facts = reading.Facts("$case");
  CHECK(facts.at("death_recorded/date_of_death") == "Date of death: 28 February 2010");
  // What the later record does not say any more is not a fact any more.
  CHECK_FALSE(facts.contains("death_recorded/sex"));
  CHECK(facts.at("scene_visited/2010-03-02T15:00:00+00:00/findings") == "Findings: First.");
  CHECK(facts.at("scene_visited/2010-03-03T10:00:00+00:00/findings") == "Findings: Second.");
}

TEST_CASE("a correction takes the place of what it corrects, also where it is told apart by it") {
  Story story = Notified();
  story.On("2010-03-09").Given("$case", R"(
    SceneVisited { visited_at: @2010-03-02T15:00 }
    SceneVisited { visited_at: @2010-03-02T05:00 })");
  Reading reading(story);
  reading.SayCorrects("$case", 4, 3);
  std::vector<std::string> visits;
  for (const auto& [key, fact] : reading.Facts("$case")) {
    if (key.find("scene_visited") == 0) visits.push_back(fact);
  }
  CHECK(visits == std::vector<std::string>{"Visited at: 05:00 on Tuesday 2 March 2010"});
}

TEST_CASE("a summary is one line and not cut inside a character") {
  Story story = Notified();
  std::string long_text = "line one\\nline two ";
  while (long_text.size() < 400) long_text += "\xc3\xa9";
  story.Given("$case", "CoronerNoticeReceived { decision: 'x" + long_text +
                           "' decided_on: @2010-03-03 received_on: @2010-03-04 }");
  Reading reading(story);
  const std::string summary = reading.Summary("$case", 3);
  CHECK(summary.size() <= 300);
  CHECK(summary.find('\n') == std::string::npos);
  CHECK(summary.rfind("…") == summary.size() - 3);
  CHECK(static_cast<unsigned char>(summary[summary.size() - 4]) == 0xa9);
}

TEST_CASE("a line names the decision reversed and the agency concerned, and no bare id") {
  Story story = NewStory();
  story.On("2010-04-01").Given("$board", R"(
    BoardOpened { name: 'Northshire' }
    AgencyRegistered { agency_id: $police name: 'Northshire Police' })");
  story.Given("$review", R"(
    CaseReferred { case_reference: 'SCR/1' referred_on: @2010-03-01 grounds: 'Injuries.' }
    ReviewDecided { decision_id: $first option: SERIOUS_CASE_REVIEW decided_on: @2010-03-12 }
    ContributionRequested { contribution_id: $imr agency_id: $police due_on: @2010-06-01 }
    ReviewDecisionReversed {
      decision_id: $second prior_decision_id: $first option: NO_REVIEW decided_on: @2010-03-30
    }
    ContributionWithdrawn {
      contribution_id: $imr decision_id: $second withdrawn_on: @2010-03-30
    })");
  Reading reading(story);
  const Dossier dossier = reading.Case(types::v1::CASE_REVIEW, "$review", {});
  const Names names(dossier, reading.london);
  const auto line = [&](size_t event) {
    return SummaryOf(dossier.own.events.at(event), names, Identity::kLeftOut);
  };
  CHECK(line(0).find("Grounds: Injuries") != std::string::npos);
  CHECK(line(0).find("Injuries.") == std::string::npos);
  CHECK(line(2).find("Contribution: ") == std::string::npos);  // its agency is told
  CHECK(line(3).find("Prior decision: decision on review, 12 March 2010;") != std::string::npos);
  CHECK(line(4) == "Contribution: Northshire Police; Withdrawn on: 30 March 2010");
}

TEST_CASE("money is told in pounds, and a version that nobody told is not told as nought") {
  Story story = NewStory();
  story.On("2010-01-05").Given("$board", "BoardOpened { name: 'Northshire' }");
  story.On("2010-03-02").Given("$review", R"(
    CaseReferred { case_reference: 'SCR/1' referred_on: @2010-03-01 }
    ReviewCostRecorded { cost_id: $cost pence: 1500000 incurred_on: @2010-03-02 }
    EvaluationReceived { evaluator: 'Ofsted' grade: GOOD received_on: @2010-03-02 }
    ReportAccepted { version: 1 accepted_on: @2010-03-02 }
    ReportAccepted { version: 2 votes_against: 3 accepted_on: @2010-03-02 })");
  Reading reading(story);
  const auto told = reading.Facts("$review", Identity::kLeftOut, types::v1::CASE_REVIEW);
  CHECK(told.at("review_cost_recorded/" + story.Id("$cost") + "/pence") == "Amount: £15,000.00");
  CHECK_FALSE(told.contains("evaluation_received/Ofsted/2010-03-02/version"));
  // Without a count, no votes; with one, also those that were none.
  size_t votes = 0;
  for (const auto& [key, said] : told) votes += absl::StrContains(key, "/votes_");
  CHECK(votes == 2);
}

TEST_CASE("a criterion is told in the words of the guidance of the case") {
  Story story = NewStory();
  story.On("2010-01-05").Given("$board", "BoardOpened { name: 'Northshire' }");
  for (const char* edition : {"wt2006", "wt2010", "wt2013", "wt2015"}) story.Adopt(edition);
  story.On("2010-05-02").Given("$review", R"(
    CaseReferred { case_reference: 'SCR/1' referred_on: @2010-05-01 }
    ReviewDecided { decision_id: $decision criteria: 'death_abuse_or_neglect' })");
  Reading reading(story);
  const auto told = reading.Facts("$review", Identity::kLeftOut, types::v1::CASE_REVIEW);
  CHECK(told.at("review_decided/" + story.Id("$decision") + "/criteria").find("by suicide too") !=
        std::string::npos);
}

TEST_CASE("a copy says which version went, or that an older record does not state it") {
  Story story = NewStory();
  story.On("2010-01-05").Given("$board", "BoardOpened { name: 'Northshire' }");
  story.On("2010-03-02").Given("$review", R"(
    CaseReferred { case_reference: 'SCR/1' referred_on: @2010-03-01 }
    AdvanceCopySent { recipient: 'ofsted' sent_on: @2010-03-02 }
    AdvanceCopySent { recipient: 'ofsted' sent_on: @2010-03-02 version: 2 }
    OverviewEndorsed { version: 2 endorsed_on: @2010-03-02 item_id: $item })");
  Reading reading(story);
  const auto told = reading.Facts("$review", Identity::kLeftOut, types::v1::CASE_REVIEW);
  CHECK(told.at("advance_copy_sent/ofsted/0/version") == "Version: not stated");
  CHECK(told.at("advance_copy_sent/ofsted/2/version") == "Version: 2");
  CHECK_FALSE(told.contains("overview_endorsed/2/item_id"));  // a bare id
}

}  // namespace
}  // namespace candour::workflows::case_files
