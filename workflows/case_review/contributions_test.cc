// Agencies' contributions: who may write, sign off and accept them, and how often they come back.
#include <array>

#include "tests/support/case_review_stories.h"
#include "workflows/case_review/author_independence.h"
#include "workflows/case_review/case_review.h"
#include "workflows/dates.h"

namespace candour::workflows::case_review {
namespace {

using testing::Contributed;
using testing::Decided;
using testing::InNorthshire;
using testing::Outcome;
using testing::Referred;
using testing::Requested;
using testing::Story;
using testing::Submitted;

struct Row {
  const char* name;
  std::string changes;
  const char* reason;
};

std::string Nomination(const std::string& changes) {
  return R"(NominateAuthor {
    review_id: $review contribution_id: $police_imr person_id: $inspector
    directly_involved: NO line_manager_of_involved: NO gave_advice: NO )" +
         changes + "}";
}

std::string Submission(const std::string& changes) {
  return R"(SubmitContribution {
    review_id: $review contribution_id: $health_imr signed_off_by_person_id: $officer
    submitted_on: @2010-06-14 )" +
         changes + "}";
}

std::string Acceptance(const std::string& changes) {
  return R"(AcceptContribution {
    review_id: $review contribution_id: $health_imr accepted_by_person_id: $auditor
    accepted_on: @2010-06-15 )" +
         changes + "}";
}

// With a colleague of the author, and somebody of another agency who had a part in the case.
Story WithInvolved(Story story) {
  story.Given("$board", R"(
    PersonRegistered { person_id: $colleague name: 'Colleague' agency_id: $health }
    PersonRegistered { person_id: $involved name: 'Involved' agency_id: $police })");
  story.Do(
      "DeclareInvolvement { review_id: $review person_id: $involved "
      "involvement: DIRECTLY_INVOLVED }");
  return story;
}

constexpr char kReturn[] = R"(ReturnContribution {
  review_id: $review contribution_id: $health_imr defects: 'Does not say why.'
  new_due_on: @2010-06-20 returned_on: @2010-06-04 })";

constexpr char kLateInvolvement[] = R"(DeclareInvolvement {
  review_id: $review person_id: $author involvement: MANAGED_PRACTITIONER
  detail: 'Covered for the manager two years earlier.' })";

TEST_CASE("an agency is asked under terms of reference") {
  const auto request = [](const std::string& changes) {
    return R"(RequestContribution {
      review_id: $review contribution_id: $imr agency_id: $probation
      kind: INDIVIDUAL_MANAGEMENT_REVIEW requested_on: @2010-04-02 due_on: @2010-06-01 )" +
           changes + "}";
  };
  SECTION("not before a decision") {
    CHECK(Referred().On("2010-04-02").When(request("")).reason == "NO_DECISION");
  }
  SECTION("not against one") {
    CHECK(Decided("NO_REVIEW").On("2010-04-02").When(request("")).reason == "WRONG_STAGE");
  }
  SECTION("not before the terms") {
    CHECK(Decided().On("2010-04-02").When(request("")).reason == "NO_TERMS_OF_REFERENCE");
  }
  SECTION("of a review led elsewhere too") {
    CHECK(Requested("CONTRIBUTE_ELSEWHERE").On("2010-04-02").When(request("")).reason == "");
  }
  SECTION("once, with days in order, if it is known") {
    const std::vector<Row> rows = {
        {"twice", "agency_id: $police", "ALREADY_DONE"},
        {"unknown", "agency_id: $stranger", "UNKNOWN_REFERENCE"},
        {"due before it is asked", "due_on: @2010-04-01", "DATE_OUT_OF_ORDER"},
        {"asked before the terms", "requested_on: @2010-03-28", "DATE_OUT_OF_ORDER"},
    };
    for (const Row& row : rows) {
      INFO(row.name);
      CHECK(Requested().On("2010-04-02").When(request(row.changes)).reason == row.reason);
    }
  }
  SECTION("the request cites the terms that stood") {
    Story story = Requested();
    story.On("2010-04-02").Do(R"(ApproveTermsOfReference {
      review_id: $review period_from: @2007-01 period_to: @2010-02-28 questions: 'And before?'
      approved_on: @2010-04-02 })");
    CHECK(story.When(request("")).events == story.Events(R"(ContributionRequested {
      contribution_id: $imr agency_id: $probation kind: INDIVIDUAL_MANAGEMENT_REVIEW
      requested_on: @2010-04-02 due_on: @2010-06-01 terms_version: 2 })"));
  }
}

