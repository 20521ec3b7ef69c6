// Tables that go on over a page, that are headed in more than one row, or whose lists are lists by
// their style alone.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/candour/paper/office_file.h"
#include "tools/candour/paper/plan.h"
#include "tools/candour/paper/told_plan.h"

namespace candour::cli::paper {
namespace {

using types::v1::ImportReport;

const std::vector<std::string> kHeadings = {"No.",     "Recommendation", "Action",   "Lead",
                                            "Measure", "By when",        "Progress", "RAG"};

std::string Table(const std::vector<std::string>& rows) {
  return absl::StrCat("<w:tbl>", absl::StrJoin(rows, ""), "</w:tbl>");
}

std::string Paragraph(const std::string& properties, const std::string& text) {
  return absl::StrCat("<w:p><w:pPr>", properties, "</w:pPr><w:r><w:t>", text, "</w:t></w:r></w:p>");
}

TEST_CASE("a row that a page ends within goes on below the headings of the next") {
  const ReadPlan plan = ReadTold(Document(absl::StrCat(
      Table({DocumentRow(kHeadings),
             DocumentRow({"1", "Hear the child and their", "Train staff across all of the", "CSC",
                          "Seen", "31 st March 2015", "On track", "Green"})}),
      Table({DocumentRow(kHeadings),
             DocumentRow({"", "family", "partnership by the summer", "", "and heard", "", "", ""}),
             DocumentRow({"2", "Share", "Protocol", "CSC", "Less delay", "June 2014", "", ""}),
             DocumentRow({"", "", "and tell everybody", "", "", "", "", ""}),
             DocumentRow({"", "", "Tell the press", "", "", "", "", ""})}))));
  CHECK(plan.recommendations.size() == 2);
  CHECK(plan.recommendations[0].text == "Hear the child and their family");
  CHECK(Action(plan, 1).text == "Train staff across all of the partnership by the summer");
  CHECK(Action(plan, 1).measure == "Seen and heard");
  CHECK(Action(plan, 1).due.on == absl::CivilDay(2015, 3, 31));
  Says(plan, 1, "its last action goes on in row 2");
  CHECK(plan.rows[3].actions.empty());
  Says(plan, 3, "taken as the end of the last action of row 2");
  CHECK(Action(plan, 4).text == "Protocol and tell everybody");
  CHECK(Action(plan, 6).text == "Tell the press");
  Says(plan, 6, "it may be the end of the action above");
}

TEST_CASE("a row in small letters that has its own lead and day is a row") {
  const ReadPlan plan = ReadTold(
      "No.,Recommendation,Action,Lead,Measure,By when\n"
      "1,Share,Write,CSC,M,31/03/2014\n"
      ",,tell,CSC,M,30/06/2014\n"
      "7,,ask,CSC,M,30/06/2014\n");
  CHECK(Action(plan, 2).text == "tell");
  CHECK(Action(plan, 3).text == "ask");
  Says(plan, 3, "its own number, 7, is kept with the row alone");
}

TEST_CASE("a table in which every line of a cell became a row") {
  const ReadPlan plan = ReadTold(
      "No.,Recommendation,Action,Lead,Measure,By when\n"
      "1,Hear the child,Train staff in,CSC,Seen alone,31 March\n"
      ",and the family,listening,,by all,2015\n"
      ",at home,,,,\n");
  REQUIRE(plan.recommendations.size() == 1);
  CHECK(plan.recommendations[0].text == "Hear the child and the family at home");
  CHECK(Action(plan, 1).text == "Train staff in listening");
  CHECK(Action(plan, 1).measure == "Seen alone by all");
  Says(plan, 2, "By when: what stands here is kept with the row alone");
}

TEST_CASE("the end of a row above says what becomes of its other cells") {
  const ReadPlan plan = ReadTold(
      "Aims and objectives\tTimescale\tLead contacts\tAnticipated outcomes\n"
      "<p>1. Train.</p> <ul><li>Agree the</li></ul>\tOngoing\tCSC\tKnown\n"
      "training programme.\tLSCB April 08\tAs above.\tSeen\n");
  CHECK(Action(plan, 1).text == "Agree the training programme.");
  CHECK(Action(plan, 1).measure == "Known Seen");
  Says(plan, 2, "Timescale: what stands here is kept with the row alone");
  Says(plan, 2, "Lead contacts: what stands here is kept with the row alone");
}

TEST_CASE("lists by their style, lists left, and what styles strike through") {
  const std::string styles =
      "<w:style w:styleId=\"Bulleted\"><w:pPr><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr>"
      "</w:style><w:style w:styleId=\"Own\"><w:basedOn w:val=\"Bulleted\"/></w:style>"
      "<w:style w:styleId=\"Plain\"/>"
      "<w:style w:styleId=\"Gone\"><w:rPr><w:strike/></w:rPr></w:style>";
  const std::string list = Paragraph("<w:pStyle w:val=\"Bulleted\"/>", "Alpha") +
                           Paragraph("<w:pStyle w:val=\"Own\"/>", "Beta") +
                           Paragraph("<w:pStyle w:val=\"Own\"/>", "Gamma");
  const std::string left = Paragraph("<w:pStyle w:val=\"Plain\"/>", "Delta") +
                           Paragraph(
                               "<w:pStyle w:val=\"Bulleted\"/><w:numPr><w:numId "
                               "w:val=\"0\"/></w:numPr>",
                               "goes on");
  const std::string struck =
      Paragraph("<w:pStyle w:val=\"Gone\"/>", "31 March 2013") + Paragraph("", "31 March 2014");
  const auto row = [](const std::string& number, const std::string& action,
                      const std::string& due) {
    return DocumentRow({number, "R" + number, action, "CSC", "M", due, "", "Green"});
  };
  const ReadPlan plan =
      ReadTold(DocumentOf({.body = Table({DocumentRow(kHeadings), row("1", list, "31/03/2014"),
                                          row("2", left, "31/03/2014"), row("3", "Act", struck)}),
                           .styles = styles}));
  REQUIRE(plan.rows[1].actions.size() == 3);
  CHECK(Action(plan, 1, 2).text == "Gamma");
  Says(plan, 1, "its cell lists 3 actions");
  CHECK(Action(plan, 2).text == "Delta goes on");
  CHECK(Action(plan, 3).due.on == absl::CivilDay(2014, 3, 31));
  CHECK(plan.rows[3].kept == "31 March 2013");
}

TEST_CASE("how words looked before, fields nobody filled in, notes at the end, and another name") {
  const std::string was_struck =
      "<w:p><w:r><w:rPr><w:b/><w:rPrChange><w:rPr><w:strike/></w:rPr></w:rPrChange></w:rPr>"
      "<w:t>Tell all</w:t></w:r></w:p>";
  const std::string unfilled =
      "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Click here to "
      "enter "
      "text.</w:t></w:r></w:sdtContent></w:sdt></w:p>";
  const std::string filled =
      "<w:p><w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:r><w:t>Begun</w:t></w:r>"
      "</w:sdtContent></w:sdt></w:p>";
  const std::string noted =
      "<w:p><w:r><w:t>31/03/2014</w:t></w:r><w:r><w:endnoteReference w:id=\"2\"/></w:r></w:p>";
  const ReadPlan plan = ReadTold(DocumentOf(
      {.body = Table({DocumentRow(kHeadings),
                      DocumentRow({"1", "R1", was_struck, "CSC", "M", "31/03/2014", unfilled, ""}),
                      DocumentRow({"2", "R2", "Act", "CSC", "M", noted, filled, ""})}),
       .endnotes = "<w:endnote w:id=\"2\"><w:p><w:r><w:t>If paid for</w:t></w:r></w:p></w:endnote>",
       .main = "document2.xml"}));
  CHECK(Told(plan, 1) == "2 TAKEN");
  CHECK(Action(plan, 1).text == "Tell all");
  CHECK(Action(plan, 1).progress.empty());
  CHECK(Action(plan, 2).progress == "Begun");
  CHECK(plan.rows[2].kept == "footnote: If paid for");
}

TEST_CASE("headings in two rows, some of which stand over several columns") {
  const std::string over = "<w:tcPr><w:gridSpan w:val=\"3\"/></w:tcPr>";
  const std::string begins = "<w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>";
  const std::string covered = "<w:tcPr><w:vMerge/></w:tcPr><w:p/>";
  const auto say = [](const std::string& text) {
    return absl::StrCat("<w:p><w:r><w:t>", text, "</w:t></w:r></w:p>");
  };
  const std::string upper =
      DocumentRow({begins + say("No."), begins + say("Recommendation"),
                   over + say("What we will do"), begins + say("When"), begins + say("Rating")});
  const std::string lower =
      DocumentRow({covered, covered, "Action", "Lead", "Measure", covered, covered});
  const auto row = [](const std::string& number) {
    return DocumentRow({number, "R" + number, "A" + number, "CSC", "m", "30/06/2015", "Green"});
  };
  const ReadPlan plan = ReadTold(Document(absl::StrCat(
      Table({upper, lower, row("1"), upper, lower, row("2")}),
      Table({upper, lower, DocumentRow({"", "", "Another", "CSC", "m", "30/06/2015", "Green"})}))));
  CHECK(Told(plan, 0) == "1 PASSED_OVER: the first of two rows of headings");
  CHECK(Told(plan, 1) == "2 PASSED_OVER: the headings");
  CHECK(Told(plan, 2) == "3 TAKEN");
  CHECK(Action(plan, 2).measure == "m");
  CHECK(Action(plan, 2).owner_id == "care");
  CHECK(Action(plan, 2).due.on == absl::CivilDay(2015, 6, 30));
  CHECK(Told(plan, 3) == "4 PASSED_OVER: the headings, once more");
  CHECK(Told(plan, 4) == "5 PASSED_OVER: the headings, once more");
  CHECK(plan.recommendations.size() == 2);
  CHECK(plan.rows[8].recommendation == 1);
}

TEST_CASE("headings in two rows of a sheet, and rows that look like such and are none") {
  const ReadPlan plan = ReadTold(
      "No.,Recommendation,What we will do,,,When,Rating\n"
      ",,Action,Lead,Measure,,\n"
      "1,R1,A1,CSC,m,31/03/2015,Green\n");
  CHECK(Action(plan, 2).text == "A1");
  CHECK(Action(plan, 2).colour == types::v1::GREEN);
  REQUIRE(plan.recommendations.size() == 1);
  CHECK(plan.recommendations[0].text == "R1");
  const ReadPlan plain = ReadTold(
      ",Recommendation,Action,Lead\n"
      "4.,Action plans of all,Write,CSC\n"
      ",,Action again,Lead nurse of CSC\n");
  CHECK(Action(plain, 1).text == "Write");
  CHECK(Action(plain, 2).text == "Action again");
}

TEST_CASE("another table with other headings below the first") {
  const ReadPlan plan = ReadTold(
      "No.,Recommendation,Action,Lead,By when\n"
      "1,Share,Write,CSC,31/03/2014\n"
      "\n"
      "Task,By whom,Deadline\n"
      "Tell,CSC,30/06/2014\n");
  CHECK(Told(plan, 3) == "4 PASSED_OVER: the headings");
  CHECK(Action(plan, 4).text == "Tell");
  CHECK(Action(plan, 4).due.on == absl::CivilDay(2014, 6, 30));
  CHECK(plan.rows[4].recommendation == 1);
}

TEST_CASE("a register's headings in two rows, cells merged down, and a table that goes on") {
  types::v1::ImportPlan described;
  described.set_name("c");
  described.set_title("c");
  const auto column = [&](const char* heading, bool date) {
    auto& added = *described.add_columns();
    added.set_heading(heading);
    added.set_required(true);
    if (date) added.set_kind(types::v1::ImportPlan::Column::DATE);
  };
  column("Date", true);
  column("Event", false);
  column("Source", false);
  described.add_acts()->set_command("SubmitChronology");
  const std::string begins =
      "<w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr><w:p><w:r><w:t>3/6/2012</w:t></w:r></w:p>";
  const std::string covered = "<w:tcPr><w:vMerge/></w:tcPr><w:p/>";
  const auto tables = ReadTables(Document(absl::StrCat(
      Table({DocumentRow({"Date", "What is recorded", ""}), DocumentRow({"", "Event", "Source"}),
             DocumentRow({begins, "Seen", "Notes"}), DocumentRow({covered, "Heard", "Notes"})}),
      Table({DocumentRow({"4/6/2012", "Ill", "Notes"})}), Table({DocumentRow({"Signed", "x"})}))));
  REQUIRE(tables.ok());
  const auto rows = ReadRegister(described, *tables, absl::CivilDay(2013, 6, 1));
  INFO(rows.status());
  REQUIRE(rows.ok());
  std::vector<std::string> told;
  for (const ReadRow& row : *rows) {
    told.push_back(ImportReport::Outcome_Name(row.report.outcome()));
  }
  CHECK(absl::StrJoin(told, ", ") == "PASSED_OVER, PASSED_OVER, TAKEN, TAKEN, TAKEN, PASSED_OVER");
  // Two sheets of a workbook are two tables, however wide.
  std::vector<Sheet> sheets = *tables;
  for (Sheet& sheet : sheets) sheet.of_document = false;
  const auto apart = ReadRegister(described, sheets, absl::CivilDay(2013, 6, 1));
  REQUIRE(apart.ok());
  CHECK(apart->at(4).report.outcome() == ImportReport::PASSED_OVER);
}

}  // namespace
}  // namespace candour::cli::paper
