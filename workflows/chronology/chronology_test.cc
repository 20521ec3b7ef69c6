// What agencies' chronologies must be to be taken, and what is settled about their lines.
#include "workflows/chronology/chronology.h"

#include "base/limits.h"
#include "workflows/chronology/chronology_test_support.h"

namespace candour::workflows::chronology {
namespace {

using testing::Outcome;
using testing::Story;

TEST_CASE("a review has one chronology, and only a review under way") {
  Story story = Opened();
  CHECK(story.Of<case_review::CaseReview>("$review").chronology_id == story.Id("$chronology"));
  CHECK(*story.Of<Chronology>("$chronology").PartOf() ==
        StreamRef{types::v1::CASE_REVIEW, story.Id("$review")});
  const std::string again = R"(OpenChronology {
    chronology_id: $second review_id: $review period_from: @2009-01-01 period_until: @2009-12-31
    opened_on: @2010-05-03 })";
  CHECK(story.When(again).reason == "ALREADY_DONE");
  Story undecided = testing::Referred();
  CHECK(undecided.On("2010-05-03").When(again).reason == "NO_DECISION");
}

TEST_CASE("the period of a chronology does not end before it begins") {
  Story story = testing::Requested();
  CHECK(story.On("2010-05-03")
            .When(R"(OpenChronology {
    review_id: $review period_from: @2009-12-31 period_until: @2009-01-01 opened_on: @2010-05-03 })")
            .reason == "DATE_OUT_OF_ORDER");
}

TEST_CASE("every line keeps its words, its source and its place, and is named by what it says") {
  Story story = Opened();
  const std::string table =
      Told("2009-02", "Seen at home.", "place: 'row 2' doubts: 'month only'") +
      Told("2009-03-04", "Weighed.", "time: '14:30'");
  CHECK(story.When(Submit("$health", table)).reason == "");
  const Chronology first = story.Of<Chronology>("$chronology");
  CHECK(first.lines.size() == 2);
  CHECK(first.submissions.begin()->second.record.version() == 1);
  CHECK(first.submissions.begin()->second.record.lines() == 2);
  for (const auto& [id, line] : first.lines) {
    CHECK(line.line.source() == "GP record, page 4");
    CHECK(line.agency_id == story.Id("$health"));
    CHECK(id.size() == 32);
  }
  // The same words from another agency are another line.
  story.Do(Submit("$police", table));
  CHECK(LinesSaying(story, "Weighed.").size() == 2);
}

TEST_CASE("the same table again changes nothing; one line more is taken") {
  Story story = Opened();
  const std::string table = Told("2009-02-01", "Seen at home.");
  story.Do(Submit("$health", table));
  CHECK(story.When(Submit("$health", table)).reason == "NOTHING_TO_CHANGE");
  CHECK(story.When(Submit("$health", table + Told("2009-03-04", "Weighed."))).reason == "");
  CHECK(LinesSaying(story, "Seen at home.").size() == 1);
  CHECK(LinesSaying(story, "Weighed.").size() == 1);
  // In place of itself neither, unless it is part of another table.
  Story part = Opened();
  part.Do(Submit("$health", table, "submission_id: $v1 "));
  const std::string in_its_place = "replaces_submission_id: $v1 ";
  CHECK(part.When(Submit("$health", table, in_its_place)).reason == "NOTHING_TO_CHANGE");
  CHECK(part.When(Submit("$health", table,
                         in_its_place + "file_sha256: '" + std::string(64, 'b') + "' "))
            .reason == "");
  CHECK(LinesSaying(part, "Seen at home.").size() == 1);
}

TEST_CASE("what a table tells twice is two lines: nothing is dropped") {
  Story story = Opened();
  story.Do(Submit("$health", Told("2009-02-01", "Seen.") + Told("2009-02-01", "Seen.")));
  CHECK(LinesSaying(story, "Seen.").size() == 2);
}

