// Listed, deferred, decided, completed.
#include "workflows/child_death/panel_decision_test_support.h"
#include "workflows/clocks/milestones.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

TEST_CASE("a decision says exactly which papers were read: versions that are there, and clean") {
  struct Read {
    const char* name;
    std::string read;
    const char* reason;
  };
  for (const Read& row : {
           Read{"two papers", "read " + Pin("$paper") + "read " + Pin("$other_paper"), ""},
           Read{"none is kept under the id", "read " + Pin("$nothing"), "NOT_FOUND"},
           Read{"no such version", "read " + Pin("$paper", "2"), "UNKNOWN_REFERENCE"},
           Read{"another hash", "read " + Pin("$paper", "1", std::string(64, 'a')),
                "CONTRADICTORY"},
           Read{"in quarantine", "read " + Pin("$paper") + "read " + Pin("$infected"),
                "DOCUMENT_QUARANTINED"},
           Read{"another board's", "read " + Pin("$theirs"), "WRONG_BOARD"},
       }) {
    INFO(row.name);
    Story story = Listed();
    KeepPaper(story, "$paper");
    KeepPaper(story, "$other_paper");
    KeepPaper(story, "$infected", "SCANNED_INFECTED");
    // A paper that belongs to no case is its board's; those of the case are its lead's.
    story.InNameOf("$other_board")
        .Given("$theirs",
               "DocumentAdded { about: BOARD about_id: $other_board kind: OTHER_PAPER } "
               "DocumentVersionAdded { version: 1 bytes: 10 sha256: '" +
                   std::string(kPaperHash) +
                   "' } DocumentScanned { version: 1 finding: SCANNED_CLEAN }");
    story.InNameOf("$board");
    CHECK(story.When(Verdict(kUnexplained + kFactor, row.read)).reason == row.reason);
  }
}

TEST_CASE("a case is listed once for a meeting, and for as many meetings as it takes") {
  Story story = Listed();
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == "listed");
  const std::string again =
      "ListChildDeath { meeting_id: $meeting case_id: $case despite_missing: 'So.' }";
  CHECK(story.When(again).reason == "ALREADY_DONE");
  story.Given("$next", "MeetingScheduled { body_id: $panel starts_at: @2011-05-09T10:00 }");
  const std::string listing =
      "ListChildDeath { meeting_id: $next case_id: $case item_id: $next_item ";
  const Outcome unready = story.When(listing + "}");
  CHECK(unready.reason == "REASON_MISSING");
  CHECK(unready.sentence.find("the child is not identified") != std::string::npos);
  CHECK(story.When(listing + "despite_missing: 'Named tomorrow.' }").events == story.Events(R"(
    ItemListed { item_id: $next_item number: 1 subject: CHILD_DEATH subject_id: $case }
    CaseListed { meeting_id: $next item_id: $next_item starts_at: @2011-05-09T10:00
                 missing: 'the child is not identified' despite_missing: 'Named tomorrow.' })"));

  Story early = Notified();
  early.Given("$next", "MeetingScheduled { body_id: $panel starts_at: @2011-05-09T10:00 }");
  CHECK(early.When("ListChildDeath { meeting_id: $next case_id: $case }").reason ==
        "SCOPE_NOT_DETERMINED");
}

TEST_CASE("each deferral is data, and an item ends in one way") {
  const auto defer = [](const std::string& meeting, const std::string& item) {
    return "DeferCase { case_id: $case reason: 'Health has not answered.' needs: 'Form B' "
           "meeting_id: " +
           meeting + " item_id: " + item + " }";
  };
  Story story = Listed();
  CHECK(story.When(defer("$meeting", "$other_item")).reason == "NOT_LISTED");
  CHECK(story.When(defer("$meeting", "$item")).events == story.Events(R"(CaseDeferred {
    meeting_id: $meeting item_id: $item reason: 'Health has not answered.' needs: 'Form B' })"));
  CHECK(story.When(defer("$meeting", "$item")).reason == "ALREADY_DONE");
  CHECK(story.When(Verdict(kUnexplained + kFactor)).reason == "WRONG_STAGE");

  HoldPanel(story, "$second", "$second_item", "2011-05-09");
  story.Do(defer("$second", "$second_item"));
  HoldPanel(story, "$third", "$third_item", "2011-09-12");
  CHECK(story.Of<ChildDeath>("$case").deferrals.size() == 2);
  story.Do(Verdict(kUnexplained + kFactor,
                   "meeting_id: $third item_id: $third_item decided_at: @2011-09-12T10:40"));
  CHECK(story.When(defer("$third", "$third_item")).reason == "ALREADY_DONE");
}

