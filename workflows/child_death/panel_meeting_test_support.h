// The panel meets over the case of child_death_test_support.h.
#pragma once

#include <string>

#include "workflows/child_death/child_death_test_support.h"

namespace candour::workflows::child_death {

// "$director" sits in "$director_seat", and so on.
inline constexpr const char* kMembers[][2] = {{"$director", "$director_seat"},
                                              {"$nurse", "$nurse_seat"},
                                              {"$social_worker", "$care_seat"},
                                              {"$sergeant", "$police_seat"},
                                              {"$paediatrician", "$paediatric_seat"}};

inline std::string Listing(const std::string& meeting, const std::string& item) {
  return "ListChildDeath { case_id: $case despite_missing: 'So.' meeting_id: " + meeting +
         " item_id: " + item + " }";
}

inline constexpr char kPack[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

inline std::string Replied(const std::string& person, const std::string& seat,
                           const std::string& answer, const std::string& at = "2011-02-15T09:00") {
  return "RecordReply { meeting_id: $meeting item_id: $item kind: SEAT_HOLDER replied_at: @" + at +
         " answer: " + answer + " person_id: " + person + " seat_id: " + seat + " }";
}

// Papers went out on 14 February 2011; it is the 20th.
inline testing::Story InWriting() {
  testing::Story story = InScope();
  story.On("2011-02-20").Do(R"(
    SetDecisionWays { body_id: $panel ways: BY_CORRESPONDENCE from: @2011-01-01
                      source: 'Terms of reference, 9' }
    ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2011-02-14T10:00
                      way: BY_CORRESPONDENCE })");
  story.Do(Listing("$meeting", "$item"));
  return story;
}

inline std::string Verdict(const std::string& changes = "") {
  return R"(RecordPanelDecision {
    case_id: $case meeting_id: $meeting item_id: $item decision_id: $decision
    categories_applying: 10 category: 10 modifiability: 'not_modifiable'
    reasons: 'Nothing explains the death.' refer_for_review: NO
    refer_for_review_reason: 'No sign of abuse.' decided_at: @2011-02-14T10:40 )" +
         changes + "}";
}

inline std::string Evaluated(const std::string& changes = "") {
  return "EvaluateQuorum { meeting_id: $meeting item_id: $item unexpected_death: true "
         "at: @2011-02-14T10:30 " +
         changes + "}";
}

// The panel meets at ten on 14 February 2011, the case on its agenda; it is evening.
inline testing::Story Met(const std::string& changes = "") {
  testing::Story story = InScope();
  story.Adopt("meetings").On("2011-02-14T18:00");
  story.Do("ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2011-02-14T10:00 " +
           changes + " }");
  story.Do(Listing("$meeting", "$item"));
  return story;
}

// All of them come.
inline void Attend(testing::Story& story, const std::string& meeting = "$meeting",
                   const std::string& day = "2011-02-14") {
  for (const auto& [person, seat] : kMembers) {
    story.Do("RecordAttendance { meeting_id: " + meeting + " kind: SEAT_HOLDER person_id: " +
             person + " seat_id: " + seat + " from: @" + day + "T10:00 }");
  }
}

// The same at `$next`, on 9 May.
inline void AttendNext(testing::Story& story) {
  for (const auto& [person, seat] : kMembers) {
    story.Given("$next", std::string("AttendanceRecorded { kind: SEAT_HOLDER person_id: ") +
                             person + " seat_id: " + seat + " from: @2011-05-09T10:00 }");
  }
}

inline testing::Story Attended(const std::string& changes = "") {
  testing::Story story = Met(changes);
  Attend(story);
  return story;
}

}  // namespace candour::workflows::child_death
