// Stories of one local child safeguarding practice review, `$review`, of the board of northshire.h
// once its partners decide: `$authority`, `$board_nurse` and `$commander`, under Working Together
// 2018 (from 29 September 2019) and 2023.
#pragma once

#include <string>

#include "tests/support/rules.h"

namespace candour::testing {

// The partners on their seats, the guidance adopted, and a case referred on 2 March 2020.
Story ReferredIn2020();

// Reported, and notified to the national panel on 4 March 2020.
Story NotifiedIn2020();

// DecideOnReview by all three partners on 25 March 2020, for a local review, with `changes`.
std::string PartnersDecide(const std::string& changes = "");

// On 25 March 2020 the partners decided on a local review, whose report they accepted on 1
// September.
Story LocalReportAccepted();

}  // namespace candour::testing
