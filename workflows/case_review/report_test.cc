// The overview report, from its first draft to what others made of it.
#include "absl/strings/str_replace.h"
#include "tests/support/case_review_stories.h"
#include "tests/support/northshire.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::Accepted;
using testing::Contributed;
using testing::HoldQuorateMeeting;
using testing::Outcome;
using testing::Requested;
using testing::Story;
using testing::Submitted;

const std::string& Sha256() { return testing::AcceptedSha256(); }

std::string Draft() {
  return R"(DraftOverview {
    review_id: $review author_person_id: $reviewer drafted_on: @2010-05-28 document_sha256: ')" +
         Sha256() + "' }";
}

constexpr char kEndorse[] =
    "EndorseOverview { review_id: $review version: 1 endorsed_on: @2010-08-20 }";

TEST_CASE("a draft says which contributions went into it") {
  Story story = Contributed();
  CHECK(story.When(Draft()).events == story.Events(R"(OverviewDrafted {
    version: 1 author_person_id: $reviewer drafted_on: @2010-05-28
    contribution_ids: $health_imr terms_version: 1 document_sha256: ')" +
                                                   Sha256() + "' }"));
}

TEST_CASE("a draft that is kept here has the hash of what is kept") {
  const std::string hash(64, 'b');
  Story story = Contributed();
  story.Given("$report",
              "DocumentAdded { about: CASE_REVIEW about_id: $review kind: OVERVIEW_REPORT } "
              "DocumentVersionAdded { version: 1 bytes: 10 sha256: '" +
                  hash + "' } DocumentScanned { version: 1 finding: SCANNED_CLEAN }");
  const std::string draft =
      "DraftOverview { review_id: $review drafted_on: @2010-05-28 author_person_id: $reviewer "
      "document { document_id: $report version: 1 sha256: '" +
      hash + "' } ";
  CHECK(story.When(draft + "document_sha256: '" + Sha256() + "' }").reason == "CONTRADICTORY");
  story.Do(draft + "}");
  CHECK(story.Of<CaseReview>("$review").drafts.back().record.document_sha256() == hash);
}

TEST_CASE("the author of the overview belongs neither to the Board nor to an agency") {
  const auto draft = [](const std::string& author) {
    return "DraftOverview { review_id: $review drafted_on: @2010-05-28 author_person_id: " +
           author + " }";
  };
  Story story = Contributed();
  story.Given("$board", R"(
    PersonRegistered { person_id: $lay name: 'Lay member' }
    PersonRegistered { person_id: $deputy name: 'Deputy' }
    PersonRegistered { person_id: $former name: 'Former member' }
    PersonRegistered { person_id: $panel_chair name: 'Chair of the panel' }
    SeatCreated { seat_id: $lay_seat body_id: $full_board role: LAY_MEMBER from: @2006-04-03 }
    SeatFilled { seat_id: $lay_seat person_id: $former from: @2006-04-03 }
    SeatVacated { seat_id: $lay_seat until: @2010-05-27 }
    SeatFilled { seat_id: $lay_seat person_id: $lay from: @2010-05-28 }
    DeputyNamed { seat_id: $lay_seat person_id: $deputy from: @2010-01-01 }
    BodyEstablished { body_id: $review_panel kind: SERIOUS_CASE_REVIEW_PANEL from: @2010-04-01 }
    SeatCreated { seat_id: $panel_seat body_id: $review_panel role: CHAIR from: @2010-04-01 }
    SeatFilled { seat_id: $panel_seat person_id: $panel_chair from: @2010-04-01 })");
  const std::vector<std::pair<const char*, const char*>> rows = {
      {"$reviewer", ""},
      {"$former", ""},
      {"$inspector", "AUTHOR_NOT_INDEPENDENT"},
      {"$lay", "AUTHOR_NOT_INDEPENDENT"},
      {"$deputy", "AUTHOR_NOT_INDEPENDENT"},
      {"$panel_chair", "SAME_HANDS"},
      {"$stranger", "UNKNOWN_REFERENCE"},
  };
  for (const auto& [author, reason] : rows) {
    INFO(author);
    Story told = story;
    CHECK(told.When(draft(author)).reason == reason);
  }
  const Outcome refused = story.When(draft("$inspector"));
  CHECK(refused.source == "Working Together 2010, chapter 8");
  CHECK(refused.sentence ==
        "The author of the overview is not independent: of Northshire Police. Have it written by "
        "somebody who belongs neither to the Board nor to its agencies.");
}

