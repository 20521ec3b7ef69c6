// Referral, recommendation, decision, reversal and notice.
#include "tests/support/case_review_stories.h"
#include "tests/support/northshire.h"
#include "workflows/case_review/case_review.h"
#include "workflows/case_review/decisions_test_support.h"

namespace candour::workflows::case_review {
namespace {

using testing::Decided;
using testing::HoldQuorateMeeting;
using testing::InNorthshire;
using testing::Outcome;
using testing::Referred;
using testing::Story;
using testing::Untold;

TEST_CASE("a case is referred under the name of the board that received it") {
  Story story = Referred();
  const CaseReview review = story.Of<CaseReview>("$review");
  CHECK(review.lead_board_id == story.Id("$board"));
  CHECK(StageOf(review) == "referred");
  CHECK(Clock(story, "decide_scr") == types::v1::ClockAnswer::RUNNING);

  const Outcome before = story.When(R"(ReferCase {
    case_reference: 'SCR/2010/2' referrer: HOSPITAL harm: DEATH incident_on: @2010-03-02
    referred_on: @2010-03-01 grounds: 'Referred before it happened.' })");
  CHECK(before.reason == "DATE_OUT_OF_ORDER");
}

TEST_CASE("a slip in a decision that was told of since is put right") {
  const auto corrected = [](const std::string& changes) {
    return Decision("header { corrects_event_id: $ReviewDecided correction_reason: 'A slip.' } " +
                    changes);
  };
  Story story = Decided();
  story.On("2010-04-10")
      .Do("NotifyDecision { review_id: $review decision_id: $decision recipient: 'ofsted' "
          "sent_on: @2010-04-01 }");
  const std::string words = corrected("reasons: 'Agencies had known of the family for years.' ");
  CHECK(Story(story).When(words).reason == "");
  CHECK(Story(story).When(Decision("decision_id: $other ")).reason == "ALREADY_DONE");
  CHECK(Story(story).When(corrected("decided_on: @2010-04-02 ")).reason != "");  // told of before
  const Outcome other = Story(story).When(corrected("option: NO_REVIEW "));
  CHECK(other.reason == "WRONG_STAGE");
  CHECK(other.sentence.find("speaks of this decision as it is") != std::string::npos);
  story.Do(words);
  const CaseReview review = story.Of<CaseReview>("$review");
  REQUIRE(review.decisions.size() == 1);
  CHECK(review.decisions.front().reasons == "Agencies had known of the family for years.");
  CHECK(review.notices.size() == 1);
}

TEST_CASE("a referral told wrongly is corrected, and what counts from it moves") {
  const auto correct = [](const std::string& referred) {
    return "ReferCase { review_id: $review case_reference: 'SCR/2010/7' referrer: HOSPITAL "
           "harm: DEATH incident_on: @2010-02-03 grounds: 'Died of his injuries.' referred_on: @" +
           referred +
           " header { corrects_event_id: $CaseReferred correction_reason: 'The letter.' } }";
  };
  Story story = Decided();
  CHECK(story.On("2010-03-23").When(correct("2010-03-23")).reason == "CONTRADICTORY");
  CHECK(Clock(story, "decide_scr") == types::v1::ClockAnswer::MET);
  story.Do(correct("2010-02-08"));
  CHECK(Clock(story, "decide_scr") == types::v1::ClockAnswer::MET_LATE);
  const CaseReview& review = story.See<CaseReview>("$review");
  CHECK(review.referral.harm() == types::v1::DEATH);
  CHECK(review.referral.case_reference() == "SCR/2010/7");
  CHECK(review.lead_board_id == story.Id("$board"));
  CHECK(review.decisions.size() == 1);
}

TEST_CASE("another board does not act on the case") {
  Story story = Referred();
  story.Given("$other", "BoardOpened { name: 'Southshire' }").InNameOf("$other");
  story.On("2010-03-22");
  CHECK(story.When(Decision("")).reason == "WRONG_BOARD");
}

TEST_CASE("a decision is the chair's") {
  Story story = Referred();
  story.On("2010-11-10");
  const std::string none = "review_id: $review";
  struct Row {
    const char* name;
    std::string changes;
    const char* reason;
  };
  const std::vector<Row> rows = {
      {"by the chair of the subgroup", "decider_person_id: $convenor", "DECIDER_NOT_AUTHORISED"},
      {"by who is chair only later", "decider_person_id: $new_chair", "DECIDER_NOT_AUTHORISED"},
      {"by who was chair before", "decided_on: @2010-10-01", "DECIDER_NOT_AUTHORISED"},
      {"by nobody known", "decider_person_id: $stranger", "UNKNOWN_REFERENCE"},
      {"before the referral", "facts_as_of: @2010-02-01 decided_on: @2010-02-27",
       "DATE_OUT_OF_ORDER"},
      {"on facts of later", "facts_as_of: @2010-03-23", "DATE_OUT_OF_ORDER"},
      {"in the future", "decided_on: @2010-11-11", "INVALID_ARGUMENT"},
      {"on its last day in office", "decided_on: @2010-09-30", ""},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    Story told = story;
    CHECK(told.When(Decision(row.changes)).reason == row.reason);
  }
}

TEST_CASE("a chair who had a part in the case leaves the decision to the deputy of the seat") {
  const std::vector<std::tuple<const char*, bool, const char*, const char*>> rows = {
      {"the chair", false, "$chair", ""},
      {"the deputy beside a chair who may", false, "$convenor", "DECIDER_NOT_AUTHORISED"},
      {"the chair who had a part", true, "$chair", "CONFLICTED"},
      {"the deputy then", true, "$convenor", ""},
      {"somebody else then", true, "$auditor", "DECIDER_NOT_AUTHORISED"},
  };
  for (const auto& [name, involved, decider, reason] : rows) {
    INFO(name);
    Story story = Referred();
    story.Given("$board",
                "DeputyNamed { seat_id: $chair_seat person_id: $convenor from: @2010-01-01 }");
    story.On("2010-11-10");
    if (involved) {
      story.Do(
          "DeclareInvolvement { review_id: $review person_id: $chair involvement: GAVE_ADVICE }");
    }
    CHECK(story.When(Decision("decider_person_id: " + std::string(decider))).reason == reason);
  }
}

TEST_CASE("the subgroup recommends what was carried, by those who counted") {
  const std::vector<std::pair<const char*, const char*>> rows = {
      {"votes_for: 3", ""},
      {"votes_for: 2 votes_against: 3", "NOT_CARRIED"},
      {"votes_for: 50", "CONTRADICTORY"},
  };
  for (const auto& [votes, reason] : rows) {
    INFO(votes);
    Story story = Referred();
    testing::HoldQuorateMeeting(story, "$meeting", "$subgroup", "2010-03-15", "$review");
    CHECK(story
              .When("RecordSubgroupRecommendation { review_id: $review reasons: 'Met.' "
                    "option: NO_REVIEW meeting_id: $meeting recommended_on: @2010-03-15 " +
                    std::string(votes) + " }")
              .reason == reason);
  }
}

TEST_CASE("a serious case review rests on a criterion") {
  Story story = Referred();
  story.On("2010-03-22");
  const Outcome outcome = story.When(R"(DecideOnReview {
    review_id: $review decider_person_id: $chair option: SERIOUS_CASE_REVIEW reasons: 'None.'
    facts_as_of: @2010-03-20 decided_on: @2010-03-22 })");
  CHECK(outcome.reason == "NO_CRITERION_MET");
}

