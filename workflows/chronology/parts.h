// The parts of the workflow of chronologies.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "candour/types/v1/chronology.pb.h"
#include "workflows/board/board.h"
#include "workflows/chronology/chronology.h"

namespace candour::workflows::chronology {

// In the order of their keys. Each key is made once and each item moved twice: both are dear with
// messages, of which there are hundreds here.
template <typename Item, typename KeyOf>
void SortByKey(std::vector<Item>& items, KeyOf key_of) {
  std::vector<std::pair<decltype(key_of(items.front())), size_t>> order;
  order.reserve(items.size());
  for (size_t at = 0; at < items.size(); ++at) order.emplace_back(key_of(items[at]), at);
  std::sort(order.begin(), order.end());
  std::vector<Item> sorted;
  sorted.reserve(items.size());
  for (const auto& [key, at] : order) sorted.push_back(std::move(items[at]));
  items = std::move(sorted);
}

void RegisterRules(WorkflowTable& table);  // rules.cc: submitted, matched, settled, issued

// likeness.cc: lines that may tell of one thing: the likeliest first, and how many there are.
struct Likenesses {
  std::vector<types::v1::IntegratedChronology::Likeness> likeliest;
  size_t in_all = 0;
};
Likenesses LikenessesIn(const Chronology& chronology, size_t at_most);

// silence.cc: what is not told, and who knew what when.
struct Unsaid {
  std::vector<types::v1::IntegratedChronology::Gap> gaps;
  std::vector<types::v1::IntegratedChronology::Silence> silences;
  std::vector<types::v1::IntegratedChronology::Lane> lanes;
};
Unsaid UnsaidIn(const Chronology& chronology, const board::Board& board, int shortest_gap_days);

}  // namespace candour::workflows::chronology
