// The sheet of a case for whoever collects figures for England, filled in from what is recorded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/types/v1/national_return.pb.h"
#include "workflows/board/board.h"
#include "workflows/child_death/child_death.h"

namespace candour::workflows::child_death {

// By the edition in force on `day`, line by line: given, not known to anybody, missing although it
// is asked for by now, or not asked for yet. NOT_FOUND if no adopted edition asks for a sheet. The
// same case, board and day always give the same sheet.
absl::StatusOr<types::v1::FilledSheet> SheetOf(const ChildDeath& death, const board::Board& board,
                                               absl::CivilDay day, const absl::TimeZone& london);

// Without the values that say who the child was.
types::v1::FilledSheet WithoutIdentity(types::v1::FilledSheet sheet);

// Whether `fact` is one this file can read from a case (editions/return_facts.h).
bool ReadsSheetFact(std::string_view fact);

// What the collector is owed, in words: the first sheet, another one, or a withdrawal. From the
// case alone; OwedToday leaves out what is asked for nowhere. Empty: nothing is owed.
std::vector<std::string> SubmissionOwed(const ChildDeath& death);

// Whether the sheet takes no review that was completed on that day: its standing began later.
bool RefusesAsReviewedBefore(const types::v1::SubmissionSheet& asked_for,
                             std::optional<absl::CivilDay> completed_on);

// Of what is owed: without the first sheet where the board's guidance asks for none of a single
// case on the day, or refuses a review completed before.
std::vector<std::string> OwedToday(std::vector<std::string> owed,
                                   std::optional<absl::CivilDay> completed_on,
                                   const board::Board& board, absl::CivilDay day);

}  // namespace candour::workflows::child_death
