// Giving out events with their keys: what an export is made of.
#include <algorithm>

#include "base/limits.h"
#include "base/status.h"
#include "services/record/bytes.h"
#include "services/record/record.h"
#include "storage/keyring/sealing.h"
#include "storage/leaf.h"

namespace candour::record {
namespace {

constexpr storage::ReadLimits kPage{limits::kPageEvents, limits::kPageBytes};

}  // namespace

absl::StatusOr<v1::DisclosedEvent> Record::Disclose(const Tenant& tenant,
                                                    const storage::StoredEvent& stored,
                                                    uint64_t tree_size) const {
  ASSIGN_OR_RETURN(const storage::Leaf leaf, storage::ParseLeaf(stored.leaf));
  v1::DisclosedEvent event;
  event.set_leaf(stored.leaf);
  event.set_ciphertext(stored.ciphertext);
  ASSIGN_OR_RETURN(const auto path,
                   options_.log.InclusionPath(tenant.info.id, leaf.position, tree_size));
  for (const Bytes32& hash : path) event.add_path(ToString(hash));
  const absl::StatusOr<storage::crypto::SecretKey> key =
      options_.keyring.Get(tenant.info.id, leaf.scope);
  if (key.ok()) {
    event.set_event_key(std::string(storage::EventKey(*key, leaf.event_id).View()));
  } else if (!absl::IsFailedPrecondition(key.status())) {
    return key.status();
  }
  return event;
}

absl::Status Record::DiscloseScope(const v1::DiscloseScopeRequest& request,
                                   gate::Writer<v1::DisclosedPage>& pages) {
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(request.tenant()));
  ASSIGN_OR_RETURN(const ScopeId scope, IdFrom<ScopeId>(request.scope_id(), "scope_id"));
  const LogId& log = tenant->info.id;
  for (const uint64_t position : request.positions()) {
    ASSIGN_OR_RETURN(const auto events, options_.log.ReadAll(log, position, {1, 1}));
    if (events.empty()) return absl::OutOfRangeError("the log has no such position");
    ASSIGN_OR_RETURN(const storage::Leaf leaf, storage::ParseLeaf(events.front().leaf));
    if (leaf.scope != scope) return absl::InvalidArgumentError("positions: of another scope");
    v1::DisclosedPage page;
    ASSIGN_OR_RETURN(*page.add_events(), Disclose(*tenant, events.front(), request.tree_size()));
    if (!pages.Write(page)) return absl::CancelledError("the reader is gone");
  }
  if (!request.positions().empty()) return absl::OkStatus();
  for (uint64_t from = 0;;) {
    ASSIGN_OR_RETURN(const auto events, options_.log.ReadScope(log, scope, from, kPage));
    if (events.empty()) return absl::OkStatus();
    v1::DisclosedPage page;
    for (const storage::StoredEvent& stored : events) {
      ASSIGN_OR_RETURN(const storage::Leaf leaf, storage::ParseLeaf(stored.leaf));
      if (leaf.position >= request.tree_size()) break;
      ASSIGN_OR_RETURN(*page.add_events(), Disclose(*tenant, stored, request.tree_size()));
    }
    if (page.events().empty()) return absl::OkStatus();
    if (!pages.Write(page)) return absl::CancelledError("the reader is gone");
    from += events.size();
  }
}

}  // namespace candour::record
