// Forgetting: asked for by one person, carried out by another, finished whatever interrupts it.
//
// The order is what makes it safe. That it was agreed is recorded before any key is destroyed, so
// that a start of the service finds what it has to finish; that it is done is recorded only when no
// copy of a key is left, so that whoever reads that event reads no forgotten event any more.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/events/v1/log.pb.h"
#include "services/gate/check_fields.h"
#include "services/gate/membership.h"
#include "services/record/bytes.h"
#include "services/record/own_history.h"
#include "services/record/record.h"
#include "services/record/streams.h"
#include "storage/keyring/sealing.h"
#include "storage/leaf.h"

namespace candour::record {
namespace {

using types::v1::AboutCase;
using types::v1::Extent;
using types::v1::Forgetting;

constexpr storage::ReadLimits kPage{limits::kPageEvents, limits::kPageBytes};

absl::StatusOr<ScopeId> ScopeFor(const AboutCase& about, types::v1::Scope scope) {
  return IdFrom<ScopeId>(ScopeIdOf({about.aggregate(), about.id()}, scope), "about.id");
}

absl::StatusOr<std::vector<ScopeId>> ScopesOf(const AboutCase& about, Extent extent) {
  std::vector<ScopeId> scopes;
  if (extent == types::v1::WHOLE_CASE) {
    ASSIGN_OR_RETURN(scopes.emplace_back(), ScopeFor(about, types::v1::OWN));
  }
  ASSIGN_OR_RETURN(scopes.emplace_back(), ScopeFor(about, types::v1::IDENTITY));
  return scopes;
}

absl::Status NotSuchACase() {
  return absl::NotFoundError("there is no such case of this board: check the id and the board");
}

absl::Status NoSuchRequest() {
  return absl::NotFoundError("nobody asked for this in the name of this board: check the id");
}

}  // namespace

absl::StatusOr<OwnHistory> Record::ReadOwnHistory(const Tenant& tenant) const {
  const storage::StreamName own{types::v1::LOG, {tenant.info.id.bytes}};
  OwnHistory history;
  for (uint64_t from = 0;;) {
    ASSIGN_OR_RETURN(const auto events, options_.log.ReadStream(tenant.info.id, own, from, kPage));
    if (events.empty()) return history;
    for (const storage::StoredEvent& stored : events) {
      ASSIGN_OR_RETURN(const v1::RecordedEvent event, Read(tenant, stored));
      if (!event.forgotten()) RETURN_IF_ERROR(history.Take(event));
    }
    from += events.size();
  }
}

// Only what has a key of its own can be forgotten, and only cases: a board or a meeting concerns
// many.
absl::Status Record::CheckForgettable(const Tenant& tenant, const AboutCase& about) const {
  if (about.aggregate() == types::v1::BOARD || about.aggregate() == types::v1::MEETING) {
    return absl::InvalidArgumentError("about.aggregate: only a case can be forgotten");
  }
  ASSIGN_OR_RETURN(const StreamId id, StreamId::Parse(about.id()));
  ASSIGN_OR_RETURN(const auto first,
                   options_.log.ReadStream(
                       tenant.info.id, {static_cast<uint16_t>(about.aggregate()), id}, 0, {1, 1}));
  if (first.empty()) return NotSuchACase();
  ASSIGN_OR_RETURN(const v1::RecordedEvent opened, Read(tenant, first.front()));
  if (opened.forgotten()) return absl::FailedPreconditionError("this case was forgotten already");
  if (opened.body().board_id() != about.board_id()) return NotSuchACase();
  ASSIGN_OR_RETURN(const storage::Leaf leaf, storage::ParseLeaf(first.front().leaf));
  ASSIGN_OR_RETURN(const ScopeId own, ScopeFor(about, types::v1::OWN));
  if (leaf.scope != own) {
    return absl::FailedPreconditionError(
        "this is part of a case and sealed under the case's key: forget the case");
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> Record::CountScope(const Tenant& tenant, const ScopeId& scope) const {
  uint64_t count = 0;
  while (true) {
    ASSIGN_OR_RETURN(const auto events,
                     options_.log.ReadScope(tenant.info.id, scope, count, kPage));
    if (events.empty()) return count;
    count += events.size();
  }
}

absl::StatusOr<ActorId> Record::PseudonymOf(const Tenant& tenant,
                                            const gate::Caller& caller) const {
  ASSIGN_OR_RETURN(const storage::crypto::SecretKey key,
                   options_.keyring.Get(tenant.info.id, ScopeId{tenant.info.id.bytes}));
  return storage::Pseudonym(key, gate::ActorIdOf(caller, tenant.info.tenant));
}

absl::Status Record::RequestForgetting(const gate::Call& call,
                                       const v1::RequestForgettingRequest& request,
                                       Forgetting& reply) {
  RETURN_IF_ERROR(gate::CheckFields(request, absl::UTCTimeZone()));
  ASSIGN_OR_RETURN(const std::string name,
                   gate::TenantFor(call.caller(), request.tenant(), request.about().board_id()));
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(name));
  RETURN_IF_ERROR(CheckForgettable(*tenant, request.about()));
  events::v1::ForgettingRequested event;
  *event.mutable_about() = request.about();
  event.set_extent(request.extent());
  event.set_reason(request.reason());
  event.set_legal_ground(request.legal_ground());
  event.set_authority(request.authority());
  absl::MutexLock lock(&forgetting_mutex_);
  ASSIGN_OR_RETURN(OwnHistory history, ReadOwnHistory(*tenant));
  if (const Forgetting* asked = history.Waiting(request.about(), request.extent())) {
    return absl::AlreadyExistsError(
        absl::StrCat("this was asked for already, and waits for somebody else to carry it out (",
                     asked->request_id(), ")"));
  }
  RETURN_IF_ERROR(WriteOwnEvent(*tenant, event, &call.caller()));
  ASSIGN_OR_RETURN(history, ReadOwnHistory(*tenant));
  reply = history.acts.back().told;
  return absl::OkStatus();
}

absl::Status Record::Forget(const gate::Call& call, const v1::ForgetRequest& request,
                            Forgetting& reply) {
  RETURN_IF_ERROR(gate::CheckFields(request, absl::UTCTimeZone()));
  ASSIGN_OR_RETURN(const std::string name,
                   gate::TenantFor(call.caller(), request.tenant(), request.board_id()));
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(name));
  absl::MutexLock lock(&forgetting_mutex_);
  ASSIGN_OR_RETURN(OwnHistory history, ReadOwnHistory(*tenant));
  ForgettingAct* act = history.Find(request.request_id());
  if (act == nullptr || act->told.about().board_id() != request.board_id()) return NoSuchRequest();
  if (act->told.agreed_at_micros() == 0) {
    ASSIGN_OR_RETURN(const ActorId caller, PseudonymOf(*tenant, call.caller()));
    if (act->requested_by == caller.View()) {
      return absl::PermissionDeniedError(
          "whoever asked for this cannot carry it out: somebody else has to agree");
    }
    if (const types::v1::LegalHold* hold = history.HoldOn(act->told.about())) {
      return absl::FailedPreconditionError(
          absl::StrCat("a legal hold stands on this case (", hold->hold_id(), ", on authority of ",
                       hold->authority(), "): it must be lifted first"));
    }
    events::v1::ForgettingAgreed agreed;
    agreed.set_request_id(request.request_id());
    RETURN_IF_ERROR(WriteOwnEvent(*tenant, agreed, &call.caller()));
  }
  if (!act->told.keys_destroyed()) RETURN_IF_ERROR(CarryOut(*tenant, act->told));
  ASSIGN_OR_RETURN(history, ReadOwnHistory(*tenant));
  reply = history.Find(request.request_id())->told;
  return absl::OkStatus();
}

absl::Status Record::CarryOut(const Tenant& tenant, const Forgetting& agreed) {
  ASSIGN_OR_RETURN(const auto scopes, ScopesOf(agreed.about(), agreed.extent()));
  RETURN_IF_ERROR(options_.keyring.Forget(tenant.info.id, scopes));
  if (options_.documents != nullptr) {
    RETURN_IF_ERROR(options_.documents->Forget(tenant.info.id, scopes));
  }
  events::v1::ScopesForgotten event;
  event.set_request_id(agreed.request_id());
  *event.mutable_about() = agreed.about();
  event.set_extent(agreed.extent());
  event.set_keyring_generation(options_.keyring.generation());
  event.set_reason(agreed.reason());
  event.set_legal_ground(agreed.legal_ground());
  event.set_authority(agreed.authority());
  for (const ScopeId& scope : scopes) event.add_scopes()->set_scope_id(scope.Text());
  // What had been sealed before the key was destroyed may be taken while this is written: then it
  // is said again.
  for (bool settled = false; !settled;) {
    for (size_t i = 0; i < scopes.size(); ++i) {
      ASSIGN_OR_RETURN(const uint64_t count, CountScope(tenant, scopes[i]));
      event.mutable_scopes(static_cast<int>(i))->set_events(count);
    }
    RETURN_IF_ERROR(WriteOwnEvent(tenant, event));
    settled = true;
    for (size_t i = 0; i < scopes.size(); ++i) {
      ASSIGN_OR_RETURN(const uint64_t count, CountScope(tenant, scopes[i]));
      settled &= count == event.scopes(static_cast<int>(i)).events();
    }
  }
  return absl::OkStatus();
}

absl::Status Record::FinishForgetting(const Tenant& tenant) {
  absl::MutexLock lock(&forgetting_mutex_);
  ASSIGN_OR_RETURN(const OwnHistory history, ReadOwnHistory(tenant));
  for (const ForgettingAct& act : history.acts) {
    if (act.told.agreed_at_micros() == 0 || act.told.keys_destroyed()) continue;
    RETURN_IF_ERROR(CarryOut(tenant, act.told));
  }
  return absl::OkStatus();
}

uint32_t Record::CountUntold(const Tenant& tenant, const OwnHistory& history) const {
  const bool under_way =
      std::any_of(history.acts.begin(), history.acts.end(), [](const ForgettingAct& act) {
        return act.told.agreed_at_micros() != 0 && !act.told.keys_destroyed();
      });
  if (under_way) return 0;  // the log is about to tell of them
  const std::vector<ScopeId> gone = options_.keyring.Forgotten(tenant.info.id);
  return static_cast<uint32_t>(std::count_if(gone.begin(), gone.end(), [&](const ScopeId& scope) {
    return !history.Tells(scope.Text());
  }));
}

void Record::NoteForgetting(const Tenant& tenant) {
  // One that cannot be read, as when its key is lost, is told to whoever asks for it.
  if (!ReadOwnHistory(tenant).ok()) return;
  // What cannot be finished now (the provider of the master key does not answer, say) is finished
  // when it is asked for again; the record can be read meanwhile.
  if (const absl::Status finished = FinishForgetting(tenant); !finished.ok()) {
    notices_.push_back(absl::StrCat("a forgetting in the record of ", tenant.info.tenant,
                                    " that was agreed could not be finished, and is tried again "
                                    "at the next start: ",
                                    finished.message()));
  }
  const auto history = ReadOwnHistory(tenant);
  if (!history.ok()) return;
  if (const uint32_t untold = CountUntold(tenant, *history); untold > 0) {
    notices_.push_back(absl::StrCat("the record of ", tenant.info.tenant,
                                    " holds no word of keys that were destroyed (", untold,
                                    "): it was put back from a backup older than that"));
  }
}

absl::Status Record::CertifyForgetting(const v1::CertifyForgettingRequest& request,
                                       Forgetting& reply) {
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(request.tenant()));
  absl::MutexLock lock(&forgetting_mutex_);
  ASSIGN_OR_RETURN(OwnHistory history, ReadOwnHistory(*tenant));
  const ForgettingAct* act = history.Find(request.request_id());
  if (act == nullptr) return NoSuchRequest();
  if (!act->told.keys_destroyed()) {
    return absl::FailedPreconditionError("this has not been carried out yet");
  }
  if (!act->told.certified()) {
    events::v1::ForgettingCertified event;
    event.set_request_id(request.request_id());
    *event.mutable_views() = request.views();
    RETURN_IF_ERROR(WriteOwnEvent(*tenant, event));
    ASSIGN_OR_RETURN(history, ReadOwnHistory(*tenant));
    act = history.Find(request.request_id());
  }
  reply = act->told;
  return absl::OkStatus();
}

