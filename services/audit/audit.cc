#include "services/audit/audit.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/record/v1/record.pb.h"
#include "services/audit/decisions_across.h"
#include "services/audit/export.h"
#include "services/audit/forgetting.h"
#include "services/audit/page.h"
#include "services/dossiers/dossiers.h"
#include "services/dossiers/minutes.h"
#include "services/gate/check_fields.h"
#include "services/gate/errors.h"
#include "services/gate/membership.h"
#include "services/gate/roles.h"
#include "services/record/streams.h"
#include "workflows/action_plan/progress.h"
#include "workflows/case_files/case_file.h"
#include "workflows/case_files/decisions.h"
#include "workflows/case_files/difference.h"
#include "workflows/case_files/timeline.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/merged_report.h"
#include "workflows/chronology/integrated.h"

namespace candour::audit {
namespace {

namespace child_death = workflows::child_death;
namespace chronology = workflows::chronology;
namespace files = workflows::case_files;
namespace plans = workflows::action_plan;
using dossiers::Dossiers;
using dossiers::DraftedMinutes;
using dossiers::DraftMinutes;
using dossiers::ForgettingsOf;
using dossiers::HexSha256;
using dossiers::Pin;
using dossiers::PinDown;
using types::v1::TimelineEntry;

files::Identity IdentityIn(const v1::CaseName& about) {
  return about.include_identity() ? files::Identity::kIncluded : files::Identity::kLeftOut;
}

absl::Status CheckEventTypes(const workflows::WorkflowTable& table,
                             const v1::GetTimelineRequest& request) {
  for (int i = 0; i < request.event_types_size(); ++i) {
    if (table.FindEvent(request.event_types(i)) != nullptr) continue;
    return gate::InvalidFields(
        {{absl::StrCat("event_types[", i, "]"), "there is no such type of event"}});
  }
  return absl::OkStatus();
}

void KeepTypes(const v1::GetTimelineRequest& request, std::vector<TimelineEntry>& entries) {
  if (request.event_types().empty()) return;
  std::erase_if(entries, [&](const TimelineEntry& entry) {
    return std::find(request.event_types().begin(), request.event_types().end(),
                     entry.event_type()) == request.event_types().end();
  });
}

// The register of whoever holds the case; where others recorded some of it before, theirs name the
// agencies that it does not know. `kept` keeps what had to be put together.
const workflows::board::Board& RegisterOf(const files::Dossier& dossier,
                                          std::optional<workflows::board::Board>& kept) {
  const auto board_in = [](const auto& history) -> const workflows::board::Board& {
    return static_cast<const workflows::board::Board&>(*history->state);
  };
  if (dossier.other_boards.empty()) return board_in(dossier.board);
  kept.emplace(board_in(dossier.board));
  for (const auto& other : dossier.other_boards) {
    const auto& agencies = board_in(other).agencies;
    kept->agencies.insert(agencies.begin(), agencies.end());
  }
  return *kept;
}

}  // namespace

gate::ServiceHandlers Audit::Handlers() {
  gate::ServiceHandlers handlers("candour.audit.v1.Audit");
  const auto unary = [&]<typename Request, typename Reply>(
                         const char* method, absl::Status (Audit::*answer)(
                                                 const gate::Call&, const Request&, Reply&) const) {
    handlers.Unary<Request, Reply>(
        method, [this, answer](const gate::Call& call, const Request& request, Reply& reply) {
          RETURN_IF_ERROR(gate::CheckFields(request, london_));
          return (this->*answer)(call, request, reply);
        });
  };
  unary("GetTimeline", &Audit::GetTimeline);
  unary("GetCase", &Audit::GetCase);
  unary("GetMergedReport", &Audit::GetMergedReport);
  unary("GetChronology", &Audit::GetChronology);
  unary("GetGenogram", &Audit::GetGenogram);
  unary("DiffCase", &Audit::DiffCase);
  unary("GetDecisions", &Audit::GetDecisions);
  unary("ListDecisions", &Audit::ListDecisions);
  unary("GetMinutes", &Audit::GetMinutes);
  unary("GetPlanProgress", &Audit::GetPlanProgress);
  unary("GetProof", &Audit::GetProof);
  unary("CertifyForgetting", &Audit::CertifyForgetting);
  handlers.ServerStream<v1::ExportRequest, v1::ExportPart>(
      "Export", [this](const gate::Call& call, const auto& request, auto& parts) -> absl::Status {
        RETURN_IF_ERROR(gate::CheckFields(request, london_));
        return Export(call, request, parts);
      });
  return handlers;
}

absl::StatusOr<std::string> Audit::Admit(const gate::Call& call, const v1::CaseName& about) const {
  if (about.include_identity() && !gate::Permits(call.caller(), "identity.read")) {
    return absl::PermissionDeniedError("you may not see who the case is about");
  }
  return gate::TenantFor(call.caller(), about.tenant(), about.board_id());
}

absl::Status Audit::GetTimeline(const gate::Call& call, const v1::GetTimelineRequest& request,
                                v1::Timeline& reply) const {
  const v1::CaseName& about = request.about();
  ASSIGN_OR_RETURN(const std::string tenant, Admit(call, about));
  RETURN_IF_ERROR(CheckEventTypes(table_, request));
  ASSIGN_OR_RETURN(const Page page, PageFrom(request.page_token(), request.page_size()));
  ASSIGN_OR_RETURN(Pin pin, PinDown(record_, {london_, tenant, request.as_at(),
                                              about.at_least_position(), page.at_most_position}));
  Dossiers dossiers(table_, record_, london_, std::move(pin));
  ASSIGN_OR_RETURN(const files::Dossier dossier,
                   dossiers.Open(about.aggregate(), about.id(), about.board_id()));
  std::vector<TimelineEntry> entries = files::TimelineOf(
      dossier, files::Names(dossier, london_),
      request.by_known_at() ? files::TimelineOrder::kKnown : files::TimelineOrder::kRecorded,
      IdentityIn(about));
  KeepTypes(request, entries);
  if (request.order() == v1::NEWEST_FIRST) std::reverse(entries.begin(), entries.end());
  for (uint64_t i = page.from; i < EndOf(page, entries.size()); ++i) {
    *reply.add_entries() = std::move(entries[i]);
  }
  reply.set_next_page_token(NextToken(page, entries.size(), dossiers.pin().position()));
  reply.set_total(entries.size());
  reply.set_as_of_position(dossiers.pin().position());
  reply.set_as_of_micros(dossiers.pin().now);
  return absl::OkStatus();
}

absl::StatusOr<types::v1::CaseFile> Audit::FileAsAt(const std::string& tenant,
                                                    const v1::CaseName& about,
                                                    const v1::AsAt& as_at,
                                                    const char* field) const {
  ASSIGN_OR_RETURN(Pin pin, PinDown(record_, {london_, tenant, as_at, about.at_least_position(),
                                              UINT64_MAX, field}));
  Dossiers dossiers(table_, record_, london_, std::move(pin));
  ASSIGN_OR_RETURN(const files::Dossier dossier,
                   dossiers.Open(about.aggregate(), about.id(), about.board_id()));
  types::v1::CaseFile file;
  if (dossier.own.events.front().message == nullptr) {
    ASSIGN_OR_RETURN(const auto acts, ForgettingsOf(record_, tenant, about));
    file = ForgottenFile(acts.back(), london_);
    file.set_forgotten_events(static_cast<uint32_t>(dossier.own.events.size()));
  } else {
    file = files::Describe(dossier,
                           {absl::FromUnixMicros(dossiers.pin().now), london_, IdentityIn(about)});
  }
  file.set_as_of_position(dossiers.pin().position());
  file.set_as_of_micros(dossiers.pin().now);
  file.set_by_known_at(dossiers.pin().as_at.by_known_at);
  file.set_by_occurred(dossiers.pin().as_at.by_occurred);
  return file;
}

absl::Status Audit::GetCase(const gate::Call& call, const v1::GetCaseRequest& request,
                            types::v1::CaseFile& reply) const {
  if (request.about().aggregate() != types::v1::CASE_REVIEW) {
    RETURN_IF_ERROR(gate::CheckPermitted(call.caller(), "audit.read"));
  }
  ASSIGN_OR_RETURN(const std::string tenant, Admit(call, request.about()));
  ASSIGN_OR_RETURN(reply, FileAsAt(tenant, request.about(), request.as_at()));
  return absl::OkStatus();
}

absl::Status Audit::GetMergedReport(const gate::Call& call,
                                    const v1::GetMergedReportRequest& request,
                                    types::v1::MergedReport& reply) const {
  const v1::CaseName& about = request.about();
  ASSIGN_OR_RETURN(const std::string tenant, Admit(call, about));
  if (about.aggregate() != types::v1::CHILD_DEATH) {
    return gate::InvalidFields({{"about.aggregate", "only child death reviews have such a form"}});
  }
  ASSIGN_OR_RETURN(Pin pin,
                   PinDown(record_, {london_, tenant, request.as_at(), about.at_least_position()}));
  Dossiers dossiers(table_, record_, london_, std::move(pin));
  ASSIGN_OR_RETURN(const files::Dossier dossier,
                   dossiers.Open(about.aggregate(), about.id(), about.board_id()));
  reply = child_death::MergeReturns(
      static_cast<const child_death::ChildDeath&>(*dossier.own.state),
      static_cast<const workflows::board::Board&>(*dossier.board->state),
      request.form_type().empty() ? child_death::kUsualForm : request.form_type(),
      about.include_identity());
  return absl::OkStatus();
}

namespace {

// Whose agency the review asked for nothing learns nothing of it either.
absl::Status UnlessAsked(const gate::Caller& caller,
                         const workflows::case_review::CaseReview& review,
                         const workflows::board::Board& board) {
  for (const auto& [id, contribution] : review.contributions) {
    if (board.IsOrSucceeds(caller.agency_id, contribution.agency_id) && !contribution.withdrawn) {
      return absl::OkStatus();
    }
  }
  return absl::PermissionDeniedError("this review asked your agency for nothing");
}

}  // namespace

absl::Status Audit::GetChronology(const gate::Call& call, const v1::GetChronologyRequest& request,
                                  types::v1::IntegratedChronology& reply) const {
  const v1::CaseName& about = request.about();
  ASSIGN_OR_RETURN(const std::string tenant, Admit(call, about));
  if (about.aggregate() != types::v1::CASE_REVIEW) {
    return gate::InvalidFields({{"about.aggregate", "only case reviews have a chronology"}});
  }
  ASSIGN_OR_RETURN(Pin pin,
                   PinDown(record_, {london_, tenant, request.as_at(), about.at_least_position()}));
  Dossiers dossiers(table_, record_, london_, std::move(pin));
  ASSIGN_OR_RETURN(const files::Dossier review,
                   dossiers.Open(about.aggregate(), about.id(), about.board_id()));
  const auto& state = static_cast<const workflows::case_review::CaseReview&>(*review.own.state);
  const bool own_only = !gate::Permits(call.caller(), "case_review.read");
  if (own_only) {
    std::optional<workflows::board::Board> kept;
    RETURN_IF_ERROR(UnlessAsked(call.caller(), state, RegisterOf(review, kept)));
  }
  if (state.chronology_id.empty()) {
    return absl::NotFoundError("no chronology of this review had been opened by then");
  }
  ASSIGN_OR_RETURN(const files::Dossier own,
                   dossiers.Open(types::v1::CHRONOLOGY, state.chronology_id, about.board_id()));
  chronology::IntegrationAsked asked;
  asked.review = &state;
  if (request.shortest_gap_days() > 0) {
    asked.shortest_gap_days = static_cast<int>(request.shortest_gap_days());
  }
  std::optional<workflows::board::Board> kept;
  const workflows::board::Board& board = RegisterOf(own, kept);
  reply = chronology::Integrate(static_cast<const chronology::Chronology&>(*own.own.state), board,
                                asked);
  if (own_only) chronology::KeepAccountOf(call.caller().agency_id, board, reply);
  reply.set_sha256(HexSha256(chronology::TextOf(reply)));
  reply.set_as_of_position(dossiers.pin().position());
  chronology::KeepPage(request.from_entry(), reply);
  return absl::OkStatus();
}

absl::Status Audit::GetGenogram(const gate::Call& call, const v1::GetGenogramRequest& request,
                                types::v1::Genogram& reply) const {
  const v1::CaseName& about = request.about();
  ASSIGN_OR_RETURN(const std::string tenant, Admit(call, about));
  if (about.aggregate() != types::v1::CASE_REVIEW) {
    return gate::InvalidFields({{"about.aggregate", "only case reviews have a genogram"}});
  }
  ASSIGN_OR_RETURN(Pin pin,
                   PinDown(record_, {london_, tenant, request.as_at(), about.at_least_position()}));
  Dossiers dossiers(table_, record_, london_, std::move(pin));
  ASSIGN_OR_RETURN(const files::Dossier dossier,
                   dossiers.Open(about.aggregate(), about.id(), about.board_id()));
  const auto& review = static_cast<const workflows::case_review::CaseReview&>(*dossier.own.state);
  reply = workflows::case_review::GenogramOf(review, about.include_identity());
  reply.set_sha256(HexSha256(reply.text()));
  if (!review.family.issued.empty()) {
    reply.set_version(review.family.issued.back().version());
    reply.set_changed_since(review.family.issued.back().sha256() != reply.sha256());
  }
  reply.set_as_of_position(dossiers.pin().position());
  reply.set_as_of_micros(dossiers.pin().now);
  return absl::OkStatus();
}

absl::Status Audit::DiffCase(const gate::Call& call, const v1::DiffCaseRequest& request,
                             types::v1::CaseDifference& reply) const {
  ASSIGN_OR_RETURN(const std::string tenant, Admit(call, request.about()));
  auto before = FileAsAt(tenant, request.about(), request.from(), "from");
  ASSIGN_OR_RETURN(const auto after, FileAsAt(tenant, request.about(), request.to(), "to"));
  if (absl::IsNotFound(before.status())) {
    ASSIGN_OR_RETURN(before, FileBeforeItBegan(tenant, request, before.status()));
  }
  RETURN_IF_ERROR(before.status());
  reply = files::DifferenceOf(*before, after);
  return absl::OkStatus();
}

// Of a case of which nothing was recorded yet, all is new; of one that was somebody else's then,
// it stays `unfound`.
absl::StatusOr<types::v1::CaseFile> Audit::FileBeforeItBegan(const std::string& tenant,
                                                             const v1::DiffCaseRequest& request,
                                                             const absl::Status& unfound) const {
  const v1::CaseName& about = request.about();
  ASSIGN_OR_RETURN(const Pin pin,
                   PinDown(record_, {london_, tenant, request.from(), about.at_least_position(),
                                     UINT64_MAX, "from"}));
  ASSIGN_OR_RETURN(
      const auto read,
      record::ReadHistories(record_, table_, tenant, {{about.aggregate(), about.id()}}, pin.as_at));
  if (!read.histories.front().events.empty()) return unfound;
  types::v1::CaseFile file;
  file.set_as_of_position(pin.position());
  file.set_as_of_micros(pin.now);
  return file;
}

absl::Status Audit::GetDecisions(const gate::Call& call, const v1::GetDecisionsRequest& request,
                                 v1::Decisions& reply) const {
  ASSIGN_OR_RETURN(const std::string tenant, Admit(call, request.about()));
  ASSIGN_OR_RETURN(auto file, FileAsAt(tenant, request.about(), request.as_at()));
  *reply.mutable_decisions() = std::move(*file.mutable_decisions());
  reply.set_as_of_position(file.as_of_position());
  reply.set_as_of_micros(file.as_of_micros());
  return absl::OkStatus();
}

absl::Status Audit::GetMinutes(const gate::Call& call, const v1::GetMinutesRequest& request,
                               v1::Minutes& reply) const {
  const v1::CaseName& about = request.about();
  ASSIGN_OR_RETURN(const std::string tenant, Admit(call, about));
  if (about.aggregate() != types::v1::MEETING) {
    return gate::InvalidFields({{"about.aggregate", "only meetings have minutes"}});
  }
  ASSIGN_OR_RETURN(Pin pin,
                   PinDown(record_, {london_, tenant, request.as_at(), about.at_least_position()}));
  Dossiers dossiers(table_, record_, london_, std::move(pin));
  ASSIGN_OR_RETURN(const DraftedMinutes drafted,
                   DraftMinutes(dossiers, about.id(), about.board_id(), london_));
  reply.set_text(drafted.text);
  reply.set_sha256(drafted.sha256);
  reply.set_agreed(drafted.agreed);
  reply.set_recorded_since(drafted.recorded_since);
  reply.set_as_of_position(dossiers.pin().position());
  reply.set_as_of_micros(dossiers.pin().now);
  return absl::OkStatus();
}

absl::Status Audit::GetPlanProgress(const gate::Call& call,
                                    const v1::GetPlanProgressRequest& request,
                                    types::v1::PlanProgress& reply) const {
  const v1::CaseName& about = request.about();
  ASSIGN_OR_RETURN(const std::string tenant, Admit(call, about));
  if (about.aggregate() != types::v1::ACTION_PLAN) {
    return gate::InvalidFields({{"about.aggregate", "only action plans make progress"}});
  }
  ASSIGN_OR_RETURN(Pin pin,
                   PinDown(record_, {london_, tenant, request.as_at(), about.at_least_position()}));
  Dossiers dossiers(table_, record_, london_, std::move(pin));
  ASSIGN_OR_RETURN(const files::Dossier dossier,
                   dossiers.Open(types::v1::ACTION_PLAN, about.id(), about.board_id()));
  std::optional<workflows::board::Board> kept;
  reply = plans::ProgressOf(static_cast<const plans::ActionPlan&>(*dossier.own.state),
                            RegisterOf(dossier, kept),
                            absl::ToCivilDay(absl::FromUnixMicros(dossiers.pin().now), london_));
  reply.set_text(plans::TextOf(reply));
  reply.set_sha256(HexSha256(reply.text()));
  reply.set_as_of_position(dossiers.pin().position());
  reply.set_as_of_micros(dossiers.pin().now);
  return absl::OkStatus();
}

absl::Status Audit::ListDecisions(const gate::Call& call, const v1::ListDecisionsRequest& request,
                                  v1::DecisionPage& reply) const {
  ASSIGN_OR_RETURN(const std::string tenant,
                   gate::TenantFor(call.caller(), request.tenant(), request.board_id()));
  if (request.sample() > limits::kSampledDecisions) {
    return gate::InvalidFields(
        {{"sample", absl::StrCat("at most ", limits::kSampledDecisions, " are sampled")}});
  }
  ASSIGN_OR_RETURN(const Page page, PageFrom(request.page_token(), request.page_size()));
  ASSIGN_OR_RETURN(Pin pin, PinDown(record_, {london_, tenant, request.as_at(),
                                              request.at_least_position(), page.at_most_position}));
  Dossiers dossiers(table_, record_, london_, std::move(pin));
  RETURN_IF_ERROR(
      audit::ListDecisions(table_, record_, london_, call, request, page, dossiers, reply));
  reply.set_as_of_position(dossiers.pin().position());
  reply.set_as_of_micros(dossiers.pin().now);
  return absl::OkStatus();
}

namespace {

// What the timeline of a case tells of its meetings is proved of the meeting.
absl::Status NoEventOfThisId(const files::Dossier& dossier, const std::string& event_id) {
  for (const auto& [meeting_id, meeting] : dossier.meetings) {
    for (const files::Happened& happened : meeting->events) {
      if (happened.EventId() != event_id) continue;
      return absl::NotFoundError(absl::StrCat(
          "this event is of the meeting ", meeting_id,
          ", at which the case was dealt with: ask about that, with aggregate MEETING"));
    }
  }
  return absl::NotFoundError("the case has no event of this id");
}

}  // namespace

absl::Status Audit::GetProof(const gate::Call& call, const v1::GetProofRequest& request,
                             v1::EventProof& reply) const {
  const v1::CaseName& about = request.about();
  ASSIGN_OR_RETURN(const std::string tenant, Admit(call, about));
  ASSIGN_OR_RETURN(Pin pin, PinDown(record_, {london_, tenant, {}, about.at_least_position()}));
  Dossiers dossiers(table_, record_, london_, std::move(pin));
  ASSIGN_OR_RETURN(const files::Dossier dossier,
                   dossiers.Open(about.aggregate(), about.id(), about.board_id()));
  const auto found =
      std::find_if(dossier.own.events.begin(), dossier.own.events.end(),
                   [&](const auto& happened) { return happened.EventId() == request.event_id(); });
  if (found == dossier.own.events.end()) return NoEventOfThisId(dossier, request.event_id());
  record::v1::GetCheckpointRequest now;
  now.set_tenant(tenant);
  RETURN_IF_ERROR(
      record_.Call("candour.record.v1.Record.GetCheckpoint", now, *reply.mutable_checkpoint()));
  record::v1::InclusionProofRequest inclusion;
  inclusion.set_tenant(tenant);
  inclusion.set_position(found->recorded.position());
  inclusion.set_tree_size(reply.checkpoint().size());
  RETURN_IF_ERROR(record_.Call("candour.record.v1.Record.GetInclusionProof", inclusion,
                               *reply.mutable_inclusion()));
  reply.set_position(found->recorded.position());
  reply.set_event_type(found->recorded.body().type());
  return absl::OkStatus();
}

absl::Status Audit::Export(const gate::Call& call, const v1::ExportRequest& request,
                           gate::Writer<v1::ExportPart>& parts) const {
  const v1::CaseName& about = request.about();
  ASSIGN_OR_RETURN(const std::string tenant, Admit(call, about));
  ASSIGN_OR_RETURN(Pin pin, PinDown(record_, {london_, tenant, {}, about.at_least_position()}));
  Dossiers dossiers(table_, record_, london_, std::move(pin));
  ASSIGN_OR_RETURN(const files::Dossier dossier,
                   dossiers.Open(about.aggregate(), about.id(), about.board_id()));
  if (dossier.own.events.front().recorded.scope_id() !=
      record::ScopeIdOf({about.aggregate(), about.id()}, types::v1::OWN)) {
    return absl::FailedPreconditionError(
        "this is part of a case and sealed under the case's key: export the case");
  }
  ASSIGN_OR_RETURN(const std::string file, MakeBundle(record_, call, tenant, request));
  for (size_t from = 0; from < file.size(); from += limits::kBundlePartBytes) {
    v1::ExportPart part;
    part.set_data(file.substr(from, limits::kBundlePartBytes));
    if (!parts.Write(part)) return absl::CancelledError("the reader is gone");
  }
  return absl::OkStatus();
}

absl::Status Audit::CertifyForgetting(const gate::Call& call,
                                      const v1::CertifyForgettingRequest& request,
                                      types::v1::Forgetting& reply) const {
  ASSIGN_OR_RETURN(const std::string tenant,
                   gate::TenantFor(call.caller(), request.tenant(), request.board_id()));
  if (views_ == nullptr) {
    return absl::FailedPreconditionError(
        "this server does not know where the views are (--views), and cannot vouch for them");
  }
  ASSIGN_OR_RETURN(const auto acts, ForgettingsOf(record_, tenant));
  for (const types::v1::Forgetting& act : acts) {
    if (act.request_id() != request.request_id() || act.about().board_id() != request.board_id()) {
      continue;
    }
    if (!act.keys_destroyed()) {
      return absl::FailedPreconditionError("this has not been carried out yet");
    }
    return Certify(record_, *views_, tenant, act, reply);
  }
  return absl::NotFoundError("nobody asked for this in the name of this board: check the id");
}

}  // namespace candour::audit
