TEST_CASE("x edition_register") {}