TEST_CASE("a decision does not come before the quorum it rests on") {
  CheckEach(Listed(),
            {{"with it", Verdict(kUnexplained + kFactor, "decided_at: @2011-02-14T10:30"), ""},
             {"before it", Verdict(kUnexplained + kFactor, "decided_at: @2011-02-14T10:29"),
              "DATE_OUT_OF_ORDER"}});
}

TEST_CASE("a decision records what it rests on") {
  Story story = Listed();
  const Outcome outcome = story.When(Verdict(
      Categories("categories_applying: 10 categories_rejected { category: 1 reason: 'No sign.' }",
                 10) +
      kFactor));
  // The evaluation is the last thing that was recorded before.
  const std::string evaluation =
      "$event-" + std::to_string(story.Stream("$case").back().position() - 1);
  CHECK(outcome.events == story.Events(R"(PanelDecisionRecorded {
    decision_id: $decision meeting_id: $meeting item_id: $item categories_applying: 10
    categories_rejected { category: 1 reason: 'No sign.' } category: 10
    category_title: 'Sudden unexpected, unexplained death'
    factors { domain: PARENTING_CAPACITY score: MAY_HAVE_CONTRIBUTED
              description: 'Unsafe sleep.' modifiable: true }
    modifiability: 'modifiable' modifiability_title: 'Modifiable factors identified'
    reasons: 'Nothing explains the death.' refer_for_review: NO
    refer_for_review_reason: 'No sign of abuse.' decided_at: @2011-02-14T10:40
    quorum_event_id: ')" + story.Id(evaluation) +
                                       "' }"));
  const ChildDeath death = story.Of<ChildDeath>("$case");
  CHECK(death.Standing()->edition == "wt2010");
  CHECK(StageOf(death) == "decided");
}

TEST_CASE("a decision is made by a quorate panel, at the item, during the meeting") {
  const std::string verdict = Verdict(kUnexplained + kFactor);
  CheckEach(
      Listed(),
      {{"in order", verdict, ""},
       {"another item", Verdict(kUnexplained + kFactor, "item_id: $other_item"), "NOT_LISTED"},
       {"before the meeting", Verdict(kUnexplained + kFactor, "decided_at: @2011-02-14T09:59"),
        "DATE_OUT_OF_ORDER"},
       {"replacing nothing", Verdict(kUnexplained + kFactor, "supersedes_decision_id: $earlier"),
        "ALREADY_DONE"}});

  Story closed = Listed();
  closed.Do("CloseMeeting { meeting_id: $meeting closed_at: @2011-02-14T12:00 }");
  CheckEach(closed, {{"told after the meeting", verdict, ""},
                     {"made after the meeting",
                      Verdict(kUnexplained + kFactor, "decided_at: @2011-02-14T12:01"),
                      "DATE_OUT_OF_ORDER"}});

  Story unevaluated = InScope();
  unevaluated.On("2011-02-14T18:00").Given("$meeting", R"(
    MeetingScheduled { body_id: $panel starts_at: @2011-02-14T10:00 }
    ItemListed { item_id: $item number: 1 subject: CHILD_DEATH subject_id: $case })");
  CHECK(unevaluated.When(verdict).reason == "QUORUM_NOT_EVALUATED");

  Story weak = Listed();
  weak.Do(R"(
    DeclareInterest { meeting_id: $meeting person_id: $paediatrician item_id: $item
                      nature: 'Treated the child.' recused: true }
    EvaluateQuorum { meeting_id: $meeting item_id: $item at: @2011-02-14T10:30
                     unexpected_death: true })");
  const Outcome lost = weak.When(verdict);
  CHECK(lost.reason == "NOT_QUORATE");
  CHECK(lost.sentence.find("Designated paediatrician") != std::string::npos);

  Story other_body = InScope();
  other_body.On("2011-02-14T18:00").Given("$meeting", R"(
    MeetingScheduled { body_id: $full_board starts_at: @2011-02-14T10:00 }
    ItemListed { item_id: $item number: 1 subject: CHILD_DEATH subject_id: $case }
    QuorumEvaluated { item_id: $item met: true unexpected_death: true })");
  CHECK(other_body.When(verdict).reason == "NOT_AUTHORISED");
}

