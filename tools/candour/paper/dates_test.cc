#include "tools/candour/paper/dates.h"

#include "absl/strings/match.h"

namespace candour::cli::paper {
namespace {

const absl::CivilDay kToday(2016, 6, 1);

TEST_CASE("dates are read as people wrote them, and what was assumed is said") {
  struct Case {
    std::string written;
    std::string text;
    std::string doubt;
  };
  const auto [written, text, doubt] = GENERATE(values<Case>({
      {"31/03/2015", "2015-03-31", ""},
      {" 31.3.2015 ", "2015-03-31", ""},
      {"2015-03-31", "2015-03-31", ""},
      {"2015-03-31 14:30", "2015-03-31T14:30", ""},
      {"31/03/2015 9:05", "2015-03-31T09:05", ""},
      {"2015-03-31T14:30:59", "2015-03-31T14:30", ""},
      {"31/03/2015 00:00:00", "2015-03-31", ""},
      {"2015-03-31T00:00:00Z", "2015-03-31", ""},
      {"2015-03-31 00:00:00.000", "2015-03-31", ""},
      {"2015-03-31T00:00:01", "2015-03-31T00:00", ""},
      {"31/03/2015 00:00", "2015-03-31T00:00", ""},
      {"31 st March 2015", "2015-03-31", ""},
      {"31st of Mar. 2015", "2015-03-31", ""},
      {"March 31, 2015", "2015-03-31", ""},
      {"1 Sept 2015", "2015-09-01", ""},
      {"29/02/2012", "2012-02-29", ""},
      {"03/04/2015", "2015-04-03", ""},
      {"03/31/2015", "2015-03-31", "the month is taken to come first"},
      {"31.3.15", "2015-03-31", "the year is taken as 2015"},
      {"1/1/97", "1997-01-01", "the year is taken as 1997"},
      {"Mar-15", "2015-03", "the year is taken as 2015; the paper gives no day"},
      {"July 2014", "2014-07", "the paper gives no day"},
      {"07/2014", "2014-07", "the paper gives no day"},
      {"2008-09", "2008-09",
       "it is taken as September 2008, and may mean the years up to 2009; the paper gives no day"},
      {"2015-03", "2015-03", "the paper gives no day"},
      {"2014", "2014", "the paper gives only the year"},
      {"?22 May 2016", "2016-05-22", "the paper marks the date as uncertain"},
      {"c. March 2015", "2015-03", "the paper marks the date as uncertain; the paper gives no day"},
      {"12 May 2009 (approx)", "2009-05-12", "the paper marks the date as uncertain"},
      {"Early June 2009", "2009-06", "the paper says \"early\"; the paper gives no day"},
      {"Tues 2nd Nov 2010 am", "2010-11-02", "the paper says \"am\""},
      {"1/12/17", "1917-12-01", "the year is taken as 1917"},
  }));
  CAPTURE(written);
  const auto date = ReadDate({written, std::nullopt}, kToday);
  REQUIRE(date.ok());
  CHECK(date->text == text);
  CHECK(date->doubt == doubt);
}

TEST_CASE("what is no one date is refused and says why") {
  const auto [written, why] = GENERATE(table<std::string, std::string>({
      {"Ongoing", "this is not a date"},
      {"", "this is not a date"},
      {"July 2014 and January 2015", "this is not a date"},
      {"Father left: Unknown", "there is no such time of day"},
      {"July 2014, January 2015", "this names more than one date"},
      {"30/02/2015", "there is no such day"},
      {"29/02/2015", "there is no such day"},
      {"31/13/2015", "there is no such day"},
      {"31/03/2015 25:00", "there is no such time of day"},
      {"March 2015 14:30", "there is a time of day without a day"},
      {"20150331", "this is not a date"},
      {"1/2/3/2015", "this is not one date"},
      {"12 May", "no year is written"},
      {"12th May", "no year is written"},
      {"June - Aug 2009", "this names more than one date"},
      {"Winter 2010", "this is not a date"},
  }));
  CAPTURE(written);
  const auto date = ReadDate({written, std::nullopt}, kToday);
  CHECK(date.status().code() == absl::StatusCode::kInvalidArgument);
  CHECK(absl::StartsWith(date.status().message(), why + ";"));
}

TEST_CASE("times of day that there are not") {
  for (const char* wrong : {"25:99", "24:30", "14.75", "2575", "2460 hrs"}) {
    CAPTURE(wrong);
    CHECK(IsNoTimeOfDay(wrong));
  }
  for (const char* right : {"14:30", "9.05am", "0900", "evening", "", "9 o'clock", "about 10:15"}) {
    CAPTURE(right);
    CHECK_FALSE(IsNoTimeOfDay(right));
  }
}

TEST_CASE("a year of two digits that is due lies near today") {
  const auto due = [](const char* written) {
    return ReadDate({written, std::nullopt}, kToday, Century::kNearest)->text;
  };
  CHECK(due("01.04.17") == "2017-04-01");
  CHECK(due("01.04.15") == "2015-04-01");
  CHECK(due("01.04.99") == "1999-04-01");
}

TEST_CASE("chronologies name spans and parts of a day") {
  struct Case {
    std::string written;
    std::string text;
    std::string until;
    std::string time;
  };
  const auto [written, text, until, time] = GENERATE(values<Case>({
      {"14.10.10 - 16.10.10", "2010-10-14", "2010-10-16", ""},
      {"14/10/10-16/10/10", "2010-10-14", "2010-10-16", ""},
      {"14/10/2010 to 16/10/2010", "2010-10-14", "2010-10-16", ""},
      {"June - Aug 2009", "2009-06", "2009-08", ""},
      {"28 May \xe2\x80\x93 2 June 2009", "2009-05-28", "2009-06-02", ""},
      {"12-13 May 2009", "2009-05-12", "2009-05-13", ""},
      {"12/13 May 2009", "2009-05-12", "2009-05-13", ""},
      {"2008 to 2010", "2008", "2010", ""},
      {"Summer 2010", "2010-06", "2010-08", ""},
      {"Week of 12 May 2009", "2009-05-12", "2009-05-18", ""},
      {"w/c 12.5.09", "2009-05-12", "2009-05-18", ""},
      {"Tues 2nd Nov 2010 pm", "2010-11-02", "", "pm"},
      {"12/5/09 14:30", "2009-05-12", "", "14:30"},
      {"2009-05-12", "2009-05-12", "", ""},
      {"Mar-15", "2015-03", "", ""},
  }));
  CAPTURE(written);
  const auto date = ReadSpan({written, std::nullopt}, kToday);
  INFO(date.status().ToString());
  REQUIRE(date.ok());
  CHECK(date->text == text);
  CHECK(date->until == until);
  CHECK(date->time == time);
  CHECK_FALSE(ReadSpan({"16.10.10 - 14.10.10", std::nullopt}, kToday).ok());
}

TEST_CASE("a workbook's numbers are days, and parts of days") {
  CHECK(ReadDate({"42094", 42094.0}, kToday)->text == "2015-03-31");
  CHECK(ReadDate({"42094.5", 42094.5}, kToday)->text == "2015-03-31T12:00");
  CHECK(ReadDate({"61", 61.0}, kToday)->text == "1900-03-01");
  CHECK(ReadDate({"42094", 42094.0}, kToday)->doubt ==
        "42094 is taken as the number a workbook has for 2015-03-31");
  CHECK(ReadDate({"2015-03-31", 42094.0}, kToday)->doubt.empty());
  CHECK_FALSE(ReadDate({"12", 12.0}, kToday).ok());
}

TEST_CASE("a year and the next, written short, may be taken for a month, and say so") {
  struct Row {
    const char* written;
    const char* doubt;
  };
  for (const Row& row : std::vector<Row>{
           {"2008/9", "it is taken as September 2008, and may mean the years up to 2009; "},
           {"2008/7", ""},
           {"2008/09", "it is taken as September 2008, and may mean the years up to 2009; "}}) {
    CAPTURE(row.written);
    const auto date = ReadSpan({row.written, std::nullopt}, kToday);
    REQUIRE(date.ok());
    if (date->until.empty()) {
      CHECK(date->doubt == std::string(row.doubt) + "the paper gives no day");
    }
  }
}

}  // namespace
}  // namespace candour::cli::paper
