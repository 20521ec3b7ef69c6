// The review of one child's death, folded.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/events/v1/child_death.pb.h"
#include "candour/events/v1/earlier_records.pb.h"
#include "candour/events/v1/rapid_response.pb.h"
#include "workflows/aggregate.h"
#include "workflows/child_death/completion.h"
#include "workflows/child_death/custody.h"
#include "workflows/child_death/family.h"
#include "workflows/child_death/joint_response.h"
#include "workflows/child_death/parallel_processes.h"
#include "workflows/child_death/returns.h"
#include "workflows/child_death/submissions.h"
#include "workflows/consistent.h"
#include "workflows/context.h"
#include "workflows/decision.h"
#include "workflows/meeting/action.h"
#include "workflows/meeting/subject.h"
#include "workflows/table.h"

namespace candour::workflows::child_death {

struct Notification {
  std::string notification_id;
  types::v1::Channel channel{};
  types::v1::NotifierKind notifier{};
  absl::Time received_at;
  std::string match_basis;           // of a duplicate: why it is the same child
  std::string merged_from;           // the case that was merged into this one and brought it
  std::string linked_by_event = {};  // of a duplicate
};

struct Hold {
  std::string because_of;
  absl::CivilDay look_again_on;
  absl::CivilDay looked_at_on;  // placed, or last reviewed
  std::string placed_by_event;
  uint64_t place = 0;    // in the story
  absl::Time placed_at;  // this and the next as recorded
  std::optional<absl::Time> released_at;
  std::string process_id;  // the process that blocks; blank: it is not recorded as one
  // A ready case that is kept for a kind of meeting: its key and title; and the meeting of the kind
  // for which it was last listed, which ended the hold.
  std::string meeting_kind;
  std::string meeting_kind_title;
  std::string ended_by_meeting_id;

  bool IsKeptFor(const std::string& kind) const {
    return !meeting_kind.empty() && meeting_kind == kind;
  }
};

struct RapidResponse {
  std::string lead_person_id;
  absl::Time started_at;  // of the last start, as are lead and stand-down
  std::optional<absl::Time> stood_down_at;
  std::vector<absl::Time> visits;  // of all
  std::vector<events::v1::CaseDiscussionHeld> discussions;
  std::vector<events::v1::PaediatricReportSent> reports;  // to the coroner
};

struct PanelDecision {
  events::v1::PanelDecisionRecorded record;
  std::string edition;
  uint64_t position = 0;  // in the log
  uint64_t place = 0;     // in the story
  // Recorded by somebody who does not chair: by the chair, or with the minutes.
  bool needs_confirming = false;
  std::string event_id;
  bool not_ratified = false;  // by a later meeting: it stands no longer
};

struct ChildDeath : Aggregate, meeting::Subject, Consistent {
  static constexpr types::v1::Aggregate kKind = types::v1::CHILD_DEATH;

  // Made, copied and ended in child_death.cc alone: its parts are too many for every file.
  ChildDeath();
  ChildDeath(const ChildDeath&);
  ChildDeath(ChildDeath&&);
  ChildDeath& operator=(const ChildDeath&);
  ChildDeath& operator=(ChildDeath&&);
  ~ChildDeath() override;

  std::string reference;
  std::vector<Notification> notifications;
  std::optional<events::v1::ChildIdentified> identity;
  std::optional<events::v1::DeathRecorded> death;
  std::optional<clocks::Milestone> died;  // as its clocks were last told
  std::optional<events::v1::ScopeDetermined> scope;
  types::v1::Expectedness expectedness{};
  std::optional<RapidResponse> rapid_response;
  std::optional<absl::Time> family_left_hospital_at;
  std::map<std::string, ReportRequest> requests;
  AgencyWork agencies;
  std::map<std::string, Hold> holds;
  std::vector<events::v1::CaseListed> listings;
  // Of these, as far as it was neither decided nor deferred as the item, and its lead not passed on
  // since. Whether the meeting still has the item ahead, only the meeting knows (Meeting::IsAhead).
  std::vector<events::v1::CaseListed> open_listings;
  std::vector<events::v1::CaseDeferred> deferrals;
  std::vector<events::v1::SeriousIncidentReported> serious_incidents;
  std::vector<PanelDecision> decisions;        // of those not refused since, the last one stands
  std::optional<absl::CivilDay> completed_on;  // and not reopened since
  std::vector<events::v1::CaseImported> imports;
  std::optional<events::v1::EarlierReviewRecorded> earlier_review;  // before Candour
  Intake intake;
  Identity who;
  Custody custody;
  JointResponse response;
  Family family;
  std::map<std::string, Letter> letters;  // every one, drafted or sent
  ParallelProcesses processes;
  Aftermath aftermath;
  Submissions submissions;
  meeting::Actions meeting_actions;  // agreed at meetings, about this case

