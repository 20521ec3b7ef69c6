// The clocks of a case, from what happened to it and the guidance its board has adopted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "candour/types/v1/clock_answer.pb.h"
#include "workflows/board/board.h"

namespace candour::workflows::board {

// The day the case began, which pins its clocks: of a child death review the day of death, of a
// case review the day it was referred, of an action plan the first of which a clock was told. None
// while no such day is recorded.
std::optional<absl::CivilDay> DayBegan(types::v1::Aggregate topic, const clocks::CaseFacts& facts);

// Every clock of the case as it stands at `now`. Empty before the case has begun.
std::vector<types::v1::ClockAnswer> ClocksOf(const Board& board, types::v1::Aggregate topic,
                                             const clocks::CaseFacts& facts, absl::Time now,
                                             const absl::TimeZone& london);

// UNKNOWN_REFERENCE if no such clock has started, CLOCK_NOT_REVISABLE if its rule lets nobody move
// it, WRONG_STAGE if it has ended, DATE_OUT_OF_ORDER if it would be due, or was moved, before it
// began.
std::optional<types::v1::Rejection> UnlessRevisable(
    const Board& board, types::v1::Aggregate topic, const clocks::CaseFacts& facts,
    const std::string& clock_kind, const std::string& subject, absl::CivilDay new_due,
    const types::v1::Date& revised_on, const Context& context);

// DECIDER_NOT_AUTHORISED if the authority named is one that the guidance has told of a date that is
// moved, and not whom it lets move it: a Government Office grants no extension.
std::optional<types::v1::Rejection> UnlessMovedByRight(const Board& board,
                                                       types::v1::Aggregate topic,
                                                       const clocks::CaseFacts& facts,
                                                       const std::string& clock_kind,
                                                       const std::string& authority);

// UNKNOWN_REFERENCE if no such clock has started, NOTHING_TO_CHANGE if its date was not missed.
std::optional<types::v1::Rejection> UnlessMissed(const Board& board, types::v1::Aggregate topic,
                                                 const clocks::CaseFacts& facts,
                                                 const std::string& clock_kind,
                                                 const std::string& subject,
                                                 const Context& context);

}  // namespace candour::workflows::board
