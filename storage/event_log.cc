#include "storage/event_log.h"

#include <utility>

#include "absl/synchronization/notification.h"

namespace candour::storage {

absl::StatusOr<Committed> EventLog::AppendAndWait(const LogId& log, Batch batch) {
  absl::StatusOr<Committed> answer = absl::UnknownError("not answered");
  absl::Notification answered;
  Append(log, std::move(batch), [&](absl::StatusOr<Committed> result) {
    answer = std::move(result);
    answered.Notify();
  });
  answered.WaitForNotification();
  return answer;
}

}  // namespace candour::storage
