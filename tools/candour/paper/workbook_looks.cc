#include "tools/candour/paper/workbook_looks.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "tools/candour/paper/elements.h"

namespace candour::cli::paper {
namespace {

constexpr double kLargestWhole = 1e15;  // beyond it a double skips whole numbers
constexpr double kFirstDay = 61;        // before it workbooks count a day that never was
constexpr double kLastDay = 80000;
constexpr int kMinutesOfDay = 24 * 60;

size_t NumberIn(const std::string& text) {
  size_t number = 0;
  return absl::SimpleAtoi(text, &number) ? number : 0;
}

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

// What a format such as "[$-809]dd mmmm yyyy;@" shows: its words and its other parts say nothing.
void FollowFormat(const std::string& format, Look& look) {
  std::string bare;
  for (size_t at = 0; at < format.size() && format[at] != ';'; ++at) {
    const char letter = format[at];
    if (letter == '"' || letter == '[') {
      const size_t end = format.find(letter == '"' ? '"' : ']', at + 1);
      if (end == std::string::npos) break;
      at = end;
    } else if (letter == '\\' || letter == '_' || letter == '*') {
      ++at;
    } else {
      bare += absl::ascii_tolower(letter);
    }
  }
  if (absl::StartsWith(bare, "general")) return;
  const auto has = [&](const char* letters) {
    return bare.find_first_of(letters) != std::string::npos;
  };
  const bool time = has("hs");
  const size_t point = bare.find('.');
  if (has("d")) {
    look.shown = time ? Shown::kDayAndTime : Shown::kDay;
  } else if (has("y") || absl::StrContains(bare, "mmm")) {
    look.shown = Shown::kMonth;
  } else if (time) {
    look.shown = Shown::kTime;
  } else if (has("%")) {
    look.shown = Shown::kPercent;
  } else if (point != std::string::npos && has("0")) {
    look.decimals = static_cast<int>(
        std::count(bare.begin() + static_cast<std::ptrdiff_t>(point), bare.end(), '0'));
  }
}

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
    if (name == "numFmt") formats_[NumberIn(said["numFmtId"])] = said["formatCode"];
    if (part_ == "fills" && name == "fill") fills_.emplace_back();
    if (part_ == "fills" && name == "fgColor" && !fills_.empty()) fills_.back() = ColourOf(said);
    if (part_ == "cellXfs" && name == "xf") {
      Look look;
      if (const size_t at = NumberIn(said["fontId"]); at < fonts_.size()) look = fonts_[at];
      if (const size_t at = NumberIn(said["fillId"]); at < fills_.size()) look.fill = fills_[at];
      SetFormat(NumberIn(said["numFmtId"]), look);
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

  void SetFormat(size_t number, Look& look) const {
    const auto own = formats_.find(number);
    if (own != formats_.end()) return FollowFormat(own->second, look);
    const auto within = [&](size_t first, size_t last) {
      return number >= first && number <= last;
    };
    if (within(14, 16) || within(27, 36) || within(50, 58)) look.shown = Shown::kDay;
    if (number == 17) look.shown = Shown::kMonth;
    if (within(18, 21)) look.shown = Shown::kTime;
    if (number == 22) look.shown = Shown::kDayAndTime;
    if (number == 9 || number == 10) look.shown = Shown::kPercent;
    if (number == 2 || number == 4) look.decimals = 2;
  }

  const std::vector<std::optional<uint32_t>> theme_;
  std::map<size_t, std::string> formats_;
  std::string part_;
  std::vector<Look> fonts_;
  std::vector<std::optional<uint32_t>> fills_;
};

std::string NumberText(double number, int decimals) {
  if (decimals >= 0) return absl::StrFormat("%.*f", decimals, number);
  if (number == std::floor(number) && std::abs(number) < kLargestWhole) {
    return absl::StrFormat("%.0f", number);
  }
  return absl::StrCat(number);
}

}  // namespace

std::vector<Look> LooksOf(const std::string& styles, const std::string& theme) {
  Theme colours;
  ParseXml(theme, colours);
  Styles reader(std::move(colours.colours));
  ParseXml(styles, reader);
  return std::move(reader.looks);
}

Cell NumberCell(double number, const Look& look) {
  if (look.shown == Shown::kPercent) {
    constexpr double kExact = 1e6;
    const double percent = std::round(number * 100 * kExact) / kExact;
    return {absl::StrCat(NumberText(percent, -1), "%"), std::nullopt};
  }
  const auto minutes =
      static_cast<int>(std::lround((number - std::floor(number)) * kMinutesOfDay)) % kMinutesOfDay;
  const std::string time = absl::StrFormat("%02d:%02d", minutes / 60, minutes % 60);
  if (look.shown == Shown::kTime && number >= 0) return {time, number};
  const bool is_day = look.shown != Shown::kNumber && number >= kFirstDay && number <= kLastDay;
  if (!is_day) return {NumberText(number, look.decimals), number};
  const absl::CivilDay day = absl::CivilDay(1899, 12, 30) + static_cast<int>(number);
  if (look.shown == Shown::kMonth && day.day() == 1) {
    return {
        absl::FormatTime("%B %Y", absl::FromCivil(day, absl::UTCTimeZone()), absl::UTCTimeZone()),
        std::nullopt};
  }
  const bool timed = look.shown == Shown::kDayAndTime && minutes > 0;
  return {absl::StrCat(absl::FormatCivilTime(day), timed ? " " : "", timed ? time : ""), number};
}

}  // namespace candour::cli::paper
