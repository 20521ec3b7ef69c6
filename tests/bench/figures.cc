#include "tests/bench/figures.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace candour::bench {
namespace {

using google::protobuf::Struct;

struct Quantile {
  const char* name;
  double of;
};
constexpr Quantile kQuantiles[] = {{"p50", 0.5}, {"p95", 0.95}, {"p99", 0.99}, {"p99.9", 0.999}};

double MedianOf(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::string Range(const std::vector<double>& values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return absl::StrFormat("%.6g - %.6g", *low, *high);
}

Struct& Within(Struct& outer, const std::string& name) {
  return *(*outer.mutable_fields())[name].mutable_struct_value();
}

void Put(Struct& object, const std::string& name, double value) {
  (*object.mutable_fields())[name].set_number_value(value);
}

void Put(Struct& object, const std::string& name, const std::string& text) {
  (*object.mutable_fields())[name].set_string_value(text);
}

void PutRounds(Struct& object, const std::vector<double>& rounds) {
  auto& list = *(*object.mutable_fields())["rounds"].mutable_list_value();
  for (const double value : rounds) list.add_values()->set_number_value(value);
}

}  // namespace

void Figures::Add(const std::string& name, const std::string& unit, double value) {
  if (!series_.contains(name)) order_.push_back(name);
  Series& series = series_[name];
  series.unit = unit;
  series.rounds.push_back(value);
}

void Figures::Add(const std::string& name, const Timing& timing) {
  Add(name, "1/s", timing.PerSecond());
  Add(name + ".p99", "ms", static_cast<double>(timing.latencies.Quantile(0.99)) / 1e6);
  latencies_[name].Add(timing.latencies);
}

bool Figures::Judged::Met() const {
  const double median = MedianOf(value.rounds);
  return goal == Goal::kAtLeast ? median >= wanted : median <= wanted;
}

void Figures::Ratio(const std::string& name, const std::string& over, const std::string& under,
                    Goal goal, double wanted) {
  if (!Has(over) || !Has(under)) return;
  const std::vector<double>& numerators = series_[over].rounds;
  const std::vector<double>& denominators = series_[under].rounds;
  Judged judged{name, absl::StrCat(over, " / ", under), {"", {}}, goal, wanted};
  for (size_t i = 0; i < std::min(numerators.size(), denominators.size()); ++i) {
    judged.value.rounds.push_back(numerators[i] / denominators[i]);
  }
  judged_.push_back(std::move(judged));
}

void Figures::Limit(const std::string& name, const std::string& figure, Goal goal, double wanted) {
  if (Has(figure)) judged_.push_back({name, figure, series_[figure], goal, wanted});
}

void Figures::Describe(const std::string& what, const std::string& text) {
  description_.emplace_back(what, text);
}

double Figures::Median(const std::string& name) const {
  const auto found = series_.find(name);
  return found == series_.end() ? 0 : MedianOf(found->second.rounds);
}

std::string Figures::Table() const {
  std::string out;
  for (const auto& [what, text] : description_)
    absl::StrAppendFormat(&out, "%-18s %s\n", what, text);
  absl::StrAppendFormat(&out, "\n%-34s %12s %-8s %s\n", "figure", "median", "unit", "range");
  for (const std::string& name : order_) {
    const Series& series = series_.at(name);
    absl::StrAppendFormat(&out, "%-34s %12.6g %-8s %s\n", name, MedianOf(series.rounds),
                          series.unit, Range(series.rounds));
  }
  absl::StrAppendFormat(&out, "\n%-34s %9s %9s %9s %9s %9s\n", "latency, ms", "p50", "p95", "p99",
                        "p99.9", "max");
  for (const auto& [name, histogram] : latencies_) {
    absl::StrAppendFormat(&out, "%-34s", name);
    for (const auto& [unused, quantile] : kQuantiles) {
      absl::StrAppendFormat(&out, " %9.3f",
                            static_cast<double>(histogram.Quantile(quantile)) / 1e6);
    }
    absl::StrAppendFormat(&out, " %9.3f\n", static_cast<double>(histogram.max_nanos()) / 1e6);
  }
  absl::StrAppendFormat(&out, "\n%-34s %9s %11s  %-6s %s\n", "goal", "measured", "wanted", "",
                        "of");
  for (const Judged& judged : judged_) {
    absl::StrAppendFormat(&out, "%-34s %9.3f %s %8.3g  %-6s %s\n", judged.name,
                          MedianOf(judged.value.rounds),
                          judged.goal == Goal::kAtLeast ? ">=" : "<=", judged.wanted,
                          judged.Met() ? "met" : "MISSED", judged.of);
  }
  return out;
}

std::string Figures::Json() const {
  Struct root;
  for (const auto& [what, text] : description_) Put(Within(root, "machine"), what, text);
  for (const auto& [name, series] : series_) {
    Struct& figure = Within(Within(root, "figures"), name);
    Put(figure, "median", MedianOf(series.rounds));
    Put(figure, "unit", series.unit);
    PutRounds(figure, series.rounds);
  }
  for (const auto& [name, histogram] : latencies_) {
    Struct& latency = Within(Within(root, "latency_ms"), name);
    for (const auto& [quantile_name, quantile] : kQuantiles) {
      Put(latency, quantile_name, static_cast<double>(histogram.Quantile(quantile)) / 1e6);
    }
    Put(latency, "max", static_cast<double>(histogram.max_nanos()) / 1e6);
    Put(latency, "count", static_cast<double>(histogram.count()));
  }
  for (const Judged& judged : judged_) {
    const double median = MedianOf(judged.value.rounds);
    Put(Within(root, "ratios"), judged.name, median);
    Struct& goal = Within(Within(root, "goals"), judged.name);
    Put(goal, "of", judged.of);
    Put(goal, judged.goal == Goal::kAtLeast ? "at_least" : "at_most", judged.wanted);
    PutRounds(goal, judged.value.rounds);
    (*goal.mutable_fields())["met"].set_bool_value(judged.Met());
  }
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string json;
  (void)google::protobuf::util::MessageToJsonString(root, &json, options);
  return json;
}

}  // namespace candour::bench
