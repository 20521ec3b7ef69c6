// A finished report: sent ahead, published, and what others made of it.
#include "tests/support/case_review_stories.h"
#include "tests/support/northshire.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::Accepted;
using testing::Contributed;
using testing::HoldQuorateMeeting;
using testing::Outcome;
using testing::Story;
using types::v1::ClockAnswer;

ClockAnswer::Status Clock(Story& story, const std::string& kind) {
  ClockAnswer::Status status = ClockAnswer::STATUS_UNSPECIFIED;
  for (const ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
    if (clock.kind() == kind) status = clock.status();
  }
  return status;
}

// Accepted on 1 September 2015 under Working Together 2015, which asks for copies in advance.
Story AcceptedIn2015() {
  Story story = testing::InNorthshire();
  story.On("2015-04-01").Adopt("wt2013").Adopt("wt2015");
  story.On("2015-09-01").Given("$review", R"(
    CaseReferred { referred_on: @2015-05-01 }
    ReviewDecided { decision_id: $decision option: SERIOUS_CASE_REVIEW decided_on: @2015-05-18 }
    OverviewDrafted { version: 1 author_person_id: $reviewer drafted_on: @2015-08-01 }
    OverviewEndorsed { version: 1 endorsed_on: @2015-08-20 }
    ReportAccepted { version: 1 accepted_on: @2015-09-01 }
    ExecutiveSummaryApproved { version: 1 document_sha256: 'abababababababababababababababababababababababababababababababab' })");
  return story;
}

constexpr char kPlan[] =
    "PlanPublication { review_id: $review planned_on: @2015-09-01 publish_on: @2015-10-01 }";
constexpr char kPublish[] =
    "PublishReport { review_id: $review form: EXECUTIVE_SUMMARY published_on: @2015-10-01 "
    "document_sha256: 'abababababababababababababababababababababababababababababababab' }";

std::string Send(const std::string& recipient, const std::string& day) {
  return "SendAdvanceCopy { review_id: $review recipient: '" + recipient + "' sent_on: @" + day +
         " }";
}

// To everybody whom Working Together 2015 names.
void SendAhead(Story& story, const std::string& day) {
  for (const char* recipient : {"ofsted", "department_for_education", "national_panel"}) {
    story.Do(Send(recipient, day));
  }
}

TEST_CASE("what is published in full is what was accepted") {
  const auto publish = [](const std::string& form, const std::string& sha256,
                          const std::string& day) {
    return "PublishReport { review_id: $review form: " + form + " document_sha256: '" + sha256 +
           "' published_on: @" + day + " }";
  };
  CHECK(Contributed()
            .On("2010-10-01")
            .When(publish("FULL_OVERVIEW", std::string(64, 'a'), "2010-10-01"))
            .reason == "PUBLICATION_BLOCKED");
  Story story = Accepted();
  story.On("2010-10-01");
  CHECK(story.When(publish("FULL_OVERVIEW", std::string(64, 'b'), "2010-10-01")).reason ==
        "PUBLICATION_BLOCKED");
  CHECK(story.When(publish("FULL_OVERVIEW", "", "2010-10-01")).reason == "PUBLICATION_BLOCKED");
  CHECK(story.When(publish("FULL_OVERVIEW", std::string(64, 'a'), "2010-09-01")).reason ==
        "DATE_OUT_OF_ORDER");
  CHECK(story.When(publish("FULL_OVERVIEW", std::string(64, 'A'), "2010-10-01")).reason.empty());
  CHECK(story.When(publish("FULL_OVERVIEW", std::string(64, 'A'), "2010-10-01")).reason ==
        "ALREADY_DONE");
  CHECK(
      story.When(publish("EXECUTIVE_SUMMARY", std::string(64, 'c'), "2010-10-01")).reason.empty());
  CHECK(StageOf(story.Of<CaseReview>("$review")) == "published");
}

