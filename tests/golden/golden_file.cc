#include "tests/golden/golden_file.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace candour::tests {
namespace {

std::string PathOf(const std::string& name) { return absl::StrCat(CANDOUR_GOLDEN_DATA, "/", name); }

}  // namespace

bool Rewriting() {
  const char* asked = std::getenv("CANDOUR_GOLDEN");
  return asked != nullptr && std::string_view(asked) == "rewrite";
}

std::optional<std::string> ReadGolden(const std::string& name) {
  std::ifstream file(PathOf(name), std::ios::binary);
  if (!file.good()) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void WriteGolden(const std::string& name, const std::string& text) {
  std::ofstream file(PathOf(name), std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  REQUIRE(file.good());
}

void CheckGolden(const std::string& name, const std::string& text) {
  if (Rewriting()) return WriteGolden(name, text);
  const std::optional<std::string> expected = ReadGolden(name);
  REQUIRE(expected.has_value());
  CHECK(text == *expected);
}

}  // namespace candour::tests
