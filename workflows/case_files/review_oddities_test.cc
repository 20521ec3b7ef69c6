// What is told as odd about decisions of a review, seen from what became of them.
#include "workflows/case_files/review_oddities.h"

#include "workflows/case_files/test_decisions.h"

namespace candour::workflows::case_files {
namespace {

using testing::Story;

// A report of one contribution is accepted, approved and published in full, and the review closed.
Story Published() {
  Story story = OpenBoard();
  story.On("2010-10-01").Given("$review", R"(
    CaseReferred { case_reference: 'SCR/1' referred_on: @2010-03-01 }
    ContributionRequested { contribution_id: $imr agency_id: $police
                            kind: INDIVIDUAL_MANAGEMENT_REVIEW requested_on: @2010-04-01 }
    AuthorNominated { contribution_id: $imr person_id: $doctor directly_involved: NO
                      line_manager_of_involved: NO gave_advice: NO }
    ContributionSubmitted { contribution_id: $imr version: 1 submitted_on: @2010-05-01 }
    ContributionAccepted { contribution_id: $imr version: 1 accepted_on: @2010-06-01 }
    OverviewDrafted { version: 1 drafted_on: @2010-08-01 document_sha256: 'aa' }
    OverviewEndorsed { version: 1 endorsed_on: @2010-08-20 }
    ReportAccepted { version: 1 accepted_on: @2010-09-01 document_sha256: 'aa' }
    ReportPublished { form: FULL_OVERVIEW document_sha256: 'aa' published_on: @2010-09-20 })");
  return story;
}

// Of the decision of this kind, what is told as this oddity; blank: nothing.
std::string Told(Story& story, const std::string& event_type, types::v1::Oddity oddity) {
  Reading reading(story);
  const Dossier dossier = reading.Case(types::v1::CASE_REVIEW, "$review");
  std::string told;
  for (const auto& decision : DecisionsOf(dossier, Names(dossier, reading.london))) {
    if (decision.event_type() != event_type) continue;
    for (const auto& found : decision.oddities()) {
      if (found.oddity() == oddity) told += found.explanation();
    }
  }
  return told;
}

TEST_CASE("an acceptance whose contribution is in doubt, or was replaced, says so") {
  const auto told = [](const std::string& since) {
    Story story = Published();
    story.Given("$review", since);
    return Told(story, "ReportAccepted", types::v1::RESTS_ON_REPLACED);
  };
  const std::string involved =
      "InvolvementDeclared { person_id: $doctor involvement: DIRECTLY_INVOLVED } ";
  CHECK(told("InvolvementDeclared { person_id: $late involvement: DIRECTLY_INVOLVED }") == "");
  CHECK(told(involved).find("of the contributions of: Northshire Police.") != std::string::npos);
  CHECK(told(involved + R"(
    AuthorNominated { contribution_id: $imr person_id: $late directly_involved: NO
                      line_manager_of_involved: NO gave_advice: NO }
    ContributionSubmitted { contribution_id: $imr version: 2 submitted_on: @2010-09-25 }
    ContributionAccepted { contribution_id: $imr version: 2 accepted_on: @2010-09-26 })")
            .find("Version 1 of the report rests on what does not stand any longer") == 0);
}

TEST_CASE("what let out a report under an embargo says so, and what is still owed") {
  struct Row {
    const char* name;
    std::string since;
    std::string told;
  };
  const auto embargo = [](const std::string& day) {
    return "PublicationEmbargoed { embargo_id: $embargo cause: COURT_ORDER embargoed_on: @" + day +
           " review_on: @2011-01-01 } ";
  };
  const std::string down =
      "ReportTakenDown { form: FULL_OVERVIEW document_sha256: 'aa' taken_down_on: @2010-09-30 }";
  const std::string begins =
      "overview report in full, published on 20 September 2010: an embargo (order of a court) ";
  for (const Row& row : {
           Row{"none", "", ""},
           Row{"told late", embargo("2010-09-10"),
               begins + "stood from 10 September 2010 on. Take it down, or record that the embargo "
                        "was lifted."},
           Row{"told late, and taken down", embargo("2010-09-10") + down,
               begins + "stood from 10 September 2010 on."},
           Row{"placed since", embargo("2010-09-28"),
               begins + "stands from 28 September 2010 on, and it is up. Take it down, or record "
                        "that the embargo was lifted."},
           Row{"placed since, and taken down", embargo("2010-09-28") + down, ""},
           Row{"lifted before it went out",
               embargo("2010-09-10") +
                   "EmbargoLifted { embargo_id: $embargo by_court: true lifted_on: @2010-09-15 }",
               ""},
       }) {
    INFO(row.name);
    Story story = Published();
    if (!row.since.empty()) story.Given("$review", row.since);
    CHECK(Told(story, "ReportAccepted", types::v1::OUT_AGAINST_EMBARGO) == row.told);
  }
  Story approved = Published();
  approved.Given("$review", R"(
    PublicationApproved { decision_id: $approval form: FULL_OVERVIEW document { sha256: 'aa' }
                          approved_on: @2010-09-02 })" +
                                embargo("2010-09-10"));
  CHECK(Told(approved, "ReportAccepted", types::v1::OUT_AGAINST_EMBARGO) == "");
  CHECK(Told(approved, "PublicationApproved", types::v1::OUT_AGAINST_EMBARGO) != "");
}

TEST_CASE("a review that is closed on a report judged inadequate says so") {
  const auto told = [](const std::string& grade) {
    Story story = Published();
    story.Given("$review",
                "EvaluationReceived { evaluator: 'Ofsted' version: 1 received_on: @2010-09-28 "
                "grade: " +
                    grade + " } ReviewClosed { closed_on: @2010-10-01 }");
    return Told(story, "ReviewClosed", types::v1::CLOSED_INADEQUATE);
  };
  CHECK(told("GOOD") == "");
  CHECK(told("INADEQUATE") ==
        "Ofsted judged version 1 on 28 September 2010: inadequate. No other version was submitted "
        "since.");
}

}  // namespace
}  // namespace candour::workflows::case_files