TEST_CASE("the decision records the seat it was made from") {
  Story story = Referred();
  story.On("2010-03-22");
  const Outcome outcome = story.When(Decision(""));
  CHECK(outcome.events == story.Events(R"(ReviewDecided {
    decision_id: $decision option: SERIOUS_CASE_REVIEW decider_person_id: $chair
    decider_seat_id: $chair_seat criteria_met: CHILD_SERIOUSLY_HARMED
    reasons: 'Agencies knew of the family.' facts_as_of: @2010-03-20 decided_on: @2010-03-22
    milestone: 'scr_decided_yes' })"));
  CHECK(story.Of<CaseReview>("$review").Standing()->edition == "wt2010");

  const Outcome again = story.When(Decision("decision_id: $second"));
  CHECK(again.reason == "ALREADY_DONE");
  CHECK(again.about == std::vector<std::string>{"$review", "$decision"});
}

TEST_CASE("without guidance in force nobody can say who decides") {
  Story story = Untold();
  story.On("2006-04-03").Given("$board", R"(
    PersonRegistered { person_id: $chair }
    BodyEstablished { body_id: $full_board kind: FULL_BOARD from: @2006-04-03 }
    SeatCreated { seat_id: $chair_seat body_id: $full_board role: CHAIR from: @2006-04-03 }
    SeatFilled { seat_id: $chair_seat person_id: $chair from: @2006-04-03 })");
  story.Given("$review", "CaseReferred { referred_on: @2010-03-01 }").On("2010-03-22");
  CHECK(story.When(Decision("")).reason == "NO_EDITION_IN_FORCE");
}

