#include "workflows/action_plan/progress.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/action_plan/rag.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/words.h"

namespace candour::workflows::action_plan {
namespace {

using types::v1::PlanProgress;

void AddAgainst(const ActionPlan& plan, const std::string& id, const Recommendation& one,
                std::vector<std::string>& against) {
  const std::string which = absl::StrCat("Recommendation ", one.record.number());
  if (one.answers.empty()) {
    against.push_back(absl::StrCat(which, " has no response. Have an agency respond to it."));
  }
  if (one.closed) return;
  if (plan.ActionsFor(id).empty() && one.met_by.empty()) {
    against.push_back(absl::StrCat(
        which, " has no action. Create one, or have the Board close it with its reason."));
    return;
  }
  against.push_back(absl::StrCat(which, " is open. Close it once its effect is verified."));
}

bool IsReopened(const Action& action) { return action.IsOpen() && !action.reopenings.empty(); }

PlanProgress::PastReport Restated(const ActionPlan& plan, const events::v1::PlanReported& report) {
  PlanProgress::PastReport told;
  *told.mutable_reported_on() = report.reported_on();
  told.set_actions(report.actions());
  told.set_verified(static_cast<uint32_t>(report.verified_action_ids_size()));
  for (const std::string& id : report.verified_action_ids()) {
    if (plan.actions.at(id).status == types::v1::VERIFIED) {
      told.set_still_verified(told.still_verified() + 1);
    }
  }
  const uint32_t lost = told.verified() - told.still_verified();
  told.set_words(absl::StrCat(
      "Told on ", clocks::DateWords(DayOf(report.reported_on())), ": ", told.verified(), " of ",
      told.actions(), " actions verified",
      lost == 0 ? "."
                : absl::StrCat("; ", lost, " of these no longer ", lost == 1 ? "is." : "are.")));
  told.set_statement(report.statement());
  return told;
}

PlanProgress::Line LineOf(const ActionPlan& plan, const Action& action, const board::Board& board,
                          absl::CivilDay on) {
  PlanProgress::Line line;
  std::vector<std::string> numbers;
  for (const std::string& id : action.Answered()) {
    const auto recommendation = plan.recommendations.find(id);
    if (recommendation == plan.recommendations.end()) continue;
    numbers.push_back(recommendation->second.record.number());
  }
  std::sort(numbers.begin(), numbers.end(),
            [](const std::string& a, const std::string& b) { return NumberKey(a) < NumberKey(b); });
  line.set_recommendation_number(absl::StrJoin(numbers, ", "));
  line.set_action_id(action.record.action_id());
  line.set_text(action.record.text());
  const bool finished = action.status == types::v1::VERIFIED || action.IsSuperseded();
  line.set_owner(board.AgencyName(finished ? action.owner_agency_id
                                           : board.AgencyInPlaceOf(action.owner_agency_id, on)));
  auto& standing = *line.mutable_standing();
  standing.set_status(Words(action.status));
  const Rag rag = RagOf(action, RagRulesOf(plan), on);
  standing.set_colour(rag.colour);
  standing.set_colour_reason(rag.reason);
  if (!action.judgements.empty()) {
    standing.set_judged(action.judgements.back().colour());
    standing.set_judged_reason(action.judgements.back().reason());
  }
  if (action.due_on) *standing.mutable_due_on() = clocks::ToDate(*action.due_on);
  if (action.first_due_on)
    *standing.mutable_original_due_on() = clocks::ToDate(*action.first_due_on);
  standing.set_due_words(action.record.due_words());
  standing.set_late_updates(action.LateUpdates(on));
  standing.set_times_reopened(static_cast<uint32_t>(action.reopenings.size()));
  if (!action.progress.empty()) {
    line.set_progress(action.progress.back().record.narrative());
    *line.mutable_progress_on() = action.progress.back().record.reported_on();
  }
  for (std::string& told : action.Elsewhere()) line.add_elsewhere(std::move(told));
  return line;
}

// By their numbers; those made under one number cannot be.
void AddRecommended(const ActionPlan& plan, absl::CivilDay on, PlanProgress& progress) {
  std::map<std::string, const Recommendation*> by_number;
  for (const auto& [id, recommendation] : plan.recommendations) {
    by_number[absl::StrCat(NumberKey(recommendation.record.number()), " ", id)] = &recommendation;
  }
  for (const auto& [key, recommendation] : by_number) {
    const std::string& id = recommendation->record.recommendation_id();
    auto& added = *progress.add_recommended();
    added.set_number(recommendation->record.number());
    added.set_text(recommendation->text);
    // What was taken from a paper without objectives serves itself.
    if (recommendation->record.objective() != recommendation->record.text()) {
      added.set_objective(recommendation->record.objective());
    }
    const Rag rag = RagOf(plan, id, on);
    added.set_colour(rag.colour);
    added.set_standing(rag.reason);
    for (const auto& link : recommendation->met_by) {
      added.add_met_elsewhere(absl::StrCat(link.text(), ", verified on ",
                                           clocks::DateWords(DayOf(link.verified_on())),
                                           " in another plan."));
    }
    for (const std::string& told : recommendation->met_no_longer) added.add_met_elsewhere(told);
    for (const std::string& action_id : plan.ActionsFor(id)) {
      if (plan.actions.at(action_id).IsSuperseded()) continue;
      added.set_actions(added.actions() + 1);
    }
  }
}

void Count(const ActionPlan& plan, absl::CivilDay on, PlanProgress& progress) {
  progress.set_recommendations(static_cast<uint32_t>(plan.recommendations.size()));
  for (const auto& [id, recommendation] : plan.recommendations) {
    if (!recommendation.closed) continue;
    progress.set_recommendations_closed(progress.recommendations_closed() + 1);
    const auto outcome = recommendation.closings.back().outcome();
    if (outcome == types::v1::EFFECT_VERIFIED || outcome == types::v1::SUPERSEDED_BY_ANOTHER) {
      continue;
    }
    progress.set_closed_without_effect(progress.closed_without_effect() + 1);
  }
  for (const auto& [id, action] : plan.actions) {
    if (action.IsSuperseded()) continue;
    progress.set_actions(progress.actions() + 1);
    if (action.status == types::v1::VERIFIED) progress.set_verified(progress.verified() + 1);
    if (action.IsOpen() && action.due_on && *action.due_on < on) {
      progress.set_overdue(progress.overdue() + 1);
    }
    if (action.IsOpen() && action.first_due_on && *action.first_due_on < on) {
      progress.set_past_first_day(progress.past_first_day() + 1);
    }
    if (IsReopened(action)) progress.set_reopened(progress.reopened() + 1);
  }
}

}  // namespace

std::vector<std::string> AgainstClosing(const ActionPlan& plan,
                                        const case_review::CaseReview* review,
                                        std::string_view nothing_recommended_because) {
  std::vector<std::string> against;
  if (plan.recommendations.empty() && nothing_recommended_because.empty()) {
    against.push_back(
        "Nothing has been recommended. Record what was, or say in nothing_recommended_because why "
        "there is nothing.");
  }
  for (const auto& [id, recommendation] : plan.recommendations) {
    AddAgainst(plan, id, recommendation, against);
  }
  for (const auto& [id, action] : plan.actions) {
    if (action.IsSuperseded()) continue;
    const std::string impact = absl::StrCat("The impact of \"", action.record.text(), "\" ");
    if (action.impact_review_pending) {
      against.push_back(
          absl::StrCat(impact, "is to be reviewed on ",
                       clocks::DateWords(DayOf(action.impact_reviews.back().review_on())),
                       ". Evaluate it first."));
    } else if (action.no_effect_found) {
      against.push_back(absl::StrCat(
          impact, "was looked at on ",
          clocks::DateWords(DayOf(action.evaluations.back().evaluated_on())),
          ", and no effect was found. Re-open the action, or plan another look at it."));
    }
  }
  if (review != nullptr && !case_review::IsPublicationSettled(*review)) {
    against.push_back(absl::StrCat("What becomes of its review's report is not settled (",
                                   case_review::StageOf(*review),
                                   "). Decide on its publication first."));
  }
  return against;
}

PlanProgress ProgressOf(const ActionPlan& plan, const board::Board& board, absl::CivilDay on) {
  PlanProgress progress;
  progress.set_plan_id(plan.id);
  progress.set_title(plan.opened.title());
  *progress.mutable_on() = clocks::ToDate(on);
  Count(plan, on, progress);
  AddRecommended(plan, on, progress);
  std::map<types::v1::Colour, uint32_t> counts;
  // By the number of the recommendation, then as the actions came in.
  std::multimap<std::pair<std::string, uint64_t>, PlanProgress::Line> lines;
  for (const auto& [id, action] : plan.actions) {
    if (action.IsSuperseded()) continue;
    PlanProgress::Line line = LineOf(plan, action, board, on);
    ++counts[line.standing().colour()];
    const std::pair key(NumberKey(line.recommendation_number()), action.position);
    lines.emplace(key, std::move(line));
  }
  for (const auto& [colour, actions] : counts) {
    auto& count = *progress.add_counts();
    count.set_colour(colour);
    count.set_actions(actions);
  }
  for (auto& [key, line] : lines) *progress.add_lines() = std::move(line);
  for (std::string& sentence : AgainstClosing(plan, nullptr)) {
    progress.add_against_closing(std::move(sentence));
  }
  if (plan.closed) *progress.mutable_closed_on() = plan.closed->closed_on();
  for (const auto& report : plan.reports) *progress.add_reports() = Restated(plan, report);
  progress.set_rag_rules(absl::StrCat(RagRulesOf(plan).title(), ": ", RagRulesOf(plan).source()));
  return progress;
}

namespace {

// What the lines of actions do not tell: the objectives, what nothing is done about, and what other
// plans do about it.
void AppendBare(const PlanProgress& progress, std::string& out) {
  std::string objective;
  for (const auto& one : progress.recommended()) {
    const bool another = one.objective() != objective;
    objective = one.objective();
    if (!another && one.actions() > 0 && one.met_elsewhere().empty()) continue;
    absl::StrAppend(&out, "\n", one.number(), "  ", one.text(), "\n    ", Words(one.colour()), ". ",
                    one.standing(), "\n");
    if (!one.objective().empty()) {
      absl::StrAppend(&out, "    It serves the objective: ", one.objective(), "\n");
    }
    for (const std::string& met : one.met_elsewhere()) absl::StrAppend(&out, "    ", met, "\n");
  }
}

// The day first agreed where it was moved, and updates that came late.
void AppendDays(const PlanProgress::ActionStanding& standing, std::string& out) {
  const bool moved = standing.has_original_due_on() && standing.has_due_on() &&
                     DayOf(standing.original_due_on()) != DayOf(standing.due_on());
  if (moved) {
    absl::StrAppend(&out, "    First agreed for ",
                    clocks::DateWords(DayOf(standing.original_due_on())), ".\n");
  }
  if (standing.late_updates() == 0) return;
  absl::StrAppend(&out, "    Written updates late: ", standing.late_updates(), ".\n");
}

}  // namespace

std::string TextOf(const PlanProgress& progress) {
  std::string out = absl::StrCat(progress.title(), ", on ", clocks::DateWords(DayOf(progress.on())),
                                 "\n\n", progress.verified(), " of ", progress.actions(),
                                 " actions verified; ", progress.recommendations_closed(), " of ",
                                 progress.recommendations(), " recommendations closed");
  const auto add = [&](uint32_t count, const char* words) {
    if (count > 0) absl::StrAppend(&out, "; ", count, " ", words);
  };
  add(progress.closed_without_effect(), "of them by the Board without effect shown");
  add(progress.overdue(), "actions overdue");
  if (progress.past_first_day() > progress.overdue()) {
    add(progress.past_first_day(), "open past the day first agreed");
  }
  add(progress.reopened(), "open again after they were done");
  absl::StrAppend(&out, ".\n");
  if (progress.has_closed_on()) {
    absl::StrAppend(&out, "Closed on ", clocks::DateWords(DayOf(progress.closed_on())), ".\n");
  }
  for (const auto& report : progress.reports()) {
    absl::StrAppend(&out, report.words(), "\n");
    if (!report.statement().empty()) {
      absl::StrAppend(&out, "    It was said: ", report.statement(), "\n");
    }
  }
  AppendBare(progress, out);
  absl::StrAppend(&out, "\n");
  for (const auto& line : progress.lines()) {
    const auto& standing = line.standing();
    absl::StrAppend(&out, line.recommendation_number(), "  ", line.text(), "\n    ", line.owner(),
                    ": ", Words(standing.colour()), ". ", standing.colour_reason(), "\n");
    AppendDays(standing, out);
    if (!line.progress().empty()) {
      absl::StrAppend(&out, "    Told on ", clocks::DateWords(DayOf(line.progress_on())), ": ",
                      line.progress(), "\n");
    }
    for (const std::string& told : line.elsewhere()) absl::StrAppend(&out, "    ", told, "\n");
    if (standing.judged() == types::v1::COLOUR_UNSPECIFIED) continue;
    absl::StrAppend(&out, "    The subgroup says ", Words(standing.judged()), ": ",
                    standing.judged_reason(), "\n");
  }
  if (!progress.has_closed_on() && !progress.against_closing().empty()) {
    absl::StrAppend(&out, "\nBefore it can be closed:\n  ",
                    absl::StrJoin(progress.against_closing(), "\n  "), "\n");
  }
  return absl::StrCat(out, "\nColours: ", progress.rag_rules(), "\n");
}

}  // namespace candour::workflows::action_plan
