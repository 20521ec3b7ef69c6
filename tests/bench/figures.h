// What was measured, round by round, and what is made of it: medians, ratios, a table, JSON.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/timing.h"

namespace candour::bench {

// Not thread-safe.
class Figures {
 public:
  // One round's value of a figure. Figures of one round belong together: ratios are formed within
  // a round, because the machine's speed drifts between rounds.
  void Add(const std::string& name, const std::string& unit, double value);
  // Calls per second under `name`, their 99th percentile in milliseconds under `name`.p99, and all
  // their latencies.
  void Add(const std::string& name, const Timing& timing);

  enum class Goal { kAtLeast, kAtMost };
  // The median over rounds of one figure over another, beside what it ought to be. Left out if
  // either was not measured.
  void Ratio(const std::string& name, const std::string& over, const std::string& under, Goal goal,
             double wanted);
  // The same for a figure that stands by itself.
  void Limit(const std::string& name, const std::string& figure, Goal goal, double wanted);

  void Describe(const std::string& what, const std::string& text);

  bool Has(const std::string& name) const { return series_.contains(name); }
  double Median(const std::string& name) const;

  std::string Table() const;
  std::string Json() const;

 private:
  struct Series {
    std::string unit;
    std::vector<double> rounds;
  };
  struct Judged {
    std::string name;
    std::string of;
    Series value;
    Goal goal = Goal::kAtLeast;
    double wanted = 0;
    bool Met() const;
  };

  std::vector<std::string> order_;
  std::map<std::string, Series> series_;
  std::map<std::string, Histogram> latencies_;
  std::vector<Judged> judged_;
  std::vector<std::pair<std::string, std::string>> description_;
};

}  // namespace candour::bench
