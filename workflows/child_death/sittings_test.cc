// How a panel sits over cases: replies as they changed, what is confirmed once, where a case may be
// listed.
#include "absl/strings/str_join.h"
#include "workflows/child_death/panel_meeting_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

TEST_CASE("a reply stands from when it came until another of the same member") {
  Story told = InWriting();
  for (const auto& [person, seat] : kMembers) {
    if (person == std::string("$nurse")) continue;
    told.Do(Replied(person, seat, "AGREES", "2011-02-15T09:00"));
  }
  const std::string first =
      Replied("$nurse", "$nurse_seat", "ASKS_FOR_MEETING", "2011-02-15T09:00");
  const std::string second = Replied("$nurse", "$nurse_seat", "AGREES", "2011-02-17T09:00");
  const std::string third = Replied("$nurse", "$nurse_seat", "DISAGREES", "2011-02-18T09:00");
  const std::string wants = "the assent of a member who asks for a meeting";
  for (const auto& order : {std::vector{first, second, third}, std::vector{third, first, second},
                            std::vector{second, third, first}}) {
    Story story = told;
    for (const std::string& reply : order) story.Do(reply);
    const auto missing = [&](const std::string& at) {
      Story asked = story;
      asked.Do(Evaluated("at: @" + at + " "));
      const auto& quorum =
          asked.See<meeting::Meeting>("$meeting").items.at(asked.Id("$item")).quorum;
      REQUIRE(quorum);
      return std::pair(quorum->members_counted(), absl::StrJoin(quorum->missing(), "; "));
    };
    CHECK(missing("2011-02-15T08:59").first == 0);
    CHECK(missing("2011-02-15T09:00") == std::pair<uint32_t, std::string>(5, wants));
    CHECK(missing("2011-02-17T08:59") == std::pair<uint32_t, std::string>(5, wants));
    CHECK(missing("2011-02-17T09:00") == std::pair<uint32_t, std::string>(5, ""));
    CHECK(missing("2011-02-18T09:00") == std::pair<uint32_t, std::string>(5, ""));
  }
  // Three of five disagree in the end.
  told.Do(first).Do(third);
  told.Do(Replied("$director", "$director_seat", "DISAGREES", "2011-02-18T09:00"));
  told.Do(Replied("$sergeant", "$police_seat", "DISAGREES", "2011-02-18T09:00"));
  told.Do(Evaluated("at: @2011-02-18T10:00 "));
  CHECK(told.When(Verdict("decided_at: @2011-02-18T12:00 ")).reason == "NOT_QUORATE");
}

TEST_CASE("nobody replies before the papers came to them") {
  Story told = InWriting();
  const std::string hash = std::string(" sha256: '") + kPack + "' ";
  told.Do("PreparePack { meeting_id: $meeting item_ids: $item pack_id: $pack " + hash +
          "prepared_at: @2011-02-14T10:00 prepared_by_person_id: $director }");
  told.Do("ApprovePack { meeting_id: $meeting pack_id: $pack " + hash +
          "approved_at: @2011-02-14T11:00 approved_by_person_id: $sergeant }");
  told.Do(
      "IssuePack { meeting_id: $meeting pack_id: $pack person_ids: $nurse issued_at: "
      "@2011-02-14T12:00 }");
  CheckEach(told,
            {{"before any went out", Replied("$nurse", "$nurse_seat", "AGREES", "2011-02-14T09:59"),
              "DATE_OUT_OF_ORDER"},
             {"before it came", Replied("$nurse", "$nurse_seat", "AGREES", "2011-02-14T11:59"),
              "DATE_OUT_OF_ORDER"},
             {"when it came", Replied("$nurse", "$nurse_seat", "AGREES", "2011-02-14T12:00"), ""},
             {"to whom none is said to have come",
              Replied("$director", "$director_seat", "AGREES", "2011-02-14T11:59"), ""},
             {"who has no seat", Replied("$officer", "$nurse_seat", "AGREES", "2011-02-15T09:00"),
              "NOT_A_MEMBER"}});
  const Outcome stranger =
      told.When(Replied("$officer", "$nurse_seat", "AGREES", "2011-02-15T09:00"));
  CHECK(stranger.sentence.find("in attendance") == std::string::npos);
}

TEST_CASE("replies to papers that nobody had yet count for nothing") {
  Story story = InWriting();
  for (const auto& [person, seat] : kMembers) story.Do(Replied(person, seat, "AGREES"));
  story.Given("$meeting", R"(
    PackPrepared { pack_id: $pack item_ids: $item prepared_at: @2011-02-15T10:00 }
    PackIssued { pack_id: $pack person_ids: $nurse issued_at: @2011-02-15T11:00 })");
  const auto says = [&](const std::string& words) {
    const Outcome evaluated = Story(story).When(Evaluated("at: @2011-02-16T10:00 "));
    return evaluated.events.find(words) != std::string::npos;
  };
  CHECK(says("of those there are, 5 came before the papers did"));
  story.Do(Replied("$nurse", "$nurse_seat", "AGREES", "2011-02-15T12:00"));
  CHECK(says("of those there are, 4 came before the papers did"));
  for (const auto& [person, seat] : kMembers) {
    if (person == std::string("$nurse")) continue;
    story.Do(Replied(person, seat, "AGREES", "2011-02-15T12:00"));
  }
  CHECK(says("met: true"));
}

