// Who leads, oversees and writes; reviews combined, abandoned and taken up again.
#include "tests/support/case_review_stories.h"
#include "tests/support/northshire.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::Accepted;
using testing::Decided;
using testing::HoldQuorateMeeting;
using testing::Outcome;
using testing::Referred;
using testing::Requested;
using testing::Story;

constexpr char kTransfer[] =
    "TransferReviewLead { review_id: $review to_board_id: $other ground: LOOKED_AFTER_BY_IT "
    "reason: 'Their authority looks after the child.' agreed_with: 'Their business manager' "
    "transferred_on: @2010-03-25 }";

// Hard case 2.
TEST_CASE("hard case: the lead passes to another board in mid-case, and nothing is reset") {
  Story story = Decided();
  story.Given("$other", "BoardOpened { name: 'Southshire' }");
  const testing::Outcome without = story.On("2010-03-25").When(kTransfer);
  CHECK(without.reason == "NO_EDITION_IN_FORCE");
  CHECK(without.about == std::vector<std::string>{"$other"});
  story.InNameOf("$other").Adopt("wt2010").InNameOf("$board");
  story.Do("DeclareInvolvement { review_id: $review person_id: $author involvement: GAVE_ADVICE }");
  const CaseReview before = story.Of<CaseReview>("$review");
  story.On("2010-03-25");
  CHECK(
      story.When(std::string(kTransfer).replace(std::string(kTransfer).find("$other"), 6, "$board"))
          .reason == "NOTHING_TO_CHANGE");
  story.Do(kTransfer);
  const CaseReview after = story.Of<CaseReview>("$review");
  CHECK(after.lead_board_id == story.Id("$other"));
  CHECK(after.clock_facts.milestones.size() == before.clock_facts.milestones.size());
  CHECK(after.involvements.size() == before.involvements.size());
  CHECK(after.decisions.size() == 1);
  // The board that led is now one among those that contribute.
  CHECK(story
            .When("AgreeLeadArea { review_id: $review area_code: 'E99000001' "
                  "ground: CHILD_LIVES_THERE agreed_on: @2010-03-25 }")
            .reason == "WRONG_BOARD");
  CHECK(story.InNameOf("$other")
            .When("AgreeLeadArea { review_id: $review area_code: 'E99000003' "
                  "ground: LOOKED_AFTER_BY_IT agreed_on: @2010-03-25 }")
            .reason.empty());
}

TEST_CASE("what is there already is not recorded a second time") {
  const std::string panel =
      "ConstituteReviewPanel { review_id: $review member_person_ids: $auditor "
      "constituted_on: @2010-04-01 chair_person_id: ";
  const auto join = [](const std::string& name) {
    return "JoinAsContributor { review_id: $review board_name: '" + name +
           "' joined_on: @2010-04-01 }";
  };
  const auto national = [](const std::string& reference) {
    return "RecordNationalReview { review_id: $review reference: '" + reference +
           "' arranged_on: @2010-04-01 }";
  };
  const std::vector<std::tuple<std::string, std::string, const char*>> rows = {
      {panel + "$convenor }", panel + "$convenor }", "NOTHING_TO_CHANGE"},
      {panel + "$convenor }", panel + "$superintendent }", ""},
      {join("Southshire"), join("southshire"), "ALREADY_DONE"},
      {join("Southshire"), join("Westshire"), ""},
      {national("N/1"), national("N/1"), "ALREADY_DONE"},
      {national("N/1"), national("N/2"), ""},
  };
  for (const auto& [first, second, reason] : rows) {
    INFO(second);
    Story story = Requested();
    story.Do(first);
    CHECK(story.When(second).reason == reason);
  }
}

