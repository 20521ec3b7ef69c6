#include "tools/candour/paper/workbook_marks.h"

#include <algorithm>
#include <cstdint>
#include <orcus/zip_archive_stream.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tools/candour/paper/elements.h"
#include "tools/candour/paper/symbols.h"

namespace candour::cli::paper {
namespace {

bool IsOn(const std::string& value) { return value != "0" && value != "false"; }

size_t NumberIn(const std::string& text) {
  size_t number = 0;
  return absl::SimpleAtoi(text, &number) ? number : 0;
}

constexpr size_t kMostColumns = 16384;

// "C" of 3.
std::string ColumnName(size_t number) {
  std::string name;
  for (; number > 0; number = (number - 1) / 26) {
    name.insert(name.begin(), static_cast<char>('A' + (number - 1) % 26));
  }
  return name;
}

// The sheets of a workbook, and the files they are in.
class Book : public Elements {
 public:
  void start_element(const orcus::sax::parser_element& element) {
    Attributes said = Take();
    if (element.name == "sheet") {
      names.emplace(said["id"], said["name"]);
      hidden[said["name"]] = absl::StrContains(said["state"], "idden");
    }
    if (element.name == "Relationship") files.emplace(said["Id"], said["Target"]);
    if (element.name == "workbookPr" && said.contains("date1904")) {
      counts_from_1904 = IsOn(said["date1904"]);
    }
  }

  std::map<std::string, std::string> names;  // by the id of the relation
  std::map<std::string, std::string> files;  // likewise
  std::map<std::string, bool> hidden;        // by name
  bool counts_from_1904 = false;
};

// The colours of a theme, as cells count them: the light ones stand before the dark ones.
class Theme : public Elements {
 public:
  void start_element(const orcus::sax::parser_element& element) {
    Attributes said = Take();
    if (element.name == "clrScheme") in_scheme_ = true;
    if (!in_scheme_) return;
    if (element.name == "srgbClr") colours.push_back(ColourCode(said["val"]));
    if (element.name == "sysClr") colours.push_back(ColourCode(said["lastClr"]));
  }
  void end_element(const orcus::sax::parser_element& element) {
    if (element.name != "clrScheme") return;
    in_scheme_ = false;
    for (size_t at = 0; at + 1 < std::min<size_t>(colours.size(), 4); at += 2) {
      std::swap(colours[at], colours[at + 1]);
    }
  }

  std::vector<std::optional<uint32_t>> colours;

 private:
  bool in_scheme_ = false;
};

// Of the colours workbooks once numbered, those that say how something stands.
std::optional<uint32_t> NumberedColour(size_t number) {
  static const auto& colours = *new std::map<size_t, uint32_t>{
      {2, 0xFF0000},  {3, 0x00FF00},  {4, 0x0000FF},  {5, 0xFFFF00},
      {10, 0xFF0000}, {11, 0x00FF00}, {12, 0x0000FF}, {13, 0xFFFF00},
      {17, 0x008000}, {42, 0xCCFFCC}, {43, 0xFFFF99}, {45, 0xFF99CC},
      {50, 0x339966}, {51, 0xFFCC00}, {52, 0xFF9900}, {53, 0xFF6600}};
  const auto known = colours.find(number);
  if (known == colours.end()) return std::nullopt;
  return known->second;
}

// How cells look, by the number of their style.
struct Look {
  std::optional<uint32_t> fill;
  std::string font;
  bool struck = false;
};

class Styles : public Elements {
 public:
  explicit Styles(std::vector<std::optional<uint32_t>> theme) : theme_(std::move(theme)) {}

