#include "workflows/consistent.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status.h"
#include "workflows/clocks/calendar.h"
#include "workflows/refusals.h"
#include "workflows/table.h"

namespace candour::workflows {

void Order::Expect(const types::v1::Date& day, const types::v1::Date& not_before,
                   std::string sentence, std::string about) {
  const auto later = clocks::ToDayRange(day);
  const auto earlier = clocks::ToDayRange(not_before);
  if (!later.ok() || !earlier.ok() || later->latest >= earlier->earliest) return;
  Expect(later->latest, earlier->earliest, std::move(sentence), std::move(about));
}

void Order::Expect(absl::CivilDay day, absl::CivilDay not_before, std::string sentence,
                   std::string about) {
  if (day >= not_before) return;
  found_.push_back(
      {std::move(sentence), std::move(about),
       absl::StrCat(clocks::DateWords(day), ", before ", clocks::DateWords(not_before))});
}

void Order::Add(std::string sentence, std::string about) {
  found_.push_back({std::move(sentence), std::move(about)});
}

std::optional<types::v1::Rejection> UnlessAtOdds(const std::vector<Contradiction>& found) {
  if (found.empty()) return std::nullopt;
  std::vector<std::string> about;
  std::string sentence = "What was recorded since does not bear this correction.";
  for (const Contradiction& one : found) {
    const std::string said(absl::StripSuffix(one.sentence, "."));
    if (!absl::StrContains(sentence, said)) {
      absl::StrAppend(&sentence, " ", said, one.days.empty() ? "" : " (", one.days,
                      one.days.empty() ? "." : ").");
    }
    if (!one.about.empty()) about.push_back(one.about);
  }
  return Refuse(types::v1::CONTRADICTORY,
                absl::StrCat(sentence, " Correct that first, or leave this as it is."), kOwnRule,
                std::move(about));
}

absl::StatusOr<std::vector<Contradiction>> AtOddsWith(const WorkflowTable& table,
                                                      const Aggregate& stands,
                                                      std::vector<record::v1::RecordedEvent> stream,
                                                      record::v1::RecordedEvent correction) {
  const auto* before = dynamic_cast<const Consistent*>(&stands);
  if (before == nullptr || stream.empty()) return std::vector<Contradiction>();
  const auto kind = static_cast<types::v1::Aggregate>(stream.front().stream_type());
  correction.set_revision(stream.back().revision() + 1);
  stream.push_back(std::move(correction));
  const std::unique_ptr<Aggregate> after = table.Kind(kind).make();
  after->id = stands.id;
  RETURN_IF_ERROR(table.FoldWhole(*after, stream));
  const std::vector<Contradiction> known = before->Contradictions();
  std::vector<Contradiction> found = dynamic_cast<const Consistent&>(*after).Contradictions();
  std::erase_if(found, [&](const Contradiction& one) {
    return std::any_of(known.begin(), known.end(), [&](const Contradiction& other) {
      return other.sentence == one.sentence && other.about == one.about;
    });
  });
  return found;
}

}  // namespace candour::workflows