TEST_CASE("an author has no part in the case") {
  const std::vector<Row> rows = {
      {"involved", "directly_involved: YES", "AUTHOR_NOT_INDEPENDENT"},
      {"a line manager", "line_manager_of_involved: YES", "AUTHOR_NOT_INDEPENDENT"},
      {"not known", "directly_involved: NOT_KNOWN", "AUTHOR_NOT_INDEPENDENT"},
      {"an adviser, in 2010", "gave_advice: YES", "AUTHOR_NOT_INDEPENDENT"},
      {"declared by somebody else", "person_id: $superintendent", "AUTHOR_NOT_INDEPENDENT"},
      {"unknown", "person_id: $stranger", "UNKNOWN_REFERENCE"},
      {"not asked for", "contribution_id: $other", "UNKNOWN_REFERENCE"},
      {"independent", "", ""},
  };
  Story told = Requested();
  told.Do(R"(DeclareInvolvement {
    review_id: $review person_id: $superintendent involvement: DIRECTLY_INVOLVED })");
  for (const Row& row : rows) {
    INFO(row.name);
    Story story = told;
    CHECK(story.When(Nomination(row.changes)).reason == row.reason);
  }
  const Outcome refused = told.When(Nomination("line_manager_of_involved: YES"));
  CHECK(refused.about == std::vector<std::string>{"$inspector"});
  CHECK(refused.sentence ==
        "The author is not independent: line manager of a practitioner involved. Nominate somebody "
        "who had no part in the case.");
  CHECK_FALSE(refused.source.empty());
}

TEST_CASE("advice on the case bars an author only where the guidance says so") {
  Story story = InNorthshire();
  story.On("2007-03-01").Given("$review", R"(
    CaseReferred { referred_on: @2007-03-01 }
    ReviewDecided { decision_id: $decision option: SERIOUS_CASE_REVIEW decided_on: @2007-03-10 }
    ContributionRequested { contribution_id: $police_imr agency_id: $police })");
  CHECK(story.When(Nomination("gave_advice: YES")).reason.empty());
  CHECK(story.When(Nomination("directly_involved: YES")).reason == "AUTHOR_NOT_INDEPENDENT");
}

TEST_CASE("what is only not known of an author is answered later, and hides nothing declared") {
  const auto held = [](Story told) {
    const CaseReview review = told.Of<CaseReview>("$review");
    const auto& nominations = review.contributions.at(told.Id("$police_imr")).nominations;
    return HeldAgainst(review, nominations.front(), told.Of<board::Board>("$board"),
                       absl::CivilDay(2010, 6, 15));
  };
  Story story = Requested();
  story.On("2010-06-15").Given("$review", R"(
    AuthorNominated { contribution_id: $police_imr person_id: $inspector
                      directly_involved: NOT_KNOWN line_manager_of_involved: NO gave_advice: NO })");
  REQUIRE(held(story));
  CHECK_FALSE(held(story)->declared);
  Story answered = story;
  CHECK_FALSE(held(answered.Do(Nomination(""))));
  story.Do(
      "DeclareInvolvement { review_id: $review person_id: $inspector involvement: "
      "MANAGED_PRACTITIONER }");
  CHECK(held(story)->declared);
  CHECK(held(story)->involvement == types::v1::MANAGED_PRACTITIONER);
}

