#include "tools/candour/paper/action_due.h"

#include <vector>

namespace candour::cli::paper {
namespace {

const absl::CivilDay kMadeOn(2013, 6, 1);

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
      {"Sept 14", "2014-09-30",
       "the year is taken as 2014; the paper gives no day; the last day it may mean is taken, "
       "2014-09-30"},
      // A beginning is no end.
      {"From April 2014", "", "\"From April 2014\" says when it begins"},
      {"from 1/4/14.", "", "\"from 1/4/14.\" says when it begins"},
      {"From April 2014 to June 2014", "2014-06-30", "this names more than a day"},
      {"April 2014 onwards", "", "\"April 2014 onwards\" cannot be read"},
      // What says that a day is the last says no more than the day.
      {"No later than 31/12/2014", "2014-12-31",
       "\"No later than 31/12/2014\" is taken as due on 2014-12-31"},
      {"31 March 2015 or earlier", "2015-03-31", "\"31 March 2015 or earlier\" is taken"},
      {"Deadline: March 2015", "2015-03-31", "the paper gives no day; the last day it may mean"},
      {"No later than the trial", "", "\"No later than the trial\" cannot be read"},
      {"30 November 2014 (then annually)", "2014-11-30",
       "(then annually) is kept in words alone; \"30 November 2014 (then annually)\" is taken"},
      {"Ongoing (then annually)", "", "\"Ongoing (then annually)\" is no day"},
      {"Febuary 2015", "2015-02-28",
       "the paper gives no day; the last day it may mean is taken, "
       "2015-02-28; \"Febuary\" is taken as February"},
      {"31 Decmber 2014", "2014-12-31", "\"Decmber\" is taken as December"},
      {"31 mars 2015", "", "\"31 mars 2015\" cannot be read"},
      {"Friday 13 March 2015", "2015-03-13", ""},
      {"Friday 14 March 2015", "2015-03-14",
       "the paper says Friday, and 2015-03-14 is another day of the week"},
      // What lies years away from the plan is a slip.
      {"1 Apr 1914", "", "1914-04-01 lies more than 5 years before the plan"},
      {"31/05/2008", "", "2008-05-31 lies more than 5 years before"},
      {"01/06/2008", "2008-06-01", ""},
      {"01/06/2023", "2023-06-01", ""},
      {"02/06/2023", "", "2023-06-02 lies more than 10 years after"},
      {"31/03/2105", "", "2105-03-31 lies more than 10 years after"},
      {"31st March 20015", "", "\"31st March 20015\" cannot be read"},
  };
  for (const Row& row : rows) {
    INFO(row.said);
    const Due due = ReadDue({row.said, {}}, kMadeOn);
    CHECK((due.on ? absl::FormatCivilTime(*due.on) : "") == row.on);
    CHECK(due.doubt.substr(0, std::string(row.doubt).size()) == row.doubt);
    CHECK(due.doubt.empty() == std::string(row.doubt).empty());
    CHECK((!due.on && due.words.empty()) == false);
  }
}

TEST_CASE("a row is known by the day that was read before more words were understood") {
  struct Row {
    const char* said;
    const char* known_by;  // blank: no day
  };
  const std::vector<Row> rows = {{"31/03/2015", "2015-03-31"},
                                 {"From April 2014", "2014-04-30"},
                                 {"1 Apr 1914", "1914-04-01"},
                                 {"31/03/2105", "2105-03-31"},
                                 {"No later than 31/12/2014", ""},
                                 {"30 November 2014 (then annually)", ""},
                                 {"Febuary 2015", ""},
                                 {"Friday 14 March 2015", "2015-03-14"},
                                 {"", ""}};
  for (const Row& row : rows) {
    INFO(row.said);
    const auto day = DayKnownBy({row.said, {}}, kMadeOn);
    CHECK((day ? absl::FormatCivilTime(*day) : "") == row.known_by);
    CHECK(ReadDue({row.said, {}}, kMadeOn).on_before == day);
  }
}

}  // namespace
}  // namespace candour::cli::paper
