// Who is there, who counts, and whether they are enough.
#include "workflows/meeting/test_meetings.h"

namespace candour::workflows::meeting {
namespace {

TEST_CASE("a meeting is of a body that exists on its day") {
  const auto schedule = [](const std::string& body, const std::string& at) {
    return "ScheduleMeeting { meeting_id: $meeting body_id: " + body + " starts_at: @" + at + " }";
  };
  CheckEach(Northshire(),
            {{"no such body", schedule("$nobody", "2010-05-10T10:00"), "UNKNOWN_REFERENCE"},
             {"before the body", schedule("$panel", "2008-03-31T23:30"), "DATE_OUT_OF_ORDER"},
             {"in the body's first minute", schedule("$panel", "2008-04-01T00:00"), ""},
             {"ahead", schedule("$panel", "2010-07-12T10:00"), ""}});
  CHECK(Meeting10May().When(schedule("$panel", "2010-05-10T10:00")).reason == "ALREADY_DONE");
}

TEST_CASE("a meeting that was held is not made to begin after what happened at it") {
  const auto begins = [](const std::string& at) {
    return "ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @" + at +
           " header { corrects_event_id: $MeetingScheduled correction_reason: 'Typed wrongly.' } }";
  };
  Story story = Meeting10May();
  story.Do(
      Attends("$sergeant", "$police_seat", "SEAT_HOLDER", "2010-05-10T10:00", "2010-05-10T10:20"));
  CheckEach(story, {{"when the first left", begins("2010-05-10T10:20"), ""},
                    {"after the first left", begins("2010-05-10T10:21"), "DATE_OUT_OF_ORDER"}});
}

TEST_CASE("who attends by a seat sits in it on that day") {
  Story told = Meeting10May();
  told.Given("$late_meeting", "MeetingScheduled { body_id: $panel starts_at: @2011-01-10T10:00 }");
  const auto in_2011 = [](std::string command) {
    return command.replace(command.find("$meeting"), 8, "$late_meeting");
  };
  told.On("2011-01-10T18:00");
  CheckEach(
      told,
      {{"the holder", Attends("$sergeant", "$police_seat"), ""},
       {"the deputy", Attends("$constable", "$police_seat", "DEPUTY"), ""},
       {"the deputy as holder", Attends("$constable", "$police_seat"), "NOT_A_MEMBER"},
       {"the holder as deputy", Attends("$sergeant", "$police_seat", "DEPUTY"), "NOT_A_MEMBER"},
       {"in another's seat", Attends("$sergeant", "$nurse_seat"), "NOT_A_MEMBER"},
       {"in a seat on another body", Attends("$chair", "$chair_seat"), "NOT_A_MEMBER"},
       {"in no seat", Attends("$sergeant", ""), "NOT_A_MEMBER"},
       {"when the deputy's days are over",
        in_2011(Attends("$constable", "$police_seat", "DEPUTY", "2011-01-10T09:55")),
        "NOT_A_MEMBER"},
       {"the holder still",
        in_2011(Attends("$sergeant", "$police_seat", "SEAT_HOLDER", "2011-01-10T09:55")), ""},
       {"co-opted", Attends("$inspector", "", "CO_OPTED"), ""},
       {"nobody known", Attends("$stranger", "", "IN_ATTENDANCE"), "UNKNOWN_REFERENCE"},
       {"gone before they came",
        Attends("$sergeant", "$police_seat", "SEAT_HOLDER", "2010-05-10T11:00", "2010-05-10T11:00"),
        "DATE_OUT_OF_ORDER"},
       {"the day before the meeting",
        Attends("$sergeant", "$police_seat", "SEAT_HOLDER", "2010-05-09T23:59"),
        "DATE_OUT_OF_ORDER"},
       {"ahead", Attends("$sergeant", "$police_seat", "SEAT_HOLDER", "2011-01-10T18:01"),
        "INVALID_ARGUMENT"}});
}

TEST_CASE("nobody attends twice at one time, in whatever seat") {
  Story told = Meeting10May();
  told.Given("$board", R"(
    SeatCreated { seat_id: $lay_seat body_id: $panel role: LAY_MEMBER from: @2008-04-01 }
    SeatFilled { seat_id: $lay_seat person_id: $sergeant from: @2008-04-01 })");
  told.Do(
      Attends("$sergeant", "$police_seat", "SEAT_HOLDER", "2010-05-10T10:00", "2010-05-10T11:00"));
  const auto again = [](const std::string& from, const std::string& until) {
    return Attends("$sergeant", "$lay_seat", "SEAT_HOLDER", from, until);
  };
  CheckEach(told, {{"the same time", again("2010-05-10T10:00", "2010-05-10T11:00"), "ALREADY_DONE"},
                   {"around it", again("2010-05-10T09:00", ""), "ALREADY_DONE"},
                   {"its last minute", again("2010-05-10T10:59", ""), "ALREADY_DONE"},
                   {"until it", again("2010-05-10T09:00", "2010-05-10T10:00"), ""},
                   {"after it", again("2010-05-10T11:00", ""), ""}});
}

TEST_CASE("whoever left counts no longer, and may come again") {
  Story told = FourMembers();
  const auto leaves = [](const std::string& person, const std::string& at) {
    return "RecordDeparture { meeting_id: $meeting person_id: " + person + " left_at: @" + at +
           " }";
  };
  CHECK(MissingAfter(told, Evaluation("at: @2010-05-10T11:00")).empty());
  CheckEach(told, {{"who never came", leaves("$inspector", "2010-05-10T11:00"), "NOT_A_MEMBER"},
                   {"before they came", leaves("$sergeant", "2010-05-10T09:00"), "NOT_A_MEMBER"}});
  told.Do(leaves("$sergeant", "2010-05-10T11:00"));
  CheckEach(told, {{"twice", leaves("$sergeant", "2010-05-10T10:30"), "NOT_A_MEMBER"},
                   {"who is gone", leaves("$sergeant", "2010-05-10T11:30"), "NOT_A_MEMBER"}});
  CHECK(MissingAfter(told, Evaluation("at: @2010-05-10T10:59")).empty());
  CHECK_FALSE(MissingAfter(told, Evaluation("at: @2010-05-10T11:00")).empty());
  told.Do(Attends("$sergeant", "$police_seat", "SEAT_HOLDER", "2010-05-10T11:20"));
  CHECK(MissingAfter(told, Evaluation("at: @2010-05-10T11:30")).empty());
  // Somebody of whom it is only said now that they left before the quorum was evaluated.
  told.Do(Evaluation("at: @2010-05-10T11:30"));
  const auto item = [&] { return told.Of<Meeting>("$meeting").items.at(told.Id("$item")); };
  const uint64_t gone_before = GoneSince(item());
  told.Do(leaves("$nurse", "2010-05-10T11:25"));
  CHECK_FALSE(item().quorum);
  CHECK(GoneSince(item()) > gone_before);
  told.Given("$meeting", "ItemRatified { item_id: $item ratified: YES }");
  CHECK(GoneSince(item()) == 0);
}

TEST_CASE("apologies are sent once, by somebody known") {
  const auto apologies = [](const std::string& person) {
    return "RecordApologies { meeting_id: $meeting person_id: " + person + " }";
  };
  Story story = Meeting10May();
  CHECK(story.When(apologies("$stranger")).reason == "UNKNOWN_REFERENCE");
  CHECK(story.When(apologies("$nurse")).events ==
        story.Events("ApologiesRecorded { person_id: $nurse }"));
  CHECK(story.When(apologies("$nurse")).reason == "ALREADY_DONE");
  story.Do(Attends("$sergeant", "$police_seat"));
  CHECK(story.When(apologies("$sergeant")).reason == "CONTRADICTORY");
  story.Do(Attends("$nurse", "$nurse_seat"));
  CHECK(story.Of<Meeting>("$meeting").apologies.empty());  // they came after all
}

TEST_CASE("a meeting is moved to no day before its body was there") {
  const auto moved = [](const std::string& at) {
    return "PostponeMeeting { meeting_id: $meeting reason: 'Snow.' starts_at: @" + at + " }";
  };
  CheckEach(Meeting10May(), {{"before the body", moved("2008-03-31T23:30"), "DATE_OUT_OF_ORDER"},
                             {"brought forward", moved("2010-05-03T10:00"), ""},
                             {"put off", moved("2010-06-07T10:00"), ""}});
}

TEST_CASE("community child health sits for the designated nurse, and no other seat does") {
  Story story = Meeting10May();
  story.Given("$board", R"(
    SeatCreated { seat_id: $child_health_seat body_id: $panel role: COMMUNITY_CHILD_HEALTH
                  from: @2008-04-01 }
    SeatFilled { seat_id: $child_health_seat person_id: $officer from: @2008-04-01 }
    SeatCreated { seat_id: $school_seat body_id: $panel role: EDUCATION from: @2008-04-01 }
    SeatFilled { seat_id: $school_seat person_id: $auditor from: @2008-04-01 })");
  story.Do(Attends("$director", "$director_seat")).Do(Attends("$social_worker", "$care_seat"));
  story.Do(Attends("$sergeant", "$police_seat")).Do(Attends("$auditor", "$school_seat"));
  CHECK(MissingAfter(story, Evaluation("")) ==
        Missing{"Community child health, or the designated nurse"});
  story.Do(Attends("$officer", "$child_health_seat"));
  CHECK(MissingAfter(story, Evaluation("")).empty());
}

TEST_CASE("by the edition every place is filled, one of them for unexpected deaths only") {
  Story story = FourMembers();
  const Outcome expected = story.When(Evaluation(""));
  CHECK(expected.events == story.Events(R"(QuorumEvaluated {
    item_id: $item met: true members_counted: 4 members_needed: 4
    counted_seat_ids: $director_seat counted_seat_ids: $nurse_seat counted_seat_ids: $care_seat
    counted_seat_ids: $police_seat rule_source: 'Local procedures'
    at: @2010-05-10T10:30 })"));
  CHECK(MissingAfter(story, Evaluation("unexpected_death: true")) ==
        Missing{"Designated paediatrician for unexpected deaths"});
  story.Do(Attends("$paediatrician", "$paediatric_seat"));
  CHECK(MissingAfter(story, Evaluation("unexpected_death: true")).empty());
}

TEST_CASE("who counts is asked of the moment the item was taken") {
  const auto missing = [](const std::string& police, const std::string& at) {
    Story story = Meeting10May();
    story.Do(Attends("$director", "$director_seat")).Do(Attends("$nurse", "$nurse_seat"));
    story.Do(Attends("$social_worker", "$care_seat"));
    if (!police.empty()) story.Do(police);
    return MissingAfter(story, Evaluation("at: @" + at));
  };
  const std::string until_11 =
      Attends("$sergeant", "$police_seat", "SEAT_HOLDER", "2010-05-10T10:10", "2010-05-10T11:00");
  const Missing no_police = {"Police", "1 more of 4 members"};
  CHECK(missing("", "2010-05-10T10:30") == no_police);
  CHECK(missing(until_11, "2010-05-10T10:09") == no_police);
  CHECK(missing(until_11, "2010-05-10T10:10").empty());
  CHECK(missing(until_11, "2010-05-10T10:59").empty());
  CHECK(missing(until_11, "2010-05-10T11:00") == no_police);
  CHECK(missing(Attends("$constable", "$police_seat", "DEPUTY"), "2010-05-10T10:30").empty());
  CHECK(missing(Attends("$inspector", "", "CO_OPTED"), "2010-05-10T10:30") == no_police);
  CHECK(missing(Attends("$inspector", "$police_seat", "IN_ATTENDANCE"), "2010-05-10T10:30") ==
        no_police);
}

TEST_CASE("a holder and their deputy sit in one seat") {
  Story story = FourMembers();
  story.Do(Attends("$constable", "$police_seat", "DEPUTY")).Do(Evaluation(""));
  const Meeting meeting = story.Of<Meeting>("$meeting");
  CHECK(QuorumOf(meeting, story.Id("$item")).members_counted() == 4);
  CHECK(QuorumOf(meeting, story.Id("$item")).counted_seat_ids_size() == 4);
}

TEST_CASE("one person in two seats of the body counts once, and in the role of each") {
  Story story = FourMembers();
  story.Given("$board", R"(
    SeatCreated { seat_id: $lay_seat body_id: $panel role: LAY_MEMBER from: @2008-04-01 }
    SeatFilled { seat_id: $lay_seat person_id: $sergeant from: @2008-04-01 }
    QuorumRulesSet { body_id: $panel minimum_members: 5 from: @2010-01-01 source: 'Terms' })");
  const Outcome second = story.When(Attends("$sergeant", "$lay_seat"));
  CHECK(second.reason == "ALREADY_DONE");
  CHECK(second.sentence.find("for the role of each: nothing need be recorded") !=
        std::string::npos);
  CHECK(MissingAfter(story, Evaluation("")) == Missing{"1 more of 5 members"});
  const auto needs_lay = [&](const Story& told) {
    Story asked = told;
    asked.Given("$board", R"(QuorumRulesSet { body_id: $panel minimum_members: 4
      required_roles: LAY_MEMBER required_roles: POLICE from: @2010-01-01 source: 'Terms' })");
    return MissingAfter(asked, Evaluation(""));
  };
  CHECK(needs_lay(story).empty());
  // Told only afterwards that the other seat was theirs.
  Story later = FourMembers();
  later.On("2010-05-12").Given("$board", R"(
    SeatCreated { seat_id: $lay_seat body_id: $panel role: LAY_MEMBER from: @2008-04-01 }
    SeatFilled { seat_id: $lay_seat person_id: $sergeant from: @2008-04-01 })");
  CHECK(needs_lay(later).empty());
  later.Do(Evaluation(""));
  const auto backdated = QuorumOf(later.Of<Meeting>("$meeting"), later.Id("$item"));
  REQUIRE(backdated.backdated_seat_ids_size() == 1);
  CHECK(backdated.backdated_seat_ids(0) == later.Id("$police_seat"));
  Story gone = story;
  gone.Given("$board", "SeatVacated { seat_id: $lay_seat until: @2010-05-09 }");
  CHECK(needs_lay(gone) == Missing{"lay member"});
  Story recused = story;
  recused.Do(Recusal("$sergeant", "$item"));
  CHECK(needs_lay(recused) == Missing{"lay member", "police", "1 more of 4 members"});
}

TEST_CASE("nobody is there for no time, nor after the end") {
  Story told = Meeting10May();
  told.Do(Attends("$nurse", "$nurse_seat"));
  told.On("2010-05-12T18:00");
  const auto left = [](const std::string& at) {
    return "RecordDeparture { meeting_id: $meeting person_id: $nurse left_at: @" + at + " }";
  };
  const auto until = [](const std::string& at) {
    return Attends("$sergeant", "$police_seat", "SEAT_HOLDER", "2010-05-10T10:10", at);
  };
  CheckEach(told, {{"left as they came", left("2010-05-10T09:55"), "DATE_OUT_OF_ORDER"},
                   {"left after a minute", left("2010-05-10T09:56"), ""},
                   {"stayed to the last", until("2010-05-10T23:00"), ""},
                   {"stayed over night", until("2010-05-11T10:00"), "DATE_OUT_OF_ORDER"}});
}

TEST_CASE("the body's own rules stand in place of the edition's from their day") {
  Story story = FourMembers();
  story.Given("$board", R"(QuorumRulesSet {
    body_id: $panel minimum_members: 2 required_roles: BEREAVEMENT_SUPPORT required_roles: POLICE
    from: @2010-05-11 source: 'Terms of reference, 2010' })");
  CHECK(MissingAfter(story, Evaluation("")).empty());  // not yet in force
  story.Given("$board", R"(QuorumRulesSet {
    body_id: $panel minimum_members: 5 required_roles: BEREAVEMENT_SUPPORT required_roles: POLICE
    from: @2010-05-10 source: 'Terms of reference, May' })");
  CHECK(MissingAfter(story, Evaluation("")) ==
        Missing{"bereavement support", "1 more of 5 members"});
  const Meeting meeting = story.Of<Meeting>("$meeting");
  const auto& quorum = QuorumOf(meeting, story.Id("$item"));
  CHECK(quorum.rule_source() == "Terms of reference, May");
  REQUIRE(quorum.missing_roles_size() == 1);
  CHECK(quorum.missing_roles(0) == types::v1::BEREAVEMENT_SUPPORT);
}

