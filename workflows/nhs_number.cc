#include "workflows/nhs_number.h"

#include <algorithm>

namespace candour::workflows {
namespace {

constexpr size_t kDigits = 10;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// NHS Data Dictionary, NHS NUMBER: weights ten to two, modulus eleven. A remainder that would ask
// for a check digit of ten belongs to no number.
bool CheckDigitFits(std::string_view digits) {
  int sum = 0;
  for (size_t i = 0; i + 1 < kDigits; ++i) {
    sum += (digits[i] - '0') * static_cast<int>(kDigits - i);
  }
  const int check = (11 - sum % 11) % 11;
  return check == digits.back() - '0';
}

}  // namespace

std::string NhsDigits(std::string_view text) {
  std::string digits(text);
  std::erase(digits, ' ');
  return digits;
}

std::string NhsNumberViolation(std::string_view text) {
  const std::string digits = NhsDigits(text);
  if (digits.size() != kDigits || !std::all_of(digits.begin(), digits.end(), IsDigit)) {
    return "an NHS number has ten digits; an old or temporary number is none: leave it blank and "
           "say why there is none";
  }
  // Every repeated digit passes the check, and none was ever issued.
  if (std::all_of(digits.begin(), digits.end(), [&](char c) { return c == digits.front(); })) {
    return "this number was never issued: leave it blank and say why there is none";
  }
  if (!CheckDigitFits(digits)) {
    return "the last digit does not fit the others: look for a slip, or for two digits changed "
           "over";
  }
  return "";
}

}  // namespace candour::workflows
