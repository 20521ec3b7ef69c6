#include "services/casework/figures.h"

#include "absl/strings/str_cat.h"
#include "candour/casework/v1/yearly_return.pb.h"
#include "services/gate/errors.h"
#include "workflows/editions/national_returns.h"
#include "workflows/refusals.h"

namespace candour::casework {
namespace {

using types::v1::ReturnTable;

// Null: the command brings none.
const ReturnTable* TableOf(const google::protobuf::Message& command) {
  if (const auto* freeze = dynamic_cast<const v1::FreezeReturn*>(&command)) {
    return &freeze->table();
  }
  const auto* revise = dynamic_cast<const v1::ReviseReturn*>(&command);
  return revise == nullptr ? nullptr : &revise->table();
}

absl::Status Refused(const std::string& what, const std::string& board_id) {
  return gate::Rejected(workflows::Refuse(
      types::v1::FIGURES_NOT_OF_RECORD,
      absl::StrCat(what, " Have the year counted again, and freeze the table that is given."),
      workflows::kOwnRule, {board_id}));
}

}  // namespace

absl::Status UnlessOfRecord(const google::protobuf::Message& command,
                            const figures::Source& source) {
  const ReturnTable* told = TableOf(command);
  if (told == nullptr) return absl::OkStatus();
  const auto counted =
      figures::TableAt(source, static_cast<int>(told->year()), told->as_of_position());
  if (absl::IsOutOfRange(counted.status())) {
    return Refused("These figures are said to be counted from more of the record than there is.",
                   source.board_id);
  }
  if (absl::IsFailedPrecondition(counted.status()) || absl::IsNotFound(counted.status())) {
    return Refused("The record gives no figures for the year, up to the position they name.",
                   source.board_id);
  }
  if (!counted.ok()) return counted.status();
  if (workflows::editions::TextOf(*counted) == workflows::editions::TextOf(*told) &&
      counted->edition_sha256() == told->edition_sha256()) {
    return absl::OkStatus();
  }
  return Refused(absl::StrCat("These are not the figures that the record gives for the year, up to "
                              "position ",
                              told->as_of_position(), "."),
                 source.board_id);
}

}  // namespace candour::casework
