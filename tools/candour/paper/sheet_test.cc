#include "tools/candour/paper/sheet.h"

#include <fstream>
#include <sstream>

#include "absl/strings/match.h"

namespace candour::cli::paper {
namespace {

TEST_CASE("a CSV file is read with every row under the number a person counts") {
  const auto sheet = ReadCsv(
      "\xef\xbb\xbfReference, Died on ,Note\r\n"
      "\r\n"
      "A-1,31/03/2015,\"two lines,\r\nand a \"\"word\"\"\"\r\n"
      ",,\r\n"
      "A-2,,007\r\n");
  REQUIRE(sheet.ok());
  REQUIRE(sheet->rows.size() == 3);
  CHECK(sheet->rows[0].cells[1].text == "Died on");
  CHECK(sheet->rows[1].number == 3);
  CHECK(sheet->rows[1].cells[2].text == "two lines,\r\nand a \"word\"");
  CHECK(sheet->rows[2].number == 5);
  CHECK(sheet->rows[2].cells[2].text == "007");
}

TEST_CASE("text that is not UTF-8 is taken as Windows-1252") {
  const auto sheet = ReadCsv("Name\nZo\xeb \x96 invented\n");
  REQUIRE(sheet.ok());
  CHECK(sheet->rows[1].cells[0].text == "Zo\u00eb \u2013 invented");
}

TEST_CASE("text of four bytes a letter is read, and that of an old code page refused by name") {
  const std::string little("A\0\0\0,\0\0\0\xe9\0\0\0\n\0\0\0", 16);
  const std::string big("\0\0\0A\0\0\0,\0\0\0\xe9\0\0\0\n", 16);
  for (const std::string& text : {std::string("\xff\xfe\0\0", 4) + little, little,
                                  std::string("\0\0\xfe\xff", 4) + big, big}) {
    const auto sheet = ReadCsv(text);
    REQUIRE(sheet.ok());
    CHECK(sheet->rows[0].cells[0].text == "A");
    CHECK(sheet->rows[0].cells[1].text == "\u00e9");
  }
  for (const char* old : {"Lead\nAndr\x82\n",
                          "Cost\n\x9c"
                          "500\n",
                          "Town\nK\x94ln\n"}) {
    CAPTURE(old);
    CHECK(absl::StrContains(ReadCsv(old).status().message(), "code page 850"));
  }
  // Signs of Windows-1252 where they belong.
  CHECK(ReadCsv("A \x84quote\x94, \x9cuvre, Smith\x86 and \x82so\x91\n").ok());
}

TEST_CASE("text of two origins is read letter by letter, and signs for nothing are left out") {
  const auto sheet = ReadCsv(
      "Caf\xe9 \xe2\x80\x93 na\xc3\xafve\nA\x01"
      "b\n");
  REQUIRE(sheet.ok());
  CHECK(sheet->rows[0].cells[0].text == "Caf\u00e9 \u2013 na\u00efve");
  CHECK(sheet->rows[1].cells[0].text == "A b");
}

TEST_CASE("a workbook is read with its rows, its days as numbers and what its formulas gave") {
  std::ifstream file(CANDOUR_IMPORT_TESTDATA "/register.xlsx", std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  const auto sheets = ReadTables(bytes.str());
  REQUIRE(sheets.ok());
  REQUIRE(sheets->size() == 1);
  const Sheet& sheet = sheets->front();
  CHECK(sheet.name == "Deaths");
  REQUIRE(sheet.rows.size() == 2);
  CHECK(sheet.rows[0].number == 2);
  CHECK(sheet.rows[0].cells[1].text == "Died on");
  const Row& row = sheet.rows[1];
  CHECK(row.number == 4);
  CHECK(row.cells[0].text == "OLD-1 (invented)");
  CHECK(row.cells[1].number == 42094);
  CHECK(row.cells[2].text == "2");
  CHECK(row.cells[3].text == "yes");
}

TEST_CASE("what parts the cells of a CSV file is what it says, or what it has most of") {
  for (const char* text :
       {"sep=|\r\nA|B\r\n1|2, 3; 4\r\n", "\nA|B\n1|2, 3; 4\n", "\nA\tB\tC\n1\t2, 3; 4\t\n",
        "sep=;\nA;B\n1;2, 3; 4\n", "sep=\t\nA, a\tB\n1\t2, 3\n"}) {
    CAPTURE(text);
    const auto sheet = ReadCsv(text);
    REQUIRE(sheet.ok());
    const Row& last = sheet->rows.back();
    CHECK(last.number == 3);
    CHECK(absl::StartsWith(last.cells[1].text, "2, 3"));
  }
}

TEST_CASE("two rows of headings are one where the lower stands under gaps alone") {
  const auto both = [](const std::string& csv) {
    const Sheet sheet = ReadCsv(csv).value();
    const auto row = HeadingsOfTwoRows(sheet.rows[0], sheet.rows[1]);
    std::string said;
    for (const Cell& cell : row ? row->cells : std::vector<Cell>()) said += cell.text + "|";
    return said;
  };
  CHECK(both("No.,Plan,,When\n,Action,Lead,\n") == "No.|Action|Lead|When|");
  CHECK(both("No.,Plan,,When\n1,Action,Lead,\n").empty());
  CHECK(both("No.,Plan,,When\n,Action,,\n").empty());
  CHECK(both("No.,Plan,Who\n,Action,Lead\n").empty());
}

TEST_CASE("what is no table is refused in words") {
  for (const char* wrong : {"<html><table><tr><td>Action</td></tr></table>", "{\\rtf1 Action",
                            "<?xml version=\"1.0\"?><Workbook/>",
                            "PK\x03\x04.mimetypeapplication/vnd.oasis.opendocument.spreadsheet"}) {
    CAPTURE(wrong);
    CHECK(
        absl::StrContains(ReadTables(wrong).status().message(), "a web page, RTF or OpenDocument"));
  }
  for (const char* blank : {"", "\xef\xbb\xbf\r\n", " \n\n"}) {
    CHECK(absl::StrContains(ReadTables(blank).status().message(), "the file is blank"));
  }
  CHECK(absl::StrContains(ReadTables("\xd0\xcf\x11\xe0").status().message(), "a password"));
  const auto open_quote = ReadCsv("A,B\n1,\"never closed\n");
  CHECK(open_quote.status().code() == absl::StatusCode::kInvalidArgument);
  CHECK(absl::StrContains(open_quote.status().message(), "row 2: a quotation mark"));
  const auto no_workbook = ReadTables("PK\x03\x04 and then nothing of the kind");
  CHECK(no_workbook.status().code() == absl::StatusCode::kInvalidArgument);
  CHECK(absl::StrContains(no_workbook.status().message(), "save it as XLSX or CSV"));
}

}  // namespace
}  // namespace candour::cli::paper
