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

namespace {

using workflows::meeting::Meeting;

// A meeting, and the cases on its agenda.
struct Gathered {
  files::Dossier meeting;
  std::vector<files::Dossier> cases;

  const Meeting& state() const { return static_cast<const Meeting&>(*meeting.own.state); }
};

absl::StatusOr<Gathered> Gather(Dossiers& dossiers, const std::string& meeting_id,
                                const std::string& board_id) {
  Gathered gathered;
  ASSIGN_OR_RETURN(gathered.meeting, dossiers.Open(types::v1::MEETING, meeting_id, board_id));
  for (const auto& [id, item] : gathered.state().items) {
    auto subject = dossiers.Open(item.subject, item.subject_id, board_id);
    // A case that another board leads by now, or that was forgotten, is told by its number only.
    if (absl::IsNotFound(subject.status())) continue;
    RETURN_IF_ERROR(subject.status());
    gathered.cases.push_back(*std::move(subject));
  }
  return gathered;
}

}  // namespace

absl::StatusOr<DraftedMinutes> DraftMinutes(Dossiers& dossiers, const std::string& meeting_id,
                                            const std::string& board_id,
                                            const absl::TimeZone& london) {
  ASSIGN_OR_RETURN(const Gathered now, Gather(dossiers, meeting_id, board_id));
  const Meeting& meeting = now.state();
  DraftedMinutes drafted;
  drafted.agreed = meeting.minutes_agreed_at.has_value();
  if (drafted.agreed) {
    drafted.agreed_sha256 = meeting.minutes_agreed_sha256;
    Dossiers before = dossiers.AsOf(meeting.minutes_agreed_position - 1);
    ASSIGN_OR_RETURN(const Gathered then, Gather(before, meeting_id, board_id));
    drafted.text = files::MinutesOf(then.meeting, then.cases, london);
    drafted.recorded_since = files::RecordedSince(now.meeting, now.cases, london);
  } else {
    drafted.text = files::MinutesOf(now.meeting, now.cases, london);
  }
  drafted.sha256 = HexSha256(drafted.text);
  return drafted;
}

}  // namespace candour::dossiers
