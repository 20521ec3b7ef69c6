// What goes into a contribution, and what comes up about it later.
#include "tests/support/case_review_stories.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::Accepted;
using testing::Contributed;
using testing::Outcome;
using testing::Requested;
using testing::Story;
using testing::Submitted;

constexpr char kInvolved[] =
    "DeclareInvolvement { review_id: $review person_id: $author "
    "involvement: MANAGED_PRACTITIONER detail: 'Covered for the manager two years before.' }";
constexpr char kAccept[] =
    "AcceptContribution { review_id: $review contribution_id: $health_imr "
    "accepted_by_person_id: $auditor accepted_on: @2010-06-15 }";

std::string Except(const std::string& changes = "") {
  return "ExceptAuthor { review_id: $review contribution_id: $health_imr person_id: $author "
         "approver_person_id: $chair reason: 'Nobody else can.' excepted_on: @2010-06-15 " +
         changes + "}";
}

// Hard case 6.
TEST_CASE("hard case: an author is found conflicted when the report is accepted already") {
  Story story = Accepted();
  story.Do(kInvolved);
  const std::string publish =
      "PublishReport { review_id: $review form: FULL_OVERVIEW published_on: @2010-09-02 "
      "document_sha256: '" +
      testing::AcceptedSha256() + "' }";
  const Outcome frozen = story.When(publish);
  CHECK(frozen.reason == "CONTRIBUTIONS_OPEN");
  CHECK(frozen.about == std::vector<std::string>{"$health_imr"});
  // Everything that was derived from it names it.
  const CaseReview review = story.Of<CaseReview>("$review");
  CHECK(review.FindDraft(1)->record.contribution_ids(0) == story.Id("$health_imr"));
  SECTION("and another author takes it over") {
    story.Do(
        "NominateAuthor { review_id: $review contribution_id: $health_imr "
        "person_id: $superintendent directly_involved: NO line_manager_of_involved: NO "
        "gave_advice: NO }");
    CHECK(story.When(publish).reason == "CONTRIBUTIONS_OPEN");
  }
  SECTION("or is let stand, with reasons, by somebody apart from the case") {
    story.Do(Except("excepted_on: @2010-09-02"));
    CHECK(story.When(publish).reason.empty());
  }
}

TEST_CASE("an exception covers what was declared by then, and nothing declared later") {
  Story story = Submitted();
  story.On("2010-06-15");
  CHECK(story.When(Except()).reason == "NOTHING_TO_CHANGE");
  story.Do(kInvolved);
  CHECK(story.When(kAccept).reason == "AUTHOR_NOT_INDEPENDENT");
  CHECK(story.When(Except("approver_person_id: $author")).reason == "SAME_HANDS");
  CHECK(story.When(Except("approver_person_id: $officer")).reason == "SAME_HANDS");
  story.Do("DeclareInvolvement { review_id: $review person_id: $chair involvement: GAVE_ADVICE }");
  CHECK(story.When(Except()).reason == "CONFLICTED");
  story.Do(Except("approver_person_id: $convenor"));
  Story later = story;
  CHECK(story.When(kAccept).reason.empty());
  later.Do(
      "DeclareInvolvement { review_id: $review person_id: $author "
      "involvement: DIRECTLY_INVOLVED }");
  CHECK(later.When(kAccept).reason == "AUTHOR_NOT_INDEPENDENT");
}

TEST_CASE("a contribution found wanting is not accepted before it is checked again") {
  const auto check = [](const std::string& changes) {
    return "CheckContribution { review_id: $review contribution_id: $health_imr "
           "checker_person_id: $convenor checked_on: @2010-06-10 " +
           changes + "}";
  };
  CHECK(Requested().On("2010-06-15").When(check("met: 'says_why'")).reason == "WRONG_STAGE");
  Story story = Submitted();
  story.On("2010-06-15");
  CHECK(story.When(check("met: 'pleasant'")).reason == "UNKNOWN_REFERENCE");
  CHECK(story.When(check("met: 'says_why' not_met: 'says_why'")).reason == "CONTRADICTORY");
  CHECK(story.When(check("checker_person_id: $author met: 'says_why'")).reason == "SAME_HANDS");
  CHECK(story.When(check("checked_on: @2010-05-27")).reason == "DATE_OUT_OF_ORDER");
  Story involved = story;
  involved.Do(
      "DeclareInvolvement { review_id: $review person_id: $convenor "
      "involvement: DIRECTLY_INVOLVED }");
  CHECK(involved.When(check("met: 'covers_period' met: 'says_why'")).reason == "CONFLICTED");
  story.Do(check("met: 'covers_period' not_met: 'says_why'"));
  CHECK(story.When(kAccept).reason == "WRONG_STAGE");
  story.Do(check("met: 'covers_period' met: 'says_why'"));
  CHECK(story.When(kAccept).reason.empty());
}

TEST_CASE("an agency refuses, and somebody answers for going on without it") {
  const auto refuse = [](const std::string& approver) {
    return "RecordContributionRefused { review_id: $review contribution_id: $health_imr "
           "reason: 'Legal advice.' refused_on: @2010-06-15 approver_person_id: " +
           approver + " }";
  };
  Story story = Submitted();
  story.On("2010-06-15");
  CHECK(story.When(refuse("$author")).reason == "SAME_HANDS");
  CHECK(story.When(refuse("$officer")).reason == "SAME_HANDS");
  CHECK(story.When(refuse("$convenor")).reason.empty());
  CHECK(story.Of<CaseReview>("$review").contributions.at(story.Id("$health_imr")).Settled());
  CHECK(story.When(kAccept).reason == "ALREADY_DONE");
}

