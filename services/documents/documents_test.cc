// Documents through the gate: in, out, listed, quarantined, forgotten.
#include "services/documents/documents.h"

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "base/limits.h"
#include "candour/record/v1/record.pb.h"
#include "services/documents/test_documents.h"
#include "services/record/streams.h"
#include "storage/crypto/crypto.h"
#include "tests/support/clamd.h"

namespace candour::documents {
namespace {

using tests::FakeClamd;

std::string HexSha256(const std::string& content) {
  const Bytes32 hash = storage::crypto::Sha256(content);
  return absl::BytesToHexString({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

TEST_CASE("what is put in comes out, by version, and is pinned by its hash") {
  TestDocuments desk;
  const std::string first = TestDocuments::Content(700'000);
  const std::string second = TestDocuments::Content(10);
  const auto added = desk.Upload(TestDocuments::Add(), first);
  REQUIRE(added.status().ToString() == "OK");
  CHECK(added->pin().version() == 1);
  CHECK(added->pin().sha256() == HexSha256(first));
  CHECK(added->finding() == types::v1::SCAN_NOT_PROVIDED);
  const std::string id = added->pin().document_id();
  const auto newer = desk.Upload(
      absl::StrCat("AddDocumentVersion { document_id: '", id, "' reason: 'A page was missing.' }"),
      second);
  REQUIRE(newer.status().ToString() == "OK");
  CHECK(newer->pin().version() == 2);
  CHECK(desk.Download(id, 1).value() == first);
  CHECK(desk.Download(id, 2).value() == second);
  CHECK(desk.Download(id).value() == second);
  CHECK(absl::IsNotFound(desk.Download(id, 3).status()));

  const auto listed = desk.List().value();
  REQUIRE(listed.documents_size() == 1);
  CHECK(listed.documents(0).title() == "Report on Ada Example");
  CHECK(listed.documents(0).about_id() == desk.house.Id("$case"));
  REQUIRE(listed.documents(0).versions_size() == 2);
  CHECK(listed.documents(0).versions(0).media_type() == "application/pdf");
  CHECK(listed.documents(0).versions(1).reason() == "A page was missing.");
}

TEST_CASE("an upload retried is answered as before, and kept once; so is the same file twice") {
  TestDocuments desk;
  const std::string content = TestDocuments::Content(300'000);
  const std::string command = TestDocuments::Add("header { command_id: $once }");
  const auto first = desk.Upload(command, content);
  REQUIRE(first.status().ToString() == "OK");
  CHECK(desk.Upload(command, content)->SerializeAsString() == first->SerializeAsString());
  CHECK(absl::IsAlreadyExists(desk.Upload(command, TestDocuments::Content(20)).status()));
  CHECK(desk.Files().size() == 1);
  const auto again = desk.Upload(TestDocuments::Add(), content);
  REQUIRE(again.ok());
  CHECK(again->pin().document_id() != first->pin().document_id());
  CHECK(desk.Files().size() == 1);
  CHECK(desk.List()->documents_size() == 2);
}

TEST_CASE("what cannot be taken is refused, says how it could be, and leaves nothing") {
  TestDocuments desk;
  const std::string content = TestDocuments::Content(5000);
  const auto reason = [&](const std::string& changes, const std::string& bytes) {
    return TestDocuments::ReasonOf(desk.Upload(TestDocuments::Add(changes), bytes).status());
  };
  CHECK(reason(absl::StrCat("bytes: ", limits::kDocumentBytes + 1), content) ==
        types::v1::DOCUMENT_TOO_LARGE);
  CHECK(reason("", std::string("MZ\x90\0\x03", 5)) == types::v1::DOCUMENT_TYPE_NOT_TAKEN);
  CHECK(reason("media_type: 'image/png'", content) == types::v1::DOCUMENT_TYPE_NOT_TAKEN);
  for (const std::string& changes :
       {std::string("bytes: 4999"), std::string("bytes: 5001"),
        "sha256: '" + std::string(64, '0') + "'", std::string("title: ''"),
        std::string("dated_on: @2011-01-01")}) {
    INFO(changes);
    CHECK(absl::IsInvalidArgument(desk.Upload(TestDocuments::Add(changes), content).status()));
  }
  CHECK(absl::IsNotFound(desk.Upload(TestDocuments::Add("case_id: $none"), content).status()));
  CHECK(absl::IsInvalidArgument(
      desk.Upload(TestDocuments::Add(), TestDocuments::Content(900'000), 800'000).status()));
  // A restart waits for every handler, so that nothing is still on its way out.
  desk.house.RestartRecord();
  CHECK(desk.Files().empty());
  CHECK(desk.List()->documents_size() == 0);
}

TEST_CASE("nobody but the service that has the content says that it has") {
  TestDocuments desk;
  for (const std::string& command :
       {TestDocuments::Add("bytes: 1"),
        std::string("RecordDocumentScan { document_id: $d version: 1 finding: SCANNED_CLEAN }")}) {
    CHECK(absl::IsPermissionDenied(desk.house.Try(command).status()));
  }
}

TEST_CASE("names are for whoever may read names; so is content that has names in it") {
  TestDocuments desk;
  const std::string named = TestDocuments::Content(1000, "Ada Example");
  const std::string pack = TestDocuments::Content(1000, "Child A");
  const auto report = desk.Upload(TestDocuments::Add(), named);
  const auto anonymised = desk.Upload(TestDocuments::Add("anonymised: true"), pack);
  REQUIRE(report.ok());
  REQUIRE(anonymised.ok());
  desk.house.As("panel_member");
  CHECK(absl::IsPermissionDenied(desk.Download(report->pin().document_id()).status()));
  CHECK(desk.Download(anonymised->pin().document_id()).value() == pack);
  const auto listed = desk.List();
  for (const auto& document : listed->documents()) {
    CHECK(document.title().empty());
    for (const auto& version : document.versions()) CHECK(version.file_name().empty());
  }
  desk.house.As("agency_author");
  CHECK(absl::IsPermissionDenied(desk.Download(anonymised->pin().document_id()).status()));
  desk.house.Of("$other").As("cdop_administrator");
  CHECK(absl::IsNotFound(desk.Download(anonymised->pin().document_id()).status()));
}

TEST_CASE("what the scanner does not find clean is quarantined, scanned again, or released") {
  FakeClamd clamd;
  TestDocuments desk(clamd.address());
  const std::string clean = TestDocuments::Content(100'000);
  const std::string virus = TestDocuments::Content(1000, tests::kInventedVirus);
  const auto good = desk.Upload(TestDocuments::Add(), clean);
  REQUIRE(good.status().ToString() == "OK");
  CHECK(good->finding() == types::v1::SCANNED_CLEAN);
  CHECK_FALSE(good->quarantined());
  CHECK(clamd.last() == clean);
  const auto bad = desk.Upload(TestDocuments::Add(), virus);
  REQUIRE(bad.ok());
  CHECK(bad->finding() == types::v1::SCANNED_INFECTED);
  CHECK(bad->quarantined());
  clamd.Follow(FakeClamd::Script::kHangUp);
  const auto unknown = desk.Upload(TestDocuments::Add(), TestDocuments::Content(2000));
  REQUIRE(unknown.ok());
  CHECK(unknown->finding() == types::v1::SCAN_NOT_ANSWERED);

  for (const auto* quarantined : {&*bad, &*unknown}) {
    const std::string id = quarantined->pin().document_id();
    const absl::Status refused = desk.Download(id).status();
    CHECK(TestDocuments::ReasonOf(refused) == types::v1::DOCUMENT_QUARANTINED);
    CHECK(absl::IsPermissionDenied(desk.Download(id, 1, /*from_quarantine=*/true).status()));
    desk.house.As("information_governance");
    CHECK(TestDocuments::ReasonOf(desk.Download(id).status()) == types::v1::DOCUMENT_QUARANTINED);
    CHECK(desk.Download(id, 1, /*from_quarantine=*/true).ok());
    desk.house.As("cdop_administrator");
  }
  clamd.Follow(FakeClamd::Script::kTellTruth);
  CHECK(desk.Rescan(unknown->pin().document_id(), 1)->finding() == types::v1::SCANNED_CLEAN);
  CHECK(desk.Download(unknown->pin().document_id()).ok());
  CHECK(desk.Rescan(bad->pin().document_id(), 1)->quarantined());
  const std::string release =
      absl::StrCat("ReleaseDocument { document_id: '", bad->pin().document_id(),
                   "' version: 1 reason: 'A false alarm.' authority: 'Head of security' }");
  CHECK(absl::IsPermissionDenied(desk.house.Try(release).status()));
  desk.house.As("information_governance").Do(release);
  CHECK(desk.house.As("cdop_administrator").Id("$case") == desk.house.Id("$case"));
  CHECK(desk.Download(bad->pin().document_id()).value() == virus);
}

TEST_CASE("the version that was read stays pinned when a newer one comes") {
  TestDocuments desk;
  const auto added = desk.Upload(TestDocuments::Add(), TestDocuments::Content(1000));
  REQUIRE(added.ok());
  const std::string id = added->pin().document_id();
  desk.house.Do(absl::StrCat("PinDocument { document_id: '", id,
                             "' version: 1 decision_event_id: $decision }"));
  REQUIRE(
      desk.Upload(absl::StrCat("AddDocumentVersion { document_id: '", id, "' reason: 'Signed.' }"),
                  TestDocuments::Content(1001))
          .ok());
  const auto listed = desk.List().value();
  const auto& versions = listed.documents(0).versions();
  REQUIRE(versions.size() == 2);
  REQUIRE(versions[0].pinned_by_size() == 1);
  CHECK(versions[0].pinned_by(0) == desk.house.Id("$decision"));
  CHECK(versions[1].pinned_by().empty());
}

types::v1::Forgetting Forget(testing::TestHouse& house, const std::string& extent) {
  types::v1::Forgetting act;
  const auto ask = [&](const char* role, const char* method, const std::string& request) {
    REQUIRE(house.As(role)
                .client()
                .Call(absl::StrCat("candour.record.v1.Record.", method),
                      *house.Tell("record", request).front(), act)
                .ok());
  };
  ask("cdop_administrator", "RequestForgetting",
      absl::StrCat("RequestForgettingRequest { about { aggregate: CHILD_DEATH id: $case board_id: "
                   "$board } extent: ",
                   extent,
                   " reason: 'Kept beyond its time.' legal_ground: 'Article 17' authority: "
                   "'Schedule 4' }"));
  ask("information_governance", "Forget",
      absl::StrCat("ForgetRequest { board_id: $board request_id: '", act.request_id(), "' }"));
  return act;
}

TEST_CASE("forgetting a case removes its documents; forgetting names, those with names in them") {
  TestDocuments desk;
  const auto named = desk.Upload(TestDocuments::Add(), TestDocuments::Content(1000));
  const auto pack =
      desk.Upload(TestDocuments::Add("anonymised: true"), TestDocuments::Content(1000));
  const auto other = desk.Upload(TestDocuments::Add("case_id: ''"), TestDocuments::Content(1000));
  REQUIRE(named.ok());
  REQUIRE(pack.ok());
  REQUIRE(other.ok());
  CHECK(desk.Files().size() == 3);  // one content, three keys
  Forget(desk.house, "IDENTITY_ONLY");
  desk.house.As("cdop_administrator");
  CHECK(desk.Files().size() == 2);
  CHECK(absl::IsFailedPrecondition(desk.Download(named->pin().document_id()).status()));
  CHECK(desk.Download(pack->pin().document_id()).ok());
  CHECK(desk.List()->documents(1).title().empty());
  CHECK_FALSE(desk.Upload(TestDocuments::Add(), TestDocuments::Content(1000)).ok());

  Forget(desk.house, "WHOLE_CASE");
  desk.house.As("cdop_administrator");
  CHECK(desk.Files().size() == 1);
  CHECK(absl::IsNotFound(desk.Download(pack->pin().document_id()).status()));
  CHECK(desk.List()->documents().empty());
  CHECK_FALSE(desk.Upload(TestDocuments::Add(), TestDocuments::Content(1000)).ok());
  CHECK(desk.Files().size() == 1);
  CHECK(desk.Download(other->pin().document_id()).ok());
}

}  // namespace
}  // namespace candour::documents
