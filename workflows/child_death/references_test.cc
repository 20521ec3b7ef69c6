// One case under each reference of a board.
#include "workflows/board/references.h"

#include "workflows/child_death/child_death_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

std::string Receive(const std::string& id, const std::string& reference) {
  return "ReceiveNotification { case_id: " + id + " case_reference: '" + reference +
         "' channel: LETTER notifier: REGISTRAR received_at: @2010-12-20T09:00 }";
}

constexpr char kVoid[] = "VoidCase { case_id: $case ground: OPENED_IN_ERROR reason: 'A drill.' }";
constexpr char kReinstate[] = "ReinstateCase { case_id: $case reason: 'It was no drill.' }";

std::string Take(const std::string& id, const std::string& changes = "") {
  return "TakeReference { case_id: " + id + " " + changes + " }";
}

TEST_CASE("a second case under a reference the board uses is refused, and names the first") {
  Story story = Notified();
  const Outcome refused = story.When(Receive("$second", "CDR/2010/7"));
  CHECK(refused.reason == "REFERENCE_TAKEN");
  CHECK(refused.about == std::vector<std::string>{"$case"});
  CHECK(refused.sentence ==
        "The board keeps another case under CDR/2010/7. If it is the same child, record there what "
        "was told; otherwise give this one a reference of its own.");
  CheckEach(story, {{"written otherwise", Receive("$second", " cdr/20 10/7 "), "REFERENCE_TAKEN"},
                    {"another", Receive("$second", "CDR/2010/8"), ""}});
  CHECK(story.When(Receive("$second", "CDR/2010/8"))
            .events.find("ReferenceTaken { case_kind: "
                         "CHILD_DEATH case_id: $second }") != std::string::npos);
  // Another board counts for itself.
  story.Given("$south", "BoardOpened { name: 'Southshire' }").InNameOf("$south");
  CHECK(story.When(Receive("$third", "CDR/2010/7")).reason.empty());
}

TEST_CASE("no case takes the reference of another afterwards") {
  Story story = Notified();
  story.Do(Receive("$second", "CDR/2010/8"));
  CHECK(story.When(Take("$second", "case_reference: 'cdr/2010/7' reason: 'Typed.'")).reason ==
        "REFERENCE_TAKEN");
}

TEST_CASE("a guest's notification takes a reference when it is accepted") {
  Story story = Notified();
  story.Do(R"(NotifyDeath { case_id: $waiting notifier: SCHOOL account: 'Absent since.'
    guest_name: 'A Teacher' guest_contact: 'office@school.invalid' })");
  const auto accept = [](const std::string& reference, const std::string& changes = "") {
    return "AcceptNotification { case_id: $waiting case_reference: '" + reference + "' " + changes +
           " }";
  };
  CHECK(story.When(accept("CDR/2010/7")).reason == "REFERENCE_TAKEN");
  story.Do(accept("CDR/2010/8"));
  CHECK(story.When(Receive("$second", "CDR/2010/8")).reason == "REFERENCE_TAKEN");
  story.Do(
      accept("CDR/2010/9",
             "header { corrects_event_id: $NotificationAccepted correction_reason: 'Typed.' }"));
  CheckEach(story, {{"the one it has now", Receive("$second", "CDR/2010/9"), "REFERENCE_TAKEN"},
                    {"the one it had", Receive("$second", "CDR/2010/8"), ""}});
}

TEST_CASE("a void case frees its reference, and takes it again") {
  Story story = InScope();
  story.Do(kVoid);
  Story given_away = story;
  given_away.Do(Receive("$second", "CDR/2010/7"));
  const Outcome refused = given_away.When(kReinstate);
  CHECK(refused.reason == "REFERENCE_TAKEN");
  CHECK(refused.about == std::vector<std::string>{"$second"});
  given_away.Do(Take("$case", "case_reference: 'CDR/2010/7a' reason: 'The other has it.'"));
  CHECK(given_away.When(Receive("$third", "CDR/2010/7a")).reason.empty());  // while it is void
  Story again = story;
  again.Do(kReinstate);
  CHECK(again.When(Receive("$second", "CDR/2010/7")).reason == "REFERENCE_TAKEN");
}

TEST_CASE("a case that is void by its dates takes its reference again by better ones") {
  Story story = InScope();
  const auto born = [](const std::string& on) {
    return "CorrectDemographics { case_id: $case date_of_birth: " + on +
           " authority: REGISTRARS_ENTRY reason: 'As registered.' }";
  };
  story.Do(born("@1990-03-14"));
  REQUIRE(StageOf(story.Of<ChildDeath>("$case")) == "void");
  CHECK(story.When(kReinstate).reason == "SCOPE_CONTRADICTS_FACTS");
  Story given_away = story;
  given_away.Do(Receive("$second", "CDR/2010/7"));
  CHECK(given_away.When(born("@2009-03-14")).reason == "REFERENCE_TAKEN");
  story.Do(born("@2009-03-14"));
  CHECK(StageOf(story.Of<ChildDeath>("$case")) != "void");
  CHECK(story.When(Receive("$second", "CDR/2010/7")).reason == "REFERENCE_TAKEN");
}

