#include "tools/candour/speech/follow_text.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/candour/speech/plan_text.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

using views::v1::ActionSummary;
using views::v1::GetFiguresReply;
using views::v1::MeetingSummary;
using views::v1::RecommendationSummary;

std::string StatusText(const ActionSummary& action) {
  return absl::StrCat(ValueWords(action, "status"),
                      action.rag() == views::v1::RAG_UNSPECIFIED ? "" : ", ", ColourText(action),
                      action.times_reopened() == 0 ? "" : ", re-opened before");
}

// "to be reviewed on 1 August 2011"; blank if nothing is planned and nothing was found.
std::string ImpactText(const ActionSummary& action) {
  if (action.has_impact_review_on()) {
    return absl::StrCat("to be reviewed on ", ValueWords(action, "impact_review_on"));
  }
  if (!action.has_impact_evaluated_on()) return "";
  return absl::StrCat(ValueWords(action, "impact"), " (", ValueWords(action, "impact_evaluated_on"),
                      ")");
}

std::string ClosingText(const RecommendationSummary& recommendation) {
  if (recommendation.outcome() == types::v1::RECOMMENDATION_OUTCOME_UNSPECIFIED) return "open";
  return absl::StrCat(
      "closed on ", ValueWords(recommendation, "closed_on"), ": ",
      ValueWords(recommendation, "outcome"), recommendation.closed_because().empty() ? "" : "; ",
      recommendation.closed_because(),
      recommendation.residual_risk().empty() ? "" : "; risk: ", recommendation.residual_risk());
}

std::string ItemsText(const MeetingSummary& meeting) {
  std::vector<std::string> parts;
  if (meeting.decided() > 0) parts.push_back(absl::StrCat(meeting.decided(), " decided"));
  if (meeting.deferred() > 0) parts.push_back(absl::StrCat(meeting.deferred(), " deferred"));
  if (meeting.discussed() > 0) parts.push_back(absl::StrCat(meeting.discussed(), " discussed"));
  if (meeting.not_ratified() > 0) {
    parts.push_back(absl::StrCat(meeting.not_ratified(), " not ratified"));
  }
  if (meeting.not_reached() > 0) {
    parts.push_back(absl::StrCat(meeting.not_reached(), " not reached"));
  }
  if (meeting.forgotten() > 0) {
    parts.push_back(absl::StrCat(meeting.forgotten(), " about what was forgotten"));
  }
  if (meeting.ready() > 0) parts.push_back(absl::StrCat(meeting.ready(), " ready"));
  if (meeting.not_ready() > 0) parts.push_back(absl::StrCat(meeting.not_ready(), " not ready"));
  if (meeting.other_outcomes_size() > 0) {
    parts.push_back(absl::StrCat(meeting.other_outcomes_size(), " besides"));
  }
  std::string out;
  for (const std::string& part : parts) absl::StrAppend(&out, out.empty() ? "" : ", ", part);
  return out;
}

using Lines = std::vector<std::pair<std::string, std::string>>;
using Counts = google::protobuf::RepeatedPtrField<GetFiguresReply::Count>;

void AddCounts(const std::string& title, const Counts& counts, Lines& lines) {
  for (const GetFiguresReply::Count& count : counts) {
    lines.emplace_back(absl::StrCat(title, count.words()), absl::StrCat(count.count()));
  }
}

}  // namespace

std::string RecommendationsText(const views::v1::ListRecommendationsReply& reply) {
  if (reply.recommendations().empty()) {
    return "No recommendations match. They are recorded with `candour do MakeRecommendation`.\n";
  }
  std::string out;
  std::string plan;
  for (const RecommendationSummary& recommendation : reply.recommendations()) {
    if (recommendation.plan_id() != plan) {
      plan = recommendation.plan_id();
      absl::StrAppend(&out, out.empty() ? "" : "\n", recommendation.plan_title(), "\n",
                      std::string(Columns(recommendation.plan_title()), '='), "\n");
    }
    absl::StrAppend(
        &out, "\n",
        Paragraph(absl::StrCat(recommendation.number(), "  ", recommendation.text()), 0),
        Paragraph(ClosingText(recommendation), 2));
    if (!recommendation.themes().empty()) {
      absl::StrAppend(
          &out,
          Paragraph(absl::StrCat("themes: ", absl::StrJoin(recommendation.themes(), ", ")), 2));
    }
    for (const auto& response : recommendation.responses()) {
      absl::StrAppend(
          &out,
          Paragraph(absl::StrCat(response.agency_name(), response.superseded() ? ", before" : "",
                                 ": ", ValueWords(response, "response"),
                                 response.reason().empty() ? "" : "; ", response.reason()),
                    2));
    }
    for (const std::string& met : recommendation.met_by()) {
      absl::StrAppend(&out, Paragraph(absl::StrCat("met by ", met), 2));
    }
    Table actions({"Agency", "Action", "Due", "Status", "Evidence", "Verified by", "Impact"});
    for (const ActionSummary& action : recommendation.actions()) {
      actions.AddRow({action.owner_agency_name(), action.text(), DueText(action),
                      StatusText(action), absl::StrCat(action.evidence()), action.verified_by(),
                      ImpactText(action)});
    }
    if (!actions.empty()) absl::StrAppend(&out, actions.Text());
  }
  return absl::StrCat(
      out, "\n", Counted(reply.recommendations_size(), "recommendation", "recommendations"), "\n");
}

