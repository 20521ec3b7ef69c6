#include "tools/candour/paper/sheet.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/limits.h"
#include "base/status.h"

namespace candour::cli::paper {
namespace {

constexpr absl::string_view kUtf8Mark = "\xef\xbb\xbf";
constexpr absl::string_view kUtf16LittleMark = "\xff\xfe";
constexpr absl::string_view kUtf16BigMark = "\xfe\xff";
constexpr absl::string_view kUtf32LittleMark("\xff\xfe\0\0", 4);
constexpr absl::string_view kUtf32BigMark("\0\0\xfe\xff", 4);
constexpr absl::string_view kZipMark = "PK";
constexpr absl::string_view kOldOfficeMark = "\xd0\xcf\x11\xe0";
constexpr absl::string_view kPdfMark = "%PDF";
constexpr size_t kLookedAt = 200;  // characters that show what kind a file is
constexpr absl::string_view kDocumentPart = "word/document";  // some number it: "document2.xml"
constexpr absl::string_view kOpenDocument = "mimetypeapplication/vnd.oasis";

absl::StatusOr<std::string> Converted(absl::string_view bytes, const char* from) {
  const iconv_t converter = iconv_open("UTF-8", from);
  if (converter == reinterpret_cast<iconv_t>(-1)) {
    return absl::InternalError(absl::StrCat("this machine cannot convert from ", from));
  }
  std::string out(bytes.size() * 3, '\0');
  std::string copy(bytes);
  char* input = copy.data();
  char* output = out.data();
  size_t input_left = copy.size();
  size_t output_left = out.size();
  const size_t done = iconv(converter, &input, &input_left, &output, &output_left);
  iconv_close(converter);
  if (done == static_cast<size_t>(-1)) {
    return absl::InvalidArgumentError(
        "the file is text in none of UTF-8, UTF-16, UTF-32 and Windows-1252; open it and save it "
        "as "
        "CSV UTF-8 or XLSX, and try again");
  }
  out.resize(out.size() - output_left);
  return out;
}

// Signs that stand for nothing in a text, which some programs leave in their files.
bool IsControl(char letter) {
  return absl::ascii_iscntrl(letter) && letter != '\n' && letter != '\r' && letter != '\t';
}

// How long the letter of several bytes is that UTF-8 has at `at`; 0 if none stands there.
size_t LongLetterAt(absl::string_view bytes, size_t at) {
  const auto first = static_cast<unsigned char>(bytes[at]);
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
  if (length == 0 || at + length > bytes.size()) return 0;
  return Converted(bytes.substr(at, length), "UTF-8").ok() ? length : 0;
}

// Text in Windows-1252, also where some of it came from somewhere else and is in UTF-8.
absl::StatusOr<std::string> FromWestern(absl::string_view bytes) {
  std::map<char, std::string> letters;
  std::string out;
  for (size_t at = 0; at < bytes.size(); ++at) {
    if (absl::ascii_isascii(bytes[at])) {
      out += bytes[at];
    } else if (const size_t length = LongLetterAt(bytes, at)) {
      out += std::string(bytes.substr(at, length));
      at += length - 1;
    } else {
      std::string& letter = letters[bytes[at]];
      if (letter.empty()) {
        ASSIGN_OR_RETURN(letter, Converted(bytes.substr(at, 1), "WINDOWS-1252"));
      }
      out += letter;
    }
  }
  return out;
}

// A comma-separated text, taken apart character by character: liborcus's own reader knows neither
// the line ends of Windows behind a quotation mark nor one that is never closed.
class CsvReader {
 public:
  explicit CsvReader(absl::string_view text) : text_(text), comma_(SeparatorOf(text)) {}

  absl::StatusOr<Sheet> Read() {
    Sheet sheet;
    size_t cells = 0;
    for (uint32_t number = 1; at_ < text_.size(); ++number) {
      Row row{number, {}};
      do {
        ASSIGN_OR_RETURN(Cell cell, NextCell(number));
        row.cells.push_back(std::move(cell));
        if (++cells > limits::kImportedTableCells) return TooLarge();
      } while (Take(comma_));
      if (!Take("\r\n") && !Take("\n")) Take("\r");
      if (!row.IsBlank()) sheet.rows.push_back(std::move(row));
      sheet.rows_in_all = number;
    }
    return sheet;
  }

