// Every kind of review under every guidance: who decides, and what it is to the clocks.
#include "tests/support/case_review_stories.h"
#include "workflows/case_review/case_review.h"
#include "workflows/case_review/review_kind.h"
#include "workflows/words.h"

namespace candour::workflows::case_review {
namespace {

using board::Board;
using testing::Decided;
using testing::Outcome;
using testing::Referred;
using testing::Story;

TEST_CASE("each guidance knows its own kinds of review, and what deciding on them means") {
  Story story = testing::InNorthshire();
  for (const char* edition : {"wt2013", "wt2015", "wt2018", "wt2023"}) story.Adopt(edition);
  struct Row {
    const char* referred;
    const char* option;
    const char* decided;  // blank: no kind of it
  };
  const Row row = GENERATE(values<Row>({
      {"2008-05-01", "SERIOUS_CASE_REVIEW", "scr_decided_yes"},
      {"2011-05-01", "SERIOUS_CASE_REVIEW", "scr_decided_yes"},
      {"2014-05-01", "SERIOUS_CASE_REVIEW", "scr_decided_yes"},
      {"2016-05-01", "SERIOUS_CASE_REVIEW", "scr_decided_yes"},
      {"2016-05-01", "LOCAL_REVIEW", ""},
      {"2020-05-01", "SERIOUS_CASE_REVIEW", ""},
      {"2020-05-01", "LOCAL_REVIEW", "local_review_decided_yes"},
      {"2024-05-01", "LOCAL_REVIEW", "local_review_decided_yes"},
      {"2008-05-01", "MANAGEMENT_REVIEW", "scr_decided_no"},
      {"2011-05-01", "NEAR_MISS_REVIEW", "scr_decided_no"},
      {"2014-05-01", "PARTNERSHIP_REVIEW", "scr_decided_no"},
      {"2016-05-01", "SYSTEMS_REVIEW", "scr_decided_no"},
      {"2024-05-01", "NEAR_MISS_REVIEW", "local_review_decided_no"},
      {"2020-05-01", "NO_REVIEW", "local_review_decided_no"},
      {"2011-05-01", "NO_REVIEW", "scr_decided_no"},
      {"2020-05-01", "CONTRIBUTE_ELSEWHERE", "scr_led_elsewhere"},
  }));
  CAPTURE(row.referred, row.option);
  story.On(row.referred)
      .Given("$review", std::string("CaseReferred { referred_on: @") + row.referred + " }");
  types::v1::ReviewOption option{};
  REQUIRE(types::v1::ReviewOption_Parse(row.option, &option));
  const CaseReview review = story.Of<CaseReview>("$review");
  const Board register_of_board = story.Of<Board>("$board");
  const FoundKind kind = KindOf(review, register_of_board, option, review.ReferredOn());
  CHECK((kind.datum == nullptr ? "" : kind.datum->decided()) == row.decided);
  CHECK(kind.rejection.has_value() == (kind.datum == nullptr));
  if (kind.datum == nullptr) return;
  const auto decider = register_of_board.editions.DeciderOf(
      types::v1::CASE_REVIEW, kind.datum->decision(),
      {review.ReferredOn(), review.ReferredOn(), register_of_board.id});
  REQUIRE(decider.ok());
  CHECK((*decider)->places_size() == (review.ReferredOn() < absl::CivilDay(2019, 9, 29) ? 1 : 3));
}

TEST_CASE("a criterion that calls for a review is not met where none is held") {
  const auto decide = [](const std::string& changes) {
    return "DecideOnReview { review_id: $review decider_person_id: $chair reasons: 'Known.' "
           "facts_as_of: @2010-03-20 decided_on: @2010-03-22 " +
           changes + " }";
  };
  const std::vector<std::pair<std::string, const char*>> rows = {
      {"option: NO_REVIEW criteria: 'death_abuse_or_neglect'", "CONTRADICTORY"},
      {"option: MANAGEMENT_REVIEW criteria: 'death_abuse_or_neglect'", "CONTRADICTORY"},
      {"option: CONTRIBUTE_ELSEWHERE criteria: 'death_abuse_or_neglect'", ""},
      {"option: MANAGEMENT_REVIEW criteria: 'interagency_concern'", ""},
      {"option: SERIOUS_CASE_REVIEW criteria: 'death_abuse_or_neglect'", ""},
      {"option: SERIOUS_CASE_REVIEW", "NO_CRITERION_MET"},
      {"option: SERIOUS_CASE_REVIEW criteria: 'recurrent_themes'", "UNKNOWN_REFERENCE"},
  };
  for (const auto& [changes, reason] : rows) {
    INFO(changes);
    Story story = Referred();
    const Outcome outcome = story.On("2010-03-22").When(decide(changes));
    CHECK(outcome.reason == reason);
    if (outcome.reason == "CONTRADICTORY")
      CHECK(outcome.source == "Working Together 2010, chapter 8");
  }
}

TEST_CASE("a lesser review is commissioned where a serious case review was decided against") {
  const auto commission = [](const std::string& option) {
    return "CommissionAlternative { review_id: $review reasons: 'To learn.' "
           "commissioned_on: @2010-03-22 option: " +
           option + " }";
  };
  CHECK(Referred().On("2010-03-22").When(commission("NEAR_MISS_REVIEW")).reason == "NO_DECISION");
  CHECK(Decided().When(commission("NEAR_MISS_REVIEW")).reason == "CONTRADICTORY");
  CHECK(Decided("NO_REVIEW").When(commission("SERIOUS_CASE_REVIEW")).reason == "CONTRADICTORY");
  CHECK(Decided("NO_REVIEW").When(commission("NO_REVIEW")).reason == "CONTRADICTORY");
  CHECK(Decided("NO_REVIEW").When(commission("LOCAL_REVIEW")).reason == "NOT_A_KIND_OF_EDITION");
  CHECK(Decided("NO_REVIEW").When(commission("NEAR_MISS_REVIEW")).reason.empty());
}

}  // namespace
}  // namespace candour::workflows::case_review
