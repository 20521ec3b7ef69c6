// Corrections, held against what was recorded since they were made.
#include "tests/support/case_review_stories.h"
#include "tests/support/local_review_stories.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::Accepted;
using testing::Decided;
using testing::Outcome;
using testing::Referred;
using testing::Requested;
using testing::Story;

std::string Correcting(const std::string& event, const std::string& command) {
  std::string corrects = command;
  corrects.insert(corrects.rfind('}'), " header { corrects_event_id: $" + event +
                                           " correction_reason: 'Typed wrongly.' } ");
  return corrects;
}

// Published on 1 November 2010, a month after an embargo on it was lifted.
Story Published(const std::string& cause = "CRIMINAL_TRIAL") {
  Story story = Accepted();
  story.On("2010-11-01").Given("$review", R"(
    PublicationEmbargoed { embargo_id: $embargo embargoed_on: @2010-09-15 review_on: @2011-03-15
      reason: 'A jury.' cause: )" + cause + R"( }
    EmbargoLifted { embargo_id: $embargo reason: 'It ended.' authority: 'The chair'
      lifted_on: @2010-10-01 }
    ReportPublished { form: FULL_OVERVIEW published_on: @2010-11-01 })");
  return story;
}

std::string Lift(const std::string& day) {
  return "LiftEmbargo { review_id: $review embargo_id: $embargo reason: 'It ended.' "
         "authority: 'The chair' lifted_on: @" +
         day + " }";
}

std::string Decision(const std::string& changes) {
  return "DecideOnReview { review_id: $review decision_id: $decision decider_person_id: $chair "
         "criteria_met: ABUSE_OR_NEGLECT_KNOWN_OR_SUSPECTED reasons: 'Agencies knew of the "
         "family.' facts_as_of: @2010-03-20 option: SERIOUS_CASE_REVIEW decided_on: @2010-03-22 " +
         changes + "}";
}

std::string Referral(const std::string& changes) {
  return "ReferCase { review_id: $review case_reference: 'SCR/2010/1' referrer: HOSPITAL "
         "harm: SERIOUS_INJURY incident_on: @2010-02 referred_on: @2010-03-01 "
         "grounds: 'Injuries without an account.' " +
         changes + "}";
}

TEST_CASE("a correction is refused that what was recorded since does not bear") {
  struct Row {
    const char* name;
    Story (*story)();
    std::string command;
    const char* says;  // blank: it is taken
  };
  const std::vector<Row> rows = {
      {"lifted only after it was published", [] { return Published(); },
       Correcting("EmbargoLifted", Lift("2010-11-02")), "published under an embargo"},
      {"lifted another day, before", [] { return Published(); },
       Correcting("EmbargoLifted", Lift("2010-10-08")), ""},
      {"decided on before it was referred", [] { return Decided(); },
       Correcting("CaseReferred", Referral("referred_on: @2010-03-23")),
       "decided on before the case was referred"},
      {"referred another day, before", [] { return Decided(); },
       Correcting("CaseReferred", Referral("referred_on: @2010-03-05")), ""},
      {"terms approved before", [] { return Requested(); },
       Correcting("ReviewDecided", Decision("decided_on: @2010-03-30")),
       "Terms of reference would be approved before"},
      {"decided another day, before", [] { return Requested(); },
       Correcting("ReviewDecided", Decision("decided_on: @2010-03-25")), ""},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    Story story = row.story();
    const Outcome outcome = story.On("2010-12-01").When(row.command);
    INFO(outcome.sentence);
    CHECK(outcome.reason == (*row.says == '\0' ? "" : "CONTRADICTORY"));
    CHECK(outcome.sentence.find(row.says) != std::string::npos);
  }
}

