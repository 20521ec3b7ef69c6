// What guests tell waits; the office accepts it, links it or sets it aside.
#include "workflows/child_death/child_death_test_support.h"
#include "workflows/clocks/milestones.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

std::string Told(const std::string& changes = "") {
  return R"(NotifyDeath {
    case_id: $waiting notifier: SCHOOL given_names: 'Given' family_name: 'Family'
    date_of_death: @2010-12-18 account: 'Absent since; the aunt told us.'
    guest_name: 'A Teacher' guest_contact: 'office@school.invalid' )" +
         changes + "}";
}

Story Waiting() {
  Story story = InScope();
  story.On("2010-12-21").Do(Told());
  return story;
}

TEST_CASE("what a guest tells is received, not accepted, with all names apart") {
  Story story = Notified();
  const Outcome told = story.On("2010-12-21").When(Told("nhs_number: '943 476 5919'"));
  CHECK(told.events == story.Events(R"(
    GuestNotificationReceived {
      notification_id: $new-2-1 receipt_code: '0000-0000-0000' notifier: SCHOOL
      received_at: @2010-12-21T12:00
    }
    GuestAccountGiven {
      notification_id: $new-2-1 given_names: 'Given' family_name: 'Family'
      date_of_death: @2010-12-18 nhs_number: '9434765919' account: 'Absent since; the aunt told us.'
      guest_name: 'A Teacher' guest_contact: 'office@school.invalid'
    })"));
  CHECK(EventRuleOf(*events::v1::GuestAccountGiven::descriptor()).scope() == types::v1::IDENTITY);
  const ChildDeath waiting = story.Of<ChildDeath>("$waiting");
  CHECK(StageOf(waiting) == "waiting to be accepted");
  CHECK_FALSE(IsConcluded(waiting));
  CHECK_FALSE(IsCaseOfItsOwn(waiting));
  CHECK(story.When(Told("account: ' '")).reason == "INVALID_ARGUMENT");
}

TEST_CASE("nothing is done with what waits but accept it, link it or set it aside") {
  const Story told = Waiting();
  CheckEach(
      told,
      {{"identify", "IdentifyChild { case_id: $waiting postcode: 'NS1' }", "WRONG_STAGE"},
       {"record", Death("case_id: $waiting"), "WRONG_STAGE"},
       {"accept", "AcceptNotification { case_id: $waiting case_reference: 'CDR/2010/9' }", ""},
       {"set aside",
        "SetAsideNotification { case_id: $waiting ground: NOT_A_CHILD reason: 'Aged 31.' }", ""},
       {"link",
        "LinkNotification { case_id: $waiting of_case_id: $case match_basis: 'Same school.' }", ""},
       {"link to itself",
        "LinkNotification { case_id: $waiting of_case_id: $waiting match_basis: 'Same.' }",
        "WRONG_STAGE"},
       {"accept a case", "AcceptNotification { case_id: $case case_reference: 'CDR/2010/9' }",
        "ALREADY_DONE"}});
  Story other = told;
  other.Given("$other", "BoardOpened { name: 'Southshire' }").InNameOf("$other");
  CHECK(other.When("AcceptNotification { case_id: $waiting case_reference: 'S/1' }").reason ==
        "WRONG_BOARD");
  Story gone = told;
  gone.Given("$other", "BoardOpened { name: 'Southshire' }");
  gone.Given("$board",
             "BoardSucceeded { successor_board_id: $other on: @2010-12-21 authority: 'Order' }");
  const Outcome late = gone.When("AcceptNotification { case_id: $waiting case_reference: 'N/1' }");
  CHECK(late.reason == "WRONG_BOARD");
  CHECK(late.about == std::vector<std::string>{"$other"});
  CHECK(late.sentence.find("Have it take this notification over (SucceedLead)") !=
        std::string::npos);
  gone.On("2010-12-21")
      .InNameOf("$other")
      .Do("SucceedLead { case_id: $waiting predecessor_board_id: $board }");
  CHECK(gone.When("AcceptNotification { case_id: $waiting case_reference: 'S/1' }").reason.empty());
}

TEST_CASE("what was merged into a case waits for nothing more") {
  Story story = Waiting();
  story.Do(
      "MergeCases { survivor_case_id: $case absorbed_case_id: $waiting grounds: 'One child.' }");
  CheckEach(
      story,
      {{"accept", "AcceptNotification { case_id: $waiting case_reference: 'CDR/2010/9' }",
        "CASE_ABSORBED"},
       {"link",
        "LinkNotification { case_id: $waiting of_case_id: $case match_basis: 'Same school.' }",
        "CASE_ABSORBED"},
       {"set aside",
        "SetAsideNotification { case_id: $waiting ground: NOT_A_CHILD reason: 'Aged 31.' }",
        "CASE_ABSORBED"}});
}

TEST_CASE("an accepted notification is a case, notified when the guest told of it") {
  Story story = Waiting();
  story.On("2011-01-10")
      .Do("AcceptNotification { case_id: $waiting case_reference: 'CDR/2011/1' }");
  const ChildDeath death = story.Of<ChildDeath>("$waiting");
  CHECK(death.reference == "CDR/2011/1");
  CHECK(StageOf(death) == "notified");
  CHECK(absl::FormatTime("%Y-%m-%d", death.FirstNotifiedAt(), absl::UTCTimeZone()) == "2010-12-21");
}

TEST_CASE("what was set aside in error is taken up again") {
  Story story = Waiting();
  const std::string aside =
      "SetAsideNotification { case_id: $waiting ground: CANNOT_BE_TRACED reason: 'No such name.' }";
  story.Do(aside);
  CHECK(StageOf(story.Of<ChildDeath>("$waiting")) == "set aside");
  CHECK(IsConcluded(story.Of<ChildDeath>("$waiting")));
  CHECK(story.When(aside).reason == "NOTHING_TO_CHANGE");
  story.Do("AcceptNotification { case_id: $waiting case_reference: 'CDR/2011/1' }");
  CHECK_FALSE(IsConcluded(story.Of<ChildDeath>("$waiting")));
}

TEST_CASE("a linked notification counts for its case from when it was received") {
  Story story = Notified();
  story.On("2010-12-20T12:30").Do(Told());
  story.On("2010-12-21").Do(R"(ReceiveNotification {
    case_id: $late case_reference: 'CDR/2010/8' channel: LETTER notifier: REGISTRAR
    received_at: @2010-12-21T09:00 })");
  const Outcome linked = story.When(
      "LinkNotification { case_id: $waiting of_case_id: $late match_basis: 'Same school.' }");
  CHECK(linked.events == story.Events(R"(
    NotificationLinkedToCase {
      case_id: $late case_reference: 'CDR/2010/8' match_basis: 'Same school.'
    }
    DuplicateNotificationLinked {
      notification_id: $new-2-1 channel: GUEST_CALL notifier: SCHOOL
      received_at: @2010-12-20T12:30 match_basis: 'Same school.'
      account: 'As a guest told under 0000-0000-0000.'
    })"));
  CHECK(absl::FormatTime("%d %H:%M", story.Of<ChildDeath>("$late").FirstNotifiedAt(),
                         absl::UTCTimeZone()) == "20 12:30");
  const Outcome refused = story.When("IdentifyChild { case_id: $waiting postcode: 'NS1' }");
  CHECK(refused.reason == "CASE_ABSORBED");
  CHECK(refused.about == std::vector<std::string>{"$late"});
  CHECK(refused.sentence.find("CDR/2010/8") != std::string::npos);
}

TEST_CASE("a notification linked to the wrong case waits again, with its receipt standing") {
  Story story = Notified();
  story.On("2010-12-20T08:30").Do(Told());
  story.On("2010-12-21").Do(R"(ReceiveNotification {
    case_id: $late case_reference: 'CDR/2010/8' channel: LETTER notifier: REGISTRAR
    received_at: @2010-12-21T09:00 })");
  const std::string unlink = "UnlinkNotification { case_id: $waiting reason: 'Of her cousin.' }";
  CHECK(story.When(unlink).reason == "NOTHING_TO_CHANGE");
  const int notified = Reached(story.Of<ChildDeath>("$late"), clocks::kNotified);
  story.Do("LinkNotification { case_id: $waiting of_case_id: $late match_basis: 'Same school.' }");
  CHECK(Reached(story.Of<ChildDeath>("$late"), clocks::kNotified) == notified + 1);
  SECTION("while its case is one of its own") {
    const Outcome unlinked = story.When(unlink);
    CHECK(unlinked.events == story.Events(R"(
      NotificationUnlinked { case_id: $late case_reference: 'CDR/2010/8' reason: 'Of her cousin.' }
      DuplicateNotificationUnlinked { notification_id: $new-2-1 reason: 'Of her cousin.' })"));
    const ChildDeath waiting = story.Of<ChildDeath>("$waiting");
    CHECK(StageOf(waiting) == "waiting to be accepted");
    CHECK_FALSE(IsConcluded(waiting));
    CHECK(Reached(waiting, clocks::kCaseVoided) == 0);
    CHECK(absl::FormatTime("%d %H:%M", waiting.FirstNotifiedAt(), absl::UTCTimeZone()) ==
          "20 08:30");
    const ChildDeath late = story.Of<ChildDeath>("$late");
    CHECK(late.notifications.size() == 1);
    CHECK(Reached(late, clocks::kNotified) == notified);
    CHECK(story.When("AcceptNotification { case_id: $waiting case_reference: 'CDR/2010/9' }")
              .reason.empty());
  }
  SECTION("once its case was merged") {
    story.Do("MergeCases { survivor_case_id: $case absorbed_case_id: $late grounds: 'One.' }");
    CHECK(story.When(unlink).reason == "CASE_ABSORBED");
  }
  SECTION("by whoever leads its case by now") {
    story.Given("$south", "BoardOpened { name: 'Southshire' }");
    story.Given("$late", "CaseTransferred { from_board_id: $board to_board_id: $south }");
    CHECK(story.When(unlink).reason == "WRONG_BOARD");
    CHECK(story.InNameOf("$south").When(unlink).reason.empty());
    CHECK(story.Of<ChildDeath>("$waiting").lead_board_id == story.Id("$south"));
  }
}

}  // namespace
}  // namespace candour::workflows::child_death
