#include "tools/candour/paper/elements.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

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

}  // namespace

std::string Unpacked(orcus::zip_archive& archive, const std::string& path) {
  std::vector<unsigned char> bytes;
  if (path.empty()) return {};
  if (!archive.read_file_entry(path, bytes)) {
    for (size_t at = 0; at < archive.get_file_entry_count(); ++at) {
      const std::string name(archive.get_file_entry_name(at));
      if (absl::EqualsIgnoreCase(name, path) && archive.read_file_entry(name, bytes)) break;
    }
  }
  const std::string text(bytes.begin(), bytes.end());
  return text.substr(0, text.find_last_of('>') + 1);  // it ends with a byte of its own
}

std::vector<Relation> RelationsOf(orcus::zip_archive& archive, const std::string& part) {
  const size_t slash = part.rfind('/');
  const absl::string_view folder =
      slash == std::string::npos ? absl::string_view() : absl::string_view(part).substr(0, slash);
  const std::string name = slash == std::string::npos ? part : part.substr(slash + 1);
  RelationReader reader(folder);
  ParseXml(
      Unpacked(archive, absl::StrCat(folder, folder.empty() ? "" : "/", "_rels/", name, ".rels")),
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
