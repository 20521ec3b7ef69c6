// A child's case in the register of a board that led it before: that it was there, under which
// reference of the board's own, and where it is.
#pragma once

#include <string>

#include "candour/views/v1/register.pb.h"
#include "candour/views/v1/rows.pb.h"
#include "services/views/answers.h"

namespace candour::views {

inline constexpr char kTransferredAway[] = "transferred away";  // the stage, to that board

// The board that gave the case up, of those the caller may see and asked for; blank: there is none.
std::string GivenUpBy(const v1::CaseRow& row, const Asked& asked, const std::string& wanted);

// The reference of its own under which that board has it.
const std::string& KeptUnder(const v1::CaseRow& row, const std::string& board_id);

// Whether it is among what was asked for: nothing that was found since, nor a reference of others.
bool IsGivenUpWanted(const v1::CaseRow& row, const std::string& given_up_by,
                     const v1::ListRegisterRequest& request, const std::string& reference);

// Of a case that another board leads by now, only that it was here and where it is.
void FillGivenUp(const v1::CaseRow& row, const std::string& given_up_by, const Asked& asked,
                 v1::RegisteredCase& entry);

}  // namespace candour::views
