// Meetings told in the tests of their rules.
#pragma once

#include "tests/support/northshire.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/dates.h"
#include "workflows/document/document.h"
#include "workflows/meeting/meeting.h"

namespace candour::workflows::meeting {

using testing::OpenNorthshire;
using testing::Outcome;
using testing::SeatPanel;
using testing::Story;

struct Row {
  const char* name;
  std::string command;
  const char* reason;
};

inline Story Northshire() {
  Story story({board::Register, Register, child_death::Register, case_review::Register,
               document::Register});
  OpenNorthshire(story);
  SeatPanel(story);
  story.On("2010-05-10T18:00");
  return story;
}

// The panel meets on 10 May 2010 at ten; $item about the death $case, $late_item about $late_case.
inline Story Meeting10May() {
  Story story = Northshire();
  story.Given("$meeting", R"(
    MeetingScheduled { body_id: $panel starts_at: @2010-05-10T10:00 }
    ItemListed { item_id: $item number: 1 subject: CHILD_DEATH subject_id: $case }
    ItemListed { item_id: $late_item number: 2 subject: CHILD_DEATH subject_id: $late_case })");
  return story;
}

inline std::string Attends(const std::string& person, const std::string& seat,
                           const std::string& kind = "SEAT_HOLDER",
                           const std::string& from = "2010-05-10T09:55",
                           const std::string& until = "") {
  return "RecordAttendance { meeting_id: $meeting person_id: " + person +
         (seat.empty() ? "" : " seat_id: " + seat) + " kind: " + kind + " from: @" + from +
         (until.empty() ? "" : " until: @" + until) + " }";
}

inline std::string Recusal(const std::string& person, const std::string& item) {
  return "DeclareInterest { meeting_id: $meeting nature: 'Treated the child.' recused: true "
         "person_id: " +
         person + " item_id: " + item + " }";
}

inline std::string Evaluation(const std::string& changes) {
  return "EvaluateQuorum { meeting_id: $meeting item_id: $item at: @2010-05-10T10:30 " + changes +
         " }";
}

// The four members that the edition asks for.
inline Story FourMembers() {
  Story story = Meeting10May();
  story.Do(Attends("$director", "$director_seat")).Do(Attends("$nurse", "$nurse_seat"));
  story.Do(Attends("$social_worker", "$care_seat")).Do(Attends("$sergeant", "$police_seat"));
  return story;
}

inline void CheckEach(const Story& told, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    INFO(row.name);
    Story story = told;
    CHECK(story.When(row.command).reason == row.reason);
  }
}

inline const events::v1::QuorumEvaluated& QuorumOf(const Meeting& meeting,
                                                   const std::string& item_id) {
  const Item& item = meeting.items.at(item_id);
  REQUIRE(item.quorum);
  return *item.quorum;
}

inline std::vector<std::string> MissingAfter(Story& story, const std::string& evaluation) {
  story.Do(evaluation);
  const Meeting meeting = story.Of<Meeting>("$meeting");
  const auto& quorum = QuorumOf(meeting, story.Id("$item"));
  CHECK(quorum.met() == quorum.missing().empty());
  return {quorum.missing().begin(), quorum.missing().end()};
}

using Missing = std::vector<std::string>;

// Of a decision made long after the meeting.
inline std::optional<types::v1::Rejection> Refused(const Meeting& meeting,
                                                   const std::string& item_id,
                                                   const std::string& subject_id) {
  return UnlessQuorate(meeting, item_id, subject_id, absl::InfiniteFuture(), absl::UTCTimeZone());
}

}  // namespace candour::workflows::meeting