TEST_CASE("which area leads is told by its code, and ours does not lead what others do") {
  const auto agree = [](const std::string& code) {
    return "AgreeLeadArea { review_id: $review ground: CHILD_LIVES_THERE agreed_on: @2010-04-01 "
           "area_code: '" +
           code + "' }";
  };
  const std::vector<std::tuple<const char*, std::string, const char*>> rows = {
      {"SERIOUS_CASE_REVIEW", "Narnia", "CONTRADICTORY"},
      {"SERIOUS_CASE_REVIEW", "E09000999", ""},
      {"CONTRIBUTE_ELSEWHERE", "E09000998", ""},
      {"CONTRIBUTE_ELSEWHERE", "E09000999", "CONTRADICTORY"},
  };
  for (const auto& [option, code, reason] : rows) {
    INFO(option << " " << code);
    Story story = Decided(option);
    story.On("2010-04-01").Given("$board", "BoardOpened { name: 'N' area_code: 'E09000999' }");
    CHECK(story.When(agree(code)).reason == reason);
  }
}

TEST_CASE("a review passes on under a reference that is free where it goes") {
  Story story = Decided();
  story.Given("$other", "BoardOpened { name: 'Southshire' }").InNameOf("$other").On("2010-03-25");
  story.Adopt("wt2010");
  const std::string reference = story.Of<CaseReview>("$review").referral.case_reference();
  const auto refer = [&](const std::string& id, const std::string& as) {
    return "ReferCase { review_id: " + id + " case_reference: '" + as +
           "' referrer: HOSPITAL harm: DEATH incident_on: @2010-03-01 referred_on: @2010-03-02 "
           "grounds: 'Known.' }";
  };
  story.Do(refer("$theirs", reference)).InNameOf("$board");
  const std::string transfer(kTransfer);
  CHECK(story.When(transfer).reason == "REFERENCE_TAKEN");
  story.Do(transfer.substr(0, transfer.size() - 1) + "case_reference: 'S/1' }");
  CHECK(story.Of<CaseReview>("$review").referral.case_reference() == "S/1");
  story.InNameOf("$other");
  CHECK(story.When(refer("$second", "S/1")).reason == "REFERENCE_TAKEN");
  const std::string take = "TakeReviewReference { review_id: $review ";
  CHECK(story.When(take + "}").reason == "NOTHING_TO_CHANGE");
  CHECK(story.When(take + "case_reference: 'S/2' }").reason == "REASON_MISSING");
  story.Do(take + "case_reference: 'S/2' reason: 'Misread.' }");
  CHECK(story.When(refer("$second", "S/2")).reason == "REFERENCE_TAKEN");
  CHECK(story.When(refer("$second", "S/1")).reason.empty());
}

TEST_CASE("a referral that is corrected frees the reference that was typed wrongly") {
  Story story = Referred();
  const auto refer = [](const std::string& id, const std::string& as, const char* more = "") {
    return "ReferCase { review_id: " + id + " case_reference: '" + as +
           "' referrer: HOSPITAL harm: DEATH incident_on: @2010-03-01 referred_on: @2010-03-02 "
           "grounds: 'Known.' " +
           more + " }";
  };
  CHECK(story.When(refer("$second", "SCR/2010/1")).reason == "REFERENCE_TAKEN");
  story.Do(refer("$review", "SCR/2010/7",
                 "header { corrects_event_id: $CaseReferred correction_reason: 'Typed.' }"));
  CHECK(story.When(refer("$second", "SCR/2010/7")).reason == "REFERENCE_TAKEN");
  CHECK(story.When(refer("$second", "SCR/2010/1")).reason.empty());
}

TEST_CASE("a referral that is corrected does not take back a reference that was given up since") {
  Story story = Referred();
  story.Do(
      "TakeReviewReference { review_id: $review case_reference: 'SCR/2010/9' reason: 'Renumbered.' "
      "}");
  story.Do(
      "ReferCase { review_id: $review case_reference: 'SCR/2010/1' referrer: HOSPITAL harm: DEATH "
      "incident_on: @2010-03-01 referred_on: @2010-03-02 grounds: 'Known.' header { "
      "corrects_event_id: $CaseReferred correction_reason: 'The child died.' } }");
  CHECK(story.Of<CaseReview>("$review").referral.case_reference() == "SCR/2010/9");
  const auto refer = [](const std::string& as) {
    return "ReferCase { review_id: $second case_reference: '" + as +
           "' referrer: HOSPITAL harm: DEATH incident_on: @2010-03-01 referred_on: @2010-03-02 "
           "grounds: 'Known.' }";
  };
  CHECK(Story(story).When(refer("SCR/2010/9")).reason == "REFERENCE_TAKEN");
  CHECK(Story(story).When(refer("SCR/2010/1")).reason.empty());
}

