// The figures of a year: frozen with their hash, revised for a stated reason, quoted in the annual
// report.
#include "absl/strings/str_cat.h"
#include "candour/casework/v1/yearly_return.pb.h"
#include "workflows/board/board.h"
#include "workflows/board/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/editions/national_returns.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::board {

namespace cw = casework::v1;
namespace ev = events::v1;
using types::v1::FrozenReturn;
using types::v1::Rejection;
using types::v1::ReturnTable;

namespace {

absl::CivilDay LastDayOf(int year) { return absl::CivilDay(year, 3, 31); }

// The year is over, and the table goes by the definitions that are in force for it.
std::optional<Rejection> UnlessOfEdition(const ReturnTable& table, absl::CivilDay frozen_on,
                                         const Board& board) {
  const absl::CivilDay last = LastDayOf(table.year());
  if (frozen_on <= last) {
    return Refuse(
        types::v1::YEAR_NOT_OVER,
        absl::StrCat(
            "The year ends on ", clocks::DateWords(last),
            "; its figures are frozen after that. Wait until then, or look at them as they stand."),
        kOwnRule, {board.id});
  }
  const auto yearly = board.editions.ReturnFor(last);
  if (!yearly.ok()) {
    return Refuse(
        types::v1::NO_EDITION_IN_FORCE,
        absl::StrCat(yearly.status().message(), ". Adopt the return that is in force on that day."),
        kOwnRule);
  }
  const auto* holder = board.editions.Holder(*yearly);
  if (table.return_key() == (*yearly)->key() && table.edition_id() == holder->edition().id() &&
      table.edition_sha256() == holder->adoption.hash) {
    return std::nullopt;
  }
  return Refuse(types::v1::VOCABULARY_OF_OTHER_EDITION,
                absl::StrCat("The table goes by other definitions than ", (*yearly)->title(),
                             " as the board adopted it. Compute it again."),
                CitationOf((*yearly)->standing().source()), {board.id});
}

const std::vector<FrozenReturn>* FrozenOf(const Board& board, int year) {
  const auto found = board.returns.find(year);
  return found == board.returns.end() ? nullptr : &found->second;
}

template <typename Event>
void Keep(Board& board, const Event& event, const Fact& fact) {
  FrozenReturn& kept = board.returns[event.year()].emplace_back();
  kept.set_year(event.year());
  kept.set_version(event.version());
  *kept.mutable_table() = event.table();
  kept.set_sha256(event.sha256());
  *kept.mutable_frozen_on() = event.frozen_on();
  kept.set_recorded_at_micros(fact.recorded_at);
  kept.set_position(fact.position);
}

}  // namespace

Decision Decide(const cw::FreezeReturn& command, const Context& context, const Board& board) {
  const int year = command.table().year();
  if (const auto* frozen = FrozenOf(board, year)) {
    return Refuse(types::v1::ALREADY_DONE,
                  absl::StrCat("The figures of that year are frozen, in version ",
                               frozen->back().version(), ". Revise them, and say why."),
                  kOwnRule);
  }
  RETURN_IF_REFUSED(UnlessOfEdition(command.table(), DayOf(command.frozen_on()), board));
  Decision decision;
  auto& event = decision.Add<ev::ReturnFrozen>(command);
  event.set_year(year);
  event.set_version(1);
  event.set_sha256(context.sha256_hex(editions::TextOf(command.table())));
  decision.Under(command.table().edition_id());
  return decision;
}

void Evolve(Board& board, const ev::ReturnFrozen& event, const Fact& fact) {
  Keep(board, event, fact);
}

Decision Decide(const cw::ReviseReturn& command, const Context& context, const Board& board) {
  const int year = command.table().year();
  const auto* frozen = FrozenOf(board, year);
  if (frozen == nullptr) {
    return Refuse(
        types::v1::NOT_FROZEN,
        "The figures of that year are not frozen yet: there is nothing to revise. Freeze them.",
        kOwnRule);
  }
  const FrozenReturn& last = frozen->back();
  const absl::CivilDay day = DayOf(command.frozen_on());
  RETURN_IF_REFUSED(UnlessOfEdition(command.table(), day, board));
  RETURN_IF_REFUSED(
      UnlessInOrder("the revision", day, "the version before", DayOf(last.frozen_on())));
  if (command.table().as_of_position() <= last.table().as_of_position()) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "The table knows no more of the log than the version that is frozen. Compute it "
                  "again.",
                  kOwnRule);
  }
  Decision decision;
  auto& event = decision.Add<ev::ReturnRevised>(command);
  event.set_year(year);
  event.set_version(last.version() + 1);
  event.set_sha256(context.sha256_hex(editions::TextOf(command.table())));
  event.set_replaces_sha256(last.sha256());
  decision.Under(command.table().edition_id());
  return decision;
}

void Evolve(Board& board, const ev::ReturnRevised& event, const Fact& fact) {
  Keep(board, event, fact);
  FrozenReturn& kept = board.returns[event.year()].back();
  kept.set_reason(event.reason());
  kept.set_authority(event.authority());
}

Decision Decide(const cw::PublishAnnualReport& command, const Context&, const Board& board) {
  const auto* frozen = FrozenOf(board, command.year());
  if (frozen == nullptr) {
    return Refuse(types::v1::NOT_FROZEN,
                  "The figures of that year are not frozen. Freeze them first: the report quotes "
                  "them.",
                  kOwnRule);
  }
  const FrozenReturn& quoted = frozen->back();
  RETURN_IF_REFUSED(UnlessInOrder("the publication", DayOf(command.published_on()), "the freezing",
                                  DayOf(quoted.frozen_on())));
  Decision decision;
  auto& event = decision.Add<ev::AnnualReportPublished>(command);
  event.set_return_version(quoted.version());
  event.set_return_sha256(quoted.sha256());
  return decision;
}

void Evolve(Board& board, const ev::AnnualReportPublished& event, const Fact&) {
  board.annual_reports.push_back(event);
}

void RegisterReturns(WorkflowTable& table) {
  table.Events<Board, ev::ReturnFrozen, ev::ReturnRevised, ev::AnnualReportPublished>();
  table.Command<cw::FreezeReturn, Board>();
  table.Command<cw::ReviseReturn, Board>();
  table.Command<cw::PublishAnnualReport, Board>();
}

}  // namespace candour::workflows::board
