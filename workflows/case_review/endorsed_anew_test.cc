// What is decided of a review as one item of an agenda, and what becomes of an acceptance when the
// endorsement it rests on falls.
#include "absl/strings/str_cat.h"
#include "tests/support/case_review_stories.h"
#include "tests/support/northshire.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::Accepted;
using testing::HoldQuorateMeeting;
using testing::Outcome;
using testing::Story;

const CaseReview& ReviewOf(Story& story) { return story.See<CaseReview>("$review"); }

bool HasReached(Story& story, const std::string& milestone) {
  const auto& milestones = ReviewOf(story).clock_facts.milestones;
  return std::any_of(milestones.begin(), milestones.end(),
                     [&](const auto& reached) { return reached.name == milestone; });
}

// Drafted; endorsed and accepted by the chair's action of September, as two items or, as older
// records have it, without saying as which.
Story DecidedOutsideAMeeting(const std::string& endorsed_as, const std::string& accepted_as) {
  Story story = testing::Contributed();
  story.On("2010-10-07T18:00").Given("$papers", R"(
    MeetingScheduled { body_id: $full_board starts_at: @2010-09-02T10:00 way: CHAIRS_ACTION
                       way_source: 'Terms of reference' }
    ItemListed { item_id: $to_endorse number: 1 subject: CASE_REVIEW subject_id: $review }
    ItemListed { item_id: $to_accept number: 2 subject: CASE_REVIEW subject_id: $review })");
  story.Given("$next", "MeetingScheduled { body_id: $full_board starts_at: @2010-10-07T10:00 }");
  story.Given("$board",
              "QuorumRulesSet { body_id: $full_board minimum_members: 1 from: @2008-04-01 }"
              "SeatCreated { seat_id: $a_seat body_id: $full_board role: POLICE from: @2008-04-01 }"
              "SeatFilled { seat_id: $a_seat person_id: $sergeant from: @2008-04-01 }");
  story.Given("$next",
              "AttendanceRecorded { person_id: $sergeant seat_id: $a_seat kind: SEAT_HOLDER from: "
              "@2010-10-07T10:00 }");
  story.Given("$review", absl::StrCat(R"(
    OverviewDrafted { version: 1 author_person_id: $reviewer drafted_on: @2010-08-01 }
    OverviewEndorsed { version: 1 meeting_id: $papers endorsed_on: @2010-09-02 )",
                                      endorsed_as, R"( }
    ReportAccepted { version: 1 meeting_id: $papers accepted_on: @2010-09-03
                     milestone: 'scr_completed' )",
                                      accepted_as, " }"));
  return story;
}

std::string Put(const std::string& item) {
  return absl::StrCat("RatifyItem { meeting_id: $papers at_meeting_id: $next item_id: ", item,
                      " ratified: NO reason: 'Not read.' ratified_at: @2010-10-07T10:10 }");
}

TEST_CASE("of several items of a review, what one of them decided falls alone") {
  struct Row {
    const char* what;
    const char* endorsed_as;
    const char* accepted_as;
    const char* put;
    bool endorsed;
    bool accepted;
    bool waits;
  };
  const Row rows[] = {
      {"the acceptance", "item_id: $to_endorse", "item_id: $to_accept", "$to_accept", true, false,
       false},
      {"the endorsement, on which the acceptance rests", "item_id: $to_endorse",
       "item_id: $to_accept", "$to_endorse", false, false, true},
      {"both, of one item", "item_id: $to_accept", "item_id: $to_accept", "$to_accept", false,
       false, false},
      {"neither, of another item", "item_id: $to_accept", "item_id: $to_accept", "$to_endorse",
       true, true, false},
      {"both, where it was not told as which", "", "", "$to_endorse", false, false, false},
      {"the acceptance, and what was not told", "", "item_id: $to_accept", "$to_accept", false,
       false, false},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    Story story = DecidedOutsideAMeeting(row.endorsed_as, row.accepted_as);
    REQUIRE(ReviewOf(story).AcceptedReport() != nullptr);
    const bool decided_as_it = row.endorsed && row.accepted;
    CHECK(story.When(Put(row.put)).reason == (decided_as_it ? "NO_DECISION" : ""));
    const OverviewDraft& draft = *ReviewOf(story).FindDraft(1);
    CHECK(draft.endorsed.has_value() == row.endorsed);
    CHECK(draft.accepted.has_value() == row.accepted);
    CHECK(draft.waiting.has_value() == row.waits);
    CHECK(HasReached(story, "overview_endorsed") == row.endorsed);
    CHECK(HasReached(story, "scr_completed") == row.accepted);
    CHECK(HasReached(story, "report_accepted") == row.accepted);
  }
}

