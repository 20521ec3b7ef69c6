// What a board does no more once another has taken its place.
#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/board/board.h"

namespace candour::workflows::board {

// WRONG_BOARD for what one of its bodies would do on a day from the successor's first on. What they
// did before is recorded whenever it is.
std::optional<types::v1::Rejection> UnlessBodiesEnded(const Board& board, absl::CivilDay day);

// As UnlessSucceeded (board.h), with what is to be done instead, a sentence of its own.
std::optional<types::v1::Rejection> UnlessSucceeded(const Board& board, const Context& context,
                                                    absl::string_view way_out);

}  // namespace candour::workflows::board