 private:
  // What the first line says, "sep=;", as spreadsheets understand it. Else tabs if any line has
  // several, for nobody types them into a text; else whichever of commas, semicolons and upright
  // strokes the first line with any of them has more of. What is quoted does not count.
  static std::string SeparatorOf(absl::string_view text) {
    constexpr absl::string_view kSaid = "sep=";
    if (absl::StartsWithIgnoreCase(text, kSaid) && text.size() > kSaid.size() &&
        absl::StrContains(",;|\t", text[kSaid.size()])) {
      return std::string(text.substr(kSaid.size(), 1));
    }
    std::map<char, size_t> count;
    std::string first;
    const auto end_line = [&] {
      const size_t most = std::max({count[','], count[';'], count['|']});
      if (first.empty() && most > 0) {
        first = count[','] == most ? "," : count[';'] == most ? ";" : "|";
      }
      return std::exchange(count, {})['\t'] > 1;
    };
    bool quoted = false;
    for (const char letter : text) {
      if (letter == '"') quoted = !quoted;
      if (quoted) continue;
      if (absl::StrContains(",;|\t", letter)) ++count[letter];
      if ((letter == '\n' || letter == '\r') && end_line()) return "\t";
    }
    if (end_line()) return "\t";
    return first.empty() ? "," : first;
  }

  bool Take(absl::string_view mark) {
    if (!absl::StartsWith(text_.substr(at_), mark)) return false;
    at_ += mark.size();
    return true;
  }

  absl::StatusOr<Cell> NextCell(uint32_t row) {
    std::string text;
    while (Take("\"")) {
      const size_t closing = text_.find('"', at_);
      if (closing == absl::string_view::npos) {
        return absl::InvalidArgumentError(
            absl::StrCat("row ", row, ": a quotation mark is opened and never closed"));
      }
      absl::StrAppend(&text, text_.substr(at_, closing - at_));
      at_ = closing + 1;
      if (absl::StartsWith(text_.substr(at_), "\"")) text += '"';  // doubled: one of the text
    }
    const size_t end = std::min(text_.find_first_of(comma_ + "\r\n", at_), text_.size());
    absl::StrAppend(&text, text_.substr(at_, end - at_));
    at_ = end;
    std::replace_if(text.begin(), text.end(), IsControl, ' ');
    return Cell{std::string(absl::StripAsciiWhitespace(text)), std::nullopt};
  }

