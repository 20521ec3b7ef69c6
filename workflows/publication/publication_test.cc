// What leaves the office: redacted, approved, held back, published and disclosed.
#include "tests/support/case_review_stories.h"
#include "tests/support/local_review_stories.h"
#include "workflows/case_review/case_review.h"
#include "workflows/publication/publication_test_support.h"

namespace candour::workflows::case_review {
namespace {

using testing::Accepted;
using testing::LocalReportAccepted;
using testing::Outcome;
using testing::Story;
using types::v1::ClockAnswer;

std::string Embargo(const std::string& cause) {
  return "PlaceEmbargo { review_id: $review embargo_id: $embargo cause: " + cause +
         " reason: 'It would prejudice a jury.' embargoed_on: @2010-09-15 review_on: @2011-03-15 }";
}

std::string Lift(const std::string& changes = "") {
  return "LiftEmbargo { review_id: $review embargo_id: $embargo reason: 'The trial is over.' "
         "authority: 'The chair' lifted_on: @2010-09-30 " +
         changes + "}";
}

TEST_CASE("a redaction names a span of one version, its ground, and never what it says") {
  Story story = WithPapers();
  CHECK(story.When(Redact("to_character: 120")).reason == "CONTRADICTORY");
  CHECK(story.When(Redact("document_version: 2")).reason == "UNKNOWN_REFERENCE");
  const Outcome outcome = story.When(Redact());
  CHECK(outcome.events ==
        story.Events("RedactionApplied { redaction_id: $passage from_character: 120 "
                     "to_character: 160 ground: WOULD_IDENTIFY_A_CHILD "
                     "reason: 'Age and school together.' redacted_on: @2010-09-20 "
                     "document { document_id: $report version: 1 sha256: '" +
                     testing::AcceptedSha256() + "' } }"));
  CHECK(story.When(Redact("redaction_id: $other")).reason == "ALREADY_DONE");
}

TEST_CASE("a redaction lies within the document it is of, and beside the others") {
  Story story = WithPapers();
  AddPaper(story, "$plain", std::string(64, '7'));
  story.Given("$plain", "DocumentVersionAdded { version: 2 sha256: '" + std::string(64, '8') +
                            "' bytes: 150 media_type: 'text/plain' } "
                            "DocumentScanned { version: 2 finding: SCANNED_CLEAN }");
  const std::string plain = "document_id: $plain document_version: 2 redaction_id: $plain_passage ";
  const Outcome outside = story.When(Redact(plain));
  CHECK(outside.reason == "CONTRADICTORY");
  CHECK(outside.sentence.find("150 bytes") != std::string::npos);
  CHECK(Story(story).When(Redact(plain + "to_character: 150")).reason == "");
  // Compressed papers hold more characters than bytes, and yet not any number.
  CHECK(story.When(Redact("to_character: 10321")).reason == "CONTRADICTORY");
  story.Do(Redact());
  const auto second = [](const std::string& from, const std::string& to) {
    return Redact("redaction_id: $second from_character: " + from + " to_character: " + to);
  };
  for (const auto& [from, to] : {std::pair("100", "121"), std::pair("159", "170"),
                                 std::pair("130", "140"), std::pair("100", "200")}) {
    CAPTURE(from, to);
    const Outcome overlap = story.When(second(from, to));
    CHECK(overlap.reason == "CONTRADICTORY");
    CHECK(overlap.about == std::vector<std::string>{"$passage"});
  }
  CHECK(Story(story).When(second("100", "120")).reason == "");
  CHECK(Story(story).When(second("160", "170")).reason == "");
}

TEST_CASE(
    "a redaction is taken back with a reason, until a document that carries it out is approved") {
  const auto lift = [](const std::string& changes) {
    return "LiftRedaction { review_id: $review redaction_id: $passage reason: 'The mother agreed.' "
           "lifted_on: @2010-09-22 " +
           changes + "}";
  };
  Story story = WithPapers();
  CHECK(story.When(lift("")).reason == "UNKNOWN_REFERENCE");
  story.Do(Redact()).Do(Redact("redaction_id: $second from_character: 200 to_character: 210"));
  CHECK(story.When(lift("reason: ''")).reason == "INVALID_ARGUMENT");
  CHECK(story.When(lift("lifted_on: @2010-09-19")).reason == "DATE_OUT_OF_ORDER");
  SECTION("lifted") {
    CHECK(story.When(lift("")).events ==
          story.Events("RedactionLifted { redaction_id: $passage reason: 'The mother agreed.' "
                       "lifted_on: @2010-09-22 }"));
    CHECK(story.When(lift("")).reason == "ALREADY_DONE");
    // What was taken back is carried out by no document, and the others by every one.
    CHECK(story.When(Approve("redaction_ids: $second")).reason == "CONTRADICTORY");
    CHECK(story
              .When("ApprovePublication { review_id: $review form: REDACTED_OVERVIEW "
                    "document_id: $copy document_version: 1 redaction_ids: $second "
                    "read_for_names_by_person_id: $convenor "
                    "approver_person_id: $chair approved_on: @2010-09-25 }")
              .reason == "");
    // The same passage may be redacted again.
    CHECK(story.When(Redact("redaction_id: $third")).reason == "");
  }
  SECTION("carried out") {
    story.Do(Approve("redaction_ids: $second"));
    CHECK(story.When(lift("")).reason == "WRONG_STAGE");
    // What goes out is still what was approved.
    CHECK(story.When(Publish("document_id: $copy document_version: 1")).reason == "");
  }
}

TEST_CASE("a redacted report carries out every redaction, and is another document") {
  Story story = WithPapers();
  CHECK(story.When(Approve()).reason == "UNKNOWN_REFERENCE");
  story.Do(Redact());
  story.Do(Redact("redaction_id: $second from_character: 200 to_character: 210"));
  CHECK(story.When(Approve()).reason == "CONTRADICTORY");
  CHECK(story.When(Approve("document_id: $report redaction_ids: $second")).reason ==
        "CONTRADICTORY");
  CHECK(story.When(Approve("form: FULL_OVERVIEW redaction_ids: $second")).reason ==
        "CONTRADICTORY");
  CHECK(story.When(Approve("redaction_ids: $second approver_person_id: $reviewer")).reason ==
        "SAME_HANDS");
  CHECK(story.When(Approve("redaction_ids: $second")).reason.empty());
}

// Invariant 10.
TEST_CASE("the bytes that are published are the bytes that were approved") {
  Story story = WithPapers();
  story.Do(Redact());
  CHECK(story.When(Publish("document_id: $copy document_version: 1")).reason ==
        "PUBLICATION_BLOCKED");
  story.Do(Approve());
  CHECK(story.When(Publish()).reason == "PUBLICATION_BLOCKED");
  CHECK(story.When(Publish("document_id: $report document_version: 1")).reason ==
        "PUBLICATION_BLOCKED");
  CHECK(story
            .When(Publish("document_id: $copy document_version: 1 document_sha256: '" +
                          std::string(64, 'f') + "'"))
            .reason == "CONTRADICTORY");
  const Outcome outcome =
      story.When(Publish("document_id: $copy document_version: 1 address: 'example.org/r'"));
  CHECK(outcome.reason.empty());
  CHECK(outcome.events.find(kRedacted) != std::string::npos);
  CHECK(outcome.events.find("milestone: \"scr_published\"") != std::string::npos);
}

TEST_CASE("a version of which a passage was redacted since does not go out as it is") {
  const auto publish = [](const std::string& day) {
    return "PublishReport { review_id: $review form: FULL_OVERVIEW document_id: $report "
           "document_version: 1 published_on: @" +
           day + " }";
  };
  const std::string approve =
      "ApprovePublication { review_id: $review form: FULL_OVERVIEW document_id: $report "
      "document_version: 1 approver_person_id: $chair read_for_names_by_person_id: $convenor "
      "approved_on: @2010-09-10 }";
  Story story = WithPapers();
  story.Do(approve).Do(Redact());
  const Outcome blocked = story.When(publish("2010-09-20"));
  CHECK(blocked.reason == "PUBLICATION_BLOCKED");
  CHECK(blocked.about == std::vector<std::string>{"$review", "$passage"});
  CHECK(blocked.sentence.find("20 September 2010") != std::string::npos);
  // Nor is it approved anew; and what went out before the redaction did go out.
  CHECK(story.When(approve).reason == "CONTRADICTORY");
  CHECK(Story(story).When(publish("2010-09-19")).reason.empty());
  story.Do(
      "LiftRedaction { review_id: $review redaction_id: $passage reason: 'The mother agreed.' "
      "lifted_on: @2010-09-22 }");
  CHECK(story.When(publish("2010-09-21")).reason == "PUBLICATION_BLOCKED");
  CHECK(story.When(publish("2010-09-22")).reason.empty());
}

TEST_CASE("what is approved for publication was read for names, by somebody who did not write it") {
  Story story = WithPapers();
  story.Do(Redact());
  CHECK(story.When(Approve("read_for_names_by_person_id: $reviewer")).reason == "SAME_HANDS");
  CHECK(story.When(Approve()).events.find("read_for_names_by_person_id: $convenor") !=
        std::string::npos);
}

// Hard case 3: the trial holds up publication, and not the learning.
TEST_CASE("hard case: a trial pauses publication and not learning, and a verdict lifts nothing") {
  Story story = WithPapers();
  story.Do(Redact()).Do(Approve()).Do(Embargo("CRIMINAL_TRIAL"));
  const std::string publish = Publish("document_id: $copy document_version: 1");
  const Outcome blocked = story.When(publish);
  CHECK(blocked.reason == "PUBLICATION_BLOCKED");
  CHECK(blocked.source.find("quality markers") != std::string::npos);
  CHECK(StageOf(story.Of<CaseReview>("$review")) == "embargoed");
  CHECK(story
            .When("IssueLearningBrief { review_id: $review title: 'Seven minutes' "
                  "learning: 'See the child.' issued_on: @2010-10-01 document_sha256: '" +
                  std::string(64, 'd') + "' }")
            .reason.empty());
  // Two years on, the day on which to look again long past: it stands until somebody lifts it.
  story.On("2012-10-01");
  CHECK(story.When(Publish("document_id: $copy document_version: 1 published_on: @2012-10-01"))
            .reason == "PUBLICATION_BLOCKED");
  for (const ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
    if (clock.kind() == "embargo_review") CHECK(clock.status() == ClockAnswer::OVERDUE);
  }
  CHECK(story.When(Lift("lifted_on: @2010-09-14")).reason == "DATE_OUT_OF_ORDER");
  story.Do(Lift());
  CHECK(story.When(Lift()).reason == "ALREADY_DONE");
  // Nor is it said afterwards that it went out meanwhile.
  CHECK(story.When(Publish("document_id: $copy document_version: 1 published_on: @2010-09-29"))
            .reason == "PUBLICATION_BLOCKED");
  CHECK(story.When(publish).reason.empty());
}

TEST_CASE("an embargo is looked at again, and the next look is due on its own day") {
  const auto look = [](const std::string& changes) {
    return "LookAgainAtEmbargo { review_id: $review embargo_id: $embargo reason: 'It goes on.' "
           "looked_on: @2011-03-01 review_on: @2011-09-01 " +
           changes + "}";
  };
  const auto clocks = [](Story& story) {
    std::vector<ClockAnswer::Status> found;
    for (const ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
      if (clock.kind() == "embargo_review") found.push_back(clock.status());
    }
    return found;
  };
  Story story = WithPapers();
  story.On("2011-08-01");
  CHECK(story.When(look("")).reason == "UNKNOWN_REFERENCE");
  story.Do(Embargo("CRIMINAL_TRIAL"));
  CHECK(clocks(story) == std::vector{ClockAnswer::OVERDUE});
  CHECK(story.When(look("looked_on: @2010-09-14")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(look("review_on: @2011-02-28")).reason == "DATE_OUT_OF_ORDER");
  story.Do(look(""));
  CHECK(clocks(story) == std::vector{ClockAnswer::MET, ClockAnswer::RUNNING});
  CHECK(story.When(look("looked_on: @2011-02-28")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(Lift("lifted_on: @2011-02-28")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(Publish("published_on: @2011-08-01")).reason == "PUBLICATION_BLOCKED");
  story.Do(Lift("lifted_on: @2011-07-01"));
  CHECK(clocks(story) == std::vector{ClockAnswer::MET, ClockAnswer::MET});
  CHECK(story.When(look("looked_on: @2011-07-02")).reason == "ALREADY_DONE");
}

TEST_CASE("what a court ordered only a court lifts") {
  Story story = WithPapers();
  story.Do(Embargo("COURT_ORDER"));
  CHECK(story.When(Lift()).reason == "NOT_AUTHORISED");
  CHECK(story.When(Lift("by_court: true")).reason.empty());
}

// Invariant 11.
TEST_CASE("since 2018 nothing is published before the panel and the minister had it in time") {
  const auto publish = [](const std::string& day) {
    return "PublishReport { review_id: $review form: FULL_OVERVIEW published_on: @" + day +
           " document_sha256: '" + testing::AcceptedSha256() + "' }";
  };
  const auto send = [](const std::string& recipient, const std::string& day) {
    return "SendAdvanceCopy { review_id: $review recipient: '" + recipient + "' sent_on: @" + day +
           " }";
  };
  const std::string plan =
      "PlanPublication { review_id: $review planned_on: @2020-09-02 publish_on: @2020-09-21 }";
  Story story = LocalReportAccepted();
  story.On("2020-09-25");
  CHECK(story.When(publish("2020-09-21")).reason == "ADVANCE_COPY_OWED");
  story.Do(plan);
  CHECK(story.When(publish("2020-09-21")).reason == "ADVANCE_COPY_OWED");
  story.Do(send("national_panel", "2020-09-03"));
  CHECK(story.When(publish("2020-09-21")).reason == "ADVANCE_COPY_OWED");
  Story late = story;
  late.Do(send("secretary_of_state", "2020-09-18"));
  const Outcome refused = late.When(publish("2020-09-21"));
  CHECK(refused.reason == "ADVANCE_COPY_OWED");
  CHECK(refused.source == "Working Together 2018, chapter 4");
  story.Do(send("secretary_of_state", "2020-09-03"));
  CHECK(story.When(publish("2020-09-18")).reason == "ADVANCE_COPY_OWED");
  CHECK(story.When(publish("2020-09-21")).events.find("local_review_published") !=
        std::string::npos);
}

TEST_CASE("what is not published is owed reasons, and since 2018 the improvements it calls for") {
  const auto withhold = [](const std::string& day, const std::string& changes) {
    return "DecideNonPublication { review_id: $review reasons: 'The welfare of her brother.' "
           "decider_person_id: $chair decided_on: @" +
           day + " " + changes + "}";
  };
  Story then = Accepted();
  CHECK(then.When(withhold("2010-09-01", "")).reason == "DATE_OUT_OF_ORDER");
  CHECK(then.When(withhold("2010-09-02", "decider_person_id: $reviewer")).reason == "SAME_HANDS");
  CHECK(then.When(withhold("2010-09-02", "")).reason.empty());
  CHECK(then.When(withhold("2010-09-02", "")).reason == "ALREADY_DONE");
  CHECK(StageOf(then.Of<CaseReview>("$review")) == "not published");
  CHECK(then.When("PublishReport { review_id: $review form: FULL_OVERVIEW "
                  "published_on: @2010-09-02 document_sha256: '" +
                  testing::AcceptedSha256() + "' }")
            .reason == "PUBLICATION_BLOCKED");
  Story now = LocalReportAccepted();
  const std::string chair = "decider_person_id: $new_chair ";
  CHECK(now.When(withhold("2020-09-01", chair)).reason == "REASON_MISSING");
  CHECK(
      now.When(withhold("2020-09-01", chair + "improvements_statement: 'Three.'")).reason.empty());
}

TEST_CASE("what was published is taken down once, in its form") {
  const std::string down =
      "TakeReportDown { review_id: $review form: FULL_OVERVIEW reason: 'The year is over.' "
      "taken_down_on: @2010-10-01 }";
  Story story = WithPapers();
  CHECK(story.When(down).reason == "WRONG_STAGE");
  story.Do(
      "PublishReport { review_id: $review form: FULL_OVERVIEW document_id: $report "
      "document_version: 1 published_on: @2010-10-01 }");
  CHECK(story.When(down).reason.empty());
  CHECK(story.When(down).reason == "WRONG_STAGE");
}

TEST_CASE(
    "what is published by its hash is pinned where it is kept, and so is what is taken down") {
  Story story = WithPapers();
  story.Do(Redact()).Do(Approve());
  CHECK(story.When(Publish("document_sha256: '" + kRedacted + "'"))
            .events.find("document { document_id: $copy version: 1 sha256: \"" + kRedacted) !=
        std::string::npos);
  // The same form, of another document: two things, each told and taken down by itself.
  const std::string later(64, '9');
  AddPaper(story, "$later", later);
  story.Do(Approve("document_id: $later"));
  story.Do(Publish("document_id: $later document_version: 1"));
  const std::string down =
      "TakeReportDown { review_id: $review form: REDACTED_OVERVIEW reason: 'An error.' "
      "taken_down_on: @2010-10-01 ";
  Story all = story;
  CHECK(story.When(down + "document_sha256: '" + std::string(64, '8') + "' }").reason ==
        "WRONG_STAGE");
  const Outcome one = story.When(down + "document_sha256: '" + kRedacted + "' }");
  CHECK(one.events ==
        story.Events("ReportTakenDown { form: REDACTED_OVERVIEW reason: 'An error.' "
                     "taken_down_on: @2010-10-01 document_sha256: '" +
                     kRedacted + "' document { document_id: $copy version: 1 sha256: '" +
                     kRedacted + "' } }"));
  CHECK(story.When(Publish("document_sha256: '" + later + "'")).reason == "ALREADY_DONE");
  CHECK(story.When(Publish("document_sha256: '" + kRedacted + "'")).reason ==
        "PUBLICATION_BLOCKED");
  all.Do(down + "}");
  CHECK(all.Of<CaseReview>("$review").publication.taken_down.size() == 2);
  CHECK(all.When(down + "}").reason == "WRONG_STAGE");
}

TEST_CASE("what is published in full is the report that the Board accepted, and is on the web") {
  Story story = Accepted();
  const std::string other(64, 'e');
  story.Given("$other",
              "DocumentAdded { about: CASE_REVIEW about_id: $review kind: OVERVIEW_REPORT } "
              "DocumentVersionAdded { version: 1 bytes: 10 sha256: '" +
                  other + "' } DocumentScanned { version: 1 finding: SCANNED_CLEAN }");
  const std::string approve =
      "ApprovePublication { review_id: $review form: FULL_OVERVIEW document_id: $other "
      "document_version: 1 approver_person_id: $chair approved_on: @2010-09-02 }";
  CHECK(story.When(approve).reason == "CONTRADICTORY");
  const std::string keep_back =
      "DecideNonPublication { review_id: $review reasons: 'R.' decider_person_id: $inspector "
      "decided_on: @2010-09-02 }";
  const Outcome refused = story.When(keep_back);
  CHECK(refused.reason == "DECIDER_NOT_AUTHORISED");
  CHECK(refused.source == "Working Together 2010, chapter 8");
  CHECK(story
            .When("ApprovePublication { review_id: $review form: EXECUTIVE_SUMMARY document_id: "
                  "$other document_version: 1 approver_person_id: $inspector approved_on: "
                  "@2010-09-02 }")
            .reason == "DECIDER_NOT_AUTHORISED");
  const auto publish = [](const std::string& address) {
    return "PublishReport { review_id: $review form: FULL_OVERVIEW published_on: @2010-10-01 "
           "document_sha256: '" +
           testing::AcceptedSha256() + "' address: '" + address + "' }";
  };
  story.On("2010-10-01");
  CHECK(Story(story).When(publish("javascript:alert(1)")).reason == "CONTRADICTORY");
  CHECK(Story(story).When(publish("data:text/html,x.y")).reason == "CONTRADICTORY");
  CHECK(Story(story).When(publish("northshire.example:8443/scr")).reason == "");
  CHECK(Story(story).When(publish("HTTPS://northshire.example/scr")).reason == "");
  story.Do(publish("https://northshire.example/scr"));
  const auto down = [](const std::string& day) {
    return "TakeReportDown { review_id: $review form: FULL_OVERVIEW reason: 'R.' taken_down_on: @" +
           day + " }";
  };
  CHECK(story.When(down("2010-09-30")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(down("2010-10-01")).reason == "");
}

TEST_CASE("from 10 June 2010 a report is kept back for the welfare of a child alone") {
  const auto withhold = [](const std::string& changes) {
    return "DecideNonPublication { review_id: $review reasons: 'Embarrassing.' decider_person_id: "
           "$chair decided_on: @2010-09-02 " +
           changes + "}";
  };
  const auto decided = [](Story story, const std::string& day) {
    story.Given("$review",
                "ReviewDecided { decision_id: $later option: SERIOUS_CASE_REVIEW "
                "decided_on: @" +
                    day + " milestone: 'scr_decided_yes' }");
    return story;
  };
  CHECK(decided(Accepted(), "2010-06-09").When(withhold("")).reason.empty());
  const Outcome refused = decided(Accepted(), "2010-06-10").When(withhold(""));
  CHECK(refused.reason == "REASON_MISSING");
  CHECK(refused.sentence.find("welfare_of_a_child") != std::string::npos);
  CHECK(refused.source.find("Working Together 2010") == 0);
  CHECK(decided(Accepted(), "2010-06-10").When(withhold("ground: 'embarrassing' ")).reason ==
        "UNKNOWN_REFERENCE");
  Story story = decided(Accepted(), "2010-06-10");
  CHECK(story.When(withhold("ground: 'welfare_of_a_child' ")).reason.empty());
  // And its summary alone does not do.
  Story summary = decided(Accepted(), "2010-06-10");
  summary.Given("$review", "ReportPublished { form: EXECUTIVE_SUMMARY published_on: @2010-09-02 }");
  summary.Do(
      "SubmitForEvaluation { review_id: $review evaluator: 'Ofsted' version: 1 submitted_on: "
      "@2010-09-02 }");
  const std::string close =
      "CloseReview { review_id: $review authority: 'The Board' no_plan_reason: 'None.' closed_on: "
      "@2010-09-02 ";
  CHECK(summary.When(close + "}").reason == "REASON_MISSING");
  CHECK(summary.When(close + "}").sentence.find("not its summary alone") != std::string::npos);
  CHECK(Story(summary).When(close + "not_published_because: 'A court.' }").reason == "");
}

}  // namespace
}  // namespace candour::workflows::case_review