TEST_CASE("under the guidance of 2006 the chair of the panel is refused as one of the Board's") {
  Story story = testing::InNorthshire();
  story.On("2007-09-01").Given("$board", R"(
    PersonRegistered { person_id: $panel_chair name: 'Chair of the panel' }
    BodyEstablished { body_id: $review_panel kind: SERIOUS_CASE_REVIEW_PANEL from: @2006-04-03 }
    SeatCreated { seat_id: $panel_seat body_id: $review_panel role: CHAIR from: @2006-04-03 }
    SeatFilled { seat_id: $panel_seat person_id: $panel_chair from: @2006-04-03 })");
  story.Given("$review", R"(
    CaseReferred { referred_on: @2007-03-01 }
    ReviewDecided { decision_id: $decision option: SERIOUS_CASE_REVIEW decided_on: @2007-03-10 })");
  const std::string draft =
      "DraftOverview { review_id: $review author_person_id: $panel_chair drafted_on: @2007-09-01 }";
  CHECK(story.When(draft).reason == "AUTHOR_NOT_INDEPENDENT");
}

TEST_CASE("who turns out to be tied, or to chair the panel that met, stops the report") {
  Story story = Contributed();
  story.Do(Draft());
  HoldQuorateMeeting(story, "$panel_meeting", "$subgroup", "2010-08-20", "$review");
  const std::string endorse =
      "EndorseOverview { review_id: $review version: 1 meeting_id: $panel_meeting "
      "endorsed_on: @2010-08-20 }";
  Story chairs = story;
  chairs.Given("$board", R"(
    SeatVacated { seat_id: $convenor_seat until: @2010-07-31 }
    SeatFilled { seat_id: $convenor_seat person_id: $reviewer from: @2010-08-01 })");
  CHECK(chairs.When(endorse).reason == "SAME_HANDS");

  Story involved = story;
  involved.Do(R"(DeclareInvolvement {
    review_id: $review person_id: $reviewer involvement: GAVE_ADVICE })");
  CHECK(involved.When(endorse).reason == "AUTHOR_NOT_INDEPENDENT");

  story.Do(endorse);
  HoldQuorateMeeting(story, "$board_meeting", "$full_board", "2010-09-02", "$review");
  story.Do(R"(DeclareInvolvement {
    review_id: $review person_id: $reviewer involvement: DIRECTLY_INVOLVED })");
  CHECK(story
            .When("AcceptReport { review_id: $review version: 1 meeting_id: $board_meeting "
                  "accepted_on: @2010-09-02 }")
            .reason == "AUTHOR_NOT_INDEPENDENT");
}

TEST_CASE("the overview is not endorsed while a contribution is open") {
  Story story = Submitted();
  story.Do(Draft()).On("2010-08-20");
  const Outcome refused = story.When(kEndorse);
  CHECK(refused.reason == "CONTRIBUTIONS_OPEN");
  CHECK(refused.about.size() == 2);
  CHECK(refused.sentence.find("Northshire Police") != std::string::npos);
  CHECK(refused.sentence.find("Northshire NHS Trust") != std::string::npos);
}

TEST_CASE("the overview is not endorsed on the work of an author found to be involved") {
  Story story = Contributed();
  story.Do(Draft()).Do(R"(DeclareInvolvement {
    review_id: $review person_id: $author involvement: DIRECTLY_INVOLVED })");
  const Outcome refused = story.On("2010-08-20").When(kEndorse);
  CHECK(refused.reason == "CONTRIBUTIONS_OPEN");
  CHECK(refused.about == std::vector<std::string>{"$health_imr"});
}