TEST_CASE("where nothing says what makes a body quorate, nobody guesses") {
  Story story({board::Register, Register, child_death::Register, case_review::Register,
               document::Register});
  story.On("2010-05-10T18:00").Given("$board", R"(
    BodyEstablished { body_id: $panel kind: CHILD_DEATH_OVERVIEW_PANEL from: @2008-04-01 })");
  story.Given("$meeting", R"(
    MeetingScheduled { body_id: $panel starts_at: @2010-05-10T10:00 }
    ItemListed { item_id: $item number: 1 subject: CHILD_DEATH subject_id: $case })");
  CHECK(story.When(Evaluation("")).reason == "NO_EDITION_IN_FORCE");
}

TEST_CASE("the way out of a missing quorum fits how the body comes to its decision") {
  struct Way {
    const char* way;
    const char* not_evaluated;
    const char* not_quorate;
  };
  for (const Way& row : {Way{"IN_SESSION", "Record who attended", "Defer the case"},
                         Way{"BY_CORRESPONDENCE", "Ask those who have not replied for their reply",
                             "Ask for the replies that are missing"},
                         Way{"CHAIRS_ACTION", "Record the chair's reply", "Ask the chair"}}) {
    INFO(row.way);
    Story story = Northshire();
    story.Given("$meeting",
                "MeetingScheduled { body_id: $panel starts_at: @2010-05-10T10:00 way: " +
                    std::string(row.way) +
                    " } ItemListed { item_id: $item number: 1 subject: CHILD_DEATH "
                    "subject_id: $case }");
    const auto sentence = [&] {
      return Refused(story.Of<Meeting>("$meeting"), story.Id("$item"), story.Id("$case"))
          ->sentence();
    };
    CHECK(sentence().find(row.not_evaluated) != std::string::npos);
    CHECK((sentence().find("attended") != std::string::npos) ==
          (row.way == std::string("IN_SESSION")));
    story.Given("$meeting",
                "QuorumEvaluated { item_id: $item met: false missing: 'police' at: "
                "@2010-05-10T10:30 }");
    CHECK(sentence().find(row.not_quorate) != std::string::npos);
    CHECK(sentence().find("missing: police.") != std::string::npos);
  }
}

