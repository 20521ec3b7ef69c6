// Workbooks. liborcus unpacks the file and takes its XML apart; what stands here knows the elements
// that make sheets. Its own reader of workbooks does not find parts that are named from the root,
// as most programs but Excel name them.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <exception>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/limits.h"
#include "tools/candour/paper/elements.h"
#include "tools/candour/paper/sheet.h"
#include "tools/candour/paper/symbols.h"
#include "tools/candour/paper/workbook_looks.h"
#include "tools/candour/paper/workbook_texts.h"

namespace candour::cli::paper {
namespace {

constexpr double kDaysTo1904 = 1462;  // between the days from which workbooks count
constexpr size_t kMostColumns = 16384;
constexpr size_t kWidestTable = 1024;  // columns; colours right of them are nobody's table

struct PartMissing : std::exception {};

size_t NumberIn(const std::string& text) {
  size_t number = 0;
  return absl::SimpleAtoi(text, &number) ? number : 0;
}

// "C" of 3.
std::string ColumnName(size_t number) {
  std::string name;
  for (; number > 0; number = (number - 1) / 26) {
    name.insert(name.begin(), static_cast<char>('A' + (number - 1) % 26));
  }
  return name;
}

// "B4", both from 1; 0 is none.
struct Place {
  size_t row = 0;
  size_t column = 0;
};

Place PlaceIn(absl::string_view text) {
  Place place;
  for (const char letter : text) {
    if (absl::ascii_isalpha(letter)) {
      place.column = place.column * 26 + static_cast<size_t>(absl::ascii_toupper(letter) - '@');
    } else if (absl::ascii_isdigit(letter)) {
      place.row = place.row * 10 + static_cast<size_t>(letter - '0');
    }
  }
  return place;
}

// The sheets of a workbook, in their order.
class Book : public Elements {
 public:
  struct Named {
    std::string name;
    std::string relation;  // the id of the part it is in
    bool hidden = false;
  };

  void start_element(const orcus::sax::parser_element& element) {
    Attributes said = Take();
    if (element.name == "sheet") {
      sheets.push_back({said["name"], said["id"], absl::StrContains(said["state"], "idden")});
    }
    if (element.name == "workbookPr" && said.contains("date1904")) {
      counts_from_1904 = IsOn(said["date1904"]);
    }
  }

  std::vector<Named> sheets;
  bool counts_from_1904 = false;
};

// The cells that have a comment.
class Comments : public Elements {
 public:
  void start_element(const orcus::sax::parser_element& element) {
    Attributes said = Take();
    if (element.name == "comment") places.push_back(PlaceIn(said["ref"]));
  }

  std::vector<Place> places;
};

class SheetReader : public Elements {
 public:
  SheetReader(const std::vector<Look>& looks, const std::vector<RichText>& shared,
              bool counts_from_1904, size_t& cells_left)
      : looks_(looks),
        shared_(shared),
        days_before_(counts_from_1904 ? kDaysTo1904 : 0),
        cells_left_(cells_left) {}

  void start_element(const orcus::sax::parser_element& element) {
    Attributes said = Take();
    const std::string_view name = element.name;
    const size_t last = NumberIn(said["max"]);
    // Whoever hides all columns to the right of a table hides nothing of it.
    if (name == "col" && said.contains("hidden") && IsOn(said["hidden"]) && last < kMostColumns) {
      sheet_.remarks.push_back(absl::StrCat("columns ", ColumnName(NumberIn(said["min"])), " to ",
                                            ColumnName(last),
                                            " are hidden, and read like the others"));
    }
    if (name == "row") BeginRow(said);
    if (name == "c") BeginCell(said);
    if (name == "f") formula_ = true;
    if (name == "mergeCell") {
      const std::string& range = said["ref"];
      const size_t colon = range.find(':');
      if (colon != std::string::npos) {
        merges_.emplace_back(PlaceIn(range.substr(0, colon)), PlaceIn(range.substr(colon + 1)));
      }
    }
    if (name == "conditionalFormatting" && !coloured_by_rule_) {
      coloured_by_rule_ = true;
      sheet_.remarks.push_back("colours that the workbook gives by a rule are not read");
    }
    in_value_ = name == "v";
    text_.Start(name, said);
  }

  void end_element(const orcus::sax::parser_element& element) {
    in_value_ = false;
    text_.End(element.name);
    if (element.name == "c") EndCell();
  }

  void characters(std::string_view text, bool) {
    if (in_value_) value_ += std::string(text);
    text_.Characters(text);
  }