TEST_CASE("late evidence re-opens what it bears on, or lets it stand") {
  const auto late = [](const std::string& changes) {
    return "ReceiveLateEvidence { review_id: $review evidence: 'A diary.' arose_on: @2009-12 "
           "received_on: @2010-06-20 " +
           changes + "}";
  };
  Story story = Contributed();
  story.On("2010-06-20");
  CHECK(story.When(late("arose_on: @2010-06-21")).reason != "");
  CHECK(story.When(late("")).events.find("ContributionReopened") == std::string::npos);
  CHECK(story.When(late("contribution_id: $police_imr new_due_on: @2010-07-20")).reason ==
        "WRONG_STAGE");
  CHECK(story.When(late("contribution_id: $health_imr new_due_on: @2010-07-20"))
            .events.find("ContributionReopened") != std::string::npos);
  const CaseReview review = story.Of<CaseReview>("$review");
  CHECK_FALSE(review.contributions.at(story.Id("$health_imr")).Settled());
  CHECK(review.late_evidence.size() == 2);
}

TEST_CASE("an interview put off on the police's advice is still to be held") {
  Story story = Requested();
  story.Do(
      "SecureRecords { review_id: $review contribution_id: $health_imr "
      "systems: 'Ward notes' secured_on: @2010-04-01 } "
      "DeferInterview { review_id: $review contribution_id: $health_imr "
      "interviewee: 'ward sister' reason: 'A witness.' on_advice_of: 'The police' "
      "deferred_on: @2010-04-01 look_again_on: @2010-05-01 } "
      "EscalateContribution { review_id: $review contribution_id: $health_imr "
      "to: 'Chief executive' escalated_on: @2010-04-01 }");
  const auto work = [&] {
    return story.Of<CaseReview>("$review").contributions.at(story.Id("$health_imr")).work;
  };
  CHECK(work().deferred.size() == 1);
  CHECK(work().secured.size() == 1);
  CHECK(work().escalations.size() == 1);
  story.Do(
      "RecordInterview { review_id: $review contribution_id: $health_imr "
      "interviewee: 'ward sister' held_on: @2010-04-01 }");
  CHECK(work().deferred.empty());
  CHECK(work().interviews.size() == 1);
}

TEST_CASE("the family is offered to be heard, and an answer can change") {
  Story story = Requested();
  story.Do(
      "AddSubject { review_id: $review subject_id: $mother role: PARENT_OR_CARER } "
      "OfferInvolvement { review_id: $review subject_id: $mother route: 'A letter' "
      "offered_on: @2010-04-01 } "
      "DeferInvolvement { review_id: $review subject_id: $mother reason: 'The trial.' "
      "deferred_on: @2010-04-01 look_again_on: @2010-06-01 } "
      "RecordInvolvementDeclined { review_id: $review subject_id: $mother "
      "declined_on: @2010-04-01 } "
      "HearSubject { review_id: $review subject_id: $mother what_they_said: 'Nobody asked.' "
      "heard_on: @2010-04-01 } "
      "ShareFindings { review_id: $review subject_id: $mother how: 'A visit.' "
      "shared_on: @2010-04-01 }");
  const Subject mother = story.Of<CaseReview>("$review").incident.subjects.at(story.Id("$mother"));
  CHECK(mother.offers.size() == 1);
  CHECK_FALSE(mother.deferred);
  CHECK_FALSE(mother.declined);
  CHECK(mother.heard.size() == 1);
  CHECK(mother.shared.size() == 1);
}

// Comments on facts are answered before the panel endorses what they are about.
TEST_CASE("a draft with comments unanswered is not endorsed") {
  Story story = Contributed();
  story.On("2010-08-20")
      .Do("RecordFinding { review_id: $review finding_id: $finding finding: 'Nobody saw him.' "
          "evidence: 'No visit is recorded.' contribution_ids: $health_imr found_on: @2010-07-20 } "
          "DraftOverview { review_id: $review author_person_id: $reviewer drafted_on: @2010-08-01 "
          "}");
  CHECK(story.Of<CaseReview>("$review").FindDraft(1)->record.finding_ids(0) ==
        story.Id("$finding"));
  const auto comment = [](const std::string& version) {
    return "MakeFactualComment { review_id: $review comment_id: $comment agency_id: $health "
           "comment: 'It was a Tuesday.' made_on: @2010-08-05 version: " +
           version + " }";
  };
  CHECK(story.When(comment("2")).reason == "UNKNOWN_REFERENCE");
  story.Do(comment("1"));
  const std::string endorse =
      "EndorseOverview { review_id: $review version: 1 endorsed_on: @2010-08-20 }";
  CHECK(story.When(endorse).reason == "WRONG_STAGE");
  const auto answer = [](const std::string& day) {
    return "AnswerFactualComment { review_id: $review comment_id: $comment accepted: true "
           "answer: 'Corrected.' answered_on: @" +
           day + " }";
  };
  CHECK(story.When(answer("2010-08-04")).reason == "DATE_OUT_OF_ORDER");
  story.Do(answer("2010-08-06"));
  CHECK(story.When(endorse).reason.empty());
}

}  // namespace
}  // namespace candour::workflows::case_review