TEST_CASE("the quorum is that for the death as it is classified now") {
  Story story = Listed();
  const auto evaluation = [](const std::string& kind) {
    return "EvaluateQuorum { meeting_id: $meeting item_id: $item at: @2011-02-14T10:30 " + kind +
           " }";
  };
  CHECK(Story(story).When(evaluation("")).events ==
        Story(story).When(evaluation("unexpected_death: true")).events);  // the record knows
  story.Do("ClassifyExpectedness { case_id: $case expectedness: EXPECTED grounds: 'Plan.' }");
  CHECK(story.When(Verdict(kUnexplained + kFactor)).reason == "QUORUM_NOT_EVALUATED");
  const Outcome other = story.When(evaluation("unexpected_death: true"));
  CHECK(other.reason == "CONTRADICTORY");
  CHECK(other.source == "Local procedures");
  story.Do(evaluation(""));
  CHECK(story.When(Verdict(kUnexplained + kFactor)).reason.empty());
}

TEST_CASE("a death that nobody classified is judged as an unexpected one, whatever is said") {
  for (const std::string said : {"unexpected_death: true", ""}) {
    INFO(said);
    Story story = Notified();
    story.Do(Death("")).Do(Scope(""));
    HoldPanel(story, "$meeting", "$item", "2011-02-14", said);
    const auto quorum = story.Of<meeting::Meeting>("$meeting").items.at(story.Id("$item")).quorum;
    CHECK(quorum->met());
    CHECK(quorum->unexpected_death());
    CHECK(quorum->unclassified());
    CHECK(Story(story).When(Verdict(kUnexplained + kFactor)).reason.empty());
    // Whoever was enough for a death in doubt is enough for an expected one, and for the other.
    for (const char* found : {"EXPECTED", "UNEXPECTED"}) {
      Story classified = story;
      classified.Do(std::string("ClassifyExpectedness { case_id: $case grounds: 'Found.' "
                                "expectedness: ") +
                    found + " }");
      CHECK(classified.When(Verdict(kUnexplained + kFactor)).reason.empty());
    }
  }
  CHECK_FALSE(Listed()
                  .Of<meeting::Meeting>("$meeting")
                  .items.at(Listed().Id("$item"))
                  .quorum->unclassified());
}

TEST_CASE("without the designated paediatrician nothing is decided of a death that is in doubt") {
  Story story = Notified();
  story.Do(Death("")).Do(Scope(""));
  HoldPanel(story, "$meeting", "$item", "2011-02-14", "");
  const std::string evaluate =
      "EvaluateQuorum { meeting_id: $meeting item_id: $item at: @2011-02-14T10:30 }";
  story
      .Do("DeclareInterest { meeting_id: $meeting person_id: $paediatrician item_id: $item "
          "nature: 'Treated the child.' recused: true }")
      .Do(evaluate);
  const Outcome refused = story.When(Verdict(kUnexplained + kFactor));
  CHECK(refused.reason == "NOT_QUORATE");
  CHECK(refused.sentence.find("nobody has classified this death") != std::string::npos);
  CHECK(refused.sentence.find("ClassifyExpectedness") != std::string::npos);
  // The way out it names.
  story.Do("ClassifyExpectedness { case_id: $case expectedness: EXPECTED grounds: 'Plan.' }");
  CHECK(story.When(Verdict(kUnexplained + kFactor)).reason == "QUORUM_NOT_EVALUATED");
  story.Do(evaluate);
  CHECK(story.When(Verdict(kUnexplained + kFactor)).reason.empty());
}

TEST_CASE("a quorum that asked for less while nobody had classified the death is evaluated again") {
  const auto reason = [](const std::string& unexpected_death) {
    Story story = Notified();
    story.Do(Death("")).Do(Scope(""));
    HoldPanel(story, "$meeting", "$item", "2011-02-14", "");
    story.Given("$meeting",
                "QuorumEvaluated { item_id: $item met: true members_counted: 5 at: "
                "@2011-02-14T10:30 rule_source: 'Terms' unclassified: true unexpected_death: " +
                    unexpected_death + " }");
    story.Do("ClassifyExpectedness { case_id: $case expectedness: UNEXPECTED grounds: 'Found.' }");
    return story.When(Verdict(kUnexplained + kFactor)).reason;
  };
  CHECK(reason("false") == "QUORUM_NOT_EVALUATED");
  CHECK(reason("true").empty());
}

