#include "tests/bench/appends.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "candour/testing/v1/echo.pb.h"
#include "tests/bench/calls.h"
#include "tests/bench/load.h"
#include "tests/bench/must.h"
#include "tests/bench/postgres.h"
#include "tests/bench/processes.h"
#include "tests/bench/served.h"

namespace candour::bench {
namespace {

constexpr char kAppendPath[] = "/candour.record.v1.Record/Append";
constexpr char kSayPath[] = "/candour.testing.v1.Echo/Say";
constexpr char kSayLaterPath[] = "/candour.testing.v1.Echo/SayLater";
constexpr size_t kSmall = 256;
constexpr size_t kLarge = 16 * 1024;

// The clients of one contender. Each has a load for each size of payload, and what it was answered.
class Clients {
 public:
  explicit Clients(uint64_t seed) : seed_(seed), of_(kClients) {}

  // For the client's own thread.
  Step Next(int client, size_t payload_bytes) {
    Client& one = of_[static_cast<size_t>(client)];
    auto found = one.loads.find(payload_bytes);
    if (found == one.loads.end()) {
      const uint64_t seed =
          (seed_ << 32) + payload_bytes * kClients + static_cast<uint64_t>(client);
      found = one.loads.emplace(payload_bytes, ClientLoad(seed, payload_bytes)).first;
    }
    const Step step = found->second.Next();
    one.asked = step.command;
    return step;
  }

  void Answered(int client, uint64_t position) {
    Client& one = of_[static_cast<size_t>(client)];
    one.acknowledged.push_back({position, one.asked});
  }

  std::vector<Acknowledged> All() const {
    std::vector<Acknowledged> all;
    for (const Client& one : of_) {
      all.insert(all.end(), one.acknowledged.begin(), one.acknowledged.end());
    }
    return all;
  }

 private:
  struct Client {
    std::map<size_t, ClientLoad> loads;
    CommandId asked;
    std::vector<Acknowledged> acknowledged;
  };
  const uint64_t seed_;
  std::vector<Client> of_;
};

// A table in PostgreSQL and the clients that write to it.
struct Table {
  Table(const std::string& conninfo, Schema schema, uint64_t seed) : schema(schema), clients(seed) {
    for (int i = 0; i < kClients; ++i) {
      appenders.push_back(std::make_unique<PostgresAppender>(conninfo, schema));
    }
  }

  Timing Run(const Span& span, size_t payload_bytes) {
    return RunThreads(kClients, span, [&](int client) {
      const Step step = clients.Next(client, payload_bytes);
      clients.Answered(client, Must(appenders[static_cast<size_t>(client)]->Append(step)));
    });
  }

  const Schema schema;
  Clients clients;
  std::vector<std::unique_ptr<PostgresAppender>> appenders;
};

// Something that serves, its clients, and the connections between them.
struct Served {
  Served(std::string name, const std::string& address, pid_t pid, std::string token, uint64_t seed)
      : name(std::move(name)),
        pid(pid),
        token(std::move(token)),
        clients(seed),
        callers(address, kClients) {}

  const std::string name;
  const pid_t pid;
  const std::string token;
  Clients clients;
  Callers callers;
};

std::string SayBytes(const Step& step) {
  testing::v1::EchoRequest request;
  request.set_text(
      absl::BytesToHexString(absl::string_view(step.payload.data(), kPayloadBytes / 2)));
  return request.SerializeAsString();
}

}  // namespace

class Appends::Impl {
 public:
  Impl(const Settings& settings, const Identity& identity)
      : settings_(settings),
        own_(settings.In("own"), identity),
        own_clients_(1),
        server_(settings, identity, settings.In("served"), "record", kServerCore),
        echo_(settings, "echo", {}),
        gate_echo_(settings, "gate-echo", {"--identity", identity.folder}) {
    server_.Start();
    server_client_ = server_.Connect("service");
    OpenLog(*server_client_);
    if (settings.postgres) StartPostgres(identity);
    Pin(0, settings.pin ? kLoadCore : kAnyCore);  // what the clients start stays on their core
    const std::string service = identity.Token("service");
    grpc_ = std::make_unique<Served>("grpc_64", server_.address(), server_.pid(), service, 4);
    bare_ = std::make_unique<Served>("echo_64", echo_.address(), echo_.pid(), "", 5);
    gate_ = std::make_unique<Served>("gate", gate_echo_.address(), gate_echo_.pid(),
                                     identity.Token("auditor"), 6);
    if (settings.postgres) {
      front_ = std::make_unique<Served>("postgres_front_64", front_peer_->address(),
                                        front_peer_->pid(), service, 7);
    }
    Pin(0, kAnyCore);
  }