TEST_CASE("a report judged inadequate is done again, and both grades are kept") {
  const auto judge = [](const std::string& grade, const std::string& day) {
    return "RecordEvaluation { review_id: $review evaluator: 'Ofsted' grade: " + grade +
           " received_on: @" + day + " }";
  };
  CHECK(Contributed().When(judge("GOOD", "2010-06-15")).reason == "WRONG_STAGE");
  Story story = Accepted();
  HoldQuorateMeeting(story, "$second_meeting", "$full_board", "2011-02-01", "$review");
  story.Do(judge("INADEQUATE", "2010-12-01"));
  story.Do(R"(
    DraftOverview {
      review_id: $review author_person_id: $reviewer drafted_on: @2011-01-10
    }
    EndorseOverview { review_id: $review version: 2 endorsed_on: @2011-01-20 }
    AcceptReport {
      review_id: $review version: 2 meeting_id: $second_meeting accepted_on: @2011-02-01
    })");
  story.Do(judge("GOOD", "2011-02-01"));
  const CaseReview review = story.Of<CaseReview>("$review");
  REQUIRE(review.evaluations.size() == 2);
  CHECK(review.evaluations[0].grade() == types::v1::INADEQUATE);
  CHECK(review.AcceptedReport()->record.version() == 2);
  CHECK(review.FindDraft(1)->accepted.has_value());
}

TEST_CASE("where the guidance asks for an executive summary, no report goes anywhere without one") {
  const auto submit = [](const std::string& version) {
    return "SubmitForEvaluation { review_id: $review evaluator: 'Ofsted' submitted_on: @2011-02-01 "
           "version: " +
           version + " }";
  };
  const std::string publish =
      "PublishReport { review_id: $review form: FULL_OVERVIEW published_on: @2011-02-01 "
      "document_sha256: '" +
      std::string(64, '5') + "' }";
  Story story = Accepted();
  HoldQuorateMeeting(story, "$second_meeting", "$full_board", "2011-02-01", "$review");
  story.Do(R"(
    DraftOverview {
      review_id: $review author_person_id: $reviewer drafted_on: @2011-01-10 document_sha256: ')" +
           std::string(64, '5') + R"('
    }
    EndorseOverview { review_id: $review version: 2 endorsed_on: @2011-01-20 }
    AcceptReport {
      review_id: $review version: 2 meeting_id: $second_meeting accepted_on: @2011-02-01
    })");
  // The summary that was approved is of version 1.
  CHECK(story.When(submit("1")).reason == "");
  const Outcome refused = story.When(submit("2"));
  CHECK(refused.reason == "WRONG_STAGE");
  CHECK(refused.sentence.find("No executive summary of version 2") == 0);
  CHECK(refused.source == "Community Care, 5 February 2010");
  CHECK(story.When(publish).reason == "WRONG_STAGE");
  const auto approve = [](const std::string& reader) {
    return "ApproveExecutiveSummary { review_id: $review version: 2 approver_person_id: "
           "$new_chair approved_on: @2011-02-01 read_for_names_by_person_id: " +
           reader + " document_sha256: '" + std::string(64, '6') + "' }";
  };
  // Who wrote it does not see what tells who somebody is.
  CHECK(story.When(approve("$reviewer")).reason == "SAME_HANDS");
  story.Do(approve("$convenor"));
  CHECK(story.When(submit("2")).reason == "");
  CHECK(story.When(publish).reason == "");
}

TEST_CASE("where the guidance asks for no executive summary, none is missed") {
  Story story = testing::InNorthshire();
  story.On("2015-04-01").Adopt("wt2013").Adopt("wt2015");
  story.On("2015-09-01").Given("$review", R"(
    CaseReferred { referred_on: @2015-05-01 }
    ReviewDecided { decision_id: $decision option: SERIOUS_CASE_REVIEW decided_on: @2015-05-18 }
    OverviewDrafted { version: 1 author_person_id: $reviewer drafted_on: @2015-08-01 }
    OverviewEndorsed { version: 1 endorsed_on: @2015-08-20 }
    ReportAccepted { version: 1 accepted_on: @2015-09-01 })");
  CHECK(story
            .When("SubmitForEvaluation { review_id: $review evaluator: 'Ofsted' version: 1 "
                  "submitted_on: @2015-09-01 }")
            .reason == "");
}

TEST_CASE("what was accepted without its content hash cannot be shown to be what is published") {
  for (const std::string& sha256 : {std::string(64, 'a'), std::string()}) {
    Story story = AcceptedIn2015();
    CHECK(story.On("2015-10-01")
              .When("PublishReport { review_id: $review form: FULL_OVERVIEW "
                    "published_on: @2015-10-01 document_sha256: '" +
                    sha256 + "' }")
              .reason == "PUBLICATION_BLOCKED");
  }
}

