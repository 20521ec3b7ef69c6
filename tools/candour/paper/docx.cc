// The tables of documents. liborcus unpacks the file and takes its XML apart; what stands here
// knows the handful of elements that make a table.
#include <algorithm>
#include <cstdint>
#include <exception>
#include <map>
#include <orcus/sax_parser.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/limits.h"
#include "tools/candour/paper/elements.h"
#include "tools/candour/paper/sheet.h"
#include "tools/candour/paper/symbols.h"

namespace candour::cli::paper {
namespace {

constexpr char kBullet[] = "\xe2\x80\xa2 ";
constexpr int kMostSpanned = 64;  // columns one cell may cover

// Colours that a word processor marks words with.
std::optional<uint32_t> HighlightOf(const std::string& name) {
  static const auto& colours = *new std::map<std::string, uint32_t>{
      {"red", 0xFF0000},   {"darkRed", 0x800000}, {"yellow", 0xFFFF00}, {"darkYellow", 0x808000},
      {"green", 0x00FF00}, {"darkGreen", 0x8000}, {"blue", 0x0000FF},   {"darkBlue", 0x000080}};
  const auto known = colours.find(name);
  if (known == colours.end()) return std::nullopt;
  return known->second;
}

std::optional<uint32_t> ShadeOf(Attributes& said) {
  return ColourCode(said["val"] == "solid" ? said["color"] : said["fill"]);
}

// Of footnotes, or of those at the end.
class Notes : public Elements {
 public:
  void start_element(const orcus::sax::parser_element& element) {
    Attributes said = Take();
    if (element.name == "footnote" || element.name == "endnote") id_ = said["id"];
    reading_ = element.name == "t";
  }
  void end_element(const orcus::sax::parser_element&) { reading_ = false; }
  void characters(std::string_view text, bool) {
    if (reading_) texts[id_] += std::string(text);
  }

  std::map<std::string, std::string> texts;  // by id

 private:
  std::string id_;
  bool reading_ = false;
};

// How the words of a run are set.
struct RunLook {
  bool struck = false;
  bool hidden = false;
  std::string font;
};

// What the document's styles make of words and paragraphs, by id.
class Styles : public Elements {
 public:
  struct Style {
    std::string based_on;
    std::optional<bool> listed;
    std::optional<bool> struck;
  };

  void start_element(const orcus::sax::parser_element& element) {
    Attributes said = Take();
    const std::string_view name = element.name;
    if (name == "style") at_ = &styles_[said["styleId"]];
    if (at_ == nullptr) return;
    if (name == "basedOn") at_->based_on = said["val"];
    if (name == "numPr") at_->listed = true;
    if (name == "numId" && at_->listed) at_->listed = said["val"] != "0";
    if (name == "strike" || name == "dstrike") at_->struck = IsOn(said["val"]);
  }
  void end_element(const orcus::sax::parser_element& element) {
    if (element.name == "style") at_ = nullptr;
  }

  bool AreListed(const std::string& id) const { return Says(id, &Style::listed); }
  bool AreStruck(const std::string& id) const { return Says(id, &Style::struck); }

 private:
  // Of the style, or of the nearest it is based on that says so or otherwise.
  bool Says(std::string id, std::optional<bool> Style::*what) const {
    constexpr int kDeepest = 20;  // a circle of styles ends here
    for (int depth = 0; depth < kDeepest; ++depth) {
      const auto known = styles_.find(id);
      if (known == styles_.end()) return false;
      if (known->second.*what) return *(known->second.*what);
      id = known->second.based_on;
    }
    return false;
  }

  std::map<std::string, Style> styles_;
  Style* at_ = nullptr;
};

// What a document keeps beside its text.
struct BesideText {
  std::map<std::string, std::string> footnotes;  // by id
  std::map<std::string, std::string> endnotes;   // likewise
  Styles styles;
};

// A table within a table is read as text of the cell it stands in.
class Tables : public Elements {
 public:
  explicit Tables(BesideText beside) : beside_(std::move(beside)) {}

