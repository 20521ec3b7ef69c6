// Plans in the shapes boards kept them in, with invented content: every row is accounted for.
#include "tools/candour/paper/action_table.h"

#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/candour/speech/words.h"

namespace candour::cli::paper {
namespace {

using types::v1::ImportReport;

TableReading Reading() {
  TableReading reading;
  reading.agencies = {
      {"Northshire Police", "police"}, {"Northshire NHS Trust", "health"}, {"CSC", "care"}};
  reading.title = "The plan";
  reading.made_on = absl::CivilDay(2015, 6, 1);
  return reading;
}

ReadPlan Read(const std::string& csv, const TableReading& reading = Reading()) {
  const auto sheet = ReadCsv(csv);
  REQUIRE(sheet.ok());
  auto plan = ReadActionPlan({*sheet}, reading);
  INFO(plan.status());
  REQUIRE(plan.ok());
  CHECK(plan->rows.size() == sheet->rows.size());  // rows in are rows accounted for
  return *std::move(plan);
}

ReadPlan ReadFile(const std::string& name, size_t rows_in) {
  std::ifstream file(absl::StrCat(CANDOUR_IMPORT_TESTDATA "/", name), std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  const auto sheets = ReadTables(bytes.str());
  INFO(sheets.status());
  REQUIRE(sheets.ok());
  TableReading reading = Reading();
  reading.default_owner_id = "board";
  auto plan = ReadActionPlan(*sheets, reading);
  REQUIRE(plan.ok());
  CHECK(plan->rows.size() == rows_in);
  return *std::move(plan);
}

std::string Outcomes(const ReadPlan& plan) {
  std::vector<std::string> told;
  for (const ReadPlanRow& row : plan.rows) {
    told.push_back(
        absl::StrCat(ImportReport::Outcome_Name(row.report.outcome()), " ", row.actions.size()));
  }
  return absl::StrJoin(told, ", ");
}

bool Doubts(const ReadPlanRow& row, const std::string& words) {
  return absl::StrContains(absl::StrJoin(row.report.doubts(), "; "), words);
}

TEST_CASE("a row a recommendation: lead, how, measure, by when and colour") {
  const ReadPlan plan = Read(
      "No.,Recommendation,Action,Lead,How,Measure which details a direct impact on children,By "
      "When,RAG\n"
      "1,Share what is known,Train staff,Northshire NHS Trust named nurse,By seminars,Children are "
      "referred earlier,31 st March 2015,Green\n"
      ",,Audit files,CSC,,Fewer are lost,July 2014 and January 2015,Amber\n"
      "2,Hear children,Ask them,Ada Example,,,Ongoing,\n");
  CHECK(Outcomes(plan) == "PASSED_OVER 0, TAKEN 1, TAKEN_WITH_DOUBT 1, REFUSED 1");
  const ReadAction& train = plan.rows[1].actions[0];
  CHECK(train.owner_id == "health");
  CHECK(train.lead_role == "Northshire NHS Trust named nurse");
  CHECK(train.how == "By seminars");
  CHECK(train.measure == "Children are referred earlier");
  CHECK(train.due.on == absl::CivilDay(2015, 3, 31));
  CHECK(train.colour == types::v1::GREEN);
  CHECK(plan.rows[2].recommendation == 0);
  CHECK(Doubts(plan.rows[2], "the one above, 1, is taken"));
  CHECK(plan.rows[2].actions[0].due.on == absl::CivilDay(2015, 1, 31));
  CHECK(plan.recommendations.size() == 2);
  CHECK(absl::StrContains(plan.rows[3].report.problems(0), "names no agency on the register"));
  CHECK(absl::StrContains(plan.rows[3].as_written, "Lead: Ada Example"));
}

TEST_CASE("a lead that may be a name stays with the row and out of the plan") {
  TableReading reading = Reading();
  reading.default_owner_id = "board";
  const ReadPlan plan = Read(
      "Action,Lead,Measure,By when\nWrite a guide,Ada Example,Fewer errors,2015-03-31\n", reading);
  const ReadAction& action = plan.rows[1].actions[0];
  CHECK(action.owner_id == "board");
  CHECK(action.lead_role == "As named in the plan");
  CHECK(Doubts(plan.rows[1], "the lead may be a person's name"));
  CHECK(plan.recommendations[0].text == "The plan");
  const ReadPlan mixed =
      Read("Action,Lead,By when\nWrite,\"Ada Example, Head of Service\",2015-03-31\n", reading);
  CHECK(mixed.rows[1].actions[0].lead_role == "Head of Service");
}

TEST_CASE("headings that have moved after the end of a page move what is below") {
  const ReadPlan plan = Read(
      "A plan of ours, such as it is\n"
      "\tRecommendation\tAction\tLead\tBy when\n"
      "4.\tShare\tTrain\tCSC\t2015-03-31\n"
      "Recommendation\tAction\tLead\tBy when\n"
      "Hear\tAsk\tCSC\t2015-04-30\n");
  CHECK(plan.recommendations[0].number == "4");
  CHECK(plan.recommendations[1].text == "Hear");
  CHECK(plan.rows[4].actions[0].due.on == absl::CivilDay(2015, 4, 30));
}

TEST_CASE("an objective with its outcomes numbered in one cell, and a row that goes on overleaf") {
  TableReading reading = Reading();
  reading.made_on = absl::CivilDay(2008, 4, 1);
  reading.default_owner_id = "board";
  const ReadPlan plan = Read(
      "Business Plan\n"
      "Objective:\tOutcomes:\tTimescale:\tProgress Update:\n"
      "<p>1. <i>Manage well.</i></p>\t<p>1.1 A plan is written.</p> <p>1.2 Attendance is</p>\t"
      "<p>April 2008</p> <p>On-going</p>\t<p>Achieved</p> <p>Recorded at each meeting.</p>\n"
      "Business Plan\n"
      "Objective:\tOutcomes:\tTimescale:\tProgress Update:\n"
      "\t<p>looked at every year.</p> <p>1.3 A pack is made.</p>\t<p>May 2008</p>\t"
      "<p>Shown to all.</p> <p>Outstanding Task</p>\n"
      "--\t--\t--\t---\n",
      reading);
  CHECK(Outcomes(plan) ==
        "PASSED_OVER 0, PASSED_OVER 0, TAKEN_WITH_DOUBT 2, PASSED_OVER 0, PASSED_OVER 0, "
        "TAKEN_WITH_DOUBT 1, PASSED_OVER 0");
  REQUIRE(plan.recommendations.size() == 1);
  CHECK(plan.recommendations[0].number == "1");
  CHECK(plan.recommendations[0].text == "Manage well.");
  const auto& first = plan.rows[2].actions;
  CHECK(first[0].text == "1.1 A plan is written.");
  CHECK(first[0].due.on == absl::CivilDay(2008, 4, 30));
  CHECK(first[0].standing.done);
  CHECK(first[1].text == "1.2 Attendance is looked at every year.");
  CHECK_FALSE(first[1].due.on);
  CHECK(first[1].due.words == "On-going");
  CHECK(first[1].progress == "Recorded at each meeting. Shown to all.");
  CHECK(Doubts(plan.rows[2], "its last action goes on in row 6"));
  const ReadAction& pack = plan.rows[5].actions[0];
  CHECK(pack.text == "1.3 A pack is made.");
  CHECK(pack.progress == "Outstanding Task");
  CHECK(pack.standing.status == types::v1::NOT_STARTED);
}

TEST_CASE("an aim and its bullets in one cell, beside columns of other lengths") {
  TableReading reading = Reading();
  reading.made_on = absl::CivilDay(2008, 4, 1);
  reading.default_owner_id = "board";
  const ReadPlan plan = Read(
      "Aims and objectives\tTimescale\tLead contacts\tAnticipated outcomes\n"
      "<p><b>4. Review deaths.</b></p> <ul><li>\xe2\x80\xa2 Agree terms</li> <li>\xe2\x80\xa2 Name "
      "a chair of the</li></ul>\t<p>April 08 and ongoing. June 08.</p>\t<p>Ada Example.</p> "
      "<p>LSCB "
      "members.</p>\t<p>The board complies.</p>\n"
      "<p>panel.</p> <ul><li>\xe2\x80\xa2 Find leads</li></ul>\t<p>June 08.</p>\t\t\n",
      reading);
  CHECK(Outcomes(plan) == "PASSED_OVER 0, TAKEN_WITH_DOUBT 2, TAKEN_WITH_DOUBT 1");
  const auto& actions = plan.rows[1].actions;
  CHECK(actions[0].text == "Agree terms");
  CHECK(actions[1].text == "Name a chair of the panel.");
  CHECK(actions[1].lead_role == "LSCB members.");
  CHECK(actions[0].measure == "The board complies.");
  CHECK_FALSE(actions[0].due.on);
  CHECK(plan.rows[2].actions[0].text == "Find leads");
  CHECK(plan.rows[2].actions[0].due.on == absl::CivilDay(2008, 6, 30));
  CHECK(plan.recommendations.size() == 1);
}

TEST_CASE("headings within a table are the objective of what is below") {
  TableReading reading = Reading();
  reading.default_owner_id = "board";
  const ReadPlan plan = Read(
      "Action,Lead,By when\n"
      "Priority 1: Early help,,\n"
      "Open a door,CSC,01/02/2015\n"
      "Keep it open,CSC,01/03/2015\n"
      "Priority 2: Being heard,,\n"
      "Ask,CSC,01/02/2015\n",
      reading);
  REQUIRE(plan.recommendations.size() == 2);
  CHECK(plan.recommendations[0].text == "Priority 1: Early help");
  CHECK(plan.recommendations[0].objective == "Priority 1: Early help");
  CHECK(plan.rows[3].recommendation == 0);
  CHECK(plan.rows[5].recommendation == 1);
}

TEST_CASE("a table that goes on over the page, with its headings said again, is one table") {
  const std::string headings = "\tObjective\tOutcomes\tLead\tProgress\n";
  const auto page = [&](const std::string& rows) { return ReadCsv(headings + rows).value(); };
  TableReading reading = Reading();
  reading.default_owner_id = "board";
  const auto plan = ReadActionPlan(
      {page("1\tHear children\t1.1 Ask them\tCSC\tAchieved\n"),
       page("\t\t1.2 Ask again\tCSC\tNot achieved\n\t\t\t\tWaiting for the holidays\n"),
       page("2. Consider each review in a considered and timely manner\t\t2.1 Meet\tCSC\tOn track\n"
            "\tShare what is known\tTell\tCSC\tSeminars held\n"
            "2\tTrain\tBegin\tCSC\tComplete, but reopened\n")},
      reading);
  REQUIRE(plan.ok());
  std::vector<std::string> numbers;
  for (const auto& one : plan->recommendations) numbers.push_back(one.number + " " + one.text);
  CHECK(absl::StrJoin(numbers, ", ") ==
        "1 Hear children, 2 Consider each review in a considered and timely manner, 3 Share what "
        "is known, 2-2 Train");
  CHECK(plan->rows[3].recommendation == 0);
  CHECK(plan->rows[3].actions[0].standing.status == types::v1::DELAYED);
  CHECK(plan->rows[3].actions[0].progress == "Not achieved Waiting for the holidays");
  CHECK(Doubts(plan->rows[3], "goes on in row 3"));
  CHECK(Doubts(plan->rows[4], "added to the last one above"));
  CHECK(Doubts(plan->rows[6], "is taken as the recommendation"));
  CHECK(Doubts(plan->rows[7], "taken as on track"));
  CHECK(Doubts(plan->rows[8], "taken up again"));
  CHECK_FALSE(plan->rows[8].actions[0].standing.done);
}

TEST_CASE("numbers on the paper are kept, and those it does not give are made around them") {
  TableReading reading = Reading();
  reading.default_owner_id = "board";
  const ReadPlan plan = Read(
      "No.,Recommendation,Action,Lead\n"
      ",Hear,Ask,CSC\n"
      "1,Share,Tell,CSC\n"
      "2,Train,Begin,CSC\n",
      reading);
  CHECK(plan.recommendations[0].number == "3");
  CHECK(plan.recommendations[1].number == "1");
  CHECK(plan.rows[1].report.key() == "3");
  // Its name, and so its id, is not that of a number others may be given.
  CHECK(plan.recommendations[0].name == "unnumbered-1");
}

TEST_CASE("a status that is no colour, and a colour that says more") {
  TableReading reading = Reading();
  reading.default_owner_id = "board";
  const ReadPlan plan = Read(
      "Action,Lead,Status\n"
      "Ask,CSC,n/a\n"
      "Tell,CSC,Green - done\n"
      "Train,CSC,A/G\n"
      "Plant,CSC,Green spaces improved\n",
      reading);
  CHECK_FALSE(plan.rows[1].actions[0].colour);
  CHECK(Doubts(plan.rows[1], "no longer to be done"));
  CHECK(plan.rows[2].actions[0].colour == types::v1::GREEN);
  CHECK(plan.rows[2].actions[0].standing.done);
  CHECK(plan.rows[3].actions[0].colour == types::v1::AMBER);
  CHECK_FALSE(plan.rows[4].actions[0].colour);
}

TEST_CASE("odd encodings and separators are read as what they are") {
  const std::string utf16(
      "\xff\xfe"
      "A\0c\0t\0i\0o\0n\0;\0L\0e\0a\0d\0\n\0Z\0o\0\xeb\0;\0C\0S\0C\0\n\0",
      36);
  const ReadPlan plan = Read(utf16);
  CHECK(plan.rows[1].actions[0].text == "Zo\u00eb");
  const ReadPlan unmarked = Read(utf16.substr(2));
  CHECK(unmarked.rows[1].actions[0].text == "Zo\u00eb");
  const ReadPlan western = Read("Action,Lead\nZo\xeb \x96 invented,CSC\n");
  CHECK(western.rows[1].actions[0].text == "Zo\u00eb \u2013 invented");
}

TEST_CASE("a heading that is not known is told, and without any a table is refused") {
  TableReading reading = Reading();
  reading.headings = {{"Massnahme", "action"}, {"Wer", "owner"}};
  CHECK(Read("Massnahme,Wer\nAsk,CSC\n", reading).rows[1].actions.size() == 1);
  const auto sheet = ReadCsv("A,B\n1,2\n");
  const auto refused = ReadActionPlan({*sheet}, Reading());
  CHECK(absl::StrContains(refused.status().message(), "--column"));
  const auto bare = ReadActionPlan({*ReadCsv("Action,Lead\n\n")}, Reading());
  CHECK(absl::StrContains(bare.status().message(), "no row below them"));
}

TEST_CASE("a row that a comma has parted, and one longer than can be kept, say so") {
  TableReading reading = Reading();
  reading.default_owner_id = "board";
  const std::string long_text(25'000, 'x');
  const ReadPlan plan =
      Read(absl::StrCat("Action,Lead,Measure\nTrain staff, and partners,CSC,Seen\nAsk,CSC,",
                        long_text, "\xc3\xa9\n"),
           reading);
  CHECK(Doubts(plan.rows[1], "more cells than there are headings"));
  CHECK(Doubts(plan.rows[2], "more than can be kept with it"));
}

TEST_CASE("headings that begin like others and mean something else") {
  TableReading reading = Reading();
  reading.default_owner_id = "board";
  const ReadPlan plan = Read(
      "Action,Date completed,Action owner,Target date,Action status\n"
      "Ask,01/02/2015,CSC,31/03/2015,Completed\n",
      reading);
  const ReadAction& ask = plan.rows[1].actions[0];
  CHECK(ask.owner_id == "care");
  CHECK(ask.due.on == absl::CivilDay(2015, 3, 31));
  CHECK(ask.standing.done);
  CHECK(absl::StrContains(plan.rows[0].report.problems(0),
                          "the rows alone keep what stands under Date completed"));
}

TEST_CASE("as above, and none") {
  TableReading reading = Reading();
  reading.default_owner_id = "board";
  const ReadPlan plan = Read(
      "No.\tRecommendation\tAction\tLead\tMeasure\tBy when\tProgress\n"
      "1\tHear\tAsk\tCSC\tSeen\t31/03/2015\t\n"
      "2\tShare\tTell\tAs above.\tDitto\t\"\"\"\"\t\n"
      "3\tTrain\t<p>a) Begin</p><p>b) End</p>\t<p>Northshire Police</p><p>As "
      "above</p>\tM\t31/03/2015\t"
      "\n"
      "\t\tN/A\t\t\t\tClosed\n"
      "4\tCheck\tNone\t\t\t\t\n"
      "\t\tAudit\tDitto\tM\t\t\n",
      reading);
  const ReadAction& tell = plan.rows[2].actions[0];
  CHECK(tell.owner_id == "care");
  CHECK(tell.measure == "Seen");
  CHECK(tell.due.on == absl::CivilDay(2015, 3, 31));
  CHECK(Doubts(plan.rows[2], "Lead: \"As above.\" is taken as what the row above says"));
  CHECK(absl::StrContains(plan.rows[2].as_written, "Lead: As above."));
  CHECK(plan.rows[3].actions[1].owner_id == "police");
  CHECK(Doubts(plan.rows[3], "is taken as what the line above says"));
  CHECK(plan.rows[4].actions.empty());
  CHECK(Doubts(plan.rows[4], "no action stands beside it"));
  CHECK(plan.rows[3].actions[1].progress.empty());
  // Nothing of a recommendation goes on in the next, nor is the one a row of headings what is
  // above.
  CHECK(plan.rows[6].actions.at(0).text == "Audit");
  CHECK(plan.rows[3].actions[1].text == "End");
}

TEST_CASE("tables of a document: cells merged across rows and columns, lists, changes struck out") {
  const ReadPlan plan = ReadFile("plan.docx", 6);
  CHECK(Outcomes(plan) ==
        "PASSED_OVER 0, PASSED_OVER 0, TAKEN_WITH_DOUBT 0, TAKEN_WITH_DOUBT 1, "
        "TAKEN_WITH_DOUBT 2, TAKEN_WITH_DOUBT 1");
  REQUIRE(plan.recommendations.size() == 2);
  CHECK(plan.rows[3].actions[0].text == "Train staff");
  CHECK(plan.recommendations[0].objective == "Part A: information");
  CHECK(plan.rows[4].recommendation == 0);  // merged with the cell above
  CHECK_FALSE(Doubts(plan.rows[4], "the one above"));
  CHECK(plan.rows[4].actions[1].text == "Report to the board");
  CHECK(plan.rows[5].actions[0].due.words == "Ongoing");
  CHECK(plan.rows[5].report.sheet() == "table 2");
}

TEST_CASE("a workbook: merged cells, days that are numbers, texts shared or in the cells") {
  const ReadPlan plan = ReadFile(GENERATE("plan.xlsx", "plan_inline.xlsx"), 4);
  CHECK(Outcomes(plan) ==
        "PASSED_OVER 0, TAKEN_WITH_DOUBT 1, TAKEN_WITH_DOUBT 1, TAKEN_WITH_DOUBT 1");
  CHECK(plan.rows[1].actions[0].due.on == absl::CivilDay(2015, 3, 31));
  CHECK(Doubts(plan.rows[1], "42094 is taken as the number a workbook has for 2015-03-31"));
  CHECK(plan.rows[2].recommendation == 0);
  CHECK(plan.recommendations.size() == 2);
}

}  // namespace
}  // namespace candour::cli::paper
