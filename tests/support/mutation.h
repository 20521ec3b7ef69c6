// Bytes changed as somebody would change them who wants a parser to fail, or to believe them.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

namespace candour::tests {

// How, where, how much, and which byte; every value means something for any bytes, so that a
// generator may make them up.
using Edit = std::tuple<uint8_t, uint32_t, uint32_t, uint8_t>;

// The bytes after every edit in turn. They may come out as they were.
std::string Mutated(std::string bytes, const std::vector<Edit>& edits);

}  // namespace candour::tests
