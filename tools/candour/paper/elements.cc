#include "tools/candour/paper/elements.h"

#include <vector>

#include "absl/strings/numbers.h"

namespace candour::cli::paper {

std::string Unpacked(orcus::zip_archive& archive, const std::string& path) {
  std::vector<unsigned char> bytes;
  if (!archive.read_file_entry(path, bytes)) return {};
  const std::string text(bytes.begin(), bytes.end());
  return text.substr(0, text.find_last_of('>') + 1);  // it ends with a byte of its own
}

std::optional<uint32_t> ColourCode(absl::string_view hex) {
  constexpr size_t kDigits = 6;
  uint32_t code = 0;
  if (hex.size() < kDigits || !absl::SimpleHexAtoi(hex, &code)) return std::nullopt;
  return code & 0xFFFFFF;
}

}  // namespace candour::cli::paper
