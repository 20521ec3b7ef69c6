// The check digit and the traps around it. Every number here is of the range kept for tests (999)
// or of the published examples.
#include "workflows/nhs_number.h"

namespace candour::workflows {
namespace {

constexpr char kTen[] = "an NHS number has ten digits";
constexpr char kNever[] = "this number was never issued";
constexpr char kSlip[] = "the last digit does not fit";

TEST_CASE("a number passes by its digits and its check, however it is spaced") {
  struct Row {
    const char* name;
    std::string number;
    const char* wrong;  // how the complaint begins; blank: none
  };
  const std::vector<Row> rows = {
      {"published", "9434765919", ""},
      {"spaced as printed", "943 476 5919", ""},
      {"spaced anyhow", " 94 34 76 59 19 ", ""},
      {"for tests", "9990000018", ""},
      {"check digit nought", "9990000050", ""},
      {"one digit wrong", "9434765918", kSlip},
      {"two changed over", "9434769519", kSlip},
      {"the remainder in place of the check", "9434765912", kSlip},
      {"noughts", "0000000000", kNever},
      {"nines", "999 999 9999", kNever},
      {"nine digits", "943476591", kTen},
      {"eleven digits", "94347659190", kTen},
      {"an old number", "NBA 4711", kTen},
      {"a temporary number", "TEMP476591", kTen},
      {"a hyphen", "943-476-5919", kTen},
      {"digits of another script", "\u0669\u0664\u0663\u0664\u0667", kTen},
      {"unknown", "unknown", kTen},
      {"spaces", "          ", kTen},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    const std::string wrong = NhsNumberViolation(row.number);
    CHECK(wrong.substr(0, std::string(row.wrong).size()) == row.wrong);
    CHECK(wrong.empty() == std::string(row.wrong).empty());
  }
}

TEST_CASE("nine digits that would need a check digit of ten have none") {
  for (char last = '0'; last <= '9'; ++last) {
    INFO(last);
    CHECK_FALSE(NhsNumberViolation(std::string("400000008") + last).empty());
  }
  for (char digit = '0'; digit <= '9'; ++digit) {
    INFO(digit);
    CHECK_FALSE(NhsNumberViolation(std::string(10, digit)).empty());
  }
}

TEST_CASE("of a number its digits are kept") { CHECK(NhsDigits("943 476 5919") == "9434765919"); }

}  // namespace
}  // namespace candour::workflows
