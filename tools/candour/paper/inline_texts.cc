#include "tools/candour/paper/inline_texts.h"

#include <cstdint>
#include <map>
#include <orcus/sax_parser.hpp>
#include <orcus/zip_archive.hpp>
#include <orcus/zip_archive_stream.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace candour::cli::paper {
namespace {

using Attributes = std::map<std::string, std::string>;  // by name, without what stands before ":"

// Called for each attribute before the element it belongs to.
class Elements : public orcus::sax_handler {
 public:
  void attribute(const orcus::sax::parser_attribute& attribute) {
    attributes_[std::string(attribute.name)] = std::string(attribute.value);
  }

 protected:
  Attributes Take() { return std::exchange(attributes_, {}); }

 private:
  Attributes attributes_;
};

// Of every element of one kind, what two of its attributes say: a sheet's id and its name, a
// relation's id and its target.
class Pairs : public Elements {
 public:
  Pairs(std::string element, std::string key, std::string value)
      : element_(std::move(element)), key_(std::move(key)), value_(std::move(value)) {}

  void start_element(const orcus::sax::parser_element& element) {
    Attributes said = Take();
    if (element.name == element_) pairs.emplace(said[key_], said[value_]);
  }

  std::map<std::string, std::string> pairs;

 private:
  const std::string element_;
  const std::string key_;
  const std::string value_;
};

class InlineCells : public Elements {
 public:
  InlineCells(std::string sheet, std::vector<InlineText>& found)
      : sheet_(std::move(sheet)), found_(found) {}

  void start_element(const orcus::sax::parser_element& element) {
    Attributes said = Take();
    if (element.name == "c") {
      is_inline_ = said["t"] == "inlineStr";
      place_ = said["r"];
      text_.clear();
    }
    if (element.name == "rPh") ++spoken_;  // how a text is said, in Japanese
    reading_ = is_inline_ && spoken_ == 0 && element.name == "t";
  }

  void end_element(const orcus::sax::parser_element& element) {
    reading_ = false;
    if (element.name == "rPh") --spoken_;
    if (element.name != "c" || !is_inline_) return;
    is_inline_ = false;
    InlineText text{sheet_, 0, 0, text_};
    for (const char letter : place_) {
      if (absl::ascii_isalpha(letter)) {
        text.column = text.column * 26 + static_cast<size_t>(absl::ascii_toupper(letter) - 'A' + 1);
      } else if (absl::ascii_isdigit(letter)) {
        text.row = text.row * 10 + static_cast<size_t>(letter - '0');
      }
    }
    if (text.row == 0 || text.column == 0) return;
    --text.row;
    --text.column;
    found_.push_back(std::move(text));
  }

  void characters(std::string_view text, bool) {
    if (reading_) text_ += std::string(text);
  }

 private:
  const std::string sheet_;
  std::vector<InlineText>& found_;
  std::string place_;
  std::string text_;
  bool is_inline_ = false;
  bool reading_ = false;
  int spoken_ = 0;
};

// What is unpacked ends with a byte of its own.
std::string Unpacked(orcus::zip_archive& archive, const std::string& path) {
  std::vector<unsigned char> bytes;
  if (!archive.read_file_entry(path, bytes)) return {};
  const std::string text(bytes.begin(), bytes.end());
  return text.substr(0, text.find_last_of('>') + 1);
}

template <typename Handler>
void Parse(const std::string& xml, Handler& handler) {
  if (!xml.empty()) orcus::sax_parser<Handler>(xml.data(), xml.size(), handler).parse();
}

}  // namespace

std::vector<InlineText> InlineTextsOf(std::string_view bytes) {
  orcus::zip_archive_stream_blob stream(reinterpret_cast<const uint8_t*>(bytes.data()),
                                        bytes.size());
  orcus::zip_archive archive(&stream);
  archive.load();
  Pairs sheets("sheet", "id", "name");
  Pairs files("Relationship", "Id", "Target");
  Parse(Unpacked(archive, "xl/workbook.xml"), sheets);
  Parse(Unpacked(archive, "xl/_rels/workbook.xml.rels"), files);
  std::vector<InlineText> found;
  for (const auto& [id, name] : sheets.pairs) {
    const absl::string_view target = files.pairs[id];
    const std::string path = absl::StartsWith(target, "/")
                                 ? std::string(absl::StripPrefix(target, "/"))
                                 : absl::StrCat("xl/", target);
    const std::string xml = Unpacked(archive, path);
    if (!absl::StrContains(xml, "inlineStr")) continue;
    InlineCells cells(name, found);
    Parse(xml, cells);
  }
  return found;
}

}  // namespace candour::cli::paper
