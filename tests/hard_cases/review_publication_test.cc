// Hard cases of what leaves the office, through the services: 3 and 12.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/hard_cases/review_office.h"

namespace candour::testing {
namespace {

using types::v1::ClockAnswer;

const std::string kBrief(64, 'd');

std::string Publish(const std::string& document, const std::string& day) {
  return absl::StrCat("PublishReport { review_id: $review form: REDACTED_OVERVIEW document_id: ",
                      document, " document_version: 1 published_on: @", day, " }");
}

// Accepted in May 2016, with the report and its redacted copy among its documents.
void Accept(ReviewOffice& office) {
  office.Refer("$review", "SCR/2015/1", "2015-09-01", "2015-09-14").Begin("$review", "2015-10-05");
  office.On("2016-05-03");
  const std::string report = office.Keep("$report", "$review", "Child LG lived in a blue house.");
  office.Keep("$copy", "$review", "Child LG lived in a house.");
  office.Report("$review", 1, "$may", "2016-05-09", report);
}

TEST_CASE("hard case 3 of case reviews: a trial pauses publication, and not learning") {
  ReviewOffice office;
  Accept(office);
  office.Do(R"(
    ApplyRedaction {
      review_id: $review redaction_id: $passage document_id: $report document_version: 1
      from_character: 20 to_character: 25 ground: WOULD_IDENTIFY_A_CHILD reason: 'The house.'
      redacted_on: @2016-05-09
    }
    ApprovePublication {
      read_for_names_by_person_id: $convenor
      review_id: $review form: REDACTED_OVERVIEW document_id: $copy document_version: 1
      redaction_ids: $passage approver_person_id: $chair approved_on: @2016-05-09
    }
    PlaceEmbargo {
      review_id: $review embargo_id: $trial cause: CRIMINAL_TRIAL reason: 'A jury would read it.'
      embargoed_on: @2016-05-09 review_on: @2016-11-09
    }
    OpenActionPlan { plan_id: $plan title: 'Plan' review_id: $review opened_on: @2016-05-09 }
    MakeRecommendation {
      plan_id: $plan recommendation_id: $rec number: '1' text: 'See the child.'
      source: FROM_OVERVIEW agency_ids: $health made_on: @2016-05-09
    }
    CreateAction {
      plan_id: $plan action_id: $action recommendation_ids: $rec owner_agency_id: $health
      lead_role: 'Matron' text: 'Visit alone.' due_on: @2016-12-01 measure: 'Seen alone.'
      created_on: @2016-05-09
    })");
  CHECK(office.ReviewRow("$review").stage() == "embargoed");
  CHECK(office.Refusal(Publish("$copy", "2016-05-09")) == "PUBLICATION_BLOCKED");

  // A year on, what was learned is told, and what was recommended is done.
  office.On("2017-06-05")
      .Do(absl::StrCat(
          "IssueLearningBrief { review_id: $review title: 'Child LG' learning: 'See the child.' "
          "issued_on: @2017-06-05 document_sha256: '",
          kBrief, R"(' }
    SubmitEvidence {
      plan_id: $plan evidence_id: $audit action_id: $action description: 'Forty files.'
      by_agency_id: $health submitted_on: @2017-06-05
    }
    DeclareActionComplete {
      plan_id: $plan action_id: $action by_agency_id: $health declared_on: @2017-06-05
    }
    VerifyAction {
      plan_id: $plan action_id: $action verifier_agency_id: $social_care
      verifier_person_id: $auditor effect_seen: 'Children are seen.' evidence_ids: $audit
      verified_on: @2017-06-05
    })"));
  CHECK(office.Progress("$plan").verified() == 1);
  CHECK(office.Clock("$review", "embargo_review", "$trial").status() == ClockAnswer::OVERDUE);

  // Acquitted; then an appeal. No verdict, and no day that passes, publishes anything.
  office.On("2018-01-15").Do(ReviewOffice::SendAhead("2018-01-15", "2018-04-23"));
  CHECK(office.Refusal(Publish("$copy", "2018-01-15")) == "PUBLICATION_BLOCKED");
  office.Do(R"(
    PlaceEmbargo {
      review_id: $review embargo_id: $retrial cause: CRIMINAL_TRIAL reason: 'A retrial is ordered.'
      embargoed_on: @2018-01-15 review_on: @2018-04-16
    }
    LiftEmbargo {
      review_id: $review embargo_id: $trial reason: 'Acquitted.' authority: 'The chair'
      lifted_on: @2018-01-15
    })");
  CHECK(office.Refusal(Publish("$copy", "2018-01-15")) == "PUBLICATION_BLOCKED");
  CHECK(office.ReviewRow("$review").stage() == "embargoed");
  office.On("2018-04-23").Do(R"(
    LiftEmbargo {
      review_id: $review embargo_id: $retrial reason: 'Convicted.' authority: 'The chair'
      lifted_on: @2018-04-20
    })");
  CHECK(office.ReviewRow("$review").stage() == "report accepted");
  CHECK(office.Refusal(Publish("$report", "2018-04-23")) == "PUBLICATION_BLOCKED");
  // Nor is it told afterwards that it went out while it was held back.
  CHECK(office.Refusal(Publish("$copy", "2017-03-06")) == "PUBLICATION_BLOCKED");
  office.Do(Publish("$copy", "2018-04-23"));
  CHECK(office.ReviewRow("$review").stage() == "published");
  CHECK(office.File("$review", "2017-06-30T12:00").stage() == "embargoed");
  CHECK(ClockIn(office.File("$review"), "embargo_review").breached());
}

std::string Ask(const std::string& disclosure, const std::string& to) {
  return absl::StrCat("RequestDisclosure { review_id: $review disclosure_id: ", disclosure,
                      " recipient: '", to, "' what: 'The report.' requested_on: @2016-06-06 }");
}

std::string Give(const std::string& disclosure, const std::string& day) {
  return absl::StrCat("MakeDisclosure { review_id: $review disclosure_id: ", disclosure,
                      " document_id: $report document_version: 1 authority: 'The order' "
                      "conditions: 'To nobody else.' made_on: @",
                      day, " }");
}

std::string Order(const std::string& disclosure, const std::string& by, const std::string& day) {
  return absl::StrCat("RecordDisclosureOrder { review_id: $review disclosure_id: ", disclosure,
                      " by: '", by, "' conditions: 'To nobody else.' ordered_on: @", day, " }");
}

// To how many of the recipients something was given, by the file.
int Given(const types::v1::CaseFile& file) {
  int given = 0;
  for (const auto& fact : file.facts()) {
    given +=
        absl::StartsWith(fact.key(), "disclosure_made/") && absl::EndsWith(fact.key(), "/made_on");
  }
  return given;
}

TEST_CASE(
    "hard case 12 of case reviews: a coroner orders, a parent asks, a family court restricts") {
  ReviewOffice office;
  Accept(office);
  office.On("2016-05-16").Do(R"(
    DecideNonPublication {
      review_id: $review reasons: 'The welfare of her brother.' decider_person_id: $chair
      decided_on: @2016-05-16
    })");
  office.On("2016-06-06").Do(R"(
    PlaceEmbargo {
      review_id: $review embargo_id: $court cause: COURT_ORDER reference: 'FD/2016/1'
      reason: 'The family court restricts it.' embargoed_on: @2016-06-06 review_on: @2017-06-06
    })");
  office.Do(Ask("$coroner", "coroner"))
      .Do(Ask("$father", "parent"))
      .Do(Ask("$family", "family_court"));
  for (const char* to : {"$coroner", "$father", "$family"}) {
    CHECK(office.Refusal(Give(to, "2016-06-06")) == "DISCLOSURE_WITHHELD");
  }
  office.On("2016-07-04").Do(Order("$coroner", "The coroner", "2016-07-04"));
  office.Do(Order("$family", "The family court", "2016-07-04"))
      .Do(Give("$coroner", "2016-07-04"))
      .Do(Give("$family", "2016-07-04"))
      .Do("RefuseDisclosure { review_id: $review disclosure_id: $father reason: 'The court "
          "restricts it.' authority: 'The chair' refused_on: @2016-07-04 }");
  CHECK(office.Refusal(Give("$father", "2016-07-04")) == "DISCLOSURE_WITHHELD");
  CHECK(
      office.Refusal("RefuseDisclosure { review_id: $review disclosure_id: $coroner reason: 'No.' "
                     "authority: 'The chair' refused_on: @2016-07-04 }") == "NOT_AUTHORISED");
  // Given to two, and published to nobody: one flag could not say so.
  CHECK(office.ReviewRow("$review").stage() == "not published");
  CHECK(DayText(office.ReviewRow("$review").published_on()).empty());
  CHECK(Given(office.File("$review")) == 2);
  CHECK(Given(office.File("$review", "2016-06-20T12:00")) == 0);
  CHECK(
      office.Refusal("LiftEmbargo { review_id: $review embargo_id: $court reason: 'R.' authority: "
                     "'The chair' lifted_on: @2016-07-04 }") == "NOT_AUTHORISED");

  // Litigated: the father has it after all.
  office.On("2016-12-05").Do(Order("$father", "The family court", "2016-12-05"));
  office.Do(Give("$father", "2016-12-05"));
  CHECK(Given(office.File("$review")) == 3);
  const auto before = office.File("$review", "2016-11-07T12:00");
  CHECK(Given(before) == 2);
  CHECK_FALSE(
      Office::Fact(before, absl::StrCat("disclosure_refused/", office.Id("$father"))).empty());
}

}  // namespace
}  // namespace candour::testing