TEST_CASE("a review from before takes its own reference") {
  Story story = Referred();
  const std::string take = "TakeReviewReference { review_id: $old }";
  story.Given("$old",
              "CaseReferred { case_reference: 'SCR/2009/1' referrer: HOSPITAL harm: DEATH "
              "incident_on: @2009-03-01 referred_on: @2009-03-02 }");
  story.Do(take);
  CHECK(story
            .When("ReferCase { review_id: $second case_reference: 'SCR/2009/1' referrer: HOSPITAL "
                  "harm: DEATH incident_on: @2010-03-01 referred_on: @2010-03-02 grounds: 'K.' }")
            .reason == "REFERENCE_TAKEN");
}

TEST_CASE("from the day of succession a board refers no case, and the refusal names who does") {
  Story story = Referred();
  story.Given("$south", "BoardOpened { name: 'Southshire' }");
  const std::string refer =
      "ReferCase { review_id: $second case_reference: 'SCR/2010/9' referrer: HOSPITAL harm: DEATH "
      "incident_on: @2010-03-01 referred_on: @2010-03-02 grounds: 'Known.' }";
  story.On("2010-03-24")
      .Do("NameSuccessor { successor_board_id: $south on: @2010-03-25 authority: 'The order.' }");
  CHECK(Story(story).When(refer).reason.empty());  // the day before
  const auto refused = story.On("2010-03-25").When(refer);
  CHECK(refused.reason == "WRONG_BOARD");
  CHECK(refused.about == std::vector<std::string>{"$south"});
  CHECK(refused.sentence.find("Southshire took this board's place on 25 March 2010") == 0);
  CHECK(story.InNameOf("$south").When(refer).reason.empty());
}

TEST_CASE("who passed the lead on does not take it back by correcting that") {
  Story story = Decided();
  for (const char* board : {"$other", "$third"}) {
    story.Given(board, "BoardOpened { name: 'Southshire' }").InNameOf(board).Adopt("wt2010");
  }
  story.InNameOf("$board");
  std::string again =
      std::string(kTransfer).replace(std::string(kTransfer).find("$other"), 6, "$third");
  again.insert(again.rfind('}'),
               "header { corrects_event_id: $ReviewLeadTransferred correction_reason: 'Meant the "
               "other.' } ");
  story.On("2010-03-25").Do(kTransfer);
  const testing::Outcome outcome = story.When(again);
  CHECK(outcome.reason == "WRONG_BOARD");
  CHECK(outcome.sentence.find("passed on with what you would correct") != std::string::npos);
  CHECK(story.Of<CaseReview>("$review").lead_board_id == story.Id("$other"));
}

TEST_CASE("whoever is appointed has a role of the guidance the review began under") {
  const std::string appoint = "AppointReviewer { review_id: $review role: '";
  const std::string reviewer =
      "' person_id: $reviewer independence_checks: 'Asked.' appointed_on: @2020-08-03 }";
  Story story = Requested();
  story.On("2020-08-03");
  CHECK(story.When(appoint + "local_reviewer" + reviewer).reason == "UNKNOWN_REFERENCE");
  CHECK(story.When(appoint + "overview_author" + reviewer).reason != "UNKNOWN_REFERENCE");
}

