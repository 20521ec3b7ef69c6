// The figures of a board for a year, counted from the log: what it holds up to a position, folded,
// and what the returns that are frozen by then have counted already.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "candour/record/v1/event.pb.h"
#include "candour/types/v1/national_return.pb.h"
#include "services/gate/client.h"
#include "workflows/board/board.h"
#include "workflows/case_files/history.h"
#include "workflows/child_death/child_death.h"
#include "workflows/child_death/yearly_return.h"
#include "workflows/table.h"

namespace candour::figures {

// Of whose log, and of which board of it. Everything must outlive what counts from it; the client
// has a service's token.
struct Source {
  const workflows::WorkflowTable& table;
  gate::Client& record;
  std::string tenant;
  std::string board_id;
  absl::TimeZone london;
};

// The register of a board and every child death of its tenant, folded as the log is read. What a
// year counted when it was frozen is noted on the way, where the frozen table says it was computed.
// For one thread. Reading costs what the log is long.
class Replay {
 public:
  // `cancelled` is asked now and then; what it ends is CANCELLED.
  Replay(Source source, std::function<bool()> cancelled);

  // Of returns that are going to be frozen, up to which position each was computed.
  void NoteFrozen(const workflows::board::Board& later);

  // Reads on, up to and including the position. OUT_OF_RANGE if the log ends before.
  absl::Status To(uint64_t position);

  const workflows::board::Board& board() const { return board_; }
  uint32_t forgotten() const;

  using Deaths = std::map<std::string, std::unique_ptr<workflows::child_death::ChildDeath>>;
  // The states as they are now, for tables that are compared with later ones.
  Deaths Copy() const;
  static workflows::child_death::Cases CasesIn(const Deaths& deaths);
  workflows::child_death::Cases Cases() const { return CasesIn(deaths_); }
  const workflows::child_death::PlacedYears& placed() const { return placed_; }

  // The definitions in force for a year, as the board had adopted them by now. FAILED_PRECONDITION
  // if there are none.
  absl::StatusOr<const types::v1::YearlyReturn*> DefinitionOf(int year) const;
  absl::StatusOr<types::v1::ReturnTable> TableOf(int year, uint64_t position) const;

 private:
  struct Frozen {
    int year = 0;
    uint64_t known_from = 0;  // the position of the event that froze it
  };

  workflows::child_death::PlacedYears PlacedBy(uint64_t position) const;
  void Place(const Frozen& frozen);
  void PlaceElsewhere(const workflows::board::Board& board, uint64_t position);
  absl::Status Read(uint64_t position);
  absl::Status Take(const record::v1::RecordedEvent& event);
  absl::Status Fold(workflows::Aggregate& state, const record::v1::RecordedEvent& event) const;

  const Source source_;
  const std::function<bool()> cancelled_;
  uint64_t next_ = 0;
  workflows::board::Board board_;
  std::map<std::string, workflows::board::Board> other_boards_;
  Deaths deaths_;
  std::multimap<uint64_t, Frozen> frozen_at_;
  // What returns counted when they were frozen, by the position from which the log says so.
  std::map<uint64_t, workflows::child_death::PlacedYears> counted_;
  workflows::child_death::PlacedYears placed_;
};

// The register of the board as it was. NOT_FOUND if there was none by then.
absl::StatusOr<workflows::board::Board> BoardAt(const Source& source,
                                                const workflows::case_files::AsAt& as_at);

// The table of a year as the log up to and including the position gives it. Errors as above.
absl::StatusOr<types::v1::ReturnTable> TableAt(const Source& source, int year, uint64_t position);

}  // namespace candour::figures
