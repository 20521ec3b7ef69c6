// What office files share: parts in an archive, and XML of which a few elements matter.
#pragma once

#include <cstdint>
#include <exception>
#include <map>
#include <optional>
#include <orcus/sax_parser.hpp>
#include <orcus/zip_archive.hpp>
#include <orcus/zip_archive_stream.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace candour::cli::paper {

using Attributes = std::map<std::string, std::string>;  // by name, without what stands before ":"

// liborcus tells each attribute before the element it belongs to.
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

// Thrown through liborcus, which knows no other way to be stopped.
struct TooManyCells : std::exception {};
struct TooMuchUnpacked : std::exception {};

// The parts of an office file, unpacked one by one. What they say they unpack to is held against
// limits::kImportedPartsBytes before any of it is: a small file may unpack to more than a machine
// has memory. Throws what liborcus throws where the bytes are no archive.
class Parts {
 public:
  explicit Parts(absl::string_view bytes);

  // One part, whatever the case of its name; blank if there is none of that name. Throws
  // TooMuchUnpacked.
  std::string Unpacked(const std::string& path);

 private:
  orcus::zip_archive_stream_blob stream_;
  orcus::zip_archive archive_;
  std::map<std::string, uint64_t> sizes_;  // by name
  uint64_t left_;
};

template <typename Handler>
void ParseXml(const std::string& xml, Handler& handler) {
  if (!xml.empty()) orcus::sax_parser<Handler>(xml.data(), xml.size(), handler).parse();
}

// A part that another one names. Programs are free in what they call their parts, and in whether
// they name them from the root of the archive or from beside the part that names them.
struct Relation {
  std::string id;
  std::string kind;  // "worksheet", the last word of its type
  std::string part;  // from the root, without "/" before it
};

// What the part names; what the whole file names, if `part` is blank.
std::vector<Relation> RelationsOf(Parts& parts, const std::string& part);

// The first part of that kind; blank if none is named.
std::string PartOfKind(const std::vector<Relation>& relations, absl::string_view kind);

// "FF0000" or, with how far it lets shine through, "FFFF0000". None if it is no colour: "auto".
std::optional<uint32_t> ColourCode(absl::string_view hex);

// Of an attribute that says yes or no; what is there and says nothing says yes.
bool IsOn(const std::string& value);

}  // namespace candour::cli::paper