  void start_element(const orcus::sax::parser_element& element) {
    Attributes said = Take();
    const std::string_view name = element.name;
    if (name == "fonts" || name == "fills" || name == "cellXfs" || name == "dxfs") part_ = name;
    if (part_ == "fonts" && name == "font") fonts_.emplace_back();
    if (part_ == "fonts" && name == "name") fonts_.back().font = said["val"];
    if (part_ == "fonts" && name == "strike") fonts_.back().struck = IsOn(said["val"]);
    if (part_ == "fills" && name == "fill") fills_.emplace_back();
    if (part_ == "fills" && name == "fgColor" && !fills_.empty()) fills_.back() = ColourOf(said);
    if (part_ == "cellXfs" && name == "xf") {
      Look look;
      if (const size_t at = NumberIn(said["fontId"]); at < fonts_.size()) look = fonts_[at];
      if (const size_t at = NumberIn(said["fillId"]); at < fills_.size()) look.fill = fills_[at];
      looks.push_back(std::move(look));
    }
  }
  void end_element(const orcus::sax::parser_element& element) {
    if (element.name == part_) part_.clear();
  }

  std::vector<Look> looks;

 private:
  std::optional<uint32_t> ColourOf(Attributes& said) const {
    if (said.contains("rgb")) return ColourCode(said["rgb"]);
    if (said.contains("indexed")) return NumberedColour(NumberIn(said["indexed"]));
    const size_t at = NumberIn(said["theme"]);
    return said.contains("theme") && at < theme_.size() ? theme_[at] : std::nullopt;
  }

  const std::vector<std::optional<uint32_t>> theme_;
  std::string part_;
  std::vector<Look> fonts_;
  std::vector<std::optional<uint32_t>> fills_;
};

// A text with words of different looks.
struct RichText {
  std::string text;
  std::string struck;
  bool plain = true;  // no words of it look as if they said something else
  bool known = true;  // no sign stands in it that is not known
};

// Reads the words of one text as its elements pass by.
class TextReader {
 public:
  void Begin() { text_ = {}, look_ = {}, spoken_ = 0; }
  void Start(std::string_view name, Attributes& said) {
    if (name == "rPh") ++spoken_;  // how a text is said, in Japanese
    if (name == "r") look_ = {};
    if (name == "strike") look_.struck = IsOn(said["val"]);
    if (name == "rFont") look_.font = said["val"];
    reading_ = spoken_ == 0 && name == "t";
  }
  void End(std::string_view name) {
    reading_ = false;
    if (name == "rPh") --spoken_;
  }
  void Characters(std::string_view text) {
    if (!reading_) return;
    const absl::string_view said(text.data(), text.size());
    const bool signs = IsSignFont(look_.font);
    text_.plain = text_.plain && !signs && !look_.struck;
    (look_.struck ? text_.struck : text_.text) +=
        signs ? SignsText(look_.font, said, text_.known) : std::string(said);
  }
  RichText Take() { return std::exchange(text_, {}); }

 private:
  RichText text_;
  Look look_;
  bool reading_ = false;
  int spoken_ = 0;
};

class SharedTexts : public Elements {
 public:
  void start_element(const orcus::sax::parser_element& element) {
    Attributes said = Take();
    if (element.name == "si") reader_.Begin();
    reader_.Start(element.name, said);
  }
  void end_element(const orcus::sax::parser_element& element) {
    reader_.End(element.name);
    if (element.name == "si") texts.push_back(reader_.Take());
  }
  void characters(std::string_view text, bool) { reader_.Characters(text); }

  std::vector<RichText> texts;

 private:
  TextReader reader_;
};

class SheetReader : public Elements {
 public:
  SheetReader(const std::vector<Look>& looks, const std::vector<RichText>& shared,
              SheetMarks& marks)
      : looks_(looks), shared_(shared), marks_(marks) {}

