// How items of an agenda end: reached or not, ratified or not, too late, and under which papers.
#include "workflows/child_death/panel_meeting_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

std::string Closed(const std::string& at) {
  return "CloseMeeting { meeting_id: $meeting closed_at: @" + at + " }";
}

// All agreed in writing by 16 February 2011, and it was decided; $next meets on 9 May.
Story DecidedInWriting() {
  Story story = InWriting();
  for (const auto& [person, seat] : kMembers) story.Do(Replied(person, seat, "AGREES"));
  story.Do(Evaluated("at: @2011-02-16T10:00 ")).Do(Verdict("decided_at: @2011-02-16T12:00 "));
  story.On("2011-05-09T18:00")
      .Do("ScheduleMeeting { meeting_id: $next body_id: $panel starts_at: @2011-05-09T10:00 }");
  AttendNext(story);
  return story;
}

std::string Ratified(const std::string& answer) {
  return "RatifyItem { meeting_id: $meeting at_meeting_id: $next item_id: $item "
         "ratified_at: @2011-05-09T10:10 ratified: " +
         answer + " }";
}

const std::string kRefused = Ratified("NO reason: 'The report of health was not read.'");

std::string StageNow(Story& story) { return StageOf(story.See<ChildDeath>("$case")); }

TEST_CASE("a deferred case, and one that passed to another board, is listed no longer") {
  Story story = Attended();
  CHECK(StageNow(story) == "listed");
  const std::string defer =
      "DeferCase { case_id: $case meeting_id: $meeting item_id: $item reason: 'No report.' }";
  SECTION("deferred") {
    story.Do(defer);
    CHECK(StageNow(story) == "in scope");
    story.Do("ScheduleMeeting { meeting_id: $next body_id: $panel starts_at: @2011-05-09T10:00 }");
    story.Do(Listing("$next", "$again"));
    CHECK(StageNow(story) == "listed");
  }
  SECTION("deferred at the one, listed for the other") {
    story.Do("ScheduleMeeting { meeting_id: $next body_id: $panel starts_at: @2011-05-09T10:00 }");
    story.Do(Listing("$next", "$again")).Do(defer);
    CHECK(StageNow(story) == "listed");
    REQUIRE(story.See<ChildDeath>("$case").open_listings.size() == 1);
    CHECK(story.See<ChildDeath>("$case").open_listings[0].item_id() == story.Id("$again"));
  }
  SECTION("transferred") {
    story.Do(Evaluated());
    story.Given("$case", "CaseTransferred { from_board_id: $board to_board_id: $elsewhere }");
    CHECK(StageNow(story) == "in scope");
    const Outcome decided = story.When(Verdict());
    CHECK(decided.reason == "WRONG_BOARD");
    CHECK(story.When(Closed("2011-02-14T12:00")).reason.empty());
  }
}

TEST_CASE("an item is ahead until it is taken off, or its meeting cancelled or closed") {
  const auto ahead = [](Story& story) {
    return story.See<meeting::Meeting>("$meeting").IsAhead(story.Id("$item"));
  };
  Story off = Met();
  CHECK(ahead(off));
  off.Do("TakeItemOff { meeting_id: $meeting item_id: $item reason: 'No report.' }");
  CHECK_FALSE(ahead(off));
  CHECK(off.When(Listing("$meeting", "$again")).reason.empty());
  Story closed = Met();
  closed.Do(Closed("2011-02-14T12:00"));
  CHECK_FALSE(ahead(closed));
  Story cancelled = Met();
  cancelled.Do("CancelMeeting { meeting_id: $meeting reason: 'Snow.' }");
  CHECK_FALSE(ahead(cancelled));
}