TEST_CASE("the subgroup only recommends, at a quorate meeting of its own") {
  Story story = Referred();
  HoldQuorateMeeting(story, "$subgroup_meeting", "$subgroup", "2010-03-15", "$review");
  HoldQuorateMeeting(story, "$board_meeting", "$full_board", "2010-03-15", "$review");
  HoldQuorateMeeting(story, "$other_meeting", "$subgroup", "2010-03-15", "$other_review");
  story.Given("$weak_meeting", R"(
    MeetingScheduled { body_id: $subgroup starts_at: @2010-03-15T10:00 }
    ItemListed { item_id: $weak_item subject: CASE_REVIEW subject_id: $review }
    QuorumEvaluated { item_id: $weak_item missing: 'police' at: @2010-03-15T10:05 })");
  const auto recommend = [](const std::string& meeting, const std::string& day) {
    return "RecordSubgroupRecommendation { review_id: $review option: SERIOUS_CASE_REVIEW "
           "reasons: 'Met.' votes_for: 5 meeting_id: " +
           meeting + " recommended_on: @" + day + " }";
  };
  CHECK(story.When(recommend("$board_meeting", "2010-03-15")).reason == "NOT_AUTHORISED");
  CHECK(story.When(recommend("$other_meeting", "2010-03-15")).reason == "NOT_LISTED");
  CHECK(story.When(recommend("$weak_meeting", "2010-03-15")).reason == "NOT_QUORATE");
  CHECK(story.When(recommend("$subgroup_meeting", "2010-03-14")).reason == "DATE_OUT_OF_ORDER");

  CHECK(
      story.When(recommend("$subgroup_meeting", "2010-03-15")).events ==
      story.Events("SubgroupRecommended { meeting_id: $subgroup_meeting reasons: 'Met.' "
                   "option: SERIOUS_CASE_REVIEW votes_for: 5 recommended_on: @2010-03-15 item_id: "
                   "$subgroup_meeting-item }"));
  const CaseReview review = story.Of<CaseReview>("$review");
  CHECK(StageOf(review) == "recommended");
  CHECK(review.Standing() == nullptr);
}

TEST_CASE("contributing to another board's review settles the decision and starts none here") {
  Story story = Decided("CONTRIBUTE_ELSEWHERE");
  CHECK(Clock(story, "decide_scr") == types::v1::ClockAnswer::MET);
  CHECK(Clock(story, "complete_scr") == types::v1::ClockAnswer::NOT_STARTED);
}