TEST_CASE("a decision asks for the item about its own case") {
  Story story = FourMembers();
  story.Do(Evaluation(""));
  const Meeting meeting = story.Of<Meeting>("$meeting");
  const std::string item = story.Id("$item");
  CHECK_FALSE(Refused(meeting, item, story.Id("$case")));
  CHECK_FALSE(Refused(meeting, "", story.Id("$case")));
  CHECK(Refused(meeting, item, story.Id("$late_case"))->reason() == types::v1::NOT_LISTED);
  CHECK(Refused(meeting, "", story.Id("$other"))->reason() == types::v1::NOT_LISTED);
}

TEST_CASE("a decision does not come before the quorum it rests on") {
  Story story = FourMembers();
  story.Do(Evaluation(""));
  const Meeting meeting = story.Of<Meeting>("$meeting");
  const absl::Time at = MomentOf(QuorumOf(meeting, story.Id("$item")).at());
  const auto refusal = [&](absl::Time decided_by) {
    return UnlessQuorate(meeting, story.Id("$item"), story.Id("$case"), decided_by,
                         absl::UTCTimeZone());
  };
  CHECK_FALSE(refusal(at));
  REQUIRE(refusal(at - absl::Microseconds(1)));
  CHECK(refusal(at - absl::Microseconds(1))->reason() == types::v1::DATE_OUT_OF_ORDER);
}

