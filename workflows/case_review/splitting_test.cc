// One review that becomes two, and what is asked of agencies whose place others took.
#include "tests/support/case_review_stories.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::Outcome;
using testing::Referred;
using testing::Requested;
using testing::Story;

constexpr char kSplit[] =
    "SplitReview { review_id: $review into_review_id: $other subject_ids: $brother "
    "reason: 'The children are not of one family after all.' split_on: @2010-03-15 }";

Story Told() {
  Story story = Referred();
  story.On("2010-03-12").Do(R"(
    ReportIncident {
      review_id: $review area_of_incident: 'E99000001' aware_on: @2010-03-01
      abuse_or_neglect: YES
    }
    AddSubject { review_id: $review subject_id: $brother role: CHILD_CONCERNED pseudonym: 'B2' }
    NameSubject { review_id: $review subject_id: $brother family_name: 'Invented' }
    EstablishResidence {
      review_id: $review subject_id: $brother area_code: 'E99000001' lived_from: @2008-01
      evidence: 'The school has it.'
    }
    ReferCase {
      review_id: $other case_reference: 'SCR/2010/2' referrer: HOSPITAL harm: SERIOUS_INJURY
      incident_on: @2010-02-20 referred_on: @2010-03-12 grounds: 'Told with his sister.'
    })");
  story.On("2010-03-16");
  return story;
}

TEST_CASE("one review becomes two, and what was told of the incident goes into the other") {
  Story story = Told();
  story.Do(kSplit);
  const auto review = story.Of<CaseReview>("$review");
  const auto other = story.Of<CaseReview>("$other");
  CHECK(review.set_up.split_into == std::vector<std::string>{story.Id("$other")});
  CHECK(other.set_up.split_from == story.Id("$review"));
  const std::string brother = story.Id("$brother");
  CHECK(review.incident.subjects.at(brother).removed);
  CHECK(other.incident.subjects.at(brother).named->family_name() == "Invented");
  CHECK(other.incident.subjects.at(brother).residences.size() == 1);
  REQUIRE(other.incident.reported);
  CHECK(other.incident.reported->aware_on().day() == 1);
}

TEST_CASE("the days that count go with what was told, and so do notices and the rapid review") {
  Story story = Told();
  story.Given("$review", R"(
    IncidentNotified { notice_id: $n recipient: 'ofsted' sent_on: @2010-03-03 completes: true
                       owed: true }
    RapidReviewStarted { started_on: @2010-03-04 }
    RapidReviewSubmitted { version: 1 proposed: NO_REVIEW submitted_on: @2010-03-05 }
    RapidReviewAnswered { version: 1 agrees: YES answered_on: @2010-03-08 })");
  story.Do(kSplit);
  const auto other = story.Of<CaseReview>("$other");
  CHECK(other.incident.Notified());
  CHECK(other.incident.notices.at(story.Id("$n")).record.completes());
  CHECK(other.incident.rapid_review.Settled());
}

TEST_CASE("a review is split into one that has nothing of its own yet") {
  struct Row {
    const char* name;
    std::string before;
    std::string changes;
    const char* reason;
  };
  const Row rows[] = {
      {"as it is", "", "", ""},
      {"into itself", "", "into_review_id: $review", "CONTRADICTORY"},
      {"of nobody known", "", "subject_ids: $nobody", "UNKNOWN_REFERENCE"},
      {"of one who is out of it",
       "RemoveSubject { review_id: $review subject_id: $brother reason: 'Told twice.' removed_on: "
       "@2010-03-13 }",
       "", "UNKNOWN_REFERENCE"},
      {"before the other was referred", "", "split_on: @2010-03-11", "DATE_OUT_OF_ORDER"},
      {"into one with an incident",
       "ReportIncident { review_id: $other area_of_incident: 'E99000001' aware_on: @2010-03-12 "
       "abuse_or_neglect: YES }",
       "", "WRONG_STAGE"},
      {"combined already",
       "CombineReviews { review_id: $other into_review_id: $review ground: TOLD_TWICE reason: "
       "'One.' combined_on: @2010-03-14 }",
       "", "WRONG_STAGE"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    Story story = Told();
    if (!row.before.empty()) story.Do(row.before);
    const std::string command(kSplit);
    CHECK(story.When(command.substr(0, command.size() - 1) + row.changes + " }").reason ==
          row.reason);
  }
}

constexpr char kTrust[] = R"(
    AgencyRegistered { agency_id: $trust name: 'Northshire and Westshire NHS Trust' }
    AgencySucceeded { agency_id: $health successor_agency_ids: $trust on: @2010-04-10
                      authority: 'The transfer order' })";