TEST_CASE("a review is on one agenda again only for another matter, and its decisions say which") {
  Story story = testing::Contributed();
  story.Do(
      "DraftOverview { review_id: $review author_person_id: $reviewer drafted_on: @2010-05-28 }");
  HoldQuorateMeeting(story, "$sitting", "$full_board", "2010-09-02", "$review");
  const auto list = [](const std::string& more) {
    return "ListCaseReview { meeting_id: $sitting review_id: $review " + more + " }";
  };
  CHECK(story.When(list("")).reason == "ALREADY_DONE");
  CHECK(story.When(list("matter: 'To accept it.' item_id: $to_accept")).reason == "");
  CHECK(story.When(list("matter: 'To accept it.'")).reason == "ALREADY_DONE");
  const auto endorse = [](const std::string& item) {
    return "EndorseOverview { review_id: $review version: 1 meeting_id: $sitting endorsed_on: "
           "@2010-09-02 " +
           item + " }";
  };
  const auto accept = [](const std::string& item) {
    return "AcceptReport { review_id: $review version: 1 meeting_id: $sitting votes_for: 12 "
           "accepted_on: @2010-09-02 " +
           item + " }";
  };
  const Outcome which = story.When(endorse(""));
  CHECK(which.reason == "UNKNOWN_REFERENCE");
  CHECK(which.sentence.find("as items 1, 2.") != std::string::npos);
  CHECK(story.When(endorse("item_id: $nowhere")).reason == "NOT_LISTED");
  story.Do(endorse("item_id: $sitting-item"));
  CHECK(ReviewOf(story).FindDraft(1)->endorsed->item_id() == story.Id("$sitting-item"));
  // The quorum of the first item is not that of the second.
  CHECK(story.When(accept("item_id: $to_accept")).reason == "QUORUM_NOT_EVALUATED");
  story.Given("$sitting",
              "QuorumEvaluated { item_id: $to_accept met: true members_counted: 3 at: "
              "@2010-09-02T10:30 }");
  CHECK(story.When(accept("item_id: $to_accept")).reason == "CONTRADICTORY");  // twelve of three
  story.Given("$sitting",
              "QuorumEvaluated { item_id: $to_accept met: true members_counted: 12 at: "
              "@2010-09-02T10:30 }");
  CHECK(story.When(accept("")).reason == "UNKNOWN_REFERENCE");
  story.Do(accept("item_id: $to_accept"));
  CHECK(ReviewOf(story).AcceptedReport()->accepted->item_id() == story.Id("$to_accept"));
  const auto made =
      ReviewOf(story).DecidedAs(story.Id("$sitting"), story.Id("$to_accept"), absl::UTCTimeZone());
  CHECK(made.has_value());
  CHECK_FALSE(ReviewOf(story)
                  .DecidedAs(story.Id("$sitting"), story.Id("$elsewhere"), absl::UTCTimeZone())
                  .has_value());
}

TEST_CASE("an item is of a meeting") {
  Story story = testing::Contributed();
  story.Do(
      "DraftOverview { review_id: $review author_person_id: $reviewer drafted_on: @2010-05-28 }");
  story.On("2010-08-20");
  CHECK(story
            .When("EndorseOverview { review_id: $review version: 1 item_id: $item endorsed_on: "
                  "@2010-08-20 }")
            .reason == "UNKNOWN_REFERENCE");
}

constexpr char kEndorseAgain[] =
    "EndorseOverview { review_id: $review version: 1 endorsed_on: @2010-10-08 }";

