TEST_CASE("x clock_words") {}
