// The words of a date, before anybody makes a day of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace candour::cli::paper {

// The months a season lasts. Winter lies in two years, and nobody can tell which was meant.
struct Season {
  absl::string_view word;
  int first_month;
};

struct DateWords {
  struct Number {
    int value;
    size_t digits;
  };
  std::vector<Number> numbers;
  std::vector<int> months;
  std::optional<size_t> numbers_before_month;
  std::optional<Season> season;
  bool term = false;  // of a school
  bool uncertain = false;
  bool week = false;
  bool week_ends = false;   // on the day that is named
  std::string part;         // of a month or year, as the paper has it
  std::string part_of_day;  // likewise
  std::string unknown;
};

// Runs of digits and of letters; everything between them separates.
DateWords WordsOfDate(absl::string_view text);

// "March" of 3.
std::string MonthName(int month);

}  // namespace candour::cli::paper
