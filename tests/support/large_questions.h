// What is asked about the largest review that is to be expected (tests/support/large_review.h).
#pragma once

#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "tests/support/desk.h"

namespace candour::testing {

struct LargeQuestion {
  const char* of;      // what the figure is called after: "views", "review" or "plan"
  const char* method;  // of views' service, or of audit's about the review or the plan
  const char* asks = "";
  const char* role = "auditor";
};

// Every question to the views, and what is asked of the audit about one case.
std::span<const LargeQuestion> LargeQuestions();

// The house with the review, its plan and a child's death beside them, the views open.
std::unique_ptr<TestDesk> LargeReviewDesk();

absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Answer(TestDesk& desk,
                                                                  const LargeQuestion& question);

}  // namespace candour::testing