  void start_element(const orcus::sax::parser_element& element) {
    Attributes said = Take();
    const size_t last = NumberIn(said["max"]);
    // Whoever hides all columns to the right of a table hides nothing of it.
    if (element.name == "col" && said.contains("hidden") && IsOn(said["hidden"]) &&
        last < kMostColumns) {
      marks_.remarks.push_back(absl::StrCat("columns ", ColumnName(NumberIn(said["min"])), " to ",
                                            ColumnName(last),
                                            " are hidden, and read like the others"));
    }
    if (element.name == "row" && said.contains("hidden") && IsOn(said["hidden"])) {
      marks_.hidden_rows.push_back(NumberIn(said["r"]) - 1);
    }
    if (element.name == "c") BeginCell(said);
    if (element.name == "f") formula_ = true;
    in_value_ = element.name == "v";
    text_.Start(element.name, said);
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

 private:
  void BeginCell(Attributes& said) {
    type_ = said["t"];
    style_ = NumberIn(said["s"]);
    value_.clear();
    formula_ = false;
    text_.Begin();
    mark_ = {};
    for (const char letter : said["r"]) {
      if (absl::ascii_isalpha(letter)) {
        mark_.column = mark_.column * 26 + static_cast<size_t>(absl::ascii_toupper(letter) - '@');
      } else if (absl::ascii_isdigit(letter)) {
        mark_.row = mark_.row * 10 + static_cast<size_t>(letter - '0');
      }
    }
  }

  void EndCell() {
    if (mark_.row == 0 || mark_.column == 0) return;
    --mark_.row;
    --mark_.column;
    const Look look = style_ < looks_.size() ? looks_[style_] : Look();
    mark_.beside.fill = look.fill;
    if (formula_ && value_.empty()) mark_.beside.unvalued = true;
    if (type_ == "e") {
      mark_.text = value_;
      Remark("the workbook could not work this out");
    }
    RichText said = type_ == "inlineStr" ? text_.Take() : RichText();
    if (const size_t at = NumberIn(value_); type_ == "s" && at < shared_.size()) said = shared_[at];
    if (type_ == "inlineStr" || !said.plain || look.struck || IsSignFont(look.font)) {
      SetText(std::move(said), look);
    }
    const bool tells = mark_.text || mark_.beside.fill || !mark_.beside.IsBlank();
    if (tells) marks_.cells.push_back(std::move(mark_));
  }

  void SetText(RichText said, const Look& look) {
    if (type_ != "inlineStr" && type_ != "s") said.text = value_;
    if (IsSignFont(look.font)) said.text = SignsText(look.font, said.text, said.known);
    if (look.struck) said.struck += std::exchange(said.text, {});
    mark_.text = std::string(absl::StripAsciiWhitespace(said.text));
    mark_.beside.kept = std::string(absl::StripAsciiWhitespace(said.struck));
    if (!mark_.beside.kept.empty()) {
      Remark("words that are struck through are left out");
    }
    if (!said.known) Remark("a sign stands here that is not known; it is told by its number");
  }

  void Remark(absl::string_view what) { mark_.beside.remarks.emplace_back(what); }

  const std::vector<Look>& looks_;
  const std::vector<RichText>& shared_;
  SheetMarks& marks_;
  CellMark mark_;
  TextReader text_;
  std::string type_;
  std::string value_;
  size_t style_ = 0;
  bool formula_ = false;
  bool in_value_ = false;
};

}  // namespace

WorkbookMarks MarksOf(std::string_view bytes) {
  orcus::zip_archive_stream_blob stream(reinterpret_cast<const uint8_t*>(bytes.data()),
                                        bytes.size());
  orcus::zip_archive archive(&stream);
  archive.load();
  Book book;
  ParseXml(Unpacked(archive, "xl/workbook.xml"), book);
  ParseXml(Unpacked(archive, "xl/_rels/workbook.xml.rels"), book);
  Theme theme;
  ParseXml(Unpacked(archive, "xl/theme/theme1.xml"), theme);
  Styles styles(std::move(theme.colours));
  ParseXml(Unpacked(archive, "xl/styles.xml"), styles);
  SharedTexts shared;
  ParseXml(Unpacked(archive, "xl/sharedStrings.xml"), shared);
  WorkbookMarks marks;
  marks.counts_from_1904 = book.counts_from_1904;
  for (const auto& [id, name] : book.names) {
    const absl::string_view target = book.files[id];
    const std::string path = absl::StartsWith(target, "/")
                                 ? std::string(absl::StripPrefix(target, "/"))
                                 : absl::StrCat("xl/", target);
    SheetMarks& sheet = marks.sheets[name];
    if (book.hidden[name]) sheet.remarks.push_back("the sheet is hidden in the workbook");
    SheetReader reader(styles.looks, shared.texts, sheet);
    ParseXml(Unpacked(archive, path), reader);
  }
  return marks;
}

}  // namespace candour::cli::paper
