#include "tools/candour/paper/plan.h"

#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "candour/casework/v1/child_death.pb.h"
#include "candour/casework/v1/chronology.pb.h"
#include "candour/casework/v1/earlier_records.pb.h"

namespace candour::cli::paper {
namespace {

using types::v1::ImportPlan;
using types::v1::ImportReport;

const absl::CivilDay kToday(2013, 6, 1);

std::string PlanText(const std::string& name = "child_deaths") {
  std::ifstream file(CANDOUR_IMPORT_PLANS "/" + name + ".textproto");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<ReadRow> Read(const std::string& csv, const std::string& plan_name = "child_deaths") {
  const auto plan = ParsePlan(PlanText(plan_name));
  REQUIRE(plan.ok());
  const auto rows = ReadRegister(*plan, {ReadCsv(csv).value()}, kToday);
  REQUIRE(rows.ok());
  std::vector<ReadRow> read;
  for (const ReadRow& row : *rows) {
    read.push_back({row.report, row.known_on, {}});
    for (const auto& act : row.acts) {
      read.back().acts.emplace_back(act->New());
      read.back().acts.back()->CopyFrom(*act);
    }
  }
  return read;
}

TEST_CASE("a table whose rows have no key keeps every row, alike or not") {
  const auto rows = Read(
      "Chronology of an invented agency\n"
      "Date of event,Time,Details of event,Source of information,Response or outcome\n"
      "3 rd March 2009,14:30,Weighed.,Record page 4,None\n"
      "3 rd March 2009,14:30,Weighed.,Record page 4,None\n"
      "?22 May 2009,,Seen.,Record page 5,\n"
      "Ongoing,,Visits.,Record page 6,\n"
      "4/3/2009,,Seen again.,,\n"
      "5/1/31,,Seen.,Record page 7,\n"
      "5 Jan 2031,,Seen.,Record page 7,\n"
      "14.10.09 - 16.10.09,,In hospital.,Record page 8,\n"
      "Tues 3 Nov 2009 am,,Home.,Record page 9,\n"
      "4/11/2009 9:30,9 o'clock,Home.,Record page 9,\n",
      "chronology");
  REQUIRE(rows.size() == 12);
  CHECK(rows[7].report.outcome() == ImportReport::TAKEN_WITH_DOUBT);  // 1931
  CHECK(rows[8].report.outcome() == ImportReport::REFUSED);
  CHECK(absl::StartsWith(rows[8].report.problems(0), "Date: this lies after 2013-06-01"));
  const auto line_of = [&](size_t row) {
    return static_cast<const casework::v1::SubmitChronology&>(*rows[row].acts.at(0)).lines(0);
  };
  CHECK(line_of(9).on().day() == 14);
  CHECK(line_of(9).until().day() == 16);
  CHECK(line_of(10).time() == "am");
  CHECK(line_of(11).time() == "9 o'clock");
  CHECK(rows[2].report.outcome() == ImportReport::TAKEN);
  const auto& line =
      static_cast<const casework::v1::SubmitChronology&>(*rows[2].acts.at(0)).lines(0);
  CHECK(line.on().day() == 3);
  CHECK(line.time() == "14:30");
  CHECK(line.source() == "Record page 4");
  CHECK(line.action_taken() == "None");
  CHECK(rows[3].report.outcome() == ImportReport::TAKEN);
  CHECK(rows[4].report.outcome() == ImportReport::TAKEN_WITH_DOUBT);
  CHECK(rows[5].report.outcome() == ImportReport::REFUSED);
  CHECK(rows[6].report.outcome() == ImportReport::REFUSED);
  CHECK(absl::StartsWith(rows[6].report.problems(0), "Source: there is nothing here"));

  const auto plan = ParsePlan(PlanText("chronology"));
  REQUIRE(plan.ok());
  const auto without =
      ReadRegister(*plan, {ReadCsv("Date,Event\n1/2/2009,Seen.\n").value()}, kToday);
  CHECK(absl::IsInvalidArgument(without.status()));
  CHECK(absl::StrContains(without.status().message(), "the nearest has none headed Source."));
}

TEST_CASE("two rows under one reference are told in a trial as they are when recorded") {
  const auto rows = Read(
      "Reference,DOB,Died on,Sex,Notified on,Notified by\n"
      "OLD-1,2009-03-01,2010-12-20,F,Ongoing,hospital\n"
      "old-1 ,2009-03-01,2010-12-20,F,2010-12-21 09:30,hospital\n"
      "Old-1,2010-03-12,2010-12-20,boy,2010-12-21 09:30,hospital\n");
  REQUIRE(rows.size() == 4);
  CHECK(rows[1].report.outcome() == ImportReport::REFUSED);  // and takes no reference
  CHECK(rows[2].report.outcome() == ImportReport::TAKEN);
  CHECK(rows[3].report.outcome() == ImportReport::REFUSED);
  CHECK(rows[3].report.problems(0) ==
        "row 3 has the same reference: leave out the one that tells of the same child, or give "
        "this one a reference of its own");
}

TEST_CASE("times that there are not, times of a workbook, and cells that nobody put in quotes") {
  const auto rows = Read(
      "Date,Time,Event,Source\n"
      "3/3/2009,25:99,Weighed.,Record page 4\n"
      "3/3/2009,14:30,Weighed,and measured,Record page 4\n",
      "chronology");
  CHECK(rows[1].report.outcome() == ImportReport::REFUSED);
  CHECK(absl::StartsWith(rows[1].report.problems(0), "Time: there is no such time of day"));
  CHECK(rows[2].report.outcome() == ImportReport::TAKEN_WITH_DOUBT);
  CHECK(absl::StrContains(rows[2].report.doubts(0), "more cells than there are headings"));
  Sheet sheet = ReadCsv("Date,Time,Event,Source\n3/3/2009,x,Weighed.,Record\n").value();
  sheet.rows[1].cells[1] = {"0.604166666666667", 0.604166666666667};
  const auto plan = ParsePlan(PlanText("chronology"));
  REQUIRE(plan.ok());
  const auto timed = ReadRegister(*plan, {sheet}, kToday);
  REQUIRE(timed.ok());
  const auto& line =
      static_cast<const casework::v1::SubmitChronology&>(*(*timed)[1].acts.at(0)).lines(0);
  CHECK(line.time() == "14:30");
}

TEST_CASE("two rows that may tell of one child are taken with a doubt") {
  const auto plan = ParsePlan(PlanText() + R"(
    columns { heading: "Given names" }
    columns { heading: "Family name" }
    columns { heading: "NHS number" }
    acts {
      command: "IdentifyChild"
      when_given: "Family name"
      values { field: "given_names" column: "Given names" }
      values { field: "family_name" column: "Family name" }
      values { field: "nhs_number" column: "NHS number" }
    })");
  REQUIRE(plan.ok());
  struct Case {
    const char* what;
    std::string second;  // given names, family name, NHS number, day of birth
    const char* doubt;   // of the second row; blank: none
  };
  for (const Case& one : std::vector<Case>{
           {"another child", "Sam,Other,,2010-03-13", ""},
           {"one number", "Sam,Other,9434765919,2010-03-13", "NHS number"},
           {"one number, spaced otherwise", "Sam,Other,943 476 5919,2010-03-13", "NHS number"},
           {"one name and day of birth", "ROBIN,Ex-ample,,2010-03-12", "name and date of birth"},
           {"one name, born another day", "Robin,Example,,2010-03-13", ""},
           {"brothers born together", "Sam,Example,,2010-03-12", ""},
           {"no name, born that day", ",,,2010-03-12", ""}}) {
    INFO(one.what);
    const std::vector<std::string> said = absl::StrSplit(one.second, ',');
    const std::string rest = ",2010-12-20,boy,2010-12-21 09:30,hospital,";
    const auto rows = ReadRegister(
        *plan,
        {ReadCsv("Reference,DOB,Died on,Sex,Notified on,Notified by,Given names,Family name,NHS "
                 "number\nA,2010-03-12" +
                 rest + "Robin,Example,9434765919\nB," + said[3] + rest + said[0] + "," + said[1] +
                 "," + said[2] + "\n")
             .value()},
        kToday);
    REQUIRE(rows.ok());
    CHECK((*rows)[1].report.outcome() == ImportReport::TAKEN);
    const auto& second = (*rows)[2].report;
    if (*one.doubt == '\0') {
      CHECK(second.outcome() == ImportReport::TAKEN);
      continue;
    }
    CHECK(second.outcome() == ImportReport::TAKEN_WITH_DOUBT);
    REQUIRE(second.doubts_size() == 1);
    CHECK(second.doubts(0) == absl::StrCat("row 2 has the same ", one.doubt,
                                           ": if both tell of one child, leave one of them out; "
                                           "as it stands each becomes a case of its own"));
  }
}

TEST_CASE("where no child is named, the same sex and days may tell of one") {
  struct Case {
    const char* second;  // born, died, sex
    const char* doubt;
  };
  for (const Case& one : std::vector<Case>{
           {"12/03/2010,20/12/2010,boy", "row 2 has the same sex and dates of birth and death: "},
           {"12/03/2010,20/12/2010,girl", ""},
           {"12/03/2010,21/12/2010,boy", ""},
           {"13/03/2010,20/12/2010,boy", ""}}) {
    INFO(one.second);
    const std::string rest = ",2010-12-21 09:30,hospital\n";
    const auto rows = Read(
        "Reference,DOB,Died on,Sex,Notified on,Notified by\n"
        "A,12/03/2010,20/12/2010,boy" +
        rest + "B," + one.second + rest);
    CHECK(rows[1].report.outcome() == ImportReport::TAKEN);
    const auto& second = rows[2].report;
    REQUIRE(second.doubts_size() == (*one.doubt == '\0' ? 0 : 1));
    if (*one.doubt != '\0') CHECK(absl::StartsWith(second.doubts(0), one.doubt));
  }
}

TEST_CASE("a day that is written with a time is read as the day") {
  const auto rows = Read(
      "Reference,DOB,Died on,Sex,Notified on,Notified by\n"
      "A,12/03/2010 00:00:00,2010-12-20T00:00:00Z,boy,2010-12-21 09:30,hospital\n"
      "B,12/03/2010 00:00,2010-12-20T14:30:00,girl,2010-12-21T00:00:00,hospital\n");
  REQUIRE(rows.size() == 3);
  for (const size_t row : {1, 2}) {
    REQUIRE(rows[row].acts.size() == 3);
    const auto& death = static_cast<const casework::v1::RecordDeath&>(*rows[row].acts[1]);
    CHECK(death.date_of_birth().day() == 12);
    CHECK(death.date_of_death().day() == 20);
  }
  CHECK(rows[1].report.outcome() == ImportReport::TAKEN);
  REQUIRE(rows[2].report.doubts_size() == 2);
  CHECK(absl::StrContains(rows[2].report.doubts(0), "the start of the day is taken"));
  CHECK(rows[2].report.doubts(1) ==
        "Date of death: the time of day, 14:30, is not taken over; the day is");
}

TEST_CASE("every row of a register is accounted for") {
  const auto rows = Read(
      "Deaths of invented children\n"
      "\n"
      "Case reference,DOB,Died on,Gender,Notified on,Notified by,Expected,Date of panel,Completed "
      "on,Category,Modifiable\n"
      "OLD-1,1 st March 2009,20/12/2010,F,21/12/2010,hospital,N,14/2/2011,28.2.11,10,yes\n"
      "OLD-2,12/03/2010,20/12/2010,boy,Ongoing,hospital,,,,,\n"
      "OLD-1,12/03/2010,20/12/2010,boy,21/12/2010,hospital,,,,,\n"
      "OLD-3,12/03/2010,20/12/2010,boy,2010-12-21 09:30,gp,perhaps,,,,\n"
      "OLD-4,12/03/2010,20/12/2010,girl,2010-12-21 09:30,police force,,,,,\n"
      "OLD-5,12/03/2010,20/12/2010,boy,2010-12-21 09:30,hospital,,14/2/2011,,7,N\n"
      "old - 5,12/03/2010,20/12/2010,boy,2010-12-21 09:30,hospital,,,,,\n");
  REQUIRE(rows.size() == 10);
  CHECK(rows[0].report.outcome() == ImportReport::PASSED_OVER);
  CHECK(rows[1].report.problems(0) == "nothing stands here");
  CHECK(rows[2].report.outcome() == ImportReport::PASSED_OVER);

  const ReadRow& first = rows[3];
  CHECK(first.report.number() == 4);
  CHECK(first.report.key() == "OLD-1");
  CHECK(first.report.outcome() == ImportReport::TAKEN_WITH_DOUBT);
  REQUIRE(first.report.doubts_size() == 2);
  CHECK(first.report.doubts(0) == "Completed on: the year is taken as 2011");
  CHECK(absl::StrContains(first.report.doubts(1), "the start of the day is taken"));
  CHECK(first.known_on == "2010-12-21");
  REQUIRE(first.acts.size() == 5);
  const auto& death = static_cast<const casework::v1::RecordDeath&>(*first.acts[1]);
  CHECK(death.date_of_birth().month() == 3);
  const auto& review = static_cast<const casework::v1::RecordEarlierReview&>(*first.acts[4]);
  CHECK(review.modifiability() == "modifiable");
  CHECK(review.category() == 10);

  CHECK(rows[4].report.outcome() == ImportReport::REFUSED);
  CHECK(absl::StartsWith(rows[4].report.problems(0), "Notified on: this is not a date"));
  CHECK(rows[5].report.outcome() == ImportReport::REFUSED);
  CHECK(rows[5].report.problems(0) == "row 4 has the same key");
  CHECK(rows[6].report.outcome() == ImportReport::REFUSED);
  CHECK(absl::StartsWith(rows[6].report.problems(0), "Expected: "));
  CHECK(rows[7].report.outcome() == ImportReport::TAKEN);
  CHECK(rows[7].acts.size() == 3);
  CHECK(rows[8].acts.size() == 3);
  REQUIRE(rows[8].report.doubts_size() == 1);
  CHECK(rows[8].report.doubts(0) ==
        "not taken over, for the row says nothing under Completed on: Reviewed on, Category, "
        "Modifiable");
  CHECK(absl::StartsWith(rows[9].report.problems(0), "row 9 has the same reference"));
}

TEST_CASE("a table above one with more headings is read too, and so is the one below") {
  const auto rows = Read(
      "Case reference,DOB,Died on,Gender,Notified on,Notified by\n"
      "OLD-1,12/03/2010,20/12/2010,boy,2010-12-21 09:30,hospital\n"
      "Case reference,Gender,DOB,Died on,Notified on,Notified by,Expected\n"
      "OLD-2,girl,12/03/2010,20/12/2010,2010-12-21 09:30,hospital,N\n");
  REQUIRE(rows.size() == 4);
  CHECK(rows[1].report.key() == "OLD-1");
  CHECK(rows[1].report.outcome() == ImportReport::TAKEN);
  CHECK(absl::StartsWith(rows[2].report.problems(0), "the headings"));
  CHECK(rows[3].report.key() == "OLD-2");
  CHECK(rows[3].report.outcome() == ImportReport::TAKEN);
}

TEST_CASE("a table without the headings a plan needs is refused, naming them") {
  const auto plan = ParsePlan(PlanText()).value();
  const auto no_key = ReadRegister(plan, {ReadCsv("Name,Age\nA,1\n").value()}, kToday).status();
  CHECK(absl::StrContains(no_key.message(), "no table has a column headed \"Reference\""));
  const auto no_day =
      ReadRegister(plan, {ReadCsv("Reference,Sex,DOB\nA,F,2009\n").value()}, kToday).status();
  CHECK(absl::StrContains(no_day.message(), "Notified on, Date of death"));
}

TEST_CASE("a plan that cannot be followed says where") {
  const auto [from, to, says] = GENERATE(table<std::string, std::string, std::string>({
      {"RecordDeath", "RecordDeth", "RecordDeath"},
      {"\"date_of_birth\"", "\"birthday\"", "has no field birthday"},
      {"when_given: \"Expected\"", "when_given: \"Unheard\"", "does not describe"},
      {"name: \"child_deaths\"", "nome: \"child_deaths\"", "line 3"},
  }));
  CAPTURE(from);
  const auto plan = ParsePlan(absl::StrReplaceAll(PlanText(), {{from, to}}));
  CHECK(plan.status().code() != absl::StatusCode::kOk);
  CHECK(absl::StrContains(plan.status().message(), says));
}

}  // namespace
}  // namespace candour::cli::paper
