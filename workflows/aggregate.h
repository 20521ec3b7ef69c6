// A folded stream: what all aggregates have in common, and the fact an Evolve is told.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "base/clock.h"
#include "base/id.h"
#include "candour/record/v1/event.pb.h"
#include "candour/types/v1/options.pb.h"
#include "candour/types/v1/time.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "workflows/clocks/clock.h"

namespace candour::workflows {

struct StreamRef {
  types::v1::Aggregate kind{};
  std::string id;  // a UUID; of a stream that is found by a name, blank until NamedStreamId
  std::string name = {};
  friend bool operator==(const StreamRef&, const StreamRef&) = default;
};

// The id of a stream that is found by a name, and tells nothing of it.
std::string NamedStreamId(std::string_view name,
                          const std::function<std::string(std::string_view)>& sha256_hex);

// Where and when an event stands in the story of its stream: a correction in the place of the first
// entry that it puts right.
struct Place {
  uint64_t position = 0;
  Micros recorded_at = 0;
};

// About one stored event, beside its message: where and when it was recorded, and who wrote it.
// Valid only during the call.
struct Fact {
  uint64_t position = 0;
  Micros recorded_at = 0;
  std::string event_id;
  const record::v1::EventBody& body;
  const absl::TimeZone& london;
  Place place;
};

// A stored event that no later one corrects.
struct StandingEvent {
  Bytes16 id{};
  std::string_view type;  // lives as long as the program
  uint64_t position = 0;
};

// A board that led a case, and until when: as it was recorded, up to which it may read; and as the
// other board accepted it, where that said so.
struct FormerLead {
  std::string board_id;
  Micros until = 0;
  Micros led_until = 0;
};

// The state of one stream. Plain values: copying one makes an independent state.
struct Aggregate {
  virtual ~Aggregate() = default;

  std::string id;                    // of the stream
  std::optional<uint64_t> revision;  // of its last event; none: there is no such stream
  std::string opened_by_board;       // in whose name its first event was recorded
  // Of a death or a review: who leads it, and who led it before. Blank for any other stream.
  std::string lead_board_id;
  std::vector<FormerLead> former_leads;
  clocks::CaseFacts clock_facts;        // what its clocks are computed from
  std::vector<StandingEvent> standing;  // in their order: what may be corrected

  bool Exists() const { return revision.has_value(); }
  // By its id, a UUID; null if no such event stands. What is pointed to lasts until the next fact.
  const StandingEvent* FindStanding(const std::string& event_id) const;

  // Notes that something happened which clocks may start at or end with: a name of
  // workflows/clocks/milestones.h, when, and (for clocks that run per agency, say) of what.
  void Reach(std::string_view milestone, const types::v1::Date& on, const Fact& fact,
             std::string subject = {}, const types::v1::Date* stated_due = nullptr);
  void Reach(std::string_view milestone, const google::protobuf::Timestamp& at, const Fact& fact,
             std::string subject = {});
  // For what has no time of its own: it happened when it was recorded.
  void ReachAsRecorded(std::string_view milestone, const Fact& fact, std::string subject = {},
                       const types::v1::Date* stated_due = nullptr);
  // Notes what a subject of milestones is called.
  void NameSubject(const std::string& subject, std::string agency_id, std::string detail = {},
                   std::string agency = {});
  // Notes what a milestone was before a correction put another in its place.
  void Restate(const clocks::Milestone& was, const std::string& reason, const Fact& fact);
  // Notes that a milestone no longer stands: it was taken back.
  void TakeBack(std::string_view milestone);
  // Takes back whatever the event told the clocks: another corrects it. Nothing if it is unknown.
  void TakeBackEvent(const std::string& event_id);
  // Notes that a due day was moved, `on` a day; blank: by when it was known. False if it was moved
  // again by what is told already: that other day stands.
  bool ReviseDue(std::string clock_kind, std::string subject, const types::v1::Date& new_due,
                 std::string reason, std::string authority, const Fact& fact,
                 const types::v1::Date& on = {});
  // Notes why a due day was missed, as said `on` a day; blank: by when it was known.
  void ExplainMiss(std::string clock_kind, std::string subject, std::string reason,
                   std::string authority, const Fact& fact, const types::v1::Date& on = {});

  // The lead passes to another board, with this fact and from then on; or since it was accepted.
  void PassLead(const std::string& to_board_id, const Fact& fact,
                std::optional<absl::Time> accepted_at = std::nullopt);

  // The case this stream is part of, whose key then seals its events too; nothing: its own does.
  virtual std::optional<StreamRef> PartOf() const { return std::nullopt; }
  // The same, of a death or a review alone: their lead may pass.
  std::optional<StreamRef> PartOfLed() const;
  // What is loaded whenever this stream is acted on, and conditioned on, although no field names
  // it (Context::streams): what it is part of, whose lead says whose it is.
  virtual std::vector<StreamRef> Beside() const;

 protected:
  Aggregate() = default;
  Aggregate(const Aggregate&) = default;
  Aggregate& operator=(const Aggregate&) = default;
};

}  // namespace candour::workflows