  Sheet TakeSheet(const std::vector<Place>& commented) {
    for (const Place& place : commented) {
      if (place.row == 0 || place.column == 0) continue;
      const auto row = rows_.find(place.row);
      if (row == rows_.end()) continue;
      row->second[place.column].remarks.push_back("a comment stands here, which is not read");
    }
    const size_t columns = Columns();
    std::sort(hidden_.begin(), hidden_.end());
    for (auto& [number, cells] : rows_) AddRow(number, cells, columns);
    if (!sheet_.rows.empty()) sheet_.rows_in_all = sheet_.rows.back().number;
    Cover(columns);
    return std::move(sheet_);
  }

  void Remark(absl::string_view what) { sheet_.remarks.emplace_back(what); }

 private:
  using Cells = std::map<size_t, Cell>;  // by column, from 1

  // Programs that write a workbook row by row may leave out where rows and cells stand.
  void BeginRow(Attributes& said) {
    row_ = said.contains("r") ? NumberIn(said["r"]) : row_ + 1;
    column_ = 0;
    if (said.contains("hidden") && IsOn(said["hidden"])) hidden_.push_back(row_);
  }

  void BeginCell(Attributes& said) {
    const Place place = PlaceIn(said["r"]);
    column_ = place.column > 0 ? place.column : column_ + 1;
    if (place.row > 0) row_ = place.row;
    type_ = said["t"];
    style_ = NumberIn(said["s"]);
    value_.clear();
    formula_ = false;
    text_.Begin();
  }

  void EndCell() {
    if (row_ == 0 || column_ == 0 || column_ > kMostColumns) return;
    const Look look = style_ < looks_.size() ? looks_[style_] : Look();
    Cell cell = Said(look);
    cell.fill = look.fill;
    if (formula_ && value_.empty() && cell.text.empty()) cell.unvalued = true;
    const bool says = !cell.IsBlank();
    if (!says && (!cell.fill || column_ > kWidestTable)) return;
    if (++cells_ > limits::kImportedTableCells) throw TooManyCells();
    rows_[row_][column_] = std::move(cell);
  }

  // What the cell says, by its type: a number if it has none.
  Cell Said(const Look& look) {
    if (type_.empty() || type_ == "n") {
      double number = 0;
      const bool bare = !look.struck && !IsSignFont(look.font);
      if (bare && absl::SimpleAtod(value_, &number) && std::isfinite(number)) {
        return Numbered(number, look);
      }
    }
    RichText said;
    std::vector<std::string> remarks;
    if (type_ == "inlineStr") {
      said = text_.Take();
    } else if (type_ == "s") {
      const size_t at = NumberIn(value_);
      if (at < shared_.size()) said = shared_[at];
      if (at >= shared_.size() && !value_.empty()) {
        remarks.push_back("the workbook does not hold the text that stood here");
      }
    } else if (type_ == "b") {
      said.text = value_.empty() ? "" : value_ == "1" ? "yes" : "no";
    } else if (type_ == "d") {
      said.text = std::string(absl::StripSuffix(value_, "T00:00:00"));
    } else {
      said.text = WithoutEscapes(value_);
    }
    if (type_ == "e") remarks.push_back("the workbook could not work this out");
    return Worded(std::move(said), look, std::move(remarks));
  }

  // A bare number is told as it stands: it may be anything. Where a column asks for a day, one that
  // is no year is the day it counts to.
  Cell Numbered(double number, const Look& look) const {
    constexpr double kLastYear = 2100;
    const bool bare = look.shown == Shown::kNumber;
    const bool day = !bare && look.shown != Shown::kTime && look.shown != Shown::kPercent;
    Cell cell = NumberCell(day ? number + days_before_ : number, look);
    if (bare && number > kLastYear && cell.number) *cell.number += days_before_;
    return cell;
  }

  static Cell Worded(RichText said, const Look& look, std::vector<std::string> remarks) {
    Cell cell;
    if (IsSignFont(look.font)) said.text = SignsText(look.font, said.text, said.known);
    if (look.struck) said.struck += std::exchange(said.text, {});
    cell.text = std::string(absl::StripAsciiWhitespace(said.text));
    cell.kept = std::string(absl::StripAsciiWhitespace(said.struck));
    cell.remarks = std::move(remarks);
    if (!cell.kept.empty()) {
      cell.remarks.push_back("words that are struck through are left out");
    }
    if (!said.known) {
      cell.remarks.push_back("a sign stands here that is not known; it is told by its number");
    }
    return cell;
  }

  // Up to the last that says anything in any row.
  size_t Columns() const {
    size_t columns = 0;
    for (const auto& [number, cells] : rows_) {
      for (const auto& [column, cell] : cells) {
        if (!cell.IsBlank()) columns = std::max(columns, column);
      }
    }
    return columns;
  }

