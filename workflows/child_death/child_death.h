// The review of one child's death, folded.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/events/v1/child_death.pb.h"
#include "candour/events/v1/rapid_response.pb.h"
#include "workflows/aggregate.h"
#include "workflows/context.h"
#include "workflows/decision.h"
#include "workflows/meeting/action.h"
#include "workflows/table.h"

namespace candour::workflows::child_death {

struct Notification {
  std::string notification_id;
  types::v1::Channel channel{};
  types::v1::NotifierKind notifier{};
  absl::Time received_at;
  std::string match_basis;  // of a duplicate: why it is the same child
};

struct ReportRequest {
  std::string agency_id;
  std::string form_type;
  absl::CivilDay requested_on;
  absl::CivilDay due_on;
  std::optional<absl::CivilDay> received_on;
  bool nil_return = false;
  bool after_decision = false;
};

struct Hold {
  std::string because_of;
  absl::CivilDay look_again_on;
  absl::CivilDay looked_at_on;  // placed, or last reviewed
  std::string placed_by_event;
  absl::Time placed_at;  // this and the next as recorded
  std::optional<absl::Time> released_at;
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
  uint64_t position = 0;
};

struct ChildDeath : Aggregate {
  static constexpr types::v1::Aggregate kKind = types::v1::CHILD_DEATH;

  std::string reference;
  std::string lead_board_id;
  std::vector<Notification> notifications;
  std::optional<events::v1::ChildIdentified> identity;
  std::optional<events::v1::DeathRecorded> death;
  std::optional<events::v1::ScopeDetermined> scope;
  types::v1::Expectedness expectedness{};
  std::optional<RapidResponse> rapid_response;
  std::optional<absl::Time> family_left_hospital_at;
  std::map<std::string, ReportRequest> requests;
  std::map<std::string, Hold> holds;
  std::vector<events::v1::CaseListed> listings;
  std::vector<events::v1::CaseDeferred> deferrals;
  std::vector<events::v1::SeriousIncidentReported> serious_incidents;
  std::vector<PanelDecision> decisions;  // the last one stands
  std::optional<absl::CivilDay> completed_on;
  meeting::Actions meeting_actions;  // agreed at meetings, about this case

  // The earliest receipt of all notifications: that of the case.
  absl::Time FirstNotifiedAt() const;
  const PanelDecision* Standing() const { return decisions.empty() ? nullptr : &decisions.back(); }
  bool OnHold() const;
};

// Completed, or found to be out of scope: nothing is owed of it any more.
bool IsConcluded(const ChildDeath& death);

// Where the case is, in a word: "notified", "in scope", "listed", "decided", "completed" ...
std::string StageOf(const ChildDeath& death);

// Refusals the rules share. None if all is well.
std::optional<types::v1::Rejection> UnlessOurs(const ChildDeath& death, const Context& context);
// What follows a death cannot lie before it, once its day is recorded.
std::optional<types::v1::Rejection> UnlessAfterDeath(const ChildDeath& death, absl::CivilDay day);
// Ours, and not found to be out of scope.
std::optional<types::v1::Rejection> UnlessOpen(const ChildDeath& death, const Context& context);
// Ours, in scope and not completed.
std::optional<types::v1::Rejection> UnlessReviewable(const ChildDeath& death,
                                                     const Context& context);

void Register(WorkflowTable& table);

}  // namespace candour::workflows::child_death