TEST_CASE("nobody who had a part in the case sits on its panel, and its chair does not write") {
  const auto panel = [](const std::string& chair) {
    return "ConstituteReviewPanel { review_id: $review member_person_ids: $convenor "
           "constituted_on: @2010-04-01 chair_person_id: " +
           chair + " }";
  };
  Story story = Requested();
  story.Do(
      "DeclareInvolvement { review_id: $review person_id: $officer involvement: GAVE_ADVICE }");
  CHECK(story.When(panel("$officer")).reason == "CONFLICTED");
  const std::string replace =
      "ReplacePanelMember { review_id: $review leaving_person_id: $convenor "
      "joining_person_id: $auditor reason: 'Left.' replaced_on: @2010-04-01 }";
  CHECK(story.When(replace).reason == "NOT_A_MEMBER");
  story.Do(panel("$reviewer"));
  CHECK(story.When(replace).reason.empty());
  CHECK(story.Of<CaseReview>("$review").set_up.Sits(story.Id("$auditor")));
  CHECK(story
            .When("AppointReviewer { review_id: $review role: 'overview_author' "
                  "person_id: $reviewer independence_checks: 'Asked.' appointed_on: @2010-04-01 }")
            .reason == "SAME_HANDS");
}

TEST_CASE("who writes the report is not appointed to chair its panel, nor the other way round") {
  const auto appoint = [](const std::string& role, const std::string& person) {
    return "AppointReviewer { review_id: $review role: '" + role + "' person_id: " + person +
           " independence_checks: 'Asked.' appointed_on: @2010-04-01 }";
  };
  const std::string constitute =
      "ConstituteReviewPanel { review_id: $review chair_person_id: $reviewer "
      "constituted_on: @2010-04-01 }";
  Story author = Requested();
  author.Do(appoint("overview_author", "$reviewer"));
  const Outcome refused = author.When(appoint("scr_panel_chair", "$reviewer"));
  CHECK(refused.reason == "SAME_HANDS");
  CHECK(refused.source == "Working Together 2010, chapter 8");
  CHECK(author.When(constitute).reason == "SAME_HANDS");
  author.Do(
      "ConstituteReviewPanel { review_id: $review chair_person_id: $convenor "
      "constituted_on: @2010-04-01 }");
  CHECK(author
            .When("ReplacePanelMember { review_id: $review leaving_person_id: $convenor "
                  "joining_person_id: $reviewer reason: 'Left.' replaced_on: @2010-04-01 }")
            .reason == "SAME_HANDS");
  Story chair = Requested();
  chair.Do(appoint("scr_panel_chair", "$reviewer"));
  CHECK(chair.When(appoint("overview_author", "$reviewer")).reason == "SAME_HANDS");
  CHECK(chair
            .When("DraftOverview { review_id: $review author_person_id: $reviewer "
                  "drafted_on: @2010-04-01 }")
            .reason == "SAME_HANDS");
}

TEST_CASE("a reviewer is appointed to a role of the guidance, independent, and then writes") {
  const auto appoint = [](const std::string& changes) {
    return "AppointReviewer { review_id: $review role: 'overview_author' person_id: $reviewer "
           "independence_checks: 'Asked.' appointed_on: @2010-04-01 " +
           changes + "}";
  };
  Story story = Requested();
  story.Given("$board", "PersonRegistered { person_id: $second_reviewer name: 'Second' }");
  CHECK(story.When(appoint("role: 'wizard'")).reason == "UNKNOWN_REFERENCE");
  CHECK(story.When(appoint("person_id: $convenor")).reason == "AUTHOR_NOT_INDEPENDENT");
  CHECK(story.When(appoint("person_id: $convenor role: 'scr_panel_chair'")).reason.empty());
  CHECK(story.When(appoint("")).reason.empty());
  CHECK(story.When(appoint("")).reason == "ALREADY_DONE");
  const std::string draft =
      "DraftOverview { review_id: $review drafted_on: @2010-04-01 author_person_id: ";
  CHECK(story.When(draft + "$second_reviewer }").reason == "NOT_AUTHORISED");
  CHECK(story.When(draft + "$reviewer }").reason.empty());
  story.Do(
      "RemoveReviewer { review_id: $review role: 'overview_author' person_id: $reviewer "
      "reason: 'Ill.' removed_on: @2010-04-01 }");
  CHECK(story.When(draft + "$second_reviewer }").reason.empty());
}

