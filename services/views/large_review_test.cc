// Every question across cases beside the largest review that is to be expected. What it costs is
// measured by tools/bench.
#include "tests/support/large_review.h"

#include <set>
#include <string>

#include "candour/audit/v1/audit.pb.h"
#include "candour/views/v1/views.pb.h"
#include "google/protobuf/descriptor.h"
#include "tests/support/large_questions.h"

namespace candour::views {
namespace {

TEST_CASE("every question is answered beside a review of 400 events and a plan of 300 actions") {
  const auto desk = testing::LargeReviewDesk();
  std::set<std::string> asked;
  for (const testing::LargeQuestion& question : testing::LargeQuestions()) {
    INFO(question.method);
    const auto reply = testing::Answer(*desk, question);
    INFO(reply.status());
    REQUIRE(reply.ok());
    asked.insert((*reply)->GetTypeName());
    if (const auto* timeline = dynamic_cast<const audit::v1::Timeline*>(reply->get())) {
      CHECK(timeline->total() >= testing::kEventsOfLargeReview);
    }
  }
  const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      "candour.views.v1.Views");
  for (int i = 0; i < service->method_count(); ++i) {
    INFO(service->method(i)->name());
    CHECK(asked.contains(service->method(i)->output_type()->full_name()));
  }
}

}  // namespace
}  // namespace candour::views