TEST_CASE("an acceptance waits where the endorsement fell, and counts once it is endorsed again") {
  Story story = DecidedOutsideAMeeting("item_id: $to_endorse", "item_id: $to_accept");
  story.Given("$review", "ReviewClosed { closed_on: @2010-10-01 }");
  story.Do(Put("$to_endorse"));
  CHECK_FALSE(ReviewOf(story).closing.closed);
  CHECK(ReviewOf(story).AcceptedReport() == nullptr);
  CHECK(StageOf(ReviewOf(story)) == "to be endorsed again");
  CHECK(WhyAcceptanceWaits(ReviewOf(story)) ==
        "The Board accepted version 1 on 3 September 2010, and that does not count until the panel "
        "endorses the version again: a later meeting did not ratify its endorsement.");
  const std::string sha256(64, 'a');
  const std::vector<std::string> rests_on_it = {
      "PublishReport { review_id: $review form: FULL_OVERVIEW published_on: @2010-10-07 "
      "document_sha256: '" +
          sha256 + "' }",
      "SendAdvanceCopy { review_id: $review recipient: 'ofsted' sent_on: @2010-10-07 }",
      "AgreeBoardResponse { review_id: $review response: 'R.' agreed_on: @2010-10-07 }",
      "AcceptReport { review_id: $review version: 1 meeting_id: $next accepted_on: @2010-10-07 }"};
  for (const std::string& command : rests_on_it) {
    INFO(command);
    const Outcome refused = Story(story).When(command);
    CHECK(refused.reason == "NOT_ENDORSED");
    CHECK(refused.sentence.find("Record the endorsement first.") != std::string::npos);
    CHECK(refused.sentence.find("Not read.") == std::string::npos);  // nobody's free words
  }
  // What others said of the report they said of what was accepted.
  for (const char* command :
       {"RecordEvaluation { review_id: $review evaluator: 'Ofsted' grade: GOOD received_on: "
        "@2010-10-07 }",
        "RecordReconsiderationDirection { review_id: $review by: 'The Minister' directed_on: "
        "@2010-10-07 redo_by: @2010-12-01 }"}) {
    INFO(command);
    CHECK(Story(story).When(command).reason == "");
    CHECK(Story(story).When(command).events.find("version: 1") != std::string::npos);
  }
  story.On("2010-10-08").Do(kEndorseAgain);
  REQUIRE(ReviewOf(story).AcceptedReport() != nullptr);
  CHECK(ReviewOf(story).AcceptedReport()->accepted->meeting_id() == story.Id("$papers"));
  CHECK(WhyAcceptanceWaits(ReviewOf(story)).empty());
  // From the day on which both stood.
  for (const auto& reached : ReviewOf(story).clock_facts.milestones) {
    if (reached.name != "scr_completed") continue;
    CHECK(reached.when.earliest == absl::CivilDay(2010, 10, 8));
  }
  CHECK(HasReached(story, "scr_completed"));
  // What came to count by the second endorsement falls with the acceptance, and that alone.
  story.Do(Put("$to_accept"));
  CHECK(ReviewOf(story).AcceptedReport() == nullptr);
  CHECK_FALSE(HasReached(story, "scr_completed"));
  CHECK(HasReached(story, "overview_endorsed"));
}

TEST_CASE(
    "an endorsement that is corrected to be of another version leaves the acceptance waiting") {
  Story story = Accepted();
  story.Do(
      "DraftOverview { review_id: $review author_person_id: $reviewer drafted_on: @2010-08-02 }");
  REQUIRE(ReviewOf(story).AcceptedReport() != nullptr);
  const std::string correct =
      "EndorseOverview { header { corrects_event_id: $OverviewEndorsed correction_reason: 'A "
      "slip.' } "
      "review_id: $review endorsed_on: @2010-08-20 version: ";
  SECTION("of another day, nothing waits") {
    // A later draft exists by now, and version 1 can be endorsed no more.
    CHECK(Story(story).When(correct + "1 }").reason == "WRONG_STAGE");
  }
  CHECK(story.When(correct + "2 }").reason == "");
  CHECK(ReviewOf(story).AcceptedReport() == nullptr);
  CHECK(ReviewOf(story).WaitingReport() == ReviewOf(story).FindDraft(1));
  CHECK(ReviewOf(story).FindDraft(2)->endorsed.has_value());
  CHECK(WhyAcceptanceWaits(ReviewOf(story)).find("had not endorsed") != std::string::npos);
  // Version 1 is endorsed no more: the way out is the later one.
  const Outcome refused =
      story.When("AgreeBoardResponse { review_id: $review response: 'R.' agreed_on: @2010-09-02 }");
  CHECK(refused.reason == "NOT_ENDORSED");
  CHECK(refused.sentence.find("have version 2 endorsed, and accepted in its place.") !=
        std::string::npos);
  CHECK(refused.sentence.find("Record the endorsement first") == std::string::npos);
  CHECK_FALSE(HasReached(story, "scr_completed"));
}

TEST_CASE("a review taken up again may have its report endorsed anew") {
  const auto reopen = [](const std::string& more) {
    return "ReopenCaseReview { review_id: $review trigger: 'An inquest.' scope: 'The ward.' "
           "authority: 'The chair' reopened_on: @2010-10-07 " +
           more + " }";
  };
  Story story = Accepted();
  story.On("2010-10-07").Given("$review", "ReportPublished { form: FULL_OVERVIEW }");
  Story kept = story;
  kept.Do(reopen(""));
  CHECK(ReviewOf(kept).AcceptedReport() != nullptr);
  story.Do(reopen("endorse_anew: true"));
  CHECK(ReviewOf(story).AcceptedReport() == nullptr);
  CHECK(WhyAcceptanceWaits(ReviewOf(story)).find("was taken up again") != std::string::npos);
  CHECK(WhyAcceptanceWaits(ReviewOf(story)).find("An inquest.") == std::string::npos);
  CHECK_FALSE(HasReached(story, "overview_endorsed"));
  story.On("2010-10-08").Do(kEndorseAgain);
  CHECK(ReviewOf(story).AcceptedReport() != nullptr);
}

}  // namespace
}  // namespace candour::workflows::case_review
