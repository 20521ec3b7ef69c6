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

constexpr char kFolder[] = "xl";  // of a workbook's parts

struct Related {
  std::string id;
  std::string kind;
  std::string target;
};

std::string Relations(const std::vector<Related>& related) {
  std::string out =
      absl::StrCat("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"", kPackage,
                   "/relationships\">");
  for (const Related& one : related) {
    absl::StrAppend(&out, "<Relationship Id=\"", one.id, "\" Type=\"", kRelations, "/", one.kind,
                    "\" Target=\"", one.target, "\"/>");
  }
  return absl::StrCat(out, "</Relationships>");
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

std::string DocumentOf(const DocumentParts& parts) {
  const auto part = [](const char* name, const std::string& within) {
    return absl::StrCat("<?xml version=\"1.0\"?><w:", name, " xmlns:w=\"", kWord,
                        "\" xmlns:mc=\"urn:mc\">", within, "</w:", name, ">");
  };
  return Archive(
      {{"_rels/.rels", Relations({{"rId1", "officeDocument", "word/" + parts.main}})},
       {absl::StrCat("word/_rels/", parts.main, ".rels"),
        Relations({{"rId1", "styles", "styles.xml"},
                   {"rId2", "footnotes", "footnotes.xml"},
                   {"rId3", "endnotes", "endnotes.xml"}})},
       {"word/" + parts.main, part("document", absl::StrCat("<w:body>", parts.body, "</w:body>"))},
       {"word/styles.xml", part("styles", parts.styles)},
       {"word/footnotes.xml", part("footnotes", parts.footnotes)},
       {"word/endnotes.xml", part("endnotes", parts.endnotes)}});
}

std::string Document(const std::string& body, const std::string& footnotes) {
  return DocumentOf({.body = body, .footnotes = footnotes});
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
  const std::string space = absl::StrCat(" xmlns=\"", kSheets, "\"");
  const auto part = [&](const char* name, const std::string& within) {
    return absl::StrCat(head, "<", name, space, ">", within, "</", name, ">");
  };
  const std::string from = parts.from_root ? absl::StrCat("/", kFolder, "/") : "";
  return Archive(
      {{"_rels/.rels",
        Relations({{"rId1", "officeDocument",
                    absl::StrCat(parts.from_root ? "/" : "", kFolder, "/workbook.xml")}})},
       {"xl/workbook.xml",
        absl::StrCat(head, "<workbook", space, " xmlns:r=\"", kRelations, "\">", parts.properties,
                     "<sheets><sheet name=\"Plan\" sheetId=\"1\" r:id=\"rId1\"/></sheets>",
                     "</workbook>")},
       {"xl/_rels/workbook.xml.rels",
        Relations({{"rId1", "worksheet", from + "worksheets/sheet1.xml"},
                   {"rId2", "styles", from + "styles.xml"},
                   {"rId3", "sharedStrings", from + "sharedStrings.xml"}})},
       {"xl/styles.xml", part("styleSheet", parts.styles)},
       {"xl/sharedStrings.xml", part("sst", parts.shared)},
       {"xl/worksheets/_rels/sheet1.xml.rels",
        Relations({{"rId1", "comments", (parts.from_root ? from : "../") + "comments1.xml"}})},
       {"xl/comments1.xml", part("comments", parts.comments)},
       {"xl/worksheets/sheet1.xml",
        part("worksheet", absl::StrCat(parts.before_rows, "<sheetData>", parts.rows, "</sheetData>",
                                       parts.after_rows))}});
}

}  // namespace candour::cli::paper