// Judged as things stood then, and held against what came since.
TEST_CASE("a day that was typed wrongly is put right, whatever was done since") {
  const auto submitted = [](const std::string& changes) {
    return Correcting("ContributionSubmitted",
                      "SubmitContribution { review_id: $review contribution_id: $health_imr "
                      "signed_off_by_person_id: $officer " +
                          changes + " }");
  };
  const auto endorsed = [](const std::string& day) {
    return Correcting(
        "OverviewEndorsed",
        "EndorseOverview { review_id: $review version: 1 endorsed_on: @" + day + " }");
  };
  const auto drafted = [](const std::string& day, const std::string& sha256) {
    return Correcting(
        "OverviewDrafted",
        "DraftOverview { review_id: $review author_person_id: $reviewer drafted_on: @" + day +
            " document_sha256: '" + sha256 + "' }");
  };
  struct Row {
    const char* name;
    std::string command;
    const char* reason;
    const char* says;
  };
  for (const Row& row : {
           Row{"a contribution that is accepted by now", submitted("submitted_on: @2010-05-27"), "",
               ""},
           Row{"before it was requested", submitted("submitted_on: @2010-03-31"),
               "DATE_OUT_OF_ORDER",
               "The submission lies on 31 March 2010, before the request on 1 April 2010. Correct "
               "whichever of the two days is wrong."},
           Row{"behind its acceptance", submitted("submitted_on: @2010-06-16"), "CONTRADICTORY",
               "would be accepted before it was submitted (15 June 2010, before 16 June 2010)."},
           Row{"something else than the day",
               submitted("submitted_on: @2010-05-27 document_sha256: '" + std::string(64, 'b') +
                         "'"),
               "ALREADY_DONE", "The contribution was accepted."},
           Row{"an endorsement behind the acceptance", endorsed("2010-09-03"), "CONTRADICTORY",
               "accepted before it was endorsed (2 September 2010, before 3 September 2010)."},
           Row{"an endorsement another day", endorsed("2010-08-19"), "", ""},
           Row{"a draft another day", drafted("2010-08-14", testing::AcceptedSha256()), "", ""},
           Row{"other bytes under an endorsement", drafted("2010-08-15", std::string(64, 'b')),
               "WRONG_STAGE", "what it endorsed does not become another document"},
       }) {
    INFO(row.name);
    Story story = Accepted();
    const Outcome outcome = story.On("2010-12-01").When(row.command);
    INFO(outcome.sentence);
    CHECK(outcome.reason == row.reason);
    CHECK(outcome.sentence.find(row.says) != std::string::npos);
  }
  Story story = Accepted();
  story.Do(submitted("submitted_on: @2010-05-27"));
  const Contribution& corrected =
      story.See<CaseReview>("$review").contributions.at(story.Id("$health_imr"));
  CHECK(corrected.submissions.size() == 1);
  CHECK(corrected.Latest()->submitted_on == absl::CivilDay(2010, 5, 27));
  CHECK(corrected.accepted.has_value());
}

TEST_CASE("what did not hang together before does not stand against a correction") {
  Story story = Published("COURT_ORDER");  // and lifted by the chair
  CHECK(story.Of<CaseReview>("$review").Contradictions().size() == 1);
  CHECK(story.When(Correcting("EmbargoLifted", Lift("2010-10-08"))).reason == "NOT_AUTHORISED");
  story.Do(Correcting("EmbargoLifted", Lift("2010-10-08 by_court: true")));
  CHECK(story.Of<CaseReview>("$review").Contradictions().empty());
}

TEST_CASE("a court's order is not made another cause by a correction") {
  const auto place = [](const std::string& cause) {
    return "PlaceEmbargo { review_id: $review embargo_id: $embargo reason: 'A jury.' "
           "embargoed_on: @2010-09-15 review_on: @2011-03-15 cause: " +
           cause + " }";
  };
  Story story = Accepted();
  story.On("2010-09-15").Do(place("COURT_ORDER"));
  CHECK(story.When(Correcting("PublicationEmbargoed", place("CRIMINAL_TRIAL"))).reason ==
        "NOT_AUTHORISED");
  CHECK(story.When(Correcting("PublicationEmbargoed", place("COURT_ORDER reference: 'FD10'")))
            .reason.empty());
}

// Hard case 11: where a clock begins moves with it.
TEST_CASE("what a case was referred as is corrected, unless the lead has passed since") {
  Story story = Referred();
  story.Do(Correcting("CaseReferred",
                      Referral("referred_on: @2010-03-02 incident_on: @2010-02-20 harm: DEATH")));
  const CaseReview review = story.Of<CaseReview>("$review");
  CHECK(review.ReferredOn() == absl::CivilDay(2010, 3, 2));
  CHECK(review.referral.harm() == types::v1::DEATH);
  CHECK(review.lead_board_id == story.Id("$board"));
  for (const types::v1::ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
    if (clock.kind() == "decide_scr") CHECK(clock.due_on().day() == 2);
  }
  CHECK(story.When(Referral("")).reason == "ALREADY_DONE");
  story.Given("$other", "BoardOpened { name: 'Southshire' }").InNameOf("$other").Adopt("wt2010");
  story.InNameOf("$board").Do(
      "TransferReviewLead { review_id: $review to_board_id: $other ground: CHILD_LIVES_THERE "
      "agreed_with: 'Both chairs.' reason: 'They live there.' transferred_on: @2010-03-02 }");
  CHECK(story.InNameOf("$other").When(Correcting("CaseReferred", Referral(""))).reason ==
        "WRONG_STAGE");
}

TEST_CASE("a correction says something else than what stands") {
  Story story = Referred();
  CHECK(story.When(Correcting("CaseReferred", Referral(""))).reason == "NOTHING_TO_CHANGE");
}

}  // namespace
}  // namespace candour::workflows::case_review
