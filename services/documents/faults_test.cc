// What interrupts an upload, and what befalls content on the disk.
#include <thread>

#include "absl/strings/match.h"
#include "candour/record/v1/record.pb.h"
#include "services/documents/test_documents.h"
#include "services/record/streams.h"

namespace candour::documents {
namespace {

namespace fs = std::filesystem;
using RecordStream = gate::Exchange<record::v1::KeepContentRequest, record::v1::KeptContent>;

std::string RawId(const std::string& uuid) {
  const Bytes16 bytes = ParseUuid(uuid).value();
  return {bytes.begin(), bytes.end()};
}

// Content kept for the administrator's case, for a command that may never come.
std::unique_ptr<RecordStream> Kept(TestDocuments& desk, const std::string& command) {
  auto stream = std::make_unique<RecordStream>(
      desk.house.service().Exchange<record::v1::KeepContentRequest, record::v1::KeptContent>(
          "candour.record.v1.Record.KeepContent"));
  record::v1::KeepContentRequest step;
  step.mutable_place()->set_tenant(testing::TestHouse::kTenant);
  step.mutable_place()->set_scope_id(
      record::ScopeIdOf({types::v1::CHILD_DEATH, desk.house.Id("$case")}, types::v1::IDENTITY));
  step.mutable_place()->set_command_id(RawId(desk.house.Id(command)));
  REQUIRE(stream->Write(step));
  step.set_part(TestDocuments::Content(1000));
  REQUIRE(stream->Write(step));
  step.set_whole(true);
  REQUIRE(stream->Write(step));
  record::v1::KeptContent kept;
  REQUIRE(stream->Next(kept));
  CHECK(kept.bytes() == 1000);
  return stream;
}

TEST_CASE("an upload cut off half-way leaves nothing") {
  TestDocuments desk;
  const std::string content = TestDocuments::Content(600'000);
  {
    auto stream = desk.house.client().Exchange<v1::UploadRequest, v1::UploadReply>(kUpload);
    REQUIRE(stream.Write(desk.First(TestDocuments::Add(), content.size())));
    v1::UploadRequest part;
    part.set_part(content.substr(0, 200'000));
    REQUIRE(stream.Write(part));
    SECTION("by whoever sends it") {
      stream.Cancel();
      CHECK(absl::IsCancelled(stream.Finish()));
    }
    SECTION("by whoever sends it, as if that were all") {
      stream.WritesDone();
      v1::UploadReply reply;
      CHECK_FALSE(stream.Next(reply));
      CHECK(absl::IsInvalidArgument(stream.Finish()));
    }
    SECTION("by the server's end") {
      desk.house.RestartRecord();
      CHECK(!stream.Finish().ok());
    }
  }
  // A restart waits for every handler, so that nothing is still on its way out.
  desk.house.RestartRecord();
  CHECK(desk.Files().empty());
  CHECK(desk.List()->documents_size() == 0);
}

TEST_CASE("content whose event never came is removed at the next start") {
  TestDocuments desk;
  auto stream = Kept(desk, "$never");
  CHECK(desk.Files().size() == 1);
  SECTION("closed") {
    stream->WritesDone();
    record::v1::KeptContent none;
    CHECK_FALSE(stream->Next(none));
    CHECK(stream->Finish().ok());
  }
  SECTION("broken off") {
    stream->Cancel();
    CHECK(!stream->Finish().ok());
  }
  stream.reset();
  CHECK(desk.Files().size() == 1);  // an append may be on its way
  desk.house.RestartRecord();
  CHECK(desk.Files().empty());
}

TEST_CASE("content whose event was recorded is found, though the crash came between") {
  TestDocuments desk;
  const auto added = desk.Upload(TestDocuments::Add("header { command_id: $added }"),
                                 TestDocuments::Content(1000));
  REQUIRE(added.ok());
  const fs::path settled = desk.Files().at(0);
  const std::string command = desk.house.Id("$added");
  const auto as_before_settling = [&] {
    fs::rename(settled, absl::StrCat(settled.string(), ".", command, ".once"));
  };
  as_before_settling();
  SECTION("when it is next read") {}
  SECTION("at the next start") {
    desk.house.RestartRecord();
    CHECK(fs::exists(settled));
  }
  CHECK(desk.Download(added->pin().document_id()).value() == TestDocuments::Content(1000));
  CHECK(desk.Files() == std::vector<fs::path>{settled});
}

TEST_CASE("damaged or missing content is said to be, and its last part is never given out") {
  TestDocuments desk;
  const std::string content = TestDocuments::Content(300'000);
  const auto added = desk.Upload(TestDocuments::Add(), content);
  REQUIRE(added.ok());
  const fs::path file = desk.Files().at(0);
  {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(-3, std::ios::end);
    bytes.put('x');
  }
  CHECK(absl::IsDataLoss(desk.Download(added->pin().document_id()).status()));
  CHECK(desk.last_part.size() < content.size());
  fs::remove(file);
  CHECK(absl::IsDataLoss(desk.Download(added->pin().document_id()).status()));
  // Brought again it is whole for everything that rests on it.
  REQUIRE(desk.Upload(TestDocuments::Add(), content).ok());
  CHECK(desk.Download(added->pin().document_id()).value() == content);
}

// What the verification told of: versions, faults by version, and how it ended.
struct Verified {
  uint64_t versions = 0;
  std::vector<uint32_t> faults;
  bool all = false;
  absl::Status ended;
};

Verified Verify(TestDocuments& desk, const std::string& role = "operator") {
  auto replies = desk.house.As(role).client().Read<v1::ContentsVerified>(
      "candour.documents.v1.Documents.VerifyContents", v1::VerifyContentsRequest());
  Verified verified;
  v1::ContentsVerified told;
  while (replies.Next(told)) {
    verified.versions = told.versions();
    verified.all = told.all();
    for (const auto& fault : told.faults()) verified.faults.push_back(fault.version());
  }
  verified.ended = replies.Finish();
  desk.house.As("cdop_administrator");
  return verified;
}

TEST_CASE("every content the record speaks of is read, and what is missing or altered is named") {
  TestDocuments desk;
  CHECK(Verify(desk).all);
  const auto first = desk.Upload(TestDocuments::Add(), TestDocuments::Content(100'000));
  REQUIRE(first.ok());
  REQUIRE(desk.Upload("AddDocumentVersion { document_id: '" + first->pin().document_id() +
                          "' reason: 'Signed.' file_name: 'signed.pdf' }",
                      TestDocuments::Content(200'000, "signed"))
              .ok());
  const Verified whole = Verify(desk);
  CHECK(whole.ended.ok());
  CHECK(whole.versions == 2);
  CHECK(Verify(desk, "panel_member").ended.code() == absl::StatusCode::kPermissionDenied);

  for (const fs::path& file : desk.Files()) {
    if (fs::file_size(file) > 150'000) {
      std::fstream altered(file, std::ios::in | std::ios::out | std::ios::binary);
      altered.seekp(190'000);
      altered.put('\0').put('\1').put('\2');
    } else {
      fs::remove(file);
    }
  }
  const Verified damaged = Verify(desk);
  CHECK(absl::IsDataLoss(damaged.ended));
  CHECK(damaged.faults == std::vector<uint32_t>{1, 2});
  CHECK(damaged.versions == 2);  // the one did not keep the other from being read
}

TEST_CASE("many uploads of one file at the same time are kept once, and each is answered") {
  TestDocuments desk;
  const std::string content = TestDocuments::Content(400'000);
  std::vector<v1::UploadRequest> firsts;
  for (int i = 0; i < 4; ++i) firsts.push_back(desk.First(TestDocuments::Add(), content.size()));
  gate::Client& client = desk.house.client();
  std::vector<std::string> outcomes(firsts.size());
  std::vector<std::thread> threads;
  for (size_t i = 0; i < firsts.size(); ++i) {
    threads.emplace_back([&, i] {
      auto stream = client.Exchange<v1::UploadRequest, v1::UploadReply>(kUpload);
      stream.Write(firsts[i]);
      for (size_t at = 0; at < content.size(); at += 100'000) {
        v1::UploadRequest part;
        part.set_part(content.substr(at, 100'000));
        stream.Write(part);
      }
      stream.WritesDone();
      v1::UploadReply reply;
      stream.Next(reply);
      outcomes[i] = stream.Finish().ToString();
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(outcomes == std::vector<std::string>(4, "OK"));
  CHECK(desk.Files().size() == 1);
  const auto listed = desk.List().value();
  REQUIRE(listed.documents_size() == 4);
  for (const auto& document : listed.documents()) {
    CHECK(desk.Download(document.document_id()).value() == content);
  }
}

}  // namespace
}  // namespace candour::documents
