#include "tests/bench/england.h"

#include <signal.h>

#include <algorithm>
#include <cstring>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/casework/v1/child_death.pb.h"
#include "candour/types/v1/command.pb.h"
#include "candour/views/v1/views.pb.h"
#include "tests/bench/bare_rocksdb.h"
#include "tests/bench/load.h"
#include "tests/bench/must.h"
#include "tests/bench/served.h"
#include "tests/bench/stories.h"

namespace candour::bench {
namespace {

constexpr int kWriters = 4;
constexpr size_t kOpenCases = 512;  // of each writer, told turn by turn
constexpr size_t kLongCaseEvents = 400;
constexpr auto kLookAgain = std::chrono::milliseconds(5);
constexpr char kAppend[] = "candour.record.v1.Record.Append";
constexpr gate::CallOptions kPatient{absl::Hours(2)};

// One writer's appends, filled up to what one append takes.
class Filling {
 public:
  Filling(gate::Client& record, uint64_t writer) : record_(record), commands_(writer, 0) {}

  void Add(record::v1::NewEvent event) {
    bytes_ += event.ByteSizeLong();
    *request_.add_events() = std::move(event);
    const bool full = request_.events_size() == static_cast<int>(limits::kEventsPerAppend) ||
                      bytes_ > limits::kAppendBytes / 2;
    if (full) Send();
  }

  void Send() {
    if (request_.events().empty()) return;
    request_.set_tenant(kTenant);
    request_.set_actor(std::string(16, 'a'));
    const CommandId command = commands_.Next().command;
    request_.set_command_id(std::string(command.View()));
    record::v1::AppendReply reply;
    Must(record_.Call(kAppend, request_, reply, kPatient));
    for (uint64_t at = reply.accepted().first_position(); at <= reply.accepted().last_position();
         ++at) {
      acknowledged.push_back({at, command});
    }
    request_.Clear();
    bytes_ = 0;
  }

  std::vector<Acknowledged> acknowledged;

 private:
  gate::Client& record_;
  ClientLoad commands_;
  record::v1::AppendRequest request_;
  size_t bytes_ = 0;
};

std::string UuidOf(const std::string& bytes) {
  Bytes16 id;
  std::memcpy(id.data(), bytes.data(), id.size());
  return UuidText(id);
}

}  // namespace

class England::Impl {
 public:
  Impl(const Settings& settings, const Identity& identity)
      : settings_(settings),
        server_(settings, identity, settings.In("england"), "record,casework,views,audit",
                kAnyCore) {
    server_.Start();
    Connect();
    OpenLog(*service_);
    TellLongCases();
    const auto begun = Steady::now();
    TellAll();
    filled_per_second_ =
        static_cast<double>(acknowledged_.size()) / static_cast<double>(NanosSince(begun)) * 1e9;
    AwaitView();
  }

  void Round(Figures& figures) {
    const double events = static_cast<double>(acknowledged_.size());
    figures.Add("fill_over_grpc", "events/s", filled_per_second_);
    views::v1::RebuildViewRequest rebuild;
    rebuild.set_tenant(kTenant);
    views::v1::RebuildViewReply rebuilt;
    const uint32_t before = ViewState().rebuilds();
    const double cpu_before = CpuSeconds(server_.pid());
    auto begun = Steady::now();
    // The call itself waits only so long; the building goes on.
    operator_->Call("candour.views.v1.Views.RebuildView", rebuild, rebuilt).IgnoreError();
    while (ViewState().rebuilds() == before) std::this_thread::sleep_for(kLookAgain);
    figures.Add("rebuild", "events/s", events / static_cast<double>(NanosSince(begun)) * 1e9);
    figures.Add("rebuild.cpu", "us", (CpuSeconds(server_.pid()) - cpu_before) * 1e6 / events);

    const double own_before = OwnCpuSeconds();
    begun = Steady::now();
    const Scanned scanned = ScanEvents(settings_.In("england/data/log/db"), settings_.In("scan"));
    figures.Add("bare_scan", "events/s",
                static_cast<double>(scanned.rows) / static_cast<double>(NanosSince(begun)) * 1e9);
    figures.Add("bare_scan.cpu", "us",
                (OwnCpuSeconds() - own_before) * 1e6 / static_cast<double>(scanned.rows));

    DecideOnLongCases(figures);
    Restart(figures);
  }

  absl::Status Verify() { return VerifyLog(*service_, acknowledged_); }

  double events() const { return static_cast<double>(acknowledged_.size()); }

 private:
  void Connect() {
    service_ = server_.Connect("service");
    operator_ = server_.Connect("operator");
    administrator_ = server_.Connect("cdop_administrator");
  }

  views::v1::GetViewStateReply ViewState() {
    views::v1::GetViewStateRequest request;
    request.set_tenant(kTenant);
    views::v1::GetViewStateReply state;
    Must(service_->Call("candour.views.v1.Views.GetViewState", request, state));
    if (state.stopped()) Must(absl::DataLossError(state.not_answering_because()));
    return state;
  }

  void AwaitView() {
    while (!ViewState().answering()) std::this_thread::sleep_for(kLookAgain);
  }

  void TellAll() {
    const std::vector<Story> stories = Stories();
    std::vector<std::thread> writers;
    std::vector<Filling> fillings;
    for (int writer = 0; writer < kWriters; ++writer) fillings.emplace_back(*service_, writer);
    for (int writer = 0; writer < kWriters; ++writer) {
      writers.emplace_back([&, writer] { TellSome(stories, writer, fillings[writer]); });
    }
    for (std::thread& writer : writers) writer.join();
    for (const Filling& filling : fillings) {
      acknowledged_.insert(acknowledged_.end(), filling.acknowledged.begin(),
                           filling.acknowledged.end());
    }
  }

