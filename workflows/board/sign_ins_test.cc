// Who of the register is who where people sign in, told in stories.
#include "tests/support/northshire.h"
#include "workflows/board/board.h"

namespace candour::workflows::board {
namespace {

using testing::OpenNorthshire;
using testing::Story;

constexpr char kJoinAda[] =
    "JoinPerson { person_id: $ada issuer: 'https://id.example' subject: 'a-17' "
    "from: @2010-05-01 reason: 'staff card seen' }";

Story Joined() {
  Story story({Register});
  OpenNorthshire(story);
  story.On("2010-06-01");
  story.Given("$board",
              "PersonRegistered { person_id: $ada name: 'Ada Alder' job_title: 'nurse' } "
              "PersonRegistered { person_id: $bo name: 'Bo Birch' job_title: 'nurse' }");
  CHECK(story.When(kJoinAda).events ==
        story.Events("PersonJoined { person_id: $ada issuer: 'https://id.example' "
                     "subject: 'a-17' from: @2010-05-01 reason: 'staff card seen' }"));
  return story;
}

TEST_CASE("a sign-in is one person's, until somebody else takes it from them") {
  struct Row {
    const char* what;
    const char* command;
    const char* reason;
  };
  const Row row = GENERATE(values<Row>({
      {"once more", kJoinAda, "ALREADY_DONE"},
      {"another's",
       "JoinPerson { person_id: $bo issuer: 'https://id.example' subject: 'a-17' "
       "from: @2010-05-01 reason: 'card seen' }",
       "CONTRADICTORY"},
      {"a second of the same person",
       "JoinPerson { person_id: $ada issuer: 'https://id.example' subject: 'a-18' "
       "from: @2010-05-01 reason: 'card seen' }",
       ""},
      {"a like one of another issuer",
       "JoinPerson { person_id: $bo issuer: 'https://other.example' subject: 'a-17' "
       "from: @2010-05-01 reason: 'card seen' }",
       ""},
      {"taken from whoever has it not",
       "UnjoinPerson { person_id: $bo issuer: 'https://id.example' subject: 'a-17' "
       "on: @2010-06-01 reason: 'left' }",
       "NOTHING_TO_CHANGE"},
      {"one nobody has",
       "UnjoinPerson { person_id: $ada issuer: 'https://id.example' subject: 'a-19' "
       "on: @2010-06-01 reason: 'left' }",
       "NOTHING_TO_CHANGE"},
      {"before it was theirs",
       "UnjoinPerson { person_id: $ada issuer: 'https://id.example' subject: 'a-17' "
       "on: @2010-04-30 reason: 'left' }",
       "DATE_OUT_OF_ORDER"},
      {"taken",
       "UnjoinPerson { person_id: $ada issuer: 'https://id.example' subject: 'a-17' "
       "on: @2010-06-01 reason: 'left' }",
       ""},
  }));
  CAPTURE(row.what);
  CHECK(Joined().When(row.command).reason == row.reason);
}

TEST_CASE("nobody says of themselves whose their sign-in is, nor corrects it") {
  struct Row {
    const char* what;
    const char* command;
  };
  const Row row = GENERATE(values<Row>({
      {"joined", "JoinPerson { person_id: $ada subject: 'c-3' from: @2010-05-01 reason: 'mine' }"},
      {"taken", "UnjoinPerson { person_id: $bo subject: 'b-2' on: @2010-06-01 reason: 'mine' }"},
      {"corrected into another's",
       "JoinPerson { person_id: $bo subject: 'd-4' from: @2010-05-01 reason: 'mine' header { "
       "corrects_event_id: $PersonJoined correction_reason: 'mistyped' } }"},
      {"corrected into another person",
       "JoinPerson { person_id: $ada subject: 'b-2' from: @2010-05-01 reason: 'mine' header { "
       "corrects_event_id: $PersonJoined correction_reason: 'mistyped' } }"},
  }));
  CAPTURE(row.what);
  Story story = Joined();
  // Most boards have one issuer, that of whoever acts.
  story.When("JoinPerson { person_id: $bo subject: 'b-2' from: @2010-05-01 reason: 'card seen' }");
  story.SignedInAs(row.what == std::string("joined") ? "c-3" : "b-2");
  CHECK(story.When(row.command).reason == "SAME_PERSON");
}

TEST_CASE("a sign-in that was taken from somebody may be another's") {
  Story story = Joined();
  story.When(
      "UnjoinPerson { person_id: $ada issuer: 'https://id.example' subject: 'a-17' "
      "on: @2010-06-01 reason: 'given to the wrong person' }");
  CHECK(story.Of<Board>("$board").sign_ins.empty());
  CHECK(story
            .When("JoinPerson { person_id: $bo issuer: 'https://id.example' subject: 'a-17' "
                  "from: @2010-06-01 reason: 'card seen' }")
            .reason.empty());
  CHECK(story.Of<Board>("$board").sign_ins.at({"https://id.example", "a-17"}).person_id ==
        story.Id("$bo"));
}

}  // namespace
}  // namespace candour::workflows::board
