// Signs that documents and workbooks write with fonts of signs: a tick is a letter in Wingdings.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace candour::cli::paper {

inline constexpr absl::string_view kTick = "\xe2\x9c\x93";
inline constexpr absl::string_view kCross = "\xe2\x9c\x97";
inline constexpr absl::string_view kTickedBox = "\xe2\x98\x91";
inline constexpr absl::string_view kCrossedBox = "\xe2\x98\x92";
inline constexpr absl::string_view kEmptyBox = "\xe2\x98\x90";
inline constexpr absl::string_view kBulletSign = "\xe2\x80\xa2";

// Whether letters in this font are signs.
bool IsSignFont(absl::string_view font);

// What is seen where `code` is set in a font of signs; a sign that is not known is told as
// "[Wingdings 4A]", and `known` is set to false.
std::string SignText(absl::string_view font, uint32_t code, bool& known);

// Every letter of UTF-8 text set in a font of signs.
std::string SignsText(absl::string_view font, absl::string_view text, bool& known);

}  // namespace candour::cli::paper
