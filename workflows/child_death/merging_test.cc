// One case a child: suspected, merged, separated again.
#include "workflows/child_death/child_death_test_support.h"
#include "workflows/clocks/milestones.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

// `$case` (CDR/2010/7, told by the hospital) and `$again` (CDR/2010/9, told by the registrar
// later), both of one child.
Story Twice() {
  Story story = InScope();
  story.Do("IdentifyChild { case_id: $case given_names: 'Ann Zoë' family_name: 'Test-Person' }");
  story.On("2010-12-22").Do(R"(
    ReceiveNotification {
      case_id: $again case_reference: 'CDR/2010/9' channel: LETTER notifier: AMBULANCE
      received_at: @2010-12-20T08:00
    })");
  story.Do(Death("case_id: $again"));
  story.Do("IdentifyChild { case_id: $again given_names: 'A' family_name: 'Person Test' }");
  return story;
}

std::string Merge(const std::string& survivor, const std::string& absorbed) {
  return "MergeCases { survivor_case_id: " + survivor + " absorbed_case_id: " + absorbed +
         " grounds: 'One child, by the registrar.' }";
}

std::string Unmerge(const std::string& survivor, const std::string& absorbed) {
  return "UnmergeCases { survivor_case_id: " + survivor + " absorbed_case_id: " + absorbed +
         " grounds: 'Two children after all.' }";
}

constexpr char kSuspect[] = "SuspectDuplicate { case_id: $case other_case_id: $again }";

// What a state holds of its own, as text.
std::string Held(const ChildDeath& death) {
  std::string held = StageOf(death) + " " + absl::FormatTime(death.FirstNotifiedAt()) + " " +
                     std::to_string(death.notifications.size());
  for (const auto& reached : death.clock_facts.milestones) {
    held += " " + reached.name + "@" + std::to_string(reached.position);
  }
  return held + " " + death.intake.belongs_to + " " + death.intake.belongs_to_reference + " " +
         std::to_string(death.intake.absorbed.size());
}

TEST_CASE("a suspicion stands in both histories, with its score and reasons") {
  Story story = Twice();
  const Outcome suspected = story.When(kSuspect);
  CHECK(suspected.events == story.Events(R"(
    DuplicateSuspected {
      other_case_id: $again other_case_reference: 'CDR/2010/9' score: 57
      reasons: 'The names are written differently, but alike.'
      reasons: 'The dates of birth are the same.' reasons: 'The dates of death are the same.'
    }
    DuplicateSuspected {
      other_case_id: $case other_case_reference: 'CDR/2010/7' score: 57
      reasons: 'The names are written differently, but alike.'
      reasons: 'The dates of birth are the same.' reasons: 'The dates of death are the same.'
    })"));
  CHECK(story.When(kSuspect).reason == "NOTHING_TO_CHANGE");
  story.Do("RuleOutDuplicate { case_id: $case other_case_id: $again grounds: 'Cousins.' }");
  CHECK(story.Of<ChildDeath>("$case").intake.suspected.empty());
  CHECK(story.When("RuleOutDuplicate { case_id: $case other_case_id: $again grounds: 'Again.' }")
            .reason == "NOTHING_TO_CHANGE");
}

TEST_CASE("after a merge one case lives, notified when the first of all notices came") {
  Story story = Twice();
  const Outcome merged = story.When(Merge("$case", "$again"));
  const std::string event = R"(CasesMerged {
    survivor_case_id: $case absorbed_case_id: $again survivor_reference: 'CDR/2010/7'
    absorbed_reference: 'CDR/2010/9' grounds: 'One child, by the registrar.'
    absorbed_notified_at: @2010-12-20T08:00 absorbed_professional_notice_at: @2010-12-20T08:00 })";
  CHECK(merged.events == story.Events(event + event));
  CHECK(absl::FormatTime("%H:%M", story.Of<ChildDeath>("$case").FirstNotifiedAt(),
                         absl::UTCTimeZone()) == "08:00");
  CHECK(StageOf(story.Of<ChildDeath>("$again")) == "merged into another case");
  CHECK(IsConcluded(story.Of<ChildDeath>("$again")));

  const Outcome refused = story.When(Scope("case_id: $again"));
  CHECK(refused.reason == "CASE_ABSORBED");
  CHECK(refused.about == std::vector<std::string>{"$case"});
  CHECK(refused.sentence.find("CDR/2010/7") != std::string::npos);
  CheckEach(story, {{"again", Merge("$case", "$again"), "CASE_ABSORBED"},
                    {"turned round", Merge("$again", "$case"), "CASE_ABSORBED"},
                    {"suspected", kSuspect, "CASE_ABSORBED"},
                    {"the survivor goes on",
                     "RecordParentLeaflet { case_id: $case sent_on: @2010-12-22 }", ""}});
}

