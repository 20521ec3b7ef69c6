#include "services/gate/membership.h"

namespace candour::gate {
namespace {

TEST_CASE("a caller reaches the record of their own tenant, for their own board") {
  struct Row {
    std::vector<std::string> tenants;
    std::string tenant;
    std::string board;
    std::string reached;  // blank: refused
  };
  const Row row = GENERATE(values<Row>({
      {{"north"}, "", "board-a", "north"},
      {{"north"}, "north", "board-a", "north"},
      {{"north", "south"}, "south", "board-a", "south"},
      {{"north"}, "south", "board-a", ""},
      {{"north", "south"}, "", "board-a", ""},
      {{}, "", "board-a", ""},
      {{"north"}, "", "board-b", ""},
      {{"north"}, "", "", ""},
  }));
  Caller caller;
  caller.tenants = row.tenants;
  caller.boards = {"board-a"};
  const auto tenant = TenantFor(caller, row.tenant, row.board);
  if (row.reached.empty()) {
    CHECK(tenant.status().code() == absl::StatusCode::kPermissionDenied);
  } else {
    CHECK(tenant.value() == row.reached);
  }
}

}  // namespace
}  // namespace candour::gate
