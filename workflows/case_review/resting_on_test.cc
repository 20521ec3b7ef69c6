// What a report rests on when it is endorsed and accepted: contributions that stand, a panel, and
// the votes of people apart from the case.
#include "tests/support/case_review_stories.h"
#include "tests/support/local_review_stories.h"
#include "tests/support/northshire.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::Contributed;
using testing::HoldQuorateMeeting;
using testing::Outcome;
using testing::Story;
using testing::Submitted;

constexpr char kDraft[] =
    "DraftOverview { review_id: $review author_person_id: $reviewer drafted_on: @2010-05-28 }";
constexpr char kEndorse[] =
    "EndorseOverview { review_id: $review version: 1 endorsed_on: @2010-08-20 }";

// What was accepted is replaced between the endorsement and the Board.
Story Replaced() {
  Story story = Contributed();
  story.Do(
      "RecordFinding { review_id: $review finding_id: $finding finding: 'Nobody saw him.' "
      "evidence: 'No visit is recorded.' contribution_ids: $health_imr "
      "found_on: @2010-06-15 }");
  story.On("2010-08-20").Do(kDraft).Do(kEndorse);
  HoldQuorateMeeting(story, "$board_meeting", "$full_board", "2010-09-02", "$review");
  return story;
}

// Hard case 6: everything derived from it is found.
TEST_CASE("a report is not accepted on a contribution that was replaced since it was endorsed") {
  const auto accept = [](int version) {
    return "AcceptReport { review_id: $review version: " + std::to_string(version) +
           " votes_for: 12 meeting_id: $board_meeting accepted_on: @2010-09-02 }";
  };
  const std::string submit =
      "SubmitContribution { review_id: $review contribution_id: $health_imr "
      "signed_off_by_person_id: $officer submitted_on: @2010-08-30 }";
  const std::string again = submit +
                            "AcceptContribution { review_id: $review contribution_id: $health_imr "
                            "accepted_by_person_id: $auditor accepted_on: @2010-09-01 }";
  Story story = Replaced();
  CHECK(Story(story).When(accept(1)).reason.empty());
  SECTION("by another author's") {
    story.Given("$board",
                "PersonRegistered { person_id: $other_author name: 'B' "
                "agency_id: $health }");
    story.Do(
        "DeclareInvolvement { review_id: $review person_id: $author "
        "involvement: MANAGED_PRACTITIONER } NominateAuthor { review_id: $review "
        "contribution_id: $health_imr person_id: $other_author directly_involved: NO "
        "line_manager_of_involved: NO gave_advice: NO }");
  }
  SECTION("for late evidence") {
    story.Do(
        "ReceiveLateEvidence { review_id: $review contribution_id: $health_imr "
        "evidence: 'A diary.' arose_on: @2009-12 received_on: @2010-08-25 "
        "new_due_on: @2010-08-31 }");
  }
  CHECK(story.When(accept(1)).reason == "CONTRIBUTIONS_OPEN");
  story.Do(again);
  const Outcome refused = story.When(accept(1));
  CHECK(refused.reason == "CONTRIBUTIONS_OPEN");
  CHECK(refused.about == std::vector<std::string>{"$health_imr", "$finding"});
  CHECK(refused.sentence.find("Northshire NHS Trust") != std::string::npos);
  story.Do(
      "DraftOverview { review_id: $review author_person_id: $reviewer "
      "drafted_on: @2010-09-01 } "
      "EndorseOverview { review_id: $review version: 2 endorsed_on: @2010-09-02 }");
  CHECK(story.When(accept(2)).reason.empty());
}

