// A panel that sits for several boards: in whose name what is told of it.
#include "workflows/child_death/child_death_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

Story& PassToSouth(Story& story) {
  story.Do(
      "ProposeTransfer { case_id: $case transfer_id: $transfer to_board_id: $south basis: "
      "AGREEMENT_OF_BOARDS reason: 'Most services were there.' }");
  return story.InNameOf("$south").Do(
      "AcceptTransfer { case_id: $case transfer_id: $transfer accepted_at: @2010-12-20T12:00 }");
}

TEST_CASE("a shared panel takes the cases of the boards it serves") {
  Story story = TwoBoards();
  PassToSouth(story).InNameOf("$board");
  const auto share = [](const std::string& changes) {
    return "ShareBody { body_id: $panel served_board_id: $south from: @2010-04-01 source: "
           "'Terms.' " +
           changes + "}";
  };
  story.Do(R"(ScheduleMeeting {
    meeting_id: $meeting body_id: $panel starts_at: @2011-01-17T10:00 place: 'Hall' })");
  const std::string list =
      "ListChildDeath { meeting_id: $meeting case_id: $case item_id: $item despite_missing: 'So.' "
      "}";
  CheckEach(story, {{"its own board", share("served_board_id: $board"), "NOTHING_TO_CHANGE"},
                    {"a body it has not", share("body_id: $nothing"), "UNKNOWN_REFERENCE"},
                    {"before the body", share("from: @2008-03-31"), "DATE_OUT_OF_ORDER"},
                    {"backwards", share("until: @2010-03-31"), "DATE_OUT_OF_ORDER"},
                    {"not shared", list, "WRONG_BOARD"}});
  const std::string defer =
      "DeferCase { case_id: $case meeting_id: $meeting item_id: $item reason: 'A report is "
      "missing.' }";
  CHECK(story.When(defer).sentence.find("not said to serve it") != std::string::npos);
  Story over = story;
  over.Do(share("until: @2011-01-16"));
  const Outcome ended = over.When(list);
  CHECK(ended.reason == "WRONG_BOARD");
  CHECK(ended.sentence.find("served it from 1 April 2010 to 16 January 2011, and not on the day of "
                            "the meeting") != std::string::npos);
  Story another = story;
  another.Do(share("served_board_id: $third"));
  const Outcome never = another.When(list);
  CHECK(never.reason == "WRONG_BOARD");
  CHECK(never.sentence.find("not said to serve it. If it does, record that first (ShareBody)") !=
        std::string::npos);

  story.Do(share("until: @2011-01-17"));
  CHECK(story.When(list).reason.empty());
  CHECK(
      story
          .When("DeferCase { case_id: $case meeting_id: $meeting item_id: $item reason: 'A report "
                "is missing.' }")
          .reason.empty());
  CHECK(story.When("RecordParentLeaflet { case_id: $case sent_on: @2010-12-20 }").reason ==
        "WRONG_BOARD");
}

// $board's panel sits for $south, which leads the case.
Story OnASharedPanel() {
  Story story = TwoBoards();
  PassToSouth(story).Adopt("wt2010");
  story.InNameOf("$board").Do(R"(
    ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2011-01-17T10:00 }
    ShareBody { body_id: $panel served_board_id: $south from: @2010-04-01 source: 'Terms.' })");
  story.On("2011-01-17T18:00");
  return story;  // a copy would refer to the table of this one
}

TEST_CASE("of a shared panel the case's board may tell what the panel's board may") {
  const std::string list =
      "ListChildDeath { meeting_id: $meeting case_id: $case item_id: $item despite_missing: 'So.' "
      "}";
  const std::string of_item = " { case_id: $case meeting_id: $meeting item_id: $item ";
  const std::string defer = "DeferCase" + of_item + "reason: 'A report is missing.' }";
  const std::string decide =
      "RecordPanelDecision" + of_item +
      "categories_applying: 10 category: 10 modifiability: 'not_modifiable' reasons: 'As read.' "
      "refer_for_review: NO refer_for_review_reason: 'None.' decided_at: @2011-01-17T10:40 }";
  const std::string revise =
      "ReviseCategory" + of_item +
      "ground: ERROR_FOUND categories_applying: 9 category: 9 reasons: 'As read.' decided_at: "
      "@2011-01-17T10:45 }";
  const std::string act =
      "AgreeMeetingAction" + of_item +
      "action_id: $act text: 'A letter goes out.' owner_agency_id: $health owner_person_id: $nurse "
      "due_on: @2011-02-01 }";
  const std::string amend =
      "AmendMinutes" + of_item + "text: 'It was on Monday.' proposed_by_person_id: ";
  const std::string finish =
      "FinishMeetingAction { case_id: $case meeting_id: $meeting action_id: $act done_on: "
      "@2011-01-17 outcome: 'It went out.' }";
  for (const char* board : {"$board", "$south"}) {
    INFO(board);
    Story story = OnASharedPanel();
    CHECK(Story(story).InNameOf("$third").When(list).reason == "WRONG_BOARD");
    CHECK(story.InNameOf(board).When(list).reason.empty());
    story.Given("$meeting",
                "QuorumEvaluated { item_id: $item met: true unexpected_death: true at: "
                "@2011-01-17T10:30 }");
    story.Given(board, "AgencyRegistered { agency_id: $health name: 'Trust' }");
    // Who is at the table is on the register of the one, who leads on that of the other.
    CheckEach(story, {{"deferred", defer, ""},
                      {"decided", decide, ""},
                      {"revised", revise, "NO_DECISION"},
                      {"an action", act, ""},
                      {"amended", amend + "$nurse }", ""},
                      {"amended by nobody known", amend + "$stranger }", "UNKNOWN_REFERENCE"}});
    CheckEach(Story(story).InNameOf("$third"), {{"deferred by a third", defer, "WRONG_BOARD"},
                                                {"decided by a third", decide, "WRONG_BOARD"},
                                                {"revised by a third", revise, "WRONG_BOARD"},
                                                {"agreed by a third", act, "WRONG_BOARD"}});
    story.Do(act);
    CHECK(story.When(finish).reason.empty());
  }
  // In whose name to act on the rest of the meeting.
  Story story = OnASharedPanel();
  story.InNameOf("$south").Do(list);
  const Outcome refused =
      story.When("EvaluateQuorum { meeting_id: $meeting item_id: $item at: @2011-01-17T10:30 }");
  CHECK(refused.reason == "WRONG_BOARD");
  CHECK(refused.sentence.find("Act in that board's name") != std::string::npos);
  CHECK(refused.about == std::vector<std::string>{"$meeting", "$board"});
}

}  // namespace
}  // namespace candour::workflows::child_death
