// How long a processor works on each question about the largest review that is to be expected: one
// of 400 events, to which twelve agencies told 400 lines. The time is that of this process, not of
// the clock on the wall, for the machine does other things beside.
#include <ctime>
#include <functional>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "services/audit/test_review.h"
#include "tests/support/house.h"

namespace candour::audit {
namespace {

using testing::TestHouse;

constexpr int kAgencies = 12;
constexpr int kLinesOfEach = 34;
constexpr uint64_t kEvents = 400;
constexpr double kMillisAtMost = 150;  // lightly optimised, on a machine that does much else
constexpr int kTimes = 20;

void OpenReview(TestHouse& house) {
  DecideOnReview(house);
  house.Do(R"(
    ApproveTermsOfReference {
      review_id: $review questions: 'What was known?' period_from: @2009-01-01
      period_to: @2010-03-01 approved_on: @2010-05-03
    })");
  OpenChronology(house);
}

void TellLines(TestHouse& house) {
  for (int agency = 0; agency < kAgencies; ++agency) {
    const std::string id = absl::StrCat("$agency", agency);
    house.Do(absl::StrCat("RegisterAgency { agency_id: ", id, " name: 'Agency ", agency, "' }",
                          "RequestContribution { review_id: $review contribution_id: $imr", agency,
                          " agency_id: ", id,
                          " kind: INDIVIDUAL_MANAGEMENT_REVIEW requested_on: "
                          "@2010-05-03 due_on: @2010-07-01 }"));
  }
  for (int agency = 0; agency < kAgencies; ++agency) {
    std::string lines;
    for (int line = 0; line < kLinesOfEach; ++line) {
      absl::StrAppend(&lines, "lines { on: @2009-0", 1 + line % 9, "-", 10 + (line + agency) % 18,
                      " text: 'The health visitor came home and saw the child in visit ", line,
                      "; what was seen was written down and told on to the others by telephone.' "
                      "source: 'Record, page ",
                      line, "' people: 'Child A' shared_with_agency_ids: $agency",
                      (agency + line) % kAgencies, " }");
    }
    house.Do(absl::StrCat("SubmitChronology { chronology_id: $chronology agency_id: $agency",
                          agency, " submitted_on: @2010-05-03 ", lines, " }"));
  }
}

// Until the review has so many events.
void LiveThroughYears(TestHouse& house) {
  constexpr uint64_t kEachTime = 4;
  for (uint64_t n = 0; n * kEachTime < kEvents - kAgencies; ++n) {
    const std::string process = absl::StrCat(" review_id: $review process_id: $process", n);
    const std::string hold = absl::StrCat(" hold_id: $hold", n);
    house.Do(absl::StrCat(
        "LinkParallelProcess {", process,
        " kind: CRIMINAL_PROCEEDINGS run_by: 'Crown court' began_on: @2010-04-01 expected_on: "
        "@2010-12-01 } HoldReviewStep {",
        process, hold,
        " steps: SPEAKING_WITH_STAFF reason: 'Witnesses.' authority: 'Crown court' look_again_on: "
        "@2010-08-03 held_on: @2010-05-03 } ReleaseReviewStep { review_id: $review",
        hold,
        " reason: 'They have been heard.' released_on: @2010-05-03 } ConcludeParallelProcess {",
        process, " outcome: 'Convicted.' concluded_on: @2010-05-03 }"));
  }
}

double MillisOfProcessor() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

TEST_CASE("every question about a review of 400 events and twelve agencies is cheap") {
  TestHouse house;
  OpenReview(house);
  TellLines(house);
  LiveThroughYears(house);
  house.On("2010-05-04").As("auditor");
  const std::string about = "about { board_id: $board id: $review aggregate: CASE_REVIEW } ";
  const auto timeline =
      house.Ask<v1::Timeline>("GetTimeline", "GetTimelineRequest {" + about + "}");
  REQUIRE(timeline.ok());
  CHECK(timeline->total() >= kEvents);
  const auto measure = [&]<typename Reply>(const std::string& method, const std::string& more) {
    double least = 1e9;
    for (int time = 0; time < kTimes; ++time) {
      const double began = MillisOfProcessor();
      const auto reply =
          house.Ask<Reply>(method, absl::StrCat(method, "Request { ", about, more, " }"));
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
}

}  // namespace
}  // namespace candour::audit
