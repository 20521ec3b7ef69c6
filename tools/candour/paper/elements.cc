#include "tools/candour/paper/elements.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/limits.h"

namespace candour::cli::paper {
namespace {

// "../customXml/item1.xml" beside "xl/workbook.xml" is "customXml/item1.xml".
std::string Resolved(absl::string_view folder, const std::string& target) {
  std::string path = absl::StrReplaceAll(target, {{"\\", "/"}});
  if (!absl::StartsWith(path, "/")) path = absl::StrCat(folder, "/", path);
  std::vector<absl::string_view> steps;
  for (const absl::string_view step : absl::StrSplit(path, '/', absl::SkipEmpty())) {
    if (step == "..") {
      if (!steps.empty()) steps.pop_back();
    } else if (step != ".") {
      steps.push_back(step);
    }
  }
  return absl::StrJoin(steps, "/");
}

class RelationReader : public Elements {
 public:
  explicit RelationReader(absl::string_view folder) : folder_(folder) {}

  void start_element(const orcus::sax::parser_element& element) {
    Attributes said = Take();
    if (element.name != "Relationship" || said["TargetMode"] == "External") return;
    const std::string& type = said["Type"];
    relations.push_back(
        {said["Id"], type.substr(type.rfind('/') + 1), Resolved(folder_, said["Target"])});
  }

  std::vector<Relation> relations;

 private:
  const absl::string_view folder_;
};

uint64_t NumberAt(absl::string_view bytes, size_t at, size_t length) {
  uint64_t number = 0;
  for (size_t byte = length; byte > 0; --byte) {
    number = number << 8 | static_cast<unsigned char>(bytes[at + byte - 1]);
  }
  return number;
}

// What each part takes, packed or not, whichever is more, as the list at the end of the archive
// says: liborcus reserves that much, and unpacks no more.
std::map<std::string, uint64_t> SizesIn(absl::string_view bytes) {
  constexpr absl::string_view kEnd("PK\x05\x06", 4);
  constexpr absl::string_view kPart("PK\x01\x02", 4);
  constexpr size_t kEndBytes = 22;
  constexpr size_t kPartBytes = 46;  // before its name
  std::map<std::string, uint64_t> sizes;
  const size_t end = bytes.rfind(kEnd);
  if (end == absl::string_view::npos || bytes.size() - end < kEndBytes) return sizes;
  size_t at = NumberAt(bytes, end + 16, 4);
  while (at + kPartBytes <= bytes.size() && absl::StartsWith(bytes.substr(at), kPart)) {
    const size_t name = NumberAt(bytes, at + 28, 2);
    uint64_t& size = sizes[std::string(bytes.substr(at + kPartBytes, name))];
    size = std::max({size, NumberAt(bytes, at + 20, 4), NumberAt(bytes, at + 24, 4)});
    at += kPartBytes + name + NumberAt(bytes, at + 30, 2) + NumberAt(bytes, at + 32, 2);
  }
  return sizes;
}

}  // namespace

Parts::Parts(absl::string_view bytes)
    : stream_(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()),
      archive_(&stream_),
      sizes_(SizesIn(bytes)),
      left_(limits::kImportedPartsBytes) {
  archive_.load();
}

std::string Parts::Unpacked(const std::string& path) {
  if (path.empty()) return {};
  for (const auto& [name, size] : sizes_) {
    if (!absl::EqualsIgnoreCase(name, path) || (name != path && sizes_.contains(path))) continue;
    if (size > left_) throw TooMuchUnpacked();
    left_ -= size;
    std::vector<unsigned char> bytes;
    if (!archive_.read_file_entry(name, bytes)) return {};
    std::string text(bytes.begin(), bytes.end());
    text.resize(text.find_last_of('>') + 1);  // it ends with a byte of its own
    return text;
  }
  return {};
}

std::vector<Relation> RelationsOf(Parts& parts, const std::string& part) {
  const size_t slash = part.rfind('/');
  const absl::string_view folder =
      slash == std::string::npos ? absl::string_view() : absl::string_view(part).substr(0, slash);
  const std::string name = slash == std::string::npos ? part : part.substr(slash + 1);
  RelationReader reader(folder);
  ParseXml(parts.Unpacked(absl::StrCat(folder, folder.empty() ? "" : "/", "_rels/", name, ".rels")),
           reader);
  return std::move(reader.relations);
}

std::string PartOfKind(const std::vector<Relation>& relations, absl::string_view kind) {
  for (const Relation& relation : relations) {
    if (relation.kind == kind) return relation.part;
  }
  return {};
}

std::optional<uint32_t> ColourCode(absl::string_view hex) {
  constexpr size_t kDigits = 6;
  uint32_t code = 0;
  if (hex.size() < kDigits || !absl::SimpleHexAtoi(hex, &code)) return std::nullopt;
  return code & 0xFFFFFF;
}

bool IsOn(const std::string& value) {
  return value != "0" && value != "false" && value != "none" && value != "off";
}

}  // namespace candour::cli::paper
