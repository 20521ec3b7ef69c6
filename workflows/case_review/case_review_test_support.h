// Stories of one case review, `$review`, told up to where a test takes over.
#pragma once

#include "tests/support/northshire.h"
#include "tests/support/rules.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/meeting/meeting.h"

namespace candour::workflows::case_review {

// Referred on 1 March 2010, under Working Together 2010.
inline testing::Story Referred() {
  testing::Story story(
      {board::Register, meeting::Register, child_death::Register, Register, action_plan::Register});
  testing::OpenNorthshire(story);
  story.On("2010-03-02").Do(R"(
    ReferCase {
      review_id: $review case_reference: 'SCR/2010/1' referrer: HOSPITAL harm: SERIOUS_INJURY
      incident_on: @2010-02 referred_on: @2010-03-01 grounds: 'Injuries without an account.'
    })");
  return story;
}

// On 22 March 2010 the chair decided for a serious case review ($decision).
inline testing::Story Decided(const std::string& option = "SERIOUS_CASE_REVIEW") {
  testing::Story story = Referred();
  story.On("2010-03-22").Do(R"(
    DecideOnReview {
      review_id: $review decision_id: $decision decider_person_id: $chair
      criteria_met: ABUSE_OR_NEGLECT_KNOWN_OR_SUSPECTED criteria_met: CHILD_SERIOUSLY_HARMED
      reasons: 'Agencies knew of the family.' facts_as_of: @2010-03-20 decided_on: @2010-03-22
      option: )" + option + "}");
  return story;
}

// On 1 April 2010 health ($health_imr) and police ($police_imr) were asked for a management review.
inline testing::Story Requested(const std::string& option = "SERIOUS_CASE_REVIEW") {
  testing::Story story = Decided(option);
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

// On 28 May 2010 health had submitted its review, by $author, signed off by $officer.
inline testing::Story Submitted() {
  testing::Story story = Requested();
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

// By 15 June 2010 health's review was accepted, that of the police waived.
inline testing::Story Contributed() {
  testing::Story story = Submitted();
  story.On("2010-06-15").Do(R"(
    AcceptContribution {
      review_id: $review contribution_id: $health_imr accepted_by_person_id: $auditor
      accepted_on: @2010-06-15
    }
    WaiveContribution {
      review_id: $review contribution_id: $police_imr approver_person_id: $convenor
      reason: 'The police were never called.'
    })");
  return story;
}

// On 2 September 2010 the Board accepted version 1, endorsed on 20 August.
inline testing::Story Accepted() {
  testing::Story story = Contributed();
  testing::HoldQuorateMeeting(story, "$board_meeting", "$full_board", "2010-09-02", "$review");
  story.Do(R"(
    DraftOverview {
      review_id: $review author_person_id: $inspector document_sha256: 'aa' drafted_on: @2010-08-01
    }
    EndorseOverview { review_id: $review version: 1 endorsed_on: @2010-08-20 }
    AcceptReport {
      review_id: $review version: 1 meeting_id: $board_meeting accepted_on: @2010-09-02
      votes_for: 12
    })");
  return story;
}

}  // namespace candour::workflows::case_review
