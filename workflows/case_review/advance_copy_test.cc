// What was sent ahead of a publication: of which version, whether it is the one that is out, and
// who has it.
#include "workflows/case_review/advance_copy.h"

#include "tests/support/case_review_stories.h"
#include "tests/support/northshire.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::Outcome;
using testing::Story;
using types::v1::ClockAnswer;

ClockAnswer::Status Clock(Story& story) {
  ClockAnswer::Status status = ClockAnswer::STATUS_UNSPECIFIED;
  for (const ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
    if (clock.kind() == "advance_copy") status = clock.status();
  }
  return status;
}

std::string Send(const std::string& recipient, const std::string& day) {
  return "SendAdvanceCopy { review_id: $review recipient: '" + recipient + "' sent_on: @" + day +
         " }";
}

// Whom Working Together 2015 names.
constexpr const char* kRecipients[] = {"ofsted", "department_for_education", "national_panel"};

void SendAhead(Story& story, const std::string& day) {
  for (const char* recipient : kRecipients) story.Do(Send(recipient, day));
}

const std::string kFirst(64, '1');
const std::string kRedacted(64, '2');
const std::string kSecond(64, '3');

// Accepted on 1 September 2015, and planned for the end of March.
Story AcceptedIn2015() {
  Story story = testing::InNorthshire();
  story.On("2015-04-01").Adopt("wt2013").Adopt("wt2015");
  story.On("2016-03-31")
      .Given("$review", R"(
    CaseReferred { referred_on: @2015-05-01 }
    ReviewDecided { decision_id: $decision option: SERIOUS_CASE_REVIEW decided_on: @2015-05-18 }
    OverviewDrafted { version: 1 author_person_id: $reviewer drafted_on: @2015-08-01 document {
      document_id: $paper version: 1 sha256: ')" +
                            kFirst + "' } document_sha256: '" + kFirst + R"(' }
    OverviewEndorsed { version: 1 endorsed_on: @2015-08-20 }
    ReportAccepted { version: 1 accepted_on: @2015-09-01 document_sha256: ')" +
                            kFirst + R"(' }
    PublicationPlanned { planned_on: @2015-09-01 publish_on: @2016-03-31 })");
  return story;
}

// On 1 February.
void AcceptTheSecond(Story& story) {
  story.Given("$review", R"(
    OverviewDrafted { version: 2 author_person_id: $reviewer drafted_on: @2016-01-04
                      document_sha256: ')" +
                             kSecond + R"(' }
    OverviewEndorsed { version: 2 endorsed_on: @2016-01-20 }
    ReportAccepted { version: 2 accepted_on: @2016-02-01 document_sha256: ')" +
                             kSecond + R"(' }
    ExecutiveSummaryApproved { version: 2 document_sha256: ')" +
                             kRedacted + "' }");
}

TEST_CASE("an advance copy names the version and the document that went") {
  const auto send = [](const std::string& more) {
    return "SendAdvanceCopy { review_id: $review recipient: 'ofsted' sent_on: @2015-09-02 " + more +
           " }";
  };
  Story story = AcceptedIn2015();
  CHECK(Story(story).When(send("")).events == story.Events(R"(AdvanceCopySent {
    recipient: 'ofsted' sent_on: @2015-09-02 version: 1 document_sha256: ')" +
                                                           kFirst + R"('
    document { document_id: $paper version: 1 sha256: ')" + kFirst +
                                                           "' } }"));
  CHECK(Story(story).When(send("version: 2")).reason == "UNKNOWN_REFERENCE");
  CHECK(Story(story).When(send("document_sha256: '" + kRedacted + "'")).reason == "CONTRADICTORY");
  story.Given("$review",
              "PublicationApproved { form: REDACTED_OVERVIEW document { document_id: "
              "$redacted version: 1 sha256: '" +
                  kRedacted + "' } approved_on: @2015-09-01 }");
  CHECK(Story(story).When(send("document_sha256: '" + kRedacted + "'")).reason == "");
  AcceptTheSecond(story);
  // What went before the second version is told as what it was.
  CHECK(story.When(send("version: 1")).events.find("version: 1") != std::string::npos);
  CHECK(story.See<CaseReview>("$review").advance_copies.back().document_sha256() == kFirst);
}

TEST_CASE("what was sent ahead of another version serves the one that is published no longer") {
  const std::string publish =
      "PublishReport { review_id: $review form: FULL_OVERVIEW published_on: @2016-03-31 "
      "document_sha256: '" +
      kSecond + "' }";
  Story story = AcceptedIn2015();
  SECTION("it is sent anew") {
    SendAhead(story, "2015-09-02");
    CHECK(Clock(story) == ClockAnswer::MET);
    AcceptTheSecond(story);
    CHECK(Clock(story) != ClockAnswer::MET);
    const Outcome stale = story.When(publish);
    CHECK(stale.reason == "ADVANCE_COPY_OWED");
    CHECK(stale.source == "Working Together 2015, chapter 4");
    CHECK(stale.sentence.find("version 2") != std::string::npos);
    CHECK(stale.sentence.find("department_for_education, national_panel, ofsted") !=
          std::string::npos);
    for (const char* recipient : {"ofsted", "department_for_education"}) {
      story.Do(Send(recipient, "2016-03-02"));
      CHECK_FALSE(story.See<CaseReview>("$review").advance_copies.back().completes());
    }
    CHECK(story.When(publish).sentence.find("no copy: national_panel.") != std::string::npos);
    story.Do(Send("national_panel", "2016-03-02"));
    CHECK(story.See<CaseReview>("$review").advance_copies.back().completes());
    CHECK(Clock(story) == ClockAnswer::MET);
    CHECK(story.When(publish).reason == "");
  }
  SECTION("an older record, which names no version, is taken as it was") {
    for (const char* recipient : {"ofsted", "department_for_education"}) {
      story.Given("$review", std::string("AdvanceCopySent { sent_on: @2015-09-02 recipient: '") +
                                 recipient + "' }");
    }
    story.Given("$review",
                "AdvanceCopySent { sent_on: @2015-09-02 recipient: 'national_panel' completes: "
                "true }");
    AcceptTheSecond(story);
    CHECK(story.When(publish).reason == "");
  }
  SECTION("the document of the version is corrected") {
    SendAhead(story, "2015-09-02");
    AcceptTheSecond(story);
    for (const char* recipient : kRecipients) {
      story.Given("$review",
                  "AdvanceCopySent { sent_on: @2016-03-02 completes: true version: 2 "
                  "document_sha256: '" +
                      kFirst + "' recipient: '" + recipient + "' }");
    }
    CHECK(story.When(publish).reason == "ADVANCE_COPY_OWED");
  }
}

// "Ofsted 2/9; The child's family 3/9, outdated;"
std::string HeldIn(Story& story) {
  std::string told;
  for (const auto& copy :
       CopiesHeld(story.See<CaseReview>("$review"), story.See<board::Board>("$board"))) {
    told += copy.title() + " " + std::to_string(copy.sent_on().day()) + "/" +
            std::to_string(copy.sent_on().month()) + (copy.outdated() ? ", outdated; " : "; ");
  }
  return told;
}

TEST_CASE("while no report is up it is told who holds a copy that went ahead") {
  Story story = AcceptedIn2015();
  CHECK(HeldIn(story).empty());
  SendAhead(story, "2015-09-02");
  story.Do(Send("family", "2015-09-03"));
  const std::string held =
      "Ofsted 2/9; Department for Education 2/9; National panel of independent experts 2/9; "
      "The child's family 3/9; ";
  CHECK(HeldIn(story) == held);
  Story second = story;
  AcceptTheSecond(second);
  second.Do(Send("ofsted", "2016-03-02"));
  CHECK(HeldIn(second) ==
        "Department for Education 2/9, outdated; National panel of independent experts 2/9, "
        "outdated; The child's family 3/9, outdated; Ofsted 2/3; ");
  story.Given("$review",
              "ReportPublished { form: FULL_OVERVIEW published_on: @2016-03-31 "
              "document_sha256: '" +
                  kFirst + "' }");
  CHECK(HeldIn(story).empty());
  story.Do(
      "TakeReportDown { review_id: $review form: FULL_OVERVIEW reason: 'A name in it.' "
      "taken_down_on: @2016-03-31 }");
  CHECK(HeldIn(story) == held);
  story.Do(
      "ReopenCaseReview { review_id: $review trigger: 'A name.' scope: 'That.' authority: "
      "'The chair' reopened_on: "
      "@2016-03-31 }");
  CHECK(story.See<CaseReview>("$review").advance_copies.empty());
  CHECK(HeldIn(story) == held);
}

TEST_CASE("the day of a copy is corrected when the report is out, too") {
  Story story = AcceptedIn2015();
  SendAhead(story, "2015-09-02");
  story.Given("$review",
              "ReportPublished { form: FULL_OVERVIEW published_on: @2016-03-31 "
              "document_sha256: '" +
                  kFirst + "' }");
  CHECK(story.When(Send("national_panel", "2015-09-04")).reason == "WRONG_STAGE");
  const auto corrected = [](const std::string& day) {
    return Send(
        "national_panel",
        day + " header { corrects_event_id: $AdvanceCopySent correction_reason: 'A slip.' }");
  };
  const Outcome early = story.When(corrected("2015-08-31"));
  CHECK(early.reason == "DATE_OUT_OF_ORDER");
  CHECK(early.sentence.find("before the Board's acceptance on 1 September 2015") !=
        std::string::npos);
  CHECK(story.When(corrected("2015-09-04")).reason.empty());
  CHECK(Clock(story) == ClockAnswer::MET);
}

}  // namespace
}  // namespace candour::workflows::case_review