TEST_CASE("another reference frees the one before, and a case from before takes its own") {
  Story story = Notified();
  CheckEach(story, {{"its own", Take("$case"), "NOTHING_TO_CHANGE"},
                    {"without a reason", Take("$case", "case_reference: 'CDR/2010/8'"),
                     "REASON_MISSING"}});
  story.Do(Take("$case", "case_reference: 'CDR/2010/8' reason: 'Misread.'"));
  CHECK(story.Of<ChildDeath>("$case").reference == "CDR/2010/8");
  CheckEach(story, {{"the one before", Receive("$second", "CDR/2010/7"), ""},
                    {"the one now", Receive("$second", "CDR/2010/8"), "REFERENCE_TAKEN"}});
  // The same in other letters stays its own.
  story.Do(Take("$case", "case_reference: 'cdr/2010/8' reason: 'As we write it.'"));
  CHECK(story.When(Receive("$second", "CDR/2010/8")).reason == "REFERENCE_TAKEN");
  story.Do(Take("$case",
                "case_reference: 'CDR/2010/9' reason: 'As we write it.' header { "
                "corrects_event_id: $CaseReferenceChanged correction_reason: 'No.' }"));
  CheckEach(story, {{"corrected to", Receive("$second", "CDR/2010/9"), "REFERENCE_TAKEN"},
                    {"corrected from", Receive("$second", "CDR/2010/8"), ""}});

  Story before = Notified();
  before.Given("$old",
               "DeathNotificationReceived { case_reference: 'CDR/2009/1' channel: LETTER "
               "notifier: REGISTRAR received_at: @2010-12-20T09:00 }");
  CHECK(Story(before).When(Receive("$second", "CDR/2009/1")).reason.empty());
  before.Do(Take("$old"));
  CHECK(before.When(Receive("$second", "CDR/2009/1")).reason == "REFERENCE_TAKEN");
}

TEST_CASE("a case that passes on keeps its reference where that is free") {
  Story story = InScope();
  story.Given("$south", "BoardOpened { name: 'Southshire' }");
  story.Do(
      "ProposeTransfer { case_id: $case transfer_id: $transfer to_board_id: $south basis: "
      "AGREEMENT_OF_BOARDS reason: 'Most services were there.' }");
  story.InNameOf("$south");
  const auto accept = [](const std::string& changes = "") {
    return "AcceptTransfer { case_id: $case transfer_id: $transfer accepted_at: "
           "@2010-12-20T12:00 " +
           changes + " }";
  };
  SECTION("it is free") {
    story.Do(accept());
    CHECK(story.When(Receive("$second", "CDR/2010/7")).reason == "REFERENCE_TAKEN");
    // It was the other board's, too, and stays so in its records.
    CHECK(story.InNameOf("$board").When(Receive("$third", "CDR/2010/7")).reason ==
          "REFERENCE_TAKEN");
  }
  SECTION("it is not") {
    story.Do(Receive("$second", "CDR/2010/7"));
    CHECK(story.When(accept()).reason == "REFERENCE_TAKEN");
    story.Do(accept("case_reference: 'S/1'"));
    CHECK(story.Of<ChildDeath>("$case").reference == "S/1");
    CHECK(story.When(Receive("$third", "S/1")).reason == "REFERENCE_TAKEN");
  }
  SECTION("the board is succeeded") {
    story.Do(Receive("$second", "CDR/2010/7"));
    story.InNameOf("$board").Do(
        "NameSuccessor { successor_board_id: $south on: @2010-12-20 authority: 'The order.' }");
    story.InNameOf("$south");
    const std::string take = "SucceedLead { case_id: $case predecessor_board_id: $board ";
    CHECK(story.When(take + "}").reason == "REFERENCE_TAKEN");
    story.Do(take + "case_reference: 'S/2' }");
    CHECK(story.Of<ChildDeath>("$case").reference == "S/2");
  }
  SECTION("it comes back when the other board is succeeded") {
    story.Do(accept("case_reference: 'S/1'"));
    story.Do("NameSuccessor { successor_board_id: $board on: @2010-12-20 authority: 'So.' }");
    story.InNameOf("$board").Do("SucceedLead { case_id: $case predecessor_board_id: $south }");
    CHECK(story.Of<ChildDeath>("$case").reference == "CDR/2010/7");
    CHECK(story.When(Receive("$second", "CDR/2010/7")).reason == "REFERENCE_TAKEN");
    CHECK(story.When(Receive("$third", "S/1")).reason.empty());
  }
}

}  // namespace
}  // namespace candour::workflows::child_death