  // The earliest receipt of all notifications: that of the case.
  absl::Time FirstNotifiedAt() const;
  const PanelDecision* Standing() const;
  std::optional<meeting::DecisionMade> DecidedAs(const std::string& meeting_id,
                                                 const std::string& item_id,
                                                 const absl::TimeZone& london) const override;
  bool IsUnexpectedDeath() const override { return expectedness == types::v1::UNEXPECTED; }
  bool IsUnclassifiedDeath() const override {
    return expectedness == types::v1::EXPECTEDNESS_UNSPECIFIED;
  }
  std::string GoesOnAs() const override { return intake.belongs_to; }
  void TellNotTaken(const std::string& meeting_id, const google::protobuf::Message& command,
                    const Context& context, Decision& decision) const override;
  std::vector<Contradiction> Contradictions() const override;
  std::string NoMatterBecause() const override;
  // Taken up again, and not decided anew since.
  bool IsReopened() const;
  bool OnHold() const;
  // What blocks, in words; also that it has ended and the hold is due to be released.
  std::string WordsOf(const Hold& hold) const;
  bool IsToBeReleased(const Hold& hold) const;
};

// Out of scope, void, or no case of its own: no panel reviews it, and no agency owes it a report.
bool IsNoPanels(const ChildDeath& death);

// Whether it is no panel's and yet calls for a joint response: an unattended stillbirth.
bool IsRespondedToAlone(const ChildDeath& death);

// Completed, or no panel's: nothing is owed of it any more. Not while there is a response to it.
bool IsConcluded(const ChildDeath& death);

// Whether it is a case: not a notification that waits, was set aside or belongs to another case.
bool IsCaseOfItsOwn(const ChildDeath& death);

// Where the case is, in a word: "notified", "in scope", "listed", "decided", "completed" ...
std::string StageOf(const ChildDeath& death);
// Every stage there is, in the order of precedence: the first that holds is where a case is.
std::vector<std::string> Stages();
// The same, of a case that stands at `stage` and that no meeting it was listed for has ahead any
// more: where it stood before.
std::string StageUnlessListed(const std::string& stage);

// Refusals the rules share. None if all is well.
// WRONG_BOARD if another board leads.
std::optional<types::v1::Rejection> UnlessLedHere(const ChildDeath& death, const Context& context);
// The same; CASE_ABSORBED, naming the case to act on, if it was merged or linked into another; and
// WRONG_STAGE while it is only a guest's notification.
std::optional<types::v1::Rejection> UnlessOurs(const ChildDeath& death, const Context& context);
// What follows a death cannot lie before it, once its day is recorded.
std::optional<types::v1::Rejection> UnlessAfterDeath(const ChildDeath& death, absl::CivilDay day);
// Ours, and not found to be out of scope.
std::optional<types::v1::Rejection> UnlessOpen(const ChildDeath& death, const Context& context);
// Ours, in scope and not completed.
std::optional<types::v1::Rejection> UnlessReviewable(const ChildDeath& death,
                                                     const Context& context);

// The same as UnlessOpen, and decided by the panel.
std::optional<types::v1::Rejection> UnlessDecided(const ChildDeath& death, const Context& context);

void Register(WorkflowTable& table);

}  // namespace candour::workflows::child_death
