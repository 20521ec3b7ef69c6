#include "services/casework/minutes.h"

#include <utility>

#include "base/status.h"
#include "candour/casework/v1/minutes.pb.h"
#include "services/dossiers/minutes.h"
#include "services/gate/errors.h"
#include "workflows/decision.h"
#include "workflows/refusals.h"

namespace candour::casework {

absl::Status UnlessMinutesOfRecord(const google::protobuf::Message& command,
                                   const figures::Source& source) {
  const auto* agreed = dynamic_cast<const v1::AgreeMinutes*>(&command);
  if (agreed == nullptr || agreed->sha256().empty() || agreed->has_document()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(dossiers::Pin pin,
                   dossiers::PinDown(source.record, {source.london, source.tenant, {}}));
  dossiers::Dossiers cases(source.table, source.record, source.london, std::move(pin));
  ASSIGN_OR_RETURN(
      const dossiers::DraftedMinutes drafted,
      dossiers::DraftMinutes(cases, agreed->meeting_id(), source.board_id, source.london));
  if (drafted.sha256 == agreed->sha256()) return absl::OkStatus();
  return gate::Rejected(workflows::Refuse(
      types::v1::UNKNOWN_REFERENCE,
      "The minutes of the meeting, as they are drafted now, have another hash. If that text is the "
      "one that was before the meeting, give its hash; else keep the text that was as a document "
      "of "
      "the meeting, and name it.",
      workflows::kOwnRule, {agreed->meeting_id()}));
}

}  // namespace candour::casework
