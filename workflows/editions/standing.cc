#include "workflows/editions/standing.h"

namespace candour::workflows::editions {
namespace {

using types::v1::Chapter;
using types::v1::Date;

// Dates of a checked edition are exact.
absl::CivilDay Day(const Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

}  // namespace

const Chapter* ChapterOn(const types::v1::Edition& edition, types::v1::Aggregate topic) {
  for (const Chapter& chapter : edition.chapters()) {
    if (chapter.topic() == topic) return &chapter;
  }
  return nullptr;
}

DaysInForce DaysOf(const Chapter& chapter) {
  DaysInForce days;
  if (chapter.has_in_force_from()) days.from = Day(chapter.in_force_from());
  if (chapter.has_in_force_to()) days.to = Day(chapter.in_force_to());
  return days;
}

DaysInForce StartsOf(const Chapter& chapter) {
  DaysInForce days;
  if (chapter.has_earliest_start()) days.from = Day(chapter.earliest_start());
  if (chapter.has_latest_start()) days.to = Day(chapter.latest_start());
  return days;
}

bool IsStartedByAreas(const Chapter& chapter) { return chapter.has_earliest_start(); }

DaysInForce WidestDaysOf(const Chapter& chapter) {
  DaysInForce days = DaysOf(chapter);
  if (IsStartedByAreas(chapter)) days.from = StartsOf(chapter).from;
  return days;
}

DaysInForce OwnDaysOf(const types::v1::Standing& standing) {
  DaysInForce days;
  if (standing.has_in_force_from()) days.from = Day(standing.in_force_from());
  if (standing.has_in_force_to()) days.to = Day(standing.in_force_to());
  return days;
}

DaysInForce DaysOf(const types::v1::Edition& edition, const types::v1::Standing& standing) {
  const Chapter* chapter = ChapterOn(edition, standing.topic());
  const DaysInForce own = OwnDaysOf(standing);
  return chapter == nullptr ? own : own.Within(DaysOf(*chapter));
}

std::string TopicWords(types::v1::Aggregate topic) {
  switch (topic) {
    case types::v1::CHILD_DEATH:
      return "child death reviews";
    case types::v1::CASE_REVIEW:
      return "case reviews";
    case types::v1::ACTION_PLAN:
      return "action plans";
    case types::v1::MEETING:
      return "meetings";
    case types::v1::BOARD:
      return "boards";
    default:
      return "no topic";
  }
}

}  // namespace candour::workflows::editions