types::v1::ClockAnswer::Status StatusOf(Story& story, const std::string& review,
                                        const std::string& kind) {
  for (const types::v1::ClockAnswer& clock : story.Clocks<CaseReview>(review)) {
    if (clock.kind() == kind) return clock.status();
  }
  FAIL("no such clock");
  return {};
}

// Hard case 5.
TEST_CASE("hard case: one incident told twice becomes one review, and a wrong merge is undone") {
  Story story = Decided();
  story.Do(
      "ReferCase { review_id: $twin case_reference: 'SCR/2010/2' referrer: POLICE_FORCE "
      "harm: SERIOUS_INJURY incident_on: @2010-02 referred_on: @2010-03-04 "
      "grounds: 'The same child, it seems.' }");
  const auto combine = [](const std::string& from, const std::string& into) {
    return "CombineReviews { review_id: " + from + " into_review_id: " + into +
           " ground: TOLD_TWICE reason: 'One child.' combined_on: @2010-03-22 }";
  };
  CHECK(story.When(combine("$twin", "$twin")).reason != "");
  Story notified = story;
  notified.Given("$twin",
                 "IncidentReported { aware_on: @2010-03-04 abuse_or_neglect: YES } "
                 "IncidentNotified { notice_id: $notice recipient: 'ofsted' "
                 "sent_on: @2010-03-05 }");
  CHECK(notified.When(combine("$twin", "$review")).reason == "WRONG_STAGE");
  CHECK(notified.When(combine("$review", "$twin")).reason.empty());
  story.Do(
      "AddSubject { review_id: $twin subject_id: $kin role: CHILD_CONCERNED pseudonym: 'Child K' "
      "}");
  Story before = story;
  story.Do(combine("$twin", "$review"));
  CHECK(StageOf(story.Of<CaseReview>("$twin")) == "combined with another review");
  CHECK(IsConcluded(story.Of<CaseReview>("$twin")));
  CHECK(StatusOf(story, "$twin", "decide_scr") == types::v1::ClockAnswer::SUPERSEDED);
  CHECK(story.Of<CaseReview>("$review").set_up.taken_in ==
        std::vector<std::string>{story.Id("$twin")});
  CHECK(story.When(combine("$twin", "$review")).reason == "ALREADY_DONE");
  const auto on_twin = [&](const std::string& command) {
    const Outcome refused = Story(story).When(command);
    return refused.reason + " " + (refused.about.size() == 2 ? refused.about[1] : "");
  };
  CHECK(on_twin("ReverseDecision { review_id: $twin prior_decision_id: $prior option: NO_REVIEW "
                "decider_person_id: $chair new_evidence: 'A letter.' evidence_on: @2010-03-20 "
                "reasons: 'R.' decided_on: @2010-03-22 facts_as_of: @2010-03-22 }") ==
        "WRONG_STAGE $review");
  CHECK(on_twin("JoinAsContributor { review_id: $twin board_name: 'S' joined_on: @2010-03-22 }") ==
        "WRONG_STAGE $review");
  CHECK(on_twin("EstablishResidence { review_id: $twin subject_id: $kin area_code: 'E99000002' "
                "lived_from: @2008 evidence: 'School roll.' }") == "WRONG_STAGE $review");
  CHECK(on_twin("AddSubject { review_id: $twin role: CHILD_CONCERNED pseudonym: 'Child L' }") ==
        "WRONG_STAGE $review");
  CHECK(on_twin("ReportIncident { review_id: $twin area_of_incident: 'E99000001' aware_on: "
                "@2010-03-04 abuse_or_neglect: YES }") == "WRONG_STAGE $review");
  const auto separate = [](const std::string& review, const std::string& from) {
    return "SeparateReview { review_id: " + review + " from_review_id: " + from +
           " reason: 'Two children after all.' separated_on: @2010-03-22 }";
  };
  Story never = story;
  never.Do(
      "ReferCase { review_id: $third case_reference: 'SCR/2010/3' referrer: POLICE_FORCE "
      "harm: SERIOUS_INJURY incident_on: @2010-02 referred_on: @2010-03-04 grounds: 'Another.' }");
  CHECK(never.When(separate("$third", "$twin")).reason == "UNKNOWN_REFERENCE");
  CHECK(never.When(separate("$twin", "$third")).reason == "UNKNOWN_REFERENCE");
  // In either order.
  for (const auto& [one, other] : {std::pair("$review", "$twin"), std::pair("$twin", "$review")}) {
    Story apart = story;
    apart.Do(separate(one, other));
    CHECK(StageOf(apart.Of<CaseReview>("$twin")) == "referred");
    CHECK(StatusOf(apart, "$twin", "decide_scr") == types::v1::ClockAnswer::RUNNING);
    CHECK(StageOf(apart.Of<CaseReview>("$review")) == StageOf(before.Of<CaseReview>("$review")));
    CHECK(apart.Of<CaseReview>("$review").set_up.taken_in.empty());
  }
}

