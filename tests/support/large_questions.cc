#include "tests/support/large_questions.h"

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/views/v1/views.pb.h"
#include "google/protobuf/descriptor.h"
#include "tests/support/large_review.h"

namespace candour::testing {
namespace {

using google::protobuf::Message;

constexpr char kCoordinator[] = "case_review_coordinator";
constexpr char kAdministrator[] = "cdop_administrator";

constexpr LargeQuestion kQuestions[] = {
    {"views", "ListCases", "page_size: 500", kCoordinator},
    {"views", "ListClocks", "page_size: 500 horizon_days: 400", kCoordinator},
    {"views", "GetCaseClocks", "kind: CASE_REVIEW case_id: $review", kCoordinator},
    {"views", "GetCaseClocks", "kind: ACTION_PLAN case_id: $plan", kCoordinator},
    {"views", "ListPossibleDuplicates", "case_id: $case", kAdministrator},
    {"views", "GetTimeline", "page_size: 500", kCoordinator},
    {"views", "ListMeetings", "page_size: 500", kCoordinator},
    {"views", "GetAttendance", "page_size: 500", kCoordinator},
    {"views", "ListMeetingActions", "page_size: 500", kCoordinator},
    {"views", "ListPlans", "page_size: 500", kCoordinator},
    {"views", "ListRecommendations", "page_size: 500", kCoordinator},
    {"views", "ListActions", "page_size: 500", kCoordinator},
    {"views", "ListAgencies", "page_size: 500", kCoordinator},
    {"views", "ListAgencyReturns", "page_size: 500", kAdministrator},
    {"views", "ListReviews", "page_size: 500", kCoordinator},
    {"views", "ListContributions", "page_size: 500", kCoordinator},
    {"views", "GetTimeliness", "", kAdministrator},
    {"views", "GetFigures", "from: @2010-04-01 until: @2011-03-31", kCoordinator},
    {"views", "ListRegister", "page_size: 500", kAdministrator},
    {"views", "RebuildView", "tenant: 'northshire'", "operator"},
    {"views", "GetViewState", "tenant: 'northshire'", "operator"},
    {"views", "GetReach", "tenant: 'northshire' subject: 'somebody' ids: $review", "service"},
    {"review", "GetTimeline", "page_size: 500"},
    {"review", "GetCase"},
    {"review", "GetCase", "as_at { moment: @2010-05-03T12:00 }"},
    {"review", "DiffCase", "from { moment: @2010-03-09T12:00 }"},
    {"review", "GetDecisions"},
    {"review", "GetChronology"},
    {"review", "GetGenogram"},
    {"plan", "GetTimeline", "page_size: 500"},
    {"plan", "GetCase"},
    {"plan", "DiffCase", "from { moment: @2010-05-03T12:00 }"},
    {"plan", "GetPlanProgress"},
};

std::string About(const std::string& of) {
  if (of == "views") return "";
  return absl::StrCat("about { board_id: $board id: $", of,
                      " aggregate: ", of == "plan" ? "ACTION_PLAN" : "CASE_REVIEW", " } ");
}

}  // namespace

std::span<const LargeQuestion> LargeQuestions() { return kQuestions; }

std::unique_ptr<TestDesk> LargeReviewDesk() {
  auto desk = std::make_unique<TestDesk>();
  TellLargeReview(desk->house());
  TellLargePlan(desk->house());
  desk->On("2010-05-04").Given("$case", R"(
    DeathNotificationReceived {
      notification_id: $n case_reference: 'CD-10-001' channel: FORM notifier: HOSPITAL
      received_at: @2010-05-03T11:00
    }
    ChildIdentified { given_names: 'Robin' family_name: 'Example' })");
  desk->OpenViews();
  return desk;
}

absl::StatusOr<std::unique_ptr<Message>> Answer(TestDesk& desk, const LargeQuestion& question) {
  const bool of_views = std::string_view(question.of) == "views";
  const auto request = std::move(
      desk.house()
          .Tell(of_views ? "views" : "audit", absl::StrCat(question.method, "Request { ",
                                                           About(question.of), question.asks, " }"))
          .front());
  const google::protobuf::MethodDescriptor& method =
      *google::protobuf::DescriptorPool::generated_pool()
           ->FindServiceByName(of_views ? "candour.views.v1.Views" : "candour.audit.v1.Audit")
           ->FindMethodByName(question.method);
  std::unique_ptr<Message> reply(google::protobuf::MessageFactory::generated_factory()
                                     ->GetPrototype(method.output_type())
                                     ->New());
  const absl::Status answered =
      of_views ? desk.Call(question.method, *request, *reply, question.role)
               : desk.house().As(question.role).client().Call(method.full_name(), *request, *reply);
  if (!answered.ok()) return answered;
  return reply;
}

}  // namespace candour::testing