TEST_CASE("a notice names a decision, and counts as owed if the guidance names the recipient") {
  Story story = Decided();
  const auto notify = [](const std::string& decision, const std::string& recipient,
                         const std::string& day) {
    return "NotifyDecision { review_id: $review decision_id: " + decision + " recipient: '" +
           recipient + "' sent_on: @" + day + " }";
  };
  story.On("2010-03-29");
  CHECK(story.When(notify("$other", "ofsted", "2010-03-29")).reason == "UNKNOWN_REFERENCE");
  CHECK(story.When(notify("$decision", "ofsted", "2010-03-21")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(notify("$decision", "ofsted", "2010-03-29")).events ==
        story.Events("DecisionNotified { decision_id: $decision recipient: 'ofsted' "
                     "sent_on: @2010-03-29 owed: true }"));
}

// Those whom the guidance names change with the calendar; others may be told, for a reason.
TEST_CASE("a notice goes to somebody the guidance names on that day, or says why to another") {
  Story story = Decided();
  const auto notify = [](const std::string& recipient, const std::string& day,
                         const std::string& changes = "") {
    return "NotifyDecision { review_id: $review decision_id: $decision recipient: '" + recipient +
           "' sent_on: @" + day + " " + changes + "}";
  };
  story.On("2011-03-01");
  const Outcome refused = story.When(notify("department_for_education", "2010-03-29"));
  CHECK(refused.reason == "UNKNOWN_REFERENCE");
  CHECK(refused.sentence.find("government_office (") != std::string::npos);
  CHECK(refused.sentence.find("say in recipient_because why") != std::string::npos);
  CHECK(refused.source == "Working Together 2010, chapter 8");
  CHECK(story.When(notify("department_for_education", "2011-02-21")).reason == "");
  CHECK(story.When(notify("government_office", "2011-02-21")).reason == "UNKNOWN_REFERENCE");
  CHECK(story.When(notify("the family", "2010-03-29")).reason == "UNKNOWN_REFERENCE");
  CHECK(
      story.When(notify("the family", "2010-03-29", "recipient_because: 'They asked.' ")).events ==
      story.Events("DecisionNotified { decision_id: $decision recipient: 'the family' "
                   "sent_on: @2010-03-29 recipient_because: 'They asked.' }"));
}

TEST_CASE("a published review is not decided against any more") {
  Story story = testing::Accepted();
  story.On("2010-11-10")
      .Do("PublishReport { review_id: $review form: EXECUTIVE_SUMMARY published_on: @2010-10-01 "
          "document_sha256: '" +
          testing::SummarySha256() + "' }");
  CHECK(story.When(Reversal("option: NO_REVIEW")).reason == "WRONG_STAGE");
}

TEST_CASE("each decision has an id of its own") {
  Story story = Decided("NO_REVIEW");
  CHECK(story.On("2010-11-03").When(Reversal("decision_id: $decision")).reason == "ALREADY_DONE");
}

TEST_CASE("an empty chair decides nothing, nor does its deputy") {
  Story story = Referred();
  story.Given("$board", R"(
    DeputyNamed { seat_id: $chair_seat person_id: $convenor from: @2009-01-01 }
    SeatVacated { seat_id: $chair_seat until: @2010-10-05 })");
  story.On("2010-11-03");
  const Outcome outcome =
      story.When(Decision("decider_person_id: $convenor decided_on: @2010-11-03"));
  CHECK(outcome.reason == "DECIDER_NOT_AUTHORISED");
  CHECK(outcome.sentence.find("was empty on") != std::string::npos);
}

// Under Working Together 2015, which asks for a decision to be announced to three.
TEST_CASE("a decision is announced once everybody the guidance names was told") {
  Story story = InNorthshire();
  story.On("2015-04-01").Adopt("wt2013").Adopt("wt2015");
  story.On("2015-05-01").Given("$review", "CaseReferred { referred_on: @2015-05-01 }");
  story.On("2015-05-20")
      .Do(Decision(
          "decider_person_id: $new_chair facts_as_of: @2015-05-18 decided_on: @2015-05-18"));
  CHECK(Clock(story, "announce_scr_decision") == types::v1::ClockAnswer::RUNNING);
  const auto notify = [&](const std::string& recipient, const std::string& day) {
    story.Do("NotifyDecision { review_id: $review decision_id: $decision recipient: '" + recipient +
             "' recipient_because: 'They asked.' sent_on: @" + day + " }");
    return Clock(story, "announce_scr_decision");
  };
  CHECK(notify("ofsted", "2015-05-18") == types::v1::ClockAnswer::RUNNING);
  CHECK(notify("the family", "2015-05-18") == types::v1::ClockAnswer::RUNNING);
  CHECK(notify("national_panel", "2015-05-19") == types::v1::ClockAnswer::RUNNING);
  CHECK(notify("department_for_education", "2015-05-20") == types::v1::ClockAnswer::MET);
}

TEST_CASE("the child is identified by something at least") {
  Story story = Referred();
  CHECK(story.When("IdentifyReviewSubject { review_id: $review }").reason == "NOTHING_TO_CHANGE");
  CHECK(story.When("IdentifyReviewSubject { review_id: $review given_names: 'A' }").reason == "");
}

TEST_CASE("nothing was known of an incident before it happened") {
  Story story = Referred();  // the incident was in February, on a day not known
  story.On("2010-03-22");
  CHECK(story.When(Decision("facts_as_of: @2010-01-31")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(Decision("facts_as_of: @2010-02-01")).reason.empty());
}

TEST_CASE("a decision on which a review was built is not corrected into one against it") {
  const std::string correct =
      "option: NO_REVIEW decision_id: $decision header { corrects_event_id: $ReviewDecided "
      "correction_reason: 'Meant none.' } ";
  Story decided = Decided();
  CHECK(Story(decided).When(Decision(correct)).reason.empty());
  Story requested = testing::Requested();
  CHECK(requested.When(Decision(correct)).reason == "WRONG_STAGE");
}

TEST_CASE("nobody who had a part in the case is counted where it is recommended on") {
  const std::string recommend =
      "RecordSubgroupRecommendation { review_id: $review meeting_id: $sitting "
      "option: SERIOUS_CASE_REVIEW reasons: 'Known.' criteria_met: CHILD_SERIOUSLY_HARMED "
      "recommended_on: @2010-03-15 votes_for: 2 }";
  Story story = Referred();
  HoldQuorateMeeting(story, "$sitting", "$subgroup", "2010-03-15", "$review");
  story.Given("$sitting",
              "AttendanceRecorded { person_id: $convenor seat_id: $convenor_seat "
              "kind: SEAT_HOLDER from: @2010-03-15T10:00 }");
  CHECK(Story(story).When(recommend).reason.empty());
  story.Do(
      "DeclareInvolvement { review_id: $review person_id: $convenor "
      "involvement: DIRECTLY_INVOLVED }");
  const Outcome refused = story.When(recommend);
  CHECK(refused.reason == "CONFLICTED");
  CHECK(refused.about == std::vector<std::string>{"$sitting", "$convenor"});
  story.Given("$sitting",
              "InterestDeclared { person_id: $convenor item_id: $sitting-item recused: true } "
              "QuorumEvaluated { item_id: $sitting-item met: true members_counted: 2 "
              "at: @2010-03-15T10:10 }");
  CHECK(story.When(recommend).reason.empty());
}

}  // namespace
}  // namespace candour::workflows::case_review
