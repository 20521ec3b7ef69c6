// Fixed-width fields of the stored formats. Everything stored is big-endian, so that keys sort as
// their numbers do.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/strings/string_view.h"

namespace candour::storage {

template <size_t N>
std::string_view View(const std::array<uint8_t, N>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), N};
}

// Debian's Abseil was built with a string_view of its own.
inline absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

template <typename Unsigned>
void PutBig(std::string& out, Unsigned value) {
  std::array<char, sizeof(Unsigned)> bytes;
  auto rest = static_cast<uint64_t>(value);
  for (size_t i = bytes.size(); i-- > 0; rest >>= 8) bytes[i] = static_cast<char>(rest & 0xff);
  out.append(bytes.data(), bytes.size());
}

// Takes fields off the front of stored bytes. The caller has checked the length beforehand:
// reading beyond the end is a bug of ours and yields zeros, never foreign memory.
class FieldReader {
 public:
  explicit FieldReader(std::string_view bytes) : rest_(bytes) {}

  template <typename Unsigned>
  Unsigned Big() {
    uint64_t value = 0;
    for (const char c : Take(sizeof(Unsigned))) value = value << 8 | static_cast<uint8_t>(c);
    return static_cast<Unsigned>(value);
  }

  template <size_t N>
  std::array<uint8_t, N> Bytes() {
    std::array<uint8_t, N> out{};
    const std::string_view taken = Take(N);
    for (size_t i = 0; i < taken.size(); ++i) out[i] = static_cast<uint8_t>(taken[i]);
    return out;
  }

  std::string_view Take(size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view Rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace candour::storage