TEST_CASE("separated cases are as they were, both of them") {
  Story story = Twice();
  const std::string survivor = Held(story.Of<ChildDeath>("$case"));
  const std::string absorbed = Held(story.Of<ChildDeath>("$again"));
  story.Do(Merge("$case", "$again"));
  CHECK(Held(story.Of<ChildDeath>("$case")) != survivor);
  CHECK(Held(story.Of<ChildDeath>("$again")) != absorbed);
  const Outcome separated = story.When(Unmerge("$case", "$again"));
  const std::string event =
      "CasesUnmerged { survivor_case_id: $case absorbed_case_id: $again grounds: 'Two children "
      "after all.' }";
  CHECK(separated.events == story.Events(event + event));
  CHECK(Held(story.Of<ChildDeath>("$case")) == survivor);
  CHECK(Held(story.Of<ChildDeath>("$again")) == absorbed);
  CHECK(story.When(Unmerge("$case", "$again")).reason == "NOTHING_TO_CHANGE");
  CHECK(story.When(Merge("$again", "$case")).reason.empty());
}

TEST_CASE("not everything merges") {
  Story story = Twice();
  story.Given("$other", "BoardOpened { name: 'Southshire' }").InNameOf("$other").Do(R"(
    ReceiveNotification {
      case_id: $theirs case_reference: 'S/1' channel: LETTER notifier: REGISTRAR
      received_at: @2010-12-21T09:00
    })");
  story.InNameOf("$board");
  const Outcome foreign = story.When(Merge("$case", "$theirs"));
  CHECK(foreign.reason == "WRONG_BOARD");
  CHECK(foreign.about == std::vector<std::string>{"$other"});  // whom to ask, and nothing else
  CHECK(Story(story).InNameOf("$other").When(Merge("$case", "$theirs")).reason == "WRONG_BOARD");
  Story suspected = story;
  suspected.Do(kSuspect).InNameOf("$other");
  CHECK(suspected.When("RuleOutDuplicate { case_id: $case other_case_id: $again grounds: 'Two.' }")
            .reason == "WRONG_BOARD");
  CheckEach(story, {{"with itself", Merge("$case", "$case"), "CONTRADICTORY"},
                    {"suspecting itself",
                     "SuspectDuplicate { case_id: $case other_case_id: $case }", "CONTRADICTORY"},
                    {"with what is not there", Merge("$case", "$nothing"), "NOT_FOUND"}});
  Story completed = story;
  completed.Given("$again", "ReviewCompleted { completed_on: @2010-12-22 }");
  CHECK(completed.When(Merge("$case", "$again")).reason == "WRONG_STAGE");
  CHECK(completed.When(Merge("$again", "$case")).reason.empty());
}

TEST_CASE("where the survivor went, the absorbed case went too") {
  Story story = Twice();
  story.Given("$other", "BoardOpened { name: 'Southshire' }");
  const auto propose = [](const std::string& of) {
    return "ProposeTransfer { case_id: " + of +
           " transfer_id: $transfer to_board_id: $other basis: AGREEMENT_OF_BOARDS reason: "
           "'Agreed.' "
           "}";
  };
  const std::string accept =
      "AcceptTransfer { case_id: $case transfer_id: $transfer accepted_at: @2010-12-22T12:00 }";
  Story proposed = story;
  proposed.Do(propose("$again"));
  CHECK(proposed.When(Merge("$case", "$again")).reason == "WRONG_STAGE");
  CHECK(proposed.When(Merge("$again", "$case")).reason.empty());

  story.Do(Merge("$case", "$again")).Do(propose("$case")).InNameOf("$other").Do(accept);
  CHECK(Story(story).InNameOf("$board").When(Unmerge("$case", "$again")).reason == "WRONG_BOARD");
  story.Do(Unmerge("$case", "$again"));
  CHECK(story.Of<ChildDeath>("$again").lead_board_id == story.Id("$other"));
  CHECK(story.When(Scope("case_id: $again")).reason.empty());
}

TEST_CASE("what the absorbed case was owed is told to whoever goes on") {
  Story story = Twice();
  story.Do(Scope("case_id: $again")).Do(R"(RequestAgencyReport {
    case_id: $again request_id: $request agency_id: $health form_type: 'neonatal'
    requested_on: @2010-12-22 due_on: @2011-01-12 })");
  story.Do(Merge("$case", "$again"));
  const auto& recorded = story.Stream("$case").back();
  events::v1::CasesMerged merged;
  REQUIRE(merged.ParseFromString(recorded.body().payload()));
  REQUIRE(merged.open_items_size() == 1);
  CHECK(merged.open_items(0).kind() == "agency report");
  CHECK(merged.open_items(0).what() == "neonatal");
  CHECK(merged.open_items(0).agency_id() == story.Id("$health"));
  CHECK(merged.open_items(0).due_on().day() == 12);
}

}  // namespace
}  // namespace candour::workflows::child_death
