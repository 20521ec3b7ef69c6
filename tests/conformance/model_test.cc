// Whatever is done in whatever order, the log is what a plain model says it is. A sequence that
// shows otherwise is made as short as it can be before it is shown.
#include <rapidcheck.h>

#include <map>
#include <ostream>

#include "tests/conformance/broken.h"
#include "tests/conformance/finder.h"

namespace candour::tests {

enum class Deed : uint8_t { kAppend, kRepeat, kRepeatChanged, kReuseEvent, kReopen, kLosePower };

// One thing done. Streams are 0, 1 and 2; what does not concern the deed is ignored.
struct Step {
  Deed deed = Deed::kAppend;
  std::vector<int> streams;  // one event on each
  bool conditional = false;
  storage::Condition::Kind expected = storage::Condition::Kind::kExists;
  int expected_of = 0;
  int revision = 0;
  int which = 0;  // of the appends taken so far, counted from the newest
};

std::ostream& operator<<(std::ostream& out, const Step& step) {
  constexpr const char* kDeeds[] = {"append to",   "repeat", "repeat with another request",
                                    "reuse an id", "reopen", "lose power"};
  out << kDeeds[static_cast<int>(step.deed)];
  if (step.deed == Deed::kReopen || step.deed == Deed::kLosePower) return out;
  if (step.deed != Deed::kAppend) return out << " of the " << step.which << "th last";
  for (const int stream : step.streams) out << ' ' << stream;
  if (!step.conditional) return out;
  out << " if " << step.expected_of;
  if (step.expected == storage::Condition::Kind::kNoStream) return out << " is not there";
  if (step.expected == storage::Condition::Kind::kExists) return out << " is there";
  return out << " ends with revision " << step.revision;
}

namespace {

using storage::Batch;
using storage::Committed;
using storage::Condition;

class Model {
 public:
  explicit Model(World& world) : world_(world) {
    for (int i = 0; i < 3; ++i) streams_.push_back(NewStream());
    events_.push_back(LeafOf(world.All().front()).event_id);
  }

  Findings Follow(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      if (finder_.AllWell()) Do(step);
    }
    if (finder_.AllWell()) CompareAll();
    return finder_.Take();
  }

 private:
  void Do(const Step& step) {
    switch (step.deed) {
      case Deed::kAppend:
        return Append(step);
      case Deed::kReopen:
        if (world_.Durable()) finder_.Expect(world_.Reopen(), "reopening");
        return;
      case Deed::kLosePower:
        if (world_.Durable()) finder_.Expect(world_.LosePower(), "opening after a loss of power");
        return;
      case Deed::kRepeat:
      case Deed::kRepeatChanged:
      case Deed::kReuseEvent:
        return Again(step);
    }
  }

  bool Holds(const Step& step) const {
    const auto found = counts_.find(step.expected_of);
    const int count = found == counts_.end() ? 0 : found->second;
    switch (step.expected) {
      case Condition::Kind::kNoStream:
        return count == 0;
      case Condition::Kind::kExists:
        return count > 0;
      case Condition::Kind::kRevision:
        return count > 0 && step.revision == count - 1;
    }
    return false;
  }

  void Append(const Step& step) {
    Batch batch = NewBatch({});
    for (const int stream : step.streams) {
      batch.events.push_back(NewEvent(streams_[stream], scope_, 20));
    }
    if (step.conditional) {
      batch.conditions = {
          {streams_[step.expected_of], step.expected,
           step.expected == Condition::Kind::kRevision ? static_cast<uint64_t>(step.revision) : 0}};
    }
    const bool expected = !step.conditional || Holds(step);
    const auto result = world_.Append(batch);
    finder_.Expect(
        result.status().code() == (expected ? absl::StatusCode::kOk : absl::StatusCode::kAborted),
        "an append was answered ", result.status().ToString());
    if (!result.ok() || !finder_.AllWell()) return;
    finder_.Expect(result->first_position == events_.size(), "an append stands at ",
                   result->first_position, " and not at ", events_.size());
    for (size_t i = 0; i < batch.events.size(); ++i) {
      events_.push_back(batch.events[i].event_id);
      ++counts_[step.streams[i]];
    }
    taken_.emplace_back(batch, *result);
  }

