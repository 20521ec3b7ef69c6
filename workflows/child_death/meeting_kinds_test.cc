// What kinds of meeting ask for: a pack, and of a meeting that only advises neither readiness nor a
// decision, but its record.
#include "workflows/child_death/panel_meeting_test_support.h"
#include "workflows/child_death/readiness.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

TEST_CASE("of a meeting without a kind it is kept that every kind of its body asks for a pack") {
  Story story = InScope();
  story.On("2011-02-14T18:00");
  const auto source = [&](const std::string& meeting, const std::string& body) {
    story.Do("ScheduleMeeting { meeting_id: " + meeting + " body_id: " + body +
             " starts_at: @2011-02-14T10:00 }");
    return story.See<meeting::Meeting>(meeting).scheduled.kind_source();
  };
  CHECK(source("$before", "$panel").empty());
  story.Adopt("meetings");
  CHECK(source("$meeting", "$panel") == "Child death review procedures of local boards");
  CHECK(source("$other", "$full_board").empty());
  // It keeps nothing from being decided; and what was scheduled before is not told otherwise.
  CHECK_FALSE(story.See<meeting::Meeting>("$meeting").scheduled.pack_needed());
  Story before = InScope();
  before.On("2011-02-14T18:00")
      .Do("ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2011-02-14T10:00 }");
  before.Adopt("meetings")
      .Do("ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2011-02-14T09:30 "
          "header "
          "{ corrects_event_id: $MeetingScheduled correction_reason: 'The hour.' } }");
  CHECK(before.See<meeting::Meeting>("$meeting").scheduled.kind_source().empty());
}

TEST_CASE("what is decided by correspondence is decided on papers, where its kind asks for them") {
  Story story = InScope();
  story.Adopt("meetings").On("2011-02-20").Do(R"(
    SetDecisionWays { body_id: $panel ways: BY_CORRESPONDENCE from: @2011-01-01 source: 'T' }
    ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2011-02-14T10:00
                      way: BY_CORRESPONDENCE kind: 'cdop' })");
  story.Do(Listing("$meeting", "$item"));
  for (const auto& [person, seat] : kMembers) {
    story.Do(std::string("RecordReply { meeting_id: $meeting item_id: $item kind: SEAT_HOLDER "
                         "replied_at: @2011-02-15T09:00 answer: AGREES person_id: ") +
             person + " seat_id: " + seat + " }");
  }
  story.Do(Evaluated("at: @2011-02-16T10:00 "));
  CHECK(story.When(Verdict("decided_at: @2011-02-16T12:00 ")).reason == "PACK_NOT_ISSUED");
}

// A review meeting, or what else is said, of 20 May 2020.
Story Discussed(const std::string& kind) {
  Story story = InScopeIn2020();
  story.Adopt("meetings")
      .On("2020-05-20T18:00")
      .Do("ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2020-05-20T10:00 "
          "kind: '" +
          kind +
          "' } ListChildDeath { case_id: $case meeting_id: $meeting item_id: $item } "
          "ScheduleMeeting { meeting_id: $next body_id: $panel starts_at: @2020-06-04T10:00 }");
  return story;
}

std::string MissingWhenListed(Story story) {
  return story.When("ListChildDeath { case_id: $case meeting_id: $next item_id: $again }").sentence;
}

TEST_CASE("of a review meeting that was held its record is owed") {
  constexpr char kNotHeld[] = "the child death review meeting has not been held";
  constexpr char kOwed[] =
      "the child death review meeting of 20 May 2020 was held, and its record is owed "
      "(RecordReviewMeeting)";
  Story story = Discussed("cdrm");
  const events::v1::CaseListed listed = story.See<ChildDeath>("$case").listings.front();
  CHECK(listed.review_meeting());
  CHECK(listed.missing().empty());
  CHECK(MissingWhenListed(story).find(kNotHeld) != std::string::npos);
  const std::string close = "CloseMeeting { meeting_id: $meeting closed_at: @2020-05-20T12:00 }";
  Story closed = story;
  closed.Do(close);
  CHECK(MissingWhenListed(closed).find(kOwed) != std::string::npos);
  CHECK(MissingWhenListed(closed).find(kNotHeld) == std::string::npos);
  Story attended = story;
  attended.Do(
      "RecordAttendance { meeting_id: $meeting kind: SEAT_HOLDER person_id: $nurse seat_id: "
      "$nurse_seat from: @2020-05-20T10:00 }");
  CHECK(MissingWhenListed(attended).find(kOwed) != std::string::npos);
  Story cancelled = story;
  cancelled.Do("CancelMeeting { meeting_id: $meeting reason: 'Snow.' }");
  CHECK(MissingWhenListed(cancelled).find(kNotHeld) != std::string::npos);
  Story recorded = closed;
  recorded.Do(
      "RecordReviewMeeting { case_id: $case form: CHILD_DEATH_REVIEW_MEETING held_at: "
      "@2020-05-20T10:00 attendee_person_ids: $nurse }");
  CHECK(MissingWhenListed(recorded).find("review meeting") == std::string::npos);
  Story joint = Discussed("jar");
  joint.Do(close);
  CHECK(MissingWhenListed(joint).find(kNotHeld) != std::string::npos);
}

}  // namespace
}  // namespace candour::workflows::child_death
