// How long a processor works on each question about the largest review that is to be expected.
#include "tests/support/large_review.h"

#include <functional>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "tests/support/house.h"

namespace candour::audit {
namespace {

using testing::MillisOfProcessor;
using testing::TestHouse;

constexpr double kMillisAtMost = 120;  // lightly optimised, on a machine that does much else
constexpr int kTimes = 20;

TEST_CASE("every question about a review of 400 events, twelve agencies and 300 actions is cheap") {
  TestHouse house;
  testing::TellLargeReview(house);
  testing::TellLargePlan(house);
  house.On("2010-05-04").As("auditor");
  const std::string about = "about { board_id: $board id: $review aggregate: CASE_REVIEW } ";
  const auto timeline =
      house.Ask<v1::Timeline>("GetTimeline", "GetTimelineRequest {" + about + "}");
  REQUIRE(timeline.ok());
  CHECK(timeline->total() >= testing::kEventsOfLargeReview);
  std::string of = about;
  const auto measure = [&]<typename Reply>(const std::string& method, const std::string& more) {
    double least = 1e9;
    for (int time = 0; time < kTimes; ++time) {
      const double began = MillisOfProcessor();
      const auto reply =
          house.Ask<Reply>(method, absl::StrCat(method, "Request { ", of, more, " }"));
      least = std::min(least, MillisOfProcessor() - began);
      INFO(reply.status());
      REQUIRE(reply.ok());
    }
    INFO(method << " took " << least << " ms");
    CHECK(least < kMillisAtMost);
    std::cout << method << " " << more << " " << least << " ms of processor\n";
  };
  measure.operator()<v1::Timeline>("GetTimeline", "page_size: 500");
  measure.operator()<types::v1::CaseFile>("GetCase", "");
  measure.operator()<types::v1::CaseFile>("GetCase", "as_at { moment: @2010-05-03T12:00 }");
  measure.operator()<types::v1::CaseDifference>("DiffCase", "from { moment: @2010-03-09T12:00 }");
  measure.operator()<v1::Decisions>("GetDecisions", "");
  measure.operator()<types::v1::IntegratedChronology>("GetChronology", "");
  measure.operator()<types::v1::Genogram>("GetGenogram", "");
  of = "about { board_id: $board id: $plan aggregate: ACTION_PLAN } ";
  measure.operator()<v1::Timeline>("GetTimeline", "page_size: 500");
  measure.operator()<types::v1::CaseFile>("GetCase", "");
  measure.operator()<types::v1::CaseDifference>("DiffCase", "from { moment: @2010-05-03T12:00 }");
  measure.operator()<types::v1::PlanProgress>("GetPlanProgress", "");
}

}  // namespace
}  // namespace candour::audit