TEST_CASE("a version in place of another keeps what both say, and what was settled about it") {
  Story story = Opened();
  story.Do(Submit("$health", Told("2009-02-01", "Seen.") + Told("2009-03-01", "Wrong child."),
                  "submission_id: $v1 "));
  story.Do(Submit("$police", Told("2009-02-01", "Officer present.")));
  const std::string seen = LineSaying(story, "Seen.");
  const std::string wrong = LinesSaying(story, "Wrong child.").at(0);
  story.Do("MatchChronologyLines { chronology_id: $chronology reason: 'One visit.' line_ids: " +
           seen + " line_ids: " + LineSaying(story, "Officer present.") + " }");
  CHECK(story.When(Submit("$police", Told("2009-02-01", "Seen."), "replaces_submission_id: $v1 "))
            .reason == "CONTRADICTORY");
  story.Do(Submit("$health", Told("2009-02-01", "Seen."),
                  "submission_id: $v2 replaces_submission_id: $v1 "));
  CHECK(LinesSaying(story, "Wrong child.").empty());
  CHECK(LineSaying(story, "Seen.") == seen);
  const Chronology chronology = story.Of<Chronology>("$chronology");
  CHECK(chronology.SameThing(seen.substr(1, 32)).size() == 2);
  CHECK(chronology.lines.size() == 3);  // what was replaced is still there to be read
  CHECK(story
            .When("RecordChronologyConflict { chronology_id: $chronology question: 'Which?' "
                  "line_ids: " +
                  seen + " line_ids: '" + wrong + "' }")
            .reason == "WRONG_STAGE");
  CHECK(story.When(Submit("$health", Told("2009-02-01", "Anew."), "replaces_submission_id: $v1 "))
            .reason == "ALREADY_DONE");
}

