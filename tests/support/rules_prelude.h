// What the stories of the rules read besides: every workflow's facts, compiled once.
#pragma once

#include "tests/support/rules.h"
#include "tests/support/test_prelude.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/meeting/meeting.h"
