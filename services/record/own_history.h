// What a log's own events say of forgetting, folded.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "candour/record/v1/event.pb.h"
#include "candour/types/v1/forgetting.pb.h"

namespace candour::record {

struct ForgettingAct {
  types::v1::Forgetting told;
  std::string requested_by;  // pseudonym
};

struct OwnHistory {
  std::vector<ForgettingAct> acts;          // in the order they were asked for
  std::vector<types::v1::LegalHold> holds;  // those that stand

  // DATA_LOSS if the event does not parse. Events of other concerns are passed over.
  absl::Status Take(const v1::RecordedEvent& event);

  // Null if there is none.
  ForgettingAct* Find(std::string_view request_id);
  // What was asked for of the case and not carried out.
  const types::v1::Forgetting* Waiting(const types::v1::AboutCase& about,
                                       types::v1::Extent extent) const;
  // Whether it says of a key that it was destroyed.
  bool Tells(std::string_view scope_id) const;
  const types::v1::LegalHold* HoldOn(const types::v1::AboutCase& about) const;
};

}  // namespace candour::record
