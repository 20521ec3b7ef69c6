#include "storage/documents/document_store.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/crypto/crypto.h"
#include "tests/support/temporary_folder.h"

namespace candour::storage {
namespace {

namespace fs = std::filesystem;

const ContentPlace kCase{LogId{{1}}, ScopeId{{2}}};
const ContentPlace kOtherCase{LogId{{1}}, ScopeId{{3}}};

// A store in a folder of its own, opened again at will, with a key for each scope.
struct Fixture {
  tests::TemporaryFolder folder;
  std::unique_ptr<DocumentStore> store;

  Fixture() { Reopen(); }
  void Reopen() {
    store.reset();
    store = DocumentStore::Open({folder.Inside("documents")}).value();
  }
  static crypto::SecretKey KeyOf(const ContentPlace& place) {
    return crypto::SecretKey{Bytes32{place.scope.bytes[0]}};
  }
  std::unique_ptr<DocumentStore::Incoming> Begin(const ContentPlace& place, uint8_t command) {
    return store->Begin(place, KeyOf(place), CommandId{{command}}).value();
  }
  WaitingContent Wait(const ContentPlace& place, const std::string& content, uint8_t command) {
    auto incoming = Begin(place, command);
    REQUIRE(incoming->Write(content).ok());
    REQUIRE(incoming->Finish()->sha256 == crypto::Sha256(content));
    return incoming->waiting();
  }
  void Keep(const ContentPlace& place, const std::string& content, uint8_t command = 1) {
    REQUIRE(store->Settle(Wait(place, content, command)).ok());
  }
  absl::StatusOr<std::string> Read(const ContentPlace& place, const std::string& content) {
    auto outgoing = store->Read(place, KeyOf(place), crypto::Sha256(content));
    if (!outgoing.ok()) return outgoing.status();
    std::string whole;
    while (true) {
      auto piece = (*outgoing)->Next();
      if (!piece.ok()) return piece.status();
      if (!*piece) return whole;
      whole += **piece;
    }
  }
  std::vector<fs::path> Files() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
      if (entry.is_regular_file() && entry.path().filename() != "lock") files.push_back(entry);
    }
    return files;
  }
};

std::string Text(size_t bytes) {
  std::string text;
  while (text.size() < bytes) absl::StrAppend(&text, "line ", text.size(), "\n");
  text.resize(bytes);
  return text;
}

