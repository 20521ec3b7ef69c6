// Bundles made by somebody who holds a log's keys and lies: sealed anew, put into a tree of their
// own and signed.
#include <functional>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/audit/bundle/bundle.h"
#include "services/audit/bundle/verify.h"
#include "storage/bytes.h"
#include "storage/crypto/crypto.h"
#include "storage/keyring/sealing.h"
#include "storage/merkle/tree.h"
#include "tests/support/exports.h"

namespace candour::audit {
namespace {

namespace merkle = storage::merkle;
using testing::Exported;
using testing::TellOfACase;
using testing::TestHouse;

const storage::crypto::SecretKey kSecret(Bytes32{7});

class Nodes : public merkle::NodeReader {
 public:
  explicit Nodes(const std::vector<Bytes32>& leaves) {
    std::vector<merkle::Node> completed;
    for (const Bytes32& leaf : leaves) frontier_.Append(leaf, completed);
    for (const merkle::Node& node : completed) hashes_[{node.level, node.index}] = node.hash;
  }
  absl::StatusOr<Bytes32> Hash(uint8_t level, uint64_t index) const override {
    return hashes_.at({level, index});
  }
  Bytes32 Root() const { return frontier_.Root(); }

 private:
  std::map<std::pair<uint8_t, uint64_t>, Bytes32> hashes_;
  merkle::Frontier frontier_;
};

void ChangeLeaf(v1::BundleEvent& event, const std::function<void(storage::Leaf&)>& change) {
  storage::Leaf leaf = storage::ParseLeaf(event.leaf()).value();
  change(leaf);
  event.set_leaf(storage::EncodeLeaf(leaf));
}

// The event says this; what is shown of it for reading stays.
void SealAnew(v1::BundleEvent& event, const std::string& plaintext) {
  ChangeLeaf(event, [&](storage::Leaf& leaf) {
    const storage::Sealed sealed = storage::Seal(kSecret, leaf.log, leaf.event_id, plaintext);
    leaf.nonce = sealed.nonce;
    leaf.key_commitment = sealed.key_commitment;
    leaf.ciphertext_hash = storage::crypto::Sha256(sealed.ciphertext);
    event.set_ciphertext(sealed.ciphertext);
    event.set_event_key(std::string(storage::EventKey(kSecret, leaf.event_id).View()));
    event.set_opened(plaintext);
  });
}

// With a tree around its leaves, signed with a key of the forger's.
Bundle Signed(Bundle bundle) {
  const auto given = merkle::ParseNote(bundle.head.checkpoint()).value();
  merkle::Checkpoint checkpoint = merkle::ParseCheckpointText(given.text).value();
  std::vector<Bytes32> leaves(checkpoint.size, merkle::HashLeaf("another event"));
  for (const v1::BundleEvent& event : bundle.events) {
    leaves[event.position()] = merkle::HashLeaf(event.leaf());
  }
  const Nodes nodes(leaves);
  for (v1::BundleEvent& event : bundle.events) {
    const auto path = merkle::InclusionPath(nodes, event.position(), checkpoint.size);
    event.clear_path();
    for (const Bytes32& hash : *path) event.add_path(std::string(storage::View(hash)));
  }
  checkpoint.root = nodes.Root();
  bundle.head.set_checkpoint(
      merkle::SignNote(merkle::CheckpointText(checkpoint), checkpoint.origin, kSecret));
  bundle.head.set_verifier_key(
      merkle::VerifierKey{checkpoint.origin, storage::crypto::Ed25519PublicKey(kSecret)}.Text());
  bundle.head.clear_earlier();
  return bundle;
}

// A field of bytes or text, as it stands in a message; its number and length are below 16 and 128.
std::string Field(int number, const std::string& value) {
  return absl::StrCat(std::string(1, static_cast<char>(number << 3 | 2)),
                      std::string(1, static_cast<char>(value.size())), value);
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

struct Lie {
  const char* what;
  std::function<std::string(record::v1::EventBody, const std::string&)> tell;  // anew, from opened
  const char* reason;
};

// Each is sealed anew and parses to the very values that are shown.
const Lie kLies[] = {
    {"nothing", [](auto, auto& opened) { return opened; }, ""},
    {"a value before the one that counts",
     [](auto, auto& opened) { return Field(1, "Hidden") + opened; }, "holds more than is shown"},
    {"another payload before the one that counts",
     [](auto, auto& opened) { return Field(13, Field(2, "Hidden")) + opened; },
     "holds more than is shown"},
    {"a value within the payload before the one that counts",
     [](auto body, auto&) {
       body.set_payload(Field(2, "Hidden") + body.payload());
       return body.SerializeAsString();
     },
     "holds more than is shown"},
    {"a blank that is not shown", [](auto, auto& opened) { return opened + Field(12, ""); },
     "holds more than is shown"},
    {"a number in more bytes than it needs",
     [](auto, auto& opened) { return Replaced(opened, "\x10\x01", std::string("\x10\x81\0", 3)); },
     "holds more than is shown"},
    {"a number that overflows",
     [](auto, auto& opened) {
       return Replaced(opened, "\x10\x01", "\x10\x81\x80\x80\x80\x80\x80\x80\x80\x80\x7e");
     },
     "holds more than is shown"},
    {"another order",
     [](auto body, auto& opened) {
       const std::string last = Field(13, body.payload());
       return last + Replaced(opened, last, "");
     },
     "holds more than is shown"},
    {"a field of a later program", [](auto, auto& opened) { return opened + Field(15, "new"); },
     "made by a newer Candour"},
    {"a field of a later program in the payload",
     [](auto body, auto&) {
       body.set_payload(body.payload() + Field(15, "new"));
       return body.SerializeAsString();
     },
     "made by a newer Candour"},
    {"what is no message", [](auto, auto&) { return std::string("\x0a\x7f", 2); },
     "does not parse"},
};

TEST_CASE("what is sealed says what is shown and nothing besides, whoever sealed it") {
  TestHouse house;
  TellOfACase(house);
  const Bundle honest = ReadBundle(Exported(house)).value();
  for (const Lie& lie : kLies) {
    CAPTURE(lie.what);
    Bundle bundle = honest;
    record::v1::EventBody body;
    REQUIRE(body.ParseFromString(bundle.events[0].opened()));
    SealAnew(bundle.events[0], lie.tell(body, bundle.events[0].opened()));
    const absl::Status told = VerifyBundle(Signed(bundle), {}).status();
    CAPTURE(told.message());
    CHECK(told.ok() == (*lie.reason == '\0'));
    if (told.ok()) continue;
    CHECK(told.code() == absl::StatusCode::kDataLoss);
    CHECK(absl::StrContains(told.message(), lie.reason));
  }
}

TEST_CASE("names, words and types of another program are told apart from altered values") {
  TestHouse house;
  TellOfACase(house);
  const Bundle honest = ReadBundle(Exported(house)).value();
  const auto told_of = [](const Bundle& bundle) {
    const absl::Status told = VerifyBundle(bundle, {}).status();
    CHECK(told.code() == absl::StatusCode::kDataLoss);
    return std::string(told.message());
  };
  Bundle renamed = honest;
  renamed.events[0].mutable_read(0)->set_name("kind");
  CHECK(absl::StrContains(told_of(renamed), "another version of Candour"));
  Bundle altered = renamed;
  altered.events[0].mutable_read(0)->set_text("Other");
  CHECK(absl::StrContains(told_of(altered), "not what was sealed"));
  CHECK_FALSE(absl::StrContains(told_of(altered), "version of Candour"));
  // The values of a type that this program cannot open, shown by one that can.
  Bundle newer = honest;
  record::v1::EventBody body;
  REQUIRE(body.ParseFromString(newer.events[0].opened()));
  body.set_type("OfNextYear");
  SealAnew(newer.events[0], body.SerializeAsString());
  newer.events[0].mutable_read(0)->set_text("OfNextYear");
  CHECK(absl::StrContains(told_of(Signed(newer)), "made by a newer Candour"));
}

TEST_CASE("ids are unique, and the case's events follow one another, whoever signed") {
  TestHouse house;
  TellOfACase(house);
  const Bundle honest = ReadBundle(Exported(house)).value();
  REQUIRE(VerifyBundle(Signed(honest), {}).ok());
  const EventId first = storage::ParseLeaf(honest.events[0].leaf())->event_id;
  struct Row {
    const char* what;
    std::function<void(storage::Leaf&)> change;  // of the second event
    const char* reason;
  };
  const Row rows[] = {
      {"an id twice", [&](storage::Leaf& leaf) { leaf.event_id = first; }, "id of an event before"},
      {"a revision twice", [](storage::Leaf& leaf) { leaf.revision = 0; }, "does not follow"},
      {"a revision that jumps", [](storage::Leaf& leaf) { leaf.revision = 2; }, "does not follow"},
      {"a revision that jumps far", [](storage::Leaf& leaf) { leaf.revision = 77; }, "follow"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Bundle bundle = honest;
    ChangeLeaf(bundle.events[1], row.change);
    SealAnew(bundle.events[1], bundle.events[1].opened());
    const absl::Status told = VerifyBundle(Signed(bundle), {}).status();
    CAPTURE(told.message());
    CHECK(told.code() == absl::StatusCode::kDataLoss);
    CHECK(absl::StrContains(told.message(), row.reason));
  }
  // The last event of the case alone jumps: nothing after it tells.
  Bundle bundle = honest;
  ChangeLeaf(bundle.events[2], [](storage::Leaf& leaf) { leaf.revision = 3; });
  CHECK(absl::StrContains(VerifyBundle(Signed(bundle), {}).status().message(), "missing"));
}

}  // namespace
}  // namespace candour::audit
