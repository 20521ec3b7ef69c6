// Lists of rows of any reply: all pages of it, and its columns as a table. One shape a list.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "tools/candour/session/session.h"
#include "tools/candour/session/terminal.h"

namespace candour::cli {

struct Column {
  absl::string_view title;
  absl::string_view path;  // as ValueWords takes it
  bool whole_id = false;   // an id is not shortened
};

struct Shape {
  absl::string_view rows;  // the repeated field of the reply
  std::vector<Column> columns;
  absl::string_view one;    // "case"
  absl::string_view many;   // "cases"
  absl::string_view empty;  // said when there are none: why that may be, and what to do
};

// Calls `method` page after page until the last one, all merged into `reply`; what was `withheld`
// of each is added up. The messages have the fields page_size, page_token and next_page_token.
absl::Status FetchAll(Session& session, std::string_view method,
                      const google::protobuf::Message& request, google::protobuf::Message& reply);

// That rows were left out of the reply, how many, and whom to ask; blank if none were.
std::string WithheldText(const google::protobuf::Message& reply);

// The table, and below it how many rows there are, and how many were left out.
std::string RowsText(const google::protobuf::Message& reply, const Shape& shape);

// FetchAll, then the reply as JSON or as a table.
absl::Status ShowList(Session& session, Terminal& terminal, std::string_view method,
                      const google::protobuf::Message& request, google::protobuf::Message& reply,
                      const Shape& shape);

}  // namespace candour::cli