absl::Status Record::ListForgettings(const gate::Call& call,
                                     const v1::ListForgettingsRequest& request,
                                     v1::ListForgettingsReply& reply) {
  std::string name = request.tenant();
  if (!call.caller().is_service) {
    ASSIGN_OR_RETURN(name, gate::TenantFor(call.caller(), request.tenant()));
  }
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(name));
  ASSIGN_OR_RETURN(OwnHistory history, ReadOwnHistory(*tenant));
  reply.set_untold_keys(CountUntold(*tenant, history));
  const auto theirs = [&](const AboutCase& about) {
    const auto& boards = call.caller().boards;
    return call.caller().is_service ||
           std::find(boards.begin(), boards.end(), about.board_id()) != boards.end();
  };
  for (ForgettingAct& act : history.acts) {
    if (theirs(act.told.about())) *reply.add_forgettings() = std::move(act.told);
  }
  for (types::v1::LegalHold& hold : history.holds) {
    if (theirs(hold.about())) *reply.add_holds() = std::move(hold);
  }
  return absl::OkStatus();
}

absl::Status Record::PlaceLegalHold(const gate::Call& call,
                                    const v1::PlaceLegalHoldRequest& request,
                                    types::v1::LegalHold& reply) {
  RETURN_IF_ERROR(gate::CheckFields(request, absl::UTCTimeZone()));
  ASSIGN_OR_RETURN(const std::string name,
                   gate::TenantFor(call.caller(), request.tenant(), request.about().board_id()));
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(name));
  RETURN_IF_ERROR(CheckForgettable(*tenant, request.about()));
  absl::MutexLock lock(&forgetting_mutex_);
  events::v1::LegalHoldPlaced event;
  *event.mutable_about() = request.about();
  event.set_reason(request.reason());
  event.set_authority(request.authority());
  RETURN_IF_ERROR(WriteOwnEvent(*tenant, event, &call.caller()));
  ASSIGN_OR_RETURN(const OwnHistory history, ReadOwnHistory(*tenant));
  reply = history.holds.back();
  return absl::OkStatus();
}

