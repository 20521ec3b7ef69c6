// Forgettings that nobody came to certify, certified now and then.
#pragma once

#include <thread>

#include "absl/synchronization/notification.h"
#include "services/gate/client.h"

namespace candour::audit {

// For one thread, which may be another than the one it works on.
class Certifying {
 public:
  ~Certifying() { Stop(); }

  // From now until Stop, once a minute, and sooner while a view is still being built. The clients,
  // which have a service's token, must outlive Stop.
  void Start(gate::Client& record, gate::Client& views);
  void Stop();

 private:
  absl::Notification stopping_;
  std::thread thread_;
};

}  // namespace candour::audit
