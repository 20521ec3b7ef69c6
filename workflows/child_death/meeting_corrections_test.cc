// A meeting that decided is put right only in what its decisions bear; packs, and who made them.
#include "workflows/child_death/panel_meeting_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

constexpr char kHash[] =
    "sha256: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' ";

std::string Correcting(const std::string& type) {
  return " header { corrects_event_id: $" + type + " correction_reason: 'Typed wrongly.' } ";
}

std::string Approved(const std::string& by, const std::string& more = "") {
  return "ApprovePack { meeting_id: $meeting pack_id: $pack approved_by_person_id: " + by +
         " approved_at: @2011-02-08T10:00 " + kHash + more + "}";
}

std::string Prepared(const std::string& pack, const std::string& changes = "") {
  return "PreparePack { meeting_id: $meeting item_ids: $item prepared_by_person_id: $nurse "
         "prepared_at: @2011-02-07T10:00 pack_id: " +
         pack + " " + kHash + changes + "}";
}

std::string Issued(const std::string& at, const std::string& more = "") {
  return "IssuePack { meeting_id: $meeting pack_id: $pack person_ids: $sergeant issued_at: @" + at +
         " " + more + "}";
}

// The panel decided at 10:40 on a pack that was issued five days before.
Story DecidedOnPack() {
  Story story = Attended("kind: 'cdop'");
  story.Do(Prepared("$pack")).Do(Approved("$director")).Do(Issued("2011-02-09T10:00"));
  story.Do(Evaluated()).Do(Verdict());
  return story;
}

TEST_CASE("a meeting that decided is not corrected into one that could not have") {
  const auto scheduled = [](const std::string& changes) {
    return "ScheduleMeeting { meeting_id: $meeting kind: 'cdop' body_id: $panel starts_at: "
           "@2011-02-14T10:00 " +
           Correcting("MeetingScheduled") + changes + "}";
  };
  Story story = DecidedOnPack();
  story.Do(
      "SetDecisionWays { body_id: $panel ways: BY_CORRESPONDENCE from: @2011-01-01 source: 'T' }");
  CheckEach(story,
            {{"another place", scheduled("place: 'Hall'"), ""},
             {"half an hour earlier", scheduled("starts_at: @2011-02-14T09:30"), ""},
             {"another kind that decides", scheduled("kind: 'themed'"), ""},
             {"the day before", scheduled("starts_at: @2011-02-13T10:00"), "CONTRADICTORY"},
             {"another body", scheduled("body_id: $full_board kind: 'board'"), "CONTRADICTORY"},
             {"outside a meeting", scheduled("way: BY_CORRESPONDENCE"), "CONTRADICTORY"}});
  const Outcome earlier = story.When(scheduled("starts_at: @2011-02-13T10:00"));
  CHECK(earlier.sentence.find("would have been over by then") != std::string::npos);
  // A kind that decides on packs alone.
  Story plain = Attended();
  plain.Do(Evaluated()).Do(Verdict()).Adopt("meetings");
  CHECK(plain.When(scheduled("")).reason == "CONTRADICTORY");
  // Nothing was decided yet: it is scheduled anew in whatever is wrong.
  Story ahead = Met("kind: 'cdop'");
  CHECK(ahead.When(scheduled("starts_at: @2011-02-13T10:00")).reason.empty());
}

TEST_CASE("a meeting that decided is of no kind that only advises") {
  Story story = InScopeIn2020();
  HoldQuoratePanel(story, "$meeting", "2020-09-14");
  story.Adopt("meetings")
      .Do(Decided(
          "$meeting", "2020-09-14",
          "decision_id: $decision categories_applying: 10 category: 10 modifiability: 'modifiable' "
          "factors { domain: SERVICE_PROVISION score: MAY_HAVE_CONTRIBUTED description: 'A bed.' "
          "modifiable: true }"));
  CHECK(story
            .When("ScheduleMeeting { meeting_id: $meeting body_id: $panel kind: 'cdrm' starts_at: "
                  "@2020-09-14T10:00 " +
                  Correcting("MeetingScheduled") + "}")
            .reason == "CONTRADICTORY");
}

TEST_CASE("a pack on which was decided was issued by then, however that is put right") {
  Story story = DecidedOnPack();
  CheckEach(story,
            {{"a day later", Issued("2011-02-10T10:00", Correcting("PackIssued")), ""},
             {"when it was decided", Issued("2011-02-14T10:40", Correcting("PackIssued")), ""},
             {"after that", Issued("2011-02-14T10:41", Correcting("PackIssued")), "CONTRADICTORY"},
             {"to nobody who decides",
              "IssuePack { meeting_id: $meeting pack_id: $pack person_ids: $reviewer issued_at: "
              "@2011-02-09T10:00 " +
                  Correcting("PackIssued") + "}",
              "CONTRADICTORY"}});
}

TEST_CASE("the quorum of what was decided was evaluated by then, however that is put right") {
  Story story = DecidedOnPack();
  const auto evaluated = [](const std::string& at) {
    return "EvaluateQuorum { meeting_id: $meeting item_id: $item at: @2011-02-14T" + at + " " +
           Correcting("QuorumEvaluated") + "}";
  };
  CheckEach(story, {{"when it was decided", evaluated("10:40"), ""},
                    {"after that", evaluated("10:50"), "CONTRADICTORY"}});
}