  void AddRow(size_t number, Cells& cells, size_t columns) {
    Row row{static_cast<uint32_t>(number), {}};
    for (auto& [column, cell] : cells) {
      if (column > columns) break;
      if (row.cells.size() < column) {
        const size_t more = column - row.cells.size();
        if (cells_left_ < more) throw TooManyCells();
        cells_left_ -= more;
        row.cells.resize(column);
      }
      row.cells[column - 1] = std::move(cell);
    }
    if (row.IsBlank()) return;
    if (std::binary_search(hidden_.begin(), hidden_.end(), number)) {
      row.remarks.push_back("the row is hidden in the workbook");
    }
    const auto says = [](const Cell& cell) { return !cell.text.empty() || cell.unvalued; };
    const auto struck = [](const Cell& cell) { return !cell.kept.empty(); };
    if (std::none_of(row.cells.begin(), row.cells.end(), says) &&
        std::any_of(row.cells.begin(), row.cells.end(), struck)) {
      row.set_aside = "all it says is struck through";
    }
    sheet_.rows.push_back(std::move(row));
  }

  // Marks the cells of merged ranges but their first, in rows that hold anything.
  void Cover(size_t columns) {
    const auto before = [](const Row& row, size_t number) { return row.number < number; };
    size_t covered = 0;
    for (const auto& [first, last] : merges_) {
      if (first.column == 0) continue;
      auto row = std::lower_bound(sheet_.rows.begin(), sheet_.rows.end(), first.row, before);
      for (; row != sheet_.rows.end() && row->number <= last.row; ++row) {
        const size_t until = std::min(last.column, columns);
        covered += until + 1;
        if (covered > limits::kImportedTableCells) throw TooManyCells();
        if (row->cells.size() < until) row->cells.resize(until);
        for (size_t column = first.column; column <= until; ++column) {
          Cell& cell = row->cells[column - 1];
          cell.merged_above = row->number > first.row;
          cell.merged_left = column > first.column;
        }
      }
    }
  }

  const std::vector<Look>& looks_;
  const std::vector<RichText>& shared_;
  const double days_before_;
  size_t& cells_left_;
  Sheet sheet_;
  std::map<size_t, Cells> rows_;  // by number, from 1
  std::vector<size_t> hidden_;
  std::vector<std::pair<Place, Place>> merges_;
  TextReader text_;
  std::string type_;
  std::string value_;
  size_t cells_ = 0;
  size_t row_ = 0;
  size_t column_ = 0;
  size_t style_ = 0;
  bool formula_ = false;
  bool in_value_ = false;
  bool coloured_by_rule_ = false;
};

std::vector<Sheet> SheetsOf(Parts& parts) {
  std::string main = PartOfKind(RelationsOf(parts, ""), "officeDocument");
  if (main.empty()) main = "xl/workbook.xml";
  Book book;
  const std::string workbook = parts.Unpacked(main);
  if (workbook.empty()) throw PartMissing();
  ParseXml(workbook, book);
  const std::vector<Relation> relations = RelationsOf(parts, main);
  const std::vector<Look> looks = LooksOf(parts.Unpacked(PartOfKind(relations, "styles")),
                                          parts.Unpacked(PartOfKind(relations, "theme")));
  const std::vector<RichText> shared =
      SharedTextsIn(parts.Unpacked(PartOfKind(relations, "sharedStrings")));
  size_t cells_left = limits::kImportedTableCells;
  std::vector<Sheet> sheets;
  for (const Book::Named& named : book.sheets) {
    const auto relation = std::find_if(relations.begin(), relations.end(),
                                       [&](const auto& one) { return one.id == named.relation; });
    if (relation == relations.end()) throw PartMissing();
    const std::string xml = parts.Unpacked(relation->part);
    if (xml.empty()) throw PartMissing();
    SheetReader reader(looks, shared, book.counts_from_1904, cells_left);
    if (named.hidden) reader.Remark("the sheet is hidden in the workbook");
    ParseXml(xml, reader);
    const std::vector<Relation> beside = RelationsOf(parts, relation->part);
    if (!PartOfKind(beside, "drawing").empty()) {
      reader.Remark("pictures or drawings lie on the sheet, which cannot be read");
    }
    Comments comments;
    ParseXml(parts.Unpacked(PartOfKind(beside, "comments")), comments);
    Sheet sheet = reader.TakeSheet(comments.places);
    sheet.name = named.name;
    if (!sheet.rows.empty()) sheets.push_back(std::move(sheet));
  }
  return sheets;
}

}  // namespace

absl::StatusOr<std::vector<Sheet>> ReadXlsx(absl::string_view bytes) {
  try {
    Parts parts(bytes);
    return SheetsOf(parts);
  } catch (const TooManyCells&) {
    return TooLarge();
  } catch (const TooMuchUnpacked&) {
    return UnpacksToTooMuch();
  } catch (const std::exception&) {
    return absl::InvalidArgumentError(
        "the file is not a workbook that can be read; save it as XLSX or CSV and try again");
  }
}

}  // namespace candour::cli::paper
