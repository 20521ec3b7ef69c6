TEST_CASE("x clock") {}