TEST_CASE("a quorum that is put right as not met bears no completion") {
  Story story = DecidedOnPack();
  const std::string complete = "CompleteReview { case_id: $case completed_on: @2011-02-14 }";
  CHECK(Story(story).When(complete).reason.empty());
  story.Do(
      "RecordAttendance { meeting_id: $meeting kind: IN_ATTENDANCE person_id: $paediatrician from: "
      "@2011-02-14T10:00 " +
      Correcting("AttendanceRecorded") + "}");
  CHECK(Story(story).When(complete).reason == "NOT_QUORATE");
  story.Do(
      "EvaluateQuorum { meeting_id: $meeting item_id: $item unexpected_death: true at: "
      "@2011-02-14T10:30 " +
      Correcting("QuorumEvaluated") + "}");
  const Outcome refused = story.When(complete);
  CHECK(refused.reason == "NOT_QUORATE");
  CHECK(refused.sentence.find("as it was put right since, was not met") != std::string::npos);
}

TEST_CASE("a pack is put right in what its approval and what was decided on it bear") {
  Story story = DecidedOnPack();
  const std::string correcting = Correcting("PackPrepared");
  CheckEach(
      story,
      {{"under its id", Prepared("$pack", "prepared_at: @2011-02-06T10:00" + correcting), ""},
       {"by another", Prepared("$pack", "prepared_by_person_id: $sergeant" + correcting), ""},
       {"by its approver", Prepared("$pack", "prepared_by_person_id: $director" + correcting),
        "CONTRADICTORY"},
       {"of another content",
        Prepared("$pack",
                 "sha256: 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'" +
                     correcting),
        "CONTRADICTORY"},
       {"after it was decided", Prepared("$pack", "prepared_at: @2011-02-14T12:00" + correcting),
        "CONTRADICTORY"},
       {"a second one of its id", Prepared("$pack"), "ALREADY_DONE"}});
  story.Given("$meeting",
              "ItemListed { item_id: $other number: 2 subject: CHILD_DEATH subject_id: $else }");
  CheckEach(story, {{"without the item that was decided on it",
                     "PreparePack { meeting_id: $meeting item_ids: $other prepared_by_person_id: "
                     "$nurse prepared_at: @2011-02-07T10:00 " +
                         std::string(kHash) + correcting + "}",
                     "CONTRADICTORY"}});
}

TEST_CASE("of two packs that counts which was prepared last, whichever was told last") {
  const std::string old = "prepared_at: @2011-02-01T10:00 ";
  Story later = Attended("kind: 'cdop'");
  later.Do(Prepared("$pack")).Do(Approved("$director")).Do(Issued("2011-02-09T10:00"));
  later.Do(Prepared("$old", old)).Do(Evaluated());
  CHECK(later.When(Verdict()).reason.empty());
  Story earlier = Attended("kind: 'cdop'");
  earlier.Do(Prepared("$changed", "prepared_at: @2011-02-10T10:00 "));
  earlier.Do(Prepared("$pack")).Do(Approved("$director")).Do(Issued("2011-02-09T10:00"));
  earlier.Do(Evaluated());
  CHECK(earlier.When(Verdict()).reason == "PACK_NOT_ISSUED");
}

TEST_CASE("who approved a pack is put right also when it was issued") {
  Story story = DecidedOnPack();
  const std::string correcting = Correcting("PackApproved");
  CheckEach(story, {{"another", Approved("$sergeant", correcting), ""},
                    {"who prepared it", Approved("$nurse", correcting), "SAME_PERSON"},
                    {"when it was issued already",
                     Approved("$sergeant", correcting + "approved_at: @2011-02-10T10:00"),
                     "CONTRADICTORY"},
                    {"once more, of the same", Approved("$director"), "ALREADY_DONE"}});
}

TEST_CASE("who takes no part in an item neither prepares its papers nor approves them") {
  Story story = Met("kind: 'cdop'");
  story.Do(Prepared("$pack"));
  const auto recused = [](Story told, const std::string& person) {
    return told.Do(
        "DeclareInterest { meeting_id: $meeting item_id: $item nature: 'Knew.' recused: true "
        "person_id: " +
        person + " }");
  };
  CHECK(recused(story, "$nurse").When(Prepared("$other")).reason == "CONFLICTED");
  CheckEach(recused(story, "$director"), {{"recused", Approved("$director"), "CONFLICTED"},
                                          {"another", Approved("$sergeant"), ""}});
  // One whose interest came to light since is left as they were.
  story.Do(Approved("$director"));
  const std::string earlier =
      Approved("$director", "approved_at: @2011-02-08T09:00 " + Correcting("PackApproved"));
  CHECK(recused(story, "$director").When(earlier).reason.empty());
}

TEST_CASE("a correction is of the decision that it corrects") {
  Story story = DecidedOnPack();
  const auto again = [](const std::string& id) {
    return Verdict("learning: 'As minuted.' decision_id: " + id +
                   Correcting("PanelDecisionRecorded"));
  };
  CheckEach(story, {{"the same", again("$decision"), ""},
                    {"none given", again("''"), ""},
                    {"another", again("$another"), "NOTHING_TO_CORRECT"}});
}

}  // namespace
}  // namespace candour::workflows::child_death
