#include "services/documents/media_type.h"

namespace candour::documents {
namespace {

using namespace std::string_view_literals;

TEST_CASE("a file is what its content says, and where that is not enough what its name says") {
  struct Row {
    std::string_view head, declared, name, type;  // blank: not taken
  };
  for (const Row& row : {
           Row{"%PDF-1.4\n"sv, "", "report.pdf", "application/pdf"},
           Row{"%PDF-1.4\n"sv, "", "report.exe", "application/pdf"},
           Row{"%PDF-1.4\n"sv, "image/png", "report.pdf", ""},
           Row{"\x89PNG\r\n\x1a\n\0"sv, "", "", "image/png"},
           Row{"PK\x03\x04..."sv, "", "Report.DOCX",
               "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
           Row{"PK\x03\x04..."sv, "", "everything.zip", ""},
           Row{"PK\x03\x04..."sv, "application/vnd.oasis.opendocument.text", "",
               "application/vnd.oasis.opendocument.text"},
           Row{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..."sv, "", "old.doc", "application/msword"},
           Row{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..."sv, "", "setup.msi", ""},
           Row{"MZ\x90\0"sv, "", "report.pdf", ""},
           Row{"\x7f"
               "ELF"sv,
               "text/plain", "notes.txt", ""},
           Row{"Received: from"sv, "", "message.eml", "message/rfc822"},
           Row{"a,b,c\r\n"sv, "", "table.csv", "text/csv"},
           Row{"Zo\xc3\xab"sv, "", "", "text/plain"},
           Row{"<html>"sv, "text/html", "page.html", ""},
       }) {
    INFO(std::string(row.name) << " " << std::string(row.declared));
    CHECK(MediaTypeOf(row.head, row.declared, row.name).value_or("") == row.type);
  }
}

}  // namespace
}  // namespace candour::documents
