// The rows from which a demonstration is told: one a death, one a review, one an action. What is
// left blank did not happen. Keys ("police", "chair", "AV-2012-03") name rows of other tables.
#pragma once

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "tools/candour/demo/script.h"

namespace candour::cli::demo {

struct Agency {
  const char* key;
  const char* name;
  const char* id = "";  // blank: made from the key
};

struct Person {
  const char* key;
  const char* name;
  const char* job;
  const char* agency = "";
};

struct Body {
  const char* key;
  const char* kind;
  const char* name;
  int minimum;                 // members for a quorum
  const char* required_roles;  // "public_health police"
};

struct Seat {
  const char* body;
  const char* role;
  const char* holder;
  const char* deputy = "";
};

struct Register {
  const char* opened;  // the day the record begins
  const char* board_name;
  const char* area_code;
  absl::Span<const char* const> guidance;  // "wt2010@2010-04-01": adopted that day
  absl::Span<const Agency> agencies;
  absl::Span<const Person> people;
  absl::Span<const Body> bodies;
  absl::Span<const Seat> seats;
};

struct Meeting {
  const char* key;
  const char* body;
  const char* starts;         // moment
  const char* absent = "";    // holders who sent apologies: "nurse police"
  const char* deputies = "";  // who came in their place: "nurse_deputy=designated_nurse"
};

struct Recusal {
  const char* meeting;
  const char* death;
  const char* person;
  const char* nature;
};

// What happens in few cases.
struct Rarities {
  const char* reclassified = "";  // moment it turned out to be expected
  const char* deferred_at = "";   // meeting
  const char* deferred_because = "";
  const char* held = "";          // "2013-01-15|inquest|2013-06-03"
  const char* incident = "";      // day a provider opened a serious incident
  int visited_after_hours = 17;   // of an unexpected death, after the notification
  int discussed_after_hours = 3;  // the same; the family leaves the hospital after four
  int report_after_days = 21;     // of the paediatrician, after the death; 0: never
  bool in_scope = true;
};

constexpr Rarities VisitedAfter(int hours) { return {.visited_after_hours = hours}; }

struct Death {
  const char* reference;
  const char* born;
  const char* died;
  const char* sex;
  const char* place;
  const char* notified;  // moment
  const char* notifier;
  const char* further;       // "registrar@2012-04-10T10:00 coroner@..."
  const char* expectedness;  // at first
  const char* reports;       // "h14 g25 sn9 p-": hospital after 14 days, social care nil after 9,
                             // police not yet; letters as in kReportLetters
  const char* decided_at;    // meeting; blank: not yet
  const char* categories;    // those that apply, the chosen one first: "3 9"
  const char* modifiability;
  const char* factor;  // "service_provision|may_have_contributed|yes|what it was"
  const char* reasons;
  Rarities rare = {};
};

// What does not go as it should with a contribution.
struct Hitches {
  const char* returned =
      "";  // day; then submitted again on the day after the bar: "2008-09-02|..."
  const char* defects = "";
  const char* refused_author = "";  // nominated first, and refused: managed a practitioner
  const char* waived = "";          // "2008-07-08|reason"
};

struct Contribution {
  const char* review;
  const char* agency;
  const char* kind;
  const char* author;
  const char* signed_off_by;
  const char* requested;
  const char* due;
  const char* submitted;
  const char* accepted = "";
  Hitches hitches = {};
};

struct Review {
  const char* reference;
  const char* referrer;
  const char* harm;
  const char* incident;
  const char* referred;
  const char* grounds;
  const char* subgroup;     // meeting
  const char* recommended;  // option
  const char* criteria;     // "child_died concern_about_joint_working"
  const char* decided;      // day
  const char* option;
  const char* reasons;
  const char* told = "";       // day, recipient: "2008-06-02|ofsted"
  const char* terms = "";      // day approved
  const char* period = "";     // "2006-01-01|2008-04-20"
  const char* questions = "";  // split at "|"
  const char* drafted = "";
  const char* author = "";
  const char* endorsed = "";
  const char* board = "";  // meeting that accepted
  const char* published = "";
  const char* form = "";
  const char* evaluated = "";  // "2008-06-20|good"
  const char* revised = "";    // "2008-09-24|2008-11-30|reason": when, the new due day, why
  const char* recorded = "";   // day the decision was written down; blank: the day it was taken
};

struct Reversal {
  const char* review;
  const char* decided;
  const char* option;
  const char* evidence_on;
  const char* new_evidence;
  const char* criteria;
  const char* reasons;
};

struct Plan {
  const char* key;
  const char* title;
  const char* review;  // blank: the Board's own
  const char* opened;
};

struct Recommendation {
  const char* plan;
  const char* number;
  const char* text;
  const char* source;
  const char* made;
  const char* closed = "";        // day, once all its actions were verified
  const char* closed_again = "";  // day, after one of them had been re-opened
};

// What becomes of an action after all.
struct Turns {
  const char* reopened = "";  // day|reason|new due day
  const char* again = "";     // after that: evidence day, declared day, verified day|person|effect
  const char* due_revised = "";     // day|new due day|reason
  const char* impact_planned = "";  // day|day of the review
  const char* impact = "";          // day|person|result|finding
};

struct Action {
  const char* plan;
  const char* number;  // of the recommendation
  const char* agency;
  const char* lead;
  const char* text;
  const char* due;
  const char* measure;
  const char* progress;       // "wg1:on_track wg2:delayed": at which meeting, how it stood
  const char* evidence = "";  // day|what
  const char* declared = "";
  const char* verified = "";  // day|person|effect seen
  Turns turns = {};
};

struct Tables {
  const char* tenant;
  const char* board_id;
  Register office;
  absl::Span<const Meeting> meetings;
  absl::Span<const Recusal> recusals;
  absl::Span<const Death> deaths;
  absl::Span<const Review> reviews;
  absl::Span<const Contribution> contributions;
  absl::Span<const Reversal> reversals;
  absl::Span<const Plan> plans;
  absl::Span<const Recommendation> recommendations;
  absl::Span<const Action> actions;
  const char* year_from;  // whose figures the demonstration mirrors
  const char* year_until;
  const char* lived_until;  // moment at which its clock is left standing, after the last act
  const char* neighbour_board_id = "";  // another board of the same record
  void (*besides)(Script&) = nullptr;   // what no table has a row for
};

// The three invented boards.
extern const Tables kAshbrook;
extern const Tables kMillharbour;
extern const Tables kWendmoor;
// A part of the first, in a file of its own.
extern const absl::Span<const Death> kAshbrookDeaths;

// Every act of the tables, in order. A value that begins with @ names a file of the guidance.
std::vector<Step> Told(const Tables& tables);

}  // namespace candour::cli::demo