  void Round(Figures& figures) {
    for (const int clients : {1, 4, 16, kClients}) {
      RunOwn(figures, absl::StrCat("inprocess_", clients), clients, kPayloadBytes);
    }
    RunTables(figures, "", kPayloadBytes);
    RunOwn(figures, "inprocess_64_256B", kClients, kSmall);
    RunTables(figures, "_256B", kSmall);
    RunOwn(figures, "inprocess_64_16KiB", kClients, kLarge);
    RunTables(figures, "_16KiB", kLarge);

    Pin(0, settings_.pin ? kLoadCore : kAnyCore);
    RunAppends(figures, *grpc_);
    if (front_ != nullptr) {
      Pin(postgres_->pid(), settings_.pin ? kServerCore : kAnyCore);
      RunAppends(figures, *front_);
      Pin(postgres_->pid(), kAnyCore);
    }
    const auto echoed = [](const Step& step) { return AppendOf(step).SerializeAsString(); };
    RunEcho(figures, *bare_, "echo_64", kEchoPath, echoed);
    const double bare = RunEcho(figures, *bare_, "echo_of_words", kEchoPath, SayBytes);
    figures.Add("gate_worker.own_cpu", "us",
                RunEcho(figures, *gate_, "gate_worker", kSayPath, SayBytes) - bare);
    figures.Add("gate_async.own_cpu", "us",
                RunEcho(figures, *gate_, "gate_async", kSayLaterPath, SayBytes) - bare);
    Pin(0, kAnyCore);
  }

  absl::Status Verify() {
    RETURN_IF_ERROR(VerifyLog(own_.client(), own_clients_.All()));
    RETURN_IF_ERROR(VerifyLog(*server_client_, grpc_->clients.All()));
    for (const auto& table : tables_) {
      uint64_t answered = table->clients.All().size();
      if (table->schema == Schema::kSequence) answered += front_->clients.All().size();
      if (CountEvents(postgres_->conninfo(), table->schema) != answered) {
        return absl::DataLossError("PostgreSQL does not hold what it acknowledged");
      }
    }
    return absl::OkStatus();
  }

  pid_t server() const { return server_.pid(); }

 private:
  void StartPostgres(const Identity& identity) {
    postgres_ = std::make_unique<PostgresServer>(settings_.In("postgres"));
    MakeTables(postgres_->conninfo());
    front_peer_ =
        std::make_unique<Peer>(settings_, "postgres-front",
                               std::vector<std::string>{"--identity", identity.folder, "--postgres",
                                                        postgres_->conninfo()});
    tables_.push_back(std::make_unique<Table>(postgres_->conninfo(), Schema::kSequence, 2));
    tables_.push_back(std::make_unique<Table>(postgres_->conninfo(), Schema::kHeadRow, 3));
  }

  void RunOwn(Figures& figures, const std::string& name, int clients, size_t payload_bytes) {
    const double before = OwnCpuSeconds();
    const Timing timing = RunThreads(clients, settings_.span, [&](int client) {
      const auto request = AppendOf(own_clients_.Next(client, payload_bytes));
      const auto reply = Must(own_.Append(request));
      own_clients_.Answered(client, reply.accepted().first_position());
    });
    const uint64_t calls = own_clients_.All().size();
    figures.Add(name, timing);
    figures.Add(name + ".cpu", "us",
                (OwnCpuSeconds() - before) * 1e6 / static_cast<double>(calls - own_calls_));
    own_calls_ = calls;
  }

  // The better of the two schemas is the peer.
  void RunTables(Figures& figures, const std::string& suffix, size_t payload_bytes) {
    double best = 0;
    for (const auto& table : tables_) {
      const bool sequence = table->schema == Schema::kSequence;
      if (!sequence && !suffix.empty()) continue;  // it never won with the usual payload
      const Timing timing = table->Run(settings_.span, payload_bytes);
      figures.Add(absl::StrCat(sequence ? "postgres_sequence_64" : "postgres_head_row_64", suffix),
                  timing);
      best = std::max(best, timing.PerSecond());
    }
    if (!tables_.empty()) figures.Add(absl::StrCat("postgres_64", suffix), "1/s", best);
  }

