#include "services/audit/certifying.h"

#include "absl/time/time.h"
#include "services/audit/forgetting.h"

namespace candour::audit {
namespace {

constexpr absl::Duration kUsually = absl::Minutes(1);
constexpr absl::Duration kWhileBuilding = absl::Milliseconds(500);

}  // namespace

void Certifying::Start(gate::Client& record, gate::Client& views) {
  thread_ = std::thread([this, &record, &views] {
    absl::Duration wait = absl::ZeroDuration();
    while (!stopping_.WaitForNotificationWithTimeout(wait)) {
      const absl::Status done = CertifyUnfinished(record, views);
      wait = absl::IsUnavailable(done) ? kWhileBuilding : kUsually;
    }
  });
}

void Certifying::Stop() {
  if (!thread_.joinable()) return;
  stopping_.Notify();
  thread_.join();
}

}  // namespace candour::audit
