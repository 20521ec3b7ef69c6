// The chronology of a review behind a real gate: brought together, and read as it stood.
#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "tests/support/house.h"
#include "tests/support/house_stories.h"

namespace candour::audit {
namespace {

using testing::TestHouse;
using types::v1::IntegratedChronology;

void HealthTellsALine(TestHouse& house) {
  DecideOnReview(house);
  house.Do(R"(
    RegisterAgency { agency_id: $health name: 'Northshire Health' }
    RegisterAgency { agency_id: $police name: 'Northshire Police' })");
  OpenChronology(house);
  house.Do(R"(
    SubmitChronology {
      chronology_id: $chronology agency_id: $health submitted_on: @2010-05-03
      lines {
        on: @2009-03-02 text: 'Rang the police about a bruise.' source: 'GP record, page 4'
        shared_with_agency_ids: $police
      }
    })");
}

absl::StatusOr<IntegratedChronology> Ask(TestHouse& house, const std::string& more = {},
                                         const std::string& kind = "CASE_REVIEW") {
  return house.Ask<IntegratedChronology>(
      "GetChronology",
      absl::StrCat("GetChronologyRequest { about { board_id: $board id: $review aggregate: ", kind,
                   " } ", more, " }"));
}

TEST_CASE("a line that arrived late was not known before it arrived") {
  TestHouse house;
  HealthTellsALine(house);
  house.On("2010-06-07").Do(R"(
    SubmitChronology {
      chronology_id: $chronology agency_id: $police submitted_on: @2010-06-07
      lines { on: @2009-03-02 text: 'Took a call.' source: 'Call log 7' }
    })");
  house.On("2010-06-08").As("auditor");
  const auto then = Ask(house, "as_at { moment: @2010-05-04T12:00 }");
  REQUIRE(then.ok());
  CHECK(then->entries_size() == 1);
  CHECK(then->silences_size() == 1);
  CHECK(then->silences(0).agency() == "Northshire Police");
  const auto now = Ask(house);
  REQUIRE(now.ok());
  CHECK(now->entries_size() == 2);
  CHECK(now->silences_size() == 0);
  CHECK(now->sha256().size() == 64);
  CHECK(now->sha256() != then->sha256());
}

TEST_CASE("the hash that is shown is the hash that was issued") {
  TestHouse house;
  HealthTellsALine(house);
  house.Do(R"(
    IssueIntegratedChronology {
      chronology_id: $chronology issued_to: 'Review panel' issued_on: @2010-05-03
    })");
  const auto whole = Ask(house);
  REQUIRE(whole.ok());
  CHECK(whole->issued_version() == 1);
  house.As("case_review_coordinator");
  CHECK_FALSE(house
                  .Try("IssueIntegratedChronology { chronology_id: $chronology issued_to: 'Board' "
                       "issued_on: @2010-05-03 }")
                  .ok());
}

TEST_CASE("who may not read a review reads no chronology of it, nor of what has none") {
  TestHouse house;
  HealthTellsALine(house);
  house.As("agency_author");
  CHECK(absl::IsPermissionDenied(Ask(house).status()));
  house.As("auditor");
  CHECK(absl::IsInvalidArgument(Ask(house, "", "CHILD_DEATH").status()));
  CHECK(absl::IsNotFound(Ask(house, "as_at { moment: @2010-04-01T12:00 }").status()));
}

TEST_CASE("a genogram is read as it was known, and names only by those who may read them") {
  TestHouse house;
  HealthTellsALine(house);
  house.Do(R"(
    AddSubject { review_id: $review subject_id: $child role: CHILD_CONCERNED pseudonym: 'Child C' }
    AddSubject { review_id: $review subject_id: $mother role: PARENT_OR_CARER pseudonym: 'Mother' }
    NameSubject {
      review_id: $review subject_id: $child given_names: 'Fictia' family_name: 'Testperson'
    }
    RecordFamilyTie {
      review_id: $review tie_id: $tie from_subject_id: $mother tie: PARENT_OF
      to_subject_id: $child source: 'GP record'
    }
    IssueGenogram { review_id: $review issued_on: @2010-05-03 })");
  house.On("2010-06-01")
      .Do("EndFamilyTie { review_id: $review tie_id: $tie ended_on: @2010-05 source: 'Court' }");
  const auto ask = [&](const std::string& more) {
    return house.Ask<types::v1::Genogram>(
        "GetGenogram",
        absl::StrCat("GetGenogramRequest { about { board_id: $board id: $review aggregate: "
                     "CASE_REVIEW ",
                     more, " }"));
  };
  const auto then = ask("} as_at { moment: @2010-05-04T09:00 }");
  REQUIRE(then.ok());
  REQUIRE(then->ties_size() == 1);
  CHECK(then->ties(0).words() == "Mother, parent of Child C");
  CHECK(then->version() == 1);
  CHECK_FALSE(then->changed_since());
  CHECK(then->persons(0).name().empty());
  const auto now = ask("include_identity: true }");
  REQUIRE(now.ok());
  CHECK(now->ties(0).words() == "Mother, parent of Child C, until May 2010");
  CHECK(now->changed_since());
  CHECK(now->persons(0).name() == "Fictia Testperson");
  CHECK(now->text().find("Fictia") == std::string::npos);
  house.As("auditor");
  CHECK(ask("}").ok());
  CHECK(absl::IsPermissionDenied(ask("include_identity: true }").status()));
}

TEST_CASE("an agency sees of a chronology its own account, of reviews that asked it") {
  TestHouse house;
  HealthTellsALine(house);
  house.Do(R"(
    SubmitChronology {
      chronology_id: $chronology agency_id: $police submitted_on: @2010-05-03
      lines { on: @2009-03-03 text: 'Called by a surgery.' source: 'Log 7' }
    })");
  // Asked for nothing yet.
  house.As("agency_author").For("$health");
  CHECK(Ask(house).status().code() == absl::StatusCode::kPermissionDenied);
  house.As("case_review_coordinator").For("").Do(R"(
    ApproveTermsOfReference {
      review_id: $review period_from: @2009-01 period_to: @2009-12-31 questions: 'What was known?'
      approved_on: @2010-05-03
    }
    RequestContribution {
      review_id: $review contribution_id: $imr agency_id: $health
      kind: INDIVIDUAL_MANAGEMENT_REVIEW requested_on: @2010-05-03 due_on: @2010-07-01
    })");
  const auto whole = Ask(house);
  REQUIRE(whole.ok());
  CHECK(whole->entries_size() == 2);
  house.As("agency_author").For("$health");
  const auto own = Ask(house);
  REQUIRE(own.ok());
  CHECK(own->entries_size() == 1);
  CHECK(own->entries(0).tellings(0).agency() == "Northshire Health");
  CHECK(own->chronology_id() == whole->chronology_id());
  CHECK(own->sources_size() == 1);
  CHECK(own->silences().empty());
  CHECK(own->lanes().empty());
  CHECK(own->sha256() != whole->sha256());
  house.For("$police");
  CHECK(Ask(house).status().code() == absl::StatusCode::kPermissionDenied);
}

TEST_CASE("a member of the subgroup reads reviews, their chronologies and plans, and no more") {
  TestHouse house;
  HealthTellsALine(house);
  house.As("subgroup_member");
  CHECK(Ask(house).ok());
  const auto file = [&](const char* aggregate) {
    return house
        .Ask<types::v1::CaseFile>(
            "GetCase", absl::StrCat("GetCaseRequest { about { board_id: $board id: $review "
                                    "aggregate: ",
                                    aggregate, " } }"))
        .status()
        .code();
  };
  CHECK(file("CASE_REVIEW") == absl::StatusCode::kOk);
  CHECK(file("CHILD_DEATH") == absl::StatusCode::kPermissionDenied);
  CHECK(file("MEETING") == absl::StatusCode::kPermissionDenied);
  CHECK(house
            .Ask<v1::Timeline>("GetTimeline",
                               "GetTimelineRequest { about { board_id: $board id: $review "
                               "aggregate: CASE_REVIEW } }")
            .status()
            .code() == absl::StatusCode::kPermissionDenied);
  house.As("agency_author").For("$health");
  CHECK(file("CASE_REVIEW") == absl::StatusCode::kPermissionDenied);
}

}  // namespace
}  // namespace candour::audit
