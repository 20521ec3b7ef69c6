// Hard cases of the decision on a review, through the services: 1, 10 and 13.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/hard_cases/review_office.h"

namespace candour::testing {
namespace {

using types::v1::ClockAnswer;

constexpr char kNewEvidence[] = R"(
  ReverseDecision {
    review_id: $review decision_id: $second prior_decision_id: $first option: SERIOUS_CASE_REVIEW
    decider_person_id: $chair criteria: 'death_abuse_or_neglect' reasons: 'Abuse is suspected.'
    new_evidence: 'The post-mortem found injuries of different ages.' evidence_on: @2014-05-28
    facts_as_of: @2014-06-01 decided_on: @2014-06-02
  })";

TEST_CASE(
    "hard case 1 of case reviews: no review, the panel told, then the post-mortem shows abuse") {
  ReviewOffice office;
  office.Refer("$review", "SCR/2014/1", "2014-02-10", "2014-02-17");
  office.Sit("$march", "$subgroup", "2014-03-03", "$review").Do(R"(
    RecordSubgroupRecommendation {
      review_id: $review meeting_id: $march option: NO_REVIEW reasons: 'Accidental bruising.'
      votes_for: 2 recommended_on: @2014-03-03
    })");
  office.On("2014-03-05")
      .Do(ReviewOffice::Decision("$review", "$first", "NO_REVIEW", "2014-03-05", ""));
  office.On("2014-03-12").Do(R"(
    NotifyDecision {
      review_id: $review decision_id: $first recipient: 'national_panel' sent_on: @2014-03-12
    }
    RecordPanelAdvice {
      review_id: $review advice_id: $advice decision_id: $first agrees: YES advice: 'We agree.'
      received_on: @2014-03-12
    })");
  CHECK(office.ReviewRow("$review").stage() == "no review");
  CHECK(office.ReviewRow("$review").concluded());
  CHECK(office.Clock("$review", "report_no_scr").status() == ClockAnswer::MET);

  office.On("2014-06-02");
  CHECK(office.Refusal("ReverseDecision { review_id: $review decision_id: $second "
                       "prior_decision_id: $first option: SERIOUS_CASE_REVIEW decider_person_id: "
                       "$chair criteria: 'death_abuse_or_neglect' reasons: 'Read again.' "
                       "new_evidence: 'The file, read again.' evidence_on: @2014-03-01 "
                       "facts_as_of: @2014-06-01 decided_on: @2014-06-02 }") == "NO_NEW_EVIDENCE");
  office.Do(kNewEvidence);
  const auto row = office.ReviewRow("$review");
  CHECK(row.option() == types::v1::SERIOUS_CASE_REVIEW);
  CHECK(row.reversals() == 1);
  CHECK_FALSE(row.concluded());
  // The new clock runs from the new decision; what was owed for the old one was done.
  CHECK(DayText(office.Clock("$review", "complete_scr").due_on()) == "2014-12-02");
  CHECK(office.Clock("$review", "decide_scr").status() == ClockAnswer::MET);
  CHECK(office.ClocksBroken("$review").empty());

  // What stood in May is told as it stood, and now beside what took its place.
  const auto in_may = office.File("$review", "2014-05-01T12:00");
  CHECK(in_may.stage() == "no review");
  REQUIRE(in_may.decisions_size() == 2);
  CHECK(in_may.decisions(1).option() == types::v1::NO_REVIEW);
  CHECK(in_may.decisions(1).superseded_by_decision_id().empty());
  CHECK(ClockIn(in_may, "complete_scr").status() == ClockAnswer::STATUS_UNSPECIFIED);
  const auto now = office.File("$review");
  REQUIRE(now.decisions_size() == 3);
  CHECK(now.decisions(1).reasons() == "As told.");
  CHECK(now.decisions(1).superseded_by_decision_id() == office.Id("$second"));
  CHECK(now.decisions(2).supersedes_decision_id() == office.Id("$first"));
  CHECK(now.decisions(2).new_evidence() == "The post-mortem found injuries of different ages.");
  CHECK(DayText(now.decisions(2).facts_as_of()) == "2014-06-01");
}

TEST_CASE("hard case 10 of case reviews: referred under one guidance, finished under another") {
  ReviewOffice office;
  office.Refer("$old", "SCR/2018/1", "2018-05-14", "2018-05-21");
  office.On("2018-07-20");
  const auto decide = [&](const std::string& option, const std::string& criterion) {
    return office.Refusal(ReviewOffice::Decision("$old", "$decision", option, "2018-07-20",
                                                 absl::StrCat("criteria: '", criterion, "'")));
  };
  CHECK(decide("LOCAL_REVIEW", "improvements") == "NOT_A_KIND_OF_EDITION");
  CHECK(decide("SERIOUS_CASE_REVIEW", "improvements") == "UNKNOWN_REFERENCE");
  CHECK(decide("SERIOUS_CASE_REVIEW", "death_abuse_or_neglect").empty());
  const auto tell = [&](const std::string& to) {
    office.Do(absl::StrCat("NotifyDecision { review_id: $old decision_id: $decision recipient: '",
                           to, "' sent_on: @2018-07-23 }"));
  };
  office.On("2018-07-23");
  for (const char* to : {"ofsted", "department_for_education"}) tell(to);
  CHECK(office.Clock("$old", "announce_scr_decision").status() == ClockAnswer::RUNNING);
  tell("national_panel");
  CHECK(office.Clock("$old", "announce_scr_decision").status() == ClockAnswer::MET);

  // The partners are in place. The old case goes on by what it began under, late by its own clock;
  // a new one beside it has other clocks and other deciders.
  office.Refer("$new", "LCSPR/2019/1", "2019-10-07", "2019-10-14");
  office.Do(R"(
    ReportIncident {
      review_id: $new area_of_incident: 'E09000999' aware_on: @2019-10-08 abuse_or_neglect: YES
    }
    NotifyIncident {
      review_id: $new recipient: 'national_panel' channel: FORM sent_on: @2019-10-14
    })");
  CHECK(office.Clock("$new", "notify_incident").status() == ClockAnswer::MET);
  CHECK(office.Clock("$new", "rapid_review").edition_id() == "wt2018");
  CHECK(office.Clock("$new", "decide_scr").kind().empty());
  CHECK(office.Clock("$old", "complete_scr").edition_id() == "wt2015");
  CHECK(office.Clock("$old", "complete_scr").status() == ClockAnswer::OVERDUE);
  // No incident was notified: that the panel was told of the decision begins no rapid review.
  CHECK(office.Clock("$old", "rapid_review").status() == ClockAnswer::NOT_STARTED);
  office.On("2019-11-04");
  CHECK(office.Refusal(ReviewOffice::Decision("$new", "$local", "LOCAL_REVIEW", "2019-11-04",
                                              "criteria: 'improvements'")) ==
        "DECIDER_NOT_AUTHORISED");
  CHECK(office
            .Refusal("DecideOnReview { review_id: $new decision_id: $local option: LOCAL_REVIEW "
                     "decider_person_id: $authority co_decider_person_ids: $commissioner "
                     "co_decider_person_ids: $commander criteria: 'improvements' reasons: 'R.' "
                     "facts_as_of: @2019-11-04 decided_on: @2019-11-04 }")
            .empty());
  CHECK(DayText(office.Clock("$new", "publish_local_review").due_on()) == "2020-05-04");
  CHECK(office.File("$old").decisions(0).edition() == "wt2015");
  const auto decision = office.File("$new").decisions(0);
  CHECK(decision.edition() == "wt2018");
  CHECK(decision.co_deciders_size() == 2);  // whoever decided with the authority
  CHECK(decision.criteria(0).size() >
        std::string("improvements").size());  // in the edition's words

  office.Report("$old", 1, "$december", "2019-12-09", std::string(64, 'a'));
  CHECK(office.Clock("$old", "complete_scr").status() == ClockAnswer::MET_LATE);
  CHECK(office.ReviewRow("$old").stage() == "report accepted");
  CHECK(ClockIn(office.File("$old", "2019-03-01T12:00"), "complete_scr").status() ==
        ClockAnswer::OVERDUE);
}

}  // namespace
}  // namespace candour::testing