TEST_CASE("what a later meeting does not ratify stands no longer, nor what rested on it") {
  Story story = DecidedInWriting();
  CHECK(Story(story).When(Ratified("YES")).events == story.Events(R"(ItemRatified {
    item_id: $item at_meeting_id: $next ratified: YES ratified_at: @2011-05-09T10:10 }
    EarlierMeetingTaken {
      meeting_id: $meeting item_id: $item ratified: YES taken_at: @2011-05-09T10:10 })"));
  SECTION("a decision") {
    CHECK(story.When(kRefused).events == story.Events(R"(
      ItemRatified { item_id: $item at_meeting_id: $next ratified: NO
                     reason: 'The report of health was not read.'
                     ratified_at: @2011-05-09T10:10 }
      EarlierMeetingTaken { meeting_id: $meeting item_id: $item ratified: NO
                            reason: 'The report of health was not read.'
                            taken_at: @2011-05-09T10:10 }
      DecisionNotRatified { decision_id: $decision meeting_id: $meeting item_id: $item
                            at_meeting_id: $next put_at: @2011-05-09T10:10
                            reason: 'The report of health was not read.' })"));
    CHECK(story.See<ChildDeath>("$case").Standing() == nullptr);
    CHECK(Reached(story.See<ChildDeath>("$case"), "panel_decision") == 0);
    CHECK(StageNow(story) == "in scope");
    CheckEach(story, {{"completed by it",
                       "CompleteReview { case_id: $case completed_on: "
                       "@2011-05-09 }",
                       "NO_DECISION"},
                      {"ratified after all", Ratified("YES"), "NO_DECISION"},
                      {"decided as the item again", Verdict("decision_id: $new "), "WRONG_STAGE"},
                      {"listed again", Listing("$next", "$again"), ""}});
  }
  SECTION("a completed review") {
    story.Do("CompleteReview { case_id: $case completed_on: @2011-03-01 }").Do(kRefused);
    CHECK_FALSE(story.See<ChildDeath>("$case").completed_on);
    const auto& reopenings = story.See<ChildDeath>("$case").aftermath.reopenings;
    REQUIRE(reopenings.size() == 1);
    CHECK(reopenings[0].ground() == types::v1::DECISION_NOT_RATIFIED);
    CHECK(StageNow(story) == "reopened");
  }
  SECTION("of a case that another board leads by now") {
    story.Given("$case", "CaseTransferred { from_board_id: $board to_board_id: $elsewhere }");
    CHECK(story.When(kRefused).reason == "WRONG_BOARD");
  }
  SECTION("one decision falls, and the one before stands") {
    Story twice = Attended();
    twice.Do(Evaluated()).Do(Verdict());
    twice.Given("$case", R"(
      PanelDecisionRecorded { decision_id: $second meeting_id: $x item_id: $y
                              decided_at: @2011-02-15T10:00 supersedes_decision_id: $decision }
      DecisionNotRatified { decision_id: $second put_at: @2011-05-09T10:10 reason: 'No.' })");
    REQUIRE(twice.See<ChildDeath>("$case").Standing() != nullptr);
    CHECK(twice.See<ChildDeath>("$case").Standing()->record.decision_id() == twice.Id("$decision"));
  }
}

TEST_CASE("without a decision there is nothing to ratify") {
  Story story = InScope();
  story.On("2011-05-09T18:00").Do(R"(
    SetDecisionWays { body_id: $panel ways: BY_CORRESPONDENCE from: @2011-01-01 source: 'T' }
    ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2011-02-14T10:00
                      way: BY_CORRESPONDENCE }
    ScheduleMeeting { meeting_id: $next body_id: $panel starts_at: @2011-05-09T10:00 })");
  story.Do(Listing("$meeting", "$item"));
  CheckEach(story, {{"yes", Ratified("YES"), "NO_DECISION"}, {"no", kRefused, "NO_DECISION"}});
}

TEST_CASE("a reply that comes when the item is decided is kept as late, and changes nothing") {
  Story story = DecidedInWriting();
  const std::string late = Replied("$nurse", "$nurse_seat", "ASKS_FOR_MEETING", "2011-03-01T09:00");
  CHECK(story.When(late).events == story.Events(R"(ReplyReceived {
    person_id: $nurse item_id: $item seat_id: $nurse_seat kind: SEAT_HOLDER
    answer: ASKS_FOR_MEETING replied_at: @2011-03-01T09:00 late: true })"));
  const auto& item = story.See<meeting::Meeting>("$meeting").items.at(story.Id("$item"));
  REQUIRE(item.quorum);
  CHECK(item.quorum->met());
  CHECK(story.See<meeting::Meeting>("$meeting").PresenceFor(item.id).size() == 5);
  CHECK(story
            .When(Verdict("decision_id: $again supersedes_decision_id: $decision "
                          "decided_at: @2011-02-16T12:00 "))
            .reason.empty());
}

