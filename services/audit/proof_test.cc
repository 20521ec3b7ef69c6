// Of which stream a proof is asked.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "tests/support/house_stories.h"

namespace candour::audit {
namespace {

using testing::TestHouse;

constexpr char kReview[] = "about { board_id: $board aggregate: CASE_REVIEW id: $review } ";

TEST_CASE("what the timeline tells of a meeting is proved of the meeting, and that is said") {
  TestHouse house;
  OpenBoard(house);
  house.On("2010-03-02").As("case_review_coordinator").Do(R"(
    ReferCase {
      review_id: $review case_reference: 'SCR/2010/1' referrer: HOSPITAL harm: SERIOUS_INJURY
      incident_on: @2010-02 referred_on: @2010-03-01 grounds: 'Injuries without an account.'
    }
    ScheduleMeeting { meeting_id: $sitting body_id: $full starts_at: @2010-07-20T10:00 }
    ListCaseReview { meeting_id: $sitting review_id: $review })");
  house.As("auditor");
  const auto timeline =
      house.Ask<v1::Timeline>("GetTimeline", absl::StrCat("GetTimelineRequest { ", kReview, "}"));
  const auto scheduled =
      std::find_if(timeline->entries().begin(), timeline->entries().end(),
                   [](const auto& entry) { return entry.event_type() == "MeetingScheduled"; });
  REQUIRE(scheduled != timeline->entries().end());
  const auto ask = [&](const std::string& about) {
    return house
        .Ask<v1::EventProof>("GetProof", absl::StrCat("GetProofRequest { ", about, "event_id: '",
                                                      scheduled->event_id(), "' }"))
        .status();
  };
  const absl::Status of_the_case = ask(kReview);
  CHECK(of_the_case.code() == absl::StatusCode::kNotFound);
  CHECK(absl::StrContains(of_the_case.message(), house.Id("$sitting")));
  CHECK(ask("about { board_id: $board aggregate: MEETING id: $sitting } ").ok());
}

}  // namespace
}  // namespace candour::audit
