// Projections across cases: the caseload, clocks, meetings, timelines, recommendations, figures.
//
// One view per tenant follows the tenant's log (projection.h); every query is computed from its
// rows (answers.h) at the moment the log's own clock shows. Nothing is ever appended.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "candour/views/v1/views.pb.h"
#include "services/gate/client.h"
#include "services/gate/handlers.h"
#include "services/record/streams.h"
#include "services/views/case_clocks.h"
#include "services/views/projection.h"
#include "services/views/reach.h"
#include "storage/view_store.h"
#include "workflows/table.h"

namespace candour::views {

// Thread-safe. To be destroyed before the record's client, and while or after the host closes.
class Views {
 public:
  // `table` (checked), `record` (a client with a service's token) and `stores` must outlive it.
  // A tenant's view is opened when it is first asked for; FollowAll opens every one there is.
  Views(const workflows::WorkflowTable& table, gate::Client& record, storage::ViewStores& stores,
        absl::TimeZone london);

  gate::ServiceHandlers Handlers();

  // For the gate of this process, as the method GetReach is for those of others: waits no longer
  // than `at_most` for a view that is being built.
  absl::Status GetReach(const v1::GetReachRequest& request, absl::Duration at_most,
                        v1::GetReachReply& reply);

  // Opens the view of every log the record keeps, so that they are ready before they are asked for.
  // UNAVAILABLE if the record cannot be reached; to be called again then.
  absl::Status FollowAll();

 private:
  // What one tenant's queries need.
  struct Tenant {
    Tenant(Projector::Source source, storage::ViewStores& stores, const absl::TimeZone& london)
        : clocks(london), projection(std::move(source), stores) {}
    CaseClocks clocks;
    Reach reach;
    Projection projection;
  };

  absl::StatusOr<Tenant*> Find(const std::string& name) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<record::ReadEnd> EndOfLog(const std::string& tenant);

  // Reads the candidates themselves: what they are compared by is in no row.
  absl::Status ListPossibleDuplicates(const gate::Call& call,
                                      const v1::ListPossibleDuplicatesRequest& request,
                                      v1::ListPossibleDuplicatesReply& reply);

  template <typename Request, typename Reply, typename Answer>
  absl::Status Handle(const gate::Call& call, const Request& request, Reply& reply, Answer answer);

  const workflows::WorkflowTable& table_;
  gate::Client& record_;
  storage::ViewStores& stores_;
  const absl::TimeZone london_;

  absl::Mutex mutex_;
  // Never removed: pointers to them stay good.
  std::map<std::string, std::unique_ptr<Tenant>, std::less<>> tenants_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace candour::views
