#include "services/gate/call.h"

#include <algorithm>
#include <utility>

namespace candour::gate {

Call::Call(std::shared_ptr<const Caller> caller, absl::Time deadline)
    : caller_(std::move(caller)), deadline_(deadline) {}

void Call::Cancel() {
  absl::MutexLock lock(&mutex_);
  if (cancelled_.exchange(true, std::memory_order_acq_rel)) return;
  for (const CancelWatch* watch : watches_) watch->wake_();
}

CancelWatch::CancelWatch(const Call& call, std::function<void()> wake)
    : call_(call), wake_(std::move(wake)) {
  absl::MutexLock lock(&call_.mutex_);
  if (call_.IsCancelled()) {
    wake_();
  } else {
    call_.watches_.push_back(this);
  }
}

CancelWatch::~CancelWatch() {
  absl::MutexLock lock(&call_.mutex_);
  std::erase(call_.watches_, this);
}

}  // namespace candour::gate
