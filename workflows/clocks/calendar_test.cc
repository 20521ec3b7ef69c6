TEST_CASE("x calendar") {}
