// What was sent of the case to the national database, what came back, and what else was disclosed.
// A part of ChildDeath (child_death.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "candour/events/v1/submissions.pb.h"

namespace candour::workflows::child_death {

struct Submission {
  events::v1::NationalSubmissionSent sent;
  // What was sent, and its hash; none once who the child was has been forgotten.
  std::optional<events::v1::NationalSubmissionSheetKept> kept;
  types::v1::SubmissionState state = types::v1::SUBMISSION_SENT;
  std::string reference;  // the collector's
  std::vector<types::v1::SubmissionError> errors;
  std::string withdrawn_because;
  bool withdrawal_acknowledged = false;
  std::optional<absl::CivilDay> answered_on;  // or withdrawn

  // Whether the collector has it, as far as is known here.
  bool Stands() const {
    return state == types::v1::SUBMISSION_SENT || state == types::v1::SUBMISSION_ACKNOWLEDGED;
  }
};

struct Submissions {
  std::vector<Submission> all;             // in the order they were sent
  std::vector<std::string> changed_since;  // what changed since the last one was sent, in words
  std::vector<events::v1::CaseDisclosed> disclosures;

  // By id; blank: the last. Null if there is none.
  const Submission* Find(const std::string& submission_id) const;
  // The last one that the collector has. Null if there is none.
  const Submission* Standing() const;
  // Notes that something of the sheet changed. Nothing while the collector has no sheet.
  void Changed(const std::string& what);
};

}  // namespace candour::workflows::child_death