TEST_CASE("what came to be missing since the case was listed is kept with the decision") {
  Story story = Listed();
  story.Do(
      "RecordInquestOpened { case_id: $case process_id: $inquest coroner_area: 'North' "
      "opened_on: @2011-02-10 }");
  const auto missing = [](Story told, const std::string& more) {
    told.Do(Verdict(kUnexplained + kFactor, more));
    const auto& since = told.See<ChildDeath>("$case").Standing()->record.missing_since_listed();
    return std::vector<std::string>(since.begin(), since.end());
  };
  const std::vector<std::string> inquest = {
      "an inquest is open, and no hold says whether it is waited for"};
  CHECK(missing(Listed(), "") == std::vector<std::string>());
  CHECK(missing(story, "") == inquest);
  // What began only after the panel sat, and was recorded before its decision was.
  Story since = Listed();
  since.On("2011-02-25")
      .Do("RecordInquestOpened { case_id: $case process_id: $inquest coroner_area: 'North' "
          "opened_on: @2011-02-20 }");
  CHECK(missing(since, "") == std::vector<std::string>());
  // A correction does not know better what was missing then.
  Story corrected = Listed();
  corrected.Do(Verdict(kUnexplained + kFactor));
  corrected.Do(
      "RecordInquestOpened { case_id: $case process_id: $inquest coroner_area: 'North' "
      "opened_on: @2011-02-10 }");
  CHECK(missing(corrected,
                "learning: 'x' header { corrects_event_id: $PanelDecisionRecorded "
                "correction_reason: 'A slip.' }") == std::vector<std::string>());
}

TEST_CASE("without an edition in force nobody can say what the categories are") {
  Story story(
      {board::Register, meeting::Register, Register, case_review::Register, document::Register});
  testing::SeatPanel(story);
  story.On("2011-02-14T18:00").Given("$case", R"(
    DeathNotificationReceived { received_at: @2010-12-20T09:30 }
    DeathRecorded { date_of_birth: @2009-03-14 date_of_death: @2010-12-19 }
    ScopeDetermined { live_born: YES lawful_termination: NO in_scope: true })");
  story.Given("$meeting", R"(
    MeetingScheduled { body_id: $panel starts_at: @2011-02-14T10:00 }
    ItemListed { item_id: $item number: 1 subject: CHILD_DEATH subject_id: $case }
    QuorumEvaluated { item_id: $item met: true })");
  CHECK(story.When(Verdict(kUnexplained + kFactor)).reason == "NO_EDITION_IN_FORCE");
}

TEST_CASE("a hold blocks the decision and the completion") {
  const std::string hold =
      "HoldCase { case_id: $case hold_id: $hold because_of: 'inquest' look_again_on: @2011-06-01 }";
  const std::string release = "ReleaseHold { case_id: $case hold_id: $hold reason: 'Concluded.' }";
  Story story = Listed();
  story.Do(hold);
  CHECK(story.When(Verdict(kUnexplained + kFactor)).reason == "BLOCKED_BY_HOLD");
  story.Do(release).Do(Verdict(kUnexplained + kFactor));
  story.Do("HoldCase { case_id: $case because_of: 'criminal trial' look_again_on: @2011-06-01 }");
  CHECK(story.When(Completion("2011-02-14")).reason == "BLOCKED_BY_HOLD");
}

TEST_CASE("a hold released since still held at the time of the decision") {
  Story told = Listed();
  told.On("2011-01-10")
      .Do("HoldCase { case_id: $case hold_id: $hold because_of: 'inquest' look_again_on: "
          "@2011-06-01 }");
  told.On("2011-02-14T10:35").Do("ReleaseHold { case_id: $case hold_id: $hold reason: 'Over.' }");
  told.On("2011-02-14T18:00");
  CheckEach(told, {{"held still", Verdict(kUnexplained + kFactor, "decided_at: @2011-02-14T10:34"),
                    "BLOCKED_BY_HOLD"},
                   {"released", Verdict(kUnexplained + kFactor), ""}});
}

