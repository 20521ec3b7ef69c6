// A review that was decided on as several items of one meeting, as it is told.
#include "workflows/case_files/decisions.h"
#include "workflows/case_files/minutes.h"
#include "workflows/case_files/test_reading.h"

namespace candour::workflows::case_files {
namespace {

using testing::Story;

// Endorsed and accepted by two items of papers sent round; the first was not ratified.
TEST_CASE("an acceptance whose endorsement fell is odd, and each item has its own minutes") {
  Story story = NewStory();
  story.On("2010-01-05").Given("$board", R"(
    BoardOpened { name: 'Northshire' }
    BodyEstablished { body_id: $full kind: FULL_BOARD name: 'Full Board' from: @2010-01-01 })");
  story.On("2010-09-03").Given("$papers", R"(
    MeetingScheduled { body_id: $full starts_at: @2010-09-02T10:00 way: BY_CORRESPONDENCE }
    ItemListed { item_id: $one number: 1 subject: CASE_REVIEW subject_id: $review }
    ItemListed { item_id: $two number: 2 subject: CASE_REVIEW subject_id: $review })");
  story.Given("$review", R"(
    CaseReferred { case_reference: 'SCR/1' referred_on: @2010-03-01 }
    ReviewListed { meeting_id: $papers item_id: $one matter: 'To endorse the report' }
    ReviewListed { meeting_id: $papers item_id: $two matter: 'To accept the report' }
    OverviewDrafted { version: 1 drafted_on: @2010-08-01 }
    OverviewEndorsed { version: 1 meeting_id: $papers item_id: $one endorsed_on: @2010-09-02 }
    ReportAccepted { version: 1 meeting_id: $papers item_id: $two accepted_on: @2010-09-03 })");
  const auto has_fallen = [&] {
    Reading reading(story);
    const Dossier dossier = reading.Case(types::v1::CASE_REVIEW, "$review", {"$papers"});
    const auto decisions = DecisionsOf(dossier, Names(dossier, reading.london));
    REQUIRE(decisions.size() == 1);
    CHECK(decisions.front().item_id() == story.Id("$two"));
    const auto& odd = decisions.front().oddities();
    return std::any_of(odd.begin(), odd.end(), [](const auto& found) {
      return found.oddity() == types::v1::ENDORSEMENT_FELL;
    });
  };
  CHECK_FALSE(has_fallen());
  story.On("2010-10-07").Given("$review", R"(
    ReviewItemNotRatified { meeting_id: $papers item_id: $one at_meeting_id: $next
                            put_at: @2010-10-07T10:00 reason: 'Not read.' })");
  CHECK(has_fallen());

  Reading reading(story);
  const Dossier meeting = reading.Case(types::v1::MEETING, "$papers");
  std::vector<Dossier> cases;
  cases.push_back(reading.Case(types::v1::CASE_REVIEW, "$review", {"$papers"}));
  const std::string minutes = MinutesOf(meeting, cases, reading.london);
  const size_t second = minutes.find("\n2. ");
  REQUIRE(second != std::string::npos);
  const auto told_in = [&](const std::string& words) {
    const size_t at = minutes.find(words);
    if (at == std::string::npos || minutes.find(words, at + 1) != std::string::npos) return 0;
    return at < second ? 1 : 2;
  };
  INFO(minutes);
  CHECK(told_in("To endorse the report") == 1);
  CHECK(told_in("Overview report endorsed by the panel") == 1);
  CHECK(told_in("To accept the report") == 2);
  CHECK(told_in("Acceptance of the report") == 2);
}

}  // namespace
}  // namespace candour::workflows::case_files
