// The panel decides on the case of child_death_test_support.h.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "workflows/child_death/child_death_test_support.h"

namespace candour::workflows::child_death {

inline constexpr char kFactor[] =
    "modifiability: 'modifiable' factors { domain: PARENTING_CAPACITY score: MAY_HAVE_CONTRIBUTED "
    "description: 'Unsafe sleep.' modifiable: true } ";

// A meeting of the panel at ten on a day, attended by every member, with the case as its item.
inline void HoldPanel(testing::Story& story, const std::string& meeting, const std::string& item,
                      const std::string& day,
                      const std::string& evaluation = "unexpected_death: true") {
  const std::string at = "meeting_id: " + meeting + " ";
  story.On(day + "T18:00")
      .Do("ScheduleMeeting { body_id: $panel " + at + "starts_at: @" + day +
          "T10:00 } ListChildDeath { case_id: $case despite_missing: 'Heard as it is.' item_id: " +
          item + " " + at + "}");
  const std::vector<std::pair<std::string, std::string>> members = {
      {"$director", "$director_seat"},
      {"$nurse", "$nurse_seat"},
      {"$social_worker", "$care_seat"},
      {"$sergeant", "$police_seat"},
      {"$paediatrician", "$paediatric_seat"}};
  for (const auto& [person, seat] : members) {
    story.Do("RecordAttendance { kind: SEAT_HOLDER person_id: " + person + " seat_id: " + seat +
             " from: @" + day + "T10:00 " + at + "}");
  }
  story.Do("EvaluateQuorum { item_id: " + item + " at: @" + day + "T10:30 " + evaluation + " " +
           at + "}");
}

inline std::string Categories(const std::string& applying, int chosen) {
  return applying + " category: " + std::to_string(chosen) + " ";
}

inline const std::string kUnexplained = Categories("categories_applying: 10", 10);

inline std::string Verdict(const std::string& finding, const std::string& changes = "") {
  return R"(RecordPanelDecision {
    case_id: $case meeting_id: $meeting item_id: $item decision_id: $decision
    reasons: 'Nothing explains the death.' refer_for_review: NO
    refer_for_review_reason: 'No sign of abuse.' decided_at: @2011-02-14T10:40 )" +
         finding + changes + "}";
}

inline std::string Completion(const std::string& day) {
  return "CompleteReview { case_id: $case completed_on: @" + day + " }";
}

inline testing::Story Listed() {
  testing::Story story = InScope();
  HoldPanel(story, "$meeting", "$item", "2011-02-14");
  return story;
}

inline testing::Story Decided() {
  testing::Story story = Listed();
  story.Do(Verdict(kUnexplained + kFactor));
  return story;
}

}  // namespace candour::workflows::child_death
