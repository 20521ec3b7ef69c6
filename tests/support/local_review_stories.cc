#include "tests/support/local_review_stories.h"

#include "tests/support/case_review_stories.h"
#include "tests/support/northshire.h"

namespace candour::testing {

Story ReferredIn2020() {
  Story story = InNorthshire();
  story.On("2019-10-01").Given("$board", R"(
    PersonRegistered { person_id: $authority name: 'Authority lead' }
    PersonRegistered { person_id: $board_nurse name: 'Health lead' }
    PersonRegistered { person_id: $commander name: 'Police lead' }
    SeatCreated { seat_id: $la_seat body_id: $full_board role: LOCAL_AUTHORITY_LEAD from: @2019-09-29 }
    SeatCreated { seat_id: $health_seat body_id: $full_board role: HEALTH_LEAD from: @2019-09-29 }
    SeatCreated { seat_id: $force_seat body_id: $full_board role: POLICE from: @2019-09-29 }
    SeatFilled { seat_id: $la_seat person_id: $authority from: @2019-09-29 }
    SeatFilled { seat_id: $health_seat person_id: $board_nurse from: @2019-09-29 }
    SeatFilled { seat_id: $force_seat person_id: $commander from: @2019-09-29 })");
  for (const char* edition : {"wt2013", "wt2015", "wt2018", "wt2023"}) story.Adopt(edition);
  story.On("2020-03-02").Do(R"(
    ReferCase {
      review_id: $review case_reference: 'LCSPR/2020/1' referrer: SOCIAL_CARE harm: SERIOUS_INJURY
      incident_on: @2020-02-28 referred_on: @2020-03-02 grounds: 'Injuries without an account.'
    })");
  return story;
}

Story NotifiedIn2020() {
  Story story = ReferredIn2020();
  story.On("2020-03-04").Do(R"(
    ReportIncident {
      review_id: $review area_of_incident: 'E99000001' aware_on: @2020-03-02 abuse_or_neglect: YES
    }
    NotifyIncident {
      review_id: $review notice_id: $notice recipient: 'national_panel' channel: FORM
      sent_on: @2020-03-04
    })");
  return story;
}

std::string PartnersDecide(const std::string& changes) {
  return R"(DecideOnReview {
    review_id: $review decision_id: $decision option: LOCAL_REVIEW decider_person_id: $authority
    co_decider_person_ids: $board_nurse co_decider_person_ids: $commander
    criteria: 'improvements' reasons: 'There is much to learn.' facts_as_of: @2020-03-24
    decided_on: @2020-03-25 )" +
         changes + "}";
}

Story LocalReportAccepted() {
  Story story = NotifiedIn2020();
  story.On("2020-03-25").Do(PartnersDecide());
  HoldQuorateMeeting(story, "$partners_meeting", "$full_board", "2020-09-01", "$review");
  story.Do(R"(
    DraftOverview { review_id: $review author_person_id: $reviewer drafted_on: @2020-08-01
      document_sha256: ')" +
           AcceptedSha256() + R"(' }
    EndorseOverview { review_id: $review version: 1 endorsed_on: @2020-08-20
      no_contributions_reason: 'Agencies met the reviewer instead.' }
    AcceptReport { review_id: $review version: 1 meeting_id: $partners_meeting
      accepted_on: @2020-09-01 })");
  return story;
}

}  // namespace candour::testing