namespace {

// By the log's clock.
bool HasBegun(const MeetingSummary& meeting, const views::v1::ListMeetingsReply& reply) {
  return meeting.starts_at().seconds() <= reply.as_of().now().seconds();
}

}  // namespace

std::string MeetingsText(const views::v1::ListMeetingsReply& reply) {
  if (reply.meetings().empty()) {
    return "No meetings in that time. One is arranged with `candour do ScheduleMeeting`.\n";
  }
  Table table({"When", "Body", "Items", "Present", "Apologies", "State", "Meeting"});
  for (const MeetingSummary& meeting : reply.meetings()) {
    table.AddRow({ValueWords(meeting, "starts_at"), meeting.body_name(), ItemsText(meeting),
                  absl::StrCat(meeting.attended()), absl::StrCat(meeting.apologies()),
                  !meeting.cancelled().empty() ? "cancelled"
                  : meeting.has_closed_at()    ? "held"
                  : HasBegun(meeting, reply)   ? "begun, and not closed"
                                               : "ahead",
                  ShortId(meeting.meeting_id())});
  }
  return absl::StrCat(table.Text(), "\n", Counted(reply.meetings_size(), "meeting", "meetings"),
                      "\n");
}

namespace {

Lines CostLines(const GetFiguresReply& figures) {
  Lines lines;
  for (const auto* costs : {&figures.review_costs(), &figures.body_costs()}) {
    for (const auto& cost : *costs) {
      lines.emplace_back(cost.of(), cost.pounds());
      for (const auto& part : cost.parts()) {
        lines.emplace_back(absl::StrCat("  ", part.words()), part.pounds());
      }
    }
  }
  if (!lines.empty()) lines.emplace_back("In all", figures.cost_in_pounds());
  return lines;
}

}  // namespace

std::string FiguresText(const GetFiguresReply& figures,
                        const views::v1::GetFiguresRequest& request) {
  const auto number = [](uint32_t value) { return absl::StrCat(value); };
  const Lines deaths = {
      {"Deaths notified", number(figures.notified())},
      {"  out of scope", number(figures.notified_out_of_scope())},
      {"Reviews completed", number(figures.reviews_completed())},
      {"  expected", number(figures.completed_expected())},
      {"  unexpected", number(figures.completed_unexpected())},
      {"  not classified", number(figures.completed_unclassified())},
      {"Panel meetings held", number(figures.panel_meetings_held())},
      {"Serious incidents opened", number(figures.serious_incidents())},
  };
  Lines categories, modifiability, meetings;
  AddCounts("", figures.completed_by_category(), categories);
  AddCounts("", figures.completed_by_modifiability(), modifiability);
  Lines reviews = {
      {"Cases referred", number(figures.referred())},
      {"Rapid reviews sent in", number(figures.rapid_reviews())},
      {"Serious case reviews decided on", number(figures.reviews_decided_on())},
      {"Local reviews decided on", number(figures.local_reviews_decided_on())},
      {"Management reviews", number(figures.management_reviews())},
      {"Near-miss reviews", number(figures.near_miss_reviews())},
      {"Partnership reviews", number(figures.partnership_reviews())},
      {"Reviews by a systems method", number(figures.systems_reviews())},
      {"  others whose terms set it", number(figures.by_systems_method())},
      {"Considered, no review", number(figures.no_review())},
      {"Contributed to another board's", number(figures.contributed_elsewhere())},
      {"Reviews concluded", number(figures.reviews_concluded())},
      {"Reports published", number(figures.reports_published())},
  };
  AddCounts("  instead of a review, ", figures.commissioned_instead(), reviews);
  AddCounts("  evaluated ", figures.evaluations(), reviews);
  const Lines rest = {
      {"Recommendations made", number(figures.recommendations_made())},
      {"Actions verified", number(figures.actions_verified())},
  };
  AddCounts("", figures.meetings_held(), meetings);
  const Lines costs = CostLines(figures);
  Lines events, outside;
  for (const auto& held : figures.learning_events()) {
    events.emplace_back(absl::StrCat(ValueWords(held, "held_on"), ", ", held.reference()),
                        absl::StrCat(held.audience(), ", ", held.attended(), " people of ",
                                     Counted(held.agencies(), "agency", "agencies")));
  }
  for (const auto& review : figures.outside_reviews()) {
    outside.emplace_back(
        ValueWords(review, "considered_on"),
        absl::StrCat(review.title(), ", ", review.published_by(), ": ", review.what_was_done()));
  }
  std::string out = absl::StrCat("From ", ValueWords(request, "from"), " to ",
                                 ValueWords(request, "until"), "\n");
  for (const auto& [heading, lines] : std::initializer_list<std::pair<const char*, const Lines&>>{
           {"Child deaths", deaths},
           {"Reviews completed, by category", categories},
           {"Reviews completed, by modifiability", modifiability},
           {"Case reviews", reviews},
           {"Learning", rest},
           {"Learning events", events},
           {"Reviews of other areas considered", outside},
           {"Costs", costs},
           {"Meetings held", meetings}}) {
    if (!lines.empty()) absl::StrAppend(&out, "\n", heading, "\n", Particulars(lines));
  }
  return out;
}

}  // namespace candour::cli
