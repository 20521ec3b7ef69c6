#include "services/dossiers/minutes.h"

#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "base/status.h"
#include "storage/bytes.h"
#include "storage/crypto/crypto.h"
#include "workflows/case_files/minutes.h"
#include "workflows/meeting/meeting.h"

namespace candour::dossiers {

namespace files = workflows::case_files;

std::string HexSha256(std::string_view text) {
  const Bytes32 digest = storage::crypto::Sha256(text);
  return absl::BytesToHexString(storage::Absl(storage::View(digest)));
}

absl::StatusOr<DraftedMinutes> DraftMinutes(Dossiers& dossiers, const std::string& meeting_id,
                                            const std::string& board_id,
                                            const absl::TimeZone& london) {
  ASSIGN_OR_RETURN(const files::Dossier dossier,
                   dossiers.Open(types::v1::MEETING, meeting_id, board_id));
  const auto& meeting = static_cast<const workflows::meeting::Meeting&>(*dossier.own.state);
  std::vector<files::Dossier> cases;
  for (const auto& [id, item] : meeting.items) {
    auto subject = dossiers.Open(item.subject, item.subject_id, board_id);
    // A case that another board leads by now, or that was forgotten, is told by its number only.
    if (absl::IsNotFound(subject.status())) continue;
    RETURN_IF_ERROR(subject.status());
    cases.push_back(*std::move(subject));
  }
  DraftedMinutes drafted;
  drafted.text = files::MinutesOf(dossier, cases, london);
  drafted.sha256 = HexSha256(drafted.text);
  drafted.agreed = meeting.minutes_agreed_at.has_value();
  return drafted;
}

}  // namespace candour::dossiers
