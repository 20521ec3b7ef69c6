// How long a processor works on each question across cases where one of them is the largest review
// that is to be expected (tests/support/large_review.h).
#include "tests/support/large_review.h"

#include <algorithm>
#include <iostream>
#include <set>

#include "absl/strings/str_cat.h"
#include "candour/views/v1/views.pb.h"
#include "google/protobuf/descriptor.h"
#include "tests/support/desk.h"

namespace candour::views {
namespace {

using google::protobuf::Message;
using google::protobuf::MessageFactory;
using testing::MillisOfProcessor;
using testing::TestDesk;

constexpr double kMillisAtMost = 50;  // lightly optimised, on a machine that does much else
constexpr int kTimes = 20;

struct Question {
  const char* method;
  const char* asks;
  const char* role = "case_review_coordinator";
};

constexpr Question kQuestions[] = {
    {"ListCases", "page_size: 500"},
    {"ListClocks", "page_size: 500"},
    {"ListClocks", "page_size: 500 horizon_days: 400"},
    {"GetCaseClocks", "kind: CASE_REVIEW case_id: $review"},
    {"GetCaseClocks", "kind: ACTION_PLAN case_id: $plan"},
    {"ListPossibleDuplicates", "case_id: $case", "cdop_administrator"},
    {"GetTimeline", "page_size: 500"},
    {"ListMeetings", "page_size: 500"},
    {"GetAttendance", "page_size: 500"},
    {"ListPlans", "page_size: 500"},
    {"ListRecommendations", "page_size: 500"},
    {"ListActions", "page_size: 500"},
    {"ListAgencies", "page_size: 500"},
    {"ListAgencyReturns", "page_size: 500", "cdop_administrator"},
    {"ListReviews", "page_size: 500"},
    {"ListContributions", "page_size: 500"},
    {"GetTimeliness", "", "cdop_administrator"},
    {"GetFigures", "from: @2010-04-01 until: @2011-03-31"},
    {"ListRegister", "page_size: 500", "cdop_administrator"},
    {"RebuildView", "tenant: 'northshire'", "operator"},
    {"GetViewState", "tenant: 'northshire'", "operator"},
    {"GetReach", "tenant: 'northshire' subject: 'somebody' ids: $review", "service"},
};

TEST_CASE(
    "every question across cases is cheap beside a review of 400 events and twelve agencies") {
  TestDesk desk;
  testing::TellLargeReview(desk.house());
  testing::TellLargePlan(desk.house());
  desk.On("2010-05-04").Given("$case", R"(
    DeathNotificationReceived {
      notification_id: $n case_reference: 'CD-10-001' channel: FORM notifier: HOSPITAL
      received_at: @2010-05-03T11:00
    }
    ChildIdentified { given_names: 'Robin' family_name: 'Example' })");
  desk.OpenViews();
  std::set<std::string> asked;
  for (const Question& question : kQuestions) {
    asked.insert(question.method);
    const auto request = std::move(
        desk.house()
            .Tell("views", absl::StrCat(question.method, "Request { ", question.asks, " }"))
            .front());
    const auto* reply_type = google::protobuf::DescriptorPool::generated_pool()
                                 ->FindServiceByName("candour.views.v1.Views")
                                 ->FindMethodByName(question.method)
                                 ->output_type();
    double least = 1e9;
    for (int time = 0; time < kTimes; ++time) {
      const std::unique_ptr<Message> reply(
          MessageFactory::generated_factory()->GetPrototype(reply_type)->New());
      const double began = MillisOfProcessor();
      const absl::Status answered = desk.Call(question.method, *request, *reply, question.role);
      least = std::min(least, MillisOfProcessor() - began);
      INFO(question.method << ": " << answered);
      REQUIRE(answered.ok());
    }
    INFO(question.method << " took " << least << " ms");
    CHECK(least < kMillisAtMost);
    std::cout << "Views." << question.method << " " << least << " ms of processor\n";
  }
  const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      "candour.views.v1.Views");
  for (int i = 0; i < service->method_count(); ++i) {
    INFO(service->method(i)->name());
    CHECK(asked.contains(service->method(i)->name()));
  }
}

}  // namespace
}  // namespace candour::views
