// candour demo load | tenants
#include <CLI/CLI.hpp>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "candour/views/v1/views.pb.h"
#include "tools/candour/commands.h"
#include "tools/candour/demo/load.h"
#include "tools/candour/speech/follow_text.h"
#include "tools/candour/speech/words.h"
#include "workflows/clocks/calendar.h"

namespace candour::cli {
namespace {

constexpr char kEditions[] = "workflows/editions/data";

std::vector<const demo::Tables*> Demonstration() {
  return {&demo::kAshbrook, &demo::kMillharbour, &demo::kWendmoor};
}

absl::StatusOr<std::string> YearText(const demo::Tables& tables, uint64_t at_least_position,
                                     Session& session, bool json) {
  views::v1::GetFiguresRequest request;
  request.set_tenant(tables.tenant);
  request.set_board_id(tables.board_id);
  request.set_at_least_position(at_least_position);
  *request.mutable_from() = workflows::clocks::ToDate(demo::DayOf(tables.year_from));
  *request.mutable_until() = workflows::clocks::ToDate(demo::DayOf(tables.year_until));
  views::v1::GetFiguresReply figures;
  RETURN_IF_ERROR(session.Call("candour.views.v1.Views.GetFigures", request, figures));
  if (json) return absl::StrCat("\"", tables.tenant, "\": ", JsonText(figures));
  return absl::StrCat("\n", tables.office.board_name, "\n", FiguresText(figures, request));
}

absl::Status LoadAll(const demo::Loading& given, Session& session, Terminal& terminal) {
  demo::Loading loading = given;
  if (loading.editions.empty()) loading.editions = FindFolder(kEditions);
  if (loading.editions.empty()) {
    return absl::InvalidArgumentError(
        "The guidance's files were not found: name their folder with --editions DIR");
  }
  std::vector<uint64_t> last_positions;
  for (const demo::Tables* tables : Demonstration()) {
    ASSIGN_OR_RETURN(const demo::Loaded loaded, demo::Load(*tables, loading, session, terminal));
    last_positions.push_back(loaded.last_position);
    if (terminal.json) continue;
    terminal.out << tables->tenant << ": "
                 << Counted(static_cast<int64_t>(loaded.acts), "act", "acts") << ", "
                 << (loaded.sent == loaded.acts ? "all of them now"
                                                : absl::StrCat(loaded.sent, " of them now"))
                 << "\n";
  }
  std::vector<std::string> years;
  for (size_t i = 0; i < last_positions.size(); ++i) {
    ASSIGN_OR_RETURN(years.emplace_back(),
                     YearText(*Demonstration()[i], last_positions[i], session, terminal.json));
  }
  terminal.out << (terminal.json ? absl::StrCat("{", absl::StrJoin(years, ","), "}\n")
                                 : absl::StrJoin(years, ""));
  return absl::OkStatus();
}

}  // namespace

void AddDemoCommands(CLI::App& app, Chosen& chosen) {
  CLI::App& group = *app.add_subcommand("demo", "Three invented boards, and years of their work");
  group.require_subcommand(1);
  auto loading = std::make_shared<demo::Loading>();
  CLI::App& load = *group.add_subcommand(
      "load", "Live through the demonstration; loading again changes nothing");
  load.add_option("--editions", loading->editions,
                  "The folder of the guidance's files; else the checkout's");
  load.add_flag("--from-start", loading->from_start,
                "Give every act again: each is known by its id, and nothing changes");
  load.footer(
      "The acts go through the same API as yours, on a clock that only demonstration logs have.\n"
      "Nobody and nothing in them is real.");
  load.callback([&chosen, loading] {
    chosen.run = [loading](Session& s, Terminal& t) { return LoadAll(*loading, s, t); };
  });

  CLI::App& tenants = *group.add_subcommand(
      "tenants", "The demonstration's tenants and boards, as tokens must name them");
  tenants.callback([&chosen] {
    chosen.offline = [](Terminal& terminal) {
      for (const demo::Tables* tables : Demonstration()) {
        terminal.out << tables->tenant << "=" << tables->board_id
                     << (*tables->neighbour_board_id == '\0' ? "" : ",")
                     << tables->neighbour_board_id << "\n";
      }
      return absl::OkStatus();
    };
  });
}

}  // namespace candour::cli
