// Tables as boards really made them, with invented content: whatever stands in one, every row is
// taken, taken with a stated doubt, refused with the reason or passed over with it.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/candour/paper/action_marks.h"
#include "tools/candour/paper/dates.h"
#include "tools/candour/paper/office_file.h"
#include "tools/candour/paper/plan.h"
#include "tools/candour/paper/told_plan.h"

namespace candour::cli::paper {
namespace {

using types::v1::ImportReport;

std::string Table(const std::vector<std::string>& rows) {
  return absl::StrCat("<w:tbl>", absl::StrJoin(rows, ""), "</w:tbl>");
}

std::string Words(const std::string& text) {
  return absl::StrCat("<w:p><w:r><w:t>", text, "</w:t></w:r></w:p>");
}

std::string Shaded(const std::string& fill, const std::string& text = "") {
  return absl::StrCat("<w:tcPr><w:shd w:val=\"clear\" w:fill=\"", fill, "\"/></w:tcPr>",
                      Words(text));
}

std::string Run(const std::string& look, const std::string& text) {
  return absl::StrCat("<w:r><w:rPr>", look, "</w:rPr><w:t>", text, "</w:t></w:r>");
}

const std::vector<std::string> kHeadings = {"No.",     "Recommendation", "Action", "Lead",
                                            "Measure", "By when",        "RAG"};

TEST_CASE("how it stands shown by colours and ticks alone") {
  const std::string tick = "<w:p><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/></w:r></w:p>";
  const std::string letter = absl::StrCat(
      "<w:p>", Run("<w:rFonts w:ascii=\"Wingdings 2\" w:hAnsi=\"Wingdings 2\"/>", "O"), "</w:p>");
  const std::string strange = "<w:p><w:r><w:sym w:font=\"Wingdings\" w:char=\"F04A\"/></w:r></w:p>";
  const auto row = [](const std::string& number, const std::string& rag) {
    return DocumentRow({number, "Do " + number, "Act " + number, "CSC", "M", "31/03/2014", rag});
  };
  const std::string file = Document(Table(
      {DocumentRow(kHeadings), row("1", Shaded("00B050")), row("2", Shaded("FFC000")),
       row("3", Shaded("FF0000")), row("4", Shaded("FFFFFF")), row("5", tick), row("6", letter),
       row("7", strange), row("8", Shaded("FF0000", "Green")), row("9", "\xe2\x98\x90"),
       DocumentRow({"10", "Do", Shaded("92D050", "Act"), "CSC", "M", "31/03/2014", ""})}));
  const ReadPlan plan = ReadTold(file);
  CHECK(Action(plan, 1).colour == types::v1::GREEN);
  Says(plan, 1, "no word says its colour; the cell is coloured, and taken as green");
  CHECK(Action(plan, 2).colour == types::v1::AMBER);
  CHECK(Action(plan, 3).colour == types::v1::RED);
  CHECK(Told(plan, 4) == "5 TAKEN");
  CHECK(Action(plan, 5).standing.done);
  Says(plan, 5, "a tick is taken as done");
  CHECK(Action(plan, 6).standing.status == types::v1::DELAYED);
  Says(plan, 6, "a cross is taken as not done");
  CHECK(Action(plan, 7).progress == "[Wingdings 4A]");
  Says(plan, 7, "RAG: a sign stands here that is not known");
  CHECK(Action(plan, 8).colour == types::v1::GREEN);
  Says(plan, 8, "the cell is coloured red and says otherwise");
  CHECK(Action(plan, 9).standing.status == types::v1::NOT_STARTED);
  CHECK_FALSE(Action(plan, 10).colour);
  Says(plan, 10, "cells are coloured green where colours say nothing");
}

TEST_CASE("what people call red, amber, green and blue") {
  const std::vector<std::pair<uint32_t, std::string>> fills = {
      {0xFF0000, "RED"},   {0xC00000, "RED"},   {0xFFC7CE, "RED"},   {0xFFC000, "AMBER"},
      {0xFFFF00, "AMBER"}, {0xFFEB9C, "AMBER"}, {0xED7D31, "AMBER"}, {0x92D050, "GREEN"},
      {0x00B050, "GREEN"}, {0xC6EFCE, "GREEN"}, {0x0070C0, "BLUE"},  {0xFFFFFF, "none"},
      {0xD9D9D9, "none"},  {0x000000, "none"}};
  for (const auto& [fill, name] : fills) {
    const auto colour = ColourOfFill(fill);
    CAPTURE(fill);
    CHECK((colour ? types::v1::Colour_Name(*colour) : "none") == name);
  }
}

TEST_CASE("cells merged down say the same of every row they cover") {
  const std::string begins = "<w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>";
  const std::string goes_on = "<w:tcPr><w:vMerge/></w:tcPr><w:p/>";
  const ReadPlan plan = ReadTold(Document(Table(
      {DocumentRow(kHeadings),
       DocumentRow({begins + Words("1"), begins + Words("Share"), "Tell",
                    begins + Words("Northshire Police"), "M", begins + Words("31/03/2014"),
                    begins + Words("Amber")}),
       DocumentRow({goes_on, goes_on, "Write", goes_on, "N", goes_on, goes_on}),
       DocumentRow({goes_on, goes_on, "Read", goes_on, "O", goes_on, goes_on}),
       DocumentRow({"<w:tcPr><w:gridSpan w:val=\"7\"/></w:tcPr>" + Words("Part B: hearing")}),
       DocumentRow({"2", "Hear", "Ask", "CSC", "P", "30/06/2014", "Green"}),
       DocumentRow({"Answer", "CSC", "P", "30/06/2014", "Green"}, "<w:gridBefore w:val=\"2\"/>"),
       DocumentRow(kHeadings)})));
  for (const size_t row : {1, 2, 3}) {
    CHECK(Action(plan, row).owner_id == "police");
    CHECK(Action(plan, row).due.on == absl::CivilDay(2014, 3, 31));
    CHECK(Action(plan, row).colour == types::v1::AMBER);
    CHECK(plan.rows[row].recommendation == 0);
    CHECK(plan.rows[row].report.outcome() == ImportReport::TAKEN);
  }
  Says(plan, 4, "it is taken as the objective of what is below");
  CHECK(plan.recommendations[1].objective == "Part B: hearing");
  CHECK(Action(plan, 6).text == "Answer");
  CHECK(plan.rows[6].recommendation == 1);
  CHECK(Told(plan, 7) == "8 PASSED_OVER: the headings, once more");
}

TEST_CASE("tracked changes, lines through words, and rows that were taken out") {
  const std::string changed =
      "<w:p><w:r><w:t>Tell </w:t></w:r><w:del><w:r><w:delText>some</w:delText></w:r></w:del>"
      "<w:ins><w:r><w:t>everybody</w:t></w:r></w:ins></w:p>";
  const std::string struck =
      absl::StrCat("<w:p>", Run("<w:strike/>", "30 June 2013"), Run("", "31 March 2014"), "</w:p>");
  const std::string not_struck =
      absl::StrCat("<w:p>", Run("<w:strike w:val=\"0\"/>", "Ask"), "</w:p>");
  const auto line = [](const std::string& text) {
    return absl::StrCat("<w:p>", Run("<w:dstrike/>", text), "</w:p>");
  };
  const ReadPlan plan = ReadTold(Document(Table(
      {DocumentRow(kHeadings), DocumentRow({"1", "Share", changed, "CSC", "M", struck, "Green"}),
       DocumentRow({"2", "Hear", not_struck, "CSC", "M", "31/03/2014", "Green"}),
       DocumentRow({line("3"), line("Old"), line("Gone"), "", "", "", ""}),
       DocumentRow({"4", "Old", line("Gone"), "CSC", "M", "31/03/2014", "Green"}),
       DocumentRow({"5", "Out", "Out", "CSC", "M", "31/03/2014", "Red"},
                   "<w:del w:author=\"x\"/>")})));
  CHECK(Action(plan, 1).text == "Tell everybody");
  CHECK(Action(plan, 1).due.on == absl::CivilDay(2014, 3, 31));
  Says(plan, 1, "Action: words that a tracked change takes out are left out");
  Says(plan, 1, "By when: words that are struck through are left out");
  CHECK(plan.rows[1].kept == "30 June 2013");
  CHECK(Told(plan, 2) == "3 TAKEN");
  CHECK(Told(plan, 3) == "4 PASSED_OVER: all it says is struck through");
  Says(plan, 4, "5 REFUSED: Action: all of it is struck through, and other cells of the row");
  CHECK(Told(plan, 5) == "6 PASSED_OVER: a tracked change takes the row out");
}

TEST_CASE("tables in cells, text boxes, footnotes, pictures and boxes of a form") {
  const std::string nested =
      absl::StrCat(Table({DocumentRow({"<w:tcPr><w:gridSpan w:val=\"3\"/><w:vMerge/></w:tcPr>" +
                                       Words("They say")}),
                          DocumentRow({"so"})}),
                   "<w:p/>");
  const std::string box =
      "<w:p><w:r><w:t>Ask</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing>"
      "<w:txbxContent><w:p><w:r><w:t>and listen</w:t></w:r></w:p></w:txbxContent></w:drawing>"
      "</mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>and listen</w:t></w:r></w:p>"
      "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>";
  const std::string noted =
      "<w:p><w:r><w:t>31/03/2014</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>";
  const std::string picture = "<w:p><w:r><w:drawing/></w:r></w:p>";
  const std::string form =
      "<w:p><w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val=\"0\"/><w:checked/></w:checkBox>"
      "</w:ffData></w:fldChar></w:r></w:p>";
  const ReadPlan plan = ReadTold(Document(
      Table({DocumentRow(kHeadings), DocumentRow({"1", "Hear", box, "CSC", nested, noted, "Green"}),
             DocumentRow({"2", "Share", "Tell", "CSC", "M", "30/06/2014", picture}),
             DocumentRow({"3", "Train", "Begin", "CSC", "M", "30/06/2014", form})}),
      "<w:footnote w:id=\"2\"><w:p><w:r><w:t>If money is found</w:t></w:r></w:p></w:footnote>"));
  CHECK(absl::StrContains(Action(plan, 1).text, "Ask"));
  Says(plan, 1, "Action: a text box stands here");
  Says(plan, 1, "Measure: a table stands within the cell");
  Says(plan, 1, "By when: a footnote stands here");
  CHECK(Action(plan, 1).measure == "They say so");
  CHECK(Action(plan, 1).due.on == absl::CivilDay(2014, 3, 31));
  CHECK(plan.rows[1].kept == "footnote: If money is found");
  CHECK(plan.rows[1].as_written.find("and listen") == plan.rows[1].as_written.rfind("and listen"));
  Says(plan, 2, "RAG: a picture or drawing stands here");
  CHECK(Action(plan, 3).standing.done);
}

TEST_CASE("blank rows, notes under the table and headings nobody knows") {
  const ReadPlan plan = ReadTold(
      "Plan 2013,,,,\n"
      ",,,,\n"
      "No.,Recommendation,Action,Lead,Cost\n"
      "1,Share*,Tell,CSC,100\n"
      ",,,,\n"
      "\n"
      "2,Hear,Ask,CSC,\n"
      "* if money is found,,,,\n"
      "Key: R is red,,,,\n"
      ",,,,\n");
  CHECK(Told(plan, 1) == "2 PASSED_OVER: nothing stands here");
  CHECK(Told(plan, 2) ==
        "3 PASSED_OVER: the headings; the rows alone keep what stands under Cost; --column says "
        "what it means");
  CHECK(plan.rows[4].report.number() == 5);
  CHECK(plan.rows[4].report.through() == 6);
  Says(plan, 6, "it reads as a note on the table");
  Says(plan, 7, "it reads as a note on the table");
  CHECK(plan.rows[6].actions.empty());
  CHECK(Told(plan, 8) == "10 PASSED_OVER: nothing stands here");
  CHECK(plan.recommendations.size() == 2);
}

TEST_CASE("dates as boards put them off") {
  const ReadPlan plan = ReadTold(
      "Action,Lead,Measure,By when\n"
      "A,CSC,M,31st March 2013 / 30th June 2013\n"
      "B,CSC,M,Q3 13/14\n"
      "C,CSC,M,Spring 2014\n"
      "D,CSC,M,w/c 3.6.13\n"
      "E,CSC,M,With immediate effect\n"
      "F,CSC,M,TBC\n"
      "G,CSC,M,41729\n"
      "H,CSC,M,31 st March 2015\n"
      "I,CSC,M,Ongoing\n");
  const std::vector<std::string> due = {"2013-06-30", "2013-12-31", "2014-05-31",
                                        "2013-06-09", "",           "",
                                        "2014-03-31", "2015-03-31", ""};
  for (size_t row = 0; row < due.size(); ++row) {
    const Due& read = Action(plan, row + 1).due;
    CHECK((read.on ? absl::FormatCivilTime(*read.on) : "") == due[row]);
    CHECK((due[row] == "2015-03-31") == read.doubt.empty());
    CHECK(read.words.empty() == read.doubt.empty());
  }
  Says(plan, 1, "this names 2 dates, 31st March 2013; 30th June 2013; the last is taken");
}

const char kStyles[] =
    "<fonts count=\"3\"><font><name val=\"Calibri\"/></font><font><strike/><name val=\"Calibri\"/>"
    "</font><font><name val=\"Wingdings\"/></font></fonts>"
    "<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill "
    "patternType=\"gray125\"/></fill><fill><patternFill patternType=\"solid\"><fgColor "
    "rgb=\"FF00B050\"/></patternFill></fill></fills>"
    "<cellXfs count=\"4\"><xf fontId=\"0\" fillId=\"0\"/><xf fontId=\"0\" fillId=\"2\"/>"
    "<xf fontId=\"1\" fillId=\"0\"/><xf fontId=\"2\" fillId=\"0\"/></cellXfs>";

std::string CellText(const std::string& place, const std::string& text, int style = 0) {
  return absl::StrCat("<c r=\"", place, "\" s=\"", style, "\" t=\"inlineStr\"><is><t>", text,
                      "</t></is></c>");
}

std::string Headed(const std::string& rows) {
  return absl::StrCat("<row r=\"1\">", CellText("A1", "Action"), CellText("B1", "Lead"),
                      CellText("C1", "Measure"), CellText("D1", "By when"), CellText("E1", "RAG"),
                      "</row>", rows);
}

std::string SheetRow(int number, const std::string& due, const std::string& rag,
                     const std::string& said = {}) {
  return absl::StrCat("<row r=\"", number, "\"", said, ">",
                      CellText(absl::StrCat("A", number), "Do"),
                      CellText(absl::StrCat("B", number), "CSC"),
                      CellText(absl::StrCat("C", number), "M"), due, rag, "</row>");
}

TEST_CASE("a workbook: colours, ticks, lines through words, hidden rows, formulas, errors") {
  WorkbookParts parts;
  parts.styles = kStyles;
  parts.before_rows = "<cols><col min=\"3\" max=\"4\" hidden=\"1\"/></cols>";
  parts.shared =
      "<si><r><rPr><strike/></rPr><t>30 June 2013</t></r><r><t> 31 March 2014</t></r></si>";
  parts.rows = Headed(absl::StrCat(
      SheetRow(2, "<c r=\"D2\"><v>41729</v></c>", "<c r=\"E2\" s=\"1\"/>"),
      SheetRow(3, "<c r=\"D3\" t=\"s\"><v>0</v></c>", CellText("E3", "\xc3\xbc", 3)),
      SheetRow(4, "<c r=\"D4\"><f>D2+90</f></c>", CellText("E4", "Green"), " hidden=\"1\""),
      SheetRow(6, "<c r=\"D6\" t=\"e\"><f>D9</f><v>#REF!</v></c>", CellText("E6", "Green")),
      "<row r=\"7\">", CellText("A7", "Gone", 2), "</row>",
      SheetRow(8, "<c r=\"D8\"><v>2014</v></c>", CellText("E8", "Green")),
      "<row r=\"9\"><c r=\"A9\" s=\"1\"/></row>"));
  const ReadPlan plan = ReadTold(WorkbookOf(parts));
  CHECK(Told(plan, 0) ==
        "1 PASSED_OVER: the headings; columns C to D are hidden, and read like the others");
  CHECK(Action(plan, 1).due.on == absl::CivilDay(2014, 3, 31));
  CHECK(Action(plan, 1).colour == types::v1::GREEN);
  CHECK(Action(plan, 2).due.on == absl::CivilDay(2014, 3, 31));
  CHECK(plan.rows[2].kept == "30 June 2013");
  CHECK(Action(plan, 2).standing.done);
  Says(plan, 3, "4 REFUSED: By when: a formula stands here, and the file does not hold");
  CHECK(absl::StrContains(absl::StrJoin(plan.rows[3].report.doubts(), "; "), "the row is hidden"));
  CHECK(Told(plan, 4) == "5 PASSED_OVER: nothing stands here");
  Says(plan, 5, "By when: the workbook could not work this out");
  CHECK(Action(plan, 5).due.words == "#REF!");
  CHECK(Told(plan, 6) == "7 PASSED_OVER: all it says is struck through");
  CHECK(Action(plan, 7).due.on == absl::CivilDay(2014, 12, 31));
}

TEST_CASE("a workbook that counts its days from 1904") {
  WorkbookParts parts;
  parts.properties = "<workbookPr date1904=\"1\"/>";
  parts.styles = kStyles;
  parts.rows = Headed(SheetRow(2, "<c r=\"D2\"><v>40267</v></c>", CellText("E2", "Green")));
  CHECK(Action(ReadTold(WorkbookOf(parts)), 1).due.on == absl::CivilDay(2014, 3, 31));
}

TEST_CASE("a workbook's cells merged down and across, and a colour merged with them") {
  WorkbookParts parts;
  parts.styles = kStyles;
  parts.after_rows =
      "<mergeCells count=\"3\"><mergeCell ref=\"D2:D3\"/><mergeCell ref=\"E2:E3\"/>"
      "<mergeCell ref=\"A4:E4\"/></mergeCells>";
  parts.rows = Headed(absl::StrCat(SheetRow(2, CellText("D2", "31/03/2014"), CellText("E2", "", 1)),
                                   SheetRow(3, "<c r=\"D3\"/>", "<c r=\"E3\"/>"), "<row r=\"4\">",
                                   CellText("A4", "Theme two"), "</row>"));
  const ReadPlan plan = ReadTold(WorkbookOf(parts));
  CHECK(Action(plan, 2).due.on == absl::CivilDay(2014, 3, 31));
  CHECK(Action(plan, 2).colour == types::v1::GREEN);
  Says(plan, 3, "taken as the objective of what is below");
}

TEST_CASE("an agency's chronology: rows taken out, headings on every page, blank rows") {
  types::v1::ImportPlan described;
  described.set_name("c");
  described.set_title("c");
  auto& column = *described.add_columns();
  column.set_heading("Date");
  column.set_kind(types::v1::ImportPlan::Column::DATE);
  column.set_required(true);
  auto& event = *described.add_columns();
  event.set_heading("Event");
  event.set_required(true);
  described.add_acts()->set_command("SubmitChronology");
  const auto tables = ReadTables(Document(Table(
      {DocumentRow({"Date", "Event", "Worker"}), DocumentRow({"3.6.12", "Seen", "x"}),
       DocumentRow({"", "", ""}), DocumentRow({"Date", "Event", "Worker"}),
       DocumentRow(
           {"4.6.12", "<w:p>" + Run("<w:strike/>", "Seen") + Run("", "Not seen") + "</w:p>", "x"}),
       DocumentRow({"5.6.12", "Out", "x"}, "<w:del/>")})));
  REQUIRE(tables.ok());
  const auto rows = ReadRegister(described, *tables, absl::CivilDay(2013, 6, 1));
  REQUIRE(rows.ok());
  std::vector<std::string> told;
  for (const ReadRow& row : *rows) {
    const auto& said = row.report.problems().empty() ? row.report.doubts() : row.report.problems();
    told.push_back(absl::StrCat(row.report.number(), " ",
                                ImportReport::Outcome_Name(row.report.outcome()), ": ",
                                absl::StrJoin(said, "; ")));
  }
  CHECK(absl::StrJoin(told, "\n") ==
        "1 PASSED_OVER: the headings; the plan of the import describes no column headed Worker, "
        "and nothing of it is taken\n"
        "2 TAKEN_WITH_DOUBT: Date: the year is taken as 2012\n"
        "3 PASSED_OVER: nothing stands here\n"
        "4 PASSED_OVER: the headings, once more\n"
        "5 TAKEN_WITH_DOUBT: Date: the year is taken as 2012; Event: words that are struck through "
        "are left out\n"
        "6 PASSED_OVER: a tracked change takes the row out");
}

}  // namespace
}  // namespace candour::cli::paper
