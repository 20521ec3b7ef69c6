#include "tools/candour/paper/action_words.h"

namespace candour::cli::paper {
namespace {

TEST_CASE("lines and items of a cell, whatever marks them") {
  const auto lines = LinesOf(
      "<p><b>1. Be heard.</b></p> <ul><li>\xe2\x80\xa2 Ask &amp; listen</li><li>Act</li></ul>");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].mark == "1");
  CHECK(lines[0].text == "Be heard.");
  CHECK(lines[1].text == "Ask & listen");
  CHECK_FALSE(lines[2].mark.empty());
  const auto plain = LinesOf("12 reviews\r\na) first\n1.10 second\n 3 < 4\n");
  REQUIRE(plain.size() == 4);
  CHECK(plain[0].mark.empty());
  CHECK(plain[1].mark == "a)");
  CHECK(plain[2].mark == "1.10");
  CHECK(plain[3].text == "3 < 4");
}

TEST_CASE("marks of items, and what begins like one and is none") {
  const auto mark = [](const char* text) {
    const auto lines = LinesOf(text);
    REQUIRE(lines.size() == 1);
    return lines[0].mark + "|" + lines[0].text;
  };
  const std::string bullet = "\xe2\x80\xa2|";
  CHECK(mark("- Train") == bullet + "Train");
  CHECK(mark("\xe2\x80\x93 Train") == bullet + "Train");
  CHECK(mark("\xef\x82\xa7 Train") == bullet + "Train");
  CHECK(mark("(iv) Train") == "(iv)|Train");
  CHECK(mark("ii) Train") == "ii)|Train");
  CHECK(mark("(2) Train") == "(2)|Train");
  CHECK(mark("1.2.3 Train") == "1.2.3|Train");
  for (const char* none : {"-5 degrees", "a review", "(see page 4)", "(2009) was", "i said",
                           "12 reviews", "x-ray", "-"}) {
    CAPTURE(none);
    CHECK(mark(none) == std::string("|") + none);
  }
}

TEST_CASE("what a plan says of progress is the owner's word at most") {
  CHECK(ReadStanding("Achieved. Leaflet sent out").done);
  CHECK(ReadStanding("Completed Action. Time-scale brought forward.").done);
  CHECK_FALSE(ReadStanding("Partly completed").done);
  CHECK_FALSE(ReadStanding("To be completed by May").done);
  CHECK(ReadStanding("Outstanding Task").status == types::v1::NOT_STARTED);
  CHECK(ReadStanding("Redesign delayed but underway").status == types::v1::DELAYED);
  CHECK(ReadStanding("Seminars held").status == types::v1::ON_TRACK);
  CHECK(ReadStanding(" ").status == types::v1::ACTION_STATUS_UNSPECIFIED);
  CHECK(ReadStanding("Completed on/after the inspection; children no longer wait").done);
  CHECK_FALSE(ReadStanding("Superseded by action 4").doubt.empty());
  CHECK_FALSE(ReadStanding("Completed, then re-opened").done);
  CHECK(ReadStanding("Not achieved").status == types::v1::DELAYED);
  CHECK(ReadStanding("Red").status == types::v1::DELAYED);
  CHECK(ReadStanding("R").doubt == "\"r\" is taken as delayed");
  CHECK(ReadStanding("Amber").status == types::v1::ON_TRACK);
  CHECK(ReadStanding("N").status == types::v1::NOT_STARTED);
}

TEST_CASE("what says that it is done and goes on is not declared done") {
  struct Row {
    const char* said;
    bool done;
  };
  for (const Row& row : std::vector<Row>{{"Achieved but ongoing task. One was done.", false},
                                         {"Completed and on-going", false},
                                         {"Complete, but one audit still to come", false},
                                         {"Done, however two are outstanding", false},
                                         {"Completed, but late", true},
                                         {"Achieved. Training is ongoing", true},
                                         {"Achieved for all that remain", true}}) {
    CAPTURE(row.said);
    const Standing standing = ReadStanding(row.said);
    CHECK(standing.done == row.done);
    CHECK(standing.status == types::v1::ON_TRACK);
    CHECK(standing.doubt.empty() == row.done);
  }
}

TEST_CASE("a lead that names no post may be a person's name") {
  CHECK(NamesARole("Head of Service"));
  CHECK(NamesARole("CSC"));
  CHECK(NamesARole("Training sub-group"));
  CHECK_FALSE(NamesARole("Ada Example, Bo Invented"));
  CHECK(PartsOf("Ada Example, Head of Service and CSC.") ==
        std::vector<std::string>{"Ada Example", "Head of Service", "CSC"});
}

}  // namespace
}  // namespace candour::cli::paper
