TEST_CASE("x guidance") {}