absl::Status Record::LiftLegalHold(const gate::Call& call, const v1::LiftLegalHoldRequest& request,
                                   types::v1::LegalHold& reply) {
  RETURN_IF_ERROR(gate::CheckFields(request, absl::UTCTimeZone()));
  ASSIGN_OR_RETURN(const std::string name,
                   gate::TenantFor(call.caller(), request.tenant(), request.board_id()));
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(name));
  absl::MutexLock lock(&forgetting_mutex_);
  ASSIGN_OR_RETURN(const OwnHistory history, ReadOwnHistory(*tenant));
  const auto hold = std::find_if(history.holds.begin(), history.holds.end(),
                                 [&](const types::v1::LegalHold& standing) {
                                   return standing.hold_id() == request.hold_id() &&
                                          standing.about().board_id() == request.board_id();
                                 });
  if (hold == history.holds.end()) {
    return absl::NotFoundError("no such hold of this board stands: check the id");
  }
  events::v1::LegalHoldLifted event;
  event.set_hold_id(request.hold_id());
  event.set_reason(request.reason());
  event.set_authority(request.authority());
  RETURN_IF_ERROR(WriteOwnEvent(*tenant, event, &call.caller()));
  reply = *hold;
  return absl::OkStatus();
}

}  // namespace candour::record