TEST_CASE("a contribution is submitted by the agency's own author and signed off by another") {
  const std::vector<Row> rows = {
      {"without an author", "contribution_id: $police_imr", "WRONG_STAGE"},
      {"signed off by the author", "signed_off_by_person_id: $author", "SAME_HANDS"},
      {"signed off by another agency's officer", "signed_off_by_person_id: $superintendent",
       "NOT_AUTHORISED"},
      {"before it was asked for", "submitted_on: @2010-03-31", "DATE_OUT_OF_ORDER"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(Submitted().On("2010-06-14").When(Submission(row.changes)).reason == row.reason);
  }
  CHECK(Submitted()
            .On("2010-06-14")
            .When(Submission("signed_off_by_person_id: $author"))
            .source.find("A rule of this record") == 0);
  Story story = Submitted();
  story.On("2010-06-15");
  CHECK(story.ActingFor("$police").When(Submission("")).reason == "NOT_AUTHORISED");
  CHECK(story.ActingFor("$health").When(Submission("")).events ==
        story.Events(R"(ContributionSubmitted {
          contribution_id: $health_imr version: 2 signed_off_by_person_id: $officer
          submitted_on: @2010-06-14 })"));
  story.Do(Acceptance(""));
  CHECK(story.When(Submission("")).reason == "ALREADY_DONE");
}

TEST_CASE("a contribution is returned and comes back, and every round is kept") {
  Story story = Submitted();
  story.On("2010-06-04");
  CHECK(story.When(kReturn).events == story.Events(R"(ContributionReturned {
    contribution_id: $health_imr version: 1 defects: 'Does not say why.' new_due_on: @2010-06-20
    returned_on: @2010-06-04 })"));
  CHECK(story.When(kReturn).reason == "WRONG_STAGE");
  CHECK(story.On("2010-06-15").When(Acceptance("")).reason == "WRONG_STAGE");

  story.Do(Submission(""));
  CHECK(story.When(Acceptance("")).events == story.Events(R"(ContributionAccepted {
    contribution_id: $health_imr version: 2 accepted_by_person_id: $auditor
    accepted_on: @2010-06-15 terms_version: 1 })"));
  const CaseReview review = story.Of<CaseReview>("$review");
  const Contribution& contribution = review.contributions.at(story.Id("$health_imr"));
  CHECK(contribution.returns.size() == 1);
  CHECK(contribution.submissions.size() == 2);
  CHECK(contribution.due_on == absl::CivilDay(2010, 6, 20));
}

TEST_CASE("what was accepted is not put right into another agency's submission") {
  Story story = Submitted();
  story.On("2010-06-15").Do(Acceptance("")).Do(Nomination(""));
  CHECK(
      story
          .When(Submission("contribution_id: $police_imr signed_off_by_person_id: $superintendent "
                           "header { corrects_event_id: $ContributionSubmitted "
                           "correction_reason: 'Of another.' }"))
          .reason == "CONTRADICTORY");
}

TEST_CASE("three people: author, officer, panel") {
  const std::vector<Row> rows = {
      {"the author", "accepted_by_person_id: $author", "SAME_HANDS"},
      {"the officer", "accepted_by_person_id: $officer", "SAME_HANDS"},
      {"a colleague of the author", "accepted_by_person_id: $colleague", "SAME_HANDS"},
      {"who had a part in the case", "accepted_by_person_id: $involved", "CONFLICTED"},
      {"before it came", "accepted_on: @2010-05-27", "DATE_OUT_OF_ORDER"},
      {"nothing yet", "contribution_id: $police_imr", "WRONG_STAGE"},
      {"another", "", ""},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    Story story = WithInvolved(Submitted());
    CHECK(story.On("2010-06-15").When(Acceptance(row.changes)).reason == row.reason);
  }
}

TEST_CASE("who signs off had no part in the case, then or as found out since") {
  Story involved = WithInvolved(Submitted());
  CHECK(involved.When(Submission("signed_off_by_person_id: $involved submitted_on: @2010-05-28"))
            .reason == "CONFLICTED");
  Story found_out = Submitted();
  found_out.On("2010-06-15")
      .Do("DeclareInvolvement { review_id: $review person_id: $officer involvement: GAVE_ADVICE }");
  CHECK(found_out.When(Acceptance("")).reason == "CONFLICTED");
}

TEST_CASE("a waiver is approved by somebody with no part in the case or the contribution") {
  Story story = WithInvolved(Submitted());
  const auto waive = [](const std::string& approver) {
    return "WaiveContribution { review_id: $review contribution_id: $health_imr "
           "reason: 'No contact.' waived_on: @2010-05-20 approver_person_id: " +
           approver + " }";
  };
  CHECK(story.When(waive("$author")).reason == "SAME_HANDS");
  CHECK(story.When(waive("$officer")).reason == "SAME_HANDS");
  CHECK(story.When(waive("$involved")).reason == "CONFLICTED");
  CHECK(story.When(waive("$convenor waived_on: @2010-03-31")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(waive("$convenor")).reason.empty());
  CHECK(story.When(waive("$convenor")).reason == "ALREADY_DONE");
}

TEST_CASE("involvement found out late freezes acceptance until another author takes over") {
  Story story = Submitted();
  story.On("2010-06-15").Do(kLateInvolvement);
  const Outcome frozen = story.When(Acceptance(""));
  CHECK(frozen.reason == "AUTHOR_NOT_INDEPENDENT");
  CHECK(frozen.about == std::vector<std::string>{"$author"});

  story.Do(Nomination("contribution_id: $health_imr person_id: $auditor"));
  INFO("what the first author wrote is still theirs");
  CHECK(story.When(Acceptance("accepted_by_person_id: $inspector")).reason ==
        "AUTHOR_NOT_INDEPENDENT");
  story.Do(Submission(""));
  CHECK(story.When(Acceptance("accepted_by_person_id: $inspector")).reason.empty());
}

TEST_CASE("involvement found out after acceptance opens the contribution for another author") {
  Story story = Contributed();
  const std::string replace = Nomination("contribution_id: $health_imr person_id: $auditor");
  CHECK(story.When(replace).reason == "ALREADY_DONE");
  story.Do(kLateInvolvement);
  CHECK(story.When(replace).reason.empty());
  const CaseReview review = story.Of<CaseReview>("$review");
  CHECK_FALSE(review.contributions.at(story.Id("$health_imr")).Settled());
  INFO("what the first author wrote is still theirs");
  CHECK(story.When(Acceptance("accepted_by_person_id: $inspector")).reason ==
        "AUTHOR_NOT_INDEPENDENT");
}

TEST_CASE("a waiver counts from the day it was decided, however late it is recorded") {
  Story story = Requested();
  story.On("2010-07-01").Do(R"(WaiveContribution {
    review_id: $review contribution_id: $police_imr approver_person_id: $convenor
    reason: 'No contact.' waived_on: @2010-05-20 })");
  for (const types::v1::ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
    if (clock.kind() != "imr") continue;
    INFO(clock.subject_words());
    const bool waived = clock.subject() == story.Id("$police_imr");
    CHECK(clock.subject_words() == (waived ? "Northshire Police" : "Northshire NHS Trust"));
    CHECK(clock.status() ==
          (waived ? types::v1::ClockAnswer::SUPERSEDED : types::v1::ClockAnswer::OVERDUE));
    CHECK(clock.breached() == !waived);
    if (waived) CHECK(clock.ended_by().on().day() == 20);
  }
}

TEST_CASE("a date that was missed before the contribution was waived stays missed") {
  Story story = Contributed();  // due on 1 June, waived on 15 June
  size_t told = 0;
  for (const types::v1::ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
    if (clock.kind() != "imr" || clock.subject() != story.Id("$police_imr")) continue;
    CHECK(clock.status() == types::v1::ClockAnswer::SUPERSEDED);
    CHECK(clock.breached());
    CHECK(clock.missed_by() == 14);
    ++told;
  }
  CHECK(told == 1);
}

std::string Amendment(const std::string& changes) {
  return R"(ApproveTermsOfReference {
    review_id: $review period_from: @2007-01 period_to: @2010-02-28 questions: 'What was known?'
    approved_on: @2010-06-20 )" +
         changes + "}";
}

