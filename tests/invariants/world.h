// A world of two boards, their panels and people, and a few cases, reviews and plans, in which
// commands are tried one after the other as casework tries them. The boards have adopted every
// edition; time goes from 2013 over the changes of 2018 and 2019.
//
// Everything recorded is kept decoded beside the folded states, so that an invariant can be asked
// of what happened and need not believe what the rules made of it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "candour/types/v1/clock_answer.pb.h"
#include "google/protobuf/message.h"
#include "tests/support/rules.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/child_death/yearly_return.h"
#include "workflows/meeting/meeting.h"

namespace candour::tests {

using workflows::action_plan::ActionPlan;
using workflows::board::Board;
using workflows::case_review::CaseReview;
using workflows::child_death::ChildDeath;
using workflows::meeting::Meeting;

// An event as it was recorded.
struct Recorded {
  uint64_t position = 0;
  types::v1::Aggregate kind{};
  std::string stream_id;
  std::string event_id;
  std::string type;
  absl::Time at;
  std::string board_id;  // in whose name
  std::string corrects_event_id;
  std::string for_agency;  // to which whoever acted was bound, by name; blank: to none
  int command = 0;         // the how many-th of the world that left it
  std::shared_ptr<const google::protobuf::Message> event;

  // Null if it is of another type.
  template <typename Event>
  const Event* As() const {
    return dynamic_cast<const Event*>(event.get());
  }
};

// A command as it was tried.
struct Tried {
  std::string told;
  std::string refused;  // the reason; blank: it was taken
};

// What the clocks of one case said before and after the last command that was taken.
struct ClocksTold {
  std::vector<types::v1::ClockAnswer> before;
  std::vector<types::v1::ClockAnswer> after;
  std::vector<std::string> milestones_before;  // name, subject and days of each
  std::vector<std::string> milestones_after;
};

// A year of a board that was frozen, and the cases it counted then. The table is in the log.
struct FrozenReturn {
  std::string board;  // by name
  int year = 0;
  uint64_t position = 0;          // the last that it knows
  uint64_t known_from = 0;        // of the event
  std::set<std::string> counted;  // ids
};

class World {
 public:
  // At noon on the first day.
  explicit World(absl::CivilDay first_day);

  // In whose name the command is acted on. Whether it was taken.
  bool Try(std::unique_ptr<google::protobuf::Message> command, const std::string& board);
  bool Try(const std::string& command, const std::string& board);
  // To which agency whoever acts is bound from here on; blank: to none.
  void ActFor(const std::string& agency);
  // Facts of a stream that is there, recorded past every rule.
  void Given(const std::string& stream, const std::string& events);
  // Is told of every command that was taken.
  void OnTaken(std::function<void(const World&)> listener) { on_taken_ = std::move(listener); }
  void AdvanceDays(int days);
  // Not backwards.
  void AdvanceTo(absl::Time moment);
  // Has the board freeze its figures of the year as they are now; revises them if they are frozen.
  void Freeze(const std::string& board, int year);

  absl::Time now() const { return absl::FromUnixMicros(story_.now()); }
  absl::CivilDay Today() const { return absl::ToCivilDay(now(), story_.london()); }

  const std::vector<Recorded>& log() const { return log_; }
  const std::vector<Tried>& tried() const { return tried_; }
  // The events of the last command that was taken.
  std::vector<const Recorded*> Last() const;
  // Null if there is none.
  const Recorded* Find(const std::string& event_id) const;
  // Indexes of log(), in the order in which things happened: corrections where they belong.
  const std::vector<size_t>& OfStream(const std::string& stream_id) const;

  // By name, in the order they were opened.
  const std::vector<std::string>& cases() const { return cases_; }
  const std::vector<std::string>& meetings() const { return meetings_; }
  const std::vector<std::string>& reviews() const { return reviews_; }
  const std::vector<std::string>& plans() const { return plans_; }
  static const std::vector<std::string>& boards();
  // The name of a stream; the id itself if it has none.
  std::string NameOf(const std::string& stream_id) const;
  std::string Id(const std::string& name) const { return story_.Id(name); }
  std::string NextCase() const { return "$case-" + std::to_string(cases_.size() + 1); }
  std::string NextMeeting() const { return "$meeting-" + std::to_string(meetings_.size() + 1); }

  const ChildDeath& Case(const std::string& name) const { return story_.See<ChildDeath>(name); }
  const Meeting& MeetingOf(const std::string& name) const { return story_.See<Meeting>(name); }
  const CaseReview& Review(const std::string& name) const { return story_.See<CaseReview>(name); }
  const ActionPlan& Plan(const std::string& name) const { return story_.See<ActionPlan>(name); }
  const Board& BoardOf(const std::string& name) const { return story_.See<Board>(name); }
  std::vector<types::v1::ClockAnswer> ClocksOf(const std::string& case_name) const;

  // By case, of those the last command that was taken wrote to.
  const std::map<std::string, ClocksTold>& clocks() const { return clocks_; }
  const std::vector<FrozenReturn>& frozen() const { return frozen_; }
  // The cases that the return of a board's year counts now, by id.
  std::set<std::string> CountedIn(const std::string& board, int year) const;
  // A frozen table reckoned again, from what there was when it was frozen, folded anew.
  types::v1::ReturnTable Reckoned(const std::string& board,
                                  const types::v1::ReturnTable& frozen) const;

  // A copy of the world, in which something can be tried without anybody noticing.
  testing::Story& story() const { return story_; }
  const workflows::WorkflowTable& table() const { return story_.table(); }

  // Values the world has seen in fields of a name, of events of one stream or of any.
  std::vector<std::string> Seen(const std::string& field, const std::string& stream_id) const;

 private:
  void Learn(const google::protobuf::Message& message, const std::string& stream_id);
  void TakeUp();
  void Place(const Recorded& recorded);
  // The names of what was opened of a kind, and what such a name begins with.
  std::vector<std::string>& OpenedOf(types::v1::Aggregate kind);
  std::vector<std::string> MilestonesOf(const std::string& case_name) const;
  workflows::child_death::Cases CasesNow() const;
  // The table of a year, and the ids it counts, of cases as a position of the log left them.
  types::v1::ReturnTable Count(const std::string& board, int year,
                               const workflows::child_death::Cases& cases, uint64_t position,
                               std::set<std::string>& counted) const;

  mutable testing::Story story_;  // folds when it is asked
  std::vector<Recorded> log_;
  std::map<std::string, std::vector<size_t>> of_stream_;
  std::map<std::string, size_t> taken_up_;  // events of each stream
  std::map<std::string, size_t> by_event_id_;
  std::vector<Tried> tried_;
  std::vector<std::string> cases_;
  std::vector<std::string> meetings_;
  std::vector<std::string> reviews_;
  std::vector<std::string> plans_;
  std::string acting_for_;
  std::map<std::string, std::string> names_;  // of streams, by id
  std::map<std::string, ClocksTold> clocks_;
  std::vector<FrozenReturn> frozen_;
  std::map<std::string, std::map<std::string, std::set<std::string>>> seen_;  // by field, stream
  std::function<void(const World&)> on_taken_;
  int commands_ = 0;
};

}  // namespace candour::tests
