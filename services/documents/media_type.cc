#include "services/documents/media_type.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace candour::documents {
namespace {

using namespace std::string_view_literals;

struct Kind {
  std::string_view words;
  std::string_view media_type;
  std::string_view ending;
  std::vector<std::string_view> beginnings;  // none: text
  // Others that are not taken begin alike: the name or the declaration has to say it.
  bool must_be_said = false;
};

constexpr std::string_view kZip = "PK\x03\x04"sv;
constexpr std::string_view kOle = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv;

const std::vector<Kind>& Kinds() {
  static const auto& kinds = *new std::vector<Kind>{
      {"PDF", "application/pdf", ".pdf", {"%PDF-"sv}},
      {"Word",
       "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
       ".docx",
       {kZip},
       true},
      {"Excel",
       "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
       ".xlsx",
       {kZip},
       true},
      {"PowerPoint",
       "application/vnd.openxmlformats-officedocument.presentationml.presentation",
       ".pptx",
       {kZip},
       true},
      {"OpenDocument text", "application/vnd.oasis.opendocument.text", ".odt", {kZip}, true},
      {"OpenDocument sheet",
       "application/vnd.oasis.opendocument.spreadsheet",
       ".ods",
       {kZip},
       true},
      {"Word before 2007", "application/msword", ".doc", {kOle}, true},
      {"Excel before 2007", "application/vnd.ms-excel", ".xls", {kOle}, true},
      {"Outlook", "application/vnd.ms-outlook", ".msg", {kOle}, true},
      {"RTF", "application/rtf", ".rtf", {"{\\rtf"sv}},
      {"JPEG", "image/jpeg", ".jpg", {"\xff\xd8\xff"sv}},
      {"PNG", "image/png", ".png", {"\x89PNG\r\n\x1a\n"sv}},
      {"TIFF", "image/tiff", ".tif", {"II*\0"sv, "MM\0*"sv}},
      {"text", "text/plain", ".txt", {}},
      {"CSV", "text/csv", ".csv", {}},
      {"e-mail", "message/rfc822", ".eml", {}},
  };
  return kinds;
}

bool IsText(std::string_view head) {
  return std::none_of(head.begin(), head.end(), [](unsigned char c) {
    return (c < ' ' || c == 0x7f) && c != '\n' && c != '\r' && c != '\t' && c != '\f';
  });
}

bool BeginsAs(std::string_view head, const Kind& kind) {
  if (kind.beginnings.empty()) return IsText(head);
  return std::any_of(kind.beginnings.begin(), kind.beginnings.end(),
                     [&](std::string_view beginning) { return head.starts_with(beginning); });
}

bool IsNamed(std::string_view file_name, const Kind& kind) {
  return absl::EndsWithIgnoreCase(absl::string_view(file_name.data(), file_name.size()),
                                  absl::string_view(kind.ending.data(), kind.ending.size()));
}

}  // namespace

std::optional<std::string> MediaTypeOf(std::string_view head, std::string_view declared,
                                       std::string_view file_name) {
  const Kind* told = nullptr;
  for (const Kind& kind : Kinds()) {
    if (!BeginsAs(head, kind)) continue;
    if (!declared.empty()) {
      if (kind.media_type == declared) return std::string(kind.media_type);
      continue;
    }
    if (IsNamed(file_name, kind)) return std::string(kind.media_type);
    if (told == nullptr && !kind.must_be_said) told = &kind;
  }
  if (told == nullptr) return std::nullopt;
  return std::string(told->media_type);
}

std::string KindsTaken() {
  return absl::StrJoin(Kinds(), ", ",
                       [](std::string* out, const Kind& kind) { out->append(kind.words); });
}

}  // namespace candour::documents