TEST_CASE("a meeting closes after everything that is recorded of it") {
  Story story = Attended();
  story.Do(Evaluated()).Do(Verdict());
  Story left = story;
  left.Do("RecordDeparture { meeting_id: $meeting person_id: $nurse left_at: @2011-02-14T11:30 }");
  const Outcome early = story.When(Closed("2011-02-14T10:39"));
  CHECK(early.reason == "DATE_OUT_OF_ORDER");
  CHECK(early.sentence.find("closed_at") != std::string::npos);
  CHECK(early.sentence.find("A decision was made") != std::string::npos);
  CheckEach(story, {{"with the decision", Closed("2011-02-14T10:40"), ""}});
  CheckEach(left, {{"before somebody left", Closed("2011-02-14T11:29"), "DATE_OUT_OF_ORDER"},
                   {"when they left", Closed("2011-02-14T11:30"), ""}});
  Story came = Met();
  came.Do(
      "RecordAttendance { meeting_id: $meeting kind: SEAT_HOLDER person_id: $nurse "
      "seat_id: $nurse_seat from: @2011-02-14T11:00 }");
  CheckEach(came, {{"before somebody came", Closed("2011-02-14T10:59"), "DATE_OUT_OF_ORDER"},
                   {"when they came", Closed("2011-02-14T11:00"), ""}});
}

std::string Prepared(const std::string& pack, const std::string& by, const std::string& more = "") {
  return std::string("PreparePack { meeting_id: $meeting item_ids: $item sha256: '") + kPack +
         "' prepared_at: @2011-02-07T10:00 pack_id: " + pack + " prepared_by_person_id: " + by +
         " " + more + "}";
}

std::string Approved(const std::string& pack, const std::string& by,
                     const std::string& on = "2011-02-08") {
  return std::string("ApprovePack { meeting_id: $meeting sha256: '") + kPack + "' approved_at: @" +
         on + "T10:00 pack_id: " + pack + " approved_by_person_id: " + by + " }";
}

TEST_CASE("a pack is approved by another person, of another seat, with another account") {
  Story told = Met("kind: 'cdop'");
  told.Given("$board", R"(DeputyNamed {
    seat_id: $nurse_seat person_id: $officer from: @2011-01-01 until: @2011-12-31 })");
  told.SignedInAs("office-1").Do(Prepared("$pack", "$nurse"));
  CHECK(told.When(Approved("$pack", "$director")).reason == "SAME_PERSON");
  told.SignedInAs("office-2");
  CheckEach(told, {{"the same person", Approved("$pack", "$nurse"), "SAME_PERSON"},
                   {"their deputy", Approved("$pack", "$officer"), "SAME_PERSON"},
                   {"another", Approved("$pack", "$director"), ""}});
  // The same content is prepared once more, by another: who prepared it first still may not.
  told.Do(Prepared("$copy", "$director"));
  CheckEach(told,
            {{"who prepared it first", Approved("$copy", "$nurse"), "SAME_PERSON"},
             {"with the account of the second", Approved("$copy", "$sergeant"), "SAME_PERSON"}});
  told.SignedInAs("office-3");
  CheckEach(told, {{"a third", Approved("$copy", "$sergeant"), ""}});
  CHECK(told.When(Approved("$copy", "$nurse")).source ==
        "Child death review procedures of local boards: cases are anonymised before the panel");
}

// A paper like KeepPaper's, of another case.
void KeepElsewhere(Story& story, const std::string& paper, const std::string& case_id) {
  story.Given(paper, "DocumentAdded { about: CHILD_DEATH kind: OTHER_PAPER about_id: " + case_id +
                         " } DocumentVersionAdded { version: 1 bytes: 10 sha256: '" +
                         std::string(kPaperHash) +
                         "' } DocumentScanned { version: 1 finding: SCANNED_CLEAN }");
}

