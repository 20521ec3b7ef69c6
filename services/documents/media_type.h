// What kinds of file are taken, and which of them one is, told from how it begins.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace candour::documents {

inline constexpr size_t kTellingBytes = 512;

// The media type of content that begins with `head` (its first kTellingBytes, or all of it), among
// those that are taken; none if it is of no such kind, or not of the kind that was declared. Where
// several begin alike, the ending of the file's name tells.
std::optional<std::string> MediaTypeOf(std::string_view head, std::string_view declared,
                                       std::string_view file_name);

// For a refusal: "PDF, Word, ...".
std::string KindsTaken();

}  // namespace candour::documents
