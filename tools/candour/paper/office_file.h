// Documents and workbooks made for tests out of their parts, so that a test shows what it reads.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace candour::cli::paper {

// An archive of parts by name, none of them compressed.
std::string Archive(const std::vector<std::pair<std::string, std::string>>& parts);

// A document whose body is this, tables written with `w:` before their elements, and what stands in
// its other parts.
struct DocumentParts {
  std::string body;
  std::string footnotes = {};
  std::string endnotes = {};
  std::string styles = {};
  std::string main = "document.xml";  // what programs call the part of the body
};
std::string DocumentOf(const DocumentParts& parts);
std::string Document(const std::string& body, const std::string& footnotes = {});

// A row of a document's table: each cell is either plain text or, where it begins with "<", the
// whole of what stands in its w:tc.
std::string DocumentRow(const std::vector<std::string>& cells, const std::string& properties = {});

// A workbook of one sheet with these rows, and what stands in styles, shared texts and the book's
// properties.
struct WorkbookParts {
  std::string rows;
  std::string before_rows;
  std::string after_rows;
  std::string styles;
  std::string shared;
  std::string properties;
  std::string comments;
  bool from_root = false;  // parts are named from the root of the archive
};
std::string WorkbookOf(const WorkbookParts& parts);

}  // namespace candour::cli::paper
