#include "storage/engine/side_file.h"

#include <fcntl.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/status.h"
#include "storage/bytes.h"
#include "storage/crypto/crypto.h"

namespace candour::storage {
namespace {

constexpr std::string_view kMagic = "CDRF";
constexpr size_t kSlotBytes = 128;  // divides a sector, so that no slot lies across two
constexpr size_t kFieldBytes = 4 + 4 + 16 + 8 + 8 + 32;

std::string EncodeSlot(const Floor& floor) {
  std::string out(kMagic);
  PutBig(out, floor.log_number);
  out.append(floor.log.View());
  PutBig(out, floor.acknowledged);
  PutBig(out, floor.checkpoint_size);
  out.append(View(floor.checkpoint_root));
  out.append(View(crypto::Sha256(out)));
  out.resize(kSlotBytes, '\0');
  return out;
}

absl::StatusOr<Floor> DecodeSlot(std::string_view slot) {
  FieldReader fields(slot.substr(0, kFieldBytes));
  const bool magic = fields.Take(kMagic.size()) == kMagic;
  Floor floor;
  floor.log_number = fields.Big<uint32_t>();
  floor.log = LogId{fields.Bytes<16>()};
  floor.acknowledged = fields.Big<uint64_t>();
  floor.checkpoint_size = fields.Big<uint64_t>();
  floor.checkpoint_root = fields.Bytes<32>();
  if (!magic || EncodeSlot(floor) != slot) {
    return absl::DataLossError("the note of what was acknowledged is damaged");
  }
  return floor;
}

bool Unused(std::string_view slot) {
  return std::all_of(slot.begin(), slot.end(), [](char c) { return c == 0; });
}

}  // namespace

absl::StatusOr<SideFile> SideFile::Open(const std::string& path) {
  const bool made = !Exists(path);
  ASSIGN_OR_RETURN(File file, File::Open(path, O_RDWR | O_CREAT));
  if (made) RETURN_IF_ERROR(SyncFolder(FolderOf(path)));
  ASSIGN_OR_RETURN(const std::string bytes, file.ReadWhole());
  SideFile out(std::move(file));
  for (size_t at = 0; at < bytes.size(); at += kSlotBytes) {
    const std::string_view slot = std::string_view(bytes).substr(at, kSlotBytes);
    if (Unused(slot)) continue;
    ASSIGN_OR_RETURN(const Floor floor, DecodeSlot(slot));
    out.floors_[floor.log_number] = floor;
  }
  return out;
}

std::vector<Floor> SideFile::Floors() const {
  std::vector<Floor> out;
  for (const auto& [number, floor] : floors_) out.push_back(floor);
  return out;
}

absl::Status SideFile::Note(absl::Span<const Floor> floors) {
  bool must_be_synced = false;
  for (const Floor& floor : floors) {
    RETURN_IF_ERROR(file_.WriteAt(uint64_t{floor.log_number} * kSlotBytes, EncodeSlot(floor)));
    const auto [noted, added] = floors_.try_emplace(floor.log_number, floor);
    must_be_synced |= added || noted->second.checkpoint_size != floor.checkpoint_size;
    noted->second = floor;
  }
  return must_be_synced ? file_.Sync() : absl::OkStatus();
}

}  // namespace candour::storage