TEST_CASE("amended terms re-open what no longer answers them, or say why it still does") {
  const std::string reopen = "reopened_contribution_ids: $health_imr new_due_on: @2010-07-31 ";
  const std::vector<Row> rows = {
      {"neither", "", "REASON_MISSING"},
      {"re-opened", reopen, ""},
      {"with a reason", "unaffected_reason: 'It began in 2007.'", ""},
      {"the same scope", "period_from: @2008-01", ""},
      {"another question", "period_from: @2008-01 questions: 'And before?'", "REASON_MISSING"},
      {"no day", "reopened_contribution_ids: $health_imr", "DATE_OUT_OF_ORDER"},
      {"a day before", reopen + "new_due_on: @2010-06-19", "DATE_OUT_OF_ORDER"},
      {"twice", reopen + "reopened_contribution_ids: $health_imr", "INVALID_ARGUMENT"},
      {"waived", reopen + "reopened_contribution_ids: $police_imr", "WRONG_STAGE"},
      {"not asked for", reopen + "reopened_contribution_ids: $other", "UNKNOWN_REFERENCE"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(Contributed().On("2010-06-20").When(Amendment(row.changes)).reason == row.reason);
  }
  CHECK(Contributed().On("2010-06-20").When(Amendment("")).about ==
        std::vector<std::string>{"$health_imr"});
}

TEST_CASE("a contribution re-opened is submitted and accepted anew, under the terms it answers") {
  Story story = Contributed();
  story.On("2010-06-20");
  CHECK(story.When(Amendment("reopened_contribution_ids: $health_imr new_due_on: @2010-07-31"))
            .events == story.Events(R"(
    TermsOfReferenceApproved {
      version: 2 period_from: @2007-01 period_to: @2010-02-28 questions: 'What was known?'
      approved_on: @2010-06-20
    }
    ContributionReopened {
      contribution_id: $health_imr terms_version: 2 new_due_on: @2010-07-31
      reopened_on: @2010-06-20
    })"));
  story.On("2010-07-10");
  CHECK(story.When(Acceptance("accepted_on: @2010-07-10")).reason == "WRONG_STAGE");
  CHECK(story.When(Submission("submitted_on: @2010-06-19")).reason == "DATE_OUT_OF_ORDER");
  story.Do(Submission("submitted_on: @2010-07-09"));
  CHECK(story.When(Acceptance("accepted_on: @2010-07-10")).events ==
        story.Events(R"(ContributionAccepted {
          contribution_id: $health_imr version: 2 accepted_by_person_id: $auditor
          accepted_on: @2010-07-10 terms_version: 2 })"));
  std::vector<std::string> clocks;
  for (const types::v1::ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
    if (clock.subject() != story.Id("$health_imr")) continue;
    clocks.push_back(types::v1::ClockAnswer::Status_Name(clock.status()));
  }
  CHECK(clocks == std::vector<std::string>{"MET", "MET"});
}

TEST_CASE("no agency lets itself off, and who judges a contribution does not write one") {
  Story story = WithInvolved(Submitted());
  story.On("2010-06-15");
  const auto waive = [](const std::string& approver) {
    return "WaiveContribution { review_id: $review contribution_id: $police_imr reason: 'R.' "
           "waived_on: @2010-06-15 approver_person_id: " +
           approver + " }";
  };
  CHECK(story.When(waive("$inspector")).reason == "SAME_HANDS");
  CHECK(Story(story).When(waive("$convenor")).reason.empty());
  Story panel = story;
  panel.Do(
      "ConstituteReviewPanel { review_id: $review chair_person_id: $convenor "
      "member_person_ids: $inspector constituted_on: @2010-06-15 }");
  CHECK(panel.When(Nomination("")).reason == "SAME_HANDS");
  CHECK(panel.When(Nomination("person_id: $convenor")).reason == "SAME_HANDS");
  CHECK(Story(panel).When(Nomination("person_id: $superintendent")).reason.empty());
  Story reviewer = story;
  reviewer.Do(
      "AppointReviewer { review_id: $review role: 'overview_author' person_id: $reviewer "
      "independence_checks: 'Asked.' appointed_on: @2010-06-15 }");
  CHECK(reviewer.When(Nomination("person_id: $reviewer")).reason == "SAME_HANDS");
  story.Do(Nomination("person_id: $reviewer"));
  CHECK(story
            .When("DraftOverview { review_id: $review author_person_id: $reviewer "
                  "drafted_on: @2010-06-15 }")
            .reason == "AUTHOR_NOT_INDEPENDENT");
}

TEST_CASE("records are secured of something that happened") {
  const auto secure = [](const std::string& day) {
    return "SecureRecords { review_id: $review contribution_id: $health_imr systems: 'Notes' "
           "secured_on: @" +
           day + " }";
  };
  Story story = Requested();
  CHECK(story.When(secure("2010-01-31")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(secure("2010-02-01")).reason.empty());
}

TEST_CASE("who took an agency's place is asked for nothing twice, and tells what that sent") {
  Story story = Requested();
  story.Given("$board",
              "AgencyRegistered { agency_id: $trust name: 'Trust' } "
              "AgencySucceeded { agency_id: $health successor_agency_ids: $trust on: @2010-04-10 "
              "authority: 'The transfer order' }");
  story.On("2010-04-20");
  const std::string ask =
      "RequestContribution { review_id: $review agency_id: $trust kind: "
      "INDIVIDUAL_MANAGEMENT_REVIEW requested_on: @2010-04-20 due_on: @2010-06-01 }";
  CHECK(story.When(ask).reason == "ALREADY_DONE");
  story.Do(
      "NominateAuthor { review_id: $review contribution_id: $health_imr person_id: $author "
      "directly_involved: NO line_manager_of_involved: NO gave_advice: NO }");
  const auto submit = [](const std::string& day) {
    return "SubmitContribution { review_id: $review contribution_id: $health_imr "
           "signed_off_by_person_id: $officer submitted_on: @" +
           day + " }";
  };
  for (const auto& [agency, day, reason] :
       std::vector<std::array<std::string, 3>>{{"$trust", "2010-04-09", ""},
                                               {"$trust", "2010-04-15", ""},
                                               {"$health", "2010-04-09", ""},
                                               {"$health", "2010-04-15", "NOT_AUTHORISED"},
                                               {"$police", "2010-04-09", "NOT_AUTHORISED"}}) {
    INFO(agency << " " << day);
    CHECK(Story(story).ActingFor(agency).When(submit(day)).reason == reason);
  }
  const auto whose = [&] {
    for (const types::v1::ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
      if (clock.subject() == story.Id("$health_imr")) return clock.subject_words();
    }
    return std::string("nobody");
  };
  CHECK(whose() == "Trust");
  // What is settled was the other's own.
  story.Do(
      "WaiveContribution { review_id: $review contribution_id: $health_imr approver_person_id: "
      "$convenor reason: 'Nobody is left who knew.' waived_on: @2010-04-20 }");
  CHECK(whose() == "Northshire NHS Trust");
  CHECK(story.When(ask).reason.empty());
}

}  // namespace
}  // namespace candour::workflows::case_review