TEST_CASE("items, people and times that do not belong to the meeting are refused") {
  Story told = FourMembers();
  told.Given("$closed", R"(
    MeetingScheduled { body_id: $panel starts_at: @2010-05-10T10:00 }
    ItemListed { item_id: $item number: 1 subject: CHILD_DEATH subject_id: $case }
    MeetingClosed { closed_at: @2010-05-10T12:00 })");
  const auto at = [](std::string command, const std::string& meeting) {
    return command.replace(command.find("$meeting"), 8, meeting);
  };
  const auto close = [](const std::string& moment) {
    return "CloseMeeting { meeting_id: $meeting closed_at: @" + moment + " }";
  };
  CheckEach(told, {{"no such item", Evaluation("item_id: $other_item"), "NOT_LISTED"},
                   {"before it began", Evaluation("at: @2010-05-10T09:59"), "DATE_OUT_OF_ORDER"},
                   {"interest in no item", Recusal("$nurse", "$other_item"), "NOT_LISTED"},
                   {"interest of nobody known", Recusal("$stranger", "$item"), "UNKNOWN_REFERENCE"},
                   {"closed before it begins", close("2010-05-10T09:59"), "DATE_OUT_OF_ORDER"},
                   {"closed", close("2010-05-10T12:00"), ""},
                   {"closed twice", at(close("2010-05-10T12:00"), "$closed"), "WRONG_STAGE"},
                   {"attendance", at(Attends("$nurse", "$nurse_seat"), "$closed"), "WRONG_STAGE"},
                   {"evaluation", at(Evaluation(""), "$closed"), "WRONG_STAGE"},
                   {"interest", at(Recusal("$nurse", "$item"), "$closed"), ""},
                   {"apologies", "RecordApologies { meeting_id: $closed person_id: $nurse }",
                    "WRONG_STAGE"}});

  told.Given("$other", "BoardOpened { name: 'Southshire' }").InNameOf("$other");
  CheckEach(told, {{"evaluated by another board", Evaluation(""), "WRONG_BOARD"},
                   {"closed by another board", close("2010-05-10T12:00"), "WRONG_BOARD"}});
}

}  // namespace
}  // namespace candour::workflows::meeting
