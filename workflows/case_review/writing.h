// What goes into the report of a review while it is written, and what comes after its acceptance.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "candour/events/v1/review_report.pb.h"

namespace candour::workflows::case_review {

struct Comment {
  events::v1::FactualCommentMade record;
  std::optional<events::v1::FactualCommentAnswered> answered;
};

struct Writing {
  std::map<std::string, Comment> comments;
  std::map<std::string, events::v1::FindingRecorded> findings;
  std::vector<events::v1::ExecutiveSummaryApproved> summaries;  // the last one stands
  std::vector<events::v1::BoardResponseAgreed> responses;       // likewise
  std::vector<events::v1::AddendumIssued> addenda;
};

}  // namespace candour::workflows::case_review