TEST_CASE("a reply that is put right stands as what it was when it was told") {
  Story told = InWriting();
  for (const auto& [person, seat] : kMembers) told.Do(Replied(person, seat, "AGREES"));
  told.Do(Evaluated("at: @2011-02-16T09:00 ")).Do(Verdict("decided_at: @2011-02-16T10:00 "));
  const auto corrected = [](const std::string& at) {
    const std::string reply = Replied("$paediatrician", "$paediatric_seat", "AGREES", at);
    return reply.substr(0, reply.size() - 1) +
           "header { corrects_event_id: $ReplyReceived correction_reason: 'A slip.' } }";
  };
  told.Do(corrected("2011-02-15T09:05"));
  CHECK(told.See<meeting::Meeting>("$meeting").PresenceFor(told.Id("$item")).size() == 5);
  // Told after the decision it stays late.
  Story late = InWriting();
  for (const auto& [person, seat] : kMembers) {
    if (person != std::string("$paediatrician")) late.Do(Replied(person, seat, "AGREES"));
  }
  late.Given("$meeting",
             "QuorumEvaluated { item_id: $item met: true at: @2011-02-16T09:00 "
             "unexpected_death: true members_counted: 4 }");
  late.Do(Verdict("decided_at: @2011-02-16T10:00 "));
  late.Do(Replied("$paediatrician", "$paediatric_seat", "DISAGREES", "2011-02-15T10:00"));
  late.Do(corrected("2011-02-15T10:05"));
  CHECK(late.See<meeting::Meeting>("$meeting").PresenceFor(late.Id("$item")).size() == 4);
}

TEST_CASE("what was decided is confirmed once, and what was decided anew once more") {
  Story story = Attended();
  story.Given("$board", R"(
    SeatCreated { seat_id: $panel_chair_seat body_id: $panel role: CHAIR from: @2008-04-01 }
    SeatFilled { seat_id: $panel_chair_seat person_id: $convenor from: @2008-04-01 })");
  const std::string confirm =
      "ConfirmDecisions { meeting_id: $meeting item_ids: $item confirmed_at: @2011-02-14T17:00 "
      "confirmed_by_person_id: $convenor }";
  story.Do(Evaluated()).Do(Verdict()).Do(confirm);
  CHECK(story.When(confirm).reason == "ALREADY_DONE");
  story.Do(
      Verdict("decision_id: $second supersedes_decision_id: $decision "
              "decided_at: @2011-02-14T10:45 "));
  story.Do(confirm);
  CHECK(story.When(confirm).reason == "ALREADY_DONE");
}

TEST_CASE("a child death is listed where it can be decided, or is only discussed") {
  Story told = Met();
  told.On("2011-02-14T18:00");
  told.Do(R"(
    ScheduleMeeting { meeting_id: $reviews body_id: $subgroup starts_at: @2011-03-01T10:00 }
    ScheduleMeeting { meeting_id: $panels body_id: $panel starts_at: @2011-03-01T10:00 })");
  CheckEach(told, {{"the subgroup", Listing("$reviews", "$there"), "NOT_AUTHORISED"},
                   {"the panel", Listing("$panels", "$there"), ""}});
  told.Given("$talk", R"(MeetingScheduled { body_id: $subgroup starts_at: @2011-03-01T10:00
                                            kind: 'jar' advises_only: true })");
  CheckEach(told, {{"where it is only discussed", Listing("$talk", "$there"), ""}});
}

TEST_CASE("agreed minutes are put right in those of a later meeting") {
  Story story = Attended();
  story.Do("CloseMeeting { meeting_id: $meeting closed_at: @2011-02-14T12:00 }")
      .On("2011-05-09T18:00")
      .Do("ScheduleMeeting { meeting_id: $next body_id: $panel starts_at: @2011-05-09T10:00 }");
  AttendNext(story);
  story.Given("$meeting", "MinutesAgreed { at_meeting_id: $next agreed_at: @2011-05-09T10:05 }");
  const Outcome late = story.When("RecordApologies { meeting_id: $meeting person_id: $officer }");
  CHECK(late.reason == "WRONG_STAGE");
  CHECK(late.sentence.find("AmendMinutes of the later one") != std::string::npos);
  const auto amend = [](const std::string& meeting) {
    return "AmendMinutes { text: 'The nurse came at eleven.' proposed_by_person_id: $nurse "
           "meeting_id: " +
           meeting + " }";
  };
  CheckEach(story, {{"its own", amend("$meeting"), "WRONG_STAGE"},
                    {"the later one's", amend("$next"), ""}});
}

}  // namespace
}  // namespace candour::workflows::child_death
