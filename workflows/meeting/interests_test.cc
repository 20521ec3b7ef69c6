// Who has an interest in an item, and what of it is known only afterwards.
#include "workflows/meeting/test_meetings.h"

namespace candour::workflows::meeting {
namespace {

TEST_CASE("who recuses themselves counts no longer, and the item is evaluated anew") {
  Story story = FourMembers();
  story.Do(Attends("$paediatrician", "$paediatric_seat"));
  story.Do(Evaluation("unexpected_death: true"));
  story.Do(Evaluation("item_id: $late_item unexpected_death: true"));

  story.Do(Recusal("$paediatrician", "$item"));
  const Meeting meeting = story.Of<Meeting>("$meeting");
  CHECK_FALSE(meeting.items.at(story.Id("$item")).quorum);
  CHECK(QuorumOf(meeting, story.Id("$late_item")).met());
  CHECK(Refused(meeting, story.Id("$item"), story.Id("$case"))->reason() ==
        types::v1::QUORUM_NOT_EVALUATED);

  CHECK(MissingAfter(story, Evaluation("unexpected_death: true")) ==
        Missing{"Designated paediatrician for unexpected deaths"});
  const auto refusal = Refused(story.Of<Meeting>("$meeting"), story.Id("$item"), story.Id("$case"));
  REQUIRE(refusal);
  CHECK(refusal->reason() == types::v1::NOT_QUORATE);
  CHECK(refusal->sentence().find("Designated paediatrician") != std::string::npos);
  CHECK(refusal->source() == "Local procedures");
}

TEST_CASE("who declares an interest and stays counts only once it is ruled that they do") {
  Story told = FourMembers();
  told.Do(Attends("$paediatrician", "$paediatric_seat"));
  told.Do(
      "DeclareInterest { meeting_id: $meeting person_id: $nurse item_id: $item "
      "nature: 'Knows the school.' }");
  const auto rule = [](const std::string& changes) {
    return "RuleOnInterest { meeting_id: $meeting person_id: $nurse item_id: $item "
           "ruled_by_person_id: $director takes_part: YES reason: 'No tie to the child.' " +
           changes + " }";
  };
  CheckEach(told, {{"by themselves", rule("ruled_by_person_id: $nurse"), "SAME_PERSON"},
                   {"by nobody known", rule("ruled_by_person_id: $stranger"), "UNKNOWN_REFERENCE"},
                   {"of who declared none", rule("person_id: $sergeant"), "NOTHING_TO_CHANGE"},
                   {"of another item", rule("item_id: $late_item"), "NOTHING_TO_CHANGE"},
                   {"of no item", rule("item_id: $other_item"), "NOT_LISTED"},
                   {"as nobody knows", rule("takes_part: NOT_KNOWN"), "CONTRADICTORY"},
                   {"against them", rule("takes_part: NO"), ""}});
  Story director = told;
  director.Do(Recusal("$director", "$item"));
  CHECK(director.When(rule("")).reason == "CONFLICTED");
  CHECK(director.When(rule("ruled_by_person_id: $sergeant")).reason.empty());
  Story recused = told;
  recused.Do(Recusal("$nurse", "$item"));
  CHECK(recused.When(rule("")).reason == "NOTHING_TO_CHANGE");
  // Who left for one interest is not brought back by a ruling on another.
  Story both = recused;
  both.Do(Recusal("$nurse", "$item nature: 'A cousin.' recused: false"));
  CHECK(both.When(rule("")).reason == "NOTHING_TO_CHANGE");

  const auto counts = [](Story story) { return MissingAfter(story, Evaluation("")).empty(); };
  CHECK_FALSE(counts(told));
  Story stays = told;
  stays.Do(Evaluation("")).Do(rule(""));
  CHECK_FALSE(stays.Of<Meeting>("$meeting").items.at(stays.Id("$item")).quorum);
  CHECK(counts(stays));
  Story leaves = told;
  leaves.Do(rule("takes_part: NO"));
  CHECK_FALSE(counts(leaves));
  CHECK(counts(leaves.Do(rule(""))));
}

TEST_CASE("an interest is declared once") {
  Story story = FourMembers();
  story.Do(Recusal("$nurse", "$item"));
  CheckEach(story, {{"again", Recusal("$nurse", "$item"), "ALREADY_DONE"},
                    {"another one", Recusal("$nurse", "$item nature: 'A cousin.'"), ""},
                    {"of somebody else", Recusal("$sergeant", "$item"), ""},
                    {"in another item", Recusal("$nurse", "$late_item"), ""},
                    {"without leaving", Recusal("$nurse", "$item recused: false"), ""}});
}

// Four members were quorate for the item, and the meeting was closed.
Story Over() {
  Story story = FourMembers();
  story.Do(Evaluation("")).Do("CloseMeeting { meeting_id: $meeting closed_at: @2010-05-10T12:00 }");
  return story;
}

uint64_t Since(const Story& told) {
  Story story = told;
  const Meeting meeting = story.Of<Meeting>("$meeting");
  return InterestSince(meeting, meeting.items.at(story.Id("$item")));
}

TEST_CASE("an interest of who took part that is known only afterwards stands until it is settled") {
  const auto after = [](Story told, const std::string& commands) {
    return Since(told.Do(commands));
  };
  const std::string stays =
      "DeclareInterest { meeting_id: $meeting person_id: $nurse item_id: $item nature: 'Knows.' }";
  const std::string ruled =
      "RuleOnInterest { meeting_id: $meeting person_id: $nurse item_id: $item reason: 'No tie.' "
      "ruled_by_person_id: $director takes_part: ";
  CHECK(Since(Over()) == 0);
  CHECK(after(Over(), Recusal("$nurse", "$item")) != 0);
  CHECK(after(Over(), Recusal("$nurse", "$late_item")) == 0);
  CHECK(after(Over(), Recusal("$paediatrician", "$item")) == 0);  // who was not there
  CHECK(after(FourMembers(), Recusal("$nurse", "$item")) == 0);   // nothing can be decided yet
  CHECK(after(FourMembers(), Recusal("$nurse", "$item") + Evaluation("") +
                                 Recusal("$nurse", "$item nature: 'Kin.'")) ==
        0);  // who had left for it
  CHECK(after(Over(), stays) != 0);
  CHECK(after(Over(), stays + ruled + "YES }") == 0);
  CHECK(after(Over(), stays + ruled + "NO }") != 0);
  CHECK(Over()
            .Given("$meeting", "MeetingCancelled { reason: 'Snow.' }")
            .When(Recusal("$nurse", "$item"))
            .reason == "MEETING_NOT_HELD");
}

TEST_CASE("an interest that is put right came to light when it was put right") {
  const auto correcting = [](const std::string& type) {
    return " header { corrects_event_id: $" + type + " correction_reason: 'Typed wrongly.' }";
  };
  const std::string declared = correcting("InterestDeclared");
  Story story = FourMembers();
  story.Do(Recusal("$paediatrician", "$item") + Evaluation(""));
  CHECK(Since(story) == 0);
  CHECK(Since(Story(story).Do(Recusal("$nurse", "$item" + declared))) != 0);
  Story other = FourMembers();
  other.Do(Recusal("$nurse", "$late_item") + Evaluation(""));
  CHECK(Since(Story(other).Do(Recusal("$nurse", "$item" + declared))) != 0);
  // Who did not count for it, and of whom only the words are put right.
  Story left = FourMembers();
  left.Do(Recusal("$nurse", "$item") + Evaluation(""));
  CHECK(Since(left.Do(Recusal("$nurse", "$item nature: 'Kin.'" + declared))) == 0);
  Story ruled = FourMembers();
  const auto rule = [](const std::string& changes) {
    return "RuleOnInterest { meeting_id: $meeting person_id: $nurse item_id: $item reason: 'Tie.' "
           "ruled_by_person_id: $director takes_part: " +
           changes + " }";
  };
  ruled.Do(
      "DeclareInterest { meeting_id: $meeting person_id: $nurse item_id: $item nature: 'Knows.' }" +
      rule("YES") + Evaluation(""));
  CHECK(Since(ruled) == 0);
  CHECK(Since(ruled.Do(rule("NO" + correcting("InterestRuledOn")))) != 0);
}

TEST_CASE("what was decided by somebody with an interest is ratified at a later, quorate meeting") {
  Story told = Over();
  told.On("2010-07-12T18:00").Given("$next", R"(
    MeetingScheduled { body_id: $panel starts_at: @2010-07-12T10:00 })");
  told.Given("$case", R"(
    DeathNotificationReceived { received_at: @2010-02-20T09:30 }
    PanelDecisionRecorded { decision_id: $decision meeting_id: $meeting item_id: $item
                            decided_at: @2010-05-10T10:40 })");
  const std::string ratify =
      "RatifyItem { meeting_id: $meeting at_meeting_id: $next item_id: $item ratified: YES "
      "ratified_at: @2010-07-12T10:40 }";
  CHECK(told.When(ratify).reason == "NOTHING_TO_CHANGE");
  // Who counted, and turns out to have left between the evaluation and the decision.
  Story left = told;
  left.Given("$meeting", "DepartureRecorded { person_id: $nurse left_at: @2010-05-10T10:35 }");
  CHECK(left.When(ratify).reason == "NOT_LISTED");
  told.Do(Recusal("$nurse", "$item"));
  CHECK(told.When(ratify).reason == "NOT_LISTED");
  told.Given("$next",
             "ItemListed { item_id: $again number: 1 subject: CHILD_DEATH subject_id: $case }");
  CHECK(told.When(ratify).reason == "QUORUM_NOT_EVALUATED");
  const auto evaluated = [&](const char* met) {
    return Story(told).Given("$next",
                             "QuorumEvaluated { item_id: $again members_counted: 3 at: "
                             "@2010-07-12T10:30 met: " +
                                 std::string(met) + " }");
  };
  CHECK(evaluated("false missing: 'police'").When(ratify).reason == "NOT_QUORATE");
  Story ratified = evaluated("true");
  CHECK(ratified
            .When("RatifyItem { meeting_id: $meeting at_meeting_id: $meeting item_id: $item "
                  "ratified: YES ratified_at: @2010-05-10T11:40 }")
            .reason == "WRONG_STAGE");
  Story again = ratified;
  again.Given("$next",
              "AttendanceRecorded { person_id: $nurse seat_id: $nurse_seat kind: "
              "SEAT_HOLDER from: @2010-07-12T10:00 }");
  CHECK(again.When(ratify).reason == "CONFLICTED");
  Story not_ratified = ratified;
  not_ratified.Do(
      "RatifyItem { meeting_id: $meeting at_meeting_id: $next item_id: $item ratified: "
      "NO reason: 'To be decided anew.' ratified_at: @2010-07-12T10:40 }");
  CHECK(Since(not_ratified) != 0);
  // Of the two meetings it is this one's decision that is put; what the other is told of an item
  // of its own is corrected there.
  Story two = ratified;
  two.Given("$next", "ItemRatified { item_id: $again at_meeting_id: $next ratified: YES }");
  const std::string id = two.Id("$ItemRatified");
  const Outcome astray = two.When(
      "RatifyItem { meeting_id: $meeting at_meeting_id: $next item_id: $item ratified: YES "
      "ratified_at: @2010-07-12T10:45 header { correction_reason: 'The time.' corrects_event_id: "
      "'" +
      id + "' } }");
  CHECK(astray.reason == "NOTHING_TO_CORRECT");
  CHECK(astray.sentence.find("kept with something else") != std::string::npos);
  ratified.Do(ratify);
  CHECK(Since(ratified) == 0);
  CHECK(ratified.When(ratify).reason == "NOTHING_TO_CHANGE");
}

}  // namespace
}  // namespace candour::workflows::meeting