  // What a call costs the server, in microseconds of CPU time.
  double AddCpu(Figures& figures, const std::string& name, double cpu_seconds, uint64_t calls) {
    const double micros = cpu_seconds * 1e6 / static_cast<double>(calls);
    figures.Add(name + ".cpu", "us", micros);
    return micros;
  }

  void RunAppends(Figures& figures, Served& served) {
    const double before = CpuSeconds(served.pid);
    uint64_t calls = 0;
    const Timing timing = served.callers.Run(
        settings_.span,
        {kAppendPath, served.token,
         [&](int client) {
           return AppendOf(served.clients.Next(client, kPayloadBytes)).SerializeAsString();
         },
         [&](int client, const absl::Status& status, const std::string& bytes) {
           Must(status);
           record::v1::AppendReply reply;
           reply.ParseFromString(bytes);
           served.clients.Answered(client, reply.accepted().first_position());
           ++calls;
         }});
    figures.Add(served.name, timing);
    AddCpu(figures, served.name, CpuSeconds(served.pid) - before, calls);
  }

  double RunEcho(Figures& figures, Served& served, const std::string& name, const std::string& path,
                 const std::function<std::string(const Step&)>& bytes_of) {
    const double before = CpuSeconds(served.pid);
    uint64_t calls = 0;
    const Timing timing = served.callers.Run(
        settings_.span,
        {path, served.token,
         [&](int client) { return bytes_of(served.clients.Next(client, kPayloadBytes)); },
         [&](int, const absl::Status& status, const std::string&) {
           Must(status);
           ++calls;
         }});
    figures.Add(name, timing);
    return AddCpu(figures, name, CpuSeconds(served.pid) - before, calls);
  }

  const Settings& settings_;
  OwnRecord own_;
  Clients own_clients_;
  uint64_t own_calls_ = 0;
  CandourServer server_;
  std::unique_ptr<gate::Client> server_client_;
  Peer echo_;
  Peer gate_echo_;
  std::unique_ptr<PostgresServer> postgres_;
  std::unique_ptr<Peer> front_peer_;
  std::vector<std::unique_ptr<Table>> tables_;
  std::unique_ptr<Served> grpc_;
  std::unique_ptr<Served> bare_;
  std::unique_ptr<Served> gate_;
  std::unique_ptr<Served> front_;
};

Appends::Appends(const Settings& settings, const Identity& identity)
    : impl_(std::make_unique<Impl>(settings, identity)) {}
Appends::~Appends() = default;

void Appends::Round(Figures& figures) { impl_->Round(figures); }

absl::Status Appends::Verify() { return impl_->Verify(); }

void Appends::Judge(Figures& figures) const {
  constexpr auto kAtLeast = Figures::Goal::kAtLeast;
  constexpr auto kAtMost = Figures::Goal::kAtMost;
  figures.Ratio("inprocess64_over_postgres", "inprocess_64", "postgres_64", kAtLeast, 2);
  figures.Ratio("inprocess64_over_postgres_256B", "inprocess_64_256B", "postgres_64_256B", kAtLeast,
                2);
  figures.Ratio("inprocess64_over_postgres_16KiB", "inprocess_64_16KiB", "postgres_64_16KiB",
                kAtLeast, 2);
  figures.Ratio("grpc64_over_postgres_front", "grpc_64", "postgres_front_64", kAtLeast, 1.5);
  figures.Ratio("grpc64_over_echo", "grpc_64", "echo_64", kAtLeast, 0.45);
  figures.Limit("grpc64_p99_ms", "grpc_64.p99", kAtMost, 20);
  figures.Limit("gate_worker_cpu_us", "gate_worker.own_cpu", kAtMost, 60);
  figures.Limit("gate_async_cpu_us", "gate_async.own_cpu", kAtMost, 60);
  figures.Describe("server memory", absl::StrCat(PeakMemory(impl_->server()) >> 20,
                                                 " MiB at most, of the log's server"));
}

}  // namespace candour::bench