  void Again(const Step& step) {
    if (taken_.empty()) return;
    const auto& [batch, first] = taken_[taken_.size() - 1 - step.which % taken_.size()];
    Batch again = batch;
    if (step.deed == Deed::kRepeatChanged) again.request_digest[3] ^= 1;
    if (step.deed == Deed::kReuseEvent) again.command = NewId<CommandId>();
    const auto result = world_.Append(again);
    if (step.deed != Deed::kRepeat) {
      finder_.Expect(absl::IsAlreadyExists(result.status()), "a used id was answered ",
                     result.status().ToString());
      return;
    }
    if (!finder_.Expect(result, "a repetition")) return;
    finder_.Expect(result->already_known && result->first_position == first.first_position,
                   "a repetition has another answer");
  }

  void CompareAll() {
    const auto all = ReadAllPages(world_, finder_, 5);
    finder_.Expect(all.size() == events_.size(), "the log has ", all.size(), " events and not ",
                   events_.size());
    std::map<storage::StreamName, uint64_t> revisions;
    for (size_t i = 0; i < std::min(all.size(), events_.size()); ++i) {
      const storage::Leaf leaf = LeafOf(all[i]);
      finder_.Expect(leaf.position == i && leaf.event_id == events_[i],
                     "another event than the model's at ", i);
      finder_.Expect(leaf.revision == revisions[leaf.stream]++, "a revision is wrong at ", i);
    }
    for (const auto& [stream, count] : counts_) {
      const auto read = world_.store->ReadStream(world_.log, streams_[stream], 0, kNoLimit);
      finder_.Expect(read.ok() && read->size() == static_cast<size_t>(count), "stream ", stream,
                     " has not ", count, " events");
    }
  }

  World& world_;
  Finder finder_;
  const ScopeId scope_ = NewId<ScopeId>();
  std::vector<storage::StreamName> streams_;
  std::map<int, int> counts_;  // events of each stream
  std::vector<EventId> events_;
  std::vector<std::pair<Batch, Committed>> taken_;
};

bool AgreesWithTheModel(const MakeWorld& make_world) {
  return rc::check([&](const std::vector<Step>& steps) {
    const auto world = make_world();
    const Findings findings = Model(*world).Follow(steps);
    for (const std::string& finding : findings) RC_LOG() << finding << std::endl;
    return findings.empty();
  });
}

}  // namespace
}  // namespace candour::tests

namespace rc {

template <>
struct Arbitrary<candour::tests::Step> {
  static Gen<candour::tests::Step> arbitrary() {
    using candour::tests::Deed;
    using candour::tests::Step;
    using Kind = candour::storage::Condition::Kind;
    const auto deeds = gen::weightedElement<Deed>({{12, Deed::kAppend},
                                                   {3, Deed::kRepeat},
                                                   {1, Deed::kRepeatChanged},
                                                   {1, Deed::kReuseEvent},
                                                   {1, Deed::kReopen},
                                                   {1, Deed::kLosePower}});
    const auto streams =
        gen::resize(4, gen::nonEmpty(gen::container<std::vector<int>>(gen::inRange(0, 3))));
    return gen::build<Step>(
        gen::set(&Step::deed, deeds), gen::set(&Step::streams, streams),
        gen::set(&Step::conditional),
        gen::set(&Step::expected, gen::element(Kind::kNoStream, Kind::kExists, Kind::kRevision)),
        gen::set(&Step::expected_of, gen::inRange(0, 3)),
        gen::set(&Step::revision, gen::inRange(0, 12)),
        gen::set(&Step::which, gen::inRange(0, 20)));
  }
};

}  // namespace rc

namespace candour::tests {
namespace {

TEST_CASE(
    "promises 2 to 8: any sequence of appends, repetitions and restarts agrees with a model") {
  CHECK(AgreesWithTheModel(Worlds(Backend::kMemory)));
  CHECK(AgreesWithTheModel(Worlds(Backend::kRocksDb)));
  CHECK(AgreesWithTheModel(Worlds(Backend::kMedium)));
}

TEST_CASE("the model finds the stores that answer wrongly") {
  for (const Broken& broken : BrokenStores()) {
    const bool in_sequence = broken.promise == 1 || broken.promise == 2 || broken.promise == 3 ||
                             broken.promise == 5 || broken.promise == 6 || broken.promise == 8;
    if (!in_sequence) continue;
    CAPTURE(broken.how);
    CHECK_FALSE(AgreesWithTheModel(Worlds(Backend::kMedium, broken.doubles)));
  }
}

}  // namespace
}  // namespace candour::tests
