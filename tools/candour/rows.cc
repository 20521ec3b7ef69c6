#include "tools/candour/rows.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "google/protobuf/descriptor.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* Field(const Message& message, absl::string_view name) {
  return message.GetDescriptor()->FindFieldByName(std::string(name));
}

void SetPageSize(Message& request) {
  const FieldDescriptor* field = Field(request, "page_size");
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_UINT32) {
    request.GetReflection()->SetUInt32(&request, field, limits::kViewPageRowsAtMost);
  } else {
    request.GetReflection()->SetInt32(&request, field, limits::kViewPageRowsAtMost);
  }
}

}  // namespace

absl::Status FetchAll(Session& session, std::string_view method, const Message& request,
                      Message& reply) {
  const auto asked = std::unique_ptr<Message>(request.New());
  const auto page = std::unique_ptr<Message>(reply.New());
  asked->CopyFrom(request);
  SetPageSize(*asked);
  const FieldDescriptor* next = Field(reply, "next_page_token");
  std::string token;
  do {
    asked->GetReflection()->SetString(asked.get(), Field(*asked, "page_token"), token);
    page->Clear();
    RETURN_IF_ERROR(session.Call(method, *asked, *page));
    token = page->GetReflection()->GetString(*page, next);
    page->GetReflection()->ClearField(page.get(), next);
    reply.MergeFrom(*page);
  } while (!token.empty());
  return absl::OkStatus();
}

std::string RowsText(const Message& reply, const Shape& shape) {
  const FieldDescriptor* rows = Field(reply, shape.rows);
  const int count = reply.GetReflection()->FieldSize(reply, rows);
  if (count == 0) return Paragraph(shape.empty, 0);
  std::vector<std::string> titles;
  for (const Column& column : shape.columns) titles.emplace_back(column.title);
  Table table(std::move(titles));
  for (int i = 0; i < count; ++i) {
    const Message& row = reply.GetReflection()->GetRepeatedMessage(reply, rows, i);
    std::vector<std::string> cells;
    for (const Column& column : shape.columns) {
      const std::string words = ValueWords(row, column.path);
      cells.push_back(column.whole_id ? words : ShortId(words));
    }
    table.AddRow(std::move(cells));
  }
  return absl::StrCat(table.Text(), "\n", Counted(count, shape.one, shape.many), "\n");
}

absl::Status ShowList(Session& session, Terminal& terminal, std::string_view method,
                      const Message& request, Message& reply, const Shape& shape) {
  RETURN_IF_ERROR(FetchAll(session, method, request, reply));
  terminal.out << (terminal.json ? JsonText(reply) : RowsText(reply, shape));
  return absl::OkStatus();
}

}  // namespace candour::cli