TEST_CASE("only the latest draft is endorsed, once") {
  Story story = Contributed();
  story.On("2010-08-20");
  CHECK(story.When(kEndorse).reason == "UNKNOWN_REFERENCE");
  story.Do(Draft()).Do(Draft());
  CHECK(story.When(kEndorse).reason == "WRONG_STAGE");
  const std::string second =
      "EndorseOverview { review_id: $review version: 2 endorsed_on: @2010-08-20 }";
  CHECK(story.When(second).reason.empty());
  CHECK(story.When(second).reason == "ALREADY_DONE");
}

TEST_CASE("the Board accepts what its panel endorsed, at a quorate meeting of the Board") {
  Story story = Contributed();
  story.Do(Draft());
  HoldQuorateMeeting(story, "$board_meeting", "$full_board", "2010-09-02", "$review");
  HoldQuorateMeeting(story, "$subgroup_meeting", "$subgroup", "2010-09-02", "$review");
  HoldQuorateMeeting(story, "$other_meeting", "$full_board", "2010-09-02", "$other_review");
  const auto accept = [](const std::string& meeting, const std::string& day) {
    return "AcceptReport { review_id: $review version: 1 votes_for: 12 meeting_id: " + meeting +
           " accepted_on: @" + day + " }";
  };
  CHECK(story.When(accept("$board_meeting", "2010-09-02")).reason == "NOT_ENDORSED");
  story.Do(kEndorse);
  CHECK(story.When(accept("$subgroup_meeting", "2010-09-02")).reason == "NOT_AUTHORISED");
  CHECK(story.When(accept("$other_meeting", "2010-09-02")).reason == "NOT_LISTED");
  CHECK(story.When(accept("$board_meeting", "2010-09-01")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(accept("$board_meeting", "2010-09-02")).events ==
        story.Events(R"(ReportAccepted {
          version: 1 meeting_id: $board_meeting votes_for: 12 accepted_on: @2010-09-02
          item_id: $board_meeting-item milestone: 'scr_completed' document_sha256: ')" +
                     Sha256() + "' }"));
  CHECK(story.When(accept("$board_meeting", "2010-09-02")).reason == "ALREADY_DONE");
}

// As of a child's death, by the same rule: what a later meeting does not ratify falls.
TEST_CASE("what a later meeting does not ratify of a review stands no longer") {
  Story story = Contributed();
  story.On("2010-09-02T18:00").Do(Draft()).Do(kEndorse);
  story.Given("$board_meeting", R"(
    MeetingScheduled { body_id: $full_board starts_at: @2010-09-02T10:00 way: CHAIRS_ACTION
                       way_source: 'Terms of reference' }
    ItemListed { item_id: $item number: 1 subject: CASE_REVIEW subject_id: $review })");
  story.On("2010-10-07T18:00").Given("$next", R"(
    MeetingScheduled { body_id: $full_board starts_at: @2010-10-07T10:00 })");
  story.Given("$board",
              "QuorumRulesSet { body_id: $full_board minimum_members: 1 from: @2008-04-01 }"
              "SeatCreated { seat_id: $a_seat body_id: $full_board role: POLICE from: @2008-04-01 }"
              "SeatFilled { seat_id: $a_seat person_id: $sergeant from: @2008-04-01 }");
  story.Given("$next",
              "AttendanceRecorded { person_id: $sergeant seat_id: $a_seat kind: "
              "SEAT_HOLDER from: @2010-10-07T10:00 }");
  story.Given("$review",
              "ReportAccepted { version: 1 meeting_id: $board_meeting accepted_on: "
              "@2010-09-02 milestone: 'scr_completed' }");
  REQUIRE(story.See<CaseReview>("$review").AcceptedReport() != nullptr);
  const auto put = [](const std::string& ratified) {
    return "RatifyItem { meeting_id: $board_meeting at_meeting_id: $next item_id: $item "
           "ratified: " +
           ratified + " reason: 'Not read.' ratified_at: @2010-10-07T10:10 }";
  };
  CHECK(Story(story).When(put("YES")).events.find("ReviewItemNotRatified") == std::string::npos);
  SECTION("it is struck, with what it was to the clocks") {
    CHECK(story.When(put("NO")).events == story.Events(R"(
      ItemRatified { item_id: $item at_meeting_id: $next ratified: NO reason: 'Not read.'
                     ratified_at: @2010-10-07T10:10 }
      EarlierMeetingTaken { meeting_id: $board_meeting item_id: $item ratified: NO
                            reason: 'Not read.' taken_at: @2010-10-07T10:10 }
      ReviewItemNotRatified { meeting_id: $board_meeting item_id: $item at_meeting_id: $next
                              put_at: @2010-10-07T10:10 reason: 'Not read.' })"));
    const auto& review = story.See<CaseReview>("$review");
    CHECK(review.AcceptedReport() == nullptr);
    CHECK(StageOf(review) == "overview endorsed");
    CHECK(std::none_of(review.clock_facts.milestones.begin(), review.clock_facts.milestones.end(),
                       [](const auto& reached) { return reached.name == "scr_completed"; }));
    CHECK(story.When(put("YES")).reason == "NO_DECISION");
    // Another meeting may accept the same version.
    HoldQuorateMeeting(story, "$after", "$full_board", "2010-10-08", "$review");
    CHECK(story.On("2010-10-08T18:00")
              .When("AcceptReport { review_id: $review version: 1 meeting_id: $after votes_for: 12 "
                    "accepted_on: @2010-10-08 }")
              .reason == "");
  }
  SECTION("of what was decided at another meeting nothing falls") {
    story.Given("$review",
                "SubgroupRecommended { meeting_id: $other option: SERIOUS_CASE_REVIEW }");
    story.Do(put("NO"));
    CHECK(story.See<CaseReview>("$review").recommendations.size() == 1);
  }
  SECTION("a review that was closed on it is open again") {
    story.Given("$review", "ReviewClosed { closed_on: @2010-10-01 }");
    story.Do(put("NO"));
    CHECK_FALSE(story.See<CaseReview>("$review").closing.closed);
  }
  SECTION("what becomes of it is for the board that leads by now") {
    story.Given("$review", "ReviewLeadTransferred { to_board_id: $elsewhere }");
    CHECK(story.When(put("NO")).reason == "WRONG_BOARD");
  }
}

TEST_CASE("the Board accepts by more votes for than against, of those who counted") {
  Story told = Contributed();
  told.Do(Draft());
  HoldQuorateMeeting(told, "$board_meeting", "$full_board", "2010-09-02", "$review");
  told.Do(kEndorse);
  const std::vector<std::pair<const char*, const char*>> rows = {
      {"votes_for: 7 votes_against: 5", ""},
      {"", ""},
      {"votes_for: 6 votes_against: 6", "NOT_CARRIED"},
      {"votes_against: 5", "NOT_CARRIED"},
      {"votes_for: 13", "CONTRADICTORY"},
      {"votes_for: 7 votes_against: 6", "CONTRADICTORY"},
  };
  for (const auto& [votes, reason] : rows) {
    INFO(votes);
    Story story = told;
    CHECK(story
              .When("AcceptReport { review_id: $review version: 1 meeting_id: $board_meeting "
                    "accepted_on: @2010-09-02 " +
                    std::string(votes) + " }")
              .reason == reason);
  }
}

// What the panel endorsed is looked at again by the Board, and what the Board accepted before the
// public sees it.
TEST_CASE("what comes up after the endorsement stops the acceptance, and later the publication") {
  const std::string accept =
      "AcceptReport { review_id: $review version: 1 meeting_id: $board_meeting "
      "accepted_on: @2010-09-02 }";
  const std::string publish =
      "PublishReport { review_id: $review form: EXECUTIVE_SUMMARY published_on: @2010-09-02 "
      "document_sha256: '" +
      testing::SummarySha256() + "' }";
  const std::string summarise =
      "ApproveExecutiveSummary { review_id: $review version: 1 approver_person_id: $chair "
      "read_for_names_by_person_id: $convenor "
      "approved_on: @2010-09-02 document_sha256: '" +
      testing::SummarySha256() + "' }";
  Story written = testing::Accepted();
  CHECK(written
            .When(absl::StrReplaceAll(
                summarise, {{"approver_person_id: $chair", "approver_person_id: $reviewer"}}))
            .reason == "SAME_HANDS");
  const std::vector<std::tuple<const char*, std::string, const char*>> rows = {
      {"nothing", "", ""},
      {"an author of a contribution who had a part",
       "DeclareInvolvement { review_id: $review person_id: $author involvement: DIRECTLY_INVOLVED "
       "}",
       "CONTRIBUTIONS_OPEN"},
      {"a contribution asked for since",
       "RequestContribution { review_id: $review agency_id: $probation "
       "kind: INDIVIDUAL_MANAGEMENT_REVIEW requested_on: @2010-08-25 due_on: @2010-09-25 }",
       "CONTRIBUTIONS_OPEN"},
      {"amended terms that re-open one",
       "ApproveTermsOfReference { review_id: $review period_from: @2007-01 period_to: @2010-02-28 "
       "questions: 'And before?' approved_on: @2010-08-25 new_due_on: @2010-09-25 "
       "reopened_contribution_ids: $health_imr }",
       "CONTRIBUTIONS_OPEN"},
      {"the author of the report had a part",
       "DeclareInvolvement { review_id: $review person_id: $reviewer involvement: GAVE_ADVICE }",
       "AUTHOR_NOT_INDEPENDENT"},
  };
  Story told = Contributed();
  told.Do(Draft());
  HoldQuorateMeeting(told, "$board_meeting", "$full_board", "2010-09-02", "$review");
  told.Do(kEndorse);
  for (const auto& [name, command, reason] : rows) {
    INFO(name);
    Story story = told;
    story.Do(command);
    CHECK(story.When(accept).reason == reason);
    Story accepted = told;
    accepted.Do(accept).Do(summarise).Do(command);
    CHECK(accepted.When(publish).reason == reason);
  }
}

TEST_CASE("a report to which no agency was asked to contribute says why") {
  const std::string terms =
      "ApproveTermsOfReference { review_id: $review period_from: @2008-01 period_to: @2010-02-28 "
      "questions: 'What?' approved_on: @2010-03-29 ";
  const std::vector<std::tuple<const char*, std::string, std::string, const char*>> rows = {
      {"not at all", terms + "}", "", "REASON_MISSING"},
      {"in the terms", terms + "no_contributions_reason: 'One agency alone knew the child.' }", "",
       ""},
      {"now", terms + "}", "no_contributions_reason: 'One agency alone knew the child.'", ""},
  };
  for (const auto& [name, approve, reason, refusal] : rows) {
    INFO(name);
    Story story = testing::Decided();
    story.On("2010-08-20").Do(approve).Do(Draft());
    story.Do(
        "ConstituteReviewPanel { review_id: $review chair_person_id: $convenor "
        "constituted_on: @2010-06-15 }");
    const Outcome outcome = story.When(
        "EndorseOverview { review_id: $review version: 1 endorsed_on: @2010-08-20 " + reason + "}");
    CHECK(outcome.reason == refusal);
    if (*refusal != 0) CHECK(outcome.source == "Working Together 2010, chapter 8");
  }
}

TEST_CASE("a contributing board neither writes nor publishes the report") {
  Story story = Requested("CONTRIBUTE_ELSEWHERE");
  HoldQuorateMeeting(story, "$board_meeting", "$full_board", "2010-09-02", "$review");
  const std::vector<std::string> commands = {
      Draft(),
      kEndorse,
      "AcceptReport { review_id: $review version: 1 meeting_id: $board_meeting "
      "accepted_on: @2010-09-02 }",
      "PublishReport { review_id: $review form: FULL_OVERVIEW published_on: @2010-09-02 }",
  };
  for (const std::string& command : commands) {
    INFO(command);
    CHECK(story.When(command).reason == "WRONG_STAGE");
  }
}

}  // namespace
}  // namespace candour::workflows::case_review
