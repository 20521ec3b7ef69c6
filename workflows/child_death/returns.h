// What agencies hold, are asked for and answer in one review.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "candour/events/v1/child_death.pb.h"
#include "candour/events/v1/returns.pb.h"
#include "candour/types/v1/form.pb.h"

namespace candour::workflows::child_death {

// The form every agency is asked for; others are supplementary.
inline constexpr char kUsualForm[] = "agency_report";

// Answers in two parts, as they are sealed: with the case, and apart from it. Once the second is
// forgotten it is empty.
struct AnswersInParts {
  types::v1::FormAnswers own;
  types::v1::FormAnswers identity;

  types::v1::FormAnswers Whole() const;
};

// One answer to a request, on a form.
struct AgencyReturn {
  uint32_t version = 0;
  AnswersInParts answers;
  absl::CivilDay given_on;
  uint64_t place = 0;  // in the story
  bool after_decision = false;
  events::v1::AgencyFormAnswered record = {};  // without the answers
  std::string answered_by = {};
};

struct ReportRequest {
  std::string agency_id;
  std::string form_type;
  absl::CivilDay requested_on;
  absl::CivilDay due_on;
  std::optional<absl::CivilDay> received_on;  // first
  bool nil_return = false;
  bool after_decision = false;

  std::optional<absl::CivilDay> withdrawn_on = std::nullopt;
  std::string withdrawn_because = {};
  std::optional<events::v1::AgencyReportReceived> receipt = std::nullopt;
  std::optional<AnswersInParts> draft = std::nullopt;
  std::vector<AgencyReturn> returns = {};  // the last one stands; none: received without a form
  uint32_t reminders = 0;                  // written
  uint32_t reminders_sent = 0;             // of these
  std::set<std::string> reminder_letters_kept = {};  // of these, that have not gone, by letter
  std::set<absl::CivilDay> reminded_late_on = {};    // after the due day: what counts to escalate
  std::optional<absl::CivilDay> paused_until = std::nullopt;
  std::string reminders_to_person_id = {};                    // blank: the agency's contact
  std::optional<absl::CivilDay> escalated_on = std::nullopt;  // last, as the next
  std::string escalated_to = {};
  std::optional<absl::CivilDay> passed_on = std::nullopt;  // to the agency that owes it now

  // By which the due day was reckoned; unset: it was stated.
  std::optional<types::v1::BoardPeriod> due_by = std::nullopt;

  std::string merged_from = {};  // the absorbed case that asked; blank: this one did
  bool carried = false;          // lives on in the case that absorbed this one

  bool IsOwed() const { return !received_on && !withdrawn_on && !carried; }
};

// To an agency or one of the family. What was drafted here says so by its letter_id.
struct Letter {
  events::v1::LetterDrafted record;
  std::string drafted_by;  // the subject of whoever acted
  bool checked = false;
  std::optional<absl::CivilDay> sent_on;
  std::string sender_person_id = {};
  std::string text = {};         // while it waits; blank also once who it names was forgotten
  std::string merged_from = {};  // the absorbed case that drafted it; blank: this one did
  std::string child_named = {};  // the given names of the child as its words were drafted
  std::optional<absl::CivilDay> checked_on = {};
  bool against_hold = false;  // sent while contact was held
};

struct ContactHold {
  events::v1::ContactHeld record;
  bool released = false;
  absl::CivilDay from = {};          // on which it was recorded
  absl::CivilDay looked_at_on = {};  // last
  std::optional<absl::CivilDay> released_on = {};
};

struct Settlement {
  events::v1::DisagreementSettled record;
  uint64_t place = 0;  // in the story
};

struct AgencyWork {
  std::map<std::string, events::v1::AgencyIdentified> identified;  // by agency
  std::map<std::string, std::string> supplementary;                // why, by type of form
  std::vector<Settlement> settlements;                             // the later one says what holds
  std::vector<events::v1::AnonymisedSummaryWritten> summaries;     // the last one stands
  std::map<std::string, ContactHold> contact_holds;
  std::map<std::string, std::string> names;  // of agencies, as the board that asked calls them
};

}  // namespace candour::workflows::child_death
