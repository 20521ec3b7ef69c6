// Replay, explanation and proof. Reads the record and folds it on every question; holds nothing, so
// any number may run beside one another. It writes nothing but that an export was made, and that a
// forgetting is complete.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/types/v1/forgetting.pb.h"
#include "services/gate/client.h"
#include "services/gate/handlers.h"
#include "workflows/table.h"

namespace candour::audit {

// Thread-safe.
class Audit {
 public:
  // `table` and the clients, which have a service's token, must outlive it. `views` may be null:
  // then nothing can be certified.
  Audit(const workflows::WorkflowTable& table, gate::Client& record, gate::Client* views,
        absl::TimeZone london)
      : table_(table), record_(record), views_(views), london_(london) {}

  gate::ServiceHandlers Handlers();

 private:
  absl::Status GetTimeline(const gate::Call& call, const v1::GetTimelineRequest& request,
                           v1::Timeline& reply) const;
  absl::Status GetCase(const gate::Call& call, const v1::GetCaseRequest& request,
                       types::v1::CaseFile& reply) const;
  absl::Status GetMergedReport(const gate::Call& call, const v1::GetMergedReportRequest& request,
                               types::v1::MergedReport& reply) const;
  absl::Status GetChronology(const gate::Call& call, const v1::GetChronologyRequest& request,
                             types::v1::IntegratedChronology& reply) const;
  absl::Status GetGenogram(const gate::Call& call, const v1::GetGenogramRequest& request,
                           types::v1::Genogram& reply) const;
  absl::Status DiffCase(const gate::Call& call, const v1::DiffCaseRequest& request,
                        types::v1::CaseDifference& reply) const;
  absl::Status GetDecisions(const gate::Call& call, const v1::GetDecisionsRequest& request,
                            v1::Decisions& reply) const;
  absl::Status ListDecisions(const gate::Call& call, const v1::ListDecisionsRequest& request,
                             v1::DecisionPage& reply) const;
  absl::Status ListNamedCases(const gate::Call& call, const v1::ListNamedCasesRequest& request,
                              v1::NamedCases& reply) const;
  absl::Status GetMinutes(const gate::Call& call, const v1::GetMinutesRequest& request,
                          v1::Minutes& reply) const;
  absl::Status GetPlanProgress(const gate::Call& call, const v1::GetPlanProgressRequest& request,
                               types::v1::PlanProgress& reply) const;
  absl::Status GetProof(const gate::Call& call, const v1::GetProofRequest& request,
                        v1::EventProof& reply) const;

  absl::Status Export(const gate::Call& call, const v1::ExportRequest& request,
                      gate::Writer<v1::ExportPart>& parts) const;
  absl::Status CertifyForgetting(const gate::Call& call,
                                 const v1::CertifyForgettingRequest& request,
                                 types::v1::Forgetting& reply) const;

  // Whose record may be asked about the case; PERMISSION_DENIED also if who it is about is asked
  // for without the permission.
  absl::StatusOr<std::string> Admit(const gate::Call& call, const v1::CaseName& about) const;
  absl::StatusOr<types::v1::CaseFile> FileAsAt(const std::string& tenant, const v1::CaseName& about,
                                               const v1::AsAt& as_at,
                                               const char* field = "as_at") const;
  absl::StatusOr<types::v1::CaseFile> FileBeforeItBegan(const std::string& tenant,
                                                        const v1::DiffCaseRequest& request,
                                                        const absl::Status& unfound) const;

  const workflows::WorkflowTable& table_;
  gate::Client& record_;
  gate::Client* const views_;
  const absl::TimeZone london_;
};

}  // namespace candour::audit
