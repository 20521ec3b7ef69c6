// Reviews by a systems method: roles, conversations and the lines of the analysis.
#include "tests/support/case_review_stories.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::Decided;
using testing::Outcome;
using testing::Story;

TEST_CASE("a review by a systems method has its own roles, and its own conversations") {
  const auto appoint = [](const std::string& role, const std::string& person) {
    return "AppointReviewer { review_id: $review role: '" + role + "' person_id: " + person +
           " independence_checks: 'Asked.' appointed_on: @2010-04-02 }";
  };
  constexpr char kPart[] =
      "DeclareInvolvement { review_id: $review person_id: $auditor involvement: DIRECTLY_INVOLVED "
      "}";
  Story story = Decided("SYSTEMS_REVIEW");
  story.On("2010-04-02").Do(kPart);
  struct {
    std::string command;
    const char* reason;
  } const rows[] = {
      {appoint("lead_reviewer", "$reviewer"), ""},
      {appoint("lead_reviewer", "$superintendent"), ""},  // of an agency, and not of the case
      {appoint("lead_reviewer", "$auditor"), "CONFLICTED"},
      {appoint("review_team", "$auditor"), "CONFLICTED"},
      {appoint("review_team", "$superintendent"), ""},
      {appoint("case_group", "$auditor"), ""},
      {appoint("overview_author", "$superintendent"), "AUTHOR_NOT_INDEPENDENT"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.command);
    CHECK(Story(story).When(row.command).reason == row.reason);
  }
  Story other = Decided("NEAR_MISS_REVIEW");
  const Outcome refused = other.On("2010-04-02").When(appoint("review_team", "$superintendent"));
  CHECK(refused.reason == "UNKNOWN_REFERENCE");
  CHECK(refused.sentence.find("Review by a systems method") != std::string::npos);
  // Only a lead reviewer writes.
  story.Do(appoint("case_group", "$auditor") + appoint("review_team", "$superintendent"));
  const std::string draft =
      "DraftOverview { review_id: $review drafted_on: @2010-04-02 author_person_id: ";
  CHECK(Story(story).When(draft + "$reviewer }").reason.empty());
  story.Do(appoint("lead_reviewer", "$reviewer"));
  story.Given("$board", "PersonRegistered { person_id: $stranger name: 'S' }");
  CHECK(Story(story).When(draft + "$stranger }").reason == "NOT_AUTHORISED");
  CHECK(Story(story).When(draft + "$reviewer }").reason.empty());
  story.Do(R"(
    DeferInterview {
      review_id: $review interviewee: 'health visitor 1' reason: 'Ill.' on_advice_of: 'The trust'
      deferred_on: @2010-04-02 look_again_on: @2010-05-01
    }
    RecordInterview {
      review_id: $review interviewee: 'health visitor 1' held_on: @2010-04-02
      what_was_learned: 'Nobody could be asked at weekends.'
    })");
  const auto review = story.Of<CaseReview>("$review");
  CHECK(review.conversations.interviews.size() == 1);
  CHECK(review.conversations.deferred.empty());
  CHECK(review.contributions.empty());
}

TEST_CASE("an episode of practice is a line of the analysis, with its time") {
  Story story = Decided("SYSTEMS_REVIEW");
  story.On("2010-04-02");
  const auto find = [](const std::string& more) {
    return "RecordFinding { review_id: $review finding: 'F.' evidence: 'E.' found_on: "
           "@2010-04-02 " +
           more + " }";
  };
  struct {
    std::string command;
    const char* reason;
  } const rows[] = {
      {find(""), ""},
      {find("kind: KEY_PRACTICE_EPISODE"), "REASON_MISSING"},
      {find("kind: KEY_PRACTICE_EPISODE from: @2009-02"), ""},
      {find("kind: KEY_PRACTICE_EPISODE from: @2009-02-03 until: @2009-01-31"),
       "DATE_OUT_OF_ORDER"},
      {find("kind: CONTRIBUTORY_FACTOR from: @2009-02"), "CONTRADICTORY"},
      {find("until: @2009-02-01"), "CONTRADICTORY"},
      {find("kind: CONTRIBUTORY_FACTOR of_finding_ids: $unknown"), "UNKNOWN_REFERENCE"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.command);
    CHECK(Story(story).When(row.command).reason == row.reason);
  }
  story.Do(find("finding_id: $episode kind: KEY_PRACTICE_EPISODE from: @2009-02"));
  CHECK(story.When(find("kind: CONTRIBUTORY_FACTOR of_finding_ids: $episode")).reason == "");
}

}  // namespace
}  // namespace candour::workflows::case_review