TEST_CASE("publication is planned for one day at a time, and moved with a reason") {
  const auto plan = [](const std::string& changes) {
    return "PlanPublication { review_id: $review planned_on: @2015-09-02 publish_on: @2015-11-02 " +
           changes + " }";
  };
  Story story = AcceptedIn2015();
  story.Do(kPlan).On("2015-09-02");
  CHECK(story.When(plan("publish_on: @2015-10-01")).reason == "NOTHING_TO_CHANGE");
  CHECK(story.When(plan("publish_on: @2015-09-01")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(plan("")).reason == "REASON_MISSING");
  CHECK(story.When(plan("replaces_because: 'The trial goes on.'")).reason.empty());
  // Seven working days before 2 November.
  for (const ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
    if (clock.kind() != "advance_copy") continue;
    CHECK(clock.due_on().month() == 10);
    CHECK(clock.due_on().day() == 22);
  }
}

TEST_CASE("an advance copy is of a report that was accepted") {
  const std::string send =
      "SendAdvanceCopy { review_id: $review recipient: 'ofsted' sent_on: @2010-08-25 }";
  CHECK(Contributed().On("2010-09-05").When(send).reason == "WRONG_STAGE");
  CHECK(Accepted().On("2010-09-05").When(send).reason == "DATE_OUT_OF_ORDER");
}

TEST_CASE("the clock of the advance copies ends: met, or lapsed when the report is published") {
  Story story = AcceptedIn2015();
  CHECK(Clock(story, "advance_copy") == ClockAnswer::NOT_STARTED);
  story.Do(kPlan).On("2015-09-02");
  CHECK(Clock(story, "advance_copy") == ClockAnswer::RUNNING);
  SECTION("met") {
    SendAhead(story, "2015-09-02");
    CHECK(Clock(story, "advance_copy") == ClockAnswer::MET);
    const auto& copies = story.Of<CaseReview>("$review").advance_copies;
    CHECK_FALSE(copies.front().completes());
    CHECK(copies.back().completes());
  }
  SECTION("missed, and over") {
    story.Given("$review", "ReportPublished { form: EXECUTIVE_SUMMARY published_on: @2015-10-01 }");
    story.On("2015-10-01");
    CHECK(Clock(story, "advance_copy") == ClockAnswer::LAPSED);
  }
}

TEST_CASE("a review that has to be done again is due by the day it was told") {
  Story story = Accepted();
  const auto submit = [](int version, const std::string& day) {
    return "SubmitForEvaluation { review_id: $review evaluator: 'Ofsted' version: " +
           std::to_string(version) + " submitted_on: @" + day + " }";
  };
  HoldQuorateMeeting(story, "$second_meeting", "$full_board", "2011-02-01", "$review");
  CHECK(story.When(submit(2, "2010-10-01")).reason == "WRONG_STAGE");
  CHECK(story.When(submit(1, "2010-09-01")).reason == "DATE_OUT_OF_ORDER");
  story.Do(submit(1, "2010-10-01"));
  const auto judge = [](const std::string& redo_by) {
    return "RecordEvaluation { review_id: $review evaluator: 'Ofsted' grade: INADEQUATE "
           "received_on: @2010-12-01 redo_by: @" +
           redo_by + " }";
  };
  CHECK(story.When(judge("2010-11-30")).reason == "DATE_OUT_OF_ORDER");
  story.Do(judge("2011-02-28"));
  CHECK(Clock(story, "redo_scr") == ClockAnswer::RUNNING);
  story.Do(submit(1, "2010-12-05"));  // the same once more
  CHECK(Clock(story, "redo_scr") == ClockAnswer::RUNNING);
  story.Do(R"(
    DraftOverview { review_id: $review author_person_id: $reviewer drafted_on: @2011-01-10 }
    EndorseOverview { review_id: $review version: 2 endorsed_on: @2011-01-20 }
    AcceptReport {
      review_id: $review version: 2 meeting_id: $second_meeting accepted_on: @2011-02-01
    }
    ApproveExecutiveSummary {
      read_for_names_by_person_id: $convenor
      review_id: $review version: 2 approver_person_id: $new_chair approved_on: @2011-02-01
      document_sha256: 'abababababababababababababababababababababababababababababababab'
    })");
  story.Do(submit(2, "2011-02-01"));
  CHECK(Clock(story, "redo_scr") == ClockAnswer::MET);
}

TEST_CASE("under Working Together 2015 nothing is published unplanned, or before copies are out") {
  Story story = AcceptedIn2015();
  story.On("2015-10-01");
  const Outcome unplanned = story.When(kPublish);
  CHECK(unplanned.reason == "ADVANCE_COPY_OWED");
  CHECK(unplanned.source == "Working Together 2015, chapter 4");
  story.Do(kPlan);
  CHECK(story.When(kPublish).reason == "ADVANCE_COPY_OWED");
  SendAhead(story, "2015-09-02");
  CHECK(story.When(kPublish).reason == "");
}

TEST_CASE("a publication is planned of a report, with the notice the guidance asks for") {
  const auto plan = [](const std::string& day) {
    return "PlanPublication { review_id: $review planned_on: @2015-09-02 publish_on: @" + day +
           " }";
  };
  Story nothing = testing::Requested();
  const Outcome early = nothing.On("2015-09-02").When(plan("2015-12-01"));
  CHECK(early.reason == "WRONG_STAGE");
  CHECK(early.source.find("A rule of this record") == 0);
  Story story = AcceptedIn2015();
  story.On("2015-09-02");
  // Seven working days before 10 September is 1 September; before 11 September it is 2 September.
  const Outcome near = story.When(plan("2015-09-10"));
  CHECK(near.reason == "ADVANCE_COPY_OWED");
  CHECK(near.sentence.find("by 1 September 2015") != std::string::npos);
  CHECK(story.When(plan("2015-09-11")).reason == "");
  // Copies that were out in time for it make a nearer day possible.
  Story sent = AcceptedIn2015();
  sent.On("2015-09-11").Do(kPlan);
  SendAhead(sent, "2015-09-01");
  const std::string nearer =
      "PlanPublication { review_id: $review planned_on: @2015-09-11 publish_on: @2015-09-14 "
      "replaces_because: 'Nothing stands in the way.' }";
  CHECK(sent.When(nearer).reason == "");
}

TEST_CASE("nothing is planned, or sent ahead, of what is out already") {
  Story story = AcceptedIn2015();
  story.On("2015-11-02").Do(kPlan);
  SendAhead(story, "2015-09-02");
  const std::string plan =
      "PlanPublication { review_id: $review planned_on: @2015-10-05 publish_on: @2015-11-30 "
      "replaces_because: 'Another day.' }";
  story.Do(kPublish);
  // The summary alone is out: the report may follow it.
  CHECK(Story(story).When(plan).reason == "");
  story.Given("$review", "ReportPublished { form: FULL_OVERVIEW published_on: @2015-10-01 }");
  CHECK(story.When(plan).reason == "WRONG_STAGE");
  CHECK(story.When(Send("ofsted", "2015-10-05")).reason == "WRONG_STAGE");
  SECTION("until it is taken down") {
    story.Given("$review", "ReportTakenDown { form: FULL_OVERVIEW taken_down_on: @2015-10-20 }");
    CHECK(story.When(plan).reason == "");
  }
  SECTION("until the review is taken up again") {
    story.Do(
        "ReopenCaseReview { review_id: $review scope: 'The ward.' trigger: 'An inquest.' "
        "authority: 'The chair' reopened_on: @2015-10-20 }");
    CHECK(story.When(plan).reason == "");
  }
}

TEST_CASE("copies count for the plan that stands, whether they were late for the one before") {
  const auto move = [](const std::string& day) {
    return "PlanPublication { review_id: $review planned_on: @2015-10-01 publish_on: @" + day +
           " replaces_because: 'The trial goes on.' }";
  };
  const auto publish = [](const std::string& day) {
    return "PublishReport { review_id: $review form: EXECUTIVE_SUMMARY document_sha256: "
           "'abababababababababababababababababababababababababababababababab' published_on: @" +
           day + " }";
  };
  Story story = AcceptedIn2015();
  story.On("2015-11-30").Do(kPlan);
  SendAhead(story, "2015-09-29");  // two days before
  CHECK(story.When(publish("2015-10-01")).reason == "ADVANCE_COPY_OWED");
  story.Do(move("2015-11-02"));
  CHECK(story.When(publish("2015-10-01")).reason == "ADVANCE_COPY_OWED");
  CHECK(story.When(publish("2015-11-02")).reason == "");
}

// The day planned passes under an embargo. Nothing was sent for it; what is sent afterwards counts
// once the publication is moved, which is the way out the refusal names.
TEST_CASE("a plan that an embargo overtook is moved, and the copies sent since are in time") {
  Story story = AcceptedIn2015();
  story.On("2015-09-02").Do(kPlan);
  story.Do(
      "PlaceEmbargo { review_id: $review embargo_id: $trial cause: CRIMINAL_TRIAL reason: 'Trial.' "
      "embargoed_on: @2015-09-02 review_on: @2015-12-01 }");
  story.On("2016-03-31")
      .Do("LiftEmbargo { review_id: $review embargo_id: $trial reason: 'It ended.' authority: 'The "
          "chair' lifted_on: @2016-03-01 }");
  SendAhead(story, "2016-03-02");
  const std::string publish =
      "PublishReport { review_id: $review form: EXECUTIVE_SUMMARY published_on: @2016-03-31 "
      "document_sha256: 'abababababababababababababababababababababababababababababababab' }";
  const Outcome stale = story.When(publish);
  CHECK(stale.reason == "ADVANCE_COPY_OWED");
  CHECK(stale.sentence.find("move the publication") != std::string::npos);
  CHECK(story
            .When("PlanPublication { review_id: $review planned_on: @2016-03-02 publish_on: "
                  "@2016-03-31 replaces_because: 'The trial has ended.' }")
            .reason == "");
  CHECK(story.When(publish).reason == "");
}

TEST_CASE("the plan of a report that is out serves no other: the next is sent ahead anew") {
  Story story = AcceptedIn2015();
  story.On("2016-03-31").Do(kPlan);
  SendAhead(story, "2015-09-02");
  story.Do(kPublish).Do(
      "ReopenCaseReview { review_id: $review scope: 'The ward.' trigger: 'An inquest.' "
      "authority: 'The chair' reopened_on: @2015-11-02 }");
  story.Given("$review", R"(
    OverviewDrafted { version: 2 author_person_id: $reviewer drafted_on: @2016-01-04 }
    OverviewEndorsed { version: 2 endorsed_on: @2016-01-20 }
    ReportAccepted { version: 2 accepted_on: @2016-02-01 }
    ExecutiveSummaryApproved { version: 2 document_sha256: 'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd' })");
  const std::string publish =
      "PublishReport { review_id: $review form: EXECUTIVE_SUMMARY published_on: @2016-03-31 "
      "document_sha256: 'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd' }";
  CHECK(story.When(publish).sentence.find("No publication is planned") == 0);
  CHECK(story
            .When("PlanPublication { review_id: $review planned_on: @2016-02-01 publish_on: "
                  "@2016-03-31 }")
            .reason == "");
  CHECK(story.When(publish).reason == "ADVANCE_COPY_OWED");
  SendAhead(story, "2016-03-02");
  CHECK(story.When(publish).reason == "");
}

TEST_CASE("an advance copy goes to somebody the guidance knows") {
  Story story = AcceptedIn2015();
  story.On("2015-09-02");
  const Outcome refused = story.When(Send("the_moon", "2015-09-02"));
  CHECK(refused.reason == "UNKNOWN_REFERENCE");
  CHECK(refused.sentence.find("ofsted (Ofsted)") != std::string::npos);
  CHECK(story.When(Send("family", "2015-09-02")).reason == "");
  // Nobody waits for those who may be told.
  story.Do(kPlan);
  SendAhead(story, "2015-09-02");
  CHECK(Clock(story, "advance_copy") == ClockAnswer::MET);
}

TEST_CASE("an advance copy is one document: its pin and its hash agree") {
  Story story = AcceptedIn2015();
  story.On("2015-09-02").Do(kPlan);
  const std::string other(64, '7');
  story.Do(
      "AddDocument { document_id: $paper review_id: $review kind: OVERVIEW_REPORT title: 'Report' "
      "file_name: 'r.pdf' bytes: 10 media_type: 'application/pdf' sha256: '" +
      other + "' } RecordDocumentScan { document_id: $paper version: 1 finding: SCANNED_CLEAN }");
  const auto send = [&](const std::string& hash) {
    const std::string command = Send("family", "2015-09-02");
    return command.substr(0, command.rfind('}')) + " document { document_id: $paper version: 1 " +
           "sha256: '" + other + "' } document_sha256: '" + hash + "' }";
  };
  const Outcome refused = story.When(send(testing::AcceptedSha256()));
  CHECK(refused.reason == "CONTRADICTORY");
  CHECK(refused.sentence.find("another hash than is given beside it") != std::string::npos);
}

TEST_CASE("an evaluation says which version was judged") {
  const auto judge = [](const std::string& changes) {
    return "RecordEvaluation { review_id: $review evaluator: 'Ofsted' grade: GOOD "
           "received_on: @2010-12-01 " +
           changes + " }";
  };
  Story story = Accepted();
  story.On("2010-12-01");
  CHECK(story.When(judge("")).events.find("version: 1") != std::string::npos);
  CHECK(Story(story).When(judge("version: 2")).reason == "UNKNOWN_REFERENCE");
  // A draft the Board has not accepted was never sent to anybody.
  story.Given("$review", "OverviewDrafted { version: 2 drafted_on: @2010-11-01 }");
  CHECK(Story(story).When(judge("version: 2")).reason == "UNKNOWN_REFERENCE");
  story.Given("$review",
              "OverviewEndorsed { version: 2 endorsed_on: @2010-11-10 } "
              "ReportAccepted { version: 2 accepted_on: @2010-11-20 }");
  CHECK(Story(story).When(judge("")).events.find("version: 2") != std::string::npos);
  story.Given("$review", "SubmittedForEvaluation { version: 1 submitted_on: @2010-10-01 }");
  CHECK(Story(story).When(judge("")).events.find("version: 1") != std::string::npos);
}

// Hard case 7: the minister's letter directed what Ofsted had graded before.
TEST_CASE("a direction to do the review again stands beside the grades, and is none") {
  const auto direct = [](const std::string& changes) {
    return "RecordReconsiderationDirection { review_id: $review by: 'The Minister of State' "
           "directed_on: @2010-12-16 redo_by: @2011-02-28 " +
           changes + "}";
  };
  Story early = Contributed();
  CHECK(early.On("2010-12-16").When(direct("")).reason == "WRONG_STAGE");
  Story story = Accepted();
  story.On("2010-12-20")
      .Do("SubmitForEvaluation { review_id: $review evaluator: 'Ofsted' version: 1 "
          "submitted_on: @2010-09-15 }");
  const auto judge = [](const std::string& day) {
    return "RecordEvaluation { review_id: $review evaluator: 'Ofsted' grade: INADEQUATE "
           "received_on: @" +
           day + " }";
  };
  CHECK(story.When(judge("2010-09-14")).reason == "DATE_OUT_OF_ORDER");
  story.Do(judge("2010-11-19"));
  CHECK(Clock(story, "redo_scr") == ClockAnswer::NOT_STARTED);
  CHECK(story.When(direct("version: 2")).reason == "UNKNOWN_REFERENCE");
  CHECK(story.When(direct("directed_on: @2010-09-01")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(direct("redo_by: @2010-12-15")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(direct("")).events ==
        story.Events("ReconsiderationDirected { by: 'The Minister of State' directed_on: "
                     "@2010-12-16 redo_by: @2011-02-28 version: 1 }"));
  CHECK(Clock(story, "redo_scr") == ClockAnswer::RUNNING);
  CHECK(story.Of<CaseReview>("$review").evaluations.size() == 1);
  HoldQuorateMeeting(story, "$second_meeting", "$full_board", "2011-02-01", "$review");
  story.Do(R"(
    SubmitForEvaluation {
      review_id: $review evaluator: 'Ofsted' version: 1 submitted_on: @2011-01-05
    }
    DraftOverview { review_id: $review author_person_id: $reviewer drafted_on: @2011-01-10 }
    EndorseOverview { review_id: $review version: 2 endorsed_on: @2011-01-20 }
    AcceptReport {
      review_id: $review version: 2 meeting_id: $second_meeting accepted_on: @2011-02-01
    }
    ApproveExecutiveSummary {
      review_id: $review version: 2 approver_person_id: $new_chair approved_on: @2011-02-01
      read_for_names_by_person_id: $convenor
      document_sha256: 'abababababababababababababababababababababababababababababababab'
    })");
  CHECK(Clock(story, "redo_scr") == ClockAnswer::RUNNING);  // the same once more is not done again
  story.Do(
      "SubmitForEvaluation { review_id: $review evaluator: 'Ofsted' version: 2 "
      "submitted_on: @2011-02-01 }");
  CHECK(Clock(story, "redo_scr") == ClockAnswer::MET);
}

}  // namespace
}  // namespace candour::workflows::case_review
