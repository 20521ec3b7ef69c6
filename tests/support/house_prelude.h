// What the tests of a whole house read besides: its services and what they say, compiled once.
#pragma once

#include "tests/support/desk.h"
#include "tests/support/test_prelude.h"
