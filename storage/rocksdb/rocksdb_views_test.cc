// One suite over both implementations of storage/view_store.h.
#include "storage/rocksdb/rocksdb_views.h"

#include <filesystem>
#include <fstream>

#include "storage/memory/memory_views.h"
#include "tests/support/temporary_folder.h"

namespace candour::storage {
namespace {

enum class Kind { kMemory, kRocksDb };

struct Fixture {
  explicit Fixture(Kind kind) {
    stores =
        kind == Kind::kMemory ? NewMemoryViews() : OpenRocksDbViews(folder.path(), memory).value();
  }
  tests::TemporaryFolder folder;
  RocksDbMemory memory;
  std::unique_ptr<ViewStores> stores;
};

Kind AnyKind() { return GENERATE(Kind::kMemory, Kind::kRocksDb); }

std::vector<std::string> Keys(const ViewStore& view, const ViewRange& range) {
  std::vector<std::string> keys;
  const std::vector<ViewRow> rows = view.Scan(range).value();
  for (const ViewRow& row : rows) keys.push_back(row.key);
  return keys;
}

using Strings = std::vector<std::string>;

TEST_CASE("rows and position are written together and found again") {
  Fixture f(AnyKind());
  auto view = f.stores->Open("caseload", 1).value();
  CHECK(view->NextPosition().value() == 0);
  REQUIRE(view->Write({{{"a", "1"}, {"b", "2"}, {"", "empty key"}}, {}, 7}).ok());
  REQUIRE(view->Write({{{"b", "3"}}, {"a", "never was"}, 9}).ok());
  view.reset();
  view = f.stores->Open("caseload", 1).value();
  CHECK(view->NextPosition().value() == 9);
  CHECK(view->Get("a").value() == std::nullopt);
  CHECK(view->Get("b").value() == "3");
  CHECK(view->Get("").value() == "empty key");
}

TEST_CASE("a range is read in order, from where the last page ended") {
  Fixture f(AnyKind());
  auto view = f.stores->Open("caseload", 1).value();
  ViewChange change;
  for (const char* key : {"case/1", "case/10", "case/2", "case", "casf", "d", "\xff\xff"}) {
    change.puts.push_back({key, key});
  }
  REQUIRE(view->Write(change).ok());
  CHECK(Keys(*view, {"case/", "", 10}) == Strings{"case/1", "case/10", "case/2"});
  CHECK(Keys(*view, {"case/", "", 2}) == Strings{"case/1", "case/10"});
  CHECK(Keys(*view, {"case/", "case/10", 10}) == Strings{"case/2"});
  CHECK(Keys(*view, {"case/", "case/2", 10}).empty());
  CHECK(Keys(*view, {"", "", 10}).size() == 7);
  CHECK(Keys(*view, {"\xff", "", 10}) == Strings{"\xff\xff"});
  CHECK(Keys(*view, {"nothing", "", 10}).empty());
  CHECK(Keys(*view, {"case", "", 0}).empty());
}

TEST_CASE("a view is rebuilt beside the one in use and takes its place whole") {
  Fixture f(AnyKind());
  auto in_use = f.stores->Open("caseload", 1).value();
  REQUIRE(in_use->Write({{{"old", "row"}}, {}, 5}).ok());
  CHECK(f.stores->SwapIn("caseload", 1).code() == absl::StatusCode::kFailedPrecondition);

  auto abandoned = f.stores->OpenBeside("caseload", 1).value();
  REQUIRE(abandoned->Write({{{"abandoned", "row"}}, {}, 1}).ok());
  abandoned.reset();
  auto rebuilt = f.stores->OpenBeside("caseload", 1).value();
  CHECK(rebuilt->NextPosition().value() == 0);
  REQUIRE(rebuilt->Write({{{"new", "row"}}, {}, 6}).ok());
  CHECK(in_use->Get("old").value() == "row");
  in_use.reset();
  rebuilt.reset();
  REQUIRE(f.stores->SwapIn("caseload", 1).ok());
  in_use = f.stores->Open("caseload", 1).value();
  CHECK(in_use->NextPosition().value() == 6);
  CHECK(Keys(*in_use, {"", "", 10}) == Strings{"new"});
}

TEST_CASE("versions are apart, and old ones can be deleted") {
  Fixture f(AnyKind());
  for (const uint32_t version : {1u, 2u, 12u}) {
    REQUIRE(f.stores->Open("caseload", version).value()->Write({{{"k", "v"}}, {}, version}).ok());
  }
  REQUIRE(f.stores->Open("clocks", 1).value()->Write({{}, {}, 44}).ok());
  REQUIRE(f.stores->DeleteOtherVersions("caseload", 2).ok());
  CHECK(f.stores->Open("caseload", 1).value()->NextPosition().value() == 0);
  CHECK(f.stores->Open("caseload", 2).value()->NextPosition().value() == 2);
  CHECK(f.stores->Open("caseload", 12).value()->NextPosition().value() == 0);
  CHECK(f.stores->Open("clocks", 1).value()->NextPosition().value() == 44);
}

TEST_CASE("a damaged view starts empty") {
  Fixture f(Kind::kRocksDb);
  REQUIRE(f.stores->Open("caseload", 1).value()->Write({{{"k", "v"}}, {}, 5}).ok());
  for (const auto& entry : std::filesystem::directory_iterator(f.folder.Inside("caseload@1"))) {
    if (entry.path().filename().string().rfind("MANIFEST", 0) == 0) {
      std::ofstream(entry.path(), std::ios::binary | std::ios::trunc) << "not a manifest";
    }
  }
  CHECK(f.stores->Open("caseload", 1).value()->NextPosition().value() == 0);
}

TEST_CASE("a view whose list of tables was cut short has all of its rows, or none") {
  Fixture f(Kind::kRocksDb);
  const auto write = [&](const std::string& key, uint64_t position) {
    REQUIRE(f.stores->Open("caseload", 1).value()->Write({{{key, "v"}}, {}, position}).ok());
  };
  write("a", 5);  // in a table once it is opened again
  write("b", 6);
  write("c", 7);
  const std::filesystem::path folder = f.folder.Inside("caseload@1");
  const std::filesystem::path kept = f.folder.Inside("kept");
  std::filesystem::copy(folder, kept, std::filesystem::copy_options::recursive);
  int emptied = 0;
  for (int cut = 0; cut < 400; cut += 7) {
    std::filesystem::remove_all(folder);
    std::filesystem::copy(kept, folder, std::filesystem::copy_options::recursive);
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().filename().string().rfind("MANIFEST", 0) != 0) continue;
      const auto size = std::filesystem::file_size(entry.path());
      std::filesystem::resize_file(entry.path(), size - std::min<uintmax_t>(size, cut));
    }
    const auto view = f.stores->Open("caseload", 1).value();
    const uint64_t position = view->NextPosition().value();
    INFO(cut);
    CHECK((position == 0 || position == 7));
    const auto rows = view->Scan({"", "", 10}).value();
    CHECK(rows.size() == (position == 0 ? 0 : 3));
    emptied += position == 0 ? 1 : 0;
  }
  CHECK(emptied > 0);
}

}  // namespace
}  // namespace candour::storage
