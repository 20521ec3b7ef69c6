#include "tools/candour/paper/office_file.h"

#include <cstdint>

#include "absl/strings/str_cat.h"

namespace candour::cli::paper {
namespace {

constexpr char kWord[] = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
constexpr char kSheets[] = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr char kRelations[] = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr char kPackage[] = "http://schemas.openxmlformats.org/package/2006";

void Put(std::string& out, uint32_t value, int bytes) {
  for (int at = 0; at < bytes; ++at) out += static_cast<char>(value >> (8 * at) & 0xFF);
}

uint32_t Crc(const std::string& text) {
  constexpr uint32_t kPolynomial = 0xEDB88320;
  uint32_t crc = ~0u;
  for (const char letter : text) {
    crc ^= static_cast<unsigned char>(letter);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? kPolynomial : 0);
  }
  return ~crc;
}

// What the head of a part and its place in the list at the end have in common.
std::string Common(const std::string& name, const std::string& content) {
  std::string out;
  Put(out, 20, 2);  // the version needed
  Put(out, 0, 2);
  Put(out, 0, 2);  // stored as it is
  Put(out, 0, 4);
  Put(out, Crc(content), 4);
  Put(out, static_cast<uint32_t>(content.size()), 4);
  Put(out, static_cast<uint32_t>(content.size()), 4);
  Put(out, static_cast<uint32_t>(name.size()), 2);
  Put(out, 0, 2);
  return out;
}

}  // namespace

std::string Archive(const std::vector<std::pair<std::string, std::string>>& parts) {
  std::string out;
  std::string list;
  for (const auto& [name, content] : parts) {
    list += "PK\x01\x02";
    Put(list, 20, 2);
    absl::StrAppend(&list, Common(name, content));
    Put(list, 0, 2);
    Put(list, 0, 2);
    Put(list, 0, 2);
    Put(list, 0, 4);
    Put(list, static_cast<uint32_t>(out.size()), 4);
    list += name;
    absl::StrAppend(&out, "PK\x03\x04", Common(name, content), name, content);
  }
  std::string end = "PK\x05\x06";
  Put(end, 0, 4);
  Put(end, static_cast<uint32_t>(parts.size()), 2);
  Put(end, static_cast<uint32_t>(parts.size()), 2);
  Put(end, static_cast<uint32_t>(list.size()), 4);
  Put(end, static_cast<uint32_t>(out.size()), 4);
  Put(end, 0, 2);
  return absl::StrCat(out, list, end);
}

std::string Document(const std::string& body, const std::string& footnotes) {
  const std::string spaces = absl::StrCat(" xmlns:w=\"", kWord, "\" xmlns:mc=\"urn:mc\"");
  return Archive({{"word/document.xml", absl::StrCat("<?xml version=\"1.0\"?><w:document", spaces,
                                                     "><w:body>", body, "</w:body></w:document>")},
                  {"word/footnotes.xml", absl::StrCat("<?xml version=\"1.0\"?><w:footnotes", spaces,
                                                      ">", footnotes, "</w:footnotes>")}});
}

std::string DocumentRow(const std::vector<std::string>& cells, const std::string& properties) {
  std::string row = absl::StrCat("<w:tr><w:trPr>", properties, "</w:trPr>");
  for (const std::string& cell : cells) {
    const bool whole = cell.starts_with("<");
    absl::StrAppend(&row, "<w:tc>", whole ? "" : "<w:p><w:r><w:t>", cell,
                    whole ? "" : "</w:t></w:r></w:p>", "</w:tc>");
  }
  return absl::StrCat(row, "</w:tr>");
}

std::string WorkbookOf(const WorkbookParts& parts) {
  const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
  const std::string type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  const auto overriding = [&](const char* part, const char* kind) {
    return absl::StrCat("<Override PartName=\"/xl/", part, ".xml\" ContentType=\"", type, kind,
                        "+xml\"/>");
  };
  const auto relation = [](const char* id, const char* kind, const char* target) {
    return absl::StrCat("<Relationship Id=\"", id, "\" Type=\"", kRelations, "/", kind,
                        "\" Target=\"", target, "\"/>");
  };
  const std::string relations =
      absl::StrCat(head, "<Relationships xmlns=\"", kPackage, "/relationships\">");
  const std::string space = absl::StrCat(" xmlns=\"", kSheets, "\"");
  return Archive(
      {{"[Content_Types].xml",
        absl::StrCat(head, "<Types xmlns=\"", kPackage, "/content-types\">",
                     "<Default Extension=\"rels\" ContentType=\"application/"
                     "vnd.openxmlformats-package.relationships+xml\"/>",
                     overriding("workbook", "sheet.main"),
                     overriding("worksheets/sheet1", "worksheet"), overriding("styles", "styles"),
                     overriding("sharedStrings", "sharedStrings"), "</Types>")},
       {"_rels/.rels",
        absl::StrCat(relations, relation("rId1", "officeDocument", "xl/workbook.xml"),
                     "</Relationships>")},
       {"xl/workbook.xml",
        absl::StrCat(head, "<workbook", space, " xmlns:r=\"", kRelations, "\">", parts.properties,
                     "<sheets><sheet name=\"Plan\" sheetId=\"1\" r:id=\"rId1\"/></sheets>",
                     "</workbook>")},
       {"xl/_rels/workbook.xml.rels",
        absl::StrCat(relations, relation("rId1", "worksheet", "worksheets/sheet1.xml"),
                     relation("rId2", "styles", "styles.xml"),
                     relation("rId3", "sharedStrings", "sharedStrings.xml"), "</Relationships>")},
       {"xl/styles.xml",
        absl::StrCat(head, "<styleSheet", space, ">", parts.styles, "</styleSheet>")},
       {"xl/sharedStrings.xml", absl::StrCat(head, "<sst", space, ">", parts.shared, "</sst>")},
       {"xl/worksheets/sheet1.xml",
        absl::StrCat(head, "<worksheet", space, ">", parts.before_rows, "<sheetData>", parts.rows,
                     "</sheetData>", parts.after_rows, "</worksheet>")}});
}

}  // namespace candour::cli::paper
