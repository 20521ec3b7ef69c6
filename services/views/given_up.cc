#include "services/views/given_up.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace candour::views {

using v1::CaseRow;

const std::string& KeptUnder(const CaseRow& row, const std::string& board_id) {
  const auto& kept = row.registered().kept_under();
  const auto found = std::find_if(kept.rbegin(), kept.rend(),
                                  [&](const auto& one) { return one.board_id() == board_id; });
  return found == kept.rend() ? row.reference() : found->reference();
}

std::string GivenUpBy(const CaseRow& row, const Asked& asked, const std::string& wanted) {
  for (const std::string& board_id : row.registered().given_up_by_boards()) {
    if (asked.Shows(board_id, wanted)) return board_id;
  }
  return "";
}

bool IsGivenUpWanted(const CaseRow& row, const std::string& given_up_by,
                     const v1::ListRegisterRequest& request, const std::string& reference) {
  return (request.stage().empty() || request.stage() == kTransferredAway) &&
         request.category() == 0 && request.modifiability().empty() &&
         request.expectedness() == types::v1::EXPECTEDNESS_UNSPECIFIED &&
         request.submission() == types::v1::SUBMISSION_STATE_UNSPECIFIED && !request.only_owed() &&
         !request.only_cases() &&
         (request.day() == v1::REGISTER_DAY_UNSPECIFIED || request.day() == v1::BY_NOTIFICATION) &&
         absl::StrContains(absl::AsciiStrToLower(KeptUnder(row, given_up_by)), reference);
}

void FillGivenUp(const CaseRow& row, const std::string& given_up_by, const Asked& asked,
                 v1::RegisteredCase& entry) {
  entry.set_case_id(row.case_id());
  entry.set_reference(KeptUnder(row, given_up_by));
  entry.set_board_id(row.board_id());
  if (row.has_notified_at()) *entry.mutable_notified_at() = row.notified_at();
  const auto board = asked.view.boards.find(row.board_id());
  if (board != asked.view.boards.end()) entry.set_board_name(board->second->name);
  entry.set_stage(kTransferredAway);
  entry.set_other(absl::StrCat("led by ",
                               entry.board_name().empty() ? "another board" : entry.board_name(),
                               entry.reference() == row.reference() ? "" : " as ",
                               entry.reference() == row.reference() ? "" : row.reference()));
}

}  // namespace candour::views
