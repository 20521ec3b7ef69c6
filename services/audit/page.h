// Pages of an answer. A token carries the position the first page was pinned to, so that all pages
// are of one and the same answer whatever is recorded meanwhile.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace candour::audit {

struct Page {
  uint64_t at_most_position = UINT64_MAX;  // of the first page: unbounded
  uint64_t from = 0;                       // the first row, or the position to read on from
  uint64_t counted = 0;                    // rows of the pages before, where `from` is a position
  uint64_t rows = 0;
};

// INVALID_ARGUMENT if the token is none of ours. `rows` 0 stands for limits::kAuditPageRows.
absl::StatusOr<Page> PageFrom(const std::string& token, uint32_t rows);

// The row after the page's last.
uint64_t EndOf(const Page& page, uint64_t total);

// Blank if no rows are left.
std::string NextToken(const Page& page, uint64_t total, uint64_t pinned_position);

// For an answer that is read from the log page by page: the next one reads on from `from_position`.
std::string TokenToReadOn(uint64_t pinned_position, uint64_t from_position, uint64_t counted);

}  // namespace candour::audit
