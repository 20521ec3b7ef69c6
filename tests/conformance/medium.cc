#include "tests/conformance/medium.h"

#include "base/status.h"
#include "storage/memory/memory_tables.h"

namespace candour::tests {
namespace {

using storage::Changes;
using storage::Floor;
using storage::Table;
using storage::Tables;

class LentTables final : public Tables {
 public:
  explicit LentTables(Medium& medium) : medium_(medium) {}

  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
    return medium_.tables->Get(table, key);
  }
  absl::Status Scan(Table table, std::string_view from, std::string_view end,
                    Visit visit) const override {
    return medium_.tables->Scan(table, from, end, visit);
  }
  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Last(
      Table table, std::string_view from, std::string_view end) const override {
    return medium_.tables->Last(table, from, end);
  }
  absl::Status Commit(const Changes& changes, absl::Span<const Floor> floors) override {
    medium_.before_durable();
    if (medium_.commits != Medium::Commits::kFailAndAreLost) {
      RETURN_IF_ERROR(medium_.tables->Commit(changes, floors));
    }
    if (medium_.commits != Medium::Commits::kWork) return absl::UnavailableError("a fault");
    for (const Floor& floor : floors) medium_.floors[floor.log_number] = floor;
    return absl::OkStatus();
  }

 private:
  Medium& medium_;
};

}  // namespace

Medium::Medium() : tables(storage::NewMemoryTables()) {}

std::vector<Floor> Medium::Floors() const {
  std::vector<Floor> out;
  for (const auto& [number, floor] : floors) out.push_back(floor);
  return out;
}

std::unique_ptr<Tables> Lend(Medium& medium) { return std::make_unique<LentTables>(medium); }

}  // namespace candour::tests