TEST_CASE("neither a pack nor a decision nor minutes rest on another case's paper") {
  Story story = Attended();
  story.Given("$stranger", "DeathNotificationReceived { received_at: @2010-12-20T09:30 }");
  KeepPaper(story, "$own");
  KeepElsewhere(story, "$foreign", "$stranger");
  story.Do(Evaluated());
  const auto pack = [](const std::string& paper) {
    return std::string("PreparePack { meeting_id: $meeting item_ids: $item sha256: '") +
           kPaperHash + "' prepared_at: @2011-02-07T10:00 prepared_by_person_id: $nurse document " +
           Pin(paper) + "}";
  };
  CheckEach(story, {{"a pack of its own", pack("$own"), ""},
                    {"a pack of another's", pack("$foreign"), "CONTRADICTORY"},
                    {"its own", Verdict("read " + Pin("$own")), ""},
                    {"another's", Verdict("read " + Pin("$foreign")), "CONTRADICTORY"}});
  story.Do(Closed("2011-02-14T12:00")).On("2011-05-09T18:00");
  story.Do("ScheduleMeeting { meeting_id: $next body_id: $panel starts_at: @2011-05-09T10:00 }");
  AttendNext(story);
  const auto agree = [](const std::string& more) {
    return "AgreeMinutes { meeting_id: $meeting at_meeting_id: $next "
           "agreed_at: @2011-05-09T10:05 " +
           more + "}";
  };
  story.Given("$minutes",
              "DocumentAdded { about: MEETING about_id: $meeting kind: OTHER_PAPER } "
              "DocumentVersionAdded { version: 1 bytes: 10 sha256: '" +
                  std::string(kPaperHash) +
                  "' } DocumentScanned { version: 1 finding: SCANNED_CLEAN }");
  CheckEach(story, {{"a case's paper", agree("document " + Pin("$own")), "CONTRADICTORY"},
                    {"the meeting's", agree("document " + Pin("$minutes")), ""},
                    {"a version it has not", agree("document " + Pin("$minutes", "2")),
                     "UNKNOWN_REFERENCE"},
                    {"of another hash",
                     agree("document " + Pin("$minutes") + "sha256: '" + std::string(kPack) + "' "),
                     "CONTRADICTORY"}});
}

TEST_CASE("an action is not due before the meeting that agreed it") {
  const auto agree = [](const std::string& due) {
    return "AgreeMeetingAction { meeting_id: $meeting text: 'Ask.' owner_agency_id: $health "
           "due_on: @" +
           due + " }";
  };
  CheckEach(Met(), {{"the day before", agree("2011-02-13"), "DATE_OUT_OF_ORDER"},
                    {"the same day", agree("2011-02-14"), ""}});
}

// Nothing is missing for a panel but what a test adds.
Story Ready() {
  Story story = InScope();
  story.Adopt("meetings")
      .Given("$case", "ChildIdentified { given_names: 'Child' family_name: 'Child' }");
  return story;
}

std::string Kept(const std::string& changes) {
  return "HoldCase { case_id: $case hold_id: $hold because_of: 'Sleep-related deaths' "
         "look_again_on: @2011-06-01 " +
         changes + " }";
}

