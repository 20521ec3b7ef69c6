// Workbooks. liborcus takes the file apart and calls what stands here for each cell.
#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <orcus/orcus_xlsx.hpp>
#include <orcus/spreadsheet/import_interface.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/limits.h"
#include "tools/candour/paper/sheet.h"
#include "tools/candour/paper/workbook_marks.h"

namespace candour::cli::paper {
namespace {

namespace spreadsheet = orcus::spreadsheet;
namespace iface = orcus::spreadsheet::iface;

constexpr double kLargestWhole = 1e15;  // beyond it a double skips whole numbers
constexpr double kDaysTo1904 = 1462;    // between the days from which workbooks count
constexpr spreadsheet::range_size_t kSheetSize{1048576, 16384};  // the most a workbook may have

// Thrown through liborcus, which knows no other way to be stopped.
struct TooManyCells : std::exception {};

std::string NumberText(double number) {
  if (number == std::floor(number) && std::abs(number) < kLargestWhole) {
    return absl::StrFormat("%.0f", number);
  }
  return absl::StrCat(number);
}

// Texts that cells refer to by number. Fonts and colours within a text are passed over.
class Texts final : public iface::import_shared_strings {
 public:
  const std::string& At(size_t number) const { return texts_.at(number); }

  size_t append(std::string_view text) override {
    texts_.emplace_back(text);
    return texts_.size() - 1;
  }
  size_t add(std::string_view text) override { return append(text); }
  void append_segment(std::string_view text) override { segments_ += text; }
  size_t commit_segments() override { return append(std::exchange(segments_, {})); }
  void set_segment_font(size_t) override {}
  void set_segment_bold(bool) override {}
  void set_segment_italic(bool) override {}
  void set_segment_font_name(std::string_view) override {}
  void set_segment_font_size(double) override {}
  void set_segment_font_color(spreadsheet::color_elem_t, spreadsheet::color_elem_t,
                              spreadsheet::color_elem_t, spreadsheet::color_elem_t) override {}

 private:
  std::vector<std::string> texts_;
  std::string segments_;
};

// Cells in whatever order they come; of a formula what it gave when the workbook was saved.
class Cells final : public iface::import_sheet,
                    public iface::import_formula,
                    public iface::import_sheet_properties {
 public:
  Cells(std::string name, const Texts& texts, size_t& cells_left)
      : sheet_{std::move(name), {}}, texts_(texts), cells_left_(cells_left) {}

  Sheet Take(const SheetMarks& marks, bool counts_from_1904) {
    for (const CellMark& mark : marks.cells) Mark(mark);
    for (const spreadsheet::range_t& range : merges_) Cover(range);
    std::sort(sheet_.rows.begin(), sheet_.rows.end(),
              [](const Row& one, const Row& other) { return one.number < other.number; });
    for (Row& row : sheet_.rows) Finish(row, marks, counts_from_1904);
    std::erase_if(sheet_.rows, [](const Row& row) { return row.IsBlank(); });
    if (!sheet_.rows.empty()) sheet_.rows_in_all = sheet_.rows.back().number;
    sheet_.remarks = marks.remarks;
    return std::move(sheet_);
  }

  iface::import_formula* get_formula() override { return this; }
  iface::import_sheet_properties* get_sheet_properties() override { return this; }
  void set_column_width(spreadsheet::col_t, double, orcus::length_unit_t) override {}
  void set_column_hidden(spreadsheet::col_t, bool) override {}
  void set_row_height(spreadsheet::row_t, double, orcus::length_unit_t) override {}
  void set_row_hidden(spreadsheet::row_t, bool) override {}
  void set_merge_cell_range(const spreadsheet::range_t& range) override {
    merges_.push_back(range);
  }
  void set_auto(spreadsheet::row_t row, spreadsheet::col_t column, std::string_view text) override {
    Put(row, column, Text(text));
  }
  void set_string(spreadsheet::row_t row, spreadsheet::col_t column,
                  spreadsheet::string_id_t text) override {
    Put(row, column, Text(texts_.At(text)));
  }
  void set_value(spreadsheet::row_t row, spreadsheet::col_t column, double number) override {
    Put(row, column, {NumberText(number), number});
  }
  void set_bool(spreadsheet::row_t row, spreadsheet::col_t column, bool yes) override {
    Put(row, column, {yes ? "yes" : "no", std::nullopt});
  }
  void set_date_time(spreadsheet::row_t row, spreadsheet::col_t column, int year, int month,
                     int day, int hour, int minute, double) override {
    std::string text = absl::StrFormat("%04d-%02d-%02d", year, month, day);
    if (hour != 0 || minute != 0) absl::StrAppendFormat(&text, " %02d:%02d", hour, minute);
    Put(row, column, {std::move(text), std::nullopt});
  }
  void set_format(spreadsheet::row_t, spreadsheet::col_t, size_t) override {}
  void set_format(spreadsheet::row_t, spreadsheet::col_t, spreadsheet::row_t, spreadsheet::col_t,
                  size_t) override {}
  void fill_down_cells(spreadsheet::row_t row, spreadsheet::col_t column,
                       spreadsheet::row_t rows) override {
    const Cell first = At(row, column);
    for (spreadsheet::row_t below = 1; below <= rows; ++below) Put(row + below, column, first);
  }
  spreadsheet::range_size_t get_sheet_size() const override { return kSheetSize; }

  void set_position(spreadsheet::row_t row, spreadsheet::col_t column) override {
    row_ = row;
    column_ = column;
  }
  void set_formula(spreadsheet::formula_grammar_t, std::string_view) override {}
  void set_shared_formula_index(size_t) override {}
  void set_result_string(std::string_view text) override { Put(row_, column_, Text(text)); }
  void set_result_value(double number) override { set_value(row_, column_, number); }
  void set_result_bool(bool yes) override { set_bool(row_, column_, yes); }
  void set_result_empty() override {}
  void commit() override {}

 private:
  static Cell Text(std::string_view text) {
    return {std::string(absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size()))),
            std::nullopt};
  }

