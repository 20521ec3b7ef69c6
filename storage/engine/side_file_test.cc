#include "storage/engine/side_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/temporary_folder.h"

namespace candour::storage {
namespace {

Floor FloorOf(uint32_t number, uint64_t acknowledged, uint64_t checkpoint_size = 0) {
  Floor floor;
  floor.log_number = number;
  floor.log.bytes.fill(static_cast<uint8_t>(number + 1));
  floor.acknowledged = acknowledged;
  floor.checkpoint_size = checkpoint_size;
  floor.checkpoint_root.fill(static_cast<uint8_t>(checkpoint_size));
  return floor;
}

std::vector<Floor> Sorted(std::vector<Floor> floors) {
  std::sort(floors.begin(), floors.end(),
            [](const Floor& a, const Floor& b) { return a.log_number < b.log_number; });
  return floors;
}

TEST_CASE("floors are found again as they were last noted") {
  tests::TemporaryFolder folder;
  const std::string path = folder.Inside("acknowledged");
  {
    SideFile file = SideFile::Open(path).value();
    CHECK(file.Floors().empty());
    REQUIRE(file.Note({FloorOf(0, 5), FloorOf(3, 9)}).ok());
    REQUIRE(file.Note({FloorOf(0, 6, 4)}).ok());
    CHECK(Sorted(file.Floors()) == std::vector<Floor>{FloorOf(0, 6, 4), FloorOf(3, 9)});
  }
  CHECK(Sorted(SideFile::Open(path).value().Floors()) ==
        std::vector<Floor>{FloorOf(0, 6, 4), FloorOf(3, 9)});
}

TEST_CASE("any altered byte of a slot is damage") {
  tests::TemporaryFolder folder;
  const std::string path = folder.Inside("acknowledged");
  REQUIRE(SideFile::Open(path).value().Note({FloorOf(0, 5, 3)}).ok());
  std::stringstream whole;
  whole << std::ifstream(path, std::ios::binary).rdbuf();
  for (size_t at = 0; at < whole.str().size(); ++at) {
    std::string bytes = whole.str();
    bytes[at] ^= 1;
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    CAPTURE(at);
    REQUIRE(SideFile::Open(path).status().code() == absl::StatusCode::kDataLoss);
  }
  std::ofstream(path, std::ios::binary | std::ios::trunc) << whole.str().substr(0, 100);
  CHECK(SideFile::Open(path).status().code() == absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace candour::storage
