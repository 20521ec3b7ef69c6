// candour-bench: measures the log beside its peers and says which goals are met.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "tests/bench/appends.h"
#include "tests/bench/bulk.h"
#include "tests/bench/calls.h"
#include "tests/bench/england.h"
#include "tests/bench/figures.h"
#include "tests/bench/machine.h"
#include "tests/bench/must.h"
#include "tests/bench/postgres.h"
#include "tests/bench/questions.h"
#include "tests/bench/served.h"
#include "tests/bench/settings.h"

namespace {

using candour::bench::Settings;

constexpr int kVoid = 3;

struct Options {
  Settings settings;
  std::string extent = "full";
  std::string only;
  std::string json;
  double warm_seconds = -1;
  double run_seconds = -1;
  bool no_pin = false;
  bool no_postgres = false;

  bool Wants(const std::string& part) const { return only.empty() || only == part; }
};

struct Extent {
  double warm_seconds;
  double run_seconds;
  int rounds;
  int bulk_batches;
  uint64_t england_events;
  int long_cases;
};

// `full` is the protocol; `quick` takes less than two minutes; `smoke` shows that it all still
// works.
Extent ExtentOf(const std::string& name) {
  if (name == "smoke") return {0, 0.05, 1, 2, 300, 1};
  if (name == "quick") return {0.1, 0.5, 5, 24, 40'000, 8};
  return {30, 120, 5, 100, 1'000'000, 50};
}

void Apply(Options& options) {
  const Extent extent = ExtentOf(options.extent);
  Settings& settings = options.settings;
  const auto seconds = [](double asked, double usual) {
    return absl::Seconds(asked >= 0 ? asked : usual);
  };
  settings.span = {seconds(options.warm_seconds, extent.warm_seconds),
                   seconds(options.run_seconds, extent.run_seconds)};
  if (settings.rounds == 0) settings.rounds = extent.rounds;
  if (settings.england_events == 0) settings.england_events = extent.england_events;
  settings.bulk_batches = extent.bulk_batches;
  settings.long_cases = extent.long_cases;
  settings.pin = !options.no_pin;
  settings.postgres = !options.no_postgres && candour::bench::HavePostgres();
}

void DescribeRun(const Options& options, candour::bench::Figures& figures) {
  const Settings& settings = options.settings;
  figures.Describe(
      "run", absl::StrCat(options.extent, ": ", settings.rounds, " rounds, ",
                          absl::FormatDuration(settings.span.run), " each after ",
                          absl::FormatDuration(settings.span.warm_up), " of warm-up; medians"));
  figures.Describe("load",
                   "one event a call, 10% open a stream, 90% at an exact revision, Zipf 0.99, "
                   "1 KiB incompressible unless said otherwise, fixed seeds");
  figures.Describe("cores held", settings.pin
                                     ? "over gRPC the server to 0, the load to 1; in process none"
                                     : "none");
  if (!settings.postgres) figures.Describe("PostgreSQL", "not measured");
}

int Run(const Options& options) {
  const Settings& settings = options.settings;
  std::filesystem::remove_all(settings.folder);
  std::filesystem::create_directories(settings.folder);
  candour::bench::Figures figures;
  candour::bench::DescribeMachine(settings.folder, figures);
  DescribeRun(options, figures);
  const candour::bench::Identity identity(settings.In("identity"));
  absl::Status verified;
  // One after another: what one part leaves running would be in the other's way.
  const auto measure = [&]<typename Part>(const std::string& name, std::type_identity<Part>) {
    if (!options.Wants(name)) return;
    Part part(settings, identity);
    for (int round = 0; round < settings.rounds; ++round) {
      std::fprintf(stderr, "candour-bench: %s, round %d of %d\n", name.c_str(), round + 1,
                   settings.rounds);
      part.Round(figures);
    }
    part.Judge(figures);
    verified.Update(part.Verify());
  };
  measure("appends", std::type_identity<candour::bench::Appends>());
  measure("bulk", std::type_identity<candour::bench::Bulk>());
  measure("england", std::type_identity<candour::bench::England>());
  measure("questions", std::type_identity<candour::bench::Questions>());
  std::fputs(figures.Table().c_str(), stdout);
  if (!verified.ok()) {
    std::printf("\nVOID: %s\n", std::string(verified.message()).c_str());
    return kVoid;
  }
  std::printf("\nEvery log was read through: what was acknowledged is there once, roots agree.\n");
  if (!options.json.empty()) std::ofstream(options.json) << figures.Json();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);  // as the server does
  Options options;
  Settings& settings = options.settings;
  settings.rounds = 0;
  const std::filesystem::path here = std::filesystem::canonical("/proc/self/exe");
  settings.self = here;
  settings.server = here.parent_path() / "candour-server";
  settings.master_key_command = CANDOUR_DEV_MASTER_KEY;

  CLI::App app(
      "Measures the log beside PostgreSQL, RocksDB and gRPC themselves (docs/measuring.md).",
      "candour-bench");
  app.require_subcommand(1);
  CLI::App& run = *app.add_subcommand("run", "Measures");
  run.add_option("--folder", settings.folder, "Emptied, then filled; on the disk to be measured")
      ->required();
  run.add_option("--extent", options.extent, "full, quick or smoke")
      ->check(CLI::IsMember({"full", "quick", "smoke"}))
      ->capture_default_str();
  run.add_option("--only", options.only, "One part: appends, bulk, england or questions");
  run.add_option("--json", options.json, "File for the figures");
  run.add_option("--rounds", settings.rounds, "Rounds of each part");
  run.add_option("--warm-up", options.warm_seconds, "Seconds of warm-up of each contender");
  run.add_option("--seconds", options.run_seconds, "Seconds of each contender in a round");
  run.add_option("--events", settings.england_events, "Events of the log that is rebuilt");
  run.add_flag("--no-pin", options.no_pin, "Holds nothing to a core");
  run.add_flag("--no-postgres", options.no_postgres, "Leaves PostgreSQL out");

  std::string what, address, address_file, identity, conninfo;
  CLI::App& serve = *app.add_subcommand("serve", "A peer; started by `run`");
  serve.add_option("what", what)->required();
  serve.add_option("--address", address)->required();
  serve.add_option("--address-file", address_file)->required();
  serve.add_option("--identity", identity);
  serve.add_option("--postgres", conninfo);
  CLI11_PARSE(app, argc, argv);

  if (run.parsed()) {
    Apply(options);
    return Run(options);
  }
  if (what == "echo") candour::bench::ServeEcho(address, address_file);
  if (what == "gate-echo") candour::bench::ServeGateEcho(identity, address, address_file);
  if (what == "postgres-front") {
    candour::bench::ServePostgresFront(conninfo, identity, address, address_file);
  }
  return 1;
}