TEST_CASE("a ready case is kept for a themed meeting, and listing it for one ends that") {
  CHECK(InScope().Adopt("meetings").When(Kept("meeting_kind: 'themed'")).reason == "WRONG_STAGE");
  Story story = Ready();
  CheckEach(story,
            {{"an unknown kind", Kept("meeting_kind: 'picnic'"), "NO_EDITION_IN_FORCE"},
             {"where nothing is decided", Kept("meeting_kind: 'cdrm'"), "NO_EDITION_IN_FORCE"},
             {"of another body", Kept("meeting_kind: 'board'"), "NOT_AUTHORISED"},
             {"for good", Kept("meeting_kind: 'themed' look_again_on: @2010-12-20"),
              "DATE_OUT_OF_ORDER"}});
  CHECK(story.When(Kept("meeting_kind: 'themed'")).events == story.Events(R"(CaseHeld {
    hold_id: $hold because_of: 'Sleep-related deaths' look_again_on: @2011-06-01
    meeting_kind: 'themed' meeting_kind_title: 'Themed child death overview panel' })"));
  CHECK(StageNow(story) == "kept for a meeting");
  story.On("2011-02-14T18:00").Do(R"(
    ScheduleMeeting { meeting_id: $usual body_id: $panel starts_at: @2011-02-14T10:00 kind: 'cdop' }
    ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2011-02-14T10:00
                      kind: 'themed' })");
  const auto list = [](const std::string& meeting) {
    return "ListChildDeath { case_id: $case item_id: $item meeting_id: " + meeting + " }";
  };
  const Outcome usual = story.When(list("$usual"));
  CHECK(usual.reason == "REASON_MISSING");
  CHECK(usual.sentence.find("kept for a meeting: Themed child death overview panel (Sleep-related "
                            "deaths), to be looked at on 1 June 2011") != std::string::npos);
  SECTION("listed for a themed meeting") {
    CHECK(story.When(list("$meeting")).events == story.Events(R"(
      ItemListed { item_id: $item number: 1 subject: CHILD_DEATH subject_id: $case }
      CaseListed { meeting_id: $meeting item_id: $item starts_at: @2011-02-14T10:00
                   meeting_kind: 'themed' }
      HoldReleased { hold_id: $hold meeting_id: $meeting
                     reason: 'Listed for the meeting it was kept for: Themed child death overview panel, at 10:00 on Monday 14 February 2011.' })"));
    CHECK(StageNow(story) == "listed");
    CHECK_FALSE(story.See<ChildDeath>("$case").OnHold());
  }
  SECTION("and that meeting does not take it") {
    story.Do(list("$meeting"));
    const auto kept = [](Story& told) {
      CHECK(StageNow(told) == "kept for a meeting");
      CHECK(told.When("ListChildDeath { case_id: $case item_id: $again meeting_id: $usual }")
                .reason == "REASON_MISSING");
    };
    Story off = story;
    off.Do("TakeItemOff { meeting_id: $meeting item_id: $item reason: 'No expert.' }");
    kept(off);
    const std::string cancel = "CancelMeeting { meeting_id: $meeting reason: 'No hall.' }";
    Story passed = story;
    passed.Given("$case", "CaseTransferred { from_board_id: $board to_board_id: $elsewhere }");
    passed.Do(cancel);
    CHECK_FALSE(passed.See<ChildDeath>("$case").OnHold());
    // Listed for another of the kind, it is that one's to take.
    Story twice = story;
    twice.Do(
        "ScheduleMeeting { meeting_id: $next body_id: $panel starts_at: @2011-05-09T10:00 "
        "kind: 'themed' } ListChildDeath { case_id: $case item_id: $again meeting_id: $next }");
    twice.Do(cancel);
    CHECK_FALSE(twice.See<ChildDeath>("$case").OnHold());
    twice.Do("CancelMeeting { meeting_id: $next reason: 'No hall.' }");
    CHECK(twice.See<ChildDeath>("$case").OnHold());
    // However often it was kept, it is kept once more.
    for (const char* meeting : {"$third", "$fourth"}) {
      const size_t holds = twice.See<ChildDeath>("$case").holds.size();
      const std::string id = meeting;
      twice.Do(
          "ScheduleMeeting { body_id: $panel starts_at: @2011-05-09T10:00 kind: 'themed' "
          "meeting_id: " +
          id + " } ListChildDeath { case_id: $case item_id: " + id + "-item meeting_id: " + id +
          " }");
      twice.Do("CancelMeeting { reason: 'No hall.' meeting_id: " + id + " }");
      CHECK(twice.See<ChildDeath>("$case").holds.size() == holds + 1);
    }
    story.Do(cancel);
    kept(story);
    story.Do(
        "CancelMeeting { meeting_id: $meeting reason: 'Snow.' header { corrects_event_id: "
        "$MeetingCancelled correction_reason: 'It was the snow.' } }");
    CHECK(story.See<ChildDeath>("$case").holds.size() == 2);
  }
  SECTION("released") {
    story.Do("ReleaseHold { case_id: $case hold_id: $hold reason: 'The theme was given up.' }");
    CHECK(StageNow(story) == "in scope");
    CHECK(story.When(list("$usual")).reason.empty());
  }
}

TEST_CASE("a refusal names the paper its rule is from, where there is one, and the way out") {
  Story story = Attended("kind: 'cdop'");
  story.Do(Evaluated());
  const Outcome pack = story.When(Verdict());
  CHECK(pack.reason == "PACK_NOT_ISSUED");
  CHECK(pack.source == "Child death review procedures of local boards");
  CHECK(pack.sentence.find("Prepare one") != std::string::npos);
  const Outcome ruled = story.When(
      "RuleOnInterest { meeting_id: $meeting item_id: $item person_id: $nurse takes_part: YES "
      "reason: 'None.' ruled_by_person_id: $director }");
  CHECK(ruled.reason == "NOTHING_TO_CHANGE");
  CHECK(ruled.source ==
        "Terms of reference of child death overview panels: declarations of interest");
  Story plain = Attended();
  plain.Do(Evaluated());
  for (const char* change : {"categories_applying: 10 ", "category: 9 ",
                             "categories_rejected { category: 10 reason: 'No.' } "}) {
    INFO(change);
    const Outcome refused = plain.When(Verdict(change));
    CHECK(refused.reason == "CATEGORY_CONTRADICTORY");
    CHECK(refused.source == "Form C");
  }
  plain.Do(
      "HoldCase { case_id: $case hold_id: $hold because_of: 'inquest' look_again_on: "
      "@2011-06-01 }");
  CHECK(plain.When(Verdict()).source ==
        "Social Care Institute for Excellence, parallel processes: the reason for waiting is "
        "recorded");
}

}  // namespace
}  // namespace candour::workflows::child_death