  Cell& At(spreadsheet::row_t row, spreadsheet::col_t column) {
    const uint32_t number = static_cast<uint32_t>(row) + 1;
    if (sheet_.rows.empty() || sheet_.rows.back().number != number) {
      const auto known = std::find_if(sheet_.rows.begin(), sheet_.rows.end(),
                                      [&](const Row& other) { return other.number == number; });
      if (known == sheet_.rows.end()) {
        sheet_.rows.push_back({number, {}});
      } else {
        std::rotate(known, known + 1, sheet_.rows.end());
      }
    }
    std::vector<Cell>& cells = sheet_.rows.back().cells;
    const auto at = static_cast<size_t>(column);
    if (cells.size() <= at) {
      if (cells_left_ < at + 1 - cells.size()) throw TooManyCells();
      cells_left_ -= at + 1 - cells.size();
      cells.resize(at + 1);
    }
    return cells[at];
  }
  // Marks the cells of a merged range but its first, in rows that hold anything.
  void Cover(const spreadsheet::range_t& range) {
    for (const Row& known : std::vector<Row>(sheet_.rows)) {
      const auto row = static_cast<spreadsheet::row_t>(known.number - 1);
      if (row < range.first.row || row > range.last.row) continue;
      for (spreadsheet::col_t column = range.first.column; column <= range.last.column; ++column) {
        At(row, column).merged_above = row > range.first.row;
        At(row, column).merged_left = column > range.first.column;
      }
    }
  }

  // A cell that is nothing but coloured is no cell of a row that holds nothing.
  void Mark(const CellMark& mark) {
    const auto row = static_cast<spreadsheet::row_t>(mark.row);
    const bool says = mark.text || !mark.beside.IsBlank();
    if (!says && !IsThere(static_cast<uint32_t>(mark.row) + 1)) return;
    Cell& cell = At(row, static_cast<spreadsheet::col_t>(mark.column));
    Cell marked = mark.beside;
    marked.text = mark.text ? *mark.text : cell.text;
    if (!mark.text) marked.number = cell.number;
    cell = std::move(marked);
  }

  bool IsThere(uint32_t number) const {
    return std::any_of(sheet_.rows.rbegin(), sheet_.rows.rend(),
                       [&](const Row& row) { return row.number == number; });
  }

