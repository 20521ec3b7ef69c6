// Criminal proceedings, inquests, courts and inquiries beside a review, and what waits for them.
#include "workflows/case_review/processes.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/casework/v1/review_processes.pb.h"
#include "workflows/case_review/case_review.h"
#include "workflows/case_review/parts.h"
#include "workflows/child_death/child_death.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using child_death::ChildDeath;
using types::v1::Rejection;

std::string LinkedProcess::Name() const {
  return absl::StrCat(Words(record.kind()), ", ", record.run_by());
}

const types::v1::Date* LinkedProcess::ExpectedOn() const {
  if (!put_off.empty()) return &put_off.back().expected_on();
  return record.has_expected_on() ? &record.expected_on() : nullptr;
}

bool StepHold::Holds(types::v1::ReviewStep step) const {
  const auto& steps = record.steps();
  return !released && std::find(steps.begin(), steps.end(), step) != steps.end();
}

const types::v1::Date& StepHold::LookAgainOn() const {
  return looks.empty() ? record.look_again_on() : looks.back().look_again_on();
}

std::string RunningBeside::WordsOf(const StepHold& hold) const {
  const auto process = processes.find(hold.record.process_id());
  if (process == processes.end()) return "";
  return AwaitedWords(process->second.Name(), process->second.course);
}

std::optional<Rejection> UnlessHeld(const CaseReview& review, types::v1::ReviewStep step,
                                    const types::v1::Date& on) {
  for (const auto& [id, hold] : review.beside.holds) {
    if (!hold.Holds(step) || DayOf(on) < DayOf(hold.record.held_on())) continue;
    const LinkedProcess& process = review.beside.processes.at(hold.record.process_id());
    return Refuse(
        types::v1::BLOCKED_BY_HOLD,
        absl::StrCat(
            "This waits (", Words(step), ") for: ", review.beside.WordsOf(hold),
            process.concluded ? "." : ". Wait for its end, or release the hold with the reason."),
        kOwnRule, {id, hold.record.process_id()});
  }
  return std::nullopt;
}

namespace {

// The clock of the editions that follows each process to the day on which its end is expected.
constexpr char kParallelProcess[] = "parallel_process";

std::optional<Rejection> UnlessRuns(const CaseReview& review, const std::string& process_id,
                                    const std::string& what, const types::v1::Date& on) {
  return UnlessRunning(review.beside.processes.at(process_id).course, process_id, what, DayOf(on));
}

std::optional<Rejection> UnlessStands(const CaseReview& review, const std::string& hold_id,
                                      const std::string& what, const types::v1::Date& on) {
  const StepHold& hold = review.beside.holds.at(hold_id);
  if (hold.released) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The hold was released. Place a new one if it has to wait again.", kOwnRule,
                  {hold_id});
  }
  const types::v1::Date& last =
      hold.looks.empty() ? hold.record.held_on() : hold.looks.back().looked_on();
  return UnlessInOrder(what, DayOf(on), "the last look at the hold", DayOf(last));
}

}  // namespace

Decision Decide(const cw::LinkParallelProcess& command, const Context&, const CaseReview& review,
                const ChildDeath& death) {
  if (death.Exists() && review.referral.child_death_id() != death.id) {
    return Refuse(types::v1::CONTRADICTORY,
                  "The review was not referred as one of this death. Name the death that it is of, "
                  "or leave it out.",
                  kOwnRule, {death.id});
  }
  for (const auto& [id, known] : review.beside.processes) {
    const ev::ParallelProcessLinked& record = known.record;
    if (known.concluded || record.kind() != command.kind() ||
        !absl::EqualsIgnoreCase(record.run_by(), command.run_by()) ||
        record.reference() != command.reference() ||
        DayOf(record.began_on()) != DayOf(command.began_on())) {
      continue;
    }
    return Refuse(types::v1::ALREADY_DONE,
                  "This process is linked already. Act on that one; another one has its own "
                  "reference.",
                  kOwnRule, {id});
  }
  return Recorded<ev::ParallelProcessLinked>(command);
}

void Evolve(CaseReview& review, const ev::ParallelProcessLinked& event, const Fact& fact) {
  LinkedProcess& process = review.beside.processes[event.process_id()];
  process.record = event;
  process.course.began_on = DayOf(event.began_on());
  review.NameSubject(event.process_id(), "", process.Name());
  if (!event.has_expected_on()) return;
  review.Reach(clocks::kProcessDated, event.began_on(), fact, event.process_id(),
               &event.expected_on());
}

Decision Decide(const cw::ReviseParallelProcessDate& command, const Context&,
                const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessRuns(review, command.process_id(), "the news", command.told_on()));
  return Recorded<ev::ParallelProcessDateRevised>(command);
}

