#include "services/audit/page.h"

#include <algorithm>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/limits.h"
#include "services/gate/errors.h"

namespace candour::audit {

absl::StatusOr<Page> PageFrom(const std::string& token, uint32_t rows) {
  Page page;
  page.rows = std::min(rows == 0 ? limits::kAuditPageRows : rows, limits::kAuditPageRowsAtMost);
  if (token.empty()) return page;
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  if (parts.size() < 2 || parts.size() > 3 || !absl::SimpleAtoi(parts[0], &page.at_most_position) ||
      !absl::SimpleAtoi(parts[1], &page.from) ||
      (parts.size() == 3 && !absl::SimpleAtoi(parts[2], &page.counted))) {
    return gate::InvalidFields({{"page_token", "this is not a token of an earlier page"}});
  }
  return page;
}

uint64_t EndOf(const Page& page, uint64_t total) {
  return page.from >= total ? page.from : std::min(total, page.from + page.rows);
}

std::string TokenToReadOn(uint64_t pinned_position, uint64_t from_position, uint64_t counted) {
  return absl::StrCat(pinned_position, ".", from_position, ".", counted);
}

std::string NextToken(const Page& page, uint64_t total, uint64_t pinned_position) {
  const uint64_t end = EndOf(page, total);
  return end >= total ? "" : absl::StrCat(pinned_position, ".", end);
}

}  // namespace candour::audit
