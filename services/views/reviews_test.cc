// The register of case reviews, and what agencies contribute to them.
#include "absl/strings/str_cat.h"
#include "candour/views/v1/views.pb.h"
#include "services/views/views.h"
#include "tests/support/desk.h"

namespace candour::views {
namespace {

using testing::TestDesk;

// The year of the desk ends on 3 September 2012; health's review was due on 1 August.
uint64_t TellOfContributions(TestDesk& desk) {
  desk.TellOfAYear();
  return desk.Given("$reviewed", R"(
    ContributionRequested {
      contribution_id: $c2 agency_id: $police kind: INDIVIDUAL_MANAGEMENT_REVIEW
      requested_on: @2012-05-20 due_on: @2012-08-01 terms_version: 1
    }
    AuthorNominated { contribution_id: $c2 person_id: $auditor directly_involved: NO
                      line_manager_of_involved: NO gave_advice: NO }
    ContributionSubmitted {
      contribution_id: $c2 version: 1 signed_off_by_person_id: $chair submitted_on: @2012-08-04
    }
    ContributionRequested {
      contribution_id: $c3 agency_id: $social_care kind: INDIVIDUAL_MANAGEMENT_REVIEW
      requested_on: @2012-05-20 due_on: @2012-10-01 terms_version: 1
    }
    AuthorNominated { contribution_id: $c3 person_id: $auditor })");
}

v1::ListContributionsReply Contributions(TestDesk& desk, uint64_t last, const std::string& filter,
                                         const std::string& role = "case_review_coordinator") {
  const auto reply = desk.Ask<v1::ListContributionsReply>(
      "ListContributions",
      absl::StrCat("ListContributionsRequest { at_least_position: ", last, " ", filter, " }"),
      role);
  REQUIRE(reply.ok());
  return *reply;
}

std::string StatesOf(const v1::ListContributionsReply& reply) {
  std::string states;
  for (const auto& one : reply.contributions()) {
    absl::StrAppend(&states, one.agency_name(), ": ", one.state(), " ", one.days_late(), "\n");
  }
  return states;
}

TEST_CASE("what agencies owe to reviews heads the list, and an agency sees its own only") {
  TestDesk desk;
  const uint64_t last = TellOfContributions(desk);
  desk.OpenViews();
  CHECK(StatesOf(Contributions(desk, last, "")) ==
        "Northshire NHS Trust: author wanted 33\n"
        "Northshire Social Care: being written 0\n"
        "Northshire Police: with the panel 3\n");
  CHECK(Contributions(desk, last, "only_owed: true").total() == 2);
  CHECK(Contributions(desk, last, "agency_id: $police").total() == 1);
  CHECK(Contributions(desk, last, "review_id: $evaluated").total() == 0);
  CHECK(StatesOf(Contributions(desk, last, "", "agency_author")) ==
        "Northshire NHS Trust: author wanted 33\n");
}

TEST_CASE("what an agency still owed is its successor's, and what it did stays its own") {
  TestDesk desk;
  TellOfContributions(desk);
  const uint64_t last = desk.Given("$board", R"(
    AgencyRegistered { agency_id: $trust name: 'Northshire Partnership' }
    AgencySucceeded { agency_id: $social_care successor_agency_ids: $trust on: @2012-06-01
                      authority: 'The order' })");
  desk.OpenViews();
  CHECK(StatesOf(Contributions(desk, last, "agency_id: $trust")) ==
        "Northshire Partnership: being written 0\n");
  CHECK(Contributions(desk, last, "agency_id: $social_care").total() == 0);
}

TEST_CASE("a contribution that was returned is owed again, and one that was settled no more") {
  TestDesk desk;
  TellOfContributions(desk);
  uint64_t last = desk.Given("$reviewed", R"(
    ContributionReturned {
      contribution_id: $c2 version: 1 defects: 'No analysis.' returned_on: @2012-08-10
      new_due_on: @2012-09-01
    })");
  desk.OpenViews();
  CHECK(StatesOf(Contributions(desk, last, "agency_id: $police")) ==
        "Northshire Police: returned 2\n");
  last = desk.Given("$reviewed", R"(
    ContributionWaived {
      contribution_id: $c1 reason: 'No contact.' approver_person_id: $chair waived_on: @2012-08-11
    })");
  last = desk.Given("$reviewed", R"(
    ContributionRefused {
      contribution_id: $c3 reason: 'On advice.' approver_person_id: $chair refused_on: @2012-08-20
    })");
  CHECK(StatesOf(Contributions(desk, last, "agency_id: $social_care")) ==
        "Northshire Social Care: refused 0\n");
  const auto waived = Contributions(desk, last, "agency_id: $health");
  CHECK(StatesOf(waived) == "Northshire NHS Trust: waived 0\n");
  CHECK(Contributions(desk, last, "only_owed: true").total() == 1);
}

TEST_CASE("what was accepted is told to be in doubt once who accepted it had a part in the case") {
  TestDesk desk;
  TellOfContributions(desk);
  const uint64_t last = desk.Given("$reviewed", R"(
    ContributionAccepted { contribution_id: $c2 accepted_by_person_id: $chair accepted_on: @2012-08-08 }
    InvolvementDeclared { person_id: $chair involvement: GAVE_ADVICE })");
  desk.OpenViews();
  CHECK(StatesOf(Contributions(desk, last, "agency_id: $police")) ==
        "Northshire Police: accepted by somebody involved 3\n");
}

TEST_CASE("what was accepted is frozen once its author turns out to have had a part in the case") {
  TestDesk desk;
  TellOfContributions(desk);
  uint64_t last = desk.Given("$reviewed", R"(
    ContributionAccepted { contribution_id: $c2 accepted_by_person_id: $chair accepted_on: @2012-08-08 })");
  desk.OpenViews();
  CHECK(StatesOf(Contributions(desk, last, "agency_id: $police")) ==
        "Northshire Police: accepted 3\n");
  last = desk.Given(
      "$reviewed", "InvolvementDeclared { person_id: $auditor involvement: MANAGED_PRACTITIONER }");
  CHECK(StatesOf(Contributions(desk, last, "agency_id: $police")) ==
        "Northshire Police: author not independent 3\n");
  CHECK(Contributions(desk, last, "only_owed: true").total() == 2);
  // Another author takes it over: what the panel has is still the first one's.
  last = desk.Given("$reviewed", R"(
    AuthorNominated { contribution_id: $c2 person_id: $chair directly_involved: NO
                      line_manager_of_involved: NO gave_advice: NO })");
  CHECK(StatesOf(Contributions(desk, last, "agency_id: $police")) ==
        "Northshire Police: being written 33\n");
  CHECK(Contributions(desk, last, "only_owed: true").total() == 3);
}

// "Northshire Police: asked 1 late 1 by 3 returned 1 outstanding 1; "
std::string ContributedAs(TestDesk& desk, uint64_t last, const std::string& role) {
  const auto reply = desk.Ask<v1::GetTimelinessReply>(
      "GetTimeliness", absl::StrCat("GetTimelinessRequest { at_least_position: ", last, " }"),
      role);
  REQUIRE(reply.ok());
  std::string told;
  for (const auto& agency : reply->agencies()) {
    if (!agency.has_contributions()) continue;
    absl::StrAppend(&told, agency.agency_name(), ":");
    const auto say = [&](const char* what, uint32_t count) {
      if (count > 0) absl::StrAppend(&told, " ", what, " ", count);
    };
    const v1::Contributed& one = agency.contributions();
    say("asked", one.asked());
    say("in time", one.in_time());
    say("late", one.late());
    say("by", one.days_late());
    say("returned", one.returned());
    say("outstanding", one.outstanding());
    say("overdue", one.overdue());
    say("accepted", one.accepted());
    say("waived", one.waived());
    absl::StrAppend(&told, "; ");
  }
  return told;
}

TEST_CASE("how agencies contributed to reviews is told to those who may read contributions") {
  TestDesk desk;
  uint64_t last = TellOfContributions(desk);
  desk.OpenViews();
  const std::string health = "Northshire NHS Trust: asked 1 outstanding 1 overdue 1; ";
  const std::string others = "Northshire Social Care: asked 1 outstanding 1; ";
  CHECK(ContributedAs(desk, last, "case_review_coordinator") ==
        health + "Northshire Police: asked 1 late 1 by 3; " + others);
  CHECK(ContributedAs(desk, last, "agency_author") == health);
  CHECK(ContributedAs(desk, last, "cdop_administrator").empty());
  // A first version that was late stays so, whatever day was given for the next.
  last = desk.Given("$reviewed", R"(
    ContributionReturned {
      contribution_id: $c2 version: 1 defects: 'No analysis.' returned_on: @2012-08-10
      new_due_on: @2012-09-01
    }
    ContributionSubmitted { contribution_id: $c2 version: 2 submitted_on: @2012-08-20 }
    ContributionAccepted { contribution_id: $c2 accepted_by_person_id: $chair accepted_on: @2012-08-21 }
    ContributionWaived {
      contribution_id: $c1 reason: 'No contact.' approver_person_id: $chair waived_on: @2012-08-11
    })");
  CHECK(ContributedAs(desk, last, "case_review_coordinator") ==
        "Northshire NHS Trust: asked 1 waived 1; "
        "Northshire Police: asked 1 late 1 by 3 returned 1 accepted 1; " +
            others);
}

TEST_CASE("the register names the plans of a review that are open, whatever its stage") {
  TestDesk desk;
  TellOfContributions(desk);
  desk.OpenViews();
  const auto open = [&](uint64_t last) {
    const auto reply = desk.Ask<v1::ListReviewsReply>(
        "ListReviews", absl::StrCat("ListReviewsRequest { at_least_position: ", last, " }"));
    REQUIRE(reply.ok());
    std::string ids;
    for (const auto& review : reply->reviews()) {
      for (const std::string& id : review.open_plan_ids()) {
        CHECK(review.review_id() == desk.Id("$evaluated"));
        ids += id;
      }
    }
    return ids;
  };
  CHECK(open(desk.Given("$evaluated",
                        "ReviewPlanOpened { plan_id: $plan opened_on: @2012-07-12 }")) ==
        desk.Id("$plan"));
  CHECK(open(desk.Given("$evaluated", "ReviewPlanClosed { plan_id: $plan closed_on: @2012-08-12 }"))
            .empty());
  CHECK(open(desk.Given("$evaluated", "ReviewPlanReopened { plan_id: $plan }")) ==
        desk.Id("$plan"));
}

TEST_CASE("the register tells of every review, the newest first, and filters") {
  TestDesk desk;
  const uint64_t last = TellOfContributions(desk);
  desk.OpenViews();
  const auto listed = [&](const std::string& filter) {
    const auto reply = desk.Ask<v1::ListReviewsReply>(
        "ListReviews",
        absl::StrCat("ListReviewsRequest { at_least_position: ", last, " ", filter, " }"));
    REQUIRE(reply.ok());
    std::string references;
    for (const auto& review : reply->reviews()) {
      absl::StrAppend(&references, review.reference(), ";");
    }
    return references;
  };
  CHECK(listed("") == "CR-12-002;CR-12-001;CR-11-009;");
  CHECK(listed("option: NO_REVIEW") == "CR-12-002;");
  CHECK(listed("from: @2012-04-20 until: @2012-04-20") == "CR-12-001;");
  CHECK(listed("until: @2012-04-19") == "CR-11-009;");
  CHECK(listed("stage: 'published'") == "CR-11-009;");

  const auto first = desk.Ask<v1::ListReviewsReply>("ListReviews", "ListReviewsRequest {}");
  REQUIRE(first.ok());
  const v1::ReviewSummary& reviewed = first->reviews(1);
  CHECK(reviewed.asked() == 3);
  CHECK(reviewed.settled() == 0);
  CHECK(reviewed.option() == types::v1::SERIOUS_CASE_REVIEW);
  CHECK(reviewed.reversals() == 0);
  const v1::ReviewSummary& evaluated = first->reviews(2);
  CHECK(evaluated.grade() == types::v1::GOOD);
  CHECK(evaluated.published_on().day() == 20);
  // An earlier grade, told late, stands in nobody's place.
  const uint64_t late =
      desk.Given("$evaluated", "EvaluationReceived { grade: INADEQUATE received_on: @2012-01-05 }");
  const auto then = desk.Ask<v1::ListReviewsReply>(
      "ListReviews", absl::StrCat("ListReviewsRequest { at_least_position: ", late, " }"));
  REQUIRE(then.ok());
  CHECK(then->reviews(2).grade() == types::v1::GOOD);
  CHECK(then->reviews(2).evaluations() == 2);
}

TEST_CASE(
    "the register tells what a review waits for, what runs beside it, and that it is closed") {
  TestDesk desk;
  desk.TellOfAYear();
  uint64_t last = desk.Given("$reviewed", R"(
    ParallelProcessLinked {
      process_id: $trial kind: CRIMINAL_PROCEEDINGS run_by: 'Crown court' began_on: @2012-05-01
      expected_on: @2012-11-01
    }
    ParallelProcessLinked {
      process_id: $inquest kind: INQUEST run_by: 'Northshire coroner' began_on: @2012-05-01
    }
    ReviewStepHeld {
      hold_id: $hold process_id: $trial steps: SPEAKING_WITH_STAFF steps: PUBLISHING reason: 'R.'
      authority: 'Crown court' look_again_on: @2012-12-01 held_on: @2012-06-01
    })");
  desk.OpenViews();
  const auto of = [&](const std::string& reference) {
    const auto reply = desk.Ask<v1::ListReviewsReply>(
        "ListReviews", absl::StrCat("ListReviewsRequest { at_least_position: ", last, " }"));
    REQUIRE(reply.ok());
    for (const auto& review : reply->reviews()) {
      if (review.reference() == reference) return review;
    }
    FAIL("no such review");
    return v1::ReviewSummary();
  };
  const v1::ReviewSummary held = of("CR-12-001");
  CHECK(held.waits_for() == "criminal proceedings, Crown court (speaking with staff, publishing)");
  CHECK(held.runs_beside().find("criminal proceedings, expected to end on 1 November 2012") !=
        std::string::npos);
  CHECK(held.beside_size() == 2);
  REQUIRE(held.holds_size() == 1);
  CHECK(held.holds(0).look_again_on().month() == 12);

  last = desk.Given("$reviewed", R"(
    ParallelProcessDateRevised {
      process_id: $trial expected_on: @2013-02-01 reason: 'Adjourned.' told_on: @2012-08-01
    }
    ReviewHoldLookedAt {
      hold_id: $hold reason: 'It runs.' look_again_on: @2013-03-01 looked_on: @2012-08-01
    }
    ParallelProcessConcluded {
      process_id: $inquest outcome: 'Narrative.' concluded_on: @2012-08-02
    })");
  const v1::ReviewSummary later = of("CR-12-001");
  CHECK(later.runs_beside() == "criminal proceedings, expected to end on 1 February 2013");
  CHECK(later.holds(0).look_again_on().month() == 3);

  last = desk.Given("$reviewed", R"(
    ReviewStepReleased { hold_id: $hold reason: 'Over.' released_on: @2012-08-30 })");
  CHECK(of("CR-12-001").waits_for().empty());
  last = desk.Given("$evaluated", "ReviewClosed { authority: 'The Board' closed_on: @2012-09-01 }");
  CHECK(of("CR-11-009").stage() == "closed");
  CHECK(of("CR-11-009").closed_on().month() == 9);
}

// Hard case 6.
TEST_CASE(
    "an acceptance whose contribution is in doubt, taken over or replaced waits until it is not") {
  TestDesk desk;
  desk.TellOfAYear();
  const auto accepted = [](const char* version) {
    return absl::StrCat("ContributionSubmitted { contribution_id: $imr version: ", version,
                        " submitted_on: @2012-06-20 } ContributionAccepted { contribution_id: $imr "
                        "version: ",
                        version, " accepted_by_person_id: $chair accepted_on: @2012-06-25 } ");
  };
  uint64_t last = desk.Given("$resting", absl::StrCat(R"(
    CaseReferred { case_reference: 'SCR-12-078' referred_on: @2012-05-01 }
    ReviewDecided { decision_id: $d78 option: SERIOUS_CASE_REVIEW decided_on: @2012-05-10 }
    ContributionRequested { contribution_id: $imr agency_id: $police requested_on: @2012-05-20
                            kind: INDIVIDUAL_MANAGEMENT_REVIEW due_on: @2012-08-01 }
    AuthorNominated { contribution_id: $imr person_id: $auditor directly_involved: NO
                      line_manager_of_involved: NO })",
                                                      accepted("1"), R"(
    OverviewDrafted { version: 1 drafted_on: @2012-08-01 }
    OverviewEndorsed { version: 1 endorsed_on: @2012-08-03 }
    ReportAccepted { version: 1 accepted_on: @2012-08-20 })"));
  desk.OpenViews();
  const auto waits = [&] {
    const auto reply = desk.Ask<v1::ListReviewsReply>(
        "ListReviews", absl::StrCat("ListReviewsRequest { at_least_position: ", last, " }"));
    REQUIRE(reply.ok());
    for (const auto& one : reply->reviews()) {
      if (one.reference() == "SCR-12-078") return one.acceptance_waits();
    }
    return std::string("no such review");
  };
  const auto state = [&] {
    return Contributions(desk, last, "review_id: $resting").contributions(0).state();
  };
  const std::string open =
      "Not every contribution is accepted, or waived with a reason, from an independent author. "
      "Still open: Northshire Police. Settle them first.";
  // Whether they gave advice is asked by the guidance of 2010, and nobody answered.
  CHECK(state() == "not known whether the author is independent");
  CHECK(waits() == open);
  last = desk.Given("$resting", R"(
    AuthorNominated { contribution_id: $imr person_id: $auditor directly_involved: NO
                      line_manager_of_involved: NO gave_advice: NO })");
  last = desk.Given("$resting",
                    "ContributionAccepted { contribution_id: $imr version: 1 "
                    "accepted_by_person_id: $chair accepted_on: @2012-08-21 }");
  CHECK(state() == "accepted");
  CHECK(waits() == "");
  last = desk.Given("$resting",
                    "InvolvementDeclared { person_id: $auditor involvement: GAVE_ADVICE }");
  CHECK(state() == "author not independent");
  CHECK(waits() == open);
  last = desk.Given("$resting", R"(
    AuthorNominated { contribution_id: $imr person_id: $chair directly_involved: NO
                      line_manager_of_involved: NO gave_advice: NO })");
  CHECK(state() == "being written");
  CHECK(waits() == open);
  last = desk.Given("$resting", accepted("2"));
  CHECK(state() == "accepted");
  CHECK(waits() ==
        "Version 1 of the report rests on what does not stand any longer. Replaced, accepted or "
        "waived since are the contributions of: Northshire Police. Draft a version from what "
        "stands, and have that endorsed.");
}

TEST_CASE("an acceptance that waits is told with the reason, and an item with its matter") {
  TestDesk desk;
  desk.TellOfAYear();
  desk.Given("$papers", R"(
    MeetingScheduled { body_id: $panel starts_at: @2012-09-03T10:00 way: CHAIRS_ACTION }
    ItemListed { item_id: $one number: 1 subject: CASE_REVIEW subject_id: $twice }
    ItemListed { item_id: $two number: 2 subject: CASE_REVIEW subject_id: $twice })");
  uint64_t last = desk.Given("$twice", R"(
    CaseReferred { case_reference: 'SCR-12-077' referred_on: @2012-05-01 }
    ReviewDecided { decision_id: $d77 option: SERIOUS_CASE_REVIEW decided_on: @2012-05-10 }
    ReviewListed { meeting_id: $papers item_id: $one }
    ReviewListed { meeting_id: $papers item_id: $two matter: 'To accept the report.' }
    OverviewDrafted { version: 1 drafted_on: @2012-08-01 }
    OverviewEndorsed { version: 1 meeting_id: $papers item_id: $one endorsed_on: @2012-09-03 }
    ReportAccepted { version: 1 meeting_id: $papers item_id: $two accepted_on: @2012-09-03 })");
  desk.OpenViews();
  const auto find = [&] {
    const auto reply = desk.Ask<v1::ListReviewsReply>(
        "ListReviews", absl::StrCat("ListReviewsRequest { at_least_position: ", last, " }"),
        "case_review_coordinator");
    REQUIRE(reply.ok());
    for (const auto& one : reply->reviews()) {
      if (one.reference() == "SCR-12-077") return one;
    }
    return v1::ReviewSummary();
  };
  CHECK(find().acceptance_waits().empty());
  CHECK(find().has_report_accepted_on());
  const auto meetings = desk.Ask<v1::ListMeetingsReply>(
      "ListMeetings", "ListMeetingsRequest { from: @2012-09-03 until: @2012-09-03 }");
  REQUIRE(meetings.ok());
  REQUIRE(meetings->meetings_size() == 1);
  const v1::MeetingSummary& papers = meetings->meetings(0);
  REQUIRE(papers.items_size() == 2);
  CHECK(papers.items(0).matter().empty());
  CHECK(papers.items(1).matter() == "To accept the report.");
  REQUIRE(papers.items(0).outcomes_size() == 1);
  CHECK(papers.items(0).outcomes(0).title() == "Overview report endorsed by the panel");
  REQUIRE(papers.items(1).outcomes_size() == 1);
  CHECK(papers.items(1).outcomes(0).title() == "Report accepted by the Board");

  last = desk.Given("$twice", R"(
    ReviewItemNotRatified { meeting_id: $papers item_id: $one at_meeting_id: $next
                            put_at: @2012-09-03T18:00 reason: 'Not read.' })");
  CHECK(find().acceptance_waits().find("did not ratify") != std::string::npos);
  CHECK(find().acceptance_waits().find("Not read.") == std::string::npos);  // nobody's free words
  CHECK(find().stage() == "to be endorsed again");
  CHECK_FALSE(find().has_report_accepted_on());
}

}  // namespace
}  // namespace candour::views