TEST_CASE("a contribution is its only successor's to submit, and is passed on by name") {
  Story story = Requested();
  story.Given("$board", kTrust);
  story.On("2010-05-28");
  story.Do(
      "NominateAuthor { review_id: $review contribution_id: $health_imr person_id: $author "
      "directly_involved: NO line_manager_of_involved: NO gave_advice: NO }");
  const std::string submit =
      "SubmitContribution { review_id: $review contribution_id: $health_imr "
      "signed_off_by_person_id: $officer submitted_on: @2010-05-27 document_sha256: '" +
      std::string(64, 'a') + "' }";
  CHECK(Story(story).ActingFor("$trust").When(submit).reason.empty());
  CHECK(Story(story).ActingFor("$health").When(submit).reason == "NOT_AUTHORISED");
  CHECK(Story(story).ActingFor("$police").When(submit).reason == "NOT_AUTHORISED");
  CHECK(Story(story)
            .When("RequestContribution { review_id: $review agency_id: $health kind: "
                  "HEALTH_OVERVIEW requested_on: @2010-05-01 due_on: @2010-06-01 }")
            .reason == "UNKNOWN_REFERENCE");
  const auto pass = [](const std::string& to, const std::string& on) {
    return "PassContributionOn { review_id: $review contribution_id: $health_imr basis: 'The "
           "order.' to_agency_id: " +
           to + " passed_on: @" + on + " }";
  };
  CHECK(Story(story).When(pass("$health", "2010-05-01")).reason == "NOTHING_TO_CHANGE");
  CHECK(Story(story).When(pass("$trust", "2010-03-30")).reason == "DATE_OUT_OF_ORDER");
  story.Do(pass("$police", "2010-05-01"));
  CHECK(Story(story).ActingFor("$police").When(submit).sentence.find("for your own only") ==
        std::string::npos);
  CHECK(story.Of<CaseReview>("$review").contributions.at(story.Id("$health_imr")).agency_id ==
        story.Id("$police"));
  CHECK(Story(story).When(pass("$health", "2010-05-02")).reason == "UNKNOWN_REFERENCE");
}

TEST_CASE("a request for information is passed on until it is answered") {
  Story story = Referred();
  story.Given("$board", kTrust);
  story.On("2010-05-28");
  story.Do(
      "RequestInformation { review_id: $review request_id: $ask agency_id: $health about: 'All.' "
      "requested_on: @2010-03-05 due_on: @2010-04-05 }");
  CHECK(Story(story)
            .When("RequestInformation { review_id: $review agency_id: $health about: 'All.' "
                  "requested_on: @2010-05-05 due_on: @2010-06-05 }")
            .reason == "UNKNOWN_REFERENCE");
  const std::string pass =
      "PassInformationRequestOn { review_id: $review request_id: $ask to_agency_id: $trust "
      "basis: 'The order.' passed_on: @2010-04-10 }";
  CHECK(Story(story).When(pass).reason.empty());
  story.Do(
      "ReceiveInformation { review_id: $review request_id: $ask nil_return: true received_on: "
      "@2010-04-11 }");
  CHECK(story.When(pass).reason == "ALREADY_DONE");
}

}  // namespace
}  // namespace candour::workflows::case_review
