// What is told as odd about a panel's decision, and of what it is no more.
#include "workflows/case_files/oddities.h"

#include "workflows/case_files/test_decisions.h"

namespace candour::workflows::case_files {
namespace {

using testing::Story;

// What is odd depends on what was recorded by when, so each row tells its own.
TEST_CASE("what is odd about a panel's decision") {
  Story story = PanelDecided();
  story.On("2010-06-02");
  SECTION("the evaluation it names was not quorate") {
    story.Given("$case", R"(
      PanelDecisionRecorded { decision_id: $second meeting_id: $meeting item_id: $item
        decided_at: @2010-06-01T12:00 supersedes_decision_id: $decision })");
    Reading reading(story);
    const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
    const auto decisions = DecisionsOf(dossier, Names(dossier, reading.london));
    CHECK(OdditiesOf(decisions.at(1)) == std::vector{types::v1::NO_QUORUM});
    CHECK(OdditiesOf(decisions.at(0)) == std::vector{types::v1::WAS_REPLACED});
    CHECK(decisions.at(0).superseded_by_decision_id() == story.Id("$second"));
  }
  SECTION("nobody looked at the quorum of the item") {
    story.Given("$case", R"(
      PanelDecisionRecorded { decision_id: $second meeting_id: $meeting item_id: $elsewhere
        decided_at: @2010-06-01T12:00 })");
    Reading reading(story);
    const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
    CHECK(OdditiesOf(DecisionsOf(dossier, Names(dossier, reading.london)).at(1)) ==
          std::vector{types::v1::QUORUM_UNKNOWN});
  }
  SECTION("held since to be a death of the kind whose rules were not asked") {
    const auto oddities = [&] {
      Reading reading(story);
      const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
      return OdditiesOf(DecisionsOf(dossier, Names(dossier, reading.london)).at(0));
    };
    story.Given("$case", "ExpectednessClassified { expectedness: EXPECTED }");
    CHECK(oddities().empty());
    story.Given("$case", "ExpectednessClassified { expectedness: UNEXPECTED }");
    CHECK(oddities() == std::vector{types::v1::QUORUM_UNKNOWN});
  }
  SECTION("classified by nobody, and evaluated by the rules for every death") {
    const auto oddities = [](const std::string& unexpected, const std::string& since) {
      Story told = PanelDecided();
      told.On("2010-06-02")
          .Given(
              "$meeting",
              "QuorumEvaluated { item_id: $item met: true unclassified: true unexpected_death: " +
                  unexpected + " }");
      told.Given("$case",
                 "PanelDecisionRecorded { decision_id: $second meeting_id: $meeting item_id: $item "
                 "decided_at: @2010-06-01T12:00 }");
      if (!since.empty())
        told.Given("$case", "ExpectednessClassified { expectedness: " + since + " }");
      Reading reading(told);
      const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
      return OdditiesOf(DecisionsOf(dossier, Names(dossier, reading.london)).at(1));
    };
    CHECK(oddities("false", "") == std::vector{types::v1::QUORUM_UNKNOWN});
    CHECK(oddities("true", "").empty());
    CHECK(oddities("false", "EXPECTED").empty());
  }
  SECTION("recorded on the fifteenth day after, not on the fourteenth") {
    for (const auto& [day, late] :
         {std::pair{"2010-05-19T12:00", false}, {"2010-05-18T12:00", true}}) {
      Story told = PanelDecided();
      told.On("2010-06-02")
          .Given("$case",
                 std::string("PanelDecisionRecorded { decision_id: $second meeting_id: $meeting "
                             "item_id: $elsewhere decided_at: @") +
                     day + " }");
      Reading reading(told);
      const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
      const auto oddities = OdditiesOf(DecisionsOf(dossier, Names(dossier, reading.london)).at(1));
      CHECK((oddities.back() == types::v1::RECORDED_LATE) == late);
    }
  }
  SECTION("its record was corrected") {
    story.Given("$case", "DeathRecorded { date_of_death: @2010-03-01 }");
    Reading reading(story);
    reading.SayCorrects("$case", 5, 3);
    const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
    const auto decisions = DecisionsOf(dossier, Names(dossier, reading.london));
    REQUIRE(OdditiesOf(decisions.at(0)) == std::vector{types::v1::WAS_CORRECTED});
    CHECK(decisions.at(0).oddities(0).explanation() ==
          "It stands as corrected on 2 June 2010: Noted wrongly.");
  }
  SECTION("what a slip put right was decided on is what was held at first") {
    story.On("2010-08-01")
        .Given(
            "$case",
            "AgencyReportReceived { request_id: $later received_on: @2010-07-01 summary: 'Once.' "
            "} PanelDecisionRecorded { decision_id: $decision meeting_id: $meeting item_id: "
            "$item category: 7 decided_at: @2010-04-20T10:30 }");
    Reading reading(story);
    reading.SayCorrects("$case", reading.Stored("$case").size() - 1, 3);
    const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
    const auto decisions = DecisionsOf(dossier, Names(dossier, reading.london));
    REQUIRE(decisions.size() == 2);
    CHECK(decisions[1].evidence().held_size() == decisions[0].evidence().held_size());
    const auto odd = OdditiesOf(decisions[1]);
    CHECK(std::count(odd.begin(), odd.end(), types::v1::RECORDED_LATE) == 0);
  }
}

TEST_CASE(
    "a decision recorded by another than the chair waits to be confirmed, unless the case is "
    "void") {
  const auto waits = [](Story& story) {
    Reading reading(story);
    for (auto& event : reading.Stored("$case")) {
      event.mutable_body()->mutable_by()->add_roles("cdop_administrator");
    }
    const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
    const auto oddities = OdditiesOf(DecisionsOf(dossier, Names(dossier, reading.london)).at(0));
    return std::count(oddities.begin(), oddities.end(), types::v1::UNCONFIRMED) == 1;
  };
  Story story = PanelDecided();
  CHECK(waits(story));
  Story confirmed = story;
  confirmed.Given("$meeting", "DecisionsConfirmed { item_ids: $item }");
  CHECK_FALSE(waits(confirmed));
  story.Given("$case", "CaseVoided { ground: NOT_UNDER_18 reason: 'As entered.' }");
  CHECK_FALSE(waits(story));
}

TEST_CASE(
    "a decision that did not wait for what was missing since the listing says why, or is odd") {
  const auto told = [](const std::string& why) {
    Story story = PanelDecided();
    story.Given("$case",
                "PanelDecisionRecorded { decision_id: $second meeting_id: $meeting item_id: "
                "$elsewhere decided_at: @2010-05-31T12:00 missing_since_listed: 'an inquest is "
                "open' despite_outstanding: '" +
                    why + "' }");
    Reading reading(story);
    const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
    return DecisionsOf(dossier, Names(dossier, reading.london)).at(1);
  };
  const auto without = told("");
  const auto odd = OdditiesOf(without);
  CHECK(std::count(odd.begin(), odd.end(), types::v1::DECIDED_WITHOUT) == 1);
  CHECK(without.considered().empty());
  const auto with_reason = told("It ends in a year.");
  const auto no_doubt = OdditiesOf(with_reason);
  CHECK(std::count(no_doubt.begin(), no_doubt.end(), types::v1::DECIDED_WITHOUT) == 0);
  REQUIRE(with_reason.considered_size() == 1);
  CHECK(with_reason.considered(0) ==
        "Decided although this was missing: an inquest is open. It ends in a year.");
}

TEST_CASE("a decision of a meeting without a kind is odd where every kind asks for a pack") {
  const auto odd = [](const std::string& source, const std::string& packs) {
    Story story = PanelDecided();
    story.Given("$meeting", "MeetingScheduled { body_id: $panel starts_at: @2010-04-20T10:00 " +
                                source + " } " + packs);
    Reading reading(story);
    const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
    const auto oddities = OdditiesOf(DecisionsOf(dossier, Names(dossier, reading.london)).at(0));
    return std::count(oddities.begin(), oddities.end(), types::v1::DECIDED_WITHOUT) == 1;
  };
  const std::string asked = "kind_source: 'Procedures'";
  const std::string prepared =
      "PackPrepared { pack_id: $pack item_ids: $item prepared_at: @2010-04-13T10:00 } PackApproved "
      "{ pack_id: $pack approved_at: @2010-04-14T10:00 } ";
  const std::string issued =
      "PackIssued { pack_id: $pack person_ids: $doctor issued_at: @2010-04-15T10:00 } ";
  CHECK_FALSE(odd("", ""));
  CHECK(odd(asked, ""));
  CHECK(odd(asked, prepared));
  CHECK_FALSE(odd(asked, prepared + issued));
}

TEST_CASE("an interest declared only after the decision marks it, and says what to do") {
  const auto interests = [](Story& story) {
    Reading reading(story);
    const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
    std::vector<std::string> told;
    const auto decisions = DecisionsOf(dossier, Names(dossier, reading.london));
    for (const auto& oddity : decisions.at(0).oddities()) {
      if (oddity.oddity() == types::v1::INTEREST_DECLARED_SINCE) {
        told.push_back(oddity.explanation());
      }
    }
    return told;
  };
  const std::string declared =
      "InterestDeclared { person_id: $doctor item_id: $item nature: 'Treated the child.' }";
  Story story = PanelDecided();
  CHECK(interests(story).empty());
  story.On("2010-06-04").Given("$meeting", declared);
  CHECK(interests(story) ==
        std::vector<std::string>{
            "Doctor B took part, and declared an interest in it on 4 June 2010, after it was "
            "recorded. Have it ratified, or decided anew, at a meeting that is quorate without "
            "them."});
  // As it was known before, nothing stood against it; and it is in the history of the case.
  Reading reading(story);
  const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
  const auto timeline = TimelineOf(dossier, Names(dossier, reading.london),
                                   TimelineOrder::kRecorded, Identity::kLeftOut);
  CHECK(timeline.back().title() == "Interest declared");

  Story anew = story;
  anew.Given("$case", R"(
    PanelDecisionRecorded { decision_id: $second meeting_id: $meeting item_id: $item
      decided_at: @2010-06-04T12:00 supersedes_decision_id: $decision })");
  CHECK(interests(anew) ==
        std::vector<std::string>{
            "Doctor B took part, and declared an interest in it on 4 June 2010, after it was "
            "recorded."});
  // A slip in the decision that is put right afterwards does not bring it behind the interest.
  Story slip = story;
  slip.Given("$case", R"(
    PanelDecisionRecorded { decision_id: $decision meeting_id: $meeting item_id: $item
      decided_at: @2010-04-20T10:30 category: 7 learning: 'None.' })");
  Reading corrected(slip);
  corrected.SayCorrects("$case", corrected.Stored("$case").size() - 1, 3);
  const Dossier after = corrected.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
  const auto odd = OdditiesOf(DecisionsOf(after, Names(after, corrected.london)).back());
  CHECK(std::count(odd.begin(), odd.end(), types::v1::INTEREST_DECLARED_SINCE) == 1);
  Story ruled = story;
  ruled.Given("$meeting", "InterestRuledOn { person_id: $doctor item_id: $item takes_part: YES }");
  CHECK(interests(ruled).empty());
  Story ratified = story;
  ratified.Given("$meeting", "ItemRatified { item_id: $item ratified: YES }");
  CHECK(interests(ratified).empty());
  Story absent = PanelDecided();
  absent.Given("$meeting", "InterestDeclared { person_id: $chair item_id: $item }");
  CHECK(interests(absent).empty());
}

TEST_CASE("a decision is marked by whoever counted for it and is recorded since as gone by then") {
  const auto gone = [](Story& story) {
    Reading reading(story);
    const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
    std::vector<std::string> told;
    const auto decisions = DecisionsOf(dossier, Names(dossier, reading.london));
    for (const auto& oddity : decisions.at(1).oddities()) {
      if (oddity.oddity() == types::v1::COUNTED_HAD_LEFT) told.push_back(oddity.explanation());
    }
    return told;
  };
  Story story = PanelDecided();
  story.On("2010-06-02").Given("$meeting", R"(
    QuorumEvaluated {
      item_id: $item met: true members_counted: 1 members_needed: 1 at: @2010-04-20T12:05
      counted_seat_ids: $doctor_seat
    })");
  story.Given("$case", R"(
    PanelDecisionRecorded { decision_id: $second meeting_id: $meeting item_id: $item
      decided_at: @2010-04-20T12:10 supersedes_decision_id: $decision })");
  CHECK(gone(story).empty());
  const auto left = [&](const std::string& at) {
    Story told = story;
    told.Given("$meeting",
               "DepartureRecorded { person_id: $doctor left_at: @2010-04-20T" + at + " }");
    return told;
  };
  Story after = left("12:11");
  CHECK(gone(after).empty());
  for (const char* at : {"12:10", "12:00"}) {
    INFO(at);
    Story before = left(at);
    CHECK(gone(before) == std::vector<std::string>{
                              "Counted for the quorum, and not there by then, as it is recorded "
                              "now: public health. Have it ratified, or decided anew, at a quorate "
                              "meeting."});
    before.Given("$meeting", "ItemRatified { item_id: $item ratified: YES }");
    CHECK(gone(before).empty());
  }
}

TEST_CASE("a decision rests on its quorum as that was put right since") {
  Story story = PanelDecided();
  story.On("2010-06-02")
      .Given("$meeting",
             "QuorumEvaluated { item_id: $item met: false missing: 'police' at: "
             "@2010-04-20T10:05 }");
  Reading reading(story);
  const auto& stored = reading.Stored("$meeting");
  size_t first = 0;
  while (stored.at(first).body().type() != "QuorumEvaluated") ++first;
  reading.SayCorrects("$meeting", stored.size() - 1, first);
  const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
  const auto decision = DecisionsOf(dossier, Names(dossier, reading.london)).at(0);
  CHECK_FALSE(decision.quorum().met());
  REQUIRE(OdditiesOf(decision) == std::vector{types::v1::NO_QUORUM});
  CHECK(decision.oddities(0).explanation() == "Missing: police.");
}

TEST_CASE("what a later meeting did not ratify, and who had replied otherwise, is told") {
  Story story = OpenBoard();
  story.On("2010-04-20").Given("$meeting", R"(
    MeetingScheduled { body_id: $panel starts_at: @2010-04-20T10:00 way: BY_CORRESPONDENCE }
    ItemListed { item_id: $item number: 1 subject: CHILD_DEATH subject_id: $case }
    QuorumEvaluated {
      item_id: $item met: true members_counted: 4 members_needed: 4 at: @2010-04-20T10:05
    })");
  story.Given("$case", R"(
    DeathNotificationReceived { case_reference: 'CD/1' received_at: @2010-03-02T09:15 }
    PanelDecisionRecorded {
      decision_id: $decision meeting_id: $meeting item_id: $item category: 7
      reasons: 'As found.' decided_at: @2010-04-20T10:30
    })");
  const auto told = [](Story& of) {
    Reading reading(of);
    const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
    std::map<types::v1::Oddity, std::string> odd;
    for (const auto& decision : DecisionsOf(dossier, Names(dossier, reading.london))) {
      for (const auto& found : decision.oddities()) odd[found.oddity()] = found.explanation();
    }
    return odd;
  };
  CHECK(told(story).at(types::v1::NOT_RATIFIED).find("by no meeting since") != std::string::npos);
  CHECK_FALSE(told(story).contains(types::v1::QUORUM_UNKNOWN));
  story.On("2010-04-22").Given("$meeting", R"(
    ReplyReceived { item_id: $item person_id: $doctor answer: DISAGREES late: true
                    replied_at: @2010-04-20T09:50 }
    ReplyReceived { item_id: $item person_id: $late answer: DISAGREES late: true
                    replied_at: @2010-04-20T10:31 })");
  const std::string replied = told(story).at(types::v1::QUORUM_UNKNOWN);
  CHECK(replied.find("Doctor B") != std::string::npos);
  CHECK(replied.find("Latecomer C") == std::string::npos);
  story.On("2010-07-01").Given("$meeting", R"(
    ItemRatified { item_id: $item ratified: NO reason: 'Thin.' ratified_at: @2010-07-01T10:00 })");
  CHECK(told(story).at(types::v1::NOT_RATIFIED) ==
        "It stands no longer: the meeting of 1 July 2010 did not ratify it. Thin.");
  story.Given("$meeting", R"(
    ItemRatified { item_id: $item ratified: YES ratified_at: @2010-07-01T10:20 })");
  CHECK_FALSE(told(story).contains(types::v1::NOT_RATIFIED));
  CHECK_FALSE(told(story).contains(types::v1::QUORUM_UNKNOWN));
}

TEST_CASE("a rule that was entered after the meeting began marks what it made quorate") {
  const auto backdated = [](Story& story) {
    Reading reading(story);
    const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
    const auto oddities = OdditiesOf(DecisionsOf(dossier, Names(dossier, reading.london)).at(0));
    return std::count(oddities.begin(), oddities.end(), types::v1::QUORUM_BACKDATED) == 1;
  };
  struct Row {
    const char* name;
    const char* told_at;
    const char* from;
    bool marked;
  };
  const Row rows[] = {{"before the meeting", "2010-04-20T09:00", "2010-04-19", false},
                      {"during it, from before", "2010-04-20T10:03", "2010-04-19", true},
                      {"after it", "2010-06-02T10:00", "2010-04-19", false},
                      {"during it, for later ones", "2010-04-20T10:03", "2010-04-21", false}};
  for (const Row& row : rows) {
    INFO(row.name);
    // The rule was there when the quorum was evaluated, or was not.
    Story story = OpenBoard();
    const auto set = [&] {
      story.On(row.told_at)
          .Given("$board", std::string("QuorumRulesSet { body_id: $panel minimum_members: 1 "
                                       "source: 'Terms, 3' from: @") +
                               row.from + " }");
    };
    if (std::string(row.told_at) < "2010-04-20T10:05") set();
    story.On("2010-04-20T10:30").Given("$meeting", R"(
      MeetingScheduled { body_id: $panel starts_at: @2010-04-20T10:00 }
      ItemListed { item_id: $item number: 1 subject: CHILD_DEATH subject_id: $case }
      QuorumEvaluated { item_id: $item met: true members_counted: 1 members_needed: 1
        at: @2010-04-20T10:05 })");
    story.Given("$case", R"(
      DeathNotificationReceived { case_reference: 'CD/1' received_at: @2010-03-02T09:15 }
      PanelDecisionRecorded { decision_id: $decision meeting_id: $meeting item_id: $item
        category: 7 decided_at: @2010-04-20T10:30 })");
    if (std::string(row.told_at) > "2010-04-20T10:30") set();
    CHECK(backdated(story) == row.marked);
  }
}

TEST_CASE("a death that is classified otherwise since puts the quorum of its decision in doubt") {
  const auto doubted = [](Story& story) {
    Reading reading(story);
    const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
    const auto oddities = OdditiesOf(DecisionsOf(dossier, Names(dossier, reading.london)).at(0));
    return std::count(oddities.begin(), oddities.end(), types::v1::QUORUM_UNKNOWN) == 1;
  };
  Story story = PanelDecided();
  story.Given("$case", "ExpectednessClassified { expectedness: EXPECTED }");
  CHECK_FALSE(doubted(story));
  story.Given("$case", "ExpectednessClassified { expectedness: UNEXPECTED }");
  CHECK(doubted(story));
}

}  // namespace
}  // namespace candour::workflows::case_files