TEST_CASE("a line in disorder is refused with its row, and nothing of the table is taken") {
  struct Row {
    const char* name;
    std::string line;
    const char* reason;
    const char* says;
  };
  const Row rows[] = {
      {"ends before it begins", Told("2009-02-03", "Stay.", "until: @2009-02-01 place: 'row 7'"),
       "DATE_OUT_OF_ORDER", "Row 7"},
      {"known before it happened", Told("2009-02-03", "Stay.", "known_on: @2009-02-01"),
       "DATE_OUT_OF_ORDER", "Line 2"},
      {"known in the month it happened", Told("2009-02", "Stay.", "known_on: @2009-02-01"), "", ""},
      {"shared with a stranger", Told("2009-02-03", "Call.", "shared_with_agency_ids: $nobody"),
       "UNKNOWN_REFERENCE", "Line 2"},
      {"without a source", "lines { on: @2009-02-01 text: 'Seen.' }", "INVALID_ARGUMENT", "source"},
      {"in the future", Told("2010-05-04", "Seen."), "INVALID_ARGUMENT", "future"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    Story story = Opened();
    const Outcome outcome =
        story.When(Submit("$health", Told("2009-01-01", "Registered.") + row.line));
    CHECK(outcome.reason == row.reason);
    CHECK(outcome.sentence.find(row.says) != std::string::npos);
    CHECK(story.Of<Chronology>("$chronology").lines.empty() == (*row.reason != '\0'));
  }
}

TEST_CASE("a table as long as one submission may be is taken, in as many facts as it needs") {
  Story story = Opened();
  constexpr int kLines = 12;
  std::string table;
  for (int i = 0; i < kLines; ++i) {
    table += Told("2009-02-01", std::string(limits::kLongTextCharacters, 'x'));
  }
  CHECK(story.When(Submit("$health", table)).reason == "");
  CHECK(story.Of<Chronology>("$chronology").lines.size() == kLines);
  int taken = 0;
  for (const auto& event : story.Stream("$chronology")) {
    CHECK(event.body().payload().size() <= limits::kEventPayloadBytes);
    taken += event.body().type() == "ChronologyLinesTaken";
  }
  CHECK(taken > 1);
}

TEST_CASE("an agency speaks for itself; the office may enter what an agency sent") {
  Story story = Opened();
  const std::string submit = Submit("$health", Told("2009-01-01", "Registered."));
  CHECK(story.ActingFor("$police").When(submit).reason == "NOT_AUTHORISED");
  CHECK(story.ActingFor("$health").When(submit).reason == "");
}

TEST_CASE("another board's chronology is not worked on") {
  Story story = Opened();
  story.Do(Submit("$health", Told("2009-01-01", "One.") + Told("2009-01-02", "Two.")));
  const std::string both =
      " line_ids: " + LineSaying(story, "One.") + " line_ids: " + LineSaying(story, "Two.");
  story.Given("$other", "BoardOpened { name: 'Westshire' }").InNameOf("$other");
  for (const std::string& command :
       {Submit("$health", Told("2009-01-03", "Three.")),
        "MatchChronologyLines { chronology_id: $chronology reason: 'R'" + both + " }",
        "HoldChronologyLinesApart { chronology_id: $chronology reason: 'R'" + both + " }",
        "RecordChronologyConflict { chronology_id: $chronology question: 'Q'" + both + " }",
        std::string(
            "ExplainChronologyGap { chronology_id: $chronology agency_id: $health gap_from: "
            "@2009-02-01 gap_until: @2009-12-31 reason: 'R' }"),
        std::string("IssueIntegratedChronology { chronology_id: $chronology issued_to: 'Panel' "
                    "issued_on: @2010-05-03 }")}) {
    INFO(command);
    CHECK(story.When(command).reason == "WRONG_BOARD");
  }
}

TEST_CASE("lines are matched and held apart again, and a third that joins them is named") {
  Story story = Opened();
  story.Do(Submit("$health",
                  Told("2009-01-01", "A.") + Told("2009-01-01", "B.") + Told("2009-01-01", "C.")));
  const std::string a = " line_ids: " + LineSaying(story, "A.");
  const std::string b = " line_ids: " + LineSaying(story, "B.");
  const std::string c = " line_ids: " + LineSaying(story, "C.");
  const auto act = [&](const std::string& command, const std::string& lines) {
    return story.When(command + " { chronology_id: $chronology reason: 'R'" + lines + " }").reason;
  };
  const auto same_as_a = [&] {
    return story.Of<Chronology>("$chronology")
        .SameThing(LineSaying(story, "A.").substr(1, 32))
        .size();
  };
  CHECK(act("MatchChronologyLines", a) == "UNKNOWN_REFERENCE");
  CHECK(act("MatchChronologyLines", a + a) == "UNKNOWN_REFERENCE");
  CHECK(act("MatchChronologyLines", a + b) == "");
  CHECK(act("MatchChronologyLines", a + b) == "NOTHING_TO_CHANGE");
  CHECK(act("MatchChronologyLines", b + c) == "");
  CHECK(same_as_a() == 3);
  CHECK(act("MatchChronologyLines", a + c) == "NOTHING_TO_CHANGE");
  CHECK(act("HoldChronologyLinesApart", a + c) == "CONTRADICTORY");
  CHECK(act("HoldChronologyLinesApart", a + b + c) == "");
  CHECK(act("HoldChronologyLinesApart", a + b) == "NOTHING_TO_CHANGE");
  CHECK(same_as_a() == 1);
  CHECK(act("MatchChronologyLines", a + c) == "");
  CHECK(same_as_a() == 2);
  CHECK(act("HoldChronologyLinesApart", a + c) == "");
  CHECK(same_as_a() == 1);
}

TEST_CASE("a conflict is recorded once, resolved once, by one of its own lines or by none") {
  Story story = Opened();
  story.Do(Submit("$health",
                  Told("2009-01-01", "A.") + Told("2009-01-02", "B.") + Told("2009-01-03", "C.")));
  const std::string ab =
      "line_ids: " + LineSaying(story, "A.") + " line_ids: " + LineSaying(story, "B.");
  const std::string record =
      "RecordChronologyConflict { chronology_id: $chronology question: 'Which day?' " + ab;
  CHECK(story.When(record + " conflict_id: $conflict }").reason == "");
  CHECK(story.When(record + " }").reason == "ALREADY_DONE");
  const std::string resolve =
      "ResolveChronologyConflict { chronology_id: $chronology conflict_id: $conflict finding: 'The "
      "first.' basis: 'Visit book' standing_line_id: ";
  CHECK(story.When(resolve + LineSaying(story, "C.") + " }").reason == "UNKNOWN_REFERENCE");
  CHECK(story.When(resolve + LineSaying(story, "A.") + " }").reason == "");
  CHECK(story.When(resolve + LineSaying(story, "B.") + " }").reason == "ALREADY_DONE");
  CHECK(story.When(record + " }").reason == "");  // something new speaks against it
}

TEST_CASE("it is issued with what it was made from, and anew only when it says something new") {
  Story story = Opened();
  const std::string issue =
      "IssueIntegratedChronology { chronology_id: $chronology issued_to: 'Review panel' issued_on: "
      "@2010-05-03 }";
  CHECK(story.When(issue).reason == "WRONG_STAGE");
  story.Do(Submit("$health", Told("2009-01-01", "A."), "submission_id: $v1 "));
  CHECK(story.When(issue).reason == "");
  CHECK(story.When(issue).reason == "NOTHING_TO_CHANGE");
  story.Do(Submit("$police", Told("2009-01-02", "B."), "submission_id: $w1 "));
  CHECK(story.When(issue).reason == "");
  const Chronology chronology = story.Of<Chronology>("$chronology");
  REQUIRE(chronology.issued.size() == 2);
  CHECK(chronology.issued[1].version() == 2);
  CHECK(chronology.issued[1].entries() == 2);
  CHECK(chronology.issued[1].submission_ids_size() == 2);
  CHECK(chronology.issued[0].sha256() != chronology.issued[1].sha256());
}

std::string Correcting(const std::string& event, std::string command) {
  return command.insert(command.find('{') + 1,
                        " header { corrects_event_id: $" + event +
                            " correction_reason: 'The letter gives another.' } ");
}

TEST_CASE("a chronology is not sent before what it tells happened") {
  CHECK(Opened().When(Submit("$health", Told("2010-05-03", "A."))).reason == "");
  const Outcome early =
      Opened().When(Submit("$health", Told("2010-05-03", "A."), "submitted_on: @2010-05-02 "));
  CHECK(early.reason == "DATE_OUT_OF_ORDER");
}

TEST_CASE("what was issued does not change with what is put right of how it was") {
  Story story = Opened();
  story.Do(Submit("$health", Told("2009-01-01", "A."), "submission_id: $v1 "));
  const std::string issue =
      "IssueIntegratedChronology { chronology_id: $chronology issued_on: @2010-05-03 issued_to: ";
  story.Do(issue + "'Review panel' }");
  const auto was = story.Of<Chronology>("$chronology").issued.back();
  story.Do(Submit("$police", Told("2009-01-02", "B."), "submission_id: $w1 "));
  story.Do(Correcting("IntegratedChronologyIssued", issue + "'The panel of the review' }"));
  const Chronology chronology = story.Of<Chronology>("$chronology");
  REQUIRE(chronology.issued.size() == 1);
  CHECK(chronology.issued[0].issued_to(0) == "The panel of the review");
  CHECK(chronology.issued[0].sha256() == was.sha256());
  CHECK(chronology.issued[0].entries() == 1);
  CHECK(chronology.issued[0].submission_ids_size() == 1);
  for (const auto& [id, line] : chronology.lines) {
    CHECK(line.since_issued == (line.line.text() == "B."));
  }
}

TEST_CASE("when a chronology was sent is put right; what it says is sent anew") {
  Story story = Opened();
  const std::string lines =
      Told("2009-01-01", "A.", "place: 'row 2' ") + Told("2009-01-01", "A.", "place: 'row 3' ");
  story.Do(Submit("$health", lines, "submission_id: $v1 "));
  CHECK(story.When(Correcting("ChronologySubmitted", Submit("$health", Told("2009-01-01", "Aa."))))
            .reason == "NOTHING_TO_CORRECT");
  const std::string earlier = "submitted_on: @2010-05-01 ";
  CHECK(story.When(Correcting("ChronologySubmitted", Submit("$health", lines, earlier))).reason ==
        "");
  CHECK(story.Of<Chronology>("$chronology").lines.size() == 2);
  // Of two rows that say the same the first is put right: the other stands where it stood.
  story.Do(Submit(
      "$health",
      Told("2009-01-01", "Aa.", "place: 'row 2' ") + Told("2009-01-01", "A.", "place: 'row 3' "),
      "submission_id: $v2 replaces_submission_id: $v1 "));
  const Chronology chronology = story.Of<Chronology>("$chronology");
  CHECK(chronology.lines.at(LinesSaying(story, "A.").front()).line.place() == "row 3");
}

TEST_CASE("while accounts conflict, the chronology is issued only for a reason that is told") {
  Story story = Opened();
  story.Do(Submit("$health", Told("2009-01-01", "One.") + Told("2009-01-02", "Two.")));
  story.Do(
      "RecordChronologyConflict { chronology_id: $chronology conflict_id: $c question: 'Q' "
      "line_ids: " +
      LineSaying(story, "One.") + " line_ids: " + LineSaying(story, "Two.") + " }");
  const std::string issue =
      "IssueIntegratedChronology { chronology_id: $chronology issued_to: 'Panel' issued_on: "
      "@2010-05-03 ";
  CHECK(story.When(issue + "}").reason == "REASON_MISSING");
  CHECK(Story(story).When(issue + "open_conflicts_reason: 'The panel decides.' }").reason == "");
  story.Do(
      "ResolveChronologyConflict { chronology_id: $chronology conflict_id: $c finding: 'F' basis: "
      "'The file.' }");
  CHECK(story.When(issue + "}").reason == "");
}

TEST_CASE("a chronology is taken of the agency that stands, and of the one before it until then") {
  Story story = Opened();
  story.Given("$board", R"(
    AgencyRegistered { agency_id: $trust name: 'Northshire Care Trust' }
    AgencySucceeded { agency_id: $health successor_agency_ids: $trust on: @2010-05-02
                      authority: 'The order of 2010' })");
  const std::string line = Told("2009-03-01", "Seen at the clinic.");
  const Outcome gone = story.When(Submit("$health", line));
  CHECK(gone.reason == "UNKNOWN_REFERENCE");
  CHECK(gone.sentence.find("Northshire Care Trust") != std::string::npos);
  CHECK(Story(story).When(Submit("$trust", line)).reason == "");
  CHECK(story.When(Submit("$health", line, "submitted_on: @2010-05-01 ")).reason == "");
}

}  // namespace
}  // namespace candour::workflows::chronology
