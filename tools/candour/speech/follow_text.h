// Recommendations, meetings and figures, written out for people.
#pragma once

#include <string>

#include "candour/views/v1/views.pb.h"

namespace candour::cli {

// Grouped by plan: each recommendation, and below it one row an action.
std::string RecommendationsText(const views::v1::ListRecommendationsReply& reply);

std::string MeetingsText(const views::v1::ListMeetingsReply& reply);

std::string FiguresText(const views::v1::GetFiguresReply& figures,
                        const views::v1::GetFiguresRequest& request);

}  // namespace candour::cli
