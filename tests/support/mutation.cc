#include "tests/support/mutation.h"

#include <algorithm>

namespace candour::tests {
namespace {

// Those that parsers stumble over.
constexpr char kAwkward[] = {'\0', '\n', '\r', ' ', '+',    '=',   '"',
                             '{',  '}',  '-',  '0', '\x7f', '\xff'};

std::string Apply(std::string bytes, const Edit& edit) {
  const auto& [how, place, amount, byte] = edit;
  if (bytes.empty()) return std::string(1, static_cast<char>(byte));
  const size_t at = place % bytes.size();
  const size_t length = 1 + amount % std::min<size_t>(bytes.size() - at, 64);
  switch (how % 8) {
    case 0:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << byte % 8));
      return bytes;
    case 1:
      bytes[at] = kAwkward[byte % sizeof(kAwkward)];
      return bytes;
    case 2:
      bytes.insert(at, 1, kAwkward[byte % sizeof(kAwkward)]);
      return bytes;
    case 3:
      return bytes.erase(at, length);
    case 4:
      return bytes.substr(0, at);
    case 5:  // a piece once more
      return bytes.insert(at, bytes.substr(at, length));
    case 6: {  // a piece elsewhere
      const std::string piece = bytes.substr(at, length);
      bytes.erase(at, length);
      return bytes.insert(amount % (bytes.size() + 1), piece);
    }
    default:
      bytes[at] = static_cast<char>(byte);
      return bytes;
  }
}

}  // namespace

std::string Mutated(std::string bytes, const std::vector<Edit>& edits) {
  for (const Edit& edit : edits) bytes = Apply(std::move(bytes), edit);
  return bytes;
}

}  // namespace candour::tests
