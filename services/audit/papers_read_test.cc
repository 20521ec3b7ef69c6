// A decision and the papers it rested on.
#include <string>

#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "tests/support/house_stories.h"

namespace candour::audit {
namespace {

using testing::TestHouse;
using types::v1::CaseFile;

TEST_CASE("what a decision rested on is told with it: the papers, each in its version") {
  TestHouse house;
  OpenBoard(house);
  house.On("2010-03-02").As("case_review_coordinator").Do(R"(
    ReferCase {
      review_id: $review case_reference: 'SCR/2010/1' referrer: HOSPITAL harm: SERIOUS_INJURY
      incident_on: @2010-02 referred_on: @2010-03-01 grounds: 'Injuries without an account.'
    })");
  const std::string sha256(64, 'a');
  house.As("service").Do(absl::StrCat(
      "AddDocument { document_id: $paper review_id: $review kind: EVIDENCE_PAPER title: 'Paper' "
      "bytes: 10 media_type: 'application/pdf' sha256: '",
      sha256, "' } RecordDocumentScan { document_id: $paper version: 1 finding: SCANNED_CLEAN }"));
  const std::string decision = absl::StrCat(
      "DecideOnReview { review_id: $review decision_id: $no option: NO_REVIEW decider_person_id: "
      "$chair reasons: 'An accident.' facts_as_of: @2010-03-20 decided_on: @2010-03-22 read { "
      "document_id: $paper version: 1 sha256: '",
      sha256, "' } ");
  house.On("2010-03-22").As("board_chair");
  CHECK(absl::IsFailedPrecondition(
      house
          .Try(absl::StrCat(decision, "read { document_id: $other version: 1 sha256: '", sha256,
                            "' } }"))
          .status()));
  house.Do(decision + "}");
  const auto file = house.As("auditor").Ask<CaseFile>(
      "GetCase",
      "GetCaseRequest { about { board_id: $board aggregate: CASE_REVIEW id: $review } }");
  REQUIRE(file.ok());
  REQUIRE(file->decisions_size() == 1);
  REQUIRE(file->decisions(0).read_size() == 1);
  CHECK(file->decisions(0).read(0).document_id() == house.Id("$paper"));
  CHECK(file->decisions(0).read(0).sha256() == sha256);
}

}  // namespace
}  // namespace candour::audit
