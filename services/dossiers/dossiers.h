// Cases as they stood: read from the record, folded, with the registers around them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/types/v1/forgetting.pb.h"
#include "services/gate/client.h"
#include "workflows/case_files/history.h"
#include "workflows/table.h"

namespace candour::dossiers {

// How much of one tenant's log an answer knows. Fixed before anything is read, so that every part
// of the answer knows the same.
struct Pin {
  std::string tenant;
  workflows::case_files::AsAt as_at;  // its position is always set
  Micros now = 0;                     // at which the account is held: its clocks are read then

  uint64_t position() const { return as_at.position; }
};

// What a question says of it.
struct PinQuestion {
  const absl::TimeZone& london;
  const std::string& tenant;
  const audit::v1::AsAt& as_at;
  uint64_t at_least_position = 0;
  uint64_t at_most_position = UINT64_MAX;  // a later page knows no more than the first did
  const char* field = "as_at";             // the question's field that says as at when
};

// Waits, bounded, for `at_least_position` (UNAVAILABLE if it does not come). A moment becomes the
// last position recorded by then; INVALID_ARGUMENT naming the field if it lies on a day ahead of
// the log's clock (what is left of today is now) or before the log began, or if the log does not
// hold the position.
absl::StatusOr<Pin> PinDown(gate::Client& record, const PinQuestion& question);

// All of a tenant, whatever became of them.
absl::StatusOr<std::vector<types::v1::Forgetting>> ForgettingsOf(gate::Client& record,
                                                                 const std::string& tenant);
// Those of a case of the board named whose keys were destroyed.
absl::StatusOr<std::vector<types::v1::Forgetting>> ForgettingsOf(gate::Client& record,
                                                                 const std::string& tenant,
                                                                 const audit::v1::CaseName& about);

// Reads cases under one pin; what they share (the board's register, meetings) is read once. For one
// thread, and one question: nothing is kept beyond it.
class Dossiers {
 public:
  Dossiers(const workflows::WorkflowTable& table, gate::Client& record, absl::TimeZone london,
           Pin pin)
      : table_(table), record_(record), london_(london), pin_(std::move(pin)) {}

  const Pin& pin() const { return pin_; }

  // The same question to a record that ends at an earlier position.
  Dossiers AsOf(uint64_t position) const;

  // NOT_FOUND unless the board led such a case by then, or what it is part of, or a panel of its
  // own that serves the lead had the case before it: whose case it is otherwise is nobody's
  // business.
  absl::StatusOr<workflows::case_files::Dossier> Open(types::v1::Aggregate kind,
                                                      const std::string& id,
                                                      const std::string& board_id);

  // Whether a body of the one board has ever served the other.
  absl::StatusOr<bool> HasEverServed(const std::string& board_id, const std::string& served_id);

 private:
  using Shared = std::shared_ptr<const workflows::case_files::History>;
  absl::StatusOr<Shared> Find(types::v1::Aggregate kind, const std::string& id);
  // Whose it was by then.
  absl::StatusOr<std::string> HolderOf(const workflows::case_files::History& own);
  absl::StatusOr<bool> HadBeforeItsPanel(const workflows::case_files::History& own,
                                         const std::string& board_id);

  const workflows::WorkflowTable& table_;
  gate::Client& record_;
  const absl::TimeZone london_;
  const Pin pin_;
  std::map<std::string, Shared> shared_;  // boards and meetings, by id
};

}  // namespace candour::dossiers