TEST_CASE("who left before the decision counts for no quorum of it") {
  const auto told = [](const std::string& until) {
    Story story = Listed();
    story.Given("$board", R"(
      PersonRegistered { person_id: $guest name: 'Guest' })");
    story.Do(
        "RecordAttendance { meeting_id: $meeting person_id: $guest kind: IN_ATTENDANCE "
        "from: @2011-02-14T10:00 until: @2011-02-14T" +
        until + " }");
    return story;
  };
  const std::vector<std::tuple<const char*, const char*, const char*>> rows = {
      {"before the evaluation", "10:30", ""},
      {"between the two", "10:40", "QUORUM_NOT_EVALUATED"},
      {"after the decision", "10:41", ""},
  };
  for (const auto& [name, until, reason] : rows) {
    INFO(name);
    Story story = told(until);
    CHECK(story.When(Verdict(kUnexplained + kFactor)).reason == reason);
  }
  Story again = told("10:35");
  again.Do(
      "EvaluateQuorum { meeting_id: $meeting item_id: $item unexpected_death: true "
      "at: @2011-02-14T10:40 }");
  CHECK(again.When(Verdict(kUnexplained + kFactor)).reason == "");
}

TEST_CASE("a later decision replaces the one that stands, which stays") {
  Story story = Decided();
  HoldPanel(story, "$second", "$second_item", "2011-05-09");
  const auto replace = [](const std::string& changes) {
    return Verdict(Categories("categories_applying: 9", 9) + "modifiability: 'not_modifiable' ",
                   "meeting_id: $second item_id: $second_item decision_id: $revised "
                   "decided_at: @2011-05-09T10:40 " +
                       changes);
  };
  CheckEach(story,
            {{"without naming it", replace(""), "ALREADY_DONE"},
             {"naming another", replace("supersedes_decision_id: $other"), "ALREADY_DONE"},
             {"under its id", replace("supersedes_decision_id: $decision decision_id: $decision"),
              "ALREADY_DONE"},
             {"made before it",
              Verdict(kUnexplained + kFactor,
                      "decision_id: $revised supersedes_decision_id: $decision "
                      "decided_at: @2011-02-14T10:39"),
              "DATE_OUT_OF_ORDER"}});
  story.Do(replace("supersedes_decision_id: $decision"));
  const ChildDeath death = story.Of<ChildDeath>("$case");
  REQUIRE(death.decisions.size() == 2);
  CHECK(death.decisions[0].record.category() == 10);
  CHECK(death.Standing()->record.category() == 9);
  CHECK(story.When(replace("supersedes_decision_id: $decision decision_id: $third")).reason ==
        "ALREADY_DONE");
}

TEST_CASE("evidence that comes after the decision is taken, and says so") {
  Story story = Listed();
  story.On("2010-12-21")
      .Do("RequestAgencyReport { case_id: $case request_id: $request agency_id: $health "
          "form_type: 'agency_report' requested_on: @2010-12-21 due_on: @2011-01-17 }");
  story.On("2011-02-14T18:00");
  const Outcome refused = story.When(Verdict(kUnexplained + kFactor));
  CHECK(refused.reason == "REASON_MISSING");
  CHECK(refused.about == std::vector<std::string>{"$request"});
  CHECK(refused.sentence ==
        "Reports asked for are outstanding: Northshire NHS Trust. Wait for them, or say in "
        "despite_outstanding why the panel decided without.");
  story.Do(Verdict(kUnexplained + kFactor, "despite_outstanding: 'Asked three times.'"));
  story.On("2011-02-20");
  CHECK(story
            .When("ReceiveAgencyReport { case_id: $case request_id: $request "
                  "received_on: @2011-02-18 summary: 'A heart trace.' }")
            .events == story.Events("AgencyReportReceived { request_id: $request "
                                    "received_on: @2011-02-18 summary: 'A heart trace.' "
                                    "after_decision: true }"));
  CHECK(story.Of<ChildDeath>("$case").requests.at(story.Id("$request")).after_decision);
}

TEST_CASE("a review is completed by a decision, once, and then rests") {
  CHECK(Listed().When(Completion("2011-02-14")).reason == "NO_DECISION");
  Story story = Decided();
  CHECK(story.When(Completion("2011-02-13")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(Completion("2011-02-14")).events ==
        story.Events("ReviewCompleted { completed_on: @2011-02-14 decision_id: $decision }"));
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == "completed");
  CheckEach(story,
            {{"twice", Completion("2011-02-14"), "WRONG_STAGE"},
             {"decided", Verdict(kUnexplained + kFactor), "WRONG_STAGE"},
             {"scope", Scope("live_born: NO in_scope: false"), "WRONG_STAGE"},
             {"hold", "HoldCase { case_id: $case because_of: 'x' look_again_on: @2011-06-01 }",
              "WRONG_STAGE"}});
}

}  // namespace
}  // namespace candour::workflows::child_death
