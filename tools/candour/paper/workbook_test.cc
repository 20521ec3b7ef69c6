// Workbooks as programs write them, Excel and others, with invented content.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/limits.h"
#include "tools/candour/paper/office_file.h"
#include "tools/candour/paper/sheet.h"
#include "tools/candour/paper/told_plan.h"

namespace candour::cli::paper {
namespace {

// 0 as it is, 1 a day, 2 a month, 3 a time, 4 a percentage, 5 two decimals, 6 a day and time, 7 a
// format of words.
const char kStyles[] =
    "<numFmts><numFmt numFmtId=\"170\" formatCode=\"[$-809]dd\\ mmmm\\ yyyy;@\"/>"
    "<numFmt numFmtId=\"171\" formatCode=\"mmm\\-yy\"/>"
    "<numFmt numFmtId=\"172\" formatCode=\"dd/mm/yyyy hh:mm\"/>"
    "<numFmt numFmtId=\"173\" formatCode=\"&quot;day &quot;0\"/></numFmts>"
    "<fonts><font><name val=\"Calibri\"/></font></fonts><fills><fill/></fills>"
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"170\"/><xf numFmtId=\"171\"/><xf numFmtId=\"20\"/>"
    "<xf numFmtId=\"9\"/><xf numFmtId=\"2\"/><xf numFmtId=\"172\"/><xf numFmtId=\"173\"/>"
    "</cellXfs>";

std::string Number(const std::string& place, const std::string& value, int style = 0) {
  return absl::StrCat("<c r=\"", place, "\" s=\"", style, "\"><v>", value, "</v></c>");
}

std::string Typed(const std::string& place, const std::string& type, const std::string& value) {
  return absl::StrCat("<c r=\"", place, "\" t=\"", type, "\"><v>", value, "</v></c>");
}

std::string Headed(const std::string& rows) {
  std::string row = "<row r=\"1\">";
  char column = 'A';
  for (const char* heading :
       {"No.", "Recommendation", "Action", "Lead", "Measure", "By when", "Progress", "RAG"}) {
    absl::StrAppend(&row, Typed(std::string(1, column++) + "1", "str", heading));
  }
  return absl::StrCat(row, "</row>", rows);
}

std::string Act(int number, const std::string& due, const std::string& more = {}) {
  const auto at = [&](const char* column) { return absl::StrCat(column, number); };
  return absl::StrCat("<row r=\"", number, "\">", Number(at("A"), absl::StrCat(number)),
                      Typed(at("B"), "str", absl::StrCat("R", number)),
                      Typed(at("C"), "str", absl::StrCat("Act ", number)),
                      Typed(at("D"), "str", "CSC"), Typed(at("E"), "str", "M"), due, more,
                      "</row>");
}

TEST_CASE("a workbook says the same whether its parts are named from the root or not") {
  WorkbookParts parts;
  parts.styles = kStyles;
  parts.from_root = GENERATE(false, true);
  parts.shared = "<si><t>31 March 2014</t></si>";
  parts.rows =
      Headed(absl::StrCat(Act(7, Number("F7", "42094", 1)), Act(8, Typed("F8", "s", "0")),
                          Act(9, Typed("F9", "d", "2014-06-30T00:00:00"), Typed("G9", "b", "1")),
                          Act(10, Number("F10", "42094"))));
  const ReadPlan plan = ReadTold(WorkbookOf(parts));
  REQUIRE(plan.recommendations.size() == 4);
  CHECK(plan.recommendations[0].number == "7");
  CHECK(Told(plan, 2) == "7 TAKEN");
  CHECK(Action(plan, 2).due.on == absl::CivilDay(2015, 3, 31));
  CHECK(absl::StrContains(plan.rows[2].as_written, "By when: 2015-03-31"));
  CHECK(Action(plan, 3).due.on == absl::CivilDay(2014, 3, 31));
  CHECK(Action(plan, 4).due.on == absl::CivilDay(2014, 6, 30));
  CHECK(Action(plan, 4).progress == "yes");
  CHECK(Action(plan, 5).due.on == absl::CivilDay(2015, 3, 31));
}

TEST_CASE("numbers are read as a person sees them") {
  WorkbookParts parts;
  parts.styles = kStyles;
  parts.rows = Headed(absl::StrCat(
      Act(2, Number("F2", "42064", 2)), Act(3, Number("F3", "42094", 1), Number("G3", "0.75", 4)),
      Act(4, Number("F4", "42094", 1), Number("G4", "42004.604166666664", 6)), "<row r=\"5\">",
      Number("A5", "6.1", 5), Typed("B5", "str", "R"), Typed("C5", "str", "A"),
      Typed("D5", "str", "CSC"), Typed("E5", "str", "M"), Number("F5", "42094", 7),
      Number("G5", "0.6041666666666666", 3), "</row>"));
  const ReadPlan plan = ReadTold(WorkbookOf(parts));
  CHECK(Action(plan, 1).due.on == absl::CivilDay(2015, 3, 31));
  Says(plan, 1, "due: the paper gives no day");
  CHECK(Action(plan, 1).due.words == "March 2015");
  CHECK(Action(plan, 2).progress == "75%");
  CHECK(Action(plan, 3).progress == "2014-12-31 14:30");
  CHECK(plan.recommendations[3].number == "6.10");
  CHECK(Action(plan, 4).progress == "14:30");
}

TEST_CASE("days from 1904 are days, and years and times are none") {
  WorkbookParts parts;
  parts.styles = kStyles;
  parts.properties = "<workbookPr date1904=\"true\"/>";
  parts.rows = Headed(absl::StrCat(Act(2, Number("F2", "40632", 1), Number("G2", "40632", 1)),
                                   Act(3, Number("F3", "2014")),
                                   Act(4, Number("F4", "40632"), Number("G4", "0.5", 3))));
  const ReadPlan plan = ReadTold(WorkbookOf(parts));
  CHECK(Action(plan, 1).due.on == absl::CivilDay(2015, 3, 31));
  CHECK(Action(plan, 1).progress == "2015-03-31");
  CHECK(Action(plan, 2).due.on == absl::CivilDay(2014, 12, 31));
  CHECK(Action(plan, 3).due.on == absl::CivilDay(2015, 3, 31));
  CHECK(Action(plan, 3).progress == "12:00");
}

TEST_CASE("cells that say not where they stand, signs by their number, and comments") {
  WorkbookParts parts;
  parts.rows =
      "<row><c t=\"str\"><v>Action</v></c><c t=\"str\"><v>Lead</v></c><c t=\"str\"><v>By when"
      "</v></c></row><row><c t=\"inlineStr\"><is><t>1. Ask_x000D_\n2. Tell &amp; "
      "write</t></is></c><c t=\"str\"><v>CSC</v></c><c t=\"str\"><v>31/03/2014</v></c></row>";
  parts.comments =
      "<commentList><comment ref=\"B2\"><text><t>who?</t></text></comment></commentList>";
  const ReadPlan plan = ReadTold(WorkbookOf(parts));
  REQUIRE(plan.rows[1].actions.size() == 2);
  CHECK(Action(plan, 1, 0).text == "1 Ask");
  CHECK(Action(plan, 1, 1).text == "2 Tell & write");
  Says(plan, 1, "Lead: a comment stands here, which is not read");
}

TEST_CASE("cells merged to the end of the sheet, and colours beside the table") {
  WorkbookParts parts;
  parts.styles =
      "<fonts><font/></fonts><fills><fill/><fill><patternFill patternType=\"solid\"><fgColor "
      "rgb=\"FF00B050\"/></patternFill></fill></fills><cellXfs><xf/><xf fillId=\"1\"/></cellXfs>";
  parts.before_rows = "<conditionalFormatting sqref=\"H2:H9\"/>";
  parts.rows = Headed(
      absl::StrCat(Act(2, Number("F2", "42094"), "<c r=\"H2\" s=\"1\"/><c r=\"XFD2\" s=\"1\"/>"),
                   "<row r=\"3\">", Typed("A3", "str", "Theme two"), "</row>"));
  parts.after_rows =
      "<mergeCells><mergeCell ref=\"A3:XFD3\"/><mergeCell ref=\"A900:XFD1048576\"/></mergeCells>";
  const ReadPlan plan = ReadTold(WorkbookOf(parts));
  Says(plan, 0, "colours that the workbook gives by a rule are not read");
  CHECK(Action(plan, 1).colour == types::v1::GREEN);
  Says(plan, 2, "taken as the objective of what is below");
  // As wide as what it says, not as the sheet.
  CHECK(ReadTables(WorkbookOf(parts)).value()[0].rows[2].cells.size() == 8);
}

TEST_CASE("a text or a value that the file does not hold is told") {
  WorkbookParts parts;
  parts.rows = Headed(absl::StrCat(Act(2, Number("F2", "42094"), Typed("G2", "s", "7")),
                                   Act(3, "<c r=\"F3\"><f>TODAY()</f><v>nan</v></c>"),
                                   Act(4, "<c r=\"F4\"><f>A1</f><v/></c>")));
  const ReadPlan plan = ReadTold(WorkbookOf(parts));
  Says(plan, 1, "Progress: the workbook does not hold the text that stood here");
  CHECK_FALSE(Action(plan, 2).due.on);
  Says(plan, 3, "4 REFUSED: By when: a formula stands here");
}

TEST_CASE("a workbook whose sheet is not in the file is refused and not read as blank") {
  const std::string whole = WorkbookOf({.rows = Headed(Act(2, Number("F2", "42094")))});
  std::string lost = whole;
  for (size_t at = lost.find("worksheets/sheet1.xml"); at != std::string::npos;
       at = lost.find("worksheets/sheet1.xml", at + 1)) {
    lost.replace(at, 21, "worksheets/sheet7.xml");
    break;
  }
  CHECK(ReadTables(whole).ok());
  CHECK(absl::StrContains(ReadTables(lost).status().message(), "not a workbook that can be read"));
}

// The archive with a part that says it unpacks to so much, which is where its name stands last.
std::string Claiming(std::string archive, const std::string& part, uint64_t bytes) {
  constexpr size_t kBeforeName = 22;  // from the size to the name
  const size_t size = archive.rfind(part) - kBeforeName;
  for (size_t byte = 0; byte < 4; ++byte) {
    archive[size + byte] = static_cast<char>(bytes >> (8 * byte) & 0xFF);
  }
  return archive;
}

TEST_CASE("a file that unpacks to more than is taken is refused before it is unpacked") {
  struct Row {
    const char* part;
    uint64_t bytes;
    bool refused;
  };
  const std::string workbook = WorkbookOf({.rows = "<row r=\"1\">" + Typed("A1", "str", "Action") +
                                                   Typed("B1", "str", "Lead") + "</row>"});
  const std::string document =
      Document(absl::StrCat("<w:tbl>", DocumentRow({"Action", "Lead"}), "</w:tbl>"));
  const std::vector<Row> rows = {
      {"xl/worksheets/sheet1.xml", limits::kImportedPartsBytes / 2, false},
      {"xl/worksheets/sheet1.xml", limits::kImportedPartsBytes + 1, true},
      {"xl/styles.xml", limits::kImportedPartsBytes, true},  // with what else is read
      {"word/document.xml", limits::kImportedPartsBytes + 1, true}};
  for (const Row& row : rows) {
    CAPTURE(row.part, row.bytes);
    const bool of_document = absl::StartsWith(row.part, "word");
    const auto sheets =
        ReadTables(Claiming(of_document ? document : workbook, row.part, row.bytes));
    CHECK(sheets.ok() != row.refused);
    CHECK(
        absl::StrContains(sheets.status().message(),
                          row.refused ? "unpacks to more than 256 MB (kImportedPartsBytes)" : ""));
  }
}

}  // namespace
}  // namespace candour::cli::paper
