// The tables of documents. liborcus unpacks the file and takes its XML apart; what stands here
// knows the handful of elements that make a table.
#include <algorithm>
#include <cstdint>
#include <exception>
#include <orcus/sax_parser.hpp>
#include <orcus/zip_archive.hpp>
#include <orcus/zip_archive_stream.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/limits.h"
#include "tools/candour/paper/sheet.h"

namespace candour::cli::paper {
namespace {

constexpr char kDocument[] = "word/document.xml";
constexpr char kBullet[] = "\xe2\x80\xa2 ";
constexpr int kMostSpanned = 64;  // columns one cell may cover

// Thrown through liborcus, which knows no other way to be stopped.
struct TooManyCells : std::exception {};

// A table within a table is read as text of the cell it stands in.
class Tables : public orcus::sax_handler {
 public:
  // Called for each attribute before the element it belongs to.
  void attribute(const orcus::sax::parser_attribute& attribute) {
    if (attribute.name == "val") value_ = std::string(attribute.value);
  }

  void start_element(const orcus::sax::parser_element& element) {
    const std::string value = std::exchange(value_, {});
    const std::string_view name = element.name;
    if (name == "tbl" && depth_++ == 0) {
      sheets_.push_back({absl::StrCat("table ", sheets_.size() + 1), {}});
      number_ = 0;
    }
    if (depth_ == 0) return;
    if (depth_ == 1 && name == "tr") row_ = {++number_, {}};
    if (depth_ == 1 && name == "tc") BeginCell();
    if (name == "gridSpan") span_ = SpanOf(value);
    if (name == "vMerge") merged_above_ = value != "restart";
    if (name == "numPr") listed_ = true;
    if (name == "p") BeginParagraph();
    if (name == "t") reading_ = true;
    if (name == "del" || name == "moveFrom") ++removed_;
    if (name == "tab") paragraph_ += ' ';
    if (name == "br" || name == "cr") paragraph_ += '\n';
  }

  void end_element(const orcus::sax::parser_element& element) {
    const std::string_view name = element.name;
    if (depth_ == 0) return;
    if (name == "t") reading_ = false;
    if (name == "del" || name == "moveFrom") --removed_;
    if (name == "p") EndParagraph();
    if (depth_ == 1 && name == "tc") EndCell();
    if (depth_ == 1 && name == "tr" && !row_.IsBlank()) sheets_.back().rows.push_back(row_);
    if (name == "tbl") --depth_;
  }

  void characters(std::string_view text, bool) {
    if (reading_ && removed_ == 0) paragraph_ += std::string(text);
  }

  std::vector<Sheet> Take() {
    std::erase_if(sheets_, [](const Sheet& sheet) { return sheet.rows.empty(); });
    return std::move(sheets_);
  }

 private:
  static int SpanOf(const std::string& value) {
    int span = 1;
    if (!absl::SimpleAtoi(value, &span)) return 1;
    return std::clamp(span, 1, kMostSpanned);
  }

  void BeginCell() {
    text_.clear();
    span_ = 1;
    merged_above_ = false;
  }

  void BeginParagraph() {
    paragraph_.clear();
    listed_ = false;
  }

  void EndParagraph() {
    const absl::string_view text = absl::StripAsciiWhitespace(paragraph_);
    if (!text.empty()) {
      absl::StrAppend(&text_, text_.empty() ? "" : "\n", listed_ ? kBullet : "", text);
    }
    paragraph_.clear();
  }

  void EndCell() {
    if (cells_ += static_cast<size_t>(span_); cells_ > limits::kImportedTableCells) {
      throw TooManyCells();
    }
    Cell cell;
    cell.text = text_;
    cell.merged_above = merged_above_;
    row_.cells.push_back(std::move(cell));
    for (int covered = 1; covered < span_; ++covered) {
      Cell beside;
      beside.merged_left = true;
      beside.merged_above = merged_above_;
      row_.cells.push_back(std::move(beside));
    }
  }

  std::vector<Sheet> sheets_;
  Row row_;
  std::string text_;       // of the cell
  std::string paragraph_;  // of it
  std::string value_;      // of the element that is about to begin
  uint32_t number_ = 0;
  size_t cells_ = 0;
  int depth_ = 0;    // tables one stands in
  int removed_ = 0;  // text that was struck out and is kept as a change
  int span_ = 1;
  bool merged_above_ = false;
  bool listed_ = false;
  bool reading_ = false;
};

}  // namespace

absl::StatusOr<std::vector<Sheet>> ReadDocx(absl::string_view bytes) {
  std::vector<Sheet> sheets;
  try {
    orcus::zip_archive_stream_blob stream(reinterpret_cast<const uint8_t*>(bytes.data()),
                                          bytes.size());
    orcus::zip_archive archive(&stream);
    archive.load();
    std::vector<unsigned char> document;
    if (archive.read_file_entry(kDocument, document)) {
      Tables tables;
      const auto* text = reinterpret_cast<const char*>(document.data());
      // What is unpacked ends with a byte of its own.
      const size_t size = std::string_view(text, document.size()).find_last_of('>') + 1;
      orcus::sax_parser<Tables>(text, size, tables).parse();
      sheets = tables.Take();
    }
  } catch (const TooManyCells&) {
    return TooLarge();
  } catch (const std::exception&) {
    return absl::InvalidArgumentError(
        "the file is not a document that can be read; save it as DOCX and try again");
  }
  if (!sheets.empty()) return sheets;
  return absl::InvalidArgumentError(
      "the document holds no table; put what is to be taken over in a table with headings");
}

}  // namespace candour::cli::paper
