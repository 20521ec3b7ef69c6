// Documents of any case, meeting or board: versions, quarantine, pins.
#include "workflows/document/document.h"

#include "tests/support/rules.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/meeting/meeting.h"

namespace candour::workflows::document {
namespace {

using testing::Outcome;
using testing::Story;

const std::string kFirst(64, 'a');
const std::string kSecond(64, 'b');

std::string Add(const std::string& changes) {
  return "AddDocument { document_id: $report kind: POST_MORTEM_REPORT title: 'Post-mortem report' "
         "file_name: 'report.pdf' dated_on: @2010-03 bytes: 10 media_type: 'application/pdf' "
         "sha256: '" +
         kFirst + "' " + changes + "}";
}

std::string Scan(const std::string& finding) {
  return "RecordDocumentScan { document_id: $report version: 1 finding: " + finding + " }";
}

Story Told() {
  Story story({board::Register, meeting::Register, child_death::Register, case_review::Register,
               document::Register});
  story.On("2010-03-08")
      .Given("$board", "BoardOpened { name: 'Northshire' }")
      .Given("$case",
             "DeathNotificationReceived { notification_id: $note channel: LETTER "
             "received_at: @2010-03-08T10:00 }")
      .Given("$meeting", "MeetingScheduled { body_id: $panel starts_at: @2010-05-01T10:00 }");
  return story;
}

Story WithReport(const std::string& finding) {
  Story story = Told();
  story.Do(Add("case_id: $case")).Do(Scan(finding));
  return story;
}

TEST_CASE("a document belongs to one case, review, meeting or board, and is sealed with it") {
  Story story = Told();
  CHECK(story.When(Add("case_id: $case meeting_id: $meeting")).reason == "CONTRADICTORY");
  const Outcome outcome = story.When(Add("case_id: $case"));
  CHECK(outcome.reason == "");
  CHECK(outcome.events ==
        story.Events("DocumentAdded { about: CHILD_DEATH about_id: $case kind: "
                     "POST_MORTEM_REPORT dated_on: @2010-03 } "
                     "DocumentNamed { title: 'Post-mortem report' file_name: "
                     "'report.pdf' } DocumentVersionAdded { version: 1 sha256: '" +
                     kFirst + "' bytes: 10 media_type: 'application/pdf' }"));
  const auto part_of = [&](const std::string& changes) {
    Story other = Told();
    other.Do(Add(changes));
    return *other.Of<Document>("$report").PartOf();
  };
  CHECK(part_of("case_id: $case") == StreamRef{types::v1::CHILD_DEATH, story.Id("$case")});
  CHECK(part_of("meeting_id: $meeting") == StreamRef{types::v1::MEETING, story.Id("$meeting")});
  CHECK(part_of("") == StreamRef{types::v1::BOARD, story.Id("$board")});
}

TEST_CASE("content is sealed like names are, unless it names nobody") {
  Story story = Told();
  story.Do(Add("case_id: $case"));
  CHECK(story.Of<Document>("$report").ContentScope() == types::v1::IDENTITY);
  Story anonymised = Told();
  anonymised.Do(Add("case_id: $case anonymised: true"));
  CHECK(anonymised.Of<Document>("$report").ContentScope() == types::v1::OWN);
}

TEST_CASE("only the board that leads adds to a case, and acts on what was added") {
  Story story = WithReport("SCANNED_CLEAN");
  story.Given("$other", "BoardOpened { name: 'Westshire' }").InNameOf("$other");
  for (const std::string& command :
       {std::string("AddDocument { kind: LETTER_SENT_OR_RECEIVED title: 'Letter' bytes: 1 case_id: "
                    "$case }"),
        std::string(
            "AddDocument { kind: MEETING_PACK title: 'Pack' bytes: 1 meeting_id: $meeting }"),
        "AddDocumentVersion { document_id: $report reason: 'New.' bytes: 1 sha256: '" + kSecond +
            "' }",
        Scan("SCANNED_INFECTED"), std::string("RenameDocument { document_id: $report title: 'T' }"),
        std::string(
            "PinDocument { document_id: $report version: 1 decision_event_id: $decision }")}) {
    INFO(command);
    CHECK(story.When(command).reason == "WRONG_BOARD");
  }
}

TEST_CASE("versions are numbered, and one that is there already is no new one") {
  Story story = WithReport("SCANNED_CLEAN");
  const auto version = [](const std::string& sha256) {
    return "AddDocumentVersion { document_id: $report reason: 'A page was missing.' bytes: 12 "
           "media_type: 'application/pdf' sha256: '" +
           sha256 + "' }";
  };
  CHECK(story.When(version(kFirst)).reason == "NOTHING_TO_CHANGE");
  const Outcome outcome = story.When(version(kSecond));
  CHECK(outcome.events ==
        story.Events("DocumentVersionAdded { version: 2 reason: 'A page was missing.' bytes: 12 "
                     "media_type: 'application/pdf' sha256: '" +
                     kSecond + "' }"));
  CHECK(story.Of<Document>("$report").Find(0)->record.sha256() == kSecond);
  CHECK(story.Of<Document>("$report").Find(1)->record.sha256() == kFirst);
  CHECK(story.Of<Document>("$report").Find(3) == nullptr);
  story.Given("$report", "DocumentNamed { file_name: 'again.pdf' }");
  CHECK(story.Of<Document>("$report").Find(1)->file_name == "report.pdf");
  CHECK(story.Of<Document>("$report").Find(2)->file_name == "again.pdf");
}

TEST_CASE("a version waits in quarantine until it is found clean, or somebody answers for it") {
  const std::string release =
      "ReleaseDocument { document_id: $report version: 1 reason: 'Looked at.' authority: 'IG' }";
  struct Row {
    const char* finding;
    bool quarantined;
  };
  for (const Row& row : {Row{"SCANNED_CLEAN", false}, Row{"SCANNED_INFECTED", true},
                         Row{"SCAN_NOT_ANSWERED", true}, Row{"SCAN_NOT_PROVIDED", false}}) {
    INFO(row.finding);
    Story story = WithReport(row.finding);
    CHECK(story.Of<Document>("$report").versions[0].Quarantined() == row.quarantined);
    CHECK(story.When(release).reason == (row.quarantined ? "" : "NOTHING_TO_CHANGE"));
    CHECK_FALSE(story.Of<Document>("$report").versions[0].Quarantined());
    // What is found afterwards, nobody answered for.
    story.Do(Scan("SCANNED_INFECTED"));
    CHECK(story.Of<Document>("$report").versions[0].Quarantined());
  }
  Story unscanned = Told();
  unscanned.Do(Add("case_id: $case"));
  CHECK(unscanned.Of<Document>("$report").versions[0].Quarantined());
  CHECK(unscanned
            .When("ReleaseDocument { document_id: $report version: 2 reason: 'R' authority: "
                  "'A' }")
            .reason == "UNKNOWN_REFERENCE");
}

TEST_CASE("exactly the version that was read is pinned, by hash, and not one nobody may read") {
  const std::string pin = "PinDocument { document_id: $report version: 1 meeting_id: $meeting }";
  CHECK(WithReport("SCANNED_INFECTED").When(pin).reason == "DOCUMENT_QUARANTINED");
  Story story = WithReport("SCANNED_CLEAN");
  CHECK(story.When("PinDocument { document_id: $report version: 1 }").reason ==
        "UNKNOWN_REFERENCE");
  CHECK(story.When("PinDocument { document_id: $report version: 2 meeting_id: $meeting }").reason ==
        "UNKNOWN_REFERENCE");
  const Outcome outcome = story.When(pin);
  CHECK(outcome.events ==
        story.Events("DocumentPinned { document { document_id: $report version: 1 sha256: '" +
                     kFirst + "' } meeting_id: $meeting }"));
  CHECK(story.When(pin).reason == "ALREADY_DONE");
  CHECK(story
            .When("PinDocument { document_id: $report version: 1 decision_event_id: "
                  "$DeathNotificationReceived }")
            .reason == "");
  CHECK(story.Of<Document>("$report").versions[0].pins.size() == 2);
}

}  // namespace
}  // namespace candour::workflows::document