  void start_element(const orcus::sax::parser_element& element) {
    Attributes said = Take();
    const std::string_view name = element.name;
    if (IsPassed(name)) ++passed_;
    if (passed_ > 0) return;
    if (name == "sdt") controls_.push_back(false);
    if (name == "showingPlcHdr" && !controls_.empty()) controls_.back() = IsOn(said["val"]);
    if (name == "tbl") BeginTable();
    if (depth_ == 0) return StartOfWordsBetween(name);
    if (depth_ == 1) StartOfTable(name, said);
    StartOfText(name, said);
    StartOfLook(name, said);
  }

  void end_element(const orcus::sax::parser_element& element) {
    const std::string_view name = element.name;
    if (IsPassed(name)) --passed_;
    if (passed_ > 0) return;
    if (name == "sdt" && !controls_.empty()) controls_.pop_back();
    if (name == "t") reading_ = false;
    if (depth_ == 0) return EndOfWordsBetween(name);
    if (name == "del" || name == "moveFrom") --removed_;
    if (name == "p") EndParagraph();
    if (name == "trPr") of_row_ = false;
    if (name == "tcPr") of_cell_ = false;
    if (name == "checkBox") Add(std::string(box_ ? kTickedBox : kEmptyBox));
    if (name == "drawing" || name == "pict" || name == "object") {
      if (pictured_) Remark("a picture or drawing stands here, which cannot be read");
      pictured_ = false;
    }
    if (depth_ == 1 && name == "tc") EndCell();
    if (depth_ == 1 && name == "tr" && !row_.IsBlank()) EndRow();
    if (name == "tbl") --depth_;
  }

  void characters(std::string_view text, bool) {
    if (passed_ > 0 || !reading_) return;
    if (depth_ == 0) {
      between_.append(text);
      return;
    }
    bool known = true;
    const absl::string_view said(text.data(), text.size());
    Add(IsSignFont(look_.font) ? SignsText(look_.font, said, known) : std::string(said));
    if (!known) RemarkSign();
  }

  std::vector<Sheet> TakeSheets() {
    std::erase_if(sheets_, [](const Sheet& sheet) { return sheet.rows.empty(); });
    return std::move(sheets_);
  }

 private:
  struct Paragraph {
    std::string text;
    bool listed = false;
    bool struck = false;
  };

  // What a text box says is written twice, the second time for programs that know no text boxes;
  // and beside a tracked change of how words look stands how they looked before.
  static bool IsPassed(std::string_view name) {
    return name == "Fallback" || absl::EndsWith({name.data(), name.size()}, "PrChange");
  }

  // Whether all that stands here is what a field of a form says while nobody has filled it in.
  bool IsUnfilled() const {
    return std::find(controls_.begin(), controls_.end(), true) != controls_.end();
  }

  // Of the paragraphs between tables the last one is kept that says anything.
  void StartOfWordsBetween(std::string_view name) {
    if (name == "p") between_.clear();
    if (name == "t") reading_ = true;
  }
  void EndOfWordsBetween(std::string_view name) {
    if (name != "p" || absl::StripAsciiWhitespace(between_).empty()) return;
    above_ = std::string(absl::StripAsciiWhitespace(between_));
    between_.clear();
  }

  void BeginTable() {
    if (depth_++ == 0) {
      sheets_.push_back({absl::StrCat("table ", sheets_.size() + 1), {}});
      sheets_.back().of_document = true;
      sheets_.back().above = std::exchange(above_, {});
    } else {
      Remark("a table stands within the cell; its words are read one after the other");
    }
  }