std::string Contents(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

TEST_CASE("content of any length comes back as it was, in whatever parts it came") {
  Fixture f;
  for (const size_t bytes :
       {size_t{0}, size_t{1}, kContentPieceBytes - 1, kContentPieceBytes, kContentPieceBytes + 1,
        2 * kContentPieceBytes, 3 * kContentPieceBytes + 7}) {
    for (const size_t part : {size_t{1000}, kContentPieceBytes, size_t{1} << 20}) {
      CAPTURE(bytes, part);
      const std::string content = Text(bytes);
      auto incoming = f.Begin(kCase, 1);
      for (size_t at = 0; at < bytes; at += part) {
        REQUIRE(incoming->Write(content.substr(at, part)).ok());
      }
      REQUIRE(incoming->Finish()->bytes == bytes);
      REQUIRE(f.store->Settle(incoming->waiting()).ok());
      CHECK(f.Read(kCase, content).value() == content);
    }
  }
}

TEST_CASE("nothing of a document is readable on the disk, nor that two cases share one") {
  Fixture f;
  const std::string content = Text(5000);
  f.Keep(kCase, content);
  f.Keep(kOtherCase, content);
  const auto files = f.Files();
  REQUIRE(files.size() == 2);
  CHECK(files[0].filename() != files[1].filename());
  for (const fs::path& file : files) CHECK(!absl::StrContains(Contents(file), "line 100"));
}

TEST_CASE("the same file twice in one case is kept once, also when both come at the same time") {
  Fixture f;
  const std::string content = Text(100'000);
  f.Keep(kCase, content, 1);
  f.Keep(kCase, content, 2);
  CHECK(f.Files().size() == 1);

  std::vector<std::thread> threads;
  for (uint8_t command = 10; command < 14; ++command) {
    threads.emplace_back([&f, &content, command] {
      auto incoming = f.store->Begin(kCase, Fixture::KeyOf(kCase), CommandId{{command}});
      const bool kept =
          incoming.ok() && (*incoming)->Write(content).ok() && (*incoming)->Finish().ok();
      // Every other one turns out to be refused: it takes nothing away from the rest.
      if (kept && command % 2 == 0) f.store->Settle((*incoming)->waiting()).IgnoreError();
      if (kept && command % 2 == 1) f.store->Drop((*incoming)->waiting()).IgnoreError();
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(f.Files().size() == 1);
  CHECK(f.Read(kCase, content).value() == content);
}

TEST_CASE("what is cut off leaves nothing, whether the caller leaves or the process ends") {
  Fixture f;
  {
    auto incoming = f.Begin(kCase, 1);
    REQUIRE(incoming->Write(Text(200'000)).ok());
    CHECK(f.Files().size() == 1);
  }
  CHECK(f.Files().empty());

  auto incoming = f.Begin(kCase, 1);
  REQUIRE(incoming->Write(Text(200'000)).ok());
  const fs::path left = f.Files().at(0);
  const std::string bytes = Contents(left);
  incoming.reset();
  std::ofstream(left, std::ios::binary) << bytes;  // as a killed process leaves it
  f.Reopen();
  CHECK(f.Files().empty());
}

TEST_CASE("what waits is found again after a crash, and settled or dropped by its command") {
  Fixture f;
  const WaitingContent settled = f.Wait(kCase, "recorded", 7);
  const WaitingContent dropped = f.Wait(kOtherCase, "never recorded", 8);
  CHECK(absl::IsNotFound(f.Read(kCase, "recorded").status()));
  f.Reopen();
  const auto waiting = f.store->Waiting().value();
  REQUIRE(waiting.size() == 2);
  for (const WaitingContent& one : waiting) {
    const bool known = one.command == CommandId{{7}};
    CHECK(one.name == (known ? settled : dropped).name);
    CHECK((known ? f.store->Settle(one) : f.store->Drop(one)).ok());
    CHECK((known ? f.store->Settle(one) : f.store->Drop(one)).ok());  // and again
  }
  CHECK(f.Read(kCase, "recorded").value() == "recorded");
  CHECK(f.Files().size() == 1);
  CHECK(f.store->Waiting()->empty());
}

TEST_CASE(
    "content that is missing, cut, lengthened or altered is said to be, and never given out") {
  Fixture f;
  const std::string content = Text(150'000);
  f.Keep(kCase, content);
  const fs::path file = f.Files().at(0);
  const std::string whole = Contents(file);
  const auto put = [&](const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
    return f.Read(kCase, content).status();
  };
  for (const size_t cut :
       {size_t{0}, size_t{39}, size_t{40}, size_t{41}, kContentHeaderBytes + kSealedPieceBytes,
        kContentHeaderBytes + 2 * kSealedPieceBytes, whole.size() - 1}) {
    CAPTURE(cut);
    CHECK(absl::IsDataLoss(put(whole.substr(0, cut))));
  }
  CHECK(absl::IsDataLoss(put(whole + "x")));
  for (const size_t at : {size_t{0}, size_t{10}, size_t{5000}, whole.size() - 1}) {
    CAPTURE(at);
    std::string altered = whole;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    CHECK(absl::IsDataLoss(put(altered)));
  }
  // Well-formed content of the same case under another's name.
  f.Keep(kCase, "another report");
  for (const fs::path& other : f.Files()) {
    if (other != file) CHECK(absl::IsDataLoss(put(Contents(other))));
  }
  fs::remove(file);
  CHECK(absl::IsNotFound(f.Read(kCase, content).status()));
  f.Keep(kCase, content);  // brought again, it is whole again
  CHECK(f.Read(kCase, content).value() == content);
}

TEST_CASE("forgetting a scope removes all that is kept under it and nothing else") {
  Fixture f;
  f.Keep(kCase, "to be forgotten");
  f.Wait(kCase, "waiting to be forgotten", 9);
  f.Keep(kOtherCase, "kept");
  REQUIRE(f.store->Forget(kCase.log, {kCase.scope}).ok());
  REQUIRE(f.store->Forget(kCase.log, {kCase.scope}).ok());
  CHECK(f.Files().size() == 1);
  CHECK(f.Read(kOtherCase, "kept").value() == "kept");
}

TEST_CASE("a copy holds what there is, again and again, and loses what is forgotten") {
  Fixture f;
  const std::string copy = f.folder.Inside("copy");
  f.Keep(kCase, "one");
  f.Wait(kCase, "waiting", 2);
  f.Keep(kOtherCase, "two");
  CHECK(f.store->CopyTo(copy).value() == 3);
  f.Keep(kOtherCase, "three");
  CHECK(f.store->CopyTo(copy).value() == 4);
  REQUIRE(f.store->Forget(kCase.log, {kCase.scope}).ok());
  CHECK(f.store->CopyTo(copy).value() == 2);
  CHECK(!fs::exists(absl::StrCat(copy, "/", kCase.log.Text(), "/", kCase.scope.Text())));

  // Put back in place of the first, it serves.
  f.store.reset();
  fs::remove_all(f.folder.Inside("documents"));
  fs::rename(copy, f.folder.Inside("documents"));
  f.Reopen();
  CHECK(f.Read(kOtherCase, "three").value() == "three");
  REQUIRE(f.store->Forget(kOtherCase.log, {kOtherCase.scope}).ok());
  CHECK(f.store->CopyTo(copy).value() == 0);
}

TEST_CASE("with a disk that is nearly full nothing is taken, and nothing half taken stays") {
  tests::TemporaryFolder folder;
  uint64_t free = 1000;
  auto store = DocumentStore::Open({folder.Inside("documents"),
                                    [&free]() -> absl::StatusOr<uint64_t> { return free; }, 500})
                   .value();
  const crypto::SecretKey key = Fixture::KeyOf(kCase);
  auto incoming = store->Begin(kCase, key, CommandId{{1}}).value();
  REQUIRE(incoming->Write(Text(500'000)).ok());
  free = 100;
  const absl::Status refused = incoming->Write(Text(2'000'000));
  CHECK(absl::IsFailedPrecondition(refused));
  CHECK(absl::StrContains(refused.message(), "nearly full"));
  incoming.reset();
  CHECK(absl::IsFailedPrecondition(store->Begin(kCase, key, CommandId{{1}}).status()));
  CHECK(fs::is_empty(folder.Inside("documents/incoming")));
}

TEST_CASE("a store is one process's") {
  Fixture f;
  CHECK(absl::IsFailedPrecondition(DocumentStore::Open({f.folder.Inside("documents")}).status()));
}

}  // namespace
}  // namespace candour::storage
