#include "tests/support/case_review_stories.h"

#include "tests/support/northshire.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/chronology/chronology.h"
#include "workflows/document/document.h"
#include "workflows/meeting/meeting.h"
#include "workflows/publication/publication.h"

namespace candour::testing {

const std::string& AcceptedSha256() {
  static const auto& sha256 = *new std::string(64, 'a');
  return sha256;
}

const std::string& SummarySha256() {
  static const auto& sha256 = *new std::string(64, 'c');
  return sha256;
}

Story Untold() {
  return Story({workflows::board::Register, workflows::meeting::Register,
                workflows::child_death::Register, workflows::case_review::Register,
                workflows::action_plan::Register, workflows::chronology::Register,
                workflows::document::Register, workflows::publication::Register});
}

Story InNorthshire() {
  Story story = Untold();
  OpenNorthshire(story);
  return story;
}

Story Referred() {
  Story story = InNorthshire();
  story.On("2010-03-02").Do(R"(
    ReferCase {
      review_id: $review case_reference: 'SCR/2010/1' referrer: HOSPITAL harm: SERIOUS_INJURY
      incident_on: @2010-02 referred_on: @2010-03-01 grounds: 'Injuries without an account.'
    })");
  return story;
}

Story Decided(const std::string& option) {
  Story story = Referred();
  story.On("2010-03-22").Do(R"(
    DecideOnReview {
      review_id: $review decision_id: $decision decider_person_id: $chair
      criteria_met: ABUSE_OR_NEGLECT_KNOWN_OR_SUSPECTED criteria_met: CHILD_SERIOUSLY_HARMED
      reasons: 'Agencies knew of the family.' facts_as_of: @2010-03-20 decided_on: @2010-03-22
      option: )" + option + "}");
  return story;
}

Story Requested(const std::string& option) {
  Story story = Decided(option);
  story.On("2010-04-01").Do(R"(
    ApproveTermsOfReference {
      review_id: $review period_from: @2008-01 period_to: @2010-02-28
      questions: 'What was known?' approved_on: @2010-03-29
    }
    RequestContribution {
      review_id: $review contribution_id: $health_imr agency_id: $health
      kind: INDIVIDUAL_MANAGEMENT_REVIEW requested_on: @2010-04-01 due_on: @2010-06-01
    }
    RequestContribution {
      review_id: $review contribution_id: $police_imr agency_id: $police
      kind: INDIVIDUAL_MANAGEMENT_REVIEW requested_on: @2010-04-01 due_on: @2010-06-01
    })");
  return story;
}

Story Submitted() {
  Story story = Requested();
  story.On("2010-05-28").Do(R"(
    NominateAuthor {
      review_id: $review contribution_id: $health_imr person_id: $author
      directly_involved: NO line_manager_of_involved: NO gave_advice: NO
    }
    SubmitContribution {
      review_id: $review contribution_id: $health_imr signed_off_by_person_id: $officer
      submitted_on: @2010-05-28
    })");
  return story;
}

void DoWithoutHealthOverview(Story& story, const std::string& day) {
  story.Do(
      "RequestContribution { review_id: $review contribution_id: $health_overview "
      "agency_id: $health kind: HEALTH_OVERVIEW requested_on: @" +
      day + " due_on: @" + day +
      " } WaiveContribution { review_id: $review contribution_id: $health_overview "
      "approver_person_id: $convenor reason: 'One trust alone knew them.' waived_on: @" +
      day + " }");
}

Story Contributed() {
  Story story = Submitted();
  story.On("2010-06-15").Do(R"(
    AcceptContribution {
      review_id: $review contribution_id: $health_imr accepted_by_person_id: $auditor
      accepted_on: @2010-06-15
    }
    WaiveContribution {
      review_id: $review contribution_id: $police_imr approver_person_id: $convenor
      reason: 'The police were never called.' waived_on: @2010-06-15
    })");
  DoWithoutHealthOverview(story, "2010-06-15");
  story.Do(
      "ConstituteReviewPanel { review_id: $review chair_person_id: $convenor "
      "constituted_on: @2010-06-15 }");
  return story;
}

Story Accepted() {
  Story story = Contributed();
  HoldQuorateMeeting(story, "$board_meeting", "$full_board", "2010-09-02", "$review");
  story.Do(R"(
    DraftOverview {
      review_id: $review author_person_id: $reviewer drafted_on: @2010-08-01
      document_sha256: ')" +
           AcceptedSha256() + R"('
    }
    EndorseOverview { review_id: $review version: 1 endorsed_on: @2010-08-20 }
    AcceptReport {
      review_id: $review version: 1 meeting_id: $board_meeting accepted_on: @2010-09-02
      votes_for: 12
    }
    ApproveExecutiveSummary {
      review_id: $review version: 1 approver_person_id: $chair approved_on: @2010-09-02
      read_for_names_by_person_id: $convenor
      document_sha256: ')" +
           SummarySha256() + R"('
    })");
  return story;
}

}  // namespace candour::testing
