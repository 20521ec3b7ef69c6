// NHS numbers: ten digits, of which the last checks the nine before it. That a number passes does
// not make it this child's: a slip that the check digit cannot see passes too.
#pragma once

#include <string>
#include <string_view>

namespace candour::workflows {

// What is wrong with a text given as an NHS number, and what to do; blank if nothing is. Spaces may
// stand anywhere. Never repeats what was given.
std::string NhsNumberViolation(std::string_view text);

// The digits of a number that was checked, as it is stored and compared.
std::string NhsDigits(std::string_view text);

}  // namespace candour::workflows