TEST_CASE("a board that contributes is named with the code of an area, or with none") {
  Story story = Decided();
  const auto joins = [](const std::string& area) {
    return "JoinAsContributor { review_id: $review board_name: 'Southshire' joined_on: "
           "@2010-03-22 " +
           area + " }";
  };
  story.On("2010-04-01");
  CHECK(story.When(joins("area_code: 'Narnia'")).reason == "CONTRADICTORY");
  CHECK(story.When(joins("")).reason.empty());
}

TEST_CASE("a closed review is combined with no other, from either side, until it is taken up") {
  Story story = Decided("NO_REVIEW");
  story.Do(
      "ReferCase { review_id: $twin case_reference: 'SCR/2010/2' referrer: POLICE_FORCE "
      "harm: SERIOUS_INJURY incident_on: @2010-02 referred_on: @2010-03-04 grounds: 'Another.' }");
  const auto combine = [](const std::string& from, const std::string& into) {
    return "CombineReviews { review_id: " + from + " into_review_id: " + into +
           " ground: CHILDREN_OF_ONE_FAMILY reason: 'Siblings.' combined_on: @2010-03-22 }";
  };
  story.Given("$review", "ReviewClosed { authority: 'The Board' closed_on: @2010-03-22 }");
  for (const auto& [from, into] : {std::pair("$review", "$twin"), std::pair("$twin", "$review")}) {
    const testing::Outcome refused = story.When(combine(from, into));
    CHECK(refused.reason == "WRONG_STAGE");
    CHECK(refused.about == std::vector<std::string>{"$review"});
    CHECK(refused.sentence.find("Take it up again first") != std::string::npos);
  }
  story.Do(
      "ReopenCaseReview { review_id: $review trigger: 'A letter.' scope: 'All of it.' "
      "authority: 'The chair' reopened_on: @2010-03-22 }");
  CHECK(story.When(combine("$review", "$twin")).reason == "");
}

TEST_CASE("an abandoned review asks nobody any longer, until it is taken up again") {
  const std::string abandon =
      "AbandonReview { review_id: $review reason: 'It became part of a national review.' "
      "authority: 'The chair' abandoned_on: @2010-04-01 }";
  const std::string reopen =
      "ReopenCaseReview { review_id: $review trigger: 'A letter.' scope: 'The last year.' "
      "authority: 'The chair' reopened_on: @2010-04-01 }";
  Story story = Requested();
  CHECK(story.When(reopen).reason == "WRONG_STAGE");
  const testing::Outcome outcome = story.When(abandon);
  CHECK(outcome.events.find("$health_imr") != std::string::npos);
  CHECK(outcome.events.find("$police_imr") != std::string::npos);
  CHECK(StageOf(story.Of<CaseReview>("$review")) == "abandoned");
  const std::string request =
      "RequestContribution { review_id: $review agency_id: $probation "
      "kind: INFORMATION_REPORT requested_on: @2010-04-01 due_on: @2010-06-01 }";
  CHECK(story.When(request).reason == "WRONG_STAGE");
  CHECK(StatusOf(story, "$review", "complete_scr") == types::v1::ClockAnswer::SUPERSEDED);
  story.Do(reopen);
  CHECK(story.When(request).reason.empty());
  // What was due goes on being due, by the day it had.
  CHECK(StatusOf(story, "$review", "complete_scr") == types::v1::ClockAnswer::RUNNING);
}

