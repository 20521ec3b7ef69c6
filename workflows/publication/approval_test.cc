// Which approval stands: what may go out in a form, and what may not any longer.
#include "tests/support/case_review_stories.h"
#include "workflows/case_review/case_review.h"
#include "workflows/publication/publication_test_support.h"

namespace candour::workflows::case_review {
namespace {

using testing::Outcome;
using testing::Story;

const std::string kLater(64, '9');

std::string Copy(const std::string& document) {
  return Publish("document_id: " + document + " document_version: 1 ");
}

std::string Withdraw(const std::string& changes = "") {
  return "WithdrawPublicationApproval { review_id: $review decision_id: $approval "
         "reason: 'A school is named.' withdrawn_on: @2010-09-26 " +
         changes + "}";
}

std::string TakeDown(const std::string& changes = "") {
  return "TakeReportDown { review_id: $review form: REDACTED_OVERVIEW reason: 'A name.' "
         "taken_down_on: @2010-10-01 " +
         changes + "}";
}

// The redacted copy is approved, and a later one is at hand.
Story WithApproval() {
  Story story = WithPapers();
  AddPaper(story, "$later", kLater);
  AddPaper(story, "$third", std::string(64, '7'));
  story.Do(Redact()).Do(Approve("decision_id: $approval "));
  return story;
}

// Invariant 10.
TEST_CASE("what goes out in a form is what stands approved in it") {
  struct Row {
    const char* name;
    std::string before;
    std::string publish;
    const char* reason;
  };
  const std::string published = Copy("$copy");
  const std::string again = Approve("document_id: $later ");
  const std::string full =
      "PublishReport { review_id: $review form: FULL_OVERVIEW document_id: $report "
      "document_version: 1 published_on: @2010-10-01 }";
  const std::string full_down =
      " TakeReportDown { review_id: $review form: FULL_OVERVIEW reason: 'R.' taken_down_on: "
      "@2010-10-01 }";
  for (const Row& row : {
           Row{"approved", "", Copy("$copy"), ""},
           Row{"another took its place", again, Copy("$copy"), "PUBLICATION_BLOCKED"},
           Row{"which may go out", again, Copy("$later"), ""},
           Row{"told late of a day before",
               Approve("document_id: $later approved_on: @2010-09-28 "),
               Publish("document_id: $copy document_version: 1 "
                       "published_on: @2010-09-27 "),
               ""},
           Row{"on the very day, before another took its place",
               Approve("document_id: $later approved_on: @2010-09-28 "),
               Publish("document_id: $copy document_version: 1 published_on: @2010-09-28 "), ""},
           Row{"the day after", Approve("document_id: $later approved_on: @2010-09-28 "),
               Publish("document_id: $copy document_version: 1 published_on: @2010-09-29 "),
               "PUBLICATION_BLOCKED"},
           Row{"while another stood, though it was approved again since",
               Approve("document_id: $later approved_on: @2010-09-26 ") +
                   Approve("approved_on: @2010-09-29 "),
               Publish("document_id: $copy document_version: 1 published_on: @2010-09-28 "),
               "PUBLICATION_BLOCKED"},
           Row{"though the first is up", published + again, Copy("$later"), ""},
           Row{"the first approved again", again + Approve(), Copy("$copy"), ""},
           Row{"approved before it, and told last",
               Approve("document_id: $later approved_on: @2010-09-24 "), Copy("$later"),
               "PUBLICATION_BLOCKED"},
           Row{"which does not end the later one",
               Approve("document_id: $later approved_on: @2010-09-24 "), Copy("$copy"), ""},
           Row{"withdrawn", Withdraw(), Copy("$copy"), "PUBLICATION_BLOCKED"},
           Row{"withdrawn, and approved again", Withdraw() + Approve("approved_on: @2010-09-26 "),
               Copy("$copy"), ""},
           Row{"withdrawn, and an approval from before that told late", Withdraw() + Approve(),
               Copy("$copy"), "PUBLICATION_BLOCKED"},
           Row{"taken down", published + TakeDown(), Copy("$copy"), "PUBLICATION_BLOCKED"},
           Row{"taken down, and approved again",
               Publish("document_id: $copy document_version: 1 published_on: @2010-09-26 ") +
                   TakeDown("taken_down_on: @2010-09-27 ") + Approve("approved_on: @2010-09-29 "),
               Copy("$copy"), ""},
           Row{"taken down on a day before that of its new approval, which was told first",
               Publish("document_id: $copy document_version: 1 published_on: @2010-09-26 ") +
                   Approve("approved_on: @2010-09-29 ") + TakeDown("taken_down_on: @2010-09-27 "),
               Copy("$copy"), ""},
           Row{"a third took its place on a day before that of the second",
               Approve("document_id: $later approved_on: @2010-09-29 ") +
                   Approve("document_id: $third approved_on: @2010-09-27 "),
               Publish("document_id: $copy document_version: 1 published_on: @2010-09-28 "),
               "PUBLICATION_BLOCKED"},
           Row{"taken down for another reason", published + TakeDown("approval_stands: true"),
               Copy("$copy"), ""},
           Row{"an embargo since, and lifted",
               "PlaceEmbargo { review_id: $review embargo_id: $embargo cause: CRIMINAL_TRIAL "
               "reason: 'R.' embargoed_on: @2010-09-26 review_on: @2010-12-01 } LiftEmbargo { "
               "review_id: $review embargo_id: $embargo reason: 'R.' authority: 'The chair' "
               "lifted_on: @2010-09-30 }",
               Copy("$copy"), ""},
       }) {
    INFO(row.name);
    Story story = WithApproval();
    story.Do(row.before);
    const Outcome outcome = story.When(row.publish);
    INFO(outcome.sentence);
    CHECK(outcome.reason == row.reason);
  }
  // In full too, of which the Board's acceptance is the approval.
  Story story = WithPapers();
  CHECK(story.When(full).reason == "");
  story.Do(full_down);
  CHECK(story.When(full).reason == "PUBLICATION_BLOCKED");
}

TEST_CASE("a redacted report carries out what is redacted of its own version") {
  const std::string second(64, '5');
  Story story = WithPapers();
  story.Do(Redact());
  story.Given("$review",
              "OverviewDrafted { version: 2 author_person_id: $reviewer drafted_on: @2010-09-21 "
              "document_sha256: '" +
                  second +
                  "' } OverviewEndorsed { version: 2 endorsed_on: @2010-09-22 } ReportAccepted { "
                  "version: 2 accepted_on: @2010-09-23 document_sha256: '" +
                  second + "' }");
  AddPaper(story, "$second", second);
  AddPaper(story, "$notes", kLater);
  story.Do(Redact("redaction_id: $of_second document_id: $second redacted_on: @2010-09-24 "));
  const auto only = [](const std::string& id) {
    std::string told = Approve();
    return told.replace(told.find("$passage"), 8, id);
  };
  CHECK(Story(story).When(only("$of_second")).reason == "");
  CHECK(Story(story).When(only("$passage")).reason == "CONTRADICTORY");
  CHECK(Story(story).When(Approve("redaction_ids: $of_second ")).reason == "");
  // Of a paper that is no version of the report nobody can tell: it is to be named.
  story.Do(Redact("redaction_id: $of_notes document_id: $notes redacted_on: @2010-09-24 "));
  CHECK(story.When(only("$of_second")).about == std::vector<std::string>{"$of_notes"});
}

// Invariant 10.
TEST_CASE("what was approved of one version of the report is not what is published of the next") {
  Story story = WithApproval();
  story.Given("$review",
              "OverviewDrafted { version: 2 author_person_id: $reviewer drafted_on: @2010-09-26 "
              "document_sha256: '" +
                  std::string(64, '5') +
                  "' } OverviewEndorsed { version: 2 endorsed_on: @2010-09-27 } ReportAccepted { "
                  "version: 2 accepted_on: @2010-09-28 document_sha256: '" +
                  std::string(64, '5') +
                  "' } ExecutiveSummaryApproved { version: 2 approved_on: @2010-09-28 }");
  const Outcome blocked = story.When(Copy("$copy"));
  CHECK(blocked.reason == "PUBLICATION_BLOCKED");
  CHECK(blocked.sentence.find("as of version 1 of the report") != std::string::npos);
  story.Do(Approve("approved_on: @2010-09-29 "));
  CHECK(story.When(Copy("$copy")).reason == "");
}

TEST_CASE("an approval is withdrawn with a reason, while it stands and nothing of it is up") {
  struct Row {
    const char* name;
    std::string before;
    std::string changes;
    const char* reason;
  };
  for (const Row& row : {
           Row{"as it should be", "", "", ""},
           Row{"without a reason", "", "reason: '' ", "INVALID_ARGUMENT"},
           Row{"another", "", "decision_id: $other ", "UNKNOWN_REFERENCE"},
           Row{"before it was given", "", "withdrawn_on: @2010-09-24 ", "DATE_OUT_OF_ORDER"},
           Row{"twice", Withdraw(), "", "ALREADY_DONE"},
           Row{"replaced", Approve("document_id: $later "), "", "ALREADY_DONE"},
           Row{"published", Copy("$copy"), "", "WRONG_STAGE"},
       }) {
    INFO(row.name);
    Story story = WithApproval();
    story.Do(row.before);
    CHECK(story.When(Withdraw(row.changes)).reason == row.reason);
  }
  Story story = WithApproval();
  CHECK(story.When(Withdraw()).events ==
        story.Events("PublicationApprovalWithdrawn { decision_id: $approval reason: 'A school is "
                     "named.' withdrawn_on: @2010-09-26 form: REDACTED_OVERVIEW }"));
  // No document that stands approved carries it out any longer.
  CHECK(story
            .When("LiftRedaction { review_id: $review redaction_id: $passage reason: 'The mother "
                  "agreed.' lifted_on: @2010-09-27 }")
            .reason == "");
}

}  // namespace
}  // namespace candour::workflows::case_review
