// What the record proves about itself, and how its logs are opened and kept in time.
#include "absl/strings/match.h"
#include "services/record/bytes.h"
#include "services/record/test_record.h"
#include "storage/leaf.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/tree.h"

namespace candour::record {
namespace {

namespace merkle = storage::merkle;
using testing::TestHouse;

Bytes32 Hash(const std::string& bytes) {
  Bytes32 hash{};
  REQUIRE(bytes.size() == hash.size());
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

template <typename Proof>
std::vector<Bytes32> PathOf(const Proof& proof) {
  std::vector<Bytes32> path;
  for (const std::string& hash : proof.path()) path.push_back(Hash(hash));
  return path;
}

void Fill(TestRecord& record, const std::string& name, int events) {
  for (int i = 0; i < events; ++i) {
    REQUIRE(record.Append(OneEvent(absl::StrCat(name, i), "case")).ok());
  }
}

v1::Checkpoint CheckpointOf(TestRecord& record) {
  v1::GetCheckpointRequest request;
  request.set_tenant(TestHouse::kTenant);
  return record.Ask<v1::Checkpoint>("GetCheckpoint", request).value();
}

TEST_CASE("a checkpoint is signed by the key the log is known by") {
  TestRecord record;
  Fill(record, "fill", 4);
  const v1::Checkpoint signed_now = CheckpointOf(record);
  const auto key = merkle::VerifierKey::Parse(signed_now.verifier_key());
  REQUIRE(key.ok());
  const auto checkpoint = merkle::VerifyCheckpoint(signed_now.note(), *key);
  REQUIRE(checkpoint.ok());
  CHECK(checkpoint->origin == "demo/northshire");
  CHECK(checkpoint->size == 5);
  CHECK(checkpoint->root == Hash(signed_now.root()));
  CHECK(signed_now.size() == 5);
  const auto logs = record.Ask<v1::ListLogsReply>("ListLogs", v1::ListLogsRequest());
  CHECK(logs->logs(0).verifier_key() == signed_now.verifier_key());

  // At the same size it is the same note; grown, another.
  CHECK(CheckpointOf(record).note() == signed_now.note());
  Fill(record, "more", 1);
  CHECK(CheckpointOf(record).note() != signed_now.note());

  std::string forged = signed_now.note();
  forged[forged.find("\n5\n") + 1] = '6';
  CHECK_FALSE(merkle::VerifyCheckpoint(forged, *key).ok());
}

TEST_CASE("every position is proved to stand in the checkpoint's tree") {
  TestRecord record;
  v1::InclusionProofRequest request;
  request.set_tenant(TestHouse::kTenant);
  CHECK(absl::IsFailedPrecondition(
      record.Ask<v1::InclusionProof>("GetInclusionProof", request).status()));

  Fill(record, "fill", 6);
  const v1::Checkpoint checkpoint = CheckpointOf(record);
  Fill(record, "after", 2);
  for (uint64_t position = 0; position < checkpoint.size(); ++position) {
    CAPTURE(position);
    request.set_position(position);
    const auto proof = record.Ask<v1::InclusionProof>("GetInclusionProof", request);
    REQUIRE(proof.ok());
    CHECK(proof->tree_size() == checkpoint.size());
    CHECK(proof->root() == checkpoint.root());
    const auto leaf = storage::ParseLeaf(proof->leaf());
    REQUIRE(leaf.ok());
    CHECK(leaf->position == position);
    CHECK(merkle::VerifyInclusion(position, proof->tree_size(), merkle::HashLeaf(proof->leaf()),
                                  PathOf(*proof), Hash(checkpoint.root())));
    std::string other = proof->leaf();
    other[30] ^= 1;
    CHECK_FALSE(merkle::VerifyInclusion(position, proof->tree_size(), merkle::HashLeaf(other),
                                        PathOf(*proof), Hash(checkpoint.root())));
  }
  request.set_position(checkpoint.size());
  CHECK(absl::IsOutOfRange(record.Ask<v1::InclusionProof>("GetInclusionProof", request).status()));
  request.set_tree_size(1000);
  CHECK(absl::IsOutOfRange(record.Ask<v1::InclusionProof>("GetInclusionProof", request).status()));
}

TEST_CASE("a later tree is proved to begin with an earlier one") {
  TestRecord record;
  Fill(record, "fill", 2);
  const v1::Checkpoint before = CheckpointOf(record);
  Fill(record, "more", 5);
  const v1::Checkpoint after = CheckpointOf(record);

  v1::ConsistencyProofRequest request;
  request.set_tenant(TestHouse::kTenant);
  request.set_old_size(before.size());
  const auto proof = record.Ask<v1::ConsistencyProof>("GetConsistencyProof", request);
  REQUIRE(proof.ok());
  CHECK(proof->old_root() == before.root());
  CHECK(proof->new_root() == after.root());
  CHECK(proof->new_size() == after.size());
  CHECK(merkle::VerifyConsistency(before.size(), after.size(), PathOf(*proof), Hash(before.root()),
                                  Hash(after.root())));
  CHECK_FALSE(merkle::VerifyConsistency(before.size() + 1, after.size(), PathOf(*proof),
                                        Hash(before.root()), Hash(after.root())));
  request.set_old_size(after.size() + 1);
  CHECK(absl::IsOutOfRange(
      record.Ask<v1::ConsistencyProof>("GetConsistencyProof", request).status()));
}

TEST_CASE("the whole log is verified against the tree and every checkpoint") {
  TestRecord record;
  Fill(record, "fill", 3);
  CheckpointOf(record);
  Fill(record, "more", 3);
  const v1::Checkpoint last = CheckpointOf(record);
  v1::VerifyLogRequest request;
  request.set_tenant(TestHouse::kTenant);
  auto stream = record.client().Read<v1::VerifyProgress>(TestRecord::Method("VerifyLog"), request);
  v1::VerifyProgress progress;
  v1::VerifyProgress finding;
  while (stream.Next(progress)) finding = progress;
  CHECK(stream.Finish().ok());
  CHECK(finding.done());
  CHECK(finding.root() == last.root());
  CHECK(finding.checked() == 7);
  CHECK(finding.of() == 7);
  CHECK(finding.checkpoints_checked() == 2);
  CHECK(finding.forgotten() == 0);
}

TEST_CASE("whoever does not belong to a tenant is shown nothing of its log") {
  TestRecord record;
  v1::OpenLogRequest open;
  open.set_tenant("westshire");
  open.set_driven_clock(true);
  REQUIRE(record.Ask<v1::OpenLogReply>("OpenLog", open).ok());

  v1::GetCheckpointRequest request;
  request.set_tenant("westshire");
  v1::Checkpoint checkpoint;
  const std::string method = TestRecord::Method("GetCheckpoint");
  CHECK(absl::IsPermissionDenied(
      record.house.As("auditor").client().Call(method, request, checkpoint)));
  CHECK(record.house.As("operator").client().Call(method, request, checkpoint).ok());
  v1::VerifyLogRequest verify;
  verify.set_tenant("westshire");
  auto stream = record.house.As("auditor").client().Read<v1::VerifyProgress>(
      TestRecord::Method("VerifyLog"), verify);
  v1::VerifyProgress progress;
  CHECK_FALSE(stream.Next(progress));
  CHECK(absl::IsPermissionDenied(stream.Finish()));
  v1::DriveClockRequest drive;
  drive.set_tenant("westshire");
  drive.set_to_micros(1);
  v1::DriveClockReply driven;
  CHECK(absl::IsPermissionDenied(record.house.As("demonstration_driver")
                                     .client()
                                     .Call(TestRecord::Method("DriveClock"), drive, driven)));

  request.set_tenant(TestHouse::kTenant);
  CHECK(record.house.As("auditor").client().Call(method, request, checkpoint).ok());
}

TEST_CASE("a driven clock starts in the years that a record can be about") {
  struct Row {
    const char* tenant;
    int64_t start_s;
    bool taken;
  };
  const std::vector<Row> rows = {
      {"last-of-1899", -2'208'988'801, false},        {"first-of-1900", -2'208'988'800, true},
      {"last-of-2199", 7'258'118'399, true},          {"first-of-2200", 7'258'118'400, false},
      {"beyond-all-clocks", int64_t{1} << 42, false},
  };
  TestRecord record;
  for (const Row& row : rows) {
    CAPTURE(row.tenant);
    v1::OpenLogRequest open;
    open.set_tenant(row.tenant);
    open.set_driven_clock(true);
    open.set_driven_clock_start_micros(row.start_s * 1'000'000);
    const absl::Status opened = record.Ask<v1::OpenLogReply>("OpenLog", open).status();
    CHECK(opened.code() ==
          (row.taken ? absl::StatusCode::kOk : absl::StatusCode::kInvalidArgument));
  }
}

TEST_CASE("opening a log") {
  TestRecord record;
  v1::OpenLogRequest open;
  SECTION("writes its first event and tells its origin") {
    open.set_tenant("west-shire-2");
    open.set_actor(Id16("operator"));
    open.set_predecessor_checkpoint("a note");
    const auto opened = record.Ask<v1::OpenLogReply>("OpenLog", open);
    REQUIRE(opened.ok());
    CHECK(opened->log().origin() == "local/west-shire-2");
    CHECK(opened->log().size() == 1);
    CHECK_FALSE(opened->log().driven_clock());
    CHECK_FALSE(opened->log().read_only());
    v1::ReadAllRequest read;
    read.set_tenant("west-shire-2");
    const auto pages = record.Read("ReadAll", read);
    REQUIRE(pages.ok());
    CHECK(TypesOf(*pages) == "LogOpened");
    CHECK(EventsIn(*pages)[0].actor().size() == 16);
  }
  SECTION("twice for one tenant is refused") {
    open.set_tenant(TestHouse::kTenant);
    CHECK(absl::IsAlreadyExists(record.Ask<v1::OpenLogReply>("OpenLog", open).status()));
    CHECK(record.Size() == 1);
  }
  SECTION("under a name that is none is refused") {
    for (const std::string name :
         {"", "North Shire", "northShire", "north/shire", "north_shire", "n\xc3\xb6rth"}) {
      CAPTURE(name);
      open.set_tenant(name);
      CHECK(absl::IsInvalidArgument(record.Ask<v1::OpenLogReply>("OpenLog", open).status()));
    }
    open.set_tenant(std::string(64, 'n'));
    CHECK(absl::IsInvalidArgument(record.Ask<v1::OpenLogReply>("OpenLog", open).status()));
    open.set_tenant(std::string(63, 'n'));
    CHECK(record.Ask<v1::OpenLogReply>("OpenLog", open).ok());
  }
  SECTION("by nobody who can be named is refused, and leaves no log behind") {
    open.set_tenant("westshire");
    open.set_actor("short");
    CHECK(absl::IsInvalidArgument(record.Ask<v1::OpenLogReply>("OpenLog", open).status()));
    CHECK(record.Size("westshire") == 0);
    open.clear_actor();
    CHECK(record.Ask<v1::OpenLogReply>("OpenLog", open).ok());
  }
}

TEST_CASE("a driven clock goes forwards only; a machine's cannot be driven") {
  TestRecord record;
  gate::Client& driver = record.house.As("demonstration_driver").client();
  const std::string method = TestRecord::Method("DriveClock");
  v1::DriveClockRequest drive;
  v1::DriveClockReply driven;
  drive.set_tenant(TestHouse::kTenant);
  drive.set_to_micros(1'300'000'000'000'000);
  REQUIRE(driver.Call(method, drive, driven).ok());
  CHECK(driven.now_micros() == drive.to_micros());
  CHECK(record.Append(OneEvent("now", "case"))->accepted().recorded_at().seconds() ==
        1'300'000'000);

  drive.set_to_micros(1'299'999'999'999'999);
  CHECK(absl::IsFailedPrecondition(driver.Call(method, drive, driven)));
  CHECK(absl::IsPermissionDenied(record.client().Call(method, drive, driven)));
  v1::ConfirmClockRequest confirm;
  confirm.set_tenant(TestHouse::kTenant);
  CHECK(
      absl::IsInvalidArgument(record.Ask<v1::ConfirmClockReply>("ConfirmClock", confirm).status()));
  confirm.set_reason("looked");
  CHECK(absl::IsFailedPrecondition(
      record.Ask<v1::ConfirmClockReply>("ConfirmClock", confirm).status()));
  CHECK(record.Size() == 2);
}

TEST_CASE("a log on the machine's clock cannot be driven") {
  TestRecord record;
  v1::OpenLogRequest open;
  open.set_tenant("westshire");
  REQUIRE(record.Ask<v1::OpenLogReply>("OpenLog", open).ok());
  v1::DriveClockRequest drive;
  drive.set_tenant("westshire");
  drive.set_to_micros(1);
  v1::DriveClockReply driven;
  CHECK(absl::IsFailedPrecondition(record.house.In("westshire")
                                       .As("demonstration_driver")
                                       .client()
                                       .Call(TestRecord::Method("DriveClock"), drive, driven)));
}

}  // namespace
}  // namespace candour::record
