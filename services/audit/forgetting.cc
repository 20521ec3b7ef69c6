#include "services/audit/forgetting.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/record/v1/record.pb.h"
#include "candour/views/v1/views.pb.h"
#include "workflows/case_files/case_file.h"

namespace candour::audit {
namespace {

constexpr int64_t kLookMillis = 50;
// Something is left of the call for the answer.
constexpr int64_t kLooks = limits::kLongestCallMillis / 2 / kLookMillis;

void AddFact(types::v1::CaseFile& file, const types::v1::Forgetting& act, const char* label,
             const std::string& value) {
  types::v1::CaseFact& fact = *file.add_facts();
  fact.set_key(absl::StrCat("forgotten/", label));
  fact.set_group("Forgotten");
  fact.set_label(label);
  fact.set_value(value);
  fact.set_position(act.forgotten_position());
  fact.set_recorded_at_micros(act.forgotten_at_micros());
}

// The view of the tenant that stands behind a position and answers; UNAVAILABLE until one does.
absl::StatusOr<std::string> ViewBeyond(gate::Client& views, const std::string& tenant,
                                       uint64_t position) {
  views::v1::GetViewStateRequest ask;
  ask.set_tenant(tenant);
  views::v1::GetViewStateReply state;
  RETURN_IF_ERROR(views.Call("candour.views.v1.Views.GetViewState", ask, state));
  if (state.answering() && state.next_position() > position) return state.view();
  return absl::UnavailableError(
      absl::StrCat("the key is destroyed, and the view ", state.view(),
                   " is still being built again without it; ask again shortly. ",
                   state.not_answering_because()));
}

absl::Status WriteCertificate(gate::Client& record, const std::string& tenant,
                              const types::v1::Forgetting& act, const std::string& view,
                              types::v1::Forgetting& certified) {
  record::v1::CertifyForgettingRequest request;
  request.set_tenant(tenant);
  request.set_request_id(act.request_id());
  request.add_views(view);
  return record.Call("candour.record.v1.Record.CertifyForgetting", request, certified);
}

}  // namespace

types::v1::CaseFile ForgottenFile(const types::v1::Forgetting& act, const absl::TimeZone& london) {
  types::v1::CaseFile file;
  file.set_aggregate(act.about().aggregate());
  file.set_id(act.about().id());
  file.set_board_id(act.about().board_id());
  file.set_stage("forgotten");
  AddFact(file, act, "What",
          "Everything recorded of this case was forgotten. The key it was sealed under was "
          "destroyed; nobody can read it any more, and nothing can be added.");
  AddFact(file, act, "On",
          absl::FormatTime("%-d %B %Y", absl::FromUnixMicros(act.forgotten_at_micros()), london));
  AddFact(file, act, "Why", act.reason());
  AddFact(file, act, "Legal ground", act.legal_ground());
  AddFact(file, act, "On the authority of", act.authority());
  AddFact(file, act, "Asked for by", act.requested_by());
  AddFact(file, act, "Agreed by", act.agreed_by());
  AddFact(file, act, "Rows made from it",
          act.certified() ? "are gone as well: every list was made again without it"
                          : "may still be found in lists: it has not been certified yet");
  return file;
}

absl::Status NameCases(dossiers::Dossiers& dossiers, const v1::CaseName& about,
                       const absl::TimeZone& london, v1::NamedCases& named) {
  namespace files = workflows::case_files;
  ASSIGN_OR_RETURN(const files::Dossier own,
                   dossiers.Open(about.aggregate(), about.id(), about.board_id()));
  for (const auto& [kind, id] : files::CasesNamedIn(own.own)) {
    v1::NamedCase& other = *named.add_cases();
    other.set_aggregate(kind);
    other.set_id(id);
    const auto dossier = dossiers.Open(kind, id, about.board_id());
    if (absl::IsNotFound(dossier.status())) continue;
    RETURN_IF_ERROR(dossier.status());
    other.set_forgotten(dossier->own.events.front().message == nullptr);
    if (!other.forgotten()) other.set_reference(files::ReferenceOf(*dossier, london));
  }
  return absl::OkStatus();
}

absl::Status Certify(gate::Client& record, gate::Client& views, const std::string& tenant,
                     const types::v1::Forgetting& act, types::v1::Forgetting& certified) {
  absl::StatusOr<std::string> view = ViewBeyond(views, tenant, act.forgotten_position());
  for (int64_t looks = 1; absl::IsUnavailable(view.status()) && looks < kLooks; ++looks) {
    absl::SleepFor(absl::Milliseconds(kLookMillis));
    view = ViewBeyond(views, tenant, act.forgotten_position());
  }
  RETURN_IF_ERROR(view.status());
  return WriteCertificate(record, tenant, act, *view, certified);
}

absl::Status CertifyUnfinished(gate::Client& record, gate::Client& views) {
  record::v1::ListLogsReply logs;
  RETURN_IF_ERROR(
      record.Call("candour.record.v1.Record.ListLogs", record::v1::ListLogsRequest(), logs));
  absl::Status first_failure;
  for (const record::v1::LogSummary& log : logs.logs()) {
    ASSIGN_OR_RETURN(const auto acts, dossiers::ForgettingsOf(record, log.tenant()));
    for (const types::v1::Forgetting& act : acts) {
      if (!act.keys_destroyed() || act.certified()) continue;
      const absl::StatusOr<std::string> view =
          ViewBeyond(views, log.tenant(), act.forgotten_position());
      first_failure.Update(view.status());
      types::v1::Forgetting certified;
      if (view.ok()) {
        first_failure.Update(WriteCertificate(record, log.tenant(), act, *view, certified));
      }
    }
  }
  return first_failure;
}

}  // namespace candour::audit
