#include "tools/candour/paper/action_words.h"

namespace candour::cli::paper {
namespace {

const absl::CivilDay kToday(2015, 6, 1);

TEST_CASE("due days as plans state them") {
  struct Row {
    const char* said;
    const char* on;     // blank: on no day
    const char* doubt;  // how it begins; blank: none
  };
  const std::vector<Row> rows = {
      {"31 st March 2015", "2015-03-31", ""},
      {"31/03/2015", "2015-03-31", ""},
      {"July 2014", "2014-07-31", "the paper gives no day"},
      {"July 2014.", "2014-07-31", "the paper gives no day"},
      {"2015", "2015-12-31", "the paper gives only the year"},
      {"July 2014 and January 2015", "2015-01-31", "this names 2 dates"},
      {"July and October 2014", "2014-10-31", "this names 2 dates"},
      {"2008 & 2011", "2011-12-31", "this names 2 dates"},
      {"April - June 08", "2008-06-30", "this names more than a day"},
      {"31st March 2013 / 30th June 2013", "2013-06-30",
       "this names 2 dates, 31st March 2013; 30th June 2013; the last"},
      {"31st March 2013/30th June 2013", "2013-06-30", "this names 2 dates, 31st"},
      {"31 March 2013\n30 June 2013", "2013-06-30", "this names 2 dates, 31 March 2013; 30"},
      {"31/03/2013 / 30/06/2013", "2013-06-30", "this names 2 dates, 31/03/2013; 30/06/2013"},
      {"31.3.13 revised to 30.6.13", "2013-06-30", "this names 2 dates"},
      {"31 March 2013 (revised 30 June 2013)", "2013-06-30", "this names 2 dates"},
      {"By 31 March 2014", "2014-03-31", ""},
      {"Q3 13/14", "2013-12-31", "this names more than a day; the last of it, 2013-12-31"},
      {"Quarter 4 2013/14", "2014-03-31", "this names more than a day"},
      {"2011/12", "2012-03-31",
       "this names more than a day; the last of it, 2012-03-31, is taken; "
       "it is taken as April 2011 to March 2012"},
      {"Spring 2014", "2014-05-31", "this names more than a day"},
      {"Spring term 2014", "2014-04-30",
       "this names more than a day; the last of it, 2014-04-30, is taken; the spring term is taken "
       "as January to April"},
      {"12th and 13th May 2014", "2014-05-13",
       "this names 2 dates, 12th; 13th May 2014; the last is taken"},
      {"28 & 29 May 2014, 3 June 2014", "2014-06-03", "this names 3 dates"},
      {"2014/2015", "2015-03-31", "this names more than a day"},
      {"half term", "", "\"half term\" cannot be read"},
      {"2014-15", "2015-03-31", "this names more than a day; the last of it, 2015-03-31"},
      {"2008-09", "2009-03-31", "this names more than a day"},
      {"2008-11", "2008-11-30",
       "it is taken as November 2008, and may mean the years up to 2011; the paper gives no day"},
      {"2012-2013", "2013-03-31", "this names more than a day"},
      {"2007-2010", "2010-12-31", "this names more than a day"},
      {"FY14/15", "2015-03-31", "this names more than a day"},
      {"Q3 2014", "2014-12-31", "this names more than a day"},
      {"Q4 2014-15", "2015-03-31", "this names more than a day"},
      {"Jan/Feb 2014", "2014-02-28", "this names more than a day"},
      {"Early 2015", "2015-04-30",
       "the paper says \"early\"; the paper gives only the year; the "
       "last day it may mean is taken, 2015-04-30"},
      {"mid-June 2014", "2014-06-20", "the paper says \"mid\""},
      {"Beginning of June 2014", "2014-06-10", "the paper says \"beginning\""},
      {"Late 2014", "2014-12-31", "the paper says \"late\""},
      {"End of March 2015", "2015-03-31", "the paper says \"end\""},
      {"w/c 3.6.13", "2013-06-09", "this names more than a day"},
      {"w/e 7.6.13", "2013-06-07", "this names more than a day"},
      {"42094", "2015-03-31", "42094 is taken as the number a workbook has for 2015-03-31"},
      {"With immediate effect", "", "\"With immediate effect\" is no day"},
      {"TBC", "", "\"TBC\" is no day"},
      {"Ongoing", "", "\"Ongoing\" is no day"},
      {"<p>On-going</p>", "", "\"On-going\" is no day"},
      {"Annual (April)", "", "\"Annual (April)\" is no day"},
      {"6 monthly", "", "\"6 monthly\" is no day"},
      {"When the trial is over", "", "\"When the trial is over\" cannot be read"},
      {"", "", "the plan states no due day"},
  };
  for (const Row& row : rows) {
    INFO(row.said);
    const Due due = ReadDue({row.said, {}}, kToday);
    CHECK((due.on ? absl::FormatCivilTime(*due.on) : "") == row.on);
    CHECK(due.doubt.substr(0, std::string(row.doubt).size()) == row.doubt);
    CHECK(due.doubt.empty() == std::string(row.doubt).empty());
    CHECK((!due.on && due.words.empty()) == false);
  }
}

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
}

TEST_CASE("colours, the worse of two, and none where none is named") {
  CHECK(ReadColour("GREEN") == types::v1::GREEN);
  CHECK(ReadColour("Amber/Green") == types::v1::AMBER);
  CHECK(ReadColour("R") == types::v1::RED);
  CHECK_FALSE(ReadColour("On track"));
  CHECK_FALSE(ReadColour("n/a"));
  CHECK_FALSE(ReadColour("R / A / G"));
  CHECK(ReadColour("Green, not amber and no longer red") == types::v1::RED);
  const auto taken = [](std::string progress) {
    const auto colour = TakeColour(progress);
    return (colour ? types::v1::Colour_Name(*colour) : "none") + "|" + progress;
  };
  CHECK(taken("A/G") == "AMBER|");
  CHECK(taken("Green - done") == "GREEN|done");
  CHECK(taken("Green - no longer amber") == "GREEN|no longer amber");
  CHECK(taken("Red: see the amber notes") == "RED|see the amber notes");
  CHECK(taken("Green spaces improved") == "none|Green spaces improved");
  CHECK(taken("n/a") == "none|n/a");
  CHECK_FALSE(ReadColour(""));
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