TEST_CASE("what came in between draft and endorsement was endorsed; what came after was not") {
  const auto contribute = [](Story& story, const std::string& day) {
    story.Do(
        "RequestContribution { review_id: $review contribution_id: $care agency_id: "
        "$social_care kind: INFORMATION_REPORT requested_on: @" +
        day + " due_on: @" + day +
        " } NominateAuthor { review_id: $review contribution_id: $care person_id: $auditor "
        "directly_involved: NO line_manager_of_involved: NO gave_advice: NO } "
        "SubmitContribution { review_id: $review contribution_id: $care "
        "signed_off_by_person_id: $convenor submitted_on: @" +
        day +
        " } AcceptContribution { review_id: $review contribution_id: $care "
        "accepted_by_person_id: $inspector accepted_on: @" +
        day + " }");
  };
  const std::string accept =
      "AcceptReport { review_id: $review version: 1 votes_for: 12 meeting_id: $board_meeting "
      "accepted_on: @2010-09-02 }";
  Story story = Contributed();
  story.On("2010-08-20").Do(kDraft);
  Story before = story;
  contribute(before, "2010-08-20");
  before.Do(kEndorse);
  story.Do(kEndorse);
  contribute(story, "2010-08-20");
  for (Story* one : {&before, &story}) {
    HoldQuorateMeeting(*one, "$board_meeting", "$full_board", "2010-09-02", "$review");
  }
  CHECK(before.When(accept).reason.empty());
  CHECK(story.When(accept).about == std::vector<std::string>{"$care"});
  // Nor does a draft stand on what the panel did without in the end.
  Story waived = Replaced();
  waived.Do(
      "ReceiveLateEvidence { review_id: $review contribution_id: $health_imr "
      "evidence: 'A diary.' arose_on: @2009-12 received_on: @2010-08-25 "
      "new_due_on: @2010-08-31 } "
      "WaiveContribution { review_id: $review contribution_id: $health_imr "
      "approver_person_id: $convenor reason: 'Too late.' waived_on: @2010-09-01 }");
  CHECK(waived.When(accept).reason == "CONTRIBUTIONS_OPEN");
}

TEST_CASE(
    "the Board does not accept a report with the vote of somebody who had a part in the case") {
  Story story = Contributed();
  story.On("2010-08-20").Do(kDraft).Do(kEndorse);
  HoldQuorateMeeting(story, "$board_meeting", "$full_board", "2010-09-02", "$review");
  story.Given("$board_meeting",
              "AttendanceRecorded { person_id: $chair seat_id: $chair_seat kind: SEAT_HOLDER "
              "from: @2010-09-02T10:00 }");
  story.Do("DeclareInvolvement { review_id: $review person_id: $chair involvement: GAVE_ADVICE }");
  CHECK(story
            .When("AcceptReport { review_id: $review version: 1 meeting_id: $board_meeting "
                  "accepted_on: @2010-09-02 votes_for: 12 }")
            .reason == "CONFLICTED");
}

TEST_CASE("the report of a local review is accepted where all partners count") {
  const std::vector<std::tuple<const char*, std::string, const char*>> rows = {
      {"all three",
       "counted_seat_ids: $la_seat counted_seat_ids: $health_seat "
       "counted_seat_ids: $force_seat",
       ""},
      {"no health",
       "counted_seat_ids: $la_seat counted_seat_ids: $force_seat "
       "counted_seat_ids: $chair_seat",
       "DECIDER_NOT_AUTHORISED"},
  };
  for (const auto& [name, counted, reason] : rows) {
    INFO(name);
    Story story = testing::NotifiedIn2020();
    story.On("2020-03-25").Do(testing::PartnersDecide());
    HoldQuorateMeeting(story, "$partners_meeting", "$full_board", "2020-09-01", "$review");
    story.Given("$partners_meeting",
                "QuorumEvaluated { item_id: $partners_meeting-item met: true "
                "members_counted: 12 at: @2020-09-01T10:06 " +
                    counted + " }");
    story.Do(
        "DraftOverview { review_id: $review author_person_id: $reviewer drafted_on: @2020-08-01 } "
        "EndorseOverview { review_id: $review version: 1 endorsed_on: @2020-08-20 "
        "no_contributions_reason: 'Agencies met the reviewer instead.' }");
    const Outcome outcome = story.When(
        "AcceptReport { review_id: $review version: 1 meeting_id: $partners_meeting "
        "accepted_on: @2020-09-01 }");
    CHECK(outcome.reason == reason);
    if (*reason != '\0')
      CHECK(outcome.sentence.find("the seat of health_lead") != std::string::npos);
  }
}

}  // namespace
}  // namespace candour::workflows::case_review