  void StartOfTable(std::string_view name, Attributes& said) {
    if (name == "tr") row_ = {++sheets_.back().rows_in_all, {}};
    if (name == "tc") cell_ = {}, span_ = 1, mark_ = {};
    if (name == "trPr") of_row_ = true;
    if (name == "tcPr") of_cell_ = true;
    if (of_row_ && name == "gridBefore") row_.cells.resize(SpanOf(said["val"]));
    if (of_row_ && name == "del") row_.set_aside = "a tracked change takes the row out";
    if (of_row_ && name == "hidden") row_.remarks.push_back("the row is hidden in the document");
    if (name == "gridSpan") span_ = SpanOf(said["val"]);
    if (name == "vMerge") cell_.merged_above = said["val"] != "restart";
    if (of_cell_ && name == "shd") cell_.fill = ShadeOf(said);
  }

  void StartOfText(std::string_view name, Attributes& said) {
    if (name == "p") paragraphs_.emplace_back();
    if (name == "pStyle" && !paragraphs_.empty()) {
      paragraphs_.back().listed = beside_.styles.AreListed(said["val"]);
      paragraphs_.back().struck = beside_.styles.AreStruck(said["val"]);
    }
    if (name == "numPr" && !paragraphs_.empty()) paragraphs_.back().listed = true;
    // A paragraph taken out of the list its style puts it in.
    if (name == "numId" && said["val"] == "0" && !paragraphs_.empty()) {
      paragraphs_.back().listed = false;
    }
    if (name == "t") reading_ = true;
    if (name == "del" || name == "moveFrom") ++removed_;
    if (name == "delText") Remark("words that a tracked change takes out are left out");
    if (name == "tab") Add(" ");
    if (name == "br" || name == "cr") Add("\n");
    if (name == "noBreakHyphen") Add("-");
    if (name == "checkBox") box_ = false;
    if (name == "checked" || name == "default") box_ = IsOn(said["val"]);
    if (name == "drawing" || name == "pict" || name == "object") pictured_ = true;
    if (name == "commentReference") Remark("a comment stands here, which is not read");
    if (name == "txbxContent") {
      pictured_ = false;
      Remark("a text box stands here; its text is read with the cell's");
    }
    if (name == "footnoteReference" || name == "endnoteReference") {
      Keep(absl::StrCat("footnote: ", name == "footnoteReference" ? beside_.footnotes[said["id"]]
                                                                  : beside_.endnotes[said["id"]]));
      Remark("a footnote stands here, which is none of the cell's words");
    }
    if (name == "sym") {
      bool known = true;
      uint32_t code = 0;
      if (absl::SimpleHexAtoi(said["char"], &code)) Add(SignText(said["font"], code, known));
      if (!known) RemarkSign();
    }
  }

  void StartOfLook(std::string_view name, Attributes& said) {
    if (name == "r") {
      look_ = {};
      look_.struck = !paragraphs_.empty() && paragraphs_.back().struck;
    }
    if (name == "rStyle") look_.struck = look_.struck || beside_.styles.AreStruck(said["val"]);
    if (name == "strike" || name == "dstrike") look_.struck = IsOn(said["val"]);
    if (name == "vanish") look_.hidden = IsOn(said["val"]);
    if (name == "rFonts") look_.font = said["ascii"];
    if (name == "highlight" && !mark_) mark_ = HighlightOf(said["val"]);
    if (name == "shd" && !of_cell_ && !mark_) mark_ = ShadeOf(said);
  }

  static size_t SpanOf(const std::string& value) {
    int span = 1;
    if (!absl::SimpleAtoi(value, &span)) return 1;
    return static_cast<size_t>(std::clamp(span, 1, kMostSpanned));
  }

  void Remark(absl::string_view what) {
    std::vector<std::string>& remarks = cell_.remarks;
    if (std::find(remarks.begin(), remarks.end(), what) == remarks.end()) {
      remarks.emplace_back(what);
    }
  }
  void RemarkSign() { Remark("a sign stands here that is not known; it is told by its number"); }

  void Keep(const std::string& words) {
    absl::StrAppend(&cell_.kept, cell_.kept.empty() ? "" : " ", words);
  }

