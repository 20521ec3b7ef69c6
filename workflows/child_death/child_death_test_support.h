// Stories of one child's death, `$case`, told up to where a test takes over.
#pragma once

#include <string>
#include <vector>

#include "tests/support/northshire.h"
#include "tests/support/rules.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/meeting/meeting.h"

namespace candour::workflows::child_death {

// A command and the reason it is refused for; blank: it is taken.
struct Row {
  const char* name;
  std::string command;
  const char* reason;
};

// Each row begins at the same point of the story.
inline void CheckEach(const testing::Story& told, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    INFO(row.name);
    testing::Story story = told;
    const testing::Outcome outcome = story.When(row.command);
    INFO(outcome.sentence);
    CHECK(outcome.reason == row.reason);
  }
}

// Notified by the hospital at half past nine on 20 December 2010.
inline testing::Story Notified() {
  testing::Story story({board::Register, meeting::Register, Register, case_review::Register});
  testing::OpenNorthshire(story);
  testing::SeatPanel(story);
  story.On("2010-12-20").Do(R"(
    ReceiveNotification {
      case_id: $case notification_id: $first case_reference: 'CDR/2010/7' channel: TELEPHONE
      notifier: HOSPITAL received_at: @2010-12-20T09:30
    })");
  return story;
}

inline std::string Death(const std::string& changes) {
  return R"(RecordDeath {
    case_id: $case date_of_birth: @2009-03-14 date_of_death: @2010-12-19 sex: FEMALE )" +
         changes + "}";
}

inline std::string Scope(const std::string& changes) {
  return R"(DetermineScope {
    case_id: $case live_born: YES lawful_termination: NO in_scope: true ground: 'Registered.' )" +
         changes + "}";
}

// Died on 19 December 2010, one year old, in scope and unexpected.
inline testing::Story InScope() {
  testing::Story story = Notified();
  story.Do(Death("")).Do(Scope(""));
  story.Do("ClassifyExpectedness { case_id: $case expectedness: UNEXPECTED grounds: 'Found.' }");
  return story;
}

}  // namespace candour::workflows::child_death
