// PostgreSQL behind the same gate: what our transport and our identity would cost a service that
// kept its events in a table.
#include <cstring>
#include <memory>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "base/clock.h"
#include "base/status.h"
#include "services/gate/gate.h"
#include "services/gate/host.h"
#include "tests/bench/must.h"
#include "tests/bench/own_record.h"
#include "tests/bench/postgres.h"
#include "tests/bench/ready.h"

namespace candour::bench {
namespace {

constexpr int kConnections = 64;

absl::Status NotServed() { return absl::UnimplementedError("only Append is served here"); }

// Connections in wait for a call.
class Pool {
 public:
  explicit Pool(const std::string& conninfo) {
    for (int i = 0; i < kConnections; ++i) {
      all_.push_back(std::make_unique<PostgresAppender>(conninfo, Schema::kSequence));
      free_.push_back(all_.back().get());
    }
  }

  absl::StatusOr<uint64_t> Append(const Step& step) {
    PostgresAppender* const mine = Take();
    absl::StatusOr<uint64_t> position = mine->Append(step);
    absl::MutexLock lock(&mutex_);
    free_.push_back(mine);
    return position;
  }

 private:
  PostgresAppender* Take() {
    const auto any = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !free_.empty(); };
    absl::MutexLock lock(&mutex_, absl::Condition(&any));
    PostgresAppender* const taken = free_.back();
    free_.pop_back();
    return taken;
  }

  std::vector<std::unique_ptr<PostgresAppender>> all_;
  absl::Mutex mutex_;
  std::vector<PostgresAppender*> free_ ABSL_GUARDED_BY(mutex_);
};

absl::Status AppendTo(Pool& pool, const record::v1::AppendRequest& request,
                      record::v1::AppendReply& reply) {
  Step step;
  const record::v1::Condition& condition = request.conditions(0);
  std::memcpy(step.stream.bytes.data(), condition.stream_id().data(), 16);
  std::memcpy(step.command.bytes.data(), request.command_id().data(), 16);
  step.revision = condition.no_stream() ? 0 : condition.revision() + 1;
  step.payload = request.events(0).body().payload();
  ASSIGN_OR_RETURN(const uint64_t position, pool.Append(step));
  types::v1::Accepted& accepted = *reply.mutable_accepted();
  accepted.set_first_position(position);
  accepted.set_last_position(position);
  accepted.add_events()->set_revision(step.revision);
  return absl::OkStatus();
}

gate::ServiceHandlers Handlers(Pool& pool) {
  gate::ServiceHandlers handlers("candour.record.v1.Record");
  handlers.Unary<record::v1::AppendRequest, record::v1::AppendReply>(
      "Append", [&pool](const gate::Call&, const auto& request, auto& reply) {
        return AppendTo(pool, request, reply);
      });
  handlers.EveryOtherUnary([](const gate::Call&, const google::protobuf::MethodDescriptor&,
                              const auto&, auto&) { return NotServed(); });
  handlers.Bidi<record::v1::AppendRequest, record::v1::BulkAppendReply>(
      "BulkAppend", [](const gate::Call&, auto&, auto&) { return NotServed(); });
  const auto stream = [&]<typename Request, typename Reply>(const char* method) {
    handlers.ServerStream<Request, Reply>(
        method, [](const gate::Call&, const Request&, auto&) { return NotServed(); });
  };
  stream.template operator()<record::v1::ReadStreamsRequest, record::v1::EventPage>("ReadStreams");
  stream.template operator()<record::v1::ReadAllRequest, record::v1::EventPage>("ReadAll");
  stream.template operator()<record::v1::ReadScopeRequest, record::v1::EventPage>("ReadScope");
  stream.template operator()<record::v1::SubscribeRequest, record::v1::EventPage>("Subscribe");
  stream.template operator()<record::v1::VerifyLogRequest, record::v1::VerifyProgress>("VerifyLog");
  handlers.Bidi<record::v1::KeepContentRequest, record::v1::KeptContent>(
      "KeepContent", [](const gate::Call&, auto&, auto&) { return NotServed(); });
  stream.template operator()<record::v1::ReadContentRequest, record::v1::ContentPart>(
      "ReadContent");
  stream.template operator()<record::v1::BackUpRequest, record::v1::BackUpReply>("BackUp");
  stream.template operator()<record::v1::DiscloseScopeRequest, record::v1::DisclosedPage>(
      "DiscloseScope");
  return handlers;
}

}  // namespace

void ServePostgresFront(const std::string& conninfo, const std::string& identity_folder,
                        const std::string& address, const std::string& address_file) {
  const Identity identity(identity_folder);
  const SystemClock clock;
  const auto tokens = Must(gate::TokenVerifier::Create(identity.options(), clock));
  Pool pool(conninfo);
  gate::Gate::Options options{*tokens, clock, {}, kConnections};
  std::vector<gate::ServiceHandlers> services;
  services.push_back(Handlers(pool));
  const auto host =
      Must(gate::Host::Start(Must(gate::Gate::Create(options, std::move(services))), {address}));
  SayReady(host->addresses().front(), address_file);
  while (true) pause();
}

}  // namespace candour::bench