  void Add(const std::string& text) {
    if (removed_ > 0 || paragraphs_.empty() || IsUnfilled()) return;
    if (look_.struck) {
      cell_.kept += text;
      if (text != " ") Remark("words that are struck through are left out");
      return;
    }
    if (look_.hidden) Remark("words are hidden in the document; they are read like others");
    paragraphs_.back().text += text;
  }

  void EndParagraph() {
    if (paragraphs_.empty()) return;
    const Paragraph ended = std::move(paragraphs_.back());
    paragraphs_.pop_back();
    const absl::string_view text = absl::StripAsciiWhitespace(ended.text);
    if (text.empty()) return;
    absl::StrAppend(&cell_.text, cell_.text.empty() ? "" : "\n", ended.listed ? kBullet : "", text);
  }

  void EndCell() {
    if (cells_ += span_; cells_ > limits::kImportedTableCells) throw TooManyCells();
    if (!cell_.fill) cell_.fill = mark_;
    Cell beside;
    beside.merged_left = true;
    beside.merged_above = cell_.merged_above;
    row_.cells.push_back(std::move(cell_));
    row_.cells.insert(row_.cells.end(), span_ - 1, beside);
    cell_ = {};
  }

  void EndRow() {
    const auto says = [](const Cell& cell) { return !cell.text.empty(); };
    const auto struck = [](const Cell& cell) { return !cell.kept.empty(); };
    if (row_.set_aside.empty() && std::none_of(row_.cells.begin(), row_.cells.end(), says) &&
        std::any_of(row_.cells.begin(), row_.cells.end(), struck)) {
      row_.set_aside = "all it says is struck through";
    }
    sheets_.back().rows.push_back(row_);
  }

  BesideText beside_;
  std::vector<bool> controls_;  // fields of a form one stands in: whether nobody has filled it in
  std::vector<Sheet> sheets_;
  std::string between_;  // a paragraph that stands in no table
  std::string above_;    // the last such one, since a table ended
  Row row_;
  Cell cell_;
  size_t span_ = 1;
  std::optional<uint32_t> mark_;  // the colour its words are marked with
  std::vector<Paragraph> paragraphs_;
  RunLook look_;
  size_t cells_ = 0;
  int depth_ = 0;    // tables one stands in
  int removed_ = 0;  // text that was struck out and is kept as a change
  int passed_ = 0;
  bool of_row_ = false;
  bool of_cell_ = false;
  bool reading_ = false;
  bool pictured_ = false;
  bool box_ = false;  // whether a box of a form is ticked
};

std::vector<Sheet> TablesOf(Parts& parts) {
  std::string main = PartOfKind(RelationsOf(parts, ""), "officeDocument");
  if (main.empty()) main = "word/document.xml";
  const std::vector<Relation> relations = RelationsOf(parts, main);
  const auto notes = [&](const char* kind) {
    Notes read;
    ParseXml(parts.Unpacked(PartOfKind(relations, kind)), read);
    return std::move(read.texts);
  };
  BesideText beside;
  beside.footnotes = notes("footnotes");
  beside.endnotes = notes("endnotes");
  ParseXml(parts.Unpacked(PartOfKind(relations, "styles")), beside.styles);
  Tables tables(std::move(beside));
  ParseXml(parts.Unpacked(main), tables);
  return tables.TakeSheets();
}

}  // namespace

absl::StatusOr<std::vector<Sheet>> ReadDocx(absl::string_view bytes) {
  std::vector<Sheet> sheets;
  try {
    Parts parts(bytes);
    sheets = TablesOf(parts);
  } catch (const TooManyCells&) {
    return TooLarge();
  } catch (const TooMuchUnpacked&) {
    return UnpacksToTooMuch();
  } catch (const std::exception&) {
    return absl::InvalidArgumentError(
        "the file is not a document that can be read; save it as DOCX and try again");
  }
  if (!sheets.empty()) return sheets;
  return absl::InvalidArgumentError(
      "the document holds no table; put what is to be taken over in a table with headings");
}

}  // namespace candour::cli::paper
