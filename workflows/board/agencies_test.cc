// Agencies that take one another's place.
#include "tests/support/northshire.h"
#include "workflows/board/board.h"

namespace candour::workflows::board {
namespace {

using testing::OpenNorthshire;
using testing::Story;

Story Succeeded() {
  Story story({Register});
  OpenNorthshire(story);
  story.On("2013-06-01").Do(R"(
    RegisterAgency { agency_id: $trust name: 'Northshire Clinical Commissioning Group' }
    RegisterAgency { agency_id: $region name: 'Northern Area Team' }
    SucceedAgency { agency_id: $health successor_agency_ids: $trust on: @2013-04-01
                    authority: 'Health and Social Care Act 2012' })");
  return story;
}

std::string Succeed(const std::string& gone, const std::string& by, const std::string& on) {
  return "SucceedAgency { agency_id: " + gone + " " + by + " on: @" + on + " authority: 'Order' }";
}

TEST_CASE("an agency is succeeded once, by others, and never goes round in a ring") {
  struct Row {
    const char* name;
    std::string command;
    const char* reason;
  };
  const Row rows[] = {
      {"again", Succeed("$health", "successor_agency_ids: $region", "2013-05-01"), "ALREADY_DONE"},
      {"by itself", Succeed("$trust", "successor_agency_ids: $trust", "2013-05-01"),
       "CONTRADICTORY"},
      {"by one it succeeded", Succeed("$trust", "successor_agency_ids: $health", "2013-05-01"),
       "CONTRADICTORY"},
      {"by one twice",
       Succeed("$trust", "successor_agency_ids: $region successor_agency_ids: $region",
               "2013-05-01"),
       "INVALID_ARGUMENT"},
      {"by nobody", Succeed("$trust", "", "2013-05-01"), "INVALID_ARGUMENT"},
      {"by one who is not registered",
       Succeed("$trust", "successor_agency_ids: $nowhere", "2013-05-01"), "UNKNOWN_REFERENCE"},
      {"by two",
       Succeed("$trust", "successor_agency_ids: $region successor_agency_ids: $police",
               "2013-05-01"),
       ""},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    Story story = Succeeded();
    CHECK(story.When(row.command).reason == row.reason);
  }
}

TEST_CASE("what was with an agency is its successor's from the first day on, and so on") {
  Story story = Succeeded();
  story.On("2022-08-01").Do(Succeed("$trust", "successor_agency_ids: $region", "2022-07-01"));
  const auto board = story.Of<Board>("$board");
  const auto now = [&](absl::CivilDay day) {
    return board.AgencyInPlaceOf(story.Id("$health"), day);
  };
  CHECK(now(absl::CivilDay(2013, 3, 31)) == story.Id("$health"));
  CHECK(now(absl::CivilDay(2013, 4, 1)) == story.Id("$trust"));
  CHECK(now(absl::CivilDay(2022, 7, 1)) == story.Id("$region"));
  CHECK(board.IsOrSucceeds(story.Id("$region"), story.Id("$health")));
  CHECK_FALSE(board.IsOrSucceeds(story.Id("$health"), story.Id("$region")));
}

}  // namespace
}  // namespace candour::workflows::board
