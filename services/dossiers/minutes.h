// The minutes of a meeting as the record gives them: told on every question, kept nowhere.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/dossiers/dossiers.h"

namespace candour::dossiers {

// In hexadecimal digits.
std::string HexSha256(std::string_view text);

// Once they are agreed, the text is that which was there to be agreed.
struct DraftedMinutes {
  std::string text;
  std::string sha256;  // of it
  bool agreed = false;
  std::string agreed_sha256;   // of what was agreed, where that was told
  std::string recorded_since;  // of the meeting and its cases, since they were agreed
};

// As the record stood at the pin of `dossiers`. NOT_FOUND if there is no such meeting of the board.
absl::StatusOr<DraftedMinutes> DraftMinutes(Dossiers& dossiers, const std::string& meeting_id,
                                            const std::string& board_id,
                                            const absl::TimeZone& london);

}  // namespace candour::dossiers
