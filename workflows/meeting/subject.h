// What a meeting asks of the cases on its agenda. They are loaded beside a command on their items
// (WorkflowTable::LoadBeside), and answer for themselves: meetings know no workflow of cases.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "candour/types/v1/document.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/aggregate.h"
#include "workflows/context.h"
#include "workflows/decision.h"

namespace candour::workflows::meeting {

struct Item;
struct Meeting;

struct DecisionMade {
  std::string id;         // blank: it has none of its own
  absl::Time at;          // where only its day is known, the beginning of that
  uint64_t position = 0;  // in the log; 0: it is not told
  uint64_t place = 0;     // in the story, likewise
};

struct Subject {
  virtual ~Subject() = default;
  // What the meeting last decided of it as that item, and was not refused since; none: nothing.
  virtual std::optional<DecisionMade> DecidedAs(const std::string& meeting_id,
                                                const std::string& item_id,
                                                const absl::TimeZone& london) const = 0;
  // Some places at the table are needed only for these.
  virtual bool IsUnexpectedDeath() const { return false; }
  // A death that may be one of these for all that is recorded.
  virtual bool IsUnclassifiedDeath() const { return false; }
  // Adds what is to be recorded of it where a meeting it was listed for does not take it after all.
  virtual void TellNotTaken(const std::string& /*meeting_id*/,
                            const google::protobuf::Message& /*command*/,
                            const Context& /*context*/, Decision& /*decision*/) const {}
  // Why a panel has nothing to decide of it by now: it is void, or another case; blank: it may.
  virtual std::string NoMatterBecause() const { return {}; }
  // The case into which it was merged; blank: it is one of its own.
  virtual std::string GoesOnAs() const { return {}; }
};

// The case an item is about, among the streams that were loaded; null if it was not, or is none.
struct LoadedCase {
  const Aggregate* stream = nullptr;
  const Subject* subject = nullptr;
};
LoadedCase CaseOf(const Context& context, const Item& item);

// What was decided of the item, by the case itself; none.
std::optional<DecisionMade> DecidedAs(const Context& context, const Meeting& meeting,
                                      const Item& item);

// CONTRADICTORY if a document that was read, and loaded, belongs to a case that is none of these,
// and was merged into none of them.
std::optional<types::v1::Rejection> UnlessOfCases(const Context& context,
                                                  const types::v1::DocumentPin& pin,
                                                  const std::vector<std::string>& case_ids);

// NO_DECISION unless something was. `what` is what one would do: "to confirm".
std::optional<types::v1::Rejection> UnlessDecided(const Context& context, const Meeting& meeting,
                                                  const Item& item, const char* what);

}  // namespace candour::workflows::meeting
