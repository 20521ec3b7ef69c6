// Expected texts that lie beside the tests. Under CANDOUR_GOLDEN=rewrite they are written anew, for
// a person to review; otherwise nothing is ever written.
#pragma once

#include <optional>
#include <string>

namespace candour::tests {

bool Rewriting();

// None if there is no such file in this folder.
std::optional<std::string> ReadGolden(const std::string& name);
void WriteGolden(const std::string& name, const std::string& text);

// Compares, or writes when rewriting.
void CheckGolden(const std::string& name, const std::string& text);

}  // namespace candour::tests
