// Pages of a stated order: each row has a key that sorts as bytes, and the token of the next page
// names the last key given. Rows that come or go between two pages move nothing else.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/status.h"
#include "google/protobuf/message.h"

namespace candour::views {

// The key after which the page begins. INVALID_ARGUMENT if the token is not one of ours, or was
// given for another request. `request` must have the fields page_token and page_size, which may
// change from page to page, and at_least_position, which may as well.
absl::StatusOr<std::string> PageStart(const google::protobuf::Message& request);

std::string NextPageToken(const google::protobuf::Message& request, const std::string& last_key);

// Rows asked for; checked to be within limits before.
size_t PageSize(uint32_t asked);

// The parts of a sort key, so that none runs into the next.
inline void AppendKey(std::string& key, const std::string& part) {
  key.append(part);
  key.push_back('\0');
}

// Sorts `rows` by key and calls `add(row)` for those of the page; sets total and next page.
template <typename Row, typename Request, typename Reply, typename Add>
absl::Status GivePage(std::vector<std::pair<std::string, Row>>& rows, const Request& request,
                      Reply& reply, Add add) {
  ASSIGN_OR_RETURN(const std::string start, PageStart(request));
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  reply.set_total(static_cast<uint32_t>(rows.size()));
  auto row = start.empty() ? rows.begin()
                           : std::upper_bound(rows.begin(), rows.end(), start,
                                              [](const std::string& key, const auto& entry) {
                                                return key < entry.first;
                                              });
  const size_t left = static_cast<size_t>(rows.end() - row);
  const auto end = row + static_cast<ptrdiff_t>(std::min(left, PageSize(request.page_size())));
  for (; row != end; ++row) RETURN_IF_ERROR(add(row->second));
  if (end != rows.end()) reply.set_next_page_token(NextPageToken(request, (end - 1)->first));
  return absl::OkStatus();
}

}  // namespace candour::views
