// Answers about what is sent to whoever collects figures for England: the sheet of a case, the
// table of a year, and why a frozen table differs from today's. Reads the record and folds it on
// every question; holds nothing and writes nothing.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "candour/audit/v1/national_return.pb.h"
#include "services/gate/client.h"
#include "services/gate/handlers.h"
#include "workflows/table.h"

namespace candour::audit {

// Thread-safe.
class NationalReturns {
 public:
  // `table` and the client, which has a service's token, must outlive it.
  NationalReturns(const workflows::WorkflowTable& table, gate::Client& record,
                  absl::TimeZone london)
      : table_(table), record_(record), london_(london) {}

  gate::ServiceHandlers Handlers();

 private:
  absl::Status GetSubmission(const gate::Call& call, const v1::GetSubmissionRequest& request,
                             v1::Submission& reply) const;
  // Reads the whole log up to the moment asked about: what it costs grows with the log.
  absl::Status GetReturn(const gate::Call& call, const v1::GetReturnRequest& request,
                         v1::Return& reply) const;
  absl::Status CompareReturn(const gate::Call& call, const v1::CompareReturnRequest& request,
                             v1::ReturnComparison& reply) const;
  // PERMISSION_DENIED to whoever is bound to no agency, NOT_FOUND of what another was asked.
  absl::Status GetDraft(const gate::Call& call, const v1::GetDraftRequest& request,
                        v1::Draft& reply) const;

  const workflows::WorkflowTable& table_;
  gate::Client& record_;
  const absl::TimeZone london_;
};

}  // namespace candour::audit