void Evolve(CaseReview& review, const ev::ParallelProcessDateRevised& event, const Fact& fact) {
  LinkedProcess& process = review.beside.processes[event.process_id()];
  const bool was_known = process.ExpectedOn() != nullptr;
  // What was told last stands, whichever was recorded first.
  const auto after = std::find_if(
      process.put_off.begin(), process.put_off.end(),
      [&](const auto& other) { return DayOf(other.told_on()) > DayOf(event.told_on()); });
  process.put_off.insert(after, event);
  if (was_known) {
    review.ReviseDue(kParallelProcess, event.process_id(), event.expected_on(), event.reason(),
                     process.record.run_by(), fact, event.told_on());
  } else {
    review.Reach(clocks::kProcessDated, event.told_on(), fact, event.process_id(),
                 &event.expected_on());
  }
}

Decision Decide(const cw::ConcludeParallelProcess& command, const Context&,
                const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessRuns(review, command.process_id(), "its end", command.concluded_on()));
  return Recorded<ev::ParallelProcessConcluded>(command);
}

void Evolve(CaseReview& review, const ev::ParallelProcessConcluded& event, const Fact& fact) {
  LinkedProcess& process = review.beside.processes[event.process_id()];
  process.concluded = event;
  process.course.ended_on = DayOf(event.concluded_on());
  review.Reach(clocks::kProcessConcluded, event.concluded_on(), fact, event.process_id());
  for (const auto& [id, hold] : review.beside.holds) {
    if (hold.record.process_id() != event.process_id() || hold.released) continue;
    review.NameSubject(id, "", review.beside.WordsOf(hold));
  }
}

Decision Decide(const cw::HoldReviewStep& command, const Context&, const CaseReview& review) {
  if (review.closing.closed) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The review is closed: nothing of it is left that could wait. Take it up again "
                  "first.",
                  kOwnRule, {review.id});
  }
  RETURN_IF_REFUSED(UnlessRuns(review, command.process_id(), "the hold", command.held_on()));
  return Recorded<ev::ReviewStepHeld>(command);
}

void Evolve(CaseReview& review, const ev::ReviewStepHeld& event, const Fact& fact) {
  StepHold& hold = review.beside.holds[event.hold_id()];
  hold.record = event;
  review.NameSubject(event.hold_id(), "", review.beside.WordsOf(hold));
  review.Reach(clocks::kHoldPlaced, event.held_on(), fact, event.hold_id(), &event.look_again_on());
}

Decision Decide(const cw::LookAgainAtReviewHold& command, const Context&,
                const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessStands(review, command.hold_id(), "this look", command.looked_on()));
  return Recorded<ev::ReviewHoldLookedAt>(command);
}

void Evolve(CaseReview& review, const ev::ReviewHoldLookedAt& event, const Fact& fact) {
  review.beside.holds[event.hold_id()].looks.push_back(event);
  review.Reach(clocks::kHoldReviewed, event.looked_on(), fact, event.hold_id(),
               &event.look_again_on());
}

Decision Decide(const cw::ReleaseReviewStep& command, const Context&, const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessStands(review, command.hold_id(), "the release", command.released_on()));
  return Recorded<ev::ReviewStepReleased>(command);
}

void Evolve(CaseReview& review, const ev::ReviewStepReleased& event, const Fact& fact) {
  StepHold& hold = review.beside.holds[event.hold_id()];
  hold.released = event;
  const auto process = review.beside.processes.find(hold.record.process_id());
  if (process != review.beside.processes.end()) {
    review.NameSubject(event.hold_id(), "", process->second.Name());
  }
  review.Reach(clocks::kHoldReleased, event.released_on(), fact, event.hold_id());
}

void RegisterProcesses(WorkflowTable& table) {
  table.Events<CaseReview, ev::ParallelProcessLinked, ev::ParallelProcessDateRevised,
               ev::ParallelProcessConcluded, ev::ReviewStepHeld, ev::ReviewHoldLookedAt,
               ev::ReviewStepReleased>();
  table.Things<CaseReview>(
      types::v1::A_REVIEW_PROCESS,
      [](const CaseReview& review, const std::string& id) {
        return review.beside.processes.contains(id);
      },
      "No such process is linked to the review. Link it first.",
      "This process is linked to the review already. Give another one its own id, or leave that "
      "blank.");
  table.Things<CaseReview>(
      types::v1::A_REVIEW_HOLD,
      [](const CaseReview& review, const std::string& id) {
        return review.beside.holds.contains(id);
      },
      "There is no such hold on the review. Name one that stands.",
      "This hold is recorded already. Give another one its own id, or leave that blank.");
  table.Command<cw::LinkParallelProcess, CaseReview, ChildDeath>();
  table.Command<cw::ReviseParallelProcessDate, CaseReview>();
  table.Command<cw::ConcludeParallelProcess, CaseReview>();
  table.Command<cw::HoldReviewStep, CaseReview>();
  table.Command<cw::LookAgainAtReviewHold, CaseReview>();
  table.Command<cw::ReleaseReviewStep, CaseReview>();
}

}  // namespace candour::workflows::case_review
