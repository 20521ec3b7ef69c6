#include "tools/candour/paper/workbook_texts.h"

#include <cstdint>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "tools/candour/paper/symbols.h"

namespace candour::cli::paper {
namespace {

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

}  // namespace

void TextReader::Begin() { text_ = {}, look_ = {}, reading_ = false, spoken_ = 0; }

void TextReader::Start(std::string_view name, Attributes& said) {
  if (name == "rPh") ++spoken_;  // how a text is said, in Japanese
  if (name == "r") look_ = {};
  if (name == "strike") look_.struck = IsOn(said["val"]);
  if (name == "rFont") look_.font = said["val"];
  reading_ = spoken_ == 0 && name == "t";
}

void TextReader::End(std::string_view name) {
  reading_ = false;
  if (name == "rPh") --spoken_;
}

void TextReader::Characters(std::string_view text) {
  if (!reading_) return;
  const absl::string_view said(text.data(), text.size());
  (look_.struck ? text_.struck : text_.text) +=
      IsSignFont(look_.font) ? SignsText(look_.font, said, text_.known) : std::string(said);
}

RichText TextReader::Take() {
  RichText taken = std::exchange(text_, {});
  taken.text = WithoutEscapes(taken.text);
  taken.struck = WithoutEscapes(taken.struck);
  return taken;
}

std::vector<RichText> SharedTextsIn(const std::string& xml) {
  SharedTexts shared;
  ParseXml(xml, shared);
  return std::move(shared.texts);
}

std::string WithoutEscapes(const std::string& text) {
  constexpr size_t kLength = 7;  // of "_x000D_"
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    uint32_t code = 0;
    const absl::string_view escape = absl::string_view(text).substr(at, kLength);
    const bool escaped = escape.size() == kLength && absl::StartsWith(escape, "_x") &&
                         escape.back() == '_' && absl::SimpleHexAtoi(escape.substr(2, 4), &code) &&
                         code < 0x80;
    if (!escaped) {
      out += text[at];
      continue;
    }
    at += kLength - 1;
    if (code >= ' ' || code == '\n' || code == '\t') out += static_cast<char>(code);
    if (code == '\r' && !absl::StartsWith(absl::string_view(text).substr(at + 1), "\n"))
      out += '\n';
  }
  return out;
}

}  // namespace candour::cli::paper
