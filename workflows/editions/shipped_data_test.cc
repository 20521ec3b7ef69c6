TEST_CASE("x shipped_data") {}