// Invariant 17: the status is opened again, the history stays.
TEST_CASE("a published review taken up again is open, and what was published stays published") {
  Story story = Accepted();
  story.On("2010-10-01")
      .Do("PublishReport { review_id: $review form: EXECUTIVE_SUMMARY published_on: @2010-10-01 "
          "document_sha256: '" +
          testing::SummarySha256() + "' }");
  CHECK(IsConcluded(story.Of<CaseReview>("$review")));
  story.Do(
      "ReopenCaseReview { review_id: $review trigger: 'An audit.' scope: 'Its actions.' "
      "authority: 'The Board' reopened_on: @2010-10-01 }");
  const CaseReview review = story.Of<CaseReview>("$review");
  CHECK_FALSE(IsConcluded(review));
  CHECK(StageOf(review) == "taken up again");
  CHECK(review.publications.size() == 1);
  CHECK(story
            .When("IssueAddendum { review_id: $review reason: 'The audit.' issued_on: @2010-10-01 "
                  "document_sha256: '" +
                  std::string(64, 'd') + "' }")
            .reason.empty());
}

TEST_CASE("nothing is decided of a review that goes on in another one, nor told of it") {
  Story story = testing::Referred();
  story.Given("$into", "CaseReferred { case_reference: 'SCR/2' referred_on: @2010-03-02 }");
  HoldQuorateMeeting(story, "$sitting", "$subgroup", "2010-03-15", "$review");
  story.On("2010-03-22").Given("$review", "ReviewCombined { into_review_id: $into }");
  const std::vector<std::string> commands = {
      "DecideOnReview { review_id: $review option: NO_REVIEW decider_person_id: $chair reasons: "
      "'R.' facts_as_of: @2010-03-20 decided_on: @2010-03-22 }",
      "RecordSubgroupRecommendation { review_id: $review meeting_id: $sitting option: NO_REVIEW "
      "reasons: 'R.' recommended_on: @2010-03-15 }",
      "ReportIncident { review_id: $review area_of_incident: 'E99000001' aware_on: @2010-03-01 "
      "abuse_or_neglect: YES }",
      "NotifyIncident { review_id: $review recipient: 'ofsted' channel: FORM sent_on: @2010-03-22 "
      "}",
      "AddSubject { review_id: $review pseudonym: 'Child Z' role: CHILD_OF_FAMILY }",
      "RequestInformation { review_id: $review agency_id: $health about: 'W.' requested_on: "
      "@2010-03-22 due_on: @2010-04-01 }",
      "ReverseDecision { review_id: $review prior_decision_id: $decision option: NO_REVIEW "
      "decider_person_id: $chair reasons: 'R.' new_evidence: 'E.' evidence_on: @2010-03-20 "
      "facts_as_of: @2010-03-20 decided_on: @2010-03-22 }",
      "EstablishResidence { review_id: $review subject_id: $child area_code: 'E99000001' "
      "lived_from: @2009-01 evidence: 'E.' }",
      // By its stage alone.
      "StartRapidReview { review_id: $review started_on: @2010-03-22 }",
  };
  story.Given("$review", "SubjectAdded { subject_id: $child pseudonym: 'C' }");
  for (const std::string& command : commands) {
    INFO(command);
    const Outcome refused = Story(story).When(command);
    CHECK(refused.reason == "WRONG_STAGE");
    CHECK(refused.sentence.find("goes on in another one") != std::string::npos);
  }
}

}  // namespace
}  // namespace candour::workflows::case_review
