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

// What says how many rows were left out, in the reply or in what it stands on; null if nothing
// does.
struct Withheld {
  const Message* message = nullptr;
  const FieldDescriptor* field = nullptr;
};
Withheld WithheldIn(const Message& reply) {
  if (const FieldDescriptor* own = Field(reply, "withheld")) return {&reply, own};
  const FieldDescriptor* as_of = Field(reply, "as_of");
  if (as_of == nullptr || as_of->message_type() == nullptr) return {};
  const Message& stands_on = reply.GetReflection()->GetMessage(reply, as_of);
  return {&stands_on, Field(stands_on, "withheld")};
}

uint32_t CountOf(const Withheld& withheld) {
  if (withheld.field == nullptr) return 0;
  return withheld.message->GetReflection()->GetUInt32(*withheld.message, withheld.field);
}

void SetWithheld(uint32_t count, Message& reply) {
  Message* stands_on = &reply;
  if (Field(reply, "withheld") == nullptr) {
    stands_on = reply.GetReflection()->MutableMessage(&reply, Field(reply, "as_of"));
  }
  stands_on->GetReflection()->SetUInt32(stands_on, Field(*stands_on, "withheld"), count);
}

}  // namespace

std::string WithheldText(const Message& reply) {
  const uint32_t count = CountOf(WithheldIn(reply));
  if (count == 0) return "";
  return absl::StrCat(
      Counted(static_cast<int>(count), "row is", "rows are"),
      " withheld from you: they tell of cases you have a part or an interest in, or "
      "of meetings you do not sit in. The board's office answers for them.\n");
}

absl::Status FetchAll(Session& session, std::string_view method, const Message& request,
                      Message& reply) {
  const auto asked = std::unique_ptr<Message>(request.New());
  const auto page = std::unique_ptr<Message>(reply.New());
  asked->CopyFrom(request);
  SetPageSize(*asked);
  const FieldDescriptor* next = Field(reply, "next_page_token");
  std::string token;
  uint32_t withheld = 0;
  do {
    asked->GetReflection()->SetString(asked.get(), Field(*asked, "page_token"), token);
    page->Clear();
    RETURN_IF_ERROR(session.Call(method, *asked, *page));
    token = page->GetReflection()->GetString(*page, next);
    page->GetReflection()->ClearField(page.get(), next);
    withheld += CountOf(WithheldIn(*page));
    reply.MergeFrom(*page);
  } while (!token.empty());
  if (withheld > 0) SetWithheld(withheld, reply);
  return absl::OkStatus();
}

std::string RowsText(const Message& reply, const Shape& shape) {
  const FieldDescriptor* rows = Field(reply, shape.rows);
  const int count = reply.GetReflection()->FieldSize(reply, rows);
  if (count == 0) return absl::StrCat(Paragraph(shape.empty, 0), WithheldText(reply));
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
  return absl::StrCat(table.Text(), "\n", Counted(count, shape.one, shape.many), "\n",
                      WithheldText(reply));
}

absl::Status ShowList(Session& session, Terminal& terminal, std::string_view method,
                      const Message& request, Message& reply, const Shape& shape) {
  RETURN_IF_ERROR(FetchAll(session, method, request, reply));
  terminal.out << (terminal.json ? JsonText(reply) : RowsText(reply, shape));
  return absl::OkStatus();
}

}  // namespace candour::cli