  const absl::string_view text_;
  const std::string comma_;
  size_t at_ = 0;
};

// Of text in UTF-16 or UTF-32 that does not say so: every other byte of it is 0, or three of four.
// Null where it is neither.
const char* UnmarkedWide(absl::string_view bytes) {
  constexpr size_t kLooked = 400;
  bytes = bytes.substr(0, std::min(bytes.size(), kLooked));
  size_t zeros[4] = {0, 0, 0, 0};
  for (size_t at = 0; at < bytes.size(); ++at) zeros[at % 4] += bytes[at] == '\0';
  const size_t all = zeros[0] + zeros[1] + zeros[2] + zeros[3];
  if (all < bytes.size() / 4 || bytes.empty()) return nullptr;
  if (all > bytes.size() * 5 / 8) return zeros[0] > zeros[3] ? "UTF-32BE" : "UTF-32LE";
  return zeros[0] + zeros[2] > zeros[1] + zeros[3] ? "UTF-16BE" : "UTF-16LE";
}

// Whether a text that is no UTF-8 has signs where those of Windows-1252 make no sense, and the
// letters of the older code page 850 do: "Andr\x82", "K\x94ln", "\x9c500".
bool ReadsAsOldCodePage(absl::string_view bytes) {
  constexpr absl::string_view kWithin = "\x82\x84\x86\x87\x94";  // quotation marks and daggers now
  constexpr char kAtEnd = '\x82';                                // an opening one of these
  constexpr char kPound = '\x9c';                                // a ligature now
  for (size_t at = 0; at < bytes.size(); ++at) {
    const bool last = at + 1 == bytes.size();
    const bool behind_letter = at > 0 && absl::ascii_isalpha(bytes[at - 1]);
    const bool before_letter = !last && absl::ascii_isalpha(bytes[at + 1]);
    const bool letter =
        behind_letter &&
        ((absl::StrContains(kWithin, bytes[at]) && before_letter) || bytes[at] == kAtEnd);
    const bool pound = bytes[at] == kPound && !last && absl::ascii_isdigit(bytes[at + 1]);
    if (letter || pound) return true;
  }
  return false;
}

// Whether a text that was read as Windows-1252 has capitals and signs of it where they make no
// sense, and an old Macintosh has its small letters with accents and its quotation marks:
// "caf\u017d", "na\u2022ve", "child\u00d5s".
bool ReadsAsMacintosh(absl::string_view text) {
  constexpr absl::string_view kOdd[] = {"\u017d", "\u0160", "\u0178", "\u00d3",
                                        "\u00d4", "\u00d5", "\u2022"};
  for (const absl::string_view sign : kOdd) {
    for (size_t at = text.find(sign); at != absl::string_view::npos; at = text.find(sign, at + 1)) {
      const bool behind_small = at > 0 && absl::ascii_islower(text[at - 1]);
      const size_t next = at + sign.size();
      const bool within = next < text.size() && absl::ascii_islower(text[next]);
      if (behind_small && (within || sign != kOdd[6])) return true;
    }
  }
  return false;
}

void TellMacintosh(Sheet& sheet) {
  for (Row& row : sheet.rows) {
    const bool odd = std::any_of(row.cells.begin(), row.cells.end(),
                                 [](const Cell& cell) { return ReadsAsMacintosh(cell.text); });
    if (!odd) continue;
    row.remarks.push_back(
        "its accents or quotation marks read as those of an old Macintosh, and come out wrong; "
        "open "
        "the file there and save it as CSV UTF-8 or XLSX before it is recorded");
  }
}

}  // namespace

absl::Status TooLarge() {
  return absl::InvalidArgumentError(
      absl::StrCat("the table has more than ", limits::kImportedTableCells,
                   " cells (kImportedTableCells); divide it into several files"));
}

absl::Status UnpacksToTooMuch() {
  return absl::InvalidArgumentError(
      absl::StrCat("the file unpacks to more than ", limits::kImportedPartsBytes >> 20,
                   " MB (kImportedPartsBytes), far more than any plan or register has; copy the "
                   "table into a new workbook, save it as XLSX or CSV, and try again"));
}

bool Row::IsBlank() const {
  return set_aside.empty() &&
         std::all_of(cells.begin(), cells.end(), [](const Cell& cell) { return cell.IsBlank(); });
}

std::optional<Row> HeadingsOfTwoRows(const Row& upper, const Row& lower) {
  const auto text = [](const Row& row, size_t at) {
    return at < row.cells.size() ? absl::string_view(row.cells[at].text) : absl::string_view();
  };
  size_t under = 0;
  Row both = lower;
  both.cells.resize(std::max(upper.cells.size(), lower.cells.size()));
  for (size_t at = 0; at < both.cells.size(); ++at) {
    const bool spans = at + 1 < both.cells.size() && text(upper, at + 1).empty();
    if (text(lower, at).empty()) {
      both.cells[at].text = std::string(text(upper, at));
    } else if (text(upper, at).empty() || spans) {
      ++under;
    } else {
      return std::nullopt;
    }
  }
  if (under < 2) return std::nullopt;
  return both;
}

std::optional<BlankRows> BlankAbove(const Sheet& sheet, size_t at) {
  const uint32_t first = at == 0 ? 1 : sheet.rows[at - 1].number + 1;
  const uint32_t last =
      at < sheet.rows.size() ? sheet.rows[at].number - 1 : std::max(sheet.rows_in_all, first - 1);
  if (last < first) return std::nullopt;
  return BlankRows{first, last};
}

types::v1::ImportReport::Row BlankReport(const Sheet& sheet, const BlankRows& blank) {
  types::v1::ImportReport::Row report;
  report.set_sheet(sheet.name);
  report.set_number(blank.first);
  if (blank.last > blank.first) report.set_through(blank.last);
  report.set_outcome(types::v1::ImportReport::PASSED_OVER);
  report.add_problems("nothing stands here");
  return report;
}

absl::StatusOr<Sheet> ReadCsv(absl::string_view bytes) {
  if (absl::StartsWith(bytes, kUtf8Mark)) bytes.remove_prefix(kUtf8Mark.size());
  if (absl::StartsWith(bytes, kUtf32LittleMark) || absl::StartsWith(bytes, kUtf32BigMark)) {
    ASSIGN_OR_RETURN(const std::string text, Converted(bytes, "UTF-32"));
    return CsvReader(text).Read();
  }
  if (absl::StartsWith(bytes, kUtf16LittleMark) || absl::StartsWith(bytes, kUtf16BigMark)) {
    ASSIGN_OR_RETURN(const std::string text, Converted(bytes, "UTF-16"));
    return CsvReader(text).Read();
  }
  if (const char* encoding = UnmarkedWide(bytes)) {
    ASSIGN_OR_RETURN(const std::string text, Converted(bytes, encoding));
    return CsvReader(text).Read();
  }
  auto text = Converted(bytes, "UTF-8");
  if (!text.ok() && ReadsAsOldCodePage(bytes)) {
    return absl::InvalidArgumentError(
        "the file reads as text of an older program (code page 850), in which accents and the "
        "pound "
        "sign are other bytes, and would come out wrong; open it there and save it as CSV UTF-8 or "
        "XLSX, and try again");
  }
  if (text.ok()) return CsvReader(*text).Read();
  ASSIGN_OR_RETURN(const std::string western, FromWestern(bytes));
  ASSIGN_OR_RETURN(Sheet sheet, CsvReader(western).Read());
  TellMacintosh(sheet);
  return sheet;
}

absl::StatusOr<std::vector<Sheet>> ReadTables(absl::string_view bytes) {
  if (absl::StartsWith(bytes, kOldOfficeMark) || absl::StartsWith(bytes, kPdfMark)) {
    return absl::InvalidArgumentError(
        "the file is of a kind that is not read (an old workbook or document, one that a password "
        "locks, or a PDF); save it as XLSX, DOCX or CSV, without a password, and try again");
  }
  const absl::string_view begins =
      absl::StripLeadingAsciiWhitespace(absl::StripPrefix(bytes, kUtf8Mark));
  constexpr std::array<absl::string_view, 6> kPages = {"<!doctype", "<html", "<head",
                                                       "<table",    "<?xml", "{\\rtf"};
  const bool is_page = std::any_of(kPages.begin(), kPages.end(), [&](absl::string_view page) {
    return absl::StartsWithIgnoreCase(begins, page);
  });
  if (is_page || absl::StrContains(bytes.substr(0, kLookedAt), kOpenDocument)) {
    return absl::InvalidArgumentError(
        "the file is a web page, RTF or OpenDocument, whatever it is called; open it and save it "
        "as "
        "XLSX, DOCX or CSV, and try again");
  }
  if (begins.empty()) {
    return absl::InvalidArgumentError("the file is blank; nothing stands in it");
  }
  if (absl::StartsWith(bytes, kZipMark)) {
    return absl::StrContains(bytes, kDocumentPart) ? ReadDocx(bytes) : ReadXlsx(bytes);
  }
  ASSIGN_OR_RETURN(Sheet sheet, ReadCsv(bytes));
  std::vector<Sheet> sheets;
  sheets.push_back(std::move(sheet));
  return sheets;
}

}  // namespace candour::cli::paper
