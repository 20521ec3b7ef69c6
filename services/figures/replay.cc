#include "services/figures/replay.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/record/v1/record.pb.h"
#include "services/record/streams.h"
#include "workflows/child_death/completion.h"

namespace candour::figures {

namespace child_death = workflows::child_death;
using child_death::ChildDeath;
using record::v1::RecordedEvent;
using types::v1::FrozenReturn;
using types::v1::ReturnTable;
using workflows::board::Board;

namespace {

std::string IdOf(const std::string& bytes) {
  Bytes16 id{};
  std::copy_n(bytes.begin(), std::min(id.size(), bytes.size()), id.begin());
  return UuidText(id);
}

}  // namespace

Replay::Replay(Source source, std::function<bool()> cancelled)
    : source_(std::move(source)), cancelled_(std::move(cancelled)) {
  board_.id = source_.board_id;
}

void Replay::NoteFrozen(const Board& later) {
  for (const auto& [year, versions] : later.returns) {
    const FrozenReturn& first = versions.front();
    frozen_at_.emplace(first.table().as_of_position(), Frozen{year, first.position()});
  }
}

absl::Status Replay::To(uint64_t position) {
  while (!frozen_at_.empty() && frozen_at_.begin()->first <= position) {
    RETURN_IF_ERROR(Read(frozen_at_.begin()->first));
    placed_ = PlacedBy(frozen_at_.begin()->first);
    Place(frozen_at_.begin()->second);
    frozen_at_.erase(frozen_at_.begin());
  }
  RETURN_IF_ERROR(Read(position));
  placed_ = PlacedBy(position);
  return absl::OkStatus();
}

uint32_t Replay::forgotten() const {
  return static_cast<uint32_t>(std::count_if(deaths_.begin(), deaths_.end(), [](const auto& entry) {
    return entry.second->reference.empty();
  }));
}

Replay::Deaths Replay::Copy() const {
  Deaths copies;
  for (const auto& [id, death] : deaths_) copies[id] = std::make_unique<ChildDeath>(*death);
  return copies;
}

child_death::Cases Replay::CasesIn(const Deaths& deaths) {
  child_death::Cases cases;
  for (const auto& [id, death] : deaths) {
    if (!death->reference.empty()) cases[id] = death.get();
  }
  return cases;
}

absl::StatusOr<const types::v1::YearlyReturn*> Replay::DefinitionOf(int year) const {
  auto found = board_.editions.ReturnFor(absl::CivilDay(year, 3, 31));
  if (!found.ok()) return absl::FailedPreconditionError(found.status().message());
  return *found;
}

absl::StatusOr<ReturnTable> Replay::TableOf(int year, uint64_t position) const {
  ASSIGN_OR_RETURN(const types::v1::YearlyReturn* definition, DefinitionOf(year));
  const child_death::Cases cases = Cases();
  const auto inadequate = board_.editions.InadequateModifiability();
  ReturnTable table = child_death::TableOf(
      {*definition, year, source_.board_id, cases, placed_, inadequate, source_.london});
  const auto* holder = board_.editions.Holder(definition);
  table.set_edition_id(holder->edition().id());
  table.set_edition_sha256(holder->adoption.hash);
  table.set_as_of_position(position);
  return table;
}

child_death::PlacedYears Replay::PlacedBy(uint64_t position) const {
  child_death::PlacedYears placed;
  for (const auto& [known_from, counted] : counted_) {
    if (known_from > position) continue;
    for (const auto& [id, of] : counted) {
      const auto [first, added] = placed.emplace(id, of);
      // Where the day by which the first counted it is put right, the next one is the first.
      const auto death = deaths_.find(id);
      if (added || death == deaths_.end()) continue;
      if (!child_death::WasCompletedIn(*death->second, first->second.year)) first->second = of;
    }
  }
  return placed;
}

void Replay::Place(const Frozen& frozen) {
  const auto definition = DefinitionOf(frozen.year);
  if (!definition.ok()) return;
  const child_death::Cases cases = Cases();
  const auto inadequate = board_.editions.InadequateModifiability();
  for (const std::string& id :
       child_death::CountedIn({**definition, frozen.year, source_.board_id, cases, placed_,
                               inadequate, source_.london})) {
    counted_[frozen.known_from].emplace(id, child_death::ReturnOf{source_.board_id, frozen.year});
  }
}

// What another board has just frozen is its own for good, whoever leads those cases later.
void Replay::PlaceElsewhere(const Board& board, uint64_t position) {
  for (const auto& [year, versions] : board.returns) {
    const FrozenReturn& first = versions.front();
    if (first.position() != position) continue;
    const child_death::KnownReturn frozen{board.id, year, first.table().as_of_position()};
    for (const auto& [id, death] : deaths_) {
      if (!child_death::WasCounted(*death, frozen)) continue;
      counted_[position].emplace(id, child_death::ReturnOf{board.id, year});
    }
  }
}

absl::Status Replay::Read(uint64_t position) {
  if (next_ > position) return absl::OkStatus();
  record::v1::ReadAllRequest read;
  read.set_tenant(source_.tenant);
  read.set_from_position(next_);
  read.set_at_most_events(position - next_ + 1);
  RETURN_IF_ERROR(record::ReadEvents(source_.record, read, [&](const RecordedEvent& event) {
                    if (cancelled_()) {
                      return absl::CancelledError("nobody waits for the answer");
                    }
                    next_ = event.position() + 1;
                    return Take(event);
                  }).status());
  if (next_ > position) return absl::OkStatus();
  return absl::OutOfRangeError(absl::StrCat("the log ends before position ", position));
}

absl::Status Replay::Fold(workflows::Aggregate& state, const RecordedEvent& event) const {
  return source_.table.Fold(
      state, event, [&] { return record::ReadUpTo(source_.record, source_.tenant, event); });
}

absl::Status Replay::Take(const RecordedEvent& event) {
  const std::string id = IdOf(event.stream_id());
  if (event.stream_type() == types::v1::BOARD) {
    if (id == source_.board_id) return Fold(board_, event);
    Board& other = other_boards_[id];
    other.id = id;
    RETURN_IF_ERROR(Fold(other, event));
    PlaceElsewhere(other, event.position());
    return absl::OkStatus();
  }
  if (event.stream_type() != types::v1::CHILD_DEATH) return absl::OkStatus();
  std::unique_ptr<ChildDeath>& death = deaths_[id];
  if (death == nullptr) {
    death = std::make_unique<ChildDeath>();
    death->id = id;
  }
  return Fold(*death, event);
}

absl::StatusOr<Board> BoardAt(const Source& source, const workflows::case_files::AsAt& as_at) {
  ASSIGN_OR_RETURN(auto read, record::ReadHistories(source.record, source.table, source.tenant,
                                                    {{types::v1::BOARD, source.board_id}}, as_at));
  if (read.histories.front().events.empty()) {
    return absl::NotFoundError("there was no such board by then: check the id and the date");
  }
  return static_cast<const Board&>(*read.histories.front().state);
}

absl::StatusOr<ReturnTable> TableAt(const Source& source, int year, uint64_t position) {
  workflows::case_files::AsAt as_at;
  as_at.position = position;
  ASSIGN_OR_RETURN(const Board board, BoardAt(source, as_at));
  Replay replay(source, [] { return false; });
  replay.NoteFrozen(board);
  RETURN_IF_ERROR(replay.To(position));
  return replay.TableOf(year, position);
}

}  // namespace candour::figures
