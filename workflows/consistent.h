// What is recorded of one thing hangs together. The rules ask that of each new act, as of its own
// moment; a correction reaches behind them, and is held against all that was recorded since.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "candour/record/v1/event.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "candour/types/v1/time.pb.h"
#include "workflows/aggregate.h"

namespace candour::workflows {

class WorkflowTable;

// Two things of a stream that cannot both be so.
struct Contradiction {
  std::string sentence;   // the same whatever the days are: "It would be decided on before ..."
  std::string about;      // an id; blank: the stream itself
  std::string days = {};  // "3 March 2010, before 5 March 2010"; blank: it is not about days
};

// A state that can say what of it does not hang together.
class Consistent {
 public:
  virtual ~Consistent() = default;
  virtual std::vector<Contradiction> Contradictions() const = 0;
};

// Gathers what is out of order. Days that were not told are in order.
class Order {
 public:
  // `sentence` unless the first day lies on the second or later.
  void Expect(const types::v1::Date& day, const types::v1::Date& not_before, std::string sentence,
              std::string about = {});
  void Expect(absl::CivilDay day, absl::CivilDay not_before, std::string sentence,
              std::string about = {});
  void Add(std::string sentence, std::string about = {});
  std::vector<Contradiction> Take() && { return std::move(found_); }

 private:
  std::vector<Contradiction> found_;
};

// What the stream would contradict itself in, and does not now, with the correction in the place of
// what it corrects. Empty for kinds of stream that do not say. Otherwise as
// WorkflowTable::FoldWhole.
absl::StatusOr<std::vector<Contradiction>> AtOddsWith(const WorkflowTable& table,
                                                      const Aggregate& stands,
                                                      std::vector<record::v1::RecordedEvent> stream,
                                                      record::v1::RecordedEvent correction);

// CONTRADICTORY if there are any: something recorded since could not be so with the correction.
std::optional<types::v1::Rejection> UnlessAtOdds(const std::vector<Contradiction>& found);

}  // namespace candour::workflows