  void TellSome(const std::vector<Story>& stories, int writer, Filling& filling) {
    const uint64_t wanted = settings_.england_events / kWriters;
    for (uint64_t told = 0, wave = 0; told < wanted; ++wave) {
      bool going_on = true;
      for (size_t turn = 0; going_on; ++turn) {
        going_on = false;
        for (size_t open = 0; open < kOpenCases; ++open) {
          const Story& story = stories[open % stories.size()];
          if (turn >= story.events.size() || told >= wanted) continue;
          const uint64_t telling = (wave * kOpenCases + open) * kWriters + writer;
          filling.Add(EventOf(story.events[turn], StreamIdOf(telling)));
          ++told;
          going_on = true;
        }
      }
    }
    filling.Send();
  }

  void TellLongCases() {
    Filling filling(*service_, kWriters);
    for (int i = 0; i < settings_.long_cases * settings_.rounds; ++i) {
      const std::string stream_id = StreamIdOf(UINT32_MAX + static_cast<uint64_t>(i));
      long_cases_.push_back(UuidOf(stream_id));
      for (const record::v1::RecordedEvent& event : long_story_.events) {
        filling.Add(EventOf(event, stream_id));
      }
    }
    filling.Send();
    acknowledged_ = std::move(filling.acknowledged);
  }

  // A command on a case nobody has asked about yet, the same command on it again, and beside them
  // what a durable append costs over the same connection.
  void DecideOnLongCases(Figures& figures) {
    Histogram cold;
    Histogram cached;
    Histogram append;
    for (int i = 0; i < settings_.long_cases; ++i) {
      const std::string case_id = long_cases_.back();
      long_cases_.pop_back();
      cold.Record(Command(case_id));
      cached.Record(Command(case_id));
      append.Record(Append(case_id));
      last_case_ = case_id;
    }
    const double floor = static_cast<double>(append.Quantile(0.5)) / 1e6;
    figures.Add("append_alone", "ms", floor);
    figures.Add("decide_cold", "ms", static_cast<double>(cold.Quantile(0.5)) / 1e6 - floor);
    figures.Add("decide_cached", "ms", static_cast<double>(cached.Quantile(0.5)) / 1e6 - floor);
  }

  int64_t Command(const std::string& case_id) {
    casework::v1::RecordParentLeaflet command;
    const CommandId id = commands_.Next().command;
    command.mutable_header()->set_command_id(id.Text());
    command.mutable_header()->set_board_id(Identity::kBoard);
    command.set_case_id(case_id);
    command.mutable_sent_on()->set_year(2010);
    command.mutable_sent_on()->set_month(12);
    command.mutable_sent_on()->set_day(26);
    types::v1::Accepted accepted;
    const auto begun = Steady::now();
    Must(administrator_->Call("candour.casework.v1.ChildDeathReviews.RecordParentLeaflet", command,
                              accepted));
    const int64_t nanos = NanosSince(begun);
    acknowledged_.push_back({accepted.first_position(), id});
    return nanos;
  }

  // One more event of a case, past every rule.
  int64_t Append(const std::string& case_id) {
    Filling one(*service_, next_writer_++);
    const Bytes16 stream = *ParseUuid(case_id);
    one.Add(EventOf(long_story_.events.back(), std::string(stream.begin(), stream.end())));
    const auto begun = Steady::now();
    one.Send();
    const int64_t nanos = NanosSince(begun);
    acknowledged_.insert(acknowledged_.end(), one.acknowledged.begin(), one.acknowledged.end());
    return nanos;
  }

  // From the start of the program to the first append acknowledged.
  void Restart(Figures& figures) {
    server_.End(SIGKILL);
    const auto begun = Steady::now();
    server_.Start();
    figures.Add("restart_to_serving", "s", static_cast<double>(NanosSince(begun)) / 1e9);
    Connect();
    Append(last_case_);
    figures.Add("restart_to_append", "s", static_cast<double>(NanosSince(begun)) / 1e9);
    AwaitView();
    figures.Add("restart_to_views", "s", static_cast<double>(NanosSince(begun)) / 1e9);
  }

  const Settings& settings_;
  CandourServer server_;
  std::unique_ptr<gate::Client> service_;
  std::unique_ptr<gate::Client> operator_;
  std::unique_ptr<gate::Client> administrator_;
  ClientLoad commands_{201, 0};
  uint64_t next_writer_ = 1000;
  double filled_per_second_ = 0;
  const Story long_story_ = LongStory(kLongCaseEvents);
  std::vector<std::string> long_cases_;  // not asked about yet
  std::string last_case_;
  std::vector<Acknowledged> acknowledged_;
};

England::England(const Settings& settings, const Identity& identity)
    : impl_(std::make_unique<Impl>(settings, identity)) {}
England::~England() = default;

void England::Round(Figures& figures) { impl_->Round(figures); }
absl::Status England::Verify() { return impl_->Verify(); }

void England::Judge(Figures& figures) const {
  constexpr auto kAtMost = Figures::Goal::kAtMost;
  figures.Describe("rebuilt log", absl::StrCat(impl_->events(), " events of cases"));
  figures.Ratio("rebuild_over_scan", "rebuild", "bare_scan", Figures::Goal::kAtLeast, 0.1);
  figures.Limit("rebuild_events_per_s", "rebuild", Figures::Goal::kAtLeast, 100'000);
  figures.Limit("decide_cold_ms", "decide_cold", kAtMost, 10);
  figures.Limit("decide_cached_ms", "decide_cached", kAtMost, 1);
  figures.Limit("restart_s", "restart_to_append", kAtMost, 2);
}

}  // namespace candour::bench
