#include "tests/support/large_review.h"

#include "absl/strings/str_cat.h"
#include "tests/support/house_stories.h"

namespace candour::testing {
namespace {

constexpr int kAgencies = kAgenciesOfLargeReview;
constexpr uint64_t kEvents = kEventsOfLargeReview;
constexpr int kLinesOfEach = 34;

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

}  // namespace

void TellLargeReview(TestHouse& house) {
  OpenReview(house);
  TellLines(house);
  LiveThroughYears(house);
}

void TellLargePlan(TestHouse& house) {
  constexpr int kRecommendations = 30;
  constexpr int kActions = 300;
  house.Do(
      "OpenActionPlan { plan_id: $plan title: 'Plan' review_id: $review opened_on: @2010-05-03 }");
  for (int n = 0; n < kRecommendations; ++n) {
    house.Do(absl::StrCat("MakeRecommendation { plan_id: $plan recommendation_id: $r", n,
                          " number: '", n + 1,
                          "' text: 'Share what is known with whoever sees the "
                          "child.' source: FROM_OVERVIEW made_on: @2010-05-03 }"));
  }
  for (int n = 0; n < kActions; ++n) {
    const std::string action = absl::StrCat(" plan_id: $plan action_id: $a", n, " ");
    const std::string agency = absl::StrCat("$agency", n % kAgencies);
    house.Do(absl::StrCat(
        "CreateAction {", action, "recommendation_ids: $r", n % kRecommendations,
        " owner_agency_id: ", agency,
        " lead_role: 'named nurse' text: 'Train those who visit, and look at how they write' "
        "measure: 'Children are referred earlier.' due_on: @2010-0",
        6 + n % 4, "-01 created_on: @2010-05-03 } ReportProgress {", action,
        "status: ON_TRACK narrative: 'Two of four teams are trained.' by_agency_id: ", agency,
        " reported_on: @2010-05-03 } SubmitEvidence {", action,
        "description: 'Certificates' by_agency_id: ", agency, " submitted_on: @2010-05-03 }"));
    if (n % 3 != 0) continue;
    house.Do(absl::StrCat("DeclareActionComplete {", action, "by_agency_id: ", agency,
                          " declared_on: @2010-05-03 }"));
  }
}

}  // namespace candour::testing
