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

absl::StatusOr<BackupMade> EventLog::BackUp(const std::string&) {
  return absl::UnimplementedError("this store is backed up by the tools of its own database");
}

}  // namespace candour::storage