  static void Finish(Row& row, const SheetMarks& marks, bool counts_from_1904) {
    if (std::binary_search(marks.hidden_rows.begin(), marks.hidden_rows.end(), row.number - 1)) {
      row.remarks.push_back("the row is hidden in the workbook");
    }
    const auto says = [](const Cell& cell) { return !cell.text.empty() || cell.unvalued; };
    const auto struck = [](const Cell& cell) { return !cell.kept.empty(); };
    if (std::none_of(row.cells.begin(), row.cells.end(), says) &&
        std::any_of(row.cells.begin(), row.cells.end(), struck)) {
      row.set_aside = "all it says is struck through";
    }
    if (!counts_from_1904) return;
    for (Cell& cell : row.cells) {
      if (cell.number) *cell.number += kDaysTo1904;
    }
  }

  void Put(spreadsheet::row_t row, spreadsheet::col_t column, Cell cell) {
    At(row, column) = std::move(cell);
  }

  Sheet sheet_;
  const Texts& texts_;
  size_t& cells_left_;
  std::vector<spreadsheet::range_t> merges_;
  spreadsheet::row_t row_ = 0;
  spreadsheet::col_t column_ = 0;
};

// Places as workbooks write them: "B4", "A1:C2". What is no place is the first cell.
class Places final : public iface::import_reference_resolver {
 public:
  spreadsheet::src_address_t resolve_address(std::string_view text) override {
    spreadsheet::src_address_t place{0, 0, 0};
    for (const char letter : text) {
      if (absl::ascii_isalpha(letter)) {
        place.column = place.column * 26 + (absl::ascii_toupper(letter) - 'A' + 1);
      } else if (absl::ascii_isdigit(letter)) {
        place.row = place.row * 10 + (letter - '0');
      }
    }
    if (place.row > 0) --place.row;
    if (place.column > 0) --place.column;
    return place;
  }
  spreadsheet::src_range_t resolve_range(std::string_view text) override {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) return {resolve_address(text), resolve_address(text)};
    return {resolve_address(text.substr(0, colon)), resolve_address(text.substr(colon + 1))};
  }
};

class Workbook final : public iface::import_factory {
 public:
  std::vector<Sheet> Take(WorkbookMarks marks) {
    std::vector<Sheet> sheets;
    for (size_t at = 0; at < sheets_.size(); ++at) {
      Sheet sheet = sheets_[at]->Take(marks.sheets[names_[at]], marks.counts_from_1904);
      if (!sheet.rows.empty()) sheets.push_back(std::move(sheet));
    }
    return sheets;
  }

  iface::import_shared_strings* get_shared_strings() override { return &texts_; }
  iface::import_reference_resolver* get_reference_resolver(
      spreadsheet::formula_ref_context_t) override {
    return &places_;
  }
  iface::import_sheet* append_sheet(spreadsheet::sheet_t, std::string_view name) override {
    names_.emplace_back(name);
    sheets_.push_back(std::make_unique<Cells>(names_.back(), texts_, cells_left_));
    return sheets_.back().get();
  }
  iface::import_sheet* get_sheet(std::string_view name) override {
    const auto found = std::find(names_.begin(), names_.end(), name);
    return found == names_.end() ? nullptr : sheets_[found - names_.begin()].get();
  }
  iface::import_sheet* get_sheet(spreadsheet::sheet_t at) override {
    const auto number = static_cast<size_t>(at);
    return number < sheets_.size() ? sheets_[number].get() : nullptr;
  }
  void finalize() override {}

 private:
  Texts texts_;
  Places places_;
  size_t cells_left_ = limits::kImportedTableCells;
  std::vector<std::string> names_;
  std::vector<std::unique_ptr<Cells>> sheets_;
};

}  // namespace

absl::StatusOr<std::vector<Sheet>> ReadXlsx(absl::string_view bytes) {
  try {
    Workbook workbook;
    const std::string_view stream(bytes.data(), bytes.size());
    orcus::orcus_xlsx(&workbook).read_stream(stream);
    return workbook.Take(MarksOf(stream));
  } catch (const TooManyCells&) {
    return TooLarge();
  } catch (const std::exception&) {
    return absl::InvalidArgumentError(
        "the file is not a workbook that can be read; save it as XLSX or CSV and try again");
  }
}

}  // namespace candour::cli::paper
